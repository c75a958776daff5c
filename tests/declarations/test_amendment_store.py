"""Amendments on a fresh database of each kind: codes, steps, locks and constraints."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from app.database import reading, transaction
from declarations.amendment_store import load_amendment, load_amendments, propose_amendment
from declarations.amendments import Amendment, Delete, InsertAfter, ReplaceText
from declarations.decisions import Choice, decide_amendments
from declarations.draft_file import parse_draft
from declarations.model import Node, NodeKind, Text
from declarations.revisions import Revision
from declarations.store import load_revision, save_revision

DAY = date(2017, 6, 28)
PARAGRAPHS = 6


@pytest.fixture
def base(workspace: Engine) -> Revision:
    """A text of six paragraphs, p1 to p6."""
    words = "\n\n".join(f"{n}. We do thing {n}. {{#p{n}}}" for n in range(1, PARAGRAPHS + 1))
    drafted = parse_draft(f"---\ndeclaration: cities\ntitle: T\n---\n\n{words}\n").declaration
    with transaction(workspace) as session:
        return save_revision(session, drafted, parent_sha256="", made_on=DAY)


def propose(engine: Engine, base: Revision, *operations, sponsor: str = "seoul") -> Amendment:
    given = Amendment("", "cities", "en", base.number, base.sha256, sponsor, operations)
    with transaction(engine) as session:
        return propose_amendment(session, given, made_on=DAY)


def accept(engine: Engine, code: str) -> None:
    with transaction(engine) as session:
        decide_amendments(session, "cities", [Choice(code)], made_on=DAY, reason="")


def test_a_stored_amendment_reads_back_the_same(workspace, base) -> None:
    made = propose(workspace, base, ReplaceText("p1", Text("We do.")), Delete("p2"))
    with reading(workspace) as session:
        assert load_amendment(session, "cities", "A1") == made


def test_codes_rise_and_are_never_used_again(workspace, base) -> None:
    assert [propose(workspace, base, Delete(f"p{n}")).code for n in (1, 2, 3)] == ["A1", "A2", "A3"]


def test_a_new_paragraph_gets_another_id_where_an_open_amendment_uses_it(workspace, base) -> None:
    for words in ("One.", "Two."):
        new = Node("p9", NodeKind.OPERATIVE, Text(words))
        propose(workspace, base, InsertAfter("text", "p1", new))
    with reading(workspace) as session:
        ids = [each.operations[0].node_id for each in load_amendments(session, "cities")]
    assert ids == ["p9", "p9-a2"]


def test_decisions_at_the_same_moment_lose_nothing(workspace, base) -> None:
    for number in range(1, PARAGRAPHS + 1):
        propose(workspace, base, ReplaceText(f"p{number}", Text(f"We did thing {number}.")))
    with ThreadPoolExecutor(4) as pool:
        codes = [f"A{n}" for n in range(1, PARAGRAPHS + 1)]
        list(pool.map(lambda code: accept(workspace, code), codes))
    with reading(workspace) as session:
        revision = load_revision(session, "cities")
    assert revision.number == 1 + PARAGRAPHS
    words = [node.text.plain for node in revision.declaration.operative_paragraphs()]
    assert words == [f"We did thing {n}." for n in range(1, PARAGRAPHS + 1)]


@pytest.mark.parametrize(
    "change",
    ["status = 'sung'", "superseded_by = 'A2'", "base_number = 0", "base_sha256 = 'short'"],
)
def test_the_database_refuses_an_impossible_amendment(workspace, base, change) -> None:
    propose(workspace, base, Delete("p1"))
    with pytest.raises(IntegrityError), transaction(workspace) as session:
        session.execute(text(f"UPDATE amendment SET {change}"))
