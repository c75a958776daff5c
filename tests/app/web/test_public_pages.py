"""What anyone sees: adopted texts, who accepts them, how far they are, and nothing that is kept."""

import io
import re
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from zipfile import ZipFile

import pytest
from lxml import etree
from sqlalchemy import Engine
from starlette.testclient import TestClient

from app import demo
from app.database import create_database, transaction
from app.sample_files import SAMPLE
from app.web.application import create_application
from declarations.adoption_store import save_translation
from declarations.draft_file import parse_draft, read_draft
from declarations.store import save_revision
from tests.app.web.conftest import BASE_URL, open_sample_site
from tracker.commitment_store import add_commitment
from tracker.commitments import Commitment, CommitmentKind, Visibility
from tracker.member_store import import_members
from tracker.members import Member
from tracker.periods import Period, Report, ReportState
from tracker.progress import Entry, Implementation
from tracker.progress_store import open_period, review_report, submit_report

ATOM = {"a": "http://www.w3.org/2005/Atom"}
DAY = date(2019, 9, 1)
MEMBER, OTHER = "vymyshlensk", "al-mithal"
PAGES = (
    "/",
    "/declarations/sample-2017",
    "/declarations/sample-2017/compare",
    "/declarations/sample-2017/languages",
    "/declarations/sample-2017/acceptance",
    "/declarations/sample-2017/paragraphs/environment-1",
    "/declarations/sample-2017/paragraphs/environment-2",
    "/members",
    f"/members/{MEMBER}",
    "/downloads",
    "/feed.atom",
)
KEPT = "never to be read by anyone"


def words_of(page: str) -> str:
    """The words of a page, its marks and doubled spaces left out."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


@pytest.fixture(scope="module")
def kept_browser(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    """A site whose workspace holds one thing of every kind that is not public."""
    engine = create_database(str(tmp_path_factory.mktemp("kept") / "kept.db"))
    demo.fill_workspace(engine)
    fill_what_is_kept(engine)
    return TestClient(create_application(open_sample_site(engine, DAY)), base_url=BASE_URL)


def fill_what_is_kept(engine: Engine) -> None:
    draft = parse_draft(
        f"---\ncode: kept-draft\ntitle: {KEPT}\n---\n# One {{#one}}\n\n1. We act.\n"
    )
    moment = datetime(2019, 8, 20, tzinfo=UTC)

    def entry(period: str, paragraph: str, *, in_confidence: bool) -> Entry:
        return Entry(
            MEMBER, period, paragraph, moment, Implementation.COMPLETE,
            done=KEPT, in_confidence=in_confidence,
        )  # fmt: skip

    with transaction(engine) as session:
        save_revision(session, draft.declaration, parent_sha256="", made_on=DAY)
        add_commitment(
            session,
            Commitment(
                "kept", MEMBER, demo.DECLARATION, KEPT, CommitmentKind.POLICY, DAY,
                {"environment-2": Decimal(1)}, visibility=Visibility.SECRETARIAT,
            ),
        )  # fmt: skip
        for code, state in (("drafted", ReportState.DRAFT), ("sent", ReportState.SUBMITTED)):
            period = Period(
                code, code, demo.DECLARATION, date(2019, 8, 1), date(2019, 8, 25), date(2019, 12, 1)
            )
            open_period(session, period)
            report = Report(MEMBER, code, state, date(2019, 8, 20), note=KEPT)
            is_sent = state is ReportState.SUBMITTED
            paragraph = "environment-2" if is_sent else "environment-1"
            submit_report(session, report, [entry(code, paragraph, in_confidence=is_sent)])


def test_nothing_that_is_kept_is_on_any_public_page(kept_browser: TestClient) -> None:
    for path in PAGES:
        answer = kept_browser.get(path)
        assert answer.status_code == 200
        assert KEPT not in answer.text, path
        assert "kept-draft" not in answer.text, path


def test_an_answer_in_confidence_is_told_as_confidential(kept_browser: TestClient) -> None:
    page = kept_browser.get(f"/members/{MEMBER}").text
    row = page[page.index("/paragraphs/environment-2") :].partition("</tr>")[0]
    assert "Confidential" in row
    assert "Complete" not in row


@pytest.mark.parametrize("sent", [ReportState.DRAFT, ReportState.ACCEPTED])
def test_page_and_api_conceal_an_open_answer_that_replaced_one_in_confidence(
    tmp_path: Path, sent: ReportState
) -> None:
    engine = create_database(str(tmp_path / "replaced.db"))
    demo.fill_workspace(engine)
    first = Entry(
        MEMBER, "again", "environment-2", datetime(2019, 8, 20, tzinfo=UTC),
        Implementation.COMPLETE, in_confidence=True,
    )  # fmt: skip
    later = replace(
        first, recorded_at=datetime(2019, 8, 22, tzinfo=UTC), done=KEPT, in_confidence=False
    )
    report = Report(MEMBER, "again", ReportState.SUBMITTED, date(2019, 8, 20))
    opens, due, closes = date(2019, 8, 1), date(2019, 8, 25), date(2019, 12, 1)
    with transaction(engine) as session:
        open_period(session, Period("again", "again", demo.DECLARATION, opens, due, closes))
        if sent is ReportState.DRAFT:
            submit_report(session, replace(report, state=sent), [first])
        else:
            submit_report(session, report, [first])
            review_report(session, MEMBER, "again", sent, date(2019, 8, 21))
        submit_report(
            session, replace(report, submitted_on=date(2019, 8, 22)), [later],
            is_correction=sent is ReportState.ACCEPTED,
        )  # fmt: skip
    with closing(open_sample_site(engine, DAY)) as site:
        browser = TestClient(create_application(site), base_url=BASE_URL)
        told = browser.get(f"/api/v1/periods/again/reports/{MEMBER}").json()["answers"]
        assert [answer["reason"] for answer in told] == ["confidential"]
        page = browser.get(f"/members/{MEMBER}").text
        row = page[page.index("/paragraphs/environment-2") :].partition("</tr>")[0]
        assert ("Confidential" in row, "Complete" in row) == (True, False)
        assert KEPT not in page
        shown = browser.get("/declarations/sample-2017/paragraphs/environment-2").text
        assert KEPT not in shown
    engine.dispose()


def test_a_draft_is_not_found_and_the_answer_does_not_tell_that_it_is_there(
    kept_browser: TestClient,
) -> None:
    drafted, nothing = (
        kept_browser.get(f"/declarations/{code}") for code in ("kept-draft", "kept-nothing")
    )
    assert drafted.status_code == nothing.status_code == 404
    assert drafted.text == nothing.text.replace("kept-nothing", "kept-draft")
    for ending in ("/text.pdf", "/compare", "/acceptance", "/paragraphs/one", "/report.pdf"):
        assert kept_browser.get(f"/declarations/kept-draft{ending}").status_code == 404


def test_a_text_is_not_found_before_the_day_of_its_adoption(sample_workspace: Engine) -> None:
    site = open_sample_site(sample_workspace, date(2017, 6, 27))
    browser = TestClient(create_application(site), base_url=BASE_URL)
    assert browser.get("/declarations/sample-2017").status_code == 404
    assert "No declaration has been adopted yet." in browser.get("/").text
    site.close()


def test_the_archive_of_open_data_holds_nothing_that_is_kept(kept_browser: TestClient) -> None:
    answer = kept_browser.get("/downloads/open-data.zip")
    with ZipFile(io.BytesIO(answer.content)) as archive:
        names = archive.namelist()
        assert "open-data/datapackage.json" in names
        assert not [name for name in names if KEPT.encode() in archive.read(name)]


def test_the_archive_is_the_same_while_the_data_are(kept_browser: TestClient) -> None:
    first, second = (kept_browser.get("/downloads/open-data.zip").content for _ in range(2))
    assert first == second


def test_the_first_page_says_who_accepts_and_how_far_it_is(browser: TestClient) -> None:
    page = words_of(browser.get("/").text)
    assert "Sample Declaration on Smart and Sustainable Cities" in page
    assert "Adopted on 28 June 2017, Fourth General Assembly." in page
    assert "19 members accept of 31 members" in page
    assert "The same figures as a table" in page


def test_an_empty_workspace_has_a_first_page(workspace_browser: TestClient) -> None:
    answer = workspace_browser.get("/")
    assert answer.status_code == 200
    assert "No declaration has been adopted yet." in answer.text
    for path in ("/members", "/downloads", "/feed.atom"):
        assert workspace_browser.get(path).status_code == 200


def test_every_paragraph_has_a_permalink_and_its_counts(browser: TestClient) -> None:
    page = browser.get("/declarations/sample-2017").text
    text = read_draft(SAMPLE / "declaration-3.md").declaration
    for paragraph in text.operative_paragraphs():
        assert page.count(f'id="{paragraph.id}"') == 1
        assert f'href="#{paragraph.id}"' in page
        assert f"/paragraphs/{paragraph.id}" in page
    assert "Accepted by 18 members, 1 with a reservation" in words_of(page)


def test_the_redline_marks_what_came_and_went_in_words_too(browser: TestClient) -> None:
    page = browser.get("/declarations/sample-2017/compare?from=1&to=3").text
    assert "<ins>" in page
    assert "<del>" in page
    assert '<span class="unseen"> [inserted: </span>' in page
    same = browser.get("/declarations/sample-2017/compare?from=2&to=2").text
    assert "nothing differs" in same


def test_a_text_in_one_language_has_none_beside_it(browser: TestClient) -> None:
    page = browser.get("/declarations/sample-2017/languages").text
    assert "There is no translation of this text." in page


def test_a_translation_is_read_by_itself_and_beside_the_first(sqlite_workspace: Engine) -> None:
    demo.fill_workspace(sqlite_workspace)
    text = read_draft(SAMPLE / "declaration-3.md").declaration
    translated = replace(text, language="fr", title="Déclaration d’exemple")
    with transaction(sqlite_workspace) as session:
        save_translation(session, translated, made_on=DAY, reason="Translated")
    site = open_sample_site(sqlite_workspace, DAY)
    browser = TestClient(create_application(site), base_url=BASE_URL)
    alone = browser.get("/declarations/sample-2017?text=fr").text
    assert '<h1 lang="fr" dir="ltr">Déclaration d’exemple</h1>' in alone
    beside = browser.get("/declarations/sample-2017/languages").text
    assert "English (en)" in beside
    assert "français (fr)" in beside
    one = browser.get("/declarations/sample-2017/languages?text=fr")
    assert one.status_code == 422
    assert "Choose two or 3." in one.text
    assert "text.pdf?text=fr" in browser.get("/downloads").text
    assert browser.get("/declarations/sample-2017/text.html?text=fr").status_code == 200
    site.close()


def test_a_paragraph_page_has_its_line_of_time_newest_first(browser: TestClient) -> None:
    page = browser.get("/declarations/sample-2017/paragraphs/environment-2").text
    days = re.findall(r'<time datetime="([0-9-]+)"', page)
    assert days == sorted(days, reverse=True)
    assert len(days) > 10
    assert "Paragraph 2" in page


def test_the_acceptance_table_can_be_searched(browser: TestClient) -> None:
    page = browser.get("/declarations/sample-2017/acceptance?q=MITHAL").text
    assert page.count('<th scope="row">') == 1
    assert 'href="/members/al-mithal"' in page
    none = browser.get("/declarations/sample-2017/acceptance?q=nowhere")
    assert none.status_code == 200
    assert "0 members" in none.text


@pytest.mark.parametrize("words", ["вымышленск", "VYMYSHLENSK", "vymysh"])
def test_a_member_is_found_by_any_of_its_names(browser: TestClient, words: str) -> None:
    assert f'href="/members/{MEMBER}"' in browser.get("/members", params={"q": words}).text


def test_a_long_list_of_members_is_parted_into_pages(sqlite_workspace: Engine) -> None:
    members = [Member(f"m{n:04}", {"en": f"City {n:04}"}, "FR", "East") for n in range(1, 121)]
    with transaction(sqlite_workspace) as session:
        import_members(session, members, changed_on=DAY)
    site = open_sample_site(sqlite_workspace, DAY)
    browser = TestClient(create_application(site), base_url=BASE_URL)
    first = browser.get("/members").text
    assert "120 members" in first
    assert first.count('<th scope="row">') == 50
    assert 'aria-label="Page 3"' in first
    third = browser.get("/members?page=3").text
    assert third.count('<th scope="row">') == 20
    assert "City 0120" in third
    assert browser.get("/members?page=4").text.count('<th scope="row">') == 20
    site.close()


def test_what_was_committed_is_on_the_next_page(sqlite_workspace: Engine) -> None:
    site = open_sample_site(sqlite_workspace, DAY)
    browser = TestClient(create_application(site), base_url=BASE_URL)
    assert "0 members" in browser.get("/members").text
    with transaction(sqlite_workspace) as session:
        import_members(session, [Member("oslo", {"en": "Oslo"})], changed_on=DAY)
    assert "1 member<" in browser.get("/members").text
    site.close()


def test_the_feed_is_atom_with_an_entry_that_stays_the_same(browser: TestClient) -> None:
    answer = browser.get("/feed.atom")
    assert answer.headers["Content-Type"].startswith("application/atom+xml")
    feed = etree.fromstring(answer.content)
    names = feed.xpath("//a:entry/a:id/text()", namespaces=ATOM)
    assert len(names) == len(set(names)) > 10
    assert all(name.startswith(BASE_URL) for name in names)
    days = feed.xpath("//a:entry/a:updated/text()", namespaces=ATOM)
    assert days == sorted(days, reverse=True)
    again = etree.fromstring(browser.get("/feed.atom").content)
    assert again.xpath("//a:entry/a:id/text()", namespaces=ATOM) == names


@pytest.mark.parametrize(
    ("ending", "start"), [("pdf", b"%PDF-"), ("docx", b"PK"), ("html", b"<!DOCTYPE html>")]
)
def test_the_text_is_sent_in_every_format(browser: TestClient, ending: str, start: bytes) -> None:
    answer = browser.get(f"/declarations/sample-2017/text.{ending}")
    assert answer.status_code == 200
    assert answer.content.startswith(start)
    assert f"sample-2017.{ending}" in answer.headers["Content-Disposition"]


def test_a_paragraph_has_a_sheet(browser: TestClient) -> None:
    answer = browser.get("/declarations/sample-2017/paragraphs/environment-2/sheet.pdf")
    assert answer.content.startswith(b"%PDF-")


def test_the_report_of_a_large_association_is_not_made_on_demand(sample_workspace: Engine) -> None:
    site = open_sample_site(sample_workspace, DAY)
    few = site.settings.model_copy(update={"annex_members": 5})
    browser = TestClient(create_application(replace(site, settings=few)), base_url=BASE_URL)
    assert browser.get("/declarations/sample-2017/report.pdf").status_code == 404
    assert "report.pdf" not in browser.get("/downloads").text
    site.close()


HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(1)>\u202e{{ 7 * 7 }}'


def test_words_of_members_are_never_markup(sqlite_workspace: Engine) -> None:
    demo.fill_workspace(sqlite_workspace)
    with transaction(sqlite_workspace) as session:
        hostile = Member("hostile", {"en": HOSTILE}, region=HOSTILE)
        import_members(session, [hostile], changed_on=DAY)
    site = open_sample_site(sqlite_workspace, DAY)
    browser = TestClient(create_application(site), base_url=BASE_URL)
    paths = ("/members", "/members/hostile", "/declarations/sample-2017/acceptance")
    for path in paths:
        page = browser.get(path, params={"q": HOSTILE[:90]} if path == "/members" else {}).text
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "{{ 7 * 7 }}" in page or path == "/members"
    site.close()


def test_no_page_has_script_or_style_inside_it(browser: TestClient) -> None:
    for path in PAGES[:-1]:
        page = browser.get(path).text
        assert re.findall(r"<style|\sstyle=|\son\w+=", page) == []
        assert re.findall(r"<script(?![^>]*\ssrc=)", page) == []
