"""How many readers does the site serve, and how soon? And what of deadline day?

``python -m benchmarks.site`` serves the sample, or a made-up workspace of so many members, in a
process of its own and asks it from another, over connections that stay open. Beside it stands a
bare FastAPI route that gives the same bytes as the home page each time.

``python -m benchmarks.site --deadline`` lets many reporters write at once: each opens the form on a
paragraph, waits as a typist would, and sends it. Every answer that was acknowledged is looked for
in the workspace afterwards.
"""

import argparse
import http.client
import os
import random
import re
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

from sqlalchemy import Engine
from sqlmodel import select

from app import demo
from app.account_store import activate_account, add_account
from app.accounts import Role
from app.database import create_database, open_database, reading, transaction
from app.sessions import open_session
from benchmarks.reports import AS_OF, fill_workspace, make_register
from tracker.draft_store import load_drafts
from tracker.periods import Period
from tracker.progress_store import open_period
from tracker.tables import MemberRow

CLIENTS = 8
SECONDS = 10.0
OPEN = "open-now"
COOKIE = "accord_session"
SEE_OTHER = 303
IDLE_SECONDS = 4.0
"""After so long a client takes a new connection; the server closes idle ones a second later."""
HIDDEN = re.compile(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)"')


@dataclass(slots=True)
class Load:
    """What came of many requests: seconds each, and what went wrong."""

    seconds: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    lasted: float = 0.0

    def row(self, what: str, clients: int) -> str:
        """Return a row of the table."""
        spent = sorted(self.seconds)
        p95 = spent[int(len(spent) * 0.95)] if spent else 0.0
        median = statistics.median(spent) if spent else 0.0
        rate = len(spent) / self.lasted if self.lasted else 0.0
        return (
            f"| {what} | {clients} | {len(spent):,} | {rate:,.1f} | {median * 1000:,.0f} | "
            f"{p95 * 1000:,.0f} | {max(spent, default=0.0) * 1000:,.0f} | {len(self.faults)} |"
        )


class Client:
    """One browser: a connection that stays open, and the session's cookie."""

    def __init__(self, port: int, token: str = "") -> None:
        self._used = 0.0
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self._headers = {"Accept-Encoding": "gzip", "Sec-Fetch-Site": "same-origin"}
        if token:
            self._headers["Cookie"] = f"{COOKIE}={token}"

    def ask(self, path: str, form: dict[str, str] | None = None) -> tuple[int, bytes]:
        """Return status and body of an answer; the form is sent where there is one."""
        headers, body = dict(self._headers), None
        if form is not None:
            body = urlencode(form).encode()
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers.pop("Accept-Encoding")
        if time.monotonic() - self._used > IDLE_SECONDS:
            self._connection.close()
        self._connection.request("GET" if form is None else "POST", path, body, headers)
        answer = self._connection.getresponse()
        page = answer.read()
        self._used = time.monotonic()
        return answer.status, page

    def read(self, path: str) -> str:
        """Return a page as text."""
        kept = self._headers.pop("Accept-Encoding")
        status, body = self.ask(path)
        self._headers["Accept-Encoding"] = kept
        if status != http.client.OK:
            raise RuntimeError(f"{path}: {status}")
        return body.decode()


@contextmanager
def serving(command: list[str]) -> Iterator[int]:
    """Yield the port at which a server of its own process listens."""
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        address = server.stdout.readline().strip() if server.stdout else ""
        try:
            yield int(address.rsplit(":", 1)[1])
        finally:
            server.terminate()


def serve_site(db: Path, day: date) -> list[str]:
    """Return the command that serves a workspace."""
    program = str(Path(sys.executable).parent / "accord")
    return [program, "serve", "--db", str(db), "--port", "0", "--as-of", str(day)]


BARE = """
import socket, sys, uvicorn
from fastapi import FastAPI
from fastapi.responses import HTMLResponse
page = open(sys.argv[1], "rb").read()
app = FastAPI()
@app.get("/")
def show(): return HTMLResponse(page)
with socket.create_server(("127.0.0.1", 0)) as listening:
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    print(f"http://127.0.0.1:{listening.getsockname()[1]}", flush=True)
    uvicorn.Server(uvicorn.Config(app, log_level="warning")).run(sockets=[listening])
"""


def drive(work: Callable[[int], Callable[[], None]], clients: int, seconds: float) -> Load:
    """Return what came of clients that each do their work over and over for so long."""
    load, guard, begun = Load(), threading.Lock(), time.monotonic()
    steps = [work(number) for number in range(clients)]

    def run(step: Callable[[], None]) -> None:
        while time.monotonic() - begun < seconds:
            start = time.perf_counter()
            try:
                step()
            except (OSError, RuntimeError, http.client.HTTPException) as error:
                with guard:
                    load.faults.append(repr(error))
                return
            with guard:
                load.seconds.append(time.perf_counter() - start)

    threads = [threading.Thread(target=run, args=(step,)) for step in steps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    load.lasted = time.monotonic() - begun
    return load


def fetch(port: int, path: str, token: str = "") -> Callable[[int], Callable[[], None]]:
    """Return the work of reading one page."""

    def begin(_number: int) -> Callable[[], None]:
        client = Client(port, token)

        def step() -> None:
            status, _body = client.ask(path)
            if status != http.client.OK:
                raise RuntimeError(f"{path}: {status}")

        return step

    return begin


def find_paragraphs(client: Client, code: str) -> list[str]:
    """Return the ids of the paragraphs of a declaration, as its page links to them."""
    page = client.read(f"/declarations/{code}")
    return list(dict.fromkeys(re.findall(rf"/declarations/{code}/paragraphs/([^\"/?#]+)", page)))


@dataclass(frozen=True, slots=True)
class Reporter:
    """A person of a member, with a session."""

    member: str
    token: str


def open_reporting(engine: Engine, declaration: str, day: date) -> None:
    """Open a period that is due a week later."""
    with transaction(engine) as session:
        open_period(
            session,
            Period(
                code=OPEN,
                name="Open now",
                declaration=declaration,
                opens_on=day - timedelta(days=60),
                due_on=day + timedelta(days=7),
                closes_on=day + timedelta(days=30),
            ),
        )


def add_reporters(engine: Engine, count: int) -> list[Reporter]:
    """Give so many members a person that is signed in."""
    now = datetime.now(UTC)
    with transaction(engine) as session:
        codes = session.exec(select(MemberRow.code).order_by(MemberRow.code).limit(count)).all()
        reporters = []
        for number, code in enumerate(codes):
            account = add_account(
                session, f"r{number}@made-up.example", Role.MEMBER, member=code, now=now
            )
            activate_account(session, account.id, now)
            reporters.append(Reporter(code, open_session(session, account.id, now)))
    return reporters


class Typist:
    """Answers one paragraph after another, and remembers what was acknowledged."""

    def __init__(self, port: int, reporter: Reporter, paragraphs: list[str], pause: float) -> None:
        self._client = Client(port, reporter.token)
        self._member = reporter.member
        self._paragraphs = paragraphs
        self._pause = pause
        self._random = random.Random(reporter.member)  # noqa: S311 - made-up words
        self.number = 0
        self.acknowledged: dict[str, str] = {}

    def step(self) -> None:
        """Open the form on a paragraph, type, and send it."""
        paragraph = self._paragraphs[self.number % len(self._paragraphs)]
        self.number += 1
        path = f"/member/{self._member}/periods/{OPEN}/paragraphs/{paragraph}"
        form = dict(HIDDEN.findall(self._client.read(path)))
        if self._pause:
            time.sleep(self._random.uniform(0.5, 1.5) * self._pause)
        words = f"What was done, version {self.number} of {self._member}."
        answer = {"state": "limited", "done": words, "language": "en", "go": "list"}
        status, body = self._client.ask(path, {**form, **answer})
        if status != SEE_OTHER:
            raise RuntimeError(f"{path}: {status} {body[-300:]!r}")
        self.acknowledged[paragraph] = words


def count_lost(engine: Engine, typists: list[Typist]) -> int:
    """Return how many acknowledged answers are not in the workspace."""
    lost = 0
    with reading(engine) as session:
        for typist in typists:
            kept = load_drafts(session, typist._member, OPEN)  # noqa: SLF001 - of this module
            for paragraph, words in typist.acknowledged.items():
                draft = kept.get(paragraph)
                lost += draft is None or draft.typed.get("done") != words
    return lost


def make_workspace(folder: Path, members: int) -> tuple[Path, str, date]:
    """Return a workspace, its declaration and the day it is served for; 0 members: the sample."""
    db = folder / "site.db"
    engine = create_database(str(db))
    if members:
        register = make_register(members)
        with transaction(engine) as session:
            fill_workspace(session, register)
        code, day = register.declaration.code, AS_OF
    else:
        demo.fill_workspace(engine)
        code, day = demo.DECLARATION, demo.SAMPLE_DAY
    open_reporting(engine, code, day)
    engine.dispose()
    return db, code, day


HEAD = (
    "| What | Clients | Requests | a second | Median, ms | p95, ms | Longest, ms | Faults |\n"
    "|---|---|---|---|---|---|---|---|"
)


def measure_pages(members: int, seconds: float, clients: int) -> None:
    """Print the table of reading pages and of posting an answer, beside the bare route."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        db, code, day = make_workspace(folder, members)
        engine = open_database(str(db))
        reporters = add_reporters(engine, clients)
        with serving(serve_site(db, day)) as port:
            first = Client(port)
            begun = time.perf_counter()
            home = first.read("/")
            cold = time.perf_counter() - begun
            (folder / "home.html").write_text(home, encoding="utf-8")
            paragraphs = find_paragraphs(first, code)
            reporter = reporters[0]
            entry = f"/member/{reporter.member}/periods/{OPEN}/paragraphs/{paragraphs[0]}"
            shown = f"{members:,} members" if members else "The sample"
            print(f"\n{shown}; first home page {cold:.2f} s.\n\n{HEAD}")
            for what, path, token in (
                ("home", "/", ""),
                ("text of the declaration", f"/declarations/{code}", ""),
                ("member", f"/members/{reporter.member}", ""),
                ("matrix, one page", f"/declarations/{code}/acceptance?page=1", ""),
                ("form on a paragraph", entry, reporter.token),
            ):
                fetch(port, path, token)(0)()  # once for nothing
                print(
                    drive(fetch(port, path, token), clients, seconds).row(what, clients), flush=True
                )
            typists = [Typist(port, each, paragraphs, 0.0) for each in reporters]
            load = drive(lambda number: typists[number].step, clients, seconds)
            print(load.row("form opened and answer posted", clients), flush=True)
            for fault in load.faults[:3]:
                print(fault, file=sys.stderr)
        with serving([sys.executable, "-c", BARE, str(folder / "home.html")]) as port:
            print(
                drive(fetch(port, "/"), clients, seconds).row("bare route, the home page", clients)
            )
        engine.dispose()


def measure_deadline(reporters: int, minutes: float, pause: float) -> None:
    """Print what came of many reporters at once, and how many answers were lost."""
    with TemporaryDirectory() as name:
        db, code, day = make_workspace(Path(name), max(reporters, 24))
        engine = open_database(str(db))
        people = add_reporters(engine, reporters)
        with serving(serve_site(db, day)) as port:
            paragraphs = find_paragraphs(Client(port), code)
            typists = [Typist(port, each, paragraphs, 0.0) for each in people]
            load = Load()
            timed = drive(lambda n: pausing(typists[n], pause, load), reporters, minutes * 60)
            load.lasted, load.faults = timed.lasted, timed.faults
        print(f"\n{HEAD}\n{load.row('form opened and answer posted', reporters)}")
        kept = sum(len(typist.acknowledged) for typist in typists)
        lost = count_lost(engine, typists)
        print(f"\n{kept:,} answers stood acknowledged at the end, {lost} of them are lost.")
        for fault in load.faults[:5]:
            print(fault, file=sys.stderr)
        engine.dispose()


def pausing(typist: Typist, pause: float, load: Load) -> Callable[[], None]:
    """Return a step that is timed without the pause in which its typist thinks."""
    guard = threading.Lock()

    def step() -> None:
        time.sleep(random.uniform(0.5, 1.5) * pause)  # noqa: S311 - made-up pauses
        begun = time.perf_counter()
        typist.step()
        with guard:
            load.seconds.append((time.perf_counter() - begun) / 2)  # two requests

    return step


def main(words: list[str]) -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.site", description=__doc__)
    parser.add_argument("--members", type=int, default=0, help="0: the sample")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="for each page")
    parser.add_argument("--clients", type=int, default=CLIENTS)
    parser.add_argument("--deadline", action="store_true")
    parser.add_argument("--reporters", type=int, default=200)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--pause", type=float, default=20.0, help="seconds between two answers")
    chosen = parser.parse_args(words)
    if chosen.deadline:
        measure_deadline(chosen.reporters, chosen.minutes, chosen.pause)
    else:
        measure_pages(chosen.members, chosen.seconds, chosen.clients)


if __name__ == "__main__":
    os.environ.pop("ACCORD_DB", None)
    main(sys.argv[1:])
