"""How does an adopted text read beside what became of it? Its sections and paragraphs as blocks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Session

from declarations.comparison import Comparison, compare
from declarations.model import Declaration, Node
from declarations.numbering import compute_labels
from declarations.problems import NotFoundRefusal
from declarations.revisions import Revision
from declarations.store import list_revisions, load_revision
from exports.blocks import Block, Document, Paragraph, ParagraphStyle
from exports.declaration_text import (
    Wording,
    describe_state,
    make_notes,
    make_runs,
    measure_depths,
    print_node,
    read_wording,
)
from exports.public_overview import require_public, texts_in_force
from exports.redline import compose_redline
from exports.side_by_side import compose_side_by_side


@dataclass(frozen=True, slots=True)
class ReadParagraph:
    """A paragraph with its sub-paragraphs; ``label`` is "" for a preambular one."""

    id: str
    label: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class ReadPart:
    """The preamble or a section; ``heading`` is None where it has none."""

    id: str
    is_preamble: bool
    heading: Block | None
    paragraphs: tuple[ReadParagraph, ...]


@dataclass(frozen=True, slots=True)
class ReadText:
    """A text to be read: its revision, its parts in order, its closing formula and its notes.

    ``document`` has all blocks and notes, for whoever writes them.
    """

    revision: Revision
    parts: tuple[ReadPart, ...]
    closing: Block | None
    document: Document

    def find_paragraph(self, paragraph: str) -> tuple[ReadPart, ReadParagraph]:
        """Return an operative paragraph with its section; NotFoundRefusal where there is none."""
        for part in self.parts:
            for found in part.paragraphs:
                if found.id == paragraph and not part.is_preamble:
                    return part, found
        raise NotFoundRefusal(
            f"{self.revision.declaration.code} has no paragraph {paragraph!r}.",
            hint="The text of the declaration lists its paragraphs.",
        )

    def take_out(self, paragraph: ReadParagraph) -> Document:
        """Return one paragraph alone, with the notes that it refers to."""
        marked = {run.note for block in paragraph.blocks for run in getattr(block, "runs", ())}
        notes = tuple(note for note in self.document.notes if note.id in marked)
        return replace(self.document, blocks=paragraph.blocks, notes=notes)


def read_text(session: Session, code: str, day: date, language: str = "") -> ReadText:
    """Return the adopted text in force on a day, in a language ("": the first).

    Raises NotFoundRefusal for a declaration that is not adopted, and for a language it does not
    have.
    """
    adoption = require_public(session, code, day)
    text = adoption.text_on(day, language)
    if text is None:
        known = ", ".join(each.language for each in texts_in_force(adoption, day))
        raise NotFoundRefusal(
            f"{code} has no adopted text in the language {language!r}.",
            hint=f"Languages there are: {known}.",
        )
    return arrange_text(load_revision(session, code, text.number, text.language), day)


def arrange_text(revision: Revision, day: date) -> ReadText:
    """Return a revision as parts and paragraphs."""
    declaration = revision.declaration
    wording = read_wording(declaration)
    labels, depths = compute_labels(declaration), measure_depths(declaration)

    def print_all(node: Node) -> tuple[Block, ...]:
        return tuple(_print_below(node, labels, depths, wording))

    tops = [declaration.preamble] if declaration.preamble else []
    parts = tuple(
        ReadPart(
            top.id,
            top is declaration.preamble,
            next(print_node(top, "", make_runs(top.text, wording), 0), None),
            tuple(
                ReadParagraph(node.id, labels.get(node.id, ""), print_all(node))
                for node in top.children
            ),
        )
        for top in (*tops, *declaration.sections)
    )
    closing = (
        Paragraph(make_runs(declaration.closing, wording), ParagraphStyle.CLOSING)
        if declaration.closing.plain
        else None
    )
    document = Document(
        title=declaration.title,
        blocks=tuple(block for part in parts for p in part.paragraphs for block in p.blocks),
        made_on=day,
        language=declaration.language,
        notes=make_notes(declaration, wording),
    )
    return ReadText(revision, parts, closing, document)


def _print_below(
    node: Node, labels: Mapping[str, str], depths: Mapping[str, int], wording: Wording
) -> Iterator[Block]:
    for each in node.walk():
        runs = make_runs(each.text, wording)
        yield from print_node(each, labels.get(each.id, ""), runs, depths[each.id])


def list_public_revisions(
    session: Session, code: str, day: date, language: str = ""
) -> tuple[Revision, ...]:
    """Return the revisions of an adopted text made by a day, drafts before adoption among them."""
    adoption = require_public(session, code, day)
    revisions = list_revisions(session, code, language or adoption.language)
    return tuple(revision for revision in revisions if revision.made_on <= day)


def compare_revisions(
    revisions: tuple[Revision, ...], first: int, second: int, day: date
) -> tuple[Comparison, Document]:
    """Return what changed between two revisions, by their numbers, and the redline.

    Raises NotFoundRefusal for a number that none of them has.
    """
    old, new = (_choose_revision(revisions, number) for number in (first, second))
    comparison = compare(old.declaration, new.declaration)
    states = (describe_state(old, None), describe_state(new, None))
    return comparison, compose_redline(comparison, made_on=day, states=states)


def _choose_revision(revisions: tuple[Revision, ...], number: int) -> Revision:
    for revision in revisions:
        if revision.number == number:
            return revision
    raise NotFoundRefusal(
        f"There is no revision {number}.",
        hint=f"Revisions there are: 1 to {len(revisions)}.",
    )


def read_side_by_side(
    session: Session, code: str, day: date, languages: tuple[str, ...]
) -> Document:
    """Return the adopted texts of two or three languages beside each other.

    Raises what ``read_text`` and ``compose_side_by_side`` raise.
    """
    texts: list[Declaration] = [
        read_text(session, code, day, language).revision.declaration for language in languages
    ]
    return compose_side_by_side(texts, made_on=day)
