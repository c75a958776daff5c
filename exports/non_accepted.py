"""What has not been accepted, since when, and when is the member asked again?"""

from collections.abc import Sequence
from datetime import date

from exports.blocks import Table
from exports.phrasing import CELL, NO_VALUE, print_day
from exports.report_basis import Basis
from exports.tables import CellValue, make_table, member_cell, text_column
from tracker.acceptance import Position
from tracker.members import Member
from tracker.provisions import Provision, list_provisions

POSITION_NAMES = {
    Position.NOT_ACCEPTED: "Not accepted",
    Position.OUTSIDE_COMPETENCE: "Outside competence",
    Position.WITHDRAWN: "Withdrawn",
    Position.NO_RESPONSE: "No response",
}


def build_non_accepted_table(basis: Basis, responded: Sequence[Member]) -> Table:
    """Return what members that have responded do not accept, a row for each position and day."""
    found = list_provisions(
        basis.paragraph_ids,
        sorted(responded, key=basis.sort_key),
        basis.register.instruments,
        basis.register.statements,
        rules=basis.register.rules,
        begins_on=find_beginning(basis),
        as_of=basis.as_of,
    )
    members = {member.code: member for member in responded}
    groups: dict[tuple[object, ...], list[Provision]] = {}
    for provision in found:
        if not provision.is_accepted:
            key = (provision.member, provision.position, provision.since, provision.ask_on)
            groups.setdefault(key, []).append(provision)
    rows: list[tuple[CellValue, ...]] = [
        (
            member_cell(members[group[0].member], basis.language),
            POSITION_NAMES[group[0].position],
            ", ".join(basis.labels[provision.paragraph] for provision in group),
            print_day(group[0].since, basis.language, CELL),
            print_day(group[0].ask_on, basis.language, CELL) or NO_VALUE,
        )
        for group in groups.values()
    ]
    return make_table(
        "non-accepted-provisions",
        "Non-accepted provisions",
        (
            text_column("Member", 3),
            text_column("Position", 2),
            text_column("Paragraphs", 3),
            text_column("Since", 2),
            text_column("Next asked on", 2),
        ),
        rows,
        summary="For each member that has responded, the paragraphs it does not accept, since "
        "when, and when it is asked again.",
        note="A member is not asked again about what is outside its competence.",
    )


def find_beginning(basis: Basis) -> date:
    """Return the day of the adoption; where no record says, the first of the assembly."""
    if basis.register.adoption is not None:
        return basis.register.adoption.adopted_on
    assembly = basis.register.adopted_by
    return (assembly.starts_on if assembly else None) or basis.as_of
