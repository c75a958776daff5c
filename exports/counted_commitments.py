"""Which commitments count in a report, in which order, and how do they stand in words?"""

from collections.abc import Sequence
from datetime import date

from exports.blocks import Cell, Run, Tone
from exports.report_basis import Basis
from exports.tables import CellValue, tone_cell
from tracker.commitments import Commitment, Schedule, Visibility, assess_schedule

SCHEDULE_NAMES = {
    Schedule.NO_DEADLINE: "No deadline",
    Schedule.ON_SCHEDULE: "On schedule",
    Schedule.DUE_SOON: "Due soon",
    Schedule.OVERDUE: "Overdue",
    Schedule.DONE_ON_TIME: "Done on time",
    Schedule.DONE_LATE: "Done late",
}
SCHEDULE_TONES = {
    Schedule.OVERDUE: Tone.BAD,
    Schedule.DUE_SOON: Tone.WEAK,
    Schedule.DONE_ON_TIME: Tone.GOOD,
    Schedule.DONE_LATE: Tone.FAIR,
}


def count_commitments(basis: Basis) -> list[Commitment]:
    """Return the public commitments of members of the day, less those withdrawn or superseded."""
    present = {member.code for member in basis.belonging()}
    return [
        one
        for one in basis.register.commitments
        if one.visibility is Visibility.PUBLIC
        and one.member in present
        and assess_schedule(one, basis.as_of) is not None
    ]


def sort_commitments(basis: Basis, commitments: Sequence[Commitment]) -> list[Commitment]:
    """Return the commitments in the order of their members' names, then by their codes."""
    places = {m.code: basis.sort_key(m) for m in basis.register.members}
    return sorted(commitments, key=lambda c: (places.get(c.member, (c.member, "")), c.code))


def name_member(basis: Basis, code: str) -> str:
    """Return a member's name; one that has left and never acted is known to the register alone."""
    if code in basis.names:
        return basis.names[code]
    left = (member for member in basis.register.members if member.code == code)
    return next((member.name(basis.language) for member in left), code)


def title_cell(basis: Basis, commitment: Commitment) -> Cell:
    """Return a commitment's title in its own language."""
    other = commitment.language if commitment.language != basis.language else ""
    return Cell((Run(commitment.title, language=other),))


def state_cell(
    commitment: Commitment, as_of: date, soon_days: int, *, has_left: bool = False
) -> CellValue:
    """Return in words how a commitment of a member, which may have left, stands."""
    if has_left:
        return tone_cell("Member has left", Tone.MUTED)
    schedule = assess_schedule(commitment, as_of, soon_days)
    if schedule is not None:
        return tone_cell(SCHEDULE_NAMES[schedule], SCHEDULE_TONES.get(schedule, Tone.NONE))
    ended = commitment.closing.outcome.value if commitment.closing else ""
    return tone_cell(ended.capitalize(), Tone.MUTED)
