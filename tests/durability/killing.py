"""Is what was acknowledged there after a kill -9? Programs that write are killed, over and over.

It shows that a transaction is whole and that the next program goes on; that the disk has it when
the power fails is shown in ``power_cut.py``.
"""

import os
import random
import select
import signal
import socket
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from http.client import HTTPException

import uvicorn
from sqlalchemy import Engine

from app import database
from app.cli.serving import name_address, take_port
from app.database import open_database, reading
from app.site import open_site
from app.web.application import create_application
from benchmarks.site import HIDDEN, OPEN, SEE_OTHER, Client, Reporter
from tests.durability.writer import read_members, write_members
from tracker.draft_store import load_drafts

LONGEST_LIFE = 0.08
"""Seconds that a program lives at most after its first acknowledgement."""
START_SECONDS = 60.0


@dataclass(slots=True)
class Killed:
    """What came of many kills: rounds, what was acknowledged, and what is wrong."""

    rounds: int = 0
    acknowledged: int = 0
    faults: list[str] = field(default_factory=list)


def fork(work: Callable[[], None]) -> int:
    """Return the number of a new process that does the work and ends, or is killed."""
    process = os.fork()
    if process == 0:
        try:
            database._WRITER_LOCKS.clear()
            work()
        except BaseException:  # noqa: BLE001 - told, and the process ends here whatever it was
            traceback.print_exc()
        finally:
            os._exit(1)
    return process


def kill(process: int) -> None:
    """End a process as a power cut would, without a word to it."""
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)


def kill_writers(name: str, rounds: int, seed: int = 1) -> Killed:
    """Kill programs that write to a workspace; return what came of it."""
    found, chance, begin = Killed(), random.Random(seed), 1  # noqa: S311 - moments, no secrets
    for _ in range(rounds):
        told, tell = os.pipe()
        process = fork(lambda tell=tell, begin=begin: write_members(name, begin, 1_000_000, tell))
        os.close(tell)
        ready, _, _ = select.select([told], [], [], START_SECONDS)
        time.sleep(chance.uniform(0.0, LONGEST_LIFE) if ready else 0.0)
        kill(process)
        with os.fdopen(told) as pipe:
            kept = [int(line.split()[1]) for line in pipe if line.endswith("\n")]
        engine = open_database(name)
        there = read_members(engine)
        engine.dispose()
        last = max(kept, default=begin - 1)
        # One more than was told may be there: it was killed between the commit and the word.
        if there not in (list(range(1, last + 1)), list(range(1, last + 2))):
            found.faults.append(f"acknowledged until {last}, there are {len(there)}")
        if not kept:
            found.faults.append("nothing was acknowledged")
        found.rounds += 1
        found.acknowledged += len(kept)
        begin = len(there) + 1
    return found


class Persistent:
    """A reporter who sends an answer again until it is acknowledged."""

    def __init__(self, reporter: Reporter, paragraphs: list[str]) -> None:
        self._reporter, self._paragraphs = reporter, paragraphs
        self.acknowledged: dict[str, str] = {}
        self.pending = ("", "")
        self.count = 0

    def send(self, client: Client) -> None:
        """Open the form on a paragraph, and send it; an error when nobody answers."""
        paragraph = self._paragraphs[self.count % len(self._paragraphs)]
        words = f"Answer number {self.count}."
        self.pending = (paragraph, words)
        path = f"/member/{self._reporter.member}/periods/{OPEN}/paragraphs/{paragraph}"
        form = dict(HIDDEN.findall(client.read(path)))
        answer = {"state": "limited", "done": words, "language": "en", "go": "list"}
        status, _page = client.ask(path, {**form, **answer})
        if status != SEE_OTHER:
            raise RuntimeError(f"{path}: {status}")
        self.acknowledged[paragraph] = words
        self.pending = ("", "")
        self.count += 1

    def find_faults(self, engine: Engine) -> list[str]:
        """Return every answer that is neither what was acknowledged nor what is being sent."""
        with reading(engine) as session:
            there = load_drafts(session, self._reporter.member, OPEN)
        found = {paragraph: draft.typed.get("done") for paragraph, draft in there.items()}
        paragraph, words = self.pending
        if found.get(paragraph) == words:
            found[paragraph] = self.acknowledged.get(paragraph)
        wanted = {each: found.get(each) for each in {*found, *self.acknowledged}}
        return [
            f"{each}: {value!r} in the place of {self.acknowledged.get(each)!r}"
            for each, value in wanted.items()
            if value != self.acknowledged.get(each)
        ]


def kill_sites(
    name: str, day: date, reporter: Reporter, paragraphs: list[str], rounds: int, seed: int = 1
) -> Killed:
    """Kill servers while a reporter sends answers; the next server goes on at the same port."""
    found, chance = Killed(), random.Random(seed)  # noqa: S311 - moments, no secrets
    person = Persistent(reporter, paragraphs)
    with take_port("127.0.0.1", 0) as listening:
        port = listening.getsockname()[1]
        for _ in range(rounds):
            process = fork(lambda: serve(name, day, listening))
            client = Client(port, reporter.token)
            client.read("/healthz")
            before = person.count
            person.send(client)
            killer = threading.Timer(chance.uniform(0.0, 0.4), kill, [process])
            killer.start()
            try:
                while True:
                    person.send(client)
            except (OSError, HTTPException):
                killer.join()
            found.rounds += 1
            found.acknowledged += person.count - before
            engine = open_database(name)
            found.faults += person.find_faults(engine)
            engine.dispose()
    return found


def serve(name: str, day: date, listening: socket.socket) -> None:
    """Serve a workspace until it is killed."""
    engine = open_database(name)
    address = name_address("127.0.0.1", listening.getsockname()[1])
    site = open_site(engine, base_url=address, today=lambda: day, now=lambda: datetime.now(UTC))
    uvicorn.Server(uvicorn.Config(create_application(site), log_level="error")).run([listening])
