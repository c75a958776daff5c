"""What is printed? A made-up document of so many pages and a made-up table, always the same."""

from collections.abc import Iterator
from datetime import date
from zlib import crc32

from benchmarks.made_up import THINGS, name_city
from exports.blocks import (
    Align,
    Block,
    Cell,
    Column,
    Contents,
    Cover,
    Document,
    Heading,
    Note,
    Paragraph,
    Run,
    Table,
)

MADE_ON = date(2026, 1, 2)
TITLE = "Made-up Report"
TITLES = ("No", "City", "Commitment", "Field", "Year", "Value")
SECTIONS_ON_HUNDRED_PAGES = 64
ROWS_IN_SECTION = 24
PARAGRAPHS_IN_SECTION = 3
WORDS_IN_PARAGRAPH = 80
SECTIONS_WITH_NOTE = 4
"""One in so many has a note at the end of the document."""
WORDS = """
action adaptation baseline budget building bus city climate commitment community cycle district
emission energy evidence finance forest grid heat hospital indicator inventory insulation measure
mitigation monitoring national park partner policy programme progress pump reduction region report
resilience retrofit review roof school solar target tram transport waste water wind year and for in
of the to with
""".split()  # noqa: SIM905 - seventy quoted words would be harder to read
CITIES = 997
Row = tuple[str, str, str, str, str, str]


def choose(number: int, count: int) -> int:
    """Return one of so many places; which, follows from the number without showing it."""
    return crc32(b"made-up %d" % number) % count


def write_words(start: int, count: int) -> str:
    """Return so many words; which, follows from ``start``."""
    return " ".join(WORDS[choose(start + place, len(WORDS))] for place in range(count))


def write_title(section: int) -> str:
    """Return the heading of a section."""
    return f"Section {section + 1}: {write_words(section * 13, 4)}"


def write_paragraphs(section: int) -> list[str]:
    """Return the paragraphs of a section."""
    first = section * PARAGRAPHS_IN_SECTION
    return [
        f"{name_city(choose(first + place, CITIES))}: "
        f"{write_words((first + place) * 101, WORDS_IN_PARAGRAPH)}."
        for place in range(PARAGRAPHS_IN_SECTION)
    ]


def write_note(section: int) -> str:
    """Return the note to the section's first paragraph, or nothing where it has none."""
    if section % SECTIONS_WITH_NOTE:
        return ""
    return f"As {name_city(choose(section, CITIES))} reported: {write_words(section * 7, 12)}."


def write_rows(count: int, first: int = 0) -> Iterator[Row]:
    """Yield so many rows of six cells, from a number on."""
    for number in range(first, first + count):
        value = choose(number * 3, 10_000)
        yield (
            str(number + 1),
            name_city(choose(number, CITIES)),
            write_words(number * 17, 6 + choose(number, 9)),
            THINGS[choose(number, len(THINGS))],
            str(2015 + number % 15),
            f"{value / 10:.1f}",
        )


def count_sections(pages: int) -> int:
    """Return how many sections fill about so many pages of A4 as Accord sets them."""
    return pages * SECTIONS_ON_HUNDRED_PAGES // 100


def make_table(rows: Iterator[Row], name: str = "made-up") -> Table:
    """Return rows as a table."""
    columns = tuple(
        Column(title, Align.END if title in {"No", "Year", "Value"} else Align.START)
        for title in TITLES
    )
    cells = tuple(
        tuple(Cell((Run(text),), header=place == 1) for place, text in enumerate(row))
        for row in rows
    )
    return Table(name, "Commitments and their values", columns, cells)


def make_document(pages: int) -> Document:
    """Return a document of about so many pages: headings, contents, paragraphs, tables, notes."""
    blocks: list[Block] = [Cover(TITLE), Contents(depth=1)]
    notes = []
    for section in range(count_sections(pages)):
        first, *others = write_paragraphs(section)
        note = write_note(section)
        blocks.append(Heading(1, (Run(write_title(section)),), f"section-{section}"))
        if note:
            notes.append(Note(f"n{section}", str(len(notes) + 1), (Run(note),)))
        blocks.append(Paragraph((Run(first, note=f"n{section}" if note else ""),)))
        blocks += [Paragraph((Run(text),)) for text in others]
        rows = write_rows(ROWS_IN_SECTION, section * ROWS_IN_SECTION)
        blocks.append(make_table(rows, f"table-{section}"))
    return Document(TITLE, tuple(blocks), MADE_ON, notes=tuple(notes))


def make_long_table(rows: int) -> Document:
    """Return a document that is one table of so many rows."""
    return Document(TITLE, (make_table(write_rows(rows)),), MADE_ON)
