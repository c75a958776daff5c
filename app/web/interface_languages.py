"""In which language does the interface speak? Its catalogues, and how one is chosen."""

import io
from collections.abc import Mapping
from functools import cache, lru_cache
from gettext import GNUTranslations, NullTranslations
from importlib import resources

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from starlette.requests import Request

from exports.languages import is_right_to_left

SOURCE = "en"
LANGUAGES = ("en", "fr", "es", "ru", "ko", "ar")
"""The languages of the interface; the first is the one its words are written in."""

COOKIE = "accord_language"
YEAR = 365 * 24 * 3600


def later(message: str) -> str:
    """Return a message as it is; it marks words in modules that templates translate."""
    return message


@cache
def load_catalogue(language: str) -> NullTranslations:
    """Return the words of the interface in a language: every .po file of it, read together.

    Each part of the site has a file of its own there, so that parts can be written side by side.
    """
    if language == SOURCE:
        return NullTranslations()
    folder = resources.files("templates").joinpath("locale", language, "LC_MESSAGES")
    catalogue: NullTranslations | None = None
    for file in sorted(folder.iterdir(), key=lambda each: each.name, reverse=True):
        if file.name.endswith(".po"):
            compiled = io.BytesIO()
            write_mo(compiled, read_po(io.BytesIO(file.read_bytes()), locale=language))
            compiled.seek(0)
            part = GNUTranslations(compiled)
            if catalogue is not None:
                part.add_fallback(catalogue)
            catalogue = part
    return catalogue or NullTranslations()


def direction(language: str) -> str:
    """Return ``rtl`` or ``ltr``."""
    return "rtl" if is_right_to_left(language) else "ltr"


@lru_cache(maxsize=256)
def name_in_itself(language: str) -> str:
    """Return a language's own name, such as français; its tag where none is known."""
    try:
        found = Locale.parse(language, sep="-").get_display_name()
    except ValueError:
        return language
    return found or language


def choose_language(request: Request, own: str = "") -> str:
    """Return the language of the interface.

    The first that is known of ``?lang=``, the cookie, the account's own, what the browser asks
    for, and English.
    """
    wishes = (request.query_params.get("lang", ""), request.cookies.get(COOKIE, ""), own)
    for wish in wishes:
        if wish in LANGUAGES:
            return wish
    return accepted_language(request.headers.get("accept-language", ""))


def accepted_language(header: str) -> str:
    """Return the best known language of an Accept-Language header (RFC 9110, 12.5.4)."""
    weights: dict[str, float] = {}
    for part in header.split(",")[:50]:
        tag, _, parameter = part.strip().partition(";")
        weight = _read_weight(parameter)
        language = tag.strip().lower().partition("-")[0]
        if language in LANGUAGES and weight > weights.get(language, 0.0):
            weights[language] = weight
    return _heaviest(weights)


def _read_weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if not name:
        return 1.0
    try:
        return min(1.0, float(value)) if name.strip() == "q" else 1.0
    except ValueError:
        return 0.0


def _heaviest(weights: Mapping[str, float]) -> str:
    return max(weights, key=lambda language: weights[language], default=SOURCE)
