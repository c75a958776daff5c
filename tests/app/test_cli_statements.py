"""Statements, objections and provisions through the command line."""

import json
from datetime import date
from pathlib import Path

import pytest

from app.database import open_database, reading
from tracker.acceptance import AcceptanceRules
from tracker.acceptance_store import load_statements
from tracker.statements import examine_statements

DRAFT = """---
declaration: green
title: Green Cities
---

# Environment {#environment}

1. We will plant trees. {#environment-1}

2. We will clean the air. {#environment-2}
"""


@pytest.fixture
def adopted(accord, tmp_path):
    """A workspace with an adopted declaration that Seoul and Lisbon have accepted in part."""
    (tmp_path / "green.md").write_text(DRAFT)
    for words in (
        ("init",),
        ("draft", "revise", "green.md", "--on", "2026-01-15"),
        ("assembly", "add", "ga5", "Fifth Assembly", "--starts", "2026-03-01"),
        ("draft", "adopt", "green", "--assembly", "ga5", "--on", "2026-03-02", "--yes"),
        ("member", "add", "seoul", "Seoul"),
        ("member", "add", "lisbon", "Lisbon"),
        ("adoption", "register", "green", "--member", "seoul", "--all", "--on", "2026-04-01"),
        ("adoption", "register", "green", "--member", "lisbon", "--paragraph", "environment-1",
         "--kind", "provisional", "--on", "2026-05-01"),
    ):  # fmt: skip
        outcome = accord(*words)
        assert outcome.code == 0, outcome.err
    return accord


def state(accord, member, kind, *words):
    return accord("adoption", "state", "green", "--member", member, "--kind", kind, *words)


RESERVING = (
    "--paragraph", "environment-1", "--effect", "excludes", "--title", "Declaration",
    "--text", "Not in parks.", "--on", "2026-06-01",
)  # fmt: skip


def test_a_reservation_is_objected_to_modified_and_withdrawn(adopted):
    made = state(adopted, "seoul", "interpretative_declaration", *RESERVING)
    assert "seoul:1 is recorded on 1 paragraph. By its effect it is a reservation." in made.err
    objected = state(
        adopted, "lisbon", "objection", "--objects-to", "seoul:1", "--text", "We object.",
        "--on", "2026-07-01",
    )  # fmt: skip
    assert objected.code == 0, objected.err
    assert "Between the two" in objected.err
    listed = adopted("adoption", "statements", "green", "--as-of", "2026-07-02").out.splitlines()
    assert listed[1].split()[:5] == [
        "seoul:1", "2026-06-01", "interpretative_declaration", "excludes", "stands",
    ]  # fmt: skip
    assert "lisbon:1" in listed[1]
    withdrawn = state(
        adopted, "seoul", "withdrawal", "--withdraws", "1", "--on", "2026-08-01",
        "--effective", "2026-09-01",
    )  # fmt: skip
    assert "takes back seoul:1 from 2026-09-01 on" in withdrawn.err
    before, after = (
        json.loads(adopted("adoption", "matrix", "green", "--as-of", day, "--json").out)
        for day in ("2026-08-31", "2026-09-01")
    )
    assert before["seoul"]["environment-1"] == "accepted_with_reservation"
    assert after["seoul"]["environment-1"] == "accepted"


def test_the_effect_must_be_said_and_an_objection_must_come_in_time(adopted):
    silent = state(adopted, "seoul", "reservation", "--paragraph", "environment-1", "--text", "No.")
    assert silent.code == 2
    assert "--effect" in silent.err
    state(adopted, "seoul", "reservation", *RESERVING)
    late = state(
        adopted, "lisbon", "objection", "--objects-to", "seoul:1", "--text", "No.",
        "--on", "2027-06-02",
    )  # fmt: skip
    assert late.code == 3
    assert "until 2027-06-01" in late.err
    assert "lisbon" not in adopted("adoption", "statements", "green", "--as-of", "2028-01-01").out


def test_the_rules_of_review_are_set_and_reservations_due_are_listed(adopted):
    state(adopted, "seoul", "reservation", *RESERVING)
    assert adopted("adoption", "rules", "green", "--review-years", "3").code == 0
    words = ("adoption", "statements", "green", "--due-for-review", "--json", "--as-of")
    assert json.loads(adopted(*words, "2029-05-31").out) == []
    (due,) = json.loads(adopted(*words, "2029-06-01").out)
    assert (due["member"], due["review_on"]) == ("seoul", "2029-06-01")


def test_provisions_are_listed_both_ways(adopted):
    words = ("adoption", "provisions", "green", "--as-of", "2026-06-01")
    accepted = adopted(*words, "--accepted").out.splitlines()
    assert [line.split()[:2] for line in accepted[1:]] == [
        ["lisbon", "environment-1"], ["seoul", "environment-1"], ["seoul", "environment-2"],
    ]  # fmt: skip
    assert "(provisional)" in accepted[1]
    (left,) = json.loads(adopted(*words, "--not-accepted", "--json").out)
    assert left == {
        "member": "lisbon", "paragraph": "environment-2", "position": "not_accepted",
        "since": "2026-05-01", "provisional": False, "ends_on": None, "ask_on": "2027-05-01",
    }  # fmt: skip
    assert adopted(*words, "--member", "nobody").code == 5


def test_the_lines_of_time_of_a_member_and_of_a_paragraph(adopted):
    state(adopted, "seoul", "reservation", *RESERVING)
    lines = adopted("member", "timeline", "seoul", "--as-of", "2026-07-01").out.splitlines()
    assert [line.split()[:2] for line in lines[1:]] == [
        ["2026-04-01", "instrument"], ["2026-06-01", "statement"],
    ]  # fmt: skip
    words = ("report", "paragraph", "environment-1", "--as-of", "2026-07-01", "--json")
    assert [(e["kind"], e["member"]) for e in json.loads(adopted(*words).out)] == [
        ("adoption", ""), ("instrument", "seoul"), ("instrument", "lisbon"), ("statement", "seoul"),
    ]  # fmt: skip
    assert adopted("member", "timeline", "nobody").code == 5
    assert adopted("report", "paragraph", "nothing").code == 5


def test_a_members_report_names_who_objects_and_is_about_that_member_alone(adopted):
    state(adopted, "seoul", "reservation", *RESERVING)
    objecting = ("--objects-to", "seoul:1", "--text", "We object.", "--on", "2026-07-01")
    assert state(adopted, "lisbon", "objection", *objecting).code == 0
    made = adopted(
        "report", "member", "--member", "seoul", "--as-of", "2026-08-01", "-o", "seoul.html"
    )
    assert made.code == 0, made.err
    text = Path("seoul.html").read_text(encoding="utf-8")
    assert "Lisbon" in text
    assert "lisbon" not in text


def test_an_objection_that_was_taken_back_stands_nowhere_not_for_one_member_either(adopted):
    state(adopted, "seoul", "reservation", *RESERVING)
    objecting = ("--objects-to", "seoul:1", "--text", "We object.", "--on", "2026-07-01")
    assert state(adopted, "lisbon", "objection", *objecting).code == 0
    taken = state(adopted, "lisbon", "withdrawal", "--withdraws", "1", "--on", "2026-07-10")
    assert taken.code == 0, taken.err
    engine = open_database("accord.db")
    with reading(engine) as session:
        known = load_statements(session, "green", members=["seoul"], with_objections=True)
    engine.dispose()
    (reservation,) = [
        facts
        for facts in examine_statements(known, AcceptanceRules(), date(2026, 8, 1))
        if facts.statement.member == "seoul"
    ]
    assert reservation.objections == ()
