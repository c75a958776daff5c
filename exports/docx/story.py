"""What stands in one story of a Word file (the text, a note, a comment)? Its paragraphs in order.

Elements and their meaning: ECMA-376 part 1, 17.3.1 (paragraphs), 17.4 (tables), 17.5 (content
controls).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from lxml import etree

from declarations.problems import Level
from exports.docx.parts import WordParts, w
from exports.docx.printed_labels import LabelCounter
from exports.docx.reading import Container, Span, TablePlace, WordParagraph
from exports.docx.remarks import Remarks
from exports.docx.revisions import MARKS
from exports.docx.runs import (
    ALTERNATIVE,
    SILENT,
    TRANSPARENT,
    RunReader,
    choose_alternative,
    read_change,
)
from exports.docx.shown_fields import CONTENTS
from exports.docx.style_sheet import is_on, read_styles, read_whole

BLOCK_WRAPPERS = TRANSPARENT | MARKS


@dataclass(frozen=True, slots=True)
class Spot:
    """Where the reader is: the container and the cell."""

    container: Container = Container.TEXT
    place: TablePlace | None = None


class StoryReader:
    """Reads the stories of one file; lists and notes are counted from one to the next."""

    def __init__(self, parts: WordParts) -> None:
        self.remarks = Remarks()
        self.sheet = read_styles(parts.tree("styles"))
        self.runs = RunReader(self.sheet, parts.relationships["document"], self.remarks)
        self.labels = LabelCounter(parts.tree("numbering"), self.sheet, self.remark_format)
        self.paragraphs: list[WordParagraph] = []
        self.tables = 0
        self.is_aside = False

    def remark_format(self, kind: str) -> None:
        """Note a number format that is printed in plain digits instead."""
        self.remarks.add(
            "W307", Level.WARNING, f"The numbers of a list have a format not known here ({kind}).",
            "Compare the number with the Word file.",
        )  # fmt: skip

    def read_story(self, root: etree._Element) -> list[WordParagraph]:
        """Return the paragraphs below ``root``; fields that do not end in it end with it."""
        kept, self.paragraphs = self.paragraphs, []
        self.read_blocks(root, Spot())
        self.runs.fields.clear()
        found, self.paragraphs = self.paragraphs, kept
        return found

    def read_aside(
        self, root: etree._Element, number: int, *, is_note: bool
    ) -> list[WordParagraph]:
        """Return the paragraphs of a note or comment that hangs on the paragraph ``number``."""
        counted, self.remarks.number = self.remarks.number, number
        self.is_aside, self.runs.in_note = True, is_note
        found = self.read_story(root)
        self.is_aside, self.runs.in_note = False, False
        self.runs.bookmarks.clear()
        self.remarks.number = counted
        return found

    def read_blocks(self, parent: etree._Element, spot: Spot) -> None:
        """Read the paragraphs and tables below an element, through whatever wraps them."""
        for child in parent.iterchildren(tag=etree.Element):
            tag = child.tag
            if tag == w("p"):
                self.read_paragraph(child, spot)
            elif tag == w("tbl"):
                self.read_table(child, spot)
            elif tag == w("sdt"):
                self.read_control(child, spot)
            elif tag in BLOCK_WRAPPERS:
                self.read_blocks(child, spot)
            elif tag == ALTERNATIVE:
                self.read_blocks(choose_alternative(child), spot)
            elif tag == w("bookmarkStart"):
                self.runs.note_bookmark(child, Span(""))
            elif tag in {w("commentRangeStart"), w("commentRangeEnd")}:
                self.runs.note_comment(child, Span(""))
            elif tag not in SILENT:
                self.runs.meet_unknown(child)

    def read_control(self, control: etree._Element, spot: Spot) -> None:
        """Read the blocks of a content control; one may hold the table of contents."""
        gallery = control.find(f"{w('sdtPr')}/{w('docPartObj')}/{w('docPartGallery')}")
        if gallery is not None and gallery.get(w("val")) == "Table of Contents":
            spot = replace(spot, container=Container.CONTENTS)
        content = control.find(w("sdtContent"))
        if content is not None:
            self.read_blocks(content, spot)

    def read_table(self, table: etree._Element, spot: Spot) -> None:
        """Read the cells row by row."""
        self.tables += 1
        number = self.tables
        for row_number, row in enumerate(find_parts(table, w("tr")), start=1):
            column = 1
            for cell in find_parts(row, w("tc")):
                place = TablePlace(number, row_number, column)
                self.read_blocks(cell, replace(spot, container=Container.TABLE, place=place))
                span = cell.find(f"{w('tcPr')}/{w('gridSpan')}")
                column += max(read_whole(span.get(w("val"))), 1) if span is not None else 1

    def read_paragraph(self, element: etree._Element, spot: Spot) -> None:
        """Read one paragraph, then the text boxes that hang on it."""
        properties = element.find(w("pPr"))
        style = properties.find(w("pStyle")) if properties is not None else None
        style_id = self.sheet.default if style is None else style.get(w("val"), "")
        self.remarks.number += not self.is_aside
        label = self.labels.label(properties, style_id)
        fields = [each.name for each in self.runs.fields]
        spans = self.runs.read_spans(element)
        fields += [each.name for each in self.runs.fields]
        style_name = self.sheet.name(style_id)
        if CONTENTS.intersection(fields) or style_name.lower().startswith("toc"):
            spot = replace(spot, container=Container.CONTENTS)
        boxes, self.runs.boxes = self.runs.boxes, []
        ends = properties.find(w("rPr")) if properties is not None else None
        marks = [] if ends is None else [read_change(each) for each in ends if each.tag in MARKS]
        self.paragraphs.append(
            WordParagraph(
                number=self.remarks.number,
                spans=spans,
                style=style_name,
                level=self.sheet.heading_level(style_id, properties),
                label=label.words if label else "",
                depth=label.depth if label else -1,
                is_bullet=bool(label and label.is_bullet),
                bookmarks=tuple(self.runs.bookmarks),
                container=spot.container,
                place=spot.place,
                centred=self.is_centred(properties, style_id),
                right_to_left=bool(is_on(properties, "bidi")),
                mark=marks[0] if marks else None,
            )
        )
        self.runs.bookmarks = []
        for box in boxes:
            self.remarks.add(
                "W304", Level.WARNING, "A text box stands here; it is read after its paragraph.",
                "Put its words where they belong.",
            )  # fmt: skip
            self.read_blocks(box, replace(spot, container=Container.TEXT_BOX))

    def is_centred(self, properties: etree._Element | None, style_id: str) -> bool:
        """Return whether a paragraph stands in the middle of the line."""
        own = properties.find(w("jc")) if properties is not None else None
        justified = own if own is not None else self.sheet.find(style_id, "pPr", "jc")
        return justified is not None and justified.get(w("val")) == "center"


def find_parts(parent: etree._Element, tag: str) -> Iterable[etree._Element]:
    """Yield the rows or cells of a table, through content controls and the like."""
    for child in parent.iterchildren(tag=etree.Element):
        if child.tag == tag:
            yield child
        elif child.tag in BLOCK_WRAPPERS or child.tag == w("sdt"):
            yield from find_parts(child, tag)
