"""What is read or counted in part is what the whole register says; on both databases."""

from contextlib import ExitStack
from datetime import date

import pytest
from sqlalchemy import Engine

from app.database import create_database, reading, transaction
from declarations.problems import NotFoundRefusal
from exports.assembly_report import build_assembly_report, compose_assembly_report, report_to_json
from exports.member_report import compose_member_report, narrow_register
from exports.pivot_data import build_pivot
from exports.report_basis import examine_period
from tests.conftest import make_postgresql_workspace
from tests.tracker.made_up_answers import CODES, DAYS, PARAGRAPHS, PERIODS, fill_workspace
from tracker.answer_counts import count_answers, is_present
from tracker.confidential_answers import disclose_answers
from tracker.last_answers import load_last_answers
from tracker.member_store import list_page
from tracker.owed_answers import find_owed_answers
from tracker.periods import latest_due
from tracker.pivots import Axis, count_by_paragraph
from tracker.progress_store import count_answered, load_periods, load_reports
from tracker.register import Register
from tracker.store import load_register

LAST_DAY = date(2021, 1, 1)


@pytest.fixture(scope="module", params=["sqlite-1", "sqlite-2", "sqlite-3", "postgresql-4"])
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory):
    """A workspace with made-up acts and answers, another for each seed; the tests only read."""
    kind, seed = request.param.split("-")
    with ExitStack() as stack:
        if kind == "postgresql":
            engine = stack.enter_context(make_postgresql_workspace())
        else:
            engine = create_database(str(tmp_path_factory.mktemp("filled") / "accord.db"))
            stack.callback(engine.dispose)
        with transaction(engine) as session:
            fill_workspace(session, int(seed))
        yield engine


def read(engine: Engine, day: date = LAST_DAY, **narrowing: object) -> Register:
    with reading(engine) as session:
        return load_register(session, "d", day, **narrowing)  # type: ignore[arg-type] # the names are the parameters'


@pytest.mark.parametrize("axis", [Axis.SECTION, Axis.PARAGRAPH])
def test_what_the_database_counts_is_what_the_entries_say(filled: Engine, axis: Axis) -> None:
    whole = read(filled)
    for period in whole.periods:
        with reading(filled) as session:
            assert is_present(session, period.code, LAST_DAY)
            narrow = load_register(session, "d", LAST_DAY, entries_of=())
            owed = find_owed_answers(narrow, period, LAST_DAY)
            rows = build_pivot(narrow, owed, axis, count_answers(session, period.code, owed))
        received = [e for e in whole.entries[period.code] if e.member in owed.received]
        entries = disclose_answers(received, owed.matrix)
        assert rows == build_pivot(whole, owed, axis, count_by_paragraph(owed.matrix, entries))
        progress = examine_period(whole, period, LAST_DAY).progress
        table = progress.by_section if axis is Axis.SECTION else progress.by_paragraph
        assert all(row.answers == table[row.name] for row in rows[:-1])
        assert rows[-1].answers == progress.overall


def test_the_kept_counts_are_not_those_of_a_day_before_the_last_change(filled: Engine) -> None:
    with reading(filled) as session:
        for period in PERIODS:
            reports = load_reports(session, period.code, LAST_DAY)
            last = max(report.submitted_on or period.opens_on for report in reports)
            assert not is_present(session, period.code, period.opens_on.replace(year=2017))
            assert is_present(session, period.code, max(last, period.closes_on))


def test_one_members_register_is_the_whole_one_with_nothing_of_others(filled: Engine) -> None:
    for day in DAYS:
        whole = read(filled, day)
        for member in whole.members:
            narrow = read(filled, day, members=[member.code])
            assert narrow == narrow_register(whole, member)
            assert compose_member_report(narrow, member.code, day) == compose_member_report(
                whole, member.code, day
            )


def test_an_unknown_member_has_no_register(filled: Engine) -> None:
    with pytest.raises(NotFoundRefusal, match="no member 'nobody'"):
        read(filled, members=["ankara", "nobody"])


def test_entries_that_were_not_asked_for_are_not_taken_for_none(filled: Engine) -> None:
    whole = read(filled)
    assert read(filled, entries_of=("2019",)).entries == {"2019": whole.entries["2019"]}
    with pytest.raises(KeyError):
        examine_period(read(filled, entries_of=()), PERIODS[0], LAST_DAY)


def test_the_entries_on_one_paragraph_are_those_among_all(filled: Engine) -> None:
    whole = read(filled)
    for paragraph in PARAGRAPHS:
        assert read(filled, paragraph=paragraph).entries == {
            code: [e for e in entries if e.paragraph == paragraph]
            for code, entries in whole.entries.items()
        }


def test_the_report_to_the_assembly_needs_the_entries_of_two_periods_only(filled: Engine) -> None:
    for day in DAYS:
        with reading(filled) as session:
            about = [p.code for p in latest_due(load_periods(session, "d"), day)]
        whole, narrow = read(filled, day), read(filled, day, entries_of=about)
        reports = [build_assembly_report(register, day) for register in (whole, narrow)]
        first, second = (report_to_json(r, compose_assembly_report(r)) for r in reports)
        assert first == second


def test_the_last_answers_are_the_newest_of_the_last_period_that_has_one(filled: Engine) -> None:
    codes = [period.code for period in PERIODS]
    for day in DAYS:
        whole = read(filled, day)
        newest = {
            (e.member, e.paragraph): e
            for code in codes
            for e in whole.entries.get(code, ())
            if e.member in CODES[:3]
        }
        with reading(filled) as session:
            assert load_last_answers(session, CODES[:3], codes, day) == newest
            assert load_last_answers(session, CODES[:3], (), day) == {}


def test_answered_paragraphs_are_counted_as_of_any_date(filled: Engine) -> None:
    for day in DAYS:
        for code, entries in read(filled, day).entries.items():
            members = [entry.member for entry in entries]
            with reading(filled) as session:
                assert count_answered(session, code, day) == {
                    member: members.count(member) for member in set(members)
                }


def test_pages_of_members_one_after_the_other_are_all_members_of_the_day(filled: Engine) -> None:
    for day in DAYS:
        found: list[str] = []
        with reading(filled) as session:
            while page := list_page(session, day, found[-1] if found else "", 2):
                found += page
            assert found == list_page(session, day, "", None)
        assert found == [member.code for member in read(filled, day).members]
