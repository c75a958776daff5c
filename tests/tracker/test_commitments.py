"""Commitments: what was promised stays, schedules are computed, shares make a whole."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.commitment_checks import (
    find_budget_faults,
    find_closing_faults,
    find_commitment_faults,
    find_rescheduling_faults,
)
from tracker.commitments import (
    Budget,
    BudgetStage,
    Closing,
    Commitment,
    CommitmentKind,
    Partner,
    Rescheduling,
    Schedule,
    assess_schedule,
    current_due_date,
    divide_shares,
    known_on,
    sum_funds,
)
from tracker.development_goals import goal_of, known_references, list_goals
from tracker.progress import Implementation
from tracker.statistics import round_shares

MADE, DUE = date(2020, 1, 1), date(2021, 12, 31)
COMPLETE, WITHDRAWN = Implementation.COMPLETE, Implementation.WITHDRAWN


def pledge(**values: object) -> Commitment:
    base = Commitment(
        "trees", "seoul", "d", "Plant trees", CommitmentKind.INVESTMENT, MADE,
        {"e-1": Decimal(1)}, due_on=DUE,
    )  # fmt: skip
    return replace(base, **values)


def money(amount: str, currency: str = "KRW", stage: BudgetStage = BudgetStage.PLANNED, on=MADE):
    return Budget(Decimal(amount), currency, stage, on)


@pytest.mark.parametrize(
    ("as_of", "state"),
    [
        (MADE - timedelta(1), None),
        (MADE, Schedule.ON_SCHEDULE),
        (DUE - timedelta(91), Schedule.ON_SCHEDULE),
        (DUE - timedelta(90), Schedule.DUE_SOON),
        (DUE, Schedule.DUE_SOON),
        (DUE + timedelta(1), Schedule.OVERDUE),
    ],
)
def test_an_open_commitment_is_on_schedule_then_due_soon_then_overdue(as_of, state):
    assert assess_schedule(pledge(), as_of) is state


def test_how_soon_is_soon_is_the_associations_to_say():
    assert assess_schedule(pledge(), DUE - timedelta(30), 29) is Schedule.ON_SCHEDULE
    assert assess_schedule(pledge(), DUE - timedelta(30), 30) is Schedule.DUE_SOON


def test_without_a_date_there_is_no_deadline():
    assert assess_schedule(pledge(due_on=None), DUE) is Schedule.NO_DEADLINE


@pytest.mark.parametrize(
    ("closed_on", "state"), [(DUE, Schedule.DONE_ON_TIME), (date(2022, 1, 1), Schedule.DONE_LATE)]
)
def test_what_is_done_was_done_on_time_or_late(closed_on, state):
    done = pledge(closing=Closing(COMPLETE, closed_on))
    assert assess_schedule(done, date(2030, 1, 1)) is state
    assert assess_schedule(done, MADE) is Schedule.ON_SCHEDULE


def test_what_is_done_without_a_deadline_is_on_time():
    done = pledge(due_on=None, closing=Closing(COMPLETE, DUE))
    assert assess_schedule(done, DUE) is Schedule.DONE_ON_TIME


@pytest.mark.parametrize("outcome", [WITHDRAWN, Implementation.SUPERSEDED])
def test_what_ended_without_being_done_has_no_schedule(outcome):
    assert assess_schedule(pledge(closing=Closing(outcome, DUE, "Why")), DUE) is None


def test_a_new_date_holds_from_the_day_it_was_told_and_the_first_is_kept():
    later = date(2023, 6, 30)
    moved = pledge(reschedulings=(Rescheduling(later, "The tender failed.", date(2022, 2, 1)),))
    assert assess_schedule(moved, date(2022, 1, 31)) is Schedule.OVERDUE
    assert assess_schedule(moved, date(2022, 2, 1)) is Schedule.ON_SCHEDULE
    assert (moved.due_on, current_due_date(moved)) == (DUE, later)
    assert known_on(moved, date(2022, 1, 31)) == pledge()


def test_on_time_is_measured_against_the_date_that_held():
    moved = pledge(
        reschedulings=(Rescheduling(date(2022, 12, 31), "Rain.", date(2021, 6, 1)),),
        closing=Closing(COMPLETE, date(2022, 5, 1)),
    )
    assert assess_schedule(moved, date(2022, 5, 1)) is Schedule.DONE_ON_TIME


def test_peers_shares_of_60_60_and_80_make_one_whole_not_two():
    shares = {"a": Decimal(60), "b": Decimal(60), "c": Decimal(80)}
    parts = divide_shares(shares)
    assert parts == {"a": Fraction(3, 10), "b": Fraction(3, 10), "c": Fraction(2, 5)}
    assert divide_shares(shares, {"a", "c"}) == {"a": Fraction(3, 7), "c": Fraction(4, 7)}


def test_peers_shares_that_add_to_101_add_to_100():
    parts = divide_shares({"a": Decimal(1), "b": Decimal(1), "c": Decimal(1), "d": Decimal(3)})
    assert sum(round(100 * part) for part in parts.values()) == 101
    assert sum(round_shares([1, 1, 1, 3])) == 100


@given(
    st.dictionaries(st.text(max_size=5), st.decimals(0, 1000, places=3), max_size=8),
    st.frozensets(st.text(max_size=5)),
)
def test_parts_are_one_whole_or_there_are_none(shares, counted):
    for parts in (divide_shares(shares), divide_shares(shares, counted)):
        assert sum(parts.values()) == (1 if parts else 0)


def test_funds_are_added_by_currency_and_stage_and_never_across():
    one = pledge(budgets=(money("100"), money("40", stage=BudgetStage.SPENT), money("5.50", "EUR")))
    corrected = pledge(code="b", budgets=(money("10"), money("12.25", on=DUE)))
    euro, won = sum_funds([one, corrected, pledge(code="c")])
    assert (euro.currency, euro.amounts) == ("EUR", {BudgetStage.PLANNED: Decimal("5.50")})
    assert (won.currency, won.commitments) == ("KRW", 2)
    assert won.amounts == {
        BudgetStage.PLANNED: Decimal("112.25"), BudgetStage.SPENT: Decimal(40),
    }  # fmt: skip


def test_the_agenda_has_17_goals_and_169_targets():
    goals = list_goals()
    assert [goal.number for goal in goals] == [str(n) for n in range(1, 18)]
    assert sum(len(goal.targets) for goal in goals) == 169
    assert len(known_references()) == 17 + 169
    assert all(goal_of(target) == goal.number for goal in goals for target in goal.targets)
    assert {"11", "11.6", "8.10", "17.19", "1.a"} <= known_references()


def test_a_whole_commitment_has_no_fault():
    whole = pledge(
        goals=("11", "13.2"), partners=(Partner("Green Ltd", private_sector=True),),
        budgets=(money("1000000"),), starts_on=MADE,
    )  # fmt: skip
    assert find_commitment_faults(whole, ["e-1"]) == []


def test_every_fault_of_a_commitment_is_told_at_once():
    faulty = pledge(
        code="Trees!", title=" ", owner="x" * 501,
        partners=(Partner(""), Partner("A"), Partner("A")),
        shares={"e-9": Decimal(1), "e-1": Decimal(0)},
        goals=("18", "11.8"), starts_on=date(2030, 1, 1),
        budgets=(money("-1", "won"), money("NaN"), money("1", on=date(2019, 1, 1))),
    )  # fmt: skip
    assert [fault.code for fault in find_commitment_faults(faulty, ["e-1"])] == [
        "C001", "C002", "C003", "C004", "C004", "C005", "C006", "C007", "C007", "C008",
        "C009", "C010", "C009", "C011",
    ]  # fmt: skip
    assert [f.code for f in find_commitment_faults(pledge(shares={}), ["e-1"])] == ["C005"]


def test_a_change_of_date_needs_a_reason_another_date_and_a_later_day():
    moved = pledge(
        starts_on=date(2020, 6, 1), reschedulings=(Rescheduling(DUE, "Rain.", date(2020, 3, 1)),)
    )
    codes = [f.code for f in find_rescheduling_faults(moved, Rescheduling(DUE, " ", MADE))]
    assert codes == ["C012", "C013", "C016"]
    early = Rescheduling(date(2020, 5, 1), "Sooner.", date(2020, 4, 1))
    assert [f.code for f in find_rescheduling_faults(moved, early)] == ["C008"]


def test_a_commitment_ends_once_and_with_a_reason_where_it_was_not_done():
    done = pledge(closing=Closing(COMPLETE, DUE))
    later = date(2022, 1, 1)
    assert [f.code for f in find_closing_faults(done, Closing(COMPLETE, later))] == ["C015"]
    assert [f.code for f in find_budget_faults(done, money("1", on=later))] == ["C015"]
    assert [f.code for f in find_closing_faults(pledge(), Closing(WITHDRAWN, later))] == ["C012"]
    limited = Closing(Implementation.LIMITED, later, "Why")
    assert [f.code for f in find_closing_faults(pledge(), limited)] == ["C014"]
