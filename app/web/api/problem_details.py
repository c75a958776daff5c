"""What does a program get when something is refused? Problem details (RFC 9457), in one shape.

``code``, ``message``, ``hint`` and ``where`` are those of the command line's ``--json``.
"""

import logging
from http import HTTPStatus
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from app.errors import SERVER_ERROR, http_status, problem_as_data
from app.permissions import RightRefusal
from app.web.api.field_types import Shown
from declarations.problems import Level, Place, Problem, Refusal

LOG = logging.getLogger("accord.web")
MEDIA_TYPE = "application/problem+json"
UNAUTHORIZED, UNPROCESSABLE = 401, 422
CODES = {
    400: "not_understood",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
}
"""The codes of what the framework refuses."""
DEFECT = "Something went wrong on our side; nothing half-done was kept."


class Where(Shown):
    """One fault in what was sent, and where it is."""

    code: str
    level: Level
    file: str = ""
    line: int = 0
    column: int = 0
    item: str
    message: str
    value: str = ""
    remedy: str = ""
    fixable: bool = False


class ProblemDetails(Shown):
    """What was refused (RFC 9457): ``detail`` and ``message`` are the same words."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    code: str
    message: str
    hint: str = ""
    where: tuple[Where, ...] = ()


def send_problem(
    status: int,
    code: str,
    message: str,
    hint: str = "",
    problems: tuple[Problem, ...] = (),
    headers: dict[str, str] | None = None,
) -> Response:
    """Return the answer that tells a refusal."""
    title = HTTPStatus(status).phrase
    content: dict[str, Any] = {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": message,
        "code": code,
        "message": message,
        "hint": hint,
        "where": [problem_as_data(problem) for problem in problems],
    }
    return JSONResponse(content, status, headers, media_type=MEDIA_TYPE)


def tell_refusal(request: Request, error: Exception) -> Response:
    """Answer a refusal with the status of its class."""
    assert isinstance(error, Refusal)  # noqa: S101 - registered for it alone
    status = http_status(error)
    if status >= SERVER_ERROR:
        LOG.error("%s %s: %s", request.method, request.url.path, error.message)
        return send_problem(status, error.code, "The site cannot be used right now.")
    is_anyone = not request.headers.get("authorization")
    if isinstance(error, RightRefusal) and is_anyone:
        hint = "Send a token: Authorization: Bearer ..."
        return send_problem(
            UNAUTHORIZED, error.code, error.message, hint, headers=ask_for_token("")
        )
    headers = ask_for_token(', error="invalid_token"') if status == UNAUTHORIZED else None
    # A hint that is a command line helps no program.
    hint = "" if "accord " in error.hint or "--" in error.hint else error.hint
    return send_problem(status, error.code, error.message, hint, error.problems, headers)


def ask_for_token(more: str) -> dict[str, str]:
    """Return the header that says how to come back (RFC 6750, section 3)."""
    return {"WWW-Authenticate": f'Bearer realm="accord"{more}'}


def tell_http_error(request: Request, error: Exception) -> Response:
    """Answer what the framework refuses."""
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for it alone
    status = error.status_code
    message = f"{request.method} {request.url.path[:200]}: {error.detail}."
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        message = error.detail
    headers = dict(error.headers or {})
    return send_problem(status, CODES.get(status, "refused"), message, headers=headers)


def tell_invalid(request: Request, error: Exception) -> Response:
    """Answer values that cannot be, each with its place."""
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for it alone
    problems = tuple(
        Problem(
            code=str(fault["type"]),
            level=Level.ERROR,
            place=Place(item=".".join(str(part) for part in fault["loc"])),
            message=f"{fault['msg']}.",
            remedy="The document at /api/v1/openapi.json says what may stand there.",
        )
        for fault in error.errors()
    )
    return send_problem(
        UNPROCESSABLE,
        "input_has_problems",
        "What was sent cannot be taken; nothing was done.",
        "Mend what is listed and send it again.",
        problems,
    )


def tell_defect(_request: Request, _error: Exception) -> Response:
    """Answer a defect without telling anything of the inside."""
    return send_problem(SERVER_ERROR, "defect", DEFECT, "Try again, and tell the secretariat.")
