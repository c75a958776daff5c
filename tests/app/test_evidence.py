"""Files behind answers: kept whole by their SHA-256, once, and never opened or run."""

import hashlib
from datetime import date
from pathlib import Path

import pytest

from app.database import open_database, reading
from app.evidence import evidence_path, is_whole, keep_evidence, read_evidence
from declarations.problems import InputRefusal, RuleRefusal, StorageRefusal
from tests.app.conftest import Program
from tracker.progress_store import load_entries

WORDS = b"#!/bin/sh\ntouch ran\n"
SHA256 = hashlib.sha256(WORDS).hexdigest()


def test_the_same_file_under_two_names_is_kept_once(tmp_path: Path) -> None:
    for name, fresh in (("plan.pdf", True), ("=cmd|' /C calc'!A1.xlsx", False)):
        source = tmp_path / name.replace("/", "_")
        source.write_bytes(WORDS)
        piece, content = read_evidence(source, 1)
        assert (piece.sha256, piece.file_name) == (SHA256, source.name)
        assert keep_evidence(tmp_path, piece.sha256, content) is fresh
    kept = [path for path in (tmp_path / "evidence").rglob("*") if path.is_file()]
    assert kept == [evidence_path(tmp_path, SHA256)]
    assert kept[0].read_bytes() == WORDS
    assert not kept[0].stat().st_mode & 0o111


def test_a_kept_file_that_was_altered_is_known_and_made_whole_again(tmp_path: Path) -> None:
    keep_evidence(tmp_path, SHA256, WORDS)
    path = evidence_path(tmp_path, SHA256)
    path.write_bytes(b"other")
    assert not is_whole(path, SHA256)
    assert keep_evidence(tmp_path, SHA256, WORDS)
    assert is_whole(path, SHA256)


def test_what_is_too_large_empty_or_no_file_is_refused(tmp_path: Path) -> None:
    large, empty = tmp_path / "large", tmp_path / "empty"
    large.write_bytes(bytes(1_000_001))
    empty.touch()
    for path, refusal in (
        (large, RuleRefusal), (empty, InputRefusal), (tmp_path, StorageRefusal),
        (tmp_path / "none", StorageRefusal),
    ):  # fmt: skip
        with pytest.raises(refusal):
            read_evidence(path, 1)
    assert read_evidence(large, 2)[0].file_name == "large"


def test_a_file_goes_in_with_a_report(accord: Program, tmp_path: Path) -> None:
    assert accord("demo", "-o", "out").code == 0
    (tmp_path / "plan.sh").write_bytes(WORDS)
    db = "out/demo.db"
    opened = accord(
        "period", "open", "2020", "--declaration", "sample-2017", "--opens", "2020-01-01",
        "--due", "2020-03-31", "--closes", "2020-06-30", "--db", db,
    )  # fmt: skip
    assert opened.code == 0
    report = (
        "progress", "report", "2020", "--member", "examplestad", "--set",
        "environment-1=complete", "--on", "2020-03-01", "--db", db,
    )  # fmt: skip
    assert accord(*report, "--evidence-file", "environment-1=none.pdf").code == 7
    unstated = accord(*report, "--evidence-file", "environment-2=plan.sh")
    assert (unstated.code, "no state" in unstated.err) == (3, True)
    assert not (tmp_path / "out" / "evidence").exists()
    with_file = (*report, "--evidence-file", "environment-1=plan.sh")
    refused = accord(*with_file, "--set", "environment-99=complete")
    assert (refused.code, "environment-99" in refused.err) == (3, True)
    assert accord(*with_file, "--dry-run").code == 0
    assert not (tmp_path / "out" / "evidence").exists()
    assert accord(*with_file).code == 0
    assert is_whole(evidence_path(tmp_path / "out", SHA256), SHA256)
    engine = open_database(db)
    with reading(engine) as session:
        (entry,) = load_entries(session, "2020", date(2020, 3, 1))
    engine.dispose()
    assert [(piece.sha256, piece.file_name) for piece in entry.evidence] == [(SHA256, "plan.sh")]
    assert not (tmp_path / "ran").exists()
    assert accord("data", "verify", "--db", db).code == 0
    evidence_path(tmp_path / "out", SHA256).write_bytes(b"other")
    altered = accord("data", "verify", "--db", db)
    assert (altered.code, f"2020, environment-1: the file {SHA256}" in altered.err) == (7, True)
