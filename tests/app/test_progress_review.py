"""Reports are read by the secretariat: accepted, returned, excused, corrected, frozen."""

import json

import pytest

from app.database import open_database, reading
from tracker.addendum_store import load_late_versions

DRAFT = """---
declaration: green
title: Green Cities
---

# Environment {#e}

1. We will plant trees. {#e-1}

2. We will clean the air. {#e-2}
"""
MEMBERS = ("hanoi", "lisbon", "rome", "seoul", "ulm")


@pytest.fixture
def green(accord, tmp_path):
    """A workspace with five members, four of which have accepted, and an open period."""
    (tmp_path / "green.md").write_text(DRAFT)
    for words in (
        ("init",),
        ("draft", "revise", "green.md", "--on", "2026-01-15"),
        ("assembly", "add", "ga5", "Fifth Assembly", "--starts", "2026-03-01"),
        ("draft", "adopt", "green", "--assembly", "ga5", "--on", "2026-03-02", "--yes"),
        *(("member", "add", code, code.title()) for code in MEMBERS),
        *(
            ("adoption", "register", "green", "--member", code, "--all", "--on", "2026-04-01")
            for code in MEMBERS[:-1]
        ),
        ("period", "open", "2027", "--declaration", "green", "--opens", "2027-01-01",
         "--due", "2027-03-31", "--closes", "2027-06-30"),
    ):  # fmt: skip
        outcome = accord(*words)
        assert outcome.code == 0, outcome.err
    return accord


def do(accord, *words):
    outcome = accord("progress", *words)
    assert outcome.code == 0, outcome.err
    return outcome


def report(accord, member, on, *words):
    return accord("progress", "report", "2027", "--member", member, "--on", on, *words)


def standing(accord, day):
    rows = json.loads(do(accord, "list", "2027", "--json", "--as-of", day).out)
    return {row["member"]: (row["state"], row["remarks"]) for row in rows}


def test_the_list_tells_late_missing_excused_nil_and_not_expected(green):
    assert report(green, "seoul", "2027-05-01", "--set", "e-1=limited").code == 0
    assert report(green, "lisbon", "2027-03-01", "--nil").code == 0
    do(green, "excuse", "2027", "--member", "rome", "--reason", "Flood", "--on", "2027-03-01")
    assert standing(green, "2027-03-31") == {
        "hanoi": ("open", ""),
        "lisbon": ("submitted", "nil report"),
        "rome": ("open", "excused: Flood"),
        "seoul": ("open", ""),
        "ulm": ("open", "not expected"),
    }
    assert standing(green, "2027-05-01") == {
        "hanoi": ("open", "missing"),
        "lisbon": ("submitted", "nil report"),
        "rome": ("open", "excused: Flood"),
        "seoul": ("submitted", "late"),
        "ulm": ("open", "not expected"),
    }


def test_a_report_is_returned_with_a_note_mended_and_accepted(green):
    report(green, "seoul", "2027-03-01", "--set", "e-1=limited")
    do(green, "review", "2027", "--member", "seoul", "--return", "Say how many.",
       "--on", "2027-03-05")  # fmt: skip
    assert standing(green, "2027-03-06")["seoul"] == ("returned", "to mend: Say how many.")
    assert report(green, "seoul", "2027-03-10", "--set", "e-1=complete").code == 0
    do(green, "review", "2027", "--member", "seoul", "--accept", "--on", "2027-03-12")
    assert standing(green, "2027-03-12")["seoul"] == ("accepted", "")
    assert standing(green, "2027-03-06")["seoul"][0] == "returned"


def test_a_review_needs_one_verdict_and_a_report(green):
    assert green("progress", "review", "2027", "--member", "seoul").code == 2
    words = ("progress", "review", "2027", "--member", "seoul", "--accept", "--return", "No.")
    assert green(*words).code == 2
    refused = green("progress", "review", "2027", "--member", "seoul", "--accept")
    assert refused.code == 4
    assert "has not reported" in refused.err
    assert green("progress", "review", "2027", "--member", "paris", "--accept").code == 5
    assert green("progress", "review", "1999", "--member", "seoul", "--accept").code == 5


def test_an_accepted_report_changes_only_by_a_correction_that_is_reviewed_again(green):
    report(green, "seoul", "2027-03-01", "--set", "e-1=limited")
    early = report(green, "seoul", "2027-03-02", "--set", "e-1=complete", "--correction")
    assert early.code == 4
    assert "only an accepted report" in early.err
    do(green, "review", "2027", "--member", "seoul", "--accept", "--on", "2027-03-05")
    plain = report(green, "seoul", "2027-04-20", "--set", "e-1=complete")
    assert plain.code == 4
    assert "--correction" in plain.err
    assert report(green, "seoul", "2027-04-20", "--set", "e-1=complete", "--correction").code == 0
    assert standing(green, "2027-04-20")["seoul"] == ("submitted", "")
    assert standing(green, "2027-04-19")["seoul"] == ("accepted", "")


def test_nothing_enters_a_frozen_period_and_the_way_to_the_addendum_is_told(green):
    report(green, "seoul", "2027-03-01", "--set", "e-1=limited")
    assert green("period", "close", "2027", "--on", "2027-06-30", "--yes").code == 0
    for words in (
        ("report", "2027", "--member", "hanoi", "--set", "e-1=limited", "--on", "2027-06-01"),
        ("review", "2027", "--member", "seoul", "--accept", "--on", "2027-07-01"),
        ("excuse", "2027", "--member", "rome", "--reason", "Flood", "--on", "2027-07-01"),
    ):
        refused = green("progress", *words)
        assert refused.code == 4
        assert "--addendum" in refused.err
    before = assembly(green, "2027-07-01")
    late = ("hanoi", "2027-07-02", "--set", "e-1=limited", "--done", "e-1=Ten.", "--addendum")
    taken = report(green, *late)
    assert taken.code == 0, taken.err
    assert standing(green, "2027-12-31")["hanoi"] == (
        "open", "missing; addendum: 1 answer, last on 2027-07-02"
    )  # fmt: skip
    assert standing(green, "2027-07-01")["hanoi"] == ("open", "missing")
    after = assembly(green, "2027-09-01")
    assert after.pop("addendum") == [
        ["Hanoi", "2027", "1", "Limited", "–", "2 Jul 2027"],
    ]
    assert after == before


def assembly(accord, day):
    """The tables of the report to the assembly by name, without the days in them."""
    outcome = accord("report", "assembly", "--as-of", day, "--format", "json", "-o", "-")
    assert outcome.code == 0, outcome.err
    return {table["name"]: table["rows"] for table in json.loads(outcome.out)["tables"]}


def test_the_addendum_takes_only_what_is_late(green):
    open_still = report(green, "seoul", "2027-05-01", "--set", "e-1=limited", "--addendum")
    assert open_still.code == 4
    assert "Leave out --addendum" in open_still.err
    closed = report(green, "seoul", "2027-07-01", "--set", "e-1=limited")
    assert closed.code == 4
    assert "--addendum" in closed.err
    assert report(green, "seoul", "2027-07-01", "--set", "e-1=limited", "--addendum").code == 0
    green("period", "close", "2027", "--on", "2027-06-15", "--yes")
    backdated = report(green, "seoul", "2027-06-14", "--set", "e-1=limited", "--addendum")
    assert backdated.code == 4
    assert "--on" in backdated.err
    unknown = report(green, "seoul", "2027-07-01", "--set", "e-9=limited", "--addendum")
    assert (unknown.code, "e-9" in unknown.err) == (3, True)
    assert report(green, "seoul", "2027-07-01", "--nil", "--addendum").code == 2
    told = json.loads(green("member", "timeline", "seoul", "--json", "--as-of", "2027-08-01").out)
    assert [event["kind"] for event in told][-1] == "late_entry"


def test_a_dry_run_of_a_report_stores_nothing_and_says_what_it_would(green):
    words = ("--set", "e-1=limited", "--evidence", "e-1=https://x.example/1", "--dry-run", "--json")
    told = json.loads(report(green, "seoul", "2027-03-01", *words).out)
    assert told["stored"] is False
    assert told["answers"] == [
        {"paragraph": "e-1", "answer": "limited", "kind": "one_off",
         "evidence": ["https://x.example/1"]},
    ]  # fmt: skip
    assert standing(green, "2027-03-02")["seoul"] == ("open", "")


def test_an_answer_that_nobody_accepted_is_kept_with_a_warning(green):
    told = report(green, "ulm", "2027-03-01", "--set", "e-1=limited", "--json")
    assert told.code == 0
    assert [remark["code"] for remark in json.loads(told.out)["remarks"]] == ["P201"]
    assert "Warning: ulm has accepted no paragraph of green" in told.err
    green("adoption", "register", "green", "--member", "ulm", "--paragraph", "e-1", "--on",
          "2027-03-02")  # fmt: skip
    told = report(green, "ulm", "2027-03-03", "--set", "e-1=limited", "--set", "e-2=complete")
    assert "Warning: ulm has not accepted e-2 (not accepted)" in told.err
    assert "accepted e-1" not in told.err


def test_the_same_acceptance_is_registered_once_and_a_like_one_with_a_remark(green):
    words = ("adoption", "register", "green", "--member", "seoul", "--all", "--on")
    again = green(*words, "2026-04-01")
    assert again.code == 4
    assert "council decision of seoul of 2026-04-01 on green is registered already" in again.err
    later = green(*words, "2026-05-01")
    assert later.code == 0
    assert "Warning: seoul accepted these paragraphs by a council decision" in later.err
    signed = green(*words, "2026-05-01", "--kind", "signature")
    assert (signed.code, "Warning" in signed.err) == (0, False)


def by_section(accord, day):
    rows = json.loads(do(accord, "list", "2027", "--by", "section", "--json", "--as-of", day).out)
    return [
        (row["section"], row["expected"], row["grades"]["limited"], row["grades"]["complete"])
        for row in rows
    ]


def test_progress_by_section_is_that_of_its_day_also_after_a_correction(green):
    report(green, "seoul", "2027-03-01", "--set", "e-1=limited")
    report(green, "seoul", "2027-04-01", "--set", "e-1=complete")
    assert by_section(green, "2027-03-31") == [("e", 8, 1, 0), ("All", 8, 1, 0)]
    assert by_section(green, "2027-04-01") == [("e", 8, 0, 1), ("All", 8, 0, 1)]


def test_progress_of_a_period_that_had_not_opened_is_refused(green):
    outcome = green("progress", "list", "2027", "--by", "section", "--as-of", "2026-12-31")
    assert (outcome.code, "had not opened by 2026-12-31" in outcome.err) == (5, True)


def matrix(accord, *words):
    outcome = accord("adoption", "matrix", "green", "--as-of", "2027-04-01", *words)
    assert outcome.code == 0, outcome.err
    return outcome


def test_the_pages_of_the_matrix_are_the_whole_matrix(green):
    whole = json.loads(matrix(green, "--json").out)
    first = matrix(green, "--json", "--limit", "2")
    assert "--limit 2 --after lisbon" in first.err
    rest = matrix(green, "--json", "--after", "lisbon")
    assert "--after" not in rest.err
    assert json.loads(first.out) | json.loads(rest.out) == whole
    assert list(json.loads(first.out)) == ["hanoi", "lisbon"]


def test_the_matrix_shows_the_last_answers_where_they_are_asked_for(green):
    report(green, "seoul", "2027-03-01", "--set", "e-1=limited", "--set", "e-2=not_available")
    found = json.loads(matrix(green, "--answers", "--json").out)
    assert found["seoul"] == {
        "e-1": {"position": "accepted", "answer": "limited", "period": "2027"},
        "e-2": {"position": "accepted", "answer": "not_available", "period": "2027"},
    }
    assert found["ulm"]["e-1"] == {"position": "no_response", "answer": None, "period": None}
    assert "A limited" in matrix(green, "--answers").out


def test_a_draft_is_shown_to_nobody_before_it_is_sent(green):
    report(green, "seoul", "2027-03-01", "--set", "e-1=limited", "--done", "e-1=Ten trees.")
    green("progress", "review", "2027", "--member", "seoul", "--return", "Say more.", "--on",
          "2027-03-02")  # fmt: skip
    shown = green("report", "paragraph", "e-1", "--as-of", "2027-03-02")
    assert "Ten trees" not in shown.out
    assert json.loads(matrix(green, "--answers", "--json").out)["seoul"]["e-1"]["answer"] is None


def test_a_change_of_a_report_dated_before_the_last_one_is_refused(green):
    report(green, "seoul", "2027-03-10", "--set", "e-1=limited")
    for words in (
        ("report", "2027", "--member", "seoul", "--set", "e-1=complete", "--on", "2027-03-09"),
        ("review", "2027", "--member", "seoul", "--accept", "--on", "2027-03-09"),
    ):
        refused = green("progress", *words)
        assert (refused.code, "before its last change" in refused.err) == (4, True)


def test_an_addendum_that_is_sent_twice_is_stored_once(green):
    late = ("hanoi", "2027-07-02", "--set", "e-1=limited", "--done", "e-1=Ten.", "--addendum")
    assert report(green, *late).code == 0
    again = ("hanoi", "2027-07-03", *late[2:])
    assert report(green, *again).code == 0
    changed = report(green, "hanoi", "2027-07-04", "--set", "e-1=complete", "--addendum")
    assert changed.code == 0, changed.err
    engine = open_database("accord.db")
    with reading(engine) as session:
        (versions,) = load_late_versions(session, "hanoi", "2027").values()
    engine.dispose()
    assert [(e.implementation.value, e.recorded_at.day) for e in versions] == [
        ("limited", 2), ("complete", 4),
    ]  # fmt: skip
