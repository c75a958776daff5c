"""Numbers of several members: within one indicator and unit, and missing is never nought."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declarations.problems import RuleRefusal
from tracker.indicator_checks import find_aim_faults, find_indicator_faults, find_value_faults
from tracker.indicators import (
    Accumulation,
    Aim,
    Indicator,
    Measure,
    Value,
    measure_progress,
)
from tracker.progress import MissingReason
from tracker.roll_ups import roll_up, sum_periods, weigh

DAY = date(2020, 3, 1)
TREES = Indicator("trees", "d", "Trees planted", "trees", additive=True)
WASTE = Indicator("waste", "d", "Waste recycled", "% of waste", Measure.PERCENTAGE)
AIR = Indicator("air", "d", "Fine dust", "µg/m³")
PLAN = Indicator("plan", "d", "Plan", "step", Measure.RUBRIC, steps=("None", "Draft", "Adopted"))
DECIMALS = st.decimals(-1000, 1000, places=2)


def value(number: str | None = None, member: str = "a", period: str = "p", **more: object) -> Value:
    given = Decimal(number) if number is not None else None
    return Value(member, "trees", period, DAY, DAY, given, **more)


def share(above: str, below: str) -> Value:
    return value(numerator=Decimal(above), denominator=Decimal(below))


def test_an_additive_number_makes_a_sum_with_its_coverage():
    found = roll_up([(TREES, value("100")), (TREES, value("0.5", "b"))], expected=5)
    assert (found.total, found.counted, found.expected) == (Fraction(201, 2), 2, 5)
    assert (found.share, found.middle) == (None, None)


def test_a_percentage_is_the_sum_of_numerators_over_that_of_denominators():
    found = roll_up([(WASTE, share("90", "100")), (WASTE, share("10", "900"))], expected=2)
    assert found.share == 10


def test_any_other_number_has_a_median_and_a_range():
    found = roll_up([(AIR, value(n)) for n in ("40", "10", "12", "30")], expected=4)
    assert (found.middle, found.lowest, found.highest) == (21, 10, 40)
    assert found.total is None


def test_peers_what_is_missing_is_not_counted_as_nought():
    unknown = value(missing=MissingReason.NOT_AVAILABLE)
    found = roll_up([(AIR, value("10")), (AIR, unknown), (AIR, value("20"))], expected=3)
    assert (found.middle, found.lowest, found.counted, found.expected) == (15, 10, 2, 3)
    assert roll_up([(TREES, unknown)], expected=1).total is None
    assert roll_up([], expected=7).counted == 0
    assert weigh([(50, 1), (None, 1)]).value == 50


@pytest.mark.parametrize(
    "other",
    [
        replace(TREES, accumulation=Accumulation.CUMULATIVE),
        replace(TREES, unit="thousand trees"),
        replace(TREES, code="shrubs"),
        replace(TREES, measure=Measure.PERCENTAGE),
    ],
)
def test_what_is_measured_in_another_way_is_refused_and_not_mixed(other):
    with pytest.raises(RuleRefusal, match="differs"):
        roll_up([(TREES, value("1")), (other, value("2", "b"))], expected=2)


def test_peers_60_60_and_80_with_weight_2_are_70_per_cent_and_not_400():
    found = weigh([(60, 1), (60, 1), (80, 2)])
    assert (found.value, found.counted, found.expected) == (70, 3, 3)
    assert weigh([(60, 2), (60, 2), (80, 2)]).value == Fraction(200, 3)


def test_peers_the_baseline_is_not_ignored():
    assert measure_progress(100, 60, 80) == 50


def test_a_weight_that_is_not_above_nought_is_refused():
    with pytest.raises(RuleRefusal, match="weight of 0"):
        weigh([(60, 0)])


@given(st.lists(st.tuples(st.one_of(st.none(), DECIMALS), st.integers(1, 99)), max_size=6))
def test_weights_are_one_whole_and_the_mean_lies_between_the_numbers(items):
    found = weigh(items)
    counted = [Fraction(n) for n, _ in items if n is not None]
    assert (sum(found.weights) == 1) if counted else found.value is None
    if found.value is not None:
        assert min(counted) <= found.value <= max(counted)


@given(st.lists(DECIMALS, min_size=1, max_size=6), st.data())
def test_a_roll_up_does_not_depend_on_the_order_of_the_members(numbers, data):
    turned = data.draw(st.permutations(numbers))
    for indicator in (TREES, AIR):
        first, second = (
            roll_up([(indicator, value(str(n))) for n in row], len(row))
            for row in (numbers, turned)
        )
        assert first == second


def test_over_periods_the_periodic_adds_up_and_the_cumulative_does_not():
    values = [
        value("100", period="1"),
        replace(value("150", period="2"), measured_on=date(2021, 1, 1)),
    ]
    assert sum_periods(TREES, values) == 250
    assert sum_periods(replace(TREES, accumulation=Accumulation.CUMULATIVE), values) == 150
    assert sum_periods(replace(TREES, additive=False), values) == 150
    assert sum_periods(TREES, [value(missing=MissingReason.NOT_DUE)]) is None


def test_a_later_value_for_a_period_corrects_the_earlier_one():
    assert sum_periods(TREES, [value("100"), value("10")]) == 10


def test_whole_indicators_aims_and_values_have_no_fault():
    for indicator in (TREES, WASTE, AIR, PLAN):
        assert find_indicator_faults(indicator, []) == []
    aim = Aim(0, 9, DAY, date(2025, 1, 1), "a", "trees", "green")
    assert find_aim_faults(aim, TREES, {"green"}) == []
    assert find_aim_faults(Aim(5, 5), replace(AIR, maintain=True), set()) == []
    for indicator, given_value in (
        (TREES, value("1")),
        (WASTE, share("0", "4")),
        (PLAN, value("3")),
    ):
        assert find_value_faults(given_value, indicator) == []


def test_every_fault_of_an_indicator_an_aim_and_a_value_is_told():
    wrong = replace(
        WASTE, code="W!", title="", unit=" ", paragraph="x", additive=True, steps=("a", "b")
    )
    assert [f.code for f in find_indicator_faults(wrong, ["e-1"])] == [
        "I001", "I002", "I002", "I003", "I004", "I005",
    ]  # fmt: skip
    aim = Aim(5, 5, DAY, DAY, "a", "trees", "none-such")
    assert [f.code for f in find_aim_faults(aim, TREES, set())] == ["I006", "I007", "I008"]
    for indicator, given_value, codes in (
        (TREES, value(), ["I009"]),
        (TREES, value("1", missing=MissingReason.NOT_DUE), ["I009"]),
        (WASTE, value(numerator=Decimal(1)), ["I009"]),
        (TREES, share("1", "2"), ["I010"]),
        (WASTE, value("40"), ["I010"]),
        (WASTE, share("1", "0"), ["I011"]),
        (TREES, value("NaN"), ["I012"]),
        (PLAN, value("4"), ["I013"]),
        (PLAN, value("1.5"), ["I013"]),
    ):
        assert [f.code for f in find_value_faults(given_value, indicator)] == codes


@pytest.mark.parametrize("number", ["1e5000", "1E+99999999", "1e-5000", "NaN", "-Infinity"])
def test_a_number_that_cannot_be_kept_or_printed_is_a_fault(number: str) -> None:
    huge = Decimal(number)
    code = "I014" if huge.is_finite() else "I012"
    found = find_value_faults(value(number), TREES)
    assert [fault.code for fault in found] == [code]
    assert len(found[0].message) < 300
    for aim in (Aim(huge, 5, None, None, "a", "trees"), Aim(5, huge, None, None, "a", "trees")):
        assert [fault.code for fault in find_aim_faults(aim, TREES, set())] == [code]


@pytest.mark.parametrize("number", ["1234567890123456789012345678", "0.000001", "-1e12", "0"])
def test_a_number_of_usual_length_is_none(number: str) -> None:
    assert find_value_faults(value(number), TREES) == []
