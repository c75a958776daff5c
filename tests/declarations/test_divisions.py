"""Divisions: a paragraph cut in several, several joined into one, in every script."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declarations.comparison import ChangeKind, compare, count_changes
from declarations.divisions import DivisionKind, share_out
from declarations.draft_file import parse_draft
from declarations.model import Declaration
from declarations.word_differences import Piece, PieceKind

FIRST = "We plant trees in every street of the city."
SECOND = "We count the birds in every park of the region."
HALVES = [
    (FIRST, SECOND, " "),
    ("我们在每条街道上种树，保护河流。", "我们每年在公园里数鸟并公布结果。", ""),
    ("เราปลูกต้นไม้ในทุกถนนของเมือง", "เรานับนกในสวนสาธารณะทุกแห่ง", " "),
    ("نزرع الأشجار في كل شارع من المدينة.", "نعد الطيور في كل حديقة من المنطقة.", " "),
    ("אנו נוטעים עצים בכל רחוב בעיר.", "אנו סופרים ציפורים בכל גן באזור.", " "),
    ("우리는 모든 거리에 나무를 심는다.", "우리는 모든 공원에서 새를 센다.", " "),
    ("हम हर सड़क पर पेड़ लगाते हैं।", "हम हर पार्क में पक्षी गिनते हैं।", " "),
]


def text(*paragraphs: tuple[str, str]) -> Declaration:
    body = "\n\n".join(f"{n}. {words} {{#{name}}}" for n, (name, words) in enumerate(paragraphs, 1))
    return parse_draft(f"---\ndeclaration: a\ntitle: T\n---\n\n{body}\n").declaration


@pytest.mark.parametrize(("first", "second", "gap"), HALVES)
def test_a_paragraph_cut_in_two_is_split_and_its_words_stay(first, second, gap) -> None:
    whole, parts = text(("a", first + gap + second)), text(("a", first), ("b", second))
    (division,) = compare(whole, parts).divisions
    assert (division.kind, division.whole, division.parts) == (DivisionKind.SPLIT, "a", ("a", "b"))
    assert division.pieces == (
        (Piece(first, PieceKind.EQUAL),), (Piece(second, PieceKind.EQUAL),),
    )  # fmt: skip


@pytest.mark.parametrize(("first", "second", "gap"), HALVES)
def test_two_paragraphs_put_together_are_joined(first, second, gap) -> None:
    whole, parts = text(("a", first + gap + second)), text(("a", first), ("b", second))
    (division,) = compare(parts, whole).divisions
    assert (division.kind, division.parts) == (DivisionKind.JOINED, ("a", "b"))
    assert count_changes(compare(parts, whole)) == {"unchanged": 1, "joined": 1}


def test_the_first_part_may_be_the_new_one() -> None:
    whole, parts = text(("a", f"{FIRST} {SECOND}")), text(("b", FIRST), ("a", SECOND))
    (division,) = compare(whole, parts).divisions
    assert division.parts == ("b", "a")


def test_no_part_need_keep_the_id_of_the_whole() -> None:
    whole, parts = text(("a", f"{FIRST} {SECOND}")), text(("b", FIRST), ("c", SECOND))
    (division,) = compare(whole, parts).divisions
    assert (division.whole, division.parts) == ("a", ("b", "c"))


def test_a_part_may_be_edited_as_well() -> None:
    parts = text(("a", FIRST), ("b", SECOND.replace("birds", "bees")))
    (division,) = compare(text(("a", f"{FIRST} {SECOND}")), parts).divisions
    assert Piece("bees", PieceKind.INSERTED) in division.pieces[1]


def test_a_new_paragraph_with_words_of_its_own_is_no_part() -> None:
    old = text(("a", f"{FIRST} {SECOND}"))
    new = text(("a", FIRST), ("b", "The secretariat reports to the assembly each spring."))
    comparison = compare(old, new)
    assert comparison.divisions == ()
    assert {c.node_id: c.kind for c in comparison.changes}["b"] is ChangeKind.INSERTED


def test_an_insertion_beside_an_edited_paragraph_is_no_split() -> None:
    old = text(("a", "We plant trees in every street."))
    new = text(("a", "We plant big trees in every street."), ("b", "We plant trees in every park."))
    assert compare(old, new).divisions == ()


def test_the_node_changes_still_make_both_texts_where_a_paragraph_was_cut() -> None:
    whole, parts = text(("a", f"{FIRST} {SECOND}")), text(("a", FIRST), ("b", SECOND))
    changes = {change.node_id: change for change in compare(whole, parts).changes}
    assert changes["a"].pieces == (
        Piece(FIRST, PieceKind.EQUAL), Piece(f" {SECOND}", PieceKind.DELETED),
    )  # fmt: skip
    assert changes["b"].kind is ChangeKind.INSERTED


WORDS = st.lists(
    st.sampled_from(["we", "act", "now,", "city.", "城市", "。", "เมือง", "عمل", "हम"]), min_size=1
)


@given(WORDS, WORDS, WORDS)
def test_the_shares_of_the_whole_make_it_again_but_for_space(whole, first, second) -> None:
    joined = " ".join(whole)
    shares = share_out(joined, [" ".join(first), " ".join(second)])
    assert "".join(shares).replace(" ", "") == joined.replace(" ", "")
