"""Which paragraphs does a body hold? Elements read as headings, paragraphs and those below."""

from collections.abc import Iterator
from typing import Any

from lxml import etree

from declarations.model import MAXIMUM_DEPTH, NodeKind, Text
from declarations.problems import Level
from exports.akoma_ntoso.findings import Findings, FoundNode, line_of, shorten
from exports.akoma_ntoso.inline_reader import InlineReader, join_blocks
from exports.akoma_ntoso.vocabulary import BELOW, HEADINGS, NAMESPACE, PARAGRAPHS, SECTIONS

WORDS = frozenset("p block listIntroduction listWrapUp longTitle".split())
HOLDERS = frozenset(
    "content intro container blockContainer tblock blockList ul ol list sublist recitals "
    "citations".split()
)
ITEMS = frozenset("item li".split())
LONGEST_NUMBER = 30
TITLES = ("num", "heading", "subheading")


def children_of(element: Any) -> Iterator[tuple[str, Any]]:
    """Yield each element inside with its name; "" for one that is not Akoma Ntoso."""
    for child in element.iterchildren(etree.Element):
        name = etree.QName(child)
        yield (name.localname if name.namespace == NAMESPACE else ""), child


class BodyReader:
    """Reads the parts of a document that hold paragraphs."""

    def __init__(self, findings: Findings, inline: InlineReader) -> None:
        self.findings = findings
        self.inline = inline

    def make_node(self, kind: NodeKind, element: Any, text: Text | None = None) -> FoundNode:
        """Return a node with the identifiers of an element."""
        guid, eid = str(element.get("GUID") or ""), str(element.get("eId") or "")
        return FoundNode(kind, line_of(element), text or Text(), guid, eid)

    def read_body(self, element: Any) -> Iterator[FoundNode]:
        """Yield headings and paragraphs in reading order, sub-paragraphs below theirs."""
        for name, child in children_of(element):
            if name in TITLES:
                continue
            if name == "crossHeading" or (name in PARAGRAPHS and self.is_heading(child)):
                text = self.inline.read(child) if name == "crossHeading" else self.title_of(child)
                yield self.make_node(NodeKind.SECTION, child, text)
            elif name in SECTIONS:
                yield from self.read_section(child)
            elif name in PARAGRAPHS | BELOW:
                yield self.read_numbered(child, NodeKind.OPERATIVE, 0)
            elif name in HOLDERS - {"blockList", "ul", "ol"}:
                yield from self.read_body(child)
            else:
                yield from self.read_loose(child, name)

    def read_section(self, element: Any) -> Iterator[FoundNode]:
        """Yield a section's heading and what it holds."""
        if any(name in SECTIONS for name, _ in children_of(element)):
            self.findings.report_once(
                "X024", Level.HINT, line_of(element),
                "A heading has others below it; a declaration has one level of sections.",
                "Check the order of the headings.", "",
            )  # fmt: skip
        yield self.make_node(NodeKind.SECTION, element, self.title_of(element))
        yield from self.read_body(element)

    def read_loose(self, element: Any, name: str) -> Iterator[FoundNode]:
        """Yield a block outside any numbered paragraph as one."""
        node = self.make_node(NodeKind.OPERATIVE, element)
        if name in {"blockList", "ul", "ol"}:
            node.text, node.children = self.read_blocks(element, 1)
        else:
            node.text = self.read_words(element, name)
        if node.text.plain or node.children:
            yield node

    def is_heading(self, element: Any) -> bool:
        """Return whether an element holds words, all of them in headings."""
        inside = "".join(
            "".join(found.itertext())
            for found in element.iter()
            if isinstance(found.tag, str) and etree.QName(found).localname in HEADINGS
        )
        return bool(inside.strip()) and "".join(element.itertext()).split() == inside.split()

    def title_of(self, element: Any) -> Text:
        """Return number, heading and subheading as one text, wherever they stand in it."""
        titles = [child for name, child in children_of(element) if name in TITLES]
        if not titles:
            titles = [
                found
                for found in element.iter(etree.Element)
                if etree.QName(found).localname in HEADINGS and self.is_heading(element)
            ]
        return join_blocks([self.inline.read(title) for title in titles])

    def read_numbered(self, element: Any, kind: NodeKind, depth: int) -> FoundNode:
        """Return a numbered paragraph with those below it."""
        node = self.make_node(kind, element)
        for name, child in children_of(element):
            if name == "num":
                node.number = self.read_number(child)
        node.text, node.children = self.read_blocks(element, depth + 1)
        return node

    def read_number(self, element: Any) -> str:
        """Return a printed number without its stop; words too long to be one are reported."""
        words = self.inline.take(element)
        if len(words) > LONGEST_NUMBER:
            self.findings.report(
                "X036", Level.ERROR, line_of(element),
                f"These words stand where a number belongs and were not read: {shorten(words)!r}.",
                "Put them into a paragraph of the draft.", words,
            )  # fmt: skip
        return words.removesuffix(".")

    def read_blocks(self, element: Any, depth: int) -> tuple[Text, list[FoundNode]]:
        """Return the words of an element, and the nodes below at ``depth``."""
        texts: list[tuple[Text, Any]] = []
        below: list[FoundNode] = []
        self.gather(element, depth, texts, below)
        filled = [(text, child) for text, child in texts if text.plain]
        if len(filled) > 1:
            self.findings.report(
                "X022", Level.WARNING, line_of(filled[1][1]),
                "A paragraph has a second paragraph inside it; they were joined.",
                "Make the second a paragraph of its own where it stands alone.",
            )  # fmt: skip
        return join_blocks([text for text, _ in filled]), below

    def gather(
        self, element: Any, depth: int, texts: list[tuple[Text, Any]], below: list[FoundNode]
    ) -> None:
        """Add what an element holds to the words or to the nodes below."""
        for name, child in children_of(element):
            if name == "num":
                continue
            if name in HOLDERS:
                self.gather(child, depth, texts, below)
            elif name in (PARAGRAPHS | BELOW | SECTIONS | ITEMS):
                self.add_below(
                    self.read_numbered(child, NodeKind.SUBPARAGRAPH, depth), depth, below
                )
            elif name == "wrapUp" and below:
                self.add_after(child, below)
            elif name == "wrapUp":
                self.gather(child, depth, texts, below)
            elif name == "listWrapUp" and below:
                self.add_after(child, below)
            else:
                texts.append((self.read_words(child, name), child))

    def add_below(self, node: FoundNode, depth: int, below: list[FoundNode]) -> None:
        """Add a sub-paragraph; what lies too deep comes after it instead of below it."""
        below.append(node)
        if depth == MAXIMUM_DEPTH and node.children:
            self.findings.report(
                "X025", Level.WARNING, node.children[0].line,
                f"A sub-paragraph lies deeper than {MAXIMUM_DEPTH} levels; it was moved up.",
                "Check its place.",
            )  # fmt: skip
            below += node.children
            node.children = []

    def add_after(self, element: Any, below: list[FoundNode]) -> None:
        """Keep words that follow the sub-paragraphs as one more of them."""
        text, _ = self.read_blocks(element, MAXIMUM_DEPTH)
        if element.text and element.text.strip():
            text = self.inline.read(element)
        if text.plain:
            below.append(self.make_node(NodeKind.SUBPARAGRAPH, element, text))
            self.findings.report(
                "X026", Level.WARNING, line_of(element),
                "Words follow the sub-paragraphs; they were kept as one more of them.",
                "Move them where they belong.",
            )  # fmt: skip

    def read_words(self, element: Any, name: str) -> Text:
        """Return the words of a block of any kind."""
        if name not in WORDS and name not in TITLES:
            shown = name or etree.QName(element).localname
            self.findings.report(
                "X021", Level.WARNING, line_of(element),
                f"<{shown}> is not understood here; its words were kept as one paragraph.",
                "Check the paragraph against the original.", shown,
            )  # fmt: skip
        return self.inline.read(element)
