"""How does a value stand in a cell, and which value is that? Each has one way to be written.

Only the way in which Accord writes a value is read, so that what was read is written the same.
"""

import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Column, Float
from sqlmodel import SQLModel

from exports.data_package.fields import FieldType

LARGEST = 2**31 - 1
"""What the integers of every database hold."""

_NUMBER = re.compile(r"-?[0-9]{1,40}(\.[0-9]{1,40})?")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def write_value(value: Any) -> str:
    """Return the cell of a value; "" for None."""
    if type(value) is str:  # most are, and millions are written
        return value
    for kind, write in WRITERS:
        if isinstance(value, kind):
            return write(value)
    return "" if value is None else str(value)


def write_json(value: Any) -> str:
    """Return a value as JSON on one line; the order of names is kept, for it may mean something."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


WRITERS: tuple[tuple[type, Callable[[Any], str]], ...] = (
    (bool, lambda value: "true" if value else "false"),
    (datetime, lambda value: value.astimezone(UTC).isoformat().replace("+00:00", "Z")),
    (date, lambda value: value.isoformat()),
    (Decimal, lambda value: f"{value:f}"),
    (float, lambda value: repr(value).removesuffix(".0")),
    (list, write_json),
    (dict, write_json),
)
"""How each type is written; the first that fits, for a truth is an integer and an instant a day."""


def read_value(cell: str, kind: FieldType, column: Column[Any] | None) -> Any:
    """Return the value of a cell that is not empty.

    Raises ValueError, whose words say what such a cell holds, for one that is written otherwise.
    """
    if kind is FieldType.STRING:
        return cell
    read, wanted = READERS[kind]
    try:
        value = read(cell)
        if column is not None and isinstance(column.type, Float):
            value = float(value)
        written = write_value(value)
    except (ValueError, ArithmeticError, RecursionError) as error:
        raise ValueError(wanted) from error
    if written != cell:
        raise ValueError(f"{wanted}, here {ascii(written)[1:-1]}")
    return value


def _read_integer(cell: str) -> int:
    """Return an integer that every database holds."""
    value = int(cell)
    if abs(value) > LARGEST:
        raise ValueError
    return value


def _read_number(cell: str) -> Decimal:
    """Return a number written with digits alone."""
    if not _NUMBER.fullmatch(cell):
        raise ValueError
    return Decimal(cell)


def _read_truth(cell: str) -> bool:
    """Return true or false."""
    if cell not in ("true", "false"):
        raise ValueError
    return cell == "true"


def _read_day(cell: str) -> date:
    """Return a day written as YYYY-MM-DD."""
    if not _DAY.fullmatch(cell):
        raise ValueError
    return date.fromisoformat(cell)


def _read_instant(cell: str) -> datetime:
    """Return an instant in UTC."""
    value = datetime.fromisoformat(cell)
    if value.tzinfo is None:
        raise ValueError
    return value


def _refuse_constant(name: str) -> Any:
    """Refuse NaN and Infinity, which are no JSON."""
    raise ValueError(name)


def _read_json(cell: str, kind: type) -> Any:
    """Return a JSON value of a kind."""
    value = json.loads(cell, parse_constant=_refuse_constant)
    if not isinstance(value, kind):
        raise ValueError  # noqa: TRY004 - the cell is wrong, not the program
    return value


READERS: dict[FieldType, tuple[Callable[[str], Any], str]] = {
    FieldType.INTEGER: (_read_integer, "a whole number"),
    FieldType.NUMBER: (_read_number, "a number such as 12.5"),
    FieldType.BOOLEAN: (_read_truth, "true or false"),
    FieldType.DATE: (_read_day, "a day such as 2026-11-24"),
    FieldType.DATETIME: (_read_instant, "an instant such as 2026-11-24T17:00:00Z"),
    FieldType.ARRAY: (lambda cell: _read_json(cell, list), "a JSON list without spaces"),
    FieldType.OBJECT: (lambda cell: _read_json(cell, dict), "a JSON object without spaces"),
}


def shape_of(column: Column[Any], model: type[SQLModel]) -> Any:
    """Return the type that a JSON column keeps, such as list[str]."""
    return model.model_fields[column.name].annotation
