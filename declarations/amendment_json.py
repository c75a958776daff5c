"""How is an amendment written down exactly? Its canonical JSON, and reading it back."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from declarations.amendments import (
    Amendment,
    AmendmentStatus,
    CoSponsor,
    Delete,
    InsertAfter,
    MoveAfter,
    Operation,
    ReplaceText,
    SetDetail,
    SetHeading,
)
from declarations.model import Note
from declarations.problems import InputRefusal
from declarations.revisions import node_as_data, node_from_data, text_as_data, text_from_data

ALGORITHM = "accord-amendment-1"
"""Names the form below; it stands in the form itself."""

PLAIN_FIELDS = (
    "code", "declaration", "language", "base_number", "base_sha256", "sponsor", "rationale",
    "superseded_by", "parent", "review",
)  # fmt: skip


def amendment_json(amendment: Amendment) -> str:
    """Return the one JSON text of an amendment: keys sorted, no spaces, nothing escaped."""
    return write_json(amendment_as_data(amendment))


def operations_json(operations: Iterable[Operation]) -> str:
    """Return the one JSON text of operations."""
    return write_json([operation_as_data(operation) for operation in operations])


def write_json(content: Any) -> str:
    """Return canonical JSON."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def amendment_as_data(amendment: Amendment) -> dict[str, Any]:
    """Return an amendment as plain data."""
    return {name: getattr(amendment, name) for name in PLAIN_FIELDS} | {
        "algorithm": ALGORITHM,
        "status": amendment.status.value,
        "submitted_on": date_as_data(amendment.submitted_on),
        "co_sponsors": [
            {
                "member": each.member,
                "joined_on": each.joined_on.isoformat(),
                "left_on": date_as_data(each.left_on),
            }
            for each in amendment.co_sponsors
        ],
        "operations": [operation_as_data(operation) for operation in amendment.operations],
    }


def date_as_data(day: date | None) -> str | None:
    """Return a date in ISO 8601, or None."""
    return day.isoformat() if day else None


def operation_as_data(operation: Operation) -> dict[str, Any]:
    """Return one operation as plain data; ``do`` names its kind."""
    match operation:
        case ReplaceText(node_id, text, notes):
            return {"do": "replace_text", "node": node_id} | words_as_data(text, notes)
        case SetHeading(node_id, text, notes):
            return {"do": "set_heading", "node": node_id} | words_as_data(text, notes)
        case InsertAfter(parent_id, after_id, node, notes):
            place = {"do": "insert_after", "parent": parent_id, "after": after_id}
            return place | {"new": node_as_data(node), "notes": notes_as_data(notes)}
        case Delete(node_id):
            return {"do": "delete", "node": node_id}
        case MoveAfter(node_id, parent_id, after_id):
            return {"do": "move_after", "node": node_id, "parent": parent_id, "after": after_id}
        case SetDetail(name, text):
            return {"do": "set_detail", "name": name, "text": text_as_data(text)}


def words_as_data(text: Any, notes: tuple[Note, ...]) -> dict[str, Any]:
    """Return new words with the notes they need as plain data."""
    return {"text": text_as_data(text), "notes": notes_as_data(notes)}


def notes_as_data(notes: Iterable[Note]) -> list[dict[str, Any]]:
    """Return notes as plain data."""
    return [{"id": note.id, "text": text_as_data(note.text)} for note in notes]


def amendment_from_json(content: str) -> Amendment:
    """Return the amendment of which ``content`` is the JSON; InputRefusal when it is none."""
    try:
        data = json.loads(content)
        if data["algorithm"] != ALGORITHM:
            raise InputRefusal(
                f"The amendment is stored in the form {data['algorithm']!r}; "
                f"this Accord reads {ALGORITHM!r}.",
                hint="Read it with the Accord that wrote it, or a newer one.",
            )
        return Amendment(
            **{name: data[name] for name in PLAIN_FIELDS},
            operations=tuple(map(operation_from_data, data["operations"])),
            co_sponsors=tuple(
                CoSponsor(
                    each["member"],
                    date.fromisoformat(each["joined_on"]),
                    date_from_data(each["left_on"]),
                )
                for each in data["co_sponsors"]
            ),
            submitted_on=date_from_data(data["submitted_on"]),
            status=AmendmentStatus(data["status"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise unreadable(error) from error


def operations_from_json(content: str) -> tuple[Operation, ...]:
    """Return the operations of which ``content`` is the JSON; InputRefusal when it is none."""
    try:
        return tuple(map(operation_from_data, json.loads(content)))
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise unreadable(error) from error


def unreadable(error: Exception) -> InputRefusal:
    """Return the refusal of an amendment that cannot be read."""
    return InputRefusal(
        f"The stored amendment cannot be read: {type(error).__name__}: {error}.",
        hint="Take it from a backup, or propose it anew.",
    )


def date_from_data(day: str | None) -> date | None:
    """Return the date of ISO 8601, or None."""
    return date.fromisoformat(day) if day else None


def operation_from_data(data: Mapping[str, Any]) -> Operation:
    """Return the operation of plain data as ``operation_as_data`` writes it."""
    match data["do"]:
        case "replace_text":
            return ReplaceText(
                data["node"], text_from_data(data["text"]), notes_from_data(data["notes"])
            )
        case "set_heading":
            return SetHeading(
                data["node"], text_from_data(data["text"]), notes_from_data(data["notes"])
            )
        case "insert_after":
            node, notes = node_from_data(data["new"]), notes_from_data(data["notes"])
            return InsertAfter(data["parent"], data["after"], node, notes)
        case "delete":
            return Delete(data["node"])
        case "move_after":
            return MoveAfter(data["node"], data["parent"], data["after"])
        case "set_detail":
            return SetDetail(data["name"], text_from_data(data["text"]))
        case unknown:
            raise ValueError(f"there is no operation {unknown!r}")


def notes_from_data(data: Iterable[Mapping[str, Any]]) -> tuple[Note, ...]:
    """Return the notes of plain data."""
    return tuple(Note(note["id"], text_from_data(note["text"])) for note in data)
