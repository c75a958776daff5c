"""Nothing is lost, doubled, misplaced or foreseen: the store against clashes and odd input."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from sqlalchemy import Engine

from app.database import reading, transaction
from declarations.adoption_store import adopt_revision
from declarations.draft_file import parse_draft
from declarations.problems import ChangedMeanwhileRefusal, InputRefusal, Refusal, RuleRefusal
from declarations.store import save_revision
from tracker.acceptance import (
    AcceptanceRules,
    Effect,
    Instrument,
    InstrumentKind,
    Statement,
    StatementKind,
)
from tracker.acceptance_store import deposit_instrument, load_instruments, make_statement
from tracker.member_store import add_assembly, add_member, add_office, import_members, load_members
from tracker.members import Assembly, Member, MemberKind, Office, OfficeKind
from tracker.periods import Period, Report, ReportState
from tracker.progress import Entry, Implementation, MissingReason
from tracker.progress_store import (
    close_period,
    load_entries,
    load_reports,
    open_period,
    save_report_state,
    submit_report,
)
from tracker.store import load_register
from tracker.tallies import compare_tallies

DRAFT = """---
declaration: d
title: Test
---

# Environment {#e}

1. We will plant trees. {#e-1}

2. We will clean the air. {#e-2}
"""
PARAGRAPHS = ["e-1", "e-2"]
ADOPTED = date(2017, 6, 28)
DAY = date(2018, 3, 1)
PERIOD = Period("p1", "First", "d", date(2018, 1, 1), date(2018, 3, 31), date(2018, 6, 30))
CITIES = [f"c{number}" for number in range(8)]


@pytest.fixture
def adopted(workspace: Engine) -> Engine:
    """A workspace with an adopted declaration, eight members and an open period."""
    with transaction(workspace) as session:
        text = parse_draft(DRAFT).declaration
        revision = save_revision(session, text, parent_sha256="", made_on=date(2017, 1, 1))
        add_assembly(session, Assembly("ga4", "Fourth Assembly", "Ulyanovsk", ADOPTED))
        adopt_revision(session, "d", revision.number, assembly="ga4", adopted_on=ADOPTED)
        import_members(session, [Member(code, {"en": code}) for code in CITIES], changed_on=DAY)
        open_period(session, PERIOD)
    return workspace


def entry(
    paragraph: str = "e-1",
    answer: Implementation | None = Implementation.LIMITED,
    member: str = "c0",
    moment: datetime = datetime(2018, 3, 1, tzinfo=UTC),
) -> Entry:
    return Entry(member, "p1", paragraph, moment, implementation=answer)


def report(state: ReportState = ReportState.SUBMITTED, member: str = "c0") -> Report:
    return Report(member, "p1", state, DAY)


def act(paragraphs: tuple[str, ...] = ("e-1",), member: str = "c0") -> Instrument:
    kind = InstrumentKind.COUNCIL_DECISION
    return Instrument(member, "d", kind, date(2017, 9, 1), frozenset(paragraphs))


def deposit(engine: Engine, instrument: Instrument) -> Instrument:
    with transaction(engine) as session:
        rules = AcceptanceRules()
        return deposit_instrument(session, instrument, rules=rules, paragraph_ids=PARAGRAPHS)


def state(engine: Engine, words: Statement) -> Statement:
    with transaction(engine) as session:
        return make_statement(session, words, paragraph_ids=PARAGRAPHS)


def do_at_once(acts: list[Callable[[], object]]) -> list[Refusal]:
    """Run each act in a thread of its own; return the refusals, let nothing else pass."""
    refusals: list[Refusal] = []
    others: list[BaseException] = []
    gate = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> None:
        gate.wait()
        try:
            act()
        except Refusal as refusal:
            refusals.append(refusal)
        except BaseException as error:  # noqa: BLE001 - what else came is the test's question
            others.append(error)

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert others == []
    return refusals


def test_one_form_sent_by_eight_hands_at_once_is_one_report(adopted: Engine) -> None:
    def send() -> None:
        with transaction(adopted) as session:
            submit_report(session, report(), [entry()], token="the-form")

    refusals = do_at_once([send] * 8)
    assert all(isinstance(refusal, ChangedMeanwhileRefusal) for refusal in refusals)
    with transaction(adopted) as session:
        assert submit_report(session, report(), [entry()], token="the-form") is False
    with reading(adopted) as session:
        assert load_reports(session, "p1", DAY) == [report()]
        assert compare_tallies(session) == []


def test_of_two_reports_made_from_one_state_one_is_refused(adopted: Engine) -> None:
    def send(answer: Implementation) -> None:
        with transaction(adopted) as session:
            submit_report(
                session, report(), [entry(answer=answer)], expected_state=ReportState.OPEN
            )

    grades = (Implementation.LIMITED, Implementation.COMPLETE)
    refusals = do_at_once([lambda grade=grade: send(grade) for grade in grades])  # type: ignore[misc]
    assert [type(refusal) for refusal in refusals] == [ChangedMeanwhileRefusal]
    with reading(adopted) as session:
        assert compare_tallies(session) == []


def test_reports_of_different_members_at_once_are_all_counted(adopted: Engine) -> None:
    def send(member: str) -> None:
        with transaction(adopted) as session:
            submit_report(
                session,
                report(member=member),
                [entry("e-1", member=member), entry("e-2", member=member)],
            )

    assert do_at_once([lambda city=city: send(city) for city in CITIES]) == []  # type: ignore[misc]
    with reading(adopted) as session:
        assert len(load_entries(session, "p1", DAY)) == 2 * len(CITIES)
        assert compare_tallies(session) == []


def test_instruments_deposited_at_once_are_all_there_or_refused(adopted: Engine) -> None:
    acts = [lambda name=name: deposit(adopted, act((name,))) for name in PARAGRAPHS]  # type: ignore[misc]
    refusals = do_at_once(acts)
    assert all(isinstance(refusal, ChangedMeanwhileRefusal) for refusal in refusals)
    with reading(adopted) as session:
        found = load_instruments(session, "d")
    assert [act.sequence for act in found] == list(range(1, 3 - len(refusals)))


def test_an_entry_of_another_member_or_period_or_given_twice_is_a_fault(adopted: Engine) -> None:
    entries = [
        entry(member="c1"),
        replace(entry("e-2"), period="p0"),
        entry("e-2", None),
    ]
    with pytest.raises(InputRefusal) as refused, transaction(adopted) as session:
        submit_report(session, report(), entries)
    found = [(problem.code, problem.value) for problem in refused.value.problems]
    assert found == [("P106", "c1"), ("P106", "p0"), ("P102", ""), ("P107", "e-2")]
    with reading(adopted) as session:
        assert load_reports(session, "p1", DAY) == []


def test_a_submitted_report_has_its_date_and_an_empty_draft_needs_one(adopted: Engine) -> None:
    for state in (ReportState.SUBMITTED, ReportState.DRAFT):
        undated = Report("c0", "p1", state)
        with pytest.raises(InputRefusal, match="no date"), transaction(adopted) as session:
            submit_report(session, undated, [])


def test_a_member_cannot_accept_its_own_report(adopted: Engine) -> None:
    with pytest.raises(RuleRefusal, match="accepted"), transaction(adopted) as session:
        submit_report(session, report(ReportState.ACCEPTED), [entry()])


def test_a_report_goes_from_state_to_state_in_order(adopted: Engine) -> None:
    with pytest.raises(RuleRefusal, match="from open to accepted"), transaction(adopted) as session:
        save_report_state(session, report(ReportState.ACCEPTED), DAY)
    with transaction(adopted) as session:
        submit_report(session, report(), [entry()])
        save_report_state(session, report(ReportState.ACCEPTED), DAY)
        save_report_state(session, report(ReportState.PUBLISHED), DAY)
    with pytest.raises(RuleRefusal, match="published"), transaction(adopted) as session:
        save_report_state(session, report(ReportState.RETURNED), DAY)


def test_a_review_of_a_report_that_changed_meanwhile_is_refused(adopted: Engine) -> None:
    with transaction(adopted) as session:
        submit_report(session, report(), [entry()])
        save_report_state(session, report(ReportState.RETURNED), DAY)
    with pytest.raises(ChangedMeanwhileRefusal), transaction(adopted) as session:
        save_report_state(
            session, report(ReportState.RETURNED), DAY, expected_state=ReportState.SUBMITTED
        )


def test_an_instant_is_kept_in_utc_wherever_it_was_written(adopted: Engine) -> None:
    seoul = timezone(timedelta(hours=9))
    moment = datetime(2018, 3, 2, 8, 30, tzinfo=seoul)
    with transaction(adopted) as session:
        submit_report(session, report(), [entry(moment=moment)])
    with reading(adopted) as session:
        (found,) = load_entries(session, "p1", DAY)
    assert (found.recorded_at, found.recorded_at.tzinfo) == (moment, UTC)


def test_the_register_of_a_date_foresees_no_leaving_office_or_freezing(adopted: Engine) -> None:
    with transaction(adopted) as session:
        add_member(session, Member("gone", {"en": "Gone"}, left_on=date(2019, 1, 1)))
        add_office(session, Office("c0", OfficeKind.PRESIDENT, date(2019, 1, 1)))
        close_period(session, "p1", datetime(2018, 7, 1, tzinfo=UTC))
    with reading(adopted) as session:
        before = load_register(session, "d", DAY)
        after = load_register(session, "d", date(2019, 1, 1))
    assert before.offices == []
    assert len(after.offices) == 1
    assert next(m for m in before.members if m.code == "gone").left_on is None
    assert next(m for m in after.members if m.code == "gone").left_on == date(2019, 1, 1)
    assert [period.frozen_at for period in before.periods] == [None]
    assert after.periods[0].frozen_at == datetime(2018, 7, 1, tzinfo=UTC)


def test_an_import_that_says_no_kind_leaves_the_kind(workspace: Engine) -> None:
    known = Member("a", {"en": "A"}, kind=MemberKind.METROPOLITAN)
    with transaction(workspace) as session:
        add_member(session, known)
        assert import_members(session, [Member("a", {"en": "A"})], changed_on=DAY).same == 1
        assert load_members(session) == [known]


def test_a_list_that_names_a_code_twice_is_refused_with_both_names(workspace: Engine) -> None:
    twice = [Member("a", {"en": "Ulm"}), Member("a", {"en": "Neu-Ulm"})]
    with pytest.raises(InputRefusal) as refused, transaction(workspace) as session:
        import_members(session, twice, changed_on=DAY)
    assert "Ulm" in refused.value.problems[0].message
    assert "Neu-Ulm" in refused.value.problems[0].message
    with reading(workspace) as session:
        assert load_members(session) == []


WORDS = Statement(
    "c0", "d", 0, StatementKind.RESERVATION, frozenset({"e-1"}), "Not yet.", date(2018, 1, 1),
    Effect.EXCLUDES,
)  # fmt: skip


def test_every_fault_of_a_statement_is_named_at_once(adopted: Engine) -> None:
    faulty = replace(WORDS, paragraphs=frozenset({"x"}), text=" ", withdraws=1)
    with pytest.raises(InputRefusal) as refused:
        state(adopted, faulty)
    assert [problem.code for problem in refused.value.problems] == ["A001", "A007", "A006"]


def test_a_statement_with_an_effect_names_its_paragraphs(adopted: Engine) -> None:
    with pytest.raises(InputRefusal) as refused:
        state(adopted, replace(WORDS, paragraphs=frozenset()))
    assert [problem.code for problem in refused.value.problems] == ["A002"]


def test_a_statement_is_taken_back_once_and_not_before_it_was_made(adopted: Engine) -> None:
    assert state(adopted, WORDS).number == 1
    back = replace(
        WORDS, kind=StatementKind.WITHDRAWAL, effect=Effect.NONE, paragraphs=frozenset(),
        withdraws=1,
    )  # fmt: skip
    with pytest.raises(InputRefusal) as refused:
        state(adopted, replace(back, made_on=date(2017, 12, 31)))
    assert [problem.code for problem in refused.value.problems] == ["A008"]
    assert state(adopted, back).number == 2
    with pytest.raises(InputRefusal) as refused:
        state(adopted, back)
    assert [problem.code for problem in refused.value.problems] == ["A006"]


def test_nobody_makes_a_statement_on_a_text_before_its_adoption(adopted: Engine) -> None:
    with pytest.raises(RuleRefusal, match="was not adopted by"):
        state(adopted, replace(WORDS, made_on=date(2017, 1, 1)))


def test_a_missing_reason_is_counted_under_its_own_name(adopted: Engine) -> None:
    missing = replace(entry("e-1", None), missing=MissingReason.CONFIDENTIAL)
    with transaction(adopted) as session:
        submit_report(session, report(), [missing])
    with reading(adopted) as session:
        assert load_entries(session, "p1", DAY) == [missing]
        assert compare_tallies(session) == []
