"""On which page, and where, does each part of the document stand?

The document is a column of slabs: a line, a table row, a figure. A slab that must not be parted
from the next one says so; pages are filled from the top with as many as fit.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from exports.house_style import A4, Paper

MARGIN = 57.6
TOP = 74.0
BOTTOM = 66.0

Draw = Callable[[float, float], None]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The room that the paper leaves for text, upright and turned, in points."""

    paper: Paper = A4

    @property
    def text_width(self) -> float:
        """The width between the margins of an upright page."""
        return self.paper.width - 2 * MARGIN

    @property
    def landscape_width(self) -> float:
        """The width between the margins of a turned page."""
        return self.paper.height - 2 * MARGIN

    def size(self, *, landscape: bool = False) -> tuple[float, float]:
        """Return width and height of a page."""
        upright = (self.paper.width, self.paper.height)
        return (upright[1], upright[0]) if landscape else upright

    def room(self, *, landscape: bool = False) -> float:
        """Return the height of the text area."""
        return self.size(landscape=landscape)[1] - TOP - BOTTOM


@dataclass(slots=True, eq=False)
class Slab:
    """Something of one height. ``draw`` is given the left edge of the text and the slab's top.

    ``before`` is the distance above it, ``keep`` ties it to the next slab. ``repeat`` is drawn
    first when the slab begins a page (a table's header row).
    """

    height: float
    draw: Draw
    before: float = 0.0
    keep: bool = False
    repeat: "Slab | None" = None
    landscape: bool = False
    new_page: bool = False
    bare: bool = False
    anchor: str = ""


@dataclass(slots=True)
class Page:
    """One page: its slabs with the distance of each from the page's top edge."""

    sheet: Sheet
    landscape: bool = False
    bare: bool = False
    placed: list[tuple[Slab, float]] = field(default_factory=list)

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in points."""
        return self.sheet.size(landscape=self.landscape)

    @property
    def depth(self) -> float:
        """How far down the page text may go."""
        return self.size[1] - (0 if self.bare else BOTTOM)


def paginate(slabs: list[Slab], sheet: Sheet) -> list[Page]:
    """Return the pages on which the slabs stand, in order."""
    pages: list[Page] = []
    start = 0
    depth = TOP
    while start < len(slabs):
        end = start
        while slabs[end].keep and end + 1 < len(slabs):
            end += 1
        chain = slabs[start : end + 1]
        if any(slab.landscape for slab in chain):
            chain[0].landscape = True  # a heading turns with the table that it is kept with
        if not pages or not _fits(pages[-1], chain, depth):
            depth = _begin_page(pages, chain[0], sheet)
        depth = _place(pages, chain, depth, sheet)
        start = end + 1
    return pages or [Page(sheet)]


def _fits(page: Page, chain: list[Slab], depth: float) -> bool:
    first = chain[0]
    if first.new_page or first.landscape is not page.landscape or first.bare is not page.bare:
        return False
    return depth + sum(slab.before + slab.height for slab in chain) <= page.depth + 0.01


def _begin_page(pages: list[Page], first: Slab, sheet: Sheet) -> float:
    page = Page(sheet, first.landscape, first.bare)
    pages.append(page)
    if first.bare:
        return 0.0
    if first.repeat is not None:
        page.placed.append((first.repeat, TOP))
        return TOP + first.repeat.height
    return TOP


def _place(pages: list[Page], chain: list[Slab], depth: float, sheet: Sheet) -> float:
    """Place a chain; one that is longer than a page goes on over the next ones."""
    for slab in chain:
        before = slab.before if pages[-1].placed else 0.0
        if pages[-1].placed and depth + before + slab.height > pages[-1].depth + 0.01:
            depth, before = _begin_page(pages, slab, sheet), 0.0
        pages[-1].placed.append((slab, depth + before))
        depth += before + slab.height
    return depth
