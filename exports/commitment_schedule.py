"""Are commitments kept in time, and which have left their course? By kind, and one by one."""

from collections import Counter
from collections.abc import Sequence

from exports.blocks import Chart, ChartKind, Figure, Series, Table, Tone
from exports.counted_commitments import (
    SCHEDULE_NAMES,
    SCHEDULE_TONES,
    count_commitments,
    name_member,
    sort_commitments,
    state_cell,
    title_cell,
)
from exports.phrasing import CELL, NO_VALUE, print_count, print_day
from exports.report_basis import Basis
from exports.tables import CellValue, make_table, number_column, text_column
from tracker.commitments import (
    Commitment,
    CommitmentKind,
    Schedule,
    Visibility,
    assess_schedule,
    current_due_date,
)

ORDER = (
    Schedule.DONE_ON_TIME,
    Schedule.DONE_LATE,
    Schedule.ON_SCHEDULE,
    Schedule.DUE_SOON,
    Schedule.OVERDUE,
    Schedule.NO_DEADLINE,
)
OFF_COURSE = (Schedule.OVERDUE, Schedule.DONE_LATE, None)
"""The states that are listed one by one; None is withdrawn or superseded."""


def build_schedule(basis: Basis, soon_days: int) -> tuple[Table, Figure]:
    """Return how the commitments that count stand against their dates, by kind, and the chart."""
    counts: dict[CommitmentKind, Counter[Schedule | None]] = {}
    for one in count_commitments(basis):
        state = assess_schedule(one, basis.as_of, soon_days)
        counts.setdefault(one.kind, Counter())[state] += 1
    kinds = [kind for kind in CommitmentKind if kind in counts]
    whole: Counter[Schedule | None] = Counter()
    for count in counts.values():
        whole.update(count)
    rows: list[Sequence[CellValue]] = [
        (kind.value.capitalize(), *(counts[kind][s] for s in ORDER), counts[kind].total())
        for kind in kinds
    ]
    caption = "Commitments by kind and schedule"
    table = make_table(
        "commitments-by-schedule",
        caption,
        (
            text_column("Kind"),
            *(number_column(SCHEDULE_NAMES[state]) for state in ORDER),
            number_column("Sum"),
        ),
        [*rows, ("All", *(whole[state] for state in ORDER), whole.total())],
        summary="For each kind of commitment, how many are done, on schedule or overdue.",
        note=f"Due soon: within {print_count(soon_days, 'day')}. Public commitments of members of "
        "the day; those withdrawn or superseded are not counted.",
        total=True,
    )
    said = ", ".join(f"{SCHEDULE_NAMES[s].lower()} {whole[s]}" for s in ORDER if whole[s])
    figure = Figure(
        table.name,
        caption,
        Chart(
            ChartKind.STACKED_BARS,
            tuple(kind.value.capitalize() for kind in kinds),
            tuple(
                Series(
                    SCHEDULE_NAMES[state],
                    tuple(float(counts[kind][state]) for kind in kinds),
                    SCHEDULE_TONES.get(state, Tone.MUTED),
                )
                for state in ORDER
                if whole[state]
            ),
            "commitments",
        ),
        f"One bar for each kind of commitment, parted by schedule. Of all: {said}.",
        "The figures are those of the table that follows.",
    )
    return table, figure


def build_off_course_table(basis: Basis, soon_days: int) -> Table:
    """Return what is overdue, was done late, changed its date, was withdrawn or superseded."""
    present = {member.code for member in basis.belonging()}
    rows: list[Sequence[CellValue]] = []
    for one in sort_commitments(basis, basis.register.commitments):
        if one.visibility is not Visibility.PUBLIC or one.member not in present:
            continue
        state = assess_schedule(one, basis.as_of, soon_days)
        if state in OFF_COURSE or one.reschedulings:
            rows.append(
                (
                    name_member(basis, one.member),
                    title_cell(basis, one),
                    print_day(one.due_on, basis.language, CELL) or NO_VALUE,
                    print_day(current_due_date(one), basis.language, CELL) or NO_VALUE,
                    state_cell(one, basis.as_of, soon_days),
                    _give_reason(one),
                )
            )
    return make_table(
        "commitments-off-course",
        "Overdue, late, rescheduled, withdrawn and superseded commitments",
        (
            text_column("Member", 2), text_column("Commitment", 3), text_column("First due", 1.6),
            text_column("Due now", 1.6), text_column("State", 1.6), text_column("Reason given", 3),
        ),
        rows,
        summary="Each commitment that left its course, with its first and present date, its "
        "state, and the reason its member gave.",
        note="The reason is that of its end, or of each change of its date. A dash: none given.",
    )  # fmt: skip


def _give_reason(commitment: Commitment) -> str:
    """Return why a commitment ended, else why its dates were changed."""
    if commitment.closing is not None and commitment.closing.reason:
        return commitment.closing.reason
    return (
        " ".join(change.reason for change in commitment.reschedulings if change.reason) or NO_VALUE
    )
