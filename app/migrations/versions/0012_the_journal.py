"""The journal: who changed what and when, each entry chained to the one before."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision: str | None = "0011"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
HASH = sa.String(length=64)
NAME = sa.String(length=100)


def upgrade() -> None:
    """Bring the schema from the revision before to this one."""
    op.create_table(
        "journal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("os_user", NAME, nullable=False),
        sa.Column("act", NAME, nullable=False),
        sa.Column("object", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.Column("previous", HASH, nullable=True),
        sa.Column("sha256", HASH, nullable=True),
        sa.CheckConstraint(
            "(number IS NULL AND previous IS NULL AND sha256 IS NULL) OR "
            "(number >= 1 AND length(previous) = 64 AND length(sha256) = 64)",
            name="ck_journal_sealed",
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number", name="uq_journal_number"),
    )
    for column in ("made_at", "account_id", "act"):
        op.create_index(f"ix_journal_{column}", "journal", [column])
    op.create_table(
        "journal_person",
        sa.Column("digest", HASH, nullable=False),
        sa.Column("salt", HASH, nullable=False),
        sa.Column("owner", NAME, nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.CheckConstraint("length(digest) = 64", name="ck_journal_person_digest"),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_index("ix_journal_person_owner", "journal_person", ["owner"])
