"""How is something answered as JSON? With a tag of its content, by which edits are guarded.

An entity tag is a hash of exactly the bytes that are sent (RFC 9110, 8.8.3), so that whoever edits
proves to have seen what stands there now.
"""

import hashlib
from typing import Annotated, Any

from fastapi import APIRouter, Header, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from app.web.api.caller import Caller
from app.web.protection import page_router
from declarations.problems import ChangedMeanwhileRefusal, RuleRefusal

OK, CREATED, NOT_MODIFIED = 200, 201, 304
ANY = "*"
IfMatch = Annotated[
    str | None,
    Header(
        alias="If-Match",
        max_length=500,
        description="The ETag of what is edited, as it was read; * whatever stands there. "
        "Without it the answer is 428.",
    ),
]


class MatchMissingRefusal(RuleRefusal):
    """An edit does not say what it was made from."""

    code = "match_missing"


class MatchFailedRefusal(ChangedMeanwhileRefusal):
    """An edit was made from something that has changed since."""

    code = "match_failed"


def api_router(**options: Any) -> APIRouter:
    """Return a router of the API; every resource makes its own."""
    return page_router(default_response_class=JSONResponse, **options)


def make_tag(body: bytes) -> str:
    """Return the strong entity tag of a body."""
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def tag_of(shown: BaseModel) -> str:
    """Return the entity tag of what would be sent."""
    return make_tag(write_json(shown))


def write_json(shown: BaseModel) -> bytes:
    """Return the bytes that are sent."""
    return shown.model_dump_json().encode()


def answer(caller: Caller, shown: BaseModel, *, status: int = OK, location: str = "") -> Response:
    """Return the answer; 304 where a reader has it already."""
    body = write_json(shown)
    tag = make_tag(body)
    headers = {"ETag": tag, "Vary": "Authorization"}
    if location:
        headers["Location"] = location
    request = caller.request
    if request.method == "GET" and tag in split_tags(request.headers.get("if-none-match", "")):
        return Response(status_code=NOT_MODIFIED, headers=headers)
    return Response(body, status, headers, media_type="application/json")


def split_tags(header: str) -> list[str]:
    """Return the tags of a header; for reading, a weak one counts as a strong one."""
    return [tag.strip().removeprefix("W/") for tag in header.split(",")]


def require_match(given: str | None, present: BaseModel) -> None:
    """Raise a refusal unless an edit was made from what stands there now."""
    if given is None:
        raise MatchMissingRefusal(
            "The edit does not say what it was made from.",
            hint="Read it first and send its ETag back as If-Match.",
        )
    if ANY not in (tags := [tag.strip() for tag in given.split(",")]) and (
        tag_of(present) not in tags
    ):
        raise MatchFailedRefusal(
            "It has changed since it was read; nothing was stored.",
            hint="Read it again, look at what has changed, and send the edit with its new ETag.",
        )
