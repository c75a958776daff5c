"""How do several processes read one and the same state of a workspace, whatever is written to it?

PostgreSQL lends the state that one transaction sees to others, as long as that one is open
(pg_export_snapshot). SQLite has no such thing: there the processes read a copy.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from app.database import reading, sqlite_path, unreadable
from declarations.problems import StorageRefusal


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One state of a workspace, to be read while ``shared_snapshot`` holds it; it is pickled.

    ``db`` is what is opened to read it. ``token`` is PostgreSQL's name for the state, "" for a
    copy.
    """

    db: str = field(repr=False)
    token: str = ""


@contextmanager
def shared_snapshot(engine: Engine) -> Iterator[Snapshot]:
    """Yield the state of a workspace as it is now, for other processes too.

    Raises StorageRefusal where it cannot be read, or there is no room for the copy.
    """
    path = sqlite_path(engine)
    if path is None:
        with _exported_snapshot(engine) as snapshot:
            yield snapshot
        return
    with TemporaryDirectory(prefix="accord-") as folder:
        copy = Path(folder) / path.name
        copy_database(path, copy)
        yield Snapshot(str(copy))


@contextmanager
def _exported_snapshot(engine: Engine) -> Iterator[Snapshot]:
    """Yield the name of the state that one open transaction sees."""
    with reading(engine) as session:
        # This transaction waits for all others: it is not to be ended because it is idle.
        session.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
        token = session.execute(text("SELECT pg_export_snapshot()")).scalar_one()
        yield Snapshot(engine.url.render_as_string(hide_password=False), token)


def copy_database(path: Path, copy: Path) -> None:
    """Copy an SQLite file as of one moment, also while others write; StorageRefusal if it fails."""
    try:
        with (
            closing(sqlite3.connect(path.resolve().as_uri() + "?mode=ro", uri=True)) as source,
            closing(sqlite3.connect(copy)) as target,
        ):
            source.backup(target)
    except (sqlite3.Error, OSError) as error:
        raise StorageRefusal(
            f"The workspace {path} cannot be copied to {copy.parent}: {error}.",
            hint="Make room there, or name another folder in the environment variable TMPDIR.",
        ) from error


@contextmanager
def reading_snapshot(engine: Engine, snapshot: Snapshot) -> Iterator[Session]:
    """Yield a session that sees the state of the snapshot and never writes.

    Raises StorageRefusal when the state is gone, as after a restart of the server.
    """
    with reading(engine) as session:
        if snapshot.token:
            try:  # it takes no parameter; the token is PostgreSQL's own, digits and hyphens
                session.execute(text(f"SET TRANSACTION SNAPSHOT '{snapshot.token}'"))
            except DBAPIError as error:
                raise unreadable(engine.url, error) from error
        yield session
