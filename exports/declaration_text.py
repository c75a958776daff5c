"""How does a declaration read as a document? The text itself, and the redline between two."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from declarations.adoptions import Adoption
from declarations.comparison import (
    ChangeKind,
    Comparison,
    DetailChange,
    NodeChange,
    Piece,
    PieceKind,
)
from declarations.model import Declaration, Mark, MarkKind, Node, NodeKind, Text
from declarations.numbering import compute_labels, compute_reference_labels
from declarations.revisions import Revision
from exports.adoption_record import describe_adoption
from exports.blocks import (
    Block,
    Change,
    Contents,
    Cover,
    Document,
    Heading,
    Note,
    NumberedParagraph,
    Paragraph,
    ParagraphStyle,
    Run,
    Runs,
)
from exports.phrasing import begin_sentence, join_words, print_count

CHANGES = {
    PieceKind.EQUAL: Change.NONE,
    PieceKind.INSERTED: Change.INSERTED,
    PieceKind.DELETED: Change.DELETED,
}
WHOLE_CHANGES = {ChangeKind.INSERTED: Change.INSERTED, ChangeKind.DELETED: Change.DELETED}
CLOSING, NOTE = "closing", "note "
"""How a comparison names a change of the closing formula, and of a note before its id."""

FEW_HEADINGS = 8
"""A text with no more sections than this needs no table of contents."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What the object characters of a text stand for: printed references and note marks."""

    references: Mapping[str, str]
    note_ids: Mapping[str, str]


def read_wording(declaration: Declaration) -> Wording:
    """Return what references and note marks print as in this declaration."""
    note_ids = {note.id: f"note-{note.id}" for note in declaration.notes}
    return Wording(compute_reference_labels(declaration), note_ids)


def make_runs(
    text: Text,
    wording: Wording,
    start: int = 0,
    end: int | None = None,
    change: Change = Change.NONE,
) -> Runs:
    """Return ``text.plain[start:end]`` as runs: marks as looks, links, references and notes."""
    stop = len(text.plain) if end is None else end
    edges = {start, stop}
    for mark in text.marks:
        edges |= {place for place in (mark.start, mark.end) if start < place < stop}
    order = sorted(edges)
    runs: list[Run] = []
    for left, right in pairwise(order):
        covering = [mark for mark in text.marks if mark.start <= left and right <= mark.end]
        run = make_run(text.plain[left:right], covering, wording, change)
        if run.note and runs and not runs[-1].note and runs[-1].change is change:
            runs[-1] = replace(runs[-1], note=run.note)
        else:
            runs.append(run)
    return tuple(runs)


def make_run(words: str, marks: list[Mark], wording: Wording, change: Change) -> Run:
    """Return one run with the looks of the marks that cover it."""
    run = Run(words, change=change)
    for mark in marks:
        match mark.kind:
            case MarkKind.BOLD:
                run = replace(run, bold=True)
            case MarkKind.ITALIC:
                run = replace(run, italic=True)
            case MarkKind.LINK:
                run = replace(run, link=mark.target)
            case MarkKind.REFERENCE:
                label = wording.references.get(mark.target, mark.target)
                run = replace(run, text=label, link=f"#{mark.target}")
            case MarkKind.NOTE:
                run = replace(run, text="", note=wording.note_ids.get(mark.target, ""))
    return run


def compose_declaration(
    declaration: Declaration,
    *,
    made_on: date,
    revision: Revision | None = None,
    adoption: Adoption | None = None,
) -> Document:
    """Return the clean text as a document.

    With its revision and its adoption the cover says which state of the text it is, and when it
    was adopted.
    """
    wording = read_wording(declaration)
    labels, depths = compute_labels(declaration), measure_depths(declaration)
    blocks: list[Block] = [make_cover(declaration, revision, adoption)]
    if len(declaration.sections) > FEW_HEADINGS:
        blocks.append(Contents(depth=1))
    for node in declaration.walk():
        runs = make_runs(node.text, wording)
        blocks += print_node(node, labels.get(node.id, ""), runs, depths[node.id])
    if declaration.closing.plain:
        closing = make_runs(declaration.closing, wording)
        blocks.append(Paragraph(closing, ParagraphStyle.CLOSING))
    return Document(
        title=declaration.title,
        blocks=tuple(blocks),
        made_on=made_on,
        language=declaration.language,
        author=declaration.prepared_by,
        subject=declaration.subtitle,
        identifier=declaration.code,
        notes=make_notes(declaration, wording),
        running_head=declaration.title,
    )


def make_cover(
    declaration: Declaration, revision: Revision | None, adoption: Adoption | None
) -> Cover:
    """Return the first page: what the text is and how far it has come."""
    status = "Draft, not adopted"
    if adoption is not None:
        status = describe_adoption(adoption, declaration.language)
    lines = [("Prepared by", declaration.prepared_by), ("Status", status)]
    if revision is not None:
        lines += [("Revision", str(revision.number)), ("SHA-256 of the text", revision.sha256)]
    if adoption is not None:
        lines.append(("Remark", adoption.note))
    given = tuple((name, value) for name, value in lines if value)
    return Cover(declaration.title, declaration.subtitle, declaration.assembly, given)


def print_node(
    node: Node, label: str, runs: Runs, depth: int, change: Change = Change.NONE
) -> Iterator[Block]:
    """Yield the block of one node alone; ``depth`` is 0 for an operative paragraph."""
    match node.kind:
        case NodeKind.PREAMBLE | NodeKind.SECTION:
            if runs:
                yield Heading(1, runs, node.id)
        case NodeKind.PREAMBULAR:
            yield Paragraph(runs)
        case NodeKind.OPERATIVE | NodeKind.SUBPARAGRAPH:
            printed = f"{label}." if label.isdigit() else label
            yield NumberedParagraph(printed, runs, depth, node.id, change=change)


def measure_depths(declaration: Declaration) -> dict[str, int]:
    """Return how deep each node lies: 0 for an operative paragraph, 1 for (a), 2 for (i)."""
    depths: dict[str, int] = {}

    def descend(node: Node, depth: int) -> None:
        depths[node.id] = max(depth, 0)
        for child in node.children:
            descend(child, depth + 1)

    for top in (declaration.preamble, *declaration.sections):
        if top is not None:
            descend(top, -1)
    return depths


def make_notes(declaration: Declaration, wording: Wording) -> tuple[Note, ...]:
    """Return the notes, numbered in order."""
    return tuple(
        Note(wording.note_ids[note.id], str(number), make_runs(note.text, wording))
        for number, note in enumerate(declaration.notes, start=1)
    )


# Redline


def compose_redline(comparison: Comparison, *, made_on: date) -> Document:
    """Return the whole new text with every insertion, deletion and move marked in it."""
    old, new = comparison.old, comparison.new
    sides = (Side(old), Side(new))
    blocks: list[Block] = [
        Cover(
            f"Changes to {old.title}" if old.title == new.title else new.title,
            new.subtitle,
            new.assembly,
            (("Changes", describe_changes(comparison)),),
            "Inserted and deleted words are marked. A paragraph that was moved stands in its new "
            "place, with a remark that says where it stood.",
        )
    ]
    blocks += [
        print_detail(detail, sides)
        for detail in comparison.details
        if detail.name != CLOSING and not detail.name.startswith(NOTE)
    ]
    for change in comparison.changes:
        blocks += print_change(change, sides)
    closing = mark_closing(comparison, sides)
    if closing:
        blocks.append(Paragraph(closing, ParagraphStyle.CLOSING))
    return Document(
        title=f"Changes to {old.title}",
        blocks=tuple(blocks),
        made_on=made_on,
        language=new.language,
        author=new.prepared_by,
        subject=describe_changes(comparison),
        identifier=new.code,
        notes=merge_notes(comparison, sides),
        running_head=f"Changes to {new.title}",
    )


class Side:
    """One of the two texts of a comparison, with what its labels and references print as."""

    def __init__(self, declaration: Declaration) -> None:
        self.wording = read_wording(declaration)
        self.labels = compute_labels(declaration)
        self.depths = measure_depths(declaration)
        self.sections = {
            node.id: section.text.plain
            for section in declaration.sections
            for node in section.walk()
        }


def describe_changes(comparison: Comparison) -> str:
    """Return in words how many paragraphs and headings changed, and how."""
    counts = Counter(change.kind for change in comparison.changes)
    words = [
        f"{counts[kind]} {kind.value.replace('_', ' ')}"
        for kind in ChangeKind
        if kind is not ChangeKind.UNCHANGED and counts[kind]
    ]
    total = len(comparison.changes)
    if not words:
        return "None."
    whole = print_count(total, "paragraph or heading", "paragraphs and headings")
    return f"{begin_sentence(join_words(words))}, of {whole}."


def print_change(change: NodeChange, sides: tuple[Side, Side]) -> Iterator[Block]:
    """Yield the block of one node with its changes, after a remark where it was moved."""
    old, new = sides
    side, node = (new, change.new) if change.new else (old, change.old)
    if node is None:
        return
    if change.kind in {ChangeKind.MOVED, ChangeKind.MOVED_AND_EDITED} and node.id in old.labels:
        where = old.wording.references.get(node.id, "")
        section = old.sections.get(node.id, "")
        remark = f"Moved: this was paragraph {where}" + (f", in {section}." if section else ".")
        yield Paragraph((Run(remark, italic=True),), ParagraphStyle.SMALL)
    runs = mark_pieces(
        change.pieces,
        (change.old.text if change.old else Text(), change.new.text if change.new else Text()),
        sides,
    )
    whole = WHOLE_CHANGES.get(change.kind, Change.NONE)
    yield from print_node(node, side.labels.get(node.id, ""), runs, side.depths[node.id], whole)


def print_detail(detail: DetailChange, sides: tuple[Side, Side]) -> Paragraph:
    """Return a paragraph that names a part outside the nodes and shows its changes."""
    runs = mark_pieces(detail.pieces, (detail.old, detail.new), sides)
    return Paragraph((Run(f"{begin_sentence(detail.name)}: ", bold=True), *runs))


def mark_closing(comparison: Comparison, sides: tuple[Side, Side]) -> Runs:
    """Return the closing formula with its changes; empty where neither text has one."""
    for detail in comparison.details:
        if detail.name == CLOSING:
            return mark_pieces(detail.pieces, (detail.old, detail.new), sides)
    text = comparison.new.closing
    return make_runs(text, sides[1].wording) if text.plain else ()


def mark_pieces(
    pieces: tuple[Piece, ...], texts: tuple[Text, Text], sides: tuple[Side, Side]
) -> Runs:
    """Return the pieces as runs, each with the looks of the text it comes from."""
    runs: list[Run] = []
    in_old = in_new = 0
    for piece in pieces:
        length, change = len(piece.text), CHANGES[piece.kind]
        if piece.kind is PieceKind.DELETED:
            runs += make_runs(texts[0], sides[0].wording, in_old, in_old + length, change)
        else:
            runs += make_runs(texts[1], sides[1].wording, in_new, in_new + length, change)
        in_old += length if piece.kind is not PieceKind.INSERTED else 0
        in_new += length if piece.kind is not PieceKind.DELETED else 0
    return tuple(runs)


def merge_notes(comparison: Comparison, sides: tuple[Side, Side]) -> tuple[Note, ...]:
    """Return the notes of both texts, changes marked; those of the new text come first."""
    changed = {detail.name: detail for detail in comparison.details}
    texts = {note.id: note.text for note in (*comparison.new.notes, *comparison.old.notes)}
    notes = []
    for number, (name, text) in enumerate(texts.items(), start=1):
        detail = changed.get(f"{NOTE}{name}")
        runs = (
            mark_pieces(detail.pieces, (detail.old, detail.new), sides)
            if detail
            else make_runs(text, sides[1].wording)
        )
        notes.append(Note(f"note-{name}", str(number), runs))
    return tuple(notes)
