"""A workspace in which members did all that members do: made up by a seed, the same every time."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from random import Random

from sqlmodel import Session

from declarations.adoption_store import adopt_revision
from declarations.draft_file import parse_draft
from declarations.store import save_revision
from tracker.acceptance import (
    AcceptanceRules,
    Effect,
    Instrument,
    InstrumentKind,
    Statement,
    StatementKind,
)
from tracker.acceptance_store import deposit_instrument, make_statement
from tracker.member_store import add_assembly, import_members
from tracker.members import Assembly, Member
from tracker.periods import Period, Report, ReportState
from tracker.progress import Entry, Implementation, MissingReason
from tracker.progress_store import open_period, save_report_state, submit_report

DRAFT = """---
declaration: d
title: Test
---

# Air {#air}

1. We will plant trees. {#air-1}

2. We will clean the air. {#air-2}

# Water {#water}

3. We will clean the river. {#water-1}

4. We will mend the pipes. {#water-2}
"""
PARAGRAPHS = ("air-1", "air-2", "water-1", "water-2")
PERIODS = tuple(
    Period(str(year), str(year), "d", date(year, 1, 1), date(year, 3, 31), date(year, 12, 31))
    for year in (2018, 2019, 2020)
)
CODES = ("ankara", "berlin", "cairo", "delhi", "evora", "faro", "ghent")
DAYS = (date(2018, 3, 15), date(2019, 4, 1), date(2019, 8, 1), date(2020, 12, 31))


def fill_workspace(session: Session, seed: int) -> None:
    """Store members, acts, statements, reports in every state, and corrections."""
    random = Random(seed)  # noqa: S311 - made-up answers, not a secret
    text = parse_draft(DRAFT).declaration
    save_revision(session, text, parent_sha256="", made_on=date(2017, 1, 1))
    add_assembly(session, Assembly("ga", "Assembly", starts_on=date(2017, 6, 1)))
    adopt_revision(session, "d", 1, assembly="ga", adopted_on=date(2017, 6, 1))
    import_members(
        session,
        [
            Member(
                code, {"en": code.title()}, region=random.choice(("North", "South", "")),
                joined_on=date(2019, 6, 1) if code == "faro" else None,
                left_on=date(2019, 2, 1) if code == "ghent" else None,
            )
            for code in CODES
        ],
        changed_on=date(2017, 6, 1),
    )  # fmt: skip
    for code in CODES:
        fill_acts(session, random, code)
    for period in PERIODS:
        open_period(session, period)
        for code in CODES:
            fill_reports(session, random, code, period)


def fill_acts(session: Session, random: Random, code: str) -> None:
    """Let a member accept some paragraphs, withdraw one, or say something of one."""
    named = frozenset(p for p in PARAGRAPHS if random.random() < 0.7)
    kind, back = InstrumentKind.COUNCIL_DECISION, InstrumentKind.WITHDRAWAL
    acts = [Instrument(code, "d", kind, date(2017, 9, 1), named)] if named else []
    if named and random.random() < 0.3:
        acts.append(Instrument(code, "d", back, date(2019, 2, 1), frozenset([min(named)])))
    for act in acts:
        deposit_instrument(session, act, rules=AcceptanceRules(), paragraph_ids=PARAGRAPHS)
    if random.random() < 0.5:
        effect = random.choice((Effect.OUTSIDE_COMPETENCE, Effect.MODIFIES))
        about = frozenset([random.choice(PARAGRAPHS)])
        kind_of = StatementKind.INTERPRETATIVE_DECLARATION
        made = Statement(code, "d", 0, kind_of, about, "Words.", date(2018, 6, 1), effect)
        make_statement(session, made, paragraph_ids=PARAGRAPHS)


def fill_reports(session: Session, random: Random, code: str, period: Period) -> None:
    """Let a member report or not; some drafts, some returned, accepted, corrected or excused."""
    fate = random.choice(("none", "excused", "draft", "submitted", "returned", "accepted", "again"))
    day = period.opens_on + timedelta(random.randrange(150))
    if fate == "none":
        return
    if fate == "excused":
        excused = Report(code, period.code, ReportState.OPEN, excused=True, excuse="Flood")
        save_report_state(session, excused, day)
        return
    state = ReportState.DRAFT if fate == "draft" else ReportState.SUBMITTED
    report = Report(code, period.code, state, day)
    submit_report(session, report, list(make_entries(random, code, period, day)))
    if fate in ("returned", "accepted"):
        save_report_state(session, Report(code, period.code, ReportState(fate), day), day)
    if fate == "again":
        later = day + timedelta(30)
        again = Report(code, period.code, state, later)
        submit_report(session, again, list(make_entries(random, code, period, later)))


def make_entries(random: Random, code: str, period: Period, day: date) -> Iterator[Entry]:
    """Yield answers on some paragraphs, whether the member accepted them or not."""
    moment = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    for paragraph in PARAGRAPHS:
        chance = random.random()
        if chance < 0.6:
            grade = random.choice(list(Implementation))
            held = random.random() < 0.4
            yield Entry(
                code, period.code, paragraph, moment, implementation=grade, in_confidence=held
            )
        elif chance < 0.8:
            reason = random.choice((MissingReason.NOT_DUE, MissingReason.CONFIDENTIAL))
            yield Entry(code, period.code, paragraph, moment, missing=reason)
