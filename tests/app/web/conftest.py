"""The site as a browser meets it: the sample workspace behind a client that keeps no state."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from app import demo
from app.database import create_database
from app.site import Site, open_site
from app.web.application import create_application

BASE_URL = "http://testserver"


def open_sample_site(engine: Engine, day: date = demo.SAMPLE_DAY) -> Site:
    return open_site(
        engine,
        base_url=BASE_URL,
        today=lambda: day,
        now=lambda: datetime(day.year, day.month, day.day, 12, tzinfo=UTC),
        patience=0.0,
    )


@pytest.fixture(scope="session")
def sample_workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The sample; whoever changes it makes a workspace of their own."""
    engine = create_database(str(tmp_path_factory.mktemp("site") / "demo.db"))
    demo.fill_workspace(engine)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def sample_site(sample_workspace: Engine) -> Iterator[Site]:
    site = open_sample_site(sample_workspace)
    yield site
    site.close()


@pytest.fixture
def browser(sample_site: Site) -> TestClient:
    return TestClient(create_application(sample_site), base_url=BASE_URL)


@pytest.fixture
def workspace_browser(sqlite_workspace: Engine) -> Iterator[TestClient]:
    """A client of a new workspace, which the test may fill and change."""
    site = open_sample_site(sqlite_workspace, date(2026, 11, 30))
    yield TestClient(create_application(site), base_url=BASE_URL, raise_server_exceptions=False)
    site.close()
