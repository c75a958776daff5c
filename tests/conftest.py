"""What every test shares: the real data beside the project, and the two databases."""

import hashlib
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import Engine, inspect, text

from app.database import create_database, database_url, make_engine, open_database
from exports.pdf import writer

ROOT = Path(__file__).parent.parent
DATA = ROOT.parent / "shared" / "data"

# Examples are the same on every machine and nothing is timed: a slow runner is no failure.
settings.register_profile(
    "accord", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("accord")


@pytest.fixture(autouse=True)
def no_network_and_no_clock_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test inherits Accord's settings from the machine it runs on."""
    for name in [name for name in os.environ if name.startswith("ACCORD_")]:
        if not name.startswith("ACCORD_TEST_"):
            monkeypatch.delenv(name)


@pytest.fixture(scope="session", autouse=True)
def every_pdf_is_kept() -> Iterator[None]:
    """Where ACCORD_TEST_PDF_FOLDER names a folder, every PDF of the tests is there to be checked.

    Its name tells which test made it. Files of other processes are not kept.
    """
    folder = os.environ.get("ACCORD_TEST_PDF_FOLDER")
    write_file = writer.write_file

    def write_and_keep(*arguments: Any) -> bytes:
        data = write_file(*arguments)
        test = re.sub(r"\W+", "-", os.environ["PYTEST_CURRENT_TEST"].split("::")[-1])[:80]
        digest = hashlib.sha256(data).hexdigest()[:12]
        Path(folder, f"{test}{digest}.pdf").write_bytes(data)
        return data

    with pytest.MonkeyPatch.context() as patch:
        if folder:
            patch.setattr(writer, "write_file", write_and_keep)
        yield


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real files; a test that needs one skips where it is absent."""
    if not DATA.is_dir():
        pytest.skip("the folder of real data (../shared/data) is not beside the project")
    return DATA


@pytest.fixture(scope="session")
def new_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace that is made once; to copy it is quicker than to run every migration."""
    path = tmp_path_factory.mktemp("new") / "accord.db"
    create_database(str(path)).dispose()
    return path


@pytest.fixture
def sqlite_workspace(tmp_path: Path, new_file: Path) -> Iterator[Engine]:
    """A new workspace in an SQLite file."""
    path = tmp_path / "accord.db"
    shutil.copyfile(new_file, path)
    engine = open_database(str(path))
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def emptied_postgresql() -> Iterator[Engine]:
    """A workspace in PostgreSQL that is emptied for each test, where a server is named."""
    with make_postgresql_workspace() as engine:
        yield engine


@pytest.fixture
def postgresql_workspace(emptied_postgresql: Engine) -> Iterator[Engine]:
    """An empty workspace in PostgreSQL, where ACCORD_TEST_POSTGRESQL names a server."""
    tables = set(inspect(emptied_postgresql).get_table_names()) - {"alembic_version"}
    with emptied_postgresql.begin() as connection:
        connection.execute(text(f"TRUNCATE {', '.join(sorted(tables))}"))
    emptied_postgresql.dispose()
    engine = open_database(emptied_postgresql.url.render_as_string(hide_password=False))
    yield engine
    engine.dispose()


@contextmanager
def make_postgresql_workspace() -> Iterator[Engine]:
    """Yield a new workspace in PostgreSQL and drop it; skip where no server is named."""
    url = os.environ.get("ACCORD_TEST_POSTGRESQL")
    if not url:
        pytest.skip("ACCORD_TEST_POSTGRESQL names no PostgreSQL server to test on")
    name = f"accord_test_{os.getpid()}_{os.urandom(4).hex()}"
    server = make_engine(database_url(url)).execution_options(isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    workspace = database_url(url).set(database=name)
    engine = create_database(workspace.render_as_string(hide_password=False))
    yield engine
    engine.dispose()
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    server.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def workspace(request: pytest.FixtureRequest) -> Engine:
    """A new workspace on each kind of database."""
    engine: Engine = request.getfixturevalue(f"{request.param}_workspace")
    return engine
