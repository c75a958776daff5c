"""How does progress along an axis look as rows and as data? Both shares and the reporting rate."""

from collections.abc import Iterable, Sequence
from typing import Any

from exports.phrasing import print_share
from exports.reporting import BEST_FIRST, section_names
from tracker.city_sizes import SizeClass
from tracker.confidential_answers import conceal_answer
from tracker.development_goals import list_goals
from tracker.owed_answers import OwedAnswers
from tracker.pivots import (
    Axis,
    PivotRow,
    RowCounts,
    count_entries,
    group_answers,
    pivot_progress,
    regroup_counts,
)
from tracker.progress import Entry
from tracker.register import Register

WHOLE = "All"
PLACES = (Axis.SECTION, Axis.PARAGRAPH)
"""The axes along the text; whose an answer is does not matter for their rows."""
SIZE_NAMES: dict[str, str] = {
    SizeClass.SMALL: "Under 100,000",
    SizeClass.MEDIUM: "100,000 to 499,999",
    SizeClass.LARGE: "500,000 to 999,999",
    SizeClass.VERY_LARGE: "1 to 4.9 million",
    SizeClass.GIANT: "5 million and more",
    SizeClass.UNKNOWN: "Size not known",
}
HEADINGS = (
    "expected", *(grade.value for grade in BEST_FIRST), "no_answer", "left_out", "of_expected",
    "of_reported", "reports", "rate",
)  # fmt: skip


def build_pivot(
    register: Register,
    owed: OwedAnswers,
    axis: Axis,
    by_paragraph: RowCounts,
    entries: Iterable[Entry] = (),
) -> list[PivotRow]:
    """Return the rows of an axis in the order a reader expects, the whole last.

    Sections and paragraphs stand in the order of the text, goals in that of their numbers, sizes
    from the smallest. What was given in confidence is "confidential" in the rows of members,
    owners, regions, sizes and goals. ``by_paragraph`` counts the answers that may be shown;
    ``entries`` are needed for those rows only.
    """
    sections = {
        section.id: tuple(paragraph.id for paragraph in section.children)
        for section in register.declaration.sections
    }
    grouping = group_answers(axis, sections, register.members, register.commitments)
    if axis in PLACES:
        answers = regroup_counts(by_paragraph, grouping)
    else:
        answers = count_entries(owed.matrix, map(conceal_answer, entries), grouping)
    rows = pivot_progress(owed.matrix, answers, owed.received, grouping)
    order = [name for section, names in sections.items() for name in (section, *names)]
    order += [goal.number for goal in list_goals()]
    order += SizeClass
    if axis in (*PLACES, Axis.SDG, Axis.SIZE):
        rows.sort(key=lambda row: order.index(row.name) if row.name in order else len(order))
    whole = regroup_counts(by_paragraph, _as_one)
    return [*rows, *pivot_progress(owed.matrix, whole, owed.received, _as_one)]


def _as_one(_member: str, _paragraph: str) -> tuple[str]:
    """Return the one row in which every answer counts."""
    return (WHOLE,)


def name_row(register: Register, axis: Axis, row: PivotRow) -> str:
    """Return what a person calls a row."""
    if not row.name:
        return "(none given)"
    if axis is Axis.MEMBER:
        names = {member.code: member for member in register.members}
        found = names.get(row.name)
        return found.name(register.declaration.language) if found else row.name
    if axis is Axis.SECTION:
        return section_names(register.declaration.sections).get(row.name, row.name)
    if axis is Axis.SIZE:
        return SIZE_NAMES.get(row.name, row.name)
    if axis is Axis.SDG:
        goals = {goal.number: f"{goal.number} {goal.name}" for goal in list_goals()}
        return goals.get(row.name, row.name)
    return row.name


def pivot_cells(row: PivotRow) -> tuple[str, ...]:
    """Return the counts, both headline shares and the reporting rate of a row, as HEADINGS say."""
    found = row.answers
    return (
        str(found.expected),
        *(str(found.grades[grade]) for grade in BEST_FIRST),
        str(found.expected - found.reported),
        str(sum(found.left_out.values())),
        print_share(found.share_of_expected),
        print_share(found.share_of_reported),
        f"{row.reports_received} of {row.reports_expected}",
        print_share(row.reporting_rate),
    )


def pivot_as_data(axis: Axis, rows: Sequence[PivotRow]) -> list[dict[str, Any]]:
    """Return the rows as JSON-able data; shares are in per cent and not rounded."""
    return [
        {
            axis.value: row.name,
            "expected": row.answers.expected,
            "grades": {grade.value: row.answers.grades[grade] for grade in BEST_FIRST},
            "missing": dict(row.answers.missing),
            "left_out": dict(row.answers.left_out),
            "of_expected": row.answers.share_of_expected,
            "of_reported": row.answers.share_of_reported,
            "reports_expected": row.reports_expected,
            "reports_received": row.reports_received,
            "reporting_rate": row.reporting_rate,
        }
        for row in rows
    ]
