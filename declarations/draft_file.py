"""How is a declaration written in a file? Markdown with front matter, read and printed.

The reader never refuses: it returns a declaration and every problem. The printer writes the
canonical form. The format is described for drafters in docs/draft-format.md.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.front_matter import front_matter_plugin

from declarations.model import (
    MAXIMUM_DEPTH,
    OBJECT_CHARACTER,
    Declaration,
    Mark,
    MarkKind,
    Node,
    NodeKind,
    Note,
    Profile,
    Text,
)
from declarations.numbering import compute_labels
from declarations.problems import InputRefusal, Level, Place, Problem, StorageRefusal

MAXIMUM_BYTES = 5_000_000
PREAMBLE_ID = "preamble"
UNHEADED_ID = "text"
MAXIMUM_NESTING = 40
"""Levels of the Markdown parser; five lists take ten. What lies deeper it would drop."""

ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
ID_AT_END = re.compile(r"\s*\{#([^{}\s]*)\}\s*$")
REFERENCE = re.compile(r"\[\[([^\[\]\s]+)\]\]")
LOST_NOTE = re.compile(r"\[\^([^\]\s]+)\]")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
TYPED_MARKUP = re.compile(r"(?:```|~~~|>|\||</?[a-z][^>]*>)", re.IGNORECASE)
PREAMBLE_NAMES = frozenset(
    ("preamble", "préambule", "preámbulo", "преамбула", "序言", "ديباجة", "전문")
)
RIGHT_TO_LEFT = frozenset(("ar", "fa", "he", "ur"))
DIRECTION_MARKS = "\u200e\u200f"
INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u061c\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\uffff]"
)
FRONT_MATTER = (
    "declaration", "title", "subtitle", "assembly", "prepared_by", "language", "profile", "closing",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ParsedDraft:
    """What a draft file says: the declaration, every problem, and where each node stands."""

    declaration: Declaration
    problems: tuple[Problem, ...]
    places: Mapping[str, Place]


@dataclass(slots=True)
class _Paragraph:
    """A node being read, before every id is known."""

    kind: NodeKind
    text: Text
    id: str
    line: int
    column: int
    children: list["_Paragraph"] = field(default_factory=list)
    number: str = ""


def read_draft(path: Path) -> ParsedDraft:
    """Return the parsed draft file.

    Raises StorageRefusal when the file is missing or unreadable and InputRefusal when it is too
    large or not UTF-8; what is wrong inside it is in the problems.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAXIMUM_BYTES + 1)
    except OSError as error:
        raise StorageRefusal(
            f"The draft cannot be read: {path}: {error.strerror}.",
            hint="Check the name and the rights of the file.",
        ) from error
    if len(data) > MAXIMUM_BYTES:
        raise InputRefusal(
            f"{path} is larger than {MAXIMUM_BYTES // 1_000_000} MB; no declaration is so long.",
            hint="Check that this is the draft and not another file.",
        )
    try:
        return parse_draft(data.decode("utf-8-sig"), str(path))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputRefusal(
            f"{path} is not UTF-8 text: byte {data[error.start]:#04x} in line {line}.",
            hint="Save the file as UTF-8 (in most editors: Save as, encoding UTF-8).",
        ) from error


def parse_draft(text: str, file: str = "") -> ParsedDraft:
    """Return the declaration in ``text`` and everything that is wrong with it; never raises."""
    return _Reader(file).read(text)


def make_parser() -> MarkdownIt:
    """Return the Markdown parser with just the constructs a draft has; all else stays text."""
    parser = MarkdownIt("zero", {"maxNesting": MAXIMUM_NESTING})
    parser.use(front_matter_plugin).use(footnote_plugin)
    parser.enable(["heading", "list", "paragraph", "emphasis", "link", "escape", "newline"])
    parser.disable(["footnote_inline", "text_join"])
    return parser


class _Reader:
    """Reads one draft; problems gather as it goes."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.lines: list[str] = []
        self.preamble: _Paragraph | None = None
        self.sections: list[_Paragraph] = []
        self.references: list[tuple[str, int, int]] = []
        self.used_notes: set[str] = set()
        self.first_line = 0

    def report(
        self, code: str, level: Level, line: int, column: int, message: str, remedy: str,
        value: str = "", *, fixable: bool = False,
    ) -> None:  # fmt: skip
        """Add a problem at a line and column that count from 1."""
        place = Place(self.file, line, column)
        self.problems.append(Problem(code, level, place, message, remedy, value, fixable))

    def read(self, text: str) -> ParsedDraft:
        """Return the parsed draft."""
        text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
        self.lines = text.split("\n")
        front = self.find_front_matter()
        head = self.read_front_matter(front)
        text = self.clean(text, head.get("language", "en"))
        self.lines = text.split("\n")
        parser = make_parser()
        tokens = parser.parse(text)
        self.find_dropped(tokens)
        notes = self.read_notes(parser, tokens)
        for block in SyntaxTreeNode(tokens).children:
            self.read_block(block)
        closing = self.read_closing(parser, head.get("closing", ""))
        return self.finish(head, notes, closing)

    # Characters

    def clean(self, text: str, language: str) -> str:
        """Return the text without invisible and control characters; each is a problem."""
        allowed = DIRECTION_MARKS if language.partition("-")[0] in RIGHT_TO_LEFT else ""
        if not INVISIBLE.search(text):
            return text
        for number, line in enumerate(self.lines, start=1):
            for match in INVISIBLE.finditer(line):
                if match.group() in allowed:
                    continue
                self.report(
                    "F020", Level.ERROR, number, match.start() + 1,
                    f"There is an invisible or control character (U+{ord(match.group()):04X}).",
                    "Delete it: it can hide or reorder words.", f"U+{ord(match.group()):04X}",
                )  # fmt: skip
        return INVISIBLE.sub(lambda m: m.group() if m.group() in allowed else "", text)

    # Front matter

    def find_front_matter(self) -> str | None:
        """Return the YAML between the first two lines of three hyphens, or None."""
        if not self.lines or self.lines[0].rstrip() != "---":
            return None
        for number, line in enumerate(self.lines[1:], start=1):
            if line.rstrip() == "---":
                return "\n".join(self.lines[1:number])
        return None

    def read_front_matter(self, source: str | None) -> dict[str, str]:
        """Return the front matter as strings; what is missing or wrong is a problem."""
        example = "Begin the file with ---, then declaration: and title:, then ---."
        if source is None:
            self.report("F001", Level.ERROR, 1, 1, "There is no front matter.", example)
            return {}
        try:
            loaded = yaml.safe_load(INVISIBLE.sub("", source))
        except (yaml.YAMLError, ValueError, RecursionError) as error:
            mark = getattr(error, "problem_mark", None)
            line, column = (mark.line + 2, mark.column + 1) if mark else (1, 1)
            reason = getattr(error, "problem", None) or "it cannot be read"
            self.report(
                "F002", Level.ERROR, line, column, f"The front matter is not valid YAML: {reason}.",
                'Write each line as name: value; put a value with a colon in "quotes".',
            )  # fmt: skip
            return {}
        if not isinstance(loaded, dict):
            self.report(
                "F002", Level.ERROR, 1, 1, "The front matter holds no name: value lines.", example
            )
            return {}
        return self.check_front_matter(loaded)

    def front_line(self, name: str) -> int:
        """Return the line of the front matter that sets a name; 1 where there is none."""
        for number, line in enumerate(self.lines, start=1):
            if line.startswith(f"{name}:"):
                return number
            if number > 1 and line.rstrip() == "---":
                break
        return 1

    def check_front_matter(self, loaded: dict[Any, Any]) -> dict[str, str]:
        """Return the known values; report the unknown, the missing and the wrong."""
        head: dict[str, str] = {}
        for name, value in loaded.items():
            line = self.front_line(str(name))
            if name not in FRONT_MATTER:
                self.report(
                    "F003", Level.WARNING, line, 1, f"The front matter has an unknown name {name!s:.60}.",
                    f"Known: {', '.join(FRONT_MATTER)}.", f"{name!s:.60}",
                )  # fmt: skip
            elif isinstance(value, dict | list):
                self.report(
                    "F004", Level.ERROR, line, 1, f"{name} is a list, not one value.",
                    "Give one value on the line.",
                )  # fmt: skip
            elif value is not None:
                head[name] = " ".join(str(value).split())
        for name in ("declaration", "title"):
            if not head.get(name):
                self.report(
                    "F005", Level.ERROR, 1, 1, f"The front matter has no {name}.",
                    f"Add a line {name}: ...",
                )  # fmt: skip
        self.check_choices(head)
        return head

    def check_choices(self, head: dict[str, str]) -> None:
        """Report and drop a code, language or profile that is none."""
        code, language = head.get("declaration", ""), head.get("language", "")
        if code and not ID.fullmatch(code):
            self.report(
                "F006", Level.ERROR, self.front_line("declaration"), 1,
                f"The code {code!r} is not made of small letters, digits and hyphens.",
                "Write for example ulyanovsk-2017.", code,
            )  # fmt: skip
        if language and not LANGUAGE.fullmatch(language):
            del head["language"]
            self.report(
                "F007", Level.ERROR, self.front_line("language"), 1,
                f"{language!r} is no language code.", "Write for example en, fr or zh-Hans.",
                language,
            )  # fmt: skip
        if head.get("profile", Profile.DECLARATION) not in [*Profile]:
            self.report(
                "F008", Level.ERROR, self.front_line("profile"), 1,
                f"There is no style profile {head['profile']!r}.",
                f"Use one of: {', '.join(Profile)}.", head.pop("profile"),
            )  # fmt: skip

    # Blocks

    def find_dropped(self, tokens: list[Token]) -> None:
        """Report where the Markdown parser stopped because of its nesting limit."""
        for token in tokens:
            if token.level >= MAXIMUM_NESTING - 2:
                line = (token.map or [0])[0] + 1
                self.report(
                    "F030", Level.ERROR, line, 1, "The text is nested too deeply to be read.",
                    f"Sub-paragraphs go {MAXIMUM_DEPTH} levels deep; what lies deeper is not read.",
                )  # fmt: skip
                return

    def read_block(self, block: SyntaxTreeNode) -> None:
        """Put one block of the file where it belongs."""
        if block.type == "heading":
            self.read_heading(block)
        elif block.type == "paragraph":
            self.read_paragraph(block)
        elif block.type in ("ordered_list", "bullet_list"):
            if not self.sections:
                self.sections.append(
                    _Paragraph(NodeKind.SECTION, Text(), UNHEADED_ID, self.line(block), 1)
                )
            section = self.sections[-1]
            section.children += self.read_list(block, NodeKind.OPERATIVE, 0)

    def line(self, block: SyntaxTreeNode) -> int:
        """Return the line, from 1, on which a block begins."""
        return (block.map or (0, 0))[0] + 1

    def read_heading(self, block: SyntaxTreeNode) -> None:
        """Begin the preamble or a section."""
        text, node_id, column = self.read_inline(block)
        line = self.line(block)
        opening = not self.sections and self.preamble is None
        named = node_id == PREAMBLE_ID or (not node_id and text.plain.casefold() in PREAMBLE_NAMES)
        if named and opening:
            self.preamble = _Paragraph(NodeKind.PREAMBLE, text, PREAMBLE_ID, line, column)
            return
        if node_id == PREAMBLE_ID:
            self.report(
                "F031", Level.ERROR, line, 1, "The preamble stands after other text.",
                "Put it first, and only once.", node_id,
            )  # fmt: skip
        if not text.plain:
            self.report("F032", Level.ERROR, line, 1, "A heading has no words.", "Name it.")
        self.sections.append(_Paragraph(NodeKind.SECTION, text, node_id, line, column))

    def read_paragraph(self, block: SyntaxTreeNode) -> None:
        """Add a preambular paragraph, or an operative one inside a section."""
        text, node_id, column = self.read_inline(block)
        if self.sections:
            kind, place = NodeKind.OPERATIVE, self.sections[-1]
        else:
            if self.preamble is None:
                self.preamble = _Paragraph(NodeKind.PREAMBLE, Text(), PREAMBLE_ID, 1, 1)
            kind, place = NodeKind.PREAMBULAR, self.preamble
        place.children.append(_Paragraph(kind, text, node_id, self.line(block), column))

    def read_list(self, block: SyntaxTreeNode, kind: NodeKind, depth: int) -> list[_Paragraph]:
        """Return the numbered paragraphs of a list and, below them, their sub-paragraphs."""
        if depth == MAXIMUM_DEPTH + 1:
            self.report(
                "F033", Level.ERROR, self.line(block), 1,
                f"A sub-paragraph lies deeper than {MAXIMUM_DEPTH} levels.",
                "Move it up, or make it a paragraph of its own.",
            )  # fmt: skip
        found = []
        for item in block.children:
            paragraph = self.read_item(item, kind, depth)
            if block.type == "ordered_list":
                paragraph.number = item.info
            found.append(paragraph)
        return found

    def read_item(self, item: SyntaxTreeNode, kind: NodeKind, depth: int) -> _Paragraph:
        """Return one list item as a paragraph."""
        paragraph = _Paragraph(kind, Text(), "", self.line(item), 1)
        texts = []
        for block in item.children:
            if block.type in ("ordered_list", "bullet_list"):
                paragraph.children += self.read_list(block, NodeKind.SUBPARAGRAPH, depth + 1)
                continue
            text, node_id, column = self.read_inline(block)
            texts.append(text)
            if len(texts) == 1:
                paragraph.id, paragraph.column = node_id, column
            else:
                self.report(
                    "F034", Level.ERROR, self.line(block), column,
                    "A paragraph has a second paragraph inside it.",
                    "Join the two, or make the second a sub-paragraph.", text.plain[:60],
                )  # fmt: skip
        paragraph.text = join_texts(texts)
        return paragraph

    # Text inside a block

    def read_inline(self, block: SyntaxTreeNode) -> tuple[Text, str, int]:
        """Return the text of a heading or paragraph, its written id ("" if none), its column."""
        inline = next((child for child in block.children if child.type == "inline"), None)
        line = self.line(block)
        source = self.lines[line - 1] if line <= len(self.lines) else ""
        if inline is None or inline.token is None:
            return Text(), "", 1
        start = inline.token.content.split("\n")[0][:20]
        column = max(source.find(start), 0) + 1
        children = list(inline.token.children or ())
        node_id = take_id(children)
        if node_id and not ID.fullmatch(node_id):
            self.report(
                "F010", Level.ERROR, line, source.find("{#") + 1 or column,
                f"The id {node_id!r} is not made of small letters, digits and hyphens.",
                "Write for example {#environment-1}.", node_id,
            )  # fmt: skip
            node_id = ""
        text = self.build_text(children, line, column)
        if TYPED_MARKUP.match(text.plain) or re.search(r"</?[a-z]+[^<>]*>", text.plain):
            self.report(
                "F021", Level.WARNING, line, column,
                "There is Markdown or HTML that a draft cannot have; it is printed as typed.",
                "Write it as an ordinary paragraph.", text.plain[:60],
            )  # fmt: skip
        return text, node_id, column

    def build_text(self, tokens: list[Token], line: int, column: int) -> Text:
        """Return inline tokens as plain text with marks."""
        plain = ""
        marks: list[Mark] = []
        opened: list[tuple[MarkKind, int, str]] = []
        kinds = {"em": MarkKind.ITALIC, "strong": MarkKind.BOLD, "link": MarkKind.LINK}
        for token in tokens:
            name, _, edge = token.type.rpartition("_")
            if token.type == "text":
                for words, target in split_references(token.content):
                    plain += words
                    if target:
                        self.references.append((target, line, column))
                        marks.append(Mark(len(plain), len(plain) + 1, MarkKind.REFERENCE, target))
                        plain += OBJECT_CHARACTER
                self.find_lost_notes(token.content, line, column)
            elif token.type in ("text_special", "softbreak", "hardbreak"):
                plain += token.content if token.type == "text_special" else " "
            elif token.type == "footnote_ref":
                label = str(token.meta["label"])
                self.used_notes.add(label)
                marks.append(Mark(len(plain), len(plain) + 1, MarkKind.NOTE, label))
                plain += OBJECT_CHARACTER
            elif name in kinds and edge == "open":
                opened.append((kinds[name], len(plain), str(token.attrGet("href") or "")))
            elif name in kinds and edge == "close" and opened:
                kind, start, target = opened.pop()
                if start < len(plain):
                    marks.append(Mark(start, len(plain), kind, target))
        return trim_text(Text(plain, tuple(sorted(marks))))

    def find_lost_notes(self, content: str, line: int, column: int) -> None:
        """Report note marks for which there is no note."""
        for match in LOST_NOTE.finditer(content):
            self.report(
                "F012", Level.ERROR, line, column, f"There is no note {match.group()}.",
                f"Add a line {match.group()}: ... at the end, or delete the mark.", match.group(),
            )  # fmt: skip

    def read_notes(self, parser: MarkdownIt, tokens: list[Token]) -> tuple[Note, ...]:
        """Return the notes in the order of their first use, taking them out of the tokens."""
        start = next((i for i, t in enumerate(tokens) if t.type == "footnote_block_open"), None)
        if start is None:
            return ()
        notes = []
        label = ""
        for token in tokens[start:]:
            if token.type == "footnote_open":
                label = str(token.meta["label"])
            elif token.type == "inline" and label:
                line = (token.map or [0])[0] + 1
                children = [
                    child for child in token.children or () if child.type != "footnote_anchor"
                ]
                notes.append(Note(label, self.build_text(children, line, 1)))
                label = ""
        del tokens[start:]
        return tuple(notes)

    def read_closing(self, parser: MarkdownIt, source: str) -> Text:
        """Return the closing formula of the front matter as text."""
        if not source:
            return Text()
        inline = parser.parseInline(source)[0]
        return self.build_text(list(inline.children or ()), self.front_line("closing"), 1)

    # Ids and the whole

    def finish(self, head: dict[str, str], notes: tuple[Note, ...], closing: Text) -> ParsedDraft:
        """Return the declaration with an id for every node, and all problems in order."""
        taken = self.collect_ids()
        places: dict[str, Place] = {}
        preamble = self.name_nodes(self.preamble, "", 0, taken, places) if self.preamble else None
        sections = tuple(
            self.name_nodes(section, "", number, taken, places)
            for number, section in enumerate(self.sections, start=1)
        )
        if preamble is None and not sections:
            self.report(
                "F035", Level.ERROR, max(len(self.lines), 1), 1, "The draft has no paragraphs.",
                "Write a preamble and at least one section with a numbered paragraph.",
            )  # fmt: skip
        declaration = Declaration(
            code=head.get("declaration", "") or "untitled",
            title=head.get("title", "") or "Untitled",
            language=head.get("language", "en"),
            profile=Profile(head.get("profile", Profile.DECLARATION)),
            subtitle=head.get("subtitle", ""),
            assembly=head.get("assembly", ""),
            prepared_by=head.get("prepared_by", ""),
            preamble=preamble,
            sections=sections,
            closing=closing,
            notes=notes,
        )
        self.check_references(places)
        self.check_numbers(declaration)
        order = sorted(self.problems, key=lambda p: (p.place.line, p.place.column, p.code))
        return ParsedDraft(declaration, tuple(order), places)

    def written(self) -> Iterator[_Paragraph]:
        """Yield every node that was read, in order."""
        waiting = [*reversed(self.sections)] + ([self.preamble] if self.preamble else [])
        while waiting:
            paragraph = waiting.pop()
            yield paragraph
            waiting.extend(reversed(paragraph.children))

    def collect_ids(self) -> set[str]:
        """Return the ids written in the file; drop and report those written twice."""
        first: dict[str, int] = {}
        for paragraph in self.written():
            if not paragraph.id:
                continue
            if paragraph.id in first:
                self.report(
                    "F011", Level.ERROR, paragraph.line, paragraph.column,
                    f"The id {paragraph.id!r} is used twice, first in line {first[paragraph.id]}.",
                    "Give this one another id, or delete its {#...} and format the draft.",
                    paragraph.id,
                )  # fmt: skip
                paragraph.id = ""
            else:
                first[paragraph.id] = paragraph.line
        return set(first)

    def name_nodes(
        self, paragraph: _Paragraph, parent: str, number: int, taken: set[str],
        places: dict[str, Place],
    ) -> Node:  # fmt: skip
        """Return a node with an id, its written one or a new one that no other node has."""
        if not paragraph.id:
            wanted = f"{parent}-{number}" if parent else slug(paragraph.text.plain, number)
            while wanted in taken:
                number += 1
                wanted = f"{parent}-{number}" if parent else f"section-{number}"
            paragraph.id = wanted
            taken.add(wanted)
            self.report(
                "F013", Level.HINT, paragraph.line, paragraph.column,
                f"There is no id; it would be {wanted!r}.",
                "accord draft format writes the ids into the file.", fixable=True,
            )  # fmt: skip
        place = Place(self.file, paragraph.line, paragraph.column, paragraph.id)
        places[paragraph.id] = place
        if not paragraph.text.plain and paragraph.kind not in (
            NodeKind.SECTION, NodeKind.PREAMBLE,
        ):  # fmt: skip
            self.report(
                "F036", Level.ERROR, paragraph.line, paragraph.column, "A paragraph has no words.",
                "Write it, or delete its number.",
            )  # fmt: skip
        children = tuple(
            self.name_nodes(child, paragraph.id, index, taken, places)
            for index, child in enumerate(paragraph.children, start=1)
        )
        return Node(paragraph.id, paragraph.kind, paragraph.text, children)

    def check_references(self, places: Mapping[str, Place]) -> None:
        """Report cross-references that lead nowhere."""
        for target, line, column in self.references:
            if target not in places:
                self.report(
                    "F014", Level.ERROR, line, column,
                    f"The cross-reference [[{target}]] leads nowhere.",
                    "Name the id of a paragraph, as written in its {#...}.", target,
                )  # fmt: skip

    def check_numbers(self, declaration: Declaration) -> None:
        """Report written numbers that are not the ones that will be printed."""
        labels = compute_labels(declaration)
        for paragraph in self.written():
            label = labels.get(paragraph.id, "")
            if paragraph.kind is NodeKind.OPERATIVE and paragraph.number not in ("", label):
                self.report(
                    "F015", Level.HINT, paragraph.line, 1,
                    f"The written number is {paragraph.number}; it will print as {label or 'none'}.",
                    "accord draft format writes the present numbers.", paragraph.number,
                    fixable=True,
                )  # fmt: skip


def split_references(content: str) -> Iterator[tuple[str, str]]:
    """Yield stretches of words, each with the target of the cross-reference after it, or ""."""
    pieces = REFERENCE.split(content)
    for place in range(0, len(pieces), 2):
        yield pieces[place], pieces[place + 1] if place + 1 < len(pieces) else ""


def take_id(tokens: list[Token]) -> str:
    """Return the id written as {#id} at the end of the tokens, and take it out of them."""
    if not tokens or tokens[-1].type != "text":
        return ""
    match = ID_AT_END.search(tokens[-1].content)
    if not match:
        return ""
    tokens[-1].content = tokens[-1].content[: match.start()]
    return match.group(1)


def trim_text(text: Text) -> Text:
    """Return the text without white space at its ends, the marks moved along."""
    plain = text.plain.strip()
    if plain == text.plain:
        return text
    shift = len(text.plain) - len(text.plain.lstrip())
    moved = (
        Mark(max(m.start - shift, 0), min(m.end - shift, len(plain)), m.kind, m.target)
        for m in text.marks
    )
    return Text(plain, tuple(mark for mark in moved if mark.start < mark.end))


def join_texts(texts: list[Text]) -> Text:
    """Return several texts as one, a space between them."""
    plain = ""
    marks: list[Mark] = []
    for text in texts:
        plain += " " if plain else ""
        shift = len(plain)
        marks += [Mark(m.start + shift, m.end + shift, m.kind, m.target) for m in text.marks]
        plain += text.plain
    return Text(plain, tuple(sorted(marks)))


def slug(heading: str, number: int) -> str:
    """Return an id made from a heading's Latin letters and digits, or section-N."""
    plain = unicodedata.normalize("NFKD", heading).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain)
    return "-".join(words)[:48].strip("-") or f"section-{number}"


# Printing

ALWAYS_ESCAPED = re.compile(r"[\\*_]|\[(?=[\[^])|\](?=\()|\{(?=#)")
AT_LINE_START = re.compile(r"(#{1,6}(?= |$)|[-+](?= |$)|\d{1,9}(?=[.)]( |$)))")


def escape_words(words: str) -> str:
    """Return words with a backslash before whatever Markdown would take for markup."""
    return ALWAYS_ESCAPED.sub(lambda match: "\\" + match.group(), words)


def escape_start(line: str) -> str:
    """Return a line whose beginning cannot be taken for a heading or a list."""
    match = AT_LINE_START.match(line)
    if not match:
        return line
    start = match.group()
    if start[0].isdigit():
        return f"{start}\\{line[len(start) :]}"
    return f"\\{line}"


def print_inline(text: Text) -> str:
    """Return a text as one line of Markdown."""
    opening: dict[int, list[str]] = {}
    closing: dict[int, list[str]] = {}
    objects: dict[int, str] = {}
    for mark in sorted(text.marks, key=lambda m: (m.start, -m.end, m.kind)):
        if mark.kind is MarkKind.REFERENCE:
            objects[mark.start] = f"[[{mark.target}]]"
        elif mark.kind is MarkKind.NOTE:
            objects[mark.start] = f"[^{mark.target}]"
        else:
            before, after = {
                MarkKind.ITALIC: ("*", "*"),
                MarkKind.BOLD: ("**", "**"),
                MarkKind.LINK: ("[", f"](<{mark.target}>)"),
            }[mark.kind]
            opening.setdefault(mark.start, []).append(before)
            closing.setdefault(mark.end, []).insert(0, after)
    edges = sorted({0, len(text.plain), *opening, *closing, *objects, *(o + 1 for o in objects)})
    printed = "".join(closing.get(0, ()))
    for start, end in zip(edges, edges[1:], strict=False):
        printed += "".join(opening.get(start, ()))
        printed += objects[start] if start in objects else escape_words(text.plain[start:end])
        printed += "".join(closing.get(end, ()))
    return escape_start(printed)


def print_node(node: Node, number: int, indent: str) -> Iterator[str]:
    """Yield a numbered paragraph and those below it, a blank line after each."""
    marker = f"{number}. "
    yield f"{indent}{marker}{print_inline(node.text)} {{#{node.id}}}\n"
    for index, child in enumerate(node.children, start=1):
        yield from print_node(child, index, indent + " " * len(marker))


def print_draft(declaration: Declaration) -> str:
    """Return the canonical draft file of a declaration; reading it back gives the same."""
    head = {
        "declaration": declaration.code,
        "title": declaration.title,
        "subtitle": declaration.subtitle,
        "assembly": declaration.assembly,
        "prepared_by": declaration.prepared_by,
        "language": declaration.language,
        "profile": declaration.profile.value,
        "closing": print_inline(declaration.closing),
    }
    given = {name: value for name, value in head.items() if value}
    yaml_text = yaml.safe_dump(given, allow_unicode=True, sort_keys=False, width=100_000)
    parts = [f"---\n{yaml_text}---\n"]
    if declaration.preamble is not None:
        if declaration.preamble.text.plain:
            parts.append(f"# {print_inline(declaration.preamble.text)} {{#{PREAMBLE_ID}}}\n")
        parts += [
            f"{print_inline(paragraph.text)} {{#{paragraph.id}}}\n"
            for paragraph in declaration.preamble.children
        ]
    number = 0
    for section in declaration.sections:
        if section.text.plain or section.id != UNHEADED_ID:
            parts.append(f"# {print_inline(section.text)} {{#{section.id}}}\n")
        for paragraph in section.children:
            number += 1
            parts += print_node(paragraph, number, "")
    parts += [f"[^{note.id}]: {print_inline(note.text)}\n" for note in declaration.notes]
    return "\n".join(parts)
