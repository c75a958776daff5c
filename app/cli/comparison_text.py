"""How does a comparison read on a terminal, and as data?"""

from collections.abc import Iterator, Sequence

import typer

from app.cli.comparison_layout import INDENT, Chunk, Looks, lay_out
from declarations.comparison import (
    ChangeKind,
    Comparison,
    DetailChange,
    NodeChange,
    Piece,
    PieceKind,
    count_changes,
)
from declarations.divisions import Division, DivisionKind
from declarations.mark_differences import compare_marks, describe_mark
from declarations.model import OBJECT_CHARACTER, Text
from exports.comparison_data import Side, count_words, print_words
from exports.phrasing import print_count

MOVES = frozenset({ChangeKind.MOVED, ChangeKind.MOVED_AND_EDITED})


def print_pieces(
    pieces: Sequence[Piece], old: Text, new: Text, sides: tuple[Side, Side]
) -> list[Chunk]:
    """Return the pieces as they print, each with what happened to it."""
    chunks, old_place, new_place = [], 0, 0
    for piece in pieces:
        length = len(piece.text)
        if piece.kind is PieceKind.DELETED:
            words = print_words(old, old_place, old_place + length, sides[0])
        else:
            words = print_words(new, new_place, new_place + length, sides[1])
        chunks.append((words, piece.kind))
        old_place += length if piece.kind is not PieceKind.INSERTED else 0
        new_place += length if piece.kind is not PieceKind.DELETED else 0
    return chunks


# Lines


def comparison_lines(comparison: Comparison, looks: Looks) -> Iterator[str]:
    """Yield the lines that show what changed, section by section; none where nothing did.

    An insertion stands in {+ +} and a deletion in [- -], coloured or not. Long unchanged words
    are left out unless ``looks.whole``.
    """
    sides = Side(comparison.old), Side(comparison.new)
    for detail in comparison.details:
        yield from detail_lines(detail, sides, looks)
    told: set[str] = set()
    section = ""
    divisions = {name: each for each in comparison.divisions for name in (each.whole, *each.parts)}
    for change in comparison.changes:
        if change.kind is ChangeKind.UNCHANGED or change.node_id in told:
            continue
        side = sides[1] if change.new else sides[0]
        if side.sections[change.node_id] != section:
            section = side.sections[change.node_id]
            yield typer.style(section, bold=True) if looks.coloured else section
            yield ""
        division = divisions.get(change.node_id)
        if division:
            told.update((division.whole, *division.parts))
            yield from division_lines(division, sides, looks)
        else:
            yield from change_lines(change, sides, looks)


def detail_lines(detail: DetailChange, sides: tuple[Side, Side], looks: Looks) -> Iterator[str]:
    """Yield what changed in the title, a note or another part outside the paragraphs."""
    what = "edited" if detail.old.plain and detail.new.plain else "inserted"
    what = what if detail.new.plain else "deleted"
    yield f"{detail.name[:1].upper()}{detail.name[1:]} ({what})"
    chunks = print_pieces(detail.pieces, detail.old, detail.new, sides)
    yield from lay_out(chunks, looks)
    yield from mark_lines(detail.old, detail.new, detail.pieces, sides)
    yield ""


def change_lines(change: NodeChange, sides: tuple[Side, Side], looks: Looks) -> Iterator[str]:
    """Yield where a node is, what happened to it, its words and the marks that changed."""
    side = sides[1] if change.new else sides[0]
    what = change.kind.value.replace("_", " ")
    if change.kind in MOVES:
        what += f": {tell_former_place(change.node_id, sides)}"
    yield f"{side.places[change.node_id]} ({what})  {{#{change.node_id}}}"
    old = change.old.text if change.old else Text()
    new = change.new.text if change.new else Text()
    yield from lay_out(print_pieces(change.pieces, old, new, sides), looks)
    if change.old and change.new:
        yield from mark_lines(old, new, change.pieces, sides)
    yield ""


def tell_former_place(node_id: str, sides: tuple[Side, Side]) -> str:
    """Return where a moved node stood: "was paragraph 3, in Environment"."""
    place = sides[0].places[node_id]
    section = sides[0].sections[node_id]
    if place == "Heading":
        return "stood elsewhere among the sections"
    where = f", in {section}" if section and section != sides[1].sections[node_id] else ""
    return f"was {place[:1].lower()}{place[1:]}{where}"


def division_lines(division: Division, sides: tuple[Side, Side], looks: Looks) -> Iterator[str]:
    """Yield that a paragraph was cut in several or joined from several, and the words of each."""
    if division.kind is DivisionKind.SPLIT:
        one, several = sides
        head = "{} (split: now {})"
    else:
        several, one = sides
        head = "{} (joined: was {})"
    places = [several.places[name] for name in division.parts]
    named = name_places(places)
    what = head.format(one.places[division.whole], named)
    yield f"{what}  {{#{division.whole}}}"
    for place, name, pieces in zip(places, division.parts, division.pieces, strict=True):
        yield f"  {place}  {{#{name}}}"
        chunks = [(piece.text.replace(OBJECT_CHARACTER, "[*]"), piece.kind) for piece in pieces]
        yield from lay_out(chunks, looks)
    yield ""


def name_places(places: Sequence[str]) -> str:
    """Return "paragraphs 3 and 4" for "Paragraph 3" and "Paragraph 4"."""
    named = [place[:1].lower() + place[1:] for place in places]
    kinds = {place.rpartition("aragraph ")[0] for place in named}
    if len(kinds) == 1 and all("aragraph " in place for place in named):
        numbers = [place.partition("aragraph ")[2] for place in named]
        named = [named[0].replace("aragraph ", "aragraphs ", 1), *numbers[1:]]
    return f"{', '.join(named[:-1])} and {named[-1]}"


def mark_lines(
    old: Text, new: Text, pieces: Sequence[Piece], sides: tuple[Side, Side]
) -> Iterator[str]:
    """Yield a sentence for each mark that changed on words that stayed."""
    for change in compare_marks(old, new, pieces):
        yield f"{INDENT}~ {describe_mark(change, sides[0].targets, sides[1].targets)}"


# Counts


def summarize(comparison: Comparison) -> str:
    """Return one sentence that says how much changed."""
    counts = count_changes(comparison)
    counts.pop(ChangeKind.UNCHANGED.value, 0)
    if not counts and not comparison.details:
        return "The two texts are the same."
    told = ", ".join(f"{n} {kind.replace('_', ' ')}" for kind, n in counts.items()) or "none"
    inserted = print_count(count_words(comparison, PieceKind.INSERTED), "word", "words")
    deleted = count_words(comparison, PieceKind.DELETED)
    besides = ", ".join(detail.name for detail in comparison.details)
    return (
        f"Of {len(comparison.changes)} paragraphs and headings: {told}; "
        f"{inserted} inserted and {deleted} deleted." + (f" Besides: {besides}." if besides else "")
    )
