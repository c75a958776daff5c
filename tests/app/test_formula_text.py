"""Text that looks like a formula never runs: every writer of spreadsheet files, and its result."""

import csv
import io
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest

from exports.workbook_words import Field

ROOT = Path(__file__).parents[2]
FORMULAS = (
    '=HYPERLINK("http://x.example","y")', "+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", "\t=1+1",
    "＝1+1", "a;=1+1",
)  # fmt: skip
SIGNS = tuple("=+-@＝＋－＠")
DRAFT = """---
declaration: green
title: Green Cities
---

# Environment {#e}

""" + "\n\n".join(f"{number}. We will act. {{#e-{number}}}" for number in range(1, 9))


@pytest.fixture
def green(accord, tmp_path):
    """A declaration with amendments and members whose words look like formulas."""
    (tmp_path / "green.md").write_text(DRAFT)
    steps = [("init",), ("draft", "revise", "green.md", "--on", "2026-01-15")]
    for number, text in enumerate(FORMULAS, start=1):
        code = f"m{number}"
        steps += [
            ("member", "add", f"--region={text}", "--", code, text),
            ("amendment", "propose", "green", "--member", code, "--replace", f"e-{number}={text}",
             f"--rationale={text}", "--on", "2026-02-01"),
        ]  # fmt: skip
    for words in steps:
        outcome = accord(*words)
        assert outcome.code == 0, outcome.err
    return accord


def make_compilations(accord):
    assert accord("amendment", "compile", "green", "-o", "compiled.xlsx").code == 0
    return ["compiled.xlsx"]


def make_forms(accord):
    """A form with hostile answers, notes and headings, the copy that goes back, and the next."""
    for words in (
        ("assembly", "add", "ga5", "Fifth Assembly", "--starts", "2026-03-01"),
        ("draft", "adopt", "green", "--assembly", "ga5", "--on", "2026-03-02", "--yes"),
        ("adoption", "register", "green", "--member", "m1", "--all", "--on", "2026-04-01"),
        ("period", "open", "2027", "--declaration", "green", "--opens", "2027-01-01",
         "--due", "2027-03-31", "--closes", "2027-06-30"),
        ("progress", "template", "2027", "--member", "m1", "--as-of", "2027-02-01", "-o",
         "form.xlsx"),
    ):  # fmt: skip
        outcome = accord(*words)
        assert outcome.code == 0, outcome.err
    column = {field: place for place, field in enumerate(Field, start=1)}
    book = openpyxl.load_workbook("form.xlsx")
    sheet = book["Progress"]
    for row, text in enumerate(FORMULAS, start=2):
        for place, value in (
            (column[Field.STATE], "Limited"),
            (column[Field.DONE], text),
            (column[Field.OBSTACLES], text),
            (len(Field), text),
        ):
            sheet.cell(row, place, value).data_type = "s"
    sheet.cell(1, len(Field), FORMULAS[0]).data_type = "s"
    sheet.cell(2, column[Field.PERCENT], FORMULAS[0]).data_type = "s"
    book.save("filled.xlsx")
    taken = accord("progress", "import", "filled.xlsx", "--yes", "--returned", "mend.xlsx", "--on",
                   "2027-03-01")  # fmt: skip
    assert taken.code == 3, taken.err
    assert f"Stored: {len(FORMULAS) - 1} answers." in taken.err
    again = accord("progress", "template", "2027", "--member", "m1", "--as-of", "2027-03-02", "-o",
                   "next.xlsx")  # fmt: skip
    assert again.code == 0, again.err
    words = [c.value for row in openpyxl.load_workbook("next.xlsx")["Progress"] for c in row]
    assert words.count(FORMULAS[2]) == 3
    return ["form.xlsx", "mend.xlsx", "next.xlsx"]


def make_lists(accord):
    assert accord("member", "list", "-o", "members.csv").code == 0
    return ["members.csv"]


WRITERS = {
    "exports/compilation_workbook.py": make_compilations,
    "exports/csv_cells.py": make_lists,
    "exports/workbook.py": make_forms,
}


def test_the_writers_of_spreadsheet_files_are_those_whose_results_are_opened_here() -> None:
    sign = re.compile(
        r"xlsxwriter import Workbook|xlsxwriter\.Workbook\(|openpyxl\.Workbook\(|csv\.writer|"
        r"DictWriter|to_csv|to_excel|odfpy|vnd\.oasis\.opendocument\.spreadsheet"
    )
    found = {
        path.relative_to(ROOT).as_posix()
        for package in ("declarations", "tracker", "exports", "app")
        for path in (ROOT / package).rglob("*.py")
        if sign.search(path.read_text())
    }
    assert found == set(WRITERS)


@pytest.mark.parametrize("writer", WRITERS)
def test_formula_text_of_a_city_stays_text_in_every_spreadsheet_file(green, writer) -> None:
    for name in WRITERS[writer](green):
        if name.endswith(".csv"):
            text = Path(name).read_text(encoding="utf-8-sig")
            assert FORMULAS[2] in text
            for separator in ",;\t|":
                for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
                    assert not any(cell.strip().startswith(SIGNS) for cell in row), row
            continue
        with zipfile.ZipFile(name) as package:
            sheets = [package.read(n) for n in package.namelist() if "worksheets/sheet" in n]
        assert sheets
        assert not any(b"<f>" in sheet or b"<f " in sheet for sheet in sheets), name
        for sheet in openpyxl.load_workbook(name):
            assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row), name
            assert not any(cell.hyperlink for row in sheet.iter_rows() for cell in row), name
