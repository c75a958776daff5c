"""What did somebody type, and what is wrong with it? It comes back on the same page, all of it.

A route reads ``Typed``, fills a ``Form`` with it and asks for values of a model. What does not fit
is told beside its field; what the domain refuses stands above the form. Nothing typed is lost.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Request
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails
from starlette.datastructures import UploadFile

from app.errors import http_status
from app.web.interface_languages import later
from declarations.problems import NotFoundRefusal, Problem, Refusal

OK, UNPROCESSABLE, SERVER_ERROR = 200, 422, 500
MOST_FIELDS = 2_000
MOST_FILES = 20
WHOLE = ""
"""The name under which stands what is wrong with the whole form."""

_FAULTS = {
    "missing": later("Fill this in."),
    "string_too_short": later("Fill this in."),
    "string_too_long": later("Use at most %(max_length)s characters."),
    "enum": later("Choose one of those that are offered."),
    "literal_error": later("Choose one of those that are offered."),
    "too_long": later("Choose at most %(max_length)s."),
    "date_from_datetime_parsing": later("Give a day, such as 2026-11-30."),
    "date_parsing": later("Give a day, such as 2026-11-30."),
    "date_from_datetime_inexact": later("Give a day, such as 2026-11-30."),
    "int_parsing": later("Give a whole number."),
    "decimal_parsing": later("Give a number, such as 12.5."),
    "greater_than_equal": later("Give at least %(ge)s."),
    "less_than_equal": later("Give at most %(le)s."),
    "extra_forbidden": later("This page has no such field. Load it again."),
}
_OTHER_FAULT = later("This cannot be taken as it is.")


class FormModel(BaseModel):
    """What a form may hold: its fields, no others, blanks at both ends taken away."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, frozen=True)


Model = TypeVar("Model", bound=FormModel)


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file that was sent: its name as the browser gave it, and its bytes."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Typed:
    """What a browser sent: the texts and the files of each field."""

    texts: Mapping[str, Sequence[str]]
    files: Mapping[str, Sequence[SentFile]]

    def text(self, name: str) -> str:
        """Return the text of a field, "" where it was not sent."""
        return next(iter(self.texts.get(name, ())), "")

    def file(self, name: str) -> SentFile | None:
        """Return the file of a field, None where none was chosen."""
        return next(iter(self.files.get(name, ())), None)


async def read_typed(request: Request) -> Typed:
    """Return what was sent; its size is bounded by the route."""
    texts: dict[str, list[str]] = {}
    files: dict[str, list[SentFile]] = {}
    async with request.form(max_files=MOST_FILES, max_fields=MOST_FIELDS) as sent:
        for name, value in sent.multi_items():
            if not isinstance(value, UploadFile):
                texts.setdefault(name, []).append(value.replace("\r\n", "\n"))
            elif value.filename:
                files.setdefault(name, []).append(SentFile(value.filename, await value.read()))
    return Typed(texts, files)


Sent = Annotated[Typed, Depends(read_typed)]


@dataclass(slots=True)
class Form:
    """A form in the making: what stands in its fields, and what is wrong.

    ``translate`` speaks the page's language. ``problems`` are those of a refused document.
    """

    translate: Callable[[str], str]
    values: dict[str, str] = field(default_factory=dict)
    chosen: dict[str, Sequence[str]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    hint: str = ""
    problems: tuple[Problem, ...] = ()
    status: int = OK

    def value(self, name: str, otherwise: str = "") -> str:
        """Return what stands in a field."""
        return self.values.get(name, otherwise)

    def error(self, name: str) -> str:
        """Return what is wrong with a field, "" for nothing."""
        return self.errors.get(name, "")

    def refuse(self, name: str, message: str, status: int = UNPROCESSABLE) -> None:
        """Say what is wrong with a field, or with the whole form; the first fault stays."""
        self.errors.setdefault(name, message)
        self.status = max(self.status, status)

    def take(self, typed: Typed) -> None:
        """Put what was typed into the fields."""
        self.chosen = dict(typed.texts)
        self.values = {name: texts[0] for name, texts in typed.texts.items() if texts}

    def read(self, typed: Typed, model: type[Model]) -> Model | None:
        """Return the values of a form, or None when something is wrong, told at its field."""
        self.take(typed)
        many = {name for name, info in model.model_fields.items() if is_many(info.annotation)}
        given = {
            name: list(texts) if name in many else texts[0] for name, texts in typed.texts.items()
        }
        empty = {
            name
            for name, info in model.model_fields.items()
            if given.get(name) == "" and not info.is_required()
        }
        try:
            return model.model_validate({k: v for k, v in given.items() if k not in empty})
        except ValidationError as error:
            for fault in error.errors():
                self.refuse(*self._tell(fault, model))
            return None

    def _tell(self, fault: ErrorDetails, model: type[FormModel]) -> tuple[str, str]:
        name = str(fault["loc"][0]) if fault["loc"] else WHOLE
        message = self.translate(_FAULTS.get(fault["type"], _OTHER_FAULT))
        context: dict[str, Any] = fault.get("ctx", {})
        return (name if name in model.model_fields else WHOLE), message % context

    @contextmanager
    def refusals(self) -> Iterator[None]:
        """Tell above the form what the domain refuses."""
        try:
            yield
        except Refusal as refusal:
            status = UNPROCESSABLE if isinstance(refusal, NotFoundRefusal) else http_status(refusal)
            if status >= SERVER_ERROR:
                raise
            self.refuse(WHOLE, refusal.message, status)
            self.hint = "" if "accord " in refusal.hint or "--" in refusal.hint else refusal.hint
            self.problems = refusal.problems


def is_many(annotation: object) -> bool:
    """Return whether a field of a model holds several values."""
    return getattr(annotation, "__origin__", None) in {tuple, list, frozenset}
