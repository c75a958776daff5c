"""Amendments: operations, the text they make, and the operations between two texts."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from declarations.amendment_json import (
    amendment_from_json,
    amendment_json,
    operations_from_json,
    operations_json,
)
from declarations.amendments import (
    Amendment,
    CoSponsor,
    Delete,
    InsertAfter,
    MoveAfter,
    ReplaceText,
    SetDetail,
    apply_operations,
    make_operations,
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
from declarations.problems import InputRefusal
from tests.declarations.generated import declarations, edited_declarations

LAW = settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])


def sample() -> Declaration:
    noted = Text(f"We plant.{OBJECT_CHARACTER}", (Mark(9, 10, MarkKind.NOTE, "1"),))
    paragraphs = (
        Node("p1", NodeKind.OPERATIVE, noted),
        Node(
            "p2",
            NodeKind.OPERATIVE,
            Text("We do:"),
            (
                Node("p2-a", NodeKind.SUBPARAGRAPH, Text("this;")),
                Node("p2-b", NodeKind.SUBPARAGRAPH, Text("that.")),
            ),
        ),
        Node("p3", NodeKind.OPERATIVE, Text("We thank.")),
    )
    return Declaration(
        code="law-2026",
        title="Title",
        sections=(Node("s", NodeKind.SECTION, Text("One"), paragraphs),),
        notes=(Note("1", Text("A note.")),),
    )


def order(declaration: Declaration) -> list[str]:
    return [node.id for node in declaration.walk()]


def amendable(new: Declaration, old: Declaration) -> Declaration:
    """The new text with what cannot be amended as in the old one."""
    fields = ("code", "language", "profile", "assembly", "prepared_by")
    return replace(new, **{name: getattr(old, name) for name in fields})


def same_but_note_order(one: Declaration, other: Declaration) -> bool:
    def by_id(declaration):
        return replace(declaration, notes=tuple(sorted(declaration.notes, key=lambda n: n.id)))

    return by_id(one) == by_id(other)


@LAW
@given(declarations(), declarations())
def test_the_operations_between_any_two_texts_make_the_second_of_the_first(old, new) -> None:
    applied = apply_operations(old, make_operations(old, new))
    assert not applied.problems
    assert same_but_note_order(applied.declaration, amendable(new, old))


@LAW
@given(st.data())
def test_the_operations_of_an_edit_make_the_edited_text(data) -> None:
    old = data.draw(declarations())
    new = data.draw(edited_declarations(old))
    applied = apply_operations(old, make_operations(old, new))
    assert not applied.problems
    assert same_but_note_order(applied.declaration, new)


@LAW
@given(declarations())
def test_nothing_edited_needs_no_operation(declaration) -> None:
    assert make_operations(declaration, declaration) == ()
    assert apply_operations(declaration, ()).declaration == declaration


@LAW
@given(declarations(), declarations())
def test_operations_read_back_from_json_are_the_same(old, new) -> None:
    operations = make_operations(old, new)
    assert operations_from_json(operations_json(operations)) == operations


def test_an_amendment_reads_back_from_json() -> None:
    amendment = Amendment(
        "A1", "law-2026", "en", 1, "0" * 64, "seoul", (Delete("p3"),),
        co_sponsors=(CoSponsor("quito", date(2026, 1, 2), date(2026, 2, 3)),),
        rationale="Too long.", submitted_on=date(2026, 1, 1), parent="A0",
    )  # fmt: skip
    assert amendment_from_json(amendment_json(amendment)) == amendment


@pytest.mark.parametrize("content", ["", "[]", "{}", '[{"do":"sing"}]', '[{"do":"delete"}]'])
def test_what_is_no_amendment_is_refused(content) -> None:
    with pytest.raises(InputRefusal):
        amendment_from_json(content)
    if content not in ("[]", "{}"):
        with pytest.raises(InputRefusal):
            operations_from_json(content)


def test_a_missing_target_is_reported_and_the_rest_is_done() -> None:
    applied = apply_operations(sample(), (ReplaceText("p9", Text("No.")), Delete("p3")))
    assert [problem.code for problem in applied.problems] == ["A001"]
    assert applied.undone == (0,)
    assert order(applied.declaration) == ["s", "p1", "p2", "p2-a", "p2-b"]


def test_a_lost_neighbour_puts_the_new_paragraph_last_with_a_warning() -> None:
    new = Node("p4", NodeKind.OPERATIVE, Text("New."))
    applied = apply_operations(sample(), (InsertAfter("s", "gone", new),))
    assert [problem.code for problem in applied.problems] == ["A003"]
    assert applied.undone == ()
    assert order(applied.declaration)[-1] == "p4"


def test_an_id_that_is_taken_cannot_be_inserted() -> None:
    new = Node("p2", NodeKind.OPERATIVE, Text("New."))
    applied = apply_operations(sample(), (InsertAfter("s", "p1", new),))
    assert [problem.code for problem in applied.problems] == ["A002"]
    assert applied.declaration == sample()


def test_a_paragraph_cannot_be_moved_below_itself() -> None:
    applied = apply_operations(sample(), (MoveAfter("p2", "p2-a", ""),))
    assert [problem.code for problem in applied.problems] == ["A005"]
    assert applied.declaration == sample()


def test_a_subparagraph_can_become_a_paragraph_and_back() -> None:
    applied = apply_operations(sample(), (MoveAfter("p2-b", "s", "p2"),)).declaration
    assert applied.node("p2-b").kind is NodeKind.OPERATIVE
    assert order(applied) == ["s", "p1", "p2", "p2-a", "p2-b", "p3"]
    again = apply_operations(applied, (MoveAfter("p2-b", "p2", "p2-a"),)).declaration
    assert again == sample()


def test_what_lies_too_deep_is_reported() -> None:
    node = Node("d6", NodeKind.SUBPARAGRAPH, Text("deep"))
    for depth in range(5, 0, -1):
        node = Node(f"d{depth}", NodeKind.SUBPARAGRAPH, Text("deep"), (node,))
    applied = apply_operations(sample(), (InsertAfter("p3", "", node),))
    assert [problem.code for problem in applied.problems] == ["A004"]


def test_a_note_goes_with_its_last_mark_and_comes_with_new_words() -> None:
    noted = Text(f"We plant.{OBJECT_CHARACTER}", (Mark(9, 10, MarkKind.NOTE, "2"),))
    change = ReplaceText(
        "p1",
        noted,
        (
            Note(
                "2",
                Text("Another."),
            ),
        ),
    )
    assert apply_operations(sample(), (change,)).declaration.notes == (Note("2", Text("Another.")),)


def test_a_detail_that_cannot_be_amended_is_reported() -> None:
    applied = apply_operations(sample(), (SetDetail("language", Text("fr")),))
    assert [problem.code for problem in applied.problems] == ["A006"]


def test_a_second_preamble_is_reported() -> None:
    first, second = (Node(name, NodeKind.PREAMBLE, Text("Preamble")) for name in ("one", "two"))
    applied = apply_operations(sample(), (InsertAfter("", "", first), InsertAfter("", "", second)))
    assert [problem.code for problem in applied.problems] == ["A007"]


def test_co_sponsors_who_left_no_longer_stand_behind_it() -> None:
    gone = CoSponsor("quito", date(2026, 1, 2), date(2026, 2, 3))
    here = CoSponsor("hanoi", date(2026, 1, 2))
    amendment = Amendment("A1", "x", "en", 1, "", "seoul", (), co_sponsors=(gone, here))
    assert amendment.sponsors == ("seoul", "hanoi")
