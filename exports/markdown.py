"""Which blocks does a Markdown text stand for? The part of CommonMark that reports need."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.tree import SyntaxTreeNode
from mdit_py_plugins.footnote import footnote_plugin

from exports.blocks import (
    Align,
    Block,
    Cell,
    Column,
    Contents,
    Heading,
    ListBlock,
    ListItem,
    Note,
    PageBreak,
    Paragraph,
    ParagraphStyle,
    Run,
    Runs,
    Table,
    plain_text,
)

_NAMED = ("table", "figure", "tiles")
_STYLES = {style.value: style for style in ParagraphStyle if style is not ParagraphStyle.BODY}
_DIRECTIVES = (*_NAMED, "contents", "pagebreak", *_STYLES)
ANCHOR_OPEN, ANCHOR_CLOSE = "\ufdd2", "\ufdd3"  # noncharacters around a heading's own anchor
_IF_NEEDED = "if-needed"
_ANCHOR = re.compile(rf"\s*{ANCHOR_OPEN}(.+){ANCHOR_CLOSE}\s*$")
_ALLOWED_LINK = re.compile(r"(https?://|mailto:|#)\S", re.IGNORECASE)
_SPACE = re.compile(r"\s+")
_ALIGN = {"text-align:center": Align.CENTER, "text-align:right": Align.END}


class DirectiveError(Exception):
    """A directive of a template cannot be followed."""

    def __init__(self, directive: str, message: str, remedy: str) -> None:
        super().__init__(message)
        self.directive = directive
        self.message = message
        self.remedy = remedy


def read_markdown(
    words: str,
    known: Mapping[str, Mapping[str, Block]],
    fill: Callable[[str], str],
) -> tuple[tuple[Block, ...], tuple[Note, ...]]:
    """Return the blocks and notes of a text; ``fill`` puts values in place of their marks.

    ``known`` holds what the directives ``table``, ``figure`` and ``tiles`` name. HTML, images,
    code blocks, rules and link definitions are not read: such signs are printed as they stand.
    Raises DirectiveError for a directive that does not exist or names nothing.
    """
    return _Reader(known, fill).read(words)


class _Parser(MarkdownIt):
    """A parser that leaves addresses as they are: they are judged once values are filled in."""

    def normalizeLink(self, url: str) -> str:  # noqa: N802 -- markdown-it's name
        return url

    def validateLink(self, url: str) -> bool:  # noqa: ARG002, N802 -- markdown-it's name
        return True


def _make_parser() -> MarkdownIt:
    parser = _Parser("commonmark", {"html": False}).enable("table").use(footnote_plugin)
    parser.disable(["code", "fence", "html_block", "reference", "lheading", "hr"])
    parser.disable(["image", "html_inline", "footnote_inline"])
    parser.block.ruler.before("table", "directive", _read_directive, {"alt": ["paragraph"]})
    return parser


def _read_directive(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Take ``:::name`` with what stands up to ``:::``; one-line directives may go unclosed."""
    line = state.getLines(start, start + 1, state.blkIndent, False).strip()
    if not line.startswith(":::"):
        return False
    if silent:
        return True
    words = line[3:].split()
    following = range(start + 1, end)
    lines = [state.getLines(n, n + 1, state.blkIndent, False).strip() for n in following]
    closing = lines.index(":::") if ":::" in lines else -1
    body = ""
    if words and words[0] in _STYLES:
        length = closing if closing >= 0 else len(lines)
        body = "\n".join(lines[:length])
        state.line = start + 1 + length + (closing >= 0)
    else:
        gap = next((n for n, text in enumerate(lines) if text), -1)
        state.line = start + 1 + (closing + 1 if closing == gap >= 0 else 0)
    token = state.push("directive", "", 0)
    token.content, token.info, token.map = body, line, [start, state.line]
    return True


@dataclass(slots=True)
class _Reader:
    """Turns the syntax tree into blocks; remembers anchors and notes of the one text."""

    known: Mapping[str, Mapping[str, Block]]
    fill: Callable[[str], str]
    anchors: set[str] = field(default_factory=set)
    level: int = 0
    notes: list[Note] = field(default_factory=list)

    def read(self, words: str) -> tuple[tuple[Block, ...], tuple[Note, ...]]:
        blocks = tuple(self._blocks(words))
        return blocks, tuple(self.notes)

    def _blocks(self, words: str) -> Iterator[Block]:
        for node in SyntaxTreeNode(_make_parser().parse(words)).children:
            yield from self._block(node)

    def _block(self, node: SyntaxTreeNode) -> Iterator[Block]:
        match node.type:
            case "heading":
                yield self._heading(node)
            case "paragraph":
                yield Paragraph(self._runs(node.children[0]))
            case "bullet_list" | "ordered_list":
                yield self._list(node)
            case "blockquote":
                for child in node.children:
                    yield from _styled(self._block(child), ParagraphStyle.QUOTE)
            case "table":
                yield self._table(node)
            case "directive":
                yield from self._directive(node)
            case "footnote_block":
                self._take_notes(node)

    def _heading(self, node: SyntaxTreeNode) -> Heading:
        inline = node.children[0]
        wanted = _ANCHOR.search(inline.content)
        runs = self._runs(inline, without=wanted[0] if wanted else "")
        anchor = self._anchor(self.fill(wanted[1]) if wanted else plain_text(runs))
        # No level is left out (ISO 14289-1, 7.4.2), so that all formats list the same ones.
        self.level = min(int(node.tag[1]), self.level + 1)
        return Heading(self.level, runs, anchor)

    def _anchor(self, words: str) -> str:
        """Return letters and digits joined by hyphens, unlike every anchor before it."""
        folded = unicodedata.normalize("NFC", words).casefold()
        stem = "-".join(re.findall(r"[\w.]+", folded)) or "section"
        anchor, number = stem, 1
        while anchor in self.anchors:
            number += 1
            anchor = f"{stem}-{number}"
        self.anchors.add(anchor)
        return anchor

    def _list(self, node: SyntaxTreeNode) -> ListBlock:
        items = tuple(self._item(child) for child in node.children)
        ordered = node.type == "ordered_list"
        return ListBlock(items, ordered, int(node.attrs.get("start", 1)) if ordered else 1)

    def _item(self, node: SyntaxTreeNode) -> ListItem:
        runs: list[Run] = []
        children: list[ListBlock] = []
        for block in (block for child in node.children for block in self._block(child)):
            if isinstance(block, ListBlock):
                children.append(block)
            elif isinstance(block, Paragraph | Heading):
                runs += [Run(" "), *block.runs] if runs else block.runs
            else:
                raise DirectiveError(
                    "", "a list item holds a table or figure", "Put it after the list."
                )
        return ListItem(_join(runs), tuple(children))

    def _table(self, node: SyntaxTreeNode) -> Table:
        head, *bodies = node.children
        cells = head.children[0].children
        columns = tuple(
            Column(
                plain_text(self._runs(cell.children[0])),
                _ALIGN.get(str(cell.attrs.get("style", "")), Align.START),
            )
            for cell in cells
        )
        rows = tuple(
            tuple(Cell(self._runs(cell.children[0])) for cell in row.children)
            for body in bodies
            for row in body.children
        )
        return Table("", "", columns, rows)

    def _directive(self, node: SyntaxTreeNode) -> Iterator[Block]:
        written = self.fill(node.info)
        words = written.removeprefix(":::").split()
        kind, names = (words[0], words[1:]) if words else ("", [])
        if kind in _STYLES:
            yield from _styled(self._blocks(node.content), _STYLES[kind])
        elif kind == "contents":
            yield Contents(" ".join(names)) if names else Contents()
        elif kind == "pagebreak":
            yield _page_break(written, names)
        elif kind in _NAMED:
            yield self._named(written, kind, " ".join(names))
        else:
            there_are = ", ".join(_DIRECTIVES)
            raise DirectiveError(
                written, f"there is no directive {kind!r}", f"Directives: {there_are}."
            )

    def _named(self, written: str, kind: str, name: str) -> Block:
        blocks = self.known[kind]
        if name not in blocks:
            there_are = ", ".join(sorted(blocks)) or "none"
            raise DirectiveError(
                written, f"there is no {kind} {name!r}", f"Names of {kind}: {there_are}."
            )
        return blocks[name]

    def _take_notes(self, node: SyntaxTreeNode) -> None:
        for child in node.children:
            paragraphs = [block for part in child.children for block in self._block(part)]
            runs: list[Run] = []
            for block in paragraphs:
                if isinstance(block, Paragraph):
                    runs += [Run(" "), *block.runs] if runs else block.runs
            number = str(int(child.meta["id"]) + 1)
            self.notes.append(Note(f"note-{number}", number, _join(runs)))

    def _runs(self, node: SyntaxTreeNode, without: str = "") -> Runs:
        runs = list(self._inline(node.children, Run("")))
        if without and runs:
            runs[-1] = replace(runs[-1], text=runs[-1].text.removesuffix(without))
        return _join([replace(run, text=self.fill(run.text)) for run in runs])

    def _inline(self, nodes: list[SyntaxTreeNode], look: Run) -> Iterator[Run]:
        for node in nodes:
            match node.type:
                case "text" | "code_inline":
                    yield replace(look, text=node.content)
                case "softbreak" | "hardbreak":
                    yield replace(look, text=" ")
                case "strong":
                    yield from self._inline(node.children, replace(look, bold=True))
                case "em":
                    yield from self._inline(node.children, replace(look, italic=True))
                case "link":
                    link = self._link(node.attrs)
                    yield from self._inline(node.children, replace(look, link=link))
                case "footnote_ref":
                    yield replace(look, note=f"note-{int(node.meta['id']) + 1}")

    def _link(self, attributes: Mapping[str, Any]) -> str:
        """Return the address if it is one a reader may follow, else none."""
        address = self.fill(str(attributes.get("href", "")))
        return address if _ALLOWED_LINK.match(address) else ""


def _page_break(written: str, names: list[str]) -> PageBreak:
    if names not in ([], [_IF_NEEDED]):
        raise DirectiveError(
            written,
            f"a page break cannot be {' '.join(names)!r}",
            f"Write :::pagebreak, or :::pagebreak {_IF_NEEDED}.",
        )
    return PageBreak(if_needed=bool(names))


def _styled(blocks: Iterator[Block], style: ParagraphStyle) -> Iterator[Block]:
    for block in blocks:
        yield replace(block, style=style) if isinstance(block, Paragraph) else block


def _join(runs: list[Run]) -> Runs:
    """Return the runs with white space folded, empty ones left out, equal looks joined."""
    joined: list[Run] = []
    for run in runs:
        text = _SPACE.sub(" ", run.text)
        if not joined or joined[-1].text.endswith(" "):
            text = text.removeprefix(" ")
        if (
            joined
            and not joined[-1].note
            and replace(joined[-1], text="", note=run.note) == replace(run, text="")
        ):
            joined[-1] = replace(run, text=joined[-1].text + text)
        elif text or run.note:
            joined.append(replace(run, text=text))
    while joined and not joined[-1].note:
        text = joined[-1].text.rstrip(" ")
        if text:
            joined[-1] = replace(joined[-1], text=text)
            break
        joined.pop()
    return tuple(joined)
