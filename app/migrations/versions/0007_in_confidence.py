"""Answers given in confidence; those there are before were not."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision: str | None = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema from the revision before to this one."""
    with op.batch_alter_table("entry") as batch:
        batch.add_column(
            sa.Column("in_confidence", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("entry") as batch:
        batch.alter_column("in_confidence", existing_type=sa.Boolean(), server_default=None)
