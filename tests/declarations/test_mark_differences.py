"""Marks: a change of italics, links, references and notes alone is told in words."""

import pytest
from hypothesis import given, settings

from declarations.comparison import compare
from declarations.draft_file import parse_draft
from declarations.mark_differences import compare_marks, describe_mark
from declarations.model import Text
from declarations.word_differences import compare_texts
from tests.declarations.generated import declarations

HEAD = "---\ndeclaration: a\ntitle: T\n---\n\n"
NAMES = {"a": "1", "b": "2", "n": "1", "m": "2"}
NOTES = "\n\n[^n]: N.\n\n[^m]: M.\n"


def sentences(old: str, new: str) -> list[str]:
    """Return what is told of paragraph ``a`` when its words become others."""
    texts = [
        parse_draft(f"{HEAD}1. {words} {{#a}}\n\n2. See.[^n][^m] {{#b}}{NOTES}").declaration
        for words in (old, new)
    ]
    (change,) = [c for c in compare(*texts).changes if c.node_id == "a"]
    marks = compare_marks(change.old.text, change.new.text, change.pieces)
    return [describe_mark(mark, NAMES, NAMES) for mark in marks]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("We act.", "We *act*.", ["Italics added to “act”."]),
        ("**城市**行动。", "城市行动。", ["Bold removed from “城市”."]),
        ("[Air](http://a.org) is.", "[Air](http://b.org) is.",
         ["Link of “Air” now leads to http://b.org (it was http://a.org)."]),
        ("Air is.", "[Air](http://b.org) is.", ["Link added to “Air”: http://b.org."]),
        ("See [[a]].", "See [[b]].", ["Reference now leads to 2 (it was 1)."]),
        ("We act.[^n]", "We act.[^m]", ["Note now leads to 2 (it was 1)."]),
        ("We act.", "We *act now*.", ["Italics added to “act”."]),
        ("We *act*.", "We *act*.", []),
        ("We act.", "We act.[^n]", []),
    ],
)  # fmt: skip
def test_a_change_of_marks_on_words_that_stayed_is_a_sentence(old, new, told) -> None:
    assert sentences(old, new) == told


@settings(max_examples=40)
@given(declarations())
def test_losing_all_marks_is_told_and_gaining_them_is_its_mirror(declaration) -> None:
    for node in declaration.walk():
        bare = Text(node.text.plain)
        lost = compare_marks(node.text, bare, compare_texts(bare.plain, bare.plain))
        gained = compare_marks(bare, node.text, compare_texts(bare.plain, bare.plain))
        assert bool(lost) == bool(node.text.marks)
        assert [(c.kind, c.words, c.old_target) for c in lost] == [
            (c.kind, c.words, c.new_target) for c in gained
        ]
