"""How does a document become a PDF that everyone can read and that can be kept?"""

from collections.abc import Callable

from exports.blocks import Contents, Cover, Document, Figure, PageBreak, Run, Table, Tiles
from exports.fonts import font_stack
from exports.languages import choose_words
from exports.pdf.figures import add_figure, add_tiles
from exports.pdf.file import write_file
from exports.pdf.flow import ACCENT, QUIET, Body, Setting, new_setting
from exports.pdf.front import add_contents, add_cover
from exports.pdf.lines import Printer
from exports.pdf.pages import A4, MARGIN, Page, paginate
from exports.pdf.tables import add_table
from exports.pdf.tagging import TaggedCanvas, is_language
from exports.pdf.text import TextEngine, TextStyle

_UNKNOWN = "und"  # undetermined (ISO 639-2)
_FURNITURE = TextStyle(8, 11, color=QUIET)


def write_pdf(document: Document, warn: Callable[[str], None] = lambda _message: None) -> bytes:
    """Return the document as PDF/UA-1 and PDF/A-2a; the same document gives the same bytes.

    ``warn`` is told of characters that no font has and of links that lead nowhere.
    """
    language = document.language or "en"
    canvas = TaggedCanvas(A4, language if is_language(language) else _UNKNOWN)
    engine = TextEngine(font_stack(), warn)
    labels = {note.id: note.label for note in document.notes}
    printer = Printer(canvas, note_labels=labels, warn=warn)
    setting = new_setting(document, engine, printer)
    pages = paginate(_lay_out(setting).slabs)
    for number, page in enumerate(pages, 1):
        for slab, _depth in page.placed:
            if slab.anchor:
                setting.page_of.setdefault(slab.anchor, number)
    for number, page in enumerate(pages, 1):
        _draw_page(setting, page, number, len(pages))
    return write_file(canvas, document, engine.fonts)


def _lay_out(setting: Setting) -> Body:
    body = Body(setting)
    starts_page = False
    for block in setting.document.blocks:
        start = len(body.slabs)
        if isinstance(block, PageBreak):
            starts_page = True
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
        if starts_page and len(body.slabs) > start:
            body.slabs[start].new_page = True
            starts_page = False
    body.add_notes()
    return body


def _draw_page(setting: Setting, page: Page, number: int, count: int) -> None:
    canvas = setting.printer.canvas
    canvas.setPageSize(page.size)
    height = page.size[1]
    for slab, depth in page.placed:
        if slab.anchor:
            canvas.bookmarkHorizontalAbsolute(slab.anchor, height - depth + 8)
        slab.draw(0.0 if page.bare else MARGIN, height - depth)
    if not page.bare:
        _draw_furniture(setting, page, number, count)
    canvas.end_page()


def _draw_furniture(setting: Setting, page: Page, number: int, count: int) -> None:
    """Draw the running head and the page's number: artifacts, read on no page twice."""
    canvas, rtl = setting.printer.canvas, setting.rtl
    width, height = page.size
    before, between, after = choose_words(setting.document.language).page
    head = setting.document.running_head or setting.document.title
    canvas.begin_artifact()
    canvas.mark(None)
    canvas.area(MARGIN, height - 54, width - 2 * MARGIN, 0.5, ACCENT)
    for text, baseline, at_start in (
        (head, height - 48, True),
        (setting.document.identifier, height - 48, False),
        (f"{before}{number}{between}{count}{after}", 36, False),
    ):
        room = (width - 2 * MARGIN) * 0.6
        line = setting.engine.lines((Run(text),), _FURNITURE, room, setting.document.language)[0]
        left = MARGIN if at_start is not rtl else width - MARGIN - line.width
        setting.printer.draw(line, left, baseline, QUIET, None)
    canvas.end_artifact()
