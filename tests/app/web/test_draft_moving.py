"""Moving a paragraph to another place or section, without scripts."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from declarations.comparison import ChangeKind, compare
from tests.app.web.drafts import DraftingOffice, open_office, read_fields, texts

MOVE = "/drafting/green/move/air-1"
AIR = "/drafting/green/edit/air"


@pytest.fixture
def office(sqlite_workspace: Engine) -> Iterator[DraftingOffice]:
    with open_office(sqlite_workspace) as office:
        yield office


def fields_of(office: DraftingOffice, **changes: str) -> dict[str, list[str] | str]:
    return {**read_fields(office.browsers["drafter"].get(MOVE).text), **changes}


def order(office: DraftingOffice) -> dict[str, list[str]]:
    sections = office.latest().declaration.sections
    return {each.id: [child.id for child in each.children] for each in sections}


def test_every_place_is_offered_and_the_present_one_is_chosen(office: DraftingOffice) -> None:
    page = office.browsers["drafter"].get(MOVE)
    assert page.status_code == 200
    assert texts(page.text, "//select[@name='place']//option") == [
        "At the beginning of: Section “Air”",
        "After Paragraph 2: We commit to publish what we measure.",
        "At the beginning of: Section “Water”",
        "After Paragraph 3: We commit to keep the water clean.",
    ]
    assert read_fields(page.text)["place"] == ["air"]


def test_a_paragraph_goes_to_another_section_and_keeps_its_id(office: DraftingOffice) -> None:
    old = office.latest().declaration
    done = office.browsers["drafter"].post(
        MOVE, data=fields_of(office, place="water-1", reason="Belongs there", do="save")
    )
    assert "The text is saved as a new revision." in done.text
    assert order(office) == {"air": ["air-2"], "water": ["water-1", "air-1"]}
    assert office.latest().reason == "Belongs there"
    kinds = {each.node_id: each.kind for each in compare(old, office.latest().declaration).changes}
    assert kinds.pop("air-1") is ChangeKind.MOVED
    assert set(kinds.values()) == {ChangeKind.UNCHANGED}


def test_up_and_down_choose_the_next_place_across_sections(office: DraftingOffice) -> None:
    browser = office.browsers["drafter"]
    place, seen = "air", []
    for wanted in ("down", "down", "down", "down", "up"):
        page = browser.post(MOVE, data=fields_of(office, place=place, do=wanted))
        place = read_fields(page.text)["place"][0]
        seen.append(place)
    assert seen == ["air-2", "water", "water-1", "water-1", "water"]
    assert "Paragraph 1: moved to the beginning of: Section “Water”" in page.text
    assert office.latest().number == 1


def test_the_place_it_has_is_no_new_one(office: DraftingOffice) -> None:
    page = office.browsers["drafter"].post(MOVE, data=fields_of(office, do="save"))
    assert page.status_code == 422
    assert "It stands there already" in page.text
    assert office.latest().number == 1


def test_a_text_changed_meanwhile_is_shown_and_the_place_kept(office: DraftingOffice) -> None:
    browser = office.browsers["drafter"]
    fields = fields_of(office, place="water-1", do="save")
    edited = read_fields(browser.get(AIR).text)
    edited["words"][0] = "We commit to measure the air every hour."
    browser.post(AIR, data={**edited, "do": "save"})
    late = browser.post(MOVE, data=fields)
    assert late.status_code == 409
    assert "What others changed meanwhile" in late.text
    assert read_fields(late.text)["place"] == ["water-1"]
    done = browser.post(MOVE, data={**read_fields(late.text), "do": "save"})
    assert done.status_code == 200
    assert order(office)["water"] == ["water-1", "air-1"]
    assert office.words()["air-1"] == "We commit to measure the air every hour."


def test_a_preambular_paragraph_stays_in_the_preamble(office: DraftingOffice) -> None:
    page = office.browsers["secretariat"].get("/drafting/green/move/preamble-1")
    assert len(texts(page.text, "//select[@name='place']//option")) == 1


@pytest.mark.parametrize("path", ["water", "nowhere"])
def test_only_a_paragraph_is_moved(office: DraftingOffice, path: str) -> None:
    answer = office.browsers["drafter"].get(f"/drafting/green/move/{path}")
    assert answer.status_code == {"water": 422, "nowhere": 404}[path]


@pytest.mark.parametrize("who", ["administrator", "observer", "seoul"])
def test_others_move_nothing(office: DraftingOffice, who: str) -> None:
    fields = fields_of(office, place="water", do="save")
    assert office.browsers[who].get(MOVE).status_code == 403
    assert office.browsers[who].post(MOVE, data=fields).status_code == 403
    assert office.latest().number == 1
