"""How does a document read on a terminal? Its blocks as plain text."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from textwrap import indent

from exports.blocks import (
    Block,
    Change,
    Cover,
    Document,
    Heading,
    NumberedParagraph,
    Paragraph,
    Run,
    Table,
    plain_text,
)

SIGNS = {Change.NONE: "{}", Change.INSERTED: "{{+{}+}}", Change.DELETED: "[-{}-]"}


def print_document(document: Document) -> str:
    """Return headings, paragraphs and tables as plain text: {+inserted+} and [-deleted-].

    Figures and contents are left out. A table is printed row by row, each cell after its title.
    """
    parts = [part for block in document.blocks for part in print_block(block)]
    labels = {note.id: note.label for note in document.notes}
    parts += [f"[{labels[note.id]}] {print_runs(note.runs)}" for note in document.notes]
    return "\n\n".join(part for part in parts if part.strip()) + "\n"


def print_runs(runs: Iterable[Run]) -> str:
    """Return runs as text with the signs of insertions and deletions."""
    joined = (
        (change, "".join(run.text for run in group))
        for change, group in groupby(runs, key=lambda run: run.change)
    )
    return "".join(SIGNS[change].format(words) if words else "" for change, words in joined).strip()


def print_block(block: Block) -> Iterator[str]:
    """Yield a block as text."""
    match block:
        case Cover(title, subtitle, organisation, lines, statement):
            yield from (title, subtitle, organisation)
            yield "\n".join(f"{name}: {value}" for name, value in lines)
            yield statement
        case Heading(_, runs):
            yield f"# {print_runs(runs)}"
        case Paragraph(runs):
            yield print_runs(runs)
        case NumberedParagraph(label, runs, level):
            yield indent(f"{label} {print_runs(runs)}".strip(), "   " * level)
        case Table():
            yield from print_table(block)


def print_table(table: Table) -> Iterator[str]:
    """Yield each row: its first cell, then the others below it with their titles."""
    yield table.caption
    titles = [column.title for column in table.columns]
    width = max(len(title) for title in titles)
    for row in table.rows:
        words = [plain_text(cell.runs) for cell in row]
        rest = [
            f"   {title:{width}}  {cell}"
            for title, cell in zip(titles[1:], words[1:], strict=True)
            if cell
        ]
        yield "\n".join([words[0], *rest])
    yield table.note
