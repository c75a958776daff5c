"""Which account is an identity of the provider bound to? Found, and bound the first time."""

from datetime import datetime

from sqlalchemy import Engine, delete, func
from sqlmodel import Session, col, select

from app.account_store import find_row, load_account, load_row
from app.account_tables import AccountRow, LinkRow
from app.accounts import Account
from app.database import transaction
from app.invitations import Purpose
from app.oidc import Candidate, Identity, match_account
from app.sessions import SessionTerms, end_session, open_session
from app.sign_in import Entrance
from tracker.acceptance_store import clash_refused


def accept_identity(session: Session, identity: Identity, now: datetime) -> Account:
    """Return the account that an identity opens, bound to it from now on.

    An invitation that still holds is accepted with it. Raises IdentityRefusal as match_account
    does. The caller then opens a session.
    """
    query = select(AccountRow).where(AccountRow.identity == identity.key())
    bound = session.exec(query).one_or_none()
    same_address = find_row(session, identity.email) if identity.email else None
    account = match_account(
        identity, _candidate(session, bound), _candidate(session, same_address), now
    )
    row = load_row(session, account.id)
    row.identity = identity.key()
    row.activated_at = row.activated_at or now
    session.add(row)
    session.execute(delete(LinkRow).where(col(LinkRow.account_id) == row.id))
    with clash_refused("This account"):
        session.flush()
    return load_account(session, row.id)


def sign_in_as(
    engine: Engine, identity: Identity, *, now: datetime, terms: SessionTerms, old_token: str = ""
) -> Entrance:
    """Return a new session of the account that an identity opens.

    The session of ``old_token``, whatever it was, ends. A second factor is asked for as after a
    password. Raises IdentityRefusal as accept_identity does.
    """
    with transaction(engine) as session:
        account = accept_identity(session, identity, now)
        end_session(session, old_token)
        awaits = account.has_second_factor
        token = open_session(session, account.id, now, terms, awaits_code=awaits)
    return Entrance(token, account, awaits)


def _candidate(session: Session, row: AccountRow | None) -> Candidate | None:
    """Return an account with what decides whether an identity opens it."""
    if row is None:
        return None
    invited_until = session.exec(
        select(func.max(LinkRow.expires_at)).where(
            LinkRow.account_id == row.id,
            LinkRow.purpose == Purpose.INVITATION.value,
            LinkRow.email == row.email,
            col(LinkRow.used_at).is_(None),
        )
    ).one()
    return Candidate(load_account(session, row.id), row.identity or "", invited_until)
