"""What does a member say it will do, by when, with whom and with what money?

A commitment stands under one or more paragraphs. What it promised first is kept for ever: each
later date, amount and closing is added with its day, so that it can be shown as of any date.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from tracker.progress import Implementation

DUE_SOON_DAYS = 90
"""How many days before its date a commitment is due soon, unless the association says otherwise."""


class CommitmentKind(StrEnum):
    """What sort of act a commitment is."""

    POLICY = "policy"
    INVESTMENT = "investment"
    SERVICE = "service"
    REGULATION = "regulation"
    PARTNERSHIP = "partnership"
    CAPACITY = "capacity"


class BudgetStage(StrEnum):
    """How far the money has come."""

    PLANNED = "planned"
    SECURED = "secured"
    COMMITTED = "committed"
    SPENT = "spent"


class Schedule(StrEnum):
    """How a commitment stands against its date; computed."""

    NO_DEADLINE = "no_deadline"
    ON_SCHEDULE = "on_schedule"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    DONE_ON_TIME = "done_on_time"
    DONE_LATE = "done_late"


class Visibility(StrEnum):
    """Who may read a commitment; only public ones are printed in reports."""

    PUBLIC = "public"
    MEMBERS = "members"
    SECRETARIAT = "secretariat"


CLOSINGS = (Implementation.COMPLETE, Implementation.WITHDRAWN, Implementation.SUPERSEDED)
"""How a commitment can end; the last two leave every denominator."""


@dataclass(frozen=True, slots=True)
class Partner:
    """Who takes part besides the member; its own name, and whether it is of the private sector."""

    name: str
    private_sector: bool = False


@dataclass(frozen=True, slots=True)
class Budget:
    """An amount in one currency (ISO 4217) that has come to a stage, as known on a day.

    A later one of the same stage and currency takes its place. Stages are never added together:
    what is spent was planned before.
    """

    amount: Decimal
    currency: str
    stage: BudgetStage
    recorded_on: date


@dataclass(frozen=True, slots=True)
class Rescheduling:
    """A change of the due date, with its reason and the day it was told."""

    due_on: date
    reason: str
    changed_on: date


@dataclass(frozen=True, slots=True)
class Closing:
    """How a commitment ended, and when: complete, withdrawn or superseded."""

    outcome: Implementation
    closed_on: date
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Commitment:
    """What a member says it will do under some paragraphs of a declaration.

    ``code`` is unique within (member, declaration) and may be used in a file name. ``shares``
    maps each paragraph to its weight; only their ratio counts. ``owner`` is free text: a
    department needs no account. ``due_on`` is the date promised first and never changes.
    ``goals`` names goals ("11") and targets ("11.6") of the 2030 Agenda.
    """

    code: str
    member: str
    declaration: str
    title: str
    kind: CommitmentKind
    made_on: date
    shares: Mapping[str, Decimal]
    text: str = ""
    owner: str = ""
    partners: tuple[Partner, ...] = ()
    starts_on: date | None = None
    due_on: date | None = None
    goals: tuple[str, ...] = ()
    visibility: Visibility = Visibility.PUBLIC
    language: str = "en"
    budgets: tuple[Budget, ...] = ()
    reschedulings: tuple[Rescheduling, ...] = ()
    closing: Closing | None = None


def known_on(commitment: Commitment, day: date) -> Commitment | None:
    """Return a commitment as it stood on a day, or None where it was not made by then."""
    if commitment.made_on > day:
        return None
    closing = commitment.closing
    return replace(
        commitment,
        budgets=tuple(b for b in commitment.budgets if b.recorded_on <= day),
        reschedulings=tuple(r for r in commitment.reschedulings if r.changed_on <= day),
        closing=closing if closing and closing.closed_on <= day else None,
    )


def current_due_date(commitment: Commitment) -> date | None:
    """Return the date that holds now: of the last change, else the one promised first."""
    return commitment.reschedulings[-1].due_on if commitment.reschedulings else commitment.due_on


def assess_schedule(
    commitment: Commitment, as_of: date, soon_days: int = DUE_SOON_DAYS
) -> Schedule | None:
    """Return how a commitment stood against its date on a day.

    None for one that was not made by then, or that ended without being done. On time is measured
    against the date that held when it was done; how often that date was changed is told beside
    it. What is done without a deadline is on time.
    """
    known = known_on(commitment, as_of)
    if known is None:
        return None
    due = current_due_date(known)
    if known.closing is not None:
        if known.closing.outcome is not Implementation.COMPLETE:
            return None
        late = due is not None and known.closing.closed_on > due
        return Schedule.DONE_LATE if late else Schedule.DONE_ON_TIME
    if due is None:
        return Schedule.NO_DEADLINE
    if as_of > due:
        return Schedule.OVERDUE
    soon = due - as_of <= timedelta(days=soon_days)
    return Schedule.DUE_SOON if soon else Schedule.ON_SCHEDULE


def divide_shares(
    shares: Mapping[str, Decimal], counted: Collection[str] | None = None
) -> dict[str, Fraction]:
    """Return each paragraph's part of the whole; together they make exactly 1.

    Only paragraphs in ``counted`` have a part, so that one that is left out does not take its
    part with it. Empty where nothing is counted or no weight is above nought.
    """
    weights = {
        paragraph: Fraction(weight)
        for paragraph, weight in shares.items()
        if weight > 0 and (counted is None or paragraph in counted)
    }
    whole = sum(weights.values())
    return {paragraph: weight / whole for paragraph, weight in weights.items()}


def current_budgets(commitment: Commitment) -> tuple[Budget, ...]:
    """Return the amount that holds for each currency and stage, in that order."""
    latest: dict[tuple[str, BudgetStage], Budget] = {}
    for budget in commitment.budgets:
        latest[budget.currency, budget.stage] = budget
    stages = list(BudgetStage)
    return tuple(latest[key] for key in sorted(latest, key=lambda k: (k[0], stages.index(k[1]))))


@dataclass(frozen=True, slots=True)
class Funds:
    """The money of several commitments in one currency, by stage; currencies never add up."""

    currency: str
    commitments: int
    amounts: Mapping[BudgetStage, Decimal] = field(default_factory=dict)


def sum_funds(commitments: Iterable[Commitment]) -> list[Funds]:
    """Return the funds by currency; a stage that no commitment named is left out, not nought."""
    amounts: dict[str, dict[BudgetStage, Decimal]] = {}
    funded: dict[str, int] = {}
    for commitment in commitments:
        budgets = current_budgets(commitment)
        for currency in {budget.currency for budget in budgets}:
            funded[currency] = funded.get(currency, 0) + 1
        for budget in budgets:
            stages = amounts.setdefault(budget.currency, {})
            stages[budget.stage] = stages.get(budget.stage, Decimal(0)) + budget.amount
    return [Funds(currency, funded[currency], amounts[currency]) for currency in sorted(amounts)]
