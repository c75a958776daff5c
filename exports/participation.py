"""Who takes part, and in what? Tables and figures of instruments, positions and statements."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from exports.acceptance_growth import (
    TONES,
    build_history_table,
    build_paragraph_table,
    count_history,
    draw_history,
    draw_paragraphs,
)
from exports.blocks import Figure, Table
from exports.non_accepted import build_non_accepted_table
from exports.phrasing import CELL, NO_VALUE, print_count, print_day, print_share
from exports.report_basis import Basis
from exports.statement_table import build_statement_table
from exports.tables import (
    CellValue,
    head_cell,
    make_table,
    member_cell,
    number_column,
    sign_column,
    text_column,
    tone_cell,
)
from tracker.acceptance import ACCEPTED, InstrumentKind, Position
from tracker.members import Member
from tracker.statistics import accepted_by_all, count_positions, percentage

LETTERS = {
    Position.NO_RESPONSE: "",
    Position.ACCEPTED: "A",
    Position.ACCEPTED_WITH_DECLARATION: "D",
    Position.ACCEPTED_WITH_RESERVATION: "R",
    Position.NOT_ACCEPTED: NO_VALUE,
    Position.OUTSIDE_COMPETENCE: "o",
    Position.WITHDRAWN: "[W]",
}
LEGEND = (
    "A accepted; D accepted with an interpretative declaration; R accepted with a reservation; "
    "– not accepted; o outside the member's competence; [W] acceptance withdrawn. "
    "Blank: no response."
)
INSTRUMENT_NAMES = {
    InstrumentKind.SIGNATURE: "Signature",
    InstrumentKind.COUNCIL_DECISION: "Council decision",
    InstrumentKind.ACCESSION: "Accession",
    InstrumentKind.PROVISIONAL: "Provisional acceptance",
    InstrumentKind.LATER_ACCEPTANCE: "Later acceptance",
    InstrumentKind.WITHDRAWAL: "Withdrawal",
}
MATRIX_WIDTH = 24
"""More paragraphs than this do not fit on a page beside a name; the matrix is then split."""

MOST_NAMES = 100
"""A longer list of members without a response is given as counts by region only."""


@dataclass(frozen=True, slots=True)
class Participation:
    """The tables and figures of this chapter, and what its sentences need.

    ``matrices`` and ``paragraph_figures`` name the parts of the accepted-provisions matrix and of
    the figure of positions, in order; ``silent`` gives the
    members that have not responded by region; ``accepted_by_all`` the labels of the paragraphs
    that every accepting member accepts. ``withdrawn`` counts those that accept nothing any more.
    """

    tables: tuple[Table, ...]
    figures: tuple[Figure, ...]
    matrices: tuple[str, ...]
    paragraph_figures: tuple[str, ...]
    members: int
    accepting: int
    accepting_all: int
    responded: int
    silent: tuple[tuple[str, str], ...]
    accepted_by_all: tuple[str, ...]
    least_accepted: str
    least_count: int
    statements: int
    reservations: int
    withdrawn: int
    non_accepted: int


def build_participation(basis: Basis) -> Participation:
    """Return who takes part and in what, from the positions of the day."""
    responded = basis.responded()
    accepting = basis.accepting()
    codes = {member.code for member in responded}
    silent = tuple(member for member in basis.belonging() if member.code not in codes)
    matrices = tuple(build_matrices(basis, responded))
    paragraphs = build_paragraph_table(basis)
    history = count_history(basis)
    non_accepted = build_non_accepted_table(basis, responded)
    bars = tuple(draw_paragraphs(basis))
    present = {member.code: basis.matrix[member.code] for member in accepting}
    least, least_count = find_least_accepted(basis, responded)
    return Participation(
        tables=(
            build_region_table(basis, responded, accepting),
            build_status_table(basis),
            *matrices,
            paragraphs,
            non_accepted,
            build_history_table(history),
            build_statement_table(basis),
        ),
        figures=(*bars, draw_history(history, basis.as_of)),
        paragraph_figures=tuple(figure.name for figure in bars),
        matrices=tuple(table.name for table in matrices),
        members=len(basis.belonging()),
        accepting=len(accepting),
        accepting_all=sum(
            all(p in ACCEPTED for p in basis.matrix[member.code].values()) for member in accepting
        ),
        responded=len(basis.belonging()) - len(silent),
        silent=tuple(list_silent(basis, silent)),
        accepted_by_all=tuple(
            basis.labels[name] for name in accepted_by_all(present, basis.paragraph_ids)
        ),
        least_accepted=least,
        least_count=least_count,
        statements=len(basis.register.statements),
        reservations=sum(
            p is Position.ACCEPTED_WITH_RESERVATION
            for row in basis.matrix.values()
            for p in row.values()
        ),
        non_accepted=len(non_accepted.rows),
        withdrawn=sum(has_withdrawn(basis, member) for member in responded),
    )


def list_silent(basis: Basis, silent: Sequence[Member]) -> Iterator[tuple[str, str]]:
    """Yield each region with its members that have not responded: names, or counts if many."""
    for region in sorted({member.region for member in silent}):
        members = sorted((m for m in silent if m.region == region), key=basis.sort_key)
        names = (member.name(basis.language) for member in members)
        many = len(silent) > MOST_NAMES
        yield (
            region or "No region given",
            print_count(len(members), "member") if many else ", ".join(names),
        )


def has_withdrawn(basis: Basis, member: Member) -> bool:
    """Return whether a member has withdrawn and accepts nothing any more."""
    row = basis.matrix[member.code].values()
    return Position.WITHDRAWN in row and not any(position in ACCEPTED for position in row)


def find_least_accepted(basis: Basis, responded: Sequence[Member]) -> tuple[str, int]:
    """Return the label and count of the paragraph that fewest members accept; "" where none."""
    counts = Counter(dict.fromkeys(basis.paragraph_ids, 0))
    for member in responded:
        counts.update(n for n, p in basis.matrix[member.code].items() if p in ACCEPTED)
    if not counts or not responded:
        return "", 0
    name = min(basis.paragraph_ids, key=lambda paragraph: counts[paragraph])
    return basis.labels[name], counts[name]


def build_region_table(
    basis: Basis, responded: Sequence[Member], accepting: Sequence[Member]
) -> Table:
    """Return members, responses and acceptances by region."""
    belonging = basis.belonging()
    answered = {member.code for member in responded}
    accepts = {member.code for member in accepting}
    rows: list[Sequence[CellValue]] = []
    regions = sorted({member.region for member in belonging})
    for region in (*regions, None):
        members = [m for m in belonging if region is None or m.region == region]
        said = sum(m.code in answered for m in members)
        took = sum(m.code in accepts for m in members)
        rows.append(
            (
                "All members" if region is None else region or "No region given",
                len(members),
                said,
                took,
                len(members) - said,
                print_share(percentage(took, len(members))) if said else NO_VALUE,
                print_share(percentage(took, said)),
            )
        )
    return make_table(
        "participation-by-region",
        "Members and acceptances by region",
        (
            text_column("Region"),
            *map(
                number_column,
                ("Members", "Responded", "Accepting", "No response", "Of members", "Of responded"),
            ),
        ),
        rows,
        summary="For each region, how many members have responded and how many accept.",
        note="Accepting: at least one paragraph accepted and not withdrawn. The last columns "
        "are accepting members in per cent of all members and of those that have responded; a "
        "dash where nobody has responded.",
        total=True,
    )


def build_status_table(basis: Basis) -> Table:
    """Return every instrument: member, act, date, decision, and how many paragraphs it names."""
    members = {member.code: member for member in basis.members}
    acts = sorted(
        (act for act in basis.register.instruments if act.member in members),
        key=lambda act: (basis.sort_key(members[act.member]), act.deposited_on, act.sequence),
    )
    whole = len(basis.paragraph_ids)
    rows = [
        (
            member_cell(
                members[act.member],
                basis.language,
                withdrawn=has_withdrawn(basis, members[act.member]),
            ),
            INSTRUMENT_NAMES[act.kind],
            print_day(act.in_effect_on, basis.language, CELL),
            act.decision_reference or NO_VALUE,
            f"{len(act.paragraphs)} of {whole}",
        )
        for act in acts
    ]
    return make_table(
        "participation-status",
        "Instruments by member",
        (
            text_column("Member", 3),
            text_column("Instrument", 2),
            text_column("In effect on", 2),
            text_column("Decision", 2),
            number_column("Paragraphs"),
        ),
        rows,
        summary="Each act by which a member accepted or withdrew, with its date and decision.",
        note="A member in square brackets has withdrawn and accepts no paragraph any more. A "
        "withdrawal names the paragraphs withdrawn, every other act those accepted.",
    )


def build_matrices(basis: Basis, responded: Sequence[Member]) -> Iterator[Table]:
    """Yield the accepted-provisions matrix, in parts where it is too wide for one page."""
    ids = basis.paragraph_ids
    parts = [ids[start : start + MATRIX_WIDTH] for start in range(0, len(ids), MATRIX_WIDTH)]
    by_name = sorted(responded, key=basis.sort_key)
    counts = count_positions(basis.matrix, ids)
    for number, part in enumerate(parts, start=1):
        rows: list[Sequence[CellValue]] = [matrix_row(basis, member, part) for member in by_name]
        accepted = [sum(counts[name][p] for p in ACCEPTED) for name in part]
        rows.append(("Accepting", *accepted, sum(accepted)))
        labels = [basis.labels[name] or NO_VALUE for name in part]
        suffix = f", paragraphs {labels[0]} to {labels[-1]}" if len(parts) > 1 else ""
        yield make_table(
            "acceptance-matrix" if number == 1 else f"acceptance-matrix-{number}",
            f"Accepted provisions{suffix}",
            (text_column("Member", 3), *map(sign_column, labels), number_column("Sum")),
            rows,
            summary="Each member's position on each paragraph, as a letter; the last row and "
            "column count acceptances.",
            note=f"{LEGEND} A, D and R count as accepted.",
            total=True,
        )


def matrix_row(basis: Basis, member: Member, part: Sequence[str]) -> tuple[CellValue, ...]:
    """Return one member's row of the matrix."""
    row = basis.matrix[member.code]
    name = member.name(basis.language)
    return (
        head_cell(f"[{name}]" if has_withdrawn(basis, member) else name),
        *(tone_cell(LETTERS[row[paragraph]], TONES[row[paragraph]]) for paragraph in part),
        sum(row[paragraph] in ACCEPTED for paragraph in part),
    )
