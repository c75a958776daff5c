"""Which exit code and HTTP status does a refusal mean? And how is it told to a person?"""

from typing import Any

from app.permissions import RightRefusal
from declarations.problems import (
    ChangedMeanwhileRefusal,
    InputRefusal,
    NotFoundRefusal,
    Problem,
    Refusal,
    RuleRefusal,
    StorageRefusal,
)

DONE = 0
DEFECT = 1
USAGE = 2
INTERRUPTED = 130

EXIT_CODES: dict[type[Refusal], int] = {
    InputRefusal: 3,
    RuleRefusal: 4,
    RightRefusal: 4,
    NotFoundRefusal: 5,
    ChangedMeanwhileRefusal: 6,
    StorageRefusal: 7,
}
"""The exit code of each kind of refusal; a subclass takes that of its nearest parent."""


HTTP_STATUSES: dict[type[Refusal], int] = {
    InputRefusal: 422,
    RuleRefusal: 409,
    NotFoundRefusal: 404,
    ChangedMeanwhileRefusal: 409,
    StorageRefusal: 503,
}
"""The HTTP status of each kind of refusal; a subclass takes that of its nearest parent."""

STATUSES_BY_CODE = {
    "sign_in_refused": 401,
    "identity_refused": 401,
    "token_refused": 401,
    "not_allowed": 403,
    "link_refused": 410,
    "match_failed": 412,
    "password_refused": 422,
    "code_refused": 422,
    "match_missing": 428,
    "too_many_tries": 429,
    "provider_unusable": 502,
}
"""The HTTP status of refusals that have one of their own, by their code: their modules are not
loaded for every command."""

SERVER_ERROR = 500


def http_status(refusal: Refusal) -> int:
    """Return the HTTP status of a refusal; SERVER_ERROR for a class the table does not know."""
    if refusal.code in STATUSES_BY_CODE:
        return STATUSES_BY_CODE[refusal.code]
    for kind in type(refusal).__mro__:
        if kind in HTTP_STATUSES:
            return HTTP_STATUSES[kind]
    return SERVER_ERROR


def exit_code(refusal: Refusal) -> int:
    """Return the exit code of a refusal; DEFECT for a class the table does not know."""
    for kind in type(refusal).__mro__:
        if kind in EXIT_CODES:
            return EXIT_CODES[kind]
    return DEFECT


def problem_as_data(problem: Problem) -> dict[str, Any]:
    """Return one problem as JSON-able data; the same facts as its printed line."""
    return {
        "code": problem.code,
        "level": problem.level.value,
        "file": problem.place.file,
        "line": problem.place.line,
        "column": problem.place.column,
        "item": problem.place.item,
        "message": problem.message,
        "value": problem.value,
        "remedy": problem.remedy,
        "fixable": problem.fixable,
    }


def refusal_as_data(refusal: Refusal) -> dict[str, Any]:
    """Return the JSON document that ``--json`` prints for a refusal."""
    return {
        "error": {
            "code": refusal.code,
            "message": refusal.message,
            "hint": refusal.hint,
            "where": [problem_as_data(problem) for problem in refusal.problems],
        }
    }


def problem_lines(problem: Problem) -> str:
    """Return a problem as two lines: place, level, code and message; then the remedy."""
    return (
        f"{problem.place}: {problem.level.value} {problem.code}: {problem.message}\n"
        f"    {problem.remedy}"
    )
