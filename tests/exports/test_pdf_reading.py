"""What a PDF reads, tag by tag, is what the blocks say, also over page breaks."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from exports.blocks import (
    Block,
    Cell,
    Column,
    Contents,
    Cover,
    Document,
    Figure,
    Heading,
    ListBlock,
    ListItem,
    Note,
    NumberedParagraph,
    PageBreak,
    Paragraph,
    ParagraphStyle,
    Run,
    Runs,
    Table,
    Tile,
    Tiles,
)
from exports.languages import choose_words
from exports.pdf.writer import write_pdf
from tests.exports.every_block import CHART, EVERY_BLOCK
from tests.exports.pdf_tags import Tag, read_tags

DAY = date(2026, 6, 28)
UNPRINTABLE = {0x00: None, 0x0B: None, 0xD800: "[U+D800]"}
Read = tuple[str, str]


def read_pdf(data: bytes) -> list[Read]:
    """Kind and words of each tag that holds words or a picture, in reading order."""
    return list(read_below(read_tags(data)))


def read_below(tag: Tag) -> Iterator[Read]:
    for kid in tag.kids:
        if kid.kind == "Figure":
            yield "Figure", kid.entries["/Alt"]
        elif kid.kind == "TOCI":
            yield "TOCI", join(kid.text.rstrip("0123456789"))
        elif kid.kind == "TH":
            yield f"TH {kid.entries['/A']['/Scope'][1:]}", join(kid.text)
        elif kid.kind in {"TD", "Lbl", "Caption"} or kid.kind[0] in "HP":
            yield kid.kind, join(kid.text)
        else:
            yield from read_below(kid)


def join(text: str) -> str:
    return " ".join(text.split())


class Reader:
    """The blocks of a document, as they ought to be read."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.words = choose_words(document.language)
        self.labels = {note.id: note.label for note in document.notes}
        self.tables = self.figures = 0

    def read(self) -> list[Read]:
        found = [read for block in self.document.blocks for read in self.read_block(block)]
        if self.document.notes:
            found.append(("H1", self.words.notes))
        for note in self.document.notes:
            found += [("Lbl", note.label), ("P", self.say(note.runs))]
        return [(kind, words) for kind, words in found if words or kind[0] == "T"]

    def say(self, runs: Runs) -> str:
        """The words of runs, each mark of a note after its run."""
        said = "".join(run.text + self.labels.get(run.note, "") for run in runs)
        return join(said.translate(UNPRINTABLE))

    def read_block(self, block: Block) -> Iterator[Read]:
        if isinstance(block, Heading):
            yield f"H{block.level}", join(f"{block.label} {self.say(block.runs)}")
        elif isinstance(block, Paragraph):
            yield "P", self.say(block.runs)
        elif isinstance(block, NumberedParagraph):
            yield "Lbl", block.label
            yield "P", self.say(block.runs)
        elif isinstance(block, ListBlock):
            yield from self.read_list(block, 0)
        elif isinstance(block, Table):
            yield from self.read_table(block)
        else:
            yield from self.read_other(block)

    def read_other(self, block: Block) -> Iterator[Read]:
        if isinstance(block, Figure):
            self.figures += 1
            yield "Caption", f"{self.words.figure.format(self.figures)} {block.caption}"
            yield "Figure", block.alternative
            yield "P", block.note
        elif isinstance(block, Tiles):
            for tile in block.items:
                yield "P", join(f"{tile.value} {tile.label} {tile.remark}")
        elif isinstance(block, Cover):
            for line in (block.organisation, block.title, block.subtitle):
                yield "P", line
            for label, value in block.lines:
                yield "P", f"{label} {value}"
            yield "P", block.statement
        elif isinstance(block, Contents):
            yield from self.read_contents(block)

    def read_list(self, block: ListBlock, depth: int) -> Iterator[Read]:
        for number, item in enumerate(block.items, block.start):
            yield "Lbl", f"{number}." if block.ordered else "•–·"[min(depth, 2)]
            yield "P", self.say(item.runs)
            for below in item.children:
                yield from self.read_list(below, depth + 1)

    def read_table(self, table: Table) -> Iterator[Read]:
        self.tables += bool(table.caption)
        if table.caption:
            yield "Caption", f"{self.words.table.format(self.tables)} {table.caption}"
        for column in table.columns:
            yield "TH Column", column.title
        for row in table.rows:
            for cell in row:
                yield "TH Row" if cell.header else "TD", self.say(cell.runs)
        yield "P", table.note

    def read_contents(self, contents: Contents) -> Iterator[Read]:
        yield "P", contents.title
        for block in self.document.blocks:
            if isinstance(block, Heading) and block.level <= contents.depth:
                yield "TOCI", join(f"{block.label} {''.join(run.text for run in block.runs)}")
        if self.document.notes:
            yield "TOCI", self.words.notes


def make(*blocks: Block, **fields: Any) -> Document:
    return replace(Document("Test", blocks, DAY), **fields)


def words(count: int, name: str = "word") -> Runs:
    return (Run(" ".join(f"{name}{number}" for number in range(count))),)


def deepen(depth: int) -> ListBlock:
    below = (deepen(depth - 1),) if depth else ()
    items = tuple(ListItem(words(40, f"d{depth}i{item}w"), below) for item in range(3))
    return ListBlock(items, ordered=bool(depth % 2), start=4)


def make_wide_table() -> Table:
    cells = tuple(Cell((Run("wwwwwwwwwwwwww"),)) for _ in range(6))
    return Table("t", "Wide", tuple(Column(f"Title {n}") for n in range(6)), (cells,) * 3)


TILES = Tiles((Tile("31", "members", "20 have responded"),))
LONG = {
    "a paragraph over three pages": make(Paragraph(words(2500))),
    "marked words over pages": make(
        Paragraph(
            (*words(700, "plain"), Run(" "), *(replace(words(900)[0], language="fr", link="#a"),)),
            anchor="a",
        )
    ),
    "a numbered paragraph over pages": make(
        NumberedParagraph("1.", words(900)), NumberedParagraph("(a)", words(900), 1)
    ),
    "lists in lists over pages": make(deepen(2)),
    "a table over pages": make(
        Table(
            "t",
            "Long",
            (Column("Row"), Column("Words")),
            tuple((Cell(words(1), header=True), Cell(words(n % 40))) for n in range(150)),
            note="Below it.",
        )
    ),
    "a row taller than a page": make(
        Table(
            "t", "Tall", (Column("One"), Column("Other")), ((Cell(words(2000)), Cell(words(900))),)
        )
    ),
    "notes over pages": make(
        *(Paragraph((Run(f"Text {n}.", note=f"n{n}"),)) for n in range(40)),
        notes=tuple(Note(f"n{n}", str(n + 1), words(60)) for n in range(40)),
    ),
    "contents over pages": make(
        Contents(),
        *(
            block
            for n in range(80)
            for block in (Heading(1, (Run(f"Chapter {n} x"),)), Paragraph(words(9)))
        ),
    ),
    "a paragraph and a tall row that go on from the page of the contents": make(
        Paragraph(words(300, "before")),
        Contents(),
        Heading(1, (Run("A chapter"),)),
        Paragraph(words(1500, "after")),
        Table("t", "", (Column("One"),), ((Cell(words(2000)),),)),
        Heading(1, (Run("Another chapter"),)),
        Paragraph(words(900, "end")),
    ),
    "a paragraph that goes on behind a turned table after the page of the contents": make(
        Contents(),
        Heading(1, (Run("A chapter"),)),
        Paragraph(words(120, "before")),
        make_wide_table(),
        Paragraph(words(900, "after")),
    ),
    "contents in two places": make(
        Contents(),
        Heading(1, (Run("A chapter"),)),
        Paragraph(words(900, "first")),
        PageBreak(),
        Paragraph(words(20, "page")),
        PageBreak(),
        Contents(),
        Heading(1, (Run("Another chapter"),)),
        Paragraph(words(900, "second")),
    ),
}


@pytest.mark.parametrize("name", LONG)
def test_over_page_breaks_every_tag_reads_as_its_block(name: str) -> None:
    data = write_pdf(LONG[name])
    assert len(PdfReader(BytesIO(data)).pages) > 1
    assert read_pdf(data) == Reader(LONG[name]).read()


@pytest.mark.parametrize("between", [make_wide_table(), CHART, TILES])
def test_what_stands_between_numbered_paragraphs_is_read_between_them(between: Block) -> None:
    numbered = [NumberedParagraph(f"{n}.", words(3, f"n{n}w")) for n in (1, 2)]
    document = make(numbered[0], between, numbered[1])
    assert read_pdf(write_pdf(document)) == Reader(document).read()


def test_every_kind_of_block_reads_as_its_block() -> None:
    """Without two of both directions, whose order on the page cannot be undone."""
    blocks = [block for block in EVERY_BLOCK.blocks if getattr(block, "language", "") != "ar"]
    document = replace(EVERY_BLOCK, blocks=tuple(blocks))
    assert len(blocks) == len(EVERY_BLOCK.blocks) - 2
    assert read_pdf(write_pdf(document)) == Reader(document).read()


def test_letters_joined_from_right_to_left_read_as_whole_words() -> None:
    text = "نحن رؤساء بلديات المدن نلتزم بنشر جودة الهواء قبل نهاية عام 2018 "
    document = make(
        Paragraph((Run(text * 9),)),
        Table("t", "", (Column("مدينة"),), ((Cell((Run("مدينة النور"),), header=True),),)),
        language="ar",
    )
    assert read_pdf(write_pdf(document)) == Reader(document).read()


def test_a_new_line_within_a_paragraph_parts_words_for_the_ear_too() -> None:
    (found,) = read_pdf(write_pdf(make(Paragraph((Run("one\ntwo"),)))))
    assert found == ("P", "one two")


def test_figures_header_cells_and_links_say_what_they_are() -> None:
    data = write_pdf(EVERY_BLOCK)
    root = read_tags(data)
    for figure in root.find("Figure"):
        assert figure.entries["/Alt"]
    tables = list(root.find("Table"))
    assert len(tables) == 2
    for table in tables:
        assert table.entries["/A"]["/Summary"]
        headers = list(table.find("TH"))
        assert {header.entries["/A"]["/Scope"] for header in headers} == {"/Column", "/Row"}
    links = [
        link.get_object()
        for page in PdfReader(BytesIO(data)).pages
        for link in page.get("/Annots", [])
    ]
    assert len(links) == len([kid for link in root.find("Link") for kid in objects(link)])
    assert all(str(link["/Contents"]).strip() for link in links)


def objects(link: Tag) -> list[Any]:
    kids = [kid.get_object() for kid in link.entries["/K"]]
    return [kid for kid in kids if isinstance(kid, dict) and kid.get("/Type") == "/OBJR"]


PLAIN = st.text("abcdeéỹжω한中 .,-/()'\"&<>", max_size=400).map(join)
RUNS = st.lists(
    st.builds(
        Run,
        PLAIN,
        bold=st.booleans(),
        link=st.sampled_from(["", "", "https://example.org/"]),
        note=st.sampled_from(["", "", "n"]),
        language=st.sampled_from(["", "", "fr"]),
    ),
    max_size=3,
).map(tuple)
CELLS = st.builds(Cell, RUNS, header=st.booleans())
BLOCKS = st.one_of(
    st.builds(Heading, st.just(1), RUNS, label=st.sampled_from(["", "2.1"])),
    st.builds(Paragraph, RUNS, st.sampled_from(ParagraphStyle), st.sampled_from(["", "de"])),
    st.builds(NumberedParagraph, st.sampled_from(["1.", "(a)"]), RUNS, st.integers(0, 3)),
    st.lists(st.builds(ListItem, RUNS), min_size=1, max_size=4).map(lambda i: ListBlock(tuple(i))),
    st.lists(st.tuples(CELLS, CELLS), max_size=4).map(
        lambda rows: Table("t", "Words", (Column("One"), Column("Other")), tuple(rows))
    ),
)


@given(st.lists(BLOCKS, max_size=6))
@settings(max_examples=40)
def test_any_blocks_read_as_they_are_written(blocks: list[Block]) -> None:
    document = make(*blocks, notes=(Note("n", "*", (Run("A note."),)),))
    read = [part for part in read_pdf(write_pdf(document)) if part[1] or part[0][0] == "T"]
    assert read == Reader(document).read()
