"""What stands inside a paragraph of a Word file? Words with their looks, and what is among them.

Elements and their meaning: ECMA-376 part 1, 17.3.2 and 17.3.3 (runs), 17.5 (content controls, smart
tags), 17.16 (fields), 17.13 (bookmarks and comments).
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from lxml import etree

from declarations.problems import Level
from exports.docx.drawing import LOGO_NAME
from exports.docx.parts import M, Relationship, w
from exports.docx.reading import ChangeMark, Span
from exports.docx.remarks import Remarks
from exports.docx.revisions import KINDS, MARKS
from exports.docx.shown_fields import HIDDEN, OpenField
from exports.docx.style_sheet import OFF, StyleSheet, is_on
from exports.docx.symbols import read_private, read_symbol

MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
ALTERNATIVE = f"{{{MC}}}AlternateContent"
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


class RunReader:
    """Reads the inside of paragraphs; fields and comments run on from one to the next."""

    def __init__(
        self, sheet: StyleSheet, relationships: dict[str, Relationship], remarks: Remarks
    ) -> None:
        self.sheet = sheet
        self.relationships = relationships
        self.remarks = remarks
        self.in_note = False
        self.fields: list[OpenField] = []
        self.spans: list[Span] = []
        self.bookmarks: list[str] = []
        self.boxes: list[etree._Element] = []
        self.note_marks: dict[str, NoteMark] = {}
        self.open_bookmarks: dict[str, str] = {}
        self.marked: dict[str, str] = {}
        self.has_gap = False
        self.comments: dict[str, CommentPlace] = {}
        self.open_comments: dict[str, CommentPlace] = {}
        self.readers: dict[str, Callable[[etree._Element, Span], None]] = {
            w("r"): self.read_run,
            w("hyperlink"): self.read_hyperlink,
            w("sdt"): self.read_control,
            w("fldSimple"): self.read_simple_field,
            w("bookmarkStart"): self.note_bookmark,
            w("bookmarkEnd"): self.end_bookmark,
            w("commentRangeStart"): self.note_comment,
            w("commentRangeEnd"): self.note_comment,
            f"{{{M}}}oMath": self.read_mathematics,
            f"{{{M}}}oMathPara": self.read_mathematics,
            ALTERNATIVE: self.read_alternative,
            **dict.fromkeys(TRANSPARENT, self.read_inline),
            **dict.fromkeys(MARKS, self.read_changed),
        }
        self.signs: dict[str, Callable[[etree._Element, Span], None]] = {
            w("br"): self.read_break,
            w("fldChar"): self.read_field_sign,
            w("instrText"): self.read_code,
            w("delInstrText"): self.read_code,
            w("sym"): self.read_symbol,
            w("ruby"): self.read_inline,
            ALTERNATIVE: self.read_alternative_sign,
            w("drawing"): self.meet_drawing,
            w("pict"): self.meet_drawing,
            w("object"): self.meet_drawing,
            w("commentReference"): self.place_comment,
        }

    def read_spans(self, paragraph: etree._Element) -> tuple[Span, ...]:
        """Return the words of a paragraph; its bookmarks and text boxes are kept beside."""
        self.spans = []
        self.read_inline(paragraph, Span(""))
        return tuple(self.spans)

    def read_inline(self, parent: etree._Element, look: Span) -> None:
        """Read the runs below an element; ``look`` is what they have from above."""
        for child in parent.iterchildren(tag=etree.Element):
            read = self.readers.get(str(child.tag))
            if read is not None:
                read(child, look)
            elif child.tag not in SILENT:
                self.meet_unknown(child)

    def read_hyperlink(self, element: etree._Element, look: Span) -> None:
        """Read the words of a link."""
        self.read_inline(element, replace(look, link=self.find_link(element)))

    def read_changed(self, element: etree._Element, look: Span) -> None:
        """Read words that are marked as changed."""
        self.read_inline(element, replace(look, change=read_change(element)))

    def read_control(self, element: etree._Element, look: Span) -> None:
        """Read the words of a content control."""
        content = element.find(w("sdtContent"))
        if content is not None:
            self.read_inline(content, look)

    def read_simple_field(self, element: etree._Element, look: Span) -> None:
        """Read the result of a field that is one element."""
        self.fields.append(OpenField(element.get(w("instr"), ""), shows_result=True))
        self.read_inline(element, look)
        self.fields.pop()

    def read_alternative(self, element: etree._Element, look: Span) -> None:
        """Read what Word would choose."""
        self.read_inline(choose_alternative(element), look)

    def read_alternative_sign(self, element: etree._Element, look: Span) -> None:
        """Read what Word would choose inside a run."""
        for each in choose_alternative(element).iterchildren(tag=etree.Element):
            self.read_sign(each, look)

    def read_run(self, run: etree._Element, look: Span) -> None:
        """Read one run: its look, its words, and what stands among them."""
        properties = run.find(w("rPr"))
        if properties is not None:
            look = self.read_look(properties, look)
            if is_on(properties, "vanish") and self.is_shown():
                hidden = "".join(t.text or "" for t in run.iter(w("t"), w("delText")))
                if hidden.strip():
                    self.remarks.add(
                        "W305", Level.WARNING,
                        f"Hidden words were left out: {hidden[:LONGEST_NAME]!r}.",
                        "Make them visible in Word if they belong to the text.",
                    )  # fmt: skip
                    return
            if self.read_typed_mark(run, properties, look):
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
        tag = str(child.tag)
        if tag in PLAIN:
            self.add(PLAIN[tag], look)
        elif tag in self.signs:
            self.signs[tag](child, look)
        elif tag not in SILENT:
            self.meet_unknown(child)

    def read_break(self, element: etree._Element, look: Span) -> None:
        """Add the break of a line; those of pages and columns are no words."""
        is_line = element.get(w("type"), "textWrapping") == "textWrapping"
        self.add("\n" if is_line else "", look)

    def read_code(self, element: etree._Element, _look: Span) -> None:
        """Keep the code of a field."""
        if self.fields and not self.fields[-1].shows_result:
            self.fields[-1].code += element.text or ""

    def place_comment(self, element: etree._Element, _look: Span) -> None:
        """Keep the place of a comment that covers no words."""
        number = element.get(w("id"), "")
        self.comments.setdefault(number, CommentPlace(self.remarks.number))

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
            self.remarks.add(
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
            if inner.name == "NOTEREF" and inner.reference in self.marked:
                self.repeat_note(self.marked[inner.reference], look)
                return
            referring = next((each for each in self.fields if each.reference), None)
            look = replace(look, link=inner.link or look.link)
            if referring:
                number = referring.is_number
                look = replace(look, reference=referring.reference, is_number=number)
        for place in self.open_comments.values():
            place.words.append(words)
        last = self.spans[-1] if self.spans else None
        if last is not None and not last.note and replace(last, text="") == look:
            self.spans[-1] = replace(last, text=last.text + words)
        else:
            self.spans.append(replace(look, text=words))

    def read_typed_mark(self, run: etree._Element, properties: etree._Element, look: Span) -> bool:
        """Read a number typed in the style of note marks: the mark of a note met before.

        Once a number is met that no note has, the numbers after it may mean other notes; they stay
        words, and that is told.
        """
        words = "".join(each.text or "" for each in run.iter(w("t"))).strip()
        style = properties.find(w("rStyle"))
        name = "" if style is None else self.sheet.name(style.get(w("val"), "")).lower()
        is_plain = run.find(w("footnoteReference")) is None and self.is_shown()
        if name != "footnote reference" or not words.isdecimal() or not is_plain or self.in_note:
            return False
        if self.fields and self.fields[-1].reference in self.marked:
            return False
        marks = [each.id for each in self.note_marks.values() if not each.is_endnote]
        if not self.has_gap and 0 < int(words) <= len(marks):
            self.spans.append(replace(look, text="", note=marks[int(words) - 1]))
            return True
        self.has_gap = True
        self.remarks.add(
            "W311", Level.WARNING, f"A note mark ({words}) is typed; which note it means is not "
            "known.",
            "Write the mark of the note, such as [^1], in place of the number.",
        )  # fmt: skip
        return False

    def repeat_note(self, note_id: str, look: Span) -> None:
        """Add the mark of a note that was marked before, once for all runs of its field."""
        if not (self.spans and self.spans[-1].note == note_id):
            self.spans.append(replace(look, text="", note=note_id))

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
        met = NoteMark(note_id, number, is_endnote, self.remarks.number)
        self.note_marks.setdefault(note_id, met)
        for name in self.open_bookmarks.values():
            self.marked.setdefault(name, note_id)
        self.spans.append(replace(look, text="", note=note_id))

    def read_symbol(self, symbol: etree._Element, look: Span) -> None:
        """Add a sign of a symbol font as the character it prints."""
        font, code = symbol.get(w("font"), ""), symbol.get(w("char"), "")
        character = read_symbol(font, code)
        if character is None:
            self.remarks.add(
                "W308", Level.WARNING, f"A sign of the font {font} (place {code}) is not known.",
                "Write the sign in the place of \ufffd.",
            )  # fmt: skip
        self.add(character or "\ufffd", look)

    def read_mathematics(self, element: etree._Element, look: Span) -> None:
        """Add the signs of a formula one after another: its shape cannot be kept."""
        signs = "".join(each.text or "" for each in element.iter(f"{{{M}}}t", w("t")))
        self.remarks.add(
            "W303", Level.WARNING, f"A formula was read as plain signs: {signs[:LONGEST_NAME]!r}.",
            "Compare it with the Word file.",
        )  # fmt: skip
        self.add(signs, look)

    def find_link(self, link: etree._Element) -> str:
        """Return where a hyperlink leads: an address, or "#" and a bookmark."""
        anchor = link.get(w("anchor"), "")
        number = next((v for k, v in link.attrib.items() if str(k).endswith("}id")), "")
        target = self.relationships.get(str(number))
        address = target.target if target is not None and target.is_external else ""
        return f"{address}#{anchor}" if anchor else address

    def note_bookmark(self, start: etree._Element, _look: Span) -> None:
        """Keep the name of a bookmark for the paragraph it begins in, or before."""
        name = start.get(w("name"), "")
        if name and name != "_GoBack" and not self.in_note:
            self.bookmarks.append(name)
            self.open_bookmarks[start.get(w("id"), "")] = name

    def end_bookmark(self, end: etree._Element, _look: Span) -> None:
        """Forget a bookmark that is over."""
        self.open_bookmarks.pop(end.get(w("id"), ""), None)

    def note_comment(self, edge: etree._Element, _look: Span) -> None:
        """Begin or end the words that a comment is about."""
        number = edge.get(w("id"), "")
        if edge.tag == w("commentRangeEnd"):
            self.open_comments.pop(number, None)
            return
        place = CommentPlace(max(self.remarks.number, 1))
        self.comments.setdefault(number, place)
        self.open_comments[number] = self.comments[number]

    def meet_drawing(self, drawing: etree._Element, _look: Span) -> None:
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
            if described.get("name") == LOGO_NAME:
                return  # Accord put it there, and will again
            name = described.get("descr", "") or described.get("title", "")
        kind = "An embedded object" if "OLEObject" in names else "A picture or drawing"
        code = "W302" if "OLEObject" in names else "W301"
        self.remarks.add(
            code, Level.WARNING,
            f"{kind} is not taken over{f' ({name[:LONGEST_NAME]})' if name else ''}.",
            "Put it into an annex, or describe it in words.",
        )  # fmt: skip

    def meet_unknown(self, element: etree._Element) -> None:
        """Note an element that is not understood; words inside it are not lost unseen."""
        name = etree.QName(element).localname
        words = "".join(each.text or "" for each in element.iter(w("t")))
        told = f", with the words {words[:LONGEST_NAME]!r}" if words.strip() else ""
        self.remarks.add(
            "W309", Level.WARNING, f"The Word element {name!r:.40} was not understood{told}.",
            "Look at the place in Word, and write into the draft what is missing.",
        )  # fmt: skip


def choose_alternative(element: etree._Element) -> etree._Element:
    """Return the first alternative that Word offers, or what stands in for all of them."""
    children = list(element.iterchildren(tag=etree.Element))
    chosen = [each for each in children if each.tag == f"{{{MC}}}Choice"]
    return next(iter(chosen or children), element)


def read_change(element: etree._Element) -> ChangeMark:
    """Return the change that an element marks."""
    return ChangeMark(
        KINDS[str(element.tag)], element.get(w("author"), ""), element.get(w("date"), "")
    )
