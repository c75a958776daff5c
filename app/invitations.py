"""How does a person get in first, and again after losing the password? By a link, used once.

A link is bound to its account, its purpose and the address it was made for. A reset is made only
for an account whose invitation was accepted: otherwise asking for a reset would give new life to an
invitation that has expired (CVE-2023-48220). A new link takes the place of every older one.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Engine, delete
from sqlmodel import Session, col, select

from app.account_store import end_access, find_account, load_account, load_row
from app.account_tables import LinkRow, SessionRow
from app.accounts import Account, AccountState
from app.database import reading, transaction
from app.passwords import PasswordHashing, refuse_weak_password
from app.sessions import USUAL_TERMS, SessionTerms, open_session
from app.tokens import digest_token, make_token
from declarations.problems import RuleRefusal

INVITATION_TERM = timedelta(days=14)
RESET_TERM = timedelta(hours=2)
RESET_PAUSE = timedelta(minutes=5)
"""Between two links that strangers can have mailed to one address."""


class LinkRefusal(RuleRefusal):
    """A link does not let its bearer in; one answer for every reason."""

    code = "link_refused"


class Purpose(StrEnum):
    """What a link is for."""

    INVITATION = "invitation"
    RESET = "reset"


@dataclass(frozen=True, slots=True)
class Link:
    """A link to be sent to a person. ``token`` is shown here only; stored is its SHA-256."""

    purpose: Purpose
    email: str
    token: str
    expires_at: datetime

    def path(self) -> str:
        """Return the path of its page on the site."""
        return f"/{self.purpose.value}/{self.token}"


def invite(
    session: Session, account: UUID, now: datetime, term: timedelta = INVITATION_TERM
) -> Link:
    """Return a new invitation of an account that has not accepted one yet.

    This is an act of the office: no page that a stranger can open calls it.
    """
    found = load_account(session, account)
    if found.state is not AccountState.INVITED:
        raise RuleRefusal(
            f"The account is {found.state.value} and needs no invitation.",
            hint="A lost password is reset: accord account reset ADDRESS",
        )
    return _make_link(session, found, Purpose.INVITATION, now, term)


def make_reset(
    session: Session, account: UUID, now: datetime, term: timedelta = RESET_TERM
) -> Link:
    """Return a link with which an active account gets a new password; RuleRefusal for another."""
    found = load_account(session, account)
    if not found.is_active:
        raise RuleRefusal(
            f"The account is {found.state.value}; only an active one can get a new password.",
            hint="An account that was invited needs a new invitation; a suspended one is restored "
            "first.",
        )
    return _make_link(session, found, Purpose.RESET, now, term)


def request_reset(
    session: Session, email: str, now: datetime, term: timedelta = RESET_TERM
) -> Link | None:
    """Return the link to mail to whoever says that the password was lost, or None.

    None means that there is no active account of this address, or that a link was mailed a moment
    ago, so that nobody fills another's mailbox; the page answers the same in every case. The link
    goes to ``Link.email``, never to the address as it was typed.
    """
    found = find_account(session, email)
    if found is None or not found.is_active:
        return None
    load_row(session, found.id)  # locked: two requests at once make one link
    recent = select(LinkRow).where(
        LinkRow.account_id == found.id,
        LinkRow.purpose == Purpose.RESET.value,
        col(LinkRow.made_at) > now - RESET_PAUSE,
    )
    if session.exec(recent).first() is not None:
        return None
    return _make_link(session, found, Purpose.RESET, now, term)


def _make_link(
    session: Session, account: Account, purpose: Purpose, now: datetime, term: timedelta
) -> Link:
    """Store a link in the place of every older one of the account; expired ones of anybody go."""
    remove_old_links(session, now)
    session.execute(delete(LinkRow).where(col(LinkRow.account_id) == account.id))
    link = Link(purpose, account.email, make_token(), now + term)
    session.add(
        LinkRow(
            sha256=digest_token(link.token),
            account_id=account.id,
            purpose=purpose.value,
            email=account.email,
            made_at=now,
            expires_at=link.expires_at,
        )
    )
    session.flush()
    return link


def open_link(session: Session, purpose: Purpose, token: str, now: datetime) -> Account:
    """Return the account that a link is for, without using it up; LinkRefusal otherwise."""
    return load_account(session, _valid_link(session, purpose, token, now).account_id)


def _valid_link(session: Session, purpose: Purpose, token: str, now: datetime) -> LinkRow:
    """Return the row of a link that still lets its bearer in, locked in a writing session."""
    sha256 = digest_token(token)
    wanted = {Purpose.INVITATION: AccountState.INVITED, Purpose.RESET: AccountState.ACTIVE}[purpose]
    known = session.exec(select(LinkRow.account_id).where(LinkRow.sha256 == sha256)).one_or_none()
    if known is not None:
        account = load_account(session, known)  # locked before its link, as everywhere
        row: LinkRow | None = session.get(LinkRow, sha256)
        fits = row is not None and (row.purpose, row.email) == (purpose.value, account.email)
        is_open = row is not None and row.used_at is None and now < row.expires_at
        if row is not None and fits and is_open and account.state is wanted:
            return row
    raise LinkRefusal(
        "This link is not valid: it was used, has expired, or another one took its place.",
        hint="Ask the secretariat for a new invitation, or ask for a new password again.",
    )


def accept_link(
    engine: Engine,
    purpose: Purpose,
    token: str,
    password: str,
    *,
    hashing: PasswordHashing,
    now: datetime,
) -> Account:
    """Use a link up: set the password, end every session and token, and return the account.

    A second factor stays as it was: a reset proves the mailbox, not the person. Raises LinkRefusal
    for a link that is not valid, PasswordRefusal for a password that may not be chosen; the link
    can then be used again. No transaction is open while the password is computed.
    """
    with reading(engine) as session:
        known = open_link(session, purpose, token, now)
    refuse_weak_password(password, (known.email, known.name))
    computed = hashing.hash_password(password)
    with transaction(engine) as session:
        row = _valid_link(session, purpose, token, now)
        account = load_row(session, row.account_id)
        account.password_hash = computed
        account.activated_at = account.activated_at or now
        row.used_at = now
        session.add(account)
        session.add(row)
        end_access(session, account.id)
        session.flush()
        return load_account(session, account.id)


def change_password(
    engine: Engine,
    account: UUID,
    password: str,
    *,
    hashing: PasswordHashing,
    now: datetime,
    terms: SessionTerms = USUAL_TERMS,
) -> str:
    """Set a new password for a person who has just proved the old one; every session ends.

    Return the token of a new session, for the browser at hand. Raises PasswordRefusal for a
    password that may not be chosen. No transaction is open while the password is computed.
    """
    with reading(engine) as session:
        known = load_row(session, account)
        refuse_weak_password(password, (known.email or "", known.name))
    computed = hashing.hash_password(password)
    with transaction(engine) as session:
        row = load_row(session, account)
        row.password_hash = computed
        session.add(row)
        session.execute(delete(SessionRow).where(col(SessionRow.account_id) == account))
        session.execute(delete(LinkRow).where(col(LinkRow.account_id) == account))
        return open_session(session, account, now, terms)


def remove_old_links(session: Session, now: datetime) -> None:
    """Remove the links that have expired."""
    session.execute(delete(LinkRow).where(col(LinkRow.expires_at) <= now))
