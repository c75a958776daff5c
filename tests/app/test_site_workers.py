"""``accord serve --workers``: several processes answer for one site as one would."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from sqlalchemy import Engine

from app.account_store import add_account
from app.accounts import Role
from app.database import transaction
from app.invitations import Purpose, accept_link, invite
from tests.app.persons import CHEAP, PASSWORD

ROOT = Path(__file__).parents[2]
COUNT = 2
PATIENCE_SECONDS = 60.0
pytestmark = [
    pytest.mark.enable_socket,
    pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="processes are read in /proc"),
]


@dataclass
class Crew:
    """A running site with the process that looks after the others."""

    program: "subprocess.Popen[str]"
    address: str

    def workers(self) -> set[int]:
        """Return the processes that answer: the resource tracker of Python is none of them."""
        pid = self.program.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return {int(child) for child in children if is_worker(int(child))}

    def open(self) -> httpx.Client:
        """Return a client that opens a connection for each request, so that any may answer."""
        limits = httpx.Limits(max_keepalive_connections=0)
        return httpx.Client(
            base_url=self.address, timeout=60, limits=limits, follow_redirects=True, trust_env=False
        )


def is_worker(pid: int) -> bool:
    try:
        return b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def wait_for(condition) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.05)


@contextmanager
def serving(engine: Engine, folder: Path) -> Iterator[Crew]:
    url = engine.url.render_as_string(hide_password=False)
    words = ["-m", "app.cli.main", "serve", "--port", "0", "--workers", str(COUNT), "--db", url]
    with subprocess.Popen(
        [sys.executable, *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as program:
        assert program.stdout is not None
        crew = Crew(program, program.stdout.readline().strip())
        try:
            wait_for(lambda: len(crew.workers()) == COUNT)
            yield crew
        finally:
            program.kill()


@pytest.fixture(params=["sqlite", "postgresql"])
def shared_workspace(request: pytest.FixtureRequest) -> Engine:
    engine: Engine = request.getfixturevalue(f"{request.param}_workspace")
    return engine


def add_administrator(engine: Engine) -> None:
    now = datetime.now(UTC)
    with transaction(engine) as session:
        account = add_account(session, "root@x.example", Role.ADMINISTRATOR, now=now)
        token = invite(session, account.id, now).token
    accept_link(engine, Purpose.INVITATION, token, PASSWORD, hashing=CHEAP, now=now)


def sign_in(client: httpx.Client) -> None:
    typed = {"email": "root@x.example", "password": PASSWORD}
    headers = {"Origin": str(client.base_url).rstrip("/")}
    assert client.post("/sign-in", data=typed, headers=headers).url.path == "/accounts"


def end(crew: Crew, number: signal.Signals) -> str:
    crew.program.send_signal(number)
    _out, err = crew.program.communicate(timeout=PATIENCE_SECONDS)
    return err


def test_what_one_process_writes_all_read_at_once(shared_workspace: Engine, tmp_path: Path) -> None:
    add_administrator(shared_workspace)
    with serving(shared_workspace, tmp_path) as crew, crew.open() as client:
        sign_in(client)
        headers = {"Origin": crew.address}
        for number in range(4):
            address = f"person{number}@x.example"
            typed = {"email": address, "role": "observer"}
            sent = client.post("/accounts/invite", data=typed, headers=headers)
            assert sent.status_code == 200, sent.text
            for _ in range(6):
                assert address in client.get("/accounts").text
        assert "Traceback" not in end(crew, signal.SIGINT)
    assert crew.program.returncode == 0


def test_a_process_that_is_killed_is_replaced_while_requests_are_answered(
    shared_workspace: Engine, tmp_path: Path
) -> None:
    with serving(shared_workspace, tmp_path) as crew, crew.open() as client:
        assert client.get("/healthz").text == "ok\n"
        victim = min(crew.workers())
        os.kill(victim, signal.SIGKILL)
        failed = 0
        deadline = time.monotonic() + PATIENCE_SECONDS
        while len(crew.workers() - {victim}) < COUNT:
            assert time.monotonic() < deadline
            failed += not is_answered(client)
        assert failed <= 1  # at most what the killed process had just taken
        wait_for(lambda: all(is_answered(client) for _ in range(10)))
        end(crew, signal.SIGTERM)
    assert crew.program.returncode == 0


def is_answered(client: httpx.Client) -> bool:
    try:
        return client.get("/").status_code == 200
    except httpx.TransportError:
        return False


def test_all_are_begun_anew_on_sighup_with_the_settings_of_then(
    sqlite_workspace: Engine, tmp_path: Path
) -> None:
    with serving(sqlite_workspace, tmp_path) as crew, crew.open() as client:
        assert client.get("/healthz").text == "ok\n"
        (tmp_path / "accord.toml").write_text('association = "Cities of the Coast"\n')
        before = crew.workers()
        crew.program.send_signal(signal.SIGHUP)
        wait_for(lambda: is_answered(client) and not before & crew.workers())
        wait_for(lambda: len(crew.workers()) == COUNT)
        for _ in range(6):
            assert "Cities of the Coast" in client.get("/").text
        end(crew, signal.SIGTERM)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_all_processes_end_with_the_one_that_looks_after_them(
    number: signal.Signals, sqlite_workspace: Engine, tmp_path: Path
) -> None:
    with serving(sqlite_workspace, tmp_path) as crew:
        workers = crew.workers()
        with crew.open() as client:
            assert client.get("/healthz").text == "ok\n"
        end(crew, number)
        wait_for(lambda: not any(is_worker(worker) for worker in workers))
