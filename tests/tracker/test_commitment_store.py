"""Commitments, indicators and values are kept whole and found as of any date; both databases."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from app.database import reading, transaction
from declarations.adoption_store import adopt_revision
from declarations.draft_file import parse_draft
from declarations.problems import InputRefusal, NotFoundRefusal, RuleRefusal, StorageRefusal
from declarations.store import save_revision
from tracker.commitment_store import (
    add_budget,
    add_commitment,
    close_commitment,
    load_commitments,
    reschedule_commitment,
)
from tracker.commitments import (
    Budget,
    BudgetStage,
    Closing,
    Commitment,
    CommitmentKind,
    Partner,
    Rescheduling,
    Visibility,
)
from tracker.indicator_store import (
    add_indicator,
    load_aims,
    load_indicators,
    load_values,
    record_value,
    set_aim,
)
from tracker.indicators import Aim, Indicator, Measure, Value
from tracker.member_store import add_assembly, add_member
from tracker.members import Assembly, Member
from tracker.periods import Period
from tracker.progress import Implementation, MissingReason
from tracker.progress_store import close_period, open_period
from tracker.tables import PeriodRow

DRAFT = """---
declaration: d
title: Test
---

# Environment {#e}

1. We will plant trees. {#e-1}

2. We will clean the air. {#e-2}
"""
MADE = date(2018, 1, 10)
PLEDGE = Commitment(
    "trees", "seoul", "d", "Plant trees", CommitmentKind.INVESTMENT, MADE,
    {"e-1": Decimal(60), "e-2": Decimal("40.5")},
    text="=HYPERLINK() stays words", owner="Parks department, no account",
    partners=(Partner("Green Ltd", private_sector=True), Partner("University")),
    starts_on=date(2018, 2, 1), due_on=date(2019, 12, 31), goals=("11.7", "15"),
    visibility=Visibility.MEMBERS, language="ko",
    budgets=(Budget(Decimal("1250000.10"), "KRW", BudgetStage.PLANNED, MADE),),
)  # fmt: skip
WASTE = Indicator("waste", "d", "Waste recycled", "%", Measure.PERCENTAGE, paragraph="e-2")


@pytest.fixture
def adopted(workspace: Engine) -> Engine:
    return fill_adopted(workspace)


def fill_adopted(workspace: Engine) -> Engine:
    with transaction(workspace) as session:
        save_revision(
            session, parse_draft(DRAFT).declaration, parent_sha256="", made_on=date(2017, 1, 1)
        )
        add_assembly(session, Assembly("ga4", "Fourth Assembly"))
        adopt_revision(session, "d", 1, assembly="ga4", adopted_on=date(2017, 6, 28))
        for code in ("seoul", "lisbon"):
            add_member(session, Member(code, {"en": code.title()}))
        open_period(
            session,
            Period("p1", "P", "d", date(2018, 1, 1), date(2018, 3, 31), date(2018, 6, 30)),
        )
    return workspace


def found(engine: Engine, day: date = date.max) -> list[Commitment]:
    with reading(engine) as session:
        return load_commitments(session, "d", day)


def test_a_commitment_comes_back_as_it_was_given(adopted: Engine) -> None:
    with transaction(adopted) as session:
        add_commitment(session, PLEDGE)
        add_commitment(session, replace(PLEDGE, member="lisbon", due_on=None, budgets=()))
    assert found(adopted) == [replace(PLEDGE, member="lisbon", due_on=None, budgets=()), PLEDGE]
    with reading(adopted) as session:
        assert load_commitments(session, "d", members=["seoul"]) == [PLEDGE]


def test_it_is_found_as_it_stood_on_any_date(adopted: Engine) -> None:
    change = Rescheduling(date(2020, 6, 30), "The tender failed.", date(2019, 11, 1))
    second = Rescheduling(date(2020, 12, 31), "Rain.", date(2020, 6, 1))
    spent = Budget(Decimal(900), "KRW", BudgetStage.SPENT, date(2019, 5, 1))
    done = Closing(Implementation.COMPLETE, date(2020, 9, 1))
    with transaction(adopted) as session:
        add_commitment(session, PLEDGE)
        add_budget(session, "d", "seoul", "trees", spent)
        reschedule_commitment(session, "d", "seoul", "trees", change)
        reschedule_commitment(session, "d", "seoul", "trees", second)
        whole = close_commitment(session, "d", "seoul", "trees", done)
    assert found(adopted, date(2018, 1, 9)) == []
    assert found(adopted, MADE) == [PLEDGE]
    (moved,) = found(adopted, date(2019, 11, 1))
    assert (moved.due_on, moved.reschedulings) == (PLEDGE.due_on, (change,))
    assert (moved.budgets, moved.closing) == ((*PLEDGE.budgets, spent), None)
    assert found(adopted, date(2020, 9, 1)) == [whole]
    assert (whole.reschedulings, whole.closing) == ((change, second), done)


def test_nothing_is_stored_of_what_is_refused(adopted: Engine) -> None:
    with pytest.raises(InputRefusal) as refused, transaction(adopted) as session:
        add_commitment(session, replace(PLEDGE, shares={"e-9": Decimal(1)}, goals=("99",)))
    assert [problem.code for problem in refused.value.problems] == ["C005", "C007"]
    with pytest.raises(RuleRefusal, match="not adopted"), transaction(adopted) as session:
        add_commitment(session, replace(PLEDGE, made_on=date(2017, 6, 1), budgets=()))
    assert found(adopted) == []


def test_a_code_is_used_once_by_a_member(adopted: Engine) -> None:
    with transaction(adopted) as session:
        add_commitment(session, PLEDGE)
    with pytest.raises(RuleRefusal, match="already"), transaction(adopted) as session:
        add_commitment(session, PLEDGE)


def test_what_has_ended_or_is_not_there_is_not_changed(adopted: Engine) -> None:
    withdrawn = Closing(Implementation.WITHDRAWN, date(2019, 1, 1), "No money.")
    change = Rescheduling(date(2021, 1, 1), "Later.", date(2019, 2, 1))
    with transaction(adopted) as session:
        add_commitment(session, PLEDGE)
        close_commitment(session, "d", "seoul", "trees", withdrawn)
    with pytest.raises(InputRefusal), transaction(adopted) as session:
        reschedule_commitment(session, "d", "seoul", "trees", change)
    with pytest.raises(NotFoundRefusal) as refused, transaction(adopted) as session:
        reschedule_commitment(session, "d", "seoul", "shrubs", change)
    assert refused.value.hint == "There are: trees."


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE commitment SET kind = 'dream'",
        "UPDATE commitment SET visibility = 'nobody'",
        "UPDATE commitment SET due_on = '2000-01-01'",
        "UPDATE commitment_budget SET currency = 'EU'",
        "UPDATE commitment_budget SET stage = 'lost'",
        "UPDATE commitment_change SET reason = ''",
        "UPDATE commitment_change SET outcome = 'complete'",
        "UPDATE indicator SET measure = 'guess'",
        "UPDATE indicator_value SET missing = 'not_due'",
        "UPDATE indicator_value SET denominator = NULL",
        "DELETE FROM commitment",
    ],
)
def test_the_database_itself_refuses_what_is_not_a_commitment(adopted: Engine, statement) -> None:
    with transaction(adopted) as session:
        fill(session)
    with pytest.raises(IntegrityError), transaction(adopted) as session:
        session.execute(text(statement))


def fill(session: Session) -> None:
    add_commitment(session, PLEDGE)
    change = Rescheduling(date(2021, 1, 1), "Later.", date(2019, 2, 1))
    reschedule_commitment(session, "d", "seoul", "trees", change)
    add_indicator(session, WASTE, MADE)
    set_aim(session, AIM, MADE)
    record_value(session, VALUE)


AIM = Aim(Decimal("12.5"), Decimal(50), MADE, date(2025, 1, 1), "seoul", "waste", "trees")
VALUE = Value(
    "seoul", "waste", "p1", date(2018, 2, 1), date(2018, 3, 1), None, Decimal(30), Decimal(90)
)


def test_indicators_aims_and_values_come_back_as_of_any_date(adopted: Engine) -> None:
    later = replace(AIM, target=Decimal(60))
    corrected = replace(VALUE, numerator=Decimal(27), recorded_on=date(2018, 4, 1), note="Recount")
    with transaction(adopted) as session:
        fill(session)
        set_aim(session, later, date(2019, 1, 1))
        record_value(session, corrected)
    with reading(adopted) as session:
        assert load_indicators(session, "d", date(2018, 1, 9)) == []
        assert load_indicators(session, "d") == [replace(WASTE, defined_on=MADE)]
        assert load_aims(session, "d", MADE) == [replace(AIM, recorded_on=MADE)]
        assert load_aims(session, "d") == [replace(later, recorded_on=date(2019, 1, 1))]
        assert load_values(session, "d", date(2018, 3, 31)) == [VALUE]
        assert load_values(session, "d") == [corrected]


def test_a_value_may_be_missing_with_its_reason(adopted: Engine) -> None:
    unknown = replace(VALUE, numerator=None, denominator=None, missing=MissingReason.NOT_ESTIMATED)
    with transaction(adopted) as session:
        add_indicator(session, WASTE, MADE)
        record_value(session, unknown)
    with reading(adopted) as session:
        assert load_values(session, "d") == [unknown]


def test_values_that_cannot_be_taken_are_refused(adopted: Engine) -> None:
    with transaction(adopted) as session:
        fill(session)
    for wrong, refusal in (
        (replace(VALUE, period="p9"), NotFoundRefusal),
        (replace(VALUE, indicator="air"), NotFoundRefusal),
        (replace(VALUE, denominator=Decimal(0)), InputRefusal),
        (replace(VALUE, recorded_on=date(2018, 2, 1)), RuleRefusal),
    ):
        with pytest.raises(refusal), transaction(adopted) as session:
            record_value(session, wrong)
    with pytest.raises(RuleRefusal, match="already"), transaction(adopted) as session:
        add_indicator(session, WASTE, MADE)
    with pytest.raises(InputRefusal), transaction(adopted) as session:
        set_aim(session, replace(AIM, commitment="shrubs"), date(2020, 1, 1))
    with transaction(adopted) as session:
        close_period(session, "p1", datetime(2018, 7, 1, tzinfo=UTC))
    with pytest.raises(RuleRefusal, match="frozen"), transaction(adopted) as session:
        record_value(session, replace(VALUE, recorded_on=date(2018, 7, 2)))


def test_nobody_freezes_a_period_while_a_value_for_it_is_stored(
    postgresql_workspace: Engine,
) -> None:
    engine = fill_adopted(postgresql_workspace)
    freeze = select(PeriodRow).where(PeriodRow.code == "p1").with_for_update(nowait=True)
    with transaction(engine) as session:
        add_indicator(session, WASTE, MADE)
    with transaction(engine) as first:
        record_value(first, VALUE)
        with pytest.raises(StorageRefusal, match="lock"), transaction(engine) as second:
            second.exec(freeze).one()
    with transaction(engine) as session:
        assert session.exec(freeze).one().code == "p1"
        assert load_values(session, "d") == [VALUE]
