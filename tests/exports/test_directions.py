"""A paragraph runs as its own language does, or its first letter, in every format."""

import re
from datetime import date

import pytest
from lxml import etree

from exports.blocks import (
    Block,
    Cell,
    Chart,
    ChartKind,
    Column,
    Document,
    Figure,
    Heading,
    ListBlock,
    ListItem,
    Note,
    NumberedParagraph,
    Paragraph,
    Run,
    Series,
    Table,
    Tile,
    Tiles,
)
from exports.docx.writer import write_docx
from exports.html import write_html
from exports.languages import find_language, is_right_to_left
from exports.pdf.pages import MARGIN, Sheet
from tests.exports.test_docx import find, part_of
from tests.exports.test_pdf import read, text_of

DAY = date(2026, 6, 28)
WORDS = {"ar": "إعلان المدن", "he": "הצהרת הערים"}
CHART = Chart(ChartKind.BARS, ("Air",), (Series("Cities", (1.0,)),))


def make_block(kind: str, words: str) -> Block:
    runs = (Run(words),)
    cell = (Cell((Run("x"),)),)
    blocks: dict[str, Block] = {
        "heading": Heading(2, runs),
        "paragraph": Paragraph(runs),
        "numbered": NumberedParagraph("1.", runs),
        "list": ListBlock((ListItem(runs),)),
        "caption": Table("t", words, (Column("Member"),), (cell,)),
        "table note": Table("t", "Members", (Column("Member"),), (cell,), note=words),
        "figure caption": Figure("f", words, CHART, "A chart."),
        "figure note": Figure("f", "Figure", CHART, "A chart.", note=words),
    }
    return blocks[kind]


KINDS = (
    "heading", "paragraph", "numbered", "list", "caption", "table note", "figure caption",
    "figure note",
)  # fmt: skip


def make_document(kind: str, words: str) -> Document:
    if kind == "note":
        marked = Paragraph((Run("Text", note="n"),))
        return Document("T", (marked,), DAY, notes=(Note("n", "1", (Run(words),)),))
    return Document("T", (make_block(kind, words),), DAY)


def find_edges(document: Document, letters: str) -> tuple[float, float]:
    """Return the left and the right edge of the words of one script on the first page."""
    places: list[float] = []
    widths: list[float] = []

    def visit(text: str, _cm: object, matrix: list[float], _font: object, size: float) -> None:
        if re.search(letters, text):
            places.append(matrix[4])
            widths.append(size * len(text) * 0.7)

    read(document).pages[0].extract_text(visitor_text=visit)
    return min(places), max(map(sum, zip(places, widths, strict=True)))


@pytest.mark.parametrize("kind", [*KINDS, "note"])
@pytest.mark.parametrize("language", WORDS)
def test_arabic_and_hebrew_stand_at_the_right_of_an_english_pdf(kind: str, language: str) -> None:
    left, right = find_edges(make_document(kind, WORDS[language]), "[\u0590-\u06ff\ufb1d-\ufefc]")
    middle = MARGIN + Sheet().text_width / 2
    assert left > middle
    assert right > MARGIN + Sheet().text_width * 0.85


@pytest.mark.parametrize("kind", [*KINDS, "note"])
@pytest.mark.parametrize("language", WORDS)
def test_arabic_and_hebrew_have_their_direction_in_html(kind: str, language: str) -> None:
    page = write_html(make_document(kind, WORDS[language]))
    tree = etree.HTML(page)
    places = [e for e in tree.iter() if WORDS[language] in "".join(e.itertext())]
    directions = [e.get("dir") for e in places if e.get("dir")]
    assert directions[0] == "ltr"
    assert directions[-1] == "rtl"


@pytest.mark.parametrize("kind", [*KINDS, "note"])
@pytest.mark.parametrize("language", WORDS)
def test_arabic_and_hebrew_have_their_direction_in_word(kind: str, language: str) -> None:
    data = write_docx(make_document(kind, WORDS[language]))
    part = part_of(data, "word/footnotes.xml" if kind == "note" else "word/document.xml")
    (paragraph,) = (
        p for p in find(part, "//w:p") if WORDS[language] in "".join(find(p, ".//w:t/text()"))
    )
    assert find(paragraph, "w:pPr/w:bidi")


@pytest.mark.parametrize(
    ("text", "own", "document", "turns"),
    [
        ("إعلان", "", "en", True),
        ("1. (إعلان)", "", "en", True),
        ("Declaration إعلان", "", "en", False),
        ("Declaration", "", "ar", True),
        ("إعلان", "en", "en", False),
        ("Declaration", "ar", "en", True),
        ("Declaration", "en", "ar", False),
        ("", "", "en", False),
    ],
)
def test_direction_follows_the_language_and_else_the_first_letter(
    text: str, own: str, document: str, turns: bool
) -> None:
    assert is_right_to_left(find_language(text, own, document)) is turns


def test_an_override_in_a_pdf_turns_no_words() -> None:
    paragraph = Paragraph((Run("ab\u202ecd. Evidence: none."),))
    (page,) = text_of(read(Document("T", (paragraph,), DAY)))
    assert "abcd. Evidence: none." in page


@pytest.mark.parametrize(("language", "turned"), [("ar", 2), ("en", 0)])
def test_headline_figures_of_a_word_file_begin_at_the_right_where_the_text_does(
    language: str, turned: int
) -> None:
    tiles = Tiles((Tile("31", "عضو"), Tile("94%", "معدل")))
    body = part_of(write_docx(Document("T", (tiles,), DAY, language=language)), "word/document.xml")
    assert len(find(body, ".//w:tbl//w:p[w:pPr/w:bidi]")) == turned * 2
    assert len(find(body, ".//w:tblPr/w:bidiVisual")) == bool(turned)
