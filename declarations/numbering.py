"""Which number does a paragraph print? Labels are computed from the order, never stored."""

import re
from collections.abc import Mapping

from declarations.model import Declaration, MarkKind, Node, NodeKind, Profile, Text

BARE_LEFT_LANGUAGES = frozenset({"es", "fr"})
"""United Nations texts print a), i) in these languages and (a), (i) in the others."""

ROMAN_VALUES = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
ROMAN_DEPTH = 2


def spell_letters(number: int) -> str:
    """Return a, b, ... z, aa, ab, ... for 1, 2, ...; ``number`` is at least 1."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("a") + rest) + letters
    return letters


def spell_roman(number: int) -> str:
    """Return i, ii, iii, iv, ... for 1, 2, 3, 4, ...; ``number`` is at least 1."""
    numeral = ""
    for value, sign in ROMAN_VALUES:
        count, number = divmod(number, value)
        numeral += sign * count
    return numeral


def read_letters(letters: str) -> int:
    """Return the number that ``spell_letters`` spells so, whatever the case."""
    number = 0
    for letter in letters.lower():
        number = number * 26 + ord(letter) - ord("a") + 1
    return number


def read_roman(numeral: str) -> int:
    """Return the number that ``spell_roman`` spells so, or 0 when it is no numeral."""
    number, rest = 0, numeral.lower()
    for value, sign in ROMAN_VALUES:
        while rest.startswith(sign):
            number, rest = number + value, rest.removeprefix(sign)
    return 0 if rest else number


def subparagraph_label(depth: int, number: int, language: str) -> str:
    """Return (a), (i), (A), (1) for depths 1 to 4; deeper ones print as depth 4."""
    spelt = {
        1: spell_letters(number),
        2: spell_roman(number),
        3: spell_letters(number).upper(),
    }.get(depth, str(number))
    return f"{spelt})" if language.partition("-")[0] in BARE_LEFT_LANGUAGES else f"({spelt})"


def compute_labels(declaration: Declaration) -> dict[str, str]:
    """Return the printed label of every operative paragraph and sub-paragraph by its id.

    Operative numbers run through all sections. A resolution's only operative paragraph has the
    empty label: it is never numbered (37 of 37 single ones among 1,923 adopted resolutions of the
    United Nations General Assembly).
    """
    paragraphs = declaration.operative_paragraphs()
    is_single = declaration.profile is Profile.RESOLUTION and len(paragraphs) == 1
    labels: dict[str, str] = {}
    for number, paragraph in enumerate(paragraphs, start=1):
        labels[paragraph.id] = "" if is_single else str(number)
        label_children(paragraph, 1, declaration.language, labels)
    return labels


def label_children(parent: Node, depth: int, language: str, labels: dict[str, str]) -> None:
    """Put the labels of the sub-paragraphs below ``parent`` into ``labels``."""
    for number, child in enumerate(parent.children, start=1):
        labels[child.id] = subparagraph_label(depth, number, language)
        label_children(child, depth + 1, language, labels)


def compute_reference_labels(declaration: Declaration) -> dict[str, str]:
    """Return how a cross-reference names each node: "12 (a) (i)", or the heading of a section."""
    labels = compute_labels(declaration)
    names: dict[str, str] = {}

    def name_below(node: Node, above: str) -> None:
        name = " ".join(part for part in (above, labels.get(node.id, "")) if part)
        if node.kind in {NodeKind.PREAMBLE, NodeKind.SECTION}:
            name, above = node.text.plain, ""
        if name:
            names[node.id] = name
        for child in node.children:
            name_below(child, above if node.id not in labels else name)

    for top in (declaration.preamble, *declaration.sections):
        if top is not None:
            name_below(top, "")
    return names


def sort_key(label: str) -> tuple[int, ...]:
    """Return numbers that put labels in their natural order: "2" before "10" before "10 (a)".

    The parts are read by their depth (12, a, i, A, 1); a lone "(b)" counts from depth 1.
    """
    parts = re.findall(r"[0-9]+|[A-Za-z]+", label)
    first_depth = 0 if parts and parts[0].isdigit() else 1
    key = [] if first_depth == 0 else [0]
    for depth, part in enumerate(parts, start=first_depth):
        if part.isdigit():
            key.append(int(part))
        else:
            roman = read_roman(part) if depth == ROMAN_DEPTH else 0
            key.append(roman or read_letters(part))
    return tuple(key)


def print_text(text: Text, labels: Mapping[str, str], note_labels: Mapping[str, str]) -> str:
    """Return the words as a reader sees them, with labels in place of references and notes.

    A reference whose target has no label prints as ``[[target]]``, a note as ``[note]``.
    """
    printed, position = [], 0
    for mark in text.marks:
        if mark.kind not in {MarkKind.REFERENCE, MarkKind.NOTE}:
            continue
        printed.append(text.plain[position : mark.start])
        if mark.kind is MarkKind.REFERENCE:
            printed.append(labels.get(mark.target) or f"[[{mark.target}]]")
        else:
            printed.append(f"[{note_labels.get(mark.target, mark.target)}]")
        position = mark.end
    return "".join([*printed, text.plain[position:]])
