"""What a Word file says, all changes accepted or all rejected: a reader that knows no writer.

Written after ECMA-376 part 1, 17.13.5 (revisions) and 17.9 (numbering), for the tests alone.
"""

import io
import zipfile
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field

from lxml import etree

MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
W = f"{{{MAIN}}}"
GONE = {True: ("del", "moveFrom"), False: ("ins", "moveTo")}
CAME = {True: ("ins", "moveTo"), False: ("del", "moveFrom")}

Words = tuple[tuple[str, str], ...]
"""Stretches of text, each with its look: letters for bold and italic, then an address."""


@dataclass
class Paragraph:
    """A paragraph as a reader sees it."""

    style: str
    label: str
    words: Words
    notes: tuple[Words, ...] = ()


@dataclass
class WordText:
    """A Word file taken apart."""

    data: bytes
    parts: dict[str, etree._Element] = field(init=False)

    def __post_init__(self) -> None:
        with zipfile.ZipFile(io.BytesIO(self.data)) as package:
            self.parts = {
                name: etree.fromstring(package.read(name))
                for name in package.namelist()
                if name.endswith((".xml", ".rels"))
            }

    def read(self, *, accept: bool) -> list[Paragraph]:
        """Every paragraph of the text, with all changes accepted or all rejected."""
        body = resolve(self.parts["word/document.xml"], accept)
        notes = self.parts.get("word/footnotes.xml")
        self.notes = {}
        if notes is not None:
            resolved = resolve(notes, accept)
            self.notes = {n.get(f"{W}id"): n for n in resolved.iter(f"{W}footnote")}
        self.counted_notes = 0
        self.fields: list[str] = []
        self.numbers: dict[str, list[int]] = {}
        return [self.read_paragraph(p) for p in body.iter(f"{W}p")]

    def read_paragraph(self, paragraph: etree._Element) -> Paragraph:
        """One paragraph with its label and its notes."""
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        name = "" if style is None else style.get(f"{W}val")
        notes: list[Words] = []
        words = join(self.read_runs(paragraph, "document", notes))
        return Paragraph(name, self.count(paragraph, name), words, tuple(notes))

    def read_runs(
        self, element: etree._Element, part: str, notes: list[Words], address: str = ""
    ) -> Iterator[tuple[str, str]]:
        """The stretches of text below an element; the instructions of fields are left out."""
        for child in element:
            if child.tag == f"{W}hyperlink" and child.get(f"{{{RELATIONS}}}id"):
                target = self.follow(child.get(f"{{{RELATIONS}}}id"), part)
                yield from self.read_runs(child, part, notes, target)
            elif child.tag == f"{W}r":
                yield from self.read_run(child, part, notes, address)
            elif child.tag != f"{W}pPr":
                yield from self.read_runs(child, part, notes, address)

    def read_run(
        self, run: etree._Element, part: str, notes: list[Words], address: str
    ) -> Iterator[tuple[str, str]]:
        """The text of one run; a note's mark prints its number."""
        look = "".join(s for s in "bi" if run.find(f"{W}rPr/{W}{s}") is not None)
        for piece in run:
            self.follow_field(piece)
            if piece.tag in {f"{W}t", f"{W}delText"}:
                yield piece.text or "", look + "".join(self.fields) + address
            elif piece.tag == f"{W}tab":
                yield "\t", look + address
            elif piece.tag == f"{W}footnoteReference":
                note = self.notes[piece.get(f"{W}id")]
                notes.append(join(self.read_runs(note, "footnotes", [])))
                if not piece.get(f"{W}customMarkFollows"):
                    self.counted_notes += 1
                    yield f"[{self.counted_notes}]", "note"

    def follow_field(self, piece: etree._Element) -> None:
        """Remember the addresses of the link fields that are open."""
        if piece.tag == f"{W}fldChar" and piece.get(f"{W}fldCharType") == "begin":
            self.fields.append("")
        elif piece.tag == f"{W}fldChar" and piece.get(f"{W}fldCharType") == "end":
            self.fields.pop()
        elif piece.tag in {f"{W}instrText", f"{W}delInstrText"}:
            name, *arguments = (piece.text or "").split()
            if name == "HYPERLINK" and arguments[0] != "\\l":
                self.fields[-1] = arguments[0].strip('"')

    def follow(self, relationship: str, part: str) -> str:
        """Where a relationship leads."""
        (found,) = [
            r for r in self.parts[f"word/_rels/{part}.xml.rels"] if r.get("Id") == relationship
        ]
        return str(found.get("Target"))

    def count(self, paragraph: etree._Element, style: str) -> str:
        """The label that Word computes, empty for none."""
        place = paragraph.find(f"{W}pPr/{W}numPr")
        if place is None:
            (named,) = [
                s
                for s in self.parts["word/styles.xml"].iter(f"{W}style")
                if s.get(f"{W}styleId") == (style or "Normal")
            ]
            place = named.find(f"{W}pPr/{W}numPr")
        if place is None or value(place, "numId") == "0":
            return ""
        number, depth = value(place, "numId"), int(value(place, "ilvl"))
        level = self.find_level(number, depth)
        counts = self.numbers.setdefault(number, [])
        counts += [0] * (depth + 1 - len(counts))
        counts[depth] = counts[depth] + 1 if counts[depth] else self.find_start(number, depth)
        del counts[depth + 1 :]
        spelt = spell(value(level, "numFmt"), counts[depth])
        return value(level, "lvlText").replace(f"%{depth + 1}", spelt)

    def find_start(self, number: str, depth: int) -> int:
        """The number with which a list begins at a depth, where it says so itself."""
        path = f"w:num[@w:numId='{number}']/w:lvlOverride[@w:ilvl='{depth}']/w:startOverride/@w:val"
        found = self.parts["word/numbering.xml"].xpath(path, namespaces={"w": MAIN})
        return int(found[0]) if found else 1

    def find_level(self, number: str, depth: int) -> etree._Element:
        """The definition of one level of a list."""
        numbering = self.parts["word/numbering.xml"]
        (num,) = [n for n in numbering.iter(f"{W}num") if n.get(f"{W}numId") == number]
        kind = value(num, "abstractNumId")
        (level,) = [
            level
            for abstract in numbering.iter(f"{W}abstractNum")
            if abstract.get(f"{W}abstractNumId") == kind
            for level in abstract.iter(f"{W}lvl")
            if level.get(f"{W}ilvl") == str(depth)
        ]
        return level


def value(element: etree._Element, name: str) -> str:
    """The value of a property below an element."""
    return str(element.find(f"{W}{name}").get(f"{W}val"))


def spell(kind: str, number: int) -> str:
    """A number as Word spells it."""
    if kind == "decimal":
        return str(number)
    if kind == "lowerRoman":
        return ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")[number]
    letter = "abcdefghijklmnopqrstuvwxyz"[(number - 1) % 26] * ((number + 25) // 26)
    return letter.upper() if kind == "upperLetter" else letter


def resolve(root: etree._Element, accept: bool) -> etree._Element:
    """A copy of a part with every change accepted or rejected."""
    root = deepcopy(root)
    for change in list(root.iter(f"{W}rPrChange")):
        properties = change.getparent()
        properties[:] = [p for p in properties if p is not change] if accept else list(change[0])
    for name in GONE[accept]:
        for mark in list(root.iterfind(f".//{W}pPr/{W}rPr/{W}{name}")):
            mark.getparent().getparent().getparent().set("joined", "yes")
        for element in [e for e in root.iter(f"{W}{name}") if e.getparent().tag != f"{W}rPr"]:
            element.getparent().remove(element)
    for element in list(root.iter(*(f"{W}{name}" for name in CAME[accept]))):
        parent = element.getparent()
        place = parent.index(element)
        parent[place : place + 1] = list(element)
    for paragraph in [p for p in root.iter(f"{W}p") if p.get("joined")]:
        merge(paragraph)
    return root


def merge(paragraph: etree._Element) -> None:
    """Join what is left of a paragraph to the next one, whose style stays."""
    following = paragraph.getnext()
    while following.tag != f"{W}p":
        following = following.getnext()
    left = [child for child in paragraph if child.tag != f"{W}pPr"]
    start = 1 if following.find(f"{W}pPr") is not None else 0
    following[start:start] = left
    paragraph.getparent().remove(paragraph)


def join(stretches: Iterator[tuple[str, str]]) -> Words:
    """Stretches of one look as one, none of them empty."""
    joined: list[tuple[str, str]] = []
    for text, look in stretches:
        if text and joined and joined[-1][1] == look:
            joined[-1] = (joined[-1][0] + text, look)
        elif text:
            joined.append((text, look))
    return tuple(joined)
