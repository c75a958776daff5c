"""The sheet of one paragraph: what is about it, and nothing that is about another."""

from dataclasses import replace
from datetime import date

import pytest

from declarations.problems import NotFoundRefusal
from exports.blocks import Document, Figure, Heading, Table, plain_text
from exports.paragraph_sheet import compose_paragraph_sheet
from tests.exports.registers import (
    DAY,
    PERIOD,
    accept,
    answer,
    make_member,
    make_register,
    received,
)
from tests.exports.test_assembly_report import cells, words
from tracker.acceptance import Effect, Statement, StatementKind
from tracker.exchange import Notice, NoticeKind
from tracker.progress import Implementation
from tracker.register import Register

COMPLETE, LIMITED = Implementation.COMPLETE, Implementation.LIMITED


@pytest.fixture
def register() -> Register:
    """Two members, two periods, an offer and a statement on water-1 and others on air-1."""
    later = replace(PERIOD, code="p2", name="Period 2", due_on=date(2019, 9, 30))
    made = make_register(
        [make_member("abel"), make_member("berta")],
        instruments=[accept("abel"), accept("berta", "water-1")],
        statements=[
            Statement("abel", "green", n, StatementKind.RESERVATION, frozenset({paragraph}),
                      f"On {paragraph}.", DAY, Effect.MODIFIES)
            for n, paragraph in ((1, "water-1"), (2, "air-1"))
        ],
        periods=[PERIOD, later],
        reports={
            "p1": [received("abel"), received("berta")], "p2": [received("abel", "p2")],
        },
        entries={
            "p1": [answer("abel", "water-1", LIMITED), answer("abel", "air-1", COMPLETE)],
            "p2": [
                answer("abel", "water-1", COMPLETE, "p2", done="Clean."),
                answer("abel", "air-1", COMPLETE, "p2", done="Planted."),
            ],
        },
    )  # fmt: skip
    offers = [
        Notice("abel", "green", n, NoticeKind.OFFER, paragraph, f"Ask on {paragraph}.", DAY)
        for n, paragraph in ((1, "water-1"), (2, "air-1"))
    ]
    return replace(made, exchange=offers)


def table(document: Document, name: str) -> list[list[str]]:
    (found,) = [b for b in document.blocks if isinstance(b, Table) and b.name == name]
    return cells(found)


def everything(document: Document) -> str:
    rows = [" ".join(row) for b in document.blocks if isinstance(b, Table) for row in cells(b)]
    return "\n".join([words(document.blocks), *rows])


def test_the_sheet_holds_what_is_about_the_paragraph_alone(register: Register) -> None:
    told = everything(compose_paragraph_sheet(register, "water-1", DAY))
    for about in ("We commit to clean the river.", "On water-1.", "Ask on water-1.", "Clean."):
        assert about in told
    for other in ("plant trees", "On air-1.", "Ask on air-1.", "Planted."):
        assert other not in told


def test_progress_stands_period_by_period_as_a_table_with_its_figure(register: Register) -> None:
    document = compose_paragraph_sheet(register, "water-1", DAY)
    assert table(document, "progress-by-period") == [
        ["Period 1", "2", "0", "0", "1", "0", "1", "0%", "0%"],
        ["Period 2", "2", "1", "0", "0", "0", "1", "50%", "100%"],
    ]
    assert any(isinstance(b, Figure) and b.name == "progress-by-period" for b in document.blocks)


def test_every_member_has_one_position(register: Register) -> None:
    rows = table(compose_paragraph_sheet(register, "air-1", DAY), "members-by-position")
    assert rows == [["With reservation", "1", "Abel"], ["Not accepted", "1", "Berta"]]


def test_what_is_told_is_what_the_whole_report_counts(register: Register) -> None:
    secret = [
        answer(code, "water-1", COMPLETE, "p2", in_confidence=True, done="Secret.")
        for code in ("abel", "berta")
    ]
    held = replace(register, entries={"p1": [], "p2": secret})
    document = compose_paragraph_sheet(held, "water-1", DAY)
    assert table(document, "progress-by-period")[-1][2] == "0"
    assert "Secret." not in everything(document)


def test_before_anything_happened_the_sheet_reads_well(register: Register) -> None:
    document = compose_paragraph_sheet(make_register(), "water-2", DAY)
    told = everything(document)
    assert "No member has responded yet." in told
    assert "No report was due by 1 January 2020." in told
    headings = [plain_text(b.runs) for b in document.blocks if isinstance(b, Heading)]
    assert headings == ["Paragraph 2", "Acceptance", "Progress"]


def test_an_unknown_paragraph_is_refused_with_those_there_are(register: Register) -> None:
    with pytest.raises(NotFoundRefusal) as refusal:
        compose_paragraph_sheet(register, "fire-1", DAY)
    assert "water-1" in refusal.value.hint
