"""Writing a text in another language beside the original, and correcting an adopted one."""

from collections.abc import Iterator
from datetime import date

import pytest
from httpx import Response
from sqlalchemy import Engine

from app.database import reading, transaction
from declarations.adoption_records import load_adoption
from declarations.adoptions import FreezeKind
from declarations.draft_file import parse_draft
from declarations.revising import revise
from declarations.revisions import Revision
from declarations.store import load_revision
from tests.app.web.drafts import DAY, DRAFT, DraftingOffice, open_office, read_fields, texts

FRENCH = "/drafting/green/translations/fr"
CORRECT = "/drafting/green/correction/en"
WORDS = {
    "@title": "Déclaration sur les villes vertes",
    "preamble": "Préambule",
    "preamble-1": "Nous, les villes membres, nous sommes réunies en assemblée générale.",
    "air": "Air",
    "air-1": "Nous nous engageons à mesurer l’air chaque jour.",
    "air-2": "Nous nous engageons à publier ce que nous mesurons.",
    "water": "Eau",
    "water-1": "Nous nous engageons à garder l’eau propre.",
}


@pytest.fixture
def office(sqlite_workspace: Engine) -> Iterator[DraftingOffice]:
    with open_office(sqlite_workspace) as office:
        yield office


def french(office: DraftingOffice) -> Revision:
    with reading(office.site.engine) as session:
        return load_revision(session, "green", language="fr")


def fill(page: Response, words: dict[str, str], **changes: str) -> dict[str, list[str] | str]:
    fields = read_fields(page.text)
    fields["words"] = [
        words.get(key, typed) for key, typed in zip(fields["key"], fields["words"], strict=True)
    ]
    return {**fields, **changes}


def translate(office: DraftingOffice, words: dict[str, str], **changes: str) -> Response:
    browser = office.browsers["drafter"]
    return browser.post(FRENCH, data=fill(browser.get(FRENCH), words, do="save", **changes))


def adopt(office: DraftingOffice) -> None:
    browser = office.browsers["drafter"]
    fields = read_fields(browser.get("/drafting/green/adopt").text)
    browser.post("/drafting/green/adopt", data={**fields, "assembly": "ga5", "do": "adopt"})


def test_a_translation_begins_with_every_part_missing(office: DraftingOffice) -> None:
    browser = office.browsers["drafter"]
    page = browser.post("/drafting/green/translations", data={"to": "fr"})
    assert page.url.path == FRENCH
    assert read_fields(page.text)["key"] == list(WORDS)
    assert set(texts(page.text, "//main//span[contains(@class, 'tag')]")) == {"Missing"}
    own = browser.post("/drafting/green/translations", data={"to": "en"})
    assert own.status_code == 422
    assert "This is the language that it was written in first." in own.text
    assert browser.post("/drafting/green/translations", data={"to": "!"}).status_code == 422


def test_a_translation_has_the_ids_of_the_original(office: DraftingOffice) -> None:
    page = translate(office, WORDS, reason="By the secretariat")
    assert "The translation is saved." in page.text
    assert texts(page.text, "//ul[@class='tasks']/li") == ["français Complete"]
    found = french(office)
    original = office.latest().declaration
    assert [node.id for node in found.declaration.walk()] == [n.id for n in original.walk()]
    assert found.declaration.title == WORDS["@title"]
    assert found.reason == "By the secretariat"


def test_a_translation_may_be_saved_half_done(office: DraftingOffice) -> None:
    half = {key: words for key, words in WORDS.items() if not key.startswith("water")}
    page = translate(office, half)
    assert texts(page.text, "//ul[@class='tasks']/li") == ["français 2 parts missing"]
    translate(office, WORDS)
    assert french(office).number == 2


def test_what_the_original_changed_later_is_outdated(office: DraftingOffice) -> None:
    with transaction(office.site.engine) as session:
        begun = DRAFT.replace("title: ", "language: fr\ntitle: ")
        revise(session, parse_draft(begun).declaration, "", reason="", made_on=date(2026, 2, 1))
        newer = DRAFT.replace("every day", "every hour")
        revise(session, parse_draft(newer).declaration, "", reason="", made_on=date(2026, 3, 1))
    browser = office.browsers["drafter"]
    tasks = texts(browser.get("/drafting/green/translations").text, "//ul[@class='tasks']/li")
    assert tasks == ["français 1 part outdated"]
    page = browser.get(FRENCH)
    tags = texts(page.text, "//main//span[contains(@class, 'tag')]")
    assert tags[list(WORDS).index("air-1")] == "Outdated"
    assert tags.count("Translated") == len(WORDS) - 1


def test_the_languages_are_compared_before_it_is_saved(office: DraftingOffice) -> None:
    browser = office.browsers["drafter"]
    wrong = {**WORDS, "air-1": "Nous nous engageons à mesurer l’air 24 fois par jour."}
    page = browser.post(FRENCH, data=fill(browser.get(FRENCH), wrong, do="look"))
    assert page.status_code == 200
    remarks = texts(page.text, "//section[@aria-labelledby='page:remarks']//li")
    assert remarks == ["air-1 has other numbers than in en: none in en, 24 in fr. (L409)"]
    assert fill(page, {})["words"] == list(wrong.values())


def test_two_translators_lose_nothing(office: DraftingOffice) -> None:
    translate(office, WORDS)
    browser, other = office.browsers["drafter"], office.browsers["secretariat"]
    begun = browser.get(FRENCH)
    mine = {"air-1": "Nous mesurons l’air chaque jour.", "air-2": "Nous publions tout."}
    theirs = {"air-1": "Nous mesurerons l’air.", "water-1": "Nous gardons l’eau propre."}
    other.post(FRENCH, data=fill(other.get(FRENCH), theirs, do="save"))
    looked = browser.post(FRENCH, data=fill(begun, mine, do="look"))
    late = browser.post(FRENCH, data={**read_fields(looked.text), "do": "save"})
    assert late.status_code == 409
    fields = read_fields(late.text)
    said = dict(zip(fields["key"], fields["words"], strict=True))
    assert (said["air-1"], said["air-2"]) == (mine["air-1"], mine["air-2"])
    assert said["water-1"] == theirs["water-1"]
    stored = texts(late.text, "//div[@role='note' and contains(@id, 'stored')]")
    assert len(stored) == 1
    assert theirs["air-1"] in stored[0]
    assert browser.post(FRENCH, data={**fields, "do": "save"}).status_code == 200
    assert french(office).number == 3


@pytest.mark.parametrize("who", ["administrator", "observer", "seoul"])
def test_others_see_the_languages_and_write_none(office: DraftingOffice, who: str) -> None:
    fields = fill(office.browsers["drafter"].get(FRENCH), WORDS, do="save")
    browser = office.browsers[who]
    assert browser.get("/drafting/green/translations").status_code == 200
    assert browser.get(FRENCH).status_code == 403
    assert browser.post(FRENCH, data=fields).status_code == 403
    assert browser.get(CORRECT).status_code == 403
    assert browser.post(CORRECT, data=fields).status_code == 403


def test_the_translation_of_an_adopted_text_is_whole_and_frozen_at_once(
    office: DraftingOffice,
) -> None:
    adopt(office)
    half = {key: words for key, words in WORDS.items() if key != "water-1"}
    refused = translate(office, half, reason="By the secretariat")
    assert refused.status_code == 409
    assert "water-1" in " ".join(texts(refused.text, "//ul[@class='problems']/li"))
    nameless = translate(office, WORDS)
    assert nameless.status_code == 422
    assert "Say where the translation comes from" in nameless.text
    done = translate(office, WORDS, reason="By the secretariat")
    assert texts(done.text, "//ul[@class='tasks']/li") == ["français Adopted"]
    assert "never changes" in office.browsers["drafter"].get(FRENCH).text
    public = office.browsers["observer"].get("/declarations/green?text=fr").text
    assert WORDS["air-1"] in public


def test_a_correction_is_shown_with_its_reason_on_the_public_page(office: DraftingOffice) -> None:
    adopt(office)
    browser = office.browsers["secretariat"]
    mended = {"air-1": "We commit to measure the air each day."}
    looked = browser.post(CORRECT, data=fill(browser.get(CORRECT), mended, do="look"))
    assert looked.status_code == 200
    assert "Paragraph 1: other words" in looked.text
    nameless = browser.post(CORRECT, data={**read_fields(looked.text), "do": "save"})
    assert nameless.status_code == 422
    assert fill(nameless, {})["words"][4] == mended["air-1"]
    fields = {**read_fields(nameless.text), "reason": "Misprint <b>there", "do": "save"}
    done = browser.post(CORRECT, data=fields)
    assert "The correction is stored" in done.text
    with reading(office.site.engine) as session:
        record = load_adoption(session, "green")
        assert record is not None
        assert [text.kind for text in record.texts] == [FreezeKind.ADOPTED, FreezeKind.CORRECTION]
        assert load_revision(session, "green").made_on == DAY
    public = office.browsers["observer"].get("/declarations/green").text
    assert "Misprint &lt;b&gt;there" in public
    assert mended["air-1"] in public
    late = browser.post(CORRECT, data=fields)
    assert late.status_code == 409
    assert "The text was corrected meanwhile" in late.text
    same = browser.post(CORRECT, data=fill(browser.get(CORRECT), {}, do="save", reason="x"))
    assert same.status_code == 409
    assert "Nothing was stored" in same.text


def test_a_correction_takes_no_paragraph_away(office: DraftingOffice) -> None:
    adopt(office)
    browser = office.browsers["drafter"]
    fields = fill(browser.get(CORRECT), {"air-1": ""}, do="save", reason="x")
    refused = browser.post(CORRECT, data=fields)
    assert refused.status_code == 409
    assert "air-1" in " ".join(texts(refused.text, "//ul[@class='problems']/li"))


def test_a_draft_and_a_language_that_is_not_there_are_not_corrected(
    office: DraftingOffice,
) -> None:
    assert office.browsers["drafter"].get(CORRECT).status_code == 409
    adopt(office)
    answer = office.browsers["drafter"].get("/drafting/green/correction/fr")
    assert answer.status_code == 404
