"""How does each member stand in a period on a day? The state of its report, and what it lacks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date

from sqlmodel import Session

from tracker.acceptance import positions
from tracker.members import Member
from tracker.periods import Period, Report, ReportState, is_late, is_missing, is_received
from tracker.progress_store import count_answered, find_period
from tracker.register import Register
from tracker.statistics import Coverage, expected_members, measure_coverage
from tracker.store import load_register


@dataclass(frozen=True, slots=True)
class ReportStanding:
    """One member in one period: its report, how many answers, and the days of late answers.

    ``report`` is None where nothing has been sent. A report that is late has come all the same;
    a missing one is expected, overdue and not there.
    """

    member: Member
    state: ReportState
    report: Report | None
    is_expected: bool
    is_missing: bool
    is_late: bool
    answers: int
    late_answers: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class PeriodStandings:
    """Every member in one period on a day, by code, with the counts of all and of each region.

    ``by_region`` has "" for the members without a region.
    """

    period: Period
    day: date
    declaration: str
    standings: tuple[ReportStanding, ...]
    coverage: Coverage
    by_region: Mapping[str, Coverage]

    def in_state(self, state: ReportState) -> tuple[ReportStanding, ...]:
        """Return the members whose report is in a state."""
        return tuple(each for each in self.standings if each.state is state)


def read_standings(session: Session, code: str, day: date) -> PeriodStandings:
    """Return how the members stand in a period on a day.

    Raises NotFoundRefusal for an unknown period, RuleRefusal where its declaration was not
    adopted by then.
    """
    period = find_period(session, code)
    register = load_register(session, period.declaration, day, entries_of=())
    return assess_standings(register, period, day, count_answered(session, code, day))


def assess_standings(
    register: Register, period: Period, day: date, answers: Mapping[str, int]
) -> PeriodStandings:
    """Return how the members of a register stand; ``answers`` are how many each gave, by code."""
    matrix = positions(
        [node.id for node in register.declaration.operative_paragraphs()],
        register.members,
        register.instruments,
        register.statements,
        min(day, period.due_on),
    )
    expected = expected_members(register.members, matrix, period)
    codes = {member.code for member in expected}
    reports = {report.member: report for report in register.reports.get(period.code, ())}
    late: dict[str, list[date]] = {}
    for entry in register.addenda.get(period.code, ()):
        late.setdefault(entry.member, []).append(entry.recorded_at.astimezone(UTC).date())
    start = ReportState.OPEN if day >= period.opens_on else ReportState.NOT_OPEN

    def stand(member: Member) -> ReportStanding:
        report = reports.get(member.code)
        is_expected = member.code in codes
        return ReportStanding(
            member,
            report.state if report else start,
            report,
            is_expected=is_expected,
            is_missing=is_expected and is_missing(report, period, day),
            is_late=report is not None and is_received(report, day) and is_late(report, period),
            answers=answers.get(member.code, 0),
            late_answers=tuple(late.get(member.code, ())),
        )

    return PeriodStandings(
        period,
        day,
        register.declaration.title,
        tuple(stand(member) for member in register.members),
        measure_coverage(expected, reports.values(), period, day),
        {
            region: measure_coverage(
                [member for member in expected if member.region == region],
                reports.values(),
                period,
                day,
            )
            for region in sorted({member.region for member in expected})
        },
    )
