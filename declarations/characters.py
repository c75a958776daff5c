"""Which characters may a text not hold? Those that hide, reorder or break words."""

import re
from collections.abc import Iterator

REPLACEMENT = "\ufffd"
"""Stands where a forbidden character stood, so that the place can be seen."""

RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
JOINED_SCRIPTS = re.compile(
    "[\u0600-\u1cff\ua800-\uabff\ufb50-\ufeff\u2190-\u2bff\ufe0f]|[^\0-\uffff]"
)
"""Arabic, the scripts of South and South-East Asia, and emoji: joiners shape their words."""

SUSPECTS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f"
    "\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\ud800-\udfff"
    "\U000e0000-\U000e0fff]"
)


def find_forbidden(line: str) -> Iterator[int]:
    """Yield the places of control, invisible and bidirectional characters in one line.

    Joiners and breaks between the letters of a script that needs them, and direction marks in a
    line of a script written from right to left, are no fault.
    """
    is_right_to_left: bool | None = None
    for match in SUSPECTS.finditer(line):
        place, character = match.start(), match.group()
        if character in "\u200b\u200c\u200d" and JOINED_SCRIPTS.match(line[max(place - 1, 0)]):
            continue
        if character in "\u200e\u200f\u061c":
            if is_right_to_left is None:
                is_right_to_left = RIGHT_TO_LEFT.search(line) is not None
            if is_right_to_left:
                continue
        yield place


def replace_forbidden(line: str) -> str:
    """Return the line with ``REPLACEMENT`` in each place that ``find_forbidden`` yields."""
    places = list(find_forbidden(line))
    if not places:
        return line
    characters = list(line)
    for place in places:
        characters[place] = REPLACEMENT
    return "".join(characters)
