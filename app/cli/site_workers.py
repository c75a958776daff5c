"""How do several processes answer for one site? They share the socket; the first looks after them.

Uvicorn begins the processes, replaces one that has died or no longer answers, and ends all of them
on SIGTERM and Ctrl-C. Reports are made beside the one that looks after them, so one at a time, as
where there is a single process. What a process remembers is good until anybody commits, because
the mark of the database is asked (app.database.ChangeMark), whichever process did it.
"""

import socket
import threading
from dataclasses import dataclass
from datetime import date

from fastapi import FastAPI

from app.cli.output import now, today
from app.database import open_database, sign_engine
from app.journal import Signature
from app.site import open_site
from app.web.application import create_application
from app.web.recalled import prepare
from app.worker_processes import end_with_parent

GRACE_SECONDS = 30
"""So long may what was begun take when a process is told to end."""
SILENCE_SECONDS = 30
"""A process that has not answered whoever looks after it for so long is replaced."""


@dataclass(frozen=True, slots=True)
class SiteWorker:
    """What a process is told at its start: workspace, own address, who started it, day to show."""

    db: str
    base_url: str
    signature: Signature
    as_of: date | None = None

    def __call__(self) -> FastAPI:
        """Return the application; called once in each process."""
        threading.Thread(target=end_with_parent, daemon=True).start()
        site = open_site(
            sign_engine(open_database(self.db), self.signature, now),
            base_url=self.base_url,
            today=lambda: self.as_of or today(),
            now=now,
        )
        threading.Thread(target=prepare, args=(site,), daemon=True).start()
        return create_application(site)


def run_workers(work: SiteWorker, listening: socket.socket, count: int) -> None:
    """Answer with ``count`` processes until SIGTERM or Ctrl-C."""
    import uvicorn  # noqa: PLC0415 - as in app.cli.serving
    from uvicorn.supervisors import Multiprocess  # noqa: PLC0415

    config = uvicorn.Config(
        work,
        factory=True,
        workers=count,
        log_level="warning",
        server_header=False,
        access_log=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
        timeout_worker_healthcheck=SILENCE_SECONDS,
    )
    Multiprocess(config, sockets=[listening]).run()
