"""A city reports with a workbook on the pages: taken out, sent back with faults, mended, in."""

import io

import openpyxl
import pytest
from lxml import html
from starlette.testclient import TestClient

from app.accounts import Role
from app.database import reading
from app.site import Site
from exports.workbook_words import Field, load_words
from tests.app.web.members import CITY, DAY, OTHER, PERIOD, enter, hidden
from tracker.draft_store import load_drafts
from tracker.periods import ReportState
from tracker.progress import Implementation
from tracker.progress_store import load_entries, load_reports

HOME = f"/member/{CITY}/periods/{PERIOD}"
HEADINGS = load_words()["en"].headings


def take_out(browser: TestClient, address: str = f"{HOME}/workbook.xlsx?text=en"):
    sent = browser.get(address)
    assert sent.status_code == 200, sent.text
    return openpyxl.load_workbook(io.BytesIO(sent.content))


def find_column(sheet, field: Field) -> int:
    wanted = HEADINGS[field]
    return next(c.column for row in sheet.iter_rows() for c in row if c.value == wanted)


def find_row(sheet, paragraph: str) -> int:
    column = find_column(sheet, Field.KEY)
    return next(
        number
        for number in range(1, sheet.max_row + 1)
        if f"/{paragraph}/" in str(sheet.cell(number, column).value)
    )


def fill(book, paragraph: str, **answers: object) -> None:
    sheet = book[load_words()["en"].progress]
    for field in (Field.STATE, Field.REASON, Field.ELSEWHERE, Field.PERCENT):
        sheet.cell(find_row(sheet, paragraph), find_column(sheet, field)).value = None
    for name, value in answers.items():
        sheet.cell(find_row(sheet, paragraph), find_column(sheet, Field(name))).value = value


def clear(book) -> None:
    """Empty every answer, as a city does that begins anew."""
    sheet = book[load_words()["en"].progress]
    first = find_row(sheet, "environment-1")
    for field in list(Field)[4:15]:
        for number in range(first, sheet.max_row + 1):
            sheet.cell(number, find_column(sheet, field)).value = None


def send(browser: TestClient, book, address: str = f"{HOME}/workbook"):
    data = io.BytesIO()
    book.save(data)
    return browser.post(address, files={"file": ("Ответ города.xlsx", data.getvalue())})


def confirm(browser: TestClient, shown, **more: object):
    seen = html.fromstring(shown.text).xpath("//input[@name='seen']/@value")[0]
    return browser.post(shown.url.path, data={"seen": seen, **more})


def entries(site: Site):
    with reading(site.engine) as session:
        found = load_entries(session, PERIOD, DAY, members=[CITY])
    return {entry.paragraph: entry for entry in found}


@pytest.fixture
def planted(city: TestClient):
    """A workbook with two good rows and a faulty one."""
    book = take_out(city)
    clear(book)
    fill(book, "environment-1", state="Substantial", percent=0.4, done="Ten trees.")
    fill(book, "environment-2", reason="Not available")
    fill(book, "environment-3", state="Nearly", done="Soon.")
    return book


def test_nothing_is_stored_before_it_is_confirmed(site: Site, city: TestClient, planted) -> None:
    shown = send(city, planted)
    assert shown.url.path.startswith(f"{HOME}/workbook/")
    page = html.fromstring(shown.text)
    tiles = [
        " ".join(tile.text_content().split()) for tile in page.xpath("//ul[@class='tiles']/li")
    ]
    assert {"2 New", "1 To be mended"} <= set(tiles)
    assert "is no state" in shown.text
    assert "Progress!" in shown.text
    assert entries(site) == {}


def test_good_rows_come_in_and_faulty_ones_are_mended_on_their_pages(
    site: Site, city: TestClient, planted
) -> None:
    taken = confirm(city, send(city, planted))
    assert "The workbook is taken in." in taken.text
    found = entries(site)
    assert sorted(found) == ["environment-1", "environment-2"]
    assert found["environment-1"].implementation is Implementation.SUBSTANTIAL
    assert found["environment-1"].percent == 40
    with reading(site.engine) as session:
        (report,) = load_reports(session, PERIOD, DAY, members=[CITY])
        drafts = load_drafts(session, CITY, PERIOD)
    assert report.state is ReportState.DRAFT
    assert drafts["environment-3"].typed["done"] == "Soon."
    third = f"{HOME}/paragraphs/environment-3"
    assert "is no state" in city.get(third).text
    mended = {**hidden(city.get(third).text), "state": "limited", "done": "Soon."}
    assert city.post(third, data=mended).url.path == HOME
    done = city.post(f"{HOME}/check", data=hidden(city.get(f"{HOME}/check").text))
    assert "The report is handed in." in done.text
    assert entries(site)["environment-3"].done == "Soon."


def test_a_workbook_that_was_taken_in_is_not_taken_in_twice(
    site: Site, city: TestClient, planted
) -> None:
    shown = send(city, planted)
    assert confirm(city, shown).status_code == 200
    assert confirm(city, shown).status_code == 404
    again = send(city, planted)
    assert "2 Same" in " ".join(html.fromstring(again.text).text_content().split())


def test_rows_that_changed_since_they_were_shown_are_shown_anew(
    site: Site, city: TestClient, planted
) -> None:
    first, second = send(city, planted), send(city, planted)
    confirm(city, first)
    refused = confirm(city, second)
    assert refused.status_code == 409
    assert "changed since this page was shown" in refused.text


def test_a_row_made_from_an_older_answer_is_only_taken_when_that_is_asked_for(
    site: Site, city: TestClient
) -> None:
    old = take_out(city)
    clear(old)
    fill(old, "environment-1", state="Complete", done="By the old sheet.")
    new = take_out(city)
    clear(new)
    fill(new, "environment-1", state="Limited", done="By the new sheet.")
    confirm(city, send(city, new))
    shown = send(city, old)
    assert "The answer has changed since this workbook was made." in shown.text
    assert confirm(city, shown).status_code == 409
    assert entries(site)["environment-1"].done == "By the new sheet."
    assert confirm(city, shown, take="environment-1").status_code == 200
    assert entries(site)["environment-1"].done == "By the old sheet."


def test_what_was_begun_on_the_pages_is_in_the_workbook(site: Site, city: TestClient) -> None:
    first = f"{HOME}/paragraphs/environment-1"
    typed = {**hidden(city.get(first).text), "state": "limited", "done": "On the page."}
    city.post(first, data=typed)
    book = take_out(city)
    sheet = book[load_words()["en"].progress]
    row = find_row(sheet, "environment-1")
    assert sheet.cell(row, find_column(sheet, Field.DONE)).value == "On the page."
    confirm(city, send(city, book))
    with reading(site.engine) as session:
        assert "environment-1" not in load_drafts(session, CITY, PERIOD)
    assert entries(site)["environment-1"].done == "On the page."


def test_the_workbook_of_another_member_is_refused(site: Site, city: TestClient, planted) -> None:
    other = enter(site, Role.MEMBER, OTHER)
    refused = send(other, planted, f"/member/{OTHER}/periods/{PERIOD}/workbook")
    assert refused.status_code == 409
    assert f"not of {OTHER!r}" in html.fromstring(refused.text).text_content()
    assert send(other, planted).status_code == 403
    shown = send(city, planted)
    assert other.get(shown.url.path).status_code == 403
    mine = shown.url.path.replace(CITY, OTHER)
    assert other.get(mine).status_code == 404


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.xlsx", b"PK\x03\x04 broken"), ("a.csv", b"\xff\xfe\x00"), ("a.exe", b"MZ\x90\x00\xff")],
)
def test_a_file_that_is_no_workbook_is_refused(city: TestClient, name: str, data: bytes) -> None:
    refused = city.post(f"{HOME}/workbook", files={"file": (name, data)})
    assert refused.status_code == 422
    assert "There is a problem" in refused.text


def test_no_file_is_told_at_its_field(city: TestClient) -> None:
    refused = city.post(f"{HOME}/workbook", data={"nothing": ""})
    assert refused.status_code == 422
    assert "#field-file" in refused.text


def test_a_copy_with_the_faults_marked_goes_back(city: TestClient, planted) -> None:
    shown = send(city, planted)
    marked = take_out(city, f"{shown.url.path}/marked.xlsx")
    texts = [str(c.value) for sheet in marked for row in sheet.iter_rows() for c in row]
    assert any("is no state" in text for text in texts)


def test_a_member_that_accepts_nothing_has_no_workbook(site: Site) -> None:
    seoul = enter(site, Role.MEMBER, "seoul")
    assert seoul.get(f"/member/seoul/periods/{PERIOD}/workbook.xlsx").status_code == 409
    assert "No paragraph is accepted" in seoul.get(f"/member/seoul/periods/{PERIOD}").text


def test_what_was_mistyped_on_a_page_is_the_same_fault_in_the_workbook(city: TestClient) -> None:
    first = f"{HOME}/paragraphs/environment-1"
    typed = {**hidden(city.get(first).text), "state": "limited", "percent": "140"}
    city.post(first, data=typed)
    shown = send(city, take_out(city))
    told = html.fromstring(shown.text).text_content()
    assert "'140' is no percentage from 0 to 100." in told
