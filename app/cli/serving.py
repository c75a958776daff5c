"""How does the site come up? One command that serves a workspace to browsers."""

import contextlib
import os
import socket
import threading
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Engine

from app.cli.options import DEFAULT_DB, AsOf, Db
from app.cli.output import CALLER, emit, now, say, today, warn, workspace
from app.journal_sealer import JournalSealer
from app.report_worker import ReportWorker
from app.site import SamplePerson, open_site
from declarations.problems import StorageRefusal

Days = Callable[[], date]

serving = typer.Typer()
"""Without a name: its command stands directly under ``accord``."""

WAITING = 2048
"""Connections that may wait to be taken."""


@serving.command("serve")
def serve_site(
    host: Annotated[
        str,
        typer.Option(help="The address to listen at; 0.0.0.0 is every address of this machine."),
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="The port; 0 takes any that is free.")
    ] = 8000,
    workers: Annotated[
        int, typer.Option(min=1, max=64, help="How many processes answer; about one a core.")
    ] = 1,
    db: Db = DEFAULT_DB,
    as_of: AsOf = None,
) -> None:
    """Serve the workspace as a site, until Ctrl-C.

    /healthz answers when it is ready. Behind a web server that speaks https, set base_url in
    accord.toml to the public address. With several workers, one that dies is replaced.

    Example: accord serve --db association.db --port 8080
    """
    with workspace(db) as engine:
        if workers == 1:
            run_site(engine, host, port, lambda: as_of or today())
        else:
            run_crew(engine, host, port, workers, as_of)


def run_site(
    engine: Engine, host: str, port: int, choose_day: Days, people: tuple[SamplePerson, ...] = ()
) -> None:
    """Serve a workspace until Ctrl-C; ``people`` are those as whom anyone may look round."""
    # The server and the pages are loaded here alone: no other command needs them.
    import uvicorn  # noqa: PLC0415

    from app.web.application import create_application  # noqa: PLC0415
    from app.web.recalled import prepare  # noqa: PLC0415

    with take_port(host, port) as listening:
        address = name_address(host, listening.getsockname()[1])
        site = open_site(
            engine, base_url=address, today=choose_day, now=now, warn=warn, people=people
        )
        config = uvicorn.Config(
            create_application(site), log_level="warning", server_header=False, access_log=False
        )
        threading.Thread(target=prepare, args=(site,), daemon=True).start()
        with working_aside(engine, site.folder), contextlib.suppress(KeyboardInterrupt):
            emit(address)
            say("The site is open; Ctrl-C ends it.")
            uvicorn.Server(config).run(sockets=[listening])
        site.close()
        say("The site is closed.")


def run_crew(engine: Engine, host: str, port: int, count: int, as_of: date | None) -> None:
    """Serve a workspace with several processes until Ctrl-C or SIGTERM."""
    from app.cli.site_workers import SiteWorker, run_workers  # noqa: PLC0415

    with take_port(host, port) as listening:
        address = name_address(host, listening.getsockname()[1])
        # Settings that cannot be read are refused here, once, before any process begins.
        site = open_site(engine, base_url=address, today=today, now=now, warn=warn)
        site.close()
        url = engine.url.render_as_string(hide_password=False)
        work = SiteWorker(url, address, CALLER.signature, as_of)
        with working_aside(engine, site.folder):
            emit(address)
            say(f"The site is open with {count} processes; Ctrl-C ends it.")
            run_workers(work, listening, count)
        say("The site is closed.")


@contextlib.contextmanager
def working_aside(engine: Engine, folder: Path) -> Iterator[None]:
    """Make the reports that are asked for and seal the journal until the block ends."""
    worker = ReportWorker(engine, folder, now, f"{socket.gethostname()[:60]}-{os.getpid()}")
    sealer = JournalSealer(engine)
    worker.start()
    sealer.start()
    try:
        yield
    finally:
        worker.close()
        sealer.close()


def take_port(host: str, port: int) -> socket.socket:
    """Return a socket that listens; StorageRefusal saying why where there is none."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listening = socket.create_server((host, port), family=family, backlog=WAITING)
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise StorageRefusal(
            f"The site cannot listen at {host}, port {port}: {reason}.",
            hint="Another program may use the port: choose another with --port, or 0 for any "
            "that is free.",
        ) from error
    # Connections inherit it; else the second part of an answer waits 40 ms for the first's receipt.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening


def name_address(host: str, port: int) -> str:
    """Return the address to type into a browser on this machine."""
    reachable = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, host)  # noqa: S104 - only told
    shown = f"[{reachable}]" if ":" in reachable and not reachable.startswith("[") else reachable
    return f"http://{shown}:{port}"
