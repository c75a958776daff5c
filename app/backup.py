"""How is a workspace kept elsewhere, and brought back? In one file, whichever database holds it.

A backup is a zip: the workspace as an SQLite file, the files behind answers, the settings, and
``manifest.json`` with the SHA-256 of each. It is one state of the workspace, taken while others
write: SQLite copies itself through its backup interface, PostgreSQL is read in one transaction
(REPEATABLE READ). It comes back into either kind of database, so it is also the way from one to the
other.
"""

import contextlib
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, Table, insert, select
from sqlmodel import Session, SQLModel

import app.account_tables
import app.job_tables
import app.journal_tables  # noqa: F401 - so that every table is known
from app.backup_file import (
    BACKUP_NAME,
    DATABASE,
    HINT_OTHER_BACKUP,
    SETTINGS,
    Backup,
    opened_backup,
    pack_backup,
)
from app.database import (
    create_database,
    database_url,
    find_damage,
    make_engine,
    reading,
    refuse_occupied,
    run_migrations,
    schema_revision,
    side_files,
    sqlite_path,
    transaction,
    upgrade_database,
)
from app.evidence import FOLDER, evidence_path, is_whole, keep_evidence, name_evidence
from declarations.problems import InputRefusal, RuleRefusal
from exports.files import refuse_write

ROWS_AT_A_TIME = 2_000


def make_backup(engine: Engine, folder: Path, target: Path, made_at: datetime) -> Backup:
    """Write a backup of a workspace, whose files are in ``folder``, and return what it holds.

    Others may read and write meanwhile. Raises RuleRefusal for a file of the workspace itself and
    StorageRefusal when it cannot be written; an older file under that name is then as it was.
    """
    _refuse_own(engine, folder, target)
    with _beside(target) as place:
        copy = place / DATABASE
        _copy_workspace(engine, copy)
        sources = {DATABASE: copy}
        if (folder / SETTINGS).is_file():
            sources[SETTINGS] = folder / SETTINGS
        for path in sorted((folder / FOLDER).glob("*/*")):
            name = path.relative_to(folder).as_posix()
            if BACKUP_NAME.fullmatch(name) and is_whole(path, path.name):
                sources[name] = path
        copied = make_engine(database_url(str(copy)))
        try:
            with reading(copied) as session:
                named = name_evidence(session)
            schema = schema_revision(copied) or ""
        finally:
            copied.dispose()
        missing = tuple(
            f"{words}: {sha256}"
            for sha256, words in sorted(named.items())
            if evidence_path(Path(), sha256).as_posix() not in sources
        )
        part = place / "backup.part"
        files = pack_backup(part, sources, schema, made_at)
        part.replace(target)
    return Backup(schema, made_at, files, missing)


def restore_backup(path: Path, name: str, folder: Path) -> Backup:
    """Bring a backup back as a new workspace, at the newest schema, and return what it holds.

    ``name`` is what ``--db`` takes; ``folder`` is where its files go. Nothing is there that it
    would replace: RuleRefusal where a workspace is there already, StorageRefusal where it cannot
    be written, InputRefusal where the backup is not whole. Settings that are there stay.
    """
    url = database_url(name)
    target = Path(url.database or "") if url.drivername == "sqlite" else None
    refuse_occupied(url)
    with opened_backup(path) as (archive, backup), _beside(target or folder / DATABASE) as place:
        copy = Path(archive.extract(DATABASE, place))
        copied = make_engine(database_url(str(copy)))
        try:
            upgrade_database(copied)
            _check_soundness(copied)
            for each in sorted(backup.files):
                if each.startswith(f"{FOLDER}/"):
                    keep_evidence(folder, Path(each).name, archive.read(each))
            if SETTINGS in backup.files and not (folder / SETTINGS).exists():
                archive.extract(SETTINGS, folder)
            if target is None:
                _fill_server(copied, name)
        finally:
            copied.dispose()
        if target is not None:
            _settle(copy)
            os.link(copy, target)  # refuses where a file has come meanwhile
    return backup


def _refuse_own(engine: Engine, folder: Path, target: Path) -> None:
    """Raise RuleRefusal where a backup would take the place of what it is a backup of."""
    wanted, path = target.resolve(), sqlite_path(engine)
    own = {(folder / SETTINGS).resolve()}
    if path is not None:
        kept = (path, *side_files(path), Path(f"{path}.lock"))
        own |= {each.resolve() for each in kept}
    if wanted in own or wanted.is_relative_to((folder / FOLDER).resolve()):
        raise RuleRefusal(
            f"{target} belongs to the workspace itself; nothing was written.",
            hint="Choose another name for the backup, best on another disk.",
        )


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """Yield a folder on the same disk as a file that is to be written; it is removed at the end."""
    try:
        with tempfile.TemporaryDirectory(prefix=".accord-", dir=target.parent or Path()) as folder:
            yield Path(folder)
    except OSError as error:
        raise refuse_write(target, error) from error


def _copy_workspace(engine: Engine, target: Path) -> None:
    """Write one state of a workspace as an SQLite file that needs no other beside it."""
    if sqlite_path(engine) is not None:
        connection = engine.raw_connection()
        try:
            with contextlib.closing(sqlite3.connect(target)) as copy:
                connection.driver_connection.backup(copy)  # type: ignore[union-attr] # sqlite3
        finally:
            connection.close()
    else:
        copied = create_database(str(target))
        try:
            with reading(engine) as source, transaction(copied) as session:
                _copy_rows(source, session)
        finally:
            copied.dispose()
    _settle(target)


def _settle(path: Path) -> None:
    """Put everything into the one file, and force it to the disk."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
    for beside in (*side_files(path), Path(f"{path}.lock")):
        beside.unlink(missing_ok=True)
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _copy_rows(source: Session, target: Session) -> None:
    """Copy every row of every table, a table after those that it points at.

    The journal comes over as it is: a session would add the copying to it, its connection does not.
    """
    connection = target.connection()
    for table in SQLModel.metadata.sorted_tables:
        rows = source.execute(select(table).execution_options(yield_per=ROWS_AT_A_TIME))
        for part in rows.mappings().partitions():
            connection.execute(insert(table), _plain(table, part))


def _plain(table: Table, rows: Any) -> list[dict[str, Any]]:
    return [{column.key: row[column.key] for column in table.columns} for row in rows]


def _fill_server(copied: Engine, name: str) -> None:
    """Make a workspace on a server and copy all rows into it, or none."""
    engine = make_engine(database_url(name))
    try:
        with reading(copied) as source, transaction(engine) as session:
            run_migrations(session.connection())
            _copy_rows(source, session)
    finally:
        engine.dispose()


def _check_soundness(engine: Engine) -> None:
    """Raise InputRefusal unless SQLite finds the file and its keys whole."""
    with engine.connect() as connection:
        damage = find_damage(connection)
    if damage:
        raise InputRefusal(
            f"The workspace in the backup is damaged: {damage}.", hint=HINT_OTHER_BACKUP
        )
