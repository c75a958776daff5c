"""How are accounts kept? Tables of persons, their links, sessions, tokens and counted tries.

Of every secret only a hash is kept, but for the one of the second factor, which has to be computed
with. Nothing here ever leaves with the open data.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.accounts import LONGEST_ADDRESS, LONGEST_LANGUAGE, Role
from declarations.tables import HASH_LENGTH, WORD_LENGTH, new_key
from tracker.tables import UtcInstant


def account_key(constraint: str, *, primary_key: bool = False, index: bool = True) -> UUID:
    """Return the column that points at an account."""
    key: UUID = Field(
        primary_key=primary_key,
        index=index,
        sa_column_args=(ForeignKey("account.id", name=constraint),),
    )
    return key


def hash_check(table: str, column: str = "sha256") -> CheckConstraint:
    """Return the rule that a column holds a SHA-256."""
    return CheckConstraint(f"length({column}) = {HASH_LENGTH}", name=f"ck_{table}_{column}")


ROLES = ", ".join(f"'{role.value}'" for role in Role)


class AccountRow(SQLModel, table=True):
    """A person's login. Once erased it has no address, name or secret, and stays as a number."""

    __tablename__ = "account"
    __table_args__ = (
        UniqueConstraint("email", name="uq_account_email"),
        UniqueConstraint("identity", name="uq_account_identity"),
        CheckConstraint(f"role IN ({ROLES})", name="ck_account_role"),
        CheckConstraint("(role = 'member') = (member_id IS NOT NULL)", name="ck_account_member"),
        CheckConstraint("(email IS NULL) = (erased_at IS NOT NULL)", name="ck_account_erased"),
        CheckConstraint(
            "erased_at IS NULL OR (name = '' AND password_hash IS NULL AND totp_secret IS NULL "
            "AND identity IS NULL)",
            name="ck_account_nothing_kept",
        ),
    )  # fmt: skip

    id: UUID = Field(default_factory=new_key, primary_key=True)
    email: str | None = Field(default=None, max_length=LONGEST_ADDRESS)
    name: str = Field(default="", sa_type=Text)
    role: str = Field(max_length=WORD_LENGTH)
    member_id: UUID | None = Field(
        default=None, sa_column_args=(ForeignKey("member.id", name="fk_account_member"),)
    )
    language: str = Field(default="en", max_length=LONGEST_LANGUAGE)
    made_at: datetime = Field(sa_type=UtcInstant)
    activated_at: datetime | None = Field(default=None, sa_type=UtcInstant)
    suspended_at: datetime | None = Field(default=None, sa_type=UtcInstant)
    erased_at: datetime | None = Field(default=None, sa_type=UtcInstant)
    password_hash: str | None = Field(default=None, sa_type=Text)
    totp_secret: str | None = Field(default=None, max_length=64)
    totp_step: int | None = Field(default=None, sa_type=BigInteger)
    identity: str | None = Field(default=None, sa_type=Text)


class LinkRow(SQLModel, table=True):
    """An invitation or a reset, good for one account, one purpose, one address and one use."""

    __tablename__ = "account_link"
    __table_args__ = (
        hash_check("account_link"),
        CheckConstraint("purpose IN ('invitation', 'reset')", name="ck_account_link_purpose"),
        CheckConstraint("expires_at > made_at", name="ck_account_link_term"),
    )

    sha256: str = Field(primary_key=True, max_length=HASH_LENGTH)
    account_id: UUID = account_key("fk_account_link_account")
    purpose: str = Field(max_length=WORD_LENGTH)
    email: str = Field(max_length=LONGEST_ADDRESS)
    made_at: datetime = Field(sa_type=UtcInstant)
    expires_at: datetime = Field(sa_type=UtcInstant)
    used_at: datetime | None = Field(default=None, sa_type=UtcInstant)


class SessionRow(SQLModel, table=True):
    """A browser that is signed in, or (``awaits_code``) has given the password only."""

    __tablename__ = "account_session"
    __table_args__ = (
        UniqueConstraint("sha256", name="uq_account_session_sha256"),
        hash_check("account_session"),
        CheckConstraint("expires_at > made_at", name="ck_account_session_term"),
    )

    id: UUID = Field(default_factory=new_key, primary_key=True)
    sha256: str = Field(max_length=HASH_LENGTH)
    account_id: UUID = account_key("fk_account_session_account")
    made_at: datetime = Field(sa_type=UtcInstant)
    seen_at: datetime = Field(sa_type=UtcInstant)
    expires_at: datetime = Field(sa_type=UtcInstant)
    awaits_code: bool = False


class ApiTokenRow(SQLModel, table=True):
    """A secret with which a program acts for an account, within its scopes."""

    __tablename__ = "api_token"
    __table_args__ = (
        UniqueConstraint("sha256", name="uq_api_token_sha256"),
        hash_check("api_token"),
        CheckConstraint("expires_at > made_at", name="ck_api_token_term"),
    )

    id: UUID = Field(default_factory=new_key, primary_key=True)
    sha256: str = Field(max_length=HASH_LENGTH)
    account_id: UUID = account_key("fk_api_token_account")
    name: str = Field(sa_type=Text)
    scopes: list[str] = Field(sa_type=JSON)
    made_at: datetime = Field(sa_type=UtcInstant)
    expires_at: datetime = Field(sa_type=UtcInstant)
    used_at: datetime | None = Field(default=None, sa_type=UtcInstant)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcInstant)


class RecoveryCodeRow(SQLModel, table=True):
    """A code that stands in once for the second factor."""

    __tablename__ = "recovery_code"
    __table_args__ = (hash_check("recovery_code"),)

    account_id: UUID = account_key("fk_recovery_code_account", primary_key=True, index=False)
    sha256: str = Field(primary_key=True, max_length=HASH_LENGTH)
    used_at: datetime | None = Field(default=None, sa_type=UtcInstant)


class TryCountRow(SQLModel, table=True):
    """How often signing in was tried in vain, by account or by network; forgotten after a day."""

    __tablename__ = "sign_in_tries"
    __table_args__ = (
        CheckConstraint("kind IN ('account', 'network', 'code')", name="ck_sign_in_tries_kind"),
        CheckConstraint("tries >= 0", name="ck_sign_in_tries_tries"),
    )

    kind: str = Field(primary_key=True, max_length=WORD_LENGTH)
    bucket: str = Field(primary_key=True, max_length=WORD_LENGTH)
    tries: int
    tried_at: datetime = Field(sa_type=UtcInstant, index=True)
