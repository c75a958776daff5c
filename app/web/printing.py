"""How do dates and numbers look in the language of the page?"""

from datetime import date, datetime

from babel import Locale
from babel.dates import UTC, format_date, format_datetime
from babel.numbers import format_decimal, format_percent

from exports.phrasing import NO_VALUE

WHOLE = 100


def print_date(day: date | None, language: str) -> str:
    """Return a date in full, such as "28 June 2017"; a dash where none is known."""
    if day is None:
        return NO_VALUE
    # British order, as in all documents of Accord; every other language as its readers expect.
    locale = "en_GB" if language == "en" else language
    return str(format_date(day, "long", locale=locale))


def print_moment(moment: datetime, language: str) -> str:
    """Return an instant with its time of day in UTC, such as "28 June 2017 at 14:05 UTC"."""
    locale = "en_GB" if language == "en" else language
    return f"{format_datetime(moment, 'long', tzinfo=UTC, locale=locale)}"


def print_decimal(number: float, language: str) -> str:
    """Return a number with its thousands parted as in the language."""
    return str(format_decimal(number, locale=language))


def print_percentage(share: float | None, language: str) -> str:
    """Return per cent (0 to 100 and beyond) without decimals; a dash where there is none.

    A share that is not whole never rounds to 0 or 100.
    """
    if share is None:
        return NO_VALUE
    rounded = int(share + 0.5)
    sign = ""
    if rounded == 0 and share > 0:
        rounded, sign = 1, "<"
    if rounded == WHOLE and share < WHOLE:
        rounded, sign = WHOLE - 1, ">"
    return f"{sign}{format_percent(rounded / WHOLE, locale=language)}"


def name_country(country: str, language: str) -> str:
    """Return the name of a country (ISO 3166-1 alpha-2) in a language, else its code."""
    return str(Locale.parse(language).territories.get(country, country))
