"""What has the assembly to decide? Paragraphs in trouble, dates that slip, members asking for help.

A paragraph needs attention for reasons that are counted and printed; nobody picks them by hand.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from exports.blocks import Cell, Run, Table
from exports.counted_commitments import count_commitments, name_member, sort_commitments
from exports.phrasing import NO_VALUE, print_day, print_share
from exports.report_basis import Basis
from exports.tables import (
    CellValue,
    make_table,
    member_cell,
    number_column,
    sign_column,
    text_column,
)
from tracker.acceptance import ACCEPTED, Position
from tracker.commitments import Commitment, Schedule, assess_schedule, current_due_date
from tracker.progress import Entry
from tracker.statistics import Distribution, percentage

ACCEPTED_LOW = 200 / 3
ADVANCED_LOW = 100 / 3
ANSWERED_LOW = 50.0
HINDERED_HIGH = 50.0
"""The bounds of the four reasons, in per cent; what stands on a bound needs no attention."""

FEWEST = 3
"""A share of fewer members or answers than this gives no reason: one more would turn it."""

MOST_LISTED = 12
"""A longer list of commitments is left to the table it is taken from."""


@dataclass(frozen=True, slots=True)
class Decisions:
    """What the wording needs.

    ``attention`` counts paragraphs; ``overdue`` and ``moved`` are commitments in words, those
    counted by ``more_overdue`` and ``more_moved`` are not listed; ``asking`` counts members.
    """

    attention: int
    overdue: tuple[str, ...]
    more_overdue: int
    moved: tuple[str, ...]
    more_moved: int
    asking: int


def build_decisions(basis: Basis) -> tuple[Decisions | None, tuple[Table, ...]]:
    """Return what is to be decided and its tables; None where there is nothing."""
    attention = build_attention_table(basis)
    support = build_support_table(basis)
    overdue = [
        f"{name_member(basis, one.member)}: {one.title} ({_due(basis, one)})"
        for one in sort_commitments(basis, count_commitments(basis))
        if assess_schedule(one, basis.as_of) is Schedule.OVERDUE
    ]
    moved = list(_list_moved(basis))
    found = Decisions(
        attention=len(attention.rows),
        overdue=tuple(overdue[:MOST_LISTED]),
        more_overdue=len(overdue[MOST_LISTED:]),
        moved=tuple(moved[:MOST_LISTED]),
        more_moved=len(moved[MOST_LISTED:]),
        asking=len({entry.member for entry in list_requests(basis)}),
    )
    if not (attention.rows or support.rows or overdue or moved):
        return None, ()
    return found, tuple(table for table in (attention, support) if table.rows)


def _due(basis: Basis, commitment: Commitment) -> str:
    """Return when a commitment was due, and when at first where that was another day."""
    now = print_day(current_due_date(commitment), basis.language)
    first = print_day(commitment.due_on, basis.language)
    return f"due {now}" if now == first else f"due {now}, at first {first or 'without a date'}"


def _list_moved(basis: Basis) -> Iterator[str]:
    """Yield in words each change of a date told since the period before was due."""
    since = basis.previous.period.due_on if basis.previous else None
    for one in sort_commitments(basis, count_commitments(basis)):
        before = one.due_on
        for change in one.reschedulings:
            if since is None or change.changed_on > since:
                yield (
                    f"{name_member(basis, one.member)}: {one.title}, from "
                    f"{print_day(before, basis.language) or 'no date'} to "
                    f"{print_day(change.due_on, basis.language)}. {change.reason}"
                )
            before = change.due_on


def build_attention_table(basis: Basis) -> Table:
    """Return the paragraphs that need attention in the order of the text, with the reasons."""
    rows: list[Sequence[CellValue]] = []
    entries = basis.latest.counted() if basis.latest else ()
    given = Counter(entry.paragraph for entry in entries)
    hindered = Counter(entry.paragraph for entry in entries if entry.obstacles)
    for paragraph in basis.paragraph_ids:
        positions = Counter(row[paragraph] for row in basis.matrix.values())
        responded = positions.total() - positions[Position.NO_RESPONSE]
        accepting = sum(positions[position] for position in ACCEPTED)
        reasons = list(_judge_acceptance(accepting, responded))
        share, named = NO_VALUE, 0
        if basis.latest is not None:
            found = basis.latest.progress.by_paragraph[paragraph]
            share, named = print_share(found.share_of_expected), hindered[paragraph]
            reasons += _judge_answers(found, named, given[paragraph])
        if reasons:
            rows.append(
                (
                    basis.labels[paragraph] or NO_VALUE,
                    "; ".join(reasons).capitalize(),
                    f"{accepting} of {responded}",
                    share,
                    named,
                )
            )
    return make_table(
        "paragraphs-needing-attention",
        "Paragraphs that need attention",
        (
            sign_column("Paragraph"),
            text_column("Why", 5),
            text_column("Accepted by", 2),
            number_column("Advanced"),
            number_column("Obstacles"),
        ),
        rows,
        summary="Each paragraph that few accept, that has come least far, on which few answer or "
        "that meets many obstacles.",
        note="Low acceptance: fewer than two thirds of the members that have responded. Little "
        "progress: fewer than a third of all expected answers complete or substantial (the column "
        "Advanced). Few answers: fewer than half of those expected. Many obstacles: more than half "
        f"of the answers name one. Shares of fewer than {FEWEST} are not judged.",
    )


def _judge_acceptance(accepting: int, responded: int) -> Iterator[str]:
    """Yield the reason that lies in acceptance."""
    share = percentage(accepting, responded)
    if share is not None and responded >= FEWEST and share < ACCEPTED_LOW:
        yield "low acceptance"


def _judge_answers(found: Distribution, hindered: int, answers: int) -> Iterator[str]:
    """Yield the reasons that lie in the answers of the period."""
    advanced, answered = found.share_of_expected, percentage(found.reported, found.expected)
    if found.expected >= FEWEST:
        if advanced is not None and advanced < ADVANCED_LOW:
            yield "little progress"
        if answered is not None and answered < ANSWERED_LOW:
            yield "few answers"
    named = percentage(hindered, answers)
    if answers >= FEWEST and named is not None and named > HINDERED_HIGH:
        yield "many obstacles"


def list_requests(basis: Basis) -> list[Entry]:
    """Return the answers of the period that ask for support, by member and place in the text."""
    place = {paragraph: number for number, paragraph in enumerate(basis.paragraph_ids)}
    known = {member.code: member for member in basis.belonging()}
    asking = [
        entry
        for entry in (basis.latest.counted() if basis.latest else ())
        if entry.support_needed and entry.member in known and entry.paragraph in place
    ]
    return sorted(asking, key=lambda e: (basis.sort_key(known[e.member]), place[e.paragraph]))


def build_support_table(basis: Basis) -> Table:
    """Return what support members ask for, in their words."""
    known = {member.code: member for member in basis.belonging()}
    rows: list[Sequence[CellValue]] = [
        (
            member_cell(known[entry.member], basis.language),
            basis.labels[entry.paragraph] or NO_VALUE,
            Cell((Run(entry.support_needed),), language=entry.language),
        )
        for entry in list_requests(basis)
    ]
    return make_table(
        "support-needed",
        "Members that ask for support",
        (text_column("Member", 3), sign_column("Paragraph"), text_column("Support asked for", 6)),
        rows,
        summary="Each answer that asks for support, with its member, paragraph and words.",
    )
