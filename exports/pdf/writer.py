"""How does a document become a PDF that everyone can read and that can be kept?"""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from exports.blocks import Contents, Cover, Document, Figure, Heading, PageBreak, Run, Table, Tiles
from exports.house_style import ACCORD_STYLE, WHITE, HouseStyle, mix_colors, read_color
from exports.languages import choose_words
from exports.pdf.figures import add_figure, add_tiles
from exports.pdf.file import write_file
from exports.pdf.flow import ACCENT, QUIET, Body, Setting, new_setting
from exports.pdf.front import add_contents, add_cover, set_logo
from exports.pdf.keeping import tie_block
from exports.pdf.lines import Printer
from exports.pdf.pages import MARGIN, Page, paginate
from exports.pdf.tables import add_table
from exports.pdf.tagging import Role, TaggedCanvas, Values, is_language
from exports.pdf.text import Line, TextEngine, TextStyle
from exports.typefaces import house_stack

_UNKNOWN = "und"  # undetermined (ISO 639-2)
_PALENESS = 0.9  # how much white is in the colour of a table's head
_FURNITURE = TextStyle(8, 11, color=QUIET)


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
        _fill_pages(setting)
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
    pages = _fill_pages(setting)
    chapters = _list_chapters(setting, len(pages))
    for number, page in enumerate(pages, 1):
        _draw_page(setting, page, (number, len(pages)), chapters[number - 1])
        page.placed.clear()  # its lines need no memory any more
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


def _fill_pages(setting: Setting) -> list[Page]:
    """Return the pages, and remember on which one each anchor stands."""
    pages = paginate(_lay_out(setting).slabs, setting.sheet)
    for number, page in enumerate(pages, 1):
        for slab, _depth in page.placed:
            if slab.anchor:
                setting.page_of.setdefault(slab.anchor, number)
    return pages


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


def _lay_out(setting: Setting) -> Body:
    body = Body(setting)
    if not any(isinstance(block, Cover) for block in setting.document.blocks):
        body.slabs += set_logo(body)
    page_break: PageBreak | None = None
    blocks = setting.document.blocks
    for place, block in enumerate(blocks):
        start = len(body.slabs)
        if isinstance(block, PageBreak):
            page_break = block if page_break is None or page_break.if_needed else page_break
            continue
        if isinstance(block, Cover):
            add_cover(body, block)
        elif isinstance(block, Contents):
            add_contents(body, block)
        elif isinstance(block, Table):
            add_table(body, block)
        elif isinstance(block, Figure):
            add_figure(body, block)
        elif isinstance(block, Tiles):
            add_tiles(body, block)
        else:
            body.add(block)
        before = blocks[place - 1] if place else None
        after = blocks[place + 1] if place + 1 < len(blocks) else None
        tie_block(body.slabs, start, before, block, after)
        if page_break and len(body.slabs) > start:
            body.slabs[start].whole = page_break.if_needed
            body.slabs[start].new_page = not page_break.if_needed
            page_break = None
    body.add_notes()
    return body


def _list_chapters(setting: Setting, count: int) -> list[str]:
    """Return for each page the chapter that begins on it, or else the one that goes on."""
    begins: dict[int, str] = {}
    for entry in setting.entries:
        if entry.level == 1:
            begins.setdefault(setting.page_of[entry.anchor], entry.title)
    chapters, last = [], ""
    for number in range(1, count + 1):
        chapters.append(begins.get(number, last))
        here = [e for e in setting.entries if e.level == 1 and setting.page_of[e.anchor] == number]
        last = here[-1].title if here else last
    return chapters


def _draw_page(setting: Setting, page: Page, place: tuple[int, int], chapter: str) -> None:
    canvas = setting.printer.canvas
    canvas.setPageSize(page.size)
    height = page.size[1]
    for slab, depth in page.placed:
        if slab.anchor:
            canvas.bookmarkHorizontalAbsolute(slab.anchor, height - depth + 8)
        slab.draw(0.0 if page.bare else MARGIN, height - depth)
    if not page.bare:
        _draw_furniture(setting, page, place, chapter)
    canvas.end_page()


def _draw_furniture(setting: Setting, page: Page, place: tuple[int, int], chapter: str) -> None:
    """Draw document and chapter at the head, symbol and page at the foot: artifacts, not read."""
    canvas, rtl = setting.printer.canvas, setting.rtl
    width, height = page.size
    before, between, after = choose_words(setting.document.language).page
    head = setting.document.running_head or setting.document.title
    canvas.begin_artifact()
    canvas.mark(None)
    canvas.area(MARGIN, height - 54, width - 2 * MARGIN, 0.5, ACCENT)
    number, count = place
    for text, baseline, at_start, share in (
        (head, height - 48, True, 0.55),
        (chapter, height - 48, False, 0.42),
        (setting.document.identifier, 36, True, 0.6),
        (f"{before}{number}{between}{count}{after}", 36, False, 0.35),
    ):
        room = (width - 2 * MARGIN) * share
        line = _fit_line(setting, text, room)
        left = MARGIN if at_start is not rtl else width - MARGIN - line.width
        setting.printer.draw(line, left, baseline, QUIET, None)
    canvas.end_artifact()


def _fit_line(setting: Setting, text: str, room: float) -> Line:
    """Return a text on one line; what does not fit gives way to an ellipsis."""
    language = setting.document.language
    lines = setting.engine.lines((Run(text),), _FURNITURE, room, language)
    words = text.split()
    while len(lines) > 1 and len(words) > 1:
        words.pop()
        lines = setting.engine.lines((Run(" ".join(words) + " …"),), _FURNITURE, room, language)
    return lines[0]
