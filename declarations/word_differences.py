"""Which words changed between two plain texts, so that a reader follows? Pieces of both."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from declarations.token_matching import Replacement, find_common_ends, match_tokens
from declarations.tokens import (
    SENTENCE_END,
    WIDE_ENDS,
    class_of,
    count_letters,
    find_edges,
    split_tokens,
)

REPLACED_SHARE = 0.6
"""A paragraph of whose letters and digits more than this share changed is shown as replaced."""

TINY_LETTERS = 3
"""Equal text between two changes that is no longer than this, such as "the", joins them."""


class PieceKind(StrEnum):
    """Whether a piece of text stands in both texts, only in the new one or only in the old one."""

    EQUAL = "equal"
    INSERTED = "inserted"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text with what happened to it."""

    text: str
    kind: PieceKind


def compare_texts(old: str, new: str) -> tuple[Piece, ...]:
    """Return the pieces between two plain texts in Unicode NFC; none is empty.

    The equal and deleted pieces joined are the old text, the equal and inserted ones the new.
    No piece begins with a combining mark or within a word.
    """
    if old == new:
        return (Piece(old, PieceKind.EQUAL),) if old else ()
    found = find_replacements(old, new)
    if is_replaced(old, new, found):
        found = [Replacement(0, len(old), 0, len(new))]
    return tuple(make_pieces(old, new, found))


def find_replacements(old: str, new: str) -> list[Replacement]:
    """Return what changed, in order, laid where a reader looks for it."""
    before, after = split_tokens(old), split_tokens(new)
    edges = find_edges(before), find_edges(after)
    found = [trim(change, old, new, edges) for change in match_tokens(before, after)]
    return list(slide_all(join_over_islands(found, old), old, new, edges))


def make_pieces(old: str, new: str, found: Sequence[Replacement]) -> Iterator[Piece]:
    """Yield the pieces that are not empty: the equal text before each change, and the change."""
    position = 0
    for change in (*found, Replacement(len(old), len(old), len(new), len(new))):
        for text, kind in (
            (old[position : change.old_start], PieceKind.EQUAL),
            (old[change.old_start : change.old_end], PieceKind.DELETED),
            (new[change.new_start : change.new_end], PieceKind.INSERTED),
        ):
            if text:
                yield Piece(text, kind)
        position = change.old_end


def is_replaced(old: str, new: str, found: Sequence[Replacement]) -> bool:
    """Tell whether more than ``REPLACED_SHARE`` of the letters and digits of both changed.

    A text that only grew, or only shrank, in one place is not replaced however much it did.
    """
    if len(found) == 1 and (
        found[0].old_start == found[0].old_end or found[0].new_start == found[0].new_end
    ):
        return False
    whole = count_letters(old) + count_letters(new)
    changed = sum(
        count_letters(old[change.old_start : change.old_end])
        + count_letters(new[change.new_start : change.new_end])
        for change in found
    )
    return changed > REPLACED_SHARE * whole


# Readability

Edges = tuple[frozenset[int], frozenset[int]]
"""The places of the old and of the new text that may part two pieces."""


def trim(change: Replacement, old: str, new: str, edges: Edges) -> Replacement:
    """Return the change without the words that its two sides begin and end with."""
    before = old[change.old_start : change.old_end]
    after = new[change.new_start : change.new_end]
    if not before or not after:
        return change
    head, _ = find_common_ends(before, after)
    while head and not is_edge(change.old_start + head, change.new_start + head, edges):
        head -= 1
    _, tail = find_common_ends(before[head:], after[head:])
    while tail and not is_edge(change.old_end - tail, change.new_end - tail, edges):
        tail -= 1
    return Replacement(
        change.old_start + head,
        change.old_end - tail,
        change.new_start + head,
        change.new_end - tail,
    )


def is_edge(old_place: int, new_place: int, edges: Edges) -> bool:
    """Tell whether pieces of both texts may be parted at these places."""
    return old_place in edges[0] and new_place in edges[1]


def join_over_islands(found: Sequence[Replacement], old: str) -> list[Replacement]:
    """Return the changes, those with a tiny equal island between them joined into one.

    Words that were only inserted, or only deleted, around it leave the island standing.
    """
    joined: list[Replacement] = []
    for change in found:
        if joined and is_joinable(joined[-1], change, old):
            last = joined[-1]
            change = Replacement(  # noqa: PLW2901 - the wider change takes the place of both
                last.old_start, change.old_end, last.new_start, change.new_end
            )
            joined.pop()
        joined.append(change)
    return joined


def is_joinable(first: Replacement, second: Replacement, old: str) -> bool:
    """Tell whether a reader sees two neighbouring changes as one.

    Across spaces and signs they must together have replaced something, across a word each. Across
    a Han or Thai character one may have inserted and the other deleted, since a word of several
    characters has often changed: 十五 to 二十.
    """
    island = old[first.old_end : second.old_start]
    if not is_tiny(island):
        return False
    deletes = first.old_start < first.old_end, second.old_start < second.old_end
    inserts = first.new_start < first.new_end, second.new_start < second.new_end
    if not count_letters(island):
        return any(deletes) and any(inserts)
    is_shifted = deletes == inserts[::-1] and deletes[0] != deletes[1]
    return all((*deletes, *inserts)) or (is_shifted and class_of(island[0]) in "ctv")


def is_tiny(island: str) -> bool:
    """Tell whether equal text is a space, a comma, a short word or one Han or Thai character.

    A figure, the end of a sentence, a reference and a note mark are never tiny.
    """
    if any(class_of(character) in "no" for character in island) or SENTENCE_END.search(island):
        return False
    words = [token for token in split_tokens(island) if count_letters(token)]
    return not words or (len(words) == 1 and sum(map(weigh, words[0])) <= TINY_LETTERS)


def weigh(character: str) -> int:
    """Return how many letters a character counts for; a Hangul, Han or kana one is a syllable."""
    if not character.isalnum():
        return 0
    is_syllable = class_of(character) == "c" or "\uac00" <= character <= "\ud7a3"
    return TINY_LETTERS if is_syllable else 1


def slide_all(
    found: Sequence[Replacement], old: str, new: str, edges: Edges
) -> Iterator[Replacement]:
    """Yield the changes; words only inserted, or only deleted, begin where a reader expects."""
    floor = 0
    for number, change in enumerate(found):
        ceiling = found[number + 1].old_start if number + 1 < len(found) else len(old)
        moved = change
        if change.old_start == change.old_end:
            shift = choose_shift(
                new, change.new_start, change.new_end, floor - change.old_start,
                ceiling - change.old_end, (change.old_start, edges[0], edges[1]),
            )  # fmt: skip
            moved = shift_change(change, shift)
        elif change.new_start == change.new_end:
            shift = choose_shift(
                old, change.old_start, change.old_end, floor - change.old_start,
                ceiling - change.old_end, (change.new_start, edges[1], edges[0]),
            )  # fmt: skip
            moved = shift_change(change, shift)
        yield moved
        floor = moved.old_end


def shift_change(change: Replacement, shift: int) -> Replacement:
    """Return the change ``shift`` characters further on in both texts."""
    return replace(
        change,
        old_start=change.old_start + shift,
        old_end=change.old_end + shift,
        new_start=change.new_start + shift,
        new_end=change.new_end + shift,
    )


def choose_shift(
    text: str,
    start: int,
    end: int,
    least: int,
    most: int,
    gap: tuple[int, frozenset[int], frozenset[int]],
) -> int:
    """Return how far ``text[start:end]``, found in one text only, is best shifted.

    ``gap`` is its place in the other text with the edges of that and of this text. The result is
    from ``least`` to ``most``. A sentence start wins over a word start, then the earliest place.
    """
    place, other_edges, own_edges = gap
    first, last = 0, 0
    while first > least and text[start + first - 1] == text[end + first - 1]:
        first -= 1
    while last < most and text[start + last] == text[end + last]:
        last += 1
    shifts = [
        shift
        for shift in range(first, last + 1)
        if place + shift in other_edges and start + shift in own_edges and end + shift in own_edges
    ]
    return max(
        shifts or [0],
        key=lambda shift: (rate_edge(text, start + shift) + rate_edge(text, end + shift), -shift),
    )


def rate_edge(text: str, place: int) -> int:
    """Return how good a beginning or end of a change is: 3 for a sentence's, 2 for a word's."""
    before = text[:place]
    if not before.strip():
        return 3
    if not before[-1].isspace() and not text[place:].strip():
        return 3
    if SENTENCE_END.search(before[-8:]) and (before[-1].isspace() or before[-1] in WIDE_ENDS):
        return 3
    return 2 if before[-1].isspace() and not text[place : place + 1].isspace() else 1
