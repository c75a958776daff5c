"""How is it measured? Indicators, aims and values, and the two rules of their arithmetic.

The rules are the first two of docs/method.md. Numbers are reckoned as exact fractions of the
decimals they are written as, so that a value on a threshold stands on it.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from tracker.progress import MissingReason


class TargetState(StrEnum):
    """How an indicator stands against its target; computed."""

    ACHIEVED = "achieved"
    ON_TRACK = "on_track"
    NEEDS_ACCELERATION = "needs_acceleration"
    LIMITED = "limited"
    REGRESSING = "regressing"
    NOT_ASSESSABLE = "not_assessable"


class Unassessed(StrEnum):
    """Why an indicator cannot be assessed."""

    NO_BASELINE = "no_baseline"
    NO_TARGET = "no_target"
    NO_VALUE = "no_value"
    NO_DATES = "no_dates"
    DATES_OUT_OF_ORDER = "dates_out_of_order"
    TARGET_IS_BASELINE = "target_is_baseline"
    TOO_EARLY = "too_early"


class Direction(StrEnum):
    """Which way is better."""

    HIGHER = "higher"
    LOWER = "lower"


class Measure(StrEnum):
    """What a value is: a number, a percentage of two numbers, or a step of a rubric."""

    NUMBER = "number"
    PERCENTAGE = "percentage"
    RUBRIC = "rubric"


class Accumulation(StrEnum):
    """Whether a value counts from the beginning, or for its own period alone."""

    CUMULATIVE = "cumulative"
    PERIODIC = "periodic"


@dataclass(frozen=True, slots=True)
class Indicator:
    """What is measured, the same for every member.

    ``code`` is unique for ever. ``additive`` says that the values of members make a sum; a
    percentage or a rubric never is. ``maintain`` says that a level is to be kept, not changed:
    then only the target, its direction and the present value count. ``steps`` are the names of a
    rubric's steps; the first is 1. ``paragraph`` is the operative paragraph it belongs to, if any.
    """

    code: str
    declaration: str
    title: str
    unit: str
    measure: Measure = Measure.NUMBER
    direction: Direction = Direction.HIGHER
    accumulation: Accumulation = Accumulation.PERIODIC
    additive: bool = False
    maintain: bool = False
    steps: tuple[str, ...] = ()
    paragraph: str = ""
    defined_on: date | None = None


Number = int | float | Decimal | Fraction


@dataclass(frozen=True, slots=True)
class Aim:
    """A member's way on an indicator: from a baseline to a target, each with its date.

    None is unknown. A percentage is given as 40 for 40 %. ``commitment`` is the code of the
    member's commitment that it measures, if any; a later aim takes the place of an earlier one.
    """

    baseline: Number | None = None
    target: Number | None = None
    baseline_on: date | None = None
    target_on: date | None = None
    member: str = ""
    indicator: str = ""
    commitment: str = ""
    recorded_on: date | None = None


@dataclass(frozen=True, slots=True)
class Value:
    """A member's value on an indicator for a period; a later one corrects an earlier one.

    A percentage has a numerator and a denominator, anything else a number; or a reason says why
    there is none. ``measured_on`` is the day it is true of.
    """

    member: str
    indicator: str
    period: str
    measured_on: date
    recorded_on: date
    number: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    missing: MissingReason | None = None
    note: str = ""

    def exact(self) -> Fraction | None:
        """Return the value as an exact number, a percentage as 40 for 40 %; None is missing."""
        if self.numerator is not None and self.denominator:
            return 100 * Fraction(self.numerator) / Fraction(self.denominator)
        return Fraction(self.number) if self.number is not None else None


@dataclass(frozen=True, slots=True)
class Assessment:
    """Where an indicator stands. ``progress`` and ``expected`` are in per cent.

    ``progress`` is not clamped: below 0 it went the wrong way, above 100 beyond the target.
    ``reason`` is given exactly where the state is NOT_ASSESSABLE.
    """

    state: TargetState
    progress: float | None = None
    expected: float | None = None
    reason: Unassessed | None = None


ON_TRACK_FROM = Fraction(95, 100)
"""Of the expected pace: from here on it is on track."""

NEEDS_ACCELERATION_FROM = Fraction(60, 100)
"""Of the expected pace: from here on it needs acceleration; below it is limited."""


def measure_progress(
    baseline: Number | None, target: Number | None, current: Number | None
) -> float | Unassessed:
    """Return how much of the way is done, in per cent and unclamped, or why that is unknown."""
    exact = _progress(baseline, target, current)
    return exact if isinstance(exact, Unassessed) else float(exact)


def _progress(
    baseline: Number | None, target: Number | None, current: Number | None
) -> Fraction | Unassessed:
    """Return the progress in per cent as an exact fraction, or why it is unknown."""
    if baseline is None:
        return Unassessed.NO_BASELINE
    if target is None:
        return Unassessed.NO_TARGET
    if current is None:
        return Unassessed.NO_VALUE
    way = _exact(target) - _exact(baseline)
    if not way:
        return Unassessed.TARGET_IS_BASELINE
    return 100 * (_exact(current) - _exact(baseline)) / way


def _exact(value: Number) -> Fraction:
    """Return a finite number as the fraction it is written as: 0.1 is one tenth."""
    return Fraction(str(value))


def expected_pace(baseline_on: date, target_on: date, as_of: date) -> Fraction:
    """Return the share of the time gone by in per cent, 0 to 100; the target is after the base."""
    share = Fraction((as_of - baseline_on).days, (target_on - baseline_on).days)
    return 100 * min(max(share, Fraction(0)), Fraction(1))


def assess_aim(
    aim: Aim,
    current: Number | None,
    as_of: date,
    *,
    direction: Direction = Direction.HIGHER,
    maintain: bool = False,
) -> Assessment:
    """Return where a member stands on an indicator on a date with its present value.

    At the target it is achieved, on any day. Otherwise progress is compared with the expected
    pace; past the target date, what is not achieved is never on track.
    """
    if maintain:
        return _assess_level(aim.target, current, direction)
    progress = _progress(aim.baseline, aim.target, current)
    if isinstance(progress, Unassessed):
        return Assessment(TargetState.NOT_ASSESSABLE, reason=progress)
    shown = float(progress)
    start, end = aim.baseline_on, aim.target_on
    late = end is not None and as_of > end
    expected = expected_pace(start, end, as_of) if start and end and start < end else None
    pace = float(expected) if expected is not None else None
    if progress >= 100:  # noqa: PLR2004 - per cent
        return Assessment(TargetState.ACHIEVED, shown, pace)
    if not expected:
        reason = _why_no_pace(start, end)
        return Assessment(TargetState.NOT_ASSESSABLE, shown, pace, reason)
    return Assessment(_compare_pace(progress / expected, late=late), shown, pace)


def _assess_level(
    target: Number | None, current: Number | None, direction: Direction
) -> Assessment:
    """Return whether a level that is to be kept is kept."""
    if target is None:
        return Assessment(TargetState.NOT_ASSESSABLE, reason=Unassessed.NO_TARGET)
    if current is None:
        return Assessment(TargetState.NOT_ASSESSABLE, reason=Unassessed.NO_VALUE)
    above = _exact(current) - _exact(target)
    kept = above >= 0 if direction is Direction.HIGHER else above <= 0
    return Assessment(TargetState.ACHIEVED if kept else TargetState.REGRESSING)


def _why_no_pace(start: date | None, end: date | None) -> Unassessed:
    """Return why there is no expected pace above zero."""
    if start is None or end is None:
        return Unassessed.NO_DATES
    return Unassessed.TOO_EARLY if start < end else Unassessed.DATES_OUT_OF_ORDER


def _compare_pace(ratio: Fraction, *, late: bool) -> TargetState:
    """Return the state for progress over expected pace, the target not being reached."""
    if ratio < 0:
        return TargetState.REGRESSING
    if ratio < NEEDS_ACCELERATION_FROM:
        return TargetState.LIMITED
    if late or ratio < ON_TRACK_FROM:
        return TargetState.NEEDS_ACCELERATION
    return TargetState.ON_TRACK
