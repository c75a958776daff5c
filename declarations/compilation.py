"""What do all open amendments say together, paragraph by paragraph? What stands, what clashes."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from declarations.amendments import (
    Amendment,
    Delete,
    InsertAfter,
    MoveAfter,
    Operation,
    ReplaceText,
    SetDetail,
    SetHeading,
    apply_amendment,
    apply_operations,
    make_operations,
)
from declarations.comparison import details_of, parents_of
from declarations.compiled_parts import Clash, ClashKind, CompiledPart, Proposal, ProposalKind
from declarations.merged_text import Laid, merge_standing, name_insertions
from declarations.merging import Edit, Token, apply_edits, cut_tokens, find_edits, join_tokens
from declarations.model import Declaration, Node, Text
from declarations.part_clashes import clash_parts
from declarations.revisions import content_sha256
from declarations.voting_list import Ballot, list_ballots, submission_order


@dataclass(frozen=True, slots=True)
class Compilation:
    """All open amendments laid against one text.

    ``merged`` is the text with everything that stands. ``set_aside`` are open amendments that
    were written for another text and need review.
    """

    base: Declaration
    amendments: tuple[Amendment, ...]
    parts: tuple[CompiledPart, ...]
    merged: Declaration
    ballots: tuple[Ballot, ...]
    set_aside: tuple[Amendment, ...] = ()

    @property
    def touched(self) -> tuple[CompiledPart, ...]:
        """Return the parts that anything is proposed to."""
        return tuple(part for part in self.parts if part.proposals)


def compile_amendments(base: Declaration, amendments: Iterable[Amendment]) -> Compilation:
    """Return the open amendments laid against the text, in the order they were submitted."""
    sha256 = content_sha256(base)
    waiting = sorted((each for each in amendments if each.is_open), key=submission_order)
    here = [each for each in waiting if each.base_sha256 == sha256 and not each.review]
    laid = name_insertions(base, [(each, operations_on_base(base, each, here)) for each in here])
    parts = tuple(clash_parts(base, tuple(compile_parts(base, laid)), laid))
    return Compilation(
        base,
        tuple(here),
        parts,
        merge_standing(base, parts, laid),
        tuple(list_ballots(here, parts)),
        tuple(each for each in waiting if each not in here),
    )


def operations_on_base(
    base: Declaration, amendment: Amendment, others: Sequence[Amendment]
) -> tuple[Operation, ...]:
    """Return the operations against the base, also of an amendment to an amendment.

    Operations that undo or repeat each other are replaced by those that make the same text.
    """
    text = base_of(base, amendment, others)
    if text == base and each_stands_alone(base, amendment.operations):
        return amendment.operations
    return make_operations(base, apply_amendment(text, amendment).declaration)


def each_stands_alone(base: Declaration, operations: Sequence[Operation]) -> bool:
    """Return whether no operation bears on what another one does to the same part."""
    parents = dict(parents_of(base))
    kept = set(parents)
    if any(isinstance(each, Delete) for each in operations):
        kept = {node.id for node in apply_operations(base, operations).declaration.walk()}
    done: set[tuple[bool, str]] = set()
    for operation in operations:
        match operation:
            case InsertAfter(parent, _, node):
                used = {parent} & set(parents)
                if any(each.id in parents for each in node.walk()) or used - kept:
                    return False
                continue
            case Delete(name):
                used = {parents.get(name, "")} & set(parents)
            case MoveAfter(name, parent):
                used = {name} | ({parent} & set(parents))
            case ReplaceText(name) | SetHeading(name):
                used = {name}
            case SetDetail(name):
                used = set()
        key = (isinstance(operation, SetDetail | MoveAfter), name)
        if key in done or used - kept:
            return False
        done.add(key)
    return True


def base_of(base: Declaration, amendment: Amendment, others: Sequence[Amendment]) -> Declaration:
    """Return the text that an amendment begins at: the base, or what its parent makes of it."""
    parent = next((each for each in others if each.code == amendment.parent), None)
    if not amendment.parent or parent is None or parent == amendment:
        return base
    return apply_amendment(base_of(base, parent, others), parent).declaration


def compile_parts(base: Declaration, laid: Laid) -> Iterator[CompiledPart]:
    """Yield the details that are amended, then every node in reading order."""
    details: dict[str, list[tuple[Amendment, Text]]] = {}
    edits: dict[str, list[tuple[Amendment, Text]]] = {}
    others: dict[str, list[tuple[Amendment, Operation]]] = {}
    for amendment, operations in laid:
        anchors: dict[str, str] = {}
        for operation in operations:
            match operation:
                case ReplaceText(name, text) | SetHeading(name, text):
                    edits.setdefault(name, []).append((amendment, text))
                case SetDetail(name, text):
                    details.setdefault(name, []).append((amendment, text))
                case InsertAfter(parent, after, node):
                    anchor = anchors.get(after or parent, after or parent)
                    anchors |= {each.id: anchor for each in node.walk()}
                    others.setdefault(anchor, []).append((amendment, operation))
                case Delete(name) | MoveAfter(name):
                    others.setdefault(name, []).append((amendment, operation))
    present = details_of(base)
    for name, wanted in details.items():
        yield compile_part(name, None, present.get(name, Text()), wanted, [])
    if "" in others:
        yield compile_part("", None, Text(), [], others[""])
    for node in base.walk():
        yield compile_part(
            node.id, node, node.text, edits.get(node.id, []), others.get(node.id, [])
        )


def compile_part(
    name: str,
    node: Node | None,
    base: Text,
    edits: Sequence[tuple[Amendment, Text]],
    others: Sequence[tuple[Amendment, Operation]],
) -> CompiledPart:
    """Return what is proposed to one part, sorted into what stands and what clashes."""
    tokens = cut_tokens(base)
    wanted: dict[Edit, list[Amendment]] = {}
    for amendment, text in edits:
        for edit in find_edits(tokens, cut_tokens(text)):
            wanted.setdefault(edit, []).append(amendment)
    standing, clashing = part_edits(list(wanted))
    changes = {edit: make_edit(name, edit, tokens, wanted[edit]) for edit in wanted}
    whole, clashes = sort_whole(name, others)
    clashes += [
        Clash(ClashKind.OVERLAP, tuple(changes[edit] for edit in group)) for group in clashing
    ]
    return CompiledPart(
        name, node, base,
        standing=tuple(changes[edit] for edit in standing),
        insertions=tuple(list_insertions(name, others)),
        whole=tuple(whole),
        clashes=tuple(clashes),
        merged=apply_edits(tokens, standing),
    )  # fmt: skip


def part_edits(edits: Sequence[Edit]) -> tuple[list[Edit], list[list[Edit]]]:
    """Return the edits that stand together, and the groups of those that clash.

    Different words put in at one place clash: a person decides on them or on their order.
    """
    ordered = sorted(edits, key=lambda each: (each.start, each.end))
    groups: list[list[Edit]] = []
    for edit in ordered:
        if groups and any(one.clashes(edit) for one in groups[-1]):
            groups[-1].append(edit)
        else:
            groups.append([edit])
    standing = [group[0] for group in groups if len(group) == 1]
    return standing, [group for group in groups if len(group) > 1]


def make_edit(
    part: str, edit: Edit, tokens: Sequence[Token], amendments: Sequence[Amendment]
) -> Proposal:
    """Return an edit counted in code points, with everyone who proposes it."""
    start = sum(len(token.plain) for token in tokens[: edit.start])
    end = start + sum(len(token.plain) for token in tokens[edit.start : edit.end])
    text = join_tokens(edit.tokens)
    return Proposal(
        ProposalKind.EDIT, *name_all(amendments), start, end, text,
        part=part, submitted_on=first_day(amendments),
    )  # fmt: skip


def name_all(amendments: Iterable[Amendment]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the codes of the amendments and the members behind them, each once.

    An amendment to an amendment is left out where the one it amends says the same.
    """
    given = list(amendments)
    codes = {each.code for each in given}
    given = [each for each in given if each.parent not in codes]
    sponsors = dict.fromkeys(member for each in given for member in each.sponsors)
    return tuple(dict.fromkeys(each.code for each in given)), tuple(sponsors)


def first_day(amendments: Iterable[Amendment]) -> date | None:
    """Return the day on which the first of them was submitted; None while all are drafts."""
    return min((each.submitted_on for each in amendments if each.submitted_on), default=None)


def sort_whole(
    part: str, others: Sequence[tuple[Amendment, Operation]]
) -> tuple[list[Proposal], list[Clash]]:
    """Return the deletion and the moves of one node, equal ones joined; different moves clash."""
    deleters = [amendment for amendment, each in others if isinstance(each, Delete)]
    movers: dict[tuple[str, str], list[Amendment]] = {}
    for amendment, operation in others:
        if isinstance(operation, MoveAfter):
            movers.setdefault((operation.parent_id, operation.after_id), []).append(amendment)
    deletions = [
        Proposal(
            ProposalKind.DELETE, *name_all(each), part=part, submitted_on=first_day(each)
        )
        for each in (deleters,) if each
    ]  # fmt: skip
    moves = [
        Proposal(
            ProposalKind.MOVE, *name_all(behind), parent=parent, after=after,
            part=part, submitted_on=first_day(behind),
        )
        for (parent, after), behind in movers.items()
    ]  # fmt: skip
    if len(moves) > 1:
        return deletions, [Clash(ClashKind.MOVE_AGAINST_MOVE, tuple(moves))]
    return [*deletions, *moves], []


def list_insertions(part: str, others: Sequence[tuple[Amendment, Operation]]) -> Iterator[Proposal]:
    """Yield the new nodes at one place in the order submitted; equal ones are one proposal."""
    found: dict[str, tuple[InsertAfter, list[Amendment]]] = {}
    for amendment, operation in others:
        if isinstance(operation, InsertAfter):
            found.setdefault(operation.node.id, (operation, []))[1].append(amendment)
    for operation, behind in found.values():
        yield Proposal(
            ProposalKind.INSERT, *name_all(behind), node=operation.node,
            parent=operation.parent_id, after=operation.after_id,
            part=part, submitted_on=first_day(behind),
        )  # fmt: skip
