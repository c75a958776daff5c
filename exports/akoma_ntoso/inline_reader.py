"""What does a block of Akoma Ntoso say? Its words as plain text with marks, and its notes."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, unquote

from lxml import etree

from declarations.characters import REPLACEMENT, find_forbidden, replace_forbidden
from declarations.draft_inline import tidy_text
from declarations.model import OBJECT_CHARACTER, Mark, MarkKind, Text
from declarations.problems import Level
from exports.akoma_ntoso.findings import Findings, FoundNote, line_of, shorten
from exports.akoma_ntoso.vocabulary import INLINE, NAMESPACE, NOTE_PREFIX, own

BREAKS = frozenset(("eol", "br", "eop"))
NOTES = frozenset(("authorialNote", "note"))
LAYOUT = frozenset("p block table caption tr td th ul ol li num heading content".split())
PLAIN_LOOKS = {"sup": "superscript", "sub": "subscript", "u": "underlining"}

_SPACE = re.compile(r"[ \t\r\n]+")


class TextBuilder:
    """Gathers the words and marks of one block."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.marks: list[Mark] = []
        self.length = 0
        self.ends_in_space = True

    def add(self, words: str) -> None:
        """Add words; layout white space becomes one space, and none after another space."""
        first = _SPACE.match(words)
        tidy = _SPACE.sub(unbreak, words)
        if first and self.ends_in_space and not first.group().isprintable():
            tidy = tidy[1:]
        if tidy:
            self.parts.append(tidy)
            self.length += len(tidy)
            self.ends_in_space = tidy.endswith(" ")

    def add_object(self, kind: MarkKind, target: str) -> None:
        """Add a reference or a note mark."""
        self.marks.append(Mark(self.length, self.length + 1, kind, target))
        self.add(OBJECT_CHARACTER)

    def mark(self, start: int, kind: MarkKind, target: str = "") -> None:
        """Mark the words since ``start``, where there are any."""
        if start < self.length:
            if kind is MarkKind.LINK:  # a link inside another is none in a draft
                self.marks = [m for m in self.marks if m.kind is not kind or m.start < start]
            self.marks.append(Mark(start, self.length, kind, target))

    def text(self, *, trims_marks: bool) -> Text:
        """Return what was gathered; marks may leave the space at their ends unmarked."""
        plain = "".join(self.parts)
        marks = self.marks
        if trims_marks:
            pieces = [piece for mark in marks for piece in split_link(plain, mark)]
            marks = [trim_mark(plain, piece) for piece in pieces]
        return tidy_text(plain, [mark for mark in marks if mark.start < mark.end])


def unbreak(space: re.Match[str]) -> str:
    """Return one space for white space with a line end or tab, which is layout; else the spaces."""
    spaces = space.group()
    return spaces if spaces.isprintable() else " "


def split_link(plain: str, mark: Mark) -> Iterator[Mark]:
    """Yield a link in pieces around note marks and references: a draft has no link in a link."""
    start = mark.start
    if mark.kind is MarkKind.LINK:
        for place in range(mark.start, mark.end):
            if plain[place] == OBJECT_CHARACTER:
                yield Mark(start, place, mark.kind, mark.target)
                start = place + 1
    yield Mark(start, mark.end, mark.kind, mark.target)


def trim_mark(plain: str, mark: Mark) -> Mark:
    """Return the mark without white space at its ends."""
    words = plain[mark.start : mark.end]
    start = mark.start + len(words) - len(words.lstrip())
    return Mark(start, start + len(words.strip()), mark.kind, mark.target)


class InlineReader:
    """Reads blocks of words; the notes met on the way gather in ``notes``.

    Targets of references and notes are eIds until ``resolve_text``.
    """

    def __init__(self, findings: Findings, *, is_own: bool) -> None:
        self.findings = findings
        self.is_own = is_own
        self.notes: list[FoundNote] = []
        self.note_ids: set[str] = set()
        self.read_words: set[Any] = set()
        self.read_tails: set[Any] = set()
        self.next_note = 1

    def read(self, element: Any) -> Text:
        """Return the words of one block."""
        builder = TextBuilder()
        self.read_content(element, builder)
        return builder.text(trims_marks=not self.is_own)

    def read_content(self, element: Any, builder: TextBuilder) -> None:
        """Add the words inside an element."""
        self.read_words.add(element)
        self.add_words(element.text, element, builder)
        for child in element:
            if isinstance(child.tag, str):
                self.read_element(child, builder)
            self.read_tails.add(child)
            self.add_words(child.tail, child, builder)

    def take(self, element: Any) -> str:
        """Return the words of an element that no text is made of, on one line."""
        for inside in element.iter():
            self.read_words.add(inside)
            if inside is not element:
                self.read_tails.add(inside)
        return " ".join("".join(element.itertext()).split())

    def report_unread(self, part: Any) -> None:
        """Report every word inside a part of the file that was never read, with its line."""
        for element in part.iter():
            inside = element.text if element not in self.read_words else ""
            after = element.tail if element not in self.read_tails and element is not part else ""
            for words in (inside, after):
                is_element = isinstance(element.tag, str)
                if words and words.strip() and (is_element or words is after):
                    self.findings.report(
                        "X036", Level.ERROR, line_of(element),
                        f"These words stand where none belong and were not read: "
                        f"{shorten(words)!r}.",
                        "Put them into a paragraph of the draft.", words.strip(),
                    )  # fmt: skip

    def add_words(self, words: str | None, element: Any, builder: TextBuilder) -> None:
        """Add words; a character that a text may not hold is replaced and reported."""
        if not words:
            return
        laid_out = words.replace("\r", "\n")
        clean = replace_forbidden(laid_out).replace(OBJECT_CHARACTER, REPLACEMENT)
        if clean != laid_out:
            found = next(find_forbidden(laid_out), laid_out.find(OBJECT_CHARACTER))
            self.findings.report_once(
                "X028", Level.ERROR, line_of(element),
                f"There is an invisible or control character, U+{ord(laid_out[found]):04X}.",
                "Delete the sign that stands for it: it can hide, reorder or break words.",
                f"U+{ord(laid_out[found]):04X}",
            )  # fmt: skip
        builder.add(clean)

    def read_element(self, element: Any, builder: TextBuilder) -> None:
        """Add what one inline element says."""
        name = etree.QName(element)
        known = name.localname if name.namespace == NAMESPACE else ""
        start = builder.length
        if known in BREAKS:
            builder.add("\n")
        elif known in NOTES:
            builder.add_object(MarkKind.NOTE, self.read_note(element))
        elif known == "noteRef" and element.get("href"):
            builder.add_object(MarkKind.NOTE, str(element.get("href", "")).removeprefix("#"))
        elif known == "ref" and element.get(own("prints")):
            self.take(element)
            builder.add_object(MarkKind.REFERENCE, str(element.get("href", "")).removeprefix("#"))
        elif known in {"img", "del", "noteRef"}:
            self.report_left_out(element, known)
        else:
            if known not in INLINE:
                builder.add("\n")
                if known not in LAYOUT:
                    self.report_unknown(element, str(name.localname))
            self.read_content(element, builder)
            if known in LAYOUT:
                builder.add("\n")
            self.mark_looks(element, known, builder, start)

    def mark_looks(self, element: Any, known: str, builder: TextBuilder, start: int) -> None:
        """Mark the words of an element that were just read."""
        looks = f"{element.get('class', '')} {element.get('style', '')}".casefold()
        if known == "i" or "italic" in looks:
            builder.mark(start, MarkKind.ITALIC)
        if known == "b" or "bold" in looks:
            builder.mark(start, MarkKind.BOLD)
        address = str(element.get(own("address")) or element.get("href") or "")
        if not self.is_own:
            address = re.sub(r"\s", "%20", address.strip())
        if (known == "a" and address) or (known == "ref" and re.match(r"https?://", address)):
            builder.mark(start, MarkKind.LINK, address)
        elif known == "ref":
            self.findings.report_once(
                "X027", Level.HINT, line_of(element),
                f"The reference {shorten(''.join(element.itertext()))!r} is kept as words only.",
                "Write [[id]] where it should follow the numbers.", address,
            )  # fmt: skip
        if known in PLAIN_LOOKS:
            self.findings.report_once(
                "X020", Level.HINT, line_of(element),
                f"The {PLAIN_LOOKS[known]} is kept as ordinary words; a draft has none.",
                "Nothing, unless the sense changes without it.", known,
            )  # fmt: skip

    def report_left_out(self, element: Any, name: str) -> None:
        """Report what a draft cannot show."""
        words = shorten(self.take(element))
        left = {
            "img": "A picture was left out.",
            "noteRef": "A note mark leads nowhere; it was left out.",
            "del": f"Words that the file marks as deleted were left out: {words!r}.",
        }
        self.findings.report(
            "X021", Level.WARNING, line_of(element), left[name],
            "Check the paragraph against the original.",
        )  # fmt: skip

    def report_unknown(self, element: Any, name: str) -> None:
        """Report an element that is none of those that hold words in a line."""
        self.findings.report_once(
            "X021", Level.WARNING, line_of(element),
            f"<{name}> is not understood here; its words were kept.",
            "Check the paragraph against the original.", name,
        )  # fmt: skip

    def read_note(self, element: Any) -> str:
        """Keep a note and return what its mark leads to."""
        guid, eid = str(element.get("GUID") or ""), str(element.get("eId") or "")
        marker = " ".join(str(element.get("marker") or "").split())
        note_id = guid.removeprefix(NOTE_PREFIX) if guid.startswith(NOTE_PREFIX) else ""
        note = FoundNote(note_id or self.free_note_id(marker), eid, marker, line_of(element))
        self.notes.append(note)
        self.note_ids.add(note.id)
        blocks = [child for child in element if isinstance(child.tag, str)]
        note.text = join_blocks([self.read(block) for block in blocks])
        return NOTE_PREFIX + quote(note.id, safe="")

    def free_note_id(self, marker: str) -> str:
        """Return the marker as a note's id, or the next free number."""
        if re.fullmatch(r"[^\]\s]{1,100}", marker) and marker not in self.note_ids:
            return marker
        while str(self.next_note) in self.note_ids:
            self.next_note += 1
        return str(self.next_note)


def join_blocks(texts: list[Text]) -> Text:
    """Return several texts as one, a space between them; empty ones are left out."""
    builder = TextBuilder()
    for text in texts:
        if text.plain:
            if builder.length:
                builder.add(" ")
            shift = builder.length
            builder.marks += [
                Mark(mark.start + shift, mark.end + shift, mark.kind, mark.target)
                for mark in text.marks
            ]
            builder.add(text.plain)
    return builder.text(trims_marks=False)


def resolve_text(text: Text, ids: dict[str, str]) -> Text:
    """Return the text with permanent ids in place of eIds; unknown ones stay as written."""
    marks = []
    for mark in text.marks:
        target = mark.target
        if mark.kind is MarkKind.REFERENCE:
            target = ids.get(unquote(target), unquote(target))
        elif mark.kind is MarkKind.NOTE:
            known = ids.get(target)
            target = known or unquote(target.removeprefix(NOTE_PREFIX))
        marks.append(Mark(mark.start, mark.end, mark.kind, target))
    return Text(text.plain, tuple(sorted(marks)))
