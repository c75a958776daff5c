"""How is the journal kept? The table of its entries, and apart from it what names a person.

An entry holds salted digests in the place of names and addresses. What they stand for is in a table
of its own, from which it can be erased: the entries, and so their hashes, stay as they are.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from declarations.tables import HASH_LENGTH, new_key
from tracker.tables import UtcInstant

LONGEST_USER = 100
LONGEST_ACT = 100
LONGEST_OWNER = 100


class JournalRow(SQLModel, table=True):
    """One act; until it is sealed it has no number and no hashes. Append-only."""

    __tablename__ = "journal"
    __table_args__ = (
        UniqueConstraint("number", name="uq_journal_number"),
        CheckConstraint(
            "(number IS NULL AND previous IS NULL AND sha256 IS NULL) OR "
            f"(number >= 1 AND length(previous) = {HASH_LENGTH} "
            f"AND length(sha256) = {HASH_LENGTH})",
            name="ck_journal_sealed",
        ),
    )

    id: UUID = Field(default_factory=new_key, primary_key=True)
    number: int | None = None
    made_at: datetime = Field(sa_type=UtcInstant, index=True)
    account_id: UUID | None = Field(default=None, index=True)
    os_user: str = Field(default="", max_length=LONGEST_USER)
    act: str = Field(default="", max_length=LONGEST_ACT, index=True)
    object: str = Field(default="", sa_type=Text)
    reason: str = Field(default="", sa_type=Text)
    changes: str = Field(sa_type=Text)
    previous: str | None = Field(default=None, max_length=HASH_LENGTH)
    sha256: str | None = Field(default=None, max_length=HASH_LENGTH)


class JournalPersonRow(SQLModel, table=True):
    """What a digest in the journal stands for. Personal data: nothing else repeats it.

    ``owner`` is the row that it belonged to, such as "account:ID", or empty.
    """

    __tablename__ = "journal_person"
    __table_args__ = (
        CheckConstraint(f"length(digest) = {HASH_LENGTH}", name="ck_journal_person_digest"),
    )

    digest: str = Field(primary_key=True, max_length=HASH_LENGTH)
    salt: str = Field(max_length=HASH_LENGTH)
    owner: str = Field(max_length=LONGEST_OWNER, index=True)
    value: str = Field(sa_type=Text)
