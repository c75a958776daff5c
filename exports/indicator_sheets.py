"""What is measured, how, and where does each member stand? The tables of indicators."""

from collections.abc import Sequence

from exports.blocks import Table, Tone
from exports.counted_commitments import name_member
from exports.indicator_data import STATE_NAMES, describe_state, standing_row
from exports.phrasing import NO_VALUE
from exports.report_basis import Basis
from exports.tables import CellValue, make_table, number_column, text_column, tone_cell
from tracker.indicators import Accumulation, Direction, Measure, TargetState
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
    Measure.NUMBER: "Number",
    Measure.PERCENTAGE: "Percentage",
    Measure.RUBRIC: "Step of a rubric",
}
DIRECTION_NAMES = {Direction.HIGHER: "More", Direction.LOWER: "Less"}
ACCUMULATION_NAMES = {
    Accumulation.CUMULATIVE: "Since the start",
    Accumulation.PERIODIC: "Of each period",
}


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
        note="Progress = (present - baseline) / (target - baseline) in per cent; it may be above "
        "100 or below 0. The state compares it with the share of the time that has passed.",
    )  # fmt: skip


def build_definition_table(basis: Basis, facts: Sequence[IndicatorFacts]) -> Table:
    """Return what each indicator measures, and how its values are read."""
    rows: list[Sequence[CellValue]] = [
        (
            one.indicator.title,
            basis.labels.get(one.indicator.paragraph, "") or NO_VALUE,
            one.indicator.unit,
            MEASURE_NAMES[one.indicator.measure],
            DIRECTION_NAMES[one.indicator.direction],
            ACCUMULATION_NAMES[one.indicator.accumulation],
        )
        for one in facts
    ]
    return make_table(
        "indicator-definitions",
        "What the indicators measure",
        (
            text_column("Indicator", 4), text_column("Paragraph", 1), text_column("Unit", 2),
            text_column("Measure", 2), text_column("Better is", 1.5), text_column("Values", 2),
        ),
        rows,
        summary="For each indicator its paragraph, unit, measure, direction and way of counting.",
    )  # fmt: skip


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
