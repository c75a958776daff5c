"""Recording an adoption: asked, checked, and then final."""

from collections.abc import Iterator

import pytest
from httpx import Response
from sqlalchemy import Engine

from app.database import reading, transaction
from declarations.adoption_records import load_adoption
from declarations.adoptions import Adoption
from declarations.draft_file import parse_draft
from declarations.revising import revise
from tests.app.web.drafts import DAY, DRAFT, DraftingOffice, open_office, read_fields, texts

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


ROLL = "member,vote,air-1,water-1\nseoul,yes,yes,no\nquito,abstain,yes,\n"


def with_roll(office: DraftingOffice, roll: str = ROLL, **changes: str | list[str]) -> Response:
    """What the page answers to a form with a roll call in a file."""
    fields = {**given(office, rule="vote"), "do": "check", **changes}
    return office.browsers["drafter"].post(
        ADOPT, data=fields, files={"roll_file": ("roll.csv", roll.encode(), "text/csv")}
    )


def test_a_roll_call_and_separate_votes_are_recorded(office: DraftingOffice) -> None:
    kept = {
        "subject": ["air-1", "water-1", "A7"],
        "result": ["retained", "retained", "rejected"],
        "counts": ["", "", "0/2/0"],
    }
    page = with_roll(office, **kept, sponsors="seoul, quito")
    assert page.status_code == 200
    assert "by a recorded vote of 1 to none with 1 abstention" in page.text
    assert "Who voted how: Paragraph 1" in page.text
    assert texts(page.text, "//details//dd")[:1] == ["Seoul, Quito"]
    done = office.browsers["drafter"].post(ADOPT, data={**read_fields(page.text), "do": "adopt"})
    assert "The adoption is recorded." in done.text
    found = record(office)
    assert found is not None
    assert found.sponsors == ("seoul", "quito")
    assert [(each.subject, str(each.result), str(each.vote)) for each in found.separate_votes] == [
        ("air-1", "retained", "recorded vote of 2 to none with no abstentions"),
        ("water-1", "retained", "recorded vote of 0 to 1 with no abstentions"),
        ("A7", "rejected", "vote of 0 to 2 with no abstentions"),
    ]


def test_what_became_of_each_vote_of_a_roll_call_must_be_said(office: DraftingOffice) -> None:
    page = with_roll(office)
    assert page.status_code == 422
    assert "The roll call has a vote on air-1. Say below what became of it." in page.text
    assert read_fields(page.text)["roll"] == [ROLL]
    assert "Chosen already: roll.csv" in page.text
    again = {**read_fields(page.text), "subject": ["air-1", "water-1"], "drop_roll": "true"}
    dropped = office.browsers["drafter"].post(ADOPT, data={**again, "do": "add"})
    assert read_fields(dropped.text)["roll"] == [""]
    assert read_fields(dropped.text)["subject"] == ["air-1", "", "", ""]


def test_a_faulty_roll_call_is_told_cell_by_cell(office: DraftingOffice) -> None:
    page = with_roll(office, "member,vote\nseoul,perhaps\natlantis,yes\n")
    assert page.status_code == 422
    assert "The roll call cannot be taken." in page.text
    assert "&#39;perhaps&#39; is no vote" in page.text
    assert "There is no member &#39;atlantis&#39; on that day." in page.text
    assert "is no roll call" in with_roll(office, "name\nSeoul\n").text
    assert "is not UTF-8" in office.browsers["drafter"].post(
        ADOPT, data=given(office), files={"roll_file": ("r.csv", b"\xff", "text/csv")}
    ).text  # fmt: skip
    assert record(office) is None


def test_a_roll_call_of_the_whole_text_is_a_vote(office: DraftingOffice) -> None:
    page = with_roll(office, "member,vote\nseoul,yes\n", rule="without_vote")
    assert page.status_code == 422
    assert "The roll call has a vote on the whole text" in page.text


def test_counts_and_subjects_of_separate_votes_are_asked_for(office: DraftingOffice) -> None:
    browser = office.browsers["drafter"]
    rows = {"subject": ["air-1", ""], "result": ["retained"] * 2, "counts": ["98-2", "1/0/0"]}
    page = browser.post(ADOPT, data={**given(office), **rows, "do": "adopt"})
    assert page.status_code == 422
    assert texts(page.text, "//div[@class='error-summary']//li") == [
        "Write the counts as 98/2/3: in favour, against, abstaining.",
        "Say what was voted on.",
    ]
    assert read_fields(page.text)["counts"][:2] == ["98-2", "1/0/0"]
    assert record(office) is None


def test_a_part_that_was_deleted_is_not_in_the_text(office: DraftingOffice) -> None:
    rows = {"subject": ["air-1"], "result": ["deleted"], "counts": [""]}
    page = office.browsers["drafter"].post(ADOPT, data={**given(office), **rows, "do": "adopt"})
    assert page.status_code == 422
    assert "it is still in the text to be adopted" in page.text


@pytest.mark.parametrize("who", ["drafter", "secretariat", "administrator", "observer", "seoul"])
def test_the_record_is_shown_and_the_certificate_sent_to_those_who_may(
    office: DraftingOffice, who: str
) -> None:
    assert office.browsers[who].get("/drafting/green/record").status_code == 409
    office.browsers["drafter"].post(ADOPT, data=given(office, words="by acclamation", do="adopt"))
    page = office.browsers[who].get("/drafting/green/record")
    assert page.status_code == 200
    assert "by acclamation" in page.text
    assert "Texts that never change" in page.text
    may = who in {"drafter", "secretariat"}
    assert ("certificate.pdf" in page.text) is may
    assert ("certificate.pdf" in office.browsers[who].get("/declarations/green").text) is may
    sent = office.browsers[who].get("/declarations/green/certificate.pdf")
    assert sent.status_code == (200 if may else 403)
    assert sent.content.startswith(b"%PDF") is may


def test_a_text_in_two_languages_may_be_adopted_in_one(office: DraftingOffice) -> None:
    french = DRAFT.replace("title:", "language: fr\ntitle:")
    with transaction(office.site.engine) as session:
        revise(session, parse_draft(french).declaration, "", reason="", made_on=DAY)
    fields = given(office)
    assert fields["only"] == ["en", "fr"]
    none = office.browsers["drafter"].post(ADOPT, data={**fields, "only": [], "do": "adopt"})
    assert none.status_code == 422
    assert "Choose at least one language." in none.text
    office.browsers["drafter"].post(ADOPT, data={**fields, "only": ["en"], "do": "adopt"})
    found = record(office)
    assert found is not None
    assert [text.language for text in found.texts] == ["en"]


def test_an_adopted_text_offers_no_way_to_amend_it(office: DraftingOffice) -> None:
    browser = office.browsers["drafter"]
    ways = ("/drafting/green/propose-file", "/drafting/green/decide")
    assert all(way in browser.get("/drafting/green/amendments").text for way in ways)
    browser.post(ADOPT, data=given(office, words="by acclamation", do="adopt"))
    page = browser.get("/drafting/green/amendments")
    assert page.status_code == 200
    assert not any(way in page.text for way in ways)
