"""How are declarations kept? The tables of texts, revisions, amendments and adoptions.

Keys are made by the application, no column counts by itself and nothing happens by trigger, so
the same tables run on SQLite, PostgreSQL and Citus.
"""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel
from uuid6 import uuid7

HASH_LENGTH = 64
CODE_LENGTH = 80
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
    """The adoption of one revision; a declaration is adopted once."""

    __tablename__ = "adoption"
    __table_args__ = (
        UniqueConstraint("declaration_id", name="uq_adoption_declaration"),
        ForeignKeyConstraint(
            ["declaration_id"], ["declaration.id"], name="fk_adoption_declaration"
        ),
        ForeignKeyConstraint(["revision_id"], ["revision.id"], name="fk_adoption_revision"),
    )

    id: UUID = Field(default_factory=new_key, primary_key=True)
    declaration_id: UUID
    revision_id: UUID
    assembly: str = Field(max_length=CODE_LENGTH)
    adopted_on: date
    decision: str
    note: str


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
