"""A backup is one state of a workspace, whole, and comes back on either kind of database."""

import hashlib
import json
import threading
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlmodel import SQLModel

from app import demo
from app.backup import make_backup, restore_backup
from app.backup_file import DATABASE, MANIFEST, pack_backup, read_backup
from app.database import (
    create_database,
    database_url,
    find_damage,
    make_engine,
    open_database,
    reading,
    run_migrations,
    transaction,
)
from app.evidence import evidence_path, keep_evidence
from app.sample_people import prepare_people
from declarations.problems import InputRefusal, RuleRefusal, StorageRefusal
from tests.conftest import make_postgresql_workspace
from tracker.member_store import add_member
from tracker.members import Member
from tracker.tallies import compare_tallies

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)
FILE = b"what stands behind an answer"
MARK = hashlib.sha256(FILE).hexdigest()


def fill(engine: Engine) -> None:
    demo.fill_workspace(engine)
    prepare_people(engine, demo.SAMPLE_DAY, NOON)


def read_rows(engine: Engine) -> dict[str, list[Any]]:
    """Every row of every table, sorted."""
    with reading(engine) as session:
        return {
            name: sorted(map(repr, session.execute(select(table)).all()))
            for name, table in SQLModel.metadata.tables.items()
        }


@pytest.fixture
def backup(sqlite_workspace: Engine, tmp_path: Path) -> Path:
    """A backup of the sample."""
    fill(sqlite_workspace)
    target = tmp_path / "backup.zip"
    make_backup(sqlite_workspace, tmp_path, target, NOON)
    return target


@pytest.mark.parametrize("to", ["sqlite", "postgresql"])
def test_every_row_comes_back_on_either_database(
    workspace: Engine, tmp_path: Path, to: str
) -> None:
    fill(workspace)
    before = read_rows(workspace)
    target = tmp_path / "backup.zip"
    make_backup(workspace, tmp_path, target, NOON)
    if to == "sqlite":
        restore_backup(target, str(tmp_path / "new.db"), tmp_path)
        restored = open_database(str(tmp_path / "new.db"))
        assert read_rows(restored) == before
        restored.dispose()
    else:
        with make_postgresql_workspace() as taken:
            address = taken.url.render_as_string(hide_password=False)
            with pytest.raises(RuleRefusal, match="already holds an Accord workspace"):
                restore_backup(target, address, tmp_path)
            with taken.begin() as connection:
                SQLModel.metadata.drop_all(connection)
                connection.exec_driver_sql("DROP TABLE alembic_version")
            restore_backup(target, address, tmp_path)
            restored = open_database(address)
            assert read_rows(restored) == before
            restored.dispose()


def test_files_behind_answers_and_settings_come_back(
    sqlite_workspace: Engine, tmp_path: Path
) -> None:
    place, new = tmp_path / "old", tmp_path / "new"
    place.mkdir(), new.mkdir()
    keep_evidence(place, MARK, FILE)
    (place / "accord.toml").write_text('association = "Made up"\n')
    made = make_backup(sqlite_workspace, place, tmp_path / "backup.zip", NOON)
    assert made.evidence_count == 1
    restore_backup(tmp_path / "backup.zip", str(new / "accord.db"), new)
    assert evidence_path(new, MARK).read_bytes() == FILE
    assert (new / "accord.toml").read_text() == 'association = "Made up"\n'


def test_settings_that_are_there_stay(backup: Path, tmp_path: Path) -> None:
    new = tmp_path / "new"
    new.mkdir()
    (new / "accord.toml").write_text("# mine\n")
    restore_backup(backup, str(new / "accord.db"), new)
    assert (new / "accord.toml").read_text() == "# mine\n"


def test_a_backup_while_others_write_is_one_state(workspace: Engine, tmp_path: Path) -> None:
    """Two members are added in one transaction: every backup has both of a pair, or none."""
    fill(workspace)
    over, faults = threading.Event(), []

    def write() -> None:
        number = 0
        while not over.is_set():
            with transaction(workspace) as session:
                for side in ("a", "b"):
                    add_member(session, Member(f"{side}-{number}", {"en": f"{side} {number}"}))
            number += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        counts = []
        for number in range(5):
            target = tmp_path / f"{number}.zip"
            make_backup(workspace, tmp_path, target, NOON)
            restore_backup(target, str(tmp_path / f"{number}.db"), tmp_path)
            restored = open_database(str(tmp_path / f"{number}.db"))
            with reading(restored) as session:
                faults += compare_tallies(session)
                table = SQLModel.metadata.tables["member"]
                codes = (
                    session.execute(select(table.c.code).where(table.c.code.regexp_match("^[ab]-")))
                    .scalars()
                    .all()
                )
            restored.dispose()
            assert {c[2:] for c in codes if c[0] == "a"} == {c[2:] for c in codes if c[0] == "b"}
            counts.append(len(codes))
    finally:
        over.set()
        writer.join()
    assert faults == []
    assert counts == sorted(counts)
    assert counts[-1] > counts[0]


def test_an_older_workspace_comes_back_at_the_newest_schema(tmp_path: Path) -> None:
    old = make_engine(database_url(str(tmp_path / DATABASE)))
    with transaction(old) as session:
        run_migrations(session.connection(), "0006")
    with old.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")
    old.dispose()
    pack_backup(tmp_path / "old.zip", {DATABASE: tmp_path / DATABASE}, "0006", NOON)
    restored = restore_backup(tmp_path / "old.zip", str(tmp_path / "new.db"), tmp_path)
    assert restored.schema == "0006"
    open_database(str(tmp_path / "new.db")).dispose()


def test_what_is_there_is_never_replaced(backup: Path, tmp_path: Path) -> None:
    there = tmp_path / "there.db"
    there.write_text("mine")
    with pytest.raises(RuleRefusal, match="already exists"):
        restore_backup(backup, str(there), tmp_path)
    assert there.read_text() == "mine"


def test_a_backup_that_cannot_be_written_leaves_the_older_one(
    sqlite_workspace: Engine, tmp_path: Path
) -> None:
    with pytest.raises(StorageRefusal, match="Cannot write"):
        make_backup(sqlite_workspace, tmp_path, tmp_path / "no" / "backup.zip", NOON)
    (tmp_path / "folder").mkdir()
    with pytest.raises(StorageRefusal, match="Cannot write"):
        make_backup(sqlite_workspace, tmp_path, tmp_path / "folder", NOON)
    assert not list(tmp_path.glob(".accord-*"))


def change_byte(data: bytes) -> bytes:
    place = len(data) // 2
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


@pytest.mark.parametrize(
    "alter",
    [change_byte, lambda data: data[: len(data) // 2], lambda _data: b"", lambda _data: b"words"],
    ids=["a bit", "cut off", "empty", "no zip"],
)
def test_what_is_not_whole_is_refused_before_anything_is_written(
    backup: Path, tmp_path: Path, alter: Any
) -> None:
    faulty = tmp_path / "faulty.zip"
    faulty.write_bytes(alter(backup.read_bytes()))
    there = sorted(tmp_path.iterdir())
    with pytest.raises(InputRefusal):
        restore_backup(faulty, str(tmp_path / "new.db"), tmp_path)
    assert sorted(tmp_path.iterdir()) == there


def rewrite(backup: Path, target: Path, **changed: Any) -> Path:
    """A backup whose list of contents says something else."""
    with zipfile.ZipFile(backup) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == MANIFEST:
                data = json.dumps(json.loads(data) | changed).encode()
            new.writestr(name, data)
    return target


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"schema": "9999"}, "newer Accord"),
        ({"format": 2}, "newer Accord"),
        ({"files": {}}, "altered"),
        ({"files": {"../../etc/passwd": {"bytes": 1, "sha256": ""}}}, "altered"),
        ({"files": None}, "cannot be understood"),
    ],
)
def test_a_list_that_says_something_else_is_refused(
    backup: Path, tmp_path: Path, changed: dict[str, Any], words: str
) -> None:
    with pytest.raises(InputRefusal, match=words):
        read_backup(rewrite(backup, tmp_path / "faulty.zip", **changed))


def test_a_file_that_the_list_does_not_name_is_refused(backup: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(backup, "a") as archive:
        archive.writestr("../escaped", "x")
    with pytest.raises(InputRefusal, match="escaped"):
        read_backup(backup)


def test_only_its_keeper_may_read_a_backup(backup: Path) -> None:
    assert backup.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("left", ["-wal", "-journal", "-shm"])
def test_the_log_of_an_older_workspace_is_never_mixed_with_a_new_one(
    backup: Path, tmp_path: Path, left: str
) -> None:
    """SQLite takes a log that lies beside a file for its own, and damages the file with it."""
    (tmp_path / f"new.db{left}").write_bytes(b"of another database")
    for act in (
        lambda: restore_backup(backup, str(tmp_path / "new.db"), tmp_path),
        lambda: create_database(str(tmp_path / "new.db")),
    ):
        with pytest.raises(RuleRefusal, match=f"new.db{left}"):
            act()
    assert not (tmp_path / "new.db").exists()
    assert (tmp_path / f"new.db{left}").read_bytes() == b"of another database"


@pytest.mark.parametrize(
    "own", ["accord.db", "accord.db-wal", "accord.db.lock", "accord.toml", "evidence/ab/x"]
)
def test_a_backup_never_takes_the_place_of_what_it_is_of(
    sqlite_workspace: Engine, tmp_path: Path, own: str
) -> None:
    before = {path: path.read_bytes() for path in tmp_path.glob("accord.db")}
    (tmp_path / "evidence" / "ab").mkdir(parents=True)
    for way in (tmp_path / own, tmp_path / "evidence" / ".." / own):
        with pytest.raises(RuleRefusal, match="belongs to the workspace"):
            make_backup(sqlite_workspace, tmp_path, way, NOON)
    assert {path: path.read_bytes() for path in before} == before


def test_a_damaged_file_is_told_by_verifying(tmp_path: Path) -> None:
    path = tmp_path / "accord.db"
    engine = create_database(str(path))
    fill(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        size = connection.exec_driver_sql("PRAGMA page_size").scalar_one()
        connection.exec_driver_sql("BEGIN")
        assert find_damage(connection) == ""
        root = connection.exec_driver_sql(
            "SELECT rootpage FROM sqlite_master WHERE name = 'reminder'"
        ).scalar_one()
    engine.dispose()
    with path.open("r+b") as file:
        file.seek((root - 1) * size)
        file.write(b"\xff" * size)
    engine = open_database(str(path))
    with engine.connect() as connection:
        assert find_damage(connection) != ""
    engine.dispose()
