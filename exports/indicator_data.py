"""How do indicators look as data and in words? Numbers as they were given, states in words."""

from dataclasses import fields
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from exports.phrasing import NO_VALUE
from tracker.indicators import Aim, Indicator, Measure, Number, TargetState, Unassessed, Value
from tracker.standings import IndicatorFacts, Standing

STATE_NAMES = {
    TargetState.ACHIEVED: "Achieved",
    TargetState.ON_TRACK: "On track",
    TargetState.NEEDS_ACCELERATION: "Needs acceleration",
    TargetState.LIMITED: "Limited",
    TargetState.REGRESSING: "Regressing",
    TargetState.NOT_ASSESSABLE: "Not assessable",
}
REASON_NAMES = {
    Unassessed.NO_BASELINE: "no baseline",
    Unassessed.NO_TARGET: "no target",
    Unassessed.NO_VALUE: "no value",
    Unassessed.NO_DATES: "no dates",
    Unassessed.DATES_OUT_OF_ORDER: "dates out of order",
    Unassessed.TARGET_IS_BASELINE: "the target is the baseline",
    Unassessed.TOO_EARLY: "too early",
}


def print_exact(number: Number | None, places: int = 2) -> str:
    """Return a number with its thousands parted and at most so many places; a dash for none."""
    if number is None:
        return NO_VALUE
    rounded = round(Fraction(str(number)), places)
    digits = f"{Decimal(rounded.numerator) / Decimal(rounded.denominator):,f}"
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def describe_state(standing: Standing) -> str:
    """Return how a member stands in words, with the reason where it cannot be assessed."""
    words = STATE_NAMES[standing.assessment.state]
    reason = standing.assessment.reason
    if reason and standing.value and standing.value.missing:
        return f"{words}: {standing.value.missing.value.replace('_', ' ')}"
    return f"{words}: {REASON_NAMES[reason]}" if reason else words


def standing_row(standing: Standing) -> tuple[str, ...]:
    """Return baseline, present value, target, progress and state in words."""
    progress = standing.assessment.progress
    return (
        print_exact(standing.aim.baseline),
        print_exact(standing.value.exact() if standing.value else None),
        print_exact(standing.aim.target),
        NO_VALUE if progress is None else f"{print_exact(progress, 0)}%",
        describe_state(standing),
    )


def print_together(facts: IndicatorFacts) -> str:
    """Return in words what the values of a period make together, with their coverage."""
    found = facts.together
    coverage = f"{found.counted} of {found.expected} members have a value"
    if not found.counted:
        return f"No value; {found.expected} members have taken it up."
    coverage += f" for {facts.period}"
    if found.total is not None:
        return f"Sum {print_exact(found.total)}; {coverage}."
    if found.share is not None:
        return f"Together {print_exact(found.share, 1)}%; {coverage}."
    spread = f"{print_exact(found.lowest)} to {print_exact(found.highest)}"
    return f"Median {print_exact(found.middle)}, from {spread}; {coverage}."


def facts_as_data(facts: IndicatorFacts) -> dict[str, Any]:
    """Return an indicator with its standings as JSON-able data; exact numbers are text."""
    indicator, found = facts.indicator, facts.together
    numbers = {
        "total": found.total,
        "share": found.share,
        "median": found.middle,
        "lowest": found.lowest,
        "highest": found.highest,
    }
    return {
        "code": indicator.code,
        "title": indicator.title,
        "unit": indicator.unit,
        "measure": indicator.measure.value,
        "accumulation": indicator.accumulation.value,
        "paragraph": indicator.paragraph,
        "period": facts.period,
        "counted": found.counted,
        "expected": found.expected,
        **{name: _text(number) for name, number in numbers.items()},
        "members": [
            {
                "member": standing.member,
                "baseline": _text(standing.aim.baseline),
                "target": _text(standing.aim.target),
                "value": _text(standing.value.exact() if standing.value else None),
                "missing": standing.value.missing.value
                if standing.value and standing.value.missing
                else None,
                "progress": standing.assessment.progress,
                "state": standing.assessment.state.value,
                "reason": standing.assessment.reason.value if standing.assessment.reason else None,
            }
            for standing in facts.standings
        ],
        "steps": list(indicator.steps) if indicator.measure is Measure.RUBRIC else [],
    }


def plain_data(value: Indicator | Aim | Value) -> dict[str, Any]:
    """Return an indicator, an aim or a value as JSON-able data; numbers and days are text."""
    return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}


def _plain(part: Any) -> Any:
    """Return a part as JSON has it."""
    if isinstance(part, Decimal):
        return f"{part:f}"
    if isinstance(part, date):
        return part.isoformat()
    return list(part) if isinstance(part, tuple) else part


def _text(number: Number | None) -> str | None:
    """Return a number as its digits, at most six places of a fraction."""
    return None if number is None else print_exact(number, 6).replace(",", "")
