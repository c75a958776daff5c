"""Where does each paragraph of a flat text belong? Numbers, letters and breaks read as structure.

Texts of others, those of the United Nations among them, keep all paragraphs side by side: (a)
stands after 3 and not below it, and numbers may be typed into the words. Accord's own files need
none of this.
"""

import re

from declarations.draft_inline import tidy_text
from declarations.model import MAXIMUM_DEPTH, OBJECT_CHARACTER, Mark, NodeKind, Text
from declarations.numbering import subparagraph_label
from exports.akoma_ntoso.findings import FoundNode

TYPED_NUMBER = re.compile(r"(\d{1,3})(?:[.)]| ?[-–—]) ")
TYPED_LETTER = re.compile(r"(\(?[A-Za-z]{1,4}\)) ")
NUMBER = re.compile(r"\d{1,4}")
WORD = re.compile(rf"[\w{OBJECT_CHARACTER}]")


def arrange(items: list[FoundNode], opening: list[FoundNode] | None) -> list[FoundNode]:
    """Return headings and paragraphs with lettered ones below the paragraph before them.

    Typed numbers and letters are taken out of the words where they continue the count, a line of
    signs (* * *) becomes a heading, and unnumbered paragraphs before the first numbered one are
    moved to ``opening`` (None in an annex: they stay).
    """
    arranged: list[FoundNode] = []
    path: list[FoundNode] = []
    last = 0
    for item in items:
        if item.kind is NodeKind.SECTION:
            arranged.append(item)
            path = []
            continue
        if not WORD.search(item.text.plain) and not item.number and not item.children:
            item.kind = NodeKind.SECTION
            arranged.append(item)
            continue
        take_typed_number(item, last)
        if NUMBER.fullmatch(item.number):
            last = int(item.number)
        elif path and take_place(item, path):
            continue
        path = [item]
        arranged.append(item)
    return arranged if opening is None else move_opening(arranged, opening)


def move_opening(arranged: list[FoundNode], opening: list[FoundNode]) -> list[FoundNode]:
    """Move the unnumbered paragraphs before the first number, if there is one, to ``opening``."""
    numbered = [
        place
        for place, item in enumerate(arranged)
        if item.kind is NodeKind.SECTION or NUMBER.fullmatch(item.number)
    ]
    has_numbers = any(NUMBER.fullmatch(item.number) for item in arranged)
    if not has_numbers:
        return arranged
    opening += [
        FoundNode(NodeKind.PREAMBULAR, node.line, node.text, node.id, node.eid)
        for item in arranged[: numbered[0]]
        for node in item.walk()
    ]
    return arranged[numbered[0] :]


def take_typed_number(item: FoundNode, last: int) -> None:
    """Take the number out of the words where it is the next after ``last``, or begins at 1."""
    match = TYPED_NUMBER.match(item.text.plain)
    if not item.number and match and int(match.group(1)) in {last + 1, 1}:
        item.number = match.group(1)
        item.text = cut_text(item.text, match.end())


def take_place(item: FoundNode, path: list[FoundNode]) -> bool:
    """Put a lettered paragraph below one of ``path`` where its letter continues; say whether."""
    typed = None if item.number else TYPED_LETTER.match(item.text.plain)
    letter = bare(typed.group(1) if typed else item.number)
    if not letter:
        return False
    depths = list(range(len(path), 0, -1))
    if not path[-1].text.plain.endswith((":", "：")):
        depths = [*depths[1:], depths[0]]
    for depth in depths:
        parent = path[depth - 1]
        expected = bare(subparagraph_label(depth, len(parent.children) + 1, "en"))
        if depth <= MAXIMUM_DEPTH and letter == expected:
            if typed:
                item.text = cut_text(item.text, typed.end())
            item.kind = NodeKind.SUBPARAGRAPH
            item.number = letter
            parent.children.append(item)
            path[depth:] = [item]
            return True
    return False


def bare(label: str) -> str:
    """Return a label without its brackets and stop: "a" for "(a)", "a)" and "a."."""
    return label.strip("(). ")


def cut_text(text: Text, length: int) -> Text:
    """Return the text without its first characters."""
    marks = [
        Mark(max(mark.start - length, 0), mark.end - length, mark.kind, mark.target)
        for mark in text.marks
        if mark.end > length
    ]
    return tidy_text(text.plain[length:], marks)
