"""What number does a paragraph print? Labels are computed from the order and stored nowhere."""

from collections.abc import Mapping

from declarations.model import OBJECT_CHARACTER, Declaration, MarkKind, Node, Profile, Text

LETTERS = "abcdefghijklmnopqrstuvwxyz"
ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


def letter_label(number: int) -> str:
    """Return a, b, ... z, aa, ab, ... for 1, 2, ... 26, 27, 28, ..."""
    label = ""
    while number > 0:
        number, place = divmod(number - 1, len(LETTERS))
        label = LETTERS[place] + label
    return label


def roman_label(number: int) -> str:
    """Return i, ii, iii, iv, ... for a number from 1."""
    label = ""
    for value, numeral in ROMAN:
        while number >= value:
            label += numeral
            number -= value
    return label


def sub_label(number: int, depth: int) -> str:
    """Return the label of the nth sub-paragraph at a depth from 1: (a), (i), (A), (1)."""
    printed = {
        1: letter_label(number),
        2: roman_label(number),
        3: letter_label(number).upper(),
    }.get(depth, str(number))
    return f"({printed})"


def compute_labels(declaration: Declaration) -> dict[str, str]:
    """Return the printed label of every numbered node by its id.

    Operative paragraphs count through all sections ("1", "2", ...); in a resolution a single one
    is not numbered (37 of 37 in the UN corpus). Sections and preambular paragraphs have no label.
    """
    labels: dict[str, str] = {}
    paragraphs = declaration.operative_paragraphs()
    single = declaration.profile is Profile.RESOLUTION and len(paragraphs) == 1
    for number, paragraph in enumerate(paragraphs, start=1):
        if not single:
            labels[paragraph.id] = str(number)
        label_children(paragraph, 1, labels)
    return labels


def label_children(node: Node, depth: int, labels: dict[str, str]) -> None:
    """Add the labels of the sub-paragraphs below a node."""
    for number, child in enumerate(node.children, start=1):
        labels[child.id] = sub_label(number, depth)
        label_children(child, depth + 1, labels)


def note_labels(declaration: Declaration) -> dict[str, str]:
    """Return the printed number of every note by its id, in the order of their definition."""
    return {note.id: str(number) for number, note in enumerate(declaration.notes, start=1)}


def print_text(text: Text, labels: Mapping[str, str], notes: Mapping[str, str]) -> str:
    """Return plain text with each cross-reference as its present label and each note as [n]."""
    targets = {
        mark.start: labels.get(mark.target, "?")
        if mark.kind is MarkKind.REFERENCE
        else f"[{notes.get(mark.target, '?')}]"
        for mark in text.marks
        if mark.kind in (MarkKind.REFERENCE, MarkKind.NOTE)
    }
    return "".join(
        targets.get(place, "") if character == OBJECT_CHARACTER else character
        for place, character in enumerate(text.plain)
    )


def sort_key(label: str) -> tuple[tuple[int, int | str], ...]:
    """Return a key that orders labels as a reader would: 2 before 10, and 1 apart from 10."""
    parts: list[tuple[int, int | str]] = []
    word = ""
    for character in label + " ":
        if word and character.isdecimal() == word[-1].isdecimal() and character != " ":
            word += character
            continue
        if word:
            parts.append((0, int(word)) if word.isdecimal() else (1, word))
        word = character if character.isalnum() else ""
    return tuple(parts)
