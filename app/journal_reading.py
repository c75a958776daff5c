"""What did an entry of the journal change? Its rows, column by column, for a person who reads."""

import json
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class ShownColumn:
    """A column with its values before and after, in words; empty where there was or is none."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ShownChange:
    """One row, or ``count`` rows of which a digest (``sha256``) is kept and no columns."""

    table: str
    columns: tuple[ShownColumn, ...] = ()
    key: str = ""
    count: int = 1
    sha256: str = ""


def read_changes(changes: str) -> tuple[ShownChange, ...]:
    """Return what an entry changed, of the canonical JSON that it holds."""
    return tuple(_read_change(change) for change in json.loads(changes))


def _read_change(change: dict[str, Any]) -> ShownChange:
    if "rows" in change:
        return ShownChange(change["table"], count=change["rows"], sha256=change["sha256"])
    before, after = change["before"] or {}, change["after"] or {}
    names = [name for name in sorted({*before, *after}) if before.get(name) or after.get(name)]
    columns = tuple(
        ShownColumn(name, print_value(before.get(name)), print_value(after.get(name)))
        for name in names
    )
    key = ", ".join(f"{name} {print_value(value)}" for name, value in change["key"].items())
    return ShownChange(change["table"], columns, key)


def print_value(value: Any) -> str:
    """Return a value of a column in words."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
