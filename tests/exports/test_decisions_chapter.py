"""What the assembly is asked to decide follows from the figures, and from nothing else."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from exports.blocks import Document, Heading, Table, plain_text
from exports.decisions_chapter import build_attention_table, build_decisions
from exports.report_basis import build_basis
from tests.exports.registers import (
    DAY,
    PERIOD,
    accept,
    answer,
    make_member,
    make_register,
    received,
)
from tests.exports.test_assembly_report import cells, compose
from tracker.acceptance import Instrument
from tracker.commitments import Commitment, CommitmentKind, Rescheduling, Visibility
from tracker.progress import Entry, Implementation
from tracker.register import Register

CODES = ("abel", "berta", "chloe", "dora")
COMPLETE, NOT_STARTED = Implementation.COMPLETE, Implementation.NOT_STARTED


def four_members(entries: list[Entry], instruments: list[Instrument] | None = None) -> Register:
    """Four members that accept everything and have reported."""
    return make_register(
        [make_member(code) for code in CODES],
        instruments=instruments or [accept(code) for code in CODES],
        periods=[PERIOD],
        reports={"p1": [received(code) for code in CODES]},
        entries={"p1": entries},
    )


def everyone(grade: Implementation, **values: object) -> list[Entry]:
    return [
        answer(code, paragraph, grade, **values)
        for code in CODES
        for paragraph in ("water-1", "water-2", "air-1")
    ]


def reasons(register: Register) -> dict[str, str]:
    table = build_attention_table(build_basis(register, DAY))
    return {row[0]: row[1] for row in cells(table)}


def pledge(**values: object) -> Commitment:
    given = {"title": "Ten parks", "due_on": date(2019, 6, 1)} | values
    return Commitment(
        code="parks", member="abel", declaration="green", kind=CommitmentKind.SERVICE,
        made_on=date(2018, 2, 1), shares={"air-1": Decimal(1)}, **given,
    )  # type: ignore[arg-type] # the names are the fields'  # fmt: skip


def headings(document: Document) -> list[str]:
    return [plain_text(b.runs) for b in document.blocks if isinstance(b, Heading)]


def test_nothing_to_decide_makes_no_chapter() -> None:
    register = four_members(everyone(COMPLETE))
    assert build_decisions(build_basis(register, DAY)) == (None, ())
    assert "Decisions requested" not in headings(compose(register)[1])


def test_a_paragraph_that_fewer_than_two_thirds_accept_needs_attention() -> None:
    half = [accept("abel"), accept("berta"), accept("chloe", "water-1", "water-2")]
    low = [*half, accept("dora", "water-1", "water-2")]
    found = reasons(four_members(everyone(COMPLETE), low))
    assert found == {"3": "Low acceptance"}
    assert reasons(four_members(everyone(COMPLETE), [*half, accept("dora")])) == {}


def test_little_progress_few_answers_and_many_obstacles_are_told_apart() -> None:
    entries = [
        *(answer(code, "water-1", NOT_STARTED) for code in CODES),
        *(answer(code, "water-2", COMPLETE, obstacles="No money.") for code in CODES),
        answer("abel", "air-1", COMPLETE),
    ]
    assert reasons(four_members(entries)) == {
        "1": "Little progress",
        "2": "Many obstacles",
        "3": "Little progress; few answers",
    }


def test_two_members_are_too_few_to_judge() -> None:
    register = four_members(everyone(NOT_STARTED, obstacles="No money."))
    small = replace(register, members=register.members[:2])
    assert reasons(small) == {}


@pytest.mark.parametrize(
    ("commitment", "overdue"),
    [
        (pledge(), ("Abel: Ten parks (due 1 June 2019)",)),
        (pledge(visibility=Visibility.MEMBERS), ()),
        (pledge(due_on=date(2021, 1, 1)), ()),
    ],
)
def test_overdue_public_commitments_are_put_before_the_assembly(
    commitment: Commitment, overdue: tuple[str, ...]
) -> None:
    register = replace(four_members(everyone(COMPLETE)), commitments=[commitment])
    found, _tables = build_decisions(build_basis(register, DAY))
    assert (found.overdue if found else ()) == overdue


def test_only_changes_of_date_since_the_period_before_are_told() -> None:
    changes = (
        Rescheduling(date(2019, 12, 1), "Rain.", date(2019, 2, 1)),
        Rescheduling(date(2021, 12, 1), "Snow.", date(2019, 5, 1)),
    )
    later = replace(PERIOD, code="p2", name="Period 2", due_on=date(2019, 9, 30))
    register = replace(
        four_members(everyone(COMPLETE)),
        commitments=[pledge(reschedulings=changes)],
        periods=[PERIOD, later],
        reports={"p1": [], "p2": []},
        entries={"p1": [], "p2": []},
    )
    found, _tables = build_decisions(build_basis(register, DAY))
    assert found is not None
    assert found.moved == (
        "Abel: Ten parks, from 1 December 2019 to 1 December 2021. Snow.",
    )  # fmt: skip


def test_members_that_ask_for_support_are_named_but_not_those_in_confidence() -> None:
    entries = [
        answer("abel", "air-1", COMPLETE, support_needed="An example."),
        answer("berta", "air-1", COMPLETE, support_needed="Secret.", in_confidence=True),
    ]
    report, document = compose(four_members(entries))
    assert report.decisions is not None
    assert report.decisions.asking == 1
    assert cells(report.tables["support-needed"]) == [["Abel", "3", "An example."]]
    assert any(isinstance(b, Table) and b.name == "support-needed" for b in document.blocks)
