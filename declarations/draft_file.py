"""Which declaration does a draft file hold? Markdown read into the model, with every problem.

The format is described for drafters in docs/draft-format.md; ``draft_printing`` writes it.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from markdown_it.tree import SyntaxTreeNode

from declarations.characters import REPLACEMENT, find_forbidden
from declarations.draft_inline import (
    MAXIMUM_NESTING,
    InlineText,
    make_parser,
    read_inline,
    read_line,
    tidy_text,
)
from declarations.draft_printing import PREAMBLE_ID, UNHEADED_ID, print_draft
from declarations.edits import CLOSING_KEY, NOTE_KEY, SUBTITLE_KEY, TITLE_KEY
from declarations.front_matter import CODE, EXAMPLE, Value, read_front_matter
from declarations.model import (
    MAXIMUM_DEPTH,
    OBJECT_CHARACTER,
    Declaration,
    Mark,
    Node,
    NodeKind,
    Note,
    Profile,
    Text,
)
from declarations.problems import InputRefusal, Level, Place, Problem, StorageRefusal

__all__ = ["ParsedDraft", "parse_draft", "print_draft", "read_draft"]

MAXIMUM_BYTES = 5_000_000
MOST_PROBLEMS = 1_000
ID_AT_END = re.compile(r"\s*\{#([^{}]*)\}\s*$")
PREAMBLE_NAMES = frozenset(
    ("preamble", "préambule", "preámbulo", "преамбула", "序言", "前言", "ديباجة", "الديباجة",
     "전문", "อารัมภบท", "መግቢያ")
)  # fmt: skip
TAB_INSIDE = re.compile(r"(?>\s*(?:\d+[.)]\s+)?)[^\s][^\t]*\t(?=[ \t]*\S)")
"""A tab that neither indents a line nor parts a number from its words."""

LISTS = frozenset(("ordered_list", "bullet_list"))


@dataclass(frozen=True, slots=True)
class ParsedDraft:
    """What a draft file says: the declaration, every problem, and where each text stands.

    The keys of ``places`` are node ids and those that ``edits`` names. ``based_on`` is the SHA-256
    of the revision it was taken from, or its first digits, or "".
    """

    declaration: Declaration
    problems: tuple[Problem, ...]
    places: Mapping[str, Place]
    based_on: str = ""


@dataclass(slots=True)
class ReadNode:
    """A node being read, before every id is known; ``number`` is the one written, 0 if none."""

    kind: NodeKind
    place: Place
    text: Text = field(default_factory=Text)
    id: str = ""
    number: int = 0
    children: list["ReadNode"] = field(default_factory=list)

    def walk(self) -> Iterator["ReadNode"]:
        """Yield this node and every node below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()


def read_draft(path: Path) -> ParsedDraft:
    """Return the parsed draft file.

    Raises StorageRefusal when the file is missing or unreadable and InputRefusal when it is too
    large or not UTF-8; what is wrong inside it is in the problems.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MAXIMUM_BYTES + 1)
    except OSError as error:
        raise StorageRefusal(
            f"The draft cannot be read: {path}: {error.strerror}.",
            hint="Check the name and the rights of the file.",
        ) from error
    if len(content) > MAXIMUM_BYTES:
        raise InputRefusal(
            f"{path} is larger than {MAXIMUM_BYTES // 1_000_000} MB.",
            hint="Check that this is the draft and not another file.",
        )
    try:
        return parse_draft(content.decode("utf-8-sig"), str(path))
    except UnicodeDecodeError as error:
        before = content[: error.start]
        line, column = before.count(b"\n") + 1, len(before.rpartition(b"\n")[2]) + 1
        raise InputRefusal(
            f"{path} is not UTF-8 text: the byte {content[error.start]:#04x} in line {line}, "
            f"byte {column} of the line.",
            hint="Save the file as UTF-8 (in most editors: Save as, encoding UTF-8).",
        ) from error


def parse_draft(text: str, file: str = "") -> ParsedDraft:
    """Return the declaration in ``text`` and everything that is wrong with it; never raises.

    At most MOST_PROBLEMS problems are listed; one more then tells how many there are.
    """
    return DraftReader(text, file).read()


class DraftReader:
    """Reads one draft; problems gather as it goes."""

    def __init__(self, text: str, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.unlisted: list[Level] = []
        self.preamble: ReadNode | None = None
        self.sections: list[ReadNode] = []
        self.notes: list[tuple[Note, Place]] = []
        self.references: list[tuple[str, Place]] = []
        self.note_marks: list[tuple[str, Place]] = []
        unified = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
        lines = unicodedata.normalize("NFC", unified).split("\n")
        self.lines = [self.clean_line(line, number) for number, line in enumerate(lines, start=1)]

    def report(
        self, code: str, level: Level, place: Place, message: str, remedy: str, value: str = "",
        *, fixable: bool = False,
    ) -> None:  # fmt: skip
        """Add a problem."""
        self.add(Problem(code, level, place, message, remedy, value[:60], fixable))

    def add(self, problem: Problem) -> None:
        """Add a problem to the list, or to the count once the list is full."""
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(problem)
        else:
            self.unlisted.append(problem.level)

    def clean_line(self, line: str, number: int) -> str:
        """Return the line with a visible sign for each forbidden character; each is a problem."""
        tab = TAB_INSIDE.match(line) if "\t" in line else None
        if tab:
            self.report(
                "F022", Level.HINT, Place(self.file, number, tab.end()),
                "There is a tab inside the text; it counts as a space.",
                "accord draft format writes the space.", fixable=True,
            )  # fmt: skip
        places = list(find_forbidden(line))
        if OBJECT_CHARACTER in line:
            places += [at for at, letter in enumerate(line) if letter == OBJECT_CHARACTER]
        if not places:
            return line
        characters = list(line)
        for at in places:
            name = f"U+{ord(line[at]):04X}"
            characters[at] = REPLACEMENT
            self.report(
                "F020", Level.ERROR, Place(self.file, number, at + 1),
                f"There is an invisible or control character, {name}.",
                "Delete it: it can hide, reorder or break words.", name,
            )  # fmt: skip
        return "".join(characters)

    def read(self) -> ParsedDraft:
        """Return the parsed draft."""
        tokens = make_parser().parse("\n".join(self.lines) + "\n", {})
        for token in tokens:
            # Blocks at the limit are the last ones the parser opens before it drops their content.
            if token.level >= MAXIMUM_NESTING - 2:
                self.report(
                    "F030", Level.ERROR, self.place_at((token.map or [0])[0] + 1),
                    "The lists are nested so deeply that what lies deeper was not read.",
                    f"Sub-paragraphs go {MAXIMUM_DEPTH} levels deep; move these up.",
                )  # fmt: skip
                break
        head: dict[str, Value] | None = None
        for block in SyntaxTreeNode(tokens).children:
            if block.type == "front_matter":
                head, problems = read_front_matter(block.content, self.file)
                for problem in problems:
                    self.add(problem)
            else:
                self.read_block(block)
        if head is None:
            self.report(
                "F001", Level.ERROR, Place(self.file, 1, 1), "There is no front matter.", EXAMPLE
            )
        return self.finish(head or {})

    def place_at(self, line: int, column: int = 1) -> Place:
        """Return a place in this file."""
        return Place(self.file, line, column)

    def place_of(self, block: SyntaxTreeNode) -> Place:
        """Return the place of the first character of a block."""
        line = block.map[0] + 1 if block.map else 1
        words = self.lines[line - 1] if line <= len(self.lines) else ""
        return self.place_at(line, len(words) - len(words.lstrip()) + 1)

    def read_block(self, block: SyntaxTreeNode) -> None:
        """Put one block of the file where it belongs."""
        if block.type == "heading":
            self.read_heading(block)
        elif block.type in LISTS:
            if not self.sections:
                unheaded = ReadNode(NodeKind.SECTION, self.place_of(block), id=UNHEADED_ID)
                self.sections.append(unheaded)
            self.sections[-1].children += self.read_list(block, NodeKind.OPERATIVE, 0)
        elif block.type == "footnote_reference":
            self.read_note(block)
        elif self.sections:
            self.sections[-1].children.append(self.read_paragraph(block, NodeKind.OPERATIVE))
        else:
            if self.preamble is None:
                place = self.place_of(block)
                self.preamble = ReadNode(NodeKind.PREAMBLE, place, id=PREAMBLE_ID)
            self.preamble.children.append(self.read_paragraph(block, NodeKind.PREAMBULAR))

    def read_heading(self, block: SyntaxTreeNode) -> None:
        """Begin the preamble or a section."""
        node = self.read_paragraph(block, NodeKind.SECTION)
        if block.tag != "h1":
            self.report(
                "F037", Level.WARNING, node.place,
                "A heading lies below another; a declaration has one level of sections.",
                "Write the heading with one #.", block.markup, fixable=True,
            )  # fmt: skip
        is_named = not node.id and node.text.plain.casefold() in PREAMBLE_NAMES
        if not self.sections and self.preamble is None and (node.id == PREAMBLE_ID or is_named):
            node.kind, node.id = NodeKind.PREAMBLE, PREAMBLE_ID
            self.preamble = node
            return
        if node.id == PREAMBLE_ID or is_named:
            node.id = ""
            self.report(
                "F031", Level.ERROR, node.place, "The preamble stands after other text.",
                "Put it first, and only once.", PREAMBLE_ID,
            )  # fmt: skip
        if not node.text.plain:
            self.report(
                "F032", Level.ERROR, node.place, "A heading has no words.", "Name the section."
            )
        self.sections.append(node)

    def read_list(self, block: SyntaxTreeNode, kind: NodeKind, depth: int) -> list[ReadNode]:
        """Return the paragraphs of a list, their sub-paragraphs below them."""
        if depth == MAXIMUM_DEPTH + 1:
            self.report(
                "F033", Level.ERROR, self.place_of(block),
                f"A sub-paragraph lies deeper than {MAXIMUM_DEPTH} levels.",
                "Move it up, or make it a paragraph of its own.",
            )  # fmt: skip
        if block.type == "bullet_list":
            self.report(
                "F038", Level.WARNING, self.place_of(block),
                "A list has bullets; paragraphs are numbered.",
                "Write 1. instead of the bullet.", block.markup, fixable=True,
            )  # fmt: skip
        return [self.read_item(item, kind, depth) for item in block.children]

    def read_item(self, item: SyntaxTreeNode, kind: NodeKind, depth: int) -> ReadNode:
        """Return one list item as a paragraph; its lists are the sub-paragraphs."""
        node = ReadNode(kind, self.place_of(item))
        written: list[ReadNode] = []
        for block in item.children:
            if block.type in LISTS:
                node.children += self.read_list(block, NodeKind.SUBPARAGRAPH, depth + 1)
            elif block.type == "footnote_reference":
                self.read_note(block)
            else:
                written.append(self.read_paragraph(block, kind))
        for extra in written[1:]:
            self.report_second(extra)
        if written:
            node.id, node.place = written[0].id, written[0].place
        node.text = join_texts([each.text for each in written])
        node.number = int(item.info) if item.info.isdecimal() else 0
        return node

    def report_second(self, extra: ReadNode) -> None:
        """Report a block of text where only one belongs."""
        self.report(
            "F034", Level.ERROR, extra.place, "A paragraph has a second paragraph inside it.",
            "Join the two, or make the second a sub-paragraph.", extra.text.plain,
        )  # fmt: skip

    def read_note(self, block: SyntaxTreeNode) -> None:
        """Add a note; lists and headings inside it are kept as text."""
        paragraphs = [
            self.read_paragraph(each, NodeKind.PREAMBULAR, takes_id=False)
            for each in block.walk()
            if each.type in {"paragraph", "heading"}
        ]
        for extra in paragraphs[1:]:
            self.report_second(extra)
        text = join_texts([each.text for each in paragraphs])
        self.notes.append((Note(str(block.meta["label"]), text), self.place_of(block)))

    def read_paragraph(
        self, block: SyntaxTreeNode, kind: NodeKind, *, takes_id: bool = True
    ) -> ReadNode:
        """Return the text of a heading or paragraph with the id written at its end."""
        inline = block.children[0].token if block.children else None
        tokens = list((inline and inline.children) or ())
        place = self.place_of(block)
        first_line = inline.content.partition("\n")[0] if inline else ""
        source = self.lines[place.line - 1] if place.line <= len(self.lines) else ""
        place = self.place_at(place.line, max(source.find(first_line), place.column - 1) + 1)
        match = None
        if takes_id and tokens and tokens[-1].type == "text":
            match = ID_AT_END.search(tokens[-1].content)
        if match:
            tokens[-1].content = tokens[-1].content[: match.start()]
        found = read_inline(tokens)
        self.notice(found, place, (inline.content if inline else "").split("\n"))
        node = ReadNode(kind, place, found.text, match.group(1) if match else "")
        if match and not CODE.fullmatch(node.id):
            self.report(
                "F010", Level.ERROR, place,
                f"The id {node.id!r:.60} is not made of small letters, digits and hyphens.",
                "Write for example {#environment-1}.", node.id,
            )  # fmt: skip
            node.id = ""
        return node

    def notice(self, found: InlineText, place: Place, lines: list[str]) -> None:
        """Keep what a text refers to, with its place, and report what a draft cannot have."""
        search = Search(self.lines, place, len(lines))
        self.references += [(each, search.find(f"[[{each}]]")) for each in found.references]
        search = Search(self.lines, place, len(lines))
        self.note_marks += [(each, search.find(f"[^{each}]")) for each in found.notes]
        for each in found.unsupported[:1]:
            self.report(
                "F021", Level.WARNING, Search(self.lines, place, len(lines)).find(each),
                "There is Markdown or HTML that a draft cannot have; it is kept as typed.",
                f"Take it out, or write \\{each[:1]} for the sign itself.", each,
            )  # fmt: skip
        if found.has_forbidden:
            self.report(
                "F020", Level.ERROR, place,
                "There is an invisible or control character, written as an entity (&...;).",
                "Delete it: it can hide, reorder or break words.",
            )  # fmt: skip

    def finish(self, head: Mapping[str, Value]) -> ParsedDraft:
        """Return the declaration with an id for every node, and all problems in order."""
        words = {name: value.words for name, value in head.items()}
        closing = read_line(words.get("closing", ""))
        self.notice(closing, head["closing"].place if "closing" in head else Place(), [""])
        self.report_duplicates()
        tops = [self.preamble, *self.sections] if self.preamble else self.sections
        self.give_ids(tops)
        self.report_faults(tops)
        declaration = Declaration(
            code=words.get("declaration", ""),
            title=words.get("title", ""),
            language=words.get("language") or "en",
            profile=Profile(words.get("profile") or Profile.DECLARATION),
            subtitle=words.get("subtitle", ""),
            assembly=words.get("assembly", ""),
            prepared_by=words.get("prepared_by", ""),
            preamble=make_node(self.preamble) if self.preamble else None,
            sections=tuple(make_node(section) for section in self.sections),
            closing=closing.text,
            notes=tuple(note for note, _ in self.notes),
        )
        places = {
            node.id: Place(self.file, node.place.line, node.place.column, node.id)
            for top in tops
            for node in top.walk()
        }
        for note, place in self.notes:
            places.setdefault(NOTE_KEY + note.id, replace(place, item=f"[^{note.id}]"))
        for key in (TITLE_KEY, SUBTITLE_KEY, CLOSING_KEY):
            name = key.removeprefix("@")
            if name in head:
                places[key] = replace(head[name].place, item=name)
        return ParsedDraft(declaration, self.list_problems(), places, words.get("based_on", ""))

    def report_duplicates(self) -> None:
        """Report and drop ids written twice; report notes written twice."""
        first: dict[str, Place] = {}
        for top in [self.preamble, *self.sections] if self.preamble else self.sections:
            for node in top.walk():
                if node.id in first:
                    self.report(
                        "F011", Level.ERROR, node.place,
                        f"The id {node.id!r:.60} is used twice, first in line "
                        f"{first[node.id].line}.",
                        "Give this one another id, or delete its {#...} and format the draft.",
                        node.id,
                    )  # fmt: skip
                    node.id = ""
                elif node.id:
                    first[node.id] = node.place
        known: set[str] = set()
        for note, place in self.notes:
            if note.id in known:
                self.report(
                    "F016", Level.ERROR, place, f"There are two notes [^{note.id:.60}].",
                    "Give one of them another name.", note.id,
                )  # fmt: skip
            known.add(note.id)

    def give_ids(self, tops: Iterable[ReadNode]) -> None:
        """Give an id to every node without one: its parent's with its place or the next free one.

        A section's is made of the Latin letters of its heading.
        """
        tops = list(tops)
        taken = {node.id for top in tops for node in top.walk() if node.id}
        taken |= {PREAMBLE_ID, UNHEADED_ID}

        def name_all(nodes: Iterable[ReadNode], stem: str) -> None:
            free = 0
            for position, node in enumerate(nodes, start=1):
                if not node.id:
                    free = max(free + 1, position)
                    while f"{stem}-{free}" in taken:
                        free += 1
                    wanted = slug(node.text.plain) if node.kind is NodeKind.SECTION else ""
                    node.id = wanted if wanted and wanted not in taken else f"{stem}-{free}"
                    taken.add(node.id)
                    self.report_missing_id(node)
                name_all(node.children, node.id)

        name_all(tops, "section")

    def report_missing_id(self, node: ReadNode) -> None:
        """Report an id that was made because none was written."""
        self.report(
            "F013", Level.HINT, node.place, f"There is no id; it would be {node.id!r}.",
            "accord draft format writes the ids into the file.", fixable=True,
        )  # fmt: skip

    def report_faults(self, tops: list[ReadNode]) -> None:
        """Report what can be seen only when the whole draft is read."""
        known = {node.id for top in tops for node in top.walk()}
        for target, place in self.references:
            if target not in known:
                self.report(
                    "F014", Level.ERROR, place,
                    f"The cross-reference [[{target:.60}]] leads nowhere.",
                    "Write the id of a paragraph, as it stands in its {#...}.", target,
                )  # fmt: skip
        self.report_notes()
        self.report_numbers()
        if not any(top.children for top in tops):
            self.report(
                "F035", Level.ERROR, self.place_at(len(self.lines)), "The draft has no paragraphs.",
                "Write a preamble, and sections with numbered paragraphs.",
            )  # fmt: skip
        for top in tops:
            for node in top.walk():
                if node is not top and not node.text.plain:
                    self.report(
                        "F036", Level.ERROR, node.place, "A paragraph has no words.",
                        "Write it, or delete its number.",
                    )  # fmt: skip

    def report_notes(self) -> None:
        """Report marks without a note and notes without a mark."""
        written = {note.id for note, _ in self.notes}
        for label, place in self.note_marks:
            if label not in written:
                self.report(
                    "F012", Level.ERROR, place, f"There is no note [^{label:.60}].",
                    f"Add a line [^{label:.60}]: ... at the end, or delete the mark.", label,
                )  # fmt: skip
        marked = {label for label, _ in self.note_marks}
        for note, place in self.notes:
            if note.id not in marked:
                self.report(
                    "F017", Level.WARNING, place, f"Nothing refers to the note [^{note.id:.60}].",
                    f"Write [^{note.id:.60}] where it belongs, or delete the note.", note.id,
                )  # fmt: skip

    def report_numbers(self) -> None:
        """Report written numbers that are not the computed ones."""
        operative = [node for section in self.sections for node in section.children]
        waiting = [operative]
        while waiting:
            siblings = waiting.pop()
            for number, node in enumerate(siblings, start=1):
                waiting.append(node.children)
                if node.number not in {0, number}:
                    self.report(
                        "F015", Level.HINT, node.place,
                        f"The written number is {node.number}; it will print as number {number}.",
                        "accord draft format writes the present numbers.", str(node.number),
                        fixable=True,
                    )  # fmt: skip

    def list_problems(self) -> tuple[Problem, ...]:
        """Return the problems in the order of their places, and how many are not listed."""
        listed = sorted(self.problems, key=lambda p: (p.place.line, p.place.column, p.code))
        if self.unlisted:
            level = next(each for each in Level if each in self.unlisted)
            listed.append(
                Problem(
                    "F099", level, self.place_at(len(self.lines)),
                    f"There are {len(self.unlisted)} more problems.",
                    "Mend those that are listed, then check again.",
                )
            )  # fmt: skip
        return tuple(listed)


class Search:
    """Finds one thing after another in the lines of one block, so that no line is read twice."""

    def __init__(self, lines: list[str], start: Place, count: int) -> None:
        self.lines = lines
        self.start = start
        self.line = start.line
        self.column = start.column
        self.end = start.line + count

    def find(self, needle: str) -> Place:
        """Return where the needle next begins; where it is not found, the start of the block."""
        line, column = self.line, self.column
        while 0 < line < self.end and line <= len(self.lines):
            at = self.lines[line - 1].find(needle, column - 1)
            if at >= 0:
                self.line, self.column = line, at + len(needle) + 1
                return Place(self.start.file, line, at + 1)
            line, column = line + 1, 1
        return self.start


def make_node(node: ReadNode) -> Node:
    """Return the node of the model; every id is known by now."""
    return Node(node.id, node.kind, node.text, tuple(make_node(child) for child in node.children))


def join_texts(texts: list[Text]) -> Text:
    """Return several texts as one, a space between them."""
    parts: list[str] = []
    marks: list[Mark] = []
    shift = 0
    for text in texts:
        marks += [Mark(m.start + shift, m.end + shift, m.kind, m.target) for m in text.marks]
        parts.append(text.plain)
        shift += len(text.plain) + 1
    return tidy_text(" ".join(parts), marks)


def slug(heading: str) -> str:
    """Return an id made of a heading's Latin letters and digits, "" where it has none."""
    plain = unicodedata.normalize("NFKD", heading).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain))[:48].strip("-")
