"""What does the API say of itself? An OpenAPI 3.1 document, with every answer there can be."""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from pydantic.json_schema import models_json_schema

from app.web.api.problem_details import MEDIA_TYPE, ProblemDetails

SUMMARY = "One declaration through its whole life, as data."
REFERENCE = "#/components/schemas/{model}"
METHODS = frozenset({"get", "post", "put", "patch", "delete"})
_READING = {
    "401": "The token does not work, or one is needed.",
    "403": "The token may not do this.",
    "404": "There is no such thing, or none that the caller may see.",
    "422": "Something that was sent cannot be.",
    "503": "The site cannot be used right now.",
}
_WRITING = {
    "400": "The body cannot be read.",
    "409": "A rule refuses it, or somebody else was first.",
    "413": "The body is too large.",
}
_EDITING = {
    "412": "It has changed since it was read.",
    "428": "If-Match is missing.",
}
TAG = {"description": "A tag of exactly this content.", "schema": {"type": "string"}}


def describe_api(api: FastAPI) -> None:
    """Let the application's document tell also the answers that its handlers give."""
    make = api.openapi

    def describe() -> dict[str, Any]:
        if api.openapi_schema is None:
            document = make()
            complete(document)
            api.openapi_schema = document
        return api.openapi_schema

    api.openapi = describe  # type: ignore[method-assign] # FastAPI's own way to extend it


def complete(document: dict[str, Any]) -> None:
    """Add to a document the refusals, the tags and what reading twice answers."""
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    _, found = models_json_schema([(ProblemDetails, "serialization")], ref_template=REFERENCE)
    schemas.update(found["$defs"])
    for method, operation in list_operations(document):
        responses = operation["responses"]
        responses.pop("422", None)
        if method == "get":
            responses["304"] = {"description": "The reader has it.", "headers": {"ETag": TAG}}
            operation["security"] = [*operation.get("security", ()), {}]
        for status, answer in responses.items():
            if status.startswith("2") and "application/json" in answer.get("content", {}):
                answer.setdefault("headers", {})["ETag"] = TAG
        for status, words in list_refusals(method, operation).items():
            responses[status] = {
                "description": words,
                "content": {
                    MEDIA_TYPE: {"schema": {"$ref": REFERENCE.format(model="ProblemDetails")}}
                },
            }
        operation["responses"] = dict(sorted(responses.items()))


def list_operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each operation with its method."""
    for operations in document["paths"].values():
        for method, operation in operations.items():
            if method in METHODS:
                yield method, operation


def list_refusals(method: str, operation: dict[str, Any]) -> dict[str, str]:
    """Return the statuses with which an operation can be refused, and what each means."""
    found = dict(_READING)
    if method != "get":
        found |= _WRITING
    if any(each["name"] == "If-Match" for each in operation.get("parameters", ())):
        found |= _EDITING
    return found
