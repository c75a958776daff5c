"""Deciding on amendments: in the text, choice by choice, and the revision they make."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import Engine

from app.accounts import Role
from app.database import reading
from app.remembered import Remembered
from declarations.amendment_store import load_amendments
from tests.app.web.drafts import DraftingOffice, come_in, open_office, read_fields, texts
from tests.app.web.people import add_person

DECIDE = "/drafting/green/decide"
HOURLY = "We commit to measure the air every hour."


@pytest.fixture
def office(sqlite_workspace: Engine) -> Iterator[DraftingOffice]:
    with open_office(sqlite_workspace) as office:
        propose(office, "seoul", "air", [HOURLY, "We commit to publish all that we measure."])
        propose(office, "quito", "air-1", ["We commit to measure the air every minute."])
        propose(office, "quito", "water-1", ["We commit to keep all water clean."])
        yield office


def propose(office: DraftingOffice, who: str, part: str, words: list[str]) -> None:
    browser, path = office.browsers[who], f"/drafting/green/propose/{part}"
    fields = read_fields(browser.get(path).text) | {"words": words, "do": ["save"]}
    assert "The amendment is proposed." in browser.post(path, data=fields).text


def statuses(office: DraftingOffice) -> dict[str, str]:
    with reading(office.site.engine) as session:
        return {each.code: each.status.value for each in load_amendments(session, "green")}


def choose(office: DraftingOffice, do: str, **choices: str) -> tuple[int, str]:
    """The status and page after choices for amendments; the others are left open."""
    browser = office.browsers["drafter"]
    fields = read_fields(browser.get(DECIDE).text)
    fields["choice"] = [
        f"{code} {choices.get(code, 'open')}"
        for code in (each.split()[0] for each in fields["choice"])
    ]
    fields["part"] = [f"{code} 2" for code, what in choices.items() if what == "parts"]
    answer = browser.post(DECIDE, data={**fields, "do": do, "reason": "Without a vote."})
    return answer.status_code, answer.text


@pytest.mark.parametrize("view", ["inline", "table", "brackets", "votes"])
def test_everyone_who_may_read_sees_all_amendments(office: DraftingOffice, view: str) -> None:
    page = office.browsers["observer"].get(f"/drafting/green/compilation?view={view}")
    assert page.status_code == 200
    assert "3 open amendments" in page.text
    assert "Seoul" in page.text
    assert "Quito" in page.text


def test_the_compilation_can_be_taken_away(office: DraftingOffice) -> None:
    browser = office.browsers["seoul"]
    for ending, start in (("pdf", b"%PDF"), ("docx", b"PK"), ("xlsx", b"PK")):
        page = browser.get(f"/drafting/green/compilation.{ending}?view=table")
        assert page.content.startswith(start)


def test_a_file_has_the_amendments_of_now_however_long_files_are_kept(
    office: DraftingOffice,
) -> None:
    patient = replace(office.site, remembered=Remembered(office.site.mark.read, patience=1e9))
    browser = come_in(patient, add_person(patient, Role.OBSERVER, email="reader@people.example"))
    path = "/drafting/green/compilation.html?view=table"
    before = browser.get(path).text
    propose(office, "quito", "air-2", ["We commit to publish it at once."])
    assert "A4: Quito" not in before
    assert "A4: Quito" in browser.get(path).text


@pytest.mark.parametrize("who", ["administrator", "observer", "seoul"])
def test_only_the_drafting_office_decides(office: DraftingOffice, who: str) -> None:
    fields = read_fields(office.browsers["secretariat"].get(DECIDE).text)
    assert office.browsers[who].get(DECIDE).status_code == 403
    assert office.browsers[who].post(DECIDE, data=fields).status_code == 403


def test_the_page_of_choices_names_clashes(office: DraftingOffice) -> None:
    page = office.browsers["drafter"].get(DECIDE).text
    tagged = texts(page, "//fieldset[.//span[contains(., 'Clashes')]]/legend/span")
    assert tagged == ["A1", "A2"]


def test_looking_first_decides_nothing(office: DraftingOffice) -> None:
    status, page = choose(office, "look", A1="accept", A2="reject")
    assert status == 200
    assert "A1: Accepted" in page
    assert "A2: Rejected" in page
    assert "A3: clean." in page
    assert set(statuses(office).values()) == {"submitted"}
    assert office.latest().number == 1
    assert read_fields(page)["choice"] == ["A1 accept", "A2 reject", "A3 open"]


def test_what_is_accepted_makes_a_new_revision(office: DraftingOffice) -> None:
    status, page = choose(office, "decide", A1="accept", A2="reject")
    assert status == 200
    assert "what was accepted stands in the text" in page
    assert statuses(office) == {"A1": "accepted", "A2": "rejected", "A3": "submitted"}
    assert office.words()["air-1"] == HOURLY
    assert office.latest().reason == "Without a vote."


def test_only_the_ticked_changes_are_accepted(office: DraftingOffice) -> None:
    choose(office, "decide", A1="parts")
    assert statuses(office)["A1"] == "accepted_as_amended"
    assert office.words()["air-1"] == "We commit to measure the air every day."
    assert office.words()["air-2"] == "We commit to publish all that we measure."


def test_two_that_clash_are_not_both_accepted(office: DraftingOffice) -> None:
    status, page = choose(office, "decide", A1="accept", A2="accept")
    assert status == 409
    assert read_fields(page)["choice"][:2] == ["A1 accept", "A2 accept"]
    assert office.latest().number == 1


def test_a_choice_that_is_missing_is_asked_for(office: DraftingOffice) -> None:
    status, page = choose(office, "decide")
    assert status == 422
    assert "Choose for at least one amendment." in page
    browser = office.browsers["drafter"]
    fields = read_fields(browser.get(DECIDE).text) | {"choice": ["A1 parts"], "do": ["decide"]}
    assert "A1: tick the changes that are accepted." in browser.post(DECIDE, data=fields).text
    odd = browser.post(DECIDE, data={**fields, "choice": ["A1 burn"]})
    assert odd.status_code == 422


def test_choices_for_a_text_changed_meanwhile_are_kept_and_not_carried_out(
    office: DraftingOffice,
) -> None:
    browser = office.browsers["secretariat"]
    fields = read_fields(browser.get(DECIDE).text)
    fields["choice"] = ["A1 open", "A2 open", "A3 accept"]
    choose(office, "decide", A1="accept", A2="reject")
    late = browser.post(DECIDE, data={**fields, "do": "decide"})
    assert late.status_code == 409
    shown = read_fields(late.text)
    assert shown["choice"] == ["A3 accept"]
    assert shown["base"] != fields["base"]
    browser.post(DECIDE, data={**shown, "do": "decide"})
    assert statuses(office)["A3"] == "accepted"


def test_the_start_page_counts_what_is_to_be_decided(office: DraftingOffice) -> None:
    tasks = texts(office.browsers["drafter"].get("/drafting").text, "//ul[@class='tasks']/li")
    assert tasks[1:] == [
        "Amendments of members 3 open", "Recommend on them 3 without one",
        "Decide and merge 3 to decide", "Record the adoption Not yet",
    ]  # fmt: skip
