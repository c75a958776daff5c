"""What does a member propose to change? Amendments, their operations, and the text they make."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from declarations.comparison import find_moved, parents_of
from declarations.model import (
    MAXIMUM_DEPTH,
    Declaration,
    MarkKind,
    Node,
    NodeKind,
    Note,
    Text,
)
from declarations.problems import Level, Place, Problem

AMENDABLE_DETAILS = ("title", "subtitle", "closing")
"""What can be amended outside the nodes; the words of a note besides, as "note NAME"."""

NOTE_PREFIX = "note "


class AmendmentStatus(StrEnum):
    """How far an amendment has come."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"
    ACCEPTED = "accepted"
    ACCEPTED_AS_AMENDED = "accepted_as_amended"
    REJECTED = "rejected"
    LAPSED = "lapsed"
    SUPERSEDED = "superseded"


OPEN_STATUSES = frozenset((AmendmentStatus.DRAFT, AmendmentStatus.SUBMITTED))


@dataclass(frozen=True, slots=True)
class ReplaceText:
    """Give a paragraph other words; ``notes`` are those its new words need and the text lacks."""

    node_id: str
    text: Text
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class SetHeading:
    """Give the preamble or a section another heading."""

    node_id: str
    text: Text
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class InsertAfter:
    """Put a new node, with its permanent id and all that is below it, below ``parent_id``.

    It stands after its sibling ``after_id``, first where that is "". ``parent_id`` is "" for a
    section or a preamble.
    """

    parent_id: str
    after_id: str
    node: Node
    notes: tuple[Note, ...] = ()

    @property
    def node_id(self) -> str:
        """Return the permanent id of the new node."""
        return self.node.id


@dataclass(frozen=True, slots=True)
class Delete:
    """Delete a node and what is below it."""

    node_id: str


@dataclass(frozen=True, slots=True)
class MoveAfter:
    """Move a node with what is below it: below ``parent_id``, after ``after_id`` ("": first)."""

    node_id: str
    parent_id: str
    after_id: str


@dataclass(frozen=True, slots=True)
class SetDetail:
    """Set the title, subtitle or closing formula, or the words of a note ("note NAME").

    Empty words take the detail away.
    """

    name: str
    text: Text

    @property
    def node_id(self) -> str:
        """Return "": a detail stands outside the nodes."""
        return ""


Operation = ReplaceText | SetHeading | InsertAfter | Delete | MoveAfter | SetDetail


@dataclass(frozen=True, slots=True)
class CoSponsor:
    """A member that stands behind an amendment from one day (to another)."""

    member: str
    joined_on: date
    left_on: date | None = None


@dataclass(frozen=True, slots=True)
class Amendment:
    """A member's proposal against one revision.

    ``code`` is unique within the declaration. ``base_number`` and ``base_sha256`` name the
    revision it was written against. The operations are carried out one after the other; with
    ``parent``, the code of another amendment, they begin at the text which that one makes.
    ``superseded_by`` is the code of the amendment that took its place. ``review`` says why it could
    not be laid on the latest revision; it is "" while nothing stands in the way.
    """

    code: str
    declaration: str
    language: str
    base_number: int
    base_sha256: str
    sponsor: str
    operations: tuple[Operation, ...]
    co_sponsors: tuple[CoSponsor, ...] = ()
    rationale: str = ""
    submitted_on: date | None = None
    status: AmendmentStatus = AmendmentStatus.SUBMITTED
    superseded_by: str = ""
    parent: str = ""
    review: str = ""

    @property
    def is_open(self) -> bool:
        """Return whether it still waits for a decision."""
        return self.status in OPEN_STATUSES

    @property
    def sponsors(self) -> tuple[str, ...]:
        """Return the members that stand behind it now, the sponsor first."""
        return (self.sponsor, *(each.member for each in self.co_sponsors if each.left_on is None))


@dataclass(frozen=True, slots=True)
class AppliedAmendment:
    """The text with an amendment in it, and what could not be done.

    ``undone`` has the positions, from 0, of the operations that were left out; each has an error
    among the problems. Other errors are faults of the text as a whole. A warning names what stands
    at another place than wanted.
    """

    declaration: Declaration
    problems: tuple[Problem, ...] = ()
    undone: tuple[int, ...] = ()


def apply_amendment(declaration: Declaration, amendment: Amendment) -> AppliedAmendment:
    """Return the declaration with the amendment in it; never raises (see ``apply_operations``)."""
    return apply_operations(declaration, amendment.operations)


def apply_operations(declaration: Declaration, operations: Iterable[Operation]) -> AppliedAmendment:
    """Return the declaration after the operations, in their order.

    An operation whose target is missing is left out and reported. A note whose last mark is gone
    goes with it; all else outside the operations stays as it is.
    """
    outline = Outline(declaration)
    undone = []
    for position, operation in enumerate(operations):
        count = len(outline.problems)
        outline.carry_out(operation)
        if any(problem.level is Level.ERROR for problem in outline.problems[count:]):
            undone.append(position)
    return AppliedAmendment(outline.declaration(), tuple(outline.problems), tuple(undone))


class Outline:
    """A declaration taken apart so that nodes can be changed one by one."""

    def __init__(self, declaration: Declaration) -> None:
        self.base = declaration
        self.problems: list[Problem] = []
        self.texts = {node.id: node.text for node in declaration.walk()}
        self.parents = dict(parents_of(declaration))
        self.children: dict[str, list[str]] = {node_id: [] for node_id in ("", *self.texts)}
        for node_id, parent in self.parents.items():
            self.children[parent].append(node_id)
        self.preambles = {declaration.preamble.id} if declaration.preamble else set()
        self.details = {name: Text() for name in AMENDABLE_DETAILS} | {
            "title": Text(declaration.title),
            "subtitle": Text(declaration.subtitle),
            "closing": declaration.closing,
        }
        self.notes = {note.id: note.text for note in declaration.notes}
        self.set_notes: set[str] = set()

    def report(self, code: str, level: Level, item: str, message: str, remedy: str) -> None:
        """Add a problem."""
        self.problems.append(Problem(code, level, Place(item=item), message, remedy))

    def carry_out(self, operation: Operation) -> None:
        """Do one operation, or report why it cannot be done."""
        match operation:
            case ReplaceText(node_id, text, notes) | SetHeading(node_id, text, notes):
                if self.has(node_id):
                    self.texts[node_id] = text
                    self.add_notes(notes)
            case InsertAfter():
                self.insert(operation)
            case Delete(node_id):
                if self.has(node_id):
                    self.children[self.parents[node_id]].remove(node_id)
                    self.forget(node_id)
            case MoveAfter():
                self.move(operation)
            case SetDetail(name, text):
                self.set_detail(name, text)

    def has(self, node_id: str) -> bool:
        """Return whether the node is there; report it where not."""
        if node_id and node_id in self.texts:
            return True
        self.report(
            "A001", Level.ERROR, node_id, f"There is no paragraph or section {node_id!r}.",
            "It may have been deleted meanwhile: propose the change anew, or withdraw it.",
        )  # fmt: skip
        return False

    def insert(self, operation: InsertAfter) -> None:
        """Insert a new node."""
        parent, node = operation.parent_id, operation.node
        taken = [each.id for each in node.walk() if each.id in self.texts]
        if taken:
            self.report(
                "A002", Level.ERROR, taken[0], f"The id {taken[0]!r} is taken already.",
                "Give the new paragraph an id of its own.",
            )  # fmt: skip
        elif not parent or self.has(parent):
            if node.kind is NodeKind.PREAMBLE and not parent:
                self.preambles.add(node.id)
            self.hang(parent, operation.after_id, node.id)
            self.adopt(node)
            self.add_notes(operation.notes)

    def adopt(self, node: Node) -> None:
        """Take in the words of a node and what is below it."""
        self.texts[node.id] = node.text
        self.children[node.id] = [child.id for child in node.children]
        for child in node.children:
            self.parents[child.id] = node.id
            self.adopt(child)

    def move(self, operation: MoveAfter) -> None:
        """Move a node with what is below it."""
        node_id, parent = operation.node_id, operation.parent_id
        if not self.has(node_id) or (parent and not self.has(parent)):
            return
        if node_id in self.chain(parent) or node_id == operation.after_id:
            self.report(
                "A005", Level.ERROR, node_id, f"{node_id!r} cannot be moved below itself.",
                "Choose another place.",
            )  # fmt: skip
        else:
            self.children[self.parents[node_id]].remove(node_id)
            self.hang(parent, operation.after_id, node_id)

    def chain(self, node_id: str) -> Iterator[str]:
        """Yield the node and each node above it."""
        while node_id:
            yield node_id
            node_id = self.parents[node_id]

    def hang(self, parent: str, after: str, node_id: str) -> None:
        """Put the node below the parent after a sibling; last, with a warning, if that is gone."""
        siblings = self.children[parent]
        if after and after not in siblings:
            self.report(
                "A003", Level.WARNING, node_id,
                f"{after!r}, after which {node_id!r} should stand, is not there; it stands last.",
                "Look at its place.",
            )  # fmt: skip
            siblings.append(node_id)
        else:
            siblings.insert(siblings.index(after) + 1 if after else 0, node_id)
        self.parents[node_id] = parent

    def forget(self, node_id: str) -> None:
        """Drop a node and what is below it."""
        for child in self.children.pop(node_id):
            self.forget(child)
        del self.texts[node_id], self.parents[node_id]
        self.preambles.discard(node_id)

    def add_notes(self, notes: Iterable[Note]) -> None:
        """Take in the notes that come along with new words."""
        self.notes |= {note.id: note.text for note in notes}

    def set_detail(self, name: str, text: Text) -> None:
        """Set one detail; empty words take a note away."""
        note_id = name.removeprefix(NOTE_PREFIX)
        if name in self.details:
            self.details[name] = text
        elif name == note_id:
            self.report(
                "A006", Level.ERROR, name, f"{name!r} cannot be amended.",
                f"What can be: {', '.join(AMENDABLE_DETAILS)}, or note NAME.",
            )  # fmt: skip
        elif text.plain:
            self.notes[note_id] = text
            self.set_notes.add(note_id)
        else:
            self.notes.pop(note_id, None)

    def declaration(self) -> Declaration:
        """Return the declaration put together again."""
        self.report_depth()
        tops = [self.node(top, NodeKind.SECTION) for top in self.children[""]]
        preambles = [top for top in tops if top.kind is NodeKind.PREAMBLE]
        for extra in preambles[1:]:
            self.report(
                "A007", Level.ERROR, extra.id, "There would be a second preamble; it was left out.",
                "Insert its paragraphs into the preamble that is there.",
            )  # fmt: skip
        made = replace(
            self.base,
            title=self.details["title"].plain,
            subtitle=self.details["subtitle"].plain,
            closing=self.details["closing"],
            preamble=preambles[0] if preambles else None,
            sections=tuple(top for top in tops if top.kind is NodeKind.SECTION),
            notes=tuple(Note(name, text) for name, text in self.notes.items()),
        )
        lost = marked_notes(self.base) - marked_notes(made) - self.set_notes
        return replace(made, notes=tuple(note for note in made.notes if note.id not in lost))

    def report_depth(self) -> None:
        """Report what lies too deep once all is done; on the way there it may."""
        for node_id in self.texts:
            if len(list(self.chain(node_id))) == MAXIMUM_DEPTH + 3:
                self.report(
                    "A004", Level.ERROR, node_id, f"{node_id!r} would lie too deep.",
                    f"Sub-paragraphs go {MAXIMUM_DEPTH} levels deep.",
                )  # fmt: skip

    def node(self, node_id: str, kind: NodeKind) -> Node:
        """Return a node with all below it; its kind follows from its place."""
        kind = NodeKind.PREAMBLE if node_id in self.preambles else kind
        below = CHILD_KINDS.get(kind, NodeKind.SUBPARAGRAPH)
        children = tuple(self.node(child, below) for child in self.children[node_id])
        return Node(node_id, kind, self.texts[node_id], children)


CHILD_KINDS = {
    NodeKind.PREAMBLE: NodeKind.PREAMBULAR,
    NodeKind.SECTION: NodeKind.OPERATIVE,
}


def marked_notes(declaration: Declaration) -> frozenset[str]:
    """Return the ids of the notes that a mark refers to."""
    texts = [node.text for node in declaration.walk()]
    texts += [declaration.closing, *(note.text for note in declaration.notes)]
    return frozenset(
        mark.target for text in texts for mark in text.marks if mark.kind is MarkKind.NOTE
    )


def make_operations(old: Declaration, new: Declaration) -> tuple[Operation, ...]:
    """Return the operations that make ``new`` of ``old``, in the reading order of ``new``.

    Code, language, profile, assembly and preparing member cannot be amended: they stay those of
    ``old``. Applied to ``old`` the operations give ``new`` but for these and for the order of its
    notes. The fewest possible nodes move; deletions come last.
    """
    before = {node.id: node for node in old.walk()}
    parents = dict(parents_of(new))
    moved = find_moved(old, new)
    fresh = {note.id: note for note in new.notes if note.id not in {n.id for n in old.notes}}
    operations: list[Operation] = []
    placed: set[str] = set()
    for node, after in walk_with_previous(new):
        if node.id in before:
            if node.id in moved:
                operations.append(MoveAfter(node.id, parents[node.id], after))
            if node.text != before[node.id].text:
                operations.append(
                    set_text(before[node.id], node.text, take_notes(fresh, (node.text,)))
                )
        elif node.id not in placed:
            whole = without_known(node, before)
            placed |= {each.id for each in whole.walk()}
            notes = take_notes(fresh, (each.text for each in whole.walk()))
            operations.append(InsertAfter(parents[node.id], after, whole, notes))
    operations += delete_operations(old, frozenset(parents))
    return (*operations, *detail_operations(old, new, fresh))


def walk_with_previous(declaration: Declaration) -> Iterator[tuple[Node, str]]:
    """Yield every node in reading order with the id of its sibling before, "" for the first."""
    preamble = (declaration.preamble,) if declaration.preamble else ()

    def walk(siblings: tuple[Node, ...]) -> Iterator[tuple[Node, str]]:
        previous = ""
        for node in siblings:
            yield node, previous
            previous = node.id
            yield from walk(node.children)

    yield from walk((*preamble, *declaration.sections))


def set_text(node: Node, text: Text, notes: tuple[Note, ...]) -> Operation:
    """Return the operation that gives a node other words."""
    is_headed = node.kind in {NodeKind.PREAMBLE, NodeKind.SECTION}
    return SetHeading(node.id, text, notes) if is_headed else ReplaceText(node.id, text, notes)


def without_known(node: Node, known: Mapping[str, Node]) -> Node:
    """Return a new node with only what is new below it; known nodes are moved there later."""
    children = tuple(
        without_known(child, known) for child in node.children if child.id not in known
    )
    return replace(node, children=children)


def take_notes(fresh: dict[str, Note], texts: Iterable[Text]) -> tuple[Note, ...]:
    """Return the fresh notes that the texts refer to, and take them out of ``fresh``."""
    wanted = [mark.target for text in texts for mark in text.marks if mark.kind is MarkKind.NOTE]
    return tuple(fresh.pop(name) for name in dict.fromkeys(wanted) if name in fresh)


def delete_operations(old: Declaration, kept: frozenset[str]) -> Iterator[Operation]:
    """Yield the deletion of each node that is not kept and whose parent is."""
    for node_id, parent in parents_of(old):
        if node_id not in kept and (not parent or parent in kept):
            yield Delete(node_id)


def detail_operations(
    old: Declaration, new: Declaration, fresh: Mapping[str, Note]
) -> Iterator[Operation]:
    """Yield what sets the title, subtitle, closing and notes; ``fresh`` are not yet taken along."""
    pairs = {
        "title": (Text(old.title), Text(new.title)),
        "subtitle": (Text(old.subtitle), Text(new.subtitle)),
        "closing": (old.closing, new.closing),
    }
    for name, (was, now) in pairs.items():
        if was != now:
            yield SetDetail(name, now)
    before = {note.id: note.text for note in old.notes}
    after = {note.id: note.text for note in new.notes}
    lost = marked_notes(old) - marked_notes(new)
    for note in new.notes:
        is_changed = before.get(note.id, note.text) != note.text
        if note.id in fresh or note.id in lost or is_changed:
            yield SetDetail(f"{NOTE_PREFIX}{note.id}", note.text)
    for name in before:
        if name not in after and name not in lost:
            yield SetDetail(f"{NOTE_PREFIX}{name}", Text())
