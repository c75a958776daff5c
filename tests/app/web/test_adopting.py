"""Recording an adoption: asked, checked, and then final."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from app.database import reading
from declarations.adoption_records import load_adoption
from declarations.adoptions import Adoption
from tests.app.web.drafts import DraftingOffice, open_office, read_fields

ADOPT = "/drafting/green/adopt"


@pytest.fixture
def office(sqlite_workspace: Engine) -> Iterator[DraftingOffice]:
    with open_office(sqlite_workspace) as office:
        yield office


def record(office: DraftingOffice) -> Adoption | None:
    with reading(office.site.engine) as session:
        return load_adoption(session, "green")


def given(office: DraftingOffice, **changes: str) -> dict[str, list[str] | str]:
    fields = read_fields(office.browsers["drafter"].get(ADOPT).text)
    return {**fields, "assembly": "ga5", **changes}


@pytest.mark.parametrize("who", ["administrator", "observer", "seoul"])
def test_only_the_drafting_office_records_an_adoption(office: DraftingOffice, who: str) -> None:
    fields = given(office, do="adopt")
    assert office.browsers[who].get(ADOPT).status_code == 403
    assert office.browsers[who].post(ADOPT, data=fields).status_code == 403
    assert record(office) is None


def test_what_would_be_recorded_is_shown_first(office: DraftingOffice) -> None:
    browser = office.browsers["drafter"]
    page = browser.post(ADOPT, data=given(office, words="by acclamation", do="check"))
    assert "Check before it is adopted" in page.text
    assert "by acclamation" in page.text
    assert "5th General Assembly" in page.text
    assert record(office) is None
    back = browser.post(ADOPT, data={**read_fields(page.text), "do": "change"})
    assert read_fields(back.text)["words"] == ["by acclamation"]
    done = browser.post(ADOPT, data={**read_fields(page.text), "do": "adopt"})
    assert "The adoption is recorded." in done.text
    found = record(office)
    assert found is not None
    assert (found.assembly, str(found.decision)) == ("ga5", "by acclamation")


def test_a_vote_needs_its_counts(office: DraftingOffice) -> None:
    browser = office.browsers["secretariat"]
    page = browser.post(ADOPT, data=given(office, rule="vote", do="check"))
    assert page.status_code == 422
    assert "Give how many were in favour" in page.text
    counts = {"in_favour": "2", "against": "0", "abstaining": "0", "rule": "vote"}
    page = browser.post(ADOPT, data=given(office, **counts, do="adopt"))
    found = record(office)
    assert found is not None
    assert str(found.decision) == "by a vote of 2 to none with no abstentions"


def test_a_record_that_cannot_be_true_is_refused(office: DraftingOffice) -> None:
    browser = office.browsers["drafter"]
    early = browser.post(ADOPT, data=given(office, adopted_on="2026-01-06", do="check"))
    assert early.status_code == 409
    assert "ga5 did not meet on 2026-01-06" in early.text
    assert read_fields(early.text)["adopted_on"] == ["2026-01-06"]
    many = {"in_favour": "98", "against": "2", "abstaining": "0", "rule": "vote"}
    refused = browser.post(ADOPT, data=given(office, **many, do="check"))
    assert refused.status_code == 422
    assert record(office) is None


def test_a_text_changed_meanwhile_is_not_adopted(office: DraftingOffice) -> None:
    browser = office.browsers["drafter"]
    fields = given(office, do="adopt")
    edited = read_fields(browser.get("/drafting/green/edit/air").text)
    edited["words"][0] = "We commit to measure the air every hour."
    browser.post("/drafting/green/edit/air", data={**edited, "do": "save"})
    late = browser.post(ADOPT, data=fields)
    assert late.status_code == 409
    assert "The text was changed meanwhile." in late.text
    assert record(office) is None


def test_a_text_with_brackets_is_not_adopted(office: DraftingOffice) -> None:
    browser = office.browsers["drafter"]
    edited = read_fields(browser.get("/drafting/green/edit/air").text)
    edited["words"][0] = "We commit to measure the air every [hour] [day]."
    browser.post("/drafting/green/edit/air", data={**edited, "do": "save"})
    assert "It cannot be adopted yet" in browser.get(ADOPT).text
    refused = browser.post(ADOPT, data=given(office, do="adopt"))
    assert refused.status_code == 409
    assert record(office) is None


def test_an_adopted_text_is_edited_no_more(office: DraftingOffice) -> None:
    browser = office.browsers["drafter"]
    edited = read_fields(browser.get("/drafting/green/edit/air").text)
    browser.post(ADOPT, data=given(office, do="adopt"))
    for path in ("edit/air", "propose/air-1", "propose-file", "decide", "adopt"):
        assert browser.get(f"/drafting/green/{path}").status_code == 409
    late = browser.post("/drafting/green/edit/air", data={**edited, "do": "save"})
    assert late.status_code == 409
    page = browser.get("/drafting/green")
    assert "never changes" in page.text
    assert "/edit/" not in page.text
