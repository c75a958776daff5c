"""Which labels does Word count by itself? Those that its own counting gives, in both texts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from exports.blocks import Document, NumberedParagraph, NumberKind, NumberLevel

_ALPHABET = 26
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip

Chain = tuple[tuple[str, str], ...]
"""The labels of a paragraph and those above it, from the top, each with its anchor."""

OLD, NEW = 0, 1


@dataclass(frozen=True, slots=True)
class LabelPlan:
    """Which numbered blocks, by their place, Word counts; and how references name them.

    ``chains`` has them for the old text and for the new one, by anchor.
    """

    counted: frozenset[int]
    chains: tuple[Mapping[str, Chain], Mapping[str, Chain]]

    def find_chain(self, anchor: str, *, is_old: bool, is_new: bool) -> Chain:
        """Return how a reference that stands in one text or in both names its paragraph."""
        found = [
            chains.get(anchor, ())
            for chains, stands in zip(self.chains, (is_old, is_new), strict=True)
            if stands
        ]
        return found[0] if len(set(found)) == 1 else ()


def plan_labels(document: Document) -> LabelPlan:
    """Return what Word counts: as much as gives exactly the labels of the blocks.

    Word counts z, aa, bb where Accord has z, aa, ab; and it cannot leave a number out. Such labels
    are typed, and so are those that come out wrong because another is typed.
    """
    blocks = {
        place: block
        for place, block in enumerate(document.blocks)
        if isinstance(block, NumberedParagraph)
    }
    counted = {p for p, block in blocks.items() if block.level < len(document.numbering)}
    wrong = counted
    while wrong:
        wrong = {
            place
            for side in (OLD, NEW)
            for place, label in count_labels(blocks, document.numbering, counted, side)
            if label != label_on(blocks[place], side)
        }
        counted = counted - wrong
    chains = (link_labels(blocks, counted, OLD), link_labels(blocks, counted, NEW))
    return LabelPlan(frozenset(counted), chains)


def stands_on(block: NumberedParagraph, side: int) -> bool:
    """Return whether one of the two texts has this block."""
    return block.change.is_new if side == NEW else block.change.is_old


def label_on(block: NumberedParagraph, side: int) -> str:
    """Return the label of a block in one of the two texts."""
    return block.old_label if side == OLD and block.old_label is not None else block.label


def count_labels(
    blocks: Mapping[int, NumberedParagraph],
    levels: tuple[NumberLevel, ...],
    counted: set[int],
    side: int,
) -> Iterator[tuple[int, str]]:
    """Yield what Word prints at each counted place: a level starts anew after one above it."""
    numbers = [0] * len(levels)
    for place, block in blocks.items():
        if place in counted and stands_on(block, side):
            numbers[block.level :] = [
                numbers[block.level] + 1,
                *[0] * (len(levels) - block.level - 1),
            ]
            level = levels[block.level]
            spelt = spell_number(level.kind, numbers[block.level])
            yield place, f"{level.before}{spelt}{level.after}"


def link_labels(
    blocks: Mapping[int, NumberedParagraph], counted: set[int], side: int
) -> dict[str, Chain]:
    """Return the chain of each anchor, where Word counts the whole of it."""
    chains: dict[str, Chain] = {}
    above: list[tuple[str, str]] = []
    for place, block in blocks.items():
        if not stands_on(block, side):
            continue
        label = label_on(block, side).rstrip(".") if place in counted else ""
        above[block.level :] = [(label, block.anchor)]
        if len(above) == block.level + 1 and all(part and anchor for part, anchor in above):
            chains[block.anchor] = tuple(above)
    return chains


def spell_number(kind: NumberKind, number: int) -> str:
    """Return a number as Word spells it (ECMA-376 part 1, 17.18.59): letters repeat after z."""
    match kind:
        case NumberKind.DECIMAL:
            return str(number)
        case NumberKind.LOWER_ROMAN:
            return spell_roman(number)
        case NumberKind.LOWER_LETTER | NumberKind.UPPER_LETTER:
            times, letter = divmod(number - 1, _ALPHABET)
            first = "a" if kind is NumberKind.LOWER_LETTER else "A"
            return chr(ord(first) + letter) * (times + 1)


def spell_roman(number: int) -> str:
    """Return a number in small Roman numerals."""
    numeral = ""
    for value, sign in _ROMAN:
        count, number = divmod(number, value)
        numeral += sign * count
    return numeral
