"""PDF, Word file and page of one document say the same, each read back by a reader of its own."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from lxml import etree, html

from exports.blocks import Document
from exports.docx.writer import write_docx
from exports.html import write_html
from exports.pdf.direction import is_plain
from exports.pdf.writer import write_pdf
from tests.exports.every_kind import every_kind
from tests.exports.pdf_tags import Tag, read_tags
from tests.exports.word_text import W, WordText

NAMES = (
    "assembly-report",
    "declaration",
    "member-report",
    "certificate",
    "side-by-side",
    "compilation-table",
    "compilation-votes",
    "every-block-en",
    "every-script",
)
_CAPTION = re.compile(r"^(Table|Figure) \d+\.? ")
BULLETS = "•–·"  # signs of lists without numbers, which a browser draws by itself
Rows = tuple[tuple[str, ...], ...]


@dataclass
class Said:
    """What a file says, apart from how it looks."""

    headings: list[tuple[int, str]] = field(default_factory=list)
    numbered: list[tuple[str, str]] = field(default_factory=list)
    tables: list[tuple[str, Rows]] = field(default_factory=list)
    figures: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def join(text: str) -> str:
    """Words on one line; what a format cannot hold (a control character) is left out of it.

    Of words from right to left only the letters: their order in a PDF is that of the page.
    """
    words = re.sub("[\x00\x0b\ufffd]|\\[U\\+D800\\]", "", text).split()
    return " ".join(words) if is_plain(text) else "".join(sorted("".join(words)))


def pair(label: str, words: str) -> tuple[str, str]:
    """A label and its words; before words from right to left, its characters in any order."""
    bare = join(label).strip(BULLETS)
    return bare if is_plain(words) else "".join(sorted(bare)), join(words)


def read_pdf(data: bytes) -> Said:
    said = Said()
    root = read_tags(data)
    caption = ""
    in_notes = False
    for tag in root.kids:
        if re.fullmatch(r"H\d", tag.kind):
            in_notes = tag.kind == "H1" and tag is last_heading(root) and has_notes(root)
            if not in_notes:
                said.headings.append((int(tag.kind[1]), join(tag.text)))
        elif tag.kind == "Table":
            titles = [join(kid.text) for kid in tag.kids if kid.kind == "Caption"]
            rows = tuple(tuple(join(cell.text) for cell in row.kids) for row in tag.find("TR"))
            said.tables.append((without_number("".join(titles)), rows))
        elif tag.kind == "Caption":
            caption = without_number(join(tag.text))
        elif tag.kind == "Figure":
            said.figures.append((caption, join(tag.entries["/Alt"])))
        elif tag.kind == "Note":
            said.notes.append(join(tag.kids[1].text))
        elif tag.kind == "L":
            said.numbered += read_list(tag)
    return said


def last_heading(root: Tag) -> Tag:
    return [tag for tag in root.kids if re.fullmatch(r"H\d", tag.kind)][-1]


def has_notes(root: Tag) -> bool:
    return any(tag.kind == "Note" for tag in root.kids)


def read_list(group: Tag) -> Iterator[tuple[str, str]]:
    for item in group.kids:
        label, body = item.kids
        yield pair(label.text, body.kids[0].text)
        for below in body.kids[1:]:
            yield from read_list(below)


def without_number(caption: str) -> str:
    return _CAPTION.sub("", caption)


class WordReader:
    """The parts of a Word file with all changes shown, as the other formats show them."""

    def __init__(self, data: bytes) -> None:
        self.word = WordText(data)
        self.word.read(accept=True)
        self.said = Said()

    def read(self) -> Said:
        self.word.numbers.clear()
        body = self.word.parts["word/document.xml"].find(f"{W}body")
        captions: list[str] = []
        pictures: list[str] = []
        for part in body:
            if part.tag == f"{W}tbl":
                if part.find(f".//{W}tblHeader") is not None:
                    self.add_table(part, captions)
                continue
            style = part.find(f"{W}pPr/{W}pStyle")
            name = "" if style is None else style.get(f"{W}val")
            words = self.say(part)
            if name.startswith("Heading"):
                self.said.headings.append((int(name[-1]), words))
            elif name == "Caption":
                captions = [without_number(words)]
                if pictures:
                    self.said.figures.append((without_number(words), pictures.pop()))
            elif name == "Picture":
                pictures = [join(str(part.xpath("string(.//@descr)")))]
            elif name.startswith(("NumberedParagraph", "ListParagraph")):
                self.add_numbered(part, name)
        self.said.notes = [
            self.say(note)
            for note in self.word.parts.get("word/footnotes.xml", etree.Element("none"))
            if note.get(f"{W}type") is None
        ]
        return self.said

    def add_table(self, table: etree._Element, captions: list[str]) -> None:
        rows = tuple(
            tuple(self.say(cell) for cell in row.iter(f"{W}tc")) for row in table.iter(f"{W}tr")
        )
        self.said.tables.append((captions.pop() if captions else "", rows))

    def add_numbered(self, part: etree._Element, name: str) -> None:
        label = self.word.count(part, name)
        words = self.say(part, tabs="\t")
        typed, _tab, rest = words.rpartition("\t")
        self.said.numbered.append(pair(label or typed, rest))

    def say(self, element: etree._Element, tabs: str = " ") -> str:
        """The words below an element, the instructions of fields left out."""
        said = []
        for piece in element.iter(f"{W}t", f"{W}delText", f"{W}tab", f"{W}footnoteReference"):
            if piece.getparent().tag != f"{W}r":
                continue  # a tab stop
            if piece.tag == f"{W}footnoteReference":
                own = piece.get(f"{W}customMarkFollows")
                said.append("" if own else piece.get(f"{W}id"))
            else:
                said.append(tabs if piece.tag == f"{W}tab" else piece.text or "")
        whole = "".join(said)
        return whole if tabs == "\t" else join(whole)


def read_page(data: bytes) -> Said:
    page = html.document_fromstring(data.decode())
    for unseen in page.xpath('//*[@class="unseen"]|//*[@role="doc-backlink"]'):
        unseen.drop_tree()
    said = Said()
    for element in page.xpath("//main//*"):
        if re.fullmatch(r"h\d", str(element.tag)) and element.get("class") != "title":
            said.headings.append((int(element.tag[1]), join(element.text_content())))
        elif element.tag == "table":
            titles = "".join(join(c.text_content()) for c in element.xpath("caption"))
            rows = tuple(
                tuple(join(cell.text_content()) for cell in row) for row in element.xpath(".//tr")
            )
            said.tables.append((without_number(titles), rows))
        elif element.tag == "figure":
            (caption,) = element.xpath("figcaption")
            described = element.xpath("string(.//*[local-name()='desc'])")
            said.figures.append((without_number(join(caption.text_content())), join(described)))
        elif element.get("class", "").startswith("numbered"):
            label, words = element
            said.numbered.append(pair(label.text_content(), words.text_content()))
        elif element.tag == "li" and not element.xpath("ancestor::nav|parent::*[@class='tiles']"):
            said.numbered.append(read_item(element))
    notes = page.xpath('//section[@role="doc-endnotes"]//dd')
    said.notes = [join(note.text_content()) for note in notes]
    return said


def read_item(item: html.HtmlElement) -> tuple[str, str]:
    """A list item's number, as a browser counts it, and its own words."""
    group = item.getparent()
    number = int(group.get("start", "1")) + group.index(item)
    for below in item.xpath("ul|ol"):
        below.drop_tree()
    return f"{number}." if group.tag == "ol" else "", join(item.text_content())


def read_all(document: Document) -> tuple[Said, Said, Said]:
    word = WordReader(write_docx(document)).read()
    return read_pdf(write_pdf(document)), word, read_page(write_html(document))


@pytest.mark.parametrize("name", NAMES)
def test_the_three_formats_say_the_same(name: str) -> None:
    pdf, word, page = read_all(every_kind()[name])
    assert pdf.headings == word.headings == page.headings
    assert pdf.tables == word.tables == page.tables
    assert pdf.figures == word.figures == page.figures
    assert pdf.notes == word.notes == page.notes
    assert pdf.numbered == word.numbered == page.numbered
    assert pdf.headings or pdf.tables
