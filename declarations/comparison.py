"""What changed between two texts? Nodes are paired by id and their words compared."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from declarations.divisions import Division, DivisionKind, find_divisions
from declarations.model import Declaration, Node, Text
from declarations.token_matching import longest_increasing
from declarations.word_differences import Piece, PieceKind, compare_texts

__all__ = ["Piece", "PieceKind"]  # what a change is made of, for its readers


class ChangeKind(StrEnum):
    """What happened to a node."""

    UNCHANGED = "unchanged"
    EDITED = "edited"
    INSERTED = "inserted"
    DELETED = "deleted"
    MOVED = "moved"
    MOVED_AND_EDITED = "moved_and_edited"


@dataclass(frozen=True, slots=True)
class NodeChange:
    """What happened to one node.

    ``old`` is None for an inserted node, ``new`` for a deleted one. The equal and deleted pieces
    make the old plain text, the equal and inserted ones the new. A node is edited when only its
    marks changed, too; then every piece is equal.
    """

    node_id: str
    kind: ChangeKind
    old: Node | None
    new: Node | None
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class DetailChange:
    """A change outside the nodes: ``name`` is "title", "closing", ... or "note NAME"."""

    name: str
    old: Text
    new: Text
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two texts and what lies between them.

    ``changes`` has every node of both: the new reading order, each deleted node after the node
    it followed. ``details`` has only what differs. ``divisions`` says which of the edited,
    inserted and deleted nodes are one paragraph cut in several or several joined into one.
    """

    old: Declaration
    new: Declaration
    changes: tuple[NodeChange, ...]
    details: tuple[DetailChange, ...] = ()
    divisions: tuple[Division, ...] = ()


def compare(old: Declaration, new: Declaration) -> Comparison:
    """Return what changed from ``old`` to ``new``, node by node."""
    old_nodes = {node.id: node for node in old.walk()}
    new_nodes = {node.id: node for node in new.walk()}
    moved = find_moved(old, new)
    changes = [
        compare_node(old_nodes.get(node_id), new_nodes.get(node_id), node_id in moved)
        for node_id in merge_orders(list(old_nodes), list(new_nodes))
    ]
    divisions = find_divisions(old_nodes, new_nodes)
    return Comparison(old, new, tuple(changes), compare_details(old, new), divisions)


def count_changes(comparison: Comparison) -> dict[str, int]:
    """Return how many nodes were edited, moved, split ...; only what happened, in this order.

    A division counts once, and none of its nodes besides.
    """
    divided = {name for each in comparison.divisions for name in (each.whole, *each.parts)}
    counts = Counter(
        change.kind.value for change in comparison.changes if change.node_id not in divided
    )
    counts.update(each.kind.value for each in comparison.divisions)
    names = (*ChangeKind, *DivisionKind)
    return {name.value: counts[name.value] for name in names if counts[name.value]}


def compare_node(old: Node | None, new: Node | None, is_moved: bool) -> NodeChange:
    """Return the change of one node; at least one of ``old`` and ``new`` is given."""
    node = new or old
    if node is None:
        raise ValueError("a change needs an old or a new node")
    pieces = compare_texts(old.text.plain if old else "", new.text.plain if new else "")
    if old is None:
        kind = ChangeKind.INSERTED
    elif new is None:
        kind = ChangeKind.DELETED
    elif old.text != new.text:
        kind = ChangeKind.MOVED_AND_EDITED if is_moved else ChangeKind.EDITED
    else:
        kind = ChangeKind.MOVED if is_moved else ChangeKind.UNCHANGED
    return NodeChange(node.id, kind, old, new, pieces)


def compare_details(old: Declaration, new: Declaration) -> tuple[DetailChange, ...]:
    """Return the changes of title, subtitle, assembly, preparing member, closing and notes."""
    before, after = details_of(old), details_of(new)
    nothing = Text()
    pairs = [
        (name, before.get(name, nothing), after.get(name, nothing))
        for name in merge_orders(list(before), list(after))
    ]
    return tuple(
        DetailChange(name, was, now, compare_texts(was.plain, now.plain))
        for name, was, now in pairs
        if was != now
    )


def details_of(declaration: Declaration) -> dict[str, Text]:
    """Return the words outside the nodes by the name that a reader knows them by."""
    return {
        "title": Text(declaration.title),
        "subtitle": Text(declaration.subtitle),
        "assembly": Text(declaration.assembly),
        "prepared by": Text(declaration.prepared_by),
        "closing": declaration.closing,
        **{f"note {note.id}": note.text for note in declaration.notes},
    }


def merge_orders(old: Sequence[str], new: Sequence[str]) -> list[str]:
    """Return the names of ``new`` in order, each other name of ``old`` after the one before it."""
    kept = set(new)
    followers: dict[str, list[str]] = {}
    anchor = ""
    for name in old:
        if name in kept:
            anchor = name
        else:
            followers.setdefault(anchor, []).append(name)
    merged = list(followers.get("", []))
    for name in new:
        merged.extend((name, *followers.get(name, [])))
    return merged


def find_moved(old: Declaration, new: Declaration) -> frozenset[str]:
    """Return the ids of the nodes that have another parent or another place among their siblings.

    Among siblings the fewest possible nodes count as moved.
    """
    old_parents, new_parents = dict(parents_of(old)), dict(parents_of(new))
    common = [node_id for node_id in new_parents if node_id in old_parents]
    moved = {node_id for node_id in common if old_parents[node_id] != new_parents[node_id]}
    old_order = {node_id: number for number, node_id in enumerate(old_parents)}
    families: dict[str, list[str]] = {}
    for node_id in common:
        if node_id not in moved:
            families.setdefault(new_parents[node_id], []).append(node_id)
    for family in families.values():
        stayed = longest_increasing([old_order[node_id] for node_id in family])
        moved.update(node_id for number, node_id in enumerate(family) if number not in stayed)
    return frozenset(moved)


def parents_of(declaration: Declaration) -> Iterator[tuple[str, str]]:
    """Yield each node's id with its parent's, in reading order; "" is above the top nodes."""
    tops = [declaration.preamble] if declaration.preamble else []
    for top in (*tops, *declaration.sections):
        yield top.id, ""
        for node in top.walk():
            for child in node.children:
                yield child.id, node.id
