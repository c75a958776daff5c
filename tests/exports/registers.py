"""Small registers for the tests of reports, made of real objects."""

from datetime import UTC, date, datetime

from declarations.draft_file import parse_draft
from declarations.model import Declaration
from tracker.acceptance import Instrument, InstrumentKind, Statement
from tracker.members import Assembly, Member
from tracker.periods import Period, Report, ReportState
from tracker.progress import Entry, Implementation
from tracker.register import Register

TEXT = """---
declaration: green
title: Green Declaration
---

# Water {#water}

1. We commit to clean the river. {#water-1}

2. We commit to: {#water-2}

   1. Measure; {#water-2-1}

   2. Publish, as paragraph [[water-1]] asks.[^n] {#water-2-2}

# Air {#air}

3. We will plant trees. {#air-1}

[^n]: A note.
"""
DECLARED = parse_draft(TEXT).declaration
PARAGRAPHS = ("water-1", "water-2", "air-1")
DAY = date(2020, 1, 1)
PERIOD = Period("p1", "Period 1", "green", date(2019, 1, 1), date(2019, 3, 31), date(2019, 6, 30))


def make_member(code: str, **values: object) -> Member:
    names = values.pop("names", None) or {"en": code.capitalize()}
    return Member(code, names, **values)  # type: ignore[arg-type] # the names are the fields'


def accept(member: str, *paragraphs: str, on: date = date(2018, 1, 1)) -> Instrument:
    named = frozenset(paragraphs or PARAGRAPHS)
    return Instrument(member, "green", InstrumentKind.COUNCIL_DECISION, on, named)


def withdraw(member: str, *paragraphs: str, on: date = date(2018, 6, 1)) -> Instrument:
    return Instrument(
        member, "green", InstrumentKind.WITHDRAWAL, on, frozenset(paragraphs), sequence=2
    )


def received(member: str, period: str = "p1", **values: object) -> Report:
    state = ReportState.ACCEPTED
    return Report(member, period, state, submitted_on=date(2019, 3, 1), **values)  # type: ignore[arg-type] # the names are the fields'


def answer(
    member: str, paragraph: str, grade: Implementation, period: str = "p1", **values: object
) -> Entry:
    moment = datetime(2019, 3, 1, tzinfo=UTC)
    return Entry(member, period, paragraph, moment, implementation=grade, **values)  # type: ignore[arg-type] # the names are the fields'


def make_register(
    members: list[Member] | None = None,
    *,
    declaration: Declaration = DECLARED,
    instruments: list[Instrument] | None = None,
    statements: list[Statement] | None = None,
    periods: list[Period] | None = None,
    reports: dict[str, list[Report]] | None = None,
    entries: dict[str, list[Entry]] | None = None,
) -> Register:
    periods = periods or []
    return Register(
        declaration=declaration,
        revision=1,
        sha256="0" * 64,
        adopted_by=Assembly("ga1", "First Assembly", "Here", date(2017, 6, 28)),
        members=members or [],
        instruments=instruments or [],
        statements=statements or [],
        periods=periods,
        reports={period.code: (reports or {}).get(period.code, []) for period in periods},
        entries={period.code: (entries or {}).get(period.code, []) for period in periods},
    )
