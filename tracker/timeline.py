"""What happened, and when? One line of time of a member, or of a paragraph, from the register."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date
from enum import StrEnum

from tracker.acceptance import Instrument, Statement
from tracker.confidential_answers import conceal_answer
from tracker.periods import find_received
from tracker.progress import Entry
from tracker.register import Register


class EventKind(StrEnum):
    """What kind of thing happened."""

    ADOPTION = "adoption"
    JOINED = "joined"
    LEFT = "left"
    OFFICE_BEGINS = "office_begins"
    OFFICE_ENDS = "office_ends"
    INSTRUMENT = "instrument"
    IN_EFFECT = "in_effect"
    STATEMENT = "statement"
    REPORT = "report"
    ENTRY = "entry"
    LATE_ENTRY = "late_entry"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened on a day.

    ``what`` is its kind in the words of the register, such as ``accession``, ``president`` or
    ``substantial``; ``paragraphs`` are those it names, ``words`` what the member said.
    """

    on: date
    kind: EventKind
    member: str = ""
    what: str = ""
    paragraphs: frozenset[str] = frozenset()
    words: str = ""
    reference: str = ""


def member_timeline(register: Register, member: str, as_of: date) -> list[Event]:
    """Return what happened to and by a member up to a day, oldest first.

    Single entries are left out: the report they belong to is there. An unknown member has none.
    """
    events = [
        *(_list_membership(register, member)),
        *(event for act in register.instruments for event in _tell_instrument(act)),
        *(_tell_statement(statement) for statement in register.statements),
        *_list_reports(register),
        *_list_late_reports(register),
    ]
    return _in_order((e for e in events if e.member == member), as_of)


def paragraph_timeline(register: Register, paragraph: str, as_of: date) -> list[Event]:
    """Return what happened about a paragraph up to a day, oldest first; its adoption first."""
    events = [
        *_tell_adoption(register),
        *(event for act in register.instruments for event in _tell_instrument(act)),
        *(_tell_statement(statement) for statement in register.statements),
        *_list_entries(register, as_of),
        *_list_late_entries(register),
    ]
    about = (e for e in events if e.kind is EventKind.ADOPTION or paragraph in e.paragraphs)
    return _in_order(about, as_of)


def list_acts(register: Register) -> list[Event]:
    """Return the adoption, the deposit of each instrument and the making of each statement."""
    return [
        *_tell_adoption(register),
        *(
            event
            for act in register.instruments
            for event in _tell_instrument(act)
            if event.kind is EventKind.INSTRUMENT
        ),
        *(_tell_statement(statement) for statement in register.statements),
    ]


def _list_entries(register: Register, as_of: date) -> Iterator[Event]:
    """Yield the answers of the reports that have come; a draft is its member's own."""
    for period in register.periods:
        received = find_received(register.reports[period.code], as_of)
        yield from (_tell_entry(e) for e in register.entries[period.code] if e.member in received)


def _in_order(events: Iterator[Event], as_of: date) -> list[Event]:
    """Return the events up to a day by day, then by kind and member."""
    rank = {kind: place for place, kind in enumerate(EventKind)}
    known = [event for event in events if event.on <= as_of]
    return sorted(known, key=lambda e: (e.on, rank[e.kind], e.member, e.what, e.reference))


def _tell_adoption(register: Register) -> Iterator[Event]:
    """Yield the adoption of the text."""
    if register.adoption is not None:
        name = register.adopted_by.name if register.adopted_by else register.adoption.assembly
        yield Event(register.adoption.adopted_on, EventKind.ADOPTION, what=name)


def _list_membership(register: Register, code: str) -> Iterator[Event]:
    """Yield when a member joined and left, and the terms of its offices."""
    for member in register.members:
        if member.code == code and member.joined_on:
            yield Event(member.joined_on, EventKind.JOINED, code)
        if member.code == code and member.left_on:
            yield Event(member.left_on, EventKind.LEFT, code)
    for office in register.offices:
        if office.member == code and office.starts_on:
            yield Event(office.starts_on, EventKind.OFFICE_BEGINS, code, office.kind.value)
        if office.member == code and office.ends_on:
            yield Event(office.ends_on, EventKind.OFFICE_ENDS, code, office.kind.value)


def _tell_instrument(act: Instrument) -> Iterator[Event]:
    """Yield the deposit of an instrument and, where it is another day, its taking effect."""
    kind, reference = act.kind.value, act.decision_reference
    yield Event(
        act.deposited_on, EventKind.INSTRUMENT, act.member, kind, act.paragraphs, "", reference
    )
    if act.in_effect_on != act.deposited_on:
        yield Event(
            act.in_effect_on, EventKind.IN_EFFECT, act.member, kind, act.paragraphs, "", reference
        )


def _tell_statement(statement: Statement) -> Event:
    """Return the making of a statement, under its number."""
    return Event(
        statement.made_on,
        EventKind.STATEMENT,
        statement.member,
        statement.kind.value,
        statement.paragraphs,
        statement.text,
        str(statement.number),
    )


def _list_reports(register: Register) -> Iterator[Event]:
    """Yield the coming of each report, with its state on the register's day."""
    for period in register.periods:
        for report in register.reports[period.code]:
            if report.submitted_on:
                state = "nil report" if report.nil else report.state.value
                yield Event(
                    report.submitted_on, EventKind.REPORT, report.member, state,
                    reference=period.code,
                )  # fmt: skip


def _list_late_reports(register: Register) -> Iterator[Event]:
    """Yield the coming of answers after the cut-off of their period, those of a day as one."""
    together: dict[tuple[date, str, str], set[str]] = {}
    for event in _list_late_entries(register):
        key = (event.on, event.member, event.reference)
        together.setdefault(key, set()).update(event.paragraphs)
    for (day, member, period), paragraphs in together.items():
        yield Event(
            day, EventKind.LATE_ENTRY, member, "addendum", frozenset(paragraphs), reference=period
        )


def _list_late_entries(register: Register) -> Iterator[Event]:
    """Yield each answer that came after the cut-off of its period."""
    for period in register.periods:
        for entry in register.addenda.get(period.code, ()):
            yield _tell_entry(entry, EventKind.LATE_ENTRY)


def _tell_entry(entry: Entry, kind: EventKind = EventKind.ENTRY) -> Event:
    """Return what a member answered on a paragraph, as far as it may be shown."""
    entry = conceal_answer(entry)
    answer = entry.implementation or entry.missing
    return Event(
        entry.recorded_at.astimezone(UTC).date(),
        kind,
        entry.member,
        answer.value if answer else "",
        frozenset({entry.paragraph}),
        entry.done,
        entry.period,
    )
