"""How is the text kept? The tables of revisions and adoptions."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Text, UniqueConstraint
from sqlmodel import Field, SQLModel
from uuid6 import uuid7


class RevisionRow(SQLModel, table=True):
    """One revision; never updated or deleted. ``content`` is its canonical JSON."""

    __tablename__ = "revision"
    __table_args__ = (
        UniqueConstraint("declaration", "language", "number", name="uq_revision_number"),
        UniqueConstraint("declaration", "language", "parent_sha256", name="uq_revision_parent"),
        CheckConstraint("number >= 1", name="ck_revision_number"),
        CheckConstraint("length(sha256) = 64", name="ck_revision_sha256"),
        CheckConstraint("length(parent_sha256) IN (0, 64)", name="ck_revision_parent"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    declaration: str = Field(max_length=100)
    language: str = Field(max_length=20)
    number: int
    title: str = Field(sa_type=Text)
    content: str = Field(sa_type=Text)
    sha256: str = Field(max_length=64)
    parent_sha256: str = Field(max_length=64)
    made_on: date
    reason: str = Field(default="", sa_type=Text)


class AdoptionRow(SQLModel, table=True):
    """The adoption of one revision by an assembly; at most one a declaration and language."""

    __tablename__ = "adoption"
    __table_args__ = (
        UniqueConstraint("declaration", "language", name="uq_adoption_declaration"),
        ForeignKeyConstraint(
            ["declaration", "language", "number"],
            ["revision.declaration", "revision.language", "revision.number"],
            name="fk_adoption_revision",
        ),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    declaration: str = Field(max_length=100)
    language: str = Field(max_length=20)
    number: int
    assembly: str = Field(max_length=100)
    adopted_on: date
    decision: str = Field(sa_type=Text)
    note: str = Field(default="", sa_type=Text)
