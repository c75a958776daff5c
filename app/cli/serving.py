"""How does the site come up? One command that serves a workspace to browsers."""

import contextlib
import socket
from datetime import date
from typing import Annotated

import typer

from app.cli.options import DEFAULT_DB, AsOf, Db
from app.cli.output import emit, now, say, today, warn, workspace
from app.site import open_site
from app.web.application import create_application
from declarations.problems import StorageRefusal

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
    db: Db = DEFAULT_DB,
    as_of: AsOf = None,
) -> None:
    """Serve the workspace as a site, until Ctrl-C.

    /healthz answers when it is ready. Behind a web server that speaks https, set base_url in
    accord.toml to the public address.

    Example: accord serve --db association.db --port 8080
    """
    # The server is loaded here alone: no other command needs it.
    import uvicorn  # noqa: PLC0415

    with workspace(db) as engine, take_port(host, port) as listening:
        address = name_address(host, listening.getsockname()[1])

        def choose_day() -> date:
            return as_of or today()

        site = open_site(engine, base_url=address, today=choose_day, now=now, warn=warn)
        config = uvicorn.Config(
            create_application(site), log_level="warning", server_header=False, access_log=False
        )
        emit(address)
        say("The site is open; Ctrl-C ends it.")
        try:
            with contextlib.suppress(KeyboardInterrupt):
                uvicorn.Server(config).run(sockets=[listening])
        finally:
            site.close()
        say("The site is closed.")


def take_port(host: str, port: int) -> socket.socket:
    """Return a socket that listens; StorageRefusal saying why where there is none."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=WAITING)
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise StorageRefusal(
            f"The site cannot listen at {host}, port {port}: {reason}.",
            hint="Another program may use the port: choose another with --port, or 0 for any "
            "that is free.",
        ) from error


def name_address(host: str, port: int) -> str:
    """Return the address to type into a browser on this machine."""
    reachable = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, host)  # noqa: S104 - only told
    shown = f"[{reachable}]" if ":" in reachable and not reachable.startswith("[") else reachable
    return f"http://{shown}:{port}"
