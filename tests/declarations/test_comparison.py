"""Comparison: nodes by id, moves, notes and titles."""

from collections import Counter
from dataclasses import replace
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from declarations.comparison import ChangeKind, compare
from declarations.draft_file import parse_draft
from declarations.model import Declaration
from declarations.word_differences import Piece, PieceKind
from tests.declarations.generated import declarations

HEAD = "---\ndeclaration: a\ntitle: T\n---\n\n"


def draft(body: str) -> Declaration:
    return parse_draft(HEAD + body).declaration


def kinds(old: str, new: str) -> list[tuple[str, ChangeKind]]:
    return [(c.node_id, c.kind) for c in compare(draft(old), draft(new)).changes]


def test_every_node_of_both_texts_has_one_change_deleted_ones_where_they_stood() -> None:
    old = "# S {#s}\n\n1. We act. {#a}\n\n2. We rest. {#b}\n\n3. We plan. {#c}\n"
    new = "# S {#s}\n\n1. We act. {#a}\n\n2. We plan well. {#c}\n\n3. We share. {#d}\n"
    assert kinds(old, new) == [
        ("s", ChangeKind.UNCHANGED),
        ("a", ChangeKind.UNCHANGED),
        ("b", ChangeKind.DELETED),
        ("c", ChangeKind.EDITED),
        ("d", ChangeKind.INSERTED),
    ]


def test_a_paragraph_put_elsewhere_is_moved_and_its_neighbours_are_not() -> None:
    old = "# S {#s}\n\n1. A. {#a}\n\n2. B. {#b}\n\n3. C. {#c}\n"
    new = "# S {#s}\n\n1. C. {#c}\n\n2. A. {#a}\n\n3. B. {#b}\n"
    assert dict(kinds(old, new)) == {
        "s": ChangeKind.UNCHANGED,
        "c": ChangeKind.MOVED,
        "a": ChangeKind.UNCHANGED,
        "b": ChangeKind.UNCHANGED,
    }


def test_a_paragraph_under_another_section_with_other_words_is_moved_and_edited() -> None:
    old = "# S {#s}\n\n1. We act. {#a}\n\n# T {#t}\n\n2. B. {#b}\n"
    new = "# S {#s}\n\n# T {#t}\n\n1. B. {#b}\n\n2. We act now. {#a}\n"
    assert dict(kinds(old, new))["a"] is ChangeKind.MOVED_AND_EDITED


def test_a_change_of_marks_alone_is_an_edit_without_changed_words() -> None:
    (_, change) = compare(draft("1. We act. {#a}\n"), draft("1. We *act*. {#a}\n")).changes
    assert change.kind is ChangeKind.EDITED
    assert change.pieces == (Piece("We act.", PieceKind.EQUAL),)


def test_a_changed_title_and_note_are_told_among_the_details() -> None:
    old = draft("1. We act.[^1] {#a}\n\n[^1]: One.\n")
    new = parse_draft(
        HEAD.replace("title: T", "title: U") + "1. We act.[^1] {#a}\n\n[^1]: Two.\n"
    ).declaration
    assert [detail.name for detail in compare(old, new).details] == ["title", "note 1"]


def test_a_new_number_is_no_change() -> None:
    old = "1. A. {#a}\n\n2. See [[a]]. {#b}\n"
    new = "1. We plan. {#c}\n\n2. A. {#a}\n\n3. See [[a]]. {#b}\n"
    assert [kind for _, kind in kinds(old, new)[1:]] == [
        ChangeKind.INSERTED, ChangeKind.UNCHANGED, ChangeKind.UNCHANGED,
    ]  # fmt: skip


@settings(max_examples=20)
@given(declarations())
def test_a_declaration_compared_with_itself_has_no_change(declaration: Declaration) -> None:
    comparison = compare(declaration, declaration)
    assert {change.kind for change in comparison.changes} <= {ChangeKind.UNCHANGED}
    assert (comparison.details, comparison.divisions) == ((), ())


@settings(max_examples=20)
@given(declarations(), declarations())
def test_the_pieces_of_the_nodes_make_both_texts(old: Declaration, new: Declaration) -> None:
    for change in compare(old, new).changes:
        kept = {PieceKind.EQUAL, PieceKind.DELETED}, {PieceKind.EQUAL, PieceKind.INSERTED}
        for node, kinds_kept in zip((change.old, change.new), kept, strict=True):
            words = "".join(p.text for p in change.pieces if p.kind in kinds_kept)
            assert words == (node.text.plain if node else "")


@settings(max_examples=20)
@given(declarations(), declarations())
def test_compared_the_other_way_round_the_counts_mirror(old: Declaration, new: Declaration) -> None:
    there, back = (Counter(c.kind for c in compare(*p).changes) for p in ((old, new), (new, old)))
    assert there[ChangeKind.INSERTED] == back[ChangeKind.DELETED]
    assert there[ChangeKind.DELETED] == back[ChangeKind.INSERTED]
    moved, both = ChangeKind.MOVED, ChangeKind.MOVED_AND_EDITED
    assert there[moved] + there[both] == back[moved] + back[both]
    assert there[ChangeKind.EDITED] + there[both] == back[ChangeKind.EDITED] + back[both]


@settings(max_examples=20)
@given(declarations(), st.randoms(use_true_random=False))
def test_sections_in_another_order_only_move(declaration: Declaration, chance: Random) -> None:
    sections = list(declaration.sections)
    chance.shuffle(sections)
    comparison = compare(declaration, replace(declaration, sections=tuple(sections)))
    moved = [c for c in comparison.changes if c.kind is not ChangeKind.UNCHANGED]
    assert {change.kind for change in moved} <= {ChangeKind.MOVED}
    assert {c.node_id for c in moved} <= {section.id for section in sections}
    assert len(moved) < max(len(sections), 1)
