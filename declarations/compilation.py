"""What do all open amendments say together, paragraph by paragraph? What stands, what clashes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

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
from declarations.comparison import details_of
from declarations.merging import Edit, Token, apply_edits, cut_tokens, find_edits, join_tokens
from declarations.model import Declaration, Node, Text
from declarations.revisions import content_sha256


class ProposalKind(StrEnum):
    """What a proposal does to its part of the text."""

    EDIT = "edit"
    INSERT = "insert"
    DELETE = "delete"
    MOVE = "move"


class ClashKind(StrEnum):
    """Why proposals cannot all stand."""

    OVERLAP = "overlap"
    DELETE_AGAINST_EDIT = "delete_against_edit"
    MOVE_AGAINST_MOVE = "move_against_move"


@dataclass(frozen=True, slots=True)
class Proposal:
    """One change with everyone who proposes it; several codes agree.

    An edit puts ``text`` in place of ``base[start:end]``, counted in code points of the part. An
    insertion brings ``node``. A move goes ``after`` a sibling below ``parent``.
    """

    kind: ProposalKind
    codes: tuple[str, ...]
    sponsors: tuple[str, ...]
    start: int = 0
    end: int = 0
    text: Text = Text()
    node: Node | None = None
    parent: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Clash:
    """Proposals of which only one can stand."""

    kind: ClashKind
    proposals: tuple[Proposal, ...]


@dataclass(frozen=True, slots=True)
class CompiledPart:
    """A node, or a detail such as the title (then ``node`` is None), with what is proposed to it.

    ``standing`` edits do not overlap and are in order. ``insertions`` follow the node, or are its
    first children; several at one place are a question of order. ``merged`` has what stands.
    """

    name: str
    node: Node | None
    base: Text
    standing: tuple[Proposal, ...] = ()
    insertions: tuple[Proposal, ...] = ()
    whole: tuple[Proposal, ...] = ()
    clashes: tuple[Clash, ...] = ()
    merged: Text = Text()

    @property
    def proposals(self) -> tuple[Proposal, ...]:
        """Return all that is proposed to it, what stands first."""
        clashing = [each for clash in self.clashes for each in clash.proposals]
        found = (*self.whole, *self.standing, *clashing, *self.insertions)
        return tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class Ballot:
    """One line of the voting list: an amendment's proposal for one part, and how far it goes.

    ``distance`` is the changed share of the words, from 0 to 1; 1 for a deletion or a new
    paragraph.
    """

    part: str
    code: str
    sponsors: tuple[str, ...]
    distance: float
    is_contested: bool
    is_insertion: bool = False


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
    laid = [(each, operations_on_base(base, each, here)) for each in here]
    parts = tuple(compile_parts(base, laid))
    return Compilation(
        base,
        tuple(here),
        parts,
        merge_standing(base, parts),
        tuple(list_ballots(here, parts)),
        tuple(each for each in waiting if each not in here),
    )


def submission_order(amendment: Amendment) -> tuple[date, int, str]:
    """Return what sorts amendments by submission, A2 before A10 on one day."""
    return amendment.submitted_on or date.max, len(amendment.code), amendment.code


def operations_on_base(
    base: Declaration, amendment: Amendment, others: Sequence[Amendment]
) -> tuple[Operation, ...]:
    """Return the operations against the base, also of an amendment to an amendment."""
    text = base_of(base, amendment, others)
    if text == base:
        return amendment.operations
    return make_operations(base, apply_amendment(text, amendment).declaration)


def base_of(base: Declaration, amendment: Amendment, others: Sequence[Amendment]) -> Declaration:
    """Return the text that an amendment begins at: the base, or what its parent makes of it."""
    parent = next((each for each in others if each.code == amendment.parent), None)
    if not amendment.parent or parent is None or parent == amendment:
        return base
    return apply_amendment(base_of(base, parent, others), parent).declaration


Laid = Sequence[tuple[Amendment, tuple[Operation, ...]]]


def compile_parts(base: Declaration, laid: Laid) -> Iterator[CompiledPart]:
    """Yield the details that are amended, then every node in reading order."""
    edits: dict[str, list[tuple[Amendment, Text]]] = {}
    others: dict[str, list[tuple[Amendment, Operation]]] = {}
    known = {node.id for node in base.walk()}
    for amendment, operations in laid:
        anchors: dict[str, str] = {}
        for operation in operations:
            match operation:
                case ReplaceText(name, text) | SetHeading(name, text) | SetDetail(name, text):
                    edits.setdefault(name, []).append((amendment, text))
                case InsertAfter(parent, after, node):
                    anchor = anchors.get(after or parent, after or parent)
                    anchors |= {each.id: anchor for each in node.walk()}
                    others.setdefault(anchor, []).append((amendment, operation))
                case Delete(name) | MoveAfter(name):
                    others.setdefault(name, []).append((amendment, operation))
    details = details_of(base)
    for name in [name for name in edits if name not in known]:
        yield compile_part(name, None, details.get(name, Text()), edits[name], [])
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
    changes = {edit: make_edit(edit, tokens, wanted[edit]) for edit in wanted}
    whole, clashes = sort_whole(others)
    clashes += [
        Clash(ClashKind.OVERLAP, tuple(changes[edit] for edit in group)) for group in clashing
    ]
    deletions = [each for each in whole if each.kind is ProposalKind.DELETE]
    if deletions and wanted:
        both = (*deletions, *changes.values())
        clashes = [Clash(ClashKind.DELETE_AGAINST_EDIT, both)]
        whole = [each for each in whole if each not in deletions]
        standing = []
    return CompiledPart(
        name, node, base,
        standing=tuple(changes[edit] for edit in standing),
        insertions=tuple(list_insertions(others)),
        whole=tuple(whole),
        clashes=tuple(clashes),
        merged=apply_edits(tokens, standing),
    )  # fmt: skip


def part_edits(edits: Sequence[Edit]) -> tuple[list[Edit], list[list[Edit]]]:
    """Return the edits that stand together, and the groups of those that clash.

    Insertions at one place do not clash: they stand in the order they were submitted in.
    """
    ordered = sorted(edits, key=lambda each: (each.start, each.end))
    groups: list[list[Edit]] = []
    for edit in ordered:
        if groups and any(one.clashes(edit) and not both_insert(one, edit) for one in groups[-1]):
            groups[-1].append(edit)
        else:
            groups.append([edit])
    standing = [group[0] for group in groups if len(group) == 1]
    return standing, [group for group in groups if len(group) > 1]


def both_insert(one: Edit, other: Edit) -> bool:
    """Return whether neither takes anything away."""
    return one.is_insertion and other.is_insertion


def make_edit(edit: Edit, tokens: Sequence[Token], amendments: Sequence[Amendment]) -> Proposal:
    """Return an edit counted in code points, with everyone who proposes it."""
    start = sum(len(token.plain) for token in tokens[: edit.start])
    end = start + sum(len(token.plain) for token in tokens[edit.start : edit.end])
    codes, sponsors = name_all(amendments)
    return Proposal(ProposalKind.EDIT, codes, sponsors, start, end, join_tokens(edit.tokens))


def name_all(amendments: Iterable[Amendment]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the codes of the amendments and the members behind them, each once.

    An amendment to an amendment is left out where the one it amends says the same.
    """
    given = list(amendments)
    codes = {each.code for each in given}
    given = [each for each in given if each.parent not in codes]
    sponsors = dict.fromkeys(member for each in given for member in each.sponsors)
    return tuple(dict.fromkeys(each.code for each in given)), tuple(sponsors)


def sort_whole(
    others: Sequence[tuple[Amendment, Operation]],
) -> tuple[list[Proposal], list[Clash]]:
    """Return the deletions and moves of one node, equal ones joined, and their clashes."""
    deleters = [amendment for amendment, each in others if isinstance(each, Delete)]
    movers: dict[tuple[str, str], list[Amendment]] = {}
    for amendment, operation in others:
        if isinstance(operation, MoveAfter):
            movers.setdefault((operation.parent_id, operation.after_id), []).append(amendment)
    deletions = [Proposal(ProposalKind.DELETE, *name_all(deleters))] if deleters else []
    moves = [
        Proposal(ProposalKind.MOVE, *name_all(behind), parent=parent, after=after)
        for (parent, after), behind in movers.items()
    ]
    if deletions and moves:
        return [], [Clash(ClashKind.DELETE_AGAINST_EDIT, (*deletions, *moves))]
    if len(moves) > 1:
        return [], [Clash(ClashKind.MOVE_AGAINST_MOVE, tuple(moves))]
    return [*deletions, *moves], []


def list_insertions(others: Sequence[tuple[Amendment, Operation]]) -> Iterator[Proposal]:
    """Yield the new nodes at one place in the order submitted; equal words are one proposal."""
    found: dict[tuple[str, str, tuple[Text, ...]], tuple[InsertAfter, list[Amendment]]] = {}
    for amendment, operation in others:
        if isinstance(operation, InsertAfter):
            words = tuple(node.text for node in operation.node.walk())
            key = (operation.parent_id, operation.after_id, words)
            found.setdefault(key, (operation, []))[1].append(amendment)
    for operation, behind in found.values():
        yield Proposal(
            ProposalKind.INSERT, *name_all(behind), node=operation.node,
            parent=operation.parent_id, after=operation.after_id,
        )  # fmt: skip


def merge_standing(base: Declaration, parts: Iterable[CompiledPart]) -> Declaration:
    """Return the text with everything that stands; new ids that are taken are left out."""
    operations: list[Operation] = []
    deletions: list[Operation] = []
    for part in parts:
        if part.node is None and part.standing:
            operations.append(SetDetail(part.name, part.merged))
        elif part.standing:
            operations.append(ReplaceText(part.name, part.merged))
        for each in part.whole:
            if each.kind is ProposalKind.MOVE:
                operations.append(MoveAfter(part.name, each.parent, each.after))
            else:
                deletions.append(Delete(part.name))
        last: dict[tuple[str, str], str] = {}
        for each in part.insertions:
            if each.node is not None:
                place = (each.parent, each.after)
                node = replace(each.node, id=f"{each.node.id}-{each.codes[0].lower()}")
                operations.append(InsertAfter(each.parent, last.get(place, each.after), node))
                last[place] = node.id
    return apply_operations(base, (*operations, *deletions)).declaration


def list_ballots(
    amendments: Sequence[Amendment], parts: Iterable[CompiledPart]
) -> Iterator[Ballot]:
    """Yield the voting list: parts in reading order, in each the furthest from the base first.

    An amendment to an amendment comes right before the one it amends (rules of procedure of the
    United Nations General Assembly, rule 90).
    """
    by_code = {each.code: each for each in amendments}
    for part in parts:
        contested = {code for clash in part.clashes for p in clash.proposals for code in p.codes}
        changes = [each for each in part.proposals if each.kind is not ProposalKind.INSERT]
        for proposals in (changes, part.insertions):
            codes = dict.fromkeys(code for each in proposals for code in each.codes)
            distances = {code: measure_distance(part, proposals, code) for code in codes}
            for code in sort_votes(distances, by_code):
                yield Ballot(
                    part.name, code, by_code[code].sponsors, distances[code],
                    is_contested=proposals is changes and code in contested,
                    is_insertion=proposals is not changes,
                )  # fmt: skip


def sort_votes(distances: Mapping[str, float], by_code: Mapping[str, Amendment]) -> list[str]:
    """Return the codes with the furthest first, each after those that amend it."""
    families: dict[str, float] = {}
    for code, distance in distances.items():
        root = root_of(code, by_code)
        families[root] = max(distance, families.get(root, 0.0))

    def order(code: str) -> tuple[float, tuple[date, int, str], int, tuple[date, int, str]]:
        root = root_of(code, by_code)
        return (
            -families[root],
            submission_order(by_code[root]),
            -depth_of(code, by_code),
            submission_order(by_code[code]),
        )

    return sorted(distances, key=order)


def depth_of(code: str, by_code: Mapping[str, Amendment]) -> int:
    """Return how many amendments an amendment hangs on."""
    parent = by_code[code].parent
    return 1 + depth_of(parent, by_code) if parent in by_code else 0


def root_of(code: str, by_code: Mapping[str, Amendment]) -> str:
    """Return the amendment that an amendment to an amendment hangs on in the end."""
    parent = by_code[code].parent
    return root_of(parent, by_code) if parent in by_code else code


def measure_distance(part: CompiledPart, proposals: Iterable[Proposal], code: str) -> float:
    """Return the changed share of a part's words under one amendment, from 0 to 1."""
    mine = [each for each in proposals if code in each.codes]
    if any(each.kind in {ProposalKind.DELETE, ProposalKind.INSERT} for each in mine):
        return 1.0
    taken = sum(each.end - each.start for each in mine)
    given = sum(len(each.text.plain) for each in mine)
    total = 2 * len(part.base.plain) - taken + given
    return (taken + given) / total if total else 0.0
