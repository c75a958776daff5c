"""A PDF holds the document's words, in order, tagged, the same bytes each time."""

import re
import time
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from exports.blocks import (
    Block,
    Cell,
    Chart,
    ChartKind,
    Column,
    Contents,
    Cover,
    Document,
    Figure,
    Heading,
    Note,
    NumberedParagraph,
    PageBreak,
    Paragraph,
    Run,
    Series,
    Table,
)
from exports.pdf.writer import write_pdf
from tests.exports.every_block import EVERY_BLOCK
from tests.exports.every_kind import every_kind
from tests.exports.pdf_check import check_pdfs

ROOT = Path(__file__).parents[2]
DAY = date(2026, 6, 28)


def make(*blocks: Block, language: str = "en") -> Document:
    return Document("Test", blocks, DAY, language=language)


def words(text: str) -> Paragraph:
    return Paragraph((Run(text),))


def read(document: Document) -> PdfReader:
    return PdfReader(BytesIO(write_pdf(document)))


def text_of(reader: PdfReader) -> list[str]:
    return [page.extract_text() for page in reader.pages]


def kinds(reader: PdfReader) -> list[str]:
    """Return the kinds of all structure elements, in reading order."""
    found: list[str] = []

    def walk(node: Any) -> None:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for kid in node:
                walk(kid)
        elif isinstance(node, dict) and "/S" in node:
            found.append(str(node["/S"])[1:])
            walk(node.get("/K", []))

    walk(reader.root_object["/StructTreeRoot"]["/K"])
    return found


def test_every_block_is_read_back_in_order() -> None:
    text = " ".join("\n".join(text_of(read(EVERY_BLOCK))).split())
    places = [
        text.index(part)
        for part in (
            "Association of made-up cities",
            "Five of seven cities reported",
            "reporting rate",
            "Implementation by city",
            "Seven cities in each bar.",
            "Recalling the meeting",
            "by many trees;",
            "Done at the river.",
            "After the matrix.",
            "A note with a",
        )
    ]
    assert places == sorted(places)


def test_user_text_is_never_markup() -> None:
    text = "".join(text_of(read(make(words("<b>&amp; ]]> {{ x }} *stars*")))))
    assert "<b>&amp; ]]> {{ x }} *stars*" in text


def test_the_document_is_described_from_its_own_data() -> None:
    reader = read(EVERY_BLOCK)
    assert reader.metadata is not None
    assert reader.metadata.title == EVERY_BLOCK.title
    assert str(reader.metadata["/CreationDate"]) == "D:20260628000000Z"
    assert reader.root_object["/Lang"] == "en"
    assert reader.root_object["/MarkInfo"]["/Marked"]
    assert reader.root_object["/ViewerPreferences"]["/DisplayDocTitle"]


def test_contents_tell_the_page_on_which_each_heading_stands() -> None:
    headings = [f"Chapter number {number:02}" for number in range(90)]
    blocks: list[Block] = [Contents(), PageBreak()]
    for heading in headings:
        blocks += [Heading(1, (Run(heading),)), words("Words of the chapter. " * 60)]
    pages = text_of(read(make(*blocks)))
    told = dict(re.findall(r"(Chapter number \d\d)\s*(\d+)", "\n".join(pages)))
    assert sorted(told) == headings
    for heading, page in told.items():
        assert heading in pages[int(page) - 1]
        assert "Words of the chapter" in pages[int(page) - 1]


def test_a_heading_never_stands_alone_at_the_foot_of_a_page() -> None:
    for count in range(20, 60):
        blocks = (*(words(f"Line {n}") for n in range(count)), Heading(1, (Run("Title"),)))
        pages = text_of(read(make(*blocks, words("What follows"))))
        (page,) = [page for page in pages if "Title" in page]
        assert "What follows" in page


def test_two_lines_of_a_paragraph_stay_together_at_either_end_of_a_page() -> None:
    for count in range(38, 50):
        before = "\n".join(str(n) for n in range(count))
        parts = "\n".join(f"part-{n}" for n in range(5))
        pages = text_of(read(make(words(before), words(parts))))
        on_page = [page.count("part-") for page in pages if "part-" in page]
        assert 1 not in on_page


def test_notes_never_stand_alone_on_the_last_page() -> None:
    notes = (Note("n", "1", (Run("The note."),)),)
    for count in range(22, 32):
        blocks = [Paragraph((Run(f"Paragraph {n}", note="n"),)) for n in range(count)]
        pages = text_of(read(replace(make(*blocks), notes=notes)))
        assert f"Paragraph {count - 1}" in pages[-1]
        assert "The note." in pages[-1]


def test_the_last_row_of_a_table_never_stands_alone_on_a_page() -> None:
    for count in range(30, 45):
        rows = tuple((Cell((Run(f"row-{n}"),)),) for n in range(count))
        pages = text_of(read(make(Table("t", "", (Column("Title"),), rows))))
        assert f"row-{count - 2}" in pages[-1]


def test_levels_of_headings_leave_no_gap() -> None:
    document = make(*(Heading(level, (Run("x"),)) for level in (2, 4, 6, 1, 3)))
    assert [kind for kind in kinds(read(document)) if kind[0] == "H"] == [
        "H1", "H2", "H3", "H1", "H2",
    ]  # fmt: skip


def test_numbered_paragraphs_are_nested_lists() -> None:
    document = make(
        NumberedParagraph("1.", (Run("one"),)),
        NumberedParagraph("(a)", (Run("below"),), 1),
        NumberedParagraph("2.", (Run("two"),)),
    )
    item = ["LI", "Lbl", "LBody", "P"]
    assert kinds(read(document)) == ["Document", "L", *item, "L", *item, *item]


def test_a_link_to_nowhere_is_told_and_printed_as_text() -> None:
    told: list[str] = []
    data = write_pdf(make(Paragraph((Run("See it", link="#nowhere"),))), told.append)
    assert "See it" in PdfReader(BytesIO(data)).pages[0].extract_text()
    assert len(told) == 1
    assert "#nowhere" in told[0]


def test_notes_and_marks_lead_to_each_other() -> None:
    reader = read(EVERY_BLOCK)
    links = [
        annotation.get_object() for page in reader.pages for annotation in page.get("/Annots", [])
    ]
    pages = {page.indirect_reference.idnum: n for n, page in enumerate(reader.pages)}
    leads = {
        str(link["/Contents"]): pages[link["/Dest"][0].idnum] for link in links if "/Dest" in link
    }
    assert leads["1"] == len(pages) - 1
    assert leads["Back to the text"] < len(pages) - 1


def test_pages_with_contents_stand_in_their_place_though_they_are_drawn_last() -> None:
    """Heads, feet, numbers in the contents and bookmarks all agree with the order of pages."""
    chapters = [
        block
        for number in range(5)
        for block in (PageBreak(), Heading(1, (Run(f"Chapter {number}"),)), words("text " * 900))
    ]
    reader = read(make(words("first"), PageBreak(), Contents(), *chapters))
    texts = text_of(reader)
    places = [next(n for n, t in enumerate(texts) if f"Chapter {c}\ntext" in t) for c in range(5)]
    assert "first" in texts[0]
    assert places == sorted(places)
    assert [int(number) for number in re.findall(r"Chapter \d *(\d+)", texts[1])] == [
        place + 1 for place in places
    ]
    assert [reader.get_destination_page_number(mark) for mark in reader.outline] == places
    for number, text in enumerate(texts, 1):
        assert f"Page {number} of {len(texts)}" in text


def test_a_cover_that_is_too_long_loses_nothing() -> None:
    cover = Cover("Title " * 20, "Subtitle", "Organisation", (("Label", "value " * 3000),))
    text = "".join(text_of(read(make(cover))))
    assert text.count("value") == 3000
    assert text.count("Title") == 20


def test_a_missing_character_is_printed_by_its_code_and_told_once() -> None:
    told: list[str] = []
    data = write_pdf(make(words("a \u0378 b \u0378")), told.append)
    assert PdfReader(BytesIO(data)).pages[0].extract_text().count("[U+0378]") == 2
    assert len(told) == 1


@pytest.mark.parametrize(
    "text",
    ["x" * 100_000, "a" + "\u0301" * 400, "م" * 5000, "ก" * 5000, "\x00\ud800\ufffe", "", " "],
    ids=["no space", "marks", "arabic", "thai", "not characters", "empty", "space"],
)
def test_hostile_text_ends_soon(text: str) -> None:
    start = time.process_time()
    document = make(words(text), Table("t", text[:50], (Column(text),), (((Cell((Run(text),))),),)))
    assert len(read(document).pages) < 200
    assert time.process_time() - start < 30


def test_both_standards_are_met_by_every_kind_of_document(tmp_path: Path) -> None:
    files = {name: write_pdf(document) for name, document in every_kind().items()}
    faults = check_pdfs(files, tmp_path)
    assert {name: found for name, found in faults.items() if found} == {}


@pytest.mark.parametrize("title", ["A long title " * 40, "城市宣言" * 60, "word " * 20_000])
def test_a_title_too_long_for_the_running_head_ends_in_an_ellipsis(title: str) -> None:
    started = time.process_time()
    page = text_of(read(replace(make(words("text")), title=title)))[0]
    (head,) = (line for line in page.splitlines() if line.startswith(title[:4]))
    assert head.endswith("…")
    assert title.startswith(head.rstrip(" …"))
    assert len(head) > 30
    assert time.process_time() - started < 5


def test_no_string_is_longer_than_an_archival_file_may_hold(tmp_path: Path) -> None:
    long, far = "word " * 20_000, "https://example.org/" + "x" * 40_000
    chart = Chart(ChartKind.BARS, ("a",), (Series("b", (1,)),))
    document = make(
        Contents(),
        Heading(1, (Run(long),), anchor="long"),
        Table("t", "c", (Column("x"),), (((Cell((Run("y"),))),),), summary=long),
        Figure("f", "c", chart, alternative=long),
        Paragraph((Run("far", link=far), Run("here", link="#long"))),
    )
    warnings: list[str] = []
    data = write_pdf(replace(document, title=long), warn=warnings.append)
    assert any("an address of 40020 characters" in warning for warning in warnings)
    assert max(len(found) for found in re.findall(rb"<((?:[0-9A-Fa-f]{2})+)>", data)) <= 2 * 32767
    assert check_pdfs({"long": data}, tmp_path) == {"long": {}}
