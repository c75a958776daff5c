"""How is a person told what differs between two texts? Both wordings and the difference."""

from declarations.comparison import Piece, PieceKind, compare
from declarations.model import Declaration
from declarations.problems import Level, Place, Problem

SIGNS = {PieceKind.EQUAL: "{}", PieceKind.INSERTED: "{{+{}+}}", PieceKind.DELETED: "[-{}-]"}
NOTHING = "(nothing)"


def print_pieces(pieces: tuple[Piece, ...]) -> str:
    """Return the pieces as one line: {+inserted+} and [-deleted-]."""
    return "".join(SIGNS[piece.kind].format(piece.text) for piece in pieces)


def list_differences(
    mine: Declaration, present: Declaration, mine_name: str = "yours"
) -> tuple[Problem, ...]:
    """Return a problem for each part that differs: both wordings in full, then the difference."""
    comparison = compare(present, mine)
    found = [
        (each.node_id, each.old.text.plain if each.old else NOTHING,
         each.new.text.plain if each.new else NOTHING, each.pieces, each.kind.value)
        for each in comparison.changes if each.kind.value != "unchanged"
    ]  # fmt: skip
    found += [
        (each.name, each.old.plain, each.new.plain, each.pieces, "edited")
        for each in comparison.details
    ]
    width = max(len(mine_name), len("difference"))
    return tuple(
        Problem(
            "A010", Level.ERROR, Place(item=name),
            f"{kind.replace('_', ' ')}\n"
            f"    {'stored':{width}}  {stored}\n"
            f"    {mine_name:{width}}  {own}\n"
            f"    {'difference':{width}}  {print_pieces(pieces)}",
            "Bring the two together by hand; the stored text was not touched.",
        )
        for name, stored, own, pieces, kind in found
    )  # fmt: skip
