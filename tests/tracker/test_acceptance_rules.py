"""The rules of acceptance at their edges: the Charter's text, repetitions, gaps, order in time."""

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declarations.problems import InputRefusal, RuleRefusal
from tracker.acceptance import (
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

CORE = [f"core-{number}" for number in range(1, 15)]
OTHER = [f"other-{number}" for number in range(1, 17)]
PART_I = [*CORE, *OTHER]
CHARTER = AcceptanceRules(20, frozenset(CORE), 10, 5, 6)
START = date(1990, 1, 1)


def act(
    paragraphs: list[str],
    on: date = START,
    kind: InstrumentKind = InstrumentKind.SIGNATURE,
    effective: date | None = None,
) -> Instrument:
    return Instrument("city", "charter", kind, on, frozenset(paragraphs), effective_on=effective)


def withdrawal(paragraphs: list[str], on: date, effective: date) -> Instrument:
    return act(paragraphs, on, InstrumentKind.WITHDRAWAL, effective)


def later(paragraphs: list[str], on: date, effective: date | None = None) -> Instrument:
    return act(paragraphs, on, InstrumentKind.LATER_ACCEPTANCE, effective)


def check(instrument: Instrument, *earlier: Instrument) -> None:
    check_instrument(instrument, earlier, CHARTER, PART_I)


def test_the_charters_own_list_of_core_paragraphs_has_the_length_the_rules_say(real_data: Path):
    (path,) = (real_data / "texts").glob("european_charter*")
    text = path.read_text(encoding="utf-8")
    article = text[text.index("### Article  12") : text.index("### Article  13")]
    listed = re.findall(
        r"^-\s*Article \d+(?:, paragraphs? ([\d, and]+))?,?\.?\s*$", article, re.MULTILINE
    )
    count = sum(len(re.findall(r"\d+", numbers)) or 1 for numbers in listed)
    assert count == len(CORE)
    assert "at least twenty paragraphs" in article
    assert "at least ten of which" in article


@given(st.integers(0, 14), st.integers(0, 16))
def test_an_acceptance_is_taken_exactly_when_both_minima_hold(core, other):
    instrument = act([*CORE[:core], *OTHER[:other]])
    if core + other == 0:
        with pytest.raises(InputRefusal):
            check(instrument)
    elif core >= 10 and core + other >= 20:
        check(instrument)
    else:
        with pytest.raises(RuleRefusal) as refused:
            check(instrument)
        if core + other < 20:
            assert f"{20 - core - other} fewer than the minimum of 20" in refused.value.message
        if core < 10:
            assert f"{10 - core} fewer than the minimum of 10" in refused.value.message
            assert all(name in refused.value.hint for name in CORE[core:])
            assert not any(f"{name}," in refused.value.hint for name in CORE[:core])


def test_five_years_and_six_months_are_reckoned_to_the_day():
    first = act(PART_I)
    for on, effective in (
        (date(1994, 12, 31), date(1996, 1, 1)),
        (date(1995, 1, 1), date(1995, 6, 30)),
    ):
        with pytest.raises(RuleRefusal):
            check(withdrawal(["other-1"], on, effective), first)
    check(withdrawal(["other-1"], date(1995, 1, 1), date(1995, 7, 1)), first)


def test_what_is_accepted_from_a_later_day_does_not_fill_the_gap_before():
    first = act([*CORE[:10], *OTHER[:10]])
    extra = later(["other-16"], date(1995, 1, 1), date(2000, 1, 1))
    back = withdrawal(["other-1"], date(1996, 1, 1), date(1997, 1, 1))
    with pytest.raises(RuleRefusal, match="1 fewer than the minimum of 20"):
        check(back, first, extra)
    check(back, first, later(["other-16"], date(1995, 1, 1), date(1997, 1, 1)))


def test_two_withdrawals_under_notice_count_together():
    first = act([*CORE, *OTHER[:7]])
    one = withdrawal(["other-1"], date(1996, 1, 1), date(1998, 1, 1))
    with pytest.raises(RuleRefusal, match="1 fewer"):
        check(withdrawal(["other-2"], date(1996, 2, 1), date(1997, 1, 1)), first, one)


def test_the_whole_can_be_withdrawn_at_once():
    check(withdrawal(PART_I, date(1996, 1, 1), date(1996, 7, 1)), act(PART_I))


def test_a_later_acceptance_names_only_what_is_new():
    with pytest.raises(InputRefusal) as refused:
        check(later(["core-1", "other-16"], date(1991, 1, 1)), act([*CORE, *OTHER[:10]]))
    assert [(p.code, p.value) for p in refused.value.problems] == [("A009", "core-1")]


def test_the_same_instrument_twice_is_told_but_a_confirmation_is_taken():
    first = act(PART_I)
    with pytest.raises(InputRefusal) as refused:
        check(first, first)
    assert [problem.code for problem in refused.value.problems] == ["A010"]
    check(act(PART_I, date(1991, 1, 1), InstrumentKind.COUNCIL_DECISION), first)


def words(effect: Effect, kind: StatementKind = StatementKind.COMMUNICATION) -> Statement:
    return Statement("city", "charter", 1, kind, frozenset({"core-1"}), "Words.", START, effect)


@pytest.mark.parametrize(
    ("effect", "expected"),
    [
        (Effect.NONE, Position.NO_RESPONSE),
        (Effect.MODIFIES, Position.NO_RESPONSE),
        (Effect.EXCLUDES, Position.NOT_ACCEPTED),
        (Effect.OUTSIDE_COMPETENCE, Position.OUTSIDE_COMPETENCE),
    ],
)
def test_words_without_an_instrument_are_no_acceptance(effect, expected):
    row = positions(PART_I, [Member("city", {})], [], [words(effect)], START)["city"]
    assert row["core-1"] is expected
    assert row["core-2"] is Position.NO_RESPONSE


def test_acceptance_after_a_withdrawal_counts_again():
    acts = [
        act(["core-1"]),
        withdrawal(["core-1"], date(1996, 1, 1), date(1996, 7, 1)),
        act(["core-1"], date(2000, 1, 1), InstrumentKind.ACCESSION),
    ]
    found = [
        positions(PART_I, [Member("city", {})], acts, [], day)["city"]["core-1"]
        for day in (date(1996, 6, 30), date(1996, 7, 1), date(2000, 1, 1))
    ]
    assert found == [Position.ACCEPTED, Position.WITHDRAWN, Position.ACCEPTED]
