"""What stands in the cells of a file that came back? Plain rows of an XLSX, ODS or CSV file.

The file is looked at before it is parsed, and never written again.
"""

import csv
import io
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import openpyxl
from lxml import etree
from xlsxwriter.utility import xl_rowcol_to_cell

from declarations.problems import InputRefusal, StorageRefusal
from exports.csv_cells import find_dialect, restore_formula
from exports.open_document import read_open_document
from exports.package_guard import WORKBOOK_LIMITS, ZIP, check_package

SAVE_AS = "Open it in your spreadsheet program and save it as .xlsx, .ods or CSV (UTF-8)."
MOST_ROWS = 2_000
MOST_COLUMNS = 60

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
    """Return the sheets of a file, whatever its name ends in.

    Raises StorageRefusal when it cannot be read, InputRefusal when it may not be parsed or is none
    of XLSX, ODS and CSV in UTF-8.
    """
    try:
        with path.open("rb") as file:
            data = file.read(WORKBOOK_LIMITS.packed + 1)
    except OSError as error:
        raise StorageRefusal(
            f"The file cannot be read: {path}: {error.strerror}.", hint="Check the name."
        ) from error
    name = path.name
    if not data.startswith(ZIP) and path.suffix.lower() not in {".xlsx", ".ods", ".xlsm"}:
        return [_read_csv(data, name)]
    parts = check_package(data, name, SAVE_AS)
    try:
        if "content.xml" in parts:
            return [
                CellTable(
                    sheet,
                    _within_limits([[_from_document(*cell) for cell in row] for row in rows], name),
                )
                for sheet, rows in read_open_document(data, MOST_ROWS, MOST_COLUMNS)
            ]
        return _read_workbook(data)
    except InputRefusal:
        raise
    except (KeyError, ValueError, TypeError, AttributeError, IndexError, OSError,
            OverflowError, etree.XMLSyntaxError, SyntaxError) as error:  # fmt: skip
        raise InputRefusal(
            f"{name} is damaged, or no workbook: {type(error).__name__}.", hint=SAVE_AS
        ) from error


def _read_csv(data: bytes, name: str) -> CellTable:
    """Return the rows of a CSV file; refuse what is not UTF-8 or no CSV."""
    if len(data) > WORKBOOK_LIMITS.packed:
        raise InputRefusal(f"{name} is too large for a form.", hint=SAVE_AS)
    try:
        text = data.decode("utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig")
        rows = [
            [SheetCell(restore_formula(cell)) for cell in row[:MOST_COLUMNS]]
            for row in csv.reader(io.StringIO(text, newline=""), find_dialect(text))
        ]
    except UnicodeDecodeError as error:
        raise InputRefusal(
            f"{name} is neither a workbook nor a CSV file in UTF-8.", hint=SAVE_AS
        ) from error
    except csv.Error as error:
        raise InputRefusal(f"{name} is no valid CSV: {error}.", hint=SAVE_AS) from error
    return CellTable("", _within_limits(rows, name))


def _within_limits(rows: list[list[SheetCell]], name: str) -> list[list[SheetCell]]:
    """Return the rows; refuse more than a form has."""
    while rows and not any(cell.value or cell.is_unknown for cell in rows[-1]):
        rows.pop()
    if len(rows) > MOST_ROWS:
        raise InputRefusal(f"{name} has more than {MOST_ROWS:,} rows.", hint="Delete the others.")
    return rows


def _from_document(kind: str, value: str, text: str) -> SheetCell:
    """Return a cell of an OpenDocument sheet."""
    if kind in {"float", "currency", "percentage"}:
        return SheetCell(float(value), is_percent=kind == "percentage")
    if kind == "date":
        return SheetCell(date.fromisoformat(value[:10]))
    return SheetCell(text, is_unknown=kind == "error")


def _read_workbook(data: bytes) -> list[CellTable]:
    """Return the sheets of an XLSX file, with the values that its formulas had when saved."""
    tables = _load_sheets(data, values=False)
    if not any(cell.is_unknown for table in tables for row in table.rows for cell in row):
        return tables
    valued = _load_sheets(data, values=True)
    return [
        CellTable(
            table.name,
            [
                [
                    SheetCell(with_value.value, with_value.is_percent, not with_value.value)
                    if cell.is_unknown and not with_value.is_unknown
                    else cell
                    for cell, with_value in zip(row, valued_row, strict=True)
                ]
                for row, valued_row in zip(table.rows, other.rows, strict=True)
            ],
        )
        for table, other in zip(tables, valued, strict=True)
    ]


def _load_sheets(data: bytes, *, values: bool) -> list[CellTable]:
    """Return the sheets as openpyxl reads them, formulas as unknown or as their values."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of parts that it does not keep; nothing is kept here
        book = openpyxl.load_workbook(
            io.BytesIO(data), read_only=True, data_only=values, keep_links=False
        )
        try:
            return [
                CellTable(
                    sheet.title, _within_limits([[_from_workbook(c) for c in row] for row in rows],
                    sheet.title),
                )
                for sheet in book.worksheets
                for rows in [_rows_of(sheet)]
            ]  # fmt: skip
        finally:
            book.close()


def _rows_of(sheet: openpyxl.worksheet._read_only.ReadOnlyWorksheet) -> Iterable[Iterable[object]]:
    """Return the rows up to one more than the limit; what the file says of its size is ignored."""
    sheet.reset_dimensions()
    rows: Iterable[Iterable[object]] = sheet.iter_rows(
        min_row=1, max_row=MOST_ROWS + 1, min_col=1, max_col=MOST_COLUMNS
    )
    return rows


def _from_workbook(cell: object) -> SheetCell:
    """Return a cell of an XLSX sheet."""
    value = getattr(cell, "value", None)
    kind = getattr(cell, "data_type", "n")
    if value is None:
        return SheetCell()
    if kind in {"f", "e"}:
        return SheetCell(is_unknown=True)
    if isinstance(value, bool):
        return SheetCell(str(value))
    if isinstance(value, int | float):
        return SheetCell(float(value), is_percent="%" in str(getattr(cell, "number_format", "")))
    if isinstance(value, date):
        return SheetCell(value.date() if isinstance(value, datetime) else value)
    return SheetCell(str(value))
