"""A workbook goes out to a member, is filled in, and comes back: nothing lost, nothing guessed."""

import csv
import io
import json
import os
import re
import shutil
import subprocess
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from exports.workbook_words import Field, load_fault_words, load_words

EXPORTS = Path(__file__).parents[2] / "exports"
PARAGRAPHS = 60
DRAFT = "---\ndeclaration: green\ntitle: Green Cities\n---\n\n# Environment {#e}\n\n" + "\n\n".join(
    f"{number}. We will plant {number} trees. {{#e-{number}}}"
    for number in range(1, PARAGRAPHS + 1)
)
HEADINGS = load_words()["en"].headings
COLUMN = {field: place for place, field in enumerate(Field, start=1)}
FORMULAS = ('=HYPERLINK("http://x.example","y")', "+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", "\t=1+1")


@pytest.fixture
def green(accord, tmp_path):
    """A workspace with a declaration of 60 paragraphs, two members that accept it, and a period."""
    (tmp_path / "green.md").write_text(DRAFT)
    for words in (
        ("init",),
        ("draft", "revise", "green.md", "--on", "2026-01-15"),
        ("assembly", "add", "ga5", "Fifth Assembly", "--starts", "2026-03-01"),
        ("draft", "adopt", "green", "--assembly", "ga5", "--on", "2026-03-02", "--yes"),
        ("member", "add", "seoul", "Seoul", "--country", "KR", "--name", "ko=서울"),
        ("member", "add", "lisbon", "Lisbon", "--country", "PT"),
        ("period", "open", "2027", "--declaration", "green", "--opens", "2027-01-01",
         "--due", "2027-03-31", "--closes", "2027-06-30"),
    ):  # fmt: skip
        outcome = accord(*words)
        assert outcome.code == 0, outcome.err
    for member in ("seoul", "lisbon"):
        words = ("adoption", "register", "green", "--member", member, "--all", "--on", "2026-04-01")
        outcome = accord(*words)
        assert outcome.code == 0, outcome.err
    return accord


def template(accord, member="seoul", language="en", name="form.xlsx"):
    outcome = accord(
        "progress", "template", "2027", "--member", member, "--lang", language,
        "--as-of", "2027-02-01", "-o", name,
    )  # fmt: skip
    assert outcome.code == 0, outcome.err
    return Path(name)


def fill(path, answers, language="en"):
    """Type answers into the workbook as a person does, with openpyxl."""
    book = openpyxl.load_workbook(path)
    sheet = book[load_words()[language].progress]
    for row, values in answers.items():
        for field, value in values.items():
            sheet.cell(row + 1, COLUMN[field]).value = value
            if isinstance(value, str):
                sheet.cell(row + 1, COLUMN[field]).data_type = "s"
    book.save(path)


def take_in(accord, path, *words):
    return accord("progress", "import", path, "--on", "2027-03-01", *words)


def counts(accord, path, *words):
    outcome = take_in(accord, path, "--dry-run", "--json", *words)
    return {kind: n for kind, n in json.loads(outcome.out)["counts"].items() if n}


def full_answers():
    states = list(load_words()["en"].states.values())
    return {
        n: {
            Field.STATE: states[n % 4],
            Field.PERCENT: (40, "40 %", 0.4, "40,0")[n % 4],
            Field.DONE: f"Tree {n} & <b>more</b>,\nwith  two spaces; 서울",
            Field.EVIDENCE_LINK: f"https://city.example/{n}",
            Field.EVIDENCE_DATE: (date(2027, 2, 3), "2027-02-03", "3.2.2027", "3 February 2027")[
                n % 4
            ],
        }
        for n in range(1, PARAGRAPHS + 1)
    }


def test_the_template_says_who_when_and_what_and_is_the_same_to_the_byte(green):
    first, second = template(green, name="a.xlsx"), template(green, name="b.xlsx")
    assert first.read_bytes() == second.read_bytes()
    book = openpyxl.load_workbook(first)
    read_me = [cell.value for row in book["Read me"] for cell in row if cell.value]
    assert "Seoul" in read_me
    assert "31 March 2027" in read_me
    sheet = book["Progress"]
    assert [cell.value for cell in sheet[1]] == list(HEADINGS.values())[:-1]
    assert sheet.max_row == PARAGRAPHS + 1
    assert sheet.protection.sheet
    assert sheet.column_dimensions["A"].hidden
    assert sheet["C2"].protection.locked
    assert not sheet["E2"].protection.locked
    assert sheet.freeze_panes == "D2"
    assert len(sheet.data_validations.dataValidation) == 6
    assert book["Lists"].sheet_state == "veryHidden"


@pytest.mark.parametrize(("word", "held"), [("Yes", True), ("oui", True), ("No", False)])
def test_an_answer_in_confidence_comes_back_as_one(green, word, held):
    path = template(green)
    fill(path, {1: {Field.STATE: "Limited", Field.IN_CONFIDENCE: word}})
    assert take_in(green, path, "--yes").code == 0
    again = openpyxl.load_workbook(template(green, name="again.xlsx"))["Progress"]
    assert again.cell(2, COLUMN[Field.IN_CONFIDENCE]).value == ("Yes" if held else None)


def test_what_is_neither_yes_nor_no_and_a_yes_without_a_state_are_faults(green):
    path = template(green)
    fill(path, {1: {Field.STATE: "Limited", Field.IN_CONFIDENCE: "perhaps"},
                2: {Field.IN_CONFIDENCE: "Yes", Field.REASON: "Not available"}})  # fmt: skip
    told = take_in(green, path, "--dry-run", "--json")
    rows = json.loads(told.out)["rows"]
    codes = [problem["code"] for row in rows for problem in row["problems"]]
    assert (told.code, codes) == (3, ["W016", "W017"])


def test_a_draft_is_submitted_by_the_file_whose_faults_were_emptied(green):
    path = template(green)
    fill(path, {1: {Field.STATE: "Limited"}, 2: {Field.STATE: "perhaps"}})
    assert take_in(green, path, "--yes").code == 3
    fill(path, {2: {Field.STATE: None}})
    again = take_in(green, path, "--yes")
    assert again.code == 0, again.err
    assert "Submitted: the report is in as it stands." in again.err
    listed = json.loads(green("progress", "list", "2027", "--as-of", "2027-03-01", "--json").out)
    assert {row["state"] for row in listed if row["member"] == "seoul"} == {"submitted"}
    assert "Nothing was stored." in take_in(green, path, "--yes").err


def test_a_member_gets_its_own_language_beside_english(green):
    outcome = green("progress", "template", "2027", "--all", "--as-of", "2027-02-01", "-o", ".")
    assert outcome.code == 0, outcome.err
    book = openpyxl.load_workbook("seoul.xlsx")
    words = load_words()["ko"]
    assert book.sheetnames[:2] == [words.read_me, words.progress]
    read_me = [cell.value for row in book[words.read_me] for cell in row if cell.value]
    assert "서울" in read_me
    assert "Progress report" in read_me
    assert openpyxl.load_workbook("lisbon.xlsx").sheetnames[0] == "Read me"
    arabic = openpyxl.load_workbook(template(green, language="ar"))
    assert arabic[load_words()["ar"].progress].sheet_view.rightToLeft


def convert(path, ending):
    """Save a file by LibreOffice Calc, or skip where it is absent."""
    program = shutil.which(os.environ.get("ACCORD_TEST_SOFFICE", "soffice"))
    if program is None:
        pytest.skip("LibreOffice (soffice) is not installed")
    folder = Path("saved").absolute()
    profile = f"-env:UserInstallation=file://{Path('profile').absolute()}"
    subprocess.run(
        [program, profile, "--headless", "--convert-to", ending, "--outdir", str(folder), path],
        check=False,
        capture_output=True,
        timeout=300,
    )
    saved = folder / f"{path.stem}.{ending}"
    if not saved.exists():
        pytest.skip("LibreOffice is installed without its spreadsheet program (Calc)")
    return saved


def as_csv(path, separator=","):
    """Save the sheet as CSV, as a spreadsheet program does."""
    output = io.StringIO(newline="")
    writer = csv.writer(output, delimiter=separator)
    for row in openpyxl.load_workbook(path)["Progress"].iter_rows(values_only=True):
        writer.writerow(
            value.date().isoformat() if isinstance(value, datetime) else value for value in row
        )
    saved = path.with_suffix(".csv")
    saved.write_text(output.getvalue(), encoding="utf-8-sig", newline="")
    return saved


@pytest.mark.parametrize("form", ["xlsx", "csv", "semicolons", "saved xlsx", "saved ods"])
def test_sixty_filled_in_paragraphs_come_back_with_the_same_values(green, form):
    path = template(green)
    fill(path, full_answers())
    if form == "csv":
        path = as_csv(path)
    elif form == "semicolons":
        path = as_csv(path, ";")
    elif form.startswith("saved"):
        path = convert(path, form.split()[1])
    assert counts(green, path) == {"new": PARAGRAPHS}
    stored = take_in(green, path, "--yes")
    assert stored.code == 0, stored.err
    assert counts(green, path) == {"same": PARAGRAPHS}
    again = take_in(green, path, "--yes")
    assert "Nothing was stored." in again.err
    back = template(green, name="back.xlsx")
    assert counts(green, back) == {"same": PARAGRAPHS}
    sheet = openpyxl.load_workbook(back)["Progress"]
    for n, given in full_answers().items():
        row = {field: sheet.cell(n + 1, column).value for field, column in COLUMN.items()}
        assert row[Field.STATE] == given[Field.STATE]
        assert row[Field.PERCENT] == 0.4
        assert row[Field.DONE] == given[Field.DONE]
        assert row[Field.EVIDENCE_LINK] == given[Field.EVIDENCE_LINK]
        assert row[Field.EVIDENCE_DATE].date() == date(2027, 2, 3)


def test_nothing_is_stored_unless_it_is_asked_for(green):
    path = template(green)
    fill(path, {1: {Field.STATE: "Limited"}})
    assert take_in(green, path, "--dry-run").code == 0
    refused = take_in(green, path)
    assert refused.code == 4
    assert "--yes" in refused.err
    assert counts(green, path) == {"new": 1, "empty": PARAGRAPHS - 1}


def test_columns_and_rows_may_stand_anywhere_in_any_language_and_others_are_notes(green):
    path = template(green)
    fill(path, {2: {Field.STATE: "상당함", Field.PERCENT: "٤٠٪"}, 3: {Field.REASON: "not_due"}})
    rows = [
        list(row) for row in openpyxl.load_workbook(path)["Progress"].iter_rows(values_only=True)
    ]
    heading, *body = [row[::-1] for row in rows]
    heading[heading.index(HEADINGS["state"])] = "État *"
    book = openpyxl.Workbook()
    book.active.append(["Sent by Seoul"])
    book.active.append(["Budget", *heading])
    for row in reversed(body):
        book.active.append(["5 million", *row])
    book.save("other.xlsx")
    outcome = take_in(green, "other.xlsx", "--dry-run", "--json")
    found = {row["paragraph"]: row for row in json.loads(outcome.out)["rows"]}
    assert found["e-2"]["after"] == {"state": "substantial", "percent": "40"}
    assert found["e-3"]["after"] == {"reason": "not_due"}
    assert found["e-2"]["notes"] == {"Budget": "5 million"}


FIRST_OWN = len(Field)
"""The first column beside the sheet: a form that goes out has no column of faults."""


def add_column(path, heading, notes, place=FIRST_OWN):
    """Write a city's own column beside the sheet."""
    book = openpyxl.load_workbook(path)
    sheet = book["Progress"]
    sheet.cell(1, place).value = heading
    sheet.cell(1, place).data_type = "s"
    for row, note in notes.items():
        sheet.cell(row + 1, place).value = note
        if isinstance(note, str):
            sheet.cell(row + 1, place).data_type = "s"
    book.save(path)


def listed_notes(accord):
    listed = json.loads(accord("progress", "list", "2027", "--json", "--as-of", "2027-03-02").out)
    return {row["member"]: row["notes"] for row in listed}


def test_a_citys_own_columns_are_kept_as_notes_and_come_back(green):
    path = template(green)
    fill(path, {1: {Field.STATE: "Limited"}, 2: {Field.STATE: "Complete"}})
    add_column(path, "Budget", {1: "5 million", 3: "no answer here"})
    add_column(path, "=1+1", {1: '=HYPERLINK("http://x.example")'}, len(Field) + 1)
    shown = take_in(green, path, "--dry-run")
    assert "    note, Budget: 5 million" in shown.out
    assert "1 row with notes have none" in shown.err
    assert listed_notes(green)["seoul"] == {}
    assert take_in(green, path, "--yes").code == 0
    notes = {"Budget": "5 million", "=1+1": '=HYPERLINK("http://x.example")'}
    assert listed_notes(green) == {"seoul": {"e-1": notes}, "lisbon": {}}
    assert counts(green, path) == {"same": 2, "empty": PARAGRAPHS - 2}

    back = template(green, name="back.xlsx")
    sheet = openpyxl.load_workbook(back)["Progress"]
    assert [sheet.cell(row, len(Field)).value for row in (1, 2)] == ["Budget", "5 million"]
    assert counts(green, back) == {"same": 2, "empty": PARAGRAPHS - 2}
    add_column(back, "Budget", {1: "6 million"})
    changed = take_in(green, back, "--yes")
    assert "    note, Budget: 5 million -> 6 million" in changed.out
    assert "1 changed" in changed.out
    assert listed_notes(green)["seoul"]["e-1"]["Budget"] == "6 million"
    # The first form is older now: its note is shown beside the present one and not taken.
    assert counts(green, path) == {"stale": 1, "same": 1, "empty": PARAGRAPHS - 2}

    book = openpyxl.load_workbook(template(green, name="without.xlsx"))
    book["Progress"].delete_cols(len(Field), 2)
    book.save("without.xlsx")
    assert counts(green, "without.xlsx") == {"same": 2, "empty": PARAGRAPHS - 2}
    emptied = template(green, name="emptied.xlsx")
    add_column(emptied, "Budget", {1: None})
    assert take_in(green, emptied, "--yes").code == 0
    assert "Budget" not in listed_notes(green)["seoul"]["e-1"]

    green("period", "open", "2028", "--declaration", "green", "--opens", "2028-01-01", "--due",
          "2028-03-31", "--closes", "2028-06-30")  # fmt: skip
    green("progress", "template", "2028", "--member", "seoul", "--lang", "en", "--as-of",
          "2028-02-01", "-o", "next.xlsx")  # fmt: skip
    sheet = openpyxl.load_workbook("next.xlsx")["Progress"]
    assert sheet.cell(2, len(Field)).value == notes["=1+1"]
    assert sheet.cell(2, len(Field)).data_type == "s"


FAULTS = {
    1: (Field.STATE, "maybe", "W003"),
    2: (Field.STATE, 7, "W003"),
    3: (Field.REASON, "no time", "W004"),
    4: (Field.PERCENT, 140, "W006"),
    5: (Field.PERCENT, "-5", "W006"),
    6: (Field.PERCENT, "half", "W006"),
    7: (Field.EVIDENCE_DATE, "03/04/2027", "W007"),
    8: (Field.EVIDENCE_DATE, "31.2.2027", "W007"),
    9: (Field.EVIDENCE_DATE, "soon", "W007"),
    10: (Field.EVIDENCE_LINK, "see our site", "W008"),
    11: (Field.EVIDENCE_LINK, "javascript:alert(1)", "W008"),
    12: (Field.DONE, "x" * 20_001, "W009"),
    13: (Field.KEY, "", "W001"),
    14: (Field.KEY, "my own row", "W001"),
    15: (Field.KEY, "accord/green/2027/seoul/e-99/0", "W021"),
    16: (Field.KEY, "accord/red/2027/seoul/e-16/0", "W020"),
    17: (Field.KEY, "accord/green/2027/lisbon/e-17/0", "W020"),
    18: (Field.KEY, "accord/green/2026/seoul/e-18/0", "W020"),
    19: (Field.KEY, "accord/green/2027/seoul/e-1/0", "W023"),
    20: (Field.KEY, "accord/green/2027/seoul/e-20/3", "W022"),
    21: (Field.ELSEWHERE, "99", "W005"),
}


def test_each_planted_fault_is_named_by_its_cell_with_what_to_do(green):
    path = template(green)
    fill(path, {n: {Field.STATE: "Limited"} for n in (*range(4, 22), 30)})
    fill(path, {row: {field: value} for row, (field, value, _) in FAULTS.items()})
    fill(path, {22: {Field.DONE: "words"}, 23: {Field.STATE: "Limited", Field.REASON: "Not due"},
                24: {Field.REASON: "Included elsewhere"}, 25: {Field.STATE: "=1+1"}})  # fmt: skip
    book = openpyxl.load_workbook(path)
    book["Progress"]["E26"].value = "=1+1"
    book.save(path)
    outcome = take_in(green, path, "--yes", "--json", "--returned", "mend.xlsx")
    assert outcome.code == 3
    told = json.loads(outcome.out)
    problems = {fault["item"]: fault for row in told["rows"] for fault in row["problems"]}
    for row, (field, _, code) in FAULTS.items():
        letter = chr(ord("A") + COLUMN[field] - 1)
        fault = problems[f"Progress!{letter}{row + 1}"]
        assert fault["code"] == code
        assert fault["message"]
        assert fault["remedy"]
    assert problems["Progress!E23"]["code"] == "W011"
    assert problems["Progress!F24"]["code"] == "W010"
    assert problems["Progress!G25"]["code"] == "W013"
    assert problems["Progress!E26"]["code"] == "W002"
    assert told["stored"]
    assert told["counts"]["new"] == 1
    sheet = openpyxl.load_workbook("mend.xlsx")["Progress"]
    assert sheet.cell(1, len(Field)).value == "To mend"
    assert "'maybe' is no state" in sheet.cell(2, len(Field)).value
    assert sheet["E2"].fill.fgColor.rgb == "FFFFE1DC"
    assert take_in(green, "mend.xlsx", "--dry-run").code == 3
    states = json.loads(green("progress", "list", "2027", "--json", "--as-of", "2027-03-02").out)
    assert {row["member"]: row["state"] for row in states}["seoul"] == "draft"


@pytest.mark.parametrize("language", ["fr", "es", "ru", "ko", "ar"])
def test_a_member_reads_its_faults_in_its_own_language_with_english_beside(green, language):
    path = template(green, language=language)
    fill(path, {1: {Field.STATE: "{value}?"}, 2: {Field.PERCENT: "x" * 90}}, language)
    outcome = take_in(green, path, "--dry-run", "--returned", "mend.xlsx")
    assert outcome.code == 3
    words = load_words()[language]
    sheet = openpyxl.load_workbook("mend.xlsx")[words.progress]
    own, english = sheet.cell(2, len(Field)).value.split("\n")
    assert own.startswith(f"{words.headings['state']}: ")
    assert "{value}?" in own
    assert english.startswith("('{value}?' is no state (paragraph 1, e-1). Choose one")
    assert "x" * 61 not in sheet.cell(3, len(Field)).value.split("\n")[0]


def test_every_fault_of_a_row_has_words_in_every_language():
    made = {
        code
        for name in ("returned_sheet", "progress_import", "workbook_words")
        for code in re.findall(r'"(W0\d\d)"', (EXPORTS / f"{name}.py").read_text())
    }
    assert set(load_fault_words()) == made
    for code, words in load_fault_words().items():
        assert set(words) == set(load_words()) - {"en"}, code
        assert len({"{value}" in text for text in words.values()}) == 1, code


def test_a_file_of_another_city_period_or_declaration_is_refused(green):
    path = template(green, "lisbon")
    outcome = take_in(green, path, "--member", "seoul", "--yes")
    assert outcome.code == 4
    assert "'lisbon', not of 'seoul'" in outcome.err
    assert take_in(green, path, "--period", "2026").code == 4
    fill(path, {n: {Field.KEY: f"accord/red/2027/lisbon/e-{n}/0"} for n in range(1, 61)})
    assert "'red'" in take_in(green, path, "--yes").err
    fill(path, {n: {Field.KEY: f"accord/green/2027/rome/e-{n}/0"} for n in range(1, 61)})
    assert take_in(green, path, "--yes").code == 5


def test_a_row_made_from_an_older_answer_is_shown_beside_the_present_one(green):
    path = template(green)
    fill(path, {1: {Field.STATE: "Limited"}, 2: {Field.STATE: "Limited"}})
    outcome = green("progress", "report", "2027", "--member", "seoul", "--set", "e-1=complete",
                    "--on", "2027-02-10")  # fmt: skip
    assert outcome.code == 0, outcome.err
    stale = take_in(green, path, "--yes", "--returned", "mend.xlsx")
    assert stale.code == 3
    assert "stale e-1 (paragraph 1)\n    state: complete -> limited" in stale.out
    assert "--take e-1" in stale.out
    assert counts(green, path)["stale"] == 1
    taken = take_in(green, path, "--yes", "--take", "e-1")
    assert taken.code == 0, taken.err
    assert counts(green, path) == {"same": 2, "empty": PARAGRAPHS - 2}


def test_a_row_left_as_it_was_never_undoes_a_newer_answer(green):
    path = template(green)
    fill(path, {1: {Field.STATE: "Limited"}})
    take_in(green, path, "--yes")
    older = template(green, name="older.xlsx")
    fill(path, {1: {Field.STATE: "Complete"}})
    take_in(green, path, "--yes", "--take", "e-1")
    assert counts(green, older) == {"same": 1, "empty": PARAGRAPHS - 1}


@pytest.mark.parametrize("text", FORMULAS)
def test_formula_text_of_a_city_is_a_string_in_every_workbook(green, text):
    path = template(green)
    fill(path, {1: {Field.STATE: "Limited", Field.DONE: text, Field.PERCENT: text}})
    take_in(green, path, "--dry-run", "--returned", "mend.xlsx")
    fill(path, {1: {Field.PERCENT: 40}})
    assert take_in(green, path, "--yes").code == 0
    template(green, name="back.xlsx")
    for name in ("mend.xlsx", "back.xlsx"):
        for sheet in openpyxl.load_workbook(name).worksheets:
            for row in sheet.iter_rows():
                assert all(cell.data_type != "f" for cell in row), name
    assert openpyxl.load_workbook("back.xlsx")["Progress"]["I2"].value == text.strip()


def test_answers_of_the_last_period_are_carried_over_and_stand_beside(green):
    path = template(green)
    fill(path, {1: {Field.STATE: "Limited", Field.PERCENT: 25, Field.DONE: "One."}})
    take_in(green, path, "--yes")
    green("period", "open", "2028", "--declaration", "green", "--opens", "2028-01-01", "--due",
          "2028-03-31", "--closes", "2028-06-30")  # fmt: skip
    outcome = green("progress", "template", "2028", "--member", "seoul", "--lang", "en",
                    "--as-of", "2028-02-01", "-o", "next.xlsx")  # fmt: skip
    assert outcome.code == 0, outcome.err
    sheet = openpyxl.load_workbook("next.xlsx")["Progress"]
    assert sheet["D2"].value == "Limited, 25 %\nOne."
    assert (sheet["E2"].value, sheet["H2"].value, sheet["I2"].value) == ("Limited", 0.25, "One.")


def test_a_member_that_accepted_nothing_gets_no_workbook(green):
    green("member", "add", "rome", "Rome")
    outcome = green("progress", "template", "2027", "--member", "rome", "-o", "r.xlsx")
    assert outcome.code == 4
    assert not Path("r.xlsx").exists()
