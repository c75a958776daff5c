"""Answers after the cut-off, a city's own notes, and the note with which a report is returned.

The new columns keep their defaults in the database: taking a default away would copy the largest
table on SQLite.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision: str | None = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema from the revision before to this one."""
    op.add_column("entry", sa.Column("notes", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("report", sa.Column("note", sa.Text(), nullable=False, server_default=""))
    part_notes()
    create_addendum()


def part_notes() -> None:
    """Give the note of a returned report its own column; until now it stood under ``excuse``."""
    report = sa.table("report", sa.column("state"), sa.column("excuse"), sa.column("note"))
    op.execute(
        sa.update(report)
        .where(report.c.state == "returned")
        .values(note=report.c.excuse, excuse="")
    )


def create_addendum() -> None:
    """Make the table of answers that came after the cut-off of their period."""
    op.create_table(
        "addendum",
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("period", sa.String(length=100), nullable=False),
        sa.Column("paragraph", sa.String(length=100), nullable=False),
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("implementation", sa.String(length=20), nullable=False),
        sa.Column("missing", sa.String(length=20), nullable=False),
        sa.Column("elsewhere", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("percent", sa.Float(), nullable=True),
        sa.Column("evidence_level", sa.String(length=20), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("done", sa.Text(), nullable=False),
        sa.Column("obstacles", sa.Text(), nullable=False),
        sa.Column("next_steps", sa.Text(), nullable=False),
        sa.Column("support_needed", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.Column("in_confidence", sa.Boolean(), nullable=False),
        sa.CheckConstraint("(implementation = '') <> (missing = '')", name="ck_addendum_answer"),
        sa.CheckConstraint(
            "percent IS NULL OR percent BETWEEN 0 AND 100", name="ck_addendum_percent"
        ),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_addendum_member"),
        sa.PrimaryKeyConstraint("member_id", "period", "paragraph", "sequence"),
    )
