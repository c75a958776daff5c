"""What part does each paragraph of a Word file play? Title, heading, numbered paragraph, body."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from declarations.numbering import read_letters, read_roman
from exports.docx.reading import Container, Span, WordParagraph, WordReading

LETTERS = r"(?:[^\W\d_]|[ivxlc]{2,6}|[IVXLC]{2,6}|aa|bb|cc|dd|ee|ff)"
TYPED = re.compile(
    r"\s*(?P<label>\d{1,3}(?:\.\d{1,3}){0,4}[.)]|\(\d{1,3}\)"
    rf"|\({LETTERS}\)|{LETTERS}\)|[•▪◦●○–—*·-])[\s\u00a0]+(?=\S)"
)
TYPED_BEFORE_TAB = re.compile(
    rf"\s*(?P<label>\(?(?:\d{{1,3}}(?:\.\d{{1,3}}){{0,4}}|{LETTERS})[.)]?)[ \u00a0]*\t\s*"
)
ARTICLE = re.compile(
    r"(?:article|section|chapter|part|principle|título|artículo|artigo|chapitre|статья|раздел"
    r"|глава|المادة|ماده)\s+[\dIVXLCivxlc٠-٩]{1,6}\b|第[\d〇一二三四五六七八九十百]{1,4}[条條章]|제\s?\d{1,3}[조장]",
    re.IGNORECASE,
)
PARTS = re.compile(r"\d+|[^\W\d_]+")
BULLETS = frozenset("•▪◦●○–—*·-")
ENDS = tuple(".;:,!?。；：，।።؛،")
LONGEST_HEADING = 90
LONGEST_TITLE = 200
LONGEST_ROMAN = 6
OWN_NUMBERED = "Numbered Paragraph "
OWN_PROGRAM = "Accord"


class Role(StrEnum):
    """What a line is for the declaration."""

    TITLE = "title"
    SUBTITLE = "subtitle"
    ASSEMBLY = "assembly"
    PREPARED_BY = "prepared by"
    HEADING = "heading"
    BODY = "body"
    ITEM = "item"
    ROW = "row"
    CLOSING = "closing"
    LEFT_OUT = "left out"


OWN_ROLES = {
    "Organisation": Role.ASSEMBLY,
    "Closing": Role.CLOSING,
    **dict.fromkeys(
        ("Cover Line", "Cover Code", "Cover Statement", "Small", "caption", "Table Note"),
        Role.LEFT_OUT,
    ),
}
PREPARED_BY = "Prepared by\t"


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph, or one row of a table, with its part.

    ``label`` is what Word prints or the writer typed before it, ``skipped`` how many characters
    of the text are that label, ``depth`` 0 for a numbered paragraph and 1 to 4 below it.
    """

    role: Role
    paragraph: WordParagraph
    spans: tuple[Span, ...]
    label: str = ""
    skipped: int = 0
    depth: int = 0
    by_look: bool = False

    @property
    def text(self) -> str:
        """Return the words without the label."""
        return "".join(span.text for span in self.spans)[self.skipped :].strip()


@dataclass(slots=True)
class DepthCounter:
    """Finds how deep a labelled paragraph lies, from the labels before it in its section.

    "i" may be the ninth letter or the first Roman numeral: what continues a list wins.
    """

    kinds: list[str] = field(default_factory=list)
    values: list[int] = field(default_factory=list)

    def place(self, label: str, list_level: int) -> int:
        """Return the depth of the next labelled paragraph."""
        found = read_label(label, list_level)
        for kind, value in found:
            if kind in self.kinds and value == self.values[self.kinds.index(kind)] + 1:
                return self.settle(kind, value)
        fresh = [(kind, value) for kind, value in found if kind not in self.kinds and value <= 1]
        if fresh:
            return self.settle(*fresh[0])
        known = [(kind, value) for kind, value in found if kind in self.kinds]
        return self.settle(*(known or found)[0])

    def settle(self, kind: str, value: int) -> int:
        """Go to a kind of label, closing those below it, and return its depth."""
        if kind in self.kinds:
            depth = self.kinds.index(kind)
            del self.kinds[depth + 1 :], self.values[depth + 1 :]
            self.values[depth] = value
        else:
            self.kinds.append(kind)
            self.values.append(value)
        return len(self.kinds) - 1

    def begin_below(self) -> None:
        """Let what follows lie below the paragraph without a label that stands here."""
        self.kinds, self.values = [""], [0]

    def begin(self) -> None:
        """Begin anew, below a heading."""
        self.kinds, self.values = [], []


def read_label(label: str, list_level: int = 0) -> list[tuple[str, int]]:
    """Return the kinds of label this may be, each with its value, the likeliest first."""
    stem = f"{list_level}"
    parts = PARTS.findall(label)
    if not parts:
        return [(f"{stem}{'•' if label[:1] in BULLETS else label}", 0)]
    last = parts[-1]
    pattern = PARTS.sub("1", label) if last.isdecimal() else label.replace(last, "{}")
    if last.isdecimal():
        return [(f"{stem}{pattern}", int(last))]
    case = "A" if last.isupper() else "a"
    found: list[tuple[str, int]] = []
    is_latin = last.isascii()
    roman = read_roman(last) if is_latin and len(last) <= LONGEST_ROMAN else 0
    if len(last) == 1 or not roman:
        found.append((f"{stem}{pattern}{case}", read_letters(last) if is_latin else ord(last[0])))
    if roman:
        found.insert(0 if len(last) > 1 else 1, (f"{stem}{pattern}{case} roman", roman))
    if last.lower() == "i":
        found.reverse()
    return found


def is_decimal(label: str) -> bool:
    """Return whether a label is a number, as a numbered paragraph has it: "5.", "Article 5"."""
    parts = PARTS.findall(label)
    return bool(parts) and parts[-1].isdecimal() and not label.startswith("(")


def find_typed_label(text: str) -> tuple[str, int]:
    """Return the label typed before a text and its length with the space after it, or "" and 0.

    Before a tab any number or letter counts ("1", "2.3", "a", "(iv)"); before a space it must have
    a bracket, or a full stop behind a number: "3.5 million" begins with no label.
    """
    match = TYPED_BEFORE_TAB.match(text) or TYPED.match(text)
    return (match.group("label"), match.end()) if match else ("", 0)


def is_numbered_by_us(line: Line) -> bool:
    """Return whether a line has a style of ours for numbered paragraphs."""
    return line.paragraph.style.startswith(OWN_NUMBERED)


def is_written_by_us(reading: WordReading) -> bool:
    """Return whether Accord wrote the file: it says so, or has our numbered paragraphs still."""
    return reading.program == OWN_PROGRAM or any(
        each.style.startswith(OWN_NUMBERED) for each in reading.paragraphs
    )


def read_outline(reading: WordReading) -> tuple[Line, ...]:
    """Return the lines of a reading, empty paragraphs and tables of contents left out."""
    lines = make_lines(reading.paragraphs)
    is_own = is_written_by_us(reading)
    if is_own:
        lines = [mark_own(line) for line in lines]
    lines = find_titles(lines, is_own=is_own)
    if not any(line.role is Role.HEADING for line in lines):
        lines = [mark_by_look(line) for line in lines]
    return tuple(place_items(lines))


def make_lines(paragraphs: Sequence[WordParagraph]) -> list[Line]:
    """Return each paragraph with its label, and each row of a real table as one line."""
    columns: dict[int, int] = {}
    for paragraph in paragraphs:
        if paragraph.place:
            table = paragraph.place.table
            columns[table] = max(columns.get(table, 1), paragraph.place.column)
    lines: list[Line] = []
    for paragraph in paragraphs:
        has_mark = any(span.note for span in paragraph.spans)
        if paragraph.container is Container.CONTENTS or not (paragraph.text.strip() or has_mark):
            continue
        place = paragraph.place
        if place and columns[place.table] > 1:
            before = lines[-1] if lines and lines[-1].role is Role.ROW else None
            was = before.paragraph.place if before else None
            if before and was and (was.table, was.row) == (place.table, place.row):
                joint = Span(" | " if was.column != place.column else " ")
                spans = (*before.spans, joint, *paragraph.spans)
                lines[-1] = replace(before, spans=spans, paragraph=replace(paragraph))
            else:
                lines.append(Line(Role.ROW, paragraph, paragraph.spans))
        elif paragraph.level:
            lines.append(Line(Role.HEADING, paragraph, paragraph.spans, paragraph.label))
        elif paragraph.depth >= 0 and paragraph.label:
            lines.append(Line(Role.ITEM, paragraph, paragraph.spans, paragraph.label))
        else:
            label, skipped = find_typed_label(paragraph.text)
            role = Role.ITEM if label else Role.BODY
            lines.append(Line(role, paragraph, paragraph.spans, label, skipped))
    return lines


def mark_own(line: Line) -> Line:
    """Return a line of a file that Accord wrote with the part its style names."""
    style = line.paragraph.style
    if style.startswith(OWN_NUMBERED):
        number = style.removeprefix(OWN_NUMBERED)
        depth = int(number) - 1 if number.isdecimal() else 0
        if line.skipped and not TYPED_BEFORE_TAB.match(line.paragraph.text):
            # Where the number is ours, a letter before a space belongs to the words.
            line = replace(line, label="", skipped=0)
        return replace(line, role=Role.ITEM, depth=depth)
    if style == "Cover Line" and line.paragraph.text.startswith(PREPARED_BY):
        return replace(line, role=Role.PREPARED_BY, label="", skipped=len(PREPARED_BY))
    role = OWN_ROLES.get(style, Role.BODY if line.role is Role.ITEM else line.role)
    # A paragraph of ours without a number has none, whatever it begins with.
    return line if role is line.role else replace(line, role=role, label="", skipped=0)


def find_titles(lines: list[Line], *, is_own: bool) -> list[Line]:
    """Mark title and subtitle: by their styles, else the one heading or short line at the top."""
    styled = [
        replace(line, role=Role.TITLE, label="", skipped=0)
        if line.paragraph.style.lower() == "title"
        else replace(line, role=Role.SUBTITLE, label="", skipped=0)
        if line.paragraph.style.lower() == "subtitle"
        else line
        for line in lines
    ]
    if is_own or not lines or any(line.role is Role.TITLE for line in styled):
        return styled
    first = styled[0]
    others = [line.paragraph.level for line in styled[1:] if line.role is Role.HEADING]
    is_lone = first.role is Role.HEADING and all(each > first.paragraph.level for each in others)
    is_short = len(first.text) <= LONGEST_TITLE and not first.text.endswith(ENDS)
    stands_out = first.role is Role.BODY and (first.paragraph.centred or is_wholly_bold(first))
    if is_lone or (stands_out and is_short):
        styled[0] = replace(first, role=Role.TITLE, label="", skipped=0)
        for at, line in enumerate(styled[1:], start=1):
            is_short = len(line.text) <= LONGEST_TITLE and not line.text.endswith(ENDS)
            if line.role is not Role.BODY or not line.paragraph.centred or not is_short:
                break
            if ARTICLE.match(line.text):
                break
            styled[at] = replace(line, role=Role.SUBTITLE)
    return styled


def is_wholly_bold(line: Line) -> bool:
    """Return whether every word of a line is bold."""
    return all(span.bold for span in line.spans if span.text.strip())


def mark_by_look(line: Line) -> Line:
    """Return a short line that stands out as a heading: bold, centred, or "Article 5"."""
    if line.role not in {Role.BODY, Role.ITEM}:
        return line
    words = line.paragraph.text.strip()
    is_short = 0 < len(words) <= LONGEST_HEADING and not words.endswith(ENDS)
    is_article = ARTICLE.match(words) is not None
    stands_out = line.paragraph.centred or is_wholly_bold(line) or is_article
    if is_short and stands_out and not (line.role is Role.ITEM and line.paragraph.is_bullet):
        is_typed = line.skipped > 0
        label = "" if is_typed else line.label
        return replace(line, role=Role.HEADING, label=label, skipped=0, by_look=True)
    return line


def place_items(lines: Sequence[Line]) -> list[Line]:
    """Give every labelled line its depth; mark what closes a numbered text."""
    counter = DepthCounter()
    numbered = is_numbered(lines)
    placed: list[Line] = []
    for at, line in enumerate(lines):
        own = is_numbered_by_us(line)
        if line.role is Role.HEADING:
            counter.begin()
        elif line.role is Role.ITEM and not own:
            level = max(line.paragraph.depth, 0) if not line.skipped else 0
            line = replace(line, depth=counter.place(line.label, level))  # noqa: PLW2901 - same line
        elif line.role is Role.BODY and not numbered:
            follower = lines[at + 1] if at + 1 < len(lines) else None
            has_below = follower is not None and follower.role is Role.ITEM and (
                line.text.endswith((":", "：")) or not is_decimal(follower.label)
            )  # fmt: skip
            if has_below:
                counter.begin_below()
            else:
                counter.begin()
        placed.append(line)
    return placed


def is_numbered(lines: Sequence[Line]) -> bool:
    """Return whether most paragraphs after the first numbered one carry a number."""
    first = next(
        (at for at, line in enumerate(lines) if line.role is Role.ITEM and is_decimal(line.label)),
        len(lines),
    )
    after = lines[first:]
    items = sum(line.role is Role.ITEM and is_decimal(line.label) for line in after)
    return items > sum(line.role is Role.BODY for line in after)
