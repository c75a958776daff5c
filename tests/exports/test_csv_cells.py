"""No cell of a CSV file that Accord writes runs as a formula, and every cell reads back."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.csv_cells import defuse_formula, restore_formula, write_csv

ROOT = Path(__file__).parents[2]
SIGNS = tuple("=+-@＝＋－＠")


@given(st.text("='+-@\t\r\n;,|＝ab", max_size=8))
def test_taking_the_marks_off_gives_the_cell_back(cell: str) -> None:
    assert restore_formula(defuse_formula(cell)) == cell


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@given(cells=st.lists(st.text("='+-@\t\r\n;\"|ab", max_size=8), min_size=1, max_size=3))
def test_no_cell_is_a_formula_whatever_separator_a_spreadsheet_expects(
    separator: str, cells: list[str]
) -> None:
    text = write_csv([cells]).decode("utf-8-sig")
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
        for cell in row:
            assert not cell.lstrip("\t\r\n").startswith(SIGNS), text


def test_only_one_module_writes_csv() -> None:
    writers = [
        path.relative_to(ROOT).as_posix()
        for package in ("declarations", "tracker", "exports", "app")
        for path in (ROOT / package).rglob("*.py")
        if "csv.writer" in path.read_text() or "DictWriter" in path.read_text()
    ]
    assert writers == ["exports/csv_cells.py"]
