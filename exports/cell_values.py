"""What does a person mean who types this? Percentages, dates, states and numbers of paragraphs.

Each reader returns the canonical value, or None for what it cannot understand for certain.
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from functools import cache

from babel.dates import get_month_names

from exports.cell_tables import CellValue, SheetCell
from exports.progress_sheet import print_percent
from exports.workbook_words import fold_words, load_words, meanings

WHOLE = 100
YEAR_FIRST = re.compile(r"(\d{4})\D{1,3}(\d{1,2})\D{1,3}(\d{1,2})\D*")
DOTTED = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})")
SLASHED = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})")
NAMED = re.compile(r"(?:(\d{1,2})\W+)?(?:de\s+)?([^\W\d]+)\W+(?:(\d{1,2})\W+)?(?:de\s+)?(\d{4})\D*")
MONTHS = 12


def plain_digits(text: str) -> str:
    """Return a text with the digits and signs of every script as ASCII."""
    plain = unicodedata.normalize("NFKC", text).replace("٫", ".").replace("٪", "%")
    return "".join(
        str(unicodedata.digit(sign)) if sign.isdigit() and not sign.isascii() else sign
        for sign in plain
    ).strip()


TOO_MUCH = 10
"""Nobody means 1,000 % and more: a cell that shows as much was given the number alone."""


def read_percent(cell: SheetCell) -> str | None:
    """Return a percentage from 0 to 100: 40, 40 %, 0.4 and "40,0" are all 40.

    A number below 1 without a sign is a share, so 0.4 is 40; 1 is one per cent unless the cell
    shows percentages. Write "0.4 %" for less than one per cent. A cell that shows 140 % is in
    doubt: it may be that, or 1.4 %.
    """
    value, is_percent = cell.value, cell.is_percent
    if isinstance(value, date):
        return None
    if isinstance(value, str):
        found = re.fullmatch(r"(\d+(?:[.,]\d+)?)\s*(%?)", plain_digits(value))
        if found is None:
            return None
        number = float(found[1].replace(",", "."))
        if found[2]:
            return print_percent(number) if number <= WHOLE else None
        value, is_percent = number, False
    if is_percent and 1 < value < TOO_MUCH:
        return None
    if 0 < value < 1 or (is_percent and value == 1):
        value *= WHOLE
    return print_percent(value) if 0 <= value <= WHOLE else None


def read_day(value: CellValue) -> str | None:
    """Return a date as 2027-03-31, however it is typed; None where day and month are in doubt."""
    if isinstance(value, date):
        return value.isoformat()
    parts = _find_day(plain_digits(value)) if isinstance(value, str) else None
    try:
        return date(*parts).isoformat() if parts else None
    except ValueError:
        return None


def _find_day(text: str) -> tuple[int, int, int] | None:
    """Return year, month and day of a typed date, whether there is such a day or not."""
    if found := YEAR_FIRST.fullmatch(text):
        return int(found[1]), int(found[2]), int(found[3])
    if found := DOTTED.fullmatch(text):
        return int(found[3]), int(found[2]), int(found[1])
    if found := SLASHED.fullmatch(text):
        first, second = int(found[1]), int(found[2])
        if max(first, second) <= MONTHS and first != second:
            return None
        return int(found[3]), min(first, second), max(first, second)
    if (found := NAMED.fullmatch(text)) and bool(found[1]) != bool(found[3]):
        return int(found[4]), _months().get(fold_words(found[2]), 0), int(found[1] or found[3])
    return None


@cache
def _months() -> dict[str, int]:
    """Return the number of each month by its names (Unicode CLDR)."""
    return {
        fold_words(name.rstrip(".")): number
        for language in load_words()
        for width in ("wide", "abbreviated")
        for context in ("format", "stand-alone")
        for number, name in get_month_names(width, context, language).items()
    }


def read_code(value: CellValue, group: str) -> str | None:
    """Return the code of a label in any language, or of the code itself."""
    return meanings(group).get(fold_words(value)) if isinstance(value, str) else None


def read_consent(value: CellValue) -> str | None:
    """Return "yes" for a yes in any language, "" for a no."""
    return {"yes": "yes", "no": ""}.get(read_code(value, "confidence") or "no answer")


def read_paragraph(value: CellValue, labels: Mapping[str, str]) -> str | None:
    """Return the id of a paragraph named by its id or its number."""
    if isinstance(value, date):
        return None
    text = f"{value:g}" if isinstance(value, float) else plain_digits(value)
    if text in labels:
        return text
    wanted = text.rstrip(". ")
    return next((paragraph for paragraph, label in labels.items() if label == wanted), None)
