"""What the meeting decided: what clashes, what goes together, what becomes of the others."""

from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from app.database import reading, transaction
from declarations.amendment_store import (
    join_amendment,
    leave_amendment,
    load_amendments,
    propose_amendment,
    withdraw_amendment,
)
from declarations.amendments import (
    Amendment,
    CoSponsor,
    Delete,
    InsertAfter,
    MoveAfter,
    ReplaceText,
)
from declarations.comparison import parents_of
from declarations.decisions import Choice, Decided, decide_amendments
from declarations.draft_file import parse_draft
from declarations.model import Declaration, Mark, MarkKind, Node, NodeKind, Text
from declarations.problems import ChangedMeanwhileRefusal, InputRefusal, RuleRefusal
from declarations.recommendations import (
    Procedure,
    Recommendation,
    publish_recommendation,
    recommend,
)
from declarations.revisions import Revision
from declarations.store import load_revision, save_revision

DAY = date(2026, 1, 1)
DRAFT = """---
declaration: cities
title: Cities
---

# Environment {#env}

1. We will plant many trees in our cities by next year. {#p1}

2. We clean the air: {#p2}

   1. by filters; {#p2-a}

   2. by trees. {#p2-b}

3. We thank the host. {#p3}

# Thanks {#thanks}

4. We thank the city. {#p4}
"""
FIRST = "We will plant many trees in our cities by next year."


class Meeting:
    """A text before a meeting, on a fresh database."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        with transaction(engine) as session:
            self.base: Revision = save_revision(
                session, parse_draft(DRAFT).declaration, parent_sha256="", made_on=DAY
            )

    def propose(self, *operations, sponsor: str = "seoul", parent: str = "", replaces: str = ""):
        given = Amendment(
            "", "cities", "en", self.base.number, self.base.sha256, sponsor, operations,
            parent=parent,
        )  # fmt: skip
        with transaction(self.engine) as session:
            return propose_amendment(session, given, made_on=DAY, replaces=replaces)

    def decide(self, *choices: Choice | str) -> Decided:
        given = [each if isinstance(each, Choice) else Choice(each) for each in choices]
        with transaction(self.engine) as session:
            return decide_amendments(session, "cities", given, made_on=DAY, reason="")

    def act(self) -> AbstractContextManager[Session]:
        return transaction(self.engine)

    @property
    def text(self) -> Declaration:
        with reading(self.engine) as session:
            return load_revision(session, "cities").declaration

    @property
    def amendments(self) -> dict[str, Amendment]:
        with reading(self.engine) as session:
            return {each.code: each for each in load_amendments(session, "cities")}

    def words(self, node_id: str) -> str:
        return self.text.node(node_id).text.plain


@pytest.fixture
def meeting(workspace: Engine) -> Meeting:
    return Meeting(workspace)


def reword(node_id: str, words: str) -> ReplaceText:
    return ReplaceText(node_id, Text(words))


def change(old: str, new: str, before: str = FIRST) -> ReplaceText:
    return reword("p1", before.replace(old, new))


RAIN = Node("p2-c", NodeKind.SUBPARAGRAPH, Text("by rain."))
CLASHING = [
    (Delete("p1"), change("many", "500")),
    (Delete("p2"), reword("p2-a", "by big filters;")),
    (Delete("p2"), InsertAfter("p2", "p2-b", RAIN)),
    (Delete("env"), MoveAfter("p1", "env", "p3")),
    (Delete("p1"), MoveAfter("p1", "env", "p3")),
    (Delete("p2"), MoveAfter("p2-b", "thanks", "")),
    (Delete("thanks"), MoveAfter("p1", "thanks", "")),
    (change("many", "500"), change("many", "600")),
    (MoveAfter("p1", "env", "p3"), MoveAfter("p1", "thanks", "")),
]
TOGETHER = [
    (Delete("p2"), Delete("p2-a")),
    (Delete("p1"), Delete("p1")),
    (Delete("env"), Delete("p1")),
    (change("many", "500"), change("next year", "2030")),
    (change("many", "500"), change("many", "500")),
    (Delete("p2-a"), reword("p2", "We clean all air:")),
    (MoveAfter("p1", "env", "p3"), change("many", "500")),
    (MoveAfter("p2", "thanks", ""), Delete("p2-a")),
]


@pytest.mark.parametrize("pair", CLASHING)
@pytest.mark.parametrize("swapped", [False, True])
def test_two_that_clash_are_both_named_and_nothing_is_decided(meeting, pair, swapped) -> None:
    one, two = reversed(pair) if swapped else pair
    meeting.propose(one)
    meeting.propose(two, sponsor="quito")
    with pytest.raises(RuleRefusal) as refused:
        meeting.decide("A1", "A2")
    for name in ("A1", "seoul", "A2", "quito"):
        assert name in refused.value.message
    assert "accept one of them" in refused.value.hint
    assert meeting.text == meeting.base.declaration
    assert all(each.is_open for each in meeting.amendments.values())


@pytest.mark.parametrize("pair", TOGETHER)
@pytest.mark.parametrize("swapped", [False, True])
def test_two_that_go_together_are_both_in_the_text_whichever_has_which_code(
    meeting, pair, swapped
) -> None:
    one, two = reversed(pair) if swapped else pair
    meeting.propose(one)
    meeting.propose(two, sponsor="quito")
    meeting.decide("A1", "A2")
    text = meeting.text
    for operation in pair:
        node = text.node(operation.node_id)
        if isinstance(operation, Delete):
            assert node is None
    if all(isinstance(each, ReplaceText) and each.node_id == "p1" for each in pair):
        changed = dict.fromkeys(each.text.plain for each in pair)
        assert all(word in meeting.words("p1") for word in ("500", "cities")) or not changed


SINGLE = tuple(dict.fromkeys(each for pair in (*CLASHING, *TOGETHER) for each in pair))


def outcome_of(engine: Engine, base: Revision, pair) -> dict[str, tuple[Text, str]] | None:
    """Words and parent of every node after both are accepted; None is a refusal. None is kept."""
    with transaction(engine) as session:
        for operation, sponsor in zip(pair, ("seoul", "quito"), strict=True):
            given = Amendment("", "cities", "en", 1, base.sha256, sponsor, (operation,))
            propose_amendment(session, given, made_on=DAY)
        try:
            decide_amendments(
                session, "cities", [Choice("A1"), Choice("A2")], made_on=DAY, reason=""
            )
            text = load_revision(session, "cities").declaration
        except RuleRefusal:
            return None
        finally:
            session.rollback()
    parents = dict(parents_of(text))
    return {node.id: (node.text, parents[node.id]) for node in text.walk()}


@pytest.mark.parametrize("number", range(len(SINGLE) - 1))
def test_but_for_the_order_at_one_place_what_is_decided_does_not_depend_on_the_codes(
    meeting, number
) -> None:
    for other in SINGLE[number + 1 :]:
        pair = (SINGLE[number], other)
        found = [outcome_of(meeting.engine, meeting.base, each) for each in (pair, pair[::-1])]
        assert found[0] == found[1], pair


def test_choices_of_one_code_are_taken_together(meeting) -> None:
    meeting.propose(change("many", "500"), reword("p3", "We thank all."), Delete("p4"))
    decided = meeting.decide(Choice("A1", (1,)), Choice("A1", (2,)))
    assert decided.statuses["A1"].value == "accepted_as_amended"
    assert "500" in meeting.words("p1")
    assert meeting.words("p3") == "We thank all."
    assert meeting.text.node("p4") is not None


def test_one_cannot_be_accepted_and_rejected(meeting) -> None:
    meeting.propose(change("many", "500"))
    with pytest.raises(RuleRefusal, match="A1"):
        meeting.decide("A1", Choice("A1", ()))
    assert meeting.amendments["A1"].is_open


def test_one_cannot_be_accepted_when_what_it_amends_is_rejected(meeting) -> None:
    meeting.propose(change("many", "500"))
    meeting.propose(change("many", "600"), sponsor="quito", parent="A1")
    with pytest.raises(RuleRefusal, match=r"A2 .*A1"):
        meeting.decide(Choice("A1", ()), "A2")
    assert all(each.is_open for each in meeting.amendments.values())


def test_amendments_to_one_that_was_replaced_lapse(meeting) -> None:
    meeting.propose(change("many", "500"))
    meeting.propose(change("many", "600"), sponsor="quito", parent="A1")
    meeting.propose(change("many", "700"), replaces="A1")
    assert meeting.amendments["A2"].status.value == "lapsed"


def test_one_that_replaces_cannot_amend_what_it_replaces(meeting) -> None:
    meeting.propose(change("many", "500"))
    with pytest.raises(RuleRefusal, match="A1"):
        meeting.propose(change("many", "600"), parent="A1", replaces="A1")


def test_an_amendment_needs_review_when_what_it_amends_does(meeting) -> None:
    meeting.propose(change("many", "500"))
    meeting.propose(change("next year", "2030", FIRST.replace("many", "500")), parent="A1")
    meeting.propose(change("many", "900"), sponsor="hanoi")
    meeting.decide("A3")
    assert meeting.amendments["A1"].review
    assert "A1" in meeting.amendments["A2"].review
    with pytest.raises(ChangedMeanwhileRefusal):
        meeting.decide("A2")


def test_nothing_can_be_proposed_to_one_that_needs_review(meeting) -> None:
    meeting.propose(change("many", "500"))
    meeting.propose(change("many", "900"), sponsor="hanoi")
    meeting.decide("A2")
    meeting.base = load(meeting)
    with pytest.raises(RuleRefusal, match="A1 needs review"):
        meeting.propose(reword("p3", "We thank all."), parent="A1")


def load(meeting: Meeting) -> Revision:
    with reading(meeting.engine) as session:
        return load_revision(session, "cities")


def test_amendments_to_one_that_lapses_lapse(meeting) -> None:
    meeting.propose(change("many", "500"))
    meeting.propose(change("many", "600"), sponsor="quito", parent="A1")
    meeting.propose(Delete("p1"), sponsor="hanoi")
    meeting.decide("A3")
    assert [each.status.value for each in meeting.amendments.values()] == [
        "lapsed", "lapsed", "accepted",
    ]  # fmt: skip


@pytest.fixture
def family(meeting) -> Meeting:
    """A2 and A3 amend A1, A4 amends A2: all different words of one paragraph."""
    wanted = FIRST.replace("many", "500")
    meeting.propose(change("many", "500"))
    meeting.propose(change("next year", "2030", wanted), sponsor="quito", parent="A1")
    meeting.propose(change("We will", "We shall", wanted), sponsor="hanoi", parent="A1")
    wanted = wanted.replace("next year", "2030")
    meeting.propose(change("our cities", "all cities", wanted), sponsor="hanoi", parent="A2")
    return meeting


ALL = "We shall plant 500 trees in our cities by 2030."


def test_two_amendments_to_one_are_both_part_of_it_one_after_the_other(family) -> None:
    family.decide("A2")
    family.decide("A3")
    family.decide("A1")
    assert family.words("p1") == ALL


def test_two_amendments_to_one_are_both_part_of_it_at_once(family) -> None:
    family.decide("A2", "A3")
    family.decide("A1")
    assert family.words("p1") == ALL


def test_an_amendment_to_one_that_became_part_of_another_amends_that_one(family) -> None:
    family.decide("A2", "A3")
    assert family.amendments["A4"].parent == "A1"
    family.decide("A4")
    family.decide("A1")
    assert family.words("p1") == ALL.replace("our cities", "all cities")


@pytest.mark.parametrize("codes", [("A2", "A4"), ("A4", "A2"), ("A1", "A2", "A3", "A4"), ("A4",)])
def test_a_whole_family_is_decided_at_once(family, codes) -> None:
    family.decide(*codes)
    rest = [code for code, each in family.amendments.items() if each.is_open]
    while rest:
        family.decide(rest[0] if len(rest) == 1 else rest[-1])
        rest = [code for code, each in family.amendments.items() if each.is_open]
    assert family.words("p1") == ALL.replace("our cities", "all cities")


def test_two_amendments_to_one_that_clash_are_refused_together(meeting) -> None:
    wanted = FIRST.replace("many", "500")
    meeting.propose(change("many", "500"))
    meeting.propose(change("500", "600", wanted), sponsor="quito", parent="A1")
    meeting.propose(change("500", "700", wanted), sponsor="hanoi", parent="A1")
    with pytest.raises(RuleRefusal, match="A2"):
        meeting.decide("A2", "A3")
    meeting.decide("A2")
    assert "A3" in meeting.amendments
    assert meeting.amendments["A3"].review


NOTED = Text(f"{FIRST}\ufffc", (Mark(len(FIRST), len(FIRST) + 1, MarkKind.NOTE, "zz"),))
REFERRED = Text("\ufffc", (Mark(0, 1, MarkKind.REFERENCE, "p3"),))


@pytest.mark.parametrize("operation", [ReplaceText("p1", NOTED), reword("p1", "")])
def test_an_amendment_that_makes_an_error_in_the_text_is_not_proposed(meeting, operation) -> None:
    with pytest.raises(InputRefusal, match="would have errors") as refused:
        meeting.propose(operation)
    assert refused.value.problems


def test_two_amendments_that_together_make_an_error_are_not_accepted(meeting) -> None:
    meeting.propose(ReplaceText("p1", REFERRED))
    meeting.propose(Delete("p3"))
    with pytest.raises(RuleRefusal, match="would have errors"):
        meeting.decide("A1", "A2")
    meeting.decide("A1")


def test_nothing_becomes_of_an_amendment_before_its_submission(meeting) -> None:
    meeting.propose(Delete("p3"))
    early = date(2025, 12, 31)
    for act in (
        lambda s: withdraw_amendment(s, "cities", "A1", member="seoul", made_on=early),
        lambda s: join_amendment(s, "cities", "A1", member="quito", joined_on=early),
        lambda s: decide_amendments(s, "cities", [Choice("A1")], made_on=early, reason=""),
    ):
        with pytest.raises(RuleRefusal, match="was submitted on 2026-01-01"), meeting.act() as s:
            act(s)


def test_a_sponsor_is_no_co_sponsor(meeting) -> None:
    given = Amendment(
        "", "cities", "en", 1, meeting.base.sha256, "seoul", (Delete("p3"),),
        co_sponsors=(CoSponsor("seoul", DAY),),
    )  # fmt: skip
    with pytest.raises(RuleRefusal, match="seoul"), meeting.act() as session:
        propose_amendment(session, given, made_on=DAY)


def test_who_left_joins_again_from_the_next_day_on(meeting) -> None:
    meeting.propose(Delete("p3"))
    with meeting.act() as session:
        join_amendment(session, "cities", "A1", member="quito", joined_on=DAY)
        leave_amendment(session, "cities", "A1", member="quito", left_on=DAY)
    with pytest.raises(RuleRefusal, match="left A1 on 2026-01-01"), meeting.act() as session:
        join_amendment(session, "cities", "A1", member="quito", joined_on=DAY)
    with meeting.act() as session:
        join_amendment(session, "cities", "A1", member="quito", joined_on=date(2026, 1, 2))
    assert meeting.amendments["A1"].sponsors == ("seoul", "quito")


def test_a_recommendation_is_published_once_and_not_after_the_decision(meeting) -> None:
    meeting.propose(Delete("p3"))
    with meeting.act() as session:
        recommend(session, "cities", "A1", Recommendation(Procedure.ACCEPT))
        publish_recommendation(session, "cities", "A1", DAY)
    with pytest.raises(RuleRefusal, match="published since"), meeting.act() as session:
        publish_recommendation(session, "cities", "A1", DAY)
    meeting.decide("A1")
    with pytest.raises(RuleRefusal, match="no longer open"), meeting.act() as session:
        publish_recommendation(session, "cities", "A1", DAY)


def test_a_refused_amendment_shows_only_the_paragraphs_it_touches(meeting) -> None:
    meeting.propose(change("many", "500"))
    meeting.propose(change("many", "600"), reword("p3", "We thank all."), sponsor="quito")
    meeting.decide("A2")
    with pytest.raises(ChangedMeanwhileRefusal) as refused:
        meeting.decide("A1")
    assert [each.place.item for each in refused.value.problems] == ["p1"]
    assert "  " not in refused.value.message


def test_amendments_in_two_languages_are_not_decided_together(meeting) -> None:
    french = replace(meeting.base.declaration, language="fr")
    with meeting.act() as session:
        other = save_revision(session, french, parent_sha256="", made_on=DAY)
        given = Amendment("", "cities", "fr", 1, other.sha256, "quito", (Delete("p3"),))
        propose_amendment(session, given, made_on=DAY)
    meeting.propose(Delete("p3"))
    with pytest.raises(RuleRefusal, match=r"A1 \(fr\), A2 \(en\)"):
        meeting.decide("A1", "A2")
