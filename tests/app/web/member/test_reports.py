"""A city reports for a period on the pages: begun, mended, handed in, and nothing lost."""

import re
from datetime import UTC, datetime

from lxml import html
from starlette.testclient import TestClient

from app.accounts import Role
from app.database import reading, transaction
from app.site import Site
from tests.app.web.members import CITY, DAY, OTHER, PERIOD, enter, hidden
from tests.app.web.people import add_person, open_browser, sign_in
from tracker.draft_store import load_drafts
from tracker.periods import Report, ReportState
from tracker.progress import Entry, EntryKind, Implementation
from tracker.progress_store import load_entries, load_reports, review_report, submit_report

HOME = f"/member/{CITY}/periods/{PERIOD}"
FIRST = f"{HOME}/paragraphs/environment-1"


def answer(browser: TestClient, address: str = FIRST, **typed: str):
    carried = hidden(browser.get(address).text)
    return browser.post(address, data={**carried, **typed})


def states(browser: TestClient) -> list[str]:
    page = html.fromstring(browser.get(HOME).text)
    return [
        tag.text_content().strip()
        for tag in page.xpath("//ul[@class='tasks']//*[contains(@class,'tag')]")
    ]


def hand_in(browser: TestClient):
    return browser.post(f"{HOME}/check", data=hidden(browser.get(f"{HOME}/check").text))


def entries(site: Site) -> dict[str, object]:
    with reading(site.engine) as session:
        found = load_entries(session, PERIOD, DAY, members=[CITY])
    return {entry.paragraph: entry for entry in found}


def test_only_its_focal_point_and_the_secretariat_come_to_the_desk_of_a_member(site: Site) -> None:
    pages = (f"/member/{CITY}", HOME, FIRST, f"{HOME}/check", f"/member/{CITY}/timeline")
    for role, member in ((Role.SECRETARIAT, ""), (Role.MEMBER, CITY)):
        browser = enter(site, role, member)
        assert [browser.get(page).status_code for page in pages] == [200] * len(pages)
    for role, member in ((Role.MEMBER, OTHER), (Role.DRAFTER, ""), (Role.OBSERVER, "")):
        browser = enter(site, role, member)
        found = [browser.get(page).status_code for page in pages[:4]]
        assert found == [403] * 4, role
        assert browser.post(FIRST, data={}).status_code == 403
    stranger = open_browser(site)
    assert [stranger.get(page).url.path for page in pages] == ["/sign-in"] * len(pages)


def test_the_start_leads_to_the_own_member_and_says_what_is_asked(city: TestClient) -> None:
    start = city.get("/member")
    assert start.url.path == f"/member/{CITY}"
    assert "Report: Reporting period 2019" in start.text
    assert "Due on" in start.text
    assert "accepted" in start.text


def test_an_answer_is_kept_incomplete_told_and_mended(site: Site, city: TestClient) -> None:
    kept = answer(city, state="limited", percent="140", done="Ten trees.", go="next")
    assert kept.url.path == FIRST
    assert "something in it is to be mended" in kept.text
    page = html.fromstring(kept.text)
    assert page.xpath("//input[@name='percent']/@value") == ["140"]
    assert "Ten trees." in page.xpath("//textarea[@name='done']")[0].text_content()
    assert (
        "no percentage from 0 to 100"
        in page.get_element_by_id("field-percent-error").text_content()
    )
    assert "To be mended" in states(city)
    assert entries(site) == {}
    mended = answer(city, state="limited", percent="40 %", done="Ten trees.", go="next")
    assert mended.url.path != FIRST
    assert mended.url.path.startswith(f"{HOME}/paragraphs/")
    assert "The answer is saved." in mended.text
    assert states(city).count("Done") == 1


def test_words_without_a_state_are_begun_and_keep_the_report_back(
    site: Site, city: TestClient
) -> None:
    answer(city, done="Ten trees.")
    assert "To be mended" in states(city)
    check = city.get(f"{HOME}/check")
    assert "Not ready yet" in check.text
    refused = city.post(f"{HOME}/check", data=hidden(check.text))
    assert refused.status_code == 422
    assert "The report was not handed in" in refused.text
    assert entries(site) == {}


def test_what_was_begun_becomes_entries_when_it_is_handed_in(site: Site, city: TestClient) -> None:
    answer(city, state="substantial", percent="60", done="Two lines.", ongoing="yes", language="ko")
    answer(city, f"{HOME}/paragraphs/environment-2", reason="not_available")
    check = city.get(f"{HOME}/check")
    assert "paragraphs have no answer" in check.text
    sent = hidden(check.text)
    done = city.post(f"{HOME}/check", data=sent)
    assert "The report is handed in." in done.text
    found = entries(site)
    assert sorted(found) == ["environment-1", "environment-2"]
    first = found["environment-1"]
    assert (first.implementation, first.percent) == (Implementation.SUBSTANTIAL, 60.0)
    assert (first.kind, first.language, first.done) == (EntryKind.ONGOING, "ko", "Two lines.")
    with reading(site.engine) as session:
        (report,) = load_reports(session, PERIOD, DAY, members=[CITY])
        assert load_drafts(session, CITY, PERIOD) == {}
    assert (report.state, report.submitted_on) == (ReportState.SUBMITTED, DAY)
    again = city.post(f"{HOME}/check", data=sent)
    assert "The report is handed in." in again.text
    assert hand_in(city).status_code == 422


def test_a_form_that_is_sent_twice_is_one_answer(site: Site, city: TestClient) -> None:
    typed = {**hidden(city.get(FIRST).text), "state": "limited"}
    assert city.post(FIRST, data=typed).status_code == 200
    assert city.post(FIRST, data=typed).status_code == 200
    with reading(site.engine) as session:
        assert load_drafts(session, CITY, PERIOD)["environment-1"].mark == typed["token"]


def test_whoever_goes_back_in_the_browser_and_changes_a_word_loses_nothing(
    site: Site, city: TestClient
) -> None:
    carried = hidden(city.get(FIRST).text)
    city.post(FIRST, data={**carried, "state": "limited", "done": "Ten."})
    city.post(FIRST, data={**carried, "state": "limited", "done": "Twelve."})
    with reading(site.engine) as session:
        assert load_drafts(session, CITY, PERIOD)["environment-1"].typed["done"] == "Twelve."


def test_two_people_on_one_answer_see_both_and_neither_is_lost(
    site: Site, city: TestClient
) -> None:
    colleague = sign_in(site, add_person(site, Role.MEMBER, CITY, email="colleague@people.example"))
    mine, theirs = hidden(city.get(FIRST).text), hidden(colleague.get(FIRST).text)
    colleague.post(FIRST, data={**theirs, "state": "complete", "done": "All is done."})
    clash = city.post(FIRST, data={**mine, "state": "limited", "done": "Half of it."})
    assert clash.status_code == 409
    page = html.fromstring(clash.text)
    assert page.xpath("//textarea[@name='done']")[0].text_content().strip() == "Half of it."
    assert "All is done." in page.xpath("//table")[0].text_content()
    saved = city.post(FIRST, data={**hidden(clash.text), "state": "limited", "done": "Half of it."})
    assert saved.status_code == 200
    with reading(site.engine) as session:
        assert load_drafts(session, CITY, PERIOD)["environment-1"].typed["done"] == "Half of it."


def test_an_answer_that_came_in_otherwise_stands_beside_what_was_begun(
    site: Site, city: TestClient
) -> None:
    answer(city, state="limited", done="Half of it.")
    came = Entry(
        CITY, PERIOD, "environment-1", datetime(2019, 2, 20, tzinfo=UTC),
        implementation=Implementation.COMPLETE, done="All is done.",
    )  # fmt: skip
    with transaction(site.engine) as session:
        report = Report(CITY, PERIOD, ReportState.SUBMITTED, DAY)
        submit_report(session, report, [came])
    assert "Changed meanwhile" in states(city)
    assert hand_in(city).status_code == 422
    page = city.get(FIRST).text
    assert "All is done." in html.fromstring(page).xpath("//table")[0].text_content()
    assert "Half of it." in html.fromstring(page).xpath("//textarea[@name='done']")[0].text
    answer(city, state="limited", done="Half of it, and more.")
    assert "Changed meanwhile" not in states(city)


def test_a_report_that_changed_since_it_was_shown_is_not_handed_in(
    site: Site, city: TestClient
) -> None:
    answer(city, state="limited")
    seen = hidden(city.get(f"{HOME}/check").text)
    answer(city, f"{HOME}/paragraphs/environment-2", state="complete")
    refused = city.post(f"{HOME}/check", data=seen)
    assert refused.status_code == 409
    assert "changed since this page was shown" in refused.text
    assert entries(site) == {}


def test_nothing_to_report_is_said_on_purpose(site: Site, city: TestClient) -> None:
    check = city.get(f"{HOME}/check")
    assert city.post(f"{HOME}/check", data=hidden(check.text)).status_code == 422
    done = city.post(f"{HOME}/check", data={**hidden(check.text), "nil": "yes"})
    assert "The report is handed in." in done.text
    with reading(site.engine) as session:
        (report,) = load_reports(session, PERIOD, DAY, members=[CITY])
    assert report.nil


def test_a_returned_report_shows_the_note_until_it_is_handed_in_again(
    site: Site, city: TestClient
) -> None:
    answer(city, state="limited")
    hand_in(city)
    with transaction(site.engine) as session:
        review_report(session, CITY, PERIOD, ReportState.RETURNED, DAY, "Say how many.")
    assert "Say how many." in city.get(f"/member/{CITY}").text
    answer(city, state="limited", done="Ten trees.")
    assert "Say how many." in city.get(HOME).text
    hand_in(city)
    assert "Say how many." not in city.get(HOME).text
    assert entries(site)["environment-1"].done == "Ten trees."


def test_an_accepted_report_is_corrected_and_reviewed_again(site: Site, city: TestClient) -> None:
    answer(city, state="limited")
    hand_in(city)
    with transaction(site.engine) as session:
        review_report(session, CITY, PERIOD, ReportState.ACCEPTED, DAY)
    answer(city, state="substantial")
    hand_in(city)
    with reading(site.engine) as session:
        (report,) = load_reports(session, PERIOD, DAY, members=[CITY])
    assert report.state is ReportState.SUBMITTED
    assert entries(site)["environment-1"].implementation is Implementation.SUBSTANTIAL


def test_a_closed_period_is_read_and_takes_nothing(city: TestClient) -> None:
    closed = f"/member/{CITY}/periods/2018"
    assert "The period is closed." in city.get(closed).text
    page = city.get(f"{closed}/paragraphs/environment-1")
    assert "<textarea" not in page.text
    typed = {"token": "x" * 20, "base": "9", "state": "limited"}
    assert city.post(f"{closed}/paragraphs/environment-1", data=typed).status_code == 409


def test_the_answer_of_the_last_period_stands_beside_and_can_be_begun_with(
    city: TestClient,
) -> None:
    second = f"{HOME}/paragraphs/environment-2"
    page = html.fromstring(city.get(second).text)
    assert page.xpath("//aside//dl")
    assert not page.xpath("//input[@name='state'][@checked][@value!='']")
    begun = html.fromstring(city.get(f"{second}?start=last").text)
    assert begun.xpath("//input[@name='state'][@checked]") or begun.xpath(
        "//select[@name='reason']/option[@selected][@value!='']"
    )


def test_a_file_stands_behind_an_answer_and_is_only_for_those_who_may_read_it(
    site: Site, city: TestClient
) -> None:
    carried = hidden(city.get(FIRST).text)
    city.post(
        FIRST,
        data={**carried, "state": "limited"},
        files={"file": ("../Beschluß <b>.pdf", b"%PDF-1.7 nothing", "application/pdf")},
    )
    page = city.get(FIRST).text
    assert "Beschluß &lt;b&gt;.pdf" in page
    (sha256,) = re.findall('name="drop" value="([0-9a-f]{64})"', page)
    sent = city.get(f"{FIRST}/files/{sha256}")
    assert sent.content == b"%PDF-1.7 nothing"
    assert sent.headers["content-disposition"].startswith("attachment")
    other = sign_in(site, add_person(site, Role.MEMBER, OTHER))
    assert other.get(f"{FIRST}/files/{sha256}").status_code == 403
    own = f"/member/{OTHER}/periods/{PERIOD}/paragraphs/environment-1/files/{sha256}"
    assert other.get(own).status_code == 404
    hand_in(city)
    (piece,) = entries(site)["environment-1"].evidence
    assert piece.sha256 == sha256
    answer(city, state="limited", drop=sha256)
    assert sha256 not in city.get(FIRST).text


def test_an_empty_file_is_refused_and_the_words_stay(city: TestClient) -> None:
    carried = hidden(city.get(FIRST).text)
    refused = city.post(
        FIRST, data={**carried, "state": "limited", "done": "Ten."}, files={"file": ("a.pdf", b"")}
    )
    assert refused.status_code == 422
    assert "is empty" in refused.text
    assert "Ten." in refused.text
    assert "Limited" in city.get(f"{HOME}/check").text


def test_what_was_begun_can_be_discarded(site: Site, city: TestClient) -> None:
    answer(city, state="limited")
    assert "What was begun is discarded." in city.post(f"{FIRST}/discard").text
    assert set(states(city)) == {"Not begun"}


def test_a_long_answer_in_any_script_is_kept(city: TestClient) -> None:
    words = "Дерево. " * 2_400
    assert answer(city, state="limited", done=words, obstacles=words).status_code == 200
    assert (
        html.fromstring(city.get(FIRST).text).xpath("//textarea[@name='done']")[0].text.strip()
        == words.strip()
    )


def test_the_own_report_comes_as_a_document(site: Site, city: TestClient) -> None:
    sent = city.get(f"/member/{CITY}/declarations/sample-2017/report.docx")
    assert sent.content[:2] == b"PK"
    other = sign_in(site, add_person(site, Role.MEMBER, OTHER))
    assert other.get(f"/member/{CITY}/declarations/sample-2017/report.docx").status_code == 403
