"""How are dates, counts and shares put into words? So that one, none and many read well."""

from collections.abc import Sequence
from datetime import date

from babel.core import Locale, UnknownLocaleError
from babel.dates import format_date

NO_VALUE = "–"
"""Stands where there is nothing to divide by; never a nought."""


RUNNING_TEXT, CELL, MONTH = "d MMMM y", "d MMM y", "MMMM y"
"""How a date looks: "28 June 2017" in running text, "28 Jun 2017" in a cell, "June 2017"."""


def print_day(day: date | None, language: str = "en", look: str = RUNNING_TEXT) -> str:
    """Return a date in a language, or "" where none is known."""
    if day is None:
        return ""
    try:
        locale = Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        locale = Locale("en")
    return str(format_date(day, look, locale=locale))


def name_language(language: str) -> str:
    """Return the English name of a language (a BCP 47 tag), the tag itself where none is known."""
    try:
        return Locale.parse(language, sep="-").get_display_name("en") or language
    except (UnknownLocaleError, ValueError):
        return language


def print_count(number: int, one: str, many: str = "") -> str:
    """Return a number and its noun: "1 member", "12,000 members", "no members"."""
    many = many or f"{one}s"
    return f"no {many}" if number == 0 else f"{number:,} {one if number == 1 else many}"


def print_number(number: int) -> str:
    """Return a number with its thousands parted, "none" for nought."""
    return f"{number:,}" if number else "none"


def print_share(share: float | None) -> str:
    """Return a percentage in whole per cent, or a dash where there is none.

    A share that is not whole never rounds to 0 or 100: "<1%", ">99%".
    """
    if share is None:
        return NO_VALUE
    rounded = int(share + 0.5)
    if rounded == 0 and share > 0:
        return "<1%"
    if rounded == 100 and share < 100:  # noqa: PLR2004 - per cent
        return ">99%"
    return f"{rounded}%"


def join_words(words: Sequence[str], last: str = "and") -> str:
    """Return the words as a list in a sentence: "a", "a and b", "a, b and c"."""
    if len(words) < 2:  # noqa: PLR2004 - one word needs no joining
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def begin_sentence(words: str) -> str:
    """Return the words with a capital first letter."""
    return words[:1].upper() + words[1:]
