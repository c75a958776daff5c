"""A reviewer's verdict is on what was read, and on evidence that there is; on both databases."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine

from app.database import reading, transaction
from declarations.problems import ChangedMeanwhileRefusal, InputRefusal, RuleRefusal
from exports.report_review import read_review
from tests.tracker.made_up_answers import CODES, fill_workspace
from tracker.entry_history import load_corrected
from tracker.periods import Period, Report, ReportState
from tracker.progress import Entry, Evidence, EvidenceLevel, Implementation
from tracker.progress_store import close_period, load_entries, open_period, submit_report
from tracker.report_standings import read_standings
from tracker.reviews import count_report_steps, judge_evidence, review_as_read
from tracker.tallies import compare_tallies

NEW = Period("new", "New", "d", date(2021, 1, 1), date(2021, 3, 31), date(2021, 12, 31))
DAY = date(2021, 2, 1)
NOON = datetime(2021, 2, 1, 12, tzinfo=UTC)
LATER = datetime(2021, 2, 2, 12, tzinfo=UTC)
MEMBER = CODES[0]
SHOWN = (Evidence(url="https://city.example/trees"),)


def send(engine: Engine, paragraph: str, **more: object) -> Entry:
    """The member sends its report with one answer."""
    entry = Entry(MEMBER, "new", paragraph, NOON, Implementation.COMPLETE, **more)  # type: ignore[arg-type]
    with transaction(engine) as session:
        submit_report(session, Report(MEMBER, "new", ReportState.SUBMITTED, DAY), [entry])
    return entry


@pytest.fixture
def filled(workspace: Engine) -> Engine:
    with transaction(workspace) as session:
        fill_workspace(session, 1)
        open_period(session, NEW)
    return workspace


@pytest.fixture
def paragraph(filled: Engine) -> str:
    with reading(filled) as session:
        return read_review(session, "new", MEMBER, DAY).answers[0].id


def test_a_verdict_on_a_report_that_was_sent_anew_meanwhile_is_refused(
    filled: Engine, paragraph: str
) -> None:
    send(filled, paragraph)
    with reading(filled) as session:
        seen = count_report_steps(session, MEMBER, "new")
    send(filled, paragraph, done="More than you have read.")
    with transaction(filled) as session, pytest.raises(ChangedMeanwhileRefusal):
        review_as_read(session, MEMBER, "new", ReportState.ACCEPTED, DAY, seen=seen)
    with transaction(filled) as session:
        review_as_read(session, MEMBER, "new", ReportState.ACCEPTED, DAY, seen=seen + 1)
    with reading(filled) as session:
        assert read_review(session, "new", MEMBER, DAY).standing.state is ReportState.ACCEPTED


def test_judged_evidence_is_a_new_version_that_says_the_same_otherwise(
    filled: Engine, paragraph: str
) -> None:
    sent = send(filled, paragraph, evidence=SHOWN, evidence_level=EvidenceLevel.CLAIMED)
    with transaction(filled) as session:
        verdicts = {paragraph: EvidenceLevel.VERIFIED}
        assert judge_evidence(session, MEMBER, "new", verdicts, LATER, seen=1) == 1
        assert judge_evidence(session, MEMBER, "new", verdicts, LATER, seen=1) == 0
    with reading(filled) as session:
        found = load_entries(session, "new", date.max, members=[MEMBER])
        expected = replace(sent, evidence_level=EvidenceLevel.VERIFIED, recorded_at=LATER)
        assert found == [expected]
        assert compare_tallies(session) == []


@pytest.mark.parametrize(
    ("level", "evidence", "verdict"),
    [
        (EvidenceLevel.NONE, (), EvidenceLevel.VERIFIED),
        (EvidenceLevel.CLAIMED, SHOWN, EvidenceLevel.NONE),
    ],
)
def test_no_evidence_cannot_be_judged_and_a_reviewer_does_not_claim(
    filled: Engine,
    paragraph: str,
    level: EvidenceLevel,
    evidence: tuple[Evidence, ...],
    verdict: EvidenceLevel,
) -> None:
    send(filled, paragraph, evidence=evidence, evidence_level=level)
    with transaction(filled) as session, pytest.raises(InputRefusal) as refused:
        judge_evidence(session, MEMBER, "new", {paragraph: verdict}, LATER, seen=1)
    assert len(refused.value.problems) == 1


def test_evidence_is_judged_only_while_a_report_waits_for_its_review(
    filled: Engine, paragraph: str
) -> None:
    send(filled, paragraph, evidence=SHOWN, evidence_level=EvidenceLevel.CLAIMED)
    verdicts = {paragraph: EvidenceLevel.DISPUTED}
    with transaction(filled) as session:
        review_as_read(session, MEMBER, "new", ReportState.ACCEPTED, DAY, seen=1)
    with transaction(filled) as session, pytest.raises(RuleRefusal, match="accepted"):
        judge_evidence(session, MEMBER, "new", verdicts, LATER, seen=2)
    with transaction(filled) as session:
        close_period(session, "new", LATER)
    with transaction(filled) as session, pytest.raises(RuleRefusal, match="frozen"):
        judge_evidence(session, MEMBER, "new", verdicts, LATER, seen=2)


def test_judging_evidence_is_no_correction(filled: Engine, paragraph: str) -> None:
    sent = send(filled, paragraph, evidence=SHOWN, evidence_level=EvidenceLevel.CLAIMED)
    with transaction(filled) as session:
        review_as_read(session, MEMBER, "new", ReportState.ACCEPTED, DAY, seen=1)
        better = replace(sent, done="Mended.", recorded_at=LATER)
        report = Report(MEMBER, "new", ReportState.SUBMITTED, LATER.date())
        submit_report(session, report, [better], is_correction=True)
        judge_evidence(session, MEMBER, "new", {paragraph: EvidenceLevel.VERIFIED}, LATER, seen=3)
    with reading(filled) as session:
        assert load_corrected(session, "new", date.max) == [sent]


def test_a_review_has_the_last_answer_beside_and_no_draft(filled: Engine, paragraph: str) -> None:
    entry = Entry(MEMBER, "new", paragraph, NOON, Implementation.COMPLETE)
    with transaction(filled) as session:
        submit_report(session, Report(MEMBER, "new", ReportState.DRAFT, DAY), [entry])
    with reading(filled) as session:
        draft = read_review(session, "new", MEMBER, DAY)
    assert not draft.is_readable
    assert all(each.answer is None for each in draft.answers)
    with transaction(filled) as session:
        submit_report(session, Report(MEMBER, "new", ReportState.SUBMITTED, DAY), [entry])
    with reading(filled) as session:
        review = read_review(session, "new", MEMBER, DAY)
        before = {
            e.paragraph: e
            for code in ("2018", "2019", "2020")
            for e in load_entries(session, code, DAY, members=[MEMBER])
        }
    shown = {each.id: each for each in review.answers}
    assert shown[paragraph].answer == entry
    assert {name: each.before for name, each in shown.items() if each.before} == {
        name: answer for name, answer in before.items() if name in shown
    }


def test_regions_add_up_to_the_whole(filled: Engine) -> None:
    with reading(filled) as session:
        found = read_standings(session, "new", date(2021, 5, 1))
    for name in ("expected", "received", "on_time", "late", "nil", "excused"):
        parts = [getattr(each, name) for each in found.by_region.values()]
        assert sum(parts) == getattr(found.coverage, name)
    missing = [each.member.code for each in found.standings if each.is_missing]
    assert sorted(missing) == sorted(found.coverage.missing)
