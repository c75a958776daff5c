"""What members have begun to type, and workbooks that wait to be taken in."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision: str | None = "0009"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
CODE = sa.String(length=100)


def upgrade() -> None:
    """Bring the schema from the revision before to this one."""
    op.create_table(
        "answer_draft",
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("period", CODE, nullable=False),
        sa.Column("paragraph", CODE, nullable=False),
        sa.Column("base", sa.Integer(), nullable=False),
        sa.Column("mark", CODE, nullable=False),
        sa.Column("typed", sa.JSON(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("saved_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_answer_draft_member"),
        sa.PrimaryKeyConstraint("member_id", "period", "paragraph"),
    )
    op.create_table(
        "workbook_upload",
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("period", CODE, nullable=False),
        sa.Column("mark", CODE, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("sent_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_workbook_upload_member"),
        sa.PrimaryKeyConstraint("member_id", "period", "mark"),
    )
    op.create_index("ix_workbook_upload_sent_at", "workbook_upload", ["sent_at"])
