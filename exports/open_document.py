"""What stands in the cells of an OpenDocument spreadsheet (ODF 1.3 part 3, chapter 9)?

Repetitions are counted before they are written out: one small cell may claim to stand a milliard
times.
"""

import io
import zipfile
from collections.abc import Iterator

from lxml import etree

TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
MOST_SPACES = 1_000

DocumentCell = tuple[str, str, str]
"""The kind of value ("string", "float", "percentage", "date", ...), the value, and the text."""


def read_open_document(
    data: bytes, most_rows: int, most_columns: int
) -> list[tuple[str, list[list[DocumentCell]]]]:
    """Return the name and rows of each sheet of a guarded file, one row more than is allowed.

    Cells beyond ``most_columns`` are left out. Raises KeyError or XMLSyntaxError for what is no
    OpenDocument spreadsheet.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        content = package.read("content.xml")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    root = etree.fromstring(content, parser)
    sheets = root.find(f"{OFFICE}body/{OFFICE}spreadsheet")
    if sheets is None:
        raise KeyError("spreadsheet")
    return [
        (table.get(f"{TABLE}name", ""), list(_read_rows(table, most_rows, most_columns)))
        for table in sheets.findall(f"{TABLE}table")
    ]


def _read_rows(
    table: etree._Element, most_rows: int, most_columns: int
) -> Iterator[list[DocumentCell]]:
    """Yield the rows of a sheet, repeated ones as often as they stand, within the limit."""
    empty = count = 0
    for row in table.iter(f"{TABLE}table-row"):
        cells = _read_cells(row, most_columns)
        repeated = _repeated(row, "rows")
        if not any(value or text for _, value, text in cells):
            empty += repeated
            continue
        for _ in range(min(empty, most_rows + 1 - count)):
            count += 1
            yield []
        empty = 0
        for _ in range(min(repeated, most_rows + 1 - count)):
            count += 1
            yield cells


def _read_cells(row: etree._Element, most_columns: int) -> list[DocumentCell]:
    """Return the cells of a row, repeated ones as often as they stand, within the limit."""
    cells: list[DocumentCell] = []
    for cell in row:
        if cell.tag not in {f"{TABLE}table-cell", f"{TABLE}covered-table-cell"}:
            continue
        kind = cell.get(f"{OFFICE}value-type", "")
        value = cell.get(f"{OFFICE}value") or cell.get(f"{OFFICE}date-value") or ""
        text = "\n".join(_read_text(line) for line in cell.findall(f"{TEXT}p"))
        if not kind and cell.get(f"{TABLE}formula"):
            kind = "error"
        repeated = min(_repeated(cell, "columns"), most_columns - len(cells))
        cells += [(kind, value, text)] * repeated
    return cells


def _repeated(element: etree._Element, what: str) -> int:
    """Return how often a cell or row stands, at least once."""
    return max(1, int(element.get(f"{TABLE}number-{what}-repeated", "1")))


def _read_text(line: etree._Element) -> str:
    """Return the words of one paragraph in a cell, its spaces and tabs as characters."""
    parts = [line.text or ""]
    for part in line:
        if part.tag == f"{TEXT}s":
            parts.append(" " * min(int(part.get(f"{TEXT}c", "1")), MOST_SPACES))
        elif part.tag == f"{TEXT}tab":
            parts.append("\t")
        elif part.tag == f"{TEXT}line-break":
            parts.append("\n")
        elif isinstance(part.tag, str) and part.tag != f"{OFFICE}annotation":
            parts.append(_read_text(part))
        parts.append(part.tail or "")
    return "".join(parts)
