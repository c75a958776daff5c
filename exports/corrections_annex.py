"""What was put right, in the text and in accepted answers? The annex of corrections."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC

from exports.addendum_annex import print_answer
from exports.blocks import Table
from exports.phrasing import CELL, NO_VALUE, name_language, print_day
from exports.report_basis import Basis
from exports.tables import CellValue, make_table, member_cell, text_column
from tracker.confidential_answers import conceal_answer
from tracker.progress import Entry


def build_corrections(basis: Basis) -> tuple[Table, ...]:
    """Return the corrections of the text and those of answers, without a table that is empty."""
    made = (build_corrigenda_table(basis), build_corrected_table(basis))
    return tuple(table for table in made if table.rows)


def build_corrigenda_table(basis: Basis) -> Table:
    """Return each correction of the adopted text, in every language, oldest first."""
    adoption = basis.register.adoption
    rows: list[Sequence[CellValue]] = [
        (
            print_day(text.frozen_on, basis.language, CELL),
            name_language(text.language),
            str(text.number),
            text.reason or NO_VALUE,
        )
        for text in (adoption.corrections() if adoption else ())
    ]
    return make_table(
        "corrigenda",
        "Corrections of the text",
        (
            text_column("Corrected on", 2), text_column("Language", 2),
            text_column("Revision", 1), text_column("Reason", 6),
        ),
        rows,
        summary="Each correction of the adopted text with its day, language and reason.",
        note="A correction mends a fault of writing and is no new text.",
    )  # fmt: skip


def build_corrected_table(basis: Basis) -> Table:
    """Return the answers that members corrected after their report had been accepted."""
    rows = [
        row
        for facts in (basis.latest, basis.previous)
        if facts is not None
        for row in _list_corrected(basis, facts.period.code, facts.period.name)
    ]
    return make_table(
        "corrected-answers",
        "Corrections of answers",
        (
            text_column("Member", 4), text_column("Period", 2), text_column("Paragraph", 2),
            text_column("Before", 3), text_column("Given on", 2), text_column("Now", 3),
        ),
        rows,
        summary="Each answer that its member corrected after the report was accepted.",
        note="Every figure of this report counts the present answer.",
    )  # fmt: skip


def _list_corrected(basis: Basis, period: str, name: str) -> Iterator[tuple[CellValue, ...]]:
    """Yield a row for each corrected answer of a period, by member and paragraph."""
    present = {(e.member, e.paragraph): e for e in basis.register.entries.get(period, ())}
    members = {member.code: member for member in basis.register.members}
    place = {paragraph: number for number, paragraph in enumerate(basis.paragraph_ids)}
    replaced = [e for e in basis.register.corrected.get(period, ()) if e.member in members]
    for before in sorted(
        replaced,
        key=lambda e: (
            *basis.sort_key(members[e.member]), place.get(e.paragraph, len(place)), e.recorded_at,
        ),
    ):  # fmt: skip
        now = present.get((before.member, before.paragraph))
        if now is not None and _says_else(before, now):
            hidden = before.in_confidence or now.in_confidence
            yield (
                member_cell(members[before.member], basis.language),
                name,
                basis.labels.get(before.paragraph, before.paragraph),
                _print(before, hidden=hidden),
                print_day(before.recorded_at.astimezone(UTC).date(), basis.language, CELL),
                _print(now, hidden=hidden),
            )


def _says_else(before: Entry, now: Entry) -> bool:
    """Return whether two answers differ in what the member said, not only in their evidence."""
    return any(
        getattr(before, name) != getattr(now, name)
        for name in ("implementation", "missing", "percent", "done")
    )


def _print(entry: Entry, *, hidden: bool) -> str:
    """Return an answer in words; where one of the two is confidential, neither is told."""
    return print_answer(conceal_answer(_as_confidential(entry)) if hidden else entry)


def _as_confidential(entry: Entry) -> Entry:
    """Return an answer as if it had been given in confidence."""
    return replace(entry, in_confidence=True)
