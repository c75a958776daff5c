"""What the report says of provisions not accepted, and of what became of statements."""

from dataclasses import replace
from datetime import date

from exports.assembly_report import build_assembly_report, compose_assembly_report
from exports.blocks import Heading, Table, plain_text
from tests.exports.registers import DAY, accept, make_member, make_register
from tracker.acceptance import AcceptanceRules, Effect, Statement, StatementKind

RESERVATION = Statement(
    "abel", "green", 1, StatementKind.RESERVATION, frozenset({"air-1"}), "Not yet.",
    date(2018, 2, 1), Effect.EXCLUDES,
)  # fmt: skip
OBJECTION = Statement(
    "berta", "green", 1, StatementKind.OBJECTION, frozenset({"air-1"}), "We object.",
    date(2018, 3, 1), objects_to_member="abel", objects_to=1,
)  # fmt: skip
REGISTER = make_register(
    [make_member("abel"), make_member("berta")],
    instruments=[accept("abel"), accept("berta", "water-1")],
    statements=[RESERVATION, OBJECTION],
)


def rows(register, name):
    table: Table = build_assembly_report(register, DAY).tables[name]
    return [[plain_text(cell.runs) for cell in row] for row in table.rows]


def test_what_is_not_accepted_stands_with_its_day_and_the_next_asking():
    assert rows(REGISTER, "non-accepted-provisions") == [
        ["Berta", "Not accepted", "2, 3", "1 Jan 2018", "1 Jan 2020"]
    ]


def test_an_objection_names_the_statement_it_is_to():
    assert [(row[1], row[4]) for row in rows(REGISTER, "statements")] == [
        ("Reservation", "Excludes"), ("Objection to statement 1 of Abel", "–"),
    ]  # fmt: skip


def test_a_withdrawal_counts_from_the_day_it_takes_effect():
    for day, said in ((DAY, "Reservation (withdrawn)"), (date(2020, 6, 1), "Reservation")):
        withdrawal = Statement(
            "abel", "green", 2, StatementKind.WITHDRAWAL, frozenset({"air-1"}), "",
            date(2019, 1, 1), withdraws=1, effective_on=day,
        )  # fmt: skip
        register = replace(REGISTER, statements=[RESERVATION, withdrawal])
        assert rows(register, "statements")[0][1] == said


def headings(register):
    document = compose_assembly_report(build_assembly_report(register, DAY))
    return {plain_text(block.runs) for block in document.blocks if isinstance(block, Heading)}


def test_there_is_no_section_where_all_is_accepted_by_those_that_responded():
    assert "Non-accepted provisions" in headings(REGISTER)
    whole = replace(REGISTER, instruments=[accept("abel"), accept("berta")])
    assert "Non-accepted provisions" not in headings(whole)


def test_an_association_that_never_asks_prints_no_day():
    never = replace(REGISTER, rules=AcceptanceRules(follow_up_months=0))
    assert [row[4] for row in rows(never, "non-accepted-provisions")] == ["–"]
