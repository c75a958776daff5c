"""All open amendments together: what stands, what agrees, what clashes, what is voted first."""

from dataclasses import replace
from datetime import date

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
    make_operations,
)
from declarations.compilation import ClashKind, Proposal, compile_amendments
from declarations.model import Declaration, Node, NodeKind, Text
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


@LAW
@given(st.data())
def test_the_order_of_the_amendments_changes_nothing(data) -> None:
    base = data.draw(declarations())
    made = []
    for number in (1, 2):
        operations = make_operations(base, data.draw(edited_declarations(base)))
        made.append(amendment(f"A{number}", f"city-{number}", *operations, base=base))
    compilation = compile_amendments(base, made)
    assert compilation == compile_amendments(base, made[::-1])
    for each in compilation.parts:
        if not each.proposals:
            assert each.merged == each.base or each.node is None
        place = 0
        for proposal in each.standing:
            assert isinstance(proposal, Proposal)
            assert proposal.start >= place
            place = proposal.end


@LAW
@given(st.data())
def test_one_amendment_alone_stands_whole(data) -> None:
    base = data.draw(declarations())
    new = data.draw(edited_declarations(base))
    only = amendment("A1", "seoul", *make_operations(base, new), base=base)
    merged = compile_amendments(base, [only]).merged
    kept = {node.id for node in base.walk()}

    def words(declaration: Declaration) -> list[str]:
        return [n.text.plain for n in declaration.operative_paragraphs() if n.id in kept]

    assert words(merged) == words(new)
