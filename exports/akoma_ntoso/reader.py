"""Which declaration does an Akoma Ntoso file hold? Ours without loss, others as a draft.

docs/akoma-ntoso.md has the mapping as a table.
"""

from collections.abc import Iterator
from typing import Any

from declarations.draft_file import ParsedDraft, slug
from declarations.draft_printing import PREAMBLE_ID, UNHEADED_ID
from declarations.front_matter import CODE
from declarations.model import Declaration, MarkKind, Node, NodeKind, Note, Text
from declarations.numbering import compute_labels
from declarations.problems import Level, Place
from exports.akoma_ntoso.arrangement import NUMBER, arrange
from exports.akoma_ntoso.body_reader import BodyReader, children_of
from exports.akoma_ntoso.findings import Findings, FoundNode, line_of
from exports.akoma_ntoso.front_reader import FrontReader, find_own, read_closing
from exports.akoma_ntoso.inline_reader import InlineReader, join_blocks, resolve_text
from exports.akoma_ntoso.parsing import parse_document
from exports.akoma_ntoso.structure import check_structure
from exports.akoma_ntoso.vocabulary import akn

TEXT_PARTS = ("preamble", "mainBody", "body", "conclusions")
ENCLOSED = frozenset(akn(name) for name in ("mainBody", "body", "meta", "preamble", "preface"))
"""What stands inside these is part of a paragraph and no text of its own."""


def read_akoma_ntoso(data: bytes, file: str = "") -> ParsedDraft:
    """Return the declaration in an Akoma Ntoso 3.0 file, every problem, and each node's place.

    Raises InputRefusal as ``parse_document`` does; what is wrong inside the file is in the
    problems: an error where words are lost or the draft cannot stand, a warning where the file
    breaks the rules or was not understood, a hint where something has no place in a draft.
    """
    return StatementReader(parse_document(data, file), file).read()


class StatementReader:
    """Reads one document."""

    def __init__(self, document: Any, file: str) -> None:
        self.document = document
        self.is_own = find_own(document) is not None
        self.findings = Findings(file)
        self.inline = InlineReader(self.findings, is_own=self.is_own)
        self.bodies = BodyReader(self.findings, self.inline)
        self.preamble: FoundNode | None = None
        self.sections: list[FoundNode] = []

    def read(self) -> ParsedDraft:
        """Return the parsed draft."""
        check_structure(self.document, self.findings)
        front = FrontReader(self.document, self.findings, self.inline).read()
        self.read_preamble()
        self.read_bodies()
        closing = join_blocks(read_closing(self.document, self.inline))
        for note in self.document.iterfind(f"{akn('meta')}/{akn('notes')}/{akn('note')}"):
            self.inline.read_note(note)
        for part in self.document.iterchildren(*(akn(name) for name in TEXT_PARTS)):
            self.inline.report_unread(part)
        self.name_nodes()
        ids = {node.eid: node.id for top in self.tops() for node in top.walk() if node.eid}
        ids |= {note.eid: note.id for note in self.inline.notes if note.eid}
        declaration = Declaration(
            code=front.code,
            title=front.title,
            language=front.language,
            profile=front.profile,
            subtitle=front.subtitle,
            assembly=front.assembly,
            prepared_by=front.prepared_by,
            preamble=make_node(self.preamble, ids) if self.preamble else None,
            sections=tuple(make_node(section, ids) for section in self.sections),
            closing=resolve_text(closing, ids),
            notes=self.order_notes(ids),
        )
        self.report_faults(declaration)
        problems = sorted(self.findings.problems, key=lambda p: (p.place.line, p.code))
        file = self.findings.file
        places = {
            node.id: Place(file, node.line, 0, node.id)
            for top in self.tops()
            for node in top.walk()
        }
        return ParsedDraft(declaration, tuple(problems), places)

    def tops(self) -> list[FoundNode]:
        """Return the preamble, where there is one, and the sections."""
        return [self.preamble, *self.sections] if self.preamble else self.sections

    def read_preamble(self) -> None:
        """Read the preamble: its heading, opening formula and recitals."""
        element = self.document.find(akn("preamble"))
        if element is None:
            return
        self.preamble = self.bodies.make_node(NodeKind.PREAMBLE, element)
        self.preamble.children = list(self.read_recitals(element, self.preamble))
        if not (self.is_own or self.preamble.children or self.preamble.text.plain):
            self.preamble = None

    def read_recitals(self, element: Any, preamble: FoundNode) -> Iterator[FoundNode]:
        """Yield the preambular paragraphs inside an element; headings go to the preamble."""
        for name, child in children_of(element):
            if name == "heading" or (name == "block" and child.get("name") == "heading"):
                preamble.text = join_blocks([preamble.text, self.inline.read(child)])
            elif name in {"recitals", "citations", "intro", "wrapUp"}:
                yield from self.read_recitals(child, preamble)
            elif name in {"formula", "recital", "citation"} or (
                name == "container" and not any(n == "container" for n, _ in children_of(child))
            ):
                yield from self.read_recital(child)
            elif name == "container":
                yield from self.read_recitals(child, preamble)
            else:
                text = self.bodies.read_words(child, name)
                if text.plain:
                    yield self.bodies.make_node(NodeKind.PREAMBULAR, child, text)

    def read_recital(self, element: Any) -> Iterator[FoundNode]:
        """Yield one preambular paragraph; its number and lettered parts are kept as words."""
        node = self.bodies.make_node(NodeKind.PREAMBULAR, element)
        text, below = self.bodies.read_blocks(element, 1)
        numbers = [self.inline.read(child) for n, child in children_of(element) if n == "num"]
        node.text = join_blocks([*numbers, text])
        yield node
        for part in (each for top in below for each in top.walk()):
            words = join_blocks([Text(part.number), part.text])
            yield FoundNode(NodeKind.PREAMBULAR, part.line, words, part.id, part.eid)

    def read_bodies(self) -> None:
        """Read the body, and each annex after it."""
        bodies = [
            element
            for element in self.document.iter(akn("mainBody"), akn("body"))
            if not any(each.tag in ENCLOSED for each in element.iterancestors())
        ]
        for position, body in enumerate(bodies):
            items = list(self.bodies.read_body(body))
            opening: list[FoundNode] = []
            if position:
                items = [*self.read_annex_titles(body), *items]
            if not self.is_own:
                items = arrange(items, opening if position == 0 else None)
            if opening:
                line = opening[0].line
                self.preamble = self.preamble or FoundNode(NodeKind.PREAMBLE, line)
                self.preamble.children += opening
            for item in items:
                self.place_item(item)

    def read_annex_titles(self, body: Any) -> Iterator[FoundNode]:
        """Yield the headings that stand before the body of an annex."""
        document = body.getparent()
        for holder in (document.getparent(), document.find(akn("preface"))):
            if holder is not None:
                for name, child in children_of(holder):
                    if name in {"heading", "subheading", "p"}:
                        text = self.inline.read(child)
                        if text.plain:
                            yield self.bodies.make_node(NodeKind.SECTION, child, text)

    def place_item(self, item: FoundNode) -> None:
        """Put a heading or paragraph after what was read before."""
        if item.kind is NodeKind.SECTION:
            self.sections.append(item)
            return
        if not self.sections:
            self.sections.append(FoundNode(NodeKind.SECTION, item.line, id=UNHEADED_ID))
        self.sections[-1].children.append(item)

    def name_nodes(self) -> None:
        """Give every node its permanent id: the GUID where it can be one, else a new one."""
        taken: set[str] = set()
        for top in self.tops():
            for node in top.walk():
                if not CODE.fullmatch(node.id) or node.id in taken:
                    node.id = ""
                taken |= {node.id} - {""}
        taken |= {PREAMBLE_ID, UNHEADED_ID}
        if self.preamble and not self.preamble.id:
            self.preamble.id = PREAMBLE_ID
        name_below(self.tops(), "section", taken)

    def order_notes(self, ids: dict[str, str]) -> tuple[Note, ...]:
        """Return the notes by their printed numbers where each has its own, else as they came."""
        notes = self.inline.notes
        for note in notes:
            note.text = resolve_text(note.text, ids)
        markers = [note.marker for note in notes]
        if all(NUMBER.fullmatch(marker) for marker in markers) and len({*markers}) == len(markers):
            notes = sorted(notes, key=lambda note: int(note.marker))
        return tuple(Note(note.id, note.text) for note in notes)

    def report_faults(self, declaration: Declaration) -> None:
        """Report what can be seen only when the whole file is read."""
        if not any(top.children for top in self.tops()):
            self.findings.report(
                "X030", Level.ERROR, line_of(self.document), "The file has no paragraphs.",
                "Check that it holds the text and not only its metadata.",
            )  # fmt: skip
        self.report_marks(declaration)
        if not self.is_own:
            self.report_numbers(declaration)

    def report_marks(self, declaration: Declaration) -> None:
        """Report references and note marks that lead nowhere."""
        nodes = {node.id for node in declaration.walk()}
        notes = {note.id for note in declaration.notes}
        lines = {node.id: node.line for top in self.tops() for node in top.walk()}
        texts = [(lines[node.id], node.text) for node in declaration.walk()]
        texts += [(note.line, note.text) for note in self.inline.notes]
        for line, text in [*texts, (line_of(self.document), declaration.closing)]:
            for mark in text.marks:
                is_reference = mark.kind is MarkKind.REFERENCE
                known = nodes if is_reference else notes
                if (is_reference or mark.kind is MarkKind.NOTE) and mark.target not in known:
                    self.findings.report(
                        "X032", Level.ERROR, line,
                        f"A {mark.kind.value} leads to {mark.target!r:.60}, which is not there.",
                        "Write the id of a paragraph or note, or take it out.", mark.target,
                    )  # fmt: skip

    def report_numbers(self, declaration: Declaration) -> None:
        """Report where the numbers of the file part from those that a draft computes."""
        labels = compute_labels(declaration)
        shift: int | None = 0
        for node in (node for section in self.sections for node in section.children):
            label = labels[node.id]
            found = int(label or 0) - int(node.number) if NUMBER.fullmatch(node.number) else None
            if not label or found == shift:
                continue
            shift = found
            said = "has no number" if found is None else f"is number {node.number}"
            self.findings.report(
                "X034", Level.HINT, node.line,
                f"The paragraph {said} in the file; in a draft it is number {label}.",
                "Those that follow count on: numbers run through the whole text.", node.number,
            )  # fmt: skip


def name_below(nodes: list[FoundNode], stem: str, taken: set[str]) -> None:
    """Give an id to every node without one: a heading's letters, or its parent's id and a count."""
    for position, node in enumerate(nodes, start=1):
        if not node.id:
            wanted = slug(node.text.plain) if node.kind is NodeKind.SECTION else ""
            number = position
            while f"{stem}-{number}" in taken:
                number += 1
            node.id = wanted if wanted and wanted not in taken else f"{stem}-{number}"
            taken.add(node.id)
        name_below(node.children, node.id, taken)


def make_node(node: FoundNode, ids: dict[str, str]) -> Node:
    """Return the node of the model."""
    children = tuple(make_node(child, ids) for child in node.children)
    return Node(node.id, node.kind, resolve_text(node.text, ids), children)
