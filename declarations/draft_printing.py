"""How is a declaration written as a draft file? The canonical form."""

from collections.abc import Iterator

from declarations.draft_inline import print_inline
from declarations.front_matter import print_front_matter
from declarations.model import Declaration, Node, Text

PREAMBLE_ID = "preamble"
UNHEADED_ID = "text"
"""The id of the one section of a text without headings."""


def print_draft(declaration: Declaration, based_on: str = "") -> str:
    """Return the canonical draft file of a declaration; reading it back gives the same.

    ``based_on`` is the SHA-256 of the revision that the text was taken from, "" for none.
    """
    parts = [print_front_matter(declaration, print_inline(declaration.closing), based_on)]
    preamble = declaration.preamble
    if preamble is not None:
        if preamble.text.plain or not preamble.children:
            parts.append(print_line("# ", preamble.text, PREAMBLE_ID))
        parts += [print_line("", paragraph.text, paragraph.id) for paragraph in preamble.children]
    number = 0
    for position, section in enumerate(declaration.sections):
        is_unheaded = section.id == UNHEADED_ID and not section.text.plain
        if position or not is_unheaded or not section.children:
            parts.append(print_line("# ", section.text, section.id))
        for paragraph in section.children:
            number += 1
            parts += print_paragraph(paragraph, number, "")
    parts += [f"[^{note.id}]: {print_inline(note.text)}\n" for note in declaration.notes]
    return "\n".join(parts)


def print_line(before: str, text: Text, node_id: str) -> str:
    """Return a text on one line, its id at the end."""
    return f"{before}{f'{print_inline(text)} {{#{node_id}}}'.lstrip()}\n"


def print_paragraph(node: Node, number: int, indent: str) -> Iterator[str]:
    """Yield a numbered paragraph and those below it, indented to its text."""
    marker = f"{number}. "
    yield print_line(indent + marker, node.text, node.id)
    for index, child in enumerate(node.children, start=1):
        yield from print_paragraph(child, index, indent + " " * len(marker))
