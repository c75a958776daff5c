"""A city accepts with a reservation and reports, by form and by workbook, in a real browser."""

import io
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import uvicorn

from app import demo
from app.accounts import Role
from app.cli.serving import name_address, take_port
from app.database import create_database, open_database, reading
from app.site import Site, open_site
from app.web.application import create_application
from exports.public_answers import read_positions
from exports.workbook_words import Field, load_words
from tests.app.web.people import PASSWORD, add_person
from tests.browser.conftest import running
from tests.browser.keyboard import Keyboard
from tests.browser.test_public_pages import RUN_AXE, TOO_WIDE
from tracker.acceptance import Position
from tracker.periods import ReportState
from tracker.progress_store import load_entries, load_reports

DAY = date(2019, 2, 20)
CITY, TEXT, PERIOD = "ulyanovsk", "sample-2017", "2019"
HOME = f"/member/{CITY}"
REPORT = f"{HOME}/periods/{PERIOD}"
ACCEPTANCE = f"{HOME}/declarations/{TEXT}/acceptance"
WITHDRAWAL = f"{HOME}/declarations/{TEXT}/withdrawal"
WORDS = load_words()["en"]


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample on a day on which a period is open."""
    path = tmp_path_factory.mktemp("begun") / "accord.db"
    engine = create_database(str(path))
    demo.fill_workspace(engine, as_of=DAY)
    engine.dispose()
    return path


@pytest.fixture
def site(begun: Path, tmp_path: Path) -> Iterator[Site]:
    """That workspace, served while the test runs; its focal point has an account."""
    shutil.copy(begun, tmp_path / "accord.db")
    engine = open_database(str(tmp_path / "accord.db"))
    with take_port("127.0.0.1", 0) as listening:
        address = name_address("127.0.0.1", listening.getsockname()[1])
        site = open_site(
            engine,
            base_url=address,
            today=lambda: DAY,
            now=lambda: datetime(2019, 2, 20, 12, tzinfo=UTC),
            patience=0.0,
        )
        add_person(site, Role.MEMBER, CITY, email="focal@city.example")
        config = uvicorn.Config(create_application(site), log_level="warning", ws="none")
        with running(uvicorn.Server(config), listening):
            yield site
        site.close()
    engine.dispose()


@pytest.fixture(params=["with script", "without script"])
def tab(chromium: Any, site: Site, request: pytest.FixtureRequest) -> Iterator[Any]:
    """A phone in which the focal point is signed in."""
    has_script = request.param == "with script"
    context = chromium.new_context(
        viewport={"width": 360, "height": 780}, java_script_enabled=has_script, locale="en"
    )
    tab = context.new_page()
    sign_in(tab, site)
    yield tab
    context.close()


def sign_in(tab: Any, site: Site) -> None:
    tab.goto(f"{site.base_url}/sign-in")
    tab.fill("[name=email]", "focal@city.example")
    tab.fill("[name=password]", PASSWORD)
    tab.click("main button")


def accept_with_a_reservation(tab: Any, site: Site) -> None:
    tab.goto(site.base_url + ACCEPTANCE)
    for field in tab.query_selector_all("select[name^='choice:']"):
        field.select_option("accepted")
    tab.select_option("[name='choice:environment-2']", "reservation")
    tab.click("text=Continue")
    tab.fill("[name='words:environment-2']", "It applies from 2030 on.")
    tab.fill("[name=decision_reference]", "Decision 12/2019")
    tab.click("text=Check what you say")
    tab.locator("text=It applies from 2030 on.").first.wait_for()
    tab.click("text=Register it")
    tab.locator("text=What you said is registered.").first.wait_for()


def fill_row(sheet: Any, paragraph: str, **answers: str) -> None:
    def column(field: Field) -> int:
        name = WORDS.headings[field]
        return next(c.column for row in sheet.iter_rows() for c in row if c.value == name)

    key = column(Field.KEY)
    row = next(
        number
        for number in range(1, sheet.max_row + 1)
        if f"/{paragraph}/" in str(sheet.cell(number, key).value)
    )
    for name, value in answers.items():
        sheet.cell(row, column(Field(name))).value = value


def test_a_city_accepts_with_a_reservation_and_reports(
    site: Site, tab: Any, tmp_path: Path
) -> None:
    accept_with_a_reservation(tab, site)
    with reading(site.engine) as session:
        found = read_positions(session, TEXT, [CITY], DAY)[CITY]
    assert found["environment-2"] is Position.ACCEPTED_WITH_RESERVATION

    # By form: kept incomplete, told, mended.
    tab.goto(f"{site.base_url}{REPORT}/paragraphs/environment-1")
    tab.check("[name=state][value=limited]")
    tab.fill("[name=percent]", "half")
    tab.fill("[name=done]", "Two lines are open.")
    tab.click("text=Save and go on")
    tab.locator("#field-percent-error").first.wait_for()
    assert tab.input_value("[name=percent]") == "half"
    tab.fill("[name=percent]", "50")
    tab.click("text=Save and go to the list")
    tab.locator("text=The answer is saved.").first.wait_for()

    # By workbook: with a planted fault, shown before it is taken in.
    tab.goto(f"{site.base_url}{REPORT}/workbook")
    with tab.expect_download() as download:
        tab.click("text=English (.xlsx)")
    book = openpyxl.load_workbook(io.BytesIO(Path(download.value.path()).read_bytes()))
    fill_row(book[WORDS.progress], "environment-2", state="Substantial", done="Ten schools.")
    fill_row(book[WORDS.progress], "environment-3", state="Nearly", done="A plan.")
    filled = tmp_path / "filled.xlsx"
    book.save(filled)
    tab.set_input_files("[name=file]", str(filled))
    tab.click("text=Show what it would change")
    tab.locator("text=is no state").first.wait_for()
    with reading(site.engine) as session:
        assert load_entries(session, PERIOD, DAY, members=[CITY]) == []
    tab.click("button:has-text('good rows in')")

    # The faulty row waits on its page; then everything is checked and handed in.
    tab.goto(f"{site.base_url}{REPORT}/paragraphs/environment-3")
    assert tab.input_value("[name=done]").strip() == "A plan."
    tab.check("[name=state][value=limited]")
    tab.click("text=Save and go to the list")
    tab.click("text=Check the answers and hand them in")
    tab.click("button:has-text('Hand in the report')")
    tab.locator("text=The report is handed in.").first.wait_for()
    with reading(site.engine) as session:
        entries = {e.paragraph: e for e in load_entries(session, PERIOD, DAY, members=[CITY])}
        (report,) = load_reports(session, PERIOD, DAY, members=[CITY])
    assert report.state is ReportState.SUBMITTED
    assert {p: e.done for p, e in entries.items()} == {
        "environment-1": "Two lines are open.",
        "environment-2": "Ten schools.",
        "environment-3": "A plan.",
    }


def test_what_was_typed_and_not_saved_is_offered_again(chromium: Any, site: Site) -> None:
    context = chromium.new_context(locale="en")
    tab = context.new_page()
    sign_in(tab, site)
    accept_with_a_reservation(tab, site)
    address = f"{site.base_url}{REPORT}/paragraphs/environment-1"
    tab.goto(address)
    tab.fill("[name=done]", "Typed and lost.")
    tab.goto(f"{site.base_url}{REPORT}")
    tab.goto(address)
    assert tab.input_value("[name=done]") == ""
    tab.click("text=Put them back")
    assert tab.input_value("[name=done]") == "Typed and lost."
    tab.check("[name=state][value=limited]")
    tab.click("text=Save and go to the list")
    tab.goto(address)
    assert tab.locator("[data-kept]").is_hidden()
    context.close()


def test_a_city_takes_back_its_reservation_and_then_a_paragraph(site: Site, tab: Any) -> None:
    accept_with_a_reservation(tab, site)
    tab.click("text=Our statements")
    tab.click("text=Take it back")
    tab.click("button:has-text('See what it changes')")
    tab.locator("td:has-text('Accepted with a reservation')").first.wait_for()
    tab.click("text=Register it")
    tab.locator("text=What you stated is registered.").first.wait_for()
    tab.goto(site.base_url + WITHDRAWAL)
    tab.check("[name=paragraphs][value=environment-3]")
    tab.click("button:has-text('See what it changes')")
    tab.locator("td:has-text('Withdrawn')").first.wait_for()
    tab.click("button:has-text('Take it back')")
    tab.locator("text=The withdrawal is registered.").first.wait_for()
    with reading(site.engine) as session:
        found = read_positions(session, TEXT, [CITY], DAY)[CITY]
    assert found["environment-2"] is Position.ACCEPTED
    assert found["environment-3"] is Position.WITHDRAWN


PAGES = (
    HOME, REPORT, f"{REPORT}/paragraphs/environment-2", f"{REPORT}/check", f"{REPORT}/workbook",
    ACCEPTANCE, f"{HOME}/declarations/{TEXT}/commitments", f"{HOME}/timeline",
    f"{HOME}/declarations/{TEXT}/commitments/new", f"{HOME}/declarations/{TEXT}/exchange",
    f"{HOME}/contacts", f"{HOME}/contacts?change=1", f"{HOME}/declarations/{TEXT}/statements",
    f"{HOME}/declarations/{TEXT}/statements/reservations", WITHDRAWAL,
    f"{HOME}/declarations/{TEXT}/statements/reservations/villefictive/1",
    f"{HOME}/declarations/{TEXT}/indicators/recycled-waste/aim",
    f"{HOME}/periods/2018/late/environment-1",
)  # fmt: skip


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_pages_of_a_member(
    chromium: Any, site: Site, axe: str, language: str, scheme: str
) -> None:
    for width in (360, 1280):
        context = chromium.new_context(
            viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=True
        )
        tab = context.new_page()
        sign_in(tab, site)
        told = {}
        for path in PAGES:
            tab.goto(f"{site.base_url}{path}{'&' if '?' in path else '?'}lang={language}")
            tab.evaluate(axe)
            found = tab.evaluate(RUN_AXE)["violations"]
            told[path] = [(r["id"], [n["html"][:120] for n in r["nodes"]]) for r in found]
            assert tab.evaluate(TOO_WIDE) <= 0, (path, width)
        context.close()
        assert {path: rules for path, rules in told.items() if rules} == {}


def test_a_city_accepts_and_reports_by_keyboard_alone(chromium: Any, site: Site) -> None:
    context = chromium.new_context(locale="en")
    tab = context.new_page()
    sign_in(tab, site)
    keys = Keyboard(tab)
    tab.goto(site.base_url + ACCEPTANCE)
    for field in tab.query_selector_all("select[name^='choice:']"):
        keys.choose(field.get_attribute("name"), "accepted")
    keys.choose("choice:environment-2", "reservation")
    keys.follow("Continue")
    keys.write("words:environment-2", "It applies from 2030 on.")
    keys.write("decision_reference", "Decision 12/2019")
    keys.follow("Check what you say")
    keys.follow("Register it")
    assert "What you said is registered." in tab.inner_text("main")

    tab.goto(f"{site.base_url}{REPORT}/paragraphs/environment-1")
    keys.choose("state", "limited")
    keys.write("percent", "half")
    keys.write("done", "Two lines are open.")
    keys.follow("Save and go on")
    assert tab.url.endswith("environment-1")
    keys.write("percent", "50")
    keys.follow("Save and go to the list")
    keys.follow("Check the answers and hand them in")
    keys.follow("Hand in the report")
    assert "The report is handed in." in tab.inner_text("main")
    with reading(site.engine) as session:
        found = read_positions(session, TEXT, [CITY], DAY)[CITY]
        (entry,) = load_entries(session, PERIOD, DAY, members=[CITY])
    context.close()
    assert found["environment-2"] is Position.ACCEPTED_WITH_RESERVATION
    assert (entry.done, entry.percent) == ("Two lines are open.", 50)
