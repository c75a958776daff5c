"""The focal point of a city at its desk, in a workspace that each test may change."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app import demo
from app.accounts import Role
from app.database import create_database, open_database
from app.site import Site
from tests.app.web.conftest import open_sample_site
from tests.app.web.members import CITY, DAY
from tests.app.web.people import add_person, sign_in


@pytest.fixture(scope="session")
def open_period_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample on a day on which the period 2019 is open."""
    path = tmp_path_factory.mktemp("open") / "accord.db"
    engine = create_database(str(path))
    demo.fill_workspace(engine, as_of=DAY)
    engine.dispose()
    return path


@pytest.fixture
def site(open_period_file: Path, tmp_path: Path) -> Iterator[Site]:
    shutil.copy(open_period_file, tmp_path / "accord.db")
    engine = open_database(str(tmp_path / "accord.db"))
    site = open_sample_site(engine, DAY)
    yield site
    site.close()
    engine.dispose()


@pytest.fixture
def city(site: Site) -> TestClient:
    return sign_in(site, add_person(site, Role.MEMBER, CITY))
