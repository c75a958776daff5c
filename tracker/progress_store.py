"""What have members reported? Periods, reports and entries kept and found again.

The caller owns the transaction. Entries are only ever added; ``current`` and ``tally`` are kept
with them.
"""

import sys
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select
from uuid6 import uuid7

from declarations.problems import (
    ChangedMeanwhileRefusal,
    InputRefusal,
    NotFoundRefusal,
    RuleRefusal,
)
from declarations.store import load_revision
from tracker.acceptance_store import clash_refused, require_adopted
from tracker.member_store import member_codes, member_id, refuse_disorder
from tracker.periods import NEXT_STATES, Period, Report, ReportState, find_period_faults
from tracker.progress import (
    Entry,
    EntryKind,
    Evidence,
    EvidenceLevel,
    Implementation,
    MissingReason,
    find_report_faults,
)
from tracker.tables import (
    CurrentRow,
    EntryRow,
    MemberRow,
    PeriodRow,
    ReportRow,
    TallyRow,
    answer_word,
)

ENTRY: Any = EntryRow.__table__.c  # type: ignore[attr-defined] # a table=True model has it
MEMBER: Any = MemberRow.__table__.c  # type: ignore[attr-defined] # a table=True model has it
REPORT: Any = ReportRow.__table__.c  # type: ignore[attr-defined] # a table=True model has it


def open_period(session: Session, period: Period) -> None:
    """Open a reporting period; refuse a code that is taken and dates out of order."""
    if session.exec(select(PeriodRow.id).where(PeriodRow.code == period.code)).first():
        raise RuleRefusal(
            f"There is already a period {period.code!r}.", hint="Choose another code."
        )
    problems = find_period_faults(period)
    if problems:
        raise InputRefusal(
            f"The period {period.code} was not opened.", hint="Mend its dates.", problems=problems
        )
    require_adopted(session, period.declaration, period.opens_on)
    session.add(PeriodRow(**asdict(period)))
    session.flush()


def load_periods(session: Session, declaration: str | None = None) -> list[Period]:
    """Return the periods, of one declaration or of all, by opening."""
    query = select(PeriodRow)
    if declaration is not None:
        query = query.where(PeriodRow.declaration == declaration)
    found = [_read_period(row) for row in session.exec(query)]
    return sorted(found, key=lambda period: (period.opens_on, period.code))


def _read_period(row: PeriodRow) -> Period:
    """Return a row as a period."""
    return Period(
        row.code, row.name, row.declaration, row.opens_on, row.due_on, row.closes_on,
        row.grace_until, row.frozen_at,
    )  # fmt: skip


def find_period(session: Session, code: str, *, to_change: bool = False) -> Period:
    """Return a period, which nobody freezes meanwhile; NotFoundRefusal names those there are.

    The row is locked until the transaction ends, on a database that locks rows.
    """
    query = select(PeriodRow).where(PeriodRow.code == code)
    if session.get_bind().get_execution_options().get("writing"):
        query = query.with_for_update(read=not to_change)
    row = session.exec(query).first()
    if row is None:
        known = ", ".join(period.code for period in load_periods(session)) or "none"
        raise NotFoundRefusal(f"There is no period {code!r}.", hint=f"There are: {known}.")
    return _read_period(row)


def close_period(session: Session, code: str, moment: datetime) -> None:
    """Freeze a period at a moment (UTC); raise RuleRefusal when it is frozen already."""
    period = find_period(session, code, to_change=True)
    if period.frozen_at is not None:
        raise RuleRefusal(
            f"The period {code} was frozen on {period.frozen_at.date()}.",
            hint="Corrections belong into the next period.",
        )
    frozen = update(PeriodRow).where(PeriodRow.code == code).values(frozen_at=moment)  # type: ignore[arg-type] # a column, not a bool
    session.execute(frozen)


def _open_on(period: Period, day: date) -> None:
    """Refuse what comes before a period opens, after it closes, or once it is frozen."""
    if period.frozen_at is not None:
        raise RuleRefusal(
            f"The period {period.code} is frozen since {period.frozen_at.date()}.",
            hint="A frozen report never changes. Answers that came since go into its addendum: "
            "accord progress report or import, with --addendum.",
        )
    if day < period.opens_on or day > period.closes_on:
        raise RuleRefusal(
            f"The period {period.code} takes reports from {period.opens_on} to "
            f"{period.closes_on}, not on {day}.",
            hint="Check the date after --on; accord period list shows the dates."
            if day < period.opens_on
            else "What came after the closing goes into the addendum: accord progress report or "
            "import, with --addendum.",
        )


def find_latest_report(session: Session, key: UUID, period: str) -> ReportRow | None:
    """Return the newest row of a member's report."""
    rows = select(ReportRow).where(ReportRow.member_id == key, ReportRow.period == period)
    newest = rows.order_by(ReportRow.sequence.desc()).limit(1)  # type: ignore[attr-defined] # a column, not an int
    return session.exec(newest).first()


def _latest_reports(session: Session, keys: Collection[UUID], period: str) -> dict[UUID, ReportRow]:
    """Return the newest row of each member's report."""
    rows = select(ReportRow).where(col(ReportRow.member_id).in_(keys), ReportRow.period == period)
    return {row.member_id: row for row in session.exec(rows.order_by(col(ReportRow.sequence)))}


def submit_report(
    session: Session,
    report: Report,
    entries: Sequence[Entry],
    *,
    token: str = "",
    expected_state: ReportState | None = None,
    is_correction: bool = False,
) -> bool:
    """Store a member's report with its entries; return False when the token came before.

    A correction adds entries to a report that is accepted: the accepted ones stay behind the new
    ones, the report is to be reviewed again, and the day on which it first came still counts.

    ``expected_state`` is what the sender saw; another state now is a ChangedMeanwhileRefusal, and
    so is a clash with another sender. Raises RuleRefusal for a frozen or closed period, for a
    report that is accepted, and for a state that only the secretariat gives; InputRefusal with
    every fault of the entries.
    """
    key = member_id(session, report.member)
    period = find_period(session, report.period)
    if token and _has_token(session, key, token):
        return False
    day = _day_of(report, entries)
    _open_on(period, day)
    latest = find_latest_report(session, key, report.period)
    if is_correction:
        report = _as_correction(report, latest, expected_state)
    else:
        _check_state(report, latest, expected_state)
    _refuse_verdict(report)
    known = _paragraph_ids(session, period)
    problems = find_report_faults(report.member, report.period, entries, known)
    if problems:
        raise InputRefusal(
            f"The report of {report.member} was not taken.",
            hint="Nothing was stored; mend these and send it again.",
            problems=problems,
        )
    with clash_refused(f"The report of {report.member} for {report.period}"):
        _add_report_row(session, key, report, latest, day, token)
        append_entries(session, report.period, {key: entries})
        session.flush()
    return True


def submit_reports(session: Session, code: str, reports: Mapping[Report, Sequence[Entry]]) -> None:
    """Store the reports of many members for one period with their entries: all of them, or none.

    Refuses what submit_report refuses, with the faults of every member's entries. What it needs
    to know is read once, and the rows go in together.
    """
    period = find_period(session, code)
    _refuse_strangers(reports, code)
    keys = {member: key for key, member in member_codes(session, _members(reports)).items()}
    latest = _latest_reports(session, keys.values(), code)
    known = _paragraph_ids(session, period)
    days = {report: _day_of(report, entries) for report, entries in reports.items()}
    problems = []
    for report, entries in reports.items():
        _open_on(period, days[report])
        _check_state(report, latest.get(keys[report.member]), None)
        _refuse_verdict(report)
        problems += find_report_faults(report.member, code, entries, known)
    if problems:
        raise InputRefusal(
            f"The reports for {code} were not taken.",
            hint="Nothing was stored; mend these and send them again.",
            problems=problems,
        )
    with clash_refused(f"A report for {code}"):
        for report, day in days.items():
            key = keys[report.member]
            _add_report_row(session, key, report, latest.get(key), day, "")
        append_entries(session, code, {keys[r.member]: given for r, given in reports.items()})
        session.flush()


def _members(reports: Collection[Report]) -> list[str]:
    """Return the codes of the members of which reports are."""
    return [report.member for report in reports]


def _refuse_strangers(reports: Collection[Report], code: str) -> None:
    """Refuse a report for another period, and a second one of the same member."""
    for report in reports:
        if report.period != code:
            raise RuleRefusal(
                f"A report of {report.member} is for {report.period}, not for {code}.",
                hint="Send the reports of each period by themselves.",
            )
    for member, count in Counter(_members(reports)).items():
        if count > 1:
            raise RuleRefusal(
                f"There are {count} reports of {member}.", hint="Send one report of each member."
            )


def _refuse_verdict(report: Report) -> None:
    """Refuse a state that only the secretariat gives."""
    if report.state not in (ReportState.DRAFT, ReportState.SUBMITTED):
        raise RuleRefusal(
            f"A member cannot make its report {report.state.value}.",
            hint="A member sends a draft or a submitted report; the secretariat does the rest.",
        )


def _paragraph_ids(session: Session, period: Period) -> set[str]:
    """Return the ids of the paragraphs that a period asks about."""
    text = load_revision(session, period.declaration).declaration
    return {paragraph.id for paragraph in text.operative_paragraphs()}


def _as_correction(
    report: Report, latest: ReportRow | None, expected_state: ReportState | None
) -> Report:
    """Return an accepted report submitted again, as of its first day; refuse any other."""
    state = ReportState(latest.state) if latest else ReportState.OPEN
    if latest is None or state is not ReportState.ACCEPTED:
        raise RuleRefusal(
            f"The report of {report.member} for {report.period} is {state.value}; only an accepted "
            "report is corrected.",
            hint="Send the answers as a report; leave out --correction.",
        )
    if expected_state is not None and state is not expected_state:
        _check_state(report, latest, expected_state)
    return replace(report, state=ReportState.SUBMITTED, submitted_on=latest.submitted_on)


def was_submitted(session: Session, member: str, token: str) -> bool:
    """Return whether a submission of a member with this token was stored before."""
    return _has_token(session, member_id(session, member), token)


def _has_token(session: Session, key: UUID, token: str) -> bool:
    """Return whether a submission with this token was stored."""
    known = select(ReportRow.sequence).where(ReportRow.member_id == key, ReportRow.token == token)
    return session.exec(known).first() is not None


def _day_of(report: Report, entries: Sequence[Entry]) -> date:
    """Return the day a report came: its own date, for a draft also that of its last entry."""
    if report.submitted_on is not None:
        return report.submitted_on
    if report.state is ReportState.SUBMITTED or not entries:
        raise InputRefusal(
            f"The report of {report.member} for {report.period} has no date.",
            hint="Give the day on which it was submitted.",
        )
    return max(entry.recorded_at for entry in entries).astimezone(UTC).date()


def _next_sequence(latest: ReportRow | None) -> int:
    """Return the number of the next row of a report."""
    return latest.sequence + 1 if latest else 1


def _check_state(
    report: Report, latest: ReportRow | None, expected_state: ReportState | None
) -> None:
    """Refuse a report made from a stale state, and a step that its state does not allow."""
    state = ReportState(latest.state) if latest else ReportState.OPEN
    if expected_state is not None and state is not expected_state:
        raise ChangedMeanwhileRefusal(
            f"The report of {report.member} for {report.period} is {state.value} now, "
            f"no longer {expected_state.value}.",
            hint="Look at it again, then send your changes.",
        )
    if report.state in NEXT_STATES[state]:
        return
    if state in (ReportState.ACCEPTED, ReportState.PUBLISHED):
        raise RuleRefusal(
            f"The report of {report.member} for {report.period} is {state.value}; it is final.",
            hint="What has changed is a correction (--correction); for more the secretariat "
            "returns the report."
            if state is ReportState.ACCEPTED
            else "Report the change in the next period.",
        )
    allowed = ", ".join(sorted(step.value for step in NEXT_STATES[state]))
    raise RuleRefusal(
        f"The report of {report.member} for {report.period} cannot go from {state.value} to "
        f"{report.state.value}.",
        hint="Its member has rows to mend: it sends the workbook again, or accord progress report."
        if state is ReportState.DRAFT
        else f"From {state.value} it can become: {allowed}.",
    )


def _add_report_row(
    session: Session, key: UUID, report: Report, latest: ReportRow | None, day: date, token: str
) -> None:
    """Append one state of a report; RuleRefusal for a day before that of the last one."""
    before = latest.changed_on if latest else None
    refuse_disorder(f"The report of {report.member} would change", before, day, "its last change")
    session.add(
        ReportRow(
            member_id=key,
            period=report.period,
            sequence=_next_sequence(latest),
            token=token or str(uuid7()),
            state=report.state.value,
            changed_on=day,
            submitted_on=report.submitted_on,
            nil=report.nil,
            excused=report.excused,
            excuse=report.excuse,
            note=report.note,
        )
    )


def save_report_state(
    session: Session,
    report: Report,
    changed_on: date,
    *,
    expected_state: ReportState | None = None,
) -> None:
    """Append a new state of a report without entries: excused, returned, accepted, published.

    ``expected_state`` is what the reviewer saw; another state now, or a clash, is a
    ChangedMeanwhileRefusal. Raises RuleRefusal for a frozen period or a step out of order.
    """
    key = member_id(session, report.member)
    period = find_period(session, report.period)
    if period.frozen_at is not None:
        _open_on(period, changed_on)
    latest = find_latest_report(session, key, report.period)
    _check_state(report, latest, expected_state)
    with clash_refused(f"The report of {report.member} for {report.period}"):
        _add_report_row(session, key, report, latest, changed_on, "")
        session.flush()


def append_entries(session: Session, period: str, given: Mapping[UUID, Sequence[Entry]]) -> None:
    """Append members' entries and keep ``current`` and ``tally`` in step, in one transaction."""
    known = _lock_present(session, period, given)
    steps: Counter[tuple[str, str]] = Counter()
    fresh: list[dict[str, Any]] = []
    current: list[dict[str, Any]] = []
    for key in sorted(given):
        for entry in sorted(given[key], key=lambda entry: entry.paragraph):
            before = known.get((key, entry.paragraph))
            values = entry_values(key, entry, before.sequence + 1 if before else 1)
            answer = answer_word(
                values["implementation"], values["missing"], in_confidence=entry.in_confidence
            )
            if before:
                steps[entry.paragraph, before.answer] -= 1
            steps[entry.paragraph, answer] += 1
            fresh.append(values)
            names = ("member_id", "period", "paragraph", "sequence")
            current.append({name: values[name] for name in names} | {"answer": answer})
    if fresh:
        session.execute(insert(EntryRow.__table__), fresh)  # type: ignore[attr-defined] # a table=True model has it
        _upsert(session, CurrentRow, current)
        tally = [
            {"period": period, "paragraph": paragraph, "answer": answer, "n": step}
            for (paragraph, answer), step in sorted(steps.items())
            if step
        ]
        _upsert(session, TallyRow, tally)


def _lock_present(
    session: Session, period: str, keys: Collection[UUID]
) -> dict[tuple[UUID, str], Any]:
    """Return some members' present answers, locked in one order until the transaction ends."""
    row = CurrentRow.__table__.c  # type: ignore[attr-defined] # a table=True model has it
    query = select(row.member_id, row.paragraph, row.sequence, row.answer)
    mine = query.where(row.member_id.in_(keys), row.period == period)
    ordered = mine.order_by(row.member_id, row.paragraph).with_for_update()
    return {(found.member_id, found.paragraph): found for found in session.execute(ordered)}


def _upsert(
    session: Session, model: type[CurrentRow] | type[TallyRow], rows: list[dict[str, Any]]
) -> None:
    """Put rows in, or bring those that are there up to date; a count is added to.

    It is added to in the database itself, so that parallel writers cannot lose a step; they take
    the rows in one order, so that two never wait for each other.
    """
    if not rows:
        return
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    table = model.__table__  # type: ignore[union-attr] # a table=True model has it
    statement = dialect.insert(table)
    given = statement.excluded
    changes = (
        {"n": table.c.n + given.n}
        if model is TallyRow
        else {"sequence": given.sequence, "answer": given.answer}
    )
    keys = [column.name for column in table.primary_key]
    session.execute(statement.on_conflict_do_update(index_elements=keys, set_=changes), rows)


def entry_values(key: UUID, entry: Entry, sequence: int) -> dict[str, Any]:
    """Return an entry as the values of its row."""
    return {
        "member_id": key,
        "period": entry.period,
        "paragraph": entry.paragraph,
        "sequence": sequence,
        "recorded_at": entry.recorded_at,
        "implementation": entry.implementation.value if entry.implementation else "",
        "missing": entry.missing.value if entry.missing else "",
        "elsewhere": entry.elsewhere,
        "kind": entry.kind.value,
        "percent": entry.percent,
        "evidence_level": entry.evidence_level.value,
        "evidence": [evidence_as_data(piece) for piece in entry.evidence],
        "done": entry.done,
        "obstacles": entry.obstacles,
        "next_steps": entry.next_steps,
        "support_needed": entry.support_needed,
        "language": entry.language,
        "in_confidence": entry.in_confidence,
        "notes": dict(entry.notes),
    }


def evidence_as_data(piece: Evidence) -> dict[str, str]:
    """Return a piece of evidence as its JSON."""
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in asdict(piece).items()
        if value
    }


def read_evidence_data(data: dict[str, str]) -> Evidence:
    """Return a piece of evidence from its JSON."""
    values: dict[str, Any] = dict(data)
    if "published_on" in values:
        values["published_on"] = date.fromisoformat(values["published_on"])
    return Evidence(**values)


def review_report(
    session: Session, member: str, period: str, verdict: ReportState, day: date, note: str = ""
) -> None:
    """Store that the secretariat has accepted a report or returned it with a note.

    Raises RuleRefusal where there is no submitted report, for a return without a note, and once
    the period is frozen.
    """
    given = next(iter(load_reports(session, period, date.max, members=[member])), None)
    if verdict is ReportState.RETURNED and not note.strip():
        raise RuleRefusal(
            f"The report of {member} was not returned: there is no note.",
            hint="Say what is to be mended.",
        )
    if given is None:
        find_period(session, period)
        raise RuleRefusal(
            f"{member} has not reported for {period}; there is nothing to review.",
            hint=f"accord progress list {period} shows who has.",
        )
    save_report_state(session, replace(given, state=verdict, note=note.strip()), day)


def load_reports(
    session: Session, period: str, until: date, *, members: Collection[str] | None = None
) -> list[Report]:
    """Return the reports of some members or all for a period as they stood on a date, by code."""
    query = (
        select(ReportRow.__table__, MEMBER.code.label("member"))  # type: ignore[attr-defined] # a table=True model has it
        .join_from(ReportRow, MemberRow, REPORT.member_id == MEMBER.id)
        .where(REPORT.period == period, REPORT.changed_on <= until)
        .order_by(REPORT.sequence)
    )
    if members is not None:
        query = query.where(REPORT.member_id.in_(member_codes(session, members)))
    latest = {row.member: row for row in session.execute(query)}
    return [
        Report(
            r.member,
            r.period,
            ReportState(r.state),
            r.submitted_on,
            r.nil,
            r.excused,
            r.excuse,
            r.note,
        )
        for _member, r in sorted(latest.items())
    ]


def load_entries(
    session: Session,
    period: str,
    until: date,
    *,
    members: Collection[str] | None = None,
    paragraph: str = "",
) -> list[Entry]:
    """Return the entries of a period that were current on a date, by member and paragraph.

    ``members`` and ``paragraph`` leave out what is of others and about others.
    """
    codes = member_codes(session, members)
    query = select(EntryRow.__table__).where(  # type: ignore[attr-defined] # a table=True model has it
        *_in_period(period, until, None if members is None else codes)
    )
    if paragraph:
        query = query.where(ENTRY.paragraph == paragraph)
    found: list[Entry] = []
    for row in session.execute(query.order_by(ENTRY.member_id, ENTRY.paragraph, ENTRY.sequence)):
        read = read_entry(row, codes[row.member_id])
        if found and (found[-1].member, found[-1].paragraph) == (read.member, read.paragraph):
            found.pop()  # a later one corrects it
        found.append(read)
    return sorted(found, key=lambda e: (e.member, e.paragraph))


def count_answered(session: Session, period: str, until: date) -> dict[str, int]:
    """Return on how many paragraphs each member had answered by a date, by member code."""
    codes = member_codes(session)
    query = (
        select(ENTRY.member_id, func.count(ENTRY.paragraph.distinct()).label("n"))
        .where(*_in_period(period, until, None))
        .group_by(ENTRY.member_id)
    )
    return {codes[row.member_id]: row.n for row in session.execute(query)}


def _in_period(period: str, until: date, keys: Collection[UUID] | None) -> list[Any]:
    """Return the conditions that an entry is of a period, by a date, and of some members or any.

    Members are named in any case: the key of the table begins with them, and a database that
    looks for the period alone reads every entry of every period.
    """
    wanted = select(MEMBER.id) if keys is None else keys
    return [
        ENTRY.member_id.in_(wanted), ENTRY.period == period,
        ENTRY.recorded_at < end_of_day(until),
    ]  # fmt: skip


def end_of_day(day: date) -> datetime:
    """Return the instant at which a day is over, UTC."""
    return datetime.combine(min(day, date.max - timedelta(2)), time(), UTC) + timedelta(1)


def read_entry(row: Any, member: str) -> Entry:
    """Return a row as an entry; what stands in very many rows is one object in memory."""
    return Entry(
        member=sys.intern(member),
        period=sys.intern(row.period),
        paragraph=sys.intern(row.paragraph),
        recorded_at=row.recorded_at,
        implementation=Implementation(row.implementation) if row.implementation else None,
        missing=MissingReason(row.missing) if row.missing else None,
        elsewhere=row.elsewhere,
        kind=EntryKind(row.kind),
        percent=row.percent,
        evidence_level=EvidenceLevel(row.evidence_level),
        evidence=tuple(read_evidence_data(piece) for piece in row.evidence),
        done=row.done,
        obstacles=row.obstacles,
        next_steps=row.next_steps,
        support_needed=row.support_needed,
        language=sys.intern(row.language),
        in_confidence=row.in_confidence,
        notes=tuple(row.notes.items()),
    )
