"""Offers and wishes through the command line, and in the report to the assembly."""

import json

import pytest

DRAFT = """---
declaration: green
title: Green Cities
---

# Environment {#environment}

1. We will plant trees. {#environment-1}
"""


@pytest.fixture
def adopted(accord, tmp_path):
    (tmp_path / "green.md").write_text(DRAFT)
    for words in (
        ("init",),
        ("draft", "revise", "green.md", "--on", "2026-01-15"),
        ("assembly", "add", "ga5", "Fifth Assembly", "--starts", "2026-03-01"),
        ("draft", "adopt", "green", "--assembly", "ga5", "--on", "2026-03-02", "--yes"),
        ("member", "add", "seoul", "Seoul"),
        ("member", "add", "lima", "Lima"),
    ):
        outcome = accord(*words)
        assert outcome.code == 0, outcome.err
    return accord


def enter(accord, verb, member, *words):
    return accord(
        "exchange", verb, "green", "--member", member, "--paragraph", "environment-1",
        "--text", "Trees.", "--on", "2026-04-01", *words,
    )  # fmt: skip


def test_an_offer_meets_a_wish_until_it_is_withdrawn(adopted):
    assert "seoul:1 is recorded; no matches" in enter(adopted, "offer", "seoul").err
    assert "lima:1 is recorded; 1 match." in enter(adopted, "seek", "lima", "--lang", "es").err
    words = ("exchange", "list", "green", "--as-of")
    assert adopted(*words, "2026-05-01", "--matches").out.splitlines()[1].split() == [
        "environment-1", "seoul:1", "lima:1", "none", "in", "common",
    ]  # fmt: skip
    withdrawing = ("exchange", "withdraw", "green", "--member", "seoul", "--number", "1", "--on")
    assert adopted(*withdrawing, "2026-06-01").code == 0
    assert adopted(*withdrawing, "2026-06-02").code == 4
    left = json.loads(adopted(*words, "2026-06-01", "--json").out)
    assert [notice["member"] for notice in left] == ["lima"]
    assert len(json.loads(adopted(*words, "2026-05-31", "--json").out)) == 2
    assert adopted("exchange", "withdraw", "green", "--member", "lima", "--number", "9").code == 5


def test_a_notice_with_a_fault_is_refused(adopted):
    refused = enter(adopted, "offer", "seoul", "--until", "2026-03-31")
    assert refused.code == 3
    assert "before it was made" in refused.err
    assert json.loads(adopted("exchange", "list", "green", "--json").out) == []


def test_the_report_has_the_chapter_only_where_there_is_an_open_notice(adopted, tmp_path):
    enter(adopted, "offer", "seoul", "--until", "2026-12-31")
    enter(adopted, "seek", "lima", "--until", "2026-12-31")
    for day, there in (("2026-05-01", True), ("2027-01-01", False)):
        assert adopted("report", "assembly", "-o", "r.json", "--as-of", day).code == 0
        report = json.loads((tmp_path / "r.json").read_text())
        titles = [heading["text"] for heading in report["headings"]]
        assert ("Good practices and exchange" in titles) is there
        names = {table["name"] for table in report["tables"]}
        assert ({"exchange", "exchange-matches"} <= names) is there
