"""How do two changes of one text come together? Three-way merge on words, and rebasing.

A text is cut into tokens (``comparison.split_tokens``) whose characters carry their marks, so
italic, links, references and notes survive outside and inside what was edited.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum

from declarations.amendments import (
    NOTE_PREFIX,
    Amendment,
    Delete,
    InsertAfter,
    MoveAfter,
    Operation,
    ReplaceText,
    SetDetail,
    SetHeading,
)
from declarations.comparison import details_of, find_moved, parents_of
from declarations.model import Declaration, Mark, MarkKind, Node, Note, Text
from declarations.tokens import split_tokens

SINGLE = frozenset((MarkKind.REFERENCE, MarkKind.NOTE))
"""Marks of exactly one character, which are never joined with their like beside them."""

Looks = frozenset[tuple[MarkKind, str]]


@dataclass(frozen=True, slots=True)
class Token:
    """A word with the marks of each of its characters; equal only when both are."""

    plain: str
    looks: tuple[Looks, ...]


@dataclass(frozen=True, slots=True)
class Edit:
    """Tokens ``start`` to ``end`` of the base become ``tokens``; equal bounds insert."""

    start: int
    end: int
    tokens: tuple[Token, ...]

    @property
    def is_insertion(self) -> bool:
        """Return whether nothing of the base goes."""
        return self.start == self.end

    def clashes(self, other: "Edit") -> bool:
        """Return whether both want the same tokens, or insert different ones at one place."""
        if self == other:
            return False
        if self.is_insertion and other.is_insertion:
            return self.start == other.start
        if self.is_insertion:
            return other.start < self.start < other.end
        if other.is_insertion:
            return self.start < other.start < self.end
        return self.start < other.end and other.start < self.end


def cut_tokens(text: Text) -> tuple[Token, ...]:
    """Return the tokens of a text with their marks."""
    looks: list[set[tuple[MarkKind, str]]] = [set() for _ in text.plain]
    for mark in text.marks:
        for place in range(mark.start, mark.end):
            looks[place].add((mark.kind, mark.target))
    tokens, place = [], 0
    for word in split_tokens(text.plain):
        end = place + len(word)
        tokens.append(Token(word, tuple(frozenset(each) for each in looks[place:end])))
        place = end
    return tuple(tokens)


def join_tokens(tokens: Iterable[Token]) -> Text:
    """Return the text of tokens; like marks that touch become one."""
    plain = ""
    marks: list[Mark] = []
    running: dict[tuple[MarkKind, str], int] = {}
    for token in tokens:
        for character, looks in zip(token.plain, token.looks, strict=True):
            ended = [look for look in running if look not in looks]
            marks += [Mark(running.pop(look), len(plain), *look) for look in ended]
            for look in looks:
                if look[0] in SINGLE:
                    marks.append(Mark(len(plain), len(plain) + 1, *look))
                else:
                    running.setdefault(look, len(plain))
            plain += character
    marks += [Mark(start, len(plain), *look) for look, start in running.items()]
    return Text(plain, tuple(sorted(marks)))


def find_edits(old: Sequence[Token], new: Sequence[Token]) -> tuple[Edit, ...]:
    """Return what turns the old tokens into the new ones, in order."""
    shorter = min(len(old), len(new))
    head = next((n for n in range(shorter) if old[n] != new[n]), shorter)
    room = shorter - head
    tail = next((n for n in range(room) if old[-1 - n] != new[-1 - n]), room)
    before, after = old[head : len(old) - tail], new[head : len(new) - tail]
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    return tuple(
        Edit(head + i1, head + i2, tuple(after[j1:j2]))
        for tag, i1, i2, j1, j2 in matcher.get_opcodes()
        if tag != "equal"
    )


def apply_edits(tokens: Sequence[Token], edits: Iterable[Edit]) -> Text:
    """Return the text after edits that do not overlap; at one place they come as given."""
    made: list[Token] = []
    place = 0
    for edit in sorted(edits, key=lambda each: (each.start, each.end)):
        made += [*tokens[place : edit.start], *edit.tokens]
        place = edit.end
    return join_tokens([*made, *tokens[place:]])


def merge_texts(base: Text, ours: Text, theirs: Text) -> Text | None:
    """Return the text with the changes of both, or None where they clash.

    Equal changes count once. Edits that touch without overlapping do not clash.
    """
    if ours in {base, theirs}:
        return theirs
    if base == theirs:
        return ours
    tokens = cut_tokens(base)
    mine, other = (find_edits(tokens, cut_tokens(text)) for text in (ours, theirs))
    if any(one.clashes(two) for one in mine for two in other):
        return None
    return apply_edits(tokens, dict.fromkeys((*mine, *other)))


class RebaseOutcome(StrEnum):
    """What became of an open amendment when the text under it changed."""

    CLEAN = "clean"
    NEEDS_REVIEW = "needs_review"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class RebasedAmendment:
    """An amendment laid on a new text.

    Only a clean one has new operations; one that needs review or lapsed is as it was. ``remarks``
    say why, or what was adapted. ``is_done``: it lapsed because the text says it already.
    """

    amendment: Amendment
    outcome: RebaseOutcome
    remarks: tuple[str, ...] = ()
    is_done: bool = False

    def __str__(self) -> str:
        """Return one line for a person: ``A2: needs review. p1: the same words ...``."""
        words = self.outcome.value.replace("_", " ")
        return " ".join((f"{self.amendment.code}: {words}.", *self.remarks))


@dataclass(frozen=True, slots=True)
class RebasedOperation:
    """One operation on the new text; None where it is done already or cannot be carried over."""

    operation: Operation | None
    outcome: RebaseOutcome = RebaseOutcome.CLEAN
    remark: str = ""


def rebase_amendment(
    amendment: Amendment, old: Declaration, new: Declaration, number: int, sha256: str
) -> RebasedAmendment:
    """Return the amendment, written for ``old``, laid on ``new``, revision ``number``.

    Clean: all of it merges. Lapsed: nothing of it has a target left, or the text says it already.
    Needs review: it clashes with what changed; then nothing is carried over by guess.
    """
    operations = free_names(amendment.operations, old, new, amendment.code)
    ground = Ground(old, new)
    found = [ground.rebase(operation) for operation in operations]
    remarks = tuple(each.remark for each in found if each.remark)
    outcomes = {each.outcome for each in found}
    kept = tuple(each.operation for each in found if each.operation is not None)
    if RebaseOutcome.NEEDS_REVIEW in outcomes or (kept and RebaseOutcome.LAPSED in outcomes):
        return RebasedAmendment(amendment, RebaseOutcome.NEEDS_REVIEW, remarks)
    if not kept:
        is_done = RebaseOutcome.LAPSED not in outcomes
        remarks = remarks or ("The text says already what it proposes.",)
        return RebasedAmendment(amendment, RebaseOutcome.LAPSED, remarks, is_done)
    moved = replace(amendment, operations=kept, base_number=number, base_sha256=sha256)
    return RebasedAmendment(moved, RebaseOutcome.CLEAN, remarks)


class Ground:
    """The text an amendment was written for and the one it is laid on."""

    def __init__(self, old: Declaration, new: Declaration) -> None:
        self.old, self.new = old, new
        self.before = {node.id: node for node in old.walk()}
        self.after = {node.id: node for node in new.walk()}
        self.old_parents, self.parents = dict(parents_of(old)), dict(parents_of(new))
        self.old_details, self.details = details_of(old), details_of(new)
        self.moved = find_moved(old, new)
        self.own: set[str] = set()
        self.hung = dict(self.parents)

    def rebase(self, operation: Operation) -> RebasedOperation:
        """Return one operation laid on the new text."""
        match operation:
            case ReplaceText(node_id, text) | SetHeading(node_id, text):
                return self.rebase_text(operation, node_id, text)
            case InsertAfter(parent_id, _, node):
                if node.id in self.after and self.after[node.id] == node:
                    return RebasedOperation(None)
                self.own |= {each.id for each in node.walk()}
                return self.rebase_place(operation, parent_id)
            case Delete(node_id):
                return self.rebase_deletion(operation, node_id)
            case MoveAfter(node_id, parent_id):
                return self.rebase_move(operation, node_id, parent_id)
            case SetDetail(name, text):
                return self.rebase_detail(operation, name, text)

    def rebase_text(
        self, operation: ReplaceText | SetHeading, node_id: str, text: Text
    ) -> RebasedOperation:
        """Return new words for a node merged with what changed in it meanwhile."""
        if node_id in self.own:
            return RebasedOperation(operation)
        if node_id not in self.after:
            return lapsed(node_id)
        base, present = self.before[node_id].text, self.after[node_id].text
        if present == text:
            return RebasedOperation(None)
        merged = merge_texts(base, present, text)
        if merged is None:
            return needs_review(f"{node_id}: the same words were changed meanwhile.")
        return RebasedOperation(replace(operation, text=merged) if merged != present else None)

    def rebase_place(self, operation: InsertAfter | MoveAfter, parent: str) -> RebasedOperation:
        """Return an insertion or move with its neighbour, or the nearest before that is left."""
        if parent and parent not in self.after and parent not in self.own:
            return lapsed(parent)
        wanted, after = operation.after_id, operation.after_id
        siblings = [node_id for node_id, above in self.old_parents.items() if above == parent]
        while after and self.hung.get(after) != parent:
            place = siblings.index(after) if after in siblings else 0
            after = siblings[place - 1] if place else ""
        self.hung[operation.node_id] = parent
        if isinstance(operation, InsertAfter):
            self.hung |= {
                child.id: node.id for node in operation.node.walk() for child in node.children
            }
        remark = f"{wanted}, its neighbour, is gone: it follows {after or 'nothing'} now."
        return RebasedOperation(
            replace(operation, after_id=after), remark="" if after == wanted else remark
        )

    def rebase_deletion(self, operation: Delete, node_id: str) -> RebasedOperation:
        """Return a deletion, unless what it deletes was changed meanwhile."""
        if node_id in self.own:
            return RebasedOperation(operation)
        if node_id not in self.after:
            return RebasedOperation(None)
        if node_id in self.moved or not self.is_only_shorter(node_id):
            return needs_review(f"{node_id}: it was changed meanwhile and is to be deleted.")
        return RebasedOperation(operation)

    def is_only_shorter(self, node_id: str) -> bool:
        """Return whether nothing changed in a node but that parts of it were deleted."""
        after = tuple(each.id for each in self.after[node_id].walk())
        before = tuple(each.id for each in self.before[node_id].walk())
        return (
            after == tuple(each for each in before if each in self.after)
            and all(self.after[each].text == self.before[each].text for each in after)
            and all(self.parents[each] == self.old_parents[each] for each in after[1:])
        )

    def rebase_move(self, operation: MoveAfter, node_id: str, parent: str) -> RebasedOperation:
        """Return a move, unless the node was moved elsewhere meanwhile."""
        if node_id not in self.own and node_id not in self.after:
            return lapsed(node_id)
        if node_id in self.moved:
            siblings = ["", *(name for name, above in self.parents.items() if above == parent)]
            is_there = node_id in siblings
            if is_there and siblings[siblings.index(node_id) - 1] == operation.after_id:
                return RebasedOperation(None)
            return needs_review(f"{node_id}: it was moved elsewhere meanwhile.")
        return self.rebase_place(operation, parent)

    def rebase_detail(self, operation: SetDetail, name: str, text: Text) -> RebasedOperation:
        """Return new words for a detail merged with what changed in it meanwhile."""
        nothing = Text()
        base, present = self.old_details.get(name, nothing), self.details.get(name, nothing)
        if present == text:
            return RebasedOperation(None)
        merged = merge_texts(base, present, text)
        if merged is None:
            return needs_review(f"{name}: the same words were changed meanwhile.")
        return RebasedOperation(replace(operation, text=merged))


def lapsed(node_id: str) -> RebasedOperation:
    """Return what becomes of an operation whose target is gone."""
    return RebasedOperation(None, RebaseOutcome.LAPSED, f"{node_id} is no longer in the text.")


def needs_review(remark: str) -> RebasedOperation:
    """Return what becomes of an operation that clashes."""
    return RebasedOperation(None, RebaseOutcome.NEEDS_REVIEW, remark)


def free_names(
    operations: Sequence[Operation], old: Declaration, new: Declaration, code: str
) -> tuple[Operation, ...]:
    """Return the operations with other ids for new nodes and notes whose ids are taken by others.

    An id is made of the old one and the amendment's code. A node or note that is in the new text
    exactly as proposed keeps its id.
    """
    taken = {node.id: node for node in new.walk()}
    notes = {note.id: note for note in new.notes}
    was = {note.id for note in old.notes}
    names: dict[str, str] = {}
    note_names: dict[str, str] = {}
    for operation in operations:
        if isinstance(operation, InsertAfter):
            for node in operation.node.walk():
                if taken.get(node.id, node) != node:
                    names[node.id] = free_name(node.id, code, taken)
        for note in getattr(operation, "notes", ()):
            if note.id not in was and notes.get(note.id, note) != note:
                note_names[note.id] = free_name(note.id, code, notes)
    if not names and not note_names:
        return tuple(operations)
    return tuple(rename(operation, names, note_names) for operation in operations)


def free_name(name: str, code: str, taken: Mapping[str, object]) -> str:
    """Return an id that is not taken."""
    tried, number = f"{name}-{code.lower()}", 1
    while tried in taken:
        number += 1
        tried = f"{name}-{code.lower()}-{number}"
    return tried


def rename(
    operation: Operation, names: Mapping[str, str], note_names: Mapping[str, str]
) -> Operation:
    """Return the operation with other ids for nodes and notes, in its texts as well."""

    def name(node_id: str) -> str:
        return names.get(node_id, node_id)

    def words(text: Text) -> Text:
        return Text(text.plain, tuple(sorted(rename_marks(text.marks, names, note_names))))

    def whole(node: Node) -> Node:
        children = tuple(whole(child) for child in node.children)
        return replace(node, id=name(node.id), text=words(node.text), children=children)

    def noted(notes: tuple[Note, ...]) -> tuple[Note, ...]:
        return tuple(Note(note_names.get(each.id, each.id), words(each.text)) for each in notes)

    match operation:
        case ReplaceText(node_id, text, notes) | SetHeading(node_id, text, notes):
            return type(operation)(name(node_id), words(text), noted(notes))
        case InsertAfter(parent_id, after_id, node, notes):
            return InsertAfter(name(parent_id), name(after_id), whole(node), noted(notes))
        case Delete(node_id):
            return Delete(name(node_id))
        case MoveAfter(node_id, parent_id, after_id):
            return MoveAfter(name(node_id), name(parent_id), name(after_id))
        case SetDetail(detail, text):
            note_id = detail.removeprefix(NOTE_PREFIX)
            is_note = note_id != detail and note_id in note_names
            return SetDetail(
                f"{NOTE_PREFIX}{note_names[note_id]}" if is_note else detail, words(text)
            )


def rename_marks(
    marks: Iterable[Mark], names: Mapping[str, str], note_names: Mapping[str, str]
) -> Iterator[Mark]:
    """Yield the marks with other targets where these were renamed."""
    tables = {MarkKind.REFERENCE: names, MarkKind.NOTE: note_names}
    for mark in marks:
        yield replace(mark, target=tables.get(mark.kind, {}).get(mark.target, mark.target))
