"""The register is kept whole, and found again as it was on any date; on both databases."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session

from app.database import reading, transaction
from declarations.adoption_store import adopt_revision
from declarations.draft_file import parse_draft
from declarations.problems import (
    ChangedMeanwhileRefusal,
    InputRefusal,
    NotFoundRefusal,
    RuleRefusal,
)
from declarations.store import save_revision
from tracker.acceptance import AcceptanceRules, Instrument, InstrumentKind, Statement, StatementKind
from tracker.acceptance_store import deposit_instrument, load_rules, make_statement, save_rules
from tracker.member_changes import change_member, find_stored_member, mark_member
from tracker.member_store import (
    add_assembly,
    add_member,
    add_office,
    import_members,
    load_members,
)
from tracker.members import Assembly, Member, MemberKind, Office, OfficeKind
from tracker.periods import Period, Report, ReportState
from tracker.progress import Entry, Evidence, Implementation, MissingReason
from tracker.progress_store import (
    close_period,
    load_entries,
    open_period,
    save_report_state,
    submit_report,
)
from tracker.store import load_register
from tracker.tallies import compare_tallies, rebuild_tallies

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
PERIOD = Period("p1", "First", "d", date(2018, 1, 1), date(2018, 3, 31), date(2018, 6, 30))
SEOUL = Member("seoul", {"en": "Seoul", "ko": "서울"}, "KR", "Asia", MemberKind.METROPOLITAN)


@pytest.fixture
def adopted(workspace: Engine) -> Engine:
    """A workspace with an adopted declaration, two members and an open period."""
    with transaction(workspace) as session:
        revision = save_revision(
            session, parse_draft(DRAFT).declaration, parent_sha256="", made_on=date(2017, 1, 1)
        )
        add_assembly(session, Assembly("ga4", "Fourth Assembly", "Ulyanovsk", ADOPTED))
        adopt_revision(session, "d", revision.number, assembly="ga4", adopted_on=ADOPTED)
        add_member(session, SEOUL)
        add_member(session, Member("lisbon", {"en": "Lisbon"}, joined_on=date(2018, 2, 1)))
        open_period(session, PERIOD)
    return workspace


def act(member="seoul", paragraphs=("e-1",), on=date(2017, 9, 1), kind=InstrumentKind.SIGNATURE):
    return Instrument(member, "d", kind, on, frozenset(paragraphs))


def entry(paragraph, answer, on=date(2018, 3, 1), **more):
    moment = datetime.combine(on, datetime.min.time(), UTC)
    key = "implementation" if isinstance(answer, Implementation) else "missing"
    return Entry("seoul", "p1", paragraph, moment, **{key: answer}, **more)


def report(state=ReportState.SUBMITTED, on=date(2018, 3, 1)):
    return Report("seoul", "p1", state, on)


def test_everything_comes_back_as_it_was_given(adopted: Engine) -> None:
    full = entry(
        "e-1", Implementation.SUBSTANTIAL, percent=40.5, done="Done.", obstacles="Rain.",
        evidence=(Evidence("https://city.example/x", title="Plan", published_on=date(2018, 1, 2)),),
        in_confidence=True,
    )  # fmt: skip
    with transaction(adopted) as session:
        add_office(session, Office("seoul", OfficeKind.PRESIDENT, date(2010, 1, 1)))
        save_rules(
            session,
            "d",
            AcceptanceRules(1, frozenset({"e-1"}), 1, 5, 6),
            changed_on=date(2000, 1, 1),
        )
        deposit_instrument(session, act(), rules=AcceptanceRules(), paragraph_ids=PARAGRAPHS)
        make_statement(
            session,
            Statement(
                "seoul", "d", 0, StatementKind.RESERVATION, frozenset({"e-1"}), "Not yet.",
                date(2017, 9, 1),
            ),
            paragraph_ids=PARAGRAPHS,
        )  # fmt: skip
        submit_report(session, report(), [full])
    with reading(adopted) as session:
        found = load_register(session, "d", date(2018, 12, 31))
    assert found.members == [Member("lisbon", {"en": "Lisbon"}, joined_on=date(2018, 2, 1)), SEOUL]
    assert found.offices == [Office("seoul", OfficeKind.PRESIDENT, date(2010, 1, 1))]
    assert found.rules == AcceptanceRules(1, frozenset({"e-1"}), 1, 5, 6)
    assert found.instruments == [replace(act(), sequence=1)]
    assert found.statements[0].text == "Not yet."
    assert found.periods == [PERIOD]
    assert found.reports["p1"] == [report()]
    assert found.entries["p1"] == [full]
    assert found.adopted_by == Assembly("ga4", "Fourth Assembly", "Ulyanovsk", ADOPTED)


def test_the_register_of_a_date_knows_nothing_that_came_later(adopted: Engine) -> None:
    with transaction(adopted) as session:
        deposit_instrument(session, act(), rules=AcceptanceRules(), paragraph_ids=PARAGRAPHS)
        submit_report(session, report(), [entry("e-1", Implementation.LIMITED)])
        later = date(2018, 5, 1)
        submit_report(session, report(on=later), [entry("e-1", Implementation.COMPLETE, later)])
    with reading(adopted) as session:
        before = load_register(session, "d", date(2017, 8, 31))
        between = load_register(session, "d", date(2018, 4, 1))
        after = load_register(session, "d", date(2018, 5, 1))
    assert (before.instruments, before.periods, [m.code for m in before.members]) == (
        [],
        [],
        ["seoul"],
    )
    assert between.entries["p1"][0].implementation is Implementation.LIMITED
    assert after.entries["p1"][0].implementation is Implementation.COMPLETE
    assert between.reports["p1"][0].submitted_on == date(2018, 3, 1)


def test_counts_kept_with_the_entries_equal_the_entries(adopted: Engine) -> None:
    with transaction(adopted) as session:
        submit_report(session, report(), [entry("e-1", Implementation.LIMITED)])
        submit_report(
            session,
            report(),
            [entry("e-1", Implementation.COMPLETE), entry("e-2", MissingReason.NOT_AVAILABLE)],
        )
    with reading(adopted) as session:
        assert compare_tallies(session) == []


def test_a_count_that_was_changed_is_found_and_made_anew(adopted: Engine) -> None:
    with transaction(adopted) as session:
        submit_report(session, report(), [entry("e-1", Implementation.LIMITED)])
        session.execute(text("UPDATE tally SET n = 7"))
    with reading(adopted) as session:
        assert compare_tallies(session) == ["p1, e-1, limited: counted 1, kept 7"]
    with transaction(adopted) as session:
        rebuild_tallies(session)
    with reading(adopted) as session:
        assert compare_tallies(session) == []


def test_the_same_token_twice_is_one_submission(adopted: Engine) -> None:
    entries = [entry("e-1", Implementation.LIMITED)]
    with transaction(adopted) as session:
        assert submit_report(session, report(), entries, token="abc")
        assert not submit_report(session, report(), entries, token="abc")
    with reading(adopted) as session:
        count = session.execute(text("SELECT count(*) FROM entry")).scalar_one()
    assert count == 1


def test_a_report_made_from_a_stale_state_is_refused(adopted: Engine) -> None:
    with transaction(adopted) as session:
        submit_report(session, report(), [entry("e-1", Implementation.LIMITED)])
    with pytest.raises(ChangedMeanwhileRefusal), transaction(adopted) as session:
        submit_report(session, report(), [], expected_state=ReportState.OPEN)


def test_an_accepted_report_is_final(adopted: Engine) -> None:
    with transaction(adopted) as session:
        submit_report(session, report(), [entry("e-1", Implementation.LIMITED)])
        save_report_state(session, report(ReportState.ACCEPTED), date(2018, 4, 1))
    with pytest.raises(RuleRefusal, match="it is final"), transaction(adopted) as session:
        submit_report(session, report(), [entry("e-1", Implementation.COMPLETE)])


@pytest.mark.parametrize("on", [date(2017, 12, 31), date(2018, 7, 1)])
def test_a_report_outside_the_period_is_refused(adopted: Engine, on: date) -> None:
    with pytest.raises(RuleRefusal, match="takes reports from"), transaction(adopted) as session:
        submit_report(session, report(on=on), [entry("e-1", Implementation.LIMITED, on)])


def test_a_frozen_period_never_changes(adopted: Engine) -> None:
    with transaction(adopted) as session:
        close_period(session, "p1", datetime(2018, 5, 1, tzinfo=UTC))
    with pytest.raises(RuleRefusal, match="frozen"), transaction(adopted) as session:
        submit_report(session, report(), [entry("e-1", Implementation.LIMITED)])
    with pytest.raises(RuleRefusal, match="frozen"), transaction(adopted) as session:
        close_period(session, "p1", datetime(2018, 6, 1, tzinfo=UTC))


def test_every_fault_of_a_report_is_named_and_nothing_is_stored(adopted: Engine) -> None:
    faulty = [
        entry("x-1", Implementation.LIMITED),
        entry("e-1", Implementation.LIMITED, percent=140.0),
        entry("e-2", MissingReason.INCLUDED_ELSEWHERE),
    ]
    with pytest.raises(InputRefusal) as refused, transaction(adopted) as session:
        submit_report(session, report(), faulty)
    assert [problem.code for problem in refused.value.problems] == ["P101", "P103", "P104"]
    with reading(adopted) as session:
        assert load_entries(session, "p1", date(2020, 1, 1)) == []


def test_nobody_acts_on_a_text_that_is_still_a_draft(workspace: Engine) -> None:
    with transaction(workspace) as session:
        save_revision(
            session, parse_draft(DRAFT).declaration, parent_sha256="", made_on=date(2017, 1, 1)
        )
        add_member(session, SEOUL)
    with pytest.raises(RuleRefusal, match="was not adopted by"), transaction(workspace) as session:
        deposit_instrument(session, act(), rules=AcceptanceRules(), paragraph_ids=PARAGRAPHS)


def test_an_unknown_member_is_not_found(adopted: Engine) -> None:
    with (
        pytest.raises(NotFoundRefusal, match="no member 'atlantis'"),
        transaction(adopted) as session,
    ):
        deposit_instrument(
            session, act("atlantis"), rules=AcceptanceRules(), paragraph_ids=PARAGRAPHS
        )


def edit_member(session: Session, member: Member, *, changed_on: date) -> None:
    mark = mark_member(find_stored_member(session, member.code))
    change_member(session, member, changed_on=changed_on, mark=mark)


def test_an_edited_member_is_as_it_was_on_earlier_days(workspace: Engine) -> None:
    old = Member("porto", {"en": "Oporto", "pt": "Porto"}, "PT", "Europe", MemberKind.REGION)
    new = Member("porto", {"en": "Porto"}, "PT")
    with transaction(workspace) as session:
        add_member(session, old)
        edit_member(session, new, changed_on=date(2019, 5, 1))
        edit_member(session, new, changed_on=date(2018, 1, 1))  # nothing is changed by it
        with pytest.raises(RuleRefusal, match="before its last change"):
            edit_member(session, old, changed_on=date(2018, 1, 1))
        with pytest.raises(NotFoundRefusal, match="no member 'rome'"):
            edit_member(session, replace(new, code="rome"), changed_on=date(2019, 5, 1))
    with reading(workspace) as session:
        assert load_members(session, date(2019, 4, 30)) == [old]
        assert load_members(session, date(2019, 5, 1)) == [new]


def test_importing_a_list_again_changes_nothing(workspace: Engine) -> None:
    members = [Member(f"m{number}", {"en": f"Town {number}"}, "PT") for number in range(50)]
    with transaction(workspace) as session:
        first = import_members(session, members, changed_on=ADOPTED)
        second = import_members(session, members, changed_on=ADOPTED)
        third = import_members(session, [replace(members[0], region="Europe")], changed_on=ADOPTED)
    assert (first.new, second.new, second.changed, second.same) == (50, 0, 0, 50)
    assert (third.new, third.changed) == (0, 1)
    with reading(workspace) as session:
        assert load_members(session)[0].region == "Europe"


def test_an_import_keeps_what_the_list_does_not_say(workspace: Engine) -> None:
    with transaction(workspace) as session:
        add_member(session, SEOUL)
        import_members(
            session,
            [Member("seoul", {"en": "Seoul"}, kind=MemberKind.METROPOLITAN)],
            changed_on=ADOPTED,
        )
    with reading(workspace) as session:
        assert load_members(session) == [SEOUL]


def test_a_population_that_changes_stays_what_it_was_in_earlier_reports(workspace: Engine) -> None:
    with transaction(workspace) as session:
        add_member(session, replace(SEOUL, population=9_000_000))
        import_members(session, [replace(SEOUL, population=9_400_000)], changed_on=date(2020, 1, 1))
        import_members(session, [SEOUL], changed_on=date(2021, 1, 1))
    with reading(workspace) as session:
        days = (date(2019, 12, 31), date(2020, 1, 1), date(2021, 1, 1))
        found = [load_members(session, day)[0].population for day in days]
    assert found == [9_000_000, 9_400_000, 9_400_000]


def test_a_code_is_given_once(workspace: Engine) -> None:
    with transaction(workspace) as session:
        add_member(session, SEOUL)
    with pytest.raises(RuleRefusal, match="is taken by Seoul"), transaction(workspace) as session:
        add_member(session, SEOUL)


def test_a_change_dated_before_the_last_one_is_refused(adopted: Engine) -> None:
    with transaction(adopted) as session:
        import_members(session, [replace(SEOUL, region="North")], changed_on=date(2020, 1, 1))
        save_rules(session, "d", AcceptanceRules(1), changed_on=date(2020, 1, 1))
    for change in (
        lambda s: import_members(s, [replace(SEOUL, region="East")], changed_on=date(2019, 1, 1)),
        lambda s: save_rules(s, "d", AcceptanceRules(2), changed_on=date(2019, 1, 1)),
    ):
        with pytest.raises(RuleRefusal, match="before"), transaction(adopted) as session:
            change(session)
    with reading(adopted) as session:
        assert load_rules(session, "d") == AcceptanceRules(1)
        assert load_rules(session, "d", date(2019, 12, 31)) == AcceptanceRules()
        assert load_members(session)[1].region == "North"
        assert load_members(session, date(2019, 12, 31))[1] == SEOUL
