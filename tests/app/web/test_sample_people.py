"""Where the sample is served, anyone may see it as one of its people; elsewhere nobody may."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from app import demo
from app.sample_people import prepare_people
from app.site import Site
from tests.app.web.conftest import open_sample_site
from tests.app.web.people import open_browser

NOW = datetime(2019, 9, 1, tzinfo=UTC)


@pytest.fixture
def served(sqlite_workspace: Engine) -> Iterator[Site]:
    demo.fill_workspace(sqlite_workspace)
    people = prepare_people(sqlite_workspace, demo.SAMPLE_DAY, NOW)
    site = replace(open_sample_site(sqlite_workspace), people=people)
    yield site
    site.close()


def test_a_button_makes_anyone_a_person_of_the_sample(served: Site) -> None:
    browser = open_browser(served)
    assert "See it as" in browser.get("/").text
    browser.post("/see-as/member")
    assert demo.REPORTED_MEMBER in browser.get("/account").text
    browser.post("/see-as/drafter")
    assert "drafter@sample.invalid" in browser.get("/account").text
    assert browser.post("/see-as/administrator").status_code == 404


def test_nobody_signs_in_as_them_with_a_password(served: Site) -> None:
    answer = open_browser(served).post(
        "/sign-in", data={"email": "secretariat@sample.invalid", "password": "secretariat"}
    )
    assert answer.status_code == 401


def test_a_workspace_of_ones_own_has_no_such_button(served: Site) -> None:
    own = open_browser(replace(served, people=()))
    assert "See it as" not in own.get("/").text
    assert own.post("/see-as/secretariat").status_code == 404


def test_the_served_sample_has_something_to_do_for_each(served: Site, browser: TestClient) -> None:
    with served.engine.connect() as connection:
        codes = connection.exec_driver_sql("SELECT code FROM declaration").scalars().all()
        periods = connection.exec_driver_sql("SELECT code FROM period").scalars().all()
    assert "sample-next" in codes
    assert "sample-open" in periods
    assert "sample-next" not in open_browser(served).get("/").text
