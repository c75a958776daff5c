"""How much has been done, counted along another axis? By member, place, size, owner, goal."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from tracker.acceptance import ACCEPTED, Matrix, Position
from tracker.city_sizes import SizeClass, classify_size
from tracker.commitments import Commitment
from tracker.development_goals import goal_of
from tracker.members import Member
from tracker.progress import Entry, Implementation
from tracker.statistics import Distribution, distribute, percentage


class Axis(StrEnum):
    """What the rows of a table of progress are."""

    MEMBER = "member"
    SECTION = "section"
    PARAGRAPH = "paragraph"
    OWNER = "owner"
    REGION = "region"
    SIZE = "size"
    SDG = "sdg"


Grouping = Callable[[str, str], Collection[str]]
"""Tells the rows in which a member's answer on a paragraph counts."""


@dataclass(frozen=True, slots=True)
class PivotRow:
    """One row: its answers, and how many of the reports behind them came.

    ``name`` is "" where the axis says nothing: no region, or no commitment that names an owner or
    a goal.
    """

    name: str
    answers: Distribution
    reports_expected: int
    reports_received: int

    @property
    def reporting_rate(self) -> float | None:
        """Return reports received in per cent of those expected."""
        return percentage(self.reports_received, self.reports_expected)


def group_answers(
    axis: Axis,
    sections: Mapping[str, Sequence[str]],
    members: Iterable[Member],
    commitments: Iterable[Commitment],
) -> Grouping:
    """Return which rows of an axis a member's answer on a paragraph counts in.

    An answer stands under the owners, and under the goals, of the commitments that the member
    made on that paragraph and did not withdraw or replace; where there are several it counts in
    each, so that those rows may add to more than the whole.
    """
    if axis is Axis.MEMBER:
        return lambda member, _paragraph: (member,)
    if axis is Axis.PARAGRAPH:
        return lambda _member, paragraph: (paragraph,)
    if axis is Axis.SECTION:
        section_of = {p: section for section, names in sections.items() for p in names}
        return lambda _member, paragraph: (section_of.get(paragraph, ""),)
    if axis is Axis.REGION:
        region_of = {member.code: member.region for member in members}
        return lambda member, _paragraph: (region_of.get(member, ""),)
    if axis is Axis.SIZE:
        size_of = {member.code: classify_size(member.population) for member in members}
        return lambda member, _paragraph: (size_of.get(member, SizeClass.UNKNOWN),)
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for commitment in commitments:
        if commitment.closing and commitment.closing.outcome is not Implementation.COMPLETE:
            continue
        owner = (commitment.owner.strip(),) if commitment.owner.strip() else ()
        goals = tuple(goal_of(reference) for reference in commitment.goals)
        for paragraph in commitment.shares:
            found[commitment.member, paragraph].update(owner if axis is Axis.OWNER else goals)
    return lambda member, paragraph: found.get((member, paragraph)) or ("",)


RowCounts = Mapping[str, Counter[str]]
"""How often each answer is given, by the name of a row."""


def count_entries(matrix: Matrix, entries: Iterable[Entry], grouping: Grouping) -> RowCounts:
    """Return the answers by the rows of a grouping; what was not accepted is not counted."""
    answers: dict[str, Counter[str]] = defaultdict(Counter)
    for entry in entries:
        answer = entry.implementation or entry.missing
        if answer and matrix.get(entry.member, {}).get(entry.paragraph) in ACCEPTED:
            for name in grouping(entry.member, entry.paragraph):
                answers[name][answer.value] += 1
    return answers


def count_by_paragraph(matrix: Matrix, entries: Iterable[Entry]) -> RowCounts:
    """Return the answers by paragraph."""
    return count_entries(matrix, entries, lambda _member, paragraph: (paragraph,))


def regroup_counts(counts: RowCounts, grouping: Grouping) -> RowCounts:
    """Return answers counted by paragraph by the rows of a grouping that asks for no member."""
    answers: dict[str, Counter[str]] = defaultdict(Counter)
    for paragraph, count in counts.items():
        for name in grouping("", paragraph):
            answers[name].update(count)
    return answers


def pivot_progress(
    matrix: Matrix, answers: RowCounts, received: Collection[str], grouping: Grouping
) -> list[PivotRow]:
    """Return the answers of one period by the rows of a grouping, by name, "" last.

    ``matrix`` holds the positions of the members that owe answers, ``answers`` counts the present
    ones, ``received`` are the members whose report came. A report is expected in each row in
    which its member owes an answer.
    """
    expected: Counter[str] = Counter()
    outside: Counter[str] = Counter()
    owing: dict[str, set[str]] = defaultdict(set)
    for member, row in matrix.items():
        for paragraph, position in row.items():
            for name in grouping(member, paragraph):
                if position in ACCEPTED:
                    expected[name] += 1
                    owing[name].add(member)
                elif position is Position.OUTSIDE_COMPETENCE:
                    outside[name] += 1
    return [
        PivotRow(
            name,
            distribute(expected[name], answers.get(name, {}), outside[name]),
            len(owing[name]),
            len(owing[name].intersection(received)),
        )
        for name in sorted(expected.keys() | outside.keys(), key=lambda name: (not name, name))
    ]
