"""Whom do we write to, and what was sent? Contacts of members and the log of reminders.

The caller owns the transaction. Names and addresses stand in one table alone, so that they can be
removed; the log names a contact by its key.
"""

from collections import Counter
from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import Session, and_, col, select

from declarations.problems import (
    ChangedMeanwhileRefusal,
    InputRefusal,
    NotFoundRefusal,
    RuleRefusal,
)
from tracker.acceptance_store import clash_refused
from tracker.member_store import member_codes, member_id
from tracker.reminders import Contact, Digest, ReminderCount, is_address
from tracker.tables import ContactRow, ReminderRow


def add_contact(session: Session, contact: Contact) -> None:
    """Add a person to a member; refuse an address that is none, or is there already."""
    key = member_id(session, contact.member)
    _require_address(contact.email)
    if _find(session, key, contact.email) is not None:
        raise RuleRefusal(
            f"{contact.email} is a contact of {contact.member} already.",
            hint=f"To change it: accord member contact remove {contact.member} {contact.email}",
        )
    session.add(
        ContactRow(member_id=key, email=contact.email, name=contact.name, language=contact.language)
    )
    with clash_refused(f"The contacts of {contact.member}"):
        session.flush()


def _require_address(email: str) -> None:
    if not is_address(email):
        raise InputRefusal(
            f"{email!r} is not an e-mail address.",
            hint="Give an address such as office@city.example.",
        )


def change_contact(session: Session, seen: Contact, wanted: Contact) -> None:
    """Change a person of a member; the record of what was sent stays. The same twice is one.

    ``seen`` is the contact as it was when the change began: where it is another one now, that is a
    ChangedMeanwhileRefusal. Raises InputRefusal for an address that is none, RuleRefusal for one
    that another contact of the member has, NotFoundRefusal for a contact that is not there.
    """
    known = {each.email: each for each in load_contacts(session, [seen.member])}
    if known.get(wanted.email) == wanted:
        return
    _require_address(wanted.email)
    if known.get(seen.email) != seen:
        if seen.email not in known:
            raise NotFoundRefusal(
                f"{seen.member} has no contact {seen.email!r} any more; nothing was changed.",
                hint="Add the person anew where that is wanted.",
            )
        raise ChangedMeanwhileRefusal(
            f"Somebody has changed the contact {seen.email} of {seen.member} meanwhile; nothing "
            "was stored.",
            hint="Compare the two, then save yours once more.",
        )
    if wanted.email != seen.email and wanted.email in known:
        raise RuleRefusal(
            f"{wanted.email} is a contact of {seen.member} already.", hint="Change that one."
        )
    row = _find(session, member_id(session, seen.member), seen.email)
    assert row is not None  # noqa: S101 - it is among those known
    row.email, row.name, row.language = wanted.email, wanted.name, wanted.language
    session.add(row)
    with clash_refused(f"The contacts of {seen.member}"):
        session.flush()


def remove_contact(session: Session, member: str, email: str) -> None:
    """Remove a person from a member, with everything known; NotFoundRefusal when not there."""
    key = member_id(session, member)
    row = _find(session, key, email)
    if row is None:
        known = [c.email for c in load_contacts(session) if c.member == member]
        raise NotFoundRefusal(
            f"{member} has no contact {email!r}.", hint=f"It has: {', '.join(known) or 'none'}."
        )
    session.execute(delete(ReminderRow).where(ReminderRow.contact_id == row.id))  # type: ignore[arg-type] # a column, not a bool
    session.delete(row)
    session.flush()


def _find(session: Session, key: UUID, email: str) -> ContactRow | None:
    """Return the contact of a member with an address."""
    query = select(ContactRow).where(ContactRow.member_id == key, ContactRow.email == email)
    return session.exec(query).first()


def load_contacts(session: Session, members: Collection[str] | None = None) -> list[Contact]:
    """Return the contacts of some members, or of all, by member and address."""
    codes = member_codes(session, members)
    query = select(ContactRow)
    if members is not None:
        query = query.where(col(ContactRow.member_id).in_(codes))
    found = [
        Contact(codes[row.member_id], row.email, row.name, row.language)
        for row in session.exec(query)
    ]
    return sorted(found, key=lambda contact: (contact.member, contact.email))


def load_sent(session: Session, period: str) -> set[tuple[str, str, date]]:
    """Return member, address and scheduled day of each reminder sent for a period."""
    codes = member_codes(session)
    query = select(ReminderRow, ContactRow).where(
        and_(ReminderRow.contact_id == ContactRow.id, ReminderRow.period == period)
    )
    return {
        (codes[sent.member_id], contact.email, sent.scheduled_on)
        for sent, contact in session.exec(query)
    }


def count_reminders(session: Session, period: str, until: date) -> list[ReminderCount]:
    """Return how many reminders each member was sent for a period up to a day, by member code."""
    codes = member_codes(session)
    query = select(ReminderRow.member_id).where(
        ReminderRow.period == period, ReminderRow.sent_on <= until
    )
    counts = Counter(codes[member] for member in session.exec(query))
    return [ReminderCount(member, counts[member]) for member in sorted(counts)]


def log_reminder(
    session: Session, digest: Digest, period: str, sent_on: date, message_id: str
) -> None:
    """Record that a digest was sent; ChangedMeanwhileRefusal where another run has sent it."""
    for item in digest.waited_for:
        key = member_id(session, item.member.code)
        addresses = select(ContactRow).where(ContactRow.member_id == key)
        wanted = digest.contact.email.lower()
        for row in session.exec(addresses).all():
            if row.email.lower() == wanted:
                session.add(
                    ReminderRow(
                        member_id=key,
                        contact_id=row.id,
                        period=period,
                        scheduled_on=digest.scheduled_on,
                        sent_on=sent_on,
                        message_id=message_id,
                    )
                )
    with clash_refused(f"The reminder to {digest.contact.email}"):
        session.flush()
