"""Which answers does a period wait for, and whose reports have come?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tracker.acceptance import Matrix, positions
from tracker.members import Member
from tracker.periods import Period, Report, find_received
from tracker.register import Register
from tracker.statistics import expected_members


@dataclass(frozen=True, slots=True)
class OwedAnswers:
    """Of whom a report was expected for a period, which came, and on what answers are owed.

    ``expected`` includes excused members; ``received`` are the codes of the members whose report
    came. ``matrix`` holds the positions, on the day the reports were due, of the members that owe
    answers: an excused one whose report did not come owes none.
    """

    expected: tuple[Member, ...]
    reports: Mapping[str, Report]
    received: frozenset[str]
    matrix: Matrix


def find_owed_answers(register: Register, period: Period, as_of: date) -> OwedAnswers:
    """Return what was expected and whose report came for a period, up to a day."""
    members = [member for member in register.members if member.belongs_on(period.due_on)]
    ids = [paragraph.id for paragraph in register.declaration.operative_paragraphs()]
    matrix = positions(ids, members, register.instruments, register.statements, period.due_on)
    expected = expected_members(members, matrix, period)
    reports = {report.member: report for report in register.reports.get(period.code, ())}
    received = find_received(reports.values(), as_of)
    excused = {c for c, report in reports.items() if report.excused} - received
    owing = {member.code for member in expected} - excused
    owed = {code: row for code, row in matrix.items() if code in owing}
    return OwedAnswers(tuple(expected), reports, received, owed)
