"""Reports that were asked for, as jobs that any worker claims."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision: str | None = "0010"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
WORD = sa.String(length=20)


def upgrade() -> None:
    """Bring the schema from the revision before to this one."""
    op.create_table(
        "report_job",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("wish", sa.JSON(), nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("step", WORD, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("worker", sa.String(length=100), nullable=False),
        sa.Column("lease_until", INSTANT, nullable=True),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "state IN ('waiting', 'running', 'done', 'failed', 'cancelled')",
            name="ck_report_job_state",
        ),
        sa.CheckConstraint(
            "(state = 'running') = (lease_until IS NOT NULL)", name="ck_report_job_lease"
        ),
        sa.ForeignKeyConstraint(["asked_by"], ["account.id"], name="fk_report_job_account"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_report_job_asked_by", "report_job", ["asked_by"])
    op.create_index("ix_report_job_state", "report_job", ["state"])
