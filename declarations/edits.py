"""How do the words of a text change while its marks stay where they belong?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from declarations.draft_inline import tidy_text
from declarations.model import OBJECT_CHARACTER, Declaration, Mark, MarkKind, Node, Note, Text

NOTE_KEY = "^"
"""Stands before the id of a note where notes and nodes are told apart by one key."""

CLOSING_KEY, TITLE_KEY, SUBTITLE_KEY = "@closing", "@title", "@subtitle"
"""Name the texts in the head of a draft; no id has such a sign."""


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """Put ``words`` in place of ``plain[start:end]``, or set that range in italics.

    ``words`` holds as many object characters as the range does, in their order.
    """

    start: int
    end: int
    words: str = ""
    italic: bool = False


def edit_text(text: Text, edits: Iterable[Edit]) -> Text:
    """Return the text with all edits made; of two that overlap only the first is made.

    A mark keeps its words: it grows or shrinks with an edit inside it and never takes in words
    put at its edge. The marks of references and notes follow their object characters.
    """
    for edit in reversed(list(choose_apart(edits))):
        text = add_italic(text, edit) if edit.italic else replace_words(text, edit)
    return tidy_text(text.plain, text.marks)


def choose_apart(edits: Iterable[Edit]) -> Iterable[Edit]:
    """Yield the edits in order, leaving out those that overlap the one before."""
    end = -1
    for edit in sorted(edits):
        if edit.start >= end:
            yield edit
            end = max(edit.end, edit.start)


def add_italic(text: Text, edit: Edit) -> Text:
    """Return the text with the range of the edit in italics."""
    return replace(text, marks=(*text.marks, Mark(edit.start, edit.end, MarkKind.ITALIC)))


def replace_words(text: Text, edit: Edit) -> Text:
    """Return the text with the words of one edit in place of its range."""
    old = text.plain[edit.start : edit.end]
    objects = dict(zip(find_objects(old), find_objects(edit.words), strict=True))
    marks = []
    for mark in text.marks:
        if mark.kind in {MarkKind.REFERENCE, MarkKind.NOTE} and mark.start - edit.start in objects:
            start = edit.start + objects[mark.start - edit.start]
            end = start + 1
        else:
            start, end = moved_start(mark.start, edit), moved_end(mark.end, edit)
        if start < end:
            marks.append(replace(mark, start=start, end=end))
    plain = text.plain[: edit.start] + edit.words + text.plain[edit.end :]
    return Text(plain, tuple(sorted(marks)))


def moved_start(place: int, edit: Edit) -> int:
    """Return where a mark that begins at ``place`` begins after the edit."""
    if place >= edit.end:
        return place + len(edit.words) - (edit.end - edit.start)
    return min(place, edit.start)


def moved_end(place: int, edit: Edit) -> int:
    """Return where a mark that ends at ``place`` ends after the edit."""
    if place <= edit.start:
        return place
    behind = max(place - edit.end, 0)
    return edit.start + len(edit.words) + behind


def find_objects(words: str) -> list[int]:
    """Return the places of the object characters."""
    return [place for place, character in enumerate(words) if character == OBJECT_CHARACTER]


def edit_declaration(declaration: Declaration, edits: Mapping[str, list[Edit]]) -> Declaration:
    """Return the declaration with the edits made.

    The keys are node ids, ``^`` with the id of a note, ``@closing``, ``@title``, ``@subtitle``.
    """

    def change(key: str, text: Text) -> Text:
        return edit_text(text, edits[key]) if key in edits else text

    def change_node(node: Node) -> Node:
        children = tuple(change_node(child) for child in node.children)
        return replace(node, text=change(node.id, node.text), children=children)

    preamble = declaration.preamble
    return replace(
        declaration,
        title=change(TITLE_KEY, Text(declaration.title)).plain,
        subtitle=change(SUBTITLE_KEY, Text(declaration.subtitle)).plain,
        preamble=change_node(preamble) if preamble else None,
        sections=tuple(change_node(section) for section in declaration.sections),
        closing=change(CLOSING_KEY, declaration.closing),
        notes=tuple(
            Note(note.id, change(NOTE_KEY + note.id, note.text)) for note in declaration.notes
        ),
    )
