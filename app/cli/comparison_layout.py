"""How are changed words laid out on a terminal? Signs, colours and lines of its width."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import dropwhile, groupby
from operator import itemgetter

import typer
from rich.cells import cell_len

from declarations.comparison import PieceKind
from declarations.tokens import class_of, count_letters, split_tokens

SIGNS = {
    PieceKind.EQUAL: ("", ""),
    PieceKind.INSERTED: ("{+", "+}"),
    PieceKind.DELETED: ("[-", "-]"),
}
COLOURS = {PieceKind.INSERTED: typer.colors.GREEN, PieceKind.DELETED: typer.colors.RED}
VISIBLE_SPACE = "␣"
"""Stands for a space that alone was inserted or deleted, so that it is seen."""

INDENT = "    "
LEAST_WIDTH = 40

Chunk = tuple[str, PieceKind]
"""Words as they print, and what happened to them."""


@dataclass(frozen=True, slots=True)
class Looks:
    """How wide the lines are, in cells; whether colours are used and unchanged words left out."""

    width: int = 100
    coloured: bool = False
    whole: bool = False


def lay_out(chunks: Sequence[Chunk], looks: Looks) -> Iterator[str]:
    """Yield indented lines no wider than ``looks.width`` where the words allow it."""
    room = max(looks.width, LEAST_WIDTH) - len(INDENT)
    shown = list(chunks) if looks.whole else shorten_equal(chunks, room // 2)
    line: list[Chunk] = []
    used = 0
    for unit in join_units(sign(shown)):
        size = cell_len("".join(words for words, _ in unit).rstrip())
        if line and used + size > room:
            yield finish_line(line, looks)
            line, used = [], 0
        line += unit
        used += cell_len("".join(words for words, _ in unit))
    if line:
        yield finish_line(line, looks)


def shorten_equal(chunks: Sequence[Chunk], context: int) -> list[Chunk]:
    """Return the chunks with only about ``context`` cells of equal words beside each change."""
    shown = []
    for number, (words, kind) in enumerate(chunks):
        if kind is PieceKind.EQUAL and cell_len(words) > 2 * context:
            tokens = split_tokens(words)
            head = take(tokens, context)
            is_last = number + 1 == len(chunks)
            tail = [] if is_last else take(tokens[::-1], context)[::-1]
            tail = list(dropwhile(lambda token: not count_letters(token), tail))
            gap = "… " if not head or head[-1][-1:].isspace() else "…"
            words = "".join([*head, gap, *tail])  # noqa: PLW2901 - the shorter words
        shown.append((words, kind))
    return shown


def take(tokens: Sequence[str], room: int) -> list[str]:
    """Return the first tokens that fit in ``room`` cells."""
    taken, used = [], 0
    for token in tokens:
        used += cell_len(token)
        if used > room:
            break
        taken.append(token)
    return taken


def sign(chunks: Sequence[Chunk]) -> Iterator[Chunk]:
    """Yield the tokens of the chunks, the first and last of a change with its signs."""
    for words, kind in chunks:
        tokens = list(split_tokens(words))
        opening, closing = SIGNS[kind]
        if kind is not PieceKind.EQUAL and words.isspace():
            tokens = [VISIBLE_SPACE * len(words)]
        tokens[0] = opening + tokens[0]
        tokens[-1] += closing
        for token in tokens:
            yield token, kind


def join_units(tokens: Iterator[Chunk]) -> Iterator[list[Chunk]]:
    """Yield the tokens in units that no line break may part."""
    unit: list[Chunk] = []
    for token, kind in tokens:
        if unit and may_break(unit[-1][0], token):
            yield unit
            unit = []
        unit.append((token, kind))
    if unit:
        yield unit


def may_break(before: str, after: str) -> bool:
    """Tell whether a line may end between two tokens: at a space, or between Han or Thai."""
    return before[-1].isspace() or (class_of(before[0]) in "ctv" and class_of(after[0]) in "ctv")


def finish_line(line: Sequence[Chunk], looks: Looks) -> str:
    """Return the line with its indent and colours, without the space at its end."""
    chunks = [
        ("".join(words for words, _ in run), kind) for kind, run in groupby(line, key=itemgetter(1))
    ]
    chunks[-1] = (chunks[-1][0].rstrip(), chunks[-1][1])
    if not looks.coloured:
        return INDENT + "".join(words for words, _ in chunks)
    return INDENT + "".join(
        typer.style(words, fg=COLOURS[kind]) if kind in COLOURS else words for words, kind in chunks
    )
