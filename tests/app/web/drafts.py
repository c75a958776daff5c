"""A text in work, and the people around it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime

from lxml import html
from sqlalchemy import Engine
from starlette.testclient import TestClient

from app.accounts import Account, Role
from app.database import reading, transaction
from app.site import Site
from declarations.draft_file import parse_draft
from declarations.revising import revise
from declarations.revisions import Revision
from declarations.store import load_revision
from tests.app.web.conftest import open_sample_site
from tests.app.web.people import PASSWORD, add_person, open_browser
from tracker.member_store import add_assembly, add_member
from tracker.members import Assembly, Member

DAY = date(2026, 11, 30)
NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)
DRAFT = """---
declaration: green
title: Declaration on Green Cities
---

# Preamble {#preamble}

We, the member cities, have met in general assembly. {#preamble-1}

# Air {#air}

1. We commit to measure the air every day. {#air-1}

2. We commit to publish what we measure. {#air-2}

# Water {#water}

3. We commit to keep the water clean. {#water-1}
"""


@dataclass(frozen=True, slots=True)
class DraftingOffice:
    """A site with one draft, two members, and a browser for each role."""

    site: Site
    browsers: Mapping[str, TestClient]

    def latest(self) -> Revision:
        with reading(self.site.engine) as session:
            return load_revision(session, "green")

    def words(self) -> dict[str, str]:
        return {node.id: node.text.plain for node in self.latest().declaration.walk()}


def fill_drafting(engine: Engine) -> None:
    """Put one draft, an assembly and two members into an empty workspace."""
    with transaction(engine) as session:
        revise(
            session, parse_draft(DRAFT).declaration, "", reason="First", made_on=date(2026, 1, 5)
        )
        add_assembly(
            session,
            Assembly("ga5", "5th General Assembly", "Seoul", date(2026, 11, 29), date(2026, 12, 2)),
        )
        for code, name in (("seoul", "Seoul"), ("quito", "Quito")):
            add_member(session, Member(code, {"en": name}, "KR" if code == "seoul" else "EC", ""))


@contextmanager
def open_office(engine: Engine) -> Iterator[DraftingOffice]:
    """The site of a workspace that is filled here, with a browser for each role."""
    fill_drafting(engine)
    site = open_sample_site(engine, DAY)
    people = {
        "drafter": add_person(site, Role.DRAFTER),
        "secretariat": add_person(site, Role.SECRETARIAT),
        "administrator": add_person(site, Role.ADMINISTRATOR),
        "observer": add_person(site, Role.OBSERVER),
        "seoul": add_person(site, Role.MEMBER, "seoul"),
        "quito": add_person(site, Role.MEMBER, "quito"),
    }
    yield DraftingOffice(site, {name: come_in(site, person) for name, person in people.items()})
    site.close()


def come_in(site: Site, account: Account) -> TestClient:
    """A browser in which a person is signed in, at the page of the own account."""
    browser = open_browser(site)
    given = {"email": account.email, "password": PASSWORD, "next": "/account"}
    assert browser.post("/sign-in", data=given).url.path == "/account"
    return browser


def read_fields(page: str) -> dict[str, list[str]]:
    """Every field of the first form of the main part that is sent, as it stands on the page."""
    form = html.fromstring(page).xpath("//main//form[@method='post']")[0]
    found: dict[str, list[str]] = {}
    for field in form.xpath(".//input[@name] | .//textarea[@name] | .//select[@name]"):
        if field.tag == "textarea":
            words = (field.text or "").removeprefix("\n")
        elif field.tag == "select":
            words = str(field.value or "")
        elif field.get("type") in {"checkbox", "radio"} and field.get("checked") is None:
            continue
        else:
            words = field.get("value", "")
        found.setdefault(field.get("name"), []).append(words)
    return found


def texts(page: str, path: str) -> Sequence[str]:
    return [
        " ".join(" ".join(each.itertext()).split()) for each in html.fromstring(page).xpath(path)
    ]
