"""How does a declaration read as a document? Its paragraphs, labels, references and notes."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise

from declarations.adoptions import Adoption
from declarations.model import (
    MAXIMUM_DEPTH,
    Declaration,
    Mark,
    MarkKind,
    Node,
    NodeKind,
    Text,
)
from declarations.numbering import (
    compute_labels,
    subparagraph_label,
)
from declarations.revisions import Revision
from exports.adoption_record import describe_adoption
from exports.blocks import (
    UNCHANGED,
    Block,
    Change,
    Contents,
    Cover,
    Document,
    Heading,
    Note,
    NumberedParagraph,
    NumberKind,
    NumberLevel,
    Paragraph,
    ParagraphChange,
    ParagraphStyle,
    Remark,
    Run,
    Runs,
)
from exports.phrasing import print_day
from exports.reference_names import name_references

FEW_HEADINGS = 8
"""A text with no more sections than this needs no table of contents."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What the object characters of a text stand for: printed references and note marks.

    ``anchors`` has the places of paragraphs that stand elsewhere than under their own id.
    """

    references: Mapping[str, str]
    note_ids: Mapping[str, str]
    anchors: Mapping[str, str] = field(default_factory=dict)


def read_wording(declaration: Declaration) -> Wording:
    """Return what references and note marks print as in this declaration."""
    note_ids = {note.id: f"note-{note.id}" for note in declaration.notes}
    return Wording(name_references(declaration), note_ids)


def make_runs(
    text: Text,
    wording: Wording,
    start: int = 0,
    end: int | None = None,
    change: Change = Change.NONE,
) -> Runs:
    """Return ``text.plain[start:end]`` as runs: marks as looks, links, references and notes."""
    stop = len(text.plain) if end is None else end
    edges = sorted({start, stop, *find_edges(text, start, stop)})
    runs = (
        make_run(text.plain[left:right], find_covering(text, left, right), wording, change)
        for left, right in pairwise(edges)
    )
    return hang_notes(runs)


def find_edges(text: Text, start: int, end: int) -> set[int]:
    """Return the places between ``start`` and ``end`` where a mark begins or ends."""
    return {place for mark in text.marks for place in (mark.start, mark.end) if start < place < end}


def find_covering(text: Text, start: int, end: int) -> list[Mark]:
    """Return the marks over the whole of ``text.plain[start:end]``."""
    return [mark for mark in text.marks if mark.start <= start and end <= mark.end]


def hang_notes(runs: Iterable[Run]) -> Runs:
    """Return the runs, each note mark hung on the words before it, if they changed together."""
    hung: list[Run] = []
    for run in runs:
        last = hung[-1] if hung else None
        if run.note and not run.text and last and not last.note and last.change is run.change:
            hung[-1] = replace(last, note=run.note)
        else:
            hung.append(run)
    return tuple(hung)


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
                anchor = wording.anchors.get(mark.target, mark.target)
                run = replace(run, text=label, link=f"#{anchor}")
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
        identifier=f"{declaration.code}@{revision.number}" if revision else declaration.code,
        notes=make_notes(declaration, wording),
        running_head=declaration.title,
        numbering=describe_numbering(declaration.language),
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


def describe_state(revision: Revision, adoption: Adoption | None) -> str:
    """Return which state of a text it is: its revision, its day, and its adoption."""
    language = revision.declaration.language
    state = f"Revision {revision.number} of {print_day(revision.made_on, language)}"
    return f"{state}. {describe_adoption(adoption, language)}" if adoption else state


def print_node(
    node: Node,
    label: str,
    runs: Runs,
    depth: int,
    whole: ParagraphChange = UNCHANGED,
    *,
    anchor: str | None = None,
    old_label: str | None = None,
    remarks: tuple[Remark, ...] = (),
) -> Iterator[Block]:
    """Yield the block of one node alone; ``depth`` is 0 for an operative paragraph.

    ``anchor`` is another than the node's id where the node is printed a second time.
    """
    name = node.id if anchor is None else anchor
    match node.kind:
        case NodeKind.PREAMBLE | NodeKind.SECTION:
            if runs:
                yield Heading(1, runs, name, whole=whole, remarks=remarks)
        case NodeKind.PREAMBULAR:
            yield Paragraph(runs, anchor=name, whole=whole, remarks=remarks)
        case NodeKind.OPERATIVE | NodeKind.SUBPARAGRAPH:
            was = None if old_label is None else end_label(old_label)
            yield NumberedParagraph(end_label(label), runs, depth, name, "", whole, remarks, was)


def end_label(label: str) -> str:
    """Return a label as it stands before a paragraph: "12.", "(a)"."""
    return f"{label}." if label.isdigit() else label


def describe_numbering(language: str) -> tuple[NumberLevel, ...]:
    """Return how the labels of operative paragraphs and sub-paragraphs read, level by level."""
    kinds = (
        (NumberKind.LOWER_LETTER, "a"),
        (NumberKind.LOWER_ROMAN, "i"),
        (NumberKind.UPPER_LETTER, "A"),
        (NumberKind.DECIMAL, "1"),
    )
    levels = [NumberLevel(NumberKind.DECIMAL, "", ".")]
    for depth, (kind, first) in enumerate(kinds[:MAXIMUM_DEPTH], start=1):
        before, after = subparagraph_label(depth, 1, language).split(first)
        levels.append(NumberLevel(kind, before, after))
    return tuple(levels)


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


def number_notes(declaration: Declaration) -> dict[str, int]:
    """Return the number of each note by its id, in the order in which the text refers to them.

    Notes that only other notes, or none, refer to come last.
    """
    known = {note.id for note in declaration.notes}
    texts = [*(node.text for node in declaration.walk()), declaration.closing]
    marked = (mark.target for text in texts for mark in text.marks if mark.kind is MarkKind.NOTE)
    order = dict.fromkeys(name for name in marked if name in known)
    order.update(dict.fromkeys(note.id for note in declaration.notes))
    return {name: number for number, name in enumerate(order, start=1)}


def make_notes(declaration: Declaration, wording: Wording) -> tuple[Note, ...]:
    """Return the notes in the order of their numbers."""
    texts = {note.id: note.text for note in declaration.notes}
    return tuple(
        Note(wording.note_ids[name], str(number), make_runs(texts[name], wording))
        for name, number in number_notes(declaration).items()
    )
