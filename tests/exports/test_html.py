"""The page says what the blocks say, to eyes, to screen readers, and without any other file."""

import re
from dataclasses import replace
from datetime import date
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from exports.blocks import (
    Block,
    Cell,
    Column,
    Document,
    Heading,
    NumberedParagraph,
    Paragraph,
    Run,
    Table,
    plain_text,
)
from exports.html import write_html
from tests.exports.every_block import CITY_TABLE, EVERY_BLOCK, MATRIX


def page_of(*blocks: Block, **fields: object) -> html.HtmlElement:
    document = Document("Title", blocks, date(2026, 6, 28))
    return read(replace(document, **fields))


def read(document: Document) -> html.HtmlElement:
    return html.document_fromstring(write_html(document).decode())


@pytest.fixture(scope="module")
def page():
    return read(EVERY_BLOCK)


def words(element) -> str:
    return " ".join(element.text_content().split())


def test_headings_read_back_with_level_label_and_anchor(page):
    found = [
        (int(element.tag[1]), element.get("id"), words(element))
        for element in page.xpath("//h1|//h2|//h3")
        if element.get("class") != "title"
    ]
    assert found == [
        (block.level, block.anchor, f"{block.label} {plain_text(block.runs)}")
        for block in EVERY_BLOCK.blocks
        if isinstance(block, Heading)
    ]


def test_numbered_paragraphs_read_back_with_their_labels_and_ids(page):
    found = [
        (element.get("id"), words(element.xpath("span")[0]))
        for element in page.xpath('//div[starts-with(@class, "numbered")]')
    ]
    assert found == [
        (block.anchor, block.label)
        for block in EVERY_BLOCK.blocks
        if isinstance(block, NumberedParagraph)
    ]


@pytest.mark.parametrize(("place", "table"), [(0, CITY_TABLE), (1, MATRIX)])
def test_tables_read_back_cell_by_cell(page, place, table):
    element = page.xpath("//table")[place]
    assert [words(cell) for cell in element.xpath("thead/tr/th")] == [
        column.title for column in table.columns
    ]
    assert [[words(cell) for cell in row] for row in element.xpath("tbody/tr")] == [
        [plain_text(cell.runs) for cell in row] for row in table.rows
    ]


def test_every_header_cell_has_a_scope_and_every_table_a_caption(page):
    assert {cell.get("scope") for cell in page.xpath("//thead//th")} == {"col"}
    assert {cell.get("scope") for cell in page.xpath("//tbody//th")} == {"row"}
    captions = [words(caption) for caption in page.xpath("//table/caption")]
    assert captions[0].startswith("Table 1. Implementation by city")
    assert captions[1].startswith("Table 2. Accepted provisions")


def test_a_wide_table_can_be_scrolled_by_keyboard(page):
    for table in page.xpath("//table"):
        frame = table.getparent()
        assert frame.get("tabindex") == "0"
        assert frame.tag == "section"
        assert page.get_element_by_id(frame.get("aria-labelledby")) is not None


def test_every_link_inside_the_page_leads_somewhere_and_ids_are_unique(page):
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    inside = [address[1:] for address in page.xpath("//a/@href") if address.startswith("#")]
    assert set(inside) <= set(ids)
    assert {"text", "note:first", "mark:second:1"} <= set(inside)


def test_contents_list_the_headings_in_order(page):
    assert [words(entry) for entry in page.xpath("//nav//a")] == [
        f"{block.label} {plain_text(block.runs)}"
        for block in EVERY_BLOCK.blocks
        if isinstance(block, Heading)
    ]


def test_the_page_begins_with_its_document_type():
    """Anything before it would set browsers into quirks mode (HTML 13.2.6.4.1)."""
    assert write_html(EVERY_BLOCK).startswith(b"<!DOCTYPE html>\n<html lang=")


def test_the_page_needs_no_other_file_and_no_script(page):
    assert not page.xpath("//script|//link|//iframe|//img|//object|//@style|//*[@onclick]")
    style = page.xpath("//style")[0].text
    assert "url(" not in style
    assert "@import" not in style


def test_language_and_direction_are_told_for_the_page_and_for_each_other_language(page):
    assert (page.get("lang"), page.get("dir")) == ("en", "ltr")
    assert page.xpath('//p[@lang="ar"]/@dir') == ["rtl"]
    assert set(page.xpath("//main//@lang")) >= {"ar", "ko", "ru", "am", "th", "zh-Hans", "vi"}
    arabic = page_of(Paragraph((Run("نص"),)), language="ar")
    assert (arabic.get("lang"), arabic.get("dir")) == ("ar", "rtl")


def test_changes_are_told_in_words_too(page):
    (deleted,) = page.xpath('//div[@id="p-water"]//del')
    (inserted,) = page.xpath('//div[@id="p-water"]//ins')
    assert words(deleted) == "[deleted: shall end]"
    assert words(inserted) == "[inserted: will end]"
    assert [span.get("class") for span in deleted.xpath("span")] == ["unseen", "unseen"]


def test_notes_are_at_the_end_and_lead_back(page):
    notes = page.xpath('//section[@role="doc-endnotes"]//dl/div')
    assert [words(note.xpath("dt")[0]) for note in notes] == ["1", "2"]
    assert notes[0].xpath('.//a[@role="doc-backlink"]/@href') == ["#mark:first:1"]


def test_a_figure_is_drawn_in_the_page_with_its_description(page):
    (figure,) = page.xpath("//figure")
    drawing = html.tostring(figure, encoding="unicode")
    assert "<svg" in drawing
    assert "four of seven cities have completed it" in drawing
    assert words(figure.xpath("figcaption")[0]) == "Figure 1. Implementation by section"


ANY_TEXT = st.text() | st.text("<>&\"'{}% \n/=scriptonj:")


@given(ANY_TEXT)
def test_any_text_is_only_text_wherever_it_stands(text):
    cell = Cell((Run(text),), language=text)
    page = page_of(
        Heading(1, (Run(text, bold=True),), text, text),
        Paragraph((Run(text, link=text, note="n"), Run(text, language=text))),
        Table(text, text, (Column(text),), ((cell,),), text, note=text),
        title=text,
        author=text,
        running_head=text,
    )
    tags = {element.tag for element in page.iter() if isinstance(element.tag, str)}
    assert tags <= {
        "html", "head", "meta", "title", "style", "body", "a", "main", "h1", "span", "strong",
        "p", "div", "table", "caption", "b", "thead", "tr", "th", "tbody", "td", "bdi", "section",
    }  # fmt: skip
    names = {name for element in page.iter() for name in element.attrib}
    assert not {name for name in names if name.startswith("on")}


@pytest.mark.parametrize("link", ["javascript:alert(1)", " JAVASCRIPT:x", "data:text/html,x", "x"])
def test_a_link_that_is_not_web_mail_or_inside_is_only_words_and_is_warned_of(link):
    told: list[str] = []
    document = Document("T", (Paragraph((Run("words", link=link),)),), date(2026, 1, 1))
    page = html.document_fromstring(write_html(document, told.append).decode())
    assert page.xpath("//main//a") == []
    assert words(page.xpath("//main")[0]) == "words"
    assert len(told) == 1


def test_a_mark_without_its_note_is_left_out_with_a_warning():
    told: list[str] = []
    document = Document("T", (Paragraph((Run("x", note="no"),)),), date(2026, 1, 1))
    assert b"<sup>" not in write_html(document, told.append)
    assert told == ["There is no note 'no'; its mark is left out."]


def test_colours_are_readable_on_paper_and_in_the_dark(page):
    """WCAG 2.2, 1.4.3: a contrast of at least 4.5 between text and ground."""
    style = page.xpath("//style")[0].text
    light, dark = re.findall(r":root \{(.*?)\n\s*\}", style, re.DOTALL)[:2]
    for scheme in (light, dark):
        colours = dict(re.findall(r"--(\w+): #(\w{6});", scheme))
        for name in ("ink", "quiet", "accent", "good", "fair", "weak", "bad"):
            for ground in ("paper", "band"):
                assert contrast(colours[name], colours[ground]) >= 4.5, (name, ground)


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    shares = [int(colour[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    linear = [s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_a_table_of_many_columns_is_set_small_on_paper():
    def classes(columns: int) -> list[str]:
        titles = tuple(Column(str(number)) for number in range(columns))
        page = write_html(Document("T", (Table("t", "T", titles, ()),), date(2026, 6, 28))).decode()
        return re.findall(r'<table class="(\w+)"', page)

    assert (classes(12), classes(13)) == ([], ["wide"])
    style = resources.files("templates").joinpath("document.css").read_text(encoding="utf-8")
    assert "table.wide {" in style[style.index("@media print") :]


def test_unseen_words_of_a_wide_table_do_not_widen_a_small_screen() -> None:
    """What is placed absolutely scrolls with a box, and is cut off by it, only inside its place."""
    style = read(EVERY_BLOCK).findtext(".//style")
    (box,) = re.findall(r"^\.scroll \{([^}]*)\}", style, re.MULTILINE)
    (unseen,) = re.findall(r"^\.unseen \{([^}]*)\}", style, re.MULTILINE)
    assert "position: absolute" in unseen
    assert "position: relative" in box
    assert "overflow-x: auto" in box
