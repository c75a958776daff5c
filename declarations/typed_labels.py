"""Is a label typed into the text, where labels are computed from the order?"""

import re
from collections.abc import Iterator

from declarations.edits import Edit
from declarations.findings import Finding
from declarations.model import Declaration, Node, NodeKind, Profile
from declarations.numbering import read_letters, read_roman

TYPED_LABEL = re.compile(
    r"\(?(?:(\d{1,3})[.)]|([^\W\d_]|[ivxl]{2,5}|([a-z])\3)\))\s+", re.IGNORECASE
)


def take_out_label(match: re.Match[str], number: int) -> tuple[Edit, ...]:
    """Return the edit that deletes a typed label; none where it does not spell ``number``.

    A label that differs may be what another paragraph refers to: a person must look.
    """
    digits, letters = match.group(1), match.group(2) or ""
    spelt = {int(digits)} if digits else set()
    if letters.isascii() and letters:
        spelt = {read_letters(letters), read_roman(letters)}
    return (Edit(match.start(), match.end()),) if number in spelt else ()


def find_typed_labels(declaration: Declaration) -> Iterator[Finding]:
    """Find paragraphs with a label typed into their text.

    The operative paragraphs of a resolution have a check of their own.
    """
    is_resolution = declaration.profile is Profile.RESOLUTION
    for number, paragraph in enumerate(declaration.operative_paragraphs(), start=1):
        yield from find_below(paragraph, number, skip_top=is_resolution)


def find_below(node: Node, number: int, *, skip_top: bool) -> Iterator[Finding]:
    """Find typed labels in a paragraph, which is the ``number``-th, and in those below it."""
    match = TYPED_LABEL.match(node.text.plain)
    if match and not (skip_top and node.kind is NodeKind.OPERATIVE):
        edits = take_out_label(match, number)
        yield Finding(
            node.id,
            "A label is typed into the text; labels are computed from the order.",
            "Delete the typed label."
            if edits
            else "It is not the one that will print: see what refers to it, then delete it.",
            match.group().strip(),
            edits,
        )
    for place, child in enumerate(node.children, start=1):
        yield from find_below(child, place, skip_top=skip_top)
