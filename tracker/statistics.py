"""How much has been done? Counts with their denominators, and shares that add up.

The rules are those of docs/method.md; missing is never zero and never "not started".
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from tracker.acceptance import ACCEPTED, Matrix, Position
from tracker.members import Member
from tracker.periods import Period, Report, is_late, is_received
from tracker.progress import GRADES, Entry, Implementation, MissingReason

OUT_OF_DENOMINATOR = (
    Implementation.WITHDRAWN.value,
    Implementation.SUPERSEDED.value,
    MissingReason.NOT_DUE.value,
    MissingReason.NOT_APPLICABLE.value,
)
"""Answers that leave the denominator and are listed with their count."""


def round_shares(counts: Sequence[int], decimals: int = 0) -> list[float]:
    """Return percentages of the counts that add to exactly 100, by largest remainder.

    All zero when every count is zero. Ties go to the earlier count.
    """
    total = sum(counts)
    if not total:
        return [0.0] * len(counts)
    units = 100 * 10**decimals
    floors = [count * units // total for count in counts]
    remainders = [count * units % total for count in counts]
    order = sorted(range(len(counts)), key=lambda place: (-remainders[place], place))
    for place in order[: units - sum(floors)]:
        floors[place] += 1
    return [floor / 10**decimals for floor in floors]


def percentage(part: int, whole: int) -> float | None:
    """Return part of whole in per cent, or None where there is nothing to divide by."""
    return 100 * part / whole if whole else None


@dataclass(frozen=True, slots=True)
class Distribution:
    """The answers on some paragraphs: how many of each, of how many expected.

    ``expected`` counts pairs of a member and a paragraph it accepted, less what left the
    denominator; ``grades`` holds a count for each of the four grades; ``missing`` counts by
    reason, "not_reported" being every expected answer that did not come; ``left_out`` counts what
    left the denominator, by reason.
    """

    expected: int
    grades: Mapping[Implementation, int]
    missing: Mapping[str, int]
    left_out: Mapping[str, int]

    @property
    def reported(self) -> int:
        """Return how many expected answers came with a grade."""
        return sum(self.grades.values())

    @property
    def advanced(self) -> int:
        """Return how many are complete or substantial."""
        return self.grades[Implementation.COMPLETE] + self.grades[Implementation.SUBSTANTIAL]

    @property
    def share_of_expected(self) -> float | None:
        """Return complete and substantial in per cent of all expected."""
        return percentage(self.advanced, self.expected)

    @property
    def share_of_reported(self) -> float | None:
        """Return complete and substantial in per cent of those reported."""
        return percentage(self.advanced, self.reported)

    @property
    def answer_rate(self) -> float | None:
        """Return reported in per cent of expected."""
        return percentage(self.reported, self.expected)


def distribute(expected: int, answers: Mapping[str, int], outside: int = 0) -> Distribution:
    """Return the distribution of counted answers.

    ``expected`` are the pairs of member and accepted paragraph; ``answers`` counts entries by the
    value of their implementation or missing reason; ``outside`` counts pairs outside a member's
    competence.
    """
    left_out = {name: answers[name] for name in OUT_OF_DENOMINATOR if answers.get(name)}
    denominator = expected - sum(left_out.values())
    if outside:
        left_out[Position.OUTSIDE_COMPETENCE.value] = outside
    grades = {grade: answers.get(grade.value, 0) for grade in GRADES}
    reasons = {
        reason.value: answers[reason.value]
        for reason in MissingReason
        if reason.value not in OUT_OF_DENOMINATOR and answers.get(reason.value)
    }
    silent = denominator - sum(grades.values()) - sum(reasons.values())
    if silent:
        not_reported = MissingReason.NOT_REPORTED.value
        reasons[not_reported] = reasons.get(not_reported, 0) + silent
    return Distribution(denominator, grades, reasons, left_out)


@dataclass(frozen=True, slots=True)
class Progress:
    """The distributions of one period: over all, by section, paragraph, member and region.

    Members whose region is not known stand under "".
    """

    overall: Distribution
    by_section: Mapping[str, Distribution]
    by_paragraph: Mapping[str, Distribution]
    by_member: Mapping[str, Distribution]
    by_region: Mapping[str, Distribution] = field(default_factory=dict)


class _Count:
    """What is counted for one row of a table: a running Distribution."""

    __slots__ = ("answers", "expected", "outside")

    def __init__(self) -> None:
        self.expected = 0
        self.outside = 0
        self.answers: Counter[str] = Counter()

    def distribution(self) -> Distribution:
        """Return the counts with what is missing worked out."""
        return distribute(self.expected, self.answers, self.outside)


def _sum_counts(counts: Iterable[_Count]) -> Distribution:
    """Return the distribution of several counts together."""
    total = _Count()
    for count in counts:
        total.expected += count.expected
        total.outside += count.outside
        total.answers.update(count.answers)
    return total.distribution()


def summarize_progress(
    sections: Mapping[str, Sequence[str]],
    matrix: Matrix,
    entries: Iterable[Entry],
    regions: Mapping[str, str] | None = None,
) -> Progress:
    """Return the distributions of one period in one pass over positions and entries.

    ``sections`` maps a section's id to the ids of its paragraphs; ``matrix`` holds the positions
    on the day the reports were due, of the members that belonged then; ``regions`` maps a
    member's code to its region. ``entries`` are present ones, read once: one for a member and
    paragraph. Those on paragraphs a member had not accepted are not counted: nothing was expected.
    What was given in confidence is "confidential" in the rows of members and regions.
    """
    paragraphs = {p: _Count() for names in sections.values() for p in names}
    members = {member: _Count() for member in matrix}
    for member, row in matrix.items():
        mine = members[member]
        for paragraph, position in row.items():
            if position in ACCEPTED:
                paragraphs[paragraph].expected += 1
                mine.expected += 1
            elif position is Position.OUTSIDE_COMPETENCE:
                paragraphs[paragraph].outside += 1
                mine.outside += 1
    for entry in entries:
        held = matrix.get(entry.member)
        answer = entry.implementation or entry.missing
        if held is None or answer is None or held.get(entry.paragraph) not in ACCEPTED:
            continue
        paragraphs[entry.paragraph].answers[answer.value] += 1
        shown = MissingReason.CONFIDENTIAL if entry.in_confidence else answer
        members[entry.member].answers[shown.value] += 1
    by_region: dict[str, list[_Count]] = {}
    for member, count in members.items():
        by_region.setdefault((regions or {}).get(member, ""), []).append(count)
    return Progress(
        overall=_sum_counts(paragraphs.values()),
        by_section={
            section: _sum_counts(paragraphs[p] for p in names)
            for section, names in sections.items()
        },
        by_paragraph={p: count.distribution() for p, count in paragraphs.items()},
        by_member={member: count.distribution() for member, count in members.items()},
        by_region={region: _sum_counts(by_region[region]) for region in sorted(by_region)},
    )


def summarize_counts(
    sections: Mapping[str, Sequence[str]],
    matrix: Matrix,
    answers: Mapping[str, Mapping[str, int]],
) -> Progress:
    """Return the distributions of one period, but those by member and region, from counts.

    ``answers`` counts each answer by paragraph: those of members that owe them, on paragraphs that
    these had accepted. ``sections`` and ``matrix`` are as for ``summarize_progress``.
    """
    paragraphs = {p: _Count() for names in sections.values() for p in names}
    for row in matrix.values():
        for paragraph, position in row.items():
            if position in ACCEPTED:
                paragraphs[paragraph].expected += 1
            elif position is Position.OUTSIDE_COMPETENCE:
                paragraphs[paragraph].outside += 1
    for paragraph, count in paragraphs.items():
        count.answers.update(answers.get(paragraph, {}))
    return Progress(
        overall=_sum_counts(paragraphs.values()),
        by_section={
            section: _sum_counts(paragraphs[p] for p in names)
            for section, names in sections.items()
        },
        by_paragraph={p: count.distribution() for p, count in paragraphs.items()},
        by_member={},
    )


@dataclass(frozen=True, slots=True)
class Coverage:
    """Who has reported: counts of members of which a report was expected."""

    expected: int
    received: int
    on_time: int
    late: int
    nil: int
    excused: int
    missing: tuple[str, ...]

    @property
    def reporting_rate(self) -> float | None:
        """Return received in per cent of expected."""
        return percentage(self.received, self.expected)

    @property
    def on_time_rate(self) -> float | None:
        """Return those received on time in per cent of expected."""
        return percentage(self.on_time, self.expected)


def expected_members(members: Iterable[Member], matrix: Matrix, period: Period) -> list[Member]:
    """Return the members of which a report is expected.

    They belong on the day it is due and have accepted at least one paragraph.
    """
    return [
        member
        for member in members
        if member.belongs_on(period.due_on)
        and any(position in ACCEPTED for position in matrix.get(member.code, {}).values())
    ]


def measure_coverage(
    expected: Sequence[Member], reports: Iterable[Report], period: Period, as_of: date
) -> Coverage:
    """Return who of the expected members has reported for a period by a date.

    An excused member leaves the denominator, unless its report came all the same.
    """
    by_member = {report.member: report for report in reports}
    received, late, nil, excused, missing = [], 0, 0, 0, []
    for member in expected:
        report = by_member.get(member.code)
        if report is not None and is_received(report, as_of):
            received.append(report)
            late += is_late(report, period)
            nil += report.nil
        elif report is not None and report.excused:
            excused += 1
        else:
            missing.append(member.code)
    return Coverage(
        expected=len(expected) - excused,
        received=len(received),
        on_time=len(received) - late,
        late=late,
        nil=nil,
        excused=excused,
        missing=tuple(missing),
    )


def count_positions(matrix: Matrix, paragraph_ids: Sequence[str]) -> dict[str, Counter[Position]]:
    """Return, for each paragraph, how many members hold each position."""
    counts: dict[str, Counter[Position]] = {paragraph: Counter() for paragraph in paragraph_ids}
    for row in matrix.values():
        for paragraph, position in row.items():
            counts[paragraph][position] += 1
    return counts


def count_accepted(matrix: Matrix) -> dict[str, int]:
    """Return, for each member, how many paragraphs it accepts, with or without conditions."""
    return {
        member: sum(position in ACCEPTED for position in row.values())
        for member, row in matrix.items()
    }


def accepted_by_all(matrix: Matrix, paragraph_ids: Sequence[str]) -> list[str]:
    """Return the paragraphs that every member that has responded accepts, in order."""
    rows = [
        row for row in matrix.values() if any(p is not Position.NO_RESPONSE for p in row.values())
    ]
    return [name for name in paragraph_ids if rows and all(row[name] in ACCEPTED for row in rows)]


def changes_between(earlier: Iterable[Entry], later: Iterable[Entry]) -> tuple[int, int, int, int]:
    """Return (matched, advanced, same, fallen back) over answers graded in both periods.

    Only a member that graded a paragraph in both is compared; the others are no change. What was
    given in confidence is not compared.
    """
    rank = {grade: place for place, grade in enumerate(GRADES)}

    def ranks(entries: Iterable[Entry]) -> dict[tuple[str, str], int]:
        return {
            (e.member, e.paragraph): rank[e.implementation]
            for e in entries
            if e.implementation in rank and not e.in_confidence
        }

    before = ranks(earlier)
    steps = [now - before[pair] for pair, now in ranks(later).items() if pair in before]
    up, down = sum(step > 0 for step in steps), sum(step < 0 for step in steps)
    return len(steps), up, len(steps) - up - down, down
