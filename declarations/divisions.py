"""Which paragraph was cut in several, and which were joined into one? Divisions of the words."""

import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from declarations.model import Node, NodeKind
from declarations.token_matching import Replacement
from declarations.tokens import count_letters, split_tokens
from declarations.word_differences import (
    Piece,
    PieceKind,
    find_replacements,
    make_pieces,
)

KEPT_OF_WHOLE = 0.7
"""At least this share of the letters of the whole and its parts stands in both."""

KEPT_OF_PART = 0.6
"""At least this share of the words of each part comes from the whole."""

LEAST_WORDS = 3
"""A part of fewer words tells nothing."""

MOST_PARTS = 12
LONGEST_RUN = 40
"""More new paragraphs in a row than this are a text written anew, where no division is sought."""

PARAGRAPHS = frozenset({NodeKind.PREAMBULAR, NodeKind.OPERATIVE, NodeKind.SUBPARAGRAPH})


class DivisionKind(StrEnum):
    """Whether one paragraph became several, or several became one."""

    SPLIT = "split"
    JOINED = "joined"


@dataclass(frozen=True, slots=True)
class Division:
    """One paragraph that became several, or several that became one.

    ``whole`` is the id of the one, in the old text where it was split and in the new where it
    was joined; ``parts`` are the ids of the several in reading order. ``pieces`` has, for each
    part, what changed in its words besides the division; the space at a cut is in none.
    """

    kind: DivisionKind
    whole: str
    parts: tuple[str, ...]
    pieces: tuple[tuple[Piece, ...], ...]


def find_divisions(old: Mapping[str, Node], new: Mapping[str, Node]) -> tuple[Division, ...]:
    """Return the divisions between the nodes of two texts, each by its id in reading order.

    Parts stand next to one another, or with other new paragraphs between them; all are new to the
    text except one that may keep the id of the whole. A node is in one division only.
    """
    splits = list(find_splits(old, new, DivisionKind.SPLIT))
    used = {name for split in splits for name in (split.whole, *split.parts)}
    joins = [
        join
        for join in find_splits(new, old, DivisionKind.JOINED)
        if used.isdisjoint((join.whole, *join.parts))
    ]
    return (*splits, *joins)


def find_splits(
    wholes: Mapping[str, Node], parts: Mapping[str, Node], kind: DivisionKind
) -> Iterator[Division]:
    """Yield the nodes of ``wholes`` that are several in ``parts``."""
    order = list(parts)
    used: set[str] = set()
    for places in find_runs(wholes, parts, order):
        names = [order[place] for place in places]
        follows = order[places[0] - 1] if places[0] else ""
        kept = [name for name in names if name in wholes]
        for whole in kept or find_lost(wholes, parts, follows):
            run = [parts[name] for name in names if name not in used]
            found = try_split(wholes[whole], run, kind) if whole not in used else None
            if found:
                used.update((found.whole, *found.parts))
                yield found


def find_runs(
    wholes: Mapping[str, Node], parts: Mapping[str, Node], order: Sequence[str]
) -> Iterator[list[int]]:
    """Yield runs of neighbouring places: new paragraphs, alone or beside one that was edited."""
    is_new = [name not in wholes and parts[name].kind in PARAGRAPHS for name in order]
    place = 0
    while place < len(order):
        if not is_new[place]:
            place += 1
            continue
        end = place
        while end < len(order) and is_new[end]:
            end += 1
        if place > 0 and is_edited(order[place - 1], wholes, parts):
            yield list(range(place - 1, min(end, place + MOST_PARTS)))
        if end < len(order) and is_edited(order[end], wholes, parts):
            yield list(range(max(place, end - MOST_PARTS), end + 1))
        if 1 < end - place <= LONGEST_RUN:
            yield list(range(place, end))
        place = end


def is_edited(name: str, wholes: Mapping[str, Node], parts: Mapping[str, Node]) -> bool:
    """Tell whether a paragraph stands in both texts with other words."""
    return (
        name in wholes
        and parts[name].kind in PARAGRAPHS
        and wholes[name].text.plain != parts[name].text.plain
    )


def find_lost(wholes: Mapping[str, Node], parts: Mapping[str, Node], follows: str) -> list[str]:
    """Return the ids of the paragraphs right after ``follows`` that ``parts`` has no more."""
    order = list(wholes)
    start = order.index(follows) + 1 if follows in wholes else 0
    lost = []
    for name in order[start:]:
        if name in parts or wholes[name].kind not in PARAGRAPHS:
            break
        lost.append(name)
    return lost[:LONGEST_RUN]


def try_split(whole: Node, run: Sequence[Node], kind: DivisionKind) -> Division | None:
    """Return the division of ``whole`` into those of the run that its words are in, or None."""
    words = Counter(split_words(whole))
    parts = [node for node in run if is_part(node, words)]
    if len(parts) < 2:  # noqa: PLR2004 - several
        return None
    texts = [part.text.plain for part in parts]
    pieces = divide_pieces(whole.text.plain, texts, kind)
    kept = sum(count_equal(each) for each in pieces)
    written = count_letters(whole.text.plain) + sum(map(count_letters, texts))
    if 2 * kept < KEPT_OF_WHOLE * written or not all(map(count_equal, pieces)):
        return None
    return Division(kind, whole.id, tuple(part.id for part in parts), pieces)


def split_words(node: Node) -> list[str]:
    """Return the words of a node without case, spaces and signs."""
    tokens = (token.strip().casefold() for token in split_tokens(node.text.plain))
    return [token for token in tokens if count_letters(token)]


def is_part(node: Node, words: Mapping[str, int]) -> bool:
    """Tell whether most words of a paragraph are among these."""
    own = Counter(split_words(node))
    shared = sum(min(count, words.get(word, 0)) for word, count in own.items())
    return own.total() >= LEAST_WORDS and shared >= KEPT_OF_PART * own.total()


def count_equal(pieces: Sequence[Piece]) -> int:
    """Return the letters that stand in both texts."""
    return sum(count_letters(piece.text) for piece in pieces if piece.kind is PieceKind.EQUAL)


def divide_pieces(
    whole: str, parts: Sequence[str], kind: DivisionKind
) -> tuple[tuple[Piece, ...], ...]:
    """Return for each part the pieces between its share of ``whole`` and its own text."""
    shares = share_out(whole, parts)
    pairs = zip(shares, parts, strict=True)
    return tuple(
        tuple(make_pieces(old, new, find_replacements(old, new)))
        for old, new in (
            pair if kind is DivisionKind.SPLIT else (pair[1], pair[0]) for pair in pairs
        )
    )


def share_out(whole: str, parts: Sequence[str]) -> list[str]:
    """Return the stretch of ``whole`` that each part comes from, without the space at a cut."""
    changes = find_replacements(whole, " ".join(parts))
    cuts, length = [0], 0
    for part in parts[:-1]:
        length += len(part)
        cuts.append(max(cuts[-1], find_place(changes, whole, length)))
        length += 1
    cuts.append(len(whole))
    return [whole[start:end].strip() for start, end in pairwise(cuts)]


def find_place(changes: Sequence[Replacement], whole: str, place: int) -> int:
    """Return where in ``whole`` the place of the changed text lies.

    Signs that were deleted there, such as a comma, belong to what stands before the place.
    """
    shift = 0
    for change in changes:
        if change.new_start > place:
            break
        if place > change.new_end:
            shift = change.old_end - change.new_end
            continue
        found = change.old_start
        while found < change.old_end and is_closing(whole[found]):
            found += 1
        return found
    return place + shift


def is_closing(character: str) -> bool:
    """Tell whether a character is a space, or a sign that does not open what follows."""
    return unicodedata.category(character) in {"Po", "Pe", "Pf", "Zs"}
