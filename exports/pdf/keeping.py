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
_TEXT = (Paragraph, NumberedParagraph, ListBlock)


def tie_rows(rows: list[Slab], starts: list[int], room: float, *, total: bool) -> None:
    """Tie the rows of a table so that no page has a single one.

    Two rows stand below the first header and two on the last page, besides the row of totals;
    a table of less than a third of a page is not parted unless much of a page would stay empty.
    ``starts`` tells where in ``rows`` each row begins, ``room`` is the height of a page.
    """
    if sum(slab.height for slab in rows) < room * _KEPT_WHOLE:
        for slab in rows[:-1]:
            slab.soft_keep = True
    count = len(starts)
    for first, last in ((0, 1), (count - 2 - total, count - 1)):
        begin, end = starts[max(0, first)] if starts else 0, min(last + 1, count)
        tied = rows[begin : starts[end] if end < count else len(rows)]
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
