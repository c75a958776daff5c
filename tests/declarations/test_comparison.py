"""Comparison: nodes by id, words by tokens."""

from hypothesis import given
from hypothesis import strategies as st

from declarations.comparison import (
    ChangeKind,
    Piece,
    PieceKind,
    compare,
    compare_texts,
    split_tokens,
)
from declarations.draft_file import parse_draft
from declarations.model import Declaration

HEAD = "---\ndeclaration: a\ntitle: T\n---\n\n"
EQUAL, DELETED, INSERTED = PieceKind.EQUAL, PieceKind.DELETED, PieceKind.INSERTED
LANGUAGE = st.lists(
    st.sampled_from(
        ["we ", "will ", "reduce ", "30 ", "per ", "cent", ".", "城", "市", "เมือง", "’s ", "-"]
    ),
    max_size=30,
).map("".join)


def draft(body: str) -> Declaration:
    return parse_draft(HEAD + body).declaration


def kinds(old: str, new: str) -> list[tuple[str, ChangeKind]]:
    return [(c.node_id, c.kind) for c in compare(draft(old), draft(new)).changes]


@given(LANGUAGE | st.text(), LANGUAGE | st.text())
def test_equal_and_deleted_pieces_are_the_old_text_equal_and_inserted_the_new(
    old: str, new: str
) -> None:
    pieces = compare_texts(old, new)
    assert "".join(p.text for p in pieces if p.kind is not INSERTED) == old
    assert "".join(p.text for p in pieces if p.kind is not DELETED) == new
    assert all(p.text for p in pieces)


@given(st.text())
def test_tokens_joined_are_the_text(text: str) -> None:
    assert "".join(split_tokens(text)) == text


def test_a_word_keeps_its_apostrophe_its_hyphen_and_the_space_after_it() -> None:
    assert split_tokens("The city’s well-being.") == ["The ", "city’s ", "well-being", "."]


def test_each_han_character_and_each_thai_cluster_is_a_token() -> None:
    assert split_tokens("城市と") == ["城", "市", "と"]
    assert split_tokens("ที่นี่") == ["ที่", "นี่"]


def test_a_changed_figure_is_the_only_piece_that_changed() -> None:
    old, new = "We will cut waste by 30 per cent.", "We will cut waste by 40 per cent."
    assert compare_texts(old, new) == (
        Piece("We will cut waste by ", EQUAL),
        Piece("30 ", DELETED),
        Piece("40 ", INSERTED),
        Piece("per cent.", EQUAL),
    )


def test_a_paragraph_changed_above_sixty_per_cent_is_replaced_as_a_whole() -> None:
    old, new = "We plant a tree.", "Every member we know grows gardens."
    assert compare_texts(old, new) == (Piece(old, DELETED), Piece(new, INSERTED))


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
    assert change.pieces == (Piece("We act.", EQUAL),)


def test_a_changed_title_and_note_are_told_among_the_details() -> None:
    old = draft("1. We act.[^1] {#a}\n\n[^1]: One.\n")
    new = parse_draft(
        HEAD.replace("title: T", "title: U") + "1. We act.[^1] {#a}\n\n[^1]: Two.\n"
    ).declaration
    assert [detail.name for detail in compare(old, new).details] == ["title", "note 1"]
