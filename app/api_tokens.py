"""Which program acts for which account, and what is it good for? Tokens with scopes and an end."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from app.account_store import load_account
from app.account_tables import ApiTokenRow
from app.accounts import parse_name
from app.permissions import PUBLIC, Actor, Scope, actor_of
from app.tokens import digest_token, make_token
from declarations.problems import InputRefusal, NotFoundRefusal, RuleRefusal

PREFIX = "accord_"
"""So that scanners for leaked secrets, and people, know what they have found."""
LONGEST_TERM = timedelta(days=366)
SEEN_STEP = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class ApiToken:
    """A token as it is listed: everything but the secret itself. Instants are UTC."""

    id: UUID
    account: UUID
    name: str
    scopes: frozenset[Scope]
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None = None
    revoked_at: datetime | None = None

    def is_good(self, now: datetime) -> bool:
        """Return whether it still works."""
        return self.revoked_at is None and now < self.expires_at


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who comes with a token."""

    token: ApiToken
    actor: Actor
    is_noting_due: bool
    """Whether use should be noted: ``note_token_use`` in a writing transaction."""


def make_api_token(
    session: Session,
    account: UUID,
    name: str,
    scopes: Collection[Scope],
    *,
    now: datetime,
    term: timedelta,
) -> tuple[ApiToken, str]:
    """Return a new token with its secret, which is shown this once.

    Raises InputRefusal for one without name or scope, or that lasts longer than LONGEST_TERM;
    RuleRefusal for an account that cannot sign in.
    """
    owner = load_account(session, account)
    if not owner.is_active:
        raise RuleRefusal(
            f"The account is {owner.state.value}; only an active one has tokens.",
            hint="The invitation has to be accepted, or the account restored, first.",
        )
    label = parse_name(name)
    if not label or not scopes:
        raise InputRefusal(
            "A token needs a name and at least one scope.",
            hint=f"The scopes are: {', '.join(Scope)}.",
        )
    if not timedelta(0) < term <= LONGEST_TERM:
        raise InputRefusal(
            f"A token cannot last {term.days} days.",
            hint=f"Give 1 to {LONGEST_TERM.days} days, and make a new one in time.",
        )
    secret = PREFIX + make_token()
    row = ApiTokenRow(
        sha256=digest_token(secret),
        account_id=account,
        name=label,
        scopes=sorted(scope.value for scope in set(scopes)),
        made_at=now,
        expires_at=now + term,
    )
    session.add(row)
    session.flush()
    return _token_of(row), secret


def _token_of(row: ApiTokenRow) -> ApiToken:
    return ApiToken(
        row.id,
        row.account_id,
        row.name,
        frozenset(Scope(scope) for scope in row.scopes),
        row.made_at,
        row.expires_at,
        row.used_at,
        row.revoked_at,
    )


def find_bearer(session: Session, secret: str, now: datetime) -> Bearer | None:
    """Return who comes with a secret; None when it does not work, or its account cannot sign in."""
    query = select(ApiTokenRow).where(ApiTokenRow.sha256 == digest_token(secret))
    row = session.exec(query).one_or_none() if secret.startswith(PREFIX) else None
    if row is None or not (token := _token_of(row)).is_good(now):
        return None
    actor = actor_of(load_account(session, row.account_id), token.scopes)
    if actor == PUBLIC:
        return None
    return Bearer(token, actor, row.used_at is None or now - row.used_at >= SEEN_STEP)


def note_token_use(session: Session, token: UUID, now: datetime) -> None:
    """Note that a token was used; one that is gone is no fault."""
    row = session.get(ApiTokenRow, token)
    if row is not None and (row.used_at is None or now > row.used_at):
        row.used_at = now
        session.add(row)
        session.flush()


def revoke_api_token(session: Session, account: UUID, key: UUID, now: datetime) -> None:
    """Let a token of an account work no longer; NotFoundRefusal when it has no such one."""
    row = session.get(ApiTokenRow, key)
    if row is None or row.account_id != account:
        raise NotFoundRefusal(
            f"The account has no token {key}.", hint="accord account token list shows its tokens."
        )
    row.revoked_at = row.revoked_at or now
    session.add(row)
    session.flush()


def load_api_tokens(session: Session, account: UUID) -> list[ApiToken]:
    """Return the tokens of an account, also those that no longer work, newest first."""
    query = select(ApiTokenRow).where(ApiTokenRow.account_id == account)
    return [_token_of(row) for row in session.exec(query.order_by(col(ApiTokenRow.id).desc()))]
