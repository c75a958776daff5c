"""How is a declaration written in Akoma Ntoso 3.0? One ``statement`` that reads back the same.

The schema is OASIS's; tests validate against it where it is at hand. docs/akoma-ntoso.md has the
mapping as a table.
"""

from datetime import date
from typing import Any

from lxml import etree

from declarations.model import Declaration, Node, Text
from declarations.numbering import compute_labels
from exports.akoma_ntoso.identifiers import (
    element_name,
    find_opening_formula,
    find_renumbered,
)
from exports.akoma_ntoso.inline_writer import append_words, make_context, write_text
from exports.akoma_ntoso.metadata import History, write_metadata
from exports.akoma_ntoso.vocabulary import NAMESPACE, OWN_NAMESPACE, akn, clean

HELD_TOGETHER = frozenset(akn(name) for name in ("p", "num", "heading", "block"))
"""Elements whose white space is text, so that nothing is indented inside them."""

NO_HISTORY = History()


def write_akoma_ntoso(
    declaration: Declaration, history: History = NO_HISTORY, *, made_on: date
) -> bytes:
    """Return a declaration as an Akoma Ntoso 3.0 file in UTF-8; the same input, the same bytes.

    ``made_on`` is the day of this file. Of characters that XML cannot hold, U+FFFD is written.
    """
    return StatementWriter(declaration, history).write(made_on)


class StatementWriter:
    """Writes one declaration."""

    def __init__(self, declaration: Declaration, history: History) -> None:
        self.declaration = declaration
        self.history = history
        self.context = make_context(declaration)
        self.labels = compute_labels(declaration)
        self.renumbered = find_renumbered(declaration, history.base())

    def write(self, made_on: date) -> bytes:
        """Return the whole file."""
        names = f'xmlns="{NAMESPACE}" xmlns:accord="{OWN_NAMESPACE}"'
        root: Any = etree.fromstring(f"<akomaNtoso {names}/>")
        statement = etree.SubElement(root, akn("statement"), name="declaration")
        meta = etree.SubElement(statement, akn("meta"))
        self.write_preface(statement)
        if self.declaration.preamble is not None:
            self.write_preamble(statement, self.declaration.preamble)
        self.write_body(statement)
        if self.declaration.closing.plain:
            conclusions = etree.SubElement(statement, akn("conclusions"), eId="conclusions")
            formula = etree.SubElement(conclusions, akn("formula"), name="closingFormula")
            self.write_paragraph(formula, self.declaration.closing)
        write_metadata(meta, self.declaration, self.history, made_on, self.context)
        indent(root, "\n")
        return etree.tostring(root, xml_declaration=True, encoding="UTF-8") + b"\n"

    def write_preface(self, statement: Any) -> None:
        """Write the title and what stands with it on the cover."""
        preface = etree.SubElement(statement, akn("preface"), eId="preface")
        text = self.declaration
        lines = [
            ("docTitle", text.title, {}),
            ("inline", text.subtitle, {"name": "subtitle"}),
            ("docAuthority", text.assembly, {"refersTo": "#assembly"}),
            ("docProponent", text.prepared_by, {"refersTo": "#preparer"}),
        ]
        for name, words, attributes in lines:
            if words or name == "docTitle":
                paragraph = etree.SubElement(preface, akn("p"))
                append_words(etree.SubElement(paragraph, akn(name), attributes), words)

    def write_preamble(self, statement: Any, preamble: Node) -> None:
        """Write the preamble: its heading, the opening formula of a resolution, the recitals."""
        element = self.add(statement, preamble, 0)
        recitals = list(preamble.children)
        if preamble.text.plain and not recitals:
            block = etree.SubElement(element, akn("block"), name="heading")
            write_text(block, preamble.text, self.context)
        elif not recitals:
            etree.SubElement(element, akn("p"))
        opening = find_opening_formula(self.declaration)
        if opening is not None:
            recitals.remove(opening)
            formula = etree.SubElement(element, akn("formula"), name="enactingFormula")
            self.identify(formula, opening)
            self.write_paragraph(formula, opening.text)
        if recitals:
            holder = etree.SubElement(element, akn("recitals"), eId="preamble__recs")
            self.write_heading(holder, preamble)
            for recital in recitals:
                self.write_paragraph(self.add(holder, recital, 0), recital.text)

    def write_body(self, statement: Any) -> None:
        """Write the sections."""
        body = etree.SubElement(statement, akn("mainBody"), eId="body")
        for section in self.declaration.sections:
            element = self.add(body, section, 0)
            self.write_heading(element, section)
            for paragraph in section.children:
                self.write_numbered(element, paragraph, 0)
        if not self.declaration.sections:
            etree.SubElement(body, akn("p"))

    def write_numbered(self, parent: Any, node: Node, depth: int) -> None:
        """Write a numbered paragraph and those below it."""
        element = self.add(parent, node, depth)
        label = self.labels[node.id]
        if label:
            etree.SubElement(element, akn("num")).text = f"{label}." if depth == 0 else label
        name = "intro" if node.children else "content"
        self.write_paragraph(etree.SubElement(element, akn(name)), node.text)
        for child in node.children:
            self.write_numbered(element, child, depth + 1)

    def write_heading(self, element: Any, node: Node) -> None:
        """Write the heading of a preamble or section where it has one."""
        if node.text.plain:
            write_text(etree.SubElement(element, akn("heading")), node.text, self.context)

    def write_paragraph(self, parent: Any, text: Text) -> None:
        """Write one block of words."""
        write_text(etree.SubElement(parent, akn("p")), text, self.context)

    def add(self, parent: Any, node: Node, depth: int) -> Any:
        """Return a new element for a node with its identifiers."""
        element = etree.SubElement(parent, akn(element_name(node, depth)))
        self.identify(element, node)
        return element

    def identify(self, element: Any, node: Node) -> None:
        """Give an element the eId of its place, the wId it had before, and the permanent id."""
        element.set("eId", self.context.eids[node.id])
        if node.id in self.renumbered:
            element.set("wId", self.renumbered[node.id])
        element.set("GUID", clean(node.id))


def indent(element: Any, line_break: str) -> None:
    """Put each element on a line of its own, but nothing inside those that hold words."""
    if element.tag in HELD_TOGETHER or not len(element):
        return
    element.text = line_break + "  "
    for child in element:
        indent(child, line_break + "  ")
        child.tail = line_break + "  "
    element[-1].tail = line_break
