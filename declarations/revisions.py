"""What is a revision? A whole, immutable state of the text, known by the hash of its content."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from declarations.model import Declaration, Mark, MarkKind, Node, NodeKind, Note, Profile, Text

ALGORITHM = "accord-canonical-1"
"""Names the form of the JSON; a later form gets another name, so that old hashes stay true."""


@dataclass(frozen=True, slots=True)
class Revision:
    """One numbered state of a declaration; ``parent_sha256`` is "" for the first."""

    declaration: Declaration
    number: int
    sha256: str
    parent_sha256: str
    made_on: date
    reason: str = ""


def text_as_data(text: Text) -> Any:
    """Return a text as a string, or as [string, marks] where it has marks."""
    if not text.marks:
        return text.plain
    return [text.plain, [[m.start, m.end, m.kind.value, m.target] for m in text.marks]]


def text_from_data(data: Any) -> Text:
    """Return the text that ``text_as_data`` wrote."""
    if isinstance(data, str):
        return Text(data)
    plain, marks = data
    return Text(plain, tuple(Mark(s, e, MarkKind(kind), target) for s, e, kind, target in marks))


def node_as_data(node: Node) -> dict[str, Any]:
    """Return a node and those below it as JSON-able data."""
    data: dict[str, Any] = {
        "id": node.id,
        "kind": node.kind.value,
        "text": text_as_data(node.text),
    }
    if node.children:
        data["children"] = [node_as_data(child) for child in node.children]
    return data


def node_from_data(data: dict[str, Any]) -> Node:
    """Return the node that ``node_as_data`` wrote."""
    children = tuple(node_from_data(child) for child in data.get("children", ()))
    return Node(data["id"], NodeKind(data["kind"]), text_from_data(data["text"]), children)


def canonical_json(declaration: Declaration) -> str:
    """Return the one JSON text of a declaration: sorted keys, no spaces, characters as they are."""
    data = {
        "algorithm": ALGORITHM,
        "code": declaration.code,
        "title": declaration.title,
        "language": declaration.language,
        "profile": declaration.profile.value,
        "subtitle": declaration.subtitle,
        "assembly": declaration.assembly,
        "prepared_by": declaration.prepared_by,
        "preamble": node_as_data(declaration.preamble) if declaration.preamble else None,
        "sections": [node_as_data(section) for section in declaration.sections],
        "closing": text_as_data(declaration.closing),
        "notes": [[note.id, text_as_data(note.text)] for note in declaration.notes],
    }
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def declaration_from_json(text: str) -> Declaration:
    """Return the declaration that ``canonical_json`` wrote."""
    data = json.loads(text)
    return Declaration(
        code=data["code"],
        title=data["title"],
        language=data["language"],
        profile=Profile(data["profile"]),
        subtitle=data["subtitle"],
        assembly=data["assembly"],
        prepared_by=data["prepared_by"],
        preamble=node_from_data(data["preamble"]) if data["preamble"] else None,
        sections=tuple(node_from_data(section) for section in data["sections"]),
        closing=text_from_data(data["closing"]),
        notes=tuple(Note(note, text_from_data(words)) for note, words in data["notes"]),
    )


def content_sha256(canonical: str) -> str:
    """Return the SHA-256 of canonical JSON as 64 hexadecimal digits."""
    return hashlib.sha256(canonical.encode()).hexdigest()
