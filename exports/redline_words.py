"""Which words, looks, references and notes of a paragraph changed? Run by run, both ways."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

from declarations.comparison import Piece, PieceKind
from declarations.model import Declaration, Mark, MarkKind, Text
from exports.blocks import Change, Look, Run, Runs
from exports.declaration_text import (
    find_covering,
    find_edges,
    hang_notes,
    make_run,
    number_notes,
    read_wording,
)


class Side:
    """One of the two texts: what its references and note marks print as, and where notes begin.

    ``anchors`` has the places of the paragraphs that a redline shows twice. ``notes`` are the ids
    of the notes in the document, which differ where both texts print the note at places of their
    own.
    """

    def __init__(
        self, declaration: Declaration, anchors: Mapping[str, str], apart: Iterable[str] = ()
    ) -> None:
        wording = read_wording(declaration)
        own = {name: f"note-{name}-former" for name in apart}
        self.declaration = declaration
        self.wording = replace(wording, anchors=anchors, note_ids={**wording.note_ids, **own})
        self.numbers = number_notes(declaration)
        self.first_marks = find_first_marks(declaration)

    def print_mark(self, mark: Mark, place: str) -> tuple[str, bool, int]:
        """Return the note that a mark stands for, whether it is its first, and its number."""
        is_first = self.first_marks.get(mark.target) == (place, mark.start)
        note_id = self.wording.note_ids.get(mark.target, "")
        return note_id, is_first, 0 if is_first else self.numbers.get(mark.target, 0)


def find_first_marks(declaration: Declaration) -> dict[str, tuple[str, int]]:
    """Return where each note is first referred to: the id of the node, and the place in it.

    The closing formula has the empty id.
    """
    texts = [(node.id, node.text) for node in declaration.walk()]
    first: dict[str, tuple[str, int]] = {}
    for name, text in (*texts, ("", declaration.closing)):
        for mark in text.marks:
            if mark.kind is MarkKind.NOTE:
                first.setdefault(mark.target, (name, mark.start))
    return first


@dataclass(frozen=True, slots=True)
class Strand:
    """A stretch as the old text and as the new one print it; None where it has none.

    ``is_same`` says that both print the same thing, if not in the same look.
    """

    old: Run | None
    new: Run | None
    is_same: bool = False


def weave(
    pieces: Iterable[Piece], old: tuple[Text, Side], new: tuple[Text, Side], place: str | None
) -> list[Strand]:
    """Return the stretches of both texts; ``place`` is the id of the node, None inside a note."""
    strands: list[Strand] = []
    before = after = 0
    for piece in pieces:
        length = len(piece.text)
        lost = length if piece.kind is not PieceKind.INSERTED else 0
        won = length if piece.kind is not PieceKind.DELETED else 0
        edges = {0, length}
        if lost:
            edges |= {edge - before for edge in find_edges(old[0], before, before + lost)}
        if won:
            edges |= {edge - after for edge in find_edges(new[0], after, after + won)}
        for left, right in pairwise(sorted(edges)):
            was = print_stretch(old, before + left, before + right) if lost else None
            now = print_stretch(new, after + left, after + right) if won else None
            is_same = (
                was is not None
                and now is not None
                and replace(was, bold=now.bold, italic=now.italic) == now
                and is_same_mark(old, before + left, new, after + left, place)
            )
            strands.append(Strand(was, now, is_same))
        before, after = before + lost, after + won
    return strands


def print_stretch(text_side: tuple[Text, Side], start: int, end: int) -> Run:
    """Return one stretch of a text as its side prints it."""
    text, side = text_side
    return make_run(
        text.plain[start:end], find_covering(text, start, end), side.wording, Change.NONE
    )


def is_same_mark(
    old: tuple[Text, Side], before: int, new: tuple[Text, Side], after: int, place: str | None
) -> bool:
    """Return whether both texts print one note mark here, or none."""
    printed = [
        [
            side.print_mark(mark, place if place is not None else "note")
            for mark in text.marks
            if mark.kind is MarkKind.NOTE and mark.start == start
        ]
        for (text, side), start in ((old, before), (new, after))
    ]
    return printed[0] == printed[1]


def mark_strands(strands: Iterable[Strand], fate: Change) -> Runs:
    """Return runs that say what happened to each stretch, at a place with this fate."""
    return hang_notes(join_runs(mark_each(strands, fate)))


def mark_each(strands: Iterable[Strand], fate: Change) -> Iterator[Run]:
    """Yield the runs of the stretches as they are shown at one place."""
    for strand in strands:
        was, now = strand.old, strand.new
        if fate is Change.NONE and was and now and strand.is_same:
            is_like = (was.bold, was.italic) == (now.bold, now.italic)
            look = None if is_like or not now.text else Look(was.bold, was.italic)
            yield replace(now, old_look=look)
            continue
        if was and fate.is_old:
            is_moved = now and fate is Change.MOVED_FROM
            yield replace(was, change=Change.MOVED_FROM if is_moved else Change.DELETED)
        if now and fate.is_new:
            is_moved = was and fate is Change.MOVED_TO
            yield replace(now, change=Change.MOVED_TO if is_moved else Change.INSERTED)


def join_runs(runs: Iterable[Run]) -> Iterator[Run]:
    """Yield the runs, neighbours that differ only in their words as one."""
    last: Run | None = None
    for run in runs:
        if (
            last
            and not (last.note or run.note or last.link)
            and replace(run, text=last.text) == last
        ):
            last = replace(last, text=last.text + run.text)
            continue
        if last:
            yield last
        last = run
    if last:
        yield last


def find_shared_notes(
    old: Side, new: Side, texts: Mapping[str, tuple[Piece, ...]]
) -> frozenset[str]:
    """Return the notes that both texts print at one place: there both have the first mark.

    ``texts`` has the pieces of the paragraphs that stand once, by node id.
    """
    shared = set()
    for name, (place, start) in new.first_marks.items():
        before = old.first_marks.get(name, ("", -1))
        if before[0] == place and (before[1], start) in match_places(texts.get(place, ())):
            shared.add(name)
    unmarked = set(new.numbers) - set(new.first_marks)
    for name in unmarked & (set(old.numbers) - set(old.first_marks)):
        if old.numbers[name] == new.numbers[name]:
            shared.add(name)
    return frozenset(shared)


def match_places(pieces: Iterable[Piece]) -> set[tuple[int, int]]:
    """Return the places of equal characters in the old and in the new text, pair by pair."""
    found: set[tuple[int, int]] = set()
    before = after = 0
    for piece in pieces:
        if piece.kind is PieceKind.EQUAL:
            found |= {(before + n, after + n) for n in range(len(piece.text))}
        before += len(piece.text) if piece.kind is not PieceKind.INSERTED else 0
        after += len(piece.text) if piece.kind is not PieceKind.DELETED else 0
    return found
