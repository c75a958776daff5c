"""Proposing amendments, by editing and with a Word file, and what becomes of them."""

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import Engine

from app.database import reading
from declarations.amendment_store import load_amendments
from declarations.amendments import Amendment, AmendmentStatus
from declarations.comparison import compare
from declarations.draft_file import parse_draft
from exports.docx.writer import write_docx
from exports.redline import compose_redline
from tests.app.web.drafts import DRAFT, DraftingOffice, open_office, read_fields, texts

AIR_1 = "/drafting/green/propose/air-1"
FILE = "/drafting/green/propose-file"
A1 = "/drafting/green/amendments/A1"
HOURLY = "We commit to measure the air every hour."


@pytest.fixture
def office(sqlite_workspace: Engine) -> Iterator[DraftingOffice]:
    with open_office(sqlite_workspace) as office:
        yield office


def load_all(office: DraftingOffice) -> tuple[Amendment, ...]:
    with reading(office.site.engine) as session:
        return load_amendments(session, "green")


def propose(office: DraftingOffice, who: str = "seoul", words: str = HOURLY) -> None:
    browser = office.browsers[who]
    fields = read_fields(browser.get(AIR_1).text)
    fields["words"] = [words]
    fields["rationale"] = ["Days are too long."]
    page = browser.post(AIR_1, data={**fields, "do": "save"})
    assert page.url.path.startswith("/drafting/green/amendments/A"), page.text


def write_tracked(words: str) -> bytes:
    """A Word file with one tracked change, as Accord writes it."""
    old = parse_draft(DRAFT).declaration
    new = parse_draft(DRAFT.replace("every day", words)).declaration
    document = compose_redline(
        compare(old, new), made_on=date(2026, 2, 1), author="Mayor",
        changed_on=date(2026, 2, 1), is_tracked=True,
    )  # fmt: skip
    return write_docx(document)


def test_a_member_proposes_by_editing_a_paragraph(office: DraftingOffice) -> None:
    propose(office)
    (found,) = load_all(office)
    assert found.sponsor == "seoul"
    assert found.rationale == "Days are too long."
    assert len(found.operations) == 1
    assert office.latest().number == 1
    page = office.browsers["quito"].get(A1)
    assert "Paragraph 1: other words" in page.text
    assert "Days are too long." in page.text
    assert texts(page.text, "//main//ins")
    assert "A1" in office.browsers["observer"].get("/drafting/green/amendments").text


def test_a_proposal_can_be_looked_at_first(office: DraftingOffice) -> None:
    browser = office.browsers["seoul"]
    fields = read_fields(browser.get(AIR_1).text)
    fields["words"] = [HOURLY]
    page = browser.post(AIR_1, data={**fields, "do": "look"})
    assert "Paragraph 1: other words" in page.text
    assert load_all(office) == ()


def test_a_member_proposes_in_its_own_name_alone(office: DraftingOffice) -> None:
    browser = office.browsers["seoul"]
    fields = read_fields(browser.get(AIR_1).text) | {"words": [HOURLY], "do": ["save"]}
    for other in ({"co_sponsors": "quito"},):
        assert browser.post(AIR_1, data={**fields, **other}).status_code == 403
    browser.post(AIR_1, data={**fields, "member": "quito"})
    assert [each.sponsor for each in load_all(office)] == ["seoul"]


@pytest.mark.parametrize("who", ["administrator", "observer"])
def test_others_may_not_propose(office: DraftingOffice, who: str) -> None:
    browser = office.browsers[who]
    fields = read_fields(office.browsers["seoul"].get(AIR_1).text)
    for path in (AIR_1, FILE):
        assert browser.get(path).status_code == 403
        assert browser.post(path, data={**fields, "do": "save"}).status_code == 403
    assert browser.post("/drafting/green/propose-read", data=fields).status_code == 403


def test_the_secretariat_says_which_member_proposes(office: DraftingOffice) -> None:
    browser = office.browsers["secretariat"]
    fields = read_fields(browser.get(AIR_1).text) | {"words": [HOURLY], "do": ["save"]}
    missing = browser.post(AIR_1, data=fields)
    assert missing.status_code == 422
    assert "Say which member proposes it." in missing.text
    unknown = browser.post(AIR_1, data={**fields, "member": "atlantis"})
    assert unknown.status_code == 422
    assert "There is no member &#39;atlantis&#39;" in unknown.text
    browser.post(AIR_1, data={**fields, "member": "quito", "co_sponsors": "seoul"})
    assert [each.sponsors for each in load_all(office)] == [("quito", "seoul")]


def test_a_proposal_for_words_changed_meanwhile_shows_both_texts(office: DraftingOffice) -> None:
    browser, drafter = office.browsers["seoul"], office.browsers["drafter"]
    fields = read_fields(browser.get(AIR_1).text) | {"words": [HOURLY]}
    edited = read_fields(drafter.get("/drafting/green/edit/air").text)
    edited["words"][0] = "We commit to measure the air every minute."
    drafter.post("/drafting/green/edit/air", data={**edited, "do": "save"})
    page = browser.post(AIR_1, data={**fields, "do": "save"})
    assert page.status_code == 409
    assert "We commit to measure the air every minute." in page.text
    again = read_fields(page.text)
    assert again["words"] == [HOURLY]
    browser.post(AIR_1, data={**again, "do": "save"})
    assert [each.base_number for each in load_all(office)] == [2]


def test_a_word_file_is_read_and_shown_before_it_is_proposed(office: DraftingOffice) -> None:
    browser = office.browsers["seoul"]
    sent = {"file": ("ours.docx", write_tracked("every hour"))}
    proof = browser.post(FILE, data={"number": ""}, files=sent)
    assert proof.status_code == 200
    assert "What was read" in proof.text
    assert "Paragraph 1: other words" in proof.text
    assert "Mayor" in proof.text
    assert load_all(office) == ()
    fields = read_fields(proof.text) | {"rationale": ["Read from our file."]}
    page = browser.post("/drafting/green/propose-read", data=fields)
    assert page.url.path == A1
    (found,) = load_all(office)
    assert (found.sponsor, found.rationale) == ("seoul", "Read from our file.")
    assert len(found.operations) == 1


def test_a_file_that_is_no_word_file_is_told_beside_the_form(office: DraftingOffice) -> None:
    browser = office.browsers["seoul"]
    assert "Choose a Word file." in browser.post(FILE, data={"number": ""}).text
    page = browser.post(FILE, data={"number": ""}, files={"file": ("a.docx", b"no zip")})
    assert page.status_code == 422
    assert "a.docx" in page.text
    same = browser.post(
        FILE, data={"number": ""}, files={"file": ("a.docx", write_tracked("every day"))}
    )
    assert same.status_code == 422
    assert "proposes nothing" in same.text


def test_what_was_read_and_is_sent_faulty_is_shown_again(office: DraftingOffice) -> None:
    browser = office.browsers["secretariat"]
    sent = {"file": ("ours.docx", write_tracked("every hour"))}
    fields = read_fields(browser.post(FILE, data={"number": ""}, files=sent).text)
    page = browser.post("/drafting/green/propose-read", data=fields)
    assert page.status_code == 422
    assert "Say which member proposes it." in page.text
    assert read_fields(page.text)["proposed"] == fields["proposed"]
    lost = browser.post("/drafting/green/propose-read", data={**fields, "base": "0" * 64})
    assert lost.status_code == 409


def test_a_member_joins_and_leaves_for_itself(office: DraftingOffice) -> None:
    propose(office)
    quito = office.browsers["quito"]
    assert "Stand behind it as a co-sponsor" in quito.get(A1).text
    quito.post(f"{A1}/join", data={"member": "seoul"})
    assert load_all(office)[0].sponsors == ("seoul", "quito")
    again = quito.post(f"{A1}/join")
    assert again.status_code == 409
    quito.post(f"{A1}/leave")
    assert load_all(office)[0].sponsors == ("seoul",)


def test_only_its_sponsor_withdraws_an_amendment(office: DraftingOffice) -> None:
    propose(office)
    assert office.browsers["quito"].post(f"{A1}/withdraw").status_code == 403
    assert office.browsers["observer"].post(f"{A1}/withdraw").status_code == 403
    page = office.browsers["seoul"].post(f"{A1}/withdraw", data={"reason": "Covered."})
    assert "The amendment is withdrawn." in page.text
    assert load_all(office)[0].status is AmendmentStatus.WITHDRAWN
    assert office.browsers["seoul"].post(f"{A1}/withdraw").status_code == 409


def test_members_see_a_recommendation_once_it_is_published(office: DraftingOffice) -> None:
    propose(office)
    drafter, seoul = office.browsers["drafter"], office.browsers["seoul"]
    assert seoul.post(f"{A1}/recommend", data={"procedure": "accept"}).status_code == 403
    wrong = drafter.post(f"{A1}/recommend", data={"procedure": "burn"})
    assert wrong.status_code == 422
    drafter.post(f"{A1}/recommend", data={"procedure": "accept", "note": "It is sound."})
    assert "It is sound." in drafter.get(A1).text
    assert "It is sound." not in seoul.get(A1).text
    assert seoul.post(f"{A1}/answer", data={"answer": "Thank you."}).status_code == 409
    drafter.post(
        f"{A1}/recommend", data={"procedure": "accept", "note": "Sound.", "publish": "true"}
    )
    assert "Sound." in seoul.get(A1).text
    assert office.browsers["quito"].post(f"{A1}/answer", data={"answer": "No."}).status_code == 403
    seoul.post(f"{A1}/answer", data={"answer": "Thank you."})
    assert "Thank you." in drafter.get(A1).text


def test_an_amendment_can_be_taken_away_as_a_redline(office: DraftingOffice) -> None:
    propose(office)
    browser = office.browsers["quito"]
    assert browser.get(f"{A1}/redline.docx").content.startswith(b"PK")
    assert b"<ins>" in browser.get(f"{A1}/redline.html").content
    assert browser.get("/drafting/green/amendments/A9").status_code == 404
