"""What stands in the cells of a stranger's workbook? Read in a child process, told as JSON.

The child imports only what the kind of its file needs, so that it starts quickly.
"""

import csv
import io
import json
import warnings
from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

from declarations.problems import InputRefusal
from exports.csv_cells import find_dialect, restore_formula
from exports.package_guard import WORKBOOK, check_package

if TYPE_CHECKING:
    import openpyxl

CSV, PACKED = "csv", "packed"
MOST_ROWS = 2_000
MOST_COLUMNS = 60

PlainCell = tuple[str | float, str, bool]
"""The value, how it is shown ("", "percent" or "date"), and whether it is unknown."""
PlainTable = tuple[str, list[list[PlainCell]]]
EMPTY: PlainCell = ("", "", False)


def answer_confined(data: bytes, name: str, kind: str) -> bytes:
    """Return the sheets of a file as JSON; this is what the child process does."""
    tables = [_read_csv(data, name)] if kind == CSV else read_packed(data, name)
    return json.dumps(tables).encode()


def read_packed(data: bytes, name: str) -> list[PlainTable]:
    """Return the sheets of an XLSX or ODS file; InputRefusal for what may not be parsed."""
    parts = check_package(data, name, WORKBOOK)
    try:
        return _read_document(data, name) if "content.xml" in parts else _read_workbook(data)
    except InputRefusal:
        raise
    except (KeyError, ValueError, TypeError, AttributeError, IndexError, OSError, OverflowError,
            SyntaxError) as error:  # fmt: skip
        raise InputRefusal(f"{name} is damaged, or no workbook.", hint=WORKBOOK.save_as) from error


def _read_csv(data: bytes, name: str) -> PlainTable:
    """Return the rows of a CSV file; refuse what is not UTF-8 or no CSV."""
    try:
        text = data.decode("utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig")
        rows: list[list[PlainCell]] = [
            [(restore_formula(cell), "", False) for cell in row[:MOST_COLUMNS]]
            for row in csv.reader(io.StringIO(text, newline=""), find_dialect(text))
        ]
    except UnicodeDecodeError as error:
        raise InputRefusal(
            f"{name} is neither a workbook nor a CSV file in UTF-8.", hint=WORKBOOK.save_as
        ) from error
    except csv.Error as error:
        raise InputRefusal(f"{name} is no valid CSV: {error}.", hint=WORKBOOK.save_as) from error
    return "", _within_limits(rows, name)


def _within_limits(rows: list[list[PlainCell]], name: str) -> list[list[PlainCell]]:
    """Return the rows without the empty ones at the end; refuse more than a form has."""
    while rows and not any(value or unknown for value, _, unknown in rows[-1]):
        rows.pop()
    if len(rows) > MOST_ROWS:
        raise InputRefusal(f"{name} has more than {MOST_ROWS:,} rows.", hint="Delete the others.")
    return rows


def _read_document(data: bytes, name: str) -> list[PlainTable]:
    """Return the sheets of an OpenDocument file."""
    from exports.open_document import read_open_document  # noqa: PLC0415 - only where needed

    return [
        (sheet, _within_limits([[_from_document(*cell) for cell in row] for row in rows], name))
        for sheet, rows in read_open_document(data, MOST_ROWS, MOST_COLUMNS)
    ]


def _from_document(kind: str, value: str, text: str) -> PlainCell:
    """Return a cell of an OpenDocument sheet."""
    if kind in {"float", "currency", "percentage"}:
        return float(value), "percent" if kind == "percentage" else "", False
    if kind == "date":
        return date.fromisoformat(value[:10]).isoformat(), "date", False
    return text, "", kind == "error"


def _read_workbook(data: bytes) -> list[PlainTable]:
    """Return the sheets of an XLSX file, with the values that its formulas had when saved."""
    tables = _load_sheets(data, values=False)
    if not any(unknown for _, rows in tables for row in rows for _, _, unknown in row):
        return tables
    return [
        (
            name,
            [
                [
                    (*with_value[:2], not with_value[0]) if cell[2] and not with_value[2] else cell
                    for cell, with_value in zip(row, valued_row, strict=True)
                ]
                for row, valued_row in zip(rows, valued, strict=True)
            ],
        )
        for (name, rows), (_, valued) in zip(tables, _load_sheets(data, values=True), strict=True)
    ]


def _load_sheets(data: bytes, *, values: bool) -> list[PlainTable]:
    """Return the sheets as openpyxl reads them, formulas as unknown or as their values."""
    import openpyxl  # noqa: PLC0415 - only where needed

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of parts that it does not keep; nothing is kept here
        book = openpyxl.load_workbook(
            io.BytesIO(data), read_only=True, data_only=values, keep_links=False
        )
        try:
            return [
                (
                    sheet.title,
                    _within_limits(
                        [[_from_workbook(cell) for cell in row] for row in _rows_of(sheet)],
                        sheet.title,
                    ),
                )
                for sheet in book.worksheets
            ]
        finally:
            book.close()


def _rows_of(
    sheet: "openpyxl.worksheet._read_only.ReadOnlyWorksheet",
) -> Iterable[Iterable[object]]:
    """Return the rows up to one more than the limit; what the file says of its size is ignored."""
    sheet.reset_dimensions()
    rows: Iterable[Iterable[object]] = sheet.iter_rows(
        min_row=1, max_row=MOST_ROWS + 1, min_col=1, max_col=MOST_COLUMNS
    )
    return rows


def _from_workbook(cell: object) -> PlainCell:
    """Return a cell of an XLSX sheet."""
    value = getattr(cell, "value", None)
    kind = getattr(cell, "data_type", "n")
    if value is None:
        return EMPTY
    if kind in {"f", "e"}:
        return "", "", True
    if isinstance(value, bool):
        return str(value), "", False
    if isinstance(value, int | float):
        is_percent = "%" in str(getattr(cell, "number_format", ""))
        return float(value), "percent" if is_percent else "", False
    if isinstance(value, date):
        day = value.date() if isinstance(value, datetime) else value
        return day.isoformat(), "date", False
    return str(value), "", False
