"""Adoptions, translations and corrections on a fresh database of each kind."""

from datetime import date

import pytest
from sqlalchemy import Engine, text

from app.database import reading, transaction
from declarations.adoption_checks import Majority
from declarations.adoption_records import load_adoption
from declarations.adoption_store import adopt_revision, save_correction, save_translation
from declarations.adoptions import (
    Adoption,
    Ballot,
    Choice,
    Counts,
    Decision,
    FreezeKind,
    Method,
    Result,
    SeparateVote,
    Vote,
    decide_by_vote,
)
from declarations.draft_file import parse_draft
from declarations.model import Declaration
from declarations.problems import (
    ChangedMeanwhileRefusal,
    InputRefusal,
    NotFoundRefusal,
    RuleRefusal,
    StorageRefusal,
)
from declarations.revisions import Revision
from declarations.store import list_revisions, load_revision, save_revision

ADOPTED_ON, LATER = date(2026, 3, 2), date(2026, 5, 4)
ENGLISH = ("We plant trees.", "We clean the air.")
FRENCH = ("Nous plantons des arbres.", "Nous nettoyons l'air.")


def draft(*words: str, language: str = "en", ids: str = "") -> Declaration:
    names = ids.split() or [f"a-{number}" for number in range(1, len(words) + 1)]
    lines = [f"{n}. {w} {{#{i}}}\n" for n, (w, i) in enumerate(zip(words, names, strict=True), 1)]
    head = f"---\ndeclaration: d\ntitle: T\nlanguage: {language}\n---\n\n# A {{#a}}\n\n"
    return parse_draft(head + "\n".join(lines)).declaration


def save(engine: Engine, declaration: Declaration, day: date = date(2026, 1, 1)) -> Revision:
    with transaction(engine) as session:
        try:
            parent = load_revision(session, "d", language=declaration.language).sha256
        except NotFoundRefusal:
            parent = ""
        return save_revision(session, declaration, parent_sha256=parent, made_on=day)


def adopt(engine: Engine, number: int = 1, **more) -> Adoption:
    with transaction(engine) as session:
        return adopt_revision(session, "d", number, assembly="ga5", adopted_on=ADOPTED_ON, **more)


def correct(engine: Engine, declaration: Declaration, **more) -> Revision:
    given = {"made_on": LATER, "reason": "A slip of the pen"} | more
    with transaction(engine) as session:
        return save_correction(session, declaration, **given)


def translate(engine: Engine, declaration: Declaration, **more) -> Revision:
    given = {"made_on": LATER, "reason": "By the secretariat"} | more
    with transaction(engine) as session:
        return save_translation(session, declaration, **given)


def load(engine: Engine) -> Adoption:
    with reading(engine) as session:
        found = load_adoption(session, "d")
    assert found is not None
    return found


def test_a_full_record_comes_back_as_it_was_given(workspace: Engine) -> None:
    save(workspace, draft(*ENGLISH, "We rest."))
    save(workspace, draft(*ENGLISH))
    vote = Vote((Ballot("y", Choice.AGAINST), Ballot("x", Choice.IN_FAVOUR)), Counts(1, 1, 0, 0))
    separate = (
        SeparateVote(Result.REJECTED, (), "amendment 4", Vote(stated=Counts(0, 2, 0)), "Late."),
        SeparateVote(Result.DELETED, ("a-3",), vote=Vote((Ballot("x", Choice.ABSTAINING),))),
        SeparateVote(Result.RETAINED, ("a-2", "a")),
    )
    given = adopt(
        workspace, 2, decision=decide_by_vote(vote), separate_votes=separate, sponsors=("x", "y"),
        meeting="3rd meeting", presiding_officer="The chair", note="A remark.", members={"x", "y"},
    )  # fmt: skip
    assert load(workspace) == given
    assert given.decision.vote == vote
    assert given.separate_votes == separate


def test_a_decision_in_other_words_comes_back(workspace: Engine) -> None:
    save(workspace, draft(*ENGLISH))
    adopt(workspace, decision=Decision(Method.OTHER, "by a show of hands"))
    assert str(load(workspace).decision) == "by a show of hands"


def test_a_record_that_cannot_be_true_is_refused_with_every_fault(workspace: Engine) -> None:
    save(workspace, draft(*ENGLISH))
    vote = Vote((Ballot("x", Choice.IN_FAVOUR), Ballot("x", Choice.AGAINST)), Counts(2, 1, 0))
    with pytest.raises(InputRefusal) as refused:
        adopt(
            workspace,
            decision=decide_by_vote(vote),
            separate_votes=(SeparateVote(Result.RETAINED, ("a-9",)),),
            members={"y"},
            majority=Majority.TWO_THIRDS,
        )
    found = [problem.code for problem in refused.value.problems]
    assert found == ["V001", "V002", "V004", "V016", "V006", "V009"]
    with reading(workspace) as session:
        assert load_adoption(session, "d") is None


def test_adoption_freezes_the_latest_text_of_every_language(workspace: Engine) -> None:
    save(workspace, draft(*ENGLISH))
    save(workspace, draft("Nous dormons.", FRENCH[1], language="fr"))
    french = save(workspace, draft(*FRENCH, language="fr"))
    adopt(workspace)
    texts = load(workspace).texts
    assert [(t.language, t.number, t.kind) for t in texts] == [
        ("en", 1, FreezeKind.ADOPTED), ("fr", 2, FreezeKind.ADOPTED),
    ]  # fmt: skip
    assert texts[1].sha256 == french.sha256
    for language in ("en", "fr"):
        with pytest.raises(RuleRefusal, match="can no longer be changed"):
            save(workspace, draft("We act.", "We rest.", language=language))


def test_languages_with_other_ids_are_not_adopted_and_all_differences_are_told(
    workspace: Engine,
) -> None:
    save(workspace, draft(*ENGLISH))
    save(workspace, draft(*FRENCH, language="fr", ids="a-1 b-2"))
    with pytest.raises(RuleRefusal) as refused:
        adopt(workspace)
    told = [(p.code, p.place.item) for p in refused.value.problems if p.level == "error"]
    assert told == [("L001", "a-2"), ("L002", "b-2")]


def test_a_language_that_is_not_ready_can_be_left_out_and_follow_later(workspace: Engine) -> None:
    save(workspace, draft(*ENGLISH))
    save(workspace, draft(FRENCH[0], language="fr"))
    adopt(workspace, languages=["en"])
    assert [frozen.language for frozen in load(workspace).texts] == ["en"]
    with pytest.raises(RuleRefusal, match="only be a translation"):
        save(workspace, draft(*FRENCH, language="fr"))
    translated = translate(workspace, draft(*FRENCH, language="fr"))
    assert translated.number == 2
    assert load(workspace).text_on(LATER, "fr").sha256 == translated.sha256


def test_a_language_that_there_is_no_text_in_is_not_adopted(workspace: Engine) -> None:
    save(workspace, draft(*ENGLISH))
    with pytest.raises(NotFoundRefusal, match="'ko'"):
        adopt(workspace, languages=["en", "ko"])


def test_a_translation_is_stored_with_its_reason_and_frozen(workspace: Engine) -> None:
    save(workspace, draft(*ENGLISH))
    adopt(workspace)
    translated = translate(workspace, draft(*FRENCH, language="fr"))
    frozen = load(workspace).texts[1]
    assert (frozen.kind, frozen.frozen_on, frozen.reason, frozen.sha256) == (
        FreezeKind.TRANSLATION, LATER, "By the secretariat", translated.sha256,
    )  # fmt: skip
    with pytest.raises(RuleRefusal, match="frozen in 'fr' already"):
        translate(workspace, draft(*FRENCH, language="fr"))


@pytest.mark.parametrize(
    ("ids", "codes"),
    [("a-1 b-2", ["L001", "L002"]), ("a-2 a-1", ["L004"])],
)
def test_a_translation_has_the_ids_of_the_adopted_text_in_their_order(
    workspace: Engine, ids: str, codes: list[str]
) -> None:
    save(workspace, draft(*ENGLISH))
    adopt(workspace)
    with pytest.raises(RuleRefusal) as refused:
        translate(workspace, draft(*FRENCH, language="fr", ids=ids))
    assert [p.code for p in refused.value.problems if p.level == "error"] == codes


def test_a_translation_that_was_ready_before_is_frozen_as_it_is(workspace: Engine) -> None:
    save(workspace, draft(*ENGLISH))
    ready = save(workspace, draft(*FRENCH, language="fr"))
    adopt(workspace, languages=["en"])
    assert translate(workspace, draft(*FRENCH, language="fr")) == ready
    assert load(workspace).text_on(language="fr").number == 1


def test_a_draft_has_neither_translations_nor_corrections(workspace: Engine) -> None:
    save(workspace, draft(*ENGLISH))
    with pytest.raises(RuleRefusal, match="not adopted"):
        translate(workspace, draft(*FRENCH, language="fr"))
    with pytest.raises(RuleRefusal, match="not adopted"):
        correct(workspace, draft("We plant a tree.", ENGLISH[1]))


def test_a_correction_is_a_new_revision_and_the_adopted_text_stays(workspace: Engine) -> None:
    adopted = save(workspace, draft(*ENGLISH))
    adopt(workspace)
    mended = correct(workspace, draft("We plant 100 trees.", ENGLISH[1]))
    record = load(workspace)
    assert (record.number, record.sha256) == (1, adopted.sha256)
    assert (mended.number, mended.parent_sha256) == (2, adopted.sha256)
    assert record.text_on(date(2026, 5, 3)).number == 1
    assert record.text_on(LATER).number == 2
    assert [(c.number, c.reason) for c in record.corrections("en")] == [(2, "A slip of the pen")]
    with reading(workspace) as session:
        assert load_revision(session, "d", 1) == adopted
        assert len(list_revisions(session, "d")) == 2


def test_a_correction_can_be_corrected(workspace: Engine) -> None:
    save(workspace, draft(*ENGLISH))
    adopt(workspace)
    first = correct(workspace, draft("We plant 100 trees.", ENGLISH[1]))
    second = correct(workspace, draft("We plant 1000 trees.", ENGLISH[1]))
    assert second.parent_sha256 == first.sha256
    assert [c.number for c in load(workspace).corrections()] == [2, 3]


@pytest.mark.parametrize(
    ("words", "ids", "codes"),
    [
        (ENGLISH[:1], "a-1", ["L005"]),
        ((*ENGLISH, "We rest."), "a-1 a-2 a-3", ["L006"]),
        (("We breathe.", "We rest."), "a-1 b-2", ["L005", "L006"]),
        (ENGLISH[::-1], "a-2 a-1", ["L007"]),
    ],
)
def test_a_correction_neither_adds_nor_removes_nor_moves_operative_paragraphs(
    workspace: Engine, words: tuple[str, ...], ids: str, codes: list[str]
) -> None:
    save(workspace, draft(*ENGLISH))
    adopt(workspace)
    with pytest.raises(RuleRefusal) as refused:
        correct(workspace, draft(*words, ids=ids))
    assert [p.code for p in refused.value.problems if p.level == "error"] == codes
    assert len(load(workspace).texts) == 1


TREE = """---
declaration: d
title: T
language: {}
---

# A {{#a}}

1. We plant: {{#p1}}

   1. trees; {{#p1-a}}

   2. hedges. {{#p1-b}}

2. We rest. {{#p2}}
"""


@pytest.mark.parametrize(
    ("old", "new", "codes"),
    [
        ("hedges. {#p1-b}\n", "hedges; {#p1-b}\n\n   3. woods. {#p1-c}\n", {"L006"}),
        ("{#p1-a}", "{#other}", {"L005", "L006"}),
        ("# A {#a}", "# A {#other}", {"L005", "L006"}),
        ("   2. hedges. {#p1-b}", "      1. hedges. {#p1-b}", {"L008"}),
    ],
)
def test_a_correction_keeps_the_id_kind_and_parent_of_everything_in_every_language(
    workspace: Engine, old: str, new: str, codes: set[str]
) -> None:
    for language in ("en", "fr"):
        save(workspace, parse_draft(TREE.format(language)).declaration)
    adopt(workspace)
    text = TREE.format("fr")
    assert old in text
    with pytest.raises(RuleRefusal) as refused:
        correct(workspace, parse_draft(text.replace(old, new)).declaration)
    assert {p.code for p in refused.value.problems if p.level == "error"} == codes
    correct(workspace, parse_draft(text.replace("# A", "# B")).declaration)


def test_a_translation_hangs_every_paragraph_below_the_same_one(workspace: Engine) -> None:
    save(workspace, parse_draft(TREE.format("en")).declaration)
    adopt(workspace)
    deeper = TREE.format("fr").replace("   2. hedges", "      1. hedges")
    with pytest.raises(RuleRefusal) as refused:
        translate(workspace, parse_draft(deeper).declaration)
    assert [p.code for p in refused.value.problems if p.level == "error"] == ["L008"]


def test_a_correction_needs_a_reason_a_possible_day_and_a_difference(workspace: Engine) -> None:
    save(workspace, draft(*ENGLISH))
    adopt(workspace)
    mended = draft("We plant 100 trees.", ENGLISH[1])
    with pytest.raises(InputRefusal, match="no reason"):
        correct(workspace, mended, reason="  ")
    with pytest.raises(InputRefusal, match="before its adoption"):
        correct(workspace, mended, made_on=date(2026, 3, 1))
    with pytest.raises(RuleRefusal, match="in force already"):
        correct(workspace, draft(*ENGLISH))
    correct(workspace, mended)
    with pytest.raises(InputRefusal, match="before the text that it corrects"):
        correct(workspace, draft(*ENGLISH), made_on=date(2026, 4, 1))


def test_a_correction_of_another_text_than_the_one_in_force_is_refused(workspace: Engine) -> None:
    adopted = save(workspace, draft(*ENGLISH))
    adopt(workspace)
    correct(workspace, draft("We plant 100 trees.", ENGLISH[1]), parent_sha256=adopted.sha256)
    with pytest.raises(ChangedMeanwhileRefusal):
        correct(workspace, draft("We plant 9 trees.", ENGLISH[1]), parent_sha256=adopted.sha256)


def test_a_correction_with_errors_in_its_text_is_refused(workspace: Engine) -> None:
    save(workspace, draft(*ENGLISH))
    adopt(workspace)
    with pytest.raises(RuleRefusal) as refused:
        correct(workspace, draft("We see [[nowhere]].", ENGLISH[1]))
    assert "F014" in [problem.code for problem in refused.value.problems]


def test_only_a_frozen_language_is_corrected(workspace: Engine) -> None:
    save(workspace, draft(*ENGLISH))
    adopt(workspace)
    with pytest.raises(RuleRefusal, match="not adopted in 'fr'"):
        correct(workspace, draft(*FRENCH, language="fr"))


def test_a_frozen_text_changed_together_with_its_hash_is_found_out(workspace: Engine) -> None:
    save(workspace, draft(*ENGLISH))
    forged = save(workspace, draft("We plant nothing.", ENGLISH[1]))
    adopt(workspace, 2)
    with workspace.begin() as connection:
        connection.execute(text("UPDATE revision SET sha256 = :a WHERE number = 2"),
                           {"a": "f" * 64})  # fmt: skip
    assert forged.number == 2
    with reading(workspace) as session, pytest.raises(StorageRefusal, match="was altered"):
        load_adoption(session, "d")
