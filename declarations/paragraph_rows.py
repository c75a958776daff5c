"""How does a part of a text change row by row? One row for each paragraph, numbered anew.

A part is the preamble, a section, or one paragraph with all below it. The words of a row are
Markdown as in a draft file; several lines of them, as a word processor leaves them in the
clipboard, become several rows.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from declarations.draft_inline import print_inline, read_line
from declarations.model import MAXIMUM_DEPTH, Declaration, Node, NodeKind
from declarations.numbering import subparagraph_label
from declarations.problems import NotFoundRefusal
from declarations.typed_labels import TYPED_LABEL, take_out_label

HEADED = frozenset((NodeKind.PREAMBLE, NodeKind.SECTION))
BULLET = re.compile("[•·▪‣◦●○\uf0b7\uf0a7]\\s+")
"""As word processors put them into the clipboard; the last two are Symbol and Wingdings."""

WHITE = re.compile(r"[ \t\r\n]+")
"""Not the spaces that keep a line together, which a text may need."""

LINE_ENDS = re.compile(r"[\t\r\n]+")
BLANK_LINE = re.compile(r"\n\s*\n")


@dataclass(frozen=True, slots=True)
class Row:
    """A paragraph being edited; ``id`` is "" for a new one, ``depth`` 0 for no sub-paragraph."""

    id: str
    depth: int
    words: str


def find_part(text: Declaration, part_id: str) -> tuple[Node, Node]:
    """Return the preamble or section that a part lies in, and the part: it, or a paragraph of it.

    A sub-paragraph belongs to the part of its paragraph. Raises NotFoundRefusal.
    """
    for top in (text.preamble, *text.sections):
        if top is not None and top.id == part_id:
            return top, top
        for paragraph in top.children if top else ():
            if top and any(node.id == part_id for node in paragraph.walk()):
                return top, paragraph
    raise NotFoundRefusal(
        f"{text.code} has no paragraph or section {part_id!r}.",
        hint="It may have been deleted; the text shows those there are.",
    )


def list_rows(part: Node) -> tuple[Row, ...]:
    """Return the paragraphs of a part in their order."""

    def walk(nodes: Sequence[Node], depth: int) -> Iterator[Row]:
        for node in nodes:
            yield Row(node.id, depth, print_inline(node.text))
            yield from walk(node.children, depth + 1)

    return tuple(walk(part.children if part.kind in HEADED else (part,), 0))


def count_before(text: Declaration, part: Node) -> int:
    """Return how many operative paragraphs stand before a part."""
    count = 0
    for section in text.sections:
        if section.id == part.id:
            return count
        for paragraph in section.children:
            if paragraph.id == part.id:
                return count
            count += 1
    return 0


def tidy_rows(
    rows: Sequence[Row],
    before: int = 0,
    *,
    stored: Sequence[Row] = (),
    keep_empty: bool = False,
) -> tuple[Row, ...]:
    """Return the rows with pasted lines as rows of their own, typed labels and bullets taken out.

    A label goes where it spells the number that is computed, or counts the lines pasted together.
    ``before`` is how many paragraphs are numbered before them. New rows without words are left
    out unless they are to be kept, and no row lies more than one level below the one before it.
    Words that are those of the row in ``stored`` are left as they are.
    """
    found: list[Row] = []
    untouched = {(row.id, row.words) for row in stored}
    numbers = [before] + [0] * MAXIMUM_DEPTH
    for row in rows:
        depth = max(0, min(row.depth, MAXIMUM_DEPTH, found[-1].depth + 1 if found else 0))
        lines = cut_pasted(row.words)
        if row.words and (row.id, row.words) in untouched:
            numbers[depth] += 1
            numbers[depth + 1 :] = [0] * (MAXIMUM_DEPTH - depth)
            found.append(Row(row.id, depth, row.words))
            continue
        for place, line in enumerate(lines, start=1):
            numbers[depth] += 1
            numbers[depth + 1 :] = [0] * (MAXIMUM_DEPTH - depth)
            counted = (numbers[depth], place) if len(lines) > 1 else (numbers[depth],)
            found.append(Row(row.id if place == 1 else "", depth, take_out_number(line, counted)))
        if not lines and (row.id or keep_empty):
            numbers[depth] += 1
            numbers[depth + 1 :] = [0] * (MAXIMUM_DEPTH - depth)
            found.append(Row(row.id, depth, ""))
    return tuple(found)


def cut_pasted(words: str) -> tuple[str, ...]:
    """Return the paragraphs of pasted words: parted by blank lines, or by lines where none is."""
    pieces = BLANK_LINE.split(words) if BLANK_LINE.search(words.strip()) else words.split("\n")
    return tuple(filter(None, (WHITE.sub(" ", piece).strip() for piece in pieces)))


def one_line(words: str) -> str:
    """Return words on one line, with the spaces that they have."""
    return LINE_ENDS.sub(" ", words).strip()


def take_out_number(line: str, numbers: Collection[int]) -> str:
    """Return a line without its bullet, or without the label that spells one of the numbers."""
    bullet = BULLET.match(line)
    if bullet:
        return line[bullet.end() :]
    label = TYPED_LABEL.match(line)
    if label and label.end() < len(line):
        for number in numbers:
            for edit in take_out_label(label, number):
                return line[edit.end :]
    return line


def put_rows(
    text: Declaration,
    part_id: str,
    rows: Sequence[Row],
    *,
    heading: str | None = None,
    taken: Collection[str] = (),
) -> Declaration:
    """Return the text with the rows in place of a part, and a heading for a section.

    What is no paragraph of the part is new, and gets an id that no text had: ``taken`` are those
    of earlier revisions. Raises NotFoundRefusal when the part is not there.
    """
    top, part = find_part(text, part_id)
    is_whole = top.id == part.id
    own = {node.id for node in part.walk() if node.id != top.id}
    forest = grow(rows, top, own, {*taken, *(node.id for node in text.walk())})
    others = top.children
    place = next((n for n, each in enumerate(others) if each.id == part.id), 0)
    children = forest if is_whole else (*others[:place], *forest, *others[place + 1 :])
    changed = replace(top, children=children)
    if is_whole and heading is not None:
        changed = replace(changed, text=read_line(one_line(heading)).text)
    return replace(
        text,
        preamble=changed if top.kind is NodeKind.PREAMBLE else text.preamble,
        sections=tuple(changed if each.id == top.id else each for each in text.sections),
    )


def grow(rows: Sequence[Row], top: Node, own: set[str], taken: set[str]) -> tuple[Node, ...]:
    """Return the rows as nodes with those below them; each id of ``own`` is used once."""
    left = set(own)

    def name(row: Row, parent: str) -> str:
        if row.id in left:
            left.discard(row.id)
            return row.id
        number = 1
        while f"{parent}-{number}" in taken:
            number += 1
        taken.add(f"{parent}-{number}")
        return f"{parent}-{number}"

    def take(start: int, depth: int, parent: str) -> tuple[list[Node], int]:
        nodes: list[Node] = []
        place = start
        while place < len(rows) and rows[place].depth >= depth:
            row = rows[place]
            node_id = name(row, parent)
            below, place = take(place + 1, depth + 1, node_id)
            nodes.append(
                Node(node_id, kind_at(top, depth), read_line(row.words).text, tuple(below))
            )
        return nodes, place

    return tuple(take(0, 0, top.id)[0])


def kind_at(top: Node, depth: int) -> NodeKind:
    """Return the kind of a paragraph by its place."""
    if depth:
        return NodeKind.SUBPARAGRAPH
    return NodeKind.PREAMBULAR if top.kind is NodeKind.PREAMBLE else NodeKind.OPERATIVE


def number_rows(
    rows: Sequence[Row], before: int, language: str, *, is_preamble: bool = False
) -> tuple[str, ...]:
    """Return the label of each row as a reference names it: "3 (a)"; of a preamble the place."""
    path = [""] * (MAXIMUM_DEPTH + 1)
    counts = [0 if is_preamble else before] + [0] * MAXIMUM_DEPTH
    labels = []
    for row in rows:
        counts[row.depth] += 1
        counts[row.depth + 1 :] = [0] * (MAXIMUM_DEPTH - row.depth)
        number = counts[row.depth]
        path[row.depth] = (
            subparagraph_label(row.depth, number, language) if row.depth else str(number)
        )
        labels.append(" ".join(path[: row.depth + 1]))
    return tuple(labels)


def take_in_rows(
    mine: Sequence[Row], base: Sequence[Row], latest: Sequence[Row]
) -> tuple[Row, ...]:
    """Return the rows with those that others put in meanwhile, each where it stands now."""
    known = {row.id for row in (*mine, *base)}
    found, previous = list(mine), ""
    for row in latest:
        if row.id not in known:
            places = [place for place, each in enumerate(found) if each.id == previous]
            found.insert(places[0] + 1 if previous and places else 0, row)
        previous = row.id
    return tuple(found)


# What a person does with rows before anything is stored


def end_of_block(rows: Sequence[Row], place: int) -> int:
    """Return where the rows below a row end."""
    end = place + 1
    while end < len(rows) and rows[end].depth > rows[place].depth:
        end += 1
    return end


def move_row(rows: Sequence[Row], place: int, step: int) -> tuple[Row, ...]:
    """Return the rows with one, and all below it, before (-1) or behind (1) its neighbour.

    The first stays the first and the last the last among its siblings.
    """
    end, depth = end_of_block(rows, place), rows[place].depth
    if step > 0:
        if end == len(rows) or rows[end].depth != depth:
            return tuple(rows)
        after = end_of_block(rows, end)
        return (*rows[:place], *rows[end:after], *rows[place:end], *rows[after:])
    start = place - 1
    while start >= 0 and rows[start].depth > depth:
        start -= 1
    if start < 0 or rows[start].depth != depth:
        return tuple(rows)
    return (*rows[:start], *rows[place:end], *rows[start:place], *rows[end:])


def drop_row(rows: Sequence[Row], place: int) -> tuple[Row, ...]:
    """Return the rows without one and all below it."""
    return (*rows[:place], *rows[end_of_block(rows, place) :])


def add_row(rows: Sequence[Row], place: int) -> tuple[Row, ...]:
    """Return the rows with an empty one behind one and all below it; -1 is the beginning."""
    if place < 0 or not rows:
        return (Row("", 0, ""), *rows)
    end = end_of_block(rows, place)
    return (*rows[:end], Row("", rows[place].depth, ""), *rows[end:])


def nest_row(rows: Sequence[Row], place: int, step: int) -> tuple[Row, ...]:
    """Return the rows with one, and all below it, one level deeper (1) or higher (-1).

    Where there is no such level the rows stay as they are.
    """
    end = end_of_block(rows, place)
    deepest = max(row.depth for row in rows[place:end]) + step
    may_sink = place > 0 and rows[place - 1].depth >= rows[place].depth
    if rows[place].depth + step < 0 or deepest > MAXIMUM_DEPTH or (step > 0 and not may_sink):
        return tuple(rows)
    sunk = (replace(row, depth=row.depth + step) for row in rows[place:end])
    return (*rows[:place], *sunk, *rows[end:])
