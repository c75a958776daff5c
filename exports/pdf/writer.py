"""How does a document become a PDF that everyone can read and that can be kept?"""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from exports.blocks import (
    Block,
    Contents,
    Cover,
    Document,
    Figure,
    Heading,
    NumberedParagraph,
    PageBreak,
    Table,
    Tiles,
)
from exports.house_style import ACCORD_STYLE, WHITE, HouseStyle, mix_colors, read_color
from exports.pdf.book import Book
from exports.pdf.figures import add_figure, add_tiles
from exports.pdf.file import write_file
from exports.pdf.flow import Body, Setting, new_setting
from exports.pdf.front import add_contents, add_cover, set_logo
from exports.pdf.keeping import tie_block
from exports.pdf.lines import Printer
from exports.pdf.pages import Slab, paginate
from exports.pdf.tables import add_table
from exports.pdf.tagging import Role, TaggedCanvas, Values, is_language
from exports.pdf.text import TextEngine
from exports.typefaces import house_stack

_UNKNOWN = "und"  # undetermined (ISO 639-2)
_PALENESS = 0.9  # how much white is in the colour of a table's head


def write_pdf(
    document: Document,
    warn: Callable[[str], None] = lambda _message: None,
    style: HouseStyle = ACCORD_STYLE,
) -> bytes:
    """Return the document as PDF/UA-1 and PDF/A-2a; the same document gives the same bytes.

    ``warn`` is told of characters that no font has and of links that lead nowhere.
    """
    with _without_collection():
        return _write(document, warn, style)


def find_heading_pages(document: Document, style: HouseStyle = ACCORD_STYLE) -> list[int]:
    """Return the page of the PDF on which each heading stands, in order."""
    with _without_collection():
        setting, _engine = _make_setting(document, lambda _message: None, style)
        for number, page in enumerate(paginate(_lay_out(setting), setting.sheet), 1):
            setting.note_page(page, number)
    headings = sum(isinstance(block, Heading) for block in document.blocks)
    return [setting.page_of[entry.anchor] for entry in setting.entries[:headings]]


@contextmanager
def _without_collection() -> Iterator[None]:
    """Look for no cycles meanwhile: a long document has millions of objects, and all are needed."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _write(document: Document, warn: Callable[[str], None], style: HouseStyle) -> bytes:
    setting, engine = _make_setting(document, warn, style)
    book = Book(setting)
    for page in paginate(_lay_out(setting), setting.sheet):
        book.add(page)
    book.finish()
    return write_file(setting.printer.canvas, document, engine.fonts)


def _make_setting(
    document: Document, warn: Callable[[str], None], style: HouseStyle
) -> tuple[Setting, TextEngine]:
    paper = (style.paper.width, style.paper.height)
    language = document.language or "en"
    canvas = TaggedCanvas(
        paper, language if is_language(language) else _UNKNOWN, _choose_palette(style)
    )
    stack = house_stack(style.font)
    headings = house_stack(style.heading_font) if style.heading_font else stack
    engine = TextEngine(stack, warn, headings)
    labels = {note.id: note.label for note in document.notes}
    printer = Printer(canvas, note_labels=labels, warn=warn)
    return new_setting(document, engine, printer, style), engine


def _choose_palette(style: HouseStyle) -> dict[Role, Values]:
    """Return the colours that the association has chosen, and the tint that follows from one."""
    palette: dict[Role, Values] = {}
    if style.accent:
        palette[Role.ACCENT] = read_color(style.accent)
        palette[Role.TINT] = read_color(mix_colors(style.accent, WHITE, _PALENESS))
        palette[Role.ORNAMENT] = read_color(mix_colors(style.accent, WHITE, 0.5))
    if style.second_accent:
        palette[Role.ORNAMENT] = read_color(style.second_accent)
    return palette


def _lay_out(setting: Setting) -> Iterator[Slab]:
    """Yield what stands on the pages, from top to bottom, as it is asked for."""
    body = Body(setting)
    if not any(isinstance(block, Cover) for block in setting.document.blocks):
        body.slabs += set_logo(body)
    page_break: PageBreak | None = None
    blocks = setting.document.blocks
    for place, block in enumerate(blocks):
        if isinstance(block, PageBreak):
            page_break = block if page_break is None or page_break.if_needed else page_break
            continue
        before = blocks[place - 1] if place else None
        after = blocks[place + 1] if place + 1 < len(blocks) else None
        start = len(body.slabs)
        for _ in _add(body, block):
            tie_block(body.slabs, start, before, block, after)
            if page_break and len(body.slabs) > start:
                body.slabs[start].whole = page_break.if_needed
                body.slabs[start].new_page = not page_break.if_needed
                page_break = None
            yield from body.release()
            start = len(body.slabs)
    body.add_notes()
    yield from body.slabs


def _add(body: Body, block: Block) -> Iterator[None]:
    """Lay out a block; stop when it is done, and before that if it is a long one."""
    if not isinstance(block, NumberedParagraph):
        body.end_lists()
    if isinstance(block, Table):
        yield from add_table(body, block)
    elif isinstance(block, Cover):
        add_cover(body, block)
    elif isinstance(block, Contents):
        add_contents(body, block)
    elif isinstance(block, Figure):
        add_figure(body, block)
    elif isinstance(block, Tiles):
        add_tiles(body, block)
    else:
        body.add(block)
    yield
