"""How is the register kept and found again, as it was on any date? The caller owns the transaction.

Single rows go through objects; lists, imports and statistics through plain statements.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, insert, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, and_, select
from uuid6 import uuid7

from declarations.adoption_records import load_adoption
from declarations.problems import (
    ChangedMeanwhileRefusal,
    InputRefusal,
    NotFoundRefusal,
    RuleRefusal,
)
from declarations.store import load_revision
from tracker.acceptance import (
    AcceptanceRules,
    Effect,
    Instrument,
    InstrumentKind,
    Statement,
    StatementKind,
    check_instrument,
    fault,
    find_statement_faults,
)
from tracker.members import Assembly, Member, MemberKind, Office, OfficeKind
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
from tracker.register import Register
from tracker.tables import (
    AssemblyRow,
    CurrentRow,
    EntryRow,
    InstrumentRow,
    MemberRow,
    OfficeRow,
    PeriodRow,
    ReportRow,
    RulesRow,
    StatementRow,
    TallyRow,
)

# Members


@dataclass(frozen=True, slots=True)
class ImportResult:
    """How many members of a list were new, changed, or the same as before."""

    new: int
    changed: int
    same: int


def _member_values(member: Member) -> dict[str, Any]:
    """Return a member as the values of its row, the key apart."""
    return {
        "code": member.code,
        "names": dict(member.names),
        "country": member.country,
        "region": member.region,
        "kind": member.kind.value,
        "joined_on": member.joined_on,
        "left_on": member.left_on,
    }


def add_member(session: Session, member: Member) -> None:
    """Add one member; raise RuleRefusal when its code is taken."""
    taken = session.exec(select(MemberRow.names).where(MemberRow.code == member.code)).first()
    if taken is not None:
        raise RuleRefusal(
            f"The code {member.code!r} is taken by {next(iter(taken.values()), member.code)}.",
            hint="Choose another code; accord member list shows those in use.",
        )
    session.add(MemberRow(**_member_values(member)))
    session.flush()


def import_members(session: Session, members: Iterable[Member]) -> ImportResult:
    """Add members that are new and change those that differ, by code; return the counts.

    A name, country, region or date that the list leaves empty keeps its stored value; so does the
    kind where the list gives the default, a city. Raises InputRefusal when a code is there twice.
    """
    members = list(members)
    _refuse_doubles(members)
    stored = {member.code: member for member in load_members(session)}
    fresh: list[dict[str, Any]] = []
    changed = same = 0
    for member in members:
        known = stored.get(member.code)
        if known is None:
            fresh.append({"id": uuid7(), **_member_values(member)})
            continue
        merged = _merge_member(known, member)
        if merged == known:
            same += 1
            continue
        changed += 1
        values = _member_values(merged)
        session.execute(update(MemberRow).where(MemberRow.code == member.code).values(**values))  # type: ignore[arg-type] # a column, not a bool
    if fresh:
        session.execute(insert(MemberRow), fresh)
    return ImportResult(len(fresh), changed, same)


def _refuse_doubles(members: Sequence[Member]) -> None:
    """Refuse a list that gives one code to two members, naming every one."""
    first: dict[str, Member] = {}
    problems = [
        fault("M011", member.code, f"{member.name()} and {known.name()} have the same code.",
              "Give each member its own code.")
        for member in members
        if (known := first.setdefault(member.code, member)) is not member
    ]  # fmt: skip
    if problems:
        raise InputRefusal(
            "No member was taken: the list has a code twice.",
            hint="A code belongs to one member for ever.",
            problems=problems,
        )


def _merge_member(known: Member, given: Member) -> Member:
    """Return the stored member with what a list says anew."""
    return replace(
        given,
        names={**known.names, **given.names},
        country=given.country or known.country,
        region=given.region or known.region,
        kind=known.kind if given.kind is MemberKind.CITY else given.kind,
        joined_on=given.joined_on or known.joined_on,
        left_on=given.left_on or known.left_on,
    )


def load_members(session: Session) -> list[Member]:
    """Return all members, also those that have left, in order of code."""
    rows = session.execute(select(MemberRow.__table__).order_by(MemberRow.code))  # type: ignore[attr-defined] # a table=True model has it
    return [
        Member(
            row.code, row.names, row.country, row.region, MemberKind(row.kind),
            row.joined_on, row.left_on,
        )
        for row in rows
    ]  # fmt: skip


def member_id(session: Session, code: str) -> UUID:
    """Return the key of a member; raise NotFoundRefusal when there is none."""
    found = session.exec(select(MemberRow.id).where(MemberRow.code == code)).first()
    if found is None:
        raise NotFoundRefusal(
            f"There is no member {code!r}.",
            hint="accord member list shows the codes; accord member add makes a member.",
        )
    return found


def _codes(session: Session, member: str | None = None) -> dict[UUID, str]:
    """Return the code of one member or of every member by its key."""
    query = select(MemberRow.id, MemberRow.code)
    if member is not None:
        query = query.where(MemberRow.code == member)
    return {row.id: row.code for row in session.execute(query)}


def add_office(session: Session, office: Office) -> None:
    """Record an office; refuse an unknown member and a term that ends before it begins."""
    if office.starts_on and office.ends_on and office.ends_on < office.starts_on:
        raise RuleRefusal(
            f"The office would end on {office.ends_on}, before it begins on {office.starts_on}.",
            hint="Check the two dates.",
        )
    key = member_id(session, office.member)
    session.add(
        OfficeRow(
            member_id=key,
            kind=office.kind.value,
            starts_on=office.starts_on,
            ends_on=office.ends_on,
        )
    )
    session.flush()


def load_offices(session: Session) -> list[Office]:
    """Return all offices: presidents first, then by member and beginning."""
    codes = _codes(session)
    offices = [
        Office(codes[row.member_id], OfficeKind(row.kind), row.starts_on, row.ends_on)
        for row in session.exec(select(OfficeRow))
    ]
    rank = {kind: place for place, kind in enumerate(OfficeKind)}
    return sorted(offices, key=lambda o: (rank[o.kind], o.member, o.starts_on or date.min))


def add_assembly(session: Session, assembly: Assembly) -> None:
    """Add an assembly; raise RuleRefusal when its code is taken."""
    taken = select(AssemblyRow.name).where(AssemblyRow.code == assembly.code)
    name = session.exec(taken).first()
    if name is not None:
        raise RuleRefusal(
            f"The code {assembly.code!r} is taken by {name}.", hint="Choose another code."
        )
    session.add(AssemblyRow(**asdict(assembly)))
    session.flush()


def load_assemblies(session: Session) -> list[Assembly]:
    """Return all assemblies by date."""
    found = [
        Assembly(r.code, r.name, r.place, r.starts_on, r.ends_on, r.symbol, r.note)
        for r in session.exec(select(AssemblyRow))
    ]
    return sorted(found, key=lambda assembly: (assembly.starts_on or date.min, assembly.code))


# Acceptance


def load_rules(session: Session, declaration: str) -> AcceptanceRules:
    """Return the association's rules for a declaration; none set means no minimum."""
    row = session.get(RulesRow, declaration)
    if row is None:
        return AcceptanceRules()
    return AcceptanceRules(
        row.minimum, frozenset(row.core), row.core_minimum,
        row.withdrawal_after_years, row.notice_months,
    )  # fmt: skip


def save_rules(session: Session, declaration: str, rules: AcceptanceRules) -> None:
    """Set the rules for a declaration; raise RuleRefusal for a core minimum above the core."""
    if rules.core_minimum > len(rules.core):
        raise RuleRefusal(
            f"{rules.core_minimum} core paragraphs cannot be asked for: the core has "
            f"{len(rules.core)}.",
            hint="Name more core paragraphs, or lower the core minimum.",
        )
    row = session.get(RulesRow, declaration) or RulesRow(declaration=declaration, core=[])
    row.minimum, row.core, row.core_minimum = rules.minimum, sorted(rules.core), rules.core_minimum
    row.withdrawal_after_years, row.notice_months = (
        rules.withdrawal_after_years,
        rules.notice_months,
    )
    session.add(row)
    session.flush()


@contextmanager
def _clash_refused(what: str) -> Iterator[None]:
    """Turn a key that someone else took at the same moment into a refusal."""
    try:
        yield
    except IntegrityError as error:
        raise ChangedMeanwhileRefusal(
            f"{what} was changed by someone else at the same moment; nothing was stored.",
            hint="Look at it again, then send your changes.",
        ) from error


def load_instruments(
    session: Session, declaration: str, until: date = date.max, *, member: str | None = None
) -> list[Instrument]:
    """Return the instruments deposited until a date, of one member or of all, oldest first."""
    query = select(InstrumentRow).where(
        InstrumentRow.declaration == declaration, InstrumentRow.deposited_on <= until
    )
    if member is not None:
        query = query.where(InstrumentRow.member_id == member_id(session, member))
    codes = _codes(session, member)
    rows = session.exec(query)
    found = [
        Instrument(
            codes[row.member_id], row.declaration, InstrumentKind(row.kind), row.deposited_on,
            frozenset(row.paragraphs), row.signed_on, row.effective_on, row.decision_reference,
            row.signatory, row.sequence,
        )
        for row in rows
    ]  # fmt: skip
    return sorted(found, key=lambda i: (i.deposited_on, i.member, i.sequence))


def deposit_instrument(
    session: Session,
    instrument: Instrument,
    *,
    rules: AcceptanceRules,
    paragraph_ids: Sequence[str],
) -> Instrument:
    """Register an instrument and return it with its sequence; refusals as in check_instrument.

    An instrument can only be deposited on an adopted declaration.
    """
    key = member_id(session, instrument.member)
    _require_adopted(session, instrument.declaration, instrument.deposited_on)
    earlier = load_instruments(session, instrument.declaration, member=instrument.member)
    numbered = replace(instrument, sequence=len(earlier) + 1)
    check_instrument(numbered, earlier, rules, paragraph_ids)
    session.add(
        InstrumentRow(
            member_id=key,
            declaration=numbered.declaration,
            sequence=numbered.sequence,
            kind=numbered.kind.value,
            deposited_on=numbered.deposited_on,
            paragraphs=sorted(numbered.paragraphs),
            signed_on=numbered.signed_on,
            effective_on=numbered.effective_on,
            decision_reference=numbered.decision_reference,
            signatory=numbered.signatory,
        )
    )
    with _clash_refused(f"The acceptance of {instrument.member}"):
        session.flush()
    return numbered


def _require_adopted(session: Session, declaration: str, day: date) -> None:
    """Refuse an act on a text that is still a draft on that day."""
    adoption = load_adoption(session, declaration)
    if adoption is None or adoption.adopted_on > day:
        load_revision(session, declaration)  # an unknown declaration is not found, not a draft
        raise RuleRefusal(
            f"{declaration} was not adopted by {day}; a member can only act on an adopted text.",
            hint=f"First: accord draft adopt {declaration} --assembly CODE --on DATE",
        )


def load_statements(
    session: Session, declaration: str, until: date = date.max, *, member: str | None = None
) -> list[Statement]:
    """Return the statements made until a date, of one member or of all, oldest first."""
    query = select(StatementRow).where(
        StatementRow.declaration == declaration, StatementRow.made_on <= until
    )
    if member is not None:
        query = query.where(StatementRow.member_id == member_id(session, member))
    codes = _codes(session, member)
    rows = session.exec(query)
    found = [
        Statement(
            codes[row.member_id], row.declaration, row.number, StatementKind(row.kind),
            frozenset(row.paragraphs), row.text, row.made_on, Effect(row.effect), row.title,
            row.withdraws, row.language,
        )
        for row in rows
    ]  # fmt: skip
    return sorted(found, key=lambda s: (s.made_on, s.member, s.number))


def make_statement(
    session: Session, statement: Statement, *, paragraph_ids: Sequence[str]
) -> Statement:
    """Store a statement and return it with its number; its given number is ignored.

    Raises InputRefusal with every fault, RuleRefusal for a text not adopted by then.
    """
    key = member_id(session, statement.member)
    _require_adopted(session, statement.declaration, statement.made_on)
    earlier = load_statements(session, statement.declaration, member=statement.member)
    problems = find_statement_faults(statement, earlier, paragraph_ids)
    if problems:
        raise InputRefusal(
            f"The statement of {statement.member} was not taken.",
            hint=f"Paragraphs of {statement.declaration}: {', '.join(paragraph_ids)}.",
            problems=problems,
        )
    numbered = replace(statement, number=len(earlier) + 1)
    session.add(
        StatementRow(
            member_id=key,
            declaration=numbered.declaration,
            number=numbered.number,
            kind=numbered.kind.value,
            effect=numbered.effect.value,
            paragraphs=sorted(numbered.paragraphs),
            title=numbered.title,
            text=numbered.text,
            language=numbered.language,
            made_on=numbered.made_on,
            withdraws=numbered.withdraws,
        )
    )
    with _clash_refused(f"What {statement.member} says"):
        session.flush()
    return numbered


# Periods, reports, entries


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
    _require_adopted(session, period.declaration, period.opens_on)
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


def _period(session: Session, code: str, *, to_change: bool = False) -> Period:
    """Return a period, which nobody freezes meanwhile; NotFoundRefusal names those there are.

    The row is locked until the transaction ends, on a database that locks rows.
    """
    query = select(PeriodRow).where(PeriodRow.code == code).with_for_update(read=not to_change)
    row = session.exec(query).first()
    if row is None:
        known = ", ".join(period.code for period in load_periods(session)) or "none"
        raise NotFoundRefusal(f"There is no period {code!r}.", hint=f"There are: {known}.")
    return _read_period(row)


def close_period(session: Session, code: str, moment: datetime) -> None:
    """Freeze a period at a moment (UTC); raise RuleRefusal when it is frozen already."""
    period = _period(session, code, to_change=True)
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
            hint="What comes now goes into the next period, or into an addendum.",
        )
    if day < period.opens_on or day > period.closes_on:
        raise RuleRefusal(
            f"The period {period.code} takes reports from {period.opens_on} to "
            f"{period.closes_on}, not on {day}.",
            hint="Check the date after --on; accord period list shows the dates.",
        )


def _latest_report(session: Session, key: UUID, period: str) -> ReportRow | None:
    """Return the newest row of a member's report."""
    rows = select(ReportRow).where(ReportRow.member_id == key, ReportRow.period == period)
    newest = rows.order_by(ReportRow.sequence.desc()).limit(1)  # type: ignore[attr-defined] # a column, not an int
    return session.exec(newest).first()


def submit_report(
    session: Session,
    report: Report,
    entries: Sequence[Entry],
    *,
    token: str = "",
    expected_state: ReportState | None = None,
) -> bool:
    """Store a member's report with its entries; return False when the token came before.

    ``expected_state`` is what the sender saw; another state now is a ChangedMeanwhileRefusal, and
    so is a clash with another sender. Raises RuleRefusal for a frozen or closed period, for a
    report that is accepted, and for a state that only the secretariat gives; InputRefusal with
    every fault of the entries.
    """
    key = member_id(session, report.member)
    period = _period(session, report.period)
    if token and _has_token(session, key, token):
        return False
    day = _day_of(report, entries)
    _open_on(period, day)
    latest = _latest_report(session, key, report.period)
    _check_state(report, latest, expected_state)
    if report.state not in (ReportState.DRAFT, ReportState.SUBMITTED):
        raise RuleRefusal(
            f"A member cannot make its report {report.state.value}.",
            hint="A member sends a draft or a submitted report; the secretariat does the rest.",
        )
    paragraphs = load_revision(session, period.declaration).declaration.operative_paragraphs()
    known = {paragraph.id for paragraph in paragraphs}
    problems = find_report_faults(report.member, report.period, entries, known)
    if problems:
        raise InputRefusal(
            f"The report of {report.member} was not taken.",
            hint="Nothing was stored; mend these and send it again.",
            problems=problems,
        )
    with _clash_refused(f"The report of {report.member} for {report.period}"):
        _add_report_row(session, key, report, _next_sequence(latest), day, token)
        _append_entries(session, key, report.period, entries)
        session.flush()
    return True


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
            hint="Ask the secretariat to return it, or report the change in the next period.",
        )
    allowed = ", ".join(sorted(step.value for step in NEXT_STATES[state]))
    raise RuleRefusal(
        f"The report of {report.member} for {report.period} cannot go from {state.value} to "
        f"{report.state.value}.",
        hint=f"From {state.value} it can become: {allowed}.",
    )


def _add_report_row(
    session: Session, key: UUID, report: Report, sequence: int, day: date, token: str
) -> None:
    """Append one state of a report."""
    session.add(
        ReportRow(
            member_id=key,
            period=report.period,
            sequence=sequence,
            token=token or str(uuid7()),
            state=report.state.value,
            changed_on=day,
            submitted_on=report.submitted_on,
            nil=report.nil,
            excused=report.excused,
            excuse=report.excuse,
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
    period = _period(session, report.period)
    if period.frozen_at is not None:
        _open_on(period, changed_on)
    latest = _latest_report(session, key, report.period)
    _check_state(report, latest, expected_state)
    with _clash_refused(f"The report of {report.member} for {report.period}"):
        _add_report_row(session, key, report, _next_sequence(latest), changed_on, "")
        session.flush()


def _append_entries(session: Session, key: UUID, period: str, entries: Sequence[Entry]) -> None:
    """Append entries and keep ``current`` and ``tally`` in step, in the same transaction."""
    query = select(CurrentRow.paragraph, CurrentRow.sequence, CurrentRow.answer)
    mine = query.where(CurrentRow.member_id == key, CurrentRow.period == period)
    known = {row.paragraph: row for row in session.execute(mine.with_for_update())}
    steps: Counter[tuple[str, str]] = Counter()
    fresh: list[dict[str, Any]] = []
    current: list[dict[str, Any]] = []
    for entry in sorted(entries, key=lambda entry: entry.paragraph):
        before = known.get(entry.paragraph)
        values = _entry_values(key, entry, before.sequence + 1 if before else 1)
        answer = values["implementation"] or values["missing"]
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


def _entry_values(key: UUID, entry: Entry, sequence: int) -> dict[str, Any]:
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
        "evidence": [
            {
                name: value.isoformat() if isinstance(value, date) else value
                for name, value in asdict(piece).items()
                if value
            }
            for piece in entry.evidence
        ],
        "done": entry.done,
        "obstacles": entry.obstacles,
        "next_steps": entry.next_steps,
        "support_needed": entry.support_needed,
        "language": entry.language,
    }


def _evidence(data: dict[str, str]) -> Evidence:
    """Return a piece of evidence from its JSON."""
    values: dict[str, Any] = dict(data)
    if "published_on" in values:
        values["published_on"] = date.fromisoformat(values["published_on"])
    return Evidence(**values)


def load_reports(session: Session, period: str, until: date) -> list[Report]:
    """Return each member's report for a period as it stood on a date, by member code."""
    codes = _codes(session)
    query = (
        select(ReportRow)
        .where(ReportRow.period == period, ReportRow.changed_on <= until)
        .order_by(ReportRow.sequence)  # type: ignore[arg-type] # a column, not an int
    )
    latest = {row.member_id: row for row in session.exec(query)}
    found = [
        Report(
            codes[r.member_id], r.period, ReportState(r.state), r.submitted_on, r.nil,
            r.excused, r.excuse,
        )
        for r in latest.values()
    ]  # fmt: skip
    return sorted(found, key=lambda report: report.member)


def load_entries(session: Session, period: str, until: date) -> list[Entry]:
    """Return the entries of a period that were current on a date, by member and paragraph."""
    codes = _codes(session)
    entry = EntryRow.__table__.c  # type: ignore[attr-defined] # a table=True model has it
    midnight = datetime.combine(min(until, date.max - timedelta(2)), time(), UTC) + timedelta(1)
    newest = (
        select(entry.member_id, entry.paragraph, func.max(entry.sequence).label("sequence"))
        .where(entry.period == period, entry.recorded_at < midnight)
        .group_by(entry.member_id, entry.paragraph)
        .subquery()
    )
    query = select(EntryRow.__table__).join(  # type: ignore[attr-defined] # a table=True model has it
        newest,
        and_(
            entry.member_id == newest.c.member_id,
            entry.paragraph == newest.c.paragraph,
            entry.sequence == newest.c.sequence,
            entry.period == period,
        ),
    )
    found = [_entry(row, codes[row.member_id]) for row in session.execute(query)]
    return sorted(found, key=lambda e: (e.member, e.paragraph))


def _entry(row: Any, member: str) -> Entry:
    """Return a row as an entry."""
    return Entry(
        member=member,
        period=row.period,
        paragraph=row.paragraph,
        recorded_at=row.recorded_at,
        implementation=Implementation(row.implementation) if row.implementation else None,
        missing=MissingReason(row.missing) if row.missing else None,
        elsewhere=row.elsewhere,
        kind=EntryKind(row.kind),
        percent=row.percent,
        evidence_level=EvidenceLevel(row.evidence_level),
        evidence=tuple(_evidence(piece) for piece in row.evidence),
        done=row.done,
        obstacles=row.obstacles,
        next_steps=row.next_steps,
        support_needed=row.support_needed,
        language=row.language,
    )


# The whole


def load_register(session: Session, declaration: str, as_of: date) -> Register:
    """Return a declaration's register as it was on a date.

    What came later is not in it: no acts, entries or states, no leaving, office or freezing.
    Names, regions and rules have no dates and are the present ones; assemblies that are already
    planned are there. Raises NotFoundRefusal for an unknown declaration and RuleRefusal for one
    that was not adopted by then.
    """
    _require_adopted(session, declaration, as_of)
    adoption = load_adoption(session, declaration)
    assert adoption is not None  # noqa: S101 - _require_adopted has refused that
    adoption = adoption.as_of(as_of)
    standing = adoption.text_on(as_of)
    revision = load_revision(
        session, declaration, standing.number if standing else adoption.number, adoption.language
    )
    assemblies = load_assemblies(session)
    periods = [
        _unfrozen_on(period, as_of)
        for period in load_periods(session, declaration)
        if period.opens_on <= as_of
    ]
    reports = {period.code: load_reports(session, period.code, as_of) for period in periods}
    return Register(
        declaration=revision.declaration,
        revision=revision.number,
        sha256=revision.sha256,
        adopted_by=next((a for a in assemblies if a.code == adoption.assembly), None),
        adoption=adoption,
        members=[
            member
            if member.left_on is None or member.left_on <= as_of
            else replace(member, left_on=None)
            for member in load_members(session)
            if member.joined_on is None or member.joined_on <= as_of
        ],
        offices=[o for o in load_offices(session) if not o.starts_on or o.starts_on <= as_of],
        assemblies=assemblies,
        instruments=load_instruments(session, declaration, as_of),
        statements=load_statements(session, declaration, as_of),
        rules=load_rules(session, declaration),
        periods=periods,
        reports=reports,
        entries={period.code: load_entries(session, period.code, as_of) for period in periods},
    )


def _unfrozen_on(period: Period, day: date) -> Period:
    """Return a period as it was on a day: not frozen yet if that came later."""
    later = period.frozen_at is not None and period.frozen_at.date() > day
    return replace(period, frozen_at=None) if later else period


def _present_answers(session: Session) -> dict[tuple[UUID, str, str], tuple[int, str]]:
    """Return the number and the answer of each present entry, from the entries alone."""
    entry = EntryRow.__table__.c  # type: ignore[attr-defined] # a table=True model has it
    columns = ("member_id", "period", "paragraph", "sequence", "implementation", "missing")
    query = select(*(entry[name] for name in columns)).order_by(entry.sequence)
    return {
        (row.member_id, row.period, row.paragraph): (
            row.sequence,
            row.implementation or row.missing,
        )
        for row in session.execute(query)
    }


def compare_tallies(session: Session) -> list[str]:
    """Return every count and present entry that does not equal the entries; [] is whole."""
    present = _present_answers(session)
    kept = {
        (row.member_id, row.period, row.paragraph): (row.sequence, row.answer)
        for row in session.execute(select(CurrentRow.__table__))  # type: ignore[attr-defined] # a table=True model has it
    }
    faults = [
        f"{key[1]}, {key[2]}: present entry {kept.get(key)} is not {present.get(key)}"
        for key in sorted(
            (k for k in present.keys() | kept.keys() if present.get(k) != kept.get(k)), key=str
        )
    ]
    counted = Counter((key[1], key[2], answer) for key, (_, answer) in present.items())
    tallied = {
        (r.period, r.paragraph, r.answer): r.n for r in session.exec(select(TallyRow)) if r.n
    }
    faults += [
        f"{', '.join(key)}: counted {counted.get(key, 0)}, kept {tallied.get(key, 0)}"
        for key in sorted(counted.keys() | tallied.keys())
        if counted.get(key, 0) != tallied.get(key, 0)
    ]
    return faults


def rebuild_tallies(session: Session) -> None:
    """Make ``current`` and ``tally`` anew from the entries."""
    session.execute(delete(CurrentRow))
    session.execute(delete(TallyRow))
    present = _present_answers(session)
    if not present:
        return
    current = [
        {
            "member_id": key,
            "period": period,
            "paragraph": paragraph,
            "sequence": sequence,
            "answer": answer,
        }
        for (key, period, paragraph), (sequence, answer) in present.items()
    ]
    counted = Counter((row["period"], row["paragraph"], row["answer"]) for row in current)
    tally = [
        {"period": period, "paragraph": paragraph, "answer": answer, "n": n}
        for (period, paragraph, answer), n in counted.items()
    ]
    session.execute(insert(CurrentRow.__table__), current)  # type: ignore[attr-defined] # a table=True model has it
    session.execute(insert(TallyRow), tally)
