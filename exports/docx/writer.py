"""How does a document become a Word file? Block after block, each in a style of its own."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from exports.blocks import (
    UNCHANGED,
    Block,
    Cell,
    Change,
    Contents,
    Cover,
    Document,
    Figure,
    Heading,
    ListBlock,
    NumberedParagraph,
    PageBreak,
    Paragraph,
    ParagraphChange,
    ParagraphStyle,
    Remark,
    Run,
    Runs,
    Table,
    Tiles,
)
from exports.docx.bookmarks import name_bookmark
from exports.docx.breaks import stands_in_word
from exports.docx.changes import ChangeWriter
from exports.docx.drawing import LOGO_NAME, write_drawing
from exports.docx.dress import Dress
from exports.docx.fields import (
    begin_field,
    end_field,
    write_caption_number,
    write_entry,
)
from exports.docx.inline import InlineWriter
from exports.docx.labels import LabelPlan, plan_labels
from exports.docx.layout import plan_layout, split_columns
from exports.docx.markup import write_paragraph, write_text
from exports.docx.notes import add_notes
from exports.docx.numbering import NO_NUMBER, Numbering, write_list_place
from exports.docx.package import WordPackage
from exports.docx.settling import settle_changes
from exports.docx.styles import LIST_LEVELS, NUMBERED_LEVELS
from exports.docx.tables import write_table, write_tiles
from exports.house_style import ACCORD_STYLE, HouseStyle
from exports.languages import choose_words, is_right_to_left
from exports.pdf.writer import find_heading_pages
from exports.pictures import draw_png

_STYLES = {
    ParagraphStyle.BODY: "",
    ParagraphStyle.LEAD: "Lead",
    ParagraphStyle.QUOTE: "Quote",
    ParagraphStyle.SMALL: "Small",
    ParagraphStyle.CLOSING: "Closing",
    ParagraphStyle.TITLE: "Title",
    ParagraphStyle.SUBTITLE: "Subtitle",
    ParagraphStyle.ORGANISATION: "Organisation",
    ParagraphStyle.COVER_LINE: "CoverLine",
}


_LOGO_BOX = (200.0, 64.0)  # points
_LONGEST_WORD = 48  # letters; a longer one, such as a check sum, is set smaller
_BOTH = frozenset({Change.INSERTED, Change.DELETED})
# Word cannot take the last paragraph of a text away. LibreOffice gives an empty one the style of
# what stood before it, hence the space.
_LAST = write_paragraph(f"<w:r>{write_text(' ')}</w:r>", "TableText")


def write_docx(
    document: Document,
    warn: Callable[[str], None] = lambda _message: None,
    style: HouseStyle = ACCORD_STYLE,
) -> bytes:
    """Return the document as a Word file; the same document gives the same bytes.

    ``warn`` is told of a link or note that leads nowhere. A character that XML cannot hold is
    printed as U+FFFD. Raises InputRefusal when the style's template may not be used.
    """
    return _DocumentWriter(settle_changes(document), warn, Dress(style)).write()


@dataclass(slots=True)
class _DocumentWriter:
    """Goes through the blocks once, in order; remembers what Word numbers over the whole text."""

    document: Document
    warn: Callable[[str], None]
    dress: Dress
    package: WordPackage = field(init=False)
    numbering: Numbering = field(default_factory=Numbering)
    changes: ChangeWriter = field(init=False)
    labels: LabelPlan = field(init=False)
    inline: InlineWriter = field(init=False)
    ends_changed: bool = False
    tables: int = 0
    figures: int = 0
    drawings: int = 0
    breaks: frozenset[Change] = frozenset()
    landscape: bool = False
    has_first_page: bool = False
    before_closing: bool = False
    contents: list[int] = field(default_factory=list)
    places: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.package = WordPackage(self.dress.rewrite)
        self.numbering.levels = self.document.numbering
        for place, block in reversed(list(enumerate(self.document.blocks))):
            self.places[id(block)] = place
        self.changes = ChangeWriter(self.document)
        self.labels = plan_labels(self.document)
        self.inline = InlineWriter(self.document, self.warn, self.labels, self.changes)

    def write(self) -> bytes:
        """Return the finished file."""
        self.dress.add_furniture(self.package, self.inline)
        has_cover = any(isinstance(block, Cover) for block in self.document.blocks)
        body = "" if has_cover else self._write_logo()
        body += "".join(self._write_blocks()) + self._write_unused_notes()
        if self.ends_changed:
            body += _LAST
        add_notes(self.package, self.inline)
        if self.changes.comments:
            self.package.add_part("comments", "comments", "".join(self.changes.comments))
        language, has_notes = self.document.language, bool(self.inline.notes.numbers)
        self.dress.add_parts(
            self.package,
            language,
            self.numbering,
            has_notes=has_notes,
            contents=self.contents,
        )
        return self.package.finish(self.document, body + self._section_end())

    def _write_blocks(self) -> Iterator[str]:
        pages = zip(self.document.blocks, self._plan_pages(), strict=True)
        for place, (block, landscape) in enumerate(pages):
            self.ends_changed = False
            self.before_closing = _is_closing(self.document.blocks[place + 1 : place + 2])
            if landscape != self.landscape:
                yield from self._turn_page(landscape)
            match block:
                case Cover():
                    yield from self._write_cover(block)
                case Contents():
                    yield from self._write_contents(block)
                case PageBreak():
                    self._plan_break(block, place)
                case Table():
                    yield from self._write_table(block)
                case Figure():
                    yield from self._write_figure(block)
                case Tiles():
                    yield self._break_if_due()
                    turns = is_right_to_left(self.document.language)
                    yield write_tiles(block.items, self._write_words, self.dress.look, turns=turns)
                    yield write_paragraph("", "TableNote")
                case NumberedParagraph():
                    yield self._write_numbered(block, is_counted=place in self.labels.counted)
                case _:
                    yield self._write_words_block(block)

    def _plan_break(self, page_break: PageBreak, place: int) -> None:
        if stands_in_word(page_break, self.document.blocks[place + 1 :]):
            self.breaks = _BOTH

    def _plan_pages(self) -> list[bool]:
        """Return for each block whether its page lies across: wide tables and their headings."""
        plan = [
            isinstance(block, Table) and plan_layout(block, self.dress.look.page).landscape
            for block in self.document.blocks
        ]
        for place in range(len(plan) - 2, -1, -1):
            if isinstance(self.document.blocks[place], Heading | PageBreak):
                plan[place] = plan[place + 1]
        return plan

    def _write_words_block(self, block: Block) -> str:
        match block:
            case Heading():
                return self._write_heading(block)
            case Paragraph():
                return self._paragraph(
                    block.runs,
                    _STYLES[block.style],
                    anchor=block.anchor,
                    language=block.language,
                    whole=block.whole,
                    remarks=block.remarks,
                    keep_next=block.is_lead_in,
                )
            case ListBlock():
                return self._write_list(block, 0)
            case _:
                message = f"A block of kind {type(block).__name__} has no form in Word."
                raise TypeError(message)

    def _paragraph(
        self,
        runs: Runs,
        style: str,
        *,
        anchor: str = "",
        language: str = "",
        before: str = "",
        numbering: str = "",
        whole: ParagraphChange = UNCHANGED,
        remarks: tuple[Remark, ...] = (),
        keep_next: bool = False,
    ) -> str:
        inner = before + self.inline.write_runs(runs, self.package.text, language)
        inner = self.changes.write_remarks(
            remarks, whole, self.inline.write_bookmark(anchor, inner)
        )
        start, end = self.changes.write_move(whole)
        self.ends_changed = whole.change is not Change.NONE
        paragraph = write_paragraph(
            start + inner,
            style,
            keep_next=keep_next or self.before_closing,
            break_before=self._take_break(whole.change),
            numbering=numbering,
            right_to_left=self.inline.turns(runs, language),
            mark=self.changes.write_mark(whole),
        )
        return paragraph + end

    def _take_break(self, change: Change = Change.NONE) -> bool:
        """Return whether a page begins here, in the old text, the new one or both."""
        texts = {Change.DELETED} if change.is_old else set()
        texts |= {Change.INSERTED} if change.is_new else set()
        due = bool(self.breaks & texts)
        self.breaks -= texts
        return due

    def _break_if_due(self) -> str:
        """Return an empty paragraph on a new page, where a table or picture is to start one."""
        return write_paragraph("", "TableText", break_before=True) if self._take_break() else ""

    def _write_words(self, text: str) -> str:
        return self.inline.write_runs((Run(text),), self.package.text) if text else ""

    def _line(self, text: str, style: str, *, keep_next: bool = False) -> str:
        """Return a paragraph of plain words, nothing for no words."""
        if not text:
            return ""
        return write_paragraph(
            self._write_words(text),
            style,
            keep_next=keep_next,
            break_before=self._take_break(),
            right_to_left=self.inline.turns((Run(text),)),
        )

    def _write_cover(self, cover: Cover) -> Iterator[str]:
        self.has_first_page = True
        yield self._write_logo()
        yield self._line(cover.organisation, "Organisation")
        yield self._line(cover.title, "Title")
        yield self._line(cover.subtitle, "Subtitle")
        for name, value in cover.lines:
            has_code = max(map(len, value.split()), default=0) > _LONGEST_WORD
            yield self._line(f"{name}\t{value}", "CoverCode" if has_code else "CoverLine")
        yield self._line(cover.statement, "CoverStatement")
        self.breaks = _BOTH

    def _write_logo(self) -> str:
        """Return the association's logo in a paragraph of its own, nothing where it has none."""
        logo = self.dress.logo
        if logo is None:
            return ""
        relationship = self.package.add_picture(logo.data, logo.media_type.rpartition("/")[2])
        size = logo.fit(*_LOGO_BOX)
        number = sum(isinstance(block, Figure) for block in self.document.blocks) + 1
        drawing = write_drawing(relationship, number, LOGO_NAME, logo.description, size)
        return write_paragraph(drawing, "Logo", break_before=self._take_break())

    def _heading_anchor(self, heading: Heading) -> str:
        return heading.anchor or f"_heading{self.places[id(heading)]}"

    def _write_heading(self, heading: Heading) -> str:
        return self._paragraph(
            heading.runs,
            f"Heading{heading.level}",
            anchor=self._heading_anchor(heading),
            before=self._write_words(f"{heading.label} " if heading.label else ""),
            numbering=NO_NUMBER if heading.level in self.dress.counted_headings else "",
            whole=heading.whole,
            remarks=heading.remarks,
        )

    def _write_contents(self, contents: Contents) -> Iterator[str]:
        yield self._line(contents.title, "TOCHeading")
        start = begin_field(f'TOC \\o "1-{contents.depth}" \\h \\z \\u')
        headings = [block for block in self.document.blocks if isinstance(block, Heading)]
        self.contents = []
        pages = find_heading_pages(self.document, self.dress.style)
        for block, page in zip(headings, pages, strict=True):
            if block.level <= contents.depth:
                label = (Run(f"{block.label} "),) if block.label else ()
                runs = tuple(replace(run, link="", note="") for run in (*label, *block.runs))
                words = self.inline.write_runs(runs, self.package.text)
                entry = write_entry(name_bookmark(self._heading_anchor(block)), words, page)
                turns = self.inline.turns(())
                yield write_paragraph(start + entry, f"TOC{block.level}", right_to_left=turns)
                self.contents.append(block.level)
                start = ""
        yield write_paragraph(start + end_field(), "Small")

    def _write_numbered(self, block: NumberedParagraph, *, is_counted: bool) -> str:
        label = () if is_counted else _type_label(block)
        return self._paragraph(
            block.runs,
            f"NumberedParagraph{min(block.level, NUMBERED_LEVELS - 1) + 1}",
            anchor=block.anchor,
            language=block.language,
            before=self.inline.write_runs(label, self.package.text, block.language),
            numbering=NO_NUMBER if self.document.numbering and not is_counted else "",
            whole=block.whole,
            remarks=block.remarks,
        )

    def _write_list(self, block: ListBlock, level: int) -> str:
        depth = min(level, LIST_LEVELS - 1)
        place = write_list_place(
            self.numbering.begin_list(block.ordered, block.start, depth), depth
        )
        return "".join(
            self._paragraph(item.runs, "ListParagraph", numbering=place)
            + "".join(self._write_list(child, level + 1) for child in item.children)
            for item in block.items
        )

    def _write_table(self, table: Table) -> Iterator[str]:
        layout = plan_layout(table, self.dress.look.page)
        yield from self._write_caption(table.caption, "Table") or [self._break_if_due()]
        turns = is_right_to_left(self.document.language)
        parts = split_columns(table)
        for number, part in enumerate(parts):
            own = layout if len(parts) == 1 else plan_layout(part, self.dress.look.page)
            yield write_paragraph("", "TableText") if number else ""
            yield write_table(part, own, self._write_cell, turns=turns, look=self.dress.look)
        yield self._line(table.note, "TableNote") or write_paragraph("", "TableText")

    def _write_cell(self, cell: Cell, is_total: bool) -> tuple[str, bool]:
        runs = cell.runs
        if cell.header or is_total:
            runs = tuple(replace(run, bold=True) for run in runs)
        inner = self.inline.write_runs(runs, self.package.text, cell.language)
        return inner, self.inline.turns(runs, cell.language)

    def _write_caption(self, caption: str, sequence: str) -> list[str]:
        if not caption:
            return []
        words = choose_words(self.document.language)
        if sequence == "Table":
            self.tables += 1
            number = write_caption_number(words.table, sequence, self.tables)
        else:
            self.figures += 1
            number = write_caption_number(words.figure, sequence, self.figures)
        bold = number.replace("<w:r>", "<w:r><w:rPr><w:b/><w:bCs/></w:rPr>")
        inner = f"{bold}<w:r>{write_text('. ')}</w:r>" + self._write_words(caption)
        turns = self.inline.turns((Run(caption),))
        return [
            write_paragraph(
                inner,
                "Caption",
                keep_next=self.dress.has_template and sequence == "Table",
                break_before=self._take_break(),
                right_to_left=turns,
            )
        ]

    def _write_figure(self, figure: Figure) -> Iterator[str]:
        picture = draw_png(figure, self.document.language, self.warn)
        scale = min(1.0, self.dress.look.page.text_width / 20 / picture.width)
        size = (picture.width * scale, picture.height * scale)
        relationship = self.package.add_picture(picture.data)
        self.drawings += 1
        number = self.drawings
        name = figure.name or f"figure {number}"
        drawing = write_drawing(relationship, number, name, figure.alternative, size)
        yield write_paragraph(drawing, "Picture", break_before=self._take_break())
        yield from self._write_caption(figure.caption, "Figure")
        yield self._line(figure.note, "TableNote")

    def _turn_page(self, landscape: bool) -> Iterator[str]:
        """End the section, so that what follows stands on a page turned the other way."""
        yield write_paragraph("", "TableText", section=self._section_end())
        self.landscape, self.breaks = landscape, frozenset()

    def _section_end(self) -> str:
        first, self.has_first_page = self.has_first_page, False
        return self.dress.write_section(landscape=self.landscape, has_cover=first)

    def _write_unused_notes(self) -> str:
        written = []
        for note in self.inline.notes.list_unused():
            whole = note.whole
            label = Run(f"{note.label} ", False, False, "", "", "", whole.change, whole.author)
            runs = (replace(label, changed_on=whole.changed_on), *note.runs)
            kept = tuple(replace(run, note="", link="") for run in runs)
            written.append(self._paragraph(kept, "Small", whole=whole))
        return "".join(written)


def _is_closing(blocks: Sequence[Block]) -> bool:
    """Return whether the closing line is next: it does not stand alone on a page."""
    return any(isinstance(b, Paragraph) and b.style is ParagraphStyle.CLOSING for b in blocks)


def _type_label(block: NumberedParagraph) -> Runs:
    """Return the runs of a label that Word does not count, as it was and as it is."""
    whole = block.whole
    label = Run(block.label, change=whole.change, author=whole.author, changed_on=whole.changed_on)
    if block.old_label is None:
        return (replace(label, text=f"{block.label}\t"),) if block.label else ()
    old = replace(label, text=f"{block.old_label}\t", change=Change.DELETED)
    new = replace(label, text=f"{block.label}\t", change=Change.INSERTED)
    return tuple(run for run in (old, new) if run.text != "\t")
