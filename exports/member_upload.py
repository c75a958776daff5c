"""What does a list of members say that was sent? CSV, XLSX or ODS, read in a child process."""

import json
from collections.abc import Sequence

from declarations.problems import InputRefusal
from exports.cell_tables import SheetCell, read_answer
from exports.confinement import run_confined
from exports.member_list import MemberList, Row, read_rows, split_rows

ZIP = b"PK\x03\x04"
LONG_LISTS = "A long list goes in as CSV (UTF-8); your spreadsheet program can save it so."
_TEXT_TASK = f"{__name__}:answer_text"
_CELL_TASK = "exports.confined_cells:answer_confined"


def read_sent_members(data: bytes, name: str, *, make_codes: bool = False) -> MemberList:
    """Return the members of a file that was sent, and a problem for every row with a fault.

    Raises InputRefusal for what is no such file, may not be parsed, costs more than the limits of
    the child process, or has other columns.
    """
    rows = _read_packed(data, name) if data.startswith(ZIP) else _read_text(data, name)
    return read_rows(rows, name, make_codes=make_codes)


def answer_text(data: bytes, name: str) -> bytes:
    """Return the rows of a CSV file as JSON; this is what the child process does."""
    is_wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        text = data.decode("utf-16" if is_wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputRefusal(
            f"{name} is neither a workbook nor a CSV file in UTF-8.",
            hint='Save it as "CSV UTF-8" in the spreadsheet.',
        ) from error
    return json.dumps(list(split_rows(text, name))).encode()


def _read_text(data: bytes, name: str) -> list[Row]:
    answer = run_confined(_TEXT_TASK, data, [name])
    return [(int(line), [str(cell) for cell in row]) for line, row in json.loads(answer)]


def _read_packed(data: bytes, name: str) -> list[Row]:
    """Return the rows of the first sheet that has any."""
    try:
        answer = run_confined(_CELL_TASK, data, [name, "packed"])
        tables = read_answer(answer, name)
    except InputRefusal as refusal:
        raise InputRefusal(refusal.message, hint=f"{refusal.hint} {LONG_LISTS}") from refusal
    for table in tables:
        rows = [
            (number, _print_row(row))
            for number, row in enumerate(table.rows, start=1)
            if any(cell.value != "" for cell in row)
        ]
        if rows:
            return rows
    return []


def _print_row(row: Sequence[SheetCell]) -> list[str]:
    """Return the cells of a row without the empty ones at its end, which a sheet may have."""
    cells = [_print_cell(cell) for cell in row]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _print_cell(cell: SheetCell) -> str:
    """Return a cell as it would stand in a CSV file; a whole number without its point."""
    value = cell.value
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value)
    return value if isinstance(value, str) else value.isoformat()
