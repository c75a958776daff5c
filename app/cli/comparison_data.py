"""Which data is a comparison, for other programs?"""

from collections.abc import Mapping, Sequence
from typing import Any

from app.cli.comparison_text import Side, count_words
from declarations.comparison import (
    ChangeKind,
    Comparison,
    NodeChange,
    Piece,
    PieceKind,
    count_changes,
)
from declarations.mark_differences import compare_marks, describe_mark
from declarations.model import Node, Text


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
