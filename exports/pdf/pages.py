"""On which page, and where, does each part of the document stand?

The document is a column of slabs: a line, a table row, a figure. A slab that must not be parted
from the next one says so; pages are filled from the top with as many as fit.
"""

from collections.abc import Callable, Iterable, Iterator
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
    first when the slab begins a page (a table's header row). ``waits`` says that it can be drawn
    only when every page has its number (an entry of the contents), ``goes_on`` that it continues
    the paragraph or row of the slab before.
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
    waits: bool = False
    goes_on: bool = False


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

    @property
    def begins_inside(self) -> bool:
        """Whether the page begins inside a paragraph or row."""
        slabs = [slab for slab, _depth in self.placed[:2]]
        has_header = len(slabs) > 1 and slabs[1].repeat is slabs[0]
        return bool(slabs) and slabs[has_header].goes_on


def paginate(slabs: Iterable[Slab], sheet: Sheet) -> Iterator[Page]:
    """Yield the pages on which the slabs stand, each as soon as it is full."""
    page: Page | None = None
    depth = TOP
    for chain in _chain(slabs):
        if any(slab.landscape for slab in chain):
            chain[0].landscape = True  # a heading turns with the table that it is kept with
        if page is None or not _fits(page, chain, depth):
            if page is not None:
                yield page
            page, depth = _begin_page(chain[0], sheet)
        for slab in chain:  # one that is longer than a page goes on over the next ones
            before = slab.before if page.placed else 0.0
            if page.placed and depth + before + slab.height > page.depth + 0.01:
                yield page
                page, depth = _begin_page(slab, sheet)
                before = 0.0
            page.placed.append((slab, depth + before))
            depth += before + slab.height
    yield page or Page(sheet)


def _chain(slabs: Iterable[Slab]) -> Iterator[list[Slab]]:
    """Yield slabs that must not be parted."""
    chain: list[Slab] = []
    for slab in slabs:
        chain.append(slab)
        if not slab.keep:
            yield chain
            chain = []
    if chain:
        yield chain


def _fits(page: Page, chain: list[Slab], depth: float) -> bool:
    first = chain[0]
    if first.new_page or first.landscape is not page.landscape or first.bare is not page.bare:
        return False
    return depth + sum(slab.before + slab.height for slab in chain) <= page.depth + 0.01


def _begin_page(first: Slab, sheet: Sheet) -> tuple[Page, float]:
    page = Page(sheet, first.landscape, first.bare)
    if first.bare:
        return page, 0.0
    if first.repeat is not None:
        page.placed.append((first.repeat, TOP))
        return page, TOP + first.repeat.height
    return page, TOP
