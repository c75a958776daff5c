"""Checking and mending on the command line: what is written, what is shown, what is left alone."""

import json
from pathlib import Path

import pytest

FAULTY = """---
declaration: green
title: Green Cities
---

# Preamble {#preamble}

We, the cities, meet. {#p-1}

# Environment {#environment}

1. We will use "clean" energy for 20 percent of it by 2030 {#a}

3. We will [open] the parks by 2031. {#b}
"""


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    path = tmp_path / "green.md"
    path.write_text(FAULTY, encoding="utf-8")
    return path


def test_mending_writes_the_file_says_what_it_mended_and_lists_what_is_left(accord, draft) -> None:
    outcome = accord("draft", "check", draft.name, "--fix")
    assert outcome.code == 0
    assert "1. We will use “clean” energy for 20 per cent of it by 2030. {#a}" in draft.read_text()
    assert "2. We will [open]" in draft.read_text()
    for code in ("D201", "T308", "T310", "F015"):
        assert f" {code} " in outcome.err
        assert code not in outcome.out
    assert "T305" in outcome.out


def test_mending_a_second_time_writes_nothing(accord, draft) -> None:
    accord("draft", "check", draft.name, "--fix")
    once = (draft.read_bytes(), draft.stat().st_mtime_ns)
    outcome = accord("draft", "check", draft.name, "--fix")
    assert (draft.read_bytes(), draft.stat().st_mtime_ns) == once
    assert "nothing to mend" in outcome.err
    assert "Mended" not in outcome.err


def test_a_dry_run_shows_the_difference_and_writes_nothing(accord, draft) -> None:
    outcome = accord("draft", "check", draft.name, "--fix", "--dry-run")
    assert draft.read_text(encoding="utf-8") == FAULTY
    assert '-1. We will use "clean" energy for 20 percent of it by 2030 {#a}' in outcome.out
    assert "+1. We will use “clean” energy for 20 per cent of it by 2030. {#a}" in outcome.out
    assert "Written" not in outcome.err
    assert accord("draft", "check", draft.name, "--dry-run").code == 2


@pytest.mark.parametrize(
    ("good", "bad", "code"),
    [
        ("title: Green Cities", "title: Green Cities\nauthor: Seoul", "F003"),
        ("title: Green Cities", "title: Green Cities\n# ask Seoul first", "F009"),
        ("{#b}", "{#a}", "F011"),
    ],
)
def test_a_draft_that_would_lose_something_is_left_as_it_is(
    accord, draft, good: str, bad: str, code: str
) -> None:
    faulty = FAULTY.replace(good, bad)
    draft.write_text(faulty, encoding="utf-8")
    outcome = accord("draft", "check", draft.name, "--fix")
    assert outcome.code == 3
    assert "left as it is" in outcome.err
    assert code in outcome.err
    assert code in outcome.out
    assert accord("draft", "format", draft.name).code == 3
    assert draft.read_text(encoding="utf-8") == faulty


def test_json_tells_what_was_mended_and_what_is_left(accord, draft) -> None:
    data = json.loads(accord("draft", "check", draft.name, "--fix", "--json").out)
    assert {p["code"] for p in data["mended"]} == {"D201", "F015", "T308", "T310"}
    assert [p["code"] for p in data["problems"]] == ["T305"]


def test_spelling_in_the_settings_is_checked_and_mended(accord, draft, tmp_path) -> None:
    (tmp_path / "accord.toml").write_text(
        '[spelling]\n"percent" = "percent"\n"parks" = "gardens"\n'
    )
    accord("draft", "check", draft.name, "--fix")
    assert "20 percent" in draft.read_text()
    assert "the gardens" in draft.read_text()


def test_several_files_are_checked_as_languages_of_one_declaration(accord, draft, tmp_path) -> None:
    french = FAULTY.replace("title: Green Cities", "title: Villes vertes\nlanguage: fr")
    french = french.replace("We, the cities, meet.", "Nous, les villes, nous réunissons.")
    french = french.replace('We will use "clean" energy for 20 percent of it by 2030', "Nous. 21 %")
    (tmp_path / "green.fr.md").write_text(french, encoding="utf-8")
    outcome = accord("draft", "check", draft.name, "green.fr.md")
    assert outcome.code == 3
    assert "green.fr.md:13:4: warning L408" in outcome.out
    assert "green.fr.md:15:4: warning L406" in outcome.out
    assert "green.md:12:4: warning D201" in outcome.out
