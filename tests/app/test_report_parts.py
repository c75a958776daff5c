"""The report through the command line: annexes as files, corrections, reminders, the sheet."""

import json

import pytest

from tests.app.conftest import Program

DRAFT = """---
declaration: green
title: Green Cities
---

# Environment {#e}

1. We will plant trees. {#e-1}

2. We will clean the air. {#e-2}
"""
AS_OF = ("--as-of", "2027-07-01")


@pytest.fixture
def green(accord, tmp_path) -> Program:
    """Three members that have accepted; one reports in 2027, is accepted, and corrects itself."""
    (tmp_path / "green.md").write_text(DRAFT)
    (tmp_path / "accord.toml").write_text(
        'association = "Cities"\nmail_from = "o@cities.example"\n'
    )
    codes = ("hanoi", "lisbon", "seoul")
    report = ("progress", "report", "2027", "--member", "seoul")
    for words in (
        ("init",),
        ("draft", "revise", "green.md", "--on", "2026-01-15"),
        ("assembly", "add", "ga5", "Fifth Assembly", "--starts", "2026-03-01"),
        ("draft", "adopt", "green", "--assembly", "ga5", "--on", "2026-03-02", "--yes"),
        *(("member", "add", code, code.title()) for code in codes),
        *(
            ("adoption", "register", "green", "--member", code, "--all", "--on", "2026-04-01")
            for code in codes
        ),
        ("period", "open", "2027", "--declaration", "green", "--opens", "2027-01-01",
         "--due", "2027-03-31", "--closes", "2027-06-30"),
        (*report, "--on", "2027-03-01", "--set", "e-1=limited", "--set", "e-2=complete"),
        ("progress", "review", "2027", "--member", "seoul", "--accept", "--on", "2027-03-05"),
        (*report, "--on", "2027-04-20", "--set", "e-1=complete", "--correction"),
    ):  # fmt: skip
        outcome = accord(*words)
        assert outcome.code == 0, outcome.err
    return accord


def tables(accord: Program, *words: str) -> dict[str, list[list[str]]]:
    outcome = accord("report", "assembly", "-o", "-", "-f", "json", *(words or AS_OF))
    assert outcome.code == 0, outcome.err
    return {table["name"]: table["rows"] for table in json.loads(outcome.out)["tables"]}


def test_a_corrected_answer_is_listed_beside_the_one_it_replaced(green):
    assert tables(green)["corrected-answers"] == [
        ["Seoul", "2027", "1", "Limited", "1 Mar 2027", "Complete"]
    ]
    assert "corrected-answers" not in tables(green, "--as-of", "2027-04-19")


def test_what_was_put_right_before_the_report_was_accepted_is_no_correction(green):
    words = ("progress", "report", "2027", "--member", "lisbon")
    for day, grade in (("2027-03-01", "limited"), ("2027-03-02", "complete")):
        assert green(*words, "--on", day, "--set", f"e-1={grade}").code == 0
    assert [row[0] for row in tables(green)["corrected-answers"]] == ["Seoul"]


def test_a_correction_in_confidence_tells_neither_answer(green):
    words = ("progress", "report", "2027", "--member", "seoul", "--on", "2027-05-02")
    accepted = green("progress", "review", "2027", "--member", "seoul", "--accept",
                     "--on", "2027-05-01")  # fmt: skip
    assert accepted.code == 0, accepted.err
    sent = green(*words, "--set", "e-2=limited", "--in-confidence", "e-2", "--correction")
    assert sent.code == 0, sent.err
    told = {row[2]: (row[3], row[5]) for row in tables(green)["corrected-answers"]}
    assert told["2"] == ("Confidential", "Confidential")


def test_reminders_are_counted_by_member_and_name_nobody(green):
    assert "Reminders" not in str(tables(green))
    contact = ("member", "contact", "add", "hanoi", "linh@hanoi.example", "--name", "Linh")
    assert green(*contact).code == 0
    for day in ("2027-03-01", "2027-03-25"):
        assert green("progress", "remind", "2027", "--on", day, "-o", f"out-{day}").code == 0
    assert tables(green)["reports-missing"] == [
        ["Hanoi", "–", "Missing", "2"],
        ["Lisbon", "–", "Missing", "0"],
    ]
    whole = green("report", "assembly", "-o", "-", "-f", "html", *AS_OF).out
    assert "Linh" not in whole
    assert "hanoi.example" not in whole


def test_above_the_setting_annexes_are_files_beside_the_summary(green, tmp_path):
    assert green("report", "assembly", "-o", "whole.html", *AS_OF).code == 0
    assert not list(tmp_path.glob("whole-annex-*"))
    (tmp_path / "accord.toml").write_text("annex_members = 2\n")
    assert green("report", "assembly", "-o", "report.html", *AS_OF).code == 0
    summary = (tmp_path / "report.html").read_text()
    files = sorted(path.name for path in tmp_path.glob("report-annex-*.html"))
    assert files[0] == "report-annex-a.html"
    assert all(name in summary for name in files)
    assert "acceptance-matrix" not in summary
    assert "Accepted provisions" in (tmp_path / "report-annex-b.html").read_text()


def test_a_paragraph_gets_its_sheet_in_every_format_and_its_timeline_without(green, tmp_path):
    for ending in ("pdf", "docx", "html"):
        outcome = green("report", "paragraph", "e-1", "-o", f"sheet.{ending}", *AS_OF)
        assert outcome.code == 0, outcome.err
        assert (tmp_path / f"sheet.{ending}").stat().st_size > 0
    assert "We will plant trees." in (tmp_path / "sheet.html").read_text()
    assert "We will clean the air." not in (tmp_path / "sheet.html").read_text()
    assert "council decision" in green("report", "paragraph", "e-1", *AS_OF).out
    assert green("report", "paragraph", "e-9", "-o", "sheet.pdf").code == 5
    assert green("report", "paragraph", "e-1", "-o", "sheet.pdf", "--json").code == 2


def test_the_associations_own_lessons_stand_before_the_method(green, tmp_path):
    (tmp_path / "wording").mkdir()
    (tmp_path / "accord.toml").write_text('templates = "wording"\n')
    (tmp_path / "wording" / "assembly_lessons.md.j2").write_text(
        "# Lessons and proposals {#lessons}\n\nTrees need water. {{ report.paragraphs }} are few.\n"
    )
    outcome = green("report", "assembly", "-o", "-", "-f", "html", *AS_OF)
    assert outcome.code == 0, outcome.err
    assert "Trees need water. 2 are few." in outcome.out
    lessons, method = (outcome.out.index(f'id="{name}"') for name in ("lessons", "method"))
    assert lessons < method


def test_the_wording_is_written_to_be_changed_and_a_fault_says_where(green, tmp_path):
    written = green("report", "templates", "-o", "wording")
    assert written.code == 0, written.err
    assert 'templates = "wording"' in written.err
    assert green("report", "templates", "-o", "wording").code == 4
    (tmp_path / "accord.toml").write_text('templates = "wording"\n')
    own = tmp_path / "wording" / "assembly_annexes.md.j2"
    words = own.read_text()
    own.write_text(words.replace("# Glossary {#", "# Words {#"))
    report = ("report", "assembly", "-o", "-", "-f", "html", *AS_OF)
    assert "Words</h1>" in green(*report).out
    own.write_text(words.replace(":::table members", ":::table membres"))
    refused = green(*report)
    line = words.splitlines().index(":::table members") + 1
    assert refused.code == 3
    place = f"assembly_annexes.md.j2:{line}"
    assert f"{place}: error T001: there is no table 'membres'" in refused.err
    assert refused.err.count("membres") == refused.err.count("Names of table") == 1
    assert refused.err.endswith("Not done.\n")
