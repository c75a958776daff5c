"""How does a compilation look as a workbook? Proposals and voting list, one sheet each."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from io import BytesIO

from xlsxwriter import Workbook

from declarations.compilation import Compilation
from exports.compilation_text import VOTE_HEADINGS, Reader, list_rows, vote_rows

ROW_HEADINGS = ("Place", "Text", "Proposal", "Amendments", "Sponsors", "Note")
ROW_WIDTHS = (22, 60, 60, 14, 30, 30)
VOTE_WIDTHS = (6, 30, 12, 40, 14, 30)
LONGEST_CELL = 32_767
"""Characters in one cell (Microsoft, Excel specifications and limits)."""


def write_compilation(
    compilation: Compilation, names: Mapping[str, str], *, made_on: date
) -> bytes:
    """Return the compilation as XLSX. Every cell is text: nothing of a member's is a formula."""
    reader = Reader(compilation, names)
    target = BytesIO()
    workbook = Workbook(target, {"in_memory": True, "strings_to_formulas": False})
    made_at = datetime.combine(made_on, time(), UTC).replace(tzinfo=None)
    workbook.set_properties({"title": compilation.base.title, "created": made_at})
    proposals = [
        (row.place, row.base, row.proposal, row.codes, row.sponsors, row.note)
        for row in list_rows(reader)
    ]
    write_sheet(workbook, "Proposals", ROW_HEADINGS, ROW_WIDTHS, proposals)
    write_sheet(workbook, "Voting list", VOTE_HEADINGS, VOTE_WIDTHS, vote_rows(reader))
    workbook.close()
    return target.getvalue()


def write_sheet(
    workbook: Workbook,
    name: str,
    headings: Sequence[str],
    widths: Sequence[int],
    rows: Iterable[Sequence[str]],
) -> None:
    """Write one sheet: a frozen, filterable row of headings and wrapped text."""
    sheet = workbook.add_worksheet(name)
    bold = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
    last = 0
    for column, (heading, width) in enumerate(zip(headings, widths, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, heading, bold)
    for number, row in enumerate(rows, start=1):
        last = number
        for column, words in enumerate(row):
            sheet.write_string(number, column, words[:LONGEST_CELL], wrapped)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, last, len(headings) - 1)
