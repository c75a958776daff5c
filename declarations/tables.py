"""How are declarations kept? The tables of texts, revisions and adoptions.

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
