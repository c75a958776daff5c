"""Which data is a comparison, for other programs?"""

from collections.abc import Mapping, Sequence
from typing import Any

from declarations.comparison import (
    ChangeKind,
    Comparison,
    NodeChange,
    Piece,
    PieceKind,
    count_changes,
)
from declarations.mark_differences import compare_marks, describe_mark
from declarations.model import OBJECT_CHARACTER, Declaration, MarkKind, Node, NodeKind, Text
from declarations.numbering import compute_reference_labels
from declarations.tokens import count_letters, split_tokens


class Side:
    """One of the two texts, with what its labels, references and notes print as."""

    def __init__(self, declaration: Declaration) -> None:
        self.names = compute_reference_labels(declaration)
        self.notes = {note.id: str(n) for n, note in enumerate(declaration.notes, start=1)}
        self.sections: dict[str, str] = {}
        self.places: dict[str, str] = {}
        tops = [declaration.preamble] if declaration.preamble else []
        for top in (*tops, *declaration.sections):
            plain = print_words(top.text, 0, len(top.text.plain), self)
            heading = plain or ("Preamble" if top.kind is NodeKind.PREAMBLE else "")
            self.sections |= {node.id: heading for node in top.walk()}
            self.places[top.id] = "Heading"
            for number, child in enumerate(top.children, start=1):
                for node in child.walk():
                    self.places[node.id] = f"Paragraph {self.names.get(node.id, '')}".rstrip()
                if child.kind is NodeKind.PREAMBULAR:
                    self.places[child.id] = f"Preambular paragraph {number}"
        self.targets = {
            **self.notes,
            **{name: f"{place[:1].lower()}{place[1:]}" for name, place in self.places.items()},
            **{
                name: f"“{heading}”"
                for name, heading in self.sections.items()
                if self.places[name] == "Heading"
            },
        }


def print_words(text: Text, start: int, end: int, side: Side) -> str:
    """Return ``text.plain[start:end]`` with what references and notes print as in their places."""
    targets = {mark.start: mark for mark in text.marks if is_object(mark.kind)}
    printed = []
    for place in range(start, end):
        character = text.plain[place]
        if character == OBJECT_CHARACTER and place in targets:
            mark = targets[place]
            if mark.kind is MarkKind.NOTE:
                character = f"[note {side.notes.get(mark.target, mark.target)}]"
            else:
                character = side.names.get(mark.target, f"[[{mark.target}]]")
        printed.append(character)
    return "".join(printed)


def is_object(kind: MarkKind) -> bool:
    """Tell whether a mark prints something from elsewhere."""
    return kind in {MarkKind.REFERENCE, MarkKind.NOTE}


def comparison_as_data(comparison: Comparison) -> dict[str, Any]:
    """Return what changed as values that JSON has; unchanged nodes are only counted."""
    sides = Side(comparison.old), Side(comparison.new)
    return {
        "declaration": comparison.new.code,
        "counts": count_changes(comparison),
        "words": {
            "inserted": count_words(comparison, PieceKind.INSERTED),
            "deleted": count_words(comparison, PieceKind.DELETED),
        },
        "details": [
            {
                "name": detail.name,
                "old": detail.old.plain,
                "new": detail.new.plain,
                "pieces": pieces_as_data(detail.pieces),
                "marks": marks_as_data(detail.old, detail.new, detail.pieces, sides),
            }
            for detail in comparison.details
        ],
        "changes": [
            change_as_data(change, sides)
            for change in comparison.changes
            if change.kind is not ChangeKind.UNCHANGED
        ],
        "divisions": [
            {
                "kind": division.kind.value,
                "whole": division.whole,
                "parts": [
                    {"id": name, "pieces": pieces_as_data(pieces)}
                    for name, pieces in zip(division.parts, division.pieces, strict=True)
                ],
            }
            for division in comparison.divisions
        ],
    }


def change_as_data(change: NodeChange, sides: tuple[Side, Side]) -> dict[str, Any]:
    """Return one node's change: null stands for the text that does not have it."""
    old, new = change.old, change.new
    return {
        "id": change.node_id,
        "kind": change.kind.value,
        "old": node_as_data(old, sides[0].names, sides[0].sections) if old else None,
        "new": node_as_data(new, sides[1].names, sides[1].sections) if new else None,
        "pieces": pieces_as_data(change.pieces),
        "marks": marks_as_data(old.text, new.text, change.pieces, sides) if old and new else [],
    }


def node_as_data(
    node: Node, names: Mapping[str, str], sections: Mapping[str, str]
) -> dict[str, str]:
    """Return a node's kind, label, section and plain text."""
    return {
        "kind": node.kind.value,
        "label": names.get(node.id, ""),
        "section": sections[node.id],
        "text": node.text.plain,
    }


def pieces_as_data(pieces: Sequence[Piece]) -> list[dict[str, str]]:
    """Return the pieces in order."""
    return [{"kind": piece.kind.value, "text": piece.text} for piece in pieces]


def marks_as_data(
    old: Text, new: Text, pieces: Sequence[Piece], sides: tuple[Side, Side]
) -> list[dict[str, str | None]]:
    """Return the marks that changed on words that stayed, each with its sentence."""
    return [
        {
            "kind": change.kind.value,
            "words": change.words,
            "old_target": change.old_target,
            "new_target": change.new_target,
            "sentence": describe_mark(change, sides[0].targets, sides[1].targets),
        }
        for change in compare_marks(old, new, pieces)
    ]


def count_words(comparison: Comparison, kind: PieceKind) -> int:
    """Return how many words were inserted or deleted in all paragraphs and headings.

    Words that only came to stand in another paragraph, by a division, are not counted.
    """
    divided = {name for each in comparison.divisions for name in (each.whole, *each.parts)}
    pieces = [
        piece
        for change in comparison.changes
        if change.node_id not in divided
        for piece in change.pieces
    ]
    pieces += [piece for each in comparison.divisions for part in each.pieces for piece in part]
    return sum(
        bool(count_letters(token))
        for piece in pieces
        if piece.kind is kind
        for token in split_tokens(piece.text)
    )
