"""An association at work: a period that runs, reports that wait, and the people at their desks."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from lxml import html
from sqlalchemy import Engine
from starlette.testclient import TestClient

from app.account_store import find_account
from app.accounts import Role
from app.database import reading, transaction
from app.site import Site
from tests.app.web.people import PASSWORD, add_person, open_browser
from tests.tracker.made_up_answers import CODES, PARAGRAPHS, fill_workspace
from tracker.periods import Period, Report, ReportState
from tracker.progress import Entry, Evidence, EvidenceLevel, Implementation
from tracker.progress_store import open_period, submit_report

DAY = date(2021, 2, 1)
RUNNING = Period(
    "new", "Year of trees", "d", date(2021, 1, 1), date(2021, 3, 31), date(2021, 12, 31)
)
SHOWN = (Evidence(url="https://city.example/trees", title="Map of trees"),)
NOON = datetime(2021, 2, 1, 12, tzinfo=UTC)


def fill_office(engine: Engine) -> None:
    """A workspace with three years of answers and a period that runs."""
    with transaction(engine) as session:
        fill_workspace(session, 3)
        open_period(session, RUNNING)


def send_report(
    engine: Engine,
    member: str = CODES[0],
    paragraphs: Sequence[str] = PARAGRAPHS,
    *,
    done: str = "Trees stand.",
    state: ReportState = ReportState.SUBMITTED,
) -> None:
    """A member sends answers with evidence on the first of them."""
    entries = [
        Entry(
            member, "new", name, NOON, Implementation.LIMITED, done=done,
            evidence=() if place else SHOWN,
            evidence_level=EvidenceLevel.NONE if place else EvidenceLevel.CLAIMED,
        )
        for place, name in enumerate(paragraphs)
    ]  # fmt: skip
    with transaction(engine) as session:
        submit_report(session, Report(member, "new", state, DAY), entries)


def hidden_fields(text: str, action: str) -> dict[str, list[str]]:
    """What the form with an action carries unseen, by name."""
    found: dict[str, list[str]] = {}
    for field in html.fromstring(text).xpath(f"//form[@action='{action}']//input[@type='hidden']"):
        found.setdefault(field.get("name"), []).append(field.get("value"))
    return found


def come_in(site: Site, role: Role, member: str = "") -> TestClient:
    """A browser in which a person of a role is signed in; of each role there is one person."""
    address = f"{role.value}{member}@people.example"
    with reading(site.engine) as session:
        person = find_account(session, address)
    if person is None:
        person = add_person(site, role, member)
    browser = open_browser(site)
    typed = {"email": person.email, "password": PASSWORD, "next": "/account"}
    assert browser.post("/sign-in", data=typed).url.path == "/account"
    return browser
