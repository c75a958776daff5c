"""How do the numbers of several members make one? Sums, shares, medians and weighted means.

The rules are 4 and 5 of the design and stand in docs/method.md; what is missing is never nought.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import median

from declarations.problems import RuleRefusal
from tracker.indicators import Accumulation, Indicator, Measure, Number, Value


@dataclass(frozen=True, slots=True)
class RollUp:
    """One indicator over several members, with "counted of expected".

    ``total`` is given for an additive number, ``share`` (in per cent) for a percentage; otherwise
    ``middle``, ``lowest`` and ``highest``. All are None where no value came.
    """

    expected: int
    counted: int
    total: Fraction | None = None
    share: Fraction | None = None
    middle: Fraction | None = None
    lowest: Fraction | None = None
    highest: Fraction | None = None


def roll_up(measured: Sequence[tuple[Indicator, Value]], expected: int) -> RollUp:
    """Return what the values of several members make together.

    An additive number makes a sum, a percentage the sum of numerators over the sum of
    denominators, anything else a median with its range. ``measured`` holds one value a member;
    ``expected`` is how many were to come. Raises RuleRefusal where the values are not of one
    indicator, unit, measure and way of counting.
    """
    _refuse_mixture([indicator for indicator, _ in measured])
    given = [(value, exact) for _, value in measured if (exact := value.exact()) is not None]
    if not given:
        return RollUp(expected, 0)
    indicator = measured[0][0]
    numbers = [exact for _, exact in given]
    if indicator.measure is Measure.PERCENTAGE:
        above = sum((Fraction(value.numerator or 0) for value, _ in given), Fraction(0))
        below = sum((Fraction(value.denominator or 0) for value, _ in given), Fraction(0))
        return RollUp(expected, len(given), share=100 * above / below)
    if indicator.measure is Measure.NUMBER and indicator.additive:
        return RollUp(expected, len(given), total=Fraction(sum(numbers)))
    return RollUp(
        expected,
        len(given),
        middle=Fraction(median(numbers)),
        lowest=min(numbers),
        highest=max(numbers),
    )


def _refuse_mixture(indicators: Sequence[Indicator]) -> None:
    """Refuse values that cannot be rolled up together, naming what differs."""
    for name in ("code", "unit", "measure", "accumulation"):
        found = sorted({str(getattr(indicator, name)) for indicator in indicators})
        if len(found) > 1:
            raise RuleRefusal(
                f"These values do not make one number: their {name} differs "
                f"({' and '.join(found)}).",
                hint="Only values of one indicator, in one unit and counted in one way, roll up.",
            )


def sum_periods(indicator: Indicator, values: Iterable[Value]) -> Fraction | None:
    """Return one member's number over several periods, None where no value came.

    The values of a cumulative indicator hold the earlier ones already: the last one counts. Those
    of a periodic one that is additive make a sum; of any other the last one counts.
    """
    present = current_values(values)
    given = [exact for value in present if (exact := value.exact()) is not None]
    if not given:
        return None
    adds = indicator.additive and indicator.measure is Measure.NUMBER
    if adds and indicator.accumulation is Accumulation.PERIODIC:
        return Fraction(sum(given))
    return given[-1]


def current_values(values: Iterable[Value]) -> list[Value]:
    """Return one member's present value for each period, by the day it is true of.

    The values come in the order in which they were recorded.
    """
    latest: Mapping[str, Value] = {value.period: value for value in values}
    return sorted(latest.values(), key=lambda value: (value.measured_on, value.period))


@dataclass(frozen=True, slots=True)
class WeightedMean:
    """A mean whose weights make 1 over what is counted; None where nothing is."""

    value: Fraction | None
    counted: int
    expected: int
    weights: tuple[Fraction, ...]


def weigh(items: Iterable[tuple[Number | None, Number]]) -> WeightedMean:
    """Return the weighted mean of (number or None, weight), normalised over the items counted.

    What is missing is not counted, and takes its weight with it; ``weights`` are those of the
    counted items, in order. Raises RuleRefusal for a weight that is not above nought.
    """
    given = list(items)
    wrong = [weight for _, weight in given if weight <= 0]
    if wrong:
        raise RuleRefusal(
            f"A weight of {wrong[0]} cannot be used.", hint="Give each item a weight above 0."
        )
    counted = [(Fraction(str(n)), Fraction(str(w))) for n, w in given if n is not None]
    whole = sum((weight for _, weight in counted), Fraction(0))
    parts = tuple(weight / whole for _, weight in counted)
    mean = sum((n * part for (n, _), part in zip(counted, parts, strict=True)), Fraction(0))
    return WeightedMean(mean if counted else None, len(counted), len(given), parts)
