"""How has acceptance grown, and which paragraphs find most of it? Two figures with their tables."""

from collections.abc import Iterator, Sequence
from datetime import date

from exports.blocks import Chart, ChartKind, Figure, Series, Table, Tone
from exports.phrasing import NO_VALUE, print_count, print_day
from exports.report_basis import Basis
from exports.tables import make_table, number_column, sign_column, text_column
from tracker.acceptance import ACCEPTED, Instrument, InstrumentKind, Position
from tracker.statistics import count_positions

TONES = {
    Position.ACCEPTED: Tone.GOOD,
    Position.ACCEPTED_WITH_DECLARATION: Tone.GOOD,
    Position.ACCEPTED_WITH_RESERVATION: Tone.FAIR,
    Position.NOT_ACCEPTED: Tone.WEAK,
    Position.OUTSIDE_COMPETENCE: Tone.MUTED,
    Position.WITHDRAWN: Tone.BAD,
    Position.NO_RESPONSE: Tone.NONE,
}
NAMES = {
    Position.ACCEPTED: "Accepted",
    Position.ACCEPTED_WITH_DECLARATION: "With declaration",
    Position.ACCEPTED_WITH_RESERVATION: "With reservation",
    Position.NOT_ACCEPTED: "Not accepted",
    Position.OUTSIDE_COMPETENCE: "Outside competence",
    Position.WITHDRAWN: "Withdrawn",
}
MOST_QUARTERS = 16
MOST_BARS = 25
"""More bars than this do not fit on a page."""


def build_paragraph_table(basis: Basis) -> Table:
    """Return how many members hold each position, paragraph by paragraph."""
    counts = count_positions(basis.matrix, basis.paragraph_ids)
    rows: list[tuple[str | int, ...]] = [
        (
            basis.labels[name] or NO_VALUE,
            *(counts[name][position] for position in NAMES),
            counts[name][Position.NO_RESPONSE],
        )
        for name in basis.paragraph_ids
    ]
    return make_table(
        "acceptance-by-paragraph",
        "Positions by paragraph",
        (
            sign_column("Para."),
            *map(number_column, NAMES.values()),
            number_column("No response"),
        ),
        rows,
        summary="For each paragraph, how many members accept it and how, and how many do not.",
        note="Accepted: without declaration or reservation. Members that have left and had "
        "accepted count as withdrawn.",
    )


def draw_paragraphs(basis: Basis) -> Iterator[Figure]:
    """Yield the positions by paragraph as bars, in parts where they are too many for one page.

    Members without a response are left out.
    """
    ids = basis.paragraph_ids
    counts = count_positions(basis.matrix, ids)
    held = [position for position in NAMES if any(counts[name][position] for name in ids)]
    for start in range(0, len(ids), MOST_BARS):
        part = ids[start : start + MOST_BARS]
        labels = tuple(basis.labels[name] or NO_VALUE for name in part)
        series = tuple(
            Series(
                NAMES[position],
                tuple(float(counts[name][position]) for name in part),
                TONES[position],
            )
            for position in held
        )
        accepted = [sum(counts[name][position] for position in ACCEPTED) for name in part]
        said = (
            f"Between {min(accepted):,} and {print_count(max(accepted), 'member')} accept each."
            if any(accepted)
            else "No member accepts any of them yet."
        )
        yield Figure(
            f"acceptance-by-paragraph-{start // MOST_BARS + 1}",
            f"Positions by paragraph, {labels[0]} to {labels[-1]}"
            if len(part) > 1
            else f"Positions on paragraph {labels[0]}",
            Chart(ChartKind.STACKED_BARS, labels, series, "members"),
            f"Stacked bars, one for each paragraph. {said}",
            "The figures are those of the table that follows.",
        )


def count_history(basis: Basis) -> list[tuple[str, int, int, int]]:
    """Return (time, came in, went out, accepting at its end) by quarter, or by year if long."""
    steps = [step for step in list_steps(basis) if step[0] <= basis.as_of]
    history: list[tuple[str, int, int, int]] = []
    accepting = 0
    for name, start, end in list_spans(min(steps)[0], basis.as_of) if steps else ():
        came = sum(begins for day, begins in steps if start <= day <= end)
        went = sum(not begins for day, begins in steps if start <= day <= end)
        accepting += came - went
        history.append((name, came, went, accepting))
    return history


def list_steps(basis: Basis) -> list[tuple[date, bool]]:
    """Return each day on which a member began (True) or ceased (False) to accept anything."""
    acts: dict[str, list[Instrument]] = {}
    for act in basis.register.instruments:
        acts.setdefault(act.member, []).append(act)
    left = {member.code: member.left_on for member in basis.members}
    steps: list[tuple[date, bool]] = []
    for member, own in acts.items():
        held: frozenset[str] = frozenset()
        for act in sorted(own, key=lambda act: (act.in_effect_on, act.deposited_on, act.sequence)):
            before = bool(held)
            withdraws = act.kind is InstrumentKind.WITHDRAWAL
            held = held - act.paragraphs if withdraws else held | act.paragraphs
            if bool(held) is not before:
                steps.append((act.in_effect_on, bool(held)))
        gone_on = left.get(member)
        if held and gone_on is not None:
            steps.append((gone_on, False))
    return steps


def list_spans(first: date, last: date) -> list[tuple[str, date, date]]:
    """Return the quarters from one day to another, or the years where there are many."""
    months = (last.year - first.year) * 12 + last.month - first.month
    step = 3 if months // 3 < MOST_QUARTERS else 12
    spans = []
    year, month = first.year, (first.month - 1) // step * step + 1
    while date(year, month, 1) <= last:
        following = (year, month + step) if month + step <= 12 else (year + 1, 1)  # noqa: PLR2004 - months
        end = date.fromordinal(date(*following, 1).toordinal() - 1)
        name = f"{year} Q{(month + 2) // 3}" if step < 12 else str(year)  # noqa: PLR2004 - months
        spans.append((name, date(year, month, 1), end))
        year, month = following
    return spans


def build_history_table(history: Sequence[tuple[str, int, int, int]]) -> Table:
    """Return how many members accepted over time."""
    return make_table(
        "adoption-over-time",
        "Accepting members over time",
        (text_column("Time"), *map(number_column, ("Came in", "Went out", "Accepting at the end"))),
        history,
        summary="For each stretch of time, how many members began and ceased to accept.",
        note="A member counts from the day its first acceptance takes effect until it accepts "
        "nothing any more or leaves.",
    )


def draw_history(history: Sequence[tuple[str, int, int, int]], as_of: date) -> Figure:
    """Return the number of accepting members over time as steps."""
    ends = tuple(float(row[3]) for row in history)
    said = (
        f"From {history[0][3]} at the end of {history[0][0]} to {history[-1][3]} on "
        f"{print_day(as_of)}."
        if history
        else "No member has accepted yet."
    )
    return Figure(
        "adoption-over-time",
        "Accepting members over time",
        Chart(
            ChartKind.STEPS,
            tuple(row[0] for row in history),
            (Series("Accepting members", ends),),
            "members",
        ),
        f"A line in steps. {said}",
        "The figures are those of the table that follows.",
    )
