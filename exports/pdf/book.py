"""When is each page drawn, and what stands at its head and foot?

A page is drawn as soon as it is full, so that a long document needs little memory. Pages with
contents wait for the numbers of the pages that they name; heads and feet for the number of pages.
"""

from bisect import bisect_left
from collections.abc import Callable

from exports.blocks import Run
from exports.languages import choose_words
from exports.pdf.breaking import clean_line, cut_clusters
from exports.pdf.flow import ACCENT, QUIET, Setting
from exports.pdf.pages import MARGIN, Page
from exports.pdf.tagging import shorten
from exports.pdf.text import Line, TextStyle

_FURNITURE = TextStyle(8, 11, color=QUIET)
_LONGEST_HEAD = 500  # words or letters: more never fit a line


class Book:
    """The pages of one document, in order; few of them are held, the others are drawn."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._canvas = setting.printer.canvas
        self._titles = {entry.anchor: entry.title for entry in setting.entries if entry.level == 1}
        self._chapter = ""
        self._heads: list[tuple[tuple[float, float], bool, str]] = []
        self._waiting: list[tuple[int, Page]] = []
        self._drawn: list[int] = []
        self._may_go_on = False
        self._lines: dict[tuple[str, float], Line] = {}

    def add(self, page: Page) -> None:
        """Take the next page."""
        self._heads.append((page.size, page.bare, self._find_chapter(page)))
        number = len(self._heads)
        self._setting.note_page(page, number)
        if self._must_wait(page):
            self._waiting.append((number, page))
            self._may_go_on = True
            return
        self._draw(number, page)
        # What one that waits holds may go on behind turned tables, which stand before it.
        self._may_go_on = self._may_go_on and page.landscape

    def _must_wait(self, page: Page) -> bool:
        """Return whether a page has contents, or goes on in the middle of one that waits.

        The parts of a paragraph have to be drawn in order: so they stand in its element.
        """
        return any(slab.waits for slab, _depth in page.placed) or (
            self._may_go_on and page.begins_inside
        )

    def _find_chapter(self, page: Page) -> str:
        """Return the first chapter that begins on the page, or else the one that goes on."""
        begun = [
            self._titles[slab.anchor] for slab, _ in page.placed if slab.anchor in self._titles
        ]
        shown = begun[0] if begun else self._chapter
        self._chapter = begun[-1] if begun else self._chapter
        return shown

    def finish(self) -> None:
        """Draw the pages that waited, the heads and feet, and list the headings as bookmarks."""
        for number, page in self._waiting:
            self._draw(number, page)
        self._canvas.sort_pages(self._drawn)
        for number, (size, is_bare, chapter) in enumerate(self._heads, 1):
            if not is_bare:
                self._canvas.add_artifacts(number - 1, self._furnish(size, number, chapter))
        for entry in self._setting.entries:
            title = shorten(clean_line(entry.title)) or "–"
            self._canvas.addOutlineEntry(title, entry.anchor, entry.level - 1)

    def _draw(self, number: int, page: Page) -> None:
        self._drawn.append(number)
        canvas = self._canvas
        canvas.setPageSize(page.size)
        height = page.size[1]
        for slab, depth in page.placed:
            if slab.anchor:
                canvas.bookmarkHorizontalAbsolute(slab.anchor, height - depth + 8)
            slab.draw(0.0 if page.bare else MARGIN, height - depth)
        canvas.end_page()

    def _furnish(self, size: tuple[float, float], number: int, chapter: str) -> Callable[[], None]:
        """Return what draws document and chapter at the head, symbol and page at the foot."""
        setting, rtl, (width, height) = self._setting, self._setting.rtl, size
        before, between, after = choose_words(setting.document.language).page
        head = setting.document.running_head or setting.document.title

        def draw() -> None:
            self._canvas.mark(None)
            self._canvas.area(MARGIN, height - 54, width - 2 * MARGIN, 0.5, ACCENT)
            for text, baseline, at_start, share in (
                (head, height - 48, True, 0.55),
                (chapter, height - 48, False, 0.42),
                (setting.document.identifier, 36, True, 0.6),
                (f"{before}{number}{between}{len(self._heads)}{after}", 36, False, 0.35),
            ):
                line = self._fit_line(text, (width - 2 * MARGIN) * share)
                left = MARGIN if at_start is not rtl else width - MARGIN - line.width
                setting.printer.draw(line, left, baseline, QUIET, None)

        return draw

    def _fit_line(self, text: str, room: float) -> Line:
        """Return a text on one line; what does not fit gives way to an ellipsis."""
        known = self._lines.get((text, room))
        if known is not None:
            return known
        lines = self._break(text, room)
        words = text.split()
        if len(lines) > 1 and words:
            fitting = self._count_fitting(words, " ", room)
            shown = " ".join(words[:fitting]) + " …"
            if not fitting:  # one long word, as a whole title is in Chinese
                letters = list(cut_clusters(words[0][:_LONGEST_HEAD]))
                shown = "".join(letters[: self._count_fitting(letters, "", room)]) + "…"
            lines = self._break(shown, room)
        self._lines[text, room] = lines[0]
        return lines[0]

    def _count_fitting(self, parts: list[str], between: str, room: float) -> int:
        """Return how many parts of a text have room on a line with an ellipsis after them."""

        def is_too_long(count: int) -> bool:
            return len(self._break(between.join(parts[:count]) + between + "…", room)) > 1

        return bisect_left(range(1, min(len(parts), _LONGEST_HEAD) + 1), True, key=is_too_long)

    def _break(self, text: str, room: float) -> list[Line]:
        language = self._setting.document.language
        return self._setting.engine.lines((Run(text),), _FURNITURE, room, language)
