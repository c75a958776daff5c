"""Who has accepted what, on any date, and what the association's rules allow."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declarations.problems import InputRefusal, RuleRefusal
from tracker.acceptance import (
    ACCEPTED,
    AcceptanceRules,
    Effect,
    Instrument,
    InstrumentKind,
    Position,
    Statement,
    StatementKind,
    positions,
)
from tracker.acceptance_rules import check_instrument
from tracker.members import Member

PARAGRAPHS = ["e-1", "e-2", "e-3", "q-1"]
CITY = Member("city", {"en": "City"})
START = date(2018, 1, 1)


def act(paragraphs, on=START, kind=InstrumentKind.COUNCIL_DECISION, **more):
    return Instrument("city", "d", kind, on, frozenset(paragraphs), **more)


def say(paragraphs, kind=StatementKind.RESERVATION, effect=Effect.MODIFIES, number=1, **more):
    values = {"text": "Words.", "made_on": START} | more
    return Statement("city", "d", number, kind, frozenset(paragraphs), effect=effect, **values)


def row(instruments=(), statements=(), as_of=date(2030, 1, 1), member=CITY):
    return positions(PARAGRAPHS, [member], instruments, statements, as_of)[member.code]


def test_a_member_that_deposited_nothing_has_not_responded():
    assert set(row().values()) == {Position.NO_RESPONSE}


def test_a_partial_acceptance_leaves_the_other_paragraphs_not_accepted():
    assert row([act(["e-1", "q-1"])]) == {
        "e-1": Position.ACCEPTED,
        "e-2": Position.NOT_ACCEPTED,
        "e-3": Position.NOT_ACCEPTED,
        "q-1": Position.ACCEPTED,
    }


def test_a_later_acceptance_adds_to_the_first_from_its_own_date():
    acts = [
        act(["e-1"]),
        act(["e-2"], date(2019, 5, 1), InstrumentKind.LATER_ACCEPTANCE, sequence=2),
    ]
    assert row(acts, as_of=date(2019, 4, 30))["e-2"] is Position.NOT_ACCEPTED
    assert row(acts, as_of=date(2019, 5, 1))["e-2"] is Position.ACCEPTED
    assert row(acts)["e-1"] is Position.ACCEPTED


def test_an_act_counts_from_the_day_it_takes_effect():
    acts = [act(["e-1"], effective_on=date(2018, 7, 1))]
    assert row(acts, as_of=date(2018, 6, 30))["e-1"] is Position.NO_RESPONSE
    assert row(acts, as_of=date(2018, 7, 1))["e-1"] is Position.ACCEPTED


def test_a_withdrawn_paragraph_stays_visible_as_withdrawn():
    acts = [
        act(["e-1", "e-2"]),
        act(["e-2"], date(2024, 1, 1), InstrumentKind.WITHDRAWAL, sequence=2),
    ]
    assert row(acts)["e-2"] is Position.WITHDRAWN
    assert row(acts, as_of=date(2023, 12, 31))["e-2"] is Position.ACCEPTED


@pytest.mark.parametrize(
    ("kind", "effect", "expected"),
    [
        (StatementKind.RESERVATION, Effect.MODIFIES, Position.ACCEPTED_WITH_RESERVATION),
        (
            StatementKind.INTERPRETATIVE_DECLARATION,
            Effect.EXCLUDES,
            Position.ACCEPTED_WITH_RESERVATION,
        ),
        (StatementKind.COMMUNICATION, Effect.MODIFIES, Position.ACCEPTED_WITH_RESERVATION),
        (StatementKind.INTERPRETATIVE_DECLARATION, Effect.NONE, Position.ACCEPTED_WITH_DECLARATION),
        (StatementKind.COMMUNICATION, Effect.NONE, Position.ACCEPTED),
        (StatementKind.COMMUNICATION, Effect.OUTSIDE_COMPETENCE, Position.OUTSIDE_COMPETENCE),
    ],
)
def test_what_a_statement_does_decides_not_what_it_calls_itself(kind, effect, expected):
    assert row([act(PARAGRAPHS)], [say(["e-1"], kind, effect)])["e-1"] is expected


def test_a_reservation_that_is_withdrawn_leaves_a_plain_acceptance_from_that_day():
    words = [
        say(["e-1"]),
        say([], StatementKind.WITHDRAWAL, Effect.NONE, 2, made_on=date(2020, 1, 1), withdraws=1),
    ]
    assert row([act(["e-1"])], words)["e-1"] is Position.ACCEPTED
    before = row([act(["e-1"])], words, date(2019, 12, 31))
    assert before["e-1"] is Position.ACCEPTED_WITH_RESERVATION


def test_a_member_that_left_keeps_its_place_as_withdrawn():
    left = replace(CITY, left_on=date(2021, 1, 1))
    assert row([act(["e-1"])], member=left)["e-1"] is Position.WITHDRAWN
    assert row([act(["e-1"])], as_of=date(2020, 12, 31), member=left)["e-1"] is Position.ACCEPTED


ACTS = st.lists(
    st.builds(
        act,
        st.sets(st.sampled_from(PARAGRAPHS), min_size=1),
        st.dates(date(2018, 1, 1), date(2022, 1, 1)),
        st.sampled_from([InstrumentKind.SIGNATURE, InstrumentKind.WITHDRAWAL]),
    ),
    max_size=6,
).map(lambda acts: [replace(a, sequence=place) for place, a in enumerate(acts, start=1)])
DAYS = st.dates(date(2017, 12, 1), date(2022, 2, 1))


@given(ACTS, DAYS)
def test_what_comes_after_the_date_changes_nothing(acts, day):
    earlier = [a for a in acts if a.in_effect_on <= day]
    assert row(acts, as_of=day) == row(earlier, as_of=day)


@given(ACTS, DAYS, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(acts, day, chance):
    shuffled = list(acts)
    chance.shuffle(shuffled)
    assert row(shuffled, as_of=day) == row(acts, as_of=day)


CHARTER = [f"p-{number}" for number in range(1, 31)]
CORE = frozenset(CHARTER[:14])
RULES = AcceptanceRules(20, CORE, 10, 5, 6)
"""European Charter of Local Self-Government, articles 12 and 17."""


def test_the_charter_accepts_twenty_of_thirty_with_ten_of_the_core():
    check_instrument(act(CHARTER[:20]), [], RULES, CHARTER)


def test_too_few_paragraphs_are_refused_with_the_number_missing():
    with pytest.raises(RuleRefusal, match="18 of 30 paragraphs, 2 fewer than the minimum of 20"):
        check_instrument(act(CHARTER[:18]), [], RULES, CHARTER)


def test_too_few_core_paragraphs_are_refused_with_those_to_choose_from():
    chosen = [*CHARTER[:8], *CHARTER[14:]]
    with pytest.raises(RuleRefusal, match="8 of the core of 14, 2 fewer") as refused:
        check_instrument(act(chosen), [], RULES, CHARTER)
    assert "p-9, p-10, p-11, p-12, p-13, p-14" in refused.value.hint


def test_a_later_acceptance_counts_as_part_of_the_first():
    later = act(["p-25"], date(2019, 1, 1), InstrumentKind.LATER_ACCEPTANCE, sequence=2)
    check_instrument(later, [act(CHARTER[:20])], RULES, CHARTER)


def withdraw(paragraphs, on, effective):
    return act(paragraphs, on, InstrumentKind.WITHDRAWAL, effective_on=effective, sequence=2)


def test_no_withdrawal_before_five_years():
    with pytest.raises(RuleRefusal, match="before 2023-01-01"):
        check_instrument(
            withdraw(["p-30"], date(2022, 12, 31), date(2023, 7, 1)), [act(CHARTER)], RULES, CHARTER
        )


def test_a_withdrawal_needs_six_months_notice():
    held = [act(CHARTER)]
    with pytest.raises(RuleRefusal, match="2023-07-01 at the earliest"):
        check_instrument(
            withdraw(["p-30"], date(2023, 1, 1), date(2023, 6, 30)), held, RULES, CHARTER
        )
    check_instrument(withdraw(["p-30"], date(2023, 1, 1), date(2023, 7, 1)), held, RULES, CHARTER)


def test_a_single_paragraph_is_withdrawn_only_while_the_minimum_holds():
    held = [act(CHARTER[:20])]
    with pytest.raises(RuleRefusal, match="1 fewer than the minimum of 20"):
        check_instrument(
            withdraw(["p-20"], date(2024, 1, 1), date(2024, 8, 1)), held, RULES, CHARTER
        )


def test_every_fault_of_an_instrument_is_named_at_once():
    faulty = act(
        ["x-1", "x-2"], START, signed_on=START + timedelta(1), effective_on=date(2017, 1, 1)
    )
    with pytest.raises(InputRefusal) as refused:
        check_instrument(faulty, [], AcceptanceRules(), PARAGRAPHS)
    assert [problem.code for problem in refused.value.problems] == ["A001", "A001", "A003", "A004"]


def test_only_what_is_accepted_can_be_withdrawn():
    with pytest.raises(InputRefusal) as refused:
        check_instrument(
            withdraw(["e-2"], date(2024, 1, 1), None), [act(["e-1"])], AcceptanceRules(), PARAGRAPHS
        )
    assert refused.value.problems[0].code == "A005"


def test_every_kind_of_acceptance_counts_as_acceptance():
    assert {
        Position.ACCEPTED, Position.ACCEPTED_WITH_DECLARATION, Position.ACCEPTED_WITH_RESERVATION,
    } == ACCEPTED  # fmt: skip
