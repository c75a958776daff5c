"""How is the text of one paragraph written in Markdown? Inline marks, read and printed."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.front_matter import front_matter_plugin

from declarations.characters import REPLACEMENT, replace_forbidden
from declarations.model import OBJECT_CHARACTER, Mark, MarkKind, Text

MAXIMUM_NESTING = 40
"""Levels of blocks that are read; five lists take ten. What lies deeper the parser would drop."""

REFERENCE = re.compile(r"\[\[([^\[\]\s]{1,100})\]\]")
NOTE = re.compile(r"\[\^([^\]\s]{1,100})\]")
"""Bounded, so that a file full of opening brackets is read in linear time."""

UNSUPPORTED = re.compile(r"`|</?[A-Za-z][^<>]*>|<!--")
UNSUPPORTED_START = re.compile(r"^(?:~~~|>|\|)")
"""Code and HTML; at the beginning of a line code, a quotation and a table."""

RANGES = {"em": MarkKind.ITALIC, "strong": MarkKind.BOLD, "link": MarkKind.LINK}
OBJECTS = {"reference": MarkKind.REFERENCE, "note": MarkKind.NOTE}
DELIMITER_WIDTHS = {MarkKind.ITALIC: 1, MarkKind.BOLD: 2}


def read_object(state: StateInline, silent: bool) -> bool:
    """Read ``[[id]]`` or ``[^note]`` as one token; the signature is markdown-it's."""
    for name, pattern in (("reference", REFERENCE), ("note", NOTE)):
        match = pattern.match(state.src, state.pos, state.posMax)
        if match:
            if not silent:
                state.push(name, "", 0).content = match.group(1)
            state.pos = match.end()
            return True
    return False


@lru_cache(maxsize=1)
def make_parser() -> MarkdownIt:
    """Return the Markdown parser with just the constructs a draft has; all else stays text.

    ``text_join`` is off so that an escaped character can be told from a typed one.
    """
    parser = MarkdownIt("zero", {"maxNesting": MAXIMUM_NESTING})
    parser.use(front_matter_plugin)
    parser.use(footnote_plugin, inline=False, move_to_end=False)
    parser.inline.ruler.before("link", "object", read_object)
    parser.enable(["heading", "list", "emphasis", "link", "escape", "entity", "newline"])
    parser.disable(["text_join", "footnote_ref"])
    return parser


@dataclass(slots=True)
class InlineText:
    """A text with what was noticed while it was read."""

    text: Text = field(default_factory=Text)
    references: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    unsupported: list[str] = field(default_factory=list)
    has_forbidden: bool = False


def read_inline(tokens: Iterable[Token]) -> InlineText:
    """Return the inline tokens of one paragraph as plain text with marks."""
    found = InlineText()
    parts: list[str] = []
    marks: list[Mark] = []
    opened: list[tuple[int, str]] = []
    length = 0
    last_type = ""
    for token in tokens:
        name, _, edge = token.type.rpartition("_")
        words = words_of(token, found)
        if last_type in {"", "softbreak", "hardbreak"} and token.type == "text":
            found.unsupported += UNSUPPORTED_START.findall(words)
        if token.type in OBJECTS:
            marks.append(Mark(length, length + 1, OBJECTS[token.type], token.content))
        elif edge == "open":
            opened.append((length, str(token.attrGet("href") or "")))
            if name == "link" and parts and parts[-1].endswith("!") and last_type == "text":
                found.unsupported.append("![")
        elif edge == "close":
            start, target = opened.pop()
            if name == "link" and start == length:
                words = target
            marks.append(Mark(start, length + len(words), RANGES[name], target))
        parts.append(words)
        length += len(words)
        last_type = token.type
    plain = "".join(parts)
    cleaned = replace_forbidden(plain)
    found.has_forbidden = cleaned != plain
    found.text = tidy_text(cleaned, marks)
    return found


def words_of(token: Token, found: InlineText) -> str:
    """Return the characters one token stands for; what it refers to or should not be is noted."""
    if token.type == "text":
        found.unsupported += [match.group() for match in UNSUPPORTED.finditer(token.content)]
    elif token.type in {"softbreak", "hardbreak"}:
        return " "
    elif token.type == "reference":
        found.references.append(token.content)
        return OBJECT_CHARACTER
    elif token.type == "note":
        found.notes.append(token.content)
        return OBJECT_CHARACTER
    elif token.attrGet("title"):
        found.unsupported.append(str(token.attrGet("title")))
    words = token.content if token.type in {"text", "text_special"} else ""
    return re.sub(r"[\t\n\r]", " ", words).replace(OBJECT_CHARACTER, REPLACEMENT)


def tidy_text(plain: str, marks: Sequence[Mark]) -> Text:
    """Return the text in NFC without white space at its ends, emphasis that touches joined."""
    if not unicodedata.is_normalized("NFC", plain):
        places = normalized_places(plain, sorted(edges(marks)))
        plain = unicodedata.normalize("NFC", plain)
        marks = [Mark(places[m.start], places[m.end], m.kind, m.target) for m in marks]
    trimmed = plain.strip()
    shift = len(plain) - len(plain.lstrip())
    moved = [
        Mark(max(m.start - shift, 0), min(m.end - shift, len(trimmed)), m.kind, m.target)
        for m in marks
    ]
    return Text(trimmed, tuple(sorted(join_emphasis([m for m in moved if m.start < m.end]))))


def normalized_places(plain: str, places: Iterable[int]) -> dict[int, int]:
    """Return where each of the ascending places lies once the text is in NFC.

    A place before a character that may join the one before it moves behind that character.
    """
    found: dict[int, int] = {}
    done, length = 0, 0
    for place in places:
        end = max(place, done)
        while end < len(plain) and may_join(plain[end]):
            end += 1
        length += len(unicodedata.normalize("NFC", plain[done:end]))
        found[place] = length
        done = end
    return found


def may_join(character: str) -> bool:
    """Return whether NFC may join a character to the one before: a mark, or a Hangul jamo."""
    return unicodedata.category(character).startswith("M") or "\u1160" <= character <= "\u11ff"


def edges(marks: Iterable[Mark]) -> set[int]:
    """Return the places where a mark begins or ends."""
    return {place for mark in marks for place in (mark.start, mark.end)}


def join_emphasis(marks: Sequence[Mark]) -> list[Mark]:
    """Return the marks, those of one emphasis that overlap or touch joined to one."""
    joined = [mark for mark in marks if mark.kind not in DELIMITER_WIDTHS]
    for kind in DELIMITER_WIDTHS:
        ranges: list[Mark] = []
        for mark in sorted(mark for mark in marks if mark.kind is kind):
            if ranges and mark.start <= ranges[-1].end:
                end = max(mark.end, ranges[-1].end)
                ranges[-1] = Mark(ranges[-1].start, end, kind)
            else:
                ranges.append(Mark(mark.start, mark.end, kind))
        joined += ranges
    return joined


def read_line(line: str) -> InlineText:
    """Return one line of inline Markdown as a text."""
    tokens = make_parser().parseInline(line, {})
    return read_inline(tokens[0].children or ())


def print_inline(text: Text) -> str:
    """Return the text as one line of Markdown that reads back as the same text.

    A link is interrupted by a reference or note inside it: Markdown has no link in a link.
    Markdown does not take every ``*`` for emphasis (CommonMark 0.31, section 6.2, the flanking
    rules). Where it would not, the characters beside the emphasis are written as numbers.
    """
    printed = InlinePrinter(text, frozenset()).print()
    has_emphasis = any(mark.kind in DELIMITER_WIDTHS for mark in text.marks)
    if not has_emphasis or read_line(printed).text == text:
        return printed
    beside = frozenset(p for place in edges(text.marks) for p in (place - 1, place))
    return InlinePrinter(text, beside).print()


class InlinePrinter:
    """Prints one text; ``spelt`` are the places whose characters are written as numbers."""

    def __init__(self, text: Text, spelt: frozenset[int]) -> None:
        self.text = text
        self.spelt = spelt
        self.printed: list[str] = []
        self.opened: list[tuple[Mark, str]] = []
        self.just_closed = ""

    def print(self) -> str:
        """Return the Markdown."""
        objects = {
            mark.start: mark
            for mark in self.text.marks
            if mark.kind in {MarkKind.REFERENCE, MarkKind.NOTE}
        }
        ranges = [
            m for m in self.text.marks if m.kind in DELIMITER_WIDTHS or m.kind is MarkKind.LINK
        ]
        stops = sorted(edges(self.text.marks) | {0, len(self.text.plain)})
        begins: dict[int, list[Mark]] = {}
        for mark in ranges:
            begins.setdefault(mark.start, []).append(mark)
        active: list[Mark] = []
        for start, end in pairwise(stops):
            active = [mark for mark in active if mark.end > start] + begins.get(start, [])
            if start in objects:
                mark = objects[start]
                self.switch_to([m for m in active if m.kind in DELIMITER_WIDTHS])
                is_note = mark.kind is MarkKind.NOTE
                self.emit(f"[^{mark.target}]" if is_note else f"[[{mark.target}]]")
            else:
                self.switch_to(active)
                self.emit(self.escape_range(start, end))
        self.switch_to([])
        return escape_start("".join(self.printed))

    def emit(self, words: str) -> None:
        """Add words, and a backslash where they would change the meaning of what stands before."""
        if not words:
            return
        before = self.printed[-1][-1:] if self.printed else ""
        if before == "]" and words[0] in "(:":
            self.printed.append("\\")
        self.printed.append(words)
        self.just_closed = ""

    def switch_to(self, active: Sequence[Mark]) -> None:
        """Close the marks that are not active and open those that are; links lie outermost."""
        wanted = sorted(active, key=lambda m: (m.kind is not MarkKind.LINK, -m.end, m.kind))
        kept = 0
        while kept < len(self.opened) and self.may_stay(kept, wanted):
            kept += 1
        while len(self.opened) > kept:
            mark, delimiter = self.opened.pop()
            self.printed.append(delimiter)
            self.just_closed = delimiter[-1]
            if mark.kind is MarkKind.LINK:
                self.just_closed = ""
        stays = [mark for mark, _ in self.opened]
        for mark in wanted:
            if mark not in stays:
                self.open_mark(mark)

    def may_stay(self, place: int, wanted: Sequence[Mark]) -> bool:
        """Return whether the mark opened at this depth stays open for the next stretch."""
        if self.opened[place][0] not in wanted:
            return False
        links = [mark for mark in wanted if mark.kind is MarkKind.LINK]
        return not links or links[0] == self.opened[0][0]

    def open_mark(self, mark: Mark) -> None:
        """Open a mark; emphasis beside emphasis just closed takes the other sign."""
        if mark.kind is MarkKind.LINK:
            if self.printed and self.printed[-1].endswith("!"):
                self.printed[-1] = self.printed[-1][:-1] + "\\!"
            self.printed.append("[")
            self.opened.append((mark, f"]({print_address(mark.target)})"))
        else:
            sign = "_" if self.just_closed == "*" else "*"
            delimiter = sign * DELIMITER_WIDTHS[mark.kind]
            self.printed.append(delimiter)
            self.opened.append((mark, delimiter))
        self.just_closed = ""

    def escape_range(self, start: int, end: int) -> str:
        """Return plain[start:end] with whatever Markdown would take for markup escaped."""
        first = start + 1 if start in self.spelt else start
        last = end - 1 if end - 1 in self.spelt and end - 1 >= first else end
        in_link = bool(self.opened) and self.opened[0][0].kind is MarkKind.LINK
        plain = self.text.plain
        head = f"&#{ord(plain[start])};" if first > start else ""
        tail = f"&#{ord(plain[end - 1])};" if last < end else ""
        return head + escape_words(plain[first:last], in_link=in_link) + tail


ESCAPED = re.compile(
    r"[\\*`]|(?<![^\W_])_|_(?![^\W_])|\[(?=[\[^]|$)|(?<=\])[(:]|\{(?=#|$)|<(?=[A-Za-z/!?])"
    r"|&(?=#?\w+;)"
)
BRACKET_ESCAPED = re.compile(rf"[\[\]^]|{ESCAPED.pattern}")
"""Inside a link; a caret behind its bracket would make a note mark of it."""
LINE_START = re.compile(r"(#{1,6}(?=\s|$)|[-+](?=\s|$)|[>|]|~~~)|(\d{1,9})[.)](?=\s|$)")


def escape_words(words: str, *, in_link: bool = False) -> str:
    """Return words with a backslash before whatever Markdown would take for markup."""
    pattern = BRACKET_ESCAPED if in_link else ESCAPED
    return pattern.sub(lambda match: "\\" + match.group(), words)


def escape_start(line: str) -> str:
    """Return a line whose beginning cannot be taken for a heading, a list or a table."""
    match = LINE_START.match(line)
    if not match:
        return line
    return f"\\{line}" if match.group(1) else f"{match.group(2)}\\{line[match.end(2) :]}"


def print_address(target: str) -> str:
    """Return the address of a link as Markdown writes it."""
    if re.fullmatch(r"[\w:/.?#=%~+,;@!$'*-]+", target):
        return target
    return "<" + re.sub(r"[\\<>]|&(?=#?\w+;)", r"\\\g<0>", target) + ">"
