"""Many reports stored together, and the counts kept with them; on both databases."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from random import Random

import pytest
from sqlalchemy import Engine, text

from app.database import reading, transaction
from declarations.problems import InputRefusal, NotFoundRefusal, RuleRefusal
from tests.tracker.made_up_answers import (
    CODES,
    PERIODS,
    fill_workspace,
    make_entries,
)
from tracker.periods import Period, Report, ReportState
from tracker.progress import Entry
from tracker.progress_store import (
    load_entries,
    load_reports,
    open_period,
    submit_report,
    submit_reports,
)
from tracker.tallies import compare_tallies, rebuild_tallies

NEW = Period("new", "New", "d", date(2021, 1, 1), date(2021, 3, 31), date(2021, 12, 31))
DAY = date(2021, 2, 1)


@pytest.fixture
def filled(workspace: Engine) -> Engine:
    """A workspace with answers, and a period in which nobody has reported."""
    with transaction(workspace) as session:
        fill_workspace(session, 1)
        open_period(session, NEW)
    return workspace


def make_reports(seed: int = 5, day: date = DAY) -> Mapping[Report, Sequence[Entry]]:
    random = Random(seed)  # noqa: S311 - made-up answers, not a secret
    return {
        Report(code, "new", ReportState.SUBMITTED, day): list(make_entries(random, code, NEW, day))
        for code in CODES
    }


def everything(engine: Engine) -> tuple[object, ...]:
    with reading(engine) as session:
        kept = "SELECT paragraph, answer, n FROM tally WHERE period = 'new' AND n > 0 ORDER BY 1, 2"
        return (
            load_reports(session, "new", date.max),
            load_entries(session, "new", date.max),
            session.execute(text(kept)).fetchall(),
            compare_tallies(session),
        )


def test_reports_stored_together_are_those_stored_one_by_one(filled: Engine) -> None:
    later = date(2021, 3, 1)
    with transaction(filled) as session:
        submit_reports(session, "new", make_reports())
        submit_reports(session, "new", make_reports(6, later))
    together = everything(filled)
    assert len(together[0]) == len(CODES)  # type: ignore[arg-type] # a list of reports
    assert together[3] == []
    with transaction(filled) as session:
        for table in ("entry", "current", "tally", "report"):
            session.execute(text(f"DELETE FROM {table} WHERE period = 'new'"))
        for reports in (make_reports(), make_reports(6, later)):
            for report, entries in reports.items():
                submit_report(session, report, entries)
    assert everything(filled) == together


def test_of_reports_with_one_fault_none_is_stored_and_every_fault_is_named(filled: Engine) -> None:
    reports = dict(make_reports())
    first, second = list(reports)[:2]
    moment = datetime(2021, 2, 1, tzinfo=UTC)
    reports[first] = [Entry(first.member, "new", "x-1", moment)]
    reports[second] = [replace(reports[second][0], percent=140.0)]
    with pytest.raises(InputRefusal) as refused, transaction(filled) as session:
        submit_reports(session, "new", reports)
    assert [problem.code for problem in refused.value.problems] == ["P101", "P102", "P103"]
    assert everything(filled) == ([], [], [], [])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"period": PERIODS[0].code}, "is for 2018"),
        ({"member": CODES[1], "nil": True}, "2 reports of berlin"),
        ({"state": ReportState.ACCEPTED}, "accepted"),
        ({"submitted_on": date(2022, 1, 1)}, "takes reports from"),
    ],
)
def test_reports_are_refused_together_as_each_alone(
    filled: Engine, change: dict[str, object], words: str
) -> None:
    reports = dict(make_reports())
    first = next(iter(reports))
    reports[replace(first, **change)] = reports.pop(first)  # type: ignore[arg-type] # the names are the fields'
    with pytest.raises(RuleRefusal, match=words), transaction(filled) as session:
        submit_reports(session, "new", reports)
    assert everything(filled) == ([], [], [], [])


def test_a_report_of_nobody_is_not_found(filled: Engine) -> None:
    with pytest.raises(NotFoundRefusal, match="nobody"), transaction(filled) as session:
        submit_reports(session, "new", {Report("nobody", "new", ReportState.SUBMITTED, DAY): []})


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        ("UPDATE current SET answer = 'x' WHERE {one}", "present entry (1, 'x') is not (1, '{a}')"),
        (
            "UPDATE current SET sequence = 9 WHERE {one}",
            "present entry (9, '{a}') is not (1, '{a}'",
        ),
        ("DELETE FROM current WHERE {one}", "present entry None is not (1, '{a}')"),
        ("DELETE FROM entry WHERE {one}", "present entry (1, '{a}') is not None"),
    ],
)
def test_a_present_entry_that_is_not_the_newest_is_found_and_made_anew(
    filled: Engine, damage: str, words: str
) -> None:
    reports = make_reports()
    entry = next(entry for entries in reports.values() for entry in entries)
    answer = entry.implementation or entry.missing
    assert answer is not None
    one = (
        f"period = 'new' AND paragraph = '{entry.paragraph}' AND member_id = "
        f"(SELECT id FROM member WHERE code = '{entry.member}')"
    )
    with transaction(filled) as session:
        submit_reports(session, "new", reports)
        session.execute(text(damage.format(one=one)))
        faults = compare_tallies(session)
        assert words.format(a=answer.value) in faults[0]
        rebuild_tallies(session)
        assert compare_tallies(session) == []
