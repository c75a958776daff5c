"""The record of an adoption: how it was decided, the votes, and the texts that it froze.

An adoption recorded before keeps its words. Words that say that no vote was taken are known as
such; any others stay as they are, for nobody but the association can read a vote out of them.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision: str | None = "0002"
branch_labels = None
depends_on = None

WITHOUT_VOTE = (
    "'without vote', 'without a vote', 'by consensus', 'by general consent', 'by acclamation', "
    "'unanimously without vote'"
)


def upgrade() -> None:
    """Bring the schema from the revision before to this one."""
    extend_adoption()
    create_frozen_text()
    create_votes()


def extend_adoption() -> None:
    """Add what a record says besides; every adoption made so far used the algorithm accord-1."""
    added: dict[str, tuple[sa.types.TypeEngine[Any], str]] = {
        "method": (sa.String(length=20), "''"),
        "meeting": (sa.String(), "''"),
        "presiding_officer": (sa.String(), "''"),
        "sponsors": (sa.JSON(), "'[]'"),
        "algorithm": (sa.String(length=20), "'accord-1'"),
    }
    with op.batch_alter_table("adoption") as batch:
        for name, (kind, _value) in added.items():
            batch.add_column(sa.Column(name, kind, nullable=True))
    values = ", ".join(f"{name} = {value}" for name, (_kind, value) in added.items())
    op.execute(f"UPDATE adoption SET {values}")  # noqa: S608 - constants of this file
    op.execute(
        "UPDATE adoption SET method = CASE "  # noqa: S608 - constants of this file
        f"WHEN lower(trim(decision)) IN ({WITHOUT_VOTE}) THEN 'without_vote' ELSE 'other' END"
    )
    with op.batch_alter_table("adoption") as batch:
        for name, (kind, _value) in added.items():
            batch.alter_column(name, existing_type=kind, nullable=False)
        batch.create_check_constraint(
            "ck_adoption_method", "method IN ('without_vote', 'vote', 'other')"
        )


def create_frozen_text() -> None:
    """Make the table of frozen texts; what was adopted so far is frozen in its one language."""
    op.create_table(
        "frozen_text",
        sa.Column("adoption_id", sa.Uuid(), nullable=False),
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("frozen_on", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('adopted', 'translation', 'correction')", name="ck_frozen_text_kind"
        ),
        sa.CheckConstraint("length(sha256) = 64", name="ck_frozen_text_sha256"),
        sa.ForeignKeyConstraint(["adoption_id"], ["adoption.id"], name="fk_frozen_text_adoption"),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name="fk_frozen_text_revision"),
        sa.PrimaryKeyConstraint("adoption_id", "revision_id"),
    )
    op.execute(
        "INSERT INTO frozen_text (adoption_id, revision_id, kind, sha256, frozen_on) "
        "SELECT adoption.id, revision.id, 'adopted', revision.sha256, adoption.adopted_on "
        "FROM adoption JOIN revision ON revision.id = adoption.revision_id"
    )


def create_votes() -> None:
    """Make the tables of votes and of what each member said in them."""
    op.create_table(
        "vote",
        sa.Column("adoption_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("amendment", sa.String(), nullable=False),
        sa.Column("result", sa.String(length=20), nullable=False),
        sa.Column("in_favour", sa.Integer(), nullable=True),
        sa.Column("against", sa.Integer(), nullable=True),
        sa.Column("abstaining", sa.Integer(), nullable=True),
        sa.Column("not_voting", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.CheckConstraint("sequence >= 0", name="ck_vote_sequence"),
        sa.CheckConstraint(
            "(sequence = 0 AND result = '') OR "
            "(sequence > 0 AND result IN ('retained', 'deleted', 'accepted', 'rejected'))",
            name="ck_vote_result",
        ),
        sa.CheckConstraint(
            "in_favour >= 0 AND against >= 0 AND abstaining >= 0 AND not_voting >= 0",
            name="ck_vote_counts",
        ),
        sa.ForeignKeyConstraint(["adoption_id"], ["adoption.id"], name="fk_vote_adoption"),
        sa.PrimaryKeyConstraint("adoption_id", "sequence"),
    )
    op.create_table(
        "ballot",
        sa.Column("adoption_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("voter", sa.String(length=100), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("choice", sa.String(length=20), nullable=False),
        sa.CheckConstraint(
            "choice IN ('in_favour', 'against', 'abstaining', 'not_voting')",
            name="ck_ballot_choice",
        ),
        sa.ForeignKeyConstraint(
            ["adoption_id", "sequence"],
            ["vote.adoption_id", "vote.sequence"],
            name="fk_ballot_vote",
        ),
        sa.PrimaryKeyConstraint("adoption_id", "sequence", "voter"),
    )
