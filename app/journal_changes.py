"""Which rows did one act change? Each before and after; of many a digest alone."""

import copy
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

from sqlalchemy import Table

from app.journal import print_instant
from app.journal_scope import NOTHING, PERSONAL, SECRETS, UNTOLD

MOST_ROWS = 200
"""Of one table more rows than these are kept as their number and a digest."""

LONGEST_VALUE = 4000
"""Characters; of a longer text the journal keeps the length and the SHA-256."""

CONFIDENCE = "in_confidence"
"""A column of answers; what was said in confidence is told to nobody who reads the journal."""

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row: its key, and its values before and after; None where there was or is no row."""

    table: str
    key: Row
    before: Row | None
    after: Row | None


@dataclass(slots=True)
class TableChanges:
    """The changed rows of one table, by their keys, until they are too many to keep."""

    rows: dict[str, RowChange] = field(default_factory=dict)
    count: int = 0
    digest: Any = None

    def add(self, change: RowChange) -> None:
        """Keep one more row; one that was changed before in the same act is told once."""
        if self.digest is None:
            key = write_row(change.key)
            earlier = self.rows.get(key)
            self.rows[key] = merge(earlier, change) if earlier else change
            if len(self.rows) <= MOST_ROWS:
                return
            self.digest = hashlib.sha256()
            for kept in self.rows.values():
                self._take(kept)
            self.rows = {}
        else:
            self._take(change)

    def _take(self, change: RowChange) -> None:
        self.count += 1
        before, after = (nameless(change.table, row) for row in (change.before, change.after))
        said = {"before": before, "after": after, "key": change.key}
        self.digest.update(_ENCODER.encode(said).encode("utf-8", "replace") + b"\n")

    def copy(self) -> "TableChanges":
        """Return the same, to go back to."""
        digest = self.digest.copy() if self.digest is not None else None
        return TableChanges(copy.copy(self.rows), self.count, digest)


def merge(earlier: RowChange, later: RowChange) -> RowChange:
    """Return two changes of one row as one: from the first state to the last."""
    if earlier.after is None:  # it was deleted, and is there again
        return RowChange(later.table, later.key, earlier.before, later.after)
    if later.after is None:
        known = {**(later.before or {}), **(earlier.before or {})}
        before = None if earlier.before is None else known
        return RowChange(later.table, later.key, before, None)
    after = {**earlier.after, **later.after}
    if earlier.before is None:
        return RowChange(later.table, later.key, None, after)
    before = {**(later.before or {}), **earlier.before}
    return RowChange(later.table, later.key, before, after)


class ChangeList:
    """Everything that one act has changed so far, by table."""

    def __init__(self, tables: dict[str, TableChanges] | None = None) -> None:
        self.tables = tables or {}

    def add(self, table: Table, key: Row, before: Row | None, after: Row | None) -> None:
        """Keep what became of a row; nothing where no column changed of which anything is told."""
        shown = RowChange(table.name, key, _told(table, before), _told(table, after))
        if before is not None and after is not None and not shown.after:
            return
        self.tables.setdefault(table.name, TableChanges()).add(conceal(shown))

    @property
    def is_empty(self) -> bool:
        """Return whether nothing was changed in the end."""
        return not any(each.count or self._kept(each) for each in self.tables.values())

    @staticmethod
    def _kept(changes: TableChanges) -> list[RowChange]:
        return [
            each
            for each in changes.rows.values()
            if each.before != each.after and (each.before is not None or each.after is not None)
        ]

    def rows(self) -> list[RowChange]:
        """Return the rows that are kept one by one, in the order in which they were changed."""
        return [row for changes in self.tables.values() for row in self._kept(changes)]

    def bulks(self) -> list[dict[str, Any]]:
        """Return the tables of which too many rows changed, with their number and a digest."""
        return [
            {"table": name, "rows": changes.count, "sha256": changes.digest.hexdigest()}
            for name, changes in self.tables.items()
            if changes.digest is not None
        ]

    def copy(self) -> "ChangeList":
        """Return the same, to go back to when a part of the act is rolled back."""
        return ChangeList({name: changes.copy() for name, changes in self.tables.items()})


def _told(table: Table, row: Row | None) -> Row | None:
    """Return a row without what is secret or says nothing; a secret is told to be there."""
    untold, secret = UNTOLD.get(table.name, NOTHING), SECRETS.get(table.name, NOTHING)
    if row is None or not (untold or secret):
        return row
    told = {name: value for name, value in row.items() if name not in untold}
    return {
        name: _SECRET if name in secret and value is not None else value
        for name, value in told.items()
    }


_SECRET = "(secret)"  # noqa: S105 - stands in the place of one


def conceal(change: RowChange) -> RowChange:
    """Return a change of an answer given in confidence with nothing but that it is one."""
    if not any(row is not None and row.get(CONFIDENCE) for row in (change.before, change.after)):
        return change
    before, after = (
        None if row is None else {CONFIDENCE: row.get(CONFIDENCE)}
        for row in (change.before, change.after)
    )
    return RowChange(change.table, change.key, before, after)


def as_data(value: Any) -> Any:
    """Return a value of a column as JSON-able data."""
    if isinstance(value, datetime):
        return print_instant(value) if value.tzinfo else value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, UUID | Decimal):
        return str(value)
    if isinstance(value, str) and len(value) > LONGEST_VALUE:
        digest = hashlib.sha256(value.encode("utf-8", "replace")).hexdigest()
        return {"characters": len(value), "sha256": digest}
    return value


def nameless(table: str, row: Row | None) -> Row | None:
    """Return a row without the columns that name a person."""
    names = PERSONAL.get(table, NOTHING)
    if row is None or not names:
        return row
    return {name: value for name, value in row.items() if name not in names}


def write_row(row: Row) -> str:
    """Return a row as canonical JSON."""
    return _ENCODER.encode(row)


def print_row(row: Row) -> dict[str, Any]:
    """Return a row as JSON-able data."""
    printed: dict[str, Any] = json.loads(
        write_row({name: as_data(value) for name, value in row.items()})
    )
    return printed


def _default(value: Any) -> Any:
    found = as_data(value)
    return str(value) if found is value else found


_ENCODER = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_default
)
