"""How are declarations kept? The tables of texts, revisions, amendments, adoptions and votes.

Keys are made by the application, no column counts by itself and nothing happens by trigger, so
the same tables run on SQLite, PostgreSQL and Citus.
"""

from datetime import date
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKeyConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel
from uuid6 import uuid7

HASH_LENGTH = 64
CODE_LENGTH = 80
WORD_LENGTH = 20
VOTER_LENGTH = 100
AMENDMENT_CODE_LENGTH = 20
LANGUAGE_LENGTH = 35
"""A BCP 47 tag of eight subtags and less; RFC 5646 section 4.4.1 asks for room for 35."""


def new_key() -> UUID:
    """Return a fresh UUIDv7 (RFC 9562): unique without asking the database, rising in time."""
    return UUID(bytes=uuid7().bytes)


class DeclarationRow(SQLModel, table=True):
    """A declaration; ``language`` is the one its first revision was written in."""

    __tablename__ = "declaration"
    __table_args__ = (UniqueConstraint("code", name="uq_declaration_code"),)

    id: UUID = Field(default_factory=new_key, primary_key=True)
    code: str = Field(max_length=CODE_LENGTH)
    language: str = Field(max_length=LANGUAGE_LENGTH)


class RevisionRow(SQLModel, table=True):
    """A whole text, never changed after it was written; ``content`` is its canonical JSON."""

    __tablename__ = "revision"
    __table_args__ = (
        UniqueConstraint("declaration_id", "language", "number", name="uq_revision_number"),
        ForeignKeyConstraint(
            ["declaration_id"], ["declaration.id"], name="fk_revision_declaration"
        ),
        CheckConstraint("number >= 1", name="ck_revision_number"),
        CheckConstraint(f"length(sha256) = {HASH_LENGTH}", name="ck_revision_sha256"),
        CheckConstraint(
            f"(number = 1 AND parent_sha256 = '') OR "
            f"(number > 1 AND length(parent_sha256) = {HASH_LENGTH})",
            name="ck_revision_parent",
        ),
    )

    id: UUID = Field(default_factory=new_key, primary_key=True)
    declaration_id: UUID
    language: str = Field(max_length=LANGUAGE_LENGTH)
    number: int
    sha256: str = Field(max_length=HASH_LENGTH)
    parent_sha256: str = Field(max_length=HASH_LENGTH)
    reason: str
    made_on: date
    content: str


class AdoptionRow(SQLModel, table=True):
    """The adoption of a declaration, once; ``revision_id`` is its text in the first language.

    ``decision`` are the words of the minutes where no vote was taken.
    """

    __tablename__ = "adoption"
    __table_args__ = (
        UniqueConstraint("declaration_id", name="uq_adoption_declaration"),
        ForeignKeyConstraint(
            ["declaration_id"], ["declaration.id"], name="fk_adoption_declaration"
        ),
        ForeignKeyConstraint(["revision_id"], ["revision.id"], name="fk_adoption_revision"),
        CheckConstraint("method IN ('without_vote', 'vote', 'other')", name="ck_adoption_method"),
    )

    id: UUID = Field(default_factory=new_key, primary_key=True)
    declaration_id: UUID
    revision_id: UUID
    assembly: str = Field(max_length=CODE_LENGTH)
    adopted_on: date
    method: str = Field(max_length=WORD_LENGTH)
    decision: str
    note: str
    meeting: str
    presiding_officer: str
    sponsors: list[str] = Field(sa_type=JSON)
    algorithm: str = Field(max_length=WORD_LENGTH)


class FrozenTextRow(SQLModel, table=True):
    """A revision that an adoption froze; the hash stands here once more, so that none is alone."""

    __tablename__ = "frozen_text"
    __table_args__ = (
        ForeignKeyConstraint(["adoption_id"], ["adoption.id"], name="fk_frozen_text_adoption"),
        ForeignKeyConstraint(["revision_id"], ["revision.id"], name="fk_frozen_text_revision"),
        CheckConstraint(
            "kind IN ('adopted', 'translation', 'correction')", name="ck_frozen_text_kind"
        ),
        CheckConstraint(f"length(sha256) = {HASH_LENGTH}", name="ck_frozen_text_sha256"),
    )

    adoption_id: UUID = Field(primary_key=True)
    revision_id: UUID = Field(primary_key=True)
    kind: str = Field(max_length=WORD_LENGTH)
    sha256: str = Field(max_length=HASH_LENGTH)
    frozen_on: date


class VoteRow(SQLModel, table=True):
    """A decision of an adoption: ``sequence`` 0 is on the whole text, 1 and up on parts of it.

    The counts are those of the minutes, null where they do not give them.
    """

    __tablename__ = "vote"
    __table_args__ = (
        ForeignKeyConstraint(["adoption_id"], ["adoption.id"], name="fk_vote_adoption"),
        CheckConstraint("sequence >= 0", name="ck_vote_sequence"),
        CheckConstraint(
            "(sequence = 0 AND result = '') OR "
            "(sequence > 0 AND result IN ('retained', 'deleted', 'accepted', 'rejected'))",
            name="ck_vote_result",
        ),
        CheckConstraint(
            "in_favour >= 0 AND against >= 0 AND abstaining >= 0 AND not_voting >= 0",
            name="ck_vote_counts",
        ),
    )

    adoption_id: UUID = Field(primary_key=True)
    sequence: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    parts: list[str] = Field(sa_type=JSON)
    amendment: str
    result: str = Field(max_length=WORD_LENGTH)
    in_favour: int | None
    against: int | None
    abstaining: int | None
    not_voting: int | None
    note: str


class BallotRow(SQLModel, table=True):
    """What one member said in a vote; ``place`` keeps the order of the minutes."""

    __tablename__ = "ballot"
    __table_args__ = (
        ForeignKeyConstraint(
            ["adoption_id", "sequence"], ["vote.adoption_id", "vote.sequence"],
            name="fk_ballot_vote",
        ),
        CheckConstraint(
            "choice IN ('in_favour', 'against', 'abstaining', 'not_voting')",
            name="ck_ballot_choice",
        ),
    )  # fmt: skip

    adoption_id: UUID = Field(primary_key=True)
    sequence: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    voter: str = Field(primary_key=True, max_length=VOTER_LENGTH)
    place: int
    choice: str = Field(max_length=WORD_LENGTH)


class AmendmentRow(SQLModel, table=True):
    """A proposal against one revision; ``content`` is the canonical JSON of its operations.

    Its status is that of the last AmendmentStepRow, kept here as well so that it can be asked
    for. Rows of a declaration are changed only while the row of the declaration is locked.
    """

    __tablename__ = "amendment"
    __table_args__ = (
        UniqueConstraint("declaration_id", "code", name="uq_amendment_code"),
        ForeignKeyConstraint(
            ["declaration_id"], ["declaration.id"], name="fk_amendment_declaration"
        ),
        CheckConstraint("base_number >= 1", name="ck_amendment_base_number"),
        CheckConstraint(f"length(base_sha256) = {HASH_LENGTH}", name="ck_amendment_base_sha256"),
        CheckConstraint(
            "status IN ('draft', 'submitted', 'withdrawn', 'accepted', 'accepted_as_amended', "
            "'rejected', 'lapsed', 'superseded')",
            name="ck_amendment_status",
        ),
        CheckConstraint(
            "(status = 'superseded') = (superseded_by <> '')", name="ck_amendment_superseded"
        ),
    )

    id: UUID = Field(default_factory=new_key, primary_key=True)
    declaration_id: UUID
    code: str = Field(max_length=AMENDMENT_CODE_LENGTH)
    language: str = Field(max_length=LANGUAGE_LENGTH)
    base_number: int
    base_sha256: str = Field(max_length=HASH_LENGTH)
    sponsor: str = Field(max_length=CODE_LENGTH)
    rationale: str
    submitted_on: date | None
    status: str = Field(max_length=AMENDMENT_CODE_LENGTH)
    superseded_by: str = Field(max_length=AMENDMENT_CODE_LENGTH)
    parent: str = Field(max_length=AMENDMENT_CODE_LENGTH)
    review: str
    content: str


class AmendmentStepRow(SQLModel, table=True):
    """One step in the life of an amendment; only ever added."""

    __tablename__ = "amendment_step"
    __table_args__ = (
        UniqueConstraint("amendment_id", "number", name="uq_amendment_step_number"),
        ForeignKeyConstraint(["amendment_id"], ["amendment.id"], name="fk_amendment_step"),
        CheckConstraint("number >= 1", name="ck_amendment_step_number"),
    )

    id: UUID = Field(default_factory=new_key, primary_key=True)
    amendment_id: UUID
    number: int
    status: str = Field(max_length=AMENDMENT_CODE_LENGTH)
    made_on: date
    reason: str


class CoSponsorRow(SQLModel, table=True):
    """A member behind an amendment, from one day to another."""

    __tablename__ = "amendment_co_sponsor"
    __table_args__ = (
        UniqueConstraint("amendment_id", "member", "joined_on", name="uq_co_sponsor"),
        ForeignKeyConstraint(["amendment_id"], ["amendment.id"], name="fk_co_sponsor_amendment"),
        CheckConstraint("left_on IS NULL OR left_on >= joined_on", name="ck_co_sponsor_days"),
    )

    id: UUID = Field(default_factory=new_key, primary_key=True)
    amendment_id: UUID
    member: str = Field(max_length=CODE_LENGTH)
    joined_on: date
    left_on: date | None


class RecommendationRow(SQLModel, table=True):
    """What the secretariat recommends for an amendment, and the sponsor's answer."""

    __tablename__ = "amendment_recommendation"
    __table_args__ = (
        UniqueConstraint("amendment_id", "number", name="uq_recommendation_number"),
        ForeignKeyConstraint(
            ["amendment_id"], ["amendment.id"], name="fk_recommendation_amendment"
        ),
        CheckConstraint(
            "procedure IN ('accept', 'accept_as_amended', 'reject', 'refer', 'vote')",
            name="ck_recommendation_procedure",
        ),
    )

    id: UUID = Field(default_factory=new_key, primary_key=True)
    amendment_id: UUID
    number: int
    procedure: str = Field(max_length=AMENDMENT_CODE_LENGTH)
    note: str
    published_on: date | None
    answer: str
    answered_on: date | None
