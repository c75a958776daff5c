"""Nothing is lost: sessions, transactions and workspaces."""

import os
import subprocess
import sys
import threading
from datetime import date
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, SQLModel

import tracker.commitment_tables
import tracker.draft_tables
import tracker.tables  # noqa: F401 - importing registers the tables
from app.database import create_database, open_database, reading, transaction
from declarations.problems import RuleRefusal, StorageRefusal
from tracker.member_store import add_member, load_members
from tracker.members import Member

THREADS = 8
ROUNDS = 25


def make_counter(engine: Engine) -> None:
    with transaction(engine) as session:
        session.execute(text("CREATE TABLE counter (id INTEGER PRIMARY KEY, n INTEGER)"))
        session.execute(text("INSERT INTO counter VALUES (1, 0)"))


def count_in_threads(add_one) -> list[Exception]:
    failures: list[Exception] = []

    def work() -> None:
        for _ in range(ROUNDS):
            try:
                add_one()
            except Exception as error:  # noqa: BLE001 - counted, whatever it is
                failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failures


def add_one_safely(engine: Engine) -> None:
    """Read, then write what was read plus one; FOR UPDATE is what a writing get() does."""
    lock = "" if engine.dialect.name == "sqlite" else " FOR UPDATE"
    with transaction(engine) as session:
        n = session.execute(text(f"SELECT n FROM counter WHERE id = 1{lock}")).scalar_one()
        session.execute(text("UPDATE counter SET n = :n WHERE id = 1"), {"n": n + 1})


def test_parallel_read_modify_write_loses_nothing(workspace: Engine) -> None:
    make_counter(workspace)
    failures = count_in_threads(lambda: add_one_safely(workspace))
    with reading(workspace) as session:
        n = session.execute(text("SELECT n FROM counter")).scalar_one()
    assert failures == []
    assert n == THREADS * ROUNDS


def test_the_same_with_a_deferred_begin_fails_so_the_test_bites(sqlite_workspace: Engine) -> None:
    make_counter(sqlite_workspace)
    naive = create_engine(sqlite_workspace.url, connect_args={"timeout": 0.01})

    def add_one_naively() -> None:
        with Session(naive) as session:
            n = session.execute(text("SELECT n FROM counter")).scalar_one()
            session.execute(text("UPDATE counter SET n = :n"), {"n": n + 1})
            session.commit()

    failures = count_in_threads(add_one_naively)
    with reading(sqlite_workspace) as session:
        n = session.execute(text("SELECT n FROM counter")).scalar_one()
    naive.dispose()
    assert failures or n < THREADS * ROUNDS


def test_two_processes_lose_nothing_either(sqlite_workspace: Engine) -> None:
    make_counter(sqlite_workspace)
    program = (
        "import sys; from app.database import *; from sqlalchemy import text\n"
        "engine = open_database(sys.argv[1])\n"
        f"for _ in range({ROUNDS}):\n"
        "    with transaction(engine) as s:\n"
        "        n = s.execute(text('SELECT n FROM counter')).scalar_one()\n"
        "        s.execute(text('UPDATE counter SET n = :n'), {'n': n + 1})\n"
    )
    command = [sys.executable, "-c", program, str(sqlite_workspace.url.database)]
    root = Path(__file__).parents[2]
    processes = [subprocess.Popen(command, cwd=root) for _ in range(3)]
    assert [process.wait() for process in processes] == [0, 0, 0]
    with reading(sqlite_workspace) as session:
        assert session.execute(text("SELECT n FROM counter")).scalar_one() == 3 * ROUNDS


def test_a_block_that_fails_leaves_nothing_behind(workspace: Engine) -> None:
    with pytest.raises(ZeroDivisionError), transaction(workspace) as session:
        add_member(session, Member("x", {"en": "X"}, joined_on=date(2017, 1, 1)))
        session.flush()
        _ = 1 / 0
    with reading(workspace) as session:
        assert load_members(session) == []


def test_a_mistyped_name_makes_no_database(tmp_path: Path) -> None:
    with pytest.raises(StorageRefusal, match="There is no workspace") as refused:
        open_database(str(tmp_path / "acord.db"))
    assert "accord init" in refused.value.hint
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    other = tmp_path / "notes.txt"
    other.write_text("not a database, but long enough to look at" * 50)
    before = other.read_bytes()
    with pytest.raises(StorageRefusal, match="cannot be read"):
        open_database(str(other))
    assert other.read_bytes() == before


def test_an_sqlite_file_of_another_program_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE birds (name TEXT)"))
    engine.dispose()
    with pytest.raises(StorageRefusal, match="not an Accord workspace"):
        open_database(str(path))


def test_init_never_touches_what_is_there(tmp_path: Path) -> None:
    path = tmp_path / "accord.db"
    create_database(str(path)).dispose()
    before = path.read_bytes()
    with pytest.raises(RuleRefusal, match="already exists"):
        create_database(str(path))
    assert path.read_bytes() == before


def test_init_in_a_missing_folder_makes_nothing(tmp_path: Path) -> None:
    with pytest.raises(StorageRefusal, match="does not exist"):
        create_database(str(tmp_path / "none" / "accord.db"))
    assert list(tmp_path.iterdir()) == []


def test_the_migrations_make_exactly_the_tables_of_the_code(workspace: Engine) -> None:
    with workspace.begin() as connection:  # what another test left on the server
        connection.execute(text("DROP TABLE IF EXISTS counter"))
    with workspace.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, SQLModel.metadata) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting a small disk needs root")
def test_a_full_disk_keeps_what_was_acknowledged(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("this machine does not let the test mount a small disk")
    try:
        engine = create_database(str(disk / "accord.db"))
        taken = 0
        with pytest.raises(StorageRefusal, match="cannot be written"):
            while True:
                with transaction(engine) as session:
                    add_member(session, Member(f"m{taken}", {"en": "x" * 20_000}))
                taken += 1
        engine.dispose()
        engine = open_database(str(disk / "accord.db"))
        with reading(engine) as session:
            assert len(load_members(session)) == taken
        engine.dispose()
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_an_sqlalchemy_fault_other_than_storage_is_not_hidden(sqlite_workspace: Engine) -> None:
    with (
        pytest.raises((OperationalError, StorageRefusal)),
        transaction(sqlite_workspace) as session,
    ):
        session.execute(text("SELECT * FROM no_such_table"))
