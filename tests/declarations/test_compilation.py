"""All open amendments together: what stands, what agrees, what clashes, what is voted first."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from declarations.amendments import (
    Amendment,
    AmendmentStatus,
    Delete,
    InsertAfter,
    MoveAfter,
    ReplaceText,
    SetDetail,
    apply_amendment,
    apply_operations,
    make_operations,
)
from declarations.compilation import compile_amendments
from declarations.compiled_parts import ClashKind
from declarations.merging import free_names
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
from declarations.revisions import content_sha256
from tests.declarations.generated import declarations, edited_declarations

LAW = settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])


def paragraph(node_id: str, words: str) -> Node:
    return Node(node_id, NodeKind.OPERATIVE, Text(words))


BASE = Declaration(
    code="law-2026",
    title="Title",
    sections=(
        Node(
            "s",
            NodeKind.SECTION,
            Text("One"),
            (
                paragraph("p1", "We will plant many trees in our cities by next year."),
                paragraph("p2", "We will clean the air."),
                paragraph("p3", "We thank the host."),
            ),
        ),
    ),
)


def amendment(code: str, sponsor: str, *operations, base=BASE, parent="") -> Amendment:
    return Amendment(
        code, "law-2026", "en", 1, content_sha256(base), sponsor, operations,
        submitted_on=date(2026, 1, 1), parent=parent,
    )  # fmt: skip


def reworded(words: str) -> ReplaceText:
    return ReplaceText("p1", Text(words))


def part(compilation, name):
    return next(each for each in compilation.parts if each.name == name)


def three():
    return compile_amendments(
        BASE,
        [
            amendment(
                "A1", "seoul", reworded("We will plant 900 trees in our cities by next year.")
            ),
            amendment(
                "A2", "quito", reworded("We shall plant 900 trees in our cities by next year.")
            ),
            amendment(
                "A3", "hanoi", reworded("We will plant 500 trees in our cities by next month.")
            ),
        ],
    )


def test_three_amendments_to_one_paragraph_stand_agree_and_clash() -> None:
    compiled = part(three(), "p1")
    assert [(each.text.plain, each.sponsors) for each in compiled.standing] == [
        ("shall ", ("quito",)),
        ("month", ("hanoi",)),
    ]
    (clash,) = compiled.clashes
    assert clash.kind is ClashKind.OVERLAP
    assert {each.text.plain: each.sponsors for each in clash.proposals} == {
        "900 ": ("seoul", "quito"),
        "500 ": ("hanoi",),
    }
    assert compiled.merged.plain == "We shall plant many trees in our cities by next month."


def test_the_voting_list_begins_furthest_from_the_base() -> None:
    ballots = three().ballots
    assert [each.code for each in ballots] == ["A2", "A3", "A1"]
    assert [each.distance for each in ballots] == sorted(
        (each.distance for each in ballots), reverse=True
    )
    assert all(each.is_contested for each in ballots)


def test_insertions_at_one_place_are_a_question_of_order() -> None:
    first = amendment("A1", "seoul", InsertAfter("s", "p1", paragraph("p4", "First.")))
    second = amendment("A2", "quito", InsertAfter("s", "p1", paragraph("p4", "Second.")))
    compilation = compile_amendments(BASE, [second, first])
    compiled = part(compilation, "p1")
    assert not compiled.clashes
    assert [each.codes for each in compiled.insertions] == [("A1",), ("A2",)]
    words = [node.text.plain for node in compilation.merged.operative_paragraphs()]
    assert words[1:3] == ["First.", "Second."]


def test_the_same_new_paragraph_twice_is_agreement() -> None:
    both = [
        amendment(code, member, InsertAfter("s", "p1", paragraph(f"p-{member}", "New.")))
        for code, member in (("A1", "seoul"), ("A2", "quito"))
    ]
    (found,) = part(compile_amendments(BASE, both), "p1").insertions
    assert found.sponsors == ("seoul", "quito")


def test_a_deletion_against_an_edit_is_a_clash_with_both_sponsors() -> None:
    compilation = compile_amendments(
        BASE,
        [
            amendment("A1", "seoul", Delete("p2")),
            amendment("A2", "quito", ReplaceText("p2", Text("We will clean the sea."))),
        ],
    )
    (clash,) = part(compilation, "p2").clashes
    assert clash.kind is ClashKind.DELETE_AGAINST_EDIT
    assert [each.sponsors for each in clash.proposals] == [("seoul",), ("quito",)]
    assert compilation.merged == BASE


def test_two_different_moves_of_one_paragraph_clash_and_two_equal_ones_agree() -> None:
    up = MoveAfter("p3", "s", "")
    moves = [amendment("A1", "seoul", up), amendment("A2", "quito", up)]
    (found,) = part(compile_amendments(BASE, moves), "p3").whole
    assert found.sponsors == ("seoul", "quito")
    other = amendment("A3", "hanoi", MoveAfter("p3", "s", "p1"))
    (clash,) = part(compile_amendments(BASE, [*moves, other]), "p3").clashes
    assert clash.kind is ClashKind.MOVE_AGAINST_MOVE


def test_an_amendment_to_an_amendment_is_laid_on_it_and_voted_before_it() -> None:
    first = amendment(
        "A1", "seoul", reworded("We will plant 900 trees in our cities by next year.")
    )
    second = amendment(
        "A2", "quito",
        reworded("We will plant 900 tall trees in our cities by next year."), parent="A1",
    )  # fmt: skip
    compilation = compile_amendments(BASE, [first, second])
    assert [each.code for each in compilation.ballots] == ["A2", "A1"]
    assert any("A2" in each.codes for each in part(compilation, "p1").proposals)


def test_what_was_written_for_another_text_is_set_aside() -> None:
    stale = replace(amendment("A1", "seoul", Delete("p2")), base_sha256="0" * 64)
    decided = replace(amendment("A2", "quito", Delete("p2")), status=AmendmentStatus.REJECTED)
    compilation = compile_amendments(BASE, [stale, decided])
    assert compilation.set_aside == (stale,)
    assert compilation.touched == ()


def test_a_new_title_is_a_part_of_its_own() -> None:
    change = amendment("A1", "seoul", SetDetail("title", Text("A new Title")))
    compilation = compile_amendments(BASE, [change])
    assert compilation.merged.title == "A new Title"
    assert [each.name for each in compilation.touched] == ["title"]


def below(node_id: str, words: str, *children: Node) -> Node:
    return Node(node_id, NodeKind.SUBPARAGRAPH, Text(words), children)


DEEP = replace(
    BASE,
    sections=(
        Node(
            "s", NodeKind.SECTION, Text("One"),
            (
                paragraph("p1", "We will plant many trees in our cities by next year."),
                Node(
                    "p2", NodeKind.OPERATIVE, Text("We clean the air:"),
                    (below("p2-a", "by filters;"), below("p2-b", "by trees.")),
                ),
                paragraph("p3", "We thank the host."),
            ),
        ),
        Node("t", NodeKind.SECTION, Text("Two"), (paragraph("q1", "We meet again."),)),
    ),
)  # fmt: skip


def lay(*by_member, base=DEEP):
    """Return the compilation of one amendment for each tuple of operations."""
    return compile_amendments(
        base,
        [amendment(f"A{n}", f"city-{n}", *each, base=base) for n, each in enumerate(by_member, 1)],
    )


@pytest.mark.parametrize(
    ("deleted", "proposed"),
    [
        ("p2", ReplaceText("p2-a", Text("by big filters;"))),
        ("p2", InsertAfter("p2", "p2-b", below("n", "by rain."))),
        ("p2", MoveAfter("p2-a", "s", "p3")),
        ("p2", MoveAfter("p3", "p2", "")),
        ("p2", Delete("p2-a")),
        ("s", MoveAfter("p1", "s", "p3")),
        ("s", MoveAfter("p1", "t", "q1")),
        ("s", MoveAfter("q1", "s", "p1")),
    ],
)
def test_a_deletion_clashes_with_all_that_is_proposed_within(deleted, proposed) -> None:
    for pair, codes in (
        (([Delete(deleted)], [proposed]), ("A1", "A2")),
        (([proposed], [Delete(deleted)]), ("A2", "A1")),
    ):
        compilation = lay(*pair)
        (clash,) = part(compilation, deleted).clashes
        assert clash.kind is ClashKind.DELETE_AGAINST_EDIT
        assert [each.codes for each in clash.proposals] == [(code,) for code in codes]
        assert compilation.merged == DEEP
        assert {each.code for each in compilation.ballots if each.is_contested} == {"A1", "A2"}


def test_delete_move_and_edit_of_one_paragraph_are_one_clash() -> None:
    edit = reworded("We will plant 500 trees in our cities by next year.")
    compilation = lay([Delete("p1")], [MoveAfter("p1", "s", "p3")], [edit])
    (clash,) = part(compilation, "p1").clashes
    assert [each.codes for each in clash.proposals] == [("A1",), ("A2",), ("A3",)]
    assert part(compilation, "p1").proposals == clash.proposals
    assert compilation.merged == DEEP


def test_a_section_emptied_before_it_is_deleted_takes_only_the_rest_along() -> None:
    moved_out = [MoveAfter("p1", "t", "q1"), Delete("s")]
    edit = [reworded("We will plant 500 trees in our cities by next year.")]
    compilation = lay(moved_out, edit)
    assert not any(each.clashes for each in compilation.parts)
    assert [node.id for node in compilation.merged.walk()] == ["t", "q1", "p1"]
    elsewhere = lay(moved_out, [MoveAfter("p1", "t", "")])
    assert elsewhere.merged == DEEP, "a deletion waits for a contested move out of it"


def test_paragraphs_moved_below_each_other_clash() -> None:
    compilation = lay([MoveAfter("p1", "p3", "")], [MoveAfter("p3", "p1", "")])
    (clash,) = part(compilation, "p1").clashes
    assert clash.kind is ClashKind.MOVE_AGAINST_MOVE
    assert {each.codes for each in clash.proposals} == {("A1",), ("A2",)}
    assert compilation.merged == DEEP


def test_paragraphs_inserted_in_a_row_keep_their_order_and_ids() -> None:
    first = [
        InsertAfter("s", "p1", paragraph("n1", "One.")),
        InsertAfter("s", "n1", paragraph("n2", "Two.")),
    ]
    other = [InsertAfter("s", "p1", paragraph("m1", "Other."))]
    merged = lay(first, other).merged
    assert [node.id for node in merged.sections[0].children] == ["p1", "n1", "n2", "m1", "p2", "p3"]


def test_a_paragraph_moves_into_a_new_section() -> None:
    merged = lay(
        [
            InsertAfter("", "s", Node("u", NodeKind.SECTION, Text("New"))),
            MoveAfter("p3", "u", ""),
        ]
    ).merged
    assert [node.id for node in merged.walk()] == [
        "s",
        "p1",
        "p2",
        "p2-a",
        "p2-b",
        "u",
        "p3",
        "t",
        "q1",
    ]


def test_an_insertion_follows_its_nearest_neighbour_that_is_left() -> None:
    after = [InsertAfter("s", "p2", paragraph("n", "New."))]
    merged = lay([MoveAfter("p2", "t", "q1")], after).merged
    assert [node.id for node in merged.sections[0].children] == ["p1", "n", "p3"]
    assert [node.id for node in lay([Delete("p2")], after).merged.sections[0].children] == [
        "p1", "n", "p3",
    ]  # fmt: skip


def noted(words: str, note_id: str) -> Text:
    mark = Mark(len(words), len(words) + 1, MarkKind.NOTE, note_id)
    return Text(words + OBJECT_CHARACTER, (mark,))


def test_notes_come_along_with_the_words_that_stand() -> None:
    new = Node("n", NodeKind.OPERATIVE, noted("New.", "m"))
    merged = lay(
        [ReplaceText("p3", noted("We thank the host.", "k"), (Note("k", Text("Seoul.")),))],
        [InsertAfter("s", "p1", new, (Note("m", Text("Quito.")),))],
    ).merged
    assert {each.id: each.text.plain for each in merged.notes} == {"k": "Seoul.", "m": "Quito."}


def test_different_words_put_in_at_one_place_clash_and_equal_ones_agree() -> None:
    also = [reworded("We will plant many trees also in our cities by next year.")]
    soon = [reworded("We will plant many trees soon in our cities by next year.")]
    compilation = lay(also, soon)
    (clash,) = part(compilation, "p1").clashes
    assert [each.text.plain for each in clash.proposals] == ["also ", "soon "]
    assert compilation.merged == DEEP
    assert all(each.is_contested for each in compilation.ballots)
    assert not part(lay(also, also), "p1").clashes


@pytest.mark.parametrize(
    "other",
    [
        (below("q", "Sub."), below("r", "Next.")),
        (replace(below("q", "Sub.", below("r", "Next.")), kind=NodeKind.OPERATIVE),),
    ],
)
def test_new_paragraphs_of_equal_words_and_other_structure_do_not_agree(other) -> None:
    def head(node_id: str, *children: Node) -> Node:
        return Node(node_id, NodeKind.OPERATIVE, Text("Head:"), children)

    one = [InsertAfter("s", "p1", head("x", below("xq", "Sub.", below("xr", "Next."))))]
    two = [InsertAfter("s", "p1", head("y", *other))]
    assert [each.codes for each in part(lay(one, two), "p1").insertions] == [("A1",), ("A2",)]


def test_what_follows_a_paragraph_that_two_propose_follows_the_one_that_stands() -> None:
    one = [InsertAfter("s", "p1", paragraph("x", "New."))]
    two = [
        InsertAfter("s", "p1", paragraph("y", "New.")),
        InsertAfter("s", "y", paragraph("z", "More.")),
    ]
    merged = lay(one, two).merged
    assert [node.id for node in merged.sections[0].children] == ["p1", "x", "z", "p2", "p3"]


def test_operations_that_repeat_each_other_count_as_what_they_make() -> None:
    compilation = lay(
        [
            ReplaceText("p3", Text("We thank.")), ReplaceText("p3", Text("We thank all.")),
            ReplaceText("p2-a", Text("by nothing;")), Delete("p2"),
        ]
    )  # fmt: skip
    assert not any(each.clashes for each in compilation.parts)
    assert [node.text.plain for node in compilation.merged.operative_paragraphs()] == [
        "We will plant many trees in our cities by next year.", "We thank all.", "We meet again.",
    ]  # fmt: skip


@LAW
@given(st.data())
def test_amendments_are_laid_in_the_order_of_their_submission(data) -> None:
    base = data.draw(declarations())
    made = []
    for number in (1, 2, 3):
        operations = make_operations(base, data.draw(edited_declarations(base)))
        made.append(amendment(f"A{number}", f"city-{number}", *operations, base=base))
    later = replace(made[0], submitted_on=date(2026, 1, 2))
    compilation = compile_amendments(base, [made[2], later, made[1]])
    assert [each.code for each in compilation.amendments] == ["A2", "A3", "A1"]
    for each in compilation.parts:
        place = 0
        for proposal in each.standing:
            assert proposal.start >= place
            place = proposal.end
        clashing = {one for clash in each.clashes for one in clash.proposals}
        assert not clashing & {*each.standing, *each.whole, *each.insertions}
        assert all(len(clash.proposals) > 1 for clash in each.clashes)
        order = [min(["A2", "A3", "A1"].index(c) for c in p.codes) for p in each.insertions]
        assert order == sorted(order)


@LAW
@given(st.data())
def test_one_amendment_alone_stands_whole(data) -> None:
    base = data.draw(declarations())
    operations = make_operations(base, data.draw(edited_declarations(base)))
    only = amendment("A1", "seoul", *operations, base=base)
    compilation = compile_amendments(base, [only])
    assert compilation.merged == apply_amendment(base, only).declaration
    assert not any(each.clashes for each in compilation.parts)


@LAW
@given(st.data())
def test_amendments_to_different_sections_make_what_one_after_the_other_makes(data) -> None:
    base = data.draw(declarations().filter(lambda each: len(each.sections) > 1))
    cut = data.draw(st.integers(1, len(base.sections) - 1))
    halves = base.sections[:cut], base.sections[cut:]
    first, second = (
        data.draw(edited_declarations(replace(base, sections=half))).sections for half in halves
    )
    one = make_operations(base, replace(base, sections=(*first, *halves[1])))
    other = make_operations(base, replace(base, sections=(*halves[0], *second)))
    other = free_names(other, base, apply_operations(base, one).declaration, "A2")
    merged = lay(one, other, base=base).merged
    for before, after in ((one, other), (other, one)):
        middle = apply_operations(base, before).declaration
        made = apply_operations(middle, after).declaration
        assert replace(made, notes=()) == replace(merged, notes=())
        assert set(made.notes) == set(merged.notes)
