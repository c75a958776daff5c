"""In which direction does each character of a paragraph run?

The Unicode bidirectional algorithm (UAX 9) as python-bidi has it, with the rule for brackets
(N0), which it lacks.
"""

import re
import unicodedata
from typing import Any

from bidi import algorithm

# These run right to left, or may change the direction of what stands around it.
_DIRECTED = re.compile(
    "[\u0590-\u08ff\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc"
    "\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_BRACKETS = dict(zip("([{〈《「『【（［｛", ")]}〉》」』】）］｝", strict=True))
_DEEPEST = 63  # brackets inside brackets (UAX 9, BD16)
_UNKNOWN = frozenset({"", "LRI", "RLI", "FSI", "PDI"})  # python-bidi stops at these


def is_plain(text: str) -> bool:
    """Return whether the text runs from left to right throughout."""
    return text.isascii() or not _DIRECTED.search(text)


def embedding_levels(text: str, base: int) -> list[int]:
    """Return the embedding level of each character; ``base`` is the paragraph's, 0 or 1."""
    known = "".join(
        "x" if unicodedata.bidirectional(character) in _UNKNOWN else character for character in text
    )
    storage = algorithm.get_empty_storage()
    storage["base_level"], storage["base_dir"] = base, "LR"[base]
    algorithm.get_embedding_levels(known, storage)
    for position, character in enumerate(storage["chars"]):
        character["place"] = position
    algorithm.explicit_embed_and_overrides(storage)
    algorithm.resolve_weak_types(storage)
    _resolve_brackets(storage["chars"], base)
    algorithm.resolve_neutral_types(storage, False)
    algorithm.resolve_implicit_levels(storage, False)
    levels = [base] * len(text)
    for character in storage["chars"]:
        levels[character["place"]] = character["level"]
    return levels


def _resolve_brackets(characters: Any, base: int) -> None:  # python-bidi has no types
    """Give both brackets of a pair the direction of what they hold (UAX 9, rule N0)."""
    characters = list(characters)
    for start, end in _pair_brackets([character["ch"] for character in characters]):
        level = characters[start]["level"]
        along, against = "LR"[level & 1], "RL"[level & 1]
        inside = {_strong(character["type"]) for character in characters[start + 1 : end]}
        if along in inside:
            found = along
        elif against in inside:
            before = (_strong(character["type"]) for character in reversed(characters[:start]))
            context = next((strong for strong in before if strong), "LR"[base])
            found = against if context == against else along
        else:
            continue
        characters[start]["type"] = characters[end]["type"] = found


def _strong(kind: str) -> str:
    """Return the direction that a type has for brackets: numbers count as right to left."""
    return {"L": "L", "R": "R", "AL": "R", "EN": "R", "AN": "R"}.get(kind, "")


def _pair_brackets(characters: list[str]) -> list[tuple[int, int]]:
    """Return the positions of brackets that belong together, in order of the opening one."""
    pairs: list[tuple[int, int]] = []
    opened: list[tuple[str, int]] = []
    for position, character in enumerate(characters):
        if character in _BRACKETS:
            opened.append((_BRACKETS[character], position))
        for depth in range(len(opened) - 1, max(-1, len(opened) - _DEEPEST), -1):
            if opened[depth][0] == character:
                pairs.append((opened[depth][1], position))
                del opened[depth:]
                break
    return sorted(pairs)


def reorder(levels: list[int]) -> list[int]:
    """Return positions in visual order (UAX 9, rule L2)."""
    order = list(range(len(levels)))
    for threshold in range(max(levels, default=0), 0, -1):
        start = 0
        while start < len(order):
            if levels[order[start]] < threshold:
                start += 1
                continue
            end = start
            while end < len(order) and levels[order[end]] >= threshold:
                end += 1
            order[start:end] = order[start:end][::-1]
            start = end
    return order
