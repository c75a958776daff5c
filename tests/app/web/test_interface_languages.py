"""The interface speaks six languages, and every word of it in each of them."""

import io
import re
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from starlette.testclient import TestClient

from app.web.interface_languages import (
    LANGUAGES,
    SOURCE,
    accepted_language,
    load_catalogue,
)

ROOT = Path(__file__).parents[3]
TRANSLATED = [language for language in LANGUAGES if language != SOURCE]
METHODS = [("web/**.j2", "jinja2.ext:babel_extract"), ("web/**.py", "python")]
OPTIONS = {"web/**.j2": {"silent": "false", "newstyle_gettext": "true"}}
KEYWORDS = {"_": None, "ngettext": (1, 2), "later": None}
PLACE = re.compile(r"%\(\w+\)s")
MIXED = re.compile(r"[A-Za-z][а-яё]|[а-яё][A-Za-z]", re.IGNORECASE)

Message = str | tuple[str, ...]


def extract_messages() -> Iterator[Message]:
    """Every message of the templates and the modules of the site."""
    for folder in ("templates", "app"):
        found = extract_from_dir(ROOT / folder, METHODS, OPTIONS, KEYWORDS)
        for _file, _line, message, _comments, _context in found:
            yield message


def read_catalogues(language: str) -> Iterator[tuple[str, Catalog]]:
    folder = resources.files("templates").joinpath("locale", language, "LC_MESSAGES")
    for file in folder.iterdir():
        yield file.name, read_po(io.BytesIO(file.read_bytes()), locale=language)


@pytest.fixture(scope="module")
def messages() -> set[Message]:
    return set(extract_messages())


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_message_is_translated(language: str, messages: set[Message]) -> None:
    known: dict[str, tuple[str, ...]] = {}
    for _name, catalogue in read_catalogues(language):
        for each in catalogue:
            if each.id:
                key = each.id if isinstance(each.id, str) else each.id[0]
                said = each.string
                known[key] = (said,) if isinstance(said, str) else tuple(said)
    assert len(messages) > 100
    wanted = {message if isinstance(message, str) else message[0] for message in messages}
    missing = sorted(key for key in wanted if not all(known.get(key, ("",))))
    assert missing == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_has_the_places_of_its_message(language: str) -> None:
    for _name, catalogue in read_catalogues(language):
        for each in catalogue:
            ids = [each.id] if isinstance(each.id, str) else list(each.id)
            said = [each.string] if isinstance(each.string, str) else list(each.string)
            if each.id:
                wanted = set(PLACE.findall(ids[-1]))
                assert [text for text in said if set(PLACE.findall(text)) != wanted] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_message_is_translated_twice_or_for_nothing(
    language: str, messages: set[Message]
) -> None:
    wanted = {message if isinstance(message, str) else message[0] for message in messages}
    found: list[str] = []
    for _name, catalogue in read_catalogues(language):
        found += [m.id if isinstance(m.id, str) else m.id[0] for m in catalogue if m.id]
    assert sorted(found) == sorted(set(found))
    assert sorted(set(found) - wanted) == []


def test_russian_words_have_no_latin_letters_in_them() -> None:
    for _name, catalogue in read_catalogues("ru"):
        for each in catalogue:
            said = each.string if isinstance(each.string, tuple) else (each.string,)
            assert not [text for text in said if MIXED.search(PLACE.sub(" ", text))]


@pytest.mark.parametrize(
    ("language", "number", "words"),
    [
        ("fr", 0, "0 membre"),
        ("fr", 2, "2 membres"),
        ("ru", 1, "1 член"),
        ("ru", 3, "3 члена"),
        ("ru", 11, "11 членов"),
        ("ru", 22, "22 члена"),
        ("ar", 3, "3 أعضاء"),
        ("ar", 11, "11 عضوا"),
        ("ar", 100, "100 عضو"),
        ("ko", 5, "회원 5"),
        ("en", 1, "1 member"),
    ],
)
def test_counts_have_the_plural_of_their_language(language: str, number: int, words: str) -> None:
    catalogue = load_catalogue(language)
    said = catalogue.ngettext("%(num)s member", "%(num)s members", number)
    assert said % {"num": number} == words


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"),
        ("fr-CA,fr;q=0.9,en;q=0.8", "fr"),
        ("de, ko;q=0.5, en;q=0.2", "ko"),
        ("de", "en"),
        ("ar;q=0, es;q=0.1", "es"),
        ("ru;q=nonsense, fr;q=0.3", "fr"),
        ("*", "en"),
    ],
)
def test_the_browser_may_ask_for_a_language(header: str, language: str) -> None:
    assert accepted_language(header) == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_says_its_language_and_direction(browser: TestClient, language: str) -> None:
    answer = browser.get("/", headers={"Accept-Language": language})
    direction = "rtl" if language == "ar" else "ltr"
    assert f'<html lang="{language}" dir="{direction}">' in answer.text
    assert answer.headers["Content-Language"] == language


def test_a_language_that_was_chosen_is_kept(browser: TestClient) -> None:
    browser.get("/?lang=fr", headers={"Accept-Language": "ru"})
    answer = browser.get("/members", headers={"Accept-Language": "ru"})
    assert '<html lang="fr"' in answer.text


def test_an_unknown_language_is_not_taken(browser: TestClient) -> None:
    answer = browser.get('/?lang="><script>', headers={"Accept-Language": "es"})
    assert '<html lang="es"' in answer.text
    assert "set-cookie" not in answer.headers


def test_text_in_another_language_says_so(browser: TestClient) -> None:
    page = browser.get("/declarations/sample-2017?lang=ar").text
    assert '<h1 lang="en" dir="ltr">Sample Declaration' in page
    assert "28 يونيو 2017" in page
