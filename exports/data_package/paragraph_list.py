"""Which paragraphs has each declaration, and what do they say? One row a paragraph in force.

It is made of the texts and not read back: it is there so that entries can be joined with words.
"""

from collections.abc import Iterator
from typing import Any

from sqlmodel import Session

from declarations.adoption_records import load_adoption
from declarations.model import Node, NodeKind
from declarations.numbering import compute_labels, compute_reference_labels, print_text
from declarations.store import load_revision
from exports.data_package.descriptor import describe_plain_field
from exports.data_package.fields import FieldType

NAME = "paragraphs"
PATH = f"data/{NAME}.csv"
TITLE = "Paragraphs"
MEANING = (
    "The sections and paragraphs of each declaration in the language it was first written in: of "
    "the text in force, or of the latest revision where none is adopted. Ids are permanent; labels "
    "are as printed."
)
FIELDS = {
    "declaration": "Code of the declaration.",
    "paragraph": "Id of the section or paragraph.",
    "kind": f"Its kind: {', '.join(kind.value for kind in NodeKind)}.",
    "above": "Id of what it stands under; empty at the top.",
    "label": "Number as printed.",
    "text": "Its words, or its heading, with references as they are printed.",
}


def list_paragraphs(session: Session, codes: list[str]) -> Iterator[tuple[str, ...]]:
    """Yield the rows for some declarations, in reading order."""
    for code in codes:
        adoption = load_adoption(session, code)
        standing = adoption.text_on() if adoption else None
        text = load_revision(session, code, standing.number if standing else None).declaration
        labels, references = compute_labels(text), compute_reference_labels(text)
        tops = (*((text.preamble,) if text.preamble else ()), *text.sections)
        for top in tops:
            for node, above in _walk(top, ""):
                words = print_text(node.text, references, {})
                yield code, node.id, node.kind.value, above, labels.get(node.id, ""), words


def _walk(node: Node, above: str) -> Iterator[tuple[Node, str]]:
    """Yield a node and all below it, each with the id of what it stands under."""
    yield node, above
    for child in node.children:
        yield from _walk(child, node.id)


def describe_paragraphs() -> dict[str, Any]:
    """Return the schema of the list."""
    fields = [
        describe_plain_field(name, name.capitalize(), meaning, FieldType.STRING)
        for name, meaning in FIELDS.items()
    ]
    kind = next(field for field in fields if field["name"] == "kind")
    kind["constraints"] = {"enum": [each.value for each in NodeKind]}
    target = {"resource": "declarations", "fields": ["code"]}
    return {
        "fields": fields,
        "primaryKey": ["declaration", "paragraph"],
        "foreignKeys": [{"fields": ["declaration"], "reference": target}],
    }
