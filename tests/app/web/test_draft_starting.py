"""A text comes to the site: a new one, a file that is proved first; and its frame."""

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import Engine

from app.database import reading
from declarations.draft_file import parse_draft, print_draft
from declarations.store import list_declarations
from exports.declaration_text import compose_declaration
from exports.docx.writer import write_docx
from tests.app.web.drafts import DRAFT, DraftingOffice, open_office, read_fields, texts

UPLOAD = "/drafting/upload"
OUTLINE = "/drafting/green/outline"


@pytest.fixture
def office(sqlite_workspace: Engine) -> Iterator[DraftingOffice]:
    with open_office(sqlite_workspace) as office:
        yield office


def codes(office: DraftingOffice) -> tuple[str, ...]:
    with reading(office.site.engine) as session:
        return list_declarations(session)


@pytest.mark.parametrize("who", ["administrator", "observer", "seoul"])
@pytest.mark.parametrize("path", ["/drafting/new", UPLOAD, "/drafting/read", OUTLINE])
def test_only_the_drafting_office_begins_texts(office: DraftingOffice, who: str, path: str) -> None:
    data = {"code": "blue", "title": "Blue", "draft": DRAFT, "do": "save"}
    assert office.browsers[who].post(path, data=data).status_code == 403
    if path != "/drafting/read":
        assert office.browsers[who].get(path).status_code == 403
    assert codes(office) == ("green",)


def test_a_new_text_begins_with_the_default_sections(office: DraftingOffice) -> None:
    browser = office.browsers["drafter"]
    page = browser.post("/drafting/new", data={"code": "blue-2026", "title": 'Blue "C" <b>'})
    assert page.url.path == "/drafting/blue-2026"
    assert "Blue &#34;C&#34; &lt;b&gt;" in page.text
    assert "Environment" in page.text


def test_a_code_that_is_taken_or_none_is_refused(office: DraftingOffice) -> None:
    browser = office.browsers["drafter"]
    taken = browser.post("/drafting/new", data={"code": "green", "title": "Green"})
    assert taken.status_code == 409
    wrong = browser.post("/drafting/new", data={"code": "Blue Cities", "title": "Blue"})
    assert wrong.status_code == 422
    assert read_fields(wrong.text)["code"] == ["Blue Cities"]


def test_a_word_file_is_proved_before_it_becomes_a_draft(office: DraftingOffice) -> None:
    browser = office.browsers["secretariat"]
    document = compose_declaration(parse_draft(DRAFT).declaration, made_on=date(2026, 1, 5))
    sent = {"file": ("blue cities.docx", write_docx(document))}
    proof = browser.post(UPLOAD, data={"code": "blue", "changes": "accept"}, files=sent)
    assert proof.status_code == 200, proof.text
    assert "What was read" in proof.text
    assert "We commit to measure the air every day." in proof.text
    assert codes(office) == ("green",)
    fields = read_fields(proof.text)
    fields["draft"] = [fields["draft"][0].replace("every day", "every hour")]
    again = browser.post("/drafting/read", data={**fields, "do": "look"})
    assert "every hour" in again.text
    assert codes(office) == ("green",)
    page = browser.post("/drafting/read", data={**read_fields(again.text), "do": "save"})
    assert page.url.path == "/drafting/blue"
    assert "every hour" in page.text


def test_a_draft_file_becomes_the_next_revision_after_a_look(office: DraftingOffice) -> None:
    browser = office.browsers["drafter"]
    draft = browser.get("/drafting/green/text.md").text.replace("every day", "every hour")
    sent = {"file": ("green.md", draft.encode())}
    proof = browser.post(UPLOAD, data={"code": "", "changes": "accept"}, files=sent)
    assert "Paragraph 1: other words" in proof.text
    browser.post("/drafting/read", data={**read_fields(proof.text), "do": "save", "reason": "Two"})
    assert office.words()["air-1"] == "We commit to measure the air every hour."
    late = browser.post("/drafting/read", data={**read_fields(proof.text), "do": "save"})
    assert late.status_code == 409
    assert office.latest().number == 2


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.png", b"\x89PNG"), ("a.docx", b"no zip"), ("a.md", b"\xff\xfe\x00"), ("a.xml", b"<a/>")],
)
def test_a_file_that_holds_no_text_is_told_or_shown_as_empty(
    office: DraftingOffice, name: str, data: bytes
) -> None:
    browser = office.browsers["drafter"]
    page = browser.post(
        UPLOAD, data={"code": "", "changes": "accept"}, files={"file": (name, data)}
    )
    assert page.status_code in {200, 422}
    assert name in page.text
    assert codes(office) == ("green",)
    none = browser.post(UPLOAD, data={"code": "", "changes": "accept"})
    assert "Choose a file." in none.text


def test_a_draft_with_errors_is_not_kept_and_stays_on_the_page(office: DraftingOffice) -> None:
    browser = office.browsers["drafter"]
    draft = print_draft(parse_draft(DRAFT).declaration).replace("the air", "[[nowhere]]")
    page = browser.post("/drafting/read", data={"draft": draft, "base": "", "do": "save"})
    assert page.status_code == 422
    assert "[[nowhere]]" in read_fields(page.text)["draft"][0]
    assert office.latest().number == 1


def test_sections_are_named_moved_added_and_deleted(office: DraftingOffice) -> None:
    browser = office.browsers["drafter"]
    fields = read_fields(browser.get(OUTLINE).text)
    assert fields["heading"] == ["Air", "Water"]
    moved = read_fields(browser.post(OUTLINE, data={**fields, "do": "down 0"}).text)
    assert moved["section"] == ["water", "air"]
    added = read_fields(browser.post(OUTLINE, data={**moved, "do": "add 1"}).text)
    added["heading"][2] = "Soil"
    added["note_words"] = ["See the annex."]
    added["title"] = ["Declaration on Greener Cities"]
    page = browser.post(OUTLINE, data={**added, "do": "look"})
    assert "Title: other words" in page.text
    assert office.latest().number == 1
    browser.post(OUTLINE, data={**read_fields(page.text), "do": "save"})
    text = office.latest().declaration
    assert [each.id for each in text.sections] == ["water", "air", "soil"]
    assert text.title == "Declaration on Greener Cities"
    assert [(note.id, note.text.plain) for note in text.notes] == [("1", "See the annex.")]
    dropped = read_fields(
        browser.post(OUTLINE, data={**read_fields(browser.get(OUTLINE).text), "do": "drop 0"}).text
    )
    browser.post(OUTLINE, data={**dropped, "do": "save"})
    assert [each.id for each in office.latest().declaration.sections] == ["air", "soil"]


def test_a_text_needs_a_title_and_keeps_what_was_typed(office: DraftingOffice) -> None:
    browser = office.browsers["drafter"]
    fields = read_fields(browser.get(OUTLINE).text) | {"title": [""], "subtitle": ["Typed"]}
    page = browser.post(OUTLINE, data={**fields, "do": "save"})
    assert page.status_code == 422
    assert read_fields(page.text)["subtitle"] == ["Typed"]


def test_a_frame_changed_at_once_by_two_is_brought_together(office: DraftingOffice) -> None:
    one, two = office.browsers["drafter"], office.browsers["secretariat"]
    fields = read_fields(one.get(OUTLINE).text)
    others = read_fields(two.get(OUTLINE).text) | {"heading": ["Clean air", "Water"]}
    two.post(OUTLINE, data={**others, "do": "save"})
    fields["heading"] = ["Air", "Clean water"]
    page = one.post(OUTLINE, data={**fields, "do": "save"})
    assert page.status_code == 409
    assert read_fields(page.text)["heading"] == ["Clean air", "Clean water"]
    assert texts(page.text, "//h2[@id='page:theirs']")
    one.post(OUTLINE, data={**read_fields(page.text), "do": "save"})
    assert [each.text.plain for each in office.latest().declaration.sections] == [
        "Clean air", "Clean water",
    ]  # fmt: skip
