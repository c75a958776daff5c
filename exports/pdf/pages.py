"""On which page, and where, does each part of the document stand?

The document is a column of slabs: a line, a table row, a figure. A slab that must not be parted
from the next one says so; pages are filled from the top with as many as fit.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

A4 = (595.276, 841.89)
MARGIN = 57.6
TOP = 74.0
BOTTOM = 66.0
TEXT_WIDTH = A4[0] - 2 * MARGIN
LANDSCAPE_WIDTH = A4[1] - 2 * MARGIN

Draw = Callable[[float, float], None]


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

    landscape: bool = False
    bare: bool = False
    placed: list[tuple[Slab, float]] = field(default_factory=list)

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in points."""
        return (A4[1], A4[0]) if self.landscape else A4

    @property
    def depth(self) -> float:
        """How far down the page text may go."""
        return self.size[1] - (0 if self.bare else BOTTOM)


def room_on_page(*, landscape: bool = False) -> float:
    """Return the height of the text area."""
    return (A4[0] if landscape else A4[1]) - TOP - BOTTOM


def paginate(slabs: list[Slab]) -> list[Page]:
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
            depth = _begin_page(pages, chain[0])
        depth = _place(pages, chain, depth)
        start = end + 1
    return pages or [Page()]


def _fits(page: Page, chain: list[Slab], depth: float) -> bool:
    first = chain[0]
    if first.new_page or first.landscape is not page.landscape or first.bare is not page.bare:
        return False
    return depth + sum(slab.before + slab.height for slab in chain) <= page.depth + 0.01


def _begin_page(pages: list[Page], first: Slab) -> float:
    page = Page(first.landscape, first.bare)
    pages.append(page)
    if first.bare:
        return 0.0
    if first.repeat is not None:
        page.placed.append((first.repeat, TOP))
        return TOP + first.repeat.height
    return TOP


def _place(pages: list[Page], chain: list[Slab], depth: float) -> float:
    """Place a chain; one that is longer than a page goes on over the next ones."""
    for slab in chain:
        before = slab.before if pages[-1].placed else 0.0
        if pages[-1].placed and depth + before + slab.height > pages[-1].depth + 0.01:
            depth, before = _begin_page(pages, slab), 0.0
        pages[-1].placed.append((slab, depth + before))
        depth += before + slab.height
    return depth
