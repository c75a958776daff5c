"""What is measured, how, and where does each member stand? A sheet for each indicator."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from exports.blocks import Table, Tone
from exports.counted_commitments import name_member
from exports.indicator_data import (
    STATE_NAMES,
    describe_state,
    print_exact,
    print_together,
    standing_row,
)
from exports.phrasing import CELL, print_count, print_day
from exports.report_basis import Basis
from exports.tables import CellValue, make_table, number_column, text_column, tone_cell
from tracker.indicators import Accumulation, Direction, Measure, Number, TargetState, Value
from tracker.standings import IndicatorFacts

TARGET_TONES = {
    TargetState.ACHIEVED: Tone.GOOD,
    TargetState.ON_TRACK: Tone.FAIR,
    TargetState.NEEDS_ACCELERATION: Tone.WEAK,
    TargetState.LIMITED: Tone.WEAK,
    TargetState.REGRESSING: Tone.BAD,
    TargetState.NOT_ASSESSABLE: Tone.MUTED,
}
MEASURE_NAMES = {
    Measure.NUMBER: "number",
    Measure.PERCENTAGE: "percentage, of a numerator and a denominator",
    Measure.RUBRIC: "step of a rubric",
}
DIRECTION_NAMES = {Direction.HIGHER: "more", Direction.LOWER: "less"}
ACCUMULATION_NAMES = {
    Accumulation.CUMULATIVE: "from the beginning",
    Accumulation.PERIODIC: "for their own period",
}
PROGRESS_NOTE = (
    "Progress = (present - baseline) / (target - baseline) in per cent; it may be above 100 or "
    "below 0. The state compares it with the share of the time that has passed."
)
MOST_PERIODS = 4
"""As many columns of values as fit beside the others."""


@dataclass(frozen=True, slots=True)
class IndicatorSheet:
    """One indicator: lines of a label and words, and the name of its table, or ""."""

    code: str
    title: str
    lines: tuple[tuple[str, str], ...]
    table: str


def build_indicator_table(basis: Basis, facts: Sequence[IndicatorFacts]) -> Table:
    """Return where each member stands on each indicator."""
    rows: list[Sequence[CellValue]] = [
        (
            name_member(basis, standing.member),
            f"{one.indicator.title} ({one.indicator.unit})",
            *standing_row(standing)[:-1],
            tone_cell(describe_state(standing), TARGET_TONES[standing.assessment.state]),
        )
        for one in facts
        for standing in one.standings
    ]
    return make_table(
        "indicators",
        "Indicators",
        (
            text_column("Member", 2), text_column("Indicator", 3), number_column("Baseline"),
            number_column("Present"), number_column("Target"), number_column("Progress"),
            text_column("State", 2),
        ),
        rows,
        summary="For each indicator and member: baseline, present value, target, progress and "
        "state.",
        note=PROGRESS_NOTE,
    )  # fmt: skip


def build_indicator_sheets(
    basis: Basis, facts: Sequence[IndicatorFacts]
) -> tuple[tuple[IndicatorSheet, ...], tuple[Table, ...]]:
    """Return a sheet for each indicator, and their tables."""
    sheets, tables = [], []
    for one in facts:
        known = [v for v in basis.register.values if v.indicator == one.indicator.code]
        values = [value for value in known if value.measured_on <= basis.as_of]
        table = build_sheet_table(basis, one, values)
        sheets.append(
            IndicatorSheet(
                one.indicator.code,
                one.indicator.title,
                tuple(describe_definition(basis, one)),
                table.name if table.rows else "",
            )
        )
        tables += [table] if table.rows else []
    return tuple(sheets), tuple(tables)


def describe_definition(basis: Basis, facts: IndicatorFacts) -> Iterator[tuple[str, str]]:
    """Yield what an indicator measures, how its values are read and how many there are."""
    indicator = facts.indicator
    yield "Unit", indicator.unit
    if indicator.paragraph in basis.labels:
        yield "Measures what is done on", f"paragraph {basis.labels[indicator.paragraph]}"
    yield "Kind of value", MEASURE_NAMES[indicator.measure]
    if indicator.steps:
        steps = (f"{number} {words}" for number, words in enumerate(indicator.steps, start=1))
        yield "Steps", "; ".join(steps)
    better = DIRECTION_NAMES[indicator.direction]
    kept = "the level is to be kept" if indicator.maintain else "the level is to change"
    yield "Better is", f"{better}; {kept}"
    yield "Values count", ACCUMULATION_NAMES[indicator.accumulation]
    if indicator.defined_on is not None:
        yield "Defined on", print_day(indicator.defined_on, basis.language)
    yield "Source", "the members' own measurements, as they reported them"
    yield "All members", print_together(facts)


def build_sheet_table(basis: Basis, facts: IndicatorFacts, values: Sequence[Value]) -> Table:
    """Return the members that took an indicator up, with their values of the last periods."""
    by_place = {(value.member, value.period): value for value in values}
    told = {value.period for value in values}
    names = {p.code: p.name for p in basis.register.periods}
    order = sorted(told, key=lambda code: max(v.measured_on for v in values if v.period == code))
    periods = order[-MOST_PERIODS:]
    rows: list[Sequence[CellValue]] = [
        (
            name_member(basis, standing.member),
            _print_dated(standing.aim.baseline, standing.aim.baseline_on, basis.language),
            *(print_value(by_place.get((standing.member, period))) for period in periods),
            _print_dated(standing.aim.target, standing.aim.target_on, basis.language),
            standing_row(standing)[3],
            tone_cell(describe_state(standing), TARGET_TONES[standing.assessment.state]),
        )
        for standing in facts.standings
    ]
    left_out = len(order) - len(periods)
    more = f" Values of {print_count(left_out, 'earlier period')} are in the open data."
    return make_table(
        f"indicator-{facts.indicator.code}",
        f"{facts.indicator.title} ({facts.indicator.unit})",
        (
            text_column("Member", 3), number_column("Baseline"),
            *(number_column(names.get(period, period)) for period in periods),
            number_column("Target"), number_column("Progress"), text_column("State", 3),
        ),
        rows,
        summary="For each member its baseline, its values by period, its target, progress and "
        "state.",
        note=PROGRESS_NOTE + (more if left_out else ""),
    )  # fmt: skip


def print_value(value: Value | None) -> str:
    """Return a value, the reason why it is missing, or a dash where nothing was said."""
    if value is not None and value.missing:
        return value.missing.value.replace("_", " ")
    return print_exact(value.exact() if value else None)


def _print_dated(number: Number | None, day: date | None, language: str) -> str:
    """Return a number with its day in brackets, or a dash for none."""
    words = print_exact(number)
    return f"{words} ({print_day(day, language, CELL)})" if number is not None and day else words


def build_state_table(facts: Sequence[IndicatorFacts]) -> Table:
    """Return how many members stand where on each indicator."""
    rows: list[Sequence[CellValue]] = [
        (
            one.indicator.title,
            len(one.standings),
            *(
                sum(standing.assessment.state is state for standing in one.standings)
                for state in TargetState
            ),
        )
        for one in facts
    ]
    return make_table(
        "indicator-states",
        "Members by state on each indicator",
        (
            text_column("Indicator", 3), number_column("Members"),
            *(number_column(STATE_NAMES[state]) for state in TargetState),
        ),
        rows,
        summary="For each indicator, how many members have achieved it, are on track or are not.",
    )  # fmt: skip
