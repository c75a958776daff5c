"""What changed between two texts? Nodes are paired by id and their words compared."""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import lru_cache

from declarations.model import Declaration, Node, Text

REPLACED_SHARE = 0.6
"""A paragraph of which more than this share changed is shown as replaced as a whole."""

MOST_TOKENS = 4_000
"""Longer paragraphs are compared by sentences: the search for matches is quadratic."""


class PieceKind(StrEnum):
    """Whether a piece of text stands in both texts, only in the new one or only in the old one."""

    EQUAL = "equal"
    INSERTED = "inserted"
    DELETED = "deleted"


class ChangeKind(StrEnum):
    """What happened to a node."""

    UNCHANGED = "unchanged"
    EDITED = "edited"
    INSERTED = "inserted"
    DELETED = "deleted"
    MOVED = "moved"
    MOVED_AND_EDITED = "moved_and_edited"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text with what happened to it."""

    text: str
    kind: PieceKind


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
    it followed. ``details`` has only what differs.
    """

    old: Declaration
    new: Declaration
    changes: tuple[NodeChange, ...]
    details: tuple[DetailChange, ...] = ()


def compare(old: Declaration, new: Declaration) -> Comparison:
    """Return what changed from ``old`` to ``new``, node by node."""
    old_nodes = {node.id: node for node in old.walk()}
    new_nodes = {node.id: node for node in new.walk()}
    moved = find_moved(old, new)
    changes = [
        compare_node(old_nodes.get(node_id), new_nodes.get(node_id), node_id in moved)
        for node_id in merge_orders(list(old_nodes), list(new_nodes))
    ]
    return Comparison(old, new, tuple(changes), compare_details(old, new))


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


def longest_increasing(numbers: Sequence[int]) -> frozenset[int]:
    """Return the positions of one longest increasing subsequence of distinct numbers."""
    tails: list[int] = []
    positions: list[int] = []
    previous: list[int] = []
    for position, number in enumerate(numbers):
        length = bisect_left(tails, number)
        previous.append(positions[length - 1] if length else -1)
        tails[length:] = [number, *tails[length + 1 :]]
        positions[length:] = [position, *positions[length + 1 :]]
    chosen: set[int] = set()
    position = positions[-1] if positions else -1
    while position >= 0:
        chosen.add(position)
        position = previous[position]
    return frozenset(chosen)


def compare_texts(old: str, new: str) -> tuple[Piece, ...]:
    """Return the pieces between two plain texts in Unicode NFC; none is empty."""
    if old == new:
        return make_pieces([(PieceKind.EQUAL, old)])
    tokens_before, tokens_after = split_tokens(old), split_tokens(new)
    if max(len(tokens_before), len(tokens_after)) > MOST_TOKENS:
        tokens_before, tokens_after = split_sentences(old), split_sentences(new)
    found = list(match_tokens(tokens_before, tokens_after))
    kept = sum(len(text) for kind, text in found if kind is PieceKind.EQUAL)
    changed = 1 - 2 * kept / (len(old) + len(new))
    if changed > REPLACED_SHARE:
        found = [(PieceKind.DELETED, old), (PieceKind.INSERTED, new)]
    return make_pieces(found)


def make_pieces(found: Sequence[tuple[PieceKind, str]]) -> tuple[Piece, ...]:
    """Return the pieces that are not empty, neighbours of one kind joined."""
    joined: list[tuple[PieceKind, str]] = []
    for kind, text in found:
        if text and joined and joined[-1][0] is kind:
            joined[-1] = (kind, joined[-1][1] + text)
        elif text:
            joined.append((kind, text))
    return tuple(Piece(text, kind) for kind, text in joined)


def match_tokens(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[PieceKind, str]]:
    """Yield equal, deleted and inserted runs between two token lists, in order."""
    shorter = min(len(old), len(new))
    head = next((n for n in range(shorter) if old[n] != new[n]), shorter)
    room = shorter - head
    tail = next((n for n in range(room) if old[-1 - n] != new[-1 - n]), room)
    yield PieceKind.EQUAL, "".join(old[:head])
    before, after = old[head : len(old) - tail], new[head : len(new) - tail]
    if max(len(before), len(after)) > MOST_TOKENS:
        yield PieceKind.DELETED, "".join(before)
        yield PieceKind.INSERTED, "".join(after)
    else:
        matcher = SequenceMatcher(None, before, after, autojunk=False)
        for tag, i1, i2, j1, j2 in matcher.get_opcodes():
            if tag == "equal":
                yield PieceKind.EQUAL, "".join(before[i1:i2])
            else:
                yield PieceKind.DELETED, "".join(before[i1:i2])
                yield PieceKind.INSERTED, "".join(after[j1:j2])
    yield PieceKind.EQUAL, "".join(old[len(old) - tail :])


TOKEN = re.compile(r"wm*(?:[wm]|jw)*s*|v?[tv]m*f*m*s*|cm*s*|s+|.m*s*")
"""Over the classes of ``class_of``: a word, a Thai or Lao cluster, a Han or kana character, else
one character; each with the space that follows it."""

SENTENCE = re.compile(r".+?(?:[.!?;:。！？；۔።]+\s*|$)", re.DOTALL)
JOINERS = frozenset("'’-\u2010\u2011")
LEADING_VOWELS = frozenset("เแโใไເແໂໃໄ")
FOLLOWING_VOWELS = frozenset("ะาำฯๆະາຳຯໆ")


@lru_cache(maxsize=8192)
def class_of(character: str) -> str:  # noqa: PLR0911 - one return for each class
    """Return one letter for the part a character plays in a token (see ``TOKEN``)."""
    if character in JOINERS:
        return "j"
    if character in LEADING_VOWELS:
        return "v"
    if character in FOLLOWING_VOWELS:
        return "f"
    if character.isspace():
        return "s"
    if unicodedata.category(character).startswith("M"):
        return "m"
    if "\u0e00" <= character <= "\u0eff":
        return "t"
    name = unicodedata.name(character, "")
    if name.startswith(("CJK ", "HIRAGANA", "KATAKANA", "BOPOMOFO")):
        return "c"
    return "w" if character.isalnum() else "p"


def split_tokens(text: str) -> list[str]:
    """Return the tokens of a text; joined they are the text again."""
    classes = "".join(map(class_of, text))
    return [text[match.start() : match.end()] for match in TOKEN.finditer(classes)]


def split_sentences(text: str) -> list[str]:
    """Return the sentences of a text; joined they are the text again."""
    return SENTENCE.findall(text)
