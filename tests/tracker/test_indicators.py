"""The two rules of indicator arithmetic, with the vectors of docs/method.md."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.indicators import (
    Aim,
    Direction,
    TargetState,
    Unassessed,
    assess_aim,
    expected_pace,
    measure_progress,
)

START, END = date(2020, 1, 1), date(2020, 1, 1 + 10)
HALF = date(2020, 1, 6)
UPWARD = Aim(0, 100, START, END)
NUMBERS = st.decimals(-1000, 1000, places=2).map(float)


@pytest.mark.parametrize(
    ("baseline", "target", "current", "progress"),
    [(100, 60, 80, 50), (0, 40, 50, 125), (100, 60, 110, -25), (0.1, 0.4, 0.2, 100 / 3)],
)
def test_progress_is_reckoned_from_the_baseline(baseline, target, current, progress):
    assert measure_progress(baseline, target, current) == progress


@pytest.mark.parametrize(
    ("baseline", "target", "current", "reason"),
    [
        (0, 0, 7, Unassessed.TARGET_IS_BASELINE),
        (None, 10, 5, Unassessed.NO_BASELINE),
        (0, None, 5, Unassessed.NO_TARGET),
        (0, 10, None, Unassessed.NO_VALUE),
    ],
)
def test_what_cannot_be_reckoned_says_why_and_is_not_zero(baseline, target, current, reason):
    assert measure_progress(baseline, target, current) is reason
    found = assess_aim(Aim(baseline, target, START, END), current, HALF)
    assert (found.state, found.reason) == (TargetState.NOT_ASSESSABLE, reason)
    assert found.progress is None


@pytest.mark.parametrize(
    ("current", "state"),
    [
        (100, TargetState.ACHIEVED),
        (99, TargetState.ON_TRACK),
        (47.5, TargetState.ON_TRACK),
        (47.49, TargetState.NEEDS_ACCELERATION),
        (30, TargetState.NEEDS_ACCELERATION),
        (29.99, TargetState.LIMITED),
        (0, TargetState.LIMITED),
        (-0.01, TargetState.REGRESSING),
    ],
)
def test_half_way_in_time_each_threshold_belongs_to_the_better_state(current, state):
    found = assess_aim(UPWARD, current, HALF)
    assert (found.state, found.expected) == (state, 50)


@pytest.mark.parametrize(
    ("current", "state"),
    [(99.9, TargetState.NEEDS_ACCELERATION), (100, TargetState.ACHIEVED)],
)
def test_past_the_target_date_only_the_target_will_do(current, state):
    assert assess_aim(UPWARD, current, date(2020, 1, 12)).state is state


def test_before_any_time_has_passed_there_is_no_pace_to_compare_with():
    early = assess_aim(UPWARD, 0, START)
    assert (early.state, early.reason) == (TargetState.NOT_ASSESSABLE, Unassessed.TOO_EARLY)
    assert assess_aim(UPWARD, 100, START).state is TargetState.ACHIEVED


def test_without_dates_or_with_dates_out_of_order_no_pace_is_made_up():
    undated = assess_aim(Aim(0, 100), 50, HALF)
    assert (undated.progress, undated.reason) == (50, Unassessed.NO_DATES)
    turned = assess_aim(Aim(0, 100, END, START), 50, HALF)
    assert turned.reason is Unassessed.DATES_OUT_OF_ORDER


@pytest.mark.parametrize(
    ("direction", "current", "state"),
    [
        (Direction.HIGHER, 95, TargetState.ACHIEVED),
        (Direction.HIGHER, 94.9, TargetState.REGRESSING),
        (Direction.LOWER, 95, TargetState.ACHIEVED),
        (Direction.LOWER, 95.1, TargetState.REGRESSING),
    ],
)
def test_a_level_to_be_kept_is_kept_or_not(direction, current, state):
    found = assess_aim(Aim(95, 95), current, HALF, direction=direction, maintain=True)
    assert found.state is state


def test_a_level_to_be_kept_without_a_value_is_not_assessable():
    found = assess_aim(Aim(95, 95), None, HALF, maintain=True)
    assert (found.state, found.reason) == (TargetState.NOT_ASSESSABLE, Unassessed.NO_VALUE)
    found = assess_aim(Aim(95), 95, HALF, maintain=True)
    assert found.reason is Unassessed.NO_TARGET


@given(NUMBERS, NUMBERS.filter(bool))
def test_the_baseline_is_0_and_the_target_100_per_cent(baseline, way):
    target = round(baseline + way, 2)
    if target != baseline:
        assert measure_progress(baseline, target, baseline) == 0
        assert measure_progress(baseline, target, target) == 100


@given(st.dates(), st.dates())
def test_the_expected_pace_stays_between_0_and_100_and_never_falls(one, other):
    first, second = sorted((one, other))
    assert 0 <= expected_pace(START, END, first) <= expected_pace(START, END, second) <= 100


@given(st.one_of(st.none(), NUMBERS), st.dates())
def test_a_reason_is_given_exactly_where_nothing_can_be_assessed(current, day):
    found = assess_aim(UPWARD, current, day)
    assert (found.reason is not None) == (found.state is TargetState.NOT_ASSESSABLE)
