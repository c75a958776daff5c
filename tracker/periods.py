"""When is a report due, and what has become of it? Reporting periods and report states."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from declarations.problems import Level, Place, Problem


class ReportState(StrEnum):
    """Where a member's report for a period stands."""

    NOT_OPEN = "not_open"
    OPEN = "open"
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    PUBLISHED = "published"


RECEIVED = frozenset({ReportState.SUBMITTED, ReportState.ACCEPTED, ReportState.PUBLISHED})
"""The states in which a report counts as received (a returned one is with the member again)."""


NEXT_STATES = {
    ReportState.NOT_OPEN: {ReportState.OPEN},
    ReportState.OPEN: {ReportState.OPEN, ReportState.DRAFT, ReportState.SUBMITTED},
    ReportState.DRAFT: {ReportState.OPEN, ReportState.DRAFT, ReportState.SUBMITTED},
    ReportState.SUBMITTED: {ReportState.SUBMITTED, ReportState.RETURNED, ReportState.ACCEPTED},
    ReportState.RETURNED: {ReportState.DRAFT, ReportState.SUBMITTED},
    ReportState.ACCEPTED: {ReportState.RETURNED, ReportState.PUBLISHED},
    ReportState.PUBLISHED: set[ReportState](),
}
"""Where a report may go from each state; a published one is final."""


@dataclass(frozen=True, slots=True)
class Period:
    """The cycle between two assemblies (or years) on which members report.

    A report is on time up to ``due_on``, or ``grace_until`` where a grace is given; none is taken
    after ``closes_on``. A frozen period never changes again.
    """

    code: str
    name: str
    declaration: str
    opens_on: date
    due_on: date
    closes_on: date
    grace_until: date | None = None
    frozen_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """A member's answer for one period; its entries are kept apart.

    ``nil`` says "nothing to report" on purpose; ``excused`` that the secretariat expects none.
    ``excuse`` is why; ``note`` is what the secretariat wrote when it returned the report.
    """

    member: str
    period: str
    state: ReportState
    submitted_on: date | None = None
    nil: bool = False
    excused: bool = False
    excuse: str = ""
    note: str = ""


def latest_due(periods: Sequence[Period], as_of: date) -> list[Period]:
    """Return the last two periods whose due date has passed, which a report is about, in order."""
    return [period for period in periods if period.due_on <= as_of][-2:]


def last_day_on_time(period: Period) -> date:
    """Return the last day on which a report is on time: the due date, or the end of the grace."""
    return period.grace_until or period.due_on


def cut_off(period: Period) -> date:
    """Return the first day on which what comes is too late for the period's report.

    That is the day it was frozen, or the one after it closes where that is earlier.
    """
    after = period.closes_on + timedelta(days=1)
    return min(period.frozen_at.date(), after) if period.frozen_at else after


def is_received(report: Report | None, as_of: date) -> bool:
    """Return whether a report was in the secretariat's hands on a date."""
    if report is None or report.state not in RECEIVED:
        return False
    return report.submitted_on is None or report.submitted_on <= as_of


def find_received(reports: Iterable[Report], as_of: date) -> frozenset[str]:
    """Return the codes of the members whose report was in the secretariat's hands on a date."""
    return frozenset(report.member for report in reports if is_received(report, as_of))


def is_missing(report: Report | None, period: Period, as_of: date) -> bool:
    """Return whether an expected report is overdue: the last day on time is past and none came.

    An excused report is never missing.
    """
    if report is not None and report.excused:
        return False
    return as_of > last_day_on_time(period) and not is_received(report, as_of)


def is_late(report: Report, period: Period) -> bool:
    """Return whether a report came after the last day on time."""
    return report.submitted_on is not None and report.submitted_on > last_day_on_time(period)


def find_period_faults(period: Period) -> list[Problem]:
    """Return everything that is wrong with the dates of a period."""
    faults = []
    if period.due_on < period.opens_on:
        faults.append(
            _fault("due", period.due_on, f"it is due before it opens on {period.opens_on}")
        )
    if period.grace_until is not None and period.grace_until < period.due_on:
        faults.append(_fault("grace", period.grace_until, f"the grace ends before {period.due_on}"))
    if period.closes_on < last_day_on_time(period):
        faults.append(_fault("closes", period.closes_on, "it closes before the last day on time"))
    return faults


def _fault(item: str, found: date, message: str) -> Problem:
    """Return a problem with one date of a period."""
    return Problem(
        "T001", Level.ERROR, Place(item=item), f"{found}: {message}.",
        "The order is: opens, due, grace, closes.", str(found),
    )  # fmt: skip


def find_current(periods: Sequence[Period], day: date) -> Period | None:
    """Return the period that is worked on: the last one open and not frozen on a day.

    Where there is none, the last one that has opened, else the first that will; None for no period.
    """
    ordered = sorted(periods, key=lambda period: (period.opens_on, period.code))
    begun = [period for period in ordered if period.opens_on <= day]
    running = [period for period in begun if not period.frozen_at or period.frozen_at.date() > day]
    return next(iter([*running[::-1], *begun[::-1], *ordered]), None)
