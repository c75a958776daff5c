"""A Word file says what the blocks say, and is the same file each time."""

import io
import re
import shutil
import subprocess
import time
import zipfile
from dataclasses import replace
from datetime import date, datetime

import docx
import pytest
from docx.document import Document as WordDocument
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from exports.blocks import (
    Align,
    Block,
    Cell,
    Change,
    Column,
    Document,
    Heading,
    ListBlock,
    ListItem,
    Note,
    NumberedParagraph,
    PageBreak,
    Paragraph,
    ParagraphChange,
    ParagraphStyle,
    Remark,
    Run,
    Table,
    Tiles,
    plain_text,
)
from exports.docx.layout import Layout, plan_layout
from exports.docx.markup import clean
from exports.docx.writer import write_docx
from exports.pdf.writer import find_heading_pages
from tests.exports.every_block import CHART, CITY_TABLE, EVERY_BLOCK, MATRIX

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
NAMES = {
    "w": W.strip("{}"),
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
}


def document_of(*blocks: Block, **fields: object) -> Document:
    return replace(Document("Title", blocks, date(2026, 6, 28)), **fields)


def body_of(*blocks: Block, **fields: object) -> etree._Element:
    return part_of(write_docx(document_of(*blocks, **fields)), "word/document.xml")


def part_of(data: bytes, name: str) -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return etree.fromstring(package.read(name))


def find(element: etree._Element, path: str) -> list:
    return element.xpath(path, namespaces=NAMES)


def text_of(element: etree._Element) -> str:
    return "".join(find(element, ".//w:t/text()"))


@pytest.fixture(scope="module")
def data() -> bytes:
    return write_docx(EVERY_BLOCK)


@pytest.fixture(scope="module")
def body(data):
    return part_of(data, "word/document.xml")


@pytest.fixture(scope="module")
def word(data) -> WordDocument:
    return docx.Document(io.BytesIO(data))


def test_headings_read_back_with_their_levels_and_labels(word):
    found = [
        (int(paragraph.style.name.split()[1]), paragraph.text)
        for paragraph in word.paragraphs
        if paragraph.style.name.startswith("Heading")
    ]
    assert found == [
        (block.level, f"{block.label} {plain_text(block.runs)}")
        for block in EVERY_BLOCK.blocks
        if isinstance(block, Heading)
    ]


def test_numbered_paragraphs_carry_exactly_the_label_given(body):
    found = []
    for paragraph in find(body, '//w:p[w:pPr/w:pStyle[starts-with(@w:val, "NumberedParagraph")]]'):
        style = find(paragraph, "w:pPr/w:pStyle/@w:val")[0]
        pieces = find(paragraph, ".//w:r/*[self::w:t or self::w:delText or self::w:tab]")
        words = "".join("\t" if piece.tag == f"{W}tab" else piece.text for piece in pieces)
        found.append((int(style[-1]) - 1, *words.split("\t")))
    assert found == [
        (block.level, block.label, plain_text(block.runs))
        for block in EVERY_BLOCK.blocks
        if isinstance(block, NumberedParagraph)
    ]


def test_tables_read_back_cell_by_cell(body):
    tables = [t for t in find(body, "//w:tbl") if find(t, ".//w:tblHeader")]
    for element, table in zip(tables, (CITY_TABLE, MATRIX), strict=True):
        header, *rows = [
            [text_of(cell) for cell in find(row, "w:tc")] for row in find(element, "w:tr")
        ]
        assert header == [column.title for column in table.columns]
        assert rows == [[plain_text(cell.runs) for cell in row] for row in table.rows]


def test_the_header_row_repeats_and_no_row_is_split(body):
    for table in find(body, "//w:tbl[w:tblPr/w:tblStyle]"):
        first, *others = find(table, "w:tr")
        assert find(first, "w:trPr/w:tblHeader")
        assert not [row for row in others if find(row, "w:trPr/w:tblHeader")]
        assert all(find(row, "w:trPr/w:cantSplit") for row in (first, *others))


def test_tables_and_pictures_have_words_for_those_who_cannot_see_them(body):
    assert find(body, "//w:tblCaption/@w:val") == [CITY_TABLE.caption, MATRIX.caption]
    assert find(body, "//w:tblDescription/@w:val") == [CITY_TABLE.summary, MATRIX.summary]
    assert find(body, "//wp:docPr/@descr") == [CHART.alternative]


def test_captions_are_numbered_by_fields_with_their_results_filled_in(word, body):
    captions = [p.text for p in word.paragraphs if p.style.name == "Caption"]
    assert captions == [
        "Table 1. Implementation by city",
        "Figure 1. Implementation by section",
        "Table 2. Accepted provisions",
    ]
    codes = [code.strip() for code in find(body, "//w:instrText/text()")]
    assert codes.count("SEQ Table \\* ARABIC") == 2
    assert codes.count("SEQ Figure \\* ARABIC") == 1


def test_contents_are_a_field_with_entries_that_lead_to_the_headings(word, body):
    entries = [p.text for p in word.paragraphs if p.style.name.startswith("toc ")]
    headings = [block for block in EVERY_BLOCK.blocks if isinstance(block, Heading)]
    pages = find_heading_pages(EVERY_BLOCK)
    assert entries == [
        f"{heading.label} {plain_text(heading.runs)}\t{page}"
        for heading, page in zip(headings, pages, strict=True)
    ]
    assert len(set(pages)) > 1
    asked = [code.split()[1] for code in find(body, "//w:instrText/text()") if "PAGEREF" in code]
    assert asked == find(body, "//w:p[starts-with(w:pPr/w:pStyle/@w:val,'TOC')]//@w:anchor")
    assert any(
        code.strip().startswith('TOC \\o "1-2"') for code in find(body, "//w:instrText/text()")
    )


def test_fields_are_closed_in_the_order_they_were_opened(body):
    depth = 0
    for kind in find(body, "//w:fldChar/@w:fldCharType"):
        depth += {"begin": 1, "separate": 0, "end": -1}[kind]
        assert depth >= 0
    assert depth == 0


def test_every_link_inside_leads_to_a_bookmark_and_bookmarks_are_unique(body):
    names = find(body, "//w:bookmarkStart/@w:name")
    assert len(names) == len({name.casefold() for name in names})
    assert set(find(body, "//w:hyperlink/@w:anchor")) <= set(names)
    assert {"id_p_air", "id_p_trees", "id_text"} <= set(names)
    assert all(len(name) <= 40 for name in names)


def test_notes_are_real_footnotes(data, body):
    notes = part_of(data, "word/footnotes.xml")
    written = [text_of(note).strip() for note in find(notes, "//w:footnote[not(@w:type)]")]
    assert written == [plain_text(note.runs) for note in EVERY_BLOCK.notes]
    assert find(body, "//w:footnoteReference/@w:id") == ["1", "2"]


def test_a_note_with_a_label_of_its_own_keeps_it():
    data = write_docx(
        document_of(
            Paragraph((Run("a", note="x"), Run("b", note="x"))),
            notes=(Note("x", "*", (Run("Words"),)), Note("y", "†", (Run("Unused"),))),
        )
    )
    body = part_of(data, "word/document.xml")
    assert text_of(body) == "a*b*† Unused"
    assert find(body, "//w:footnoteReference/@w:customMarkFollows") == ["1"]
    assert text_of(part_of(data, "word/footnotes.xml")) == "* Words"


def test_a_redline_is_made_of_tracked_changes_with_author_and_date(body):
    (inserted,) = [i for i in find(body, "//w:ins[w:r]") if text_of(i) == "will"]
    (deleted,) = [d for d in find(body, "//w:del") if find(d, ".//w:delText/text()") == ["shall"]]
    for change in (inserted, deleted):
        assert change.get(f"{W}author") == EVERY_BLOCK.author
        assert change.get(f"{W}date") == "2026-06-28T00:00:00Z"
    assert find(body, "//w:pPr/w:rPr/w:ins")
    assert find(body, "//w:pPr/w:rPr/w:del")
    ids = find(body, "(//w:ins|//w:del)/@w:id")
    assert len(ids) == len(set(ids))


def test_lists_are_numbered_by_word_and_each_starts_where_it_says(data, body):
    places = find(body, "//w:numPr/w:numId/@w:val")
    assert places == ["1", "1", "1", "1", "2", "2", "3"]
    numbering = part_of(data, "word/numbering.xml")
    assert find(numbering, "//w:startOverride/@w:val") == ["3", "1"]


@pytest.mark.parametrize(
    ("city", "font", "slot", "tag"),
    [
        ("가람시", "Noto Sans CJK KR", "eastAsia", "ko-KR"),
        ("清溪市", "Noto Sans CJK SC", "eastAsia", "zh-CN"),
        ("مدينة النور", "Noto Sans Arabic", "bidi", "ar-SA"),
        ("เมืองสายรุ้ง", "Noto Sans Thai", "bidi", "th-TH"),
        ("ብርሃን ከተማ", "Noto Sans Ethiopic", "val", "am-ET"),
    ],
)
def test_each_script_has_its_font_and_language(body, city, font, slot, tag):
    run = find(body, f'//w:p//w:r[w:t="{city}"]')[0]
    assert set(run.find(f"{W}rPr/{W}rFonts").attrib.values()) - {"eastAsia"} == {font}
    assert find(run, f"w:rPr/w:lang/@w:{slot}") == [tag]


def test_text_from_right_to_left_is_marked_in_paragraph_and_run(body):
    (paragraph,) = find(body, "//w:p[w:pPr/w:bidi][.//w:tab]")
    assert text_of(paragraph) == "5.تحمي المدن الهواء 2026."
    runs = find(paragraph, ".//w:r[w:t]")
    assert all(find(run, "w:rPr/w:rtl") for run in runs)


def test_a_right_to_left_document_turns_its_tables():
    body = body_of(CITY_TABLE, language="ar")
    assert find(body, "//w:tblPr/w:bidiVisual")
    (latin,) = find(body, '//w:p[.//w:t="Brightwater"]')
    assert find(latin, "w:pPr/w:jc/@w:val") == ["right"]


def test_wide_tables_lie_across_the_page_with_their_heading_and_the_rest_stands(body):
    sizes = [(size.get(f"{W}orient"), int(size.get(f"{W}w"))) for size in find(body, "//w:pgSz")]
    assert sizes == [(None, 11906), ("landscape", 16838), (None, 11906)]
    ends = [p.getparent().getparent() for p in find(body, "//w:pPr/w:sectPr")]
    assert text_of(ends[0].getnext()) == "2.1 Matrix"
    assert find(body, "//w:textDirection/@w:val") == ["btLr"] * 30


@pytest.mark.parametrize("columns", [1, 5, 12, 31, 90])
def test_a_table_fits_between_the_margins_and_loses_no_column(columns):
    titles = [f"Paragraph {number}" for number in range(columns)]
    cells = tuple(Cell((Run(f"x{number}"),)) for number in range(columns))
    body = body_of(Table("t", "", tuple(map(Column, titles)), (cells,) * 3))
    written = [text_of(cell) for cell in find(body, "//w:tr[w:trPr/w:tblHeader]/w:tc")]
    assert sorted(set(written)) == sorted(titles)
    widest = max(int(width) for width in find(body, "//w:pgSz/@w:w")) - 2 * 1247
    for table in find(body, "//w:tbl"):
        widths = [int(width) for width in find(table, "w:tblGrid/w:gridCol/@w:w")]
        assert len(widths) <= 63
        assert sum(widths) <= widest + len(widths)


def test_columns_with_weights_share_the_width_by_them():
    columns = (Column("a", Align.START, 3), Column("b", Align.START, 1))
    body = body_of(Table("t", "", columns, ((Cell((Run("x"),)), Cell((Run("y"),))),)))
    wide, narrow = (int(width) for width in find(body, "//w:gridCol/@w:w"))
    assert wide == 3 * narrow


def test_the_file_says_who_made_it_and_when(word):
    properties = word.core_properties
    assert properties.author == properties.last_modified_by == EVERY_BLOCK.author
    assert properties.created.date() == properties.modified.date() == EVERY_BLOCK.made_on
    assert properties.title == EVERY_BLOCK.title
    assert properties.identifier == "DEMO/2026/1"
    assert properties.language == "en-GB"
    assert properties.comments == ""


def test_every_page_but_the_cover_has_a_running_head_and_page_numbers(data, body):
    assert text_of(part_of(data, "word/header1.xml")) == EVERY_BLOCK.running_head
    footer = part_of(data, "word/footer1.xml")
    assert text_of(footer) == "Page 1 of 1"
    assert [code.strip() for code in find(footer, "//w:instrText/text()")] == ["PAGE", "NUMPAGES"]
    assert len(find(body, "//w:sectPr[w:footerReference]")) == 3
    assert len(find(body, "//w:sectPr[w:titlePg]")) == 1


def test_the_running_head_names_the_chapter_where_there_are_some():
    def codes(*blocks: Block) -> list[str]:
        document = document_of(*blocks, running_head="Report")
        return find(part_of(write_docx(document), "word/header1.xml"), "//w:instrText/text()")

    chapter = Heading(1, (Run("Chapter"),))
    assert codes(chapter, chapter) == [" STYLEREF 1 "]
    assert codes(Heading(2, (Run("x"),)), chapter) == codes(Paragraph((Run("x"),))) == []


def test_the_closing_line_is_kept_with_the_paragraph_before_it():
    closing = Paragraph((Run("Done."),), ParagraphStyle.CLOSING)
    body = body_of(Paragraph((Run("a"),)), NumberedParagraph("1.", (Run("b"),)), closing)
    assert find(body, "//w:p[w:pPr/w:keepNext]//w:t[.='b']")
    assert len(find(body, "//w:keepNext")) == 1


def test_rows_are_tied_so_that_no_page_has_a_single_one():
    def tied(count: int, *, total: bool) -> list[int]:
        rows = tuple((Cell((Run(str(number)),)),) for number in range(count))
        body = body_of(Table("t", "", (Column("Number"),), rows, total=total))
        return [int(n) for n in find(body, "//w:p[w:pPr/w:keepNext]//w:t/text()")]

    assert tied(20, total=False) == [0, 18]
    assert tied(20, total=True) == [0, 17, 18]
    assert tied(4, total=False) == [0, 1, 2]
    assert tied(1, total=True) == []


def test_a_page_break_is_a_property_of_what_follows():
    for following in (Paragraph((Run("x"),)), CITY_TABLE, Tiles(()), ListBlock((ListItem(()),))):
        body = body_of(Paragraph((Run("a"),)), PageBreak(), following)
        assert len(find(body, "//w:pageBreakBefore")) == 1


def test_a_break_that_is_made_if_needed_stands_before_what_is_long():
    def breaks(lines: int) -> int:
        allowed = PageBreak(if_needed=True)
        text = [Paragraph((Run("x"),)) for _ in range(lines)]
        return len(find(body_of(*text, allowed, *text, allowed), "//w:pageBreakBefore"))

    assert (breaks(3), breaks(30)) == (0, 1)


def test_a_lead_in_is_kept_with_what_it_introduces():
    item = ListBlock((ListItem((Run("No money."),)),))
    body = body_of(
        Paragraph((Run("Obstacles.", bold=True),)), item, Paragraph((Run("By region:"),)), item,
        Paragraph((Run("All is well."),)),
    )  # fmt: skip
    assert find(body, "//w:p[w:pPr/w:keepNext]//w:t/text()") == ["Obstacles.", "By region:"]


def test_the_entries_of_the_file_have_one_time_and_a_fixed_order(data):
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        entries = package.infolist()
    assert {datetime(*entry.date_time).date() for entry in entries} == {EVERY_BLOCK.made_on}  # noqa: DTZ001 -- ZIP knows no zones
    names = [entry.filename for entry in entries]
    assert names[0] == "[Content_Types].xml"
    assert names[2:] == sorted(names[2:])


def test_a_date_before_the_first_that_zip_knows_is_no_failure():
    assert write_docx(document_of(made_on=date(1945, 6, 26)))


ANY_TEXT = st.text(st.characters(codec=None)) | st.text("<>&\"' \x00\x0b\ud800\ufffe\n\t]")


@given(ANY_TEXT)
@settings(max_examples=60)
def test_any_text_is_only_text_wherever_it_stands(text):
    link = f"https://example.org/{text}"
    document = document_of(
        Heading(1, (Run(text),), text, text),
        Paragraph(
            (Run(text, link=link, note="n"), Run(text, language=text, change=Change.DELETED))
        ),
        NumberedParagraph(
            text, (Run(text, change=Change.INSERTED),), whole=ParagraphChange(Change.INSERTED)
        ),
        Table(
            text, text, (Column(text),), ((Cell((Run(text),), language=text),),), text, note=text
        ),
        title=text,
        author=text,
        identifier=text,
        language=text,
        running_head=text,
        notes=(Note("n", text, (Run(text),)),),
    )
    data = write_docx(document)
    docx.Document(io.BytesIO(data))
    body = part_of(data, "word/document.xml")
    (cell,) = find(body, "//w:tr[not(w:trPr/w:tblHeader)]/w:tc")
    assert text_of(cell) == "".join(clean(text).replace("\n", "").replace("\t", ""))


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "file:///etc/passwd", "http://[x", "http://"]
)
def test_a_link_that_is_not_web_mail_or_inside_is_only_words_and_is_warned_of(link):
    told: list[str] = []
    data = write_docx(document_of(Paragraph((Run("words", link=link),))), told.append)
    assert not find(part_of(data, "word/document.xml"), "//w:hyperlink")
    assert len(told) == 1


def test_an_address_is_written_as_word_can_open_it():
    data = write_docx(document_of(Paragraph((Run("x", link="https://пример.org/a b?c=é"),))))
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        relationships = package.read("word/_rels/document.xml.rels").decode()
    assert 'Target="https://xn--e1afmkfd.org/a%20b?c=%C3%A9"' in relationships


def test_a_table_of_five_thousand_rows_is_quick():
    """About half a second; the limit leaves room for a slow machine."""
    columns = tuple(Column(f"Column {number}") for number in range(6))
    rows = tuple(
        tuple(Cell((Run(f"row {row} cell {column}"),)) for column in range(6))
        for row in range(5000)
    )
    start = time.process_time()
    write_docx(document_of(Table("t", "Many", columns, rows)))
    assert time.process_time() - start < 5


def test_twenty_thousand_links_are_quick():
    """About a second, as for as many words; it was more than ten minutes."""
    runs = tuple(Run("proof ", link=f"https://example.org/{number}") for number in range(20_000))
    start = time.process_time()
    data = write_docx(document_of(Paragraph(runs)))
    assert time.process_time() - start < 8
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        relationships = package.read("word/_rels/document.xml.rels").decode()
        text = package.read("word/document.xml").decode()
    targets = dict(re.findall(r'Id="(\w+)"[^>]*Target="https://example.org/(\d+)"', relationships))
    assert [int(targets[link]) for link in re.findall(r'<w:hyperlink r:id="(\w+)"', text)] == list(
        range(20_000)
    )


def test_libreoffice_shows_every_word_of_it(data, tmp_path):
    if not shutil.which("soffice") or not shutil.which("pdftotext"):
        pytest.skip("LibreOffice (soffice) or poppler (pdftotext) is not installed")
    (tmp_path / "every.docx").write_bytes(data)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    convert = ["soffice", profile, "--headless", "--convert-to", "pdf", "every.docx"]
    subprocess.run(convert, cwd=tmp_path, check=True, capture_output=True, timeout=120)
    read = ["pdftotext", "-layout", "every.pdf", "-"]
    shown = subprocess.run(read, cwd=tmp_path, check=True, capture_output=True).stdout.decode()
    for words in ("Contents", "1.1 Cities in every script", "Table 2. Accepted provisions", "(i)"):
        assert words in shown
    for city in ("Brightwater", "Светлореченск", "가람시", "清溪市"):
        assert city in shown
    assert "Page 2 of 7" in shown


def test_a_table_a_little_too_wide_is_set_small_before_the_page_is_turned() -> None:
    def layout_of(columns: int) -> Layout:
        titles = tuple(Column("Complete") for _ in range(columns))
        row = tuple(Cell((Run("100"),)) for _ in range(columns))
        return plan_layout(Table("t", "T", titles, (row,)))

    looks = [(layout_of(n).small, layout_of(n).landscape) for n in (5, 9, 12)]
    assert looks == [(False, False), (True, False), (False, True)]


def test_no_word_is_wider_than_its_column_even_where_columns_have_weights() -> None:
    columns = (Column("Kind", weight=1), Column("Words", weight=9))
    cells = (Cell((Run("Communication"),)), Cell((Run("Explained in short words."),)))
    kind, words = plan_layout(Table("t", "T", columns, (cells,))).widths
    assert kind >= 160 + 13 * 9 * 20 * 0.62  # letters of 9 points, as wide as in DejaVu Sans
    assert kind + words == 9412


def test_a_very_long_name_of_an_author_is_cut_where_word_ends_it():
    remarks = (Remark("A remark.", "n" * 1000),)
    run = Run("new", change=Change.INSERTED, author="m" * 1000)
    data = write_docx(document_of(Paragraph((run,), remarks=remarks)))
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = [package.read(f"word/{name}.xml").decode() for name in ("document", "comments")]
    authors = re.findall('w:author="([^"]*)"', "".join(parts))
    assert sorted({name[0] for name in authors}) == ["m", "n"]
    assert {len(name) for name in authors} == {255}


def test_figures_without_captions_have_numbers_of_their_own():
    figure = replace(CHART, caption="")
    body = part_of(write_docx(document_of(figure, CHART, figure)), "word/document.xml")
    ids = [drawing.get("id") for drawing in body.iter() if drawing.tag.endswith("}docPr")]
    assert ids == ["1", "2", "3"]
