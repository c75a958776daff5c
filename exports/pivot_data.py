"""How does progress along an axis look as rows and as data? Both shares and the reporting rate."""

from collections.abc import Sequence
from typing import Any

from exports.phrasing import print_share
from exports.report_basis import Basis, PeriodFacts
from exports.reporting import BEST_FIRST, section_names
from tracker.confidential_answers import conceal_answer
from tracker.development_goals import list_goals
from tracker.periods import is_received
from tracker.pivots import Axis, PivotRow, group_answers, pivot_progress

WHOLE = "All"
HEADINGS = (
    "expected", *(grade.value for grade in BEST_FIRST), "no_answer", "left_out", "of_expected",
    "of_reported", "reports", "rate",
)  # fmt: skip


def build_pivot(basis: Basis, facts: PeriodFacts, axis: Axis) -> list[PivotRow]:
    """Return the rows of an axis in the order a reader expects, the whole last.

    Sections and paragraphs stand in the order of the text, goals in that of their numbers. What
    was given in confidence is "confidential" in the rows of members, owners, regions and goals.
    """
    sections = {
        section.id: tuple(paragraph.id for paragraph in section.children)
        for section in basis.sections
    }
    register = basis.register
    received = {c for c, report in facts.reports.items() if is_received(report, basis.as_of)}
    grouping = group_answers(axis, sections, register.members, register.commitments)
    shown = facts.entries
    if axis not in (Axis.SECTION, Axis.PARAGRAPH):
        shown = tuple(conceal_answer(entry) for entry in shown)
    rows = pivot_progress(facts.matrix, shown, received, grouping)
    order = [name for section, names in sections.items() for name in (section, *names)]
    order += [goal.number for goal in list_goals()]
    if axis in (Axis.SECTION, Axis.PARAGRAPH, Axis.SDG):
        rows.sort(key=lambda row: order.index(row.name) if row.name in order else len(order))
    whole = pivot_progress(facts.matrix, facts.entries, received, lambda *_pair: (WHOLE,))
    return [*rows, *whole]


def name_row(basis: Basis, axis: Axis, row: PivotRow) -> str:
    """Return what a person calls a row."""
    if not row.name:
        return "(none given)"
    if axis is Axis.MEMBER:
        return basis.name(row.name)
    if axis is Axis.SECTION:
        return section_names(basis.sections).get(row.name, row.name)
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
