"""Where is the workspace kept, and how is nothing lost? Engines, sessions and transactions.

Lost updates are the default of every database toolkit, so engines and sessions are made here and
nowhere else. On SQLite a writing transaction holds one lock (between threads and between
processes) and begins with BEGIN IMMEDIATE; the same lock covers every checkpoint of the
write-ahead log, because SQLite 3.7.0 to 3.51.2 can corrupt it when a commit meets a checkpoint
(sqlite.org/wal.html, "the WAL-reset bug"). On PostgreSQL a row that is read in a writing session
through ``get`` is locked (SELECT ... FOR UPDATE) until the transaction ends, and what is only read
is one state (REPEATABLE READ): else each of a report's queries would see what was committed since.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    DBAPIError,
    NoSuchModuleError,
    OperationalError,
)
from sqlalchemy.pool import PoolProxiedConnection
from sqlmodel import Session

from app.journal import Signature
from app.journal_capture import Clock, Recorder
from declarations.problems import RuleRefusal, StorageRefusal

LOCK_TIMEOUT_SECONDS = 60.0
BUSY_TIMEOUT_MILLISECONDS = 15_000
CHECKPOINT_BYTES = 4_000_000
"""The writer checkpoints once the write-ahead log is this long."""

SQLITE_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    f"busy_timeout={BUSY_TIMEOUT_MILLISECONDS}",
    "trusted_schema=OFF",
    "wal_autocheckpoint=0",
)

MIGRATIONS = Path(__file__).parent / "migrations"


class ReadingSession(Session):
    """A session made by the recipe; within it one consistent state is read."""


class WritingSession(ReadingSession):
    """A session whose ``get`` locks the row it reads, so that read-modify-write loses nothing."""

    def get(self, entity: Any, ident: Any, **options: Any) -> Any:
        """Return the row or None, locked until the transaction ends (no effect on SQLite)."""
        options.setdefault("with_for_update", True)
        return super().get(entity, ident, **options)


class WriterLock:
    """The one lock around every write and checkpoint of an SQLite file."""

    def __init__(self, path: Path) -> None:
        self._thread = threading.Lock()
        self._file = FileLock(str(path) + ".lock", timeout=LOCK_TIMEOUT_SECONDS)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the lock; raise StorageRefusal when another program keeps it too long."""
        with self._thread:
            try:
                self._file.acquire()
            except Timeout as error:
                raise StorageRefusal(
                    f"Another program has been writing to this workspace for "
                    f"{LOCK_TIMEOUT_SECONDS:.0f} seconds; nothing was changed.",
                    hint="Wait until it has finished, then try again.",
                ) from error
            except OSError as error:
                raise unwritable(self._file.lock_file, error) from error
            try:
                yield
            finally:
                self._file.release()


def unwritable(path: str, error: Exception) -> StorageRefusal:
    """Return the refusal for a workspace that cannot be written, with the system's reason."""
    reason = getattr(error, "strerror", None) or str(getattr(error, "orig", error))
    return StorageRefusal(
        f"The workspace cannot be written: {path.removesuffix('.lock')}: {reason}.",
        hint="Check the rights of the file and its folder, and the room left on the disk.",
    )


def database_url(name: str) -> URL:
    """Return the URL for ``--db``: a URL as it is, anything else as the path of an SQLite file.

    Raises StorageRefusal when the URL cannot be understood.
    """
    try:
        return make_url(name) if "://" in name else URL.create("sqlite", database=name)
    except ArgumentError as error:
        raise StorageRefusal(
            f"--db {name!r} is neither a path nor a database URL.",
            hint="Give a file such as accord.db, or a URL such as postgresql+psycopg://host/name.",
        ) from error


def sqlite_path(engine: Engine) -> Path | None:
    """Return the SQLite file behind an engine, or None for another kind of database."""
    if engine.dialect.name != "sqlite" or not engine.url.database:
        return None
    return Path(engine.url.database)


def make_engine(url: URL) -> Engine:
    """Return an engine that follows the recipe at the head of this module."""
    try:
        engine = create_engine(url, hide_parameters=True, pool_pre_ping=url.drivername != "sqlite")
    except (NoSuchModuleError, ModuleNotFoundError) as error:
        raise StorageRefusal(
            f"No driver for the database {url.drivername!r} is installed: {error}.",
            hint="For PostgreSQL: pip install 'accord[postgresql]' and a URL that begins "
            "with postgresql+psycopg://.",
        ) from error
    if engine.dialect.name == "sqlite":
        prepare_sqlite(engine)
    return engine


def prepare_sqlite(engine: Engine) -> None:
    """Set the pragmas on every connection and let SQLAlchemy's BEGIN be the real one."""

    @event.listens_for(engine, "connect")
    def set_pragmas(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in SQLITE_PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writing = connection.get_execution_options().get("writing", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


_WRITER_LOCKS: dict[Path, WriterLock] = {}
_WRITER_LOCKS_GUARD = threading.Lock()


def writer_lock(path: Path) -> WriterLock:
    """Return this process's one lock for an SQLite file."""
    with _WRITER_LOCKS_GUARD:
        return _WRITER_LOCKS.setdefault(path.resolve(), WriterLock(path.resolve()))


def sign_engine(engine: Engine, signature: Signature, clock: Clock) -> Engine:
    """Return the engine with the name in which, and the clock by which, the journal is kept.

    A transaction may have a signature of its own; the connections are those of the engine.
    """
    return engine.execution_options(accord_signature=signature, accord_clock=clock)


def _utc_now() -> datetime:
    return datetime.now(UTC)


@contextmanager
def transaction(engine: Engine, signature: Signature | None = None) -> Iterator[WritingSession]:
    """Yield a writing session; commit if the block ends well, otherwise keep nothing.

    What it changes comes into the journal in the same transaction, under ``signature`` or else
    under that of ``sign_engine``.
    Raises StorageRefusal when the database cannot be written (read-only, full, unreachable).
    """
    path = sqlite_path(engine)
    if path is None:
        with _committed(engine, signature) as session:
            yield session
        return
    with writer_lock(path).held():
        with _committed(engine, signature) as session:
            yield session
        _checkpoint(engine, path)


@contextmanager
def _committed(engine: Engine, signature: Signature | None) -> Iterator[WritingSession]:
    """Yield a session that commits at the end and rolls back on any exception."""
    writing = engine.execution_options(writing=True)
    options = engine.get_execution_options()
    signed = signature or options.get("accord_signature") or Signature()
    recorder = Recorder(signed, options.get("accord_clock") or _utc_now)
    try:
        with WritingSession(writing) as session:
            recorder.listen(session)
            yield session
            session.commit()
    except OperationalError as error:
        raise unwritable(engine.url.render_as_string(), error) from error


def _checkpoint(engine: Engine, path: Path) -> None:
    """Move the write-ahead log into the database once it is long; the writer lock is held."""
    log = Path(f"{path}-wal")
    if not log.exists() or log.stat().st_size < CHECKPOINT_BYTES:
        return
    with engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")  # a checkpoint cannot run inside a transaction
        connection.exec_driver_sql("PRAGMA wal_checkpoint(PASSIVE)")
        connection.exec_driver_sql("BEGIN")


@contextmanager
def reading(engine: Engine) -> Iterator[ReadingSession]:
    """Yield a session that sees one consistent state and never writes."""
    seeing = (
        engine
        if engine.dialect.name == "sqlite"
        else engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    )
    try:
        with ReadingSession(seeing) as session:
            yield session
            session.rollback()
    except OperationalError as error:
        raise unreadable(engine.url, error) from error


class ChangeMark:
    """Tells whether anything was committed to a workspace since it was last asked.

    SQLite's data_version of one connection changes exactly when another one has committed; the
    snapshot of PostgreSQL when a transaction that writes has begun or ended.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._guard = threading.Lock()
        self._own: PoolProxiedConnection | None = None

    def read(self) -> str:
        """Return a mark; the same mark twice means that nothing was committed between."""
        try:
            return self._read_version() if sqlite_path(self._engine) else self._read_snapshot()
        except DBAPIError as error:
            raise unreadable(self._engine.url, error) from error

    def close(self) -> None:
        """Let go of the connection."""
        with self._guard:
            if self._own is not None:
                self._own.close()
                self._own = None

    def _read_version(self) -> str:
        with self._guard:
            if self._own is None:
                self._own = self._engine.raw_connection()
            cursor = self._own.cursor()
            cursor.execute("PRAGMA data_version")
            return str(next(iter(cursor.fetchall()[0])))

    def _read_snapshot(self) -> str:
        with self._engine.connect() as connection:
            return str(connection.execute(text("SELECT pg_current_snapshot()")).scalar_one())


def unreadable(url: URL, error: Exception) -> StorageRefusal:
    """Return the refusal for a database that cannot be read."""
    reason = str(getattr(error, "orig", None) or error).splitlines()[0]
    return StorageRefusal(
        f"The workspace cannot be read: {url.render_as_string()}: {reason}.",
        hint="Check the name in --db and that the database is running; "
        "a damaged file needs the last backup.",
    )


def open_database(name: str) -> Engine:
    """Return the engine of an existing workspace.

    Raises StorageRefusal when there is none (a mistyped name never makes an empty database), when
    the file is not an Accord workspace, or when it was made by another version of the schema.
    """
    url = database_url(name)
    if url.drivername == "sqlite" and not Path(url.database or "").is_file():
        raise StorageRefusal(
            f"There is no workspace at {url.database}.",
            hint=f"Check the name given to --db, or make one: accord init --db {url.database}",
        )
    engine = make_engine(url)
    found, wanted = schema_revision(engine), newest_revision()
    if found is None:
        raise StorageRefusal(
            f"{url.render_as_string()} is not an Accord workspace.",
            hint="Check the name given to --db; accord init makes a new workspace.",
        )
    if found != wanted:
        raise StorageRefusal(
            f"The workspace has schema {found}; this Accord needs {wanted}.",
            hint="Make a backup, then run: accord data upgrade",
        )
    return engine


def schema_revision(engine: Engine) -> str | None:
    """Return the Alembic revision that a database is at, or None for one without Accord tables."""
    try:
        with engine.connect() as connection:
            if not inspect(connection).has_table("alembic_version"):
                return None
            found = connection.execute(text("SELECT version_num FROM alembic_version"))
            return found.scalar_one_or_none()
    except DBAPIError as error:
        raise unreadable(engine.url, error) from error


def newest_revision() -> str:
    """Return the newest migration this Accord knows; each file begins with its number."""
    return max(file.name.partition("_")[0] for file in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def create_database(name: str) -> Engine:
    """Make a new, empty workspace and return its engine.

    Raises what ``refuse_occupied`` raises and StorageRefusal when it cannot be written; then no
    file is left behind.
    """
    url = database_url(name)
    refuse_occupied(url)
    path = Path(url.database or "") if url.drivername == "sqlite" else None
    if path is not None and not path.parent.is_dir():
        raise StorageRefusal(
            f"The folder {path.parent} does not exist.",
            hint="Make the folder first, or choose another place with --db.",
        )
    engine = make_engine(url)
    try:
        upgrade_database(engine)
    except BaseException:
        engine.dispose()
        if path is not None:
            remove_database(path)
        raise
    return engine


def refuse_occupied(url: URL) -> None:
    """Raise RuleRefusal where a workspace is to be made and one is there, or what is left of one.

    A log that was left beside a file is taken by SQLite for the log of whatever file comes there,
    and damages it (sqlite.org/howtocorrupt.html, 1.4).
    """
    if url.drivername != "sqlite":
        engine = make_engine(url)
        try:
            if schema_revision(engine) is not None:
                raise RuleRefusal(
                    f"{url.render_as_string()} already holds an Accord workspace.",
                    hint="Use it as it is, or give --db an empty database.",
                )
        finally:
            engine.dispose()
        return
    path = Path(url.database or "")
    if path.exists():
        raise RuleRefusal(
            f"{path} already exists; it was left as it is.",
            hint="Choose another name with --db, or move the old file away first, with "
            f"{path.name}-wal and {path.name}-shm where they are there.",
        )
    for log in side_files(path):
        if log.exists():
            raise RuleRefusal(
                f"{log} is there, the log of a workspace that was {path}; it was left as it is.",
                hint="Move it away, to where the old file is; or choose another name with --db.",
            )


def side_files(path: Path) -> tuple[Path, ...]:
    """Return the files that SQLite keeps beside one: they belong to it and to no other."""
    return tuple(Path(f"{path}{suffix}") for suffix in ("-wal", "-shm", "-journal"))


def find_damage(connection: Connection) -> str:
    """Return what SQLite finds wrong with a file or its keys, in its words; "" is whole.

    A server sees to its own files: "" for any other database.
    """
    if connection.dialect.name != "sqlite":
        return ""
    try:
        told = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
        if told != ["ok"]:
            return str(told[0])
        orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    except DatabaseError as error:  # so damaged that the check itself cannot go on
        return str(error.orig)
    return f"a row of {orphans[0][0]} points at nothing" if orphans else ""


def upgrade_database(engine: Engine) -> tuple[str | None, str]:
    """Bring a workspace to the newest schema; return (the revision before, the revision now)."""
    before = None if _is_new_file(engine) else schema_revision(engine)
    if before is not None and before > newest_revision():
        raise StorageRefusal(
            f"The workspace was made by a newer Accord (schema {before}).",
            hint="Install the newest Accord and try again.",
        )
    with transaction(engine) as session:
        run_migrations(session.connection())
    return before, newest_revision()


def run_migrations(connection: Connection, until: str = "head") -> None:
    """Bring the schema to a revision, inside the caller's transaction."""
    # Alembic is loaded here alone: no other command needs it, and it takes a third of a second.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, until)


def _is_new_file(engine: Engine) -> bool:
    """Return whether the engine's SQLite file has not been made yet."""
    path = sqlite_path(engine)
    return path is not None and not path.exists()


def remove_database(path: Path) -> None:
    """Delete an SQLite workspace with its side files; for a half-made one and for the demo's."""
    for file in (path, *side_files(path), Path(f"{path}.lock")):
        if file.exists():  # a read-only folder refuses even to delete what is not there
            file.unlink()


def sqlite_version(engine: Engine) -> str:
    """Return the version of the SQLite library, or of the database server."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            return str(connection.execute(text("SELECT sqlite_version()")).scalar_one())
        return ".".join(str(part) for part in engine.dialect.server_version_info or ())
