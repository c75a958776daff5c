"""What does open data consist of? Tables, their fields, and how one points at another.

A table here is a table of the workspace as others read it: with codes in the place of internal
keys. Types, lengths and what may be empty follow from the workspace's own columns, so that a new
column is one line in the lists of ``text_tables`` and ``register_tables``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, get_origin

from sqlalchemy import JSON, Boolean, Column, Date, Float, Integer, Table
from sqlmodel import SQLModel

from tracker.commitment_tables import ExactDecimal
from tracker.tables import UtcInstant

LAYOUT = 2
"""Rises with every change of the tables; a package says in which layout it was written."""


class FieldType(StrEnum):
    """The types of Table Schema that are used here."""

    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "datetime"
    ARRAY = "array"
    OBJECT = "object"


WRITTEN_PLAIN = frozenset(FieldType) - {FieldType.STRING, FieldType.ARRAY, FieldType.OBJECT}
"""The types whose cells are digits and words of ours; a spreadsheet may take them as they are."""


@dataclass(frozen=True, slots=True)
class DataField:
    """One field of open data.

    ``words`` are the only values it has. ``reasons`` is the column of the workspace that says why
    the field has no value; the reason then stands in its cell, as a missing value of the
    standard. ``is_internal`` fields are no public data. ``names_paragraphs`` says that its values
    are ids of the declaration's text. ``has_json`` says that the column keeps the JSON as text.
    ``check`` raises TypeError, KeyError or ValueError for a value that no program could use.
    ``since`` is the first layout that has it; where a package has it not, being older or public,
    ``default`` makes it of the rest of the row.
    """

    name: str
    meaning: str
    words: type[StrEnum] | None = None
    is_optional: bool = False
    reasons: str = ""
    pattern: str = ""
    is_internal: bool = False
    names_paragraphs: bool = False
    has_json: bool = False
    check: Callable[[Any], object] | None = None
    since: int = 1
    default: Callable[[Mapping[str, Any]], Any] = lambda _row: ""

    @property
    def title(self) -> str:
        """Return the name as a person writes it."""
        words = self.name.replace("_", " ")
        return words[:1].upper() + words[1:]


@dataclass(frozen=True, slots=True)
class Link:
    """An internal key of the workspace, and the fields that say the same in open data."""

    column: str
    table: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """Fields that name a row of another table by its key, without an internal key."""

    fields: tuple[str, ...]
    table: str


@dataclass(frozen=True, slots=True)
class DataTable:
    """One table of open data: a file, with one row for each thing.

    ``key`` are the fields that tell its rows apart. ``counted`` is the field of the key that is no
    column: the rows of one thing are counted, in the order of ``order``. ``in_file`` is the column
    whose words stand in files of their own.
    """

    name: str
    model: type[SQLModel]
    title: str
    meaning: str
    key: tuple[str, ...]
    fields: tuple[DataField, ...]
    links: tuple[Link, ...] = ()
    references: tuple[Reference, ...] = ()
    counted: str = ""
    order: tuple[str, ...] = ()
    in_file: str = ""

    @property
    def path(self) -> str:
        """Return the name of its file in the package."""
        return f"data/{self.name}.csv"

    @property
    def source(self) -> Table:
        """Return its table in the workspace."""
        return self.model.__table__  # type: ignore[attr-defined,no-any-return] # a table=True model has it

    @property
    def pointers(self) -> tuple["Link | Reference", ...]:
        """Return all that points at rows of other tables."""
        return (*self.links, *self.references)

    def column(self, name: str) -> Column[Any] | None:
        """Return the column of the workspace behind a field, or None where a link stands for it."""
        return self.source.columns.get(name)

    def linked(self, name: str) -> Link | None:
        """Return the link that gives a field, or None for one with a column of its own."""
        return next((link for link in self.links if name in link.fields), None)

    def chosen(self, *, public: bool) -> tuple[DataField, ...]:
        """Return the fields of a public package, or all."""
        return tuple(field for field in self.fields if not (public and field.is_internal))


def type_of(column: Column[Any], model: type[SQLModel]) -> FieldType:
    """Return the type that open data gives a column of the workspace."""
    kinds: tuple[tuple[Any, FieldType], ...] = (
        (Boolean, FieldType.BOOLEAN),
        (Date, FieldType.DATE),
        (UtcInstant, FieldType.DATETIME),
        ((ExactDecimal, Float), FieldType.NUMBER),
        (Integer, FieldType.INTEGER),
    )
    for kind, found in kinds:
        if isinstance(column.type, kind):
            return found
    if isinstance(column.type, JSON):
        is_list = get_origin(model.model_fields[column.name].annotation) is list
        return FieldType.ARRAY if is_list else FieldType.OBJECT
    return FieldType.STRING
