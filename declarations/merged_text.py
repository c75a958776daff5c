"""What is the text with everything that stands? Operations of many amendments laid in one."""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace

from declarations.amendments import (
    Amendment,
    Delete,
    InsertAfter,
    MoveAfter,
    Operation,
    Outline,
    ReplaceText,
    SetDetail,
    SetHeading,
    apply_operations,
)
from declarations.comparison import parents_of
from declarations.compiled_parts import CompiledPart, ProposalKind
from declarations.merging import free_name, rename
from declarations.model import Declaration, MarkKind, Node, NodeKind, Note, Text

Laid = Sequence[tuple[Amendment, tuple[Operation, ...]]]
"""Amendments in the order submitted, each with its operations on the base."""

Shape = tuple[tuple[int, NodeKind, Text], ...]
Key = tuple[str, str, Shape, int]
"""Parent and sibling of a new node, what it is, how many such its amendment put there before."""


def name_insertions(base: Declaration, laid: Laid) -> Laid:
    """Return the operations with one id for the same new paragraph, and no id used for two.

    The same are new nodes of equal words, kinds and depths at one place, proposed by different
    amendments.
    """
    taken: dict[str, object] = dict(parents_of(base))
    first: dict[Key, Node] = {}
    return [
        (amendment, name_own(amendment.code, operations, taken, first))
        for amendment, operations in laid
    ]


def name_own(
    code: str, operations: tuple[Operation, ...], taken: dict[str, object], first: dict[Key, Node]
) -> tuple[Operation, ...]:
    """Return one amendment's operations with the ids its new nodes have beside those of others.

    ``taken`` are the ids in use and ``first`` the new nodes by their places; it adds to both.
    """
    names: dict[str, str] = {}
    own: dict[Key, Node] = {}
    for operation in operations:
        if not isinstance(operation, InsertAfter):
            continue
        parent, after, node = operation.parent_id, operation.after_id, operation.node
        place = names.get(parent, parent), names.get(after, after), shape_of(node)
        key = (*place, sum(each[:3] == place for each in own))
        same = first.get(key)
        if same is not None:
            pairs = zip(node.walk(), same.walk(), strict=True)
            names |= {each.id: named.id for each, named in pairs}
        else:
            for each in node.walk():
                name = free_name(each.id, code, taken) if each.id in taken else each.id
                names[each.id] = name
                taken[name] = None
        own[key] = name_nodes(node, names)
    for key, node in own.items():
        first.setdefault(key, node)
    if all(old == new for old, new in names.items()):
        return operations
    return tuple(rename(each, names, {}) for each in operations)


def name_nodes(node: Node, names: Mapping[str, str]) -> Node:
    """Return a node with other ids for itself and what is below it."""
    children = tuple(name_nodes(child, names) for child in node.children)
    return replace(node, id=names[node.id], children=children)


def shape_of(node: Node, depth: int = 0) -> Shape:
    """Return what makes two new nodes the same: depth, kind and words of all that is in them."""
    below = (each for child in node.children for each in shape_of(child, depth + 1))
    return ((depth, node.kind, node.text), *below)


def merge_standing(base: Declaration, parts: Iterable[CompiledPart], laid: Laid) -> Declaration:
    """Return the text with everything that stands.

    New paragraphs at one place stand in the order submitted. What stands can be carried out: a
    problem is a defect of the program, an AssertionError.
    """
    nodes: dict[str, CompiledPart] = {}
    details: dict[str, CompiledPart] = {}
    for part in parts:
        (details if part.node is None else nodes)[part.name] = part
    outline = Outline(base)
    deletions: dict[str, Operation] = {}
    placed: set[str] = set()
    for _, operations in laid:
        notes = [note for each in operations for note in getattr(each, "notes", ())]
        own: set[str] = set()
        for standing in choose_standing(nodes, details, operations):
            operation = with_notes(standing, notes)
            if isinstance(operation, Delete):
                deletions[operation.node_id] = operation
            elif not isinstance(operation, InsertAfter | MoveAfter):
                outline.carry_out(operation)
            elif operation.node_id not in placed:
                outline.carry_out(find_place(outline, operation, (base, operations), placed))
                own.add(operation.node_id)
        placed |= own
    for operation in deletions.values():
        outline.carry_out(operation)
    if outline.problems:
        raise AssertionError(f"What stands cannot be carried out: {outline.problems}")
    return outline.declaration()


def choose_standing(
    nodes: Mapping[str, CompiledPart],
    details: Mapping[str, CompiledPart],
    operations: Iterable[Operation],
) -> Iterator[Operation]:
    """Yield the operations of an amendment that stand, with the words that stand."""
    wholes = {
        (each.kind, part.name, each.parent, each.after)
        for part in nodes.values()
        for each in part.whole
    }
    inserted = {
        each.node.id
        for part in (*nodes.values(), *details.values())
        for each in part.insertions
        if each.node is not None
    }
    for operation in operations:
        match operation:
            case ReplaceText(name) | SetHeading(name) if nodes[name].standing:
                yield replace(operation, text=nodes[name].merged)
            case SetDetail(name) if details[name].standing or not details[name].clashes:
                yield SetDetail(name, details[name].merged)
            case InsertAfter() if operation.node.id in inserted:
                yield operation
            case Delete(name) if (ProposalKind.DELETE, name, "", "") in wholes:
                yield operation
            case MoveAfter(name, parent, after):
                if (ProposalKind.MOVE, name, parent, after) in wholes:
                    yield operation


def with_notes(operation: Operation, notes: Sequence[Note]) -> Operation:
    """Return the operation with those of its amendment's notes that its words refer to."""
    match operation:
        case ReplaceText(_, text) | SetHeading(_, text):
            texts = [text]
        case InsertAfter():
            texts = [node.text for node in operation.node.walk()]
        case _:
            return operation
    used = {mark.target for text in texts for mark in text.marks if mark.kind is MarkKind.NOTE}
    return replace(operation, notes=tuple(note for note in notes if note.id in used))


def find_place(
    outline: Outline,
    operation: InsertAfter | MoveAfter,
    proposed: tuple[Declaration, Sequence[Operation]],
    placed: Set[str],
) -> InsertAfter | MoveAfter:
    """Return an insertion or move behind what earlier amendments put at its place.

    Where its neighbour stands elsewhere now it follows the nearest before that is left, in the
    text ``proposed`` by its amendment: a base and the operations on it.
    """
    parent, after = operation.parent_id, operation.after_id
    siblings = [each for each in outline.children[parent] if each != operation.node_id]
    if after and after not in siblings:
        base, operations = proposed
        made = apply_operations(base, operations).declaration
        for text in (made, base):
            order = [name for name, above in parents_of(text) if above == parent]
            if after in order:
                before = reversed(order[: order.index(after)])
                after = next((each for each in before if each in siblings), "")
                break
    place = siblings.index(after) + 1 if after else 0
    while place < len(siblings) and siblings[place] in placed:
        after = siblings[place]
        place += 1
    return replace(operation, after_id=after)
