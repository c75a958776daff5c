"""Editing a draft paragraph by paragraph, as a browser without scripts meets it."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from app.database import transaction
from app.web.recalled import FirstReader, recall_checks
from tests.app.web.drafts import DAY, DraftingOffice, open_office, read_fields, texts
from tracker.member_store import add_member
from tracker.members import Member

AIR = "/drafting/green/edit/air"


@pytest.fixture
def office(sqlite_workspace: Engine) -> Iterator[DraftingOffice]:
    with open_office(sqlite_workspace) as office:
        yield office


def test_the_start_page_shows_what_is_next(office: DraftingOffice) -> None:
    page = office.browsers["drafter"].get("/drafting")
    assert page.status_code == 200
    assert "Declaration on Green Cities" in page.text
    tasks = texts(page.text, "//ul[@class='tasks']/li")
    assert tasks[0] == "Write and check the text Ready"
    assert tasks[-1] == "Record the adoption Ready"
    assert texts(page.text, "//ul[@class='tasks']/li")[1] == "Amendments of members None open"


def test_a_member_sees_the_draft_but_no_way_to_edit_it(office: DraftingOffice) -> None:
    page = office.browsers["seoul"].get("/drafting/green")
    assert page.status_code == 200
    assert "We commit to measure the air every day." in page.text
    assert "/edit/" not in page.text
    assert "/propose/air-1" in page.text


@pytest.mark.parametrize("who", ["administrator", "observer", "seoul"])
def test_others_may_not_edit(office: DraftingOffice, who: str) -> None:
    browser = office.browsers[who]
    fields = read_fields(office.browsers["drafter"].get(AIR).text)
    assert browser.get(AIR).status_code == 403
    assert browser.post(AIR, data={**fields, "do": "save"}).status_code == 403
    assert office.latest().number == 1


def test_the_public_is_asked_to_sign_in(office: DraftingOffice) -> None:
    office.browsers["observer"].post("/sign-out")
    for path in ("/drafting", "/drafting/green", AIR, "/drafting/green/text.md"):
        answer = office.browsers["observer"].get(path)
        assert answer.url.path == "/sign-in"


def test_each_paragraph_has_a_box_with_its_number(office: DraftingOffice) -> None:
    page = office.browsers["drafter"].get(AIR).text
    labels = texts(page, "//div[contains(@class, 'row-box')]/label")
    assert labels == ["Paragraph 1", "Paragraph 2"]
    water = office.browsers["drafter"].get("/drafting/green/edit/water").text
    assert texts(water, "//div[contains(@class, 'row-box')]/label") == ["Paragraph 3"]
    preamble = office.browsers["drafter"].get("/drafting/green/edit/preamble").text
    assert "Preambular paragraph 1" in preamble


def test_an_edited_paragraph_becomes_a_new_revision(office: DraftingOffice) -> None:
    browser = office.browsers["secretariat"]
    fields = read_fields(browser.get(AIR).text)
    fields["words"][0] = "We commit to measure the air every hour."
    fields["reason"] = ["Second reading"]
    page = browser.post(AIR, data={**fields, "do": "save"})
    assert page.url.path == "/drafting/green"
    assert "The text is saved as a new revision." in page.text
    assert office.latest().number == 2
    assert office.latest().reason == "Second reading"
    assert office.words()["air-1"] == "We commit to measure the air every hour."


def test_looking_first_shows_the_change_and_stores_nothing(office: DraftingOffice) -> None:
    browser = office.browsers["drafter"]
    fields = read_fields(browser.get(AIR).text)
    fields["words"][1] = "We commit to publish  what we measure"
    page = browser.post(AIR, data={**fields, "do": "look"})
    assert page.status_code == 200
    assert "Paragraph 2: other words" in page.text
    assert "What the checks say of it" in page.text
    assert read_fields(page.text)["words"][1] == "We commit to publish what we measure"
    assert office.latest().number == 1


def test_pasted_paragraphs_become_boxes_without_their_labels(office: DraftingOffice) -> None:
    browser = office.browsers["drafter"]
    fields = read_fields(browser.get(AIR).text)
    fields["words"][0] = "1.\tWe commit to plant.\r\n2.\tWe commit to water.\r\n"
    page = browser.post(AIR, data={**fields, "do": "look"}).text
    assert read_fields(page)["words"] == [
        "We commit to plant.", "We commit to water.", "We commit to publish what we measure.",
    ]  # fmt: skip
    assert texts(page, "//div[contains(@class, 'row-box')]/label")[-1] == "Paragraph 3"


def test_boxes_move_are_added_and_deleted_without_being_stored(office: DraftingOffice) -> None:
    browser = office.browsers["drafter"]
    fields = read_fields(browser.get(AIR).text)
    fields["words"][0] = "Typed and not saved."
    moved = read_fields(browser.post(AIR, data={**fields, "do": "down 0"}).text)
    assert moved["row"] == ["air-2", "air-1"]
    assert moved["words"][1] == "Typed and not saved."
    added = read_fields(browser.post(AIR, data={**moved, "do": "add 0"}).text)
    assert added["row"] == ["air-2", "", "air-1"]
    added["words"][1] = "In between."
    nested = read_fields(browser.post(AIR, data={**added, "do": "in 1"}).text)
    assert nested["depth"] == ["0", "1", "0"]
    dropped = read_fields(browser.post(AIR, data={**nested, "do": "drop 2"}).text)
    assert dropped["row"] == ["air-2", ""]
    assert office.latest().number == 1
    browser.post(AIR, data={**dropped, "do": "save"})
    assert [node.id for node in office.latest().declaration.sections[0].walk()] == [
        "air", "air-2", "air-2-1",
    ]  # fmt: skip


def test_an_empty_section_can_be_filled_again(office: DraftingOffice) -> None:
    browser = office.browsers["drafter"]
    fields = read_fields(browser.get("/drafting/green/edit/water").text)
    empty = browser.post("/drafting/green/edit/water", data={**fields, "do": "drop 0"})
    assert "There is no paragraph here yet." in empty.text
    fields = read_fields(empty.text)
    assert "row" not in fields
    filled = browser.post("/drafting/green/edit/water", data={**fields, "do": "add -1"})
    assert read_fields(filled.text)["row"] == [""]


def test_a_text_with_errors_is_not_stored_and_nothing_typed_is_lost(
    office: DraftingOffice,
) -> None:
    browser = office.browsers["drafter"]
    fields = read_fields(browser.get(AIR).text)
    fields["words"] = ["We commit to see [[nowhere]].", ""]
    page = browser.post(AIR, data={**fields, "do": "save"})
    assert page.status_code == 422
    assert read_fields(page.text)["words"] == fields["words"]
    faults = texts(page.text, "//ul[@class='faults']/li")
    assert any(each.startswith("Error Paragraph 1") for each in faults)
    assert any(each.startswith("Error Paragraph 2") for each in faults)
    assert office.latest().number == 1


def test_a_text_that_is_as_it_was_is_not_stored(office: DraftingOffice) -> None:
    browser = office.browsers["drafter"]
    fields = read_fields(browser.get(AIR).text)
    page = browser.post(AIR, data={**fields, "do": "save"})
    assert page.status_code == 409
    assert "is the same as revision 1" in page.text


def test_different_words_changed_at_once_are_brought_together(office: DraftingOffice) -> None:
    one, two = office.browsers["drafter"], office.browsers["secretariat"]
    fields = read_fields(one.get(AIR).text)
    others = read_fields(two.get(AIR).text)
    others["words"][0] = "We commit to measure the air every hour."
    two.post(AIR, data={**others, "do": "save"})
    fields["words"][1] = "We commit to publish all that we measure."
    page = one.post(AIR, data={**fields, "do": "save"})
    assert page.status_code == 409
    assert "What others changed meanwhile" in page.text
    joined = read_fields(page.text)
    assert joined["words"] == [others["words"][0], fields["words"][1]]
    assert office.latest().number == 2
    one.post(AIR, data={**joined, "do": "save"})
    assert office.latest().number == 3
    assert office.words()["air-1"] == others["words"][0]
    assert office.words()["air-2"] == fields["words"][1]


def test_the_same_words_changed_at_once_are_both_shown_and_none_is_lost(
    office: DraftingOffice,
) -> None:
    one, two = office.browsers["drafter"], office.browsers["secretariat"]
    fields = read_fields(one.get(AIR).text)
    others = read_fields(two.get(AIR).text)
    others["words"][0] = "We commit to measure the air every hour."
    added = read_fields(two.post(AIR, data={**others, "do": "add 0"}).text)
    added["words"][1] = "We commit to calibrate."
    two.post(AIR, data={**added, "do": "save"})
    fields["words"][0] = "We commit to measure the air every minute."
    page = one.post(AIR, data={**fields, "do": "save"})
    assert page.status_code == 409
    shown = read_fields(page.text)
    assert shown["words"] == [
        "We commit to measure the air every minute.",
        "We commit to calibrate.",
        "We commit to publish what we measure.",
    ]
    assert "We commit to measure the air every hour." in page.text
    assert "Stored meanwhile by somebody else" in page.text
    assert office.latest().number == 2
    one.post(AIR, data={**shown, "do": "save"})
    assert office.words()["air-1"] == fields["words"][0]
    assert "We commit to calibrate." in office.words().values()


def test_a_part_that_others_deleted_is_kept_as_it_was_typed(office: DraftingOffice) -> None:
    one, two = office.browsers["drafter"], office.browsers["secretariat"]
    path = "/drafting/green/edit/air-2"
    fields = read_fields(one.get(path).text)
    others = read_fields(two.get(AIR).text)
    two.post(AIR, data={**read_fields(two.post(AIR, data={**others, "do": "drop 1"}).text),
                        "do": "save"})  # fmt: skip
    fields["words"] = ["We commit to publish it daily."]
    page = one.post(path, data={**fields, "do": "save"})
    assert page.status_code == 409
    assert read_fields(page.text)["words"] == fields["words"]
    assert "air-2" not in office.words()


def test_a_form_that_cannot_be_taken_keeps_what_was_typed(office: DraftingOffice) -> None:
    browser = office.browsers["drafter"]
    fields = read_fields(browser.get(AIR).text)
    fields["words"][0] = "x" * 20_001
    page = browser.post(AIR, data={**fields, "do": "save"})
    assert page.status_code == 422
    assert read_fields(page.text)["words"] == fields["words"]
    odd = browser.post(AIR, data={**fields, "words": "a", "base": "zz", "do": "save"})
    assert odd.status_code == 422


def test_markup_in_a_paragraph_is_shown_as_characters(office: DraftingOffice) -> None:
    browser = office.browsers["drafter"]
    fields = read_fields(browser.get(AIR).text)
    fields["words"][0] = 'We commit to <script>alert("1")</script></textarea><img src=x>.'
    page = browser.post(AIR, data={**fields, "do": "look"})
    assert "<script>alert" not in page.text
    assert read_fields(page.text)["words"][0] == fields["words"][0]
    assert browser.post(AIR, data={**fields, "do": "save"}).status_code == 200
    assert "<script>alert" not in browser.get("/drafting/green").text


def test_two_revisions_are_compared(office: DraftingOffice) -> None:
    browser = office.browsers["drafter"]
    fields = read_fields(browser.get(AIR).text)
    fields["words"][0] = "We commit to measure the air every hour."
    browser.post(AIR, data={**fields, "do": "save", "reason": "Hourly"})
    page = browser.get("/drafting/green/revisions")
    assert texts(page.text, "//tbody/tr/th") == ["2", "1"]
    assert "Hourly" in page.text
    assert texts(page.text, "//main//ins")[0].find("hour") >= 0
    same = browser.get("/drafting/green/revisions?from=1&to=1")
    assert "These are the same revision" in same.text
    assert browser.get("/drafting/green/revisions?from=9").status_code == 404


def test_the_text_can_be_taken_away(office: DraftingOffice) -> None:
    browser = office.browsers["seoul"]
    draft = browser.get("/drafting/green/text.md")
    assert "based_on: " + office.latest().sha256[:12] in draft.text
    assert browser.get("/drafting/green/text.pdf").content.startswith(b"%PDF")
    assert browser.get("/drafting/green/text.docx?revision=1").content.startswith(b"PK")
    assert browser.get("/drafting/other/text.md").status_code == 404


def test_a_revision_is_checked_once_however_often_it_is_shown(office: DraftingOffice) -> None:
    asker = FirstReader(office.site, DAY)
    first = recall_checks(asker, office.latest())
    with transaction(office.site.engine) as session:
        add_member(session, Member("lima", {"en": "Lima"}, "PE", ""))
    assert recall_checks(asker, office.latest()) is first
    fields = read_fields(office.browsers["drafter"].get(AIR).text)
    fields["words"][0] = "We commit to measure the air every [hour]."
    office.browsers["drafter"].post(AIR, data={**fields, "do": "save"})
    page = office.browsers["drafter"].get("/drafting").text
    assert "1 error before adoption" in texts(page, "//ul[@class='tasks']/li")[0]
