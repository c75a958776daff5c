"""A workspace goes out as a Data Package that others can validate, and comes back the same."""

import csv
import filecmp
import io
import json
from collections.abc import Iterator
from enum import StrEnum
from functools import partial
from pathlib import Path

import pytest
from frictionless import Package as FrictionlessPackage
from frictionless import system
from sqlalchemy import CheckConstraint, Engine, func, select
from sqlmodel import SQLModel

from app.account_store import add_account, find_account
from app.accounts import Role
from app.database import create_database, reading, transaction
from app.demo import DECLARATION, SAMPLE_DAY, fill_workspace
from app.evidence import evidence_path, keep_evidence
from declarations.problems import RuleRefusal, StorageRefusal
from exports.assembly_report import build_assembly_report, compose_assembly_report
from exports.data_package.contents import ACCOUNT_TABLES, BY_NAME, LEFT_OUT, TABLES, place_of
from exports.data_package.descriptor import PackageWishes
from exports.data_package.meanings import MEANINGS
from exports.data_package.publicity import RULED
from exports.data_package.rules import RULES
from exports.data_package.storing import store_package
from exports.data_package.writer import PackageSummary, write_package
from exports.html import write_html
from tests.exports.every_table import MOMENT, NASTY, SHA256, WORDS, fill_every_table
from tracker.store import load_register
from tracker.tallies import compare_tallies


def export(
    engine: Engine, folder: Path, *, public: bool = True, evidence: Path | None = None
) -> PackageSummary:
    find = partial(evidence_path, evidence or folder.parent)
    with reading(engine) as session:
        return write_package(session, folder, PackageWishes("Test", public), find)


@pytest.fixture
def filled(workspace: Engine, tmp_path: Path) -> Engine:
    keep_evidence(tmp_path, SHA256, WORDS)
    with transaction(workspace) as session:
        fill_every_table(session)
    return workspace


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Engine]:
    engine = create_database(str(tmp_path / "empty.db"))
    yield engine
    engine.dispose()


def bring_back(engine: Engine, folder: Path) -> None:
    with transaction(engine) as session:
        store_package(session, folder)


def differences(one: Path, other: Path) -> list[str]:
    """The files in which two folders differ, byte by byte."""
    names = [
        {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
        for folder in (one, other)
    ]
    _same, different, failed = filecmp.cmpfiles(one, other, names[0] & names[1], shallow=False)
    return sorted([*(names[0] ^ names[1]), *different, *failed])


def faults_of_frictionless(folder: Path) -> list[str]:
    with system.use_context(trusted=True):
        report = FrictionlessPackage(str(folder / "datapackage.json")).validate()
    return [f"{task.name}: {error.message}" for task in report.tasks for error in task.errors] + [
        error.message for error in report.errors
    ]


def test_every_table_and_column_leaves_or_has_a_reason_why_not() -> None:
    exported = {table.source.name: table for table in TABLES}
    assert exported.keys() | LEFT_OUT.keys() == SQLModel.metadata.tables.keys()
    assert not exported.keys() & LEFT_OUT.keys()
    for name, table in exported.items():
        linked = {link.column for link in table.links}
        reasons = {field.reasons for field in table.fields}
        fields = {field.name for field in table.fields}
        for column in table.source.columns:
            told = column.name in fields | linked | reasons | {"id", table.in_file}
            assert told, f"{name}.{column.name} is not exported"


def test_no_table_of_accounts_is_in_any_package() -> None:
    kept = SQLModel.metadata.tables
    of_accounts = {
        name
        for name, table in kept.items()
        if any(key.column.table.name == "account" for key in table.foreign_keys)
    }
    of_no_account = {"sign_in_tries", "journal", "journal_person"}
    assert of_accounts | {"account"} | of_no_account == ACCOUNT_TABLES.keys()
    assert ACCOUNT_TABLES.keys() <= LEFT_OUT.keys()


def test_a_workspace_with_accounts_alone_takes_a_package(filled, empty, tmp_path) -> None:
    export(filled, tmp_path / "one", public=False)
    with transaction(empty) as session:
        add_account(session, "office@x.example", Role.SECRETARIAT, now=MOMENT)
    bring_back(empty, tmp_path / "one")
    with reading(empty) as session:
        assert find_account(session, "office@x.example") is not None


def test_every_word_of_every_list_has_a_meaning() -> None:
    used = {field.words for table in TABLES for field in table.fields if field.words}
    assert used <= MEANINGS.keys()
    for words, meanings in MEANINGS.items():
        assert issubclass(words, StrEnum)
        assert [word.value for word in words] == list(meanings)


def test_every_rule_of_every_exported_table_is_put_into_words() -> None:
    found = {
        check.name: {field.name for field in table.fields}
        for table in TABLES
        for check in table.source.constraints
        if isinstance(check, CheckConstraint)
    }
    assert found.keys() == RULES.keys()
    assert [name for name, (field, _words) in RULES.items() if field not in found[name]] == []


def test_rules_of_publicity_are_about_tables_that_are_there() -> None:
    assert RULED.keys() <= BY_NAME.keys()


def test_the_workspace_of_these_tests_uses_every_table_and_every_nullable_column(filled) -> None:
    with reading(filled) as session:
        for table in SQLModel.metadata.tables.values():
            count = session.execute(select(func.count()).select_from(table)).scalar_one()
            assert count, table.name
            for column in table.columns:
                given = session.execute(select(func.count(column))).scalar_one()
                assert not column.nullable or 0 < given < count or table.name == "vote", column


@pytest.mark.parametrize("public", [True, False])
def test_a_package_is_valid_and_comes_back_the_same(filled, empty, tmp_path, public) -> None:
    export(filled, tmp_path / "one", public=public)
    assert faults_of_frictionless(tmp_path / "one") == []
    bring_back(empty, tmp_path / "one")
    export(empty, tmp_path / "two", public=public)
    assert differences(tmp_path / "one", tmp_path / "two") == []
    with reading(empty) as session:
        assert compare_tallies(session) == []


def test_the_whole_package_holds_all_but_what_is_left_out_or_computed(
    filled, empty, tmp_path
) -> None:
    export(filled, tmp_path / "one", public=False)
    bring_back(empty, tmp_path / "one")
    with reading(filled) as before, reading(empty) as after:
        for table in SQLModel.metadata.tables.values():
            rows = [
                session.execute(
                    select(*(c for c in table.columns if not c.name.endswith("id")))
                ).all()
                for session in (before, after)
            ]
            if table.name == "journal":  # what is brought back is one act of its own
                assert [bool(rows[0]), len(rows[1])] == [True, 1]
            elif table.name in LEFT_OUT.keys() - {"current", "tally"}:
                assert (bool(rows[0]), rows[1]) == (True, [])
            else:
                assert sorted(map(str, rows[0])) == sorted(map(str, rows[1])), table.name


def test_nothing_that_is_not_public_is_in_a_public_package(filled, tmp_path) -> None:
    summary = export(filled, tmp_path / "open")
    words = "".join(
        path.read_text("utf-8")
        for path in (tmp_path / "open").rglob("*")
        if path.suffix in (".csv", ".md", ".json")
    )
    for hidden in ("unadopted", "hidden", "A3", "told in confidence"):
        assert hidden not in words, hidden
    assert {row["member"] for row in read_table(tmp_path / "open", "entries")} == {"a"}
    reports = read_table(tmp_path / "open", "reports")
    assert {row["state"] for row in reports} == {"submitted", "accepted", "returned", "open"}
    assert [row["excuse"] for row in reports if row["excused"] == "false"] == [""] * 4
    assert [bool(row["excuse"]) for row in reports if row["excused"] == "true"] == [True]
    assert "token" not in reports[0]
    assert summary.hidden == {
        "declarations": 1, "revisions": 1, "amendments": 1, "amendment-steps": 1,
        "amendment-recommendations": 1, "reports": 2, "entries": 1, "commitments": 1,
        "commitment-changes": 2, "commitment-budgets": 1, "indicator-targets": 1,
    }  # fmt: skip


def test_an_answer_in_confidence_and_those_before_it_are_of_nobody_in_a_public_package(
    filled, tmp_path
) -> None:
    export(filled, tmp_path / "open")
    held = [
        row for row in read_table(tmp_path / "open", "entries") if row["paragraph"] == "water-2"
    ]
    assert [(row["sequence"], row["implementation"]) for row in held] == [
        ("1", "confidential"), ("2", "confidential"),
    ]  # fmt: skip
    shown = {"member", "period", "paragraph", "sequence", "recorded_at", "kind", "language"}
    for row in held:
        given = {name for name, cell in row.items() if cell not in ("", "[]")}
        assert given - shown == {"implementation", "evidence_level"}
        assert row["evidence_level"] == "none"


def read_table(folder: Path, name: str) -> list[dict[str, str]]:
    text = (folder / BY_NAME[name].path).read_bytes().decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_missing_is_a_reason_in_the_cell_and_never_zero(filled, tmp_path) -> None:
    export(filled, tmp_path / "all", public=False)
    values = read_table(tmp_path / "all", "indicator-values")
    assert [row["number"] for row in values] == ["-0.10", "", "not_available"]
    entries = read_table(tmp_path / "all", "entries")
    assert [row["implementation"] for row in entries] == [
        "confidential", "not_due", "limited", "complete", "not_started", "limited",
    ]  # fmt: skip
    assert [row["percent"] for row in entries] == ["", "", *["33.1"] * 4]
    described = json.loads((tmp_path / "all" / "datapackage.json").read_text())
    fields = {
        (resource["name"], field["name"]): field
        for resource in described["resources"]
        for field in resource.get("schema", {}).get("fields", ())
    }
    missing = fields["indicator-values", "number"]["missingValues"]
    assert {"value": "not_available", "label": "The member has no such information."} in missing


def test_no_cell_of_a_package_runs_as_a_formula_and_numbers_stay_numbers(filled, tmp_path) -> None:
    export(filled, tmp_path / "all", public=False)
    for table in TABLES:
        kinds = {field.name: place_of(table, field).kind.value for field in table.fields}
        for row in read_table(tmp_path / "all", table.name):
            for name, cell in row.items():
                if kinds[name] in ("string", "array", "object"):
                    assert not cell.startswith(tuple("=+-@＝\t\r")), (table.name, name, cell)
                else:
                    assert not cell.startswith("'")
    assert "'=HYPERLINK" in read_table(tmp_path / "all", "assemblies")[1]["name"]
    assert NASTY.startswith("=HYPERLINK")


def test_every_field_has_a_title_and_a_meaning_and_every_word_a_row_in_the_codebook(
    filled, tmp_path
) -> None:
    export(filled, tmp_path / "all", public=False)
    described = json.loads((tmp_path / "all" / "datapackage.json").read_text())
    text = (tmp_path / "all/data/codebook.csv").read_bytes().decode()
    codes = {(row[0], row[1], row[2]) for row in csv.reader(io.StringIO(text, newline=""))}
    for resource in described["resources"]:
        for field in resource.get("schema", {}).get("fields", ()):
            assert field["title"], field
            assert field["description"].endswith("."), field
            for category in field.get("categories", ()):
                assert (resource["name"], field["name"], category["value"]) in codes


def test_the_sample_comes_back_with_the_same_reports(workspace, empty, tmp_path) -> None:
    fill_workspace(workspace)
    export(workspace, tmp_path / "one", public=False)
    assert faults_of_frictionless(tmp_path / "one") == []
    bring_back(empty, tmp_path / "one")
    export(empty, tmp_path / "two", public=False)
    assert differences(tmp_path / "one", tmp_path / "two") == []
    pages = []
    for engine in (workspace, empty):
        with reading(engine) as session:
            register = load_register(session, DECLARATION, SAMPLE_DAY)
        report = build_assembly_report(register, SAMPLE_DAY)
        pages.append(write_html(compose_assembly_report(report)))
    assert pages[0] == pages[1]


def test_both_databases_give_the_same_bytes(
    sqlite_workspace, postgresql_workspace, tmp_path
) -> None:
    keep_evidence(tmp_path, SHA256, WORDS)
    for name, engine in (("one", sqlite_workspace), ("two", postgresql_workspace)):
        with transaction(engine) as session:
            fill_every_table(session)
        export(engine, tmp_path / name, public=False)
    assert differences(tmp_path / "one", tmp_path / "two") == []


def test_a_lost_or_altered_file_behind_an_answer_stops_the_export(filled, tmp_path) -> None:
    for damage in (lambda path: path.write_bytes(b"other"), lambda path: path.unlink()):
        damage(evidence_path(tmp_path, SHA256))
        with pytest.raises(StorageRefusal, match=SHA256):
            export(filled, tmp_path / "one")
        assert not (tmp_path / "one").exists()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".accord-")] == []


def test_an_older_package_is_replaced_and_anything_else_is_left_alone(filled, tmp_path) -> None:
    folder = tmp_path / "one"
    folder.mkdir()
    export(filled, folder)
    before = (folder / "datapackage.json").read_bytes()
    export(filled, folder)
    assert (folder / "datapackage.json").read_bytes() == before
    (folder / "my-notes.txt").write_text("mine")
    with pytest.raises(RuleRefusal, match="holds something else"):
        export(filled, folder)
    assert (folder / "my-notes.txt").read_text() == "mine"


def test_a_workspace_with_anything_in_it_is_refused(filled, tmp_path) -> None:
    export(filled, tmp_path / "one")
    with pytest.raises(RuleRefusal, match="not empty"), transaction(filled) as session:
        store_package(session, tmp_path / "one")
