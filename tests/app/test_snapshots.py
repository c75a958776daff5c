"""One state of a workspace, seen by many readers while others write."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from app.cli import member_reports
from app.cli.member_reports import Outcome, take_outcome
from app.database import create_database, open_database, reading, transaction
from app.report_folder import ReportFolder
from app.snapshots import copy_database, reading_snapshot, shared_snapshot
from declarations.problems import StorageRefusal
from tests.app.conftest import Program
from tests.app.test_member_reports import CODES, DAY, DRAFT
from tests.conftest import make_postgresql_workspace
from tracker.member_store import add_member, import_members, load_members
from tracker.members import Member

ULM = Member("ulm", {"en": "Ulm"})


def test_what_is_committed_while_a_session_reads_is_not_seen_in_it(workspace: Engine) -> None:
    with reading(workspace) as session:
        assert load_members(session) == []
        with transaction(workspace) as writer:
            add_member(writer, ULM)
        assert load_members(session) == []
    with reading(workspace) as session:
        assert load_members(session) == [ULM]


def test_readers_of_a_snapshot_see_what_was_there_when_it_was_taken(workspace: Engine) -> None:
    with transaction(workspace) as session:
        add_member(session, ULM)
    with shared_snapshot(workspace) as snapshot:
        with transaction(workspace) as session:
            add_member(session, replace(ULM, code="late"))
        for _reader in range(2):
            other = open_database(snapshot.db)
            with reading_snapshot(other, snapshot) as session:
                assert load_members(session) == [ULM]
            other.dispose()
    with reading(workspace) as session:
        assert len(load_members(session)) == 2


def test_a_snapshot_that_is_gone_is_refused(postgresql_workspace: Engine) -> None:
    with shared_snapshot(postgresql_workspace) as snapshot:
        pass
    with (
        pytest.raises(StorageRefusal, match="cannot be read"),
        reading_snapshot(postgresql_workspace, snapshot),
    ):
        pass


def test_a_copy_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    source = tmp_path / "accord.db"
    create_database(str(source)).dispose()
    with pytest.raises(StorageRefusal, match="cannot be copied") as caught:
        copy_database(source, tmp_path / "no folder" / "copy.db")
    assert "TMPDIR" in caught.value.hint


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Iterator[str]:
    """The name of a new database on each kind."""
    if request.param == "sqlite":
        yield "accord.db"
        return
    with make_postgresql_workspace() as engine:
        yield engine.url.render_as_string(hide_password=False)


def test_what_is_written_during_a_batch_is_in_no_report_of_it(
    accord: Program, database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "green.md").write_text(DRAFT)
    for words in (
        *([("init",)] if database == "accord.db" else []),
        ("draft", "revise", "green.md", "--on", "2026-01-15"),
        ("assembly", "add", "ga5", "Fifth Assembly", "--starts", "2026-03-01"),
        ("draft", "adopt", "green", "--assembly", "ga5", "--on", "2026-03-02", "--yes"),
        *(("member", "add", code, code.capitalize()) for code in CODES),
    ):
        outcome = accord(*words, "--db", database)
        assert outcome.code == 0, outcome.err
    writer = open_database(database)
    written: list[str] = []

    def take_and_change(outcome: Outcome, kept: ReportFolder, member: str, *made: Any) -> None:
        take_outcome(outcome, kept, member, *made)
        if not written:
            with transaction(writer) as session:
                changed = [Member(code, {"en": "Newburgh"}) for code in CODES]
                import_members(session, changed, changed_on=date(2026, 4, 1))
        written.append(member)

    words = ("report", "member", "--all", "-o", "reports", "-f", "html", *DAY, "--processes", 1)
    with monkeypatch.context() as patch:
        patch.setattr(member_reports, "take_outcome", take_and_change)
        outcome = accord(*words, "--db", database)
    writer.dispose()
    assert (outcome.code, sorted(written)) == (0, CODES), outcome.err
    pages = [path.read_text(encoding="utf-8") for path in (tmp_path / "reports").glob("*.html")]
    assert len(pages) == len(CODES)
    assert not any("Newburgh" in page for page in pages)
    again = accord(*words, "--db", database)
    assert again.code == 0
    pages = [path.read_text(encoding="utf-8") for path in (tmp_path / "reports").glob("*.html")]
    assert all("Newburgh" in page for page in pages)
