"""What does an amendment, or an edited text, change? One line for each change, words compared."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from declarations.amendments import (
    Delete,
    InsertAfter,
    MoveAfter,
    Operation,
    ReplaceText,
    SetDetail,
    SetHeading,
)
from declarations.comparison import details_of
from declarations.model import Declaration, Text
from declarations.numbering import compute_reference_labels, print_text
from declarations.word_differences import Piece, compare_texts


class Alteration(StrEnum):
    """What is done to a part of a text."""

    WORDS = "words"
    HEADING = "heading"
    INSERTION = "insertion"
    DELETION = "deletion"
    MOVE = "move"
    DETAIL = "detail"


@dataclass(frozen=True, slots=True)
class ListedChange:
    """One change, by its number from 1: to the node, or to the detail ``name``.

    ``pieces`` are its words, with those taken away and put in. What is inserted or moved stands
    after the node ``after``, or first below ``parent`` where that is "".
    """

    number: int
    kind: Alteration
    name: str
    pieces: tuple[Piece, ...] = ()
    parent: str = ""
    after: str = ""


def list_changes(base: Declaration, operations: Iterable[Operation]) -> tuple[ListedChange, ...]:
    """Return what operations change in a text, in their order."""
    return tuple(_list_changes(base, operations))


def _list_changes(base: Declaration, operations: Iterable[Operation]) -> Iterator[ListedChange]:
    references = compute_reference_labels(base)
    known = {node.id: node.text for node in base.walk()}
    details = details_of(base)

    def printed(text: Text) -> str:
        return print_text(text, references, {})

    def compared(old: Text, new: Text) -> tuple[Piece, ...]:
        return compare_texts(printed(old), printed(new))

    for number, operation in enumerate(operations, start=1):
        match operation:
            case ReplaceText(name, text):
                pieces = compared(known.get(name, Text()), text)
                yield ListedChange(number, Alteration.WORDS, name, pieces)
            case SetHeading(name, text):
                pieces = compared(known.get(name, Text()), text)
                yield ListedChange(number, Alteration.HEADING, name, pieces)
            case InsertAfter(parent, after, node):
                words = "\n".join(printed(each.text) for each in node.walk() if each.text.plain)
                pieces = compare_texts("", words)
                yield ListedChange(
                    number, Alteration.INSERTION, node.id, pieces, parent=parent, after=after
                )
            case Delete(name):
                node_ = base.node(name)
                words = "\n".join(printed(each.text) for each in (node_.walk() if node_ else ()))
                yield ListedChange(number, Alteration.DELETION, name, compare_texts(words, ""))
            case MoveAfter(name, parent, after):
                yield ListedChange(number, Alteration.MOVE, name, parent=parent, after=after)
            case SetDetail(name, text):
                pieces = compared(details.get(name, Text()), text)
                yield ListedChange(number, Alteration.DETAIL, name, pieces)
