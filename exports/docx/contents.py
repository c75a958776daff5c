"""How close do the lines of the contents stand? So that a few do not begin a page of their own."""

from collections.abc import Iterable

from exports.docx.look import WordPage

_TWIPS = 20
_TITLE = 47.0  # points, with the distances around it
_LINE = 14.3
LOOSE = (5.0, 1.0)  # points before a chapter and before any other line
CLOSE = (2.0, 0.0)


def choose_distances(levels: Iterable[int], page: WordPage) -> tuple[float, float]:
    """Return the distances before a chapter and before any other line, in points.

    ``levels`` are those of the lines. They stand close where this saves a page.
    """
    chapters = others = 0
    for level in levels:
        chapters, others = chapters + (level == 1), others + (level > 1)
    room = (page.height - page.top - page.bottom) / _TWIPS - _TITLE

    def measure(distances: tuple[float, float]) -> float:
        before_chapter, before_other = distances
        return chapters * (_LINE + before_chapter) + others * (_LINE + before_other)

    return CLOSE if measure(CLOSE) <= room < measure(LOOSE) else LOOSE
