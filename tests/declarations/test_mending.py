"""Mending: what is mended stays mended, and no word is lost."""

import re
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from declarations.checks import CHECKS, Mended, check_declaration, mend_declaration
from declarations.draft_file import parse_draft, print_draft
from declarations.draft_inline import tidy_text
from declarations.edits import Edit, edit_text
from declarations.findings import WORD, passages
from declarations.model import (
    OBJECT_CHARACTER,
    Declaration,
    Mark,
    MarkKind,
    Node,
    NodeKind,
    Note,
    Profile,
    Text,
)
from tests.declarations.generated import declarations, texts

HEAD = "---\ndeclaration: a\ntitle: T\nlanguage: {}\nprofile: {}\n---\n\n"
KEEPING_WORDS = [c for c in CHECKS if c.code not in {"T302", "T308", "R108", "R109", "R110"}]


def mend(body: str, language: str = "en", profile: str = "declaration") -> str:
    """Return the body of a draft after mending, ids and head taken away."""
    declaration = parse_draft(HEAD.format(language, profile) + body).declaration
    printed = print_draft(mend_declaration(declaration, {}).declaration)
    return re.sub(r" \{#[^}]*\}", "", printed.rpartition("---\n\n")[2])


@pytest.mark.parametrize(
    ("language", "before", "after"),
    [
        ("en", "1. We act[^1].\n\n[^1]: N.\n", "1. We act.[^1]\n\n[^1]: N.\n"),
        ("en", "1. We act[^1]\n\n[^1]: N.\n", "1. We act.[^1]\n\n[^1]: N.\n"),
        ("fr", "1. Nous agissons.[^1]\n\n[^1]: N.\n", "1. Nous agissons[^1].\n\n[^1]: N.\n"),
        ("fr", "1. Nous agissons[^1]\n\n[^1]: N.\n", "1. Nous agissons[^1].\n\n[^1]: N.\n"),
        ("en", "1. We say “act”\n", "1. We say “act”.\n"),
        ("en", '1. We "act" for the city\'s air.\n', "1. We “act” for the city’s air.\n"),
        ("fr", '1. Nous disons "oui".\n', "1. Nous disons «\u00a0oui\u00a0».\n"),
        ("ru", '1. Мы говорим "да".\n', "1. Мы говорим «да».\n"),
        ("zh", "1. 我们承诺\n", "1. 我们承诺。\n"),
        ("ar", "1. نلتزم\n", "1. نلتزم.\n"),
        ("en", "1. This resolution binds.\n", "1. The present resolution binds.\n"),
        ("en", "1. 20% of *program* costs.\n", "1. 20 per cent of *programme* costs.\n"),
        ("en", "1. (a) We act.\n\n2. (a) We rest.\n", "1. We act.\n\n2. (a) We rest.\n"),
        (
            "en",
            "1. We open;\n\n   1. (a) Parks;\n\n   2. b)  Trees.\n",
            "1. We open:\n\n   1. Parks;\n\n   2. Trees.\n",
        ),
    ],
)
def test_a_fault_is_mended(language: str, before: str, after: str) -> None:
    assert mend(before, language) == after


def test_a_resolution_is_mended_to_its_style() -> None:
    body = (
        "The General Assembly,\n\nRecalling its resolution[^1].\n\n# S\n\n1. Decides to act.\n\n"
        "2. (2) decides to plan.\n\n3. *Decides* to report;\n\n[^1]: N.\n"
    )
    assert mend(body, profile="resolution") == (
        "The General Assembly,\n\n*Recalling* its resolution,[^1]\n\n# S\n\n"
        "1. *Decides* to act;\n\n2. *Also decides* to plan;\n\n3. *Further decides* to report.\n\n"
        "[^1]: N.\n"
    )


SNIPPETS = st.sampled_from(
    (
        "program", "20%", "this resolution", '"air"', "city's", "'old'", "(a) ", "2. ", "b) ",
        "ii) ", ",", ".", ";", " :", "...", "!", "”", ")", "]", "[", "  ", " ", "decides", "*",
        "Also decides", "Further notes", "—", "город", "城市", "المدن", "เมือง", "we will", "»",
        OBJECT_CHARACTER,
    )
)  # fmt: skip


@st.composite
def faulty_texts(draw: st.DrawFn) -> Text:
    """Draw a text with faults of every kind; objects are notes or references."""
    plain = "".join(draw(st.lists(SNIPPETS, min_size=1, max_size=6)))
    marks = [
        Mark(place, place + 1, draw(st.sampled_from((MarkKind.NOTE, MarkKind.REFERENCE))), "a-1")
        for place, sign in enumerate(plain)
        if sign == OBJECT_CHARACTER
    ]
    if draw(st.booleans()):
        start = draw(st.integers(0, len(plain) - 1))
        marks.append(Mark(start, draw(st.integers(start + 1, len(plain))), MarkKind.ITALIC))
    return tidy_text(plain, marks)


@st.composite
def faulty_declarations(draw: st.DrawFn) -> Declaration:
    """Draw a declaration with faults in the preamble, paragraphs and sub-paragraphs."""
    count = draw(st.integers(1, 3))
    preambular = [Node(f"p-{n}", NodeKind.PREAMBULAR, draw(faulty_texts())) for n in range(count)]
    operative = [
        Node(
            f"a-{n}",
            NodeKind.OPERATIVE,
            draw(faulty_texts()),
            tuple(
                Node(f"a-{n}-{m}", NodeKind.SUBPARAGRAPH, draw(faulty_texts()))
                for m in range(draw(st.integers(0, 2)))
            ),
        )
        for n in range(count)
    ]
    return Declaration(
        code="a",
        title="T",
        language=draw(st.sampled_from(("en", "fr", "ru", "zh", "ar", "th", "de"))),
        profile=draw(st.sampled_from(Profile)),
        preamble=Node("preamble", NodeKind.PREAMBLE, Text(), tuple(preambular)),
        sections=(Node("s", NodeKind.SECTION, Text("S"), tuple(operative)),),
        notes=(Note("a-1", draw(faulty_texts())),),
    )


@settings(max_examples=200)
@given(faulty_declarations())
def test_a_text_full_of_faults_is_mended_in_one_go_and_keeps_its_words(
    declaration: Declaration,
) -> None:
    once = mend_declaration(declaration, {}).declaration
    assert mend_declaration(once, {}) == Mended(once, ())
    kept = mend_declaration(declaration, {}, KEEPING_WORDS).declaration
    for old, new in zip(passages(declaration), passages(kept), strict=True):
        assert WORD.findall(straight(new.text.plain)) == WORD.findall(straight(old.text.plain))
        assert kinds(old.text) == kinds(new.text)


@settings(max_examples=60)
@given(declarations())
def test_mending_twice_is_mending_once_and_leaves_nothing_that_could_be_mended(
    declaration: Declaration,
) -> None:
    once = mend_declaration(declaration, {}).declaration
    assert mend_declaration(once, {}) == Mended(once, ())
    assert [p for p in check_declaration(once, {}) if p.fixable] == []


@settings(max_examples=60)
@given(declarations())
def test_mending_loses_no_word_no_mark_and_no_paragraph(declaration: Declaration) -> None:
    mended = mend_declaration(declaration, {}, KEEPING_WORDS).declaration
    before, after = list(passages(declaration)), list(passages(mended))
    assert [p.item for p in after] == [p.item for p in before]
    for old, new in zip(before, after, strict=True):
        assert WORD.findall(straight(new.text.plain)) == WORD.findall(straight(old.text.plain))
        assert kinds(old.text) - kinds(new.text) == Counter()


def straight(plain: str) -> str:
    return plain.replace("’", "'").replace("‘", "'")


def kinds(text: Text) -> Counter[tuple[MarkKind, str]]:
    return Counter((m.kind, m.target) for m in text.marks if m.kind is not MarkKind.ITALIC)


@settings(max_examples=60)
@given(declarations())
def test_a_mended_text_reads_back_from_its_draft_file(declaration: Declaration) -> None:
    mended = mend_declaration(declaration, {}).declaration
    assert parse_draft(print_draft(mended)).declaration == mended


@given(st.data(), texts(("a",), ("1",)))
def test_an_edit_changes_its_range_and_every_other_word_keeps_its_marks(
    data: st.DataObject, text: Text
) -> None:
    places = [p for p, c in enumerate(text.plain) if c.isalpha() and c.isascii()]
    if not places:
        return
    place = data.draw(st.sampled_from(places))
    edited = edit_text(text, [Edit(place, place + 1, "xyz")])
    assert edited.plain == text.plain[:place] + "xyz" + text.plain[place + 1 :]
    for old in range(len(text.plain)):
        new = old + 2 if old > place else old
        assert marks_at(edited, new) == marks_at(text, old)


def marks_at(text: Text, place: int) -> set[tuple[MarkKind, str]]:
    return {(m.kind, m.target) for m in text.marks if m.start <= place < m.end}


def test_words_put_at_the_edge_of_a_mark_do_not_take_it_on() -> None:
    text = Text("We act", (Mark(3, 6, MarkKind.ITALIC),))
    assert edit_text(text, [Edit(6, 6, ".")]) == Text("We act.", text.marks)
    assert edit_text(text, [Edit(3, 3, "now ")]) == Text(
        "We now act", (Mark(7, 10, MarkKind.ITALIC),)
    )


def test_a_note_mark_that_changes_place_keeps_its_note() -> None:
    text = Text(f"a{OBJECT_CHARACTER}{OBJECT_CHARACTER}.", (
        Mark(1, 2, MarkKind.NOTE, "1"), Mark(2, 3, MarkKind.NOTE, "2"),
    ))  # fmt: skip
    edited = edit_text(text, [Edit(1, 4, f".{OBJECT_CHARACTER}{OBJECT_CHARACTER}")])
    assert edited.marks == (Mark(2, 3, MarkKind.NOTE, "1"), Mark(3, 4, MarkKind.NOTE, "2"))
