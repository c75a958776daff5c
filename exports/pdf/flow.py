"""How do headings, paragraphs, lists and notes become lines on pages?"""

from dataclasses import dataclass, field

from exports.blocks import (
    Align,
    Block,
    Change,
    Document,
    Heading,
    ListBlock,
    Note,
    NumberedParagraph,
    Paragraph,
    ParagraphStyle,
    Remark,
    Run,
    Runs,
    plain_text,
)
from exports.house_style import ACCORD_STYLE, HouseStyle, Logo
from exports.languages import WriterWords, choose_words, find_language, is_right_to_left
from exports.pdf.lines import Printer, expand_notes, place_line
from exports.pdf.pages import Draw, Page, Sheet, Slab, draw_nothing
from exports.pdf.tagging import Color, Element, Role
from exports.pdf.text import Line, TextEngine, TextStyle

ACCENT = Role.ACCENT
QUIET: Color = (0.36, 0.40, 0.45)
BODY = TextStyle(10, 14.5)
_STYLES = {
    ParagraphStyle.BODY: BODY,
    ParagraphStyle.LEAD: TextStyle(12, 17.5, color=ACCENT),
    ParagraphStyle.QUOTE: TextStyle(10, 14.5, italic=True),
    ParagraphStyle.SMALL: TextStyle(8.5, 12, color=QUIET),
    ParagraphStyle.CLOSING: TextStyle(10, 14.5),
    ParagraphStyle.TITLE: TextStyle(24, 29, bold=True, color=ACCENT, display=True),
    ParagraphStyle.SUBTITLE: TextStyle(14, 19),
    ParagraphStyle.ORGANISATION: TextStyle(12, 17, color=QUIET),
    ParagraphStyle.COVER_LINE: BODY,
}
_HEADINGS = (
    (TextStyle(19, 24, bold=True, color=ACCENT, display=True), 26.0),
    (TextStyle(14.5, 19, bold=True, color=ACCENT, display=True), 20.0),
    (TextStyle(12, 16, bold=True, display=True), 15.0),
    (TextStyle(10.5, 14.5, bold=True, display=True), 12.0),
    (TextStyle(10, 14, bold=True, italic=True, display=True), 10.0),
    (TextStyle(10, 14, italic=True, display=True), 10.0),
)
_PARAGRAPH_GAP = 7.0
_AFTER_HEADING = 8.0
_INDENT = 26.0
_LIST_NUMBERING = b"<</O/List/ListNumbering/%s>>"


@dataclass(frozen=True, slots=True)
class Entry:
    """A heading as the contents and the bookmarks list it."""

    level: int
    label: str
    runs: Runs
    anchor: str

    @property
    def title(self) -> str:
        """The heading's label and words, on one line."""
        return " ".join(f"{self.label} {plain_text(self.runs)}".split())


@dataclass(slots=True)
class Setting:
    """What every part of the layout needs: the text engine, the printer, the document."""

    document: Document
    engine: TextEngine
    printer: Printer
    words: WriterWords
    notes: dict[str, Note]
    entries: list[Entry]
    sheet: Sheet
    logo: Logo | None = None
    page_of: dict[str, int] = field(default_factory=dict)
    tables: int = 0
    figures: int = 0

    @property
    def rtl(self) -> bool:
        """Whether the document runs from right to left."""
        return is_right_to_left(self.document.language)

    def note_page(self, page: Page, number: int) -> None:
        """Remember on which page each anchor first stands."""
        for slab, _depth in page.placed:
            if slab.anchor:
                self.page_of.setdefault(slab.anchor, number)

    def with_marks(self, runs: Runs) -> Runs:
        """Return the runs with the marks of their notes, to which the notes lead back."""
        expanded = expand_notes(runs, self.notes)
        self.printer.anchors.update(f"mark-{run.note}" for run in expanded if run.note)
        return expanded


def new_setting(
    document: Document,
    engine: TextEngine,
    printer: Printer,
    style: HouseStyle = ACCORD_STYLE,
) -> Setting:
    """Return the setting of a document before anything is laid out."""
    words = choose_words(document.language)
    notes = {note.id: note for note in document.notes}
    entries = _list_headings(document, words)
    printer.anchors.update(entry.anchor for entry in entries)
    printer.anchors.update(f"note-{note}" for note in notes)
    printer.anchors.update(
        block.anchor
        for block in document.blocks
        if isinstance(block, Paragraph | NumberedParagraph) and block.anchor
    )
    printer.titles.update((entry.anchor, entry.title) for entry in entries)
    printer.titles.update((f"mark-{note}", words.back) for note in notes)
    sheet = Sheet(style.paper)
    return Setting(document, engine, printer, words, notes, entries, sheet, style.logo)


def _list_headings(document: Document, words: WriterWords) -> list[Entry]:
    headings = [block for block in document.blocks if isinstance(block, Heading)]
    if document.notes:
        headings.append(Heading(1, (Run(words.notes),)))
    entries: list[Entry] = []
    level = 0
    for number, heading in enumerate(headings, 1):
        level = max(1, min(heading.level, level + 1))  # ISO 14289-1, 7.4.2: no gaps
        anchor = heading.anchor or f"heading-{number}"
        entries.append(Entry(level, heading.label, heading.runs, anchor))
    return entries


@dataclass(slots=True)
class Body:
    """Running text being laid out: its slabs so far, and the list that is open."""

    setting: Setting
    slabs: list[Slab] = field(default_factory=list)
    _headings: int = 0
    _open: list[tuple[int, Element, Element]] = field(default_factory=list)

    @property
    def root(self) -> Element:
        """The element of the whole document."""
        return self.setting.printer.canvas.root

    def release(self) -> list[Slab]:
        """Take out the slabs that no later block changes: all before the last that shows."""
        last = len(self.slabs)
        while last and self.slabs[last - 1].draw is draw_nothing:
            last -= 1
        ready = self.slabs[: max(0, last - 1)]
        del self.slabs[: len(ready)]
        return ready

    def add(self, block: Block) -> None:
        """Lay out a heading, a paragraph, a numbered paragraph or a list."""
        if isinstance(block, Heading | Paragraph | NumberedParagraph):
            self._add_remarks(block.remarks)
        if isinstance(block, Heading):
            self._add_heading()
        elif isinstance(block, Paragraph):
            self._add_paragraph(block)
        elif isinstance(block, NumberedParagraph):
            self._add_numbered(block)
        elif isinstance(block, ListBlock):
            self._add_list(block, self.root, 0.0)

    def end_lists(self) -> None:
        """End the lists of numbered paragraphs: what comes next is read after them."""
        self._open = []

    def _add_remarks(self, remarks: tuple[Remark, ...]) -> None:
        for remark in remarks:
            runs = (Run(remark.text, italic=True),)
            self.end_lists()
            self._add_paragraph(Paragraph(runs, ParagraphStyle.SMALL))
            self.slabs[-1].keep = True

    def _add_heading(self) -> None:
        entry = self.setting.entries[self._headings]
        self._headings += 1
        style, before = _HEADINGS[min(entry.level, len(_HEADINGS)) - 1]
        element = Element(f"H{entry.level}", self.root)
        label = (Run(f"{entry.label}\u2002"),) if entry.label else ()
        spoken = find_language(plain_text(entry.runs), "", self.setting.document.language)
        slabs = self.set_text((*label, *entry.runs), style, 0.0, element, spoken)
        for slab in slabs:
            slab.keep = True
        self._begin(slabs, before, entry.anchor)
        slabs[0].is_heading = True
        self.slabs += slabs
        self.slabs.append(Slab(_AFTER_HEADING - _PARAGRAPH_GAP, draw_nothing, keep=True))

    def _begin(self, slabs: list[Slab], before: float, anchor: str) -> None:
        slabs[0].before = before
        slabs[0].anchor = anchor

    def _add_paragraph(self, paragraph: Paragraph) -> None:
        style = _STYLES[paragraph.style]
        kind = "BlockQuote" if paragraph.style is ParagraphStyle.QUOTE else "P"
        indent = _INDENT if paragraph.style is ParagraphStyle.QUOTE else 0.0
        parent = Element(kind, self.root) if kind == "BlockQuote" else self.root
        element = Element("P", parent, language=paragraph.language)
        slabs = self.set_text(
            paragraph.runs, style, indent, element, paragraph.language, indent_end=indent
        )
        self._begin(
            slabs,
            18.0 if paragraph.style is ParagraphStyle.CLOSING else _PARAGRAPH_GAP,
            paragraph.anchor,
        )
        self.slabs += slabs

    def _add_numbered(self, block: NumberedParagraph) -> None:
        while self._open and self._open[-1][0] > block.level:
            self._open.pop()
        if not self._open or self._open[-1][0] < block.level:
            parent = self._open[-1][2] if self._open else self.root
            group = Element("L", parent, attributes=_LIST_NUMBERING % b"Decimal")
        else:
            group = self._open.pop()[1]
        item = Element("LI", group)
        label, body = Element("Lbl", item), Element("LBody", item)
        self._open.append((block.level, group, body))
        text = Element("P", body, language=block.language)
        indent = _INDENT * block.level
        width = self.setting.engine.measure(block.label, BODY) + 6
        hang = indent + max(_INDENT, width)
        runs = block.runs
        marker: Runs = (Run(block.label, change=block.change),)
        spoken = find_language(plain_text(runs), block.language, self.setting.document.language)
        slabs = self.set_text(runs, BODY, hang, text, spoken)
        self._hang_label(slabs, marker, indent, hang, label, spoken, block.change)
        self._begin(slabs, _PARAGRAPH_GAP if block.level == 0 else 4.0, block.anchor)
        self.slabs += slabs

    def _add_list(self, block: ListBlock, parent: Element, indent: float) -> None:
        numbering = b"Decimal" if block.ordered else b"Disc"
        group = Element("L", parent, attributes=_LIST_NUMBERING % numbering)
        for number, entry in enumerate(block.items, block.start):
            item = Element("LI", group)
            label, body = Element("Lbl", item), Element("LBody", item)
            text = Element("P", body)
            marker = f"{number}." if block.ordered else "•–·"[min(2, int(indent // 18))]
            hang = indent + max(18.0, self.setting.engine.measure(marker, BODY) + 6)
            spoken = find_language(plain_text(entry.runs), "", self.setting.document.language)
            slabs = self.set_text(entry.runs, BODY, hang, text, spoken)
            self._hang_label(slabs, (Run(marker),), indent + 4, hang, label, spoken)
            self._begin(slabs, _PARAGRAPH_GAP if number == block.start and not indent else 3.0, "")
            self.slabs += slabs
            for child in entry.children:
                self._add_list(child, body, indent + 18.0)

    def _hang_label(
        self,
        slabs: list[Slab],
        marker: Runs,
        indent: float,
        hang: float,
        element: Element,
        language: str = "",
        change: Change = Change.NONE,
    ) -> None:
        """Draw a label beside the first line, and a bar beside lines that a redline changed."""
        draw_first = slabs[0].draw
        spoken = language or self.setting.document.language
        rtl = is_right_to_left(spoken)
        line = self.setting.engine.lines(marker, BODY, hang - indent, spoken)[0]
        printer = self.setting.printer

        def draw_with_label(left: float, top: float) -> None:
            width = hang - indent
            start = left + self.setting.sheet.text_width - hang if rtl else left + indent
            across = place_line(line, start, width, Align.START, rtl=rtl)
            printer.draw(line, across, top - BODY.size * 1.05, BODY.color, element)
            draw_first(left, top)

        slabs[0].draw = draw_with_label
        if change:
            self._draw_change_bar(slabs, rtl=rtl)

    def _draw_change_bar(self, slabs: list[Slab], *, rtl: bool) -> None:
        canvas = self.setting.printer.canvas
        text_width = self.setting.sheet.text_width
        for slab in slabs:

            def draw_with_bar(
                left: float,
                top: float,
                draw: Draw = slab.draw,
                height: float = slab.height,
            ) -> None:
                canvas.mark(None)
                edge = left + text_width + 8 if rtl else left - 10
                canvas.area(edge, top - height, 1.6, height, ACCENT)
                draw(left, top)

            slab.draw = draw_with_bar

    def add_notes(self) -> None:
        """Lay out the notes at the end of the document, each with a link back to its mark."""
        if not self.setting.document.notes:
            return
        self.end_lists()
        self._keep_end()
        self._add_heading()
        style = _STYLES[ParagraphStyle.SMALL]
        for note in self.setting.document.notes:
            outer = Element("Note", self.root, identifier=f"note-{note.id}")
            label, text = Element("Lbl", outer), Element("P", outer)
            back = f"#mark-{note.id}"
            spoken = find_language(plain_text(note.runs), "", self.setting.document.language)
            slabs = self.set_text(note.runs, style, 22.0, text, spoken)
            self._hang_label(slabs, (Run(note.label, link=back),), 0.0, 22.0, label, spoken)
            self._begin(slabs, 3.0, f"note-{note.id}")
            self.slabs += slabs

    def _keep_end(self) -> None:
        """Tie the end of the text to what follows: notes are not alone on the last page."""
        for slab in reversed(self.slabs):
            if slab.landscape or slab.bare:
                return
            slab.keep = True
            if slab.draw is not draw_nothing:
                return

    def set_text(
        self,
        runs: Runs,
        style: TextStyle,
        indent: float,
        element: Element,
        language: str = "",
        *,
        align: Align = Align.START,
        indent_end: float = 0.0,
        width: float = 0.0,
    ) -> list[Slab]:
        """Return a slab for each line; at least two lines stay together at either end.

        ``width`` is that of the page's text where it is 0.
        """
        spoken = find_language(plain_text(runs), language, self.setting.document.language)
        rtl = is_right_to_left(spoken)
        room = (width or self.setting.sheet.text_width) - indent - indent_end
        expanded = self.setting.with_marks(runs)
        lines = self.setting.engine.lines(expanded, style, room, spoken)
        printer = self.setting.printer
        slabs: list[Slab] = []
        for line in lines:

            def draw(left: float, top: float, line: Line = line) -> None:
                start = left + (indent_end if rtl else indent)
                across = place_line(line, start, room, align, rtl=rtl)
                printer.draw(line, across, top - style.size * 1.05, style.color, element)

            slabs.append(Slab(style.leading, draw, goes_on=bool(slabs)))
        if len(slabs) > 1:
            slabs[0].keep = slabs[-2].keep = True
        return slabs
