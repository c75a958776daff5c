"""What stands in one story of a Word file (the text, a note, a comment)? Its paragraphs in order.

Elements and their meaning: ECMA-376 part 1, 17.3 (paragraphs and runs), 17.4 (tables), 17.5
(content controls, smart tags), 17.16 (fields).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from lxml import etree

from declarations.problems import Level
from exports.docx.parts import M, Relationship, WordParts, w
from exports.docx.printed_labels import LabelCounter
from exports.docx.reading import (
    ChangeMark,
    Container,
    Remark,
    Span,
    TablePlace,
    WordParagraph,
)
from exports.docx.revisions import KINDS, MARKS
from exports.docx.shown_fields import CONTENTS, HIDDEN, OpenField
from exports.docx.style_sheet import OFF, is_on, read_styles
from exports.docx.symbols import read_private, read_symbol

MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
PLAIN = {
    w("tab"): "\t",
    w("ptab"): "\t",
    w("cr"): "\n",
    w("noBreakHyphen"): "\u2011",
    w("softHyphen"): "",
    w("lastRenderedPageBreak"): "",
    w("footnoteRef"): "",
    w("endnoteRef"): "",
    w("annotationRef"): "",
    w("separator"): "",
    w("continuationSeparator"): "",
}
TRANSPARENT = frozenset(
    w(name)
    for name in ("smartTag", "customXml", "sdtContent", "dir", "bdo", "ruby", "rubyBase", "ins",
                 "del", "moveFrom", "moveTo")
)  # fmt: skip
"""What only wraps text; changes are marked besides where they are kept."""
SILENT = frozenset(
    w(name)
    for name in (
        "pPr", "rPr", "sdtPr", "sdtEndPr", "customXmlPr", "smartTagPr", "tblPr", "tblGrid", "trPr",
        "tcPr", "tblPrEx", "sectPr", "proofErr", "permStart", "permEnd", "bookmarkEnd", "rt",
        "rubyPr", "moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart", "moveToRangeEnd",
        "customXmlInsRangeStart", "customXmlInsRangeEnd", "customXmlDelRangeStart",
        "customXmlDelRangeEnd", "customXmlMoveFromRangeStart", "customXmlMoveFromRangeEnd",
        "customXmlMoveToRangeStart", "customXmlMoveToRangeEnd", "instrText", "delInstrText",
        "commentReference", "fldData", "ffData",
    )
)  # fmt: skip
CHECKED, UNCHECKED = "☒", "☐"
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class NoteMark:
    """A note mark as it was met: the note's id in a reading, and its number in the file."""

    id: str
    number: str
    is_endnote: bool
    paragraph: int


@dataclass(slots=True)
class CommentPlace:
    """Where a comment begins, and the words it covers so far."""

    paragraph: int
    words: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Spot:
    """Where the reader is: the container and the cell."""

    container: Container = Container.TEXT
    place: TablePlace | None = None


class StoryReader:
    """Reads the stories of one file; lists, notes and fields run on from one to the next."""

    def __init__(self, parts: WordParts) -> None:
        self.relationships: dict[str, Relationship] = parts.relationships["document"]
        self.sheet = read_styles(parts.tree("styles"))
        self.labels = LabelCounter(parts.tree("numbering"), self.sheet, self.remark_format)
        self.remarks: list[Remark] = []
        self.note_marks: list[NoteMark] = []
        self.comments: dict[str, CommentPlace] = {}
        self.open_comments: dict[str, CommentPlace] = {}
        self.paragraphs: list[WordParagraph] = []
        self.number = 0
        self.tables = 0
        self.in_note = False
        self.fields: list[OpenField] = []
        self.spans: list[Span] = []
        self.bookmarks: list[str] = []
        self.boxes: list[etree._Element] = []

    def remark(
        self, code: str, level: Level, message: str, remedy: str, paragraph: int | None = None
    ) -> None:
        """Note what was not understood, at the present paragraph; once for each paragraph."""
        place = self.number if paragraph is None else paragraph
        made = Remark(place, code, level, message, remedy)
        if made not in self.remarks[-20:]:
            self.remarks.append(made)

    def remark_format(self, kind: str) -> None:
        """Note a number format that is printed in plain digits instead."""
        self.remark(
            "W307", Level.WARNING, f"The numbers of a list have a format not known here ({kind}).",
            "Compare the number with the Word file.",
        )  # fmt: skip

    def read_story(self, root: etree._Element, number: int | None = None) -> list[WordParagraph]:
        """Return the paragraphs below ``root``; ``number`` stands for all of a note's or comment's.

        Fields that a story does not end end with it.
        """
        kept, self.paragraphs = self.paragraphs, []
        counted = self.number
        if number is not None:
            self.number = number
        self.read_blocks(root, Spot())
        self.fields.clear()
        found, self.paragraphs = self.paragraphs, kept
        if number is not None:
            self.number = counted
        return found

    def read_note(self, root: etree._Element, number: int) -> tuple[Span, ...]:
        """Return the words of a note, its paragraphs joined by spaces."""
        self.in_note = True
        spans: list[Span] = []
        for paragraph in self.read_story(root, number):
            if spans and paragraph.spans:
                spans.append(Span(" "))
            spans += paragraph.spans
        self.in_note = False
        return tuple(spans)

    # Blocks

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
            elif tag in TRANSPARENT:
                self.read_blocks(child, spot)
            elif tag == w("bookmarkStart"):
                self.note_bookmark(child)
            elif tag in {w("commentRangeStart"), w("commentRangeEnd")}:
                self.note_comment(child)
            elif tag == f"{{{MC}}}AlternateContent":
                self.read_blocks(choose_alternative(child), spot)
            elif tag not in SILENT:
                self.meet_unknown(child)

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
                wide = span.get(w("val"), "1") if span is not None else "1"
                column += int(wide) if wide.isdecimal() else 1

    def read_paragraph(self, element: etree._Element, spot: Spot) -> None:
        """Read one paragraph, then the text boxes that hang on it."""
        properties = element.find(w("pPr"))
        style = properties.find(w("pStyle")) if properties is not None else None
        style_id = self.sheet.default if style is None else style.get(w("val"), "")
        if self.paragraphs is not None and not self.in_note:
            self.number += 1
        number = self.number
        label = self.labels.label(properties, style_id)
        contents = any(each.name in CONTENTS for each in self.fields)
        self.spans = []
        self.read_inline(element, Span(""))
        contents = contents or any(each.name in CONTENTS for each in self.fields)
        style_name = self.sheet.name(style_id)
        if contents or style_name.lower().startswith("toc "):
            spot = replace(spot, container=Container.CONTENTS)
        boxes, self.boxes = self.boxes, []
        mark = properties.find(w("rPr")) if properties is not None else None
        self.paragraphs.append(
            WordParagraph(
                number=number,
                spans=tuple(self.spans),
                style=style_name,
                level=self.sheet.heading_level(style_id, properties),
                label=label.words if label else "",
                depth=label.depth if label else -1,
                is_bullet=bool(label and label.is_bullet),
                bookmarks=tuple(self.bookmarks),
                container=spot.container,
                place=spot.place,
                centred=self.is_centred(properties, style_id),
                right_to_left=bool(is_on(properties, "bidi")),
                mark=next((read_change(each) for each in mark if each.tag in MARKS), None)
                if mark is not None
                else None,
            )
        )
        self.bookmarks = []
        for box in boxes:
            self.remark(
                "W304", Level.WARNING, "A text box stands here; it is read after its paragraph.",
                "Put its words where they belong.",
            )  # fmt: skip
            self.read_blocks(box, replace(spot, container=Container.TEXT_BOX))

    def is_centred(self, properties: etree._Element | None, style_id: str) -> bool:
        """Return whether a paragraph stands in the middle of the line."""
        own = properties.find(w("jc")) if properties is not None else None
        justified = own if own is not None else self.sheet.find(style_id, "pPr", "jc")
        return justified is not None and justified.get(w("val")) == "center"

    # Inline

    def read_inline(self, parent: etree._Element, look: Span) -> None:
        """Read the runs below an element; ``look`` is what they have from above."""
        for child in parent.iterchildren(tag=etree.Element):
            tag = child.tag
            if tag == w("r"):
                self.read_run(child, look)
            elif tag == w("hyperlink"):
                self.read_inline(child, replace(look, link=self.find_link(child)))
            elif tag in MARKS:
                self.read_inline(child, replace(look, change=read_change(child)))
            elif tag in TRANSPARENT:
                self.read_inline(child, look)
            elif tag == w("sdt"):
                content = child.find(w("sdtContent"))
                if content is not None:
                    self.read_inline(content, look)
            elif tag == w("fldSimple"):
                self.fields.append(OpenField(child.get(w("instr"), ""), shows_result=True))
                self.read_inline(child, look)
                self.fields.pop()
            elif tag == w("bookmarkStart"):
                self.note_bookmark(child)
            elif tag in {w("commentRangeStart"), w("commentRangeEnd")}:
                self.note_comment(child)
            elif tag in {f"{{{M}}}oMath", f"{{{M}}}oMathPara"}:
                self.read_mathematics(child, look)
            elif tag == f"{{{MC}}}AlternateContent":
                self.read_inline(choose_alternative(child), look)
            elif tag not in SILENT:
                self.meet_unknown(child)

    def read_run(self, run: etree._Element, look: Span) -> None:
        """Read one run: its look, its words, and what stands among them."""
        properties = run.find(w("rPr"))
        if properties is not None:
            look = self.read_look(properties, look)
            if is_on(properties, "vanish") and self.is_shown():
                hidden = "".join(t.text or "" for t in run.iter(w("t"), w("delText")))
                if hidden.strip():
                    self.remark(
                        "W305", Level.WARNING,
                        f"Hidden words were left out: {hidden[:LONGEST_NAME]!r}.",
                        "Make them visible in Word if they belong to the text.",
                    )  # fmt: skip
                    return
        fonts = properties.find(w("rFonts")) if properties is not None else None
        font = fonts.get(w("ascii"), "") if fonts is not None else ""
        has_own_mark = False
        for child in run.iterchildren(tag=etree.Element):
            tag = child.tag
            if tag in {w("t"), w("delText")}:
                if not has_own_mark:
                    self.add(read_private(font, child.text or ""), look)
            elif tag in {w("footnoteReference"), w("endnoteReference")}:
                has_own_mark = child.get(w("customMarkFollows"), "0") not in OFF
                self.add_note_mark(child, look)
            else:
                self.read_sign(child, look)

    def read_sign(self, child: etree._Element, look: Span) -> None:
        """Read whatever in a run is not plain words."""
        tag = child.tag
        if tag in PLAIN:
            self.add(PLAIN[str(tag)], look)
        elif tag == w("br"):
            self.add("\n" if child.get(w("type"), "textWrapping") == "textWrapping" else "", look)
        elif tag == w("fldChar"):
            self.read_field_sign(child, look)
        elif tag in {w("instrText"), w("delInstrText")}:
            if self.fields and not self.fields[-1].shows_result:
                self.fields[-1].code += child.text or ""
        elif tag == w("sym"):
            self.read_symbol(child, look)
        elif tag == w("ruby"):
            self.read_inline(child, look)
        elif tag == f"{{{MC}}}AlternateContent":
            for each in choose_alternative(child).iterchildren(tag=etree.Element):
                self.read_sign(each, look)
        elif tag in {w("drawing"), w("pict"), w("object")}:
            self.meet_drawing(child)
        elif tag == w("commentReference"):
            number = child.get(w("id"), "")
            self.comments.setdefault(number, CommentPlace(self.number))
        elif tag not in SILENT:
            self.meet_unknown(child)

    def read_look(self, properties: etree._Element, look: Span) -> Span:
        """Return the look with what the run's own properties and character style say."""
        style = properties.find(w("rStyle"))
        style_id = style.get(w("val"), "") if style is not None else ""
        bold, italic = is_on(properties, "b"), is_on(properties, "i")
        if style_id:
            bold = self.sheet.says(style_id, "rPr", "b") if bold is None else bold
            italic = self.sheet.says(style_id, "rPr", "i") if italic is None else italic
        language = properties.find(w("lang"))
        named = ""
        if language is not None:
            kind = "bidi" if is_on(properties, "rtl") else "val"
            named = language.get(w(kind), "")
        if is_on(properties, "strike") or is_on(properties, "dstrike"):
            self.remark(
                "W306", Level.WARNING, "Words are struck through by hand, not as a tracked change.",
                "They were kept; delete them in the draft if they are meant to go.",
            )  # fmt: skip
        return replace(look, bold=bool(bold), italic=bool(italic), language=named)

    def add(self, words: str, look: Span) -> None:
        """Add words that are shown, to the last span where the look is the same."""
        if not words or not self.is_shown():
            return
        if self.fields:
            inner = self.fields[-1]
            reference = next((f.reference for f in self.fields if f.reference), "")
            look = replace(look, reference=reference, link=inner.link or look.link)
        for place in self.open_comments.values():
            place.words.append(words)
        last = self.spans[-1] if self.spans else None
        if last is not None and not last.note and replace(last, text="") == look:
            self.spans[-1] = replace(last, text=last.text + words)
        else:
            self.spans.append(replace(look, text=words))

    def is_shown(self) -> bool:
        """Return whether words here are printed: not those of a field's code."""
        return all(each.shows_result and each.name not in HIDDEN for each in self.fields)

    def read_field_sign(self, sign: etree._Element, look: Span) -> None:
        """Begin a field, go on to its result, or end it."""
        kind = sign.get(w("fldCharType"))
        if kind == "begin":
            box = sign.find(f"{w('ffData')}/{w('checkBox')}")
            checked: bool | None = None
            if box is not None:
                said = is_on(box, "checked")
                checked = bool(is_on(box, "default")) if said is None else said
            self.fields.append(OpenField(is_checked=checked))
        elif kind == "separate" and self.fields:
            self.fields[-1].shows_result = True
        elif kind == "end" and self.fields:
            ended = self.fields.pop()
            if ended.is_checked is not None:
                self.add(CHECKED if ended.is_checked else UNCHECKED, look)

    def add_note_mark(self, mark: etree._Element, look: Span) -> None:
        """Add a note mark; a note has no notes of its own."""
        is_endnote = mark.tag == w("endnoteReference")
        number = mark.get(w("id"), "")
        if self.in_note or not self.is_shown():
            return
        note_id = f"{'e' if is_endnote else ''}{number}"
        if all(each.id != note_id for each in self.note_marks):
            self.note_marks.append(NoteMark(note_id, number, is_endnote, self.number))
        self.spans.append(replace(look, text="", note=note_id))

    def read_symbol(self, symbol: etree._Element, look: Span) -> None:
        """Add a sign of a symbol font as the character it prints."""
        font, code = symbol.get(w("font"), ""), symbol.get(w("char"), "")
        character = read_symbol(font, code)
        if character is None:
            self.remark(
                "W308", Level.WARNING, f"A sign of the font {font} (place {code}) is not known.",
                "Write the sign in the place of \ufffd.",
            )  # fmt: skip
        self.add(character or "\ufffd", look)

    def read_mathematics(self, element: etree._Element, look: Span) -> None:
        """Add the signs of a formula one after another: its shape cannot be kept."""
        signs = "".join(each.text or "" for each in element.iter(f"{{{M}}}t", w("t")))
        self.remark(
            "W303", Level.WARNING, f"A formula was read as plain signs: {signs[:LONGEST_NAME]!r}.",
            "Compare it with the Word file.",
        )  # fmt: skip
        self.add(signs, look)

    # What hangs on the text

    def find_link(self, link: etree._Element) -> str:
        """Return where a hyperlink leads: an address, or "#" and a bookmark."""
        anchor = link.get(w("anchor"), "")
        number = next((v for k, v in link.attrib.items() if str(k).endswith("}id")), "")
        target = self.relationships.get(str(number))
        address = target.target if target is not None and target.is_external else ""
        return f"{address}#{anchor}" if anchor else address

    def note_bookmark(self, start: etree._Element) -> None:
        """Keep the name of a bookmark for the paragraph it begins in, or before."""
        name = start.get(w("name"), "")
        if name and name != "_GoBack" and not self.in_note:
            self.bookmarks.append(name)

    def note_comment(self, edge: etree._Element) -> None:
        """Begin or end the words that a comment is about."""
        number = edge.get(w("id"), "")
        if edge.tag == w("commentRangeEnd"):
            self.open_comments.pop(number, None)
            return
        place = CommentPlace(max(self.number, 1))
        self.comments.setdefault(number, place)
        self.open_comments[number] = self.comments[number]

    def meet_drawing(self, drawing: etree._Element) -> None:
        """Keep the text boxes of a drawing for after the paragraph; note a picture or object."""
        boxes = [
            each
            for each in drawing.iter(w("txbxContent"))
            if not any(a.tag == w("txbxContent") for a in each.iterancestors())
            and not any(a.tag == f"{{{MC}}}Fallback" for a in each.iterancestors())
        ]
        nested = [each for each in boxes if any(a is drawing for a in each.iterancestors())]
        self.boxes += nested
        if nested:
            return
        names = {etree.QName(each).localname for each in drawing.iter(tag=etree.Element)}
        described = next(
            (each for each in drawing.iter(tag=etree.Element) if each.tag.endswith("}docPr")), None
        )
        name = ""
        if described is not None:
            name = described.get("descr", "") or described.get("title", "")
        kind = "An embedded object" if "OLEObject" in names else "A picture or drawing"
        code = "W302" if "OLEObject" in names else "W301"
        self.remark(
            code, Level.WARNING,
            f"{kind} is not taken over{f' ({name[:LONGEST_NAME]})' if name else ''}.",
            "Put it into an annex, or describe it in words.",
        )  # fmt: skip

    def meet_unknown(self, element: etree._Element) -> None:
        """Note an element that is not understood; words inside it are not lost unseen."""
        name = etree.QName(element).localname
        words = "".join(each.text or "" for each in element.iter(w("t")))
        told = f", with the words {words[:LONGEST_NAME]!r}" if words.strip() else ""
        self.remark(
            "W309", Level.WARNING, f"The Word element {name!r:.40} was not understood{told}.",
            "Look at the place in Word, and write into the draft what is missing.",
        )  # fmt: skip


def choose_alternative(element: etree._Element) -> etree._Element:
    """Return the first alternative that Word offers, or what stands in for all of them."""
    children = list(element.iterchildren(tag=etree.Element))
    chosen = [each for each in children if each.tag == f"{{{MC}}}Choice"]
    return next(iter(chosen or children), element)


def find_parts(parent: etree._Element, tag: str) -> Iterable[etree._Element]:
    """Yield the rows or cells of a table, through content controls and the like."""
    for child in parent.iterchildren(tag=etree.Element):
        if child.tag == tag:
            yield child
        elif child.tag in TRANSPARENT or child.tag == w("sdt"):
            yield from find_parts(child, tag)


def read_change(element: etree._Element) -> ChangeMark:
    """Return the change that an element marks."""
    return ChangeMark(
        KINDS[str(element.tag)], element.get(w("author"), ""), element.get(w("date"), "")
    )
