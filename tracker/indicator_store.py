"""What is measured, and what are the values? Indicators kept and found again, as of any date.

The caller owns the transaction. Nothing that was stored is ever changed: a later aim takes the
place of an earlier one, a later value corrects an earlier one, and both stay.
"""

from collections.abc import Collection
from dataclasses import asdict
from datetime import date
from uuid import UUID

from sqlmodel import Session, col, select

from declarations.problems import InputRefusal, NotFoundRefusal, RuleRefusal
from declarations.store import load_revision
from tracker.acceptance_store import clash_refused, require_adopted
from tracker.commitment_store import load_commitments
from tracker.commitment_tables import AimRow, IndicatorRow, ValueRow
from tracker.indicator_checks import find_aim_faults, find_indicator_faults, find_value_faults
from tracker.indicators import Accumulation, Aim, Direction, Indicator, Measure, Value
from tracker.member_store import member_codes, member_id
from tracker.progress import MissingReason
from tracker.progress_store import find_period, load_periods


def add_indicator(session: Session, indicator: Indicator, defined_on: date) -> None:
    """Store what is to be measured from a day on.

    Raises InputRefusal with every fault, RuleRefusal for a code that is taken and for a text that
    was not adopted by then.
    """
    require_adopted(session, indicator.declaration, defined_on)
    text = load_revision(session, indicator.declaration).declaration
    problems = find_indicator_faults(indicator, [p.id for p in text.operative_paragraphs()])
    if problems:
        raise InputRefusal(
            f"The indicator {indicator.code} was not taken.",
            hint="Nothing was stored; mend these.",
            problems=problems,
        )
    if session.get(IndicatorRow, indicator.code) is not None:
        raise RuleRefusal(
            f"There is an indicator {indicator.code!r} already.", hint="Choose another code."
        )
    values = asdict(indicator) | {"steps": list(indicator.steps), "defined_on": defined_on}
    with clash_refused(f"The indicator {indicator.code}"):
        session.add(IndicatorRow(**values))
        session.flush()


def load_indicators(
    session: Session, declaration: str | None = None, until: date = date.max
) -> list[Indicator]:
    """Return the indicators defined by a date, of one declaration or of all, by code."""
    query = select(IndicatorRow).where(IndicatorRow.defined_on <= until)
    if declaration is not None:
        query = query.where(IndicatorRow.declaration == declaration)
    found = [
        Indicator(
            row.code, row.declaration, row.title, row.unit, Measure(row.measure),
            Direction(row.direction), Accumulation(row.accumulation), row.additive, row.maintain,
            tuple(row.steps), row.paragraph, row.defined_on,
        )
        for row in session.exec(query)
    ]  # fmt: skip
    return sorted(found, key=lambda indicator: indicator.code)


def find_indicator(session: Session, code: str) -> Indicator:
    """Return one indicator; NotFoundRefusal names those there are."""
    found = load_indicators(session)
    for indicator in found:
        if indicator.code == code:
            return indicator
    known = ", ".join(indicator.code for indicator in found) or "none"
    raise NotFoundRefusal(f"There is no indicator {code!r}.", hint=f"There are: {known}.")


def set_aim(session: Session, aim: Aim, recorded_on: date) -> None:
    """Store a member's baseline and target from a day on; InputRefusal with every fault."""
    key = member_id(session, aim.member)
    indicator = find_indicator(session, aim.indicator)
    mine = load_commitments(session, indicator.declaration, members=[aim.member])
    problems = find_aim_faults(aim, indicator, {commitment.code for commitment in mine})
    if problems:
        raise InputRefusal(
            f"The target of {aim.member} on {aim.indicator} was not taken.",
            hint="Nothing was stored; mend these.",
            problems=problems,
        )
    known = session.exec(
        select(AimRow).where(AimRow.member_id == key, AimRow.indicator == aim.indicator)
    ).all()
    _refuse_earlier(
        [row.recorded_on for row in known], recorded_on, f"a target on {indicator.code}"
    )
    values = asdict(aim) | {"recorded_on": recorded_on}
    del values["member"]
    with clash_refused(f"The target of {aim.member} on {aim.indicator}"):
        session.add(AimRow(member_id=key, sequence=len(known) + 1, **values))
        session.flush()


def _refuse_earlier(known: list[date], given: date, what: str) -> None:
    """Refuse what is dated before what was recorded already: no past report may change."""
    if known and given < max(known):
        raise RuleRefusal(
            f"There is {what} of {max(known)}; one of {given} cannot come after it.",
            hint="What was recorded is never changed; give a later day.",
        )


def record_value(session: Session, value: Value) -> None:
    """Store a member's value for a period, or why there is none.

    Raises InputRefusal with every fault, NotFoundRefusal for an unknown period, RuleRefusal for
    a frozen one and for a value dated before the last.
    """
    key = member_id(session, value.member)
    indicator = find_indicator(session, value.indicator)
    _require_open(session, indicator, value)
    problems = find_value_faults(value, indicator)
    if problems:
        raise InputRefusal(
            f"The value of {value.member} on {value.indicator} was not taken.",
            hint="Nothing was stored; mend these.",
            problems=problems,
        )
    known = session.exec(
        select(ValueRow).where(
            ValueRow.member_id == key,
            ValueRow.indicator == value.indicator,
            ValueRow.period == value.period,
        )
    ).all()
    _refuse_earlier([row.recorded_on for row in known], value.recorded_on, "a value")
    values = asdict(value) | {"missing": value.missing.value if value.missing else ""}
    del values["member"]
    with clash_refused(f"The value of {value.member} on {value.indicator}"):
        session.add(ValueRow(member_id=key, sequence=len(known) + 1, **values))
        session.flush()


def _require_open(session: Session, indicator: Indicator, value: Value) -> None:
    """Refuse a period that is unknown, of another declaration, or frozen.

    Nobody freezes it until the transaction ends.
    """
    period = find_period(session, value.period)
    if period.declaration != indicator.declaration:
        known = ", ".join(p.code for p in load_periods(session, indicator.declaration)) or "none"
        raise NotFoundRefusal(
            f"There is no period {value.period!r} on {indicator.declaration}.",
            hint=f"There are: {known}.",
        )
    if period.frozen_at is not None:
        raise RuleRefusal(
            f"The period {period.code} is frozen since {period.frozen_at.date()}.",
            hint="What comes now goes into the next period.",
        )


def load_aims(
    session: Session,
    declaration: str,
    until: date = date.max,
    *,
    members: Collection[str] | None = None,
) -> list[Aim]:
    """Return some members', or all, aims as they stood on a date, by indicator and member."""
    codes = member_codes(session, members)
    query = (
        select(AimRow)
        .join(IndicatorRow, col(IndicatorRow.code) == AimRow.indicator)
        .where(IndicatorRow.declaration == declaration, AimRow.recorded_on <= until)
        .order_by(col(AimRow.sequence))
    )
    if members is not None:
        query = query.where(col(AimRow.member_id).in_(codes))
    latest: dict[tuple[UUID, str], AimRow] = {
        (row.member_id, row.indicator): row for row in session.exec(query)
    }
    found = [
        Aim(
            row.baseline, row.target, row.baseline_on, row.target_on, codes[row.member_id],
            row.indicator, row.commitment, row.recorded_on,
        )
        for row in latest.values()
    ]  # fmt: skip
    return sorted(found, key=lambda aim: (aim.indicator, aim.member))


def load_values(
    session: Session,
    declaration: str,
    until: date = date.max,
    *,
    members: Collection[str] | None = None,
) -> list[Value]:
    """Return the values that held on a date: one an indicator, member and period, in that order."""
    codes = member_codes(session, members)
    query = (
        select(ValueRow)
        .join(IndicatorRow, col(IndicatorRow.code) == ValueRow.indicator)
        .where(IndicatorRow.declaration == declaration, ValueRow.recorded_on <= until)
        .order_by(col(ValueRow.sequence))
    )
    if members is not None:
        query = query.where(col(ValueRow.member_id).in_(codes))
    latest: dict[tuple[UUID, str, str], ValueRow] = {
        (row.member_id, row.indicator, row.period): row for row in session.exec(query)
    }
    found = [
        Value(
            codes[row.member_id], row.indicator, row.period, row.measured_on, row.recorded_on,
            row.number, row.numerator, row.denominator,
            MissingReason(row.missing) if row.missing else None, row.note,
        )
        for row in latest.values()
    ]  # fmt: skip
    return sorted(found, key=lambda v: (v.indicator, v.member, v.measured_on, v.period))
