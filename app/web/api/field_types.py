"""What may stand in a field of the API? Codes, words, days and numbers, each with its range.

Control characters are refused everywhere: a database may not take them, and none is ever meant.
"""

import re
from datetime import date
from typing import Annotated, Any

from fastapi import Path
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

CODE_LENGTH = 100
LINE_LENGTH = 500
WORDS_LENGTH = 20_000
MOST_ITEMS = 500
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2200, 12, 31)
ON_ONE_LINE = r"^[^\u0000-\u001f\u007f]+$"
MAYBE_ON_ONE_LINE = r"^[^\u0000-\u001f\u007f]*$"
ON_LINES = r"^[^\u0000-\u0008\u000b-\u001f\u007f]*$"
LANGUAGE = r"^[a-z]{2,3}(-[A-Za-z0-9]{1,8})*$"
A_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def read_day(given: Any) -> Any:
    """Return a day as it was written; a number or a time of day is none."""
    if isinstance(given, date) or (isinstance(given, str) and A_DAY.fullmatch(given)):
        return given
    raise ValueError("write the day as 2026-11-30")


Day = Annotated[date, BeforeValidator(read_day), Field(ge=FIRST_DAY, le=LAST_DAY)]
Code = Annotated[str, StringConstraints(min_length=1, max_length=CODE_LENGTH, pattern=ON_ONE_LINE)]
Line = Annotated[str, StringConstraints(max_length=LINE_LENGTH, pattern=MAYBE_ON_ONE_LINE)]
Words = Annotated[str, StringConstraints(max_length=WORDS_LENGTH, pattern=ON_LINES)]
Language = Annotated[str, StringConstraints(max_length=35, pattern=LANGUAGE)]
Whole = Annotated[int, Field(strict=True, ge=1, le=1_000_000)]
Yes = Annotated[bool, Field(strict=True)]


def code_in_path(example: str) -> Any:
    """Return what describes a code in an address, with an example of the sample."""
    return Path(min_length=1, max_length=CODE_LENGTH, pattern=ON_ONE_LINE, examples=[example])


DeclarationCode = Annotated[str, code_in_path("sample-2017")]
MemberCode = Annotated[str, code_in_path("gasang")]
PeriodCode = Annotated[str, code_in_path("2019")]
ParagraphId = Annotated[str, code_in_path("environment-1")]
AmendmentCode = Annotated[str, code_in_path("A1")]
CommitmentCode = Annotated[str, code_in_path("corridor")]
PathNumber = Annotated[int, Path(ge=1, le=1_000_000)]


class Given(BaseModel):
    """What a program sends: the fields that are there, no others."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Shown(BaseModel):
    """What a program gets."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def with_example(example: dict[str, Any]) -> ConfigDict:
    """Return the configuration of a model of which an example stands in the description."""
    return ConfigDict(json_schema_extra={"examples": [example]})
