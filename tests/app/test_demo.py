"""The sample: a whole workspace through the real stores, and its documents."""

import csv
import io
import unicodedata
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine

from app import demo
from app.database import create_database, reading
from app.sample_files import SAMPLE
from declarations.adoption_records import load_adoption
from declarations.checks import check_declaration
from declarations.comparison import ChangeKind, compare
from declarations.draft_file import print_draft, read_draft
from declarations.problems import RuleRefusal
from declarations.store import list_revisions
from exports.assembly_report import build_assembly_report, compose_assembly_report
from exports.report_basis import hash_register
from tracker.acceptance import InstrumentKind, Position, positions
from tracker.progress import MissingReason
from tracker.register import Register
from tracker.store import load_register
from tracker.tallies import compare_tallies

DRAFTS = [SAMPLE / f"declaration-{number}.md" for number in (1, 2, 3)]
REAL = {*demo.VICE_PRESIDENTS, "seoul"}


def load_sample(engine: Engine, day: date = demo.SAMPLE_DAY) -> Register:
    with reading(engine) as session:
        return load_register(session, demo.DECLARATION, day)


@pytest.fixture(scope="module")
def sample_engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    engine = create_database(str(tmp_path_factory.mktemp("sample") / "demo.db"))
    demo.fill_workspace(engine)
    return engine


@pytest.fixture(scope="module")
def sample(sample_engine: Engine) -> Register:
    return load_sample(sample_engine)


@pytest.mark.parametrize("draft", DRAFTS, ids=lambda path: path.stem)
def test_the_drafts_are_in_canonical_form_and_have_no_problem(draft: Path) -> None:
    parsed = read_draft(draft)
    assert parsed.problems == ()
    assert check_declaration(parsed.declaration, parsed.places) == ()
    assert print_draft(parsed.declaration) == draft.read_text(encoding="utf-8")


def test_the_text_has_a_preamble_four_sections_and_some_twenty_paragraphs() -> None:
    text = read_draft(DRAFTS[-1]).declaration
    assert text.preamble is not None
    assert [section.id for section in text.sections] == [
        "environment", "quality-of-life", "service-efficiency", "private-sector",
    ]  # fmt: skip
    assert len(text.operative_paragraphs()) == 22
    assert text.notes


def test_it_says_on_its_face_that_it_is_a_sample() -> None:
    for draft in DRAFTS:
        assert "not the text adopted in 2017" in read_draft(draft).declaration.subtitle


def test_the_revisions_edit_insert_delete_and_move() -> None:
    first, _, last = (read_draft(draft).declaration for draft in DRAFTS)
    kinds = {change.kind for change in compare(first, last).changes}
    assert kinds == set(ChangeKind)


def test_three_revisions_are_chained_and_the_last_is_adopted(sample_engine: Engine) -> None:
    with reading(sample_engine) as session:
        revisions = list_revisions(session, demo.DECLARATION)
        adoption = load_adoption(session, demo.DECLARATION)
    assert [revision.parent_sha256 for revision in revisions] == [
        "", revisions[0].sha256, revisions[1].sha256,
    ]  # fmt: skip
    assert adoption is not None
    assert (adoption.number, adoption.adopted_on) == (3, date(2017, 6, 28))


def test_members_that_exist_in_the_world_hold_offices_and_nothing_else(sample: Register) -> None:
    assert {office.member for office in sample.offices} == REAL
    acted = {act.member for act in sample.instruments}
    acted |= {statement.member for statement in sample.statements}
    acted |= {report.member for reports in sample.reports.values() for report in reports}
    acted |= {entry.member for entries in sample.entries.values() for entry in entries}
    assert not acted & REAL


def test_the_offices_are_the_facts_that_are_known(sample: Register) -> None:
    known = {(o.member, o.kind.value, o.starts_on, o.ends_on) for o in sample.offices}
    assert ("seoul", "president", None, None) in known
    assert ("ulyanovsk", "vice_president", date(2012, 11, 1), date(2020, 12, 31)) in known
    assert ("ulyanovsk", "regional_office", date(2013, 9, 1), None) in known


def test_twenty_four_made_up_cities_have_names_in_seven_scripts(sample: Register) -> None:
    made_up = [member for member in sample.members if member.code not in REAL]
    assert len(made_up) == 24
    letters = "".join(name for member in made_up for name in member.names.values())
    scripts = {unicodedata.name(letter, "").split()[0] for letter in letters if letter.isalpha()}
    assert {"LATIN", "CYRILLIC", "HANGUL", "CJK", "ARABIC", "THAI", "ETHIOPIC"} <= scripts
    assert all(member.names["en"].isascii() or member.code == "orneksehir" for member in made_up)


def test_every_position_and_every_kind_of_act_that_matters_occurs(sample: Register) -> None:
    ids = [paragraph.id for paragraph in sample.declaration.operative_paragraphs()]
    matrix = positions(ids, sample.members, sample.instruments, sample.statements, demo.SAMPLE_DAY)
    assert {position for row in matrix.values() for position in row.values()} == set(Position)
    assert {act.kind for act in sample.instruments} == set(InstrumentKind)


def test_reports_are_on_time_late_nil_excused_returned_and_missing(sample: Register) -> None:
    reports = [report for found in sample.reports.values() for report in found]
    assert any(report.nil for report in reports)
    assert any(report.excused for report in reports)
    assert any(report.state.value == "returned" for report in reports)
    report = build_assembly_report(sample, demo.SAMPLE_DAY).period
    assert report is not None
    assert min(report.on_time, report.late, report.nil, report.missing, report.excused) > 0


def test_some_answers_are_missing_with_a_reason(sample: Register) -> None:
    reasons = {e.missing for entries in sample.entries.values() for e in entries if e.missing}
    assert reasons == {
        MissingReason.NOT_AVAILABLE, MissingReason.NOT_DUE, MissingReason.CONFIDENTIAL,
    }  # fmt: skip


def test_the_key_messages_are_five_to_seven(sample: Register) -> None:
    assert 5 <= len(build_assembly_report(sample, demo.SAMPLE_DAY).key_messages) <= 7


def test_the_report_says_on_its_face_that_the_cities_are_made_up(sample: Register) -> None:
    document = compose_assembly_report(build_assembly_report(sample, demo.SAMPLE_DAY))
    assert "made up" in document.blocks[0].statement  # type: ignore[union-attr] # the cover is first


def test_counts_kept_in_the_store_equal_the_entries(sample_engine: Engine) -> None:
    with reading(sample_engine) as session:
        assert compare_tallies(session) == []


def test_one_seed_gives_one_register_and_another_seed_another(
    tmp_path: Path, sample: Register
) -> None:
    hashes = []
    for name, seed in (("a", 2017), ("b", 7)):
        engine = create_database(str(tmp_path / f"{name}.db"))
        demo.fill_workspace(engine, seed=seed)
        hashes.append(hash_register(load_sample(engine), demo.SAMPLE_DAY))
        engine.dispose()
    assert hashes[0] == hash_register(sample, demo.SAMPLE_DAY)
    assert hashes[1] != hashes[0]


def test_an_earlier_day_fills_only_what_had_happened_by_then(tmp_path: Path) -> None:
    day = date(2018, 3, 31)
    engine = create_database(str(tmp_path / "early.db"))
    demo.fill_workspace(engine, as_of=day)
    early = load_sample(engine, date(2030, 1, 1))
    engine.dispose()
    assert max(act.deposited_on for act in early.instruments) <= day
    assert [period.code for period in early.periods] == ["2018"]
    assert all(
        report.submitted_on <= day for report in early.reports["2018"] if report.submitted_on
    )


def test_a_day_before_the_adoption_is_refused(sqlite_workspace: Engine) -> None:
    with pytest.raises(RuleRefusal, match="begins with the adoption on 2017-06-28"):
        demo.fill_workspace(sqlite_workspace, as_of=date(2016, 1, 1))


def test_the_sample_is_rendered_twice_to_the_same_bytes(
    sample_engine: Engine, tmp_path: Path
) -> None:
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        folder.mkdir()
    first, second = (demo.render_sample(sample_engine, folder) for folder in folders)
    assert [path.name for path in first] == [
        "declaration.pdf", "declaration.docx", "redline.html", "redline.pdf", "redline.docx",
        "assembly-report.pdf", "assembly-report.docx", "assembly-report.html",
        "member-report.pdf", "member-report.docx", "members.csv",
    ]  # fmt: skip
    for one, two in zip(first, second, strict=True):
        assert one.read_bytes() == two.read_bytes(), one.name
    rows = list(csv.reader(io.StringIO((tmp_path / "one" / "members.csv").read_text("utf-8-sig"))))
    assert len(rows) == 1 + 32
