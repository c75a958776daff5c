"""Which words changed between two plain texts, so that a reader follows? Pieces of both."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum
from functools import lru_cache
from itertools import accumulate

from declarations.model import OBJECT_CHARACTER

REPLACED_SHARE = 0.6
"""A paragraph of whose letters and digits more than this share changed is shown as replaced."""

MOST_MATCHES = 250_000
"""Token pairs that are alike, above which a text is compared by sentences first.

The search for matches costs about this many steps (0.1 s); a paragraph of 4,000 English words
has 200,000.
"""

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


@dataclass(frozen=True, slots=True)
class Replacement:
    """``old[old_start:old_end]`` became ``new[new_start:new_end]``; one of them may be empty."""

    old_start: int
    old_end: int
    new_start: int
    new_end: int


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
    edges = find_edges(old), find_edges(new)
    found = [trim(change, old, new, edges) for change in match_texts(old, new)]
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


def count_letters(text: str) -> int:
    """Return the number of letters and digits in a text."""
    return sum(map(str.isalnum, text))


# Matching


def match_texts(old: str, new: str) -> list[Replacement]:
    """Return the changes between two texts, token by token.

    Where tokens repeat too often the sentences are compared first, then the tokens within each
    change; a change that still has too many matches stays whole.
    """
    tokens = split_tokens(old), split_tokens(new)
    if count_matches(*tokens) <= MOST_MATCHES:
        return list(match_tokens(*tokens))
    sentences = split_sentences(old), split_sentences(new)
    if count_matches(*sentences) > MOST_MATCHES:
        sentences = [old], [new]
    found: list[Replacement] = []
    for change in match_tokens(*sentences):
        within = (
            split_tokens(old[change.old_start : change.old_end]),
            split_tokens(new[change.new_start : change.new_end]),
        )
        if count_matches(*within) > MOST_MATCHES:
            found.append(change)
        else:
            found += match_tokens(*within, change.old_start, change.new_start)
    return found


def match_tokens(
    old: Sequence[str], new: Sequence[str], old_place: int = 0, new_place: int = 0
) -> Iterator[Replacement]:
    """Yield the changes between two token lists that begin at these places of their texts."""
    old_places = list(accumulate(map(len, old), initial=old_place))
    new_places = list(accumulate(map(len, new), initial=new_place))
    head, tail = find_common_ends(old, new)
    matcher = SequenceMatcher(
        None, old[head : len(old) - tail], new[head : len(new) - tail], autojunk=False
    )
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag != "equal":
            yield Replacement(
                old_places[head + i1],
                old_places[head + i2],
                new_places[head + j1],
                new_places[head + j2],
            )


def find_common_ends(old: Sequence[str], new: Sequence[str]) -> tuple[int, int]:
    """Return how many tokens (or characters) are alike at the beginning, and then at the end."""
    shorter = min(len(old), len(new))
    head = next((n for n in range(shorter) if old[n] != new[n]), shorter)
    room = shorter - head
    tail = next((n for n in range(room) if old[-1 - n] != new[-1 - n]), room)
    return head, tail


def count_matches(old: Sequence[str], new: Sequence[str]) -> int:
    """Return how many pairs of like tokens lie between the common beginning and end."""
    head, tail = find_common_ends(old, new)
    before = Counter(old[head : len(old) - tail])
    after = Counter(new[head : len(new) - tail])
    return sum(count * after[token] for token, count in before.items())


# Readability

Edges = tuple[frozenset[int], frozenset[int]]
"""The places of the old and of the new text that may part two pieces."""


def find_edges(text: str) -> frozenset[int]:
    """Return the places that lie within no word and before no combining mark."""
    inside: set[int] = set()
    position = 0
    for token in split_tokens(text):
        visible = len(token.rstrip()) or 1
        inside.update(range(position + 1, position + visible))
        position += len(token)
    return frozenset(range(len(text) + 1)) - inside


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
    """Tell whether a reader sees two neighbouring changes as one."""
    deletes = first.old_start < first.old_end or second.old_start < second.old_end
    inserts = first.new_start < first.new_end or second.new_start < second.new_end
    return deletes and inserts and is_tiny(old[first.old_end : second.old_start])


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


# Tokens

TOKEN = re.compile(
    r"[wn]m*(?:[wnm]|j[wn]|(?<=n)k(?=n))*(?:s(?!m))*"
    r"|v?[tv]m*f*m*(?:s(?!m))*|cm*(?:s(?!m))*|s+(?!m)|.m*(?:s(?!m))*"
)
"""Over the classes of ``class_of``: a word or figure, a Thai or Lao cluster, a Han or kana
character, else one character; each with its combining marks and the space that follows it."""

SENTENCE = re.compile(r".+?(?:[.!?;:。！？；۔؟።।။។]+\s*|\Z)", re.DOTALL)
SENTENCE_END = re.compile(r"[.!?;:。！？；۔؟።।။។]['\"’”»)\]」』]*\s*$")
WIDE_ENDS = frozenset("。！？；」』")
JOINERS = frozenset("'’-\u2010\u2011\u05be\u05f3\u05f4")
"""Apostrophes and hyphens; Hebrew maqaf, geresh and gershayim join as they do."""

GLUED = frozenset("\u200c\u200d\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff")
"""Zero-width joiners and the skin tones of emoji belong to the character before them."""

FIGURE_MARKS = frozenset(".,٫٬")
LEADING_VOWELS = frozenset("เแโใไເແໂໃໄ")
FOLLOWING_VOWELS = frozenset("ะาำฯๆະາຳຯໆ")


@lru_cache(maxsize=8192)
def class_of(character: str) -> str:  # noqa: PLR0911, C901 - one return for each class
    """Return one letter for the part a character plays in a token (see ``TOKEN``)."""
    if character in JOINERS:
        return "j"
    if character in FIGURE_MARKS:
        return "k"
    if character in LEADING_VOWELS:
        return "v"
    if character in FOLLOWING_VOWELS:
        return "f"
    if character == OBJECT_CHARACTER:
        return "o"
    if character.isspace():
        return "s"
    category = unicodedata.category(character)
    if category.startswith("M") or character in GLUED:
        return "m"
    if category == "Nd":
        return "n"
    if "\u0e00" <= character <= "\u0eff":
        return "t"
    name = unicodedata.name(character, "")
    if name.startswith(("CJK ", "HIRAGANA", "KATAKANA", "BOPOMOFO", "IDEOGRAPHIC ITERATION")):
        return "c"
    return "w" if character.isalnum() else "p"


def split_tokens(text: str) -> list[str]:
    """Return the tokens of a text; joined they are the text again."""
    classes = "".join(map(class_of, text))
    return [text[match.start() : match.end()] for match in TOKEN.finditer(classes)]


def split_sentences(text: str) -> list[str]:
    """Return the sentences of a text; joined they are the text again."""
    return SENTENCE.findall(text)
