"""A site with one draft and its people, and tabs in which they have signed in."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from sqlalchemy import Engine

from app.accounts import Role
from app.cli.serving import name_address, take_port
from app.site import open_site
from app.web.application import create_application
from tests.app.web.drafts import DAY, NOON, fill_drafting
from tests.app.web.people import PASSWORD, add_person
from tests.browser.conftest import running


@contextmanager
def serve_drafting(engine: Engine) -> Iterator[str]:
    """The address of a site with one draft and its people, while a block runs."""
    fill_drafting(engine)
    with take_port("127.0.0.1", 0) as listening:
        found = name_address("127.0.0.1", listening.getsockname()[1])
        site = open_site(engine, base_url=found, today=lambda: DAY, now=lambda: NOON, patience=0.0)
        add_person(site, Role.DRAFTER, email="drafter@people.example")
        add_person(site, Role.MEMBER, "seoul", email="seoul@people.example")
        config = uvicorn.Config(create_application(site), log_level="warning", ws="none")
        with running(uvicorn.Server(config), listening):
            yield found
        site.close()


def come_in(chromium: Any, address: str, name: str, **options: Any) -> Any:
    """A tab in which somebody has signed in."""
    tab = chromium.new_context(**options).new_page()
    tab.goto(f"{address}/sign-in?next=/drafting")
    tab.get_by_label("E-mail address").fill(f"{name}@people.example")
    tab.get_by_label("Password").fill(PASSWORD)
    tab.locator("main button").click()
    assert tab.url == f"{address}/drafting"
    return tab
