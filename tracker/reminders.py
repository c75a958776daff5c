"""Who is reminded of a report, on which day? The rules, and one digest for each person."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.acceptance_rules import add_months
from tracker.members import Member
from tracker.periods import RECEIVED, Period, Report, ReportState


@dataclass(frozen=True, slots=True)
class ReminderRules:
    """The days of reminding, counted from the due date; after the last of them every month."""

    days: tuple[int, ...] = (-30, -7, 0, 14)
    monthly: bool = True


@dataclass(frozen=True, slots=True)
class Contact:
    """A person who answers for a member; personal data, kept apart from the register."""

    member: str
    email: str
    name: str = ""
    language: str = "en"


def is_address(email: str) -> bool:
    """Return whether a text has the form of an e-mail address; whether it exists, none can tell."""
    name, _, host = email.rpartition("@")
    is_plain = email.isprintable() and " " not in email
    return bool(name) and "." in host.strip(".") and is_plain


@dataclass(frozen=True, slots=True)
class WaitedFor:
    """A member whose report has not come: still open, a draft, or returned to it."""

    member: Member
    state: ReportState


@dataclass(frozen=True, slots=True)
class Digest:
    """What one person is told on one day: every member of hers whose report is waited for.

    ``scheduled_on`` is the day of the rules that it serves; a later run sends it late, once.
    """

    contact: Contact
    scheduled_on: date
    waited_for: tuple[WaitedFor, ...]


@dataclass(frozen=True, slots=True)
class ReminderPlan:
    """The digests of a day, in order of address, and the members that have no contact."""

    digests: tuple[Digest, ...] = ()
    without_contact: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReminderCount:
    """How many reminders of one period's report a member was sent; no person is named."""

    member: str
    sent: int


SentReminders = Collection[tuple[str, str, date]]
"""Member, address and scheduled day of each reminder sent."""


def reminder_days(period: Period, rules: ReminderRules) -> list[date]:
    """Return the days of reminding that lie between the opening and the closing of a period."""
    days = [period.due_on + timedelta(days=number) for number in sorted(rules.days)]
    if rules.monthly and days:
        last, months = days[-1], 1
        while add_months(last, months) <= period.closes_on:
            days.append(add_months(last, months))
            months += 1
    return [day for day in days if period.opens_on <= day <= period.closes_on]


def day_served(period: Period, on: date, rules: ReminderRules) -> date | None:
    """Return the latest day of reminding up to a day; None before the first, or once it is over.

    Days that were missed are not made up for: only the latest counts.
    """
    frozen = period.frozen_at is not None and period.frozen_at.date() <= on
    if frozen or on > period.closes_on:
        return None
    return max((day for day in reminder_days(period, rules) if day <= on), default=None)


def is_waited_for(report: Report | None) -> bool:
    """Return whether a report has still to come: neither received nor excused."""
    return report is None or not (report.excused or report.state in RECEIVED)


def plan_reminders(
    period: Period,
    expected: Iterable[Member],
    reports: Mapping[str, Report],
    contacts: Iterable[Contact],
    sent: SentReminders,
    *,
    on: date,
    rules: ReminderRules | None = None,
) -> ReminderPlan:
    """Return who is reminded on a day, one digest for each address.

    ``expected`` are the members of which a report is expected, ``reports`` those there are by
    member. Nobody is reminded twice for the same member and day of the rules.
    """
    served = day_served(period, on, rules or ReminderRules())
    if served is None:
        return ReminderPlan()
    waiting = {
        member.code: WaitedFor(
            member, reports[member.code].state if member.code in reports else ReportState.OPEN
        )
        for member in expected
        if is_waited_for(reports.get(member.code))
    }
    reached: set[str] = set()
    by_address: dict[str, list[Contact]] = {}
    for contact in sorted(contacts, key=lambda contact: (contact.email.lower(), contact.member)):
        if contact.member in waiting:
            reached.add(contact.member)
            if (contact.member, contact.email, served) not in sent:
                by_address.setdefault(contact.email.lower(), []).append(contact)
    digests = tuple(
        Digest(own[0], served, tuple(waiting[contact.member] for contact in own))
        for own in by_address.values()
    )
    return ReminderPlan(digests, tuple(sorted(set(waiting) - reached)))
