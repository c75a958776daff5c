"""Every page of everyone: read by axe, no wider than the screen, walked through by the Tab key.

Pages are found as people find them, by links from the page at which they begin. A page that no
link leads to stands in UNLINKED with the reason, or fails.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
import uvicorn
from sqlalchemy import Engine

from app import demo
from app.account_store import activate_account, add_account
from app.accounts import Role
from app.cli.serving import name_address, take_port
from app.database import create_database, transaction
from app.proposing import Proposal, propose_changes
from app.sample_people import prepare_people
from app.sessions import open_session
from app.site import Site
from app.web.application import create_application
from tests.app.web.route_table import ALLOWED, COLUMNS, ROUTES
from tests.browser.conftest import open_sample_site, running
from tests.browser.test_public_pages import RUN_AXE, TOO_WIDE

NOON = datetime(demo.SAMPLE_DAY.year, demo.SAMPLE_DAY.month, demo.SAMPLE_DAY.day, 12, tzinfo=UTC)
FOLDER = os.environ.get("ACCORD_TEST_PICTURES", "")
"""Where pictures of the pages are kept, to be looked at."""
LOOKS = (("en", "light", 1280), ("en", "dark", 360), ("ar", "light", 360), ("ar", "dark", 768))
FILE = re.compile(r"\.\w+$|\.\{\w+\}$|/files/|^/static/|^/api/|^/healthz$")
"""A route whose answer is no page."""
STATED = "of a city that stated something or is late, in the journey of the member"
WRITTEN = "of a text that was adopted or is translated, in the journey of the drafter"
UNLINKED = {
    "/sign-in/provider": "where the settings name a provider of identities",
    "/sign-in/provider/back": "where a provider of identities sends people back to",
    "/sign-in/code": "asked for after the password, where somebody has a second factor",
    "/invitation/{token}": "the link of a letter",
    "/reset/{token}": "the link of a letter",
    "/secretariat/reports/{key}": "a report that was asked for, in the journey of the secretariat",
    "/member/{code}/periods/{period}/workbook/{mark}": "a workbook that was sent in, in the "
    "journey of the member",
    "/declarations/{code}/languages": "the sample is in one language",
    "/secretariat/reviews/{period}/{member}": "a report that was handed in, in the journey of the "
    "secretariat",
    "/member/{code}/declarations/{declaration}/statements/reservations/{other}/{against}": STATED,
    "/member/{code}/declarations/{declaration}/statements/{number}/change": STATED,
    "/member/{code}/declarations/{declaration}/statements/{number}/withdrawal": STATED,
    "/member/{code}/periods/{period}/late/{paragraph}": STATED,
    "/drafting/{code}/record": WRITTEN,
    "/drafting/{code}/translations/{to}": WRITTEN,
    "/drafting/{code}/correction/{language}": WRITTEN,
    "/secretariat/reminders/{period}/letters/{key}": "nobody of the sample is late",
}
LINKED_FOR = {"/member/{code}/timeline": "own member"}
"""Whose pages lead there, where others before him or her may come by the address."""
PEOPLE = {
    "anonymous": (None, ""),
    "observer": (Role.OBSERVER, ""),
    "own member": (Role.MEMBER, demo.REPORTED_MEMBER),
    "drafter": (Role.DRAFTER, ""),
    "secretariat": (Role.SECRETARIAT, ""),
    "administrator": (Role.ADMINISTRATOR, ""),
}
BEGIN_WALK = """() => {
    const wanted = 'a[href], button, input:not([type=hidden]), select, textarea, summary';
    const seen = new Set();
    const found = [...document.querySelectorAll(wanted)].filter(
        (each) => !each.disabled && each.checkVisibility({visibilityProperty: true}));
    let number = 0;
    for (const each of found) {
        const group = each.type === 'radio' ? `${each.form?.action} ${each.name}` : '';
        if (group && seen.has(group)) continue;
        seen.add(group);
        each.dataset.walk = group || String(number++);
    }
    document.activeElement?.blur();
    return [...new Set(found.filter((each) => each.dataset.walk).map(
        (each) => each.dataset.walk))];
}"""
STEP = """() => {
    const here = document.activeElement;
    if (!here || here === document.body) return null;
    const look = getComputedStyle(here);
    const group = here.type === 'radio' ? `${here.form?.action} ${here.name}` : '';
    return {
        walk: group || here.dataset.walk || '',
        words: (here.textContent || here.name || '').trim().slice(0, 60),
        ring: look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) >= 2,
    };
}"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The sample with its people, a text that is worked on, and an amendment to it."""
    engine: Engine = create_database(str(tmp_path_factory.mktemp("every") / "demo.db"))
    demo.fill_workspace(engine)
    prepare_people(engine, demo.SAMPLE_DAY, NOON)
    with transaction(engine) as session:
        words = [("environment-1", "We count our trees.")]
        propose_changes(
            session, Proposal("sample-next", demo.REPORTED_MEMBER, words), demo.SAMPLE_DAY
        )
    with take_port("127.0.0.1", 0) as listening:
        address = name_address("127.0.0.1", listening.getsockname()[1])
        site = replace(open_sample_site(engine, address), base_url=address)
        config = uvicorn.Config(create_application(site), log_level="warning", ws="none")
        with running(uvicorn.Server(config), listening):
            yield site
        site.close()
    engine.dispose()


def open_tab(chromium: Any, site: Site, person: str) -> Any:
    """A page in which somebody is signed in."""
    context = chromium.new_context(bypass_csp=True)  # for the checker, put into the page
    role, member = PEOPLE[person]
    if role is not None:
        with transaction(site.engine) as session:
            account = add_account(session, f"{role}@people.example", role, member=member, now=NOON)
            activate_account(session, account.id, NOON)
            token = open_session(session, account.id, NOON)
        context.add_cookies([{"name": "accord_session", "value": token, "url": site.base_url}])
    return context.new_page()


PATTERNS = {
    path: re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path)))
    for path in (route.removeprefix("GET ") for route in ROUTES if route.startswith("GET "))
    if not FILE.search(path)
}


def find_route(path: str) -> str:
    """The route that answers on a path; the most literal one where several would."""
    fitting = [route for route, pattern in PATTERNS.items() if pattern.fullmatch(path)]
    return min(fitting, key=lambda route: route.count("{"), default="")


def first_person(route: str) -> str:
    """Who of all looks at a page in every look; the others in one."""
    if route in LINKED_FOR:
        return LINKED_FOR[route]
    row = dict(zip(COLUMNS, ROUTES[f"GET {route}"], strict=True))
    return next(person for person in PEOPLE if row[person] in {ALLOWED, "N"})


@pytest.mark.parametrize("person", PEOPLE)
def test_every_page_is_fit_for_everyone(chromium: Any, served: Site, axe: str, person: str) -> None:
    tab = open_tab(chromium, served, person)
    waiting, seen, faults = ["/", "/account", "/sign-in"], set[str](), []
    while waiting:
        path = waiting.pop(0)
        route = find_route(urlsplit(path).path)
        if not route or route in seen:
            continue
        seen.add(route)
        tab.set_viewport_size({"width": 1280, "height": 800})
        answer = tab.goto(served.base_url + path)
        if answer.status != HTTPStatus.OK:
            faults.append((path, answer.status))
        landed = find_route(urlsplit(tab.url).path)
        if landed != route:  # sent on to another page, or to the sign-in
            waiting.append(tab.url.removeprefix(served.base_url))
            continue
        waiting += read_links(tab, served.base_url)
        is_first = first_person(route) == person
        if is_first:
            faults += [(path, fault) for fault in walk_by_tab(tab)]
        looks = LOOKS if is_first else (LOOKS[len(seen) % len(LOOKS)],)
        for look in looks:
            faults += [
                (path, look, fault) for fault in look_at(tab, served.base_url, path, look, axe)
            ]
            if FOLDER:
                keep_picture(tab, person, route, look)
    tab.context.close()
    assert not faults, "\n".join(map(str, faults))
    wanted = {route for route in PATTERNS if first_person(route) == person}
    assert sorted(wanted - seen - set(UNLINKED)) == [], "no link leads to these"


def read_links(tab: Any, base: str) -> list[str]:
    """Where a page leads on this site, without the choice of a language."""
    links = tab.evaluate("[...document.querySelectorAll('a[href]')].map((each) => each.href)")
    return [
        link.removeprefix(base).split("#")[0]
        for link in links
        if link.startswith(base) and "lang=" not in link
    ]


def walk_by_tab(tab: Any) -> list[str]:
    """What the Tab key does not come to, or comes to without showing where it is."""
    wanted = tab.evaluate(BEGIN_WALK)
    reached, faults = set[str](), list[str]()
    for _ in range(4 * len(wanted) + 5):  # a field for a date has several stops
        tab.keyboard.press("Tab")
        here = tab.evaluate(STEP)
        if here is None:
            continue
        reached |= {here["walk"]} - {""}  # a table that scrolls is a stop of its own
        if len(reached) == len(wanted):
            break
        if not here["ring"]:
            faults.append(f"no ring: {here['words']}")
    for each in wanted:
        if each not in reached:
            element = tab.locator(f"[data-walk='{each}']").first.evaluate("(e) => e.outerHTML")
            faults.append(f"not reached: {element[:200]}")
    return faults


def look_at(
    tab: Any, base: str, path: str, look: tuple[str, str, int], axe: str
) -> list[tuple[str, list[str]]]:
    """What axe finds on a page, and whether it is wider than the screen."""
    language, scheme, width = look
    tab.emulate_media(color_scheme=scheme)
    tab.set_viewport_size({"width": width, "height": 800})
    mark = "&" if "?" in path else "?"
    tab.goto(f"{base}{path}{mark}{urlencode({'lang': language})}")
    tab.evaluate(axe)
    found = [
        (rule["id"], [node["html"][:120] for node in rule["nodes"]][:3])
        for rule in tab.evaluate(RUN_AXE)["violations"]
    ]
    if tab.evaluate(TOO_WIDE) > 0:
        found.append(("too wide", []))
    return found


def keep_picture(tab: Any, person: str, route: str, look: tuple[str, str, int]) -> None:
    name = re.sub(r"\W+", "_", route).strip("_") or "home"
    target = Path(FOLDER) / f"{name}-{look[0]}-{look[1]}-{look[2]}-{person.replace(' ', '_')}.png"
    tab.screenshot(path=str(target), full_page=True)
