"""What does datapackage.json say? The tables with their fields, keys, words and missing values.

Data Package and Table Schema, version 2 (datapackage.org). Nothing in it tells when it was
written: the same data give the same bytes.
"""

from dataclasses import dataclass
from typing import Any

from exports.data_package.contents import BY_NAME, place_of
from exports.data_package.fields import LAYOUT, DataField, DataTable, FieldType, Link, Reference
from exports.data_package.meanings import MEANINGS, label_of
from exports.data_package.publicity import RULES
from tracker.progress import MissingReason

DESCRIPTOR = "datapackage.json"
README = "README.md"
PACKAGE_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
SCHEMA_PROFILE = "https://datapackage.org/profiles/2.0/tableschema.json"
DIALECT = {
    "delimiter": ",",
    "lineTerminator": "\r\n",
    "quoteChar": '"',
    "doubleQuote": True,
    "header": True,
}
ESCAPE = (
    "Where a spreadsheet would run a cell, or part of one, as a formula (it begins with = + - @, "
    "a tab or a line end, or with quotes and one of these), an apostrophe stands before it; "
    "it is not part of the text."
)


@dataclass(frozen=True, slots=True)
class PackageWishes:
    """What the one who writes a package chooses. ``edition`` is its version, such as 1.0.0."""

    title: str
    is_public: bool = True
    licence: str = ""
    edition: str = ""


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """A file of the package: its path in it, its size and its SHA-256."""

    path: str
    size: int
    sha256: str


def describe_package(wishes: PackageWishes, resources: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the descriptor of a package."""
    found: dict[str, Any] = {
        "$schema": PACKAGE_PROFILE,
        "name": "accord-open-data",
        "title": wishes.title,
        "description": "Declarations, what members accepted of them, what they committed "
        f"themselves to and what they reported. {README} tells how to read it. {ESCAPE}",
    }
    if wishes.edition:
        found["version"] = wishes.edition
    if wishes.licence:
        found["licenses"] = [{"name": wishes.licence}]
    scope = "public" if wishes.is_public else "all"
    found["accord"] = {"layout": LAYOUT, "scope": scope}
    if wishes.is_public:
        found["accord"]["leftOut"] = list(RULES)
    found["resources"] = resources
    return found


def describe_file(name: str, title: str, file: WrittenFile, **more: Any) -> dict[str, Any]:
    """Return the resource of one file."""
    identity = {"name": name, "path": file.path, "title": title}
    return identity | more | {"bytes": file.size, "hash": f"sha256:{file.sha256}"}


def describe_csv(
    name: str, title: str, meaning: str, file: WrittenFile, schema: dict[str, Any]
) -> dict[str, Any]:
    """Return the resource of one table."""
    resource = describe_file(
        name,
        title,
        file,
        description=meaning,
        type="table",
        format="csv",
        mediatype="text/csv",
        encoding="utf-8",
        dialect=DIALECT,
    )
    return resource | {"schema": {"$schema": SCHEMA_PROFILE} | schema}


def describe_table(table: DataTable, file: WrittenFile, *, public: bool) -> dict[str, Any]:
    """Return the resource of one table of the workspace."""
    schema: dict[str, Any] = {
        "fields": [describe_field(table, field) for field in table.chosen(public=public)],
        "primaryKey": list(table.key),
    }
    if table.pointers:
        schema["foreignKeys"] = [describe_key(each) for each in table.pointers]
    return describe_csv(table.name, table.title, table.meaning, file, schema)


def describe_key(given: Link | Reference) -> dict[str, Any]:
    """Return how fields point at a row of another table."""
    target = {"resource": given.table, "fields": list(BY_NAME[given.table].key)}
    return {"fields": list(given.fields), "reference": target}


def is_required(table: DataTable, field: DataField) -> bool:
    """Return whether every row has a value in a field: an empty cell is none."""
    if field.name in table.key:
        return True
    place = place_of(table, field)
    if place.kind is FieldType.STRING:
        return bool(field.words) and not field.is_optional and not field.reasons
    return place.column is not None and not place.column.nullable


def describe_field(table: DataTable, field: DataField) -> dict[str, Any]:
    """Return one field with its type, meaning, words, bounds and missing values."""
    place = place_of(table, field)
    constraints: dict[str, Any] = {"required": True} if is_required(table, field) else {}
    found = describe_plain_field(field.name, field.title, field.meaning, place.kind)
    if field.words:
        found["categories"] = list_categories(field)
        constraints["enum"] = [word.value for word in field.words]
    elif field.pattern:
        constraints["pattern"] = field.pattern
    if constraints:
        found["constraints"] = constraints
    if field.reasons:
        found["missingValues"] = list_missing(field)
    return found


def describe_plain_field(name: str, title: str, meaning: str, kind: FieldType) -> dict[str, Any]:
    """Return a field with its type and meaning."""
    return {"name": name, "type": kind.value, "title": title, "description": meaning}


def list_categories(field: DataField) -> list[dict[str, str]]:
    """Return the words of a field with their labels."""
    return [{"value": word.value, "label": label_of(word)} for word in field.words or ()]


def list_missing(field: DataField) -> list[dict[str, str]]:
    """Return what may stand in a field's cell in the place of a value, and what it says."""
    unsaid = [{"value": "", "label": "given in other fields"}] if field.is_optional else []
    reasons = MEANINGS[MissingReason]
    return unsaid + [{"value": word, "label": reasons[word]} for word in MissingReason]
