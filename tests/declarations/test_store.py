"""Revisions and adoptions on a fresh database of each kind."""

from datetime import date

import pytest
from sqlalchemy import Engine, text

from app.database import reading, transaction
from declarations.adoption_records import load_adoption
from declarations.adoption_store import adopt_revision
from declarations.adoptions import Adoption
from declarations.draft_file import parse_draft
from declarations.model import Declaration
from declarations.problems import (
    ChangedMeanwhileRefusal,
    NotFoundRefusal,
    RuleRefusal,
    StorageRefusal,
)
from declarations.revisions import Revision
from declarations.store import (
    list_declarations,
    list_revisions,
    load_revision,
    save_revision,
)

DAY = date(2017, 6, 28)


def draft(words: str, language: str = "en") -> Declaration:
    return parse_draft(
        f"---\ndeclaration: cities\ntitle: T\nlanguage: {language}\n---\n\n1. {words} {{#a}}\n"
    ).declaration


def save(engine: Engine, words: str, parent: str = "", language: str = "en") -> Revision:
    with transaction(engine) as session:
        return save_revision(
            session, draft(words, language), parent_sha256=parent, made_on=DAY, reason=words
        )


def adopt(engine: Engine, number: int) -> Adoption:
    with transaction(engine) as session:
        return adopt_revision(session, "cities", number, assembly="ga-4", adopted_on=DAY)


def test_a_stored_revision_is_loaded_as_it_was(workspace: Engine) -> None:
    first = save(workspace, "We act.")
    second = save(workspace, "We act now.", first.sha256)
    with reading(workspace) as session:
        assert load_revision(session, "cities", 1) == first
        assert load_revision(session, "cities") == second
        assert list(list_revisions(session, "cities")) == [first, second]
        assert list(list_declarations(session)) == ["cities"]
    assert (second.number, second.parent_sha256) == (2, first.sha256)


def test_a_text_may_return_to_an_earlier_state_and_go_on_from_there(workspace: Engine) -> None:
    first = save(workspace, "We act.")
    second = save(workspace, "We act now.", first.sha256)
    third = save(workspace, "We act.", second.sha256)
    fourth = save(workspace, "We rest.", third.sha256)
    assert (third.sha256, fourth.number) == (first.sha256, 4)


def test_each_language_has_its_own_revisions_and_the_first_written_is_the_default(
    workspace: Engine,
) -> None:
    english = save(workspace, "We act.")
    russian = save(workspace, "Мы действуем.", language="ru")
    with reading(workspace) as session:
        assert load_revision(session, "cities") == english
        assert load_revision(session, "cities", language="ru") == russian


def test_a_stale_editor_is_refused_and_both_revisions_are_named(workspace: Engine) -> None:
    first = save(workspace, "We act.")
    second = save(workspace, "We act now.", first.sha256)
    with pytest.raises(ChangedMeanwhileRefusal) as refused:
        save(workspace, "We rest.", first.sha256)
    assert first.sha256[:12] in refused.value.message
    assert second.sha256[:12] in refused.value.message


def test_the_same_text_again_is_no_revision(workspace: Engine) -> None:
    first = save(workspace, "We act.")
    with pytest.raises(RuleRefusal, match="same as revision 1"):
        save(workspace, "We act.", first.sha256)


def test_what_is_not_there_is_refused_with_what_there_is(workspace: Engine) -> None:
    save(workspace, "We act.")
    with reading(workspace) as session:
        with pytest.raises(NotFoundRefusal) as refused:
            load_revision(session, "towns")
        assert "cities" in refused.value.hint
        with pytest.raises(NotFoundRefusal) as refused:
            load_revision(session, "cities", 7)
        assert "1" in refused.value.hint
        with pytest.raises(NotFoundRefusal) as refused:
            load_revision(session, "cities", language="ko")
        assert "en" in refused.value.hint


def test_a_text_altered_in_the_database_is_not_loaded(workspace: Engine) -> None:
    save(workspace, "We act.")
    with workspace.begin() as connection:
        connection.execute(
            text("UPDATE revision SET content = replace(content, 'We act.', 'We rest.')")
        )
    with reading(workspace) as session, pytest.raises(StorageRefusal, match="altered"):
        load_revision(session, "cities")


def test_adoption_freezes_the_text(workspace: Engine) -> None:
    first = save(workspace, "We act.")
    adoption = adopt(workspace, 1)
    with reading(workspace) as session:
        assert load_adoption(session, "cities") == adoption
    assert (adoption.sha256, str(adoption.decision)) == (first.sha256, "without vote")
    with pytest.raises(RuleRefusal, match="was adopted by ga-4"):
        save(workspace, "We act now.", first.sha256)


def test_a_text_is_adopted_once(workspace: Engine) -> None:
    save(workspace, "We act.")
    adopt(workspace, 1)
    with pytest.raises(RuleRefusal, match="cannot be adopted again"):
        adopt(workspace, 1)


def test_an_older_revision_is_not_adopted(workspace: Engine) -> None:
    first = save(workspace, "We act.")
    save(workspace, "We act now.", first.sha256)
    with pytest.raises(RuleRefusal, match="revision 2 is newer"):
        adopt(workspace, 1)


def test_a_text_with_errors_is_not_adopted_and_all_of_them_are_told(workspace: Engine) -> None:
    save(workspace, "We see [[nowhere]] and [[nothing]].")
    with pytest.raises(RuleRefusal) as refused:
        adopt(workspace, 1)
    assert [p.code for p in refused.value.problems if p.level == "error"] == ["F014", "F014"]
    with reading(workspace) as session:
        assert load_adoption(session, "cities") is None
