"""Which dates, percentages and numbers does a text hold, whatever language it is in?"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import get_month_names

Day = tuple[int, int, int]
"""Year, month and day; 0 for the year or day that is not written."""

MONTH_LOCALES = {"ar": ("ar", "ar_SY", "ar_TN")}
"""Arabic has three sets of month names; United Nations texts write two side by side."""

EAST_ASIAN_DATE = re.compile(r"(\d{4}) ?[年년] ?(?:(\d{1,2}) ?[月월])(?: ?(\d{1,2}) ?[日일])?")
ISO_DATE = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
NUMBER = r"\d{1,3}(?:[.,'’٬\u00a0\u202f ]\d{3})+(?:[.,٫]\d+)?(?!\d)|\d+(?:[.,٫]\d+)?"
PERCENTAGE = re.compile(
    rf"(?:百分之|ร้อยละ) ?(?P<after>{NUMBER})|(?P<before>{NUMBER})[ \u00a0\u202f]?"
    r"(?:%|٪|per ?cent|pour ?cent|por ?ciento|por ?cento|процент\w*|Prozent"
    r"|في ال?(?:مائة|مئة)|퍼센트)",
    re.IGNORECASE,
)
SCALES = {
    "thousand": 3, "mille": 3, "mil": 3, "тыс": 3, "тысяч": 3, "ألف": 3, "千": 3, "천": 3,
    "万": 4, "萬": 4, "만": 4, "million": 6, "millions": 6, "millón": 6, "millones": 6, "млн": 6,
    "миллион": 6, "миллиона": 6, "миллионов": 6, "مليون": 6, "百万": 6, "亿": 8, "億": 8, "억": 8,
    "billion": 9, "milliard": 9, "milliards": 9, "млрд": 9, "миллиард": 9, "миллиарда": 9,
    "миллиардов": 9, "مليار": 9,
}  # fmt: skip
"""Powers of ten. ألف is also the letter A of a symbol, as in 217 ألف (د-3)."""

SCALED = re.compile(
    rf"({NUMBER})(?:[ \u00a0\u202f多余여]?({'|'.join(sorted(SCALES, key=len, reverse=True))})"
    r"(?![a-zа-яé]| ?\())?",
    re.IGNORECASE,
)
GROUPED = re.compile(r"\d{1,3}(?:([.,'’٬\u00a0\u202f ])\d{3})(?:\1\d{3})*(?:[.,٫]\d+)?")
MONTHS = range(1, 13)


@dataclass(frozen=True, slots=True)
class Quantities:
    """What a text counts and dates, each as often as it stands there."""

    dates: Counter[Day] = field(default_factory=Counter)
    percentages: Counter[Decimal] = field(default_factory=Counter)
    numbers: Counter[Decimal] = field(default_factory=Counter)


def read_quantities(plain: str, language: str) -> Quantities:
    """Return the quantities of a text; what belongs to a date or percentage is no number besides.

    Digits of every script are read. Numbers written as words are not.
    """
    if not any(character.isdigit() for character in plain):
        return Quantities()
    found = Quantities()
    rest = "".join(
        str(unicodedata.decimal(character)) if character.isdecimal() else character
        for character in plain
    )
    for pattern in (ISO_DATE, EAST_ASIAN_DATE):
        for match in pattern.finditer(rest):
            year, month, day = (int(part or 0) for part in match.groups())
            found.dates[year, month, day] += 1
        rest = pattern.sub("\0", rest)
    for named, span in find_named_dates(rest, language):
        found.dates[named] += 1
        rest = rest[: span[0]] + "\0" * (span[1] - span[0]) + rest[span[1] :]
    for match in PERCENTAGE.finditer(rest):
        found.percentages[read_number(match.group("after") or match.group("before"))] += 1
    rest = PERCENTAGE.sub("\0", rest)
    for match in SCALED.finditer(rest):
        scale = SCALES.get((match.group(2) or "").lower(), 0)
        found.numbers[read_number(match.group(1)) * 10**scale] += 1
    return found


def read_number(written: str) -> Decimal:
    """Return the number; a sign before exactly three digits groups them, any other is a point."""
    match = GROUPED.fullmatch(written)
    if match and not (match.group(1) in ".," and written[:1] == "0"):
        written = written.replace(match.group(1), "")
    return Decimal(re.sub("[,٫]", ".", written)).normalize()


def find_named_dates(text: str, language: str) -> Iterator[tuple[Day, tuple[int, int]]]:
    """Yield each date with a month's name and where it stands, as 3 October 2026."""
    names = read_month_names(language)
    if not names:
        return
    for match in compile_dates(language).finditer(text):
        parts = match.groupdict()
        month = names[parts["month"].lower()]
        year = int(parts["year"] or 0)
        day = int(parts["day"] or parts["american"] or 0)
        if year or day:
            yield (year, month, day), match.span()


@lru_cache(maxsize=64)
def read_month_names(language: str) -> dict[str, int]:
    """Return the months by their names in small letters; none in a language CLDR does not know."""
    found: dict[str, int] = {}
    for name in MONTH_LOCALES.get(language, (language,)):
        try:
            locale = Locale.parse(name)
        except (UnknownLocaleError, ValueError):
            return {}
        for context in ("format", "stand-alone"):
            months = get_month_names("wide", context=context, locale=locale)
            found |= {months[month].lower(): month for month in MONTHS}
    return {name: month for name, month in found.items() if not name[:1].isdigit()}


@lru_cache(maxsize=64)
def compile_dates(language: str) -> re.Pattern[str]:
    """Return the pattern of a date with a month's name in a language."""
    names = sorted(read_month_names(language), key=len, reverse=True)
    month = "|".join(re.escape(name) for name in names)
    return re.compile(
        rf"(?:\b(?P<day>\d{{1,2}})(?:er|st|nd|rd|th|º|°|\.)?[ \u00a0]+(?:de |of )?)?"
        rf"(?<!\w)(?P<month>{month})(?!\w)(?: ?/ ?(?:{month}))?"
        rf"(?:[ \u00a0]+(?P<american>\d{{1,2}})(?=, ?\d{{4}}))?"
        rf"(?:,?[ \u00a0]+(?:de |del )?(?P<year>\d{{4}})\b)?",
        re.IGNORECASE,
    )
