"""What is kept about a person, and how does it go?

Exported is every row about the person, secrets apart: a hash of a secret tells nobody anything and
would be one more thing to lose. Erased are the name, the address and every way to sign in. The
account stays as a number with its role and member, because the record of what the office did points
at it (Regulation (EU) 2016/679, articles 15, 17 and 17(3)(b)). The name and the address go
from beside the journal too.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func
from sqlmodel import Session, col, select

from app.account_store import (
    end_access,
    find_row,
    load_account,
    load_row,
    lock_administrators,
    refuse_erased,
    refuse_last_administrator,
)
from app.account_tables import AccountRow, ApiTokenRow, LinkRow, RecoveryCodeRow, SessionRow
from app.accounts import normalise_address
from app.job_tables import ReportJobRow
from app.journal_store import find_kept_names, forget_person
from declarations.problems import NotFoundRefusal
from tracker.contact_store import remove_contact
from tracker.tables import ContactRow, MemberRow, ReminderRow


@dataclass(frozen=True, slots=True)
class Erasure:
    """What went: an account or none, and of how many members the person was a contact."""

    account: UUID | None
    contacts: tuple[str, ...]


def export_person(session: Session, email: str) -> dict[str, Any]:
    """Return everything kept about the person of an address, as JSON-able data.

    Instants are ISO 8601 in UTC. Raises NotFoundRefusal when nothing is kept.
    """
    address = normalise_address(email)
    account = find_row(session, address)
    contacts = [_contact_as_data(session, row, code) for row, code in _contacts(session, address)]
    owner = () if account is None else (f"account:{account.id}",)
    names = find_kept_names(session, address, owner)
    if account is None and not contacts and not names:
        raise _unknown(email)
    return {
        "address": address,
        "account": None if account is None else _account_as_data(session, account),
        "contact_of": contacts,
        "journal": names,
    }


def _contacts(session: Session, address: str) -> list[tuple[ContactRow, str]]:
    """Return the contacts with an address, each with its member's code."""
    if not address.isprintable():
        return []
    query = select(ContactRow, MemberRow.code).join(
        MemberRow, col(MemberRow.id) == col(ContactRow.member_id)
    )
    query = query.where(func.lower(ContactRow.email) == address).order_by(col(MemberRow.code))
    return list(session.exec(query).all())


def _account_as_data(session: Session, row: AccountRow) -> dict[str, Any]:
    """Return an account with its links, sessions, tokens and codes, their secrets apart."""
    account = load_account(session, row.id)
    papers = select(RecoveryCodeRow).where(RecoveryCodeRow.account_id == row.id)
    used = [code.used_at for code in session.exec(papers)]
    return {
        "id": str(row.id),
        "email": row.email,
        "name": row.name,
        "role": row.role,
        "member": account.member,
        "language": row.language,
        "state": account.state.value,
        "made_at": _instant(row.made_at),
        "activated_at": _instant(row.activated_at),
        "suspended_at": _instant(row.suspended_at),
        "has_password": row.password_hash is not None,
        "has_second_factor": row.totp_secret is not None,
        "identity": row.identity,
        "recovery_codes": {"left": used.count(None), "used": len(used) - used.count(None)},
        "links": [
            _chosen(link, "purpose", "email", "made_at", "expires_at", "used_at")
            for link in session.exec(select(LinkRow).where(LinkRow.account_id == row.id))
        ],
        "sessions": [
            _chosen(each, "id", "made_at", "seen_at", "expires_at")
            for each in session.exec(select(SessionRow).where(SessionRow.account_id == row.id))
        ],
        "tokens": [
            _chosen(token, "id", "name", "scopes", "made_at", "expires_at", "used_at", "revoked_at")
            for token in session.exec(select(ApiTokenRow).where(ApiTokenRow.account_id == row.id))
        ],
        "reports_asked_for": [
            _chosen(job, "id", "wish", "asked_at", "state")
            for job in session.exec(select(ReportJobRow).where(ReportJobRow.asked_by == row.id))
        ],
    }


def _chosen(row: Any, *names: str) -> dict[str, Any]:
    """Return some columns of a row as JSON-able data."""
    values = {name: getattr(row, name) for name in names}
    return {
        name: _instant(value) if isinstance(value, datetime)
        else str(value) if isinstance(value, UUID) else value
        for name, value in values.items()
    }  # fmt: skip


def _instant(value: datetime | None) -> str | None:
    return None if value is None else value.isoformat()


def _contact_as_data(session: Session, row: ContactRow, member: str) -> dict[str, Any]:
    """Return a contact with the reminders that were sent to it."""
    query = select(ReminderRow).where(ReminderRow.contact_id == row.id)
    reminders = session.exec(query.order_by(col(ReminderRow.sent_on))).all()
    return {
        "member": member,
        "email": row.email,
        "name": row.name,
        "language": row.language,
        "reminders": [
            {
                "period": reminder.period,
                "scheduled_on": reminder.scheduled_on.isoformat(),
                "sent_on": reminder.sent_on.isoformat(),
                "message_id": reminder.message_id,
            }
            for reminder in reminders
        ],
    }


def erase_person(session: Session, email: str, now: datetime) -> Erasure:
    """Erase the person of an address: the account's data, and the contacts with their reminders.

    Raises NotFoundRefusal when nothing is kept, RuleRefusal for the last administrator.
    """
    address = normalise_address(email)
    able = lock_administrators(session)
    row = find_row(session, address)
    contacts = _contacts(session, address)
    if row is None and not contacts and not find_kept_names(session, address):
        raise _unknown(email)
    owners = [f"member_contact:{contact.id}" for contact, _member in contacts]
    forget_person(session, address, owners if row is None else [*owners, f"account:{row.id}"])
    for contact, member in contacts:
        remove_contact(session, member, contact.email)
    if row is not None:
        row = load_row(session, row.id)
        refuse_last_administrator(row, able)
        _erase_account(session, row, now)
    session.flush()
    members = tuple(member for _contact, member in contacts)
    return Erasure(None if row is None else row.id, members)


def _erase_account(session: Session, row: AccountRow, now: datetime) -> None:
    """Take everything personal out of an account."""
    refuse_erased(row)
    end_access(session, row.id)
    for model in (LinkRow, RecoveryCodeRow):
        session.execute(delete(model).where(col(model.account_id) == row.id))
    row.email = row.password_hash = row.totp_secret = row.totp_step = row.identity = None
    row.name, row.language, row.erased_at = "", "en", now
    session.add(row)


def _unknown(email: str) -> NotFoundRefusal:
    return NotFoundRefusal(
        f"Nothing is kept about {email!r}.",
        hint="accord account list and accord member contact list show the addresses.",
    )
