"""What came too late to be counted? The answers received after a period's cut-off."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC

from exports.blocks import Cell, Run, Table
from exports.phrasing import CELL, NO_VALUE, print_day
from exports.progress_sheet import print_percent
from exports.report_basis import Basis
from exports.reporting import ANSWER_NAMES, GRADE_NAMES
from exports.tables import CellValue, make_table, member_cell, sign_column, text_column
from tracker.confidential_answers import conceal_answer
from tracker.progress import Entry

NOTE = "Counted in no figure of this report. A dash: no answer was in time."


@dataclass(frozen=True, slots=True)
class LateAnswer:
    """An answer that came after the cut-off of its period, and the one that stands in the report.

    Neither has more in it than may be shown in a row that names its member.
    """

    period: str
    label: str
    entry: Entry
    counted: Entry | None


def build_addendum_table(basis: Basis) -> Table | None:
    """Return the late answers to the two periods that a report tells of; None where none came.

    An answer that stands in the report beside it shows what a later report would change.
    """
    members = {member.code: member for member in basis.register.members}
    rows: list[Sequence[CellValue]] = [
        (
            member_cell(members[late.entry.member], basis.language),
            late.period,
            late.label,
            *_print_late(late, basis.language),
        )
        for late in list_late_answers(basis)
    ]
    if not rows:
        return None
    return make_table(
        "addendum",
        "Received after the cut-off",
        (
            text_column("Member", 4),
            text_column("Period", 2),
            text_column("Paragraph", 2),
            text_column("Answer", 3),
            text_column("In the report", 3),
            text_column("Received on", 2),
        ),
        rows,
        summary="Each answer that came after a period was closed, with the day it came.",
        note=NOTE,
    )


def build_member_addendum(basis: Basis) -> Table | None:
    """Return one member's late answers with its words; None where none came.

    The basis holds nothing of other members.
    """
    rows: list[Sequence[CellValue]] = [
        (
            late.label,
            late.period,
            *_print_late(late, basis.language),
            Cell((Run(late.entry.done or NO_VALUE),), language=late.entry.language),
        )
        for late in list_late_answers(basis)
    ]
    if not rows:
        return None
    return make_table(
        "addendum",
        "Received after the cut-off",
        (
            sign_column("Paragraph"),
            text_column("Period", 2),
            text_column("Answer", 2),
            text_column("In the report", 2),
            text_column("Received on", 2),
            text_column("Done", 4),
        ),
        rows,
        summary="Each answer that came after a period was closed, with the day it came.",
        note=NOTE,
    )


def list_late_answers(basis: Basis) -> Iterator[LateAnswer]:
    """Yield the late answers to the last two periods, by name of member and place of paragraph."""
    members = {member.code: member for member in basis.register.members}
    place = {paragraph: number for number, paragraph in enumerate(basis.paragraph_ids)}

    def rank(entry: Entry) -> tuple[object, ...]:
        name = basis.sort_key(members[entry.member])
        return (*name, place.get(entry.paragraph, len(place)))

    for facts in (basis.latest, basis.previous):
        if facts is None:
            continue
        counted = {(entry.member, entry.paragraph): entry for entry in facts.entries}
        for entry in sorted(basis.register.addenda.get(facts.period.code, ()), key=rank):
            before = counted.get((entry.member, entry.paragraph))
            yield LateAnswer(
                facts.period.name,
                basis.labels.get(entry.paragraph, entry.paragraph),
                conceal_answer(entry),
                conceal_answer(before) if before else None,
            )


def _print_late(late: LateAnswer, language: str) -> tuple[str, str, str]:
    """Return the answer, the one in the report, and the day the late one came."""
    return (
        print_answer(late.entry),
        print_answer(late.counted) if late.counted else NO_VALUE,
        print_day(late.entry.recorded_at.astimezone(UTC).date(), language, CELL),
    )


def print_answer(entry: Entry) -> str:
    """Return the state or the reason of an entry in words, with the percentage claimed.

    What was given in confidence is "confidential": the row names its member.
    """
    entry = conceal_answer(entry)
    answer = entry.implementation or entry.missing
    names = {grade.value: name for grade, name in GRADE_NAMES.items()} | ANSWER_NAMES
    words = names[answer.value] if answer else NO_VALUE
    return f"{words}, {print_percent(entry.percent)} %" if entry.percent is not None else words
