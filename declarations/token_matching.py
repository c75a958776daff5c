"""Which tokens of two lists stay, in one order? A search whose work is bounded."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import accumulate

MOST_MATCHES = 20_000
"""Pairs of like tokens, above which a text is first cut at the words that it has only once.

The search takes up to this many steps for each match that it finds. A paragraph of 1,000 English
words has 12,000 pairs.
"""


@dataclass(frozen=True, slots=True)
class Replacement:
    """``old[old_start:old_end]`` became ``new[new_start:new_end]``; one of them may be empty."""

    old_start: int
    old_end: int
    new_start: int
    new_end: int


def match_tokens(old: Sequence[str], new: Sequence[str]) -> Iterator[Replacement]:
    """Yield the changes between two token lists, in order, as places in their texts."""
    old_places = list(accumulate(map(len, old), initial=0))
    new_places = list(accumulate(map(len, new), initial=0))
    waiting = [Replacement(0, len(old), 0, len(new))]
    while waiting:
        stretch = waiting.pop()
        before = old[stretch.old_start : stretch.old_end]
        after = new[stretch.new_start : stretch.new_end]
        head, tail = find_common_ends(before, after)
        inner = Replacement(
            stretch.old_start + head,
            stretch.old_end - tail,
            stretch.new_start + head,
            stretch.new_end - tail,
        )
        if inner.old_start == inner.old_end and inner.new_start == inner.new_end:
            continue
        before, after = before[head : len(before) - tail], after[head : len(after) - tail]
        found = [inner]
        if count_matches(before, after) <= MOST_MATCHES:
            found = list(search_matches(before, after, inner))
        elif anchors := find_anchors(before, after):
            waiting.extend(reversed(list(cut_at(anchors, inner))))
            continue
        for change in found:
            yield Replacement(
                old_places[change.old_start],
                old_places[change.old_end],
                new_places[change.new_start],
                new_places[change.new_end],
            )


def search_matches(
    old: Sequence[str], new: Sequence[str], inner: Replacement
) -> Iterator[Replacement]:
    """Yield the changes between the tokens of two stretches, longest matches first kept."""
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag != "equal":
            yield Replacement(
                inner.old_start + i1,
                inner.old_start + i2,
                inner.new_start + j1,
                inner.new_start + j2,
            )


def find_anchors(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Return the places of most tokens that each text has once, in an order both share."""
    counts = Counter(old), Counter(new)
    places = {token: place for place, token in enumerate(new)}
    once = [
        (place, places[token])
        for place, token in enumerate(old)
        if counts[0][token] == 1 == counts[1][token]
    ]
    kept = longest_increasing([there for _, there in once])
    return [pair for number, pair in enumerate(once) if number in kept]


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


def cut_at(anchors: Sequence[tuple[int, int]], inner: Replacement) -> Iterator[Replacement]:
    """Yield the stretches before, between and after the anchors."""
    here, there = inner.old_start, inner.new_start
    for old_place, new_place in anchors:
        old_end, new_end = inner.old_start + old_place, inner.new_start + new_place
        yield Replacement(here, old_end, there, new_end)
        here, there = old_end + 1, new_end + 1
    yield Replacement(here, inner.old_end, there, inner.new_end)


def find_common_ends(old: Sequence[str], new: Sequence[str]) -> tuple[int, int]:
    """Return how many tokens (or characters) are alike at the beginning, and then at the end."""
    shorter = min(len(old), len(new))
    head = next((n for n in range(shorter) if old[n] != new[n]), shorter)
    room = shorter - head
    tail = next((n for n in range(room) if old[-1 - n] != new[-1 - n]), room)
    return head, tail


def count_matches(old: Sequence[str], new: Sequence[str]) -> int:
    """Return how many pairs of like tokens two lists have."""
    after = Counter(new)
    return sum(count * after[token] for token, count in Counter(old).items())
