"""When is a report due, and what has become of it? Reporting periods and report states."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


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
    """

    member: str
    period: str
    state: ReportState
    submitted_on: date | None = None
    nil: bool = False
    excused: bool = False
    excuse: str = ""
