"""Which italics, links, references and notes changed on words that stayed? Told in words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from declarations.model import MarkKind, Text
from declarations.word_differences import Piece, PieceKind

MOST_WORDS = 40
"""Characters of the marked words that a description repeats."""

NAMES = {
    MarkKind.ITALIC: "Italics",
    MarkKind.BOLD: "Bold",
    MarkKind.LINK: "Link",
    MarkKind.REFERENCE: "Reference",
    MarkKind.NOTE: "Note",
}


@dataclass(frozen=True, slots=True)
class MarkChange:
    """A mark that was added, removed or led elsewhere on ``words``, which both texts have.

    ``old_target`` is None where the mark was added, ``new_target`` where it was removed; "" is
    the target of italics and bold. ``words`` is empty for a reference or a note, which print
    what they lead to.
    """

    kind: MarkKind
    words: str
    old_target: str | None
    new_target: str | None


def compare_marks(old: Text, new: Text, pieces: Sequence[Piece]) -> tuple[MarkChange, ...]:
    """Return the changes of marks on the equal pieces between the two texts, in their order.

    Marks on inserted and deleted words came and went with the words and are not told.
    """
    before, after = list_looks(old), list_looks(new)
    found: list[MarkChange] = []
    for old_place, new_place, length in place_equal(pieces):
        for kind in MarkKind:
            targets = [
                (before[old_place + n].get(kind), after[new_place + n].get(kind))
                for n in range(length)
            ]
            for start, end in find_stretches(targets):
                words = new.plain[new_place + start : new_place + end]
                if kind in {MarkKind.REFERENCE, MarkKind.NOTE}:
                    words = ""
                found.append(MarkChange(kind, words, *targets[start]))
    return tuple(found)


def list_looks(text: Text) -> list[dict[MarkKind, str]]:
    """Return for each character the targets of the marks over it, by their kind."""
    looks: list[dict[MarkKind, str]] = [{} for _ in text.plain]
    for mark in text.marks:
        for place in range(mark.start, mark.end):
            looks[place][mark.kind] = mark.target
    return looks


def place_equal(pieces: Sequence[Piece]) -> Iterator[tuple[int, int, int]]:
    """Yield the place in the old text, that in the new, and the length of each equal piece."""
    old_place = new_place = 0
    for piece in pieces:
        length = len(piece.text)
        if piece.kind is PieceKind.EQUAL:
            yield old_place, new_place, length
        old_place += length if piece.kind is not PieceKind.INSERTED else 0
        new_place += length if piece.kind is not PieceKind.DELETED else 0


def find_stretches(
    targets: Sequence[tuple[str | None, str | None]],
) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each run of one pair whose two sides differ."""
    start = 0
    for end in range(1, len(targets) + 1):
        if end == len(targets) or targets[end] != targets[start]:
            if targets[start][0] != targets[start][1]:
                yield start, end
            start = end


def describe_mark(
    change: MarkChange, old_names: Mapping[str, str], new_names: Mapping[str, str]
) -> str:
    """Return the change as an English sentence; the mappings print the targets of references.

    Italics added to "act".  The link of "air" now leads to B (it was A).
    """
    name = NAMES[change.kind]
    was = old_names.get(change.old_target or "", change.old_target or "")
    now = new_names.get(change.new_target or "", change.new_target or "")
    on = f" “{shorten(change.words)}”" if change.words else ""
    if change.old_target is None:
        return f"{name} added{' to' if on else ''}{on}{f': {now}' if now else ''}."
    if change.new_target is None:
        return f"{name} removed{' from' if on else ''}{on}{f': {was}' if was else ''}."
    return f"{name}{' of' if on else ''}{on} now leads to {now} (it was {was})."


def shorten(words: str) -> str:
    """Return the words, or their beginning and end where they are long."""
    if len(words) <= MOST_WORDS:
        return words
    half = MOST_WORDS // 2
    return f"{words[:half].rstrip()} … {words[-half:].lstrip()}"
