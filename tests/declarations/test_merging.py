"""Two changes of one text: what merges, what clashes, and what becomes of an open amendment."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from declarations.amendments import (
    Amendment,
    Delete,
    InsertAfter,
    MoveAfter,
    ReplaceText,
    apply_operations,
    make_operations,
)
from declarations.merging import (
    RebaseOutcome,
    apply_edits,
    cut_tokens,
    find_edits,
    join_tokens,
    merge_texts,
    rebase_amendment,
)
from declarations.model import (
    OBJECT_CHARACTER,
    Declaration,
    Mark,
    MarkKind,
    Node,
    NodeKind,
    Note,
    Text,
)
from tests.declarations.generated import declarations, edited_declarations, texts

LAW = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
TEXTS = texts(("p1",), ("1",))


def amendment(*operations, code="A1") -> Amendment:
    return Amendment(code, "law-2026", "en", 1, "0" * 64, "seoul", operations)


def text_of(*paragraphs: Node, notes=()) -> Declaration:
    section = Node("s", NodeKind.SECTION, Text("One"), paragraphs)
    return Declaration(code="law-2026", title="Title", sections=(section,), notes=notes)


def paragraph(node_id: str, words: str) -> Node:
    return Node(node_id, NodeKind.OPERATIVE, Text(words))


BASE = text_of(
    paragraph("p1", "We will plant many trees in our cities by next year."),
    paragraph("p2", "We will clean the air."),
    paragraph("p3", "We thank the host."),
)


def rebase(change: Amendment, new: Declaration):
    return rebase_amendment(change, BASE, new, 2, "1" * 64)


def edited(*operations) -> Declaration:
    return apply_operations(BASE, operations).declaration


@LAW
@given(TEXTS)
def test_tokens_joined_are_the_text_again_but_that_like_marks_may_join(text) -> None:
    joined = join_tokens(cut_tokens(text))
    assert joined.plain == text.plain
    assert cut_tokens(joined) == cut_tokens(text)


@LAW
@given(TEXTS, TEXTS)
def test_the_edits_between_two_texts_make_the_second_of_the_first(old, new) -> None:
    tokens, wanted = cut_tokens(old), cut_tokens(new)
    assert cut_tokens(apply_edits(tokens, find_edits(tokens, wanted))) == wanted


@LAW
@given(TEXTS, TEXTS, TEXTS)
def test_a_merge_is_the_same_from_both_sides(base, ours, theirs) -> None:
    assert merge_texts(base, ours, theirs) == merge_texts(base, theirs, ours)


@LAW
@given(st.lists(st.sampled_from("abcdefgh"), min_size=8, max_size=20), st.data())
def test_edits_that_do_not_overlap_merge_and_nothing_else_changes(words, data) -> None:
    middle = data.draw(st.integers(2, len(words) - 2))
    first = data.draw(st.integers(0, middle - 2))
    second = data.draw(st.integers(middle + 1, len(words) - 1))

    def changed(**put) -> Text:
        new = [put.get(f"w{place}", word) for place, word in enumerate(words)]
        return Text(" ".join(new), (Mark(0, 1, MarkKind.ITALIC),))

    ours, theirs = changed(**{f"w{first}": "X"}), changed(**{f"w{second}": "Y"})
    both = changed(**{f"w{first}": "X", f"w{second}": "Y"})
    assert merge_texts(changed(), ours, theirs) == both


@LAW
@given(st.data())
def test_a_clean_rebase_gives_the_merge_of_both_in_any_order(data) -> None:
    base = data.draw(declarations())
    one, two = (data.draw(edited_declarations(base)) for _ in range(2))
    first = amendment(*make_operations(base, one), code="A1")
    second = amendment(*make_operations(base, two), code="B1")
    after_one = rebase_amendment(second, base, one, 2, "1" * 64)
    after_two = rebase_amendment(first, base, two, 2, "1" * 64)
    if RebaseOutcome.CLEAN is after_one.outcome is after_two.outcome:
        made = apply_operations(one, after_one.amendment.operations)
        other = apply_operations(two, after_two.amendment.operations)
        assert made.undone == other.undone == ()
        words = {node.id: node.text for node in made.declaration.walk()}
        swapped = {node.id: node.text for node in other.declaration.walk()}
        kept = {node.id for node in base.walk()}
        assert {i: w for i, w in words.items() if i in kept} == {
            i: w for i, w in swapped.items() if i in kept
        }
        untouched = {
            node.id for node in base.walk() if one.node(node.id) == node == two.node(node.id)
        }
        assert all(made.declaration.node(i) == base.node(i) for i in untouched if i in words)


@LAW
@given(st.data())
def test_an_amendment_rebased_on_the_same_text_is_the_same(data) -> None:
    base = data.draw(declarations())
    change = amendment(*make_operations(base, data.draw(edited_declarations(base))))
    if change.operations:
        rebased = rebase_amendment(change, base, base, 2, "1" * 64)
        assert rebased.outcome is RebaseOutcome.CLEAN
        assert rebased.amendment.operations == change.operations
        assert rebased.amendment.base_number == 2


def test_marks_survive_outside_and_inside_what_was_edited() -> None:
    plain = f"We will plant trees{OBJECT_CHARACTER} in cities."
    marks = (Mark(8, 13, MarkKind.ITALIC), Mark(19, 20, MarkKind.NOTE, "1"))
    ours = Text(plain.replace("cities", "parks"), marks)
    theirs = Text(
        "Must" + plain[2:], tuple(replace(m, start=m.start + 2, end=m.end + 2) for m in marks)
    )
    merged = merge_texts(Text(plain, marks), ours, theirs)
    assert merged == Text(theirs.plain.replace("cities", "parks"), theirs.marks)


def test_the_same_words_changed_twice_clash() -> None:
    assert merge_texts(Text("by next year"), Text("by next month"), Text("by next week")) is None


def test_what_does_not_clash_is_clean() -> None:
    change = amendment(
        ReplaceText("p1", Text("We will plant 900 trees in our cities by next year."))
    )
    new = edited(ReplaceText("p1", Text("We will plant many trees in our cities by next month.")))
    rebased = rebase(change, new)
    assert rebased.outcome is RebaseOutcome.CLEAN
    assert rebased.amendment.base_sha256 == "1" * 64
    made = apply_operations(new, rebased.amendment.operations).declaration
    assert made.node("p1").text.plain == "We will plant 900 trees in our cities by next month."


def test_what_clashes_needs_review_and_stays_as_it_was() -> None:
    change = amendment(ReplaceText("p2", Text("We will clean the water.")))
    rebased = rebase(change, edited(ReplaceText("p2", Text("We will clean the sea."))))
    assert rebased.outcome is RebaseOutcome.NEEDS_REVIEW
    assert rebased.amendment == change


def test_a_change_of_what_is_gone_lapses() -> None:
    change = amendment(ReplaceText("p2", Text("We will clean the water.")))
    assert rebase(change, edited(Delete("p2"))).outcome is RebaseOutcome.LAPSED


def test_what_the_text_says_already_lapses() -> None:
    change = amendment(ReplaceText("p2", Text("We will clean the water.")))
    rebased = rebase(change, edited(*change.operations))
    assert rebased.outcome is RebaseOutcome.LAPSED
    assert "already" in rebased.remarks[0]


def test_one_operation_gone_and_one_left_needs_review() -> None:
    change = amendment(ReplaceText("p2", Text("Gone.")), ReplaceText("p3", Text("We thank all.")))
    assert rebase(change, edited(Delete("p2"))).outcome is RebaseOutcome.NEEDS_REVIEW


def test_deleting_what_was_edited_meanwhile_needs_review() -> None:
    rebased = rebase(amendment(Delete("p2")), edited(ReplaceText("p2", Text("We will wash."))))
    assert rebased.outcome is RebaseOutcome.NEEDS_REVIEW


def test_moving_what_was_moved_elsewhere_needs_review() -> None:
    rebased = rebase(amendment(MoveAfter("p3", "s", "")), edited(MoveAfter("p3", "s", "p1")))
    assert rebased.outcome is RebaseOutcome.NEEDS_REVIEW


def test_moving_to_the_same_place_is_done_already() -> None:
    rebased = rebase(amendment(MoveAfter("p3", "s", "")), edited(MoveAfter("p3", "s", "")))
    assert rebased.outcome is RebaseOutcome.LAPSED


def test_an_insertion_whose_neighbour_is_gone_follows_the_one_before_and_says_so() -> None:
    change = amendment(InsertAfter("s", "p2", paragraph("p9", "New.")))
    rebased = rebase(change, edited(Delete("p2")))
    assert rebased.outcome is RebaseOutcome.CLEAN
    assert rebased.amendment.operations[0].after_id == "p1"
    assert "p2" in rebased.remarks[0]


def test_two_new_paragraphs_of_one_id_both_stand() -> None:
    change = amendment(InsertAfter("s", "p2", paragraph("p4", "Ours.")))
    new = edited(InsertAfter("s", "p2", paragraph("p4", "Theirs.")))
    made = apply_operations(new, rebase(change, new).amendment.operations).declaration
    words = [node.text.plain for node in made.operative_paragraphs()]
    assert "Ours." in words
    assert "Theirs." in words


def test_two_new_notes_of_one_name_both_stand() -> None:
    def noted(node_id: str, words: str) -> ReplaceText:
        text = Text(OBJECT_CHARACTER, (Mark(0, 1, MarkKind.NOTE, "1"),))
        return ReplaceText(node_id, text, (Note("1", Text(words)),))

    new = edited(noted("p2", "Theirs."))
    made = apply_operations(new, rebase(amendment(noted("p3", "Ours.")), new).amendment.operations)
    assert [note.text.plain for note in made.declaration.notes] == ["Theirs.", "Ours."]
    assert made.declaration.node("p3").text.marks[0].target == "1-a1"
