"""Labels: computed from the order, sorted as a reader would."""

from hypothesis import given
from hypothesis import strategies as st

from declarations.draft_file import parse_draft
from declarations.model import Declaration
from declarations.numbering import (
    compute_labels,
    compute_reference_labels,
    print_text,
    read_letters,
    read_roman,
    sort_key,
    spell_letters,
    spell_roman,
)

BODY = (
    "# S {#s}\n\n1. A: {#a}\n\n   1. B: {#b}\n\n      1. C: {#c}\n\n         1. D: {#d}\n\n"
    "            1. E. {#e}\n\n# T {#t}\n\n2. See [[c]] and [[t]].[^x] {#f}\n\n[^x]: N.\n"
)


def draft(body: str, extra: str = "") -> Declaration:
    return parse_draft(f"---\ndeclaration: a\ntitle: T\n{extra}---\n\n{body}").declaration


def test_operative_numbers_run_on_and_each_depth_has_its_own_form() -> None:
    assert compute_labels(draft(BODY)) == {
        "a": "1", "b": "(a)", "c": "(i)", "d": "(A)", "e": "(1)", "f": "2",
    }  # fmt: skip


def test_french_and_spanish_labels_have_one_bracket() -> None:
    assert compute_labels(draft(BODY, "language: fr\n"))["b"] == "a)"


def test_the_only_paragraph_of_a_resolution_is_not_numbered() -> None:
    assert compute_labels(draft("1. *Decides*. {#a}\n", "profile: resolution\n")) == {"a": ""}


def test_a_reference_prints_the_whole_way_to_its_paragraph_and_a_note_its_number() -> None:
    declaration = draft(BODY)
    text = declaration.operative_paragraphs()[1].text
    printed = print_text(text, compute_reference_labels(declaration), {"x": "1"})
    assert printed == "See 1 (a) (i) and T.[1]"


@given(st.integers(1, 3000))
def test_letters_and_roman_numerals_read_back_as_their_number(number: int) -> None:
    assert read_letters(spell_letters(number)) == number
    assert read_roman(spell_roman(number)) == number


def test_labels_sort_by_number_and_depth() -> None:
    labels = [
        "1",
        "1 (a)",
        "1 (a) (i)",
        "1 (a) (iv)",
        "1 (a) (v)",
        "1 (a) (ix)",
        "1 (b)",
        "2",
        "10",
    ]
    assert sorted(sorted(labels), key=sort_key) == labels
