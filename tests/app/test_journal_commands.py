"""The commands of the journal, and what data verify says of it."""

import json
import sqlite3
from pathlib import Path

import pytest

from app.cli.caller import find_user
from app.cli.main import run_command
from app.demo import DECLARATION


class Workspace:
    """A workspace of which the command line is asked."""

    def __init__(self, path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.path = path
        self._capsys = capsys

    def run(self, *arguments: str, code: int = 0) -> str:
        self._capsys.readouterr()
        found = run_command([*arguments, "--db", str(self.path)])
        said = self._capsys.readouterr()
        assert found == code, said.err
        return said.out if code == 0 else said.err

    def tamper(self, statement: str) -> None:
        with sqlite3.connect(self.path) as connection:
            connection.execute(statement)
        connection.close()


@pytest.fixture
def accord(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Workspace:
    made = Workspace(tmp_path / "a.db", capsys)
    made.run("init")
    for code in ("seoul", "lyon", "lima"):
        made.run("member", "add", code, code.title())
    return made


def test_the_list_names_the_command_its_object_and_the_user(accord: Workspace) -> None:
    listed = json.loads(accord.run("journal", "list", "--object", "lyon", "--json"))
    (entry,) = listed["entries"]
    assert (entry["number"], entry["by"], entry["act"]) == (2, find_user(), "accord member add")
    assert entry["object"] == "lyon Lyon"
    assert entry["changes"][0]["after"]["code"] == "lyon"
    assert "accord member add" in accord.run("journal", "list", "--limit", "1")


def test_values_of_options_are_not_kept_but_the_member_and_the_reason(accord: Workspace) -> None:
    accord.run("member", "contact", "add", "seoul", "kim@x.example", "--name", "Kim")
    entry = json.loads(accord.run("journal", "list", "--limit", "1", "--json"))["entries"][0]
    assert (entry["act"], entry["object"]) == ("accord member contact add", "seoul kim@x.example")


def test_a_refused_command_leaves_no_entry(accord: Workspace) -> None:
    accord.run("member", "add", "seoul", "Seoul", code=4)
    assert json.loads(accord.run("journal", "list", "--json"))["total"] == 3


def test_an_anchor_that_was_kept_finds_what_was_cut_off(accord: Workspace, tmp_path: Path) -> None:
    kept = tmp_path / "anchors.txt"
    kept.write_text(accord.run("journal", "anchor"))
    accord.run("data", "verify", "--anchors", str(kept))
    accord.tamper("DELETE FROM journal WHERE number = 3")
    accord.run("data", "verify")
    said = accord.run("data", "verify", "--anchors", str(kept), code=7)
    assert "entry 3 was truncated" in said


def test_an_edited_entry_is_named(accord: Workspace) -> None:
    accord.tamper("UPDATE journal SET os_user = 'nobody' WHERE number = 2")
    assert "entry 2 was edited" in accord.run("data", "verify", code=7)


def test_counts_are_made_anew_when_asked(accord: Workspace) -> None:
    accord.tamper("INSERT INTO tally VALUES ('2018', 'e-1', 'limited', 4)")
    assert "--rebuild" in accord.run("data", "verify", code=7)
    accord.run("data", "verify", "--rebuild")


def test_an_empty_journal_has_no_anchor(accord: Workspace) -> None:
    accord.tamper("DELETE FROM journal")
    assert "empty" in accord.run("journal", "anchor", code=5)


def test_a_final_report_prints_how_far_the_journal_has_come(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command(["demo", "-o", str(tmp_path)]) == 0
    sample = Workspace(tmp_path / "demo.db", capsys)
    head = sample.run("journal", "anchor").strip()
    wish = ("report", "assembly", "--declaration", DECLARATION, "--as-of", "2019-09-01")
    for name, is_there in (("draft.html", False), ("final.html", True)):
        more = ("--final",) if is_there else ()
        sample.run(*wish, *more, "-o", str(tmp_path / name))
        assert (head in (tmp_path / name).read_text("utf-8")) == is_there
