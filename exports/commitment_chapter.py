"""What did members say they will do, and are they on time? The report's chapter on commitments.

Only public commitments are printed and counted; how many others there are is told.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from exports.blocks import Table
from exports.counted_commitments import (
    count_commitments,
    name_member,
    sort_commitments,
    state_cell,
    title_cell,
)
from exports.indicator_data import print_together
from exports.indicator_sheets import build_indicator_table
from exports.phrasing import CELL, NO_VALUE, print_day
from exports.report_basis import Basis
from exports.tables import CellValue, make_table, number_column, text_column
from tracker.commitments import (
    BudgetStage,
    Commitment,
    Schedule,
    Visibility,
    assess_schedule,
    current_due_date,
    sum_funds,
)
from tracker.standings import examine_indicators

STAGE_NAMES = {
    BudgetStage.PLANNED: "Planned",
    BudgetStage.SECURED: "Secured",
    BudgetStage.COMMITTED: "Committed",
    BudgetStage.SPENT: "Spent",
}


@dataclass(frozen=True, slots=True)
class CommitmentChapter:
    """What the wording needs: counts of public commitments, and which tables there are.

    ``total`` is of those that count: not those that were withdrawn or superseded, nor those of
    members that have left, which are ``left_out``. ``hidden`` are not public. ``indicators`` is a
    line in words for each indicator.
    """

    total: int
    members: int
    done: int
    done_late: int
    overdue: int
    due_soon: int
    rescheduled: int
    left_out: int
    hidden: int
    soon_days: int
    indicators: tuple[tuple[str, str], ...]
    tables: tuple[str, ...]


def build_commitment_chapter(
    basis: Basis, soon_days: int
) -> tuple[CommitmentChapter | None, tuple[Table, ...]]:
    """Return the chapter and its tables; None where there is neither commitment nor indicator."""
    register = basis.register
    public = [c for c in register.commitments if c.visibility is Visibility.PUBLIC]
    facts = examine_indicators(register.indicators, register.aims, register.values, basis.as_of)
    if not register.commitments and not facts:
        return None, ()
    counted = count_commitments(basis)
    counts = Counter(assess_schedule(one, basis.as_of, soon_days) for one in counted)
    made = (
        build_commitment_table(basis, public, soon_days),
        build_changes_table(basis, public),
        build_indicator_table(basis, facts),
        build_funds_table(counted),
        build_partner_table(basis, counted),
    )
    tables = tuple(table for table in made if table.rows)
    chapter = CommitmentChapter(
        total=len(counted),
        members=len({c.member for c in counted}),
        done=counts[Schedule.DONE_ON_TIME] + counts[Schedule.DONE_LATE],
        done_late=counts[Schedule.DONE_LATE],
        overdue=counts[Schedule.OVERDUE],
        due_soon=counts[Schedule.DUE_SOON],
        rescheduled=sum(bool(c.reschedulings) for c in counted),
        left_out=len(public) - len(counted),
        hidden=len(register.commitments) - len(public),
        soon_days=soon_days,
        indicators=tuple((f.indicator.title, print_together(f)) for f in facts),
        tables=tuple(table.name for table in tables),
    )
    return chapter, tables


def build_commitment_table(
    basis: Basis, commitments: Sequence[Commitment], soon_days: int
) -> Table:
    """Return the register of commitments, with the first date and the present one."""
    present = {member.code for member in basis.belonging()}
    rows: list[Sequence[CellValue]] = []
    for one in sort_commitments(basis, commitments):
        labels = [basis.labels[name] for name in basis.paragraph_ids if name in one.shares]
        due = current_due_date(one)
        rows.append(
            (
                name_member(basis, one.member),
                ", ".join(label.rstrip(".") for label in labels),
                title_cell(basis, one),
                print_day(one.due_on, basis.language, CELL) or NO_VALUE,
                print_day(due, basis.language, CELL) or NO_VALUE,
                state_cell(one, basis.as_of, soon_days, has_left=one.member not in present),
            )
        )
    return make_table(
        "commitments",
        "Commitments of members",
        (
            text_column("Member", 2), text_column("Paragraph", 1), text_column("Commitment", 4),
            text_column("First due", 1.5), text_column("Due now", 1.5), text_column("State", 1.6),
        ),
        rows,
        summary="Each public commitment with its member, paragraphs, first and present date, and "
        "how it stands against the present one.",
        note="On time is measured against the present date; the date promised first is kept "
        "beside it. Withdrawn and superseded commitments, and those of members that have left, "
        "are listed and not counted.",
    )  # fmt: skip


def build_changes_table(basis: Basis, commitments: Sequence[Commitment]) -> Table:
    """Return every change of a date with its reason."""
    rows: list[Sequence[CellValue]] = []
    for one in sort_commitments(basis, commitments):
        before = one.due_on
        for change in one.reschedulings:
            rows.append(
                (
                    name_member(basis, one.member),
                    title_cell(basis, one),
                    print_day(before, basis.language, CELL) or NO_VALUE,
                    print_day(change.due_on, basis.language, CELL),
                    print_day(change.changed_on, basis.language, CELL),
                    change.reason,
                )
            )
            before = change.due_on
    return make_table(
        "commitments-rescheduled",
        "Changes of dates",
        (
            text_column("Member", 2), text_column("Commitment", 3), text_column("From", 1.8),
            text_column("To", 1.8), text_column("Told on", 1.8), text_column("Reason", 3),
        ),
        rows,
        summary="Each change of the date of a commitment: from, to, when it was told, and why.",
    )  # fmt: skip


def print_amount(amount: Decimal | None) -> str:
    """Return an amount with its thousands parted and every digit it was given with."""
    return NO_VALUE if amount is None else f"{amount:,f}"


def build_funds_table(commitments: Sequence[Commitment]) -> Table:
    """Return the money by currency and stage."""
    rows: list[Sequence[CellValue]] = [
        (
            funds.currency,
            funds.commitments,
            *(print_amount(funds.amounts.get(stage)) for stage in BudgetStage),
        )
        for funds in sum_funds(commitments)
    ]
    return make_table(
        "funds",
        "Funds of commitments, by currency",
        (
            text_column("Currency"), number_column("Commitments"),
            *(number_column(STAGE_NAMES[stage]) for stage in BudgetStage),
        ),
        rows,
        summary="For each currency, how much is planned, secured, committed and spent.",
        note="Stages are not added together: what is spent was planned before. Currencies are not "
        "converted. A dash: nobody named an amount.",
    )  # fmt: skip


def build_partner_table(basis: Basis, commitments: Sequence[Commitment]) -> Table:
    """Return the partners, and whose commitments they take part in."""
    taking_part: dict[tuple[str, bool], list[str]] = {}
    for one in sort_commitments(basis, commitments):
        for partner in one.partners:
            names = taking_part.setdefault((partner.name, partner.private_sector), [])
            name = name_member(basis, one.member)
            names += [] if name in names else [name]
    rows: list[Sequence[CellValue]] = [
        (name, "Private" if private else "Other", ", ".join(members))
        for (name, private), members in sorted(taking_part.items())
    ]
    return make_table(
        "partners",
        "Partners",
        (text_column("Partner", 3), text_column("Sector", 1), text_column("Members", 3)),
        rows,
        summary="Each partner named in a commitment, its sector, and the members it works with.",
    )
