"""What has become of each operative paragraph? The inventory, unimplemented paragraphs first.

The order is that in which the United Nations General Assembly lists its own resolutions: not
implemented, then implemented once, then implemented and ongoing.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from enum import IntEnum

from declarations.model import Node
from exports.blocks import Table
from exports.declaration_text import read_wording
from exports.phrasing import NO_VALUE
from exports.report_basis import Basis
from exports.section_chapters import print_lines
from exports.tables import CellValue, make_table, number_column, sign_column, text_column
from tracker.progress import EntryKind, Implementation

IMPLEMENTED_FROM = 0.5
"""The share of expected answers, complete, from which a paragraph counts as implemented."""


class Group(IntEnum):
    """In which part of the inventory a paragraph stands."""

    NOT_EXPECTED = 0
    UNIMPLEMENTED = 1
    ONE_OFF = 2
    ONGOING = 3


GROUP_NAMES = {
    Group.NOT_EXPECTED: "No answer expected",
    Group.UNIMPLEMENTED: "Not yet implemented",
    Group.ONE_OFF: "Implemented, one-off",
    Group.ONGOING: "Implemented, ongoing",
}


def build_inventory(basis: Basis) -> Table | None:
    """Return every operative paragraph by group; None before the first reports are due."""
    facts = basis.latest
    if facts is None:
        return None
    ongoing = Counter(
        entry.paragraph
        for entry in facts.counted()
        if entry.implementation is Implementation.COMPLETE
        and entry.kind is EntryKind.ONGOING
        and not entry.in_confidence
    )
    wording = read_wording(basis.register.declaration)
    nodes: dict[str, Node] = {p.id: p for section in basis.sections for p in section.children}
    made: list[tuple[Group, Sequence[CellValue]]] = []
    for paragraph in basis.paragraph_ids:
        found = facts.progress.by_paragraph[paragraph]
        complete = found.grades[Implementation.COMPLETE]
        group = find_group(found.expected, complete, ongoing[paragraph])
        lines = print_lines(basis, nodes[paragraph], wording)
        row = (
            basis.labels[paragraph] or NO_VALUE,
            " ".join(f"{label} {text}" if n else text for n, (label, text) in enumerate(lines)),
            GROUP_NAMES[group],
            found.expected,
            complete,
            ongoing[paragraph],
            found.expected - found.reported,
        )
        made.append((group, row))
    made.sort(key=lambda item: item[0])
    return make_table(
        "inventory",
        f"Inventory of operative paragraphs, {facts.period.name}",
        (
            sign_column("Para."), text_column("Words as adopted", 6), text_column("State", 2),
            *(
                replace(number_column(title), weight=1.3)
                for title in ("Expected", "Complete", "Ongoing", "No answer")
            ),
        ),
        [row for _group, row in made],
        summary="Each operative paragraph with its words and how many members have completed it.",
        note="Implemented: at least half of all expected answers are complete; ongoing, where more "
        "than half of those say that the work goes on. The column Ongoing counts complete answers "
        "that go on, without those given in confidence.",
    )  # fmt: skip


def find_group(expected: int, complete: int, ongoing: int) -> Group:
    """Return the part of the inventory for a paragraph with so many answers."""
    if not expected:
        return Group.NOT_EXPECTED
    if complete < IMPLEMENTED_FROM * expected:
        return Group.UNIMPLEMENTED
    return Group.ONGOING if 2 * ongoing > complete else Group.ONE_OFF
