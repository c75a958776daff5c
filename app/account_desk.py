"""What does the office do with accounts? Each act asks for the right to the account as stored.

The secretariat looks after members, drafters and observers; administrators after all. The caller
owns the transaction.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_
from sqlmodel import Session, col, select

from app.account_store import (
    account_of,
    add_account,
    change_role,
    load_account,
    lock_administrators,
    restore_account,
    suspend_account,
)
from app.account_tables import AccountRow
from app.accounts import Account, AccountState, Role
from app.invitations import Link, invite, make_reset
from app.permissions import Actor, act_on_account, may, require
from tracker.tables import MemberRow


@dataclass(frozen=True, slots=True)
class AccountFilter:
    """Which accounts are wanted: by part of address, name or member's code, role and state.

    What is None is not asked for; erased accounts are found only when their state is asked for.
    """

    words: str = ""
    role: Role | None = None
    state: AccountState | None = None


def managed_roles(actor: Actor) -> tuple[Role, ...]:
    """Return the roles whose accounts an actor looks after."""
    return tuple(role for role in Role if may(actor, act_on_account(role)))


def search_accounts(
    session: Session, actor: Actor, wanted: AccountFilter, *, limit: int, offset: int = 0
) -> tuple[list[Account], int]:
    """Return a part of the accounts that an actor looks after, by address, and how many fit."""
    roles = [role.value for role in managed_roles(actor) if wanted.role in {None, role}]
    query = select(AccountRow, MemberRow.code).join(
        MemberRow, col(MemberRow.id) == col(AccountRow.member_id), isouter=True
    )
    query = query.where(col(AccountRow.role).in_(roles), *_in_state(wanted.state))
    for word in wanted.words.split():
        query = query.where(or_(*_holds(word)))
    total = session.exec(select(func.count()).select_from(query.subquery())).one()
    ordered = query.order_by(col(AccountRow.email), col(AccountRow.id))
    rows = session.exec(ordered.offset(offset).limit(limit)).all()
    return [account_of(row, code or "") for row, code in rows], total


def _holds(word: str) -> Iterator[ColumnElement[bool]]:
    """Yield the conditions under which a word is found; SQLite folds the case of ASCII alone."""
    for spelt in {word, word.lower()}:
        pattern = "%" + spelt.replace("/", "//").replace("%", "/%").replace("_", "/_") + "%"
        for place in (col(AccountRow.email), col(AccountRow.name), col(MemberRow.code)):
            yield place.like(pattern, escape="/")
            yield func.lower(place).like(pattern, escape="/")


def _in_state(state: AccountState | None) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of a state, in the order in which Account.state decides."""
    erased, suspended = col(AccountRow.erased_at), col(AccountRow.suspended_at)
    if state is AccountState.ERASED:
        return (erased.is_not(None),)
    if state is None:
        return (erased.is_(None),)
    if state is AccountState.SUSPENDED:
        return (erased.is_(None), suspended.is_not(None))
    activated = col(AccountRow.activated_at)
    is_in = activated.is_not(None) if state is AccountState.ACTIVE else activated.is_(None)
    return (erased.is_(None), suspended.is_(None), is_in)


def find_managed(session: Session, actor: Actor, key: UUID) -> Account:
    """Return an account that an actor looks after.

    Raises NotFoundRefusal where there is none, RightRefusal for one of the office.
    """
    found = load_account(session, key)
    require(actor, act_on_account(found.role))
    return found


def _locked(session: Session, actor: Actor, key: UUID) -> Account:
    """Return the account to be changed; administrators are locked before any of them alone."""
    lock_administrators(session)
    return find_managed(session, actor, key)


@dataclass(frozen=True, slots=True)
class Invitation:
    """Who is to be invited."""

    email: str
    role: Role
    member: str = ""
    name: str = ""
    language: str = "en"


def invite_person(
    session: Session, actor: Actor, invitation: Invitation, now: datetime, term: timedelta
) -> tuple[Account, Link]:
    """Add an account and return it with its link; raises what ``add_account`` raises."""
    require(actor, act_on_account(invitation.role))
    added = add_account(
        session,
        invitation.email,
        invitation.role,
        member=invitation.member,
        name=invitation.name,
        language=invitation.language,
        now=now,
    )
    return added, invite(session, added.id, now, term)


def renew_link(
    session: Session,
    actor: Actor,
    key: UUID,
    now: datetime,
    *,
    invitation_term: timedelta,
    reset_term: timedelta,
) -> tuple[Account, Link]:
    """Return a new invitation of an account that accepted none yet, else a link for a password."""
    found = _locked(session, actor, key)
    if found.state is AccountState.INVITED:
        return found, invite(session, key, now, invitation_term)
    return found, make_reset(session, key, now, reset_term)


def suspend_person(session: Session, actor: Actor, key: UUID, now: datetime) -> Account:
    """Let nobody sign in with an account until it is restored."""
    _locked(session, actor, key)
    return suspend_account(session, key, now)


def restore_person(session: Session, actor: Actor, key: UUID) -> Account:
    """Let a suspended account sign in again."""
    _locked(session, actor, key)
    return restore_account(session, key)


def assign_role(session: Session, actor: Actor, key: UUID, role: Role, member: str) -> Account:
    """Give an account another role; it takes the right to the role before and to the one after."""
    _locked(session, actor, key)
    require(actor, act_on_account(role))
    return change_role(session, key, role, member)
