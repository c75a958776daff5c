"""The desk of the secretariat: first steps, standing, periods and reviews, as a browser sees."""

from collections.abc import Iterator

import pytest
from lxml import html
from sqlalchemy import Engine
from starlette.testclient import TestClient

from app.accounts import Role
from app.database import reading, transaction
from app.site import Site
from tests.app.web.conftest import open_sample_site
from tests.app.web.offices import DAY, come_in, fill_office, hidden_fields, send_report
from tests.app.web.people import add_person, open_browser, sign_in
from tests.tracker.made_up_answers import CODES, PARAGRAPHS
from tracker.periods import ReportState
from tracker.progress import EvidenceLevel
from tracker.progress_store import find_period, load_entries, load_reports, review_report

MEMBER = CODES[0]
HERE = f"/secretariat/reviews/new/{MEMBER}"
PAGES = (
    "/secretariat", "/secretariat/settings", "/secretariat/periods", "/secretariat/open-period",
    "/secretariat/periods/new", "/secretariat/periods/new/close", "/secretariat/reviews", HERE,
    "/secretariat/reports", "/secretariat/reports/new/assembly", "/secretariat/reports/new/member",
    "/secretariat/reports/new/paragraph", "/secretariat/members", "/secretariat/add-member",
    "/secretariat/import-members", f"/secretariat/members/{MEMBER}", "/secretariat/assemblies",
    "/secretariat/reminders",
)  # fmt: skip


@pytest.fixture
def site(sqlite_workspace: Engine) -> Iterator[Site]:
    fill_office(sqlite_workspace)
    site = open_sample_site(sqlite_workspace, DAY)
    yield site
    site.close()


@pytest.fixture
def desk(site: Site) -> TestClient:
    return come_in(site, Role.SECRETARIAT)


@pytest.mark.parametrize("path", PAGES)
def test_the_desk_is_for_the_secretariat_alone(site: Site, path: str) -> None:
    asked = open_browser(site).get(path)
    assert asked.url.path == "/sign-in"
    for role in (Role.MEMBER, Role.DRAFTER, Role.OBSERVER, Role.ADMINISTRATOR):
        browser = come_in(site, role, MEMBER if role is Role.MEMBER else "")
        assert browser.get(path).status_code == 403


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_secretariat_sees_every_page(desk: TestClient, path: str, language: str) -> None:
    answer = desk.get(path, params={"lang": language})
    assert answer.status_code == 200
    tree = html.fromstring(answer.text)
    assert len(tree.xpath("//h1")) == 1
    identifiers = tree.xpath("//@id")
    assert len(identifiers) == len(set(identifiers))


def test_what_is_to_be_done_first_is_told_until_it_is_done(
    sqlite_workspace: Engine,
) -> None:
    site = open_sample_site(sqlite_workspace, DAY)
    desk = sign_in(site, add_person(site, Role.SECRETARIAT))
    page = html.fromstring(desk.get("/secretariat").text)
    states = page.xpath("//ul[@class='tasks']/li/span/text()")
    assert states == ["To do"] * 6
    fill_office(sqlite_workspace)
    (site.folder / "accord.toml").write_text('association = "Cities"\n')
    site.close()
    site = open_sample_site(sqlite_workspace, DAY)
    add_person(site, Role.OBSERVER)
    desk = sign_in(site, add_person(site, Role.SECRETARIAT, email="second@people.example"))
    page = html.fromstring(desk.get("/secretariat").text)
    assert page.xpath("//ul[@class='tasks']") == []
    assert "Year of trees" in page.text_content()
    site.close()


def test_the_figures_of_the_period_lead_to_its_members(site: Site, desk: TestClient) -> None:
    send_report(site.engine)
    page = html.fromstring(desk.get("/secretariat").text)
    row = page.xpath("//tr[@class='total']/td/text()")
    link = page.xpath("//ul[@class='tiles']//a[text()='reports received']/@href")[0]
    shown = html.fromstring(desk.get(link).text)
    assert row[1] == "1"
    assert shown.xpath("//tbody/tr/th/a/@href") == [HERE]


def test_a_period_is_opened_and_a_faulty_one_keeps_what_was_typed(
    site: Site, desk: TestClient
) -> None:
    typed = {
        "code": "2022", "name": "Year of rivers", "declaration": "d", "opens": "2022-01-01",
        "due": "2021-03-31", "closes": "2022-12-31", "grace": "",
    }  # fmt: skip
    wrong = desk.post("/secretariat/open-period", data=typed)
    assert wrong.status_code == 422
    assert 'value="Year of rivers"' in wrong.text
    assert "it is due before it opens" in wrong.text
    done = desk.post("/secretariat/open-period", data=typed | {"due": "2022-03-31"})
    assert done.url.path == "/secretariat/periods/2022"
    assert "The period is there." in done.text
    again = desk.post("/secretariat/open-period", data=typed | {"due": "2022-03-31"})
    assert "The period is there." in again.text
    with reading(site.engine) as session:
        assert find_period(session, "2022").name == "Year of rivers"


def test_two_of_the_secretariat_who_open_one_period_see_both(site: Site, desk: TestClient) -> None:
    account = add_person(site, Role.SECRETARIAT, email="colleague@people.example")
    colleague = sign_in(site, account)
    typed = {
        "code": "2022", "name": "Year of rivers", "declaration": "d", "opens": "2022-01-01",
        "due": "2022-03-31", "closes": "2022-12-31", "grace": "",
    }  # fmt: skip
    assert colleague.post("/secretariat/open-period", data=typed).status_code == 200
    mine = typed | {"name": "Year of lakes", "due": "2022-06-30"}
    clash = desk.post("/secretariat/open-period", data=mine)
    assert clash.status_code == 409
    page = html.fromstring(clash.text)
    assert [cell.text_content() for cell in page.xpath("//tbody/tr/td")] == [
        "Year of rivers", "Year of lakes", "2022-03-31", "2022-06-30",
    ]  # fmt: skip
    assert page.xpath("//input[@name='name']/@value") == ["Year of lakes"]
    with reading(site.engine) as session:
        assert find_period(session, "2022").name == "Year of rivers"


def test_a_code_that_no_address_can_hold_is_refused(desk: TestClient) -> None:
    typed = {
        "code": "a/b", "declaration": "d", "opens": "2022-01-01", "due": "2022-03-31",
        "closes": "2022-12-31",
    }  # fmt: skip
    assert desk.post("/secretariat/open-period", data=typed).status_code == 422


def test_closing_tells_what_it_means_and_asks_to_be_confirmed(site: Site, desk: TestClient) -> None:
    send_report(site.engine)
    page = desk.get("/secretariat/periods/new/close")
    assert "It cannot be undone." in page.text
    assert "1 report has not been reviewed" in page.text
    seen = hidden_fields(page.text, "/secretariat/periods/new/close")["seen"][0]
    without = desk.post("/secretariat/periods/new/close", data={"seen": seen})
    assert without.status_code == 422
    agreed = {"seen": seen, "agreed": "yes"}
    done = desk.post("/secretariat/periods/new/close", data=agreed)
    assert "The period is closed and frozen." in done.text
    assert desk.post("/secretariat/periods/new/close", data=agreed).status_code == 409
    with reading(site.engine) as session:
        assert find_period(session, "new").frozen_at == site.now()


def test_a_period_to_which_a_report_came_meanwhile_is_not_closed_unseen(
    site: Site, desk: TestClient
) -> None:
    page = desk.get("/secretariat/periods/new/close")
    seen = hidden_fields(page.text, "/secretariat/periods/new/close")["seen"][0]
    send_report(site.engine)
    answer = desk.post("/secretariat/periods/new/close", data={"seen": seen, "agreed": "yes"})
    assert answer.status_code == 409
    assert "1 report has not been reviewed" in answer.text
    fresh = hidden_fields(answer.text, "/secretariat/periods/new/close")["seen"][0]
    assert (
        desk.post("/secretariat/periods/new/close", data={"seen": fresh, "agreed": "yes"}).url.path
        == "/secretariat/periods/new"
    )


def state_of(site: Site) -> ReportState:
    with reading(site.engine) as session:
        return load_reports(session, "new", DAY, members=[MEMBER])[0].state


def test_a_report_waits_in_the_queue_until_it_is_accepted(site: Site, desk: TestClient) -> None:
    assert "No report waits" in desk.get("/secretariat/reviews").text
    send_report(site.engine)
    assert HERE in desk.get("/secretariat/reviews").text
    page = desk.get(HERE)
    assert "Trees stand." in page.text
    assert "Before: 2020" in page.text
    done = desk.post(f"{HERE}/accept", data=hidden_fields(page.text, f"{HERE}/accept"))
    assert "The report is accepted." in done.text
    assert HERE not in desk.get("/secretariat/reviews").text
    assert state_of(site) is ReportState.ACCEPTED


def test_a_report_is_returned_with_a_note(site: Site, desk: TestClient) -> None:
    send_report(site.engine)
    seen = hidden_fields(desk.get(HERE).text, f"{HERE}/return")
    empty = desk.post(f"{HERE}/return", data=seen | {"note": "  "})
    assert empty.status_code == 422
    assert "Say what is to be mended" in empty.text
    assert state_of(site) is ReportState.SUBMITTED
    done = desk.post(f"{HERE}/return", data=seen | {"note": "Where are the <b>trees</b>?"})
    assert "Where are the &lt;b&gt;trees&lt;/b&gt;?" in done.text
    assert state_of(site) is ReportState.RETURNED


def test_a_verdict_on_what_was_sent_anew_shows_it_and_keeps_the_note(
    site: Site, desk: TestClient
) -> None:
    send_report(site.engine)
    seen = hidden_fields(desk.get(HERE).text, f"{HERE}/return")
    send_report(site.engine, done="Trees were felled.")
    answer = desk.post(f"{HERE}/return", data=seen | {"note": "Very good."})
    assert answer.status_code == 409
    assert "has changed since you opened it" in answer.text
    assert "Trees were felled." in answer.text
    assert "Very good." in answer.text
    assert state_of(site) is ReportState.SUBMITTED


def test_evidence_is_judged_answer_by_answer(site: Site, desk: TestClient) -> None:
    send_report(site.engine)
    action = f"{HERE}/evidence"
    fields = hidden_fields(desk.get(HERE).text, action)
    judged = fields["paragraph"]
    done = desk.post(action, data=fields | {"level": ["verified"] * len(judged)})
    assert "What you found of the evidence is kept." in done.text
    with reading(site.engine) as session:
        entries = load_entries(session, "new", DAY, members=[MEMBER])
    levels = {entry.paragraph: entry.evidence_level for entry in entries}
    assert judged == [PARAGRAPHS[0]]
    assert levels[PARAGRAPHS[0]] is EvidenceLevel.VERIFIED
    foreign = desk.post(action, data=fields | {"paragraph": PARAGRAPHS[1], "level": "verified"})
    assert foreign.status_code == 422
    nonsense = desk.post(action, data=fields | {"level": "proven"})
    assert nonsense.status_code == 422


def test_a_draft_is_its_members_own(site: Site, desk: TestClient) -> None:
    send_report(site.engine, done="Not for others yet.", state=ReportState.DRAFT)
    assert "Not for others yet." not in desk.get(HERE).text


def test_a_member_is_excused_with_a_reason(site: Site, desk: TestClient) -> None:
    assert desk.post(f"{HERE}/excuse", data={"reason": ""}).status_code == 422
    done = desk.post(f"{HERE}/excuse", data={"reason": "A flood in January"})
    assert "A flood in January" in done.text
    with reading(site.engine) as session:
        assert load_reports(session, "new", DAY, members=[MEMBER])[0].excused


def test_evidence_that_is_no_web_address_is_not_linked(site: Site, desk: TestClient) -> None:
    send_report(site.engine)
    with transaction(site.engine) as session:
        review_report(session, MEMBER, "new", ReportState.RETURNED, DAY, "More.")
    page = html.fromstring(desk.get(HERE).text)
    assert page.xpath("//a[text()='Map of trees']/@href") == ["https://city.example/trees"]
    assert desk.get(f"{HERE}/files/{'0' * 64}").status_code == 404
    assert desk.get(f"{HERE}/files/..%2f..%2faccord.db").status_code == 404


@pytest.mark.parametrize("path", ["accept", "return", "evidence", "excuse"])
def test_no_one_else_decides_on_a_report(site: Site, path: str) -> None:
    send_report(site.engine)
    for role in (Role.MEMBER, Role.DRAFTER, Role.OBSERVER, Role.ADMINISTRATOR):
        browser = come_in(site, role, MEMBER if role is Role.MEMBER else "")
        answer = browser.post(f"{HERE}/{path}", data={"seen": "1", "note": "x"})
        assert answer.status_code == 403
    assert open_browser(site).post(f"{HERE}/{path}").status_code == 403
    assert state_of(site) is ReportState.SUBMITTED


def test_unknown_periods_and_members_are_not_found(desk: TestClient) -> None:
    for path in (
        "/secretariat/periods/none",
        "/secretariat/reviews/none/x",
        "/secretariat/reviews/new/x",
    ):
        assert desk.get(path).status_code == 404
