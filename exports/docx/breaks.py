"""Does a page break that is made only if needed stand in the Word file?

Word alone knows where its pages end, and has no such break. So what is short goes on where it
stands, and what is long begins a page.
"""

from collections.abc import Sequence
from itertools import takewhile

from exports.blocks import (
    Block,
    Figure,
    ListBlock,
    NumberedParagraph,
    PageBreak,
    Paragraph,
    Table,
    Tiles,
    plain_text,
)

_SHORT = 12  # lines: about a quarter of a page
_LETTERS = 90  # in a line of an upright page
_FIGURE = 16
_OTHER = 2


def stands_in_word(page_break: PageBreak, after: Sequence[Block]) -> bool:
    """Return whether a page begins here; ``after`` is what follows the break."""
    if not page_break.if_needed:
        return True
    stretch = takewhile(lambda block: not isinstance(block, PageBreak), after)
    lines = 0
    for block in stretch:
        lines += _count_lines(block)
        if lines > _SHORT:
            return True
    return False


def _count_lines(block: Block) -> int:
    match block:
        case Paragraph() | NumberedParagraph():
            return _wrap(plain_text(block.runs))
        case ListBlock():
            return sum(
                _wrap(plain_text(item.runs)) + sum(map(_count_lines, item.children))
                for item in block.items
            )
        case Table():
            return len(block.rows) + _OTHER
        case Figure() | Tiles():
            return _FIGURE
        case _:
            return _OTHER


def _wrap(text: str) -> int:
    return 1 + len(text) // _LETTERS
