"""How do cells go into a CSV file so that no spreadsheet runs them, and come out as they were?

A spreadsheet runs a cell that begins like a formula (OWASP, "CSV Injection"). One that expects
semicolons or tabs parts a comma file elsewhere, so a formula may also begin inside of a cell. An
apostrophe goes before each, and is taken off again on reading. Every CSV file of Accord is written
here.
"""

import csv
import io
import re
from collections.abc import Collection, Iterable, Iterator, Sequence

FORMULA_START = "=+\\-@\t\r\n＝＋－＠"
"""What a formula begins with; the wide signs are taken for the plain ones in East Asia."""

PART_LETTERS = 1 << 20

_STARTS = rf"(?:\A|(?<=[;\t\r\n|]))(?=['\"]*[{FORMULA_START}])"
_DANGER = re.compile(_STARTS)
_DEFUSED = re.compile(rf"{_STARTS}'")


def defuse_formula(cell: str) -> str:
    """Return a cell that no spreadsheet runs."""
    return _DANGER.sub("'", cell)


def restore_formula(cell: str) -> str:
    """Return what ``defuse_formula`` was given."""
    return _DEFUSED.sub("", cell) if "'" in cell else cell


def write_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """Return rows as CSV in UTF-8 with a byte order mark; no cell runs as a formula."""
    output = io.StringIO(newline="")
    writer = csv.writer(output, lineterminator="\r\n")
    writer.writerows([defuse_formula(cell) for cell in row] for row in rows)
    return ("\ufeff" + output.getvalue()).encode()


def write_csv_parts(
    rows: Iterable[Sequence[str]], numbers: Collection[int] = ()
) -> Iterator[bytes]:
    """Yield rows as CSV in UTF-8, without a byte order mark, a few thousand at a time.

    No cell runs as a formula; ``numbers`` are the places of cells that hold numbers and days, which
    are written as they are: a number below nought is no formula.
    """
    output = io.StringIO(newline="")
    writer = csv.writer(output, lineterminator="\r\n")
    for row in rows:
        writer.writerow(
            cell if place in numbers else defuse_formula(cell) for place, cell in enumerate(row)
        )
        if output.tell() > PART_LETTERS:
            yield output.getvalue().encode()
            output.seek(0)
            output.truncate()
    yield output.getvalue().encode()


def find_dialect(text: str) -> type[csv.Dialect]:
    """Return the CSV dialect: the separator is the one the first line has most of."""
    first = text.partition("\n")[0]

    class Found(csv.excel):
        delimiter = max(",;\t", key=first.count)
        strict = True

    return Found
