"""Pairs of revisions made up by Hypothesis: words, looks, notes and paragraphs that change."""

import unicodedata
from dataclasses import replace

from hypothesis import strategies as st

from declarations.model import (
    MAXIMUM_DEPTH,
    OBJECT_CHARACTER,
    Declaration,
    Mark,
    MarkKind,
    Node,
    NodeKind,
    Note,
    Text,
)
from tests.declarations.generated import LINE, PLAIN, declarations, texts

OBJECTS = frozenset((MarkKind.NOTE, MarkKind.REFERENCE))
"""The marks that stand for one character, which nothing else may be under."""


def is_fit(text: Text) -> bool:
    """Whether a text is what the model allows: NFC, without space at its ends, never empty."""
    plain = text.plain
    return bool(plain) and plain == plain.strip() and unicodedata.is_normalized("NFC", plain)


def splice(text: Text, start: int, end: int, words: str) -> Text:
    """The text with ``plain[start:end]`` replaced; marks keep what is left of them."""
    shift = len(words) - (end - start)

    def place(position: int, *, is_end: bool) -> int:
        if position <= start:
            return position
        if position >= end:
            return position + shift
        return start + len(words) if is_end else start

    marks = []
    for mark in text.marks:
        if mark.kind in OBJECTS and start <= mark.start:
            if mark.start >= end:
                marks.append(replace(mark, start=mark.start + shift, end=mark.end + shift))
            continue
        moved = replace(
            mark, start=place(mark.start, is_end=False), end=place(mark.end, is_end=True)
        )
        if moved.start < moved.end:
            marks.append(moved)
    plain = text.plain[:start] + words + text.plain[end:]
    return Text(plain, tuple(sorted(marks)))


@st.composite
def edited_texts(draw, text: Text, ids: tuple[str, ...], notes: tuple[str, ...]) -> Text:
    """Draw a text with words put in, taken out or replaced, or other looks, notes, references."""
    edited = text
    for _ in range(draw(st.integers(1, 2))):
        length = len(edited.plain)
        start = draw(st.integers(0, length))
        end = draw(st.integers(start, min(length, start + 12)))
        what = draw(st.sampled_from(["words", "look", "object", "whole"]))
        if what == "words":
            edited = splice(edited, start, end, draw(st.one_of(st.just(""), PLAIN)))
        elif what == "look" and start < end:
            mark = Mark(start, end, draw(st.sampled_from([MarkKind.BOLD, MarkKind.ITALIC])))
            kept = {m for m in edited.marks if m.kind is not mark.kind}
            edited = Text(edited.plain, tuple(sorted(kept | {mark} - set(edited.marks))))
        elif what == "object" and start == end:
            targets = [(MarkKind.REFERENCE, i) for i in ids] + [(MarkKind.NOTE, n) for n in notes]
            kind, target = draw(st.sampled_from(targets))
            edited = splice(edited, start, start, OBJECT_CHARACTER)
            marks = {*edited.marks, Mark(start, start + 1, kind, target)}
            edited = Text(edited.plain, tuple(sorted(marks)))
        elif what == "whole":
            edited = draw(texts(ids, notes))
        if not is_fit(edited):
            edited = text
    return edited


@st.composite
def revised(draw, declaration: Declaration) -> Declaration:
    """Draw another revision of a declaration."""
    names = tuple(note.id for note in declaration.notes)
    kept_notes = [note for note in declaration.notes if draw(st.integers(0, 5))]
    if draw(st.booleans()):
        kept_notes.append(Note("new", draw(texts((), ()))))
    if draw(st.booleans()):
        kept_notes.reverse()
    ids = tuple(node.id for node in declaration.walk())
    known = (*names, "new")
    fresh = iter(range(100))

    def change(node: Node) -> Node:
        text = node.text
        if not draw(st.integers(0, 2)) and text.plain:
            text = draw(edited_texts(text, ids, known))
        return replace(node, text=text, children=change_all(node, 1))

    def change_all(node: Node, rate: int) -> tuple[Node, ...]:
        children = [change(child) for child in node.children if draw(st.integers(0, 4 * rate))]
        kind = {
            NodeKind.PREAMBLE: NodeKind.PREAMBULAR,
            NodeKind.SECTION: NodeKind.OPERATIVE,
        }.get(node.kind)
        if kind is not None and not draw(st.integers(0, 2)):
            place = draw(st.integers(0, len(children)))
            new = Node(f"fresh-{next(fresh)}", kind, draw(texts(ids[:3], known)))
            children.insert(place, new)
        if len(children) > 1 and not draw(st.integers(0, 2)):
            children = draw(st.permutations(children))
        return tuple(children)

    preamble = declaration.preamble and change(declaration.preamble)
    sections = [change(section) for section in declaration.sections if draw(st.integers(0, 6))]
    if draw(st.booleans()):
        sections = draw(st.permutations(sections))
    sections = carry(draw, sections)
    return replace(
        declaration,
        title=draw(st.one_of(st.just(declaration.title), LINE)),
        subtitle=draw(st.sampled_from([declaration.subtitle, "", "Another subtitle"])),
        assembly=draw(st.sampled_from([declaration.assembly, "", "GA 5"])),
        prepared_by=draw(st.sampled_from([declaration.prepared_by, "Бангкок"])),
        preamble=preamble,
        sections=tuple(sections),
        closing=draw(st.one_of(st.just(declaration.closing), texts(ids[:1], known))),
        notes=tuple(
            replace(note, text=draw(edited_texts(note.text, ids, ())))
            if not draw(st.integers(0, 2))
            else note
            for note in kept_notes
        ),
    )


def carry(draw, sections: list[Node]) -> list[Node]:
    """Sections of which one paragraph was carried under another parent, with all below it."""
    paragraphs = [node for section in sections for node in section.children]
    if len(paragraphs) < 2 or draw(st.booleans()):
        return sections
    moved = draw(st.sampled_from(paragraphs))
    targets = [node for node in (*sections, *paragraphs) if node.id != moved.id]
    target = draw(st.sampled_from(targets))
    if moved.children and target.kind is NodeKind.OPERATIVE:
        return sections

    def rebuild(node: Node, depth: int) -> Node:
        children = [rebuild(child, depth + 1) for child in node.children if child.id != moved.id]
        if node.id == target.id and depth < MAXIMUM_DEPTH:
            is_section = node.kind is NodeKind.SECTION
            kind = NodeKind.OPERATIVE if is_section else NodeKind.SUBPARAGRAPH
            children.insert(draw(st.integers(0, len(children))), replace(moved, kind=kind))
        return replace(node, children=tuple(children))

    return [rebuild(section, -1) for section in sections]


@st.composite
def revision_pairs(draw) -> tuple[Declaration, Declaration]:
    """Draw two revisions of one declaration."""
    old = draw(declarations())
    return old, draw(revised(old))


def complete(declaration: Declaration) -> Declaration:
    """The same without references and note marks that lead to nothing, which no draft may have."""
    known = {(MarkKind.REFERENCE, node.id) for node in declaration.walk()}
    known |= {(MarkKind.NOTE, note.id) for note in declaration.notes}

    def of(text: Text) -> Text:
        for mark in reversed(text.marks):
            if mark.kind in OBJECTS and (mark.kind, mark.target) not in known:
                text = splice(text, mark.start, mark.end, "x")
        return text

    def below(node: Node) -> Node:
        children = tuple(below(child) for child in node.children)
        return replace(node, text=of(node.text), children=children)

    return replace(
        declaration,
        preamble=declaration.preamble and below(declaration.preamble),
        sections=tuple(below(section) for section in declaration.sections),
        closing=of(declaration.closing),
        notes=tuple(replace(note, text=of(note.text)) for note in declaration.notes),
    )
