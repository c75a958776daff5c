"""How does a table come from plain values? Cells and columns, named as writers know them."""

from collections.abc import Iterable, Sequence

from exports.blocks import Align, Cell, Column, Run, Table, Tone
from tracker.members import Member

CellValue = str | int | Cell


def make_cell(value: CellValue) -> Cell:
    """Return a cell; a number gets its thousands parted."""
    if isinstance(value, Cell):
        return value
    return Cell((Run(f"{value:,}" if isinstance(value, int) else value),))


def head_cell(words: str, language: str = "") -> Cell:
    """Return a cell that heads its row."""
    return Cell((Run(words),), header=True, language=language)


def tone_cell(value: str | int, tone: Tone) -> Cell:
    """Return a cell with a meaning that its words carry too."""
    return Cell(make_cell(value).runs, tone=tone)


def member_cell(member: Member, language: str, *, withdrawn: bool = False) -> Cell:
    """Return the head of a member's row: its name, then in its own language and script.

    A member that has withdrawn stands in brackets.
    """
    name = member.name(language)
    runs = [Run(f"[{name}]" if withdrawn else name)]
    for own_language, own_name in own_names(member, name):
        runs += [Run(" · "), Run(own_name, language=own_language)]
    return Cell(tuple(runs), header=True)


def own_names(member: Member, known: str) -> list[tuple[str, str]]:
    """Return the languages and names of a member other than the one already printed."""
    found = {name: language for language, name in member.names.items() if name != known}
    return [(language, name) for name, language in found.items() if language != "en"]


def text_column(title: str, weight: float = 0.0) -> Column:
    """Return a column of words."""
    return Column(title, Align.START, weight)


def number_column(title: str) -> Column:
    """Return a column of numbers."""
    return Column(title, Align.END)


def sign_column(title: str) -> Column:
    """Return a narrow column of single letters."""
    return Column(title, Align.CENTER)


def make_table(
    name: str,
    caption: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[CellValue]],
    *,
    summary: str = "",
    note: str = "",
    total: bool = False,
) -> Table:
    """Return a table; the first cell of each row heads it."""
    made = []
    for row in rows:
        first = make_cell(row[0])
        made.append((Cell(first.runs, first.tone, True, first.language), *map(make_cell, row[1:])))
    return Table(name, caption, tuple(columns), tuple(made), summary, total, note)
