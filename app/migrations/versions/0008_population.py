"""Members have a number of inhabitants."""

from alembic import op

revision = "0008"
down_revision: str | None = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema from the revision before to this one; no number is known of anyone.

    In plain SQL, which is the same on SQLite and PostgreSQL: to add a column with its rule,
    Alembic would copy the whole table on SQLite.
    """
    for table in ("member", "member_past"):
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN population INTEGER "
            f"CONSTRAINT ck_{table}_population CHECK (population BETWEEN 1 AND 40000000)"
        )
