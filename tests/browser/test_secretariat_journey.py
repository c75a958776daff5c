"""The secretariat reviews, closes a period and builds the report, in a real browser."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdf
import pytest
import uvicorn
from sqlalchemy import Engine

from app.accounts import Role
from app.cli.serving import name_address, take_port
from app.database import reading
from app.report_worker import ReportWorker
from app.site import Site, open_site
from app.web.application import create_application
from tests.app.web.offices import DAY, NOON, fill_office, send_report
from tests.app.web.people import PASSWORD, add_person
from tests.browser.conftest import running
from tests.browser.keyboard import Keyboard
from tests.browser.test_public_pages import RUN_AXE, TOO_WIDE
from tests.tracker.made_up_answers import CODES
from tracker.periods import ReportState
from tracker.progress_store import find_period, load_reports

SECRETARY = "desk@office.example"
PAGES = (
    "/secretariat", "/secretariat/settings", "/secretariat/periods", "/secretariat/open-period",
    "/secretariat/periods/new", "/secretariat/periods/new/close", "/secretariat/reviews",
    f"/secretariat/reviews/new/{CODES[0]}", "/secretariat/reminders", "/secretariat/reports",
    "/secretariat/reports/new/assembly", "/secretariat/reports/new/member",
    "/secretariat/reports/new/paragraph", "/secretariat/members", "/secretariat/add-member",
    "/secretariat/import-members", f"/secretariat/members/{CODES[0]}", "/secretariat/assemblies",
)  # fmt: skip


@pytest.fixture
def site(sqlite_workspace: Engine) -> Iterator[Site]:
    """A site with a worker, as the command serves it; one report waits for its review."""
    fill_office(sqlite_workspace)
    send_report(sqlite_workspace, CODES[0])
    with take_port("127.0.0.1", 0) as listening:
        address = name_address("127.0.0.1", listening.getsockname()[1])
        site = open_site(
            sqlite_workspace, base_url=address, today=lambda: DAY, now=lambda: NOON, patience=0.0
        )
        add_person(site, Role.SECRETARIAT, email=SECRETARY)
        worker = ReportWorker(site.engine, site.folder, site.now, "journey")
        worker.start()
        config = uvicorn.Config(create_application(site), log_level="warning", ws="none")
        with running(uvicorn.Server(config), listening):
            yield site
        worker.close()
        site.close()


def sign_in(tab: Any, site: Site) -> None:
    tab.goto(f"{site.base_url}/sign-in")
    tab.fill("[name=email]", SECRETARY)
    tab.fill("[name=password]", PASSWORD)
    tab.click("main button")
    assert tab.url == f"{site.base_url}/secretariat"


@pytest.fixture(params=["with script", "without script"])
def tab(chromium: Any, site: Site, request: pytest.FixtureRequest) -> Iterator[Any]:
    """A browser in which the secretary is signed in."""
    has_script = request.param == "with script"
    context = chromium.new_context(
        java_script_enabled=has_script, locale="en", accept_downloads=True
    )
    tab = context.new_page()
    sign_in(tab, site)
    yield tab
    context.close()


def test_the_secretary_reviews_closes_the_period_and_takes_the_report(
    tab: Any, site: Site, tmp_path: Path
) -> None:
    tab.click("text=wait for review")
    tab.click("main tbody a")
    tab.select_option("select[name=level]", "verified")
    tab.click("text=Keep what I found")
    tab.click("text=Accept the report")
    assert "The report is accepted." in tab.inner_text("main")

    tab.click("nav >> text=Periods")
    tab.click("text=Year of trees")
    tab.click("text=Close this period")
    tab.click("text=Close and freeze")
    assert "Confirm that the period is to be closed for good." in tab.inner_text("main")
    tab.check("text=Close this period for good")
    tab.click("text=Close and freeze")
    assert "The period is closed and frozen." in tab.inner_text("main")
    with reading(site.engine) as session:
        assert find_period(session, "new").frozen_at == NOON
        assert load_reports(session, "new", DAY)[0].state is ReportState.ACCEPTED

    tab.click("nav >> text=Reports")
    tab.click("text=Report to the assembly")
    tab.check("text=It is final")
    tab.click("text=Build it")
    tab.wait_for_selector("text=Ready", timeout=120_000)  # the page loads itself again
    with tab.expect_download() as started:
        tab.click("main tbody a")
    target = tmp_path / "report.pdf"
    started.value.save_as(target)
    pages = pypdf.PdfReader(io.BytesIO(target.read_bytes())).pages
    assert len(pages) > 3
    assert "We will plant trees." in "".join(page.extract_text() for page in pages)


@pytest.mark.parametrize(("width", "look"), [(360, "light"), (768, "dark"), (1280, "light")])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_desk_can_be_used_by_everyone(
    chromium: Any, site: Site, axe: str, width: int, look: str, language: str
) -> None:
    context = chromium.new_context(
        viewport={"width": width, "height": 800}, color_scheme=look, bypass_csp=True
    )
    tab = context.new_page()
    sign_in(tab, site)
    found = {}
    for path in PAGES:
        tab.goto(f"{site.base_url}{path}?lang={language}")
        tab.evaluate(axe)
        faults = [
            (rule["id"], rule["nodes"][0]["html"][:120])
            for rule in tab.evaluate(RUN_AXE)["violations"]
        ]
        if tab.evaluate(TOO_WIDE) > 0:
            faults.append(("too wide", path))
        if faults:
            found[path] = faults
    context.close()
    assert found == {}


def test_the_desk_works_by_keyboard_alone(chromium: Any, site: Site) -> None:
    context = chromium.new_context(locale="en")
    tab = context.new_page()
    sign_in(tab, site)
    keys = Keyboard(tab)
    tab.goto(f"{site.base_url}/secretariat/reviews/new/{CODES[0]}")
    keys.choose("level", "verified")
    keys.follow("Keep what I found")
    keys.follow("Accept the report")
    assert "The report is accepted." in tab.inner_text("main")
    keys.follow("Periods")
    keys.follow("Year of trees")
    keys.follow("Close this period")
    keys.tick("agreed")
    keys.follow("Close and freeze")
    assert "The period is closed and frozen." in tab.inner_text("main")
    keys.follow("Reports")
    keys.follow("Report to the assembly")
    keys.tick("is_final")
    keys.follow("Build it")
    tab.wait_for_selector("text=Ready", timeout=120_000)
    context.close()
    with reading(site.engine) as session:
        assert find_period(session, "new").frozen_at == NOON
