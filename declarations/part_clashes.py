"""Which proposals cannot stand because another one deletes or moves what they need?"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from declarations.amendments import Delete, InsertAfter, apply_operations
from declarations.comparison import parents_of
from declarations.compiled_parts import Clash, ClashKind, CompiledPart, Proposal, ProposalKind
from declarations.merged_text import Laid
from declarations.model import Declaration

PLACED = frozenset((ProposalKind.INSERT, ProposalKind.MOVE))
Group = dict[Proposal, None]
"""Proposals that clash, each once and in order."""


def clash_parts(
    base: Declaration, parts: Sequence[CompiledPart], laid: Laid
) -> Sequence[CompiledPart]:
    """Return the parts with the clashes between them; what clashes no longer stands.

    A deletion clashes with all that others propose to what it deletes, puts into it or takes out
    of it. Moves clash where each would come to lie below the other.
    """
    homes: dict[str, str] = {}
    for _, operations in laid:
        for each in operations:
            if isinstance(each, InsertAfter):
                home = homes.get(each.parent_id, each.parent_id)
                homes |= {node.id: home for node in each.node.walk()}
    lost = lost_by_deletions(base, laid)
    settled: Sequence[CompiledPart] = ()
    while settled != parts:
        settled = parts
        for group in clash_deletions(base, parts, lost, homes):
            parts = list_clash(parts, Clash(ClashKind.DELETE_AGAINST_EDIT, tuple(group)))
        ring = find_ring(base, parts, homes)
        if ring:
            parts = list_clash(parts, Clash(ClashKind.MOVE_AGAINST_MOVE, tuple(ring)))
    return settled


def lost_by_deletions(base: Declaration, laid: Laid) -> dict[str, frozenset[str]]:
    """Return for each node that is to be deleted what goes with it, itself included.

    What an amendment moves out before it deletes the rest does not go with it.
    """
    lost: dict[str, frozenset[str]] = {}
    for _, operations in laid:
        deleted = [each.node_id for each in operations if isinstance(each, Delete)]
        if not deleted:
            continue
        kept = {node.id for node in apply_operations(base, operations).declaration.walk()}
        for name in deleted:
            gone = {node_id for node_id in ids_below(base, name) if node_id not in kept}
            lost[name] = lost.get(name, frozenset()) | gone
    return lost


def ids_below(base: Declaration, name: str) -> Iterator[str]:
    """Yield the id of a node and of all that is below it, in reading order."""
    node = base.node(name)
    if node is not None:
        yield from (each.id for each in node.walk())


def clash_deletions(
    base: Declaration,
    parts: Sequence[CompiledPart],
    lost: dict[str, frozenset[str]],
    homes: dict[str, str],
) -> list[Group]:
    """Return the deletions, each with all that it would undo; those that share something as one."""
    if not lost:
        return []
    bearing: dict[str, Group] = {}
    for part in parts:
        for each in part.proposals if part.node is not None or not part.name else ():
            for name in nodes_needed(each, homes):
                bearing.setdefault(name, {})[each] = None
    contested = {p for part in parts for clash in part.clashes for p in clash.proposals}
    groups: list[Group] = []
    for node in base.walk():
        if node.id not in lost:
            continue
        group: Group = {
            each: None for each in bearing[node.id]
            if each.kind is ProposalKind.DELETE and each.part == node.id
        }  # fmt: skip
        for name in ids_below(base, node.id):
            near = bearing.get(name, {})
            if name in lost[node.id]:
                group |= near
            else:  # it is moved out first: where that move is contested the deletion waits
                group |= {
                    each: None for each in near
                    if each.kind is ProposalKind.MOVE and each.part == name and each in contested
                }  # fmt: skip
        if len(group) > 1:
            groups = join_groups(groups, group)
    return groups


def nodes_needed(proposal: Proposal, homes: dict[str, str]) -> Iterator[str]:
    """Yield the nodes of the base without which a proposal has no target."""
    if proposal.kind is not ProposalKind.INSERT:
        yield proposal.part
    if proposal.kind in PLACED:
        yield homes.get(proposal.parent, proposal.parent)


def join_groups(groups: Iterable[Group], fresh: Group) -> list[Group]:
    """Return the groups with a new one, joined with those that share a proposal with it."""
    apart: list[Group] = []
    joined: Group = {}
    for group in groups:
        if group.keys() & fresh.keys():
            joined |= group
        else:
            apart.append(group)
    return [*apart, joined | fresh]


def find_ring(
    base: Declaration, parts: Sequence[CompiledPart], homes: dict[str, str]
) -> list[Proposal]:
    """Return the moves of nodes that would come to lie below each other; [] when there are none."""
    parents = dict(parents_of(base))
    moves: dict[str, list[Proposal]] = {}
    for part in parts:
        for each in part.proposals:
            if each.kind is ProposalKind.MOVE:
                moves.setdefault(part.name, []).append(each)
        for each in part.whole:
            if each.kind is ProposalKind.MOVE:
                parents[part.name] = homes.get(each.parent, each.parent)
    for start in moves:
        chain, name = [start], parents[start]
        while name and name not in chain:
            chain.append(name)
            name = parents[name]
        if name:
            ring = chain[chain.index(name) :]
            return [each for node_id in ring for each in moves.get(node_id, ())]
    return []


def list_clash(parts: Sequence[CompiledPart], clash: Clash) -> tuple[CompiledPart, ...]:
    """Return the parts with a clash in each that it touches, in place of the clashes within it."""
    clashing = set(clash.proposals)
    touched = {each.part for each in clash.proposals}
    return tuple(
        without_standing(part, clash, clashing) if part.name in touched else part for part in parts
    )


def without_standing(part: CompiledPart, clash: Clash, clashing: set[Proposal]) -> CompiledPart:
    """Return a part in which what clashes no longer stands."""
    if not clashing & set(part.proposals):
        return part
    standing = tuple(each for each in part.standing if each not in clashing)
    kept = [each for each in part.clashes if not clashing >= set(each.proposals)]
    return replace(
        part,
        standing=standing,
        insertions=tuple(each for each in part.insertions if each not in clashing),
        whole=tuple(each for each in part.whole if each not in clashing),
        clashes=(clash, *kept),
        merged=part.merged if standing == part.standing else part.base,
    )
