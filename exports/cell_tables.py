"""What stands in the cells of a file that came back? Plain rows of an XLSX, ODS or CSV file.

The file is looked at and parsed in a child process with limits, and never written again.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from xlsxwriter.utility import xl_rowcol_to_cell

from declarations.problems import InputRefusal, StorageRefusal
from exports.confined_cells import CSV, PACKED
from exports.confinement import run_confined
from exports.package_guard import WORKBOOK, ZIP

_TASK = "exports.confined_cells:answer_confined"
_PACKED = frozenset((".xlsx", ".xlsm", ".ods"))

CellValue = str | float | date


@dataclass(frozen=True, slots=True)
class SheetCell:
    """One cell: text, number or date. ``is_percent``: the number is shown as a percentage.

    ``is_unknown``: it holds a formula or an error of which the file has no value.
    """

    value: CellValue = ""
    is_percent: bool = False
    is_unknown: bool = False


@dataclass(frozen=True, slots=True)
class CellTable:
    """One sheet with the rows as they stand; ``name`` is "" for a CSV file."""

    name: str
    rows: Sequence[Sequence[SheetCell]]

    def place(self, row: int, column: int) -> str:
        """Return the name of a cell, both counted from 0: "Progress!B7"."""
        cell = str(xl_rowcol_to_cell(row, column))
        return f"{self.name}!{cell}" if self.name else cell


def read_tables(path: Path) -> list[CellTable]:
    """Return the sheets of a stranger's file, whatever its name ends in.

    Raises StorageRefusal when it cannot be read, InputRefusal when it may not be parsed, costs
    more than the limits of the child process, or is none of XLSX, ODS and CSV in UTF-8.
    """
    try:
        with path.open("rb") as file:
            data = file.read(WORKBOOK.packed + 1)
    except OSError as error:
        raise StorageRefusal(
            f"The file cannot be read: {path}: {error.strerror}.", hint="Check the name."
        ) from error
    if len(data) > WORKBOOK.packed:
        raise InputRefusal(f"{path.name} is too large for a form.", hint=WORKBOOK.save_as)
    is_packed = data.startswith(ZIP) or path.suffix.lower() in _PACKED
    kind = PACKED if is_packed else CSV
    answer = run_confined(_TASK, data, [path.name, kind], hint=WORKBOOK.save_as)
    return read_answer(answer, path.name)


def read_answer(answer: bytes, name: str) -> list[CellTable]:
    """Return the sheets as the child process tells them; InputRefusal where that is damaged."""
    try:
        return [
            CellTable(sheet, [[_read_cell(*cell) for cell in row] for row in rows])
            for sheet, rows in json.loads(answer)
        ]
    except (ValueError, TypeError) as error:
        raise InputRefusal(
            f"{name} was not read: its reading came back damaged.", hint="Try again."
        ) from error


def _read_cell(value: str | float, look: str, unknown: bool) -> SheetCell:
    """Return a cell as the child process tells it."""
    if look == "date" and isinstance(value, str):
        return SheetCell(date.fromisoformat(value), is_unknown=unknown)
    return SheetCell(value, look == "percent", unknown)
