"""Dates, counts and shares in words."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.phrasing import CELL, MONTH, join_words, print_count, print_day, print_share


@pytest.mark.parametrize(
    ("number", "words"), [(0, "no members"), (1, "1 member"), (12_000, "12,000 members")]
)
def test_a_count_agrees_with_its_noun(number: int, words: str) -> None:
    assert print_count(number, "member") == words


@pytest.mark.parametrize(
    ("share", "words"),
    [(None, "–"), (0.0, "0%"), (0.01, "<1%"), (49.5, "50%"), (99.99, ">99%"), (100.0, "100%")],
)
def test_a_share_is_whole_and_never_rounds_to_nothing_or_all(
    share: float | None, words: str
) -> None:
    assert print_share(share) == words


@given(st.floats(0.001, 99.999))
def test_no_share_between_prints_as_nothing_or_all(share: float) -> None:
    assert print_share(share) not in {"0%", "100%"}


def test_a_date_has_the_look_its_place_asks_for() -> None:
    day = date(2017, 6, 28)
    assert print_day(day) == "28 June 2017"
    assert print_day(day, look=CELL) == "28 Jun 2017"
    assert print_day(day, look=MONTH) == "June 2017"
    assert print_day(day, "fr") == "28 juin 2017"
    assert print_day(day, "zh-Hans")
    assert print_day(day, "qqx-unknown") == "28 June 2017"
    assert print_day(None) == ""


def test_words_are_joined_as_in_a_sentence() -> None:
    assert [join_words(words) for words in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "", "a", "a and b", "a, b and c",
    ]  # fmt: skip
