"""Who is signed in? Sessions kept on the server, so that each can be ended at any time.

A session is known by a random token in the browser's cookie, of which only the SHA-256 is kept. It
ends after a time without use, after an absolute time, when the person signs out, and when what the
account may do is narrowed.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, or_
from sqlmodel import Session, col, select

from app.account_store import load_account
from app.account_tables import SessionRow
from app.accounts import Account
from app.tokens import digest_token, make_token
from declarations.problems import NotFoundRefusal

CODE_TERM = timedelta(minutes=5)
"""So long a browser that gave the password may take to give the code."""
SEEN_STEP = timedelta(minutes=10)
"""Use is noted no more often than this: a page that is read must not be a write each time."""


@dataclass(frozen=True, slots=True)
class SessionTerms:
    """How long a session lasts without use, and at most; a setting."""

    idle: timedelta = timedelta(hours=12)
    absolute: timedelta = timedelta(days=14)


USUAL_TERMS = SessionTerms()


@dataclass(frozen=True, slots=True)
class BrowserSession:
    """A browser that is signed in; instants are UTC."""

    id: UUID
    account: UUID
    made_at: datetime
    seen_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Whose session a token is."""

    session: BrowserSession
    account: Account
    is_noting_due: bool
    """Whether use should be noted: ``note_use`` in a writing transaction."""


def open_session(
    session: Session,
    account: UUID,
    now: datetime,
    terms: SessionTerms = USUAL_TERMS,
    *,
    awaits_code: bool = False,
) -> str:
    """Start a session and return its token for the cookie; old ones of anybody are removed."""
    remove_old_sessions(session, now, terms)
    token = make_token()
    session.add(
        SessionRow(
            sha256=digest_token(token),
            account_id=account,
            made_at=now,
            seen_at=now,
            expires_at=now + (CODE_TERM if awaits_code else terms.absolute),
            awaits_code=awaits_code,
        )
    )
    session.flush()
    return token


def find_session(
    session: Session, token: str, now: datetime, terms: SessionTerms = USUAL_TERMS
) -> SignedIn | None:
    """Return whose session a token is, or None when it has ended or its account cannot sign in."""
    row = _live_row(session, token, now, terms)
    if row is None or row.awaits_code:
        return None
    account = load_account(session, row.account_id)
    if not account.is_active:
        return None
    return SignedIn(_session_of(row), account, now - row.seen_at >= SEEN_STEP)


def awaiting_account(session: Session, token: str, now: datetime) -> UUID | None:
    """Return the account whose password a browser has given and whose code is waited for."""
    row = _live_row(session, token, now, USUAL_TERMS)
    return row.account_id if row is not None and row.awaits_code else None


def _live_row(
    session: Session, token: str, now: datetime, terms: SessionTerms
) -> SessionRow | None:
    """Return the row of a token that has not ended."""
    query = select(SessionRow).where(SessionRow.sha256 == digest_token(token))
    row = session.exec(query).one_or_none() if token else None
    if row is None or now >= row.expires_at or now - row.seen_at >= terms.idle:
        return None
    return row


def _session_of(row: SessionRow) -> BrowserSession:
    return BrowserSession(row.id, row.account_id, row.made_at, row.seen_at, row.expires_at)


def note_use(session: Session, signed_in: SignedIn, now: datetime) -> None:
    """Note that a session was used, which puts off its end; one that has ended stays so."""
    row = session.get(SessionRow, signed_in.session.id)
    if row is not None and now > row.seen_at:
        row.seen_at = now
        session.add(row)
        session.flush()


def end_session(session: Session, token: str) -> None:
    """Sign out: end the session of a token; one that is not there is no fault."""
    session.execute(delete(SessionRow).where(col(SessionRow.sha256) == digest_token(token)))


def revoke_session(session: Session, account: UUID, key: UUID) -> None:
    """End one session of an account by its key; NotFoundRefusal when it has no such one."""
    row = session.get(SessionRow, key)
    if row is None or row.account_id != account:
        raise NotFoundRefusal(
            f"The account has no session {key}.", hint="It may have ended already."
        )
    session.delete(row)
    session.flush()


def revoke_sessions(session: Session, account: UUID, *, keep: UUID | None = None) -> int:
    """End every session of an account but one to keep; return how many ended."""
    rows = session.exec(select(SessionRow).where(SessionRow.account_id == account)).all()
    ended = [row for row in rows if row.id != keep]
    for row in ended:
        session.delete(row)
    session.flush()
    return len(ended)


def load_sessions(
    session: Session, account: UUID, now: datetime, terms: SessionTerms = USUAL_TERMS
) -> list[BrowserSession]:
    """Return the sessions of an account that have not ended, newest first."""
    query = select(SessionRow).where(
        SessionRow.account_id == account,
        col(SessionRow.expires_at) > now,
        col(SessionRow.seen_at) > now - terms.idle,
        col(SessionRow.awaits_code).is_(False),
    )
    return [_session_of(row) for row in session.exec(query.order_by(col(SessionRow.id).desc()))]


def remove_old_sessions(session: Session, now: datetime, terms: SessionTerms) -> None:
    """Remove the sessions that have ended."""
    ended = or_(col(SessionRow.expires_at) <= now, col(SessionRow.seen_at) <= now - terms.idle)
    session.execute(delete(SessionRow).where(ended))
