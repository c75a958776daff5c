"""How does the frame of a text change? Its title, the order of its sections, and its notes."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from declarations.draft_file import slug
from declarations.draft_inline import print_inline, read_line
from declarations.model import Declaration, Node, NodeKind, Note
from declarations.paragraph_rows import one_line


@dataclass(frozen=True, slots=True)
class Named:
    """A section with its heading, or a note with its words; ``id`` is "" for a new one."""

    id: str
    words: str


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the paragraphs of a text; words are Markdown as in a draft file."""

    title: str
    subtitle: str
    closing: str
    sections: tuple[Named, ...]
    notes: tuple[Named, ...]


def read_frame(text: Declaration) -> Frame:
    """Return the frame of a text."""
    return Frame(
        text.title,
        text.subtitle,
        print_inline(text.closing),
        tuple(Named(each.id, print_inline(each.text)) for each in text.sections),
        tuple(Named(each.id, print_inline(each.text)) for each in text.notes),
    )


def put_frame(text: Declaration, frame: Frame, taken: Collection[str] = ()) -> Declaration:
    """Return the text in another frame: sections that are not in it go with their paragraphs.

    New sections get an id made of their heading, new notes the next number. New ones without
    words, and notes without words, are left out. ``taken`` are the ids of earlier revisions.
    """
    known = {section.id: section for section in text.sections}
    used = {*taken, *(node.id for node in text.walk())}
    sections = []
    for row in frame.sections:
        heading = read_line(one_line(row.words)).text
        section = known.pop(row.id, None) if row.id else None
        if section is not None:
            sections.append(replace(section, text=heading))
        elif heading.plain:
            name = free_id(slug(heading.plain) or "section", used)
            sections.append(Node(name, NodeKind.SECTION, heading))
    return replace(
        text,
        title=one_line(frame.title),
        subtitle=one_line(frame.subtitle),
        closing=read_line(one_line(frame.closing)).text,
        sections=tuple(sections),
        notes=put_notes(text, frame.notes),
    )


def put_notes(text: Declaration, rows: Sequence[Named]) -> tuple[Note, ...]:
    """Return the notes of the rows that have words."""
    known = {note.id for note in text.notes}
    used, notes = set(known), []
    for row in rows:
        if not row.words.strip():
            continue
        is_known = row.id in known
        known.discard(row.id)
        name = row.id if is_known else free_number(used)
        notes.append(Note(name, read_line(one_line(row.words)).text))
    return tuple(notes)


def free_id(stem: str, used: set[str]) -> str:
    """Return an id that is not used, and use it."""
    name, number = stem, 1
    while name in used:
        number += 1
        name = f"{stem}-{number}"
    used.add(name)
    return name


def free_number(used: set[str]) -> str:
    """Return the next number that no note has as its id, and use it."""
    number = 1
    while str(number) in used:
        number += 1
    used.add(str(number))
    return str(number)
