"""On which page, and where, does each part of the document stand?

The document is a column of slabs: a line, a table row, a figure. A slab that must not be parted
from the next one says so; pages are filled from the top with as many as fit.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from exports.house_style import A4, Paper

MARGIN = 57.6
TOP = 74.0
BOTTOM = 66.0

Draw = Callable[[float, float], None]

_MOST_EMPTY = 0.2  # of a page's room: more is not left so that a short table stays whole
_TURNED_EMPTY = 0.25  # of a page's room: more is not left before a turned table
_NEARLY_EMPTY = 0.25  # of a page's room: a last page with less than this is better avoided
_FEW_PAGES = 12  # so many at most are set closer to save the last one
_CLOSER = (0.85, 0.7, 0.6)  # times the distances between paragraphs, the mildest first
_MOST_PASSED = 4  # pages of a turned table: text is not put before a longer one
_EXACT = 0.01


def draw_nothing(_left: float, _top: float) -> None:
    """Draw a distance: nothing."""


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

    ``before`` is the distance above it, ``keep`` ties it to the next slab, ``soft_keep`` does so
    unless much of a page would stay empty. ``repeat`` is drawn first when the slab begins a page
    (a table's header row). What goes from a slab with ``whole`` to the next such slab begins a
    new page unless all of it fits the page that is there. ``waits`` says that it can be drawn only
    when every page has its number (an entry of the contents), ``goes_on`` that it continues the
    paragraph or row of the slab before.
    """

    height: float
    draw: Draw
    before: float = 0.0
    keep: bool = False
    soft_keep: bool = False
    repeat: "Slab | None" = None
    landscape: bool = False
    new_page: bool = False
    whole: bool = False
    bare: bool = False
    anchor: str = ""
    waits: bool = False
    goes_on: bool = False
    is_heading: bool = False


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
    """Yield the pages on which the slabs stand, each soon after it is full.

    A turned table stands after the text that fills the page before it. Where the last of a few
    pages would be nearly empty, distances are made smaller to save it, if that is enough.
    """
    seen: list[Slab] = []
    is_short = True

    def remember() -> Iterator[Slab]:
        for slab in slabs:
            if is_short:
                seen.append(slab)
            yield slab

    filling = _Filling(remember(), sheet).fill()
    pages = list(islice(filling, _FEW_PAGES + 1))
    is_short = len(pages) <= _FEW_PAGES
    if is_short and len(pages) > 1 and _is_nearly_empty(pages[-1]):
        for closeness in _CLOSER:
            closer = list(_Filling(seen, sheet, closeness).fill())
            if len(closer) < len(pages):
                pages = closer
                break
    seen.clear()
    yield from pages
    yield from filling


def _is_nearly_empty(page: Page) -> bool:
    if page.bare or page.landscape:
        return False
    first, top = page.placed[0]
    if first.new_page:
        return False
    last, depth = page.placed[-1]
    return depth + last.height - top < page.sheet.room() * _NEARLY_EMPTY


def _is_turned(chain: list[Slab]) -> bool:
    """Return whether a chain needs a turned page: a heading turns with the table it is tied to."""
    return any(slab.landscape for slab in chain)


class _Filling:
    """Pages being filled; ``closeness`` is what the distances between slabs are multiplied by.

    Of the slabs that come only as many are held as are looked at before a page is begun.
    """

    def __init__(self, slabs: Iterable[Slab], sheet: Sheet, closeness: float = 1.0) -> None:
        self._coming = iter(slabs)
        self._slabs: list[Slab] = []
        self._sheet = sheet
        self._closeness = closeness
        self._page: Page | None = None
        self._full: list[Page] = []
        self._depth = TOP

    def fill(self) -> Iterator[Page]:
        """Yield the pages."""
        while self._reach(0):
            chain = self._slabs[: self._find_end(0, soft=True)]
            if chain[0].landscape and self._float():
                continue
            if not self._fits(chain) or (chain[0].whole and not self._has_room()):
                if chain[0].draw is draw_nothing and len(chain) == 1:
                    del self._slabs[0]  # a distance alone begins no page
                    continue
                chain = self._part(chain)
            self._place(chain)
            del self._slabs[: len(chain)]
            yield from self._full
            self._full = []
        yield self._page or Page(self._sheet)

    def _reach(self, place: int) -> bool:
        """Return whether there is a slab at a place, where 0 is the next one to be set."""
        while len(self._slabs) <= place:
            slab = next(self._coming, None)
            if slab is None:
                return False
            self._slabs.append(slab)
        return True

    def _find_end(self, start: int, *, soft: bool) -> int:
        """Return where the slabs end that are tied to the one at ``start``."""
        end = start
        while (self._slabs[end].keep or (soft and self._slabs[end].soft_keep)) and self._reach(
            end + 1
        ):
            end += 1
        return end + 1

    def _before(self, slab: Slab) -> float:
        return slab.before * self._closeness

    def _room(self) -> float:
        """Return the height that is left on the page."""
        return self._page.depth - self._depth if self._page else 0.0

    def _measure(self, slabs: Iterable[Slab]) -> float:
        return sum(self._before(slab) + slab.height for slab in slabs)

    def _fits(self, chain: list[Slab]) -> bool:
        first, page = chain[0], self._page
        if page is None or first.new_page:
            return False
        if _is_turned(chain) is not page.landscape or first.bare is not page.bare:
            return False
        return self._measure(chain) <= self._room() + _EXACT

    def _has_room(self) -> bool:
        """Return whether the page has room for all up to the next slab that may begin one."""
        used, room, place = 0.0, self._room() + _EXACT, 0
        while self._reach(place):
            slab = self._slabs[place]
            if place and (slab.whole or slab.new_page):
                break
            used += self._before(slab) + slab.height
            if used > room or slab.landscape:
                return False
            place += 1
        return True

    def _part(self, chain: list[Slab]) -> list[Slab]:
        """Return what of a chain goes on the page; begin a new one unless much would be empty."""
        hard = chain[: self._find_end(0, soft=False)]
        if len(hard) < len(chain) and not chain[0].whole and self._fits(hard):
            landscape = self._page is not None and self._page.landscape
            if self._room() > self._sheet.room(landscape=landscape) * _MOST_EMPTY:
                return hard
        self._begin_page(chain[0], landscape=_is_turned(chain))
        return chain

    def _float(self) -> bool:
        """Put the text that fills the page before the turned table that comes next.

        Only paragraphs, lists and figures go before it: tables keep their order, and stay under
        their heading. What follows a table of many pages stays behind it.
        """
        if self._page is None or self._page.landscape or self._page.bare:
            return False
        if self._room() <= self._sheet.room() * _TURNED_EMPTY:
            return False
        slabs, end, height = self._slabs, 0, 0.0
        while self._reach(end) and slabs[end].landscape:
            height += slabs[end].height
            end += 1
            if height > self._sheet.room(landscape=True) * _MOST_PASSED:
                return False
        last, room = end, self._room() + _EXACT
        while self._reach(last):
            following = slabs[last : self._find_end(last, soft=True)]
            room -= self._measure(following)
            first = following[0]
            if room < 0 or first.new_page or first.whole or first.bare or first.is_heading:
                break
            if any(slab.landscape or slab.repeat for slab in following):
                break
            last += len(following)
        if last > end:
            slabs[:last] = [*slabs[end:last], *slabs[:end]]
        return last > end

    def _begin_page(self, first: Slab, *, landscape: bool) -> None:
        if self._page is not None:
            self._full.append(self._page)
        page = self._page = Page(self._sheet, landscape, first.bare)
        self._depth = 0.0 if first.bare else TOP
        if first.repeat is not None and not first.bare:
            page.placed.append((first.repeat, TOP))
            self._depth += first.repeat.height

    def _place(self, chain: list[Slab]) -> None:
        """Place a chain; one that is longer than a page goes on over the next ones."""
        for slab in chain:
            page = self._page
            assert page is not None  # noqa: S101 - what does not fit begins one
            before = self._before(slab) if page.placed else 0.0
            if page.placed and self._depth + before + slab.height > page.depth + _EXACT:
                self._begin_page(slab, landscape=page.landscape)
                page, before = self._page or page, 0.0
            page.placed.append((slab, self._depth + before))
            self._depth += before + slab.height
