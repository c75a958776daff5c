"""What must stand together on a page? Ties between slabs, which the pages then respect."""

from exports.blocks import (
    Block,
    Heading,
    ListBlock,
    NumberedParagraph,
    PageBreak,
    Paragraph,
    ParagraphStyle,
)
from exports.pdf.pages import Slab

_KEPT_WHOLE = 0.3  # of a page: shorter tables are not parted
_MOST_TIED = 0.4  # of a page: rows that together are taller are not tied
ROWS_AT_END = 3
"""So many rows at a table's end are known together: two and that of totals."""
_TEXT = (Paragraph, NumberedParagraph, ListBlock)


def tie_short_table(rows: list[Slab], starts: list[int], room: float) -> None:
    """Tie the first rows of a table of no more than a page, and all where it is short.

    A table of less than a third of a page is not parted unless much of a page would stay empty.
    ``starts`` tells where in ``rows`` each row begins, ``room`` is the height of a page.
    """
    if sum(slab.height for slab in rows) < room * _KEPT_WHOLE:
        for slab in rows[:-1]:
            slab.soft_keep = True
    tie_first_rows(rows, starts, room)


def tie_first_rows(rows: list[Slab], starts: list[int], room: float) -> None:
    """Tie the first two rows, so that no single one stands below the header."""
    _tie(rows, starts, 0, 2, room)


def tie_last_rows(rows: list[Slab], starts: list[int], room: float, *, total: bool) -> None:
    """Tie the last two rows and the totals, so that no page has a single row.

    Rows are not tied that would together be taller than much of a page.
    """
    _tie(rows, starts, len(starts) - 2 - total, len(starts), room)


def _tie(rows: list[Slab], starts: list[int], first: int, end: int, room: float) -> None:
    begin = starts[max(0, first)] if starts else 0
    tied = rows[begin : starts[end] if end < len(starts) else len(rows)]
    if sum(slab.height for slab in tied) <= room * _MOST_TIED:
        for slab in tied[:-1]:
            slab.keep = True


def tie_block(
    slabs: list[Slab], start: int, before: Block | None, block: Block, after: Block | None
) -> None:
    """Tie a block of text, whose slabs begin at ``start``, to its neighbours where it needs them.

    Below a heading stand two lines at least. A lead-in stands with what it introduces, and the
    closing line with the paragraph before it.
    """
    if not isinstance(block, _TEXT) or len(slabs) <= start:
        return
    goes_on = after is not None and not isinstance(after, Heading | PageBreak)
    is_single = len(slabs) == start + 1
    if isinstance(before, Heading) and (goes_on or not is_single):
        slabs[start].keep = True
    if goes_on and isinstance(block, Paragraph) and block.is_lead_in:
        slabs[-1].keep = True
    is_closing = isinstance(block, Paragraph) and block.style is ParagraphStyle.CLOSING
    if is_closing and isinstance(before, _TEXT):
        slabs[start - 1].keep = True
