"""Objections, modifications and reviews of reservations."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema from the revision before to this one."""
    extend_rules()
    extend_statements()


def extend_rules() -> None:
    """Add the windows of objection, review and follow-up; rules set before get the defaults."""
    with op.batch_alter_table("acceptance_rules") as batch:
        for name, default in (
            ("objection_months", "12"),
            ("review_years", "0"),
            ("follow_up_months", "12"),
        ):
            batch.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default=default))
    with op.batch_alter_table("acceptance_rules") as batch:
        for name in ("objection_months", "review_years", "follow_up_months"):
            batch.alter_column(name, existing_type=sa.Integer(), server_default=None)


def extend_statements() -> None:
    """Add what a statement points at and from when it counts; none made before does."""
    with op.batch_alter_table("statement") as batch:
        batch.add_column(sa.Column("modifies", sa.Integer(), nullable=True))
        batch.add_column(
            sa.Column("objects_to_member", sa.String(length=100), nullable=False, server_default="")
        )
        batch.add_column(sa.Column("objects_to", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("effective_on", sa.Date(), nullable=True))
    with op.batch_alter_table("statement") as batch:
        batch.alter_column(
            "objects_to_member", existing_type=sa.String(length=100), server_default=None
        )
