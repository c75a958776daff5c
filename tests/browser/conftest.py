"""Pages in a real browser: Debian's Chromium, led by Playwright, on a site of this machine."""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from sqlalchemy import Engine

from app import demo
from app.cli.serving import name_address, take_port
from app.database import create_database
from app.site import Site, open_site
from app.web.application import create_application

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip


@pytest.fixture(scope="session")
def axe() -> str:
    """The accessibility checker axe-core, where ACCORD_TEST_AXE names its axe.min.js."""
    path = os.environ.get("ACCORD_TEST_AXE", "")
    if not path or not Path(path).is_file():
        pytest.skip("ACCORD_TEST_AXE names no axe.min.js (npm install axe-core)")
    return Path(path).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """One Chromium for the tests of a module: while Playwright runs, asyncio.run cannot."""
    api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    if not CHROMIUM.is_file():
        pytest.skip(f"there is no {CHROMIUM} (Debian's package chromium)")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def sample_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address at which the sample is served while the tests run."""
    engine = create_database(str(tmp_path_factory.mktemp("served") / "demo.db"))
    demo.fill_workspace(engine)
    with take_port("127.0.0.1", 0) as listening:
        address = name_address("127.0.0.1", listening.getsockname()[1])
        site = open_sample_site(engine, address)
        config = uvicorn.Config(create_application(site), log_level="warning", ws="none")
        with running(uvicorn.Server(config), listening):
            yield address
        site.close()
    engine.dispose()


def open_sample_site(engine: Engine, address: str) -> Site:
    day = demo.SAMPLE_DAY
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return open_site(engine, base_url=address, today=lambda: day, now=lambda: noon, patience=0.0)


@contextmanager
def running(server: uvicorn.Server, listening: Any) -> Iterator[None]:
    """Run a server in a thread until the block ends."""
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield
    server.should_exit = True
    thread.join()
