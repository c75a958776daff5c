"""Where does each member stand on each indicator, and what do all make together, on a day?"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from tracker.indicators import Aim, Assessment, Indicator, Value, assess_aim
from tracker.roll_ups import RollUp, roll_up


@dataclass(frozen=True, slots=True)
class Standing:
    """One member on one indicator: its aim and its last value, either of which may be missing."""

    member: str
    aim: Aim
    value: Value | None
    assessment: Assessment


@dataclass(frozen=True, slots=True)
class IndicatorFacts:
    """One indicator with the standing of each member that took it up, by member code.

    ``together`` is made of the values of ``period``, the last one that has any, of as many
    members as took the indicator up; ``period`` is "" where no value came.
    """

    indicator: Indicator
    standings: tuple[Standing, ...]
    period: str
    together: RollUp


def examine_indicators(
    indicators: Iterable[Indicator], aims: Iterable[Aim], values: Iterable[Value], as_of: date
) -> list[IndicatorFacts]:
    """Return the facts of each indicator on a day, from the aims and values that hold then.

    A member has taken an indicator up when it has an aim or a value on it. Its value is the one
    that is true of the latest day; where that is missing it cannot be assessed.
    """
    aims_of: dict[str, dict[str, Aim]] = defaultdict(dict)
    for aim in aims:
        aims_of[aim.indicator][aim.member] = aim
    values_of: dict[str, list[Value]] = defaultdict(list)
    for value in values:
        if value.measured_on <= as_of:
            values_of[value.indicator].append(value)
    return [
        _examine(indicator, aims_of[indicator.code], values_of[indicator.code], as_of)
        for indicator in indicators
    ]


def _examine(
    indicator: Indicator, aims: dict[str, Aim], values: Sequence[Value], as_of: date
) -> IndicatorFacts:
    """Return the facts of one indicator."""
    ordered = sorted(values, key=lambda value: (value.measured_on, value.period))
    latest = {value.member: value for value in ordered}
    members = sorted(aims.keys() | latest.keys())
    standings = tuple(
        _stand(indicator, member, aims.get(member), latest.get(member), as_of) for member in members
    )
    period = ordered[-1].period if ordered else ""
    measured = [(indicator, value) for value in ordered if value.period == period]
    return IndicatorFacts(indicator, standings, period, roll_up(measured, len(members)))


def _stand(
    indicator: Indicator, member: str, aim: Aim | None, value: Value | None, as_of: date
) -> Standing:
    """Return where one member stands."""
    held = aim or Aim(member=member, indicator=indicator.code)
    current = value.exact() if value else None
    assessment = assess_aim(
        held, current, as_of, direction=indicator.direction, maintain=indicator.maintain
    )
    return Standing(member, held, value, assessment)
