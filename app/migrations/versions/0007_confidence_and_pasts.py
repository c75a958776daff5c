"""Answers given in confidence; what members and rules were before they changed."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision: str | None = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema from the revision before to this one."""
    mark_entries()
    create_pasts()


def mark_entries() -> None:
    """Add whether an answer was given in confidence; those made before were not."""
    with op.batch_alter_table("entry") as batch:
        batch.add_column(
            sa.Column("in_confidence", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("entry") as batch:
        batch.alter_column("in_confidence", existing_type=sa.Boolean(), server_default=None)


def create_pasts() -> None:
    """Make the tables of what was before; nothing is known of changes made until now."""
    op.create_table(
        "member_past",
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_member_past_member"),
        sa.PrimaryKeyConstraint("member_id", "until"),
    )
    op.create_table(
        "acceptance_rules_past",
        sa.Column("declaration", sa.String(length=100), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("declaration", "until"),
    )
