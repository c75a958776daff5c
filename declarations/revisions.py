"""What exactly was the text at one moment? Revisions, their canonical form and their hash."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from declarations.model import (
    Declaration,
    Mark,
    MarkKind,
    Node,
    NodeKind,
    Note,
    Profile,
    Text,
)
from declarations.problems import InputRefusal

ALGORITHM = "accord-1"
"""Names the canonical form below; it stands in the form itself and so under the hash."""

PLAIN_FIELDS = ("code", "title", "language", "subtitle", "assembly", "prepared_by")


@dataclass(frozen=True, slots=True)
class Revision:
    """A numbered, whole, immutable state of a text in one language.

    ``number`` counts from 1. ``parent_sha256`` is the hash of the revision before, "" for the
    first.
    """

    declaration: Declaration
    number: int
    sha256: str
    parent_sha256: str
    reason: str
    made_on: date


def content_sha256(declaration: Declaration) -> str:
    """Return the SHA-256 of the canonical JSON in UTF-8, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical_json(declaration).encode()).hexdigest()


def canonical_json(declaration: Declaration) -> str:
    """Return the one JSON text of a declaration: keys sorted, no spaces, nothing escaped.

    Two declarations are equal exactly when their canonical JSON is.
    """
    content: dict[str, Any] = {name: getattr(declaration, name) for name in PLAIN_FIELDS}
    content |= {
        "algorithm": ALGORITHM,
        "profile": declaration.profile.value,
        "preamble": node_as_data(declaration.preamble) if declaration.preamble else None,
        "sections": [node_as_data(section) for section in declaration.sections],
        "closing": text_as_data(declaration.closing),
        "notes": [{"id": note.id, "text": text_as_data(note.text)} for note in declaration.notes],
    }
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def text_as_data(text: Text) -> dict[str, Any]:
    """Return a text as plain data; a mark is [start, end, kind, target]."""
    marks = [[mark.start, mark.end, mark.kind.value, mark.target] for mark in text.marks]
    return {"plain": text.plain, "marks": marks}


def node_as_data(node: Node) -> dict[str, Any]:
    """Return a node and what is below it as plain data."""
    return {
        "id": node.id,
        "kind": node.kind.value,
        "text": text_as_data(node.text),
        "children": [node_as_data(child) for child in node.children],
    }


def declaration_from_json(content: str) -> Declaration:
    """Return the declaration of which ``content`` is the canonical JSON.

    Raises InputRefusal when it is no JSON, of another algorithm, or incomplete.
    """
    try:
        data = json.loads(content)
        if data["algorithm"] != ALGORITHM:
            raise InputRefusal(
                f"The text is stored in the form {data['algorithm']!r}; "
                f"this Accord reads {ALGORITHM!r}.",
                hint="Read it with the Accord that wrote it, or a newer one.",
            )
        return declaration_from_data(data)
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise InputRefusal(
            f"The stored text cannot be read: {type(error).__name__}: {error}.",
            hint="Take the text from a backup or from an exported draft file.",
        ) from error


def declaration_from_data(data: Mapping[str, Any]) -> Declaration:
    """Return the declaration of plain data as ``canonical_json`` writes it."""
    fields = {name: data[name] for name in PLAIN_FIELDS}
    return Declaration(
        **fields,
        profile=Profile(data["profile"]),
        preamble=node_from_data(data["preamble"]) if data["preamble"] else None,
        sections=nodes_from_data(data["sections"]),
        closing=text_from_data(data["closing"]),
        notes=tuple(Note(note["id"], text_from_data(note["text"])) for note in data["notes"]),
    )


def text_from_data(data: Mapping[str, Any]) -> Text:
    """Return the text of plain data as ``text_as_data`` writes it."""
    marks = [Mark(start, end, MarkKind(kind), target) for start, end, kind, target in data["marks"]]
    return Text(data["plain"], tuple(marks))


def node_from_data(data: Mapping[str, Any]) -> Node:
    """Return the node of plain data as ``node_as_data`` writes it."""
    return Node(
        data["id"],
        NodeKind(data["kind"]),
        text_from_data(data["text"]),
        nodes_from_data(data["children"]),
    )


def nodes_from_data(data: Iterable[Mapping[str, Any]]) -> tuple[Node, ...]:
    """Return the nodes of a list of plain data."""
    return tuple(node_from_data(item) for item in data)
