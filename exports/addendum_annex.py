"""What came too late to be counted? The annex of answers received after a period's cut-off."""

from collections.abc import Iterator
from datetime import UTC

from exports.blocks import Table
from exports.phrasing import CELL, NO_VALUE, print_day
from exports.progress_sheet import print_percent
from exports.report_basis import Basis, PeriodFacts
from exports.reporting import ANSWER_NAMES, GRADE_NAMES
from exports.tables import CellValue, make_table, member_cell, text_column
from tracker.confidential_answers import conceal_answer
from tracker.progress import Entry


def build_addendum_table(basis: Basis) -> Table | None:
    """Return the late answers to the two periods that a report tells of; None where none came.

    An answer that stands in the report beside it shows what a later report would change.
    """
    rows = [
        row
        for facts in (basis.latest, basis.previous)
        if facts is not None
        for row in _list_late(basis, facts)
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
        note="Counted in no figure of this report. A dash: no answer was in time.",
    )


def _list_late(basis: Basis, facts: PeriodFacts) -> Iterator[tuple[CellValue, ...]]:
    """Yield a row for each late answer to a period, by name of member and place of paragraph."""
    counted = {(entry.member, entry.paragraph): entry for entry in facts.entries}
    members = {member.code: member for member in basis.register.members}
    place = {paragraph: number for number, paragraph in enumerate(basis.paragraph_ids)}
    late = basis.register.addenda.get(facts.period.code, ())
    for entry in sorted(
        late, key=lambda e: (*basis.sort_key(members[e.member]), place.get(e.paragraph, len(place)))
    ):
        before = counted.get((entry.member, entry.paragraph))
        yield (
            member_cell(members[entry.member], basis.language),
            facts.period.name,
            basis.labels.get(entry.paragraph, entry.paragraph),
            print_answer(entry),
            print_answer(before) if before else NO_VALUE,
            print_day(entry.recorded_at.astimezone(UTC).date(), basis.language, CELL),
        )


def print_answer(entry: Entry) -> str:
    """Return the state or the reason of an entry in words, with the percentage claimed.

    What was given in confidence is not shown.
    """
    entry = conceal_answer(entry)
    answer = entry.implementation or entry.missing
    names = {grade.value: name for grade, name in GRADE_NAMES.items()} | ANSWER_NAMES
    words = names[answer.value] if answer else NO_VALUE
    return f"{words}, {print_percent(entry.percent)} %" if entry.percent is not None else words
