"""What is a declaration? The sectioned text, its nodes with permanent ids, and inline marks."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

OBJECT_CHARACTER = "\ufffc"
"""Stands in plain text for something printed from elsewhere: a cross-reference or a note mark.

Each one is covered by exactly one mark of length 1 whose kind is REFERENCE or NOTE.
"""

MAXIMUM_DEPTH = 4
"""Sub-paragraphs go four levels deep: (a), (i), (A), (1)."""


class Profile(StrEnum):
    """The drafting style that the checks follow."""

    RESOLUTION = "resolution"
    DECLARATION = "declaration"


class NodeKind(StrEnum):
    """What a node is; the words are those of the glossary."""

    PREAMBLE = "preamble"
    SECTION = "section"
    PREAMBULAR = "preambular_paragraph"
    OPERATIVE = "operative_paragraph"
    SUBPARAGRAPH = "sub_paragraph"


class MarkKind(StrEnum):
    """What a range of text carries besides its characters."""

    ITALIC = "italic"
    BOLD = "bold"
    LINK = "link"
    REFERENCE = "reference"
    NOTE = "note"


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """An inline mark over ``plain[start:end]``, counted in code points.

    ``target`` is the address of a link, the node id of a reference or the id of a note.
    """

    start: int
    end: int
    kind: MarkKind
    target: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """Plain text in Unicode NFC with inline marks in ascending order."""

    plain: str = ""
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Node:
    """A preamble, section, paragraph or sub-paragraph.

    ``id`` is permanent: it survives renumbering and moves. ``text`` is the heading of a preamble
    or section (empty where it has none) and the words of a paragraph.
    """

    id: str
    kind: NodeKind
    text: Text
    children: tuple["Node", ...] = ()

    def walk(self) -> Iterator["Node"]:
        """Yield this node and every node below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote, referred to by marks of kind NOTE whose target is ``id``."""

    id: str
    text: Text


@dataclass(frozen=True, slots=True)
class Declaration:
    """One text in one language. ``code`` joins its languages and revisions.

    ``preamble`` may be None; its children are preambular paragraphs. The children of a section
    are operative paragraphs, theirs sub-paragraphs down to MAXIMUM_DEPTH. A text without
    headings has one section whose heading is empty.
    """

    code: str
    title: str
    language: str = "en"
    profile: Profile = Profile.DECLARATION
    subtitle: str = ""
    assembly: str = ""
    prepared_by: str = ""
    preamble: Node | None = None
    sections: tuple[Node, ...] = ()
    closing: Text = Text()
    notes: tuple[Note, ...] = ()

    def walk(self) -> Iterator[Node]:
        """Yield every node in reading order: preamble first, then each section."""
        if self.preamble is not None:
            yield from self.preamble.walk()
        for section in self.sections:
            yield from section.walk()

    def operative_paragraphs(self) -> tuple[Node, ...]:
        """Return the numbered paragraphs that members act on, in order."""
        return tuple(paragraph for section in self.sections for paragraph in section.children)

    def node(self, node_id: str) -> Node | None:
        """Return the node with this permanent id, or None."""
        return next((node for node in self.walk() if node.id == node_id), None)
