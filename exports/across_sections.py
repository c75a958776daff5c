"""What is seen only across sections? Goals of the 2030 Agenda, regions, sizes, kinds, needs."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from exports.blocks import Figure, Table
from exports.decisions_chapter import list_requests
from exports.phrasing import join_words, print_count
from exports.pivot_data import build_pivot, name_row
from exports.report_basis import Basis, PeriodFacts
from exports.reporting import build_progress_table, draw_progress, section_names
from exports.tables import CellValue, make_table, number_column, text_column
from tracker.confidential_answers import conceal_answer
from tracker.members import MemberKind
from tracker.pivots import Axis, PivotRow, count_entries, pivot_progress
from tracker.progress import Entry
from tracker.statistics import Distribution

KIND_NAMES = {
    MemberKind.CITY: "Cities",
    MemberKind.METROPOLITAN: "Metropolitan governments",
    MemberKind.REGION: "Regions",
    MemberKind.OTHER: "Other bodies",
}
NO_GOAL = "No goal named"
"""This row is in the table alone: it would dwarf the goals, whose answers are drawn as counts."""

MOST_OBSTACLES = 10
HIDDEN = (
    "An answer given in confidence stands here as no answer, so that the rows may have fewer "
    "graded answers than the whole."
)
SEVERAL = (
    "An answer stands under each goal of the commitments made on its paragraph by its member; "
    "these rows may add to more than the whole."
)


@dataclass(frozen=True, slots=True)
class AcrossSections:
    """What the wording needs: the names of its tables and of its figures."""

    tables: tuple[str, ...]
    figures: tuple[str, ...]


def build_across_sections(
    basis: Basis,
) -> tuple[AcrossSections | None, tuple[Table, ...], tuple[Figure, ...]]:
    """Return the chapter, its tables and its figures; None before the first reports are due.

    A table of one row says nothing that the whole does not, and is left out.
    """
    facts = basis.latest
    if facts is None:
        return None, (), ()
    views = [
        ("progress-by-goal", "goal of the 2030 Agenda", "Goal", _by_goal(basis, facts), SEVERAL),
        ("progress-by-region", "region", "Region", _by_region(basis, facts), ""),
        ("progress-by-size", "size of city", "Inhabitants", _by_size(basis, facts), ""),
        ("progress-by-kind", "kind of member", "Kind", _by_kind(basis, facts), ""),
    ]
    tables: list[Table] = []
    figures: list[Figure] = []
    for name, words, first, found, note in views:
        if len(found) > 1:
            caption = f"Progress by {words}, {facts.period.name}"
            whole = facts.progress.overall
            told = " ".join(part for part in (note, HIDDEN) if part)
            tables.append(build_progress_table(name, caption, first, found, whole, note=told))
            drawn = {row: answers for row, answers in found.items() if row != NO_GOAL}
            share = name != "progress-by-goal"
            figures.append(draw_progress(facts, name, caption, drawn, share=share))
    needs, obstacles = build_needs_table(basis, facts), build_obstacle_table(basis, facts)
    tables += [table for table in (needs, obstacles) if table.rows]
    chapter = AcrossSections(
        tuple(table.name for table in tables), tuple(figure.name for figure in figures)
    )
    return chapter, tuple(tables), tuple(figures)


def _pivot(basis: Basis, facts: PeriodFacts, axis: Axis) -> list[PivotRow]:
    """Return the rows of an axis that does not go along the text."""
    return build_pivot(basis.register, facts.owed, axis, {}, facts.entries)[:-1]


def _by_goal(basis: Basis, facts: PeriodFacts) -> dict[str, Distribution]:
    """Return progress by goal; empty where no commitment names one."""
    rows = _pivot(basis, facts, Axis.SDG)
    if not any(row.name for row in rows):
        return {}
    return {
        name_row(basis.register, Axis.SDG, row) if row.name else NO_GOAL: row.answers
        for row in rows
    }


def _by_region(basis: Basis, facts: PeriodFacts) -> dict[str, Distribution]:
    """Return progress by region."""
    rows = _pivot(basis, facts, Axis.REGION)
    return {row.name or "No region given": row.answers for row in rows if row.reports_expected}


def _by_size(basis: Basis, facts: PeriodFacts) -> dict[str, Distribution]:
    """Return progress by number of inhabitants, from the smallest, those not known last."""
    rows = [row for row in _pivot(basis, facts, Axis.SIZE) if row.reports_expected]
    return {name_row(basis.register, Axis.SIZE, row): row.answers for row in rows}


def _by_kind(basis: Basis, facts: PeriodFacts) -> dict[str, Distribution]:
    """Return progress by kind of member, in the order of the kinds."""
    kinds = {member.code: KIND_NAMES[member.kind] for member in basis.register.members}

    def group(member: str, _paragraph: str) -> tuple[str]:
        return (kinds[member],)

    shown = map(conceal_answer, facts.entries)
    counts = count_entries(facts.matrix, shown, group)
    rows = pivot_progress(facts.matrix, counts, facts.owed.received, group)
    found = {row.name: row.answers for row in rows if row.reports_expected}
    return {name: found[name] for name in KIND_NAMES.values() if name in found}


def build_needs_table(basis: Basis, facts: PeriodFacts) -> Table:
    """Return, by section, how many answers name an obstacle or ask for support."""
    names = section_names(basis.sections)
    asking, counted = list_requests(basis), facts.counted()
    rows: list[Sequence[CellValue]] = []
    titles = ["Answers", "Naming an obstacle"]
    if asking:
        titles += ["Asking for support", "Members asking"]
    if asking or any(entry.obstacles for entry in counted):
        for section in (*basis.sections, None):
            ids = {p.id for p in section.children} if section else set(basis.paragraph_ids)
            answers = [entry for entry in counted if entry.paragraph in ids]
            wishes = [entry for entry in asking if entry.paragraph in ids]
            row: tuple[CellValue, ...] = (
                names[section.id] if section else "All",
                len(answers),
                sum(bool(entry.obstacles) for entry in answers),
                len(wishes),
                _members(wishes),
            )
            rows.append(row[: len(titles) + 1])
    return make_table(
        "needs-by-section",
        f"Obstacles and support asked for, {facts.period.name}",
        (
            text_column("Section"),
            *map(number_column, titles),
        ),
        rows,
        summary="For each section, how many answers name an obstacle and how many ask for support.",
        note="Of received reports, on accepted paragraphs. A member that asks under several "
        "sections is counted in each, and once in the whole.",
        total=True,
    )


def build_obstacle_table(basis: Basis, facts: PeriodFacts) -> Table:
    """Return the obstacles that more than one member names, those of most members first."""
    found: dict[str, list[Entry]] = defaultdict(list)
    for entry in facts.counted():
        if entry.obstacles:
            found[entry.obstacles].append(entry)
    shared = {words: entries for words, entries in found.items() if _members(entries) > 1}
    order = sorted(shared.items(), key=lambda item: (-_members(item[1]), item[0]))
    rows: list[Sequence[CellValue]] = [
        (words, _list_places(basis, entries), _members(entries))
        for words, entries in order[:MOST_OBSTACLES]
    ]
    return make_table(
        "obstacles",
        f"Obstacles that several members name, {facts.period.name}",
        (text_column("Obstacle", 6), text_column("Paragraphs", 3), number_column("Members")),
        rows,
        summary="Each obstacle that more than one member names, with its paragraphs.",
        note=f"In the members' own words, which are grouped where they are the same; at most "
        f"{MOST_OBSTACLES}.",
    )


def _members(entries: Sequence[Entry]) -> int:
    """Return how many members gave some answers."""
    return len({entry.member for entry in entries})


def _list_places(basis: Basis, entries: Sequence[Entry]) -> str:
    """Return the labels of the paragraphs that some answers are on, or how many those are."""
    named = {entry.paragraph for entry in entries}
    labels = [basis.labels[name] for name in basis.paragraph_ids if name in named]
    few = 8
    return join_words(labels) if len(labels) <= few else print_count(len(labels), "paragraph")
