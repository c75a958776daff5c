"""What the site answers while somebody types: the same as the button, and nothing is stored."""

from collections.abc import Iterator

import pytest
from lxml import html
from sqlalchemy import Engine

from tests.app.web.drafts import DraftingOffice, open_office, read_fields, texts

AIR = "/drafting/green/edit/air"
PROPOSE = "/drafting/green/propose/air"


@pytest.fixture
def office(sqlite_workspace: Engine) -> Iterator[DraftingOffice]:
    with open_office(sqlite_workspace) as office:
        yield office


def type_into(office: DraftingOffice, who: str, path: str, words: str) -> dict[str, list[str]]:
    fields = read_fields(office.browsers[who].get(path).text)
    fields["words"][0] = words
    return fields


def outcome(page: str) -> str:
    found = html.fromstring(page).xpath("//*[@data-outcome]")[0]
    return " ".join(" ".join(found.itertext()).split())


@pytest.mark.parametrize(("who", "path"), [("drafter", AIR), ("seoul", PROPOSE)])
def test_the_preview_is_what_the_button_shows(office: DraftingOffice, who: str, path: str) -> None:
    fields = type_into(office, who, path, "We commit to measure the air every hour")
    browser = office.browsers[who]
    pressed = browser.post(path, data={**fields, "do": "look"}).text
    typed = browser.post(f"{path}/preview", data={**fields, "do": "look"})
    assert typed.status_code == 200
    assert "every hour" in outcome(typed.text)
    assert outcome(typed.text) == outcome(pressed)
    assert office.latest().number == 1


def test_the_preview_says_how_much_the_checks_remark(office: DraftingOffice) -> None:
    browser = office.browsers["drafter"]
    fields = type_into(office, "drafter", AIR, "We commit to measure the air every hour")
    told = texts(browser.post(f"{AIR}/preview", data=fields).text, "//*[@data-told]")
    assert told == ["1 remark"]
    fields["words"][0] = "We commit to measure the air every hour."
    told = texts(browser.post(f"{AIR}/preview", data=fields).text, "//*[@data-told]")
    assert told == ["Nothing to remark."]


def test_pasted_paragraphs_are_previewed_as_paragraphs(office: DraftingOffice) -> None:
    fields = type_into(office, "drafter", AIR, "We commit to one.\n\nWe commit to two.")
    page = office.browsers["drafter"].post(f"{AIR}/preview", data=fields).text
    assert "1. We commit to one. 2. We commit to two. 3. We commit to publish" in outcome(page)


def test_too_many_words_are_told_in_the_preview(office: DraftingOffice) -> None:
    fields = type_into(office, "drafter", AIR, "a" * 20_001)
    answer = office.browsers["drafter"].post(f"{AIR}/preview", data=fields)
    assert answer.status_code == 422
    assert "Use at most 20000 characters." in outcome(answer.text)


@pytest.mark.parametrize("who", ["administrator", "observer", "seoul"])
def test_who_may_not_edit_gets_no_preview(office: DraftingOffice, who: str) -> None:
    fields = read_fields(office.browsers["drafter"].get(AIR).text)
    assert office.browsers[who].post(f"{AIR}/preview", data=fields).status_code == 403


def test_a_base_that_is_not_there_is_refused(office: DraftingOffice) -> None:
    fields = read_fields(office.browsers["drafter"].get(AIR).text) | {"base": ["0" * 64]}
    assert office.browsers["drafter"].post(f"{AIR}/preview", data=fields).status_code == 409
