"""What changed between two texts? Nodes are paired by id and compared as plain text."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from declarations.model import OBJECT_CHARACTER, Declaration, Node

REPLACE_ABOVE = 0.6
"""Above this changed share a paragraph is shown replaced as a whole: it reads better so."""

CJK = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
THAI = r"\u0e00-\u0eff"
TOKEN = re.compile(
    rf"[{CJK}]"  # each Han or Kana character
    rf"|[{THAI}][\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]*"  # each Thai or Lao cluster
    rf"|{OBJECT_CHARACTER}"
    rf"|(?:(?![{CJK}{THAI}])\w)+(?:['’\-](?:(?![{CJK}{THAI}])\w)+)*\s*"  # a word, its trailing space
    r"|\s+|[^\w\s]\s*"
)


class ChangeKind(StrEnum):
    """What became of a node."""

    UNCHANGED = "unchanged"
    EDITED = "edited"
    INSERTED = "inserted"
    DELETED = "deleted"
    MOVED = "moved"
    MOVED_AND_EDITED = "moved_and_edited"


class PieceKind(StrEnum):
    """What became of a stretch of text."""

    EQUAL = "equal"
    INSERTED = "inserted"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that is kept, inserted or deleted."""

    kind: PieceKind
    text: str


@dataclass(frozen=True, slots=True)
class NodeChange:
    """What became of one node; ``old`` or ``new`` is None where it is not there.

    Equal and deleted pieces together are the old text, equal and inserted ones the new text.
    """

    node_id: str
    kind: ChangeKind
    old: Node | None
    new: Node | None
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """All nodes of both texts in reading order of the new one; deleted nodes where they stood."""

    old: Declaration
    new: Declaration
    changes: tuple[NodeChange, ...]


def tokenize(text: str) -> list[str]:
    """Return the tokens of NFC text; together they are the text."""
    return TOKEN.findall(unicodedata.normalize("NFC", text))


def compare_text(old: str, new: str) -> tuple[Piece, ...]:
    """Return the pieces that lead from one plain text to another."""
    before, after = tokenize(old), tokenize(new)
    head = common_length(before, after)
    tail = common_length(before[head:][::-1], after[head:][::-1])
    middle_old = before[head : len(before) - tail]
    middle_new = after[head : len(after) - tail]
    pieces = [(PieceKind.EQUAL, "".join(before[:head]))]
    matcher = SequenceMatcher(None, middle_old, middle_new, autojunk=False)
    for operation, i, j, k, m in matcher.get_opcodes():
        if operation == "equal":
            pieces.append((PieceKind.EQUAL, "".join(middle_old[i:j])))
            continue
        pieces.append((PieceKind.DELETED, "".join(middle_old[i:j])))
        pieces.append((PieceKind.INSERTED, "".join(middle_new[k:m])))
    pieces.append((PieceKind.EQUAL, "".join(before[len(before) - tail :])))
    if changed_share(pieces) > REPLACE_ABOVE:
        pieces = [(PieceKind.DELETED, "".join(before)), (PieceKind.INSERTED, "".join(after))]
    return tuple(Piece(kind, text) for kind, text in join_neighbours(pieces))


def common_length(one: list[str], other: list[str]) -> int:
    """Return how many tokens two lists share from their beginning."""
    for place, (left, right) in enumerate(zip(one, other, strict=False)):
        if left != right:
            return place
    return min(len(one), len(other))


def changed_share(pieces: list[tuple[PieceKind, str]]) -> float:
    """Return which share of the longer text is changed, 0 to 1; 0 for two empty texts."""
    equal = sum(len(text) for kind, text in pieces if kind is PieceKind.EQUAL)
    deleted = sum(len(text) for kind, text in pieces if kind is PieceKind.DELETED)
    inserted = sum(len(text) for kind, text in pieces if kind is PieceKind.INSERTED)
    longer = equal + max(deleted, inserted)
    return (longer - equal) / longer if longer else 0.0


def join_neighbours(pieces: list[tuple[PieceKind, str]]) -> Iterator[tuple[PieceKind, str]]:
    """Yield the pieces without empty ones, neighbours of one kind joined."""
    held: tuple[PieceKind, str] | None = None
    for kind, text in pieces:
        if not text:
            continue
        if held and held[0] is kind:
            held = (kind, held[1] + text)
            continue
        if held:
            yield held
        held = (kind, text)
    if held:
        yield held


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a node stands: its parent and the node before it among those both texts have."""

    node: Node
    parent: str
    order: int


def _places(declaration: Declaration) -> dict[str, _Place]:
    """Return every node by id with its parent and its place in reading order."""
    found: dict[str, _Place] = {}

    def visit(node: Node, parent: str) -> None:
        found[node.id] = _Place(node, parent, len(found))
        for child in node.children:
            visit(child, node.id)

    for node in (declaration.preamble, *declaration.sections):
        if node is not None:
            visit(node, "")
    return found


def find_moved(old: dict[str, _Place], new: dict[str, _Place]) -> set[str]:
    """Return the ids of nodes that changed their parent or their order among the kept siblings.

    Of two neighbours that changed places only one counts as moved: the longest run that kept its
    order stays.
    """
    moved = {key for key in old.keys() & new.keys() if old[key].parent != new[key].parent}
    kept: dict[str, list[str]] = {}
    for key, place in new.items():
        if key in old and key not in moved:
            kept.setdefault(place.parent, []).append(key)
    for keys in kept.values():
        stay = longest_increasing([old[key].order for key in keys])
        moved |= {key for place, key in enumerate(keys) if place not in stay}
    return moved


def longest_increasing(values: list[int]) -> set[int]:
    """Return the places of a longest increasing subsequence (patience sorting)."""
    tails: list[int] = []
    before: list[int] = []
    for place, value in enumerate(values):
        low, high = 0, len(tails)
        while low < high:
            middle = (low + high) // 2
            low, high = (middle + 1, high) if values[tails[middle]] < value else (low, middle)
        before.append(tails[low - 1] if low else -1)
        tails[low : low + 1] = [place]
    stay: set[int] = set()
    place = tails[-1] if tails else -1
    while place >= 0:
        stay.add(place)
        place = before[place]
    return stay


def _change(key: str, old: _Place | None, new: _Place | None, moved: set[str]) -> NodeChange:
    """Return what became of one node."""
    if old is None and new is not None:
        pieces = compare_text("", new.node.text.plain)
        return NodeChange(key, ChangeKind.INSERTED, None, new.node, pieces)
    if new is None and old is not None:
        pieces = compare_text(old.node.text.plain, "")
        return NodeChange(key, ChangeKind.DELETED, old.node, None, pieces)
    assert old is not None  # noqa: S101 - one of the two is always there
    assert new is not None  # noqa: S101 - the same
    edited = old.node.text != new.node.text
    kind = {
        (False, False): ChangeKind.UNCHANGED,
        (False, True): ChangeKind.EDITED,
        (True, False): ChangeKind.MOVED,
        (True, True): ChangeKind.MOVED_AND_EDITED,
    }[key in moved, edited]
    pieces = compare_text(old.node.text.plain, new.node.text.plain)
    return NodeChange(key, kind, old.node, new.node, pieces)


def compare(old: Declaration, new: Declaration) -> Comparison:
    """Return what became of every node, notes and closing apart.

    A deleted node stands after the node it followed in the old text.
    """
    before, after = _places(old), _places(new)
    moved = find_moved(before, after)
    follows: dict[str, list[str]] = {}
    anchor = ""
    for key in before:
        if key in after:
            anchor = key
        else:
            follows.setdefault(anchor, []).append(key)
    order = list(follows.get("", ()))
    for key in after:
        order += [key, *follows.get(key, ())]
    changes = tuple(_change(key, before.get(key), after.get(key), moved) for key in order)
    return Comparison(old, new, changes)


