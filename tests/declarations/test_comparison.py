"""Comparison: nodes by id, moves, notes and titles."""

from declarations.comparison import ChangeKind, compare
from declarations.draft_file import parse_draft
from declarations.model import Declaration
from declarations.word_differences import Piece, PieceKind

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
