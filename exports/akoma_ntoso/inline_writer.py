"""How is the text of one paragraph written in Akoma Ntoso? Words, i, b, a, ref and notes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any
from urllib.parse import quote

from lxml import etree

from declarations.model import Declaration, Mark, MarkKind, Note, Text
from exports.akoma_ntoso.identifiers import compute_eids
from exports.akoma_ntoso.vocabulary import NOTE_PREFIX, akn, clean, own
from exports.reference_names import name_references

NESTING = (MarkKind.LINK, MarkKind.BOLD, MarkKind.ITALIC)
ELEMENTS = {MarkKind.LINK: "a", MarkKind.BOLD: "b", MarkKind.ITALIC: "i"}

_PLAIN_ADDRESS = re.compile(
    r"(?:[a-z][a-z0-9+.-]*:)?(?:[\w.~!$&'()*+,;=@/-]|%[0-9A-Fa-f]{2})*"
    r"(?:[?#](?:[\w.~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*){0,2}",
    re.ASCII | re.IGNORECASE,
)
"""Addresses that every reader of RFC 3986 takes as they are; others are escaped."""


@dataclass(slots=True)
class InlineContext:
    """What texts refer to, and which notes have been written so far."""

    eids: Mapping[str, str]
    labels: Mapping[str, str]
    notes: Mapping[str, Note]
    numbers: Mapping[str, int]
    written: set[str] = field(default_factory=set)


def make_context(declaration: Declaration) -> InlineContext:
    """Return the context of a declaration whose texts are about to be written in order."""
    return InlineContext(
        compute_eids(declaration),
        name_references(declaration),
        {note.id: note for note in declaration.notes},
        {note.id: number for number, note in enumerate(declaration.notes, start=1)},
    )


def write_text(parent: Any, text: Text, context: InlineContext) -> None:
    """Put a text with its marks into an element that holds inline content."""
    edges = {0, len(text.plain)}
    for mark in text.marks:
        edges |= {mark.start, mark.end}
    opened: list[tuple[Mark, Any]] = []
    for start, end in pairwise(sorted(edges)):
        covering = [mark for mark in text.marks if mark.start <= start and end <= mark.end]
        wanted = [mark for kind in NESTING for mark in covering if mark.kind is kind]
        while [mark for mark, _ in opened] != wanted[: len(opened)]:
            opened.pop()
        for mark in wanted[len(opened) :]:
            opened.append((mark, _open(opened[-1][1] if opened else parent, mark)))
        inside = opened[-1][1] if opened else parent
        objects = [mark for mark in covering if mark.kind not in ELEMENTS]
        if objects:
            _write_object(inside, objects[0], context)
        else:
            append_words(inside, text.plain[start:end])


def append_words(element: Any, words: str) -> None:
    """Add words at the end of an element."""
    if len(element):
        element[-1].tail = (element[-1].tail or "") + clean(words)
    else:
        element.text = (element.text or "") + clean(words)


def _open(parent: Any, mark: Mark) -> Any:
    element = etree.SubElement(parent, akn(ELEMENTS[mark.kind]))
    if mark.kind is MarkKind.LINK:
        address = clean(mark.target)
        if _PLAIN_ADDRESS.fullmatch(address):
            element.set("href", address)
        else:
            element.set("href", quote(address, safe="/"))
            element.set(own("address"), address)
    return element


def _write_object(parent: Any, mark: Mark, context: InlineContext) -> None:
    if mark.kind is MarkKind.REFERENCE:
        reference = etree.SubElement(parent, akn("ref"))
        reference.set("href", f"#{quote(context.eids.get(mark.target, mark.target), safe='')}")
        reference.set(own("prints"), "label")
        reference.text = clean(context.labels.get(mark.target) or f"[[{mark.target}]]")
        return
    note = context.notes.get(mark.target)
    if note is None or note.id in context.written:
        reference = etree.SubElement(parent, akn("noteRef"))
        number = context.numbers.get(mark.target)
        target = f"note_{number}" if number else NOTE_PREFIX + quote(mark.target, safe="")
        reference.set("href", f"#{target}")
        reference.set("marker", clean(str(number or mark.target)))
        return
    context.written.add(note.id)
    write_note(etree.SubElement(parent, akn("authorialNote")), note, context)


def write_note(element: Any, note: Note, context: InlineContext) -> None:
    """Fill an ``authorialNote`` or ``note`` with the words of a note."""
    number = context.numbers[note.id]
    element.set("eId", f"note_{number}")
    element.set("GUID", NOTE_PREFIX + clean(note.id))
    element.set("marker", str(number))
    element.set("placement", "bottom")
    write_text(etree.SubElement(element, akn("p")), note.text, context)
