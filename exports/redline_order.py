"""Where does each paragraph stand in a redline? Once, or twice where it moved."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from declarations.comparison import (
    ChangeKind,
    Comparison,
    NodeChange,
    PieceKind,
    longest_increasing,
)
from declarations.model import Declaration, Node, NodeKind
from exports.blocks import Change

HEADINGS = frozenset({NodeKind.PREAMBLE, NodeKind.SECTION})
MOVES = frozenset({ChangeKind.MOVED, ChangeKind.MOVED_AND_EDITED})


@dataclass(frozen=True, slots=True)
class Place:
    """One place of a node in a redline: what stands there, and whether it came, went or moved."""

    change: NodeChange
    fate: Change

    @property
    def node(self) -> Node:
        """The node as it is printed here: the old one at a place that only the old text has."""
        node = self.change.new if self.fate.is_new else self.change.old
        if node is None:
            raise ValueError(f"{self.change.node_id} has nothing to print here")
        return node


def order_places(comparison: Comparison) -> list[Place]:
    """Return the places of all printed nodes.

    Read without those that only one text has, they are the other text in its order. What went
    comes before what came in its stead.
    """
    changes = {change.node_id: change for change in comparison.changes}
    old, new = list_printed(comparison.old), list_printed(comparison.new)
    stayed = find_stayed(comparison, old, new)
    kept, places = set(stayed), []
    before, after = iter(old), iter(new)
    for node_id in (*stayed, ""):
        places += [
            Place(changes[name], find_fate(changes[name], name in new, is_old=True))
            for name in take_until(before, node_id)
        ]
        places += [
            Place(changes[name], find_fate(changes[name], name in old, is_old=False))
            for name in take_until(after, node_id)
        ]
        if node_id in kept:
            places.append(Place(changes[node_id], Change.NONE))
    return places


def take_until(names: Iterator[str], last: str) -> Iterator[str]:
    """Yield the names before ``last``, and take it off the rest."""
    for name in names:
        if name == last:
            return
        yield name


def find_fate(change: NodeChange, is_in_both: bool, *, is_old: bool) -> Change:
    """Return how a node that did not stay is shown; without a word in common it did not move."""
    has_moved = is_in_both and any(piece.kind is PieceKind.EQUAL for piece in change.pieces)
    if is_old:
        return Change.MOVED_FROM if has_moved else Change.DELETED
    return Change.MOVED_TO if has_moved else Change.INSERTED


def list_printed(declaration: Declaration) -> dict[str, tuple[str, int]]:
    """Return the form of each node that prints something, by its id, in reading order.

    A heading without words prints nothing.
    """
    printed: dict[str, tuple[str, int]] = {}

    def descend(node: Node, depth: int) -> None:
        if node.kind in HEADINGS:
            if node.text.plain:
                printed[node.id] = ("heading", 0)
        elif node.kind is NodeKind.PREAMBULAR:
            printed[node.id] = ("paragraph", 0)
        else:
            printed[node.id] = ("numbered", depth)
        for child in node.children:
            descend(child, depth + 1)

    for top in (declaration.preamble, *declaration.sections):
        if top is not None:
            descend(top, -1)
    return printed


def find_stayed(
    comparison: Comparison, old: dict[str, tuple[str, int]], new: dict[str, tuple[str, int]]
) -> Sequence[str]:
    """Return the nodes that have the same place and form in both texts, in their order."""
    moved = {change.node_id for change in comparison.changes if change.kind in MOVES}
    carried = find_carried(comparison.old, moved) | find_carried(comparison.new, moved)
    names = [name for name in new if old.get(name) == new[name] and name not in carried]
    position = {name: place for place, name in enumerate(old)}
    chosen = longest_increasing([position[name] for name in names])
    return [name for place, name in enumerate(names) if place in chosen]


def find_carried(declaration: Declaration, moved: set[str]) -> set[str]:
    """Return the nodes that moved, and all below them."""
    return {node.id for top in declaration.walk() if top.id in moved for node in top.walk()}
