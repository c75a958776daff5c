"""How is a table of open data asked of the workspace? One statement, its rows by their key.

The order is that of the letters' numbers (code points) on every database, so that the same data
give the same bytes wherever they are kept.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, collate, func, select
from sqlmodel import Session

from exports.data_package.contents import BY_NAME, place_of
from exports.data_package.fields import DataField, DataTable, FieldType
from exports.data_package.publicity import MASKS, is_public

ROWS_AT_A_TIME = 2000
IS_MASKED = "is_masked"


@dataclass(slots=True)
class TableQuery:
    """A table with all it points at: what stands for each field, and where it comes from."""

    table: DataTable
    source: FromClause
    values: dict[str, ColumnElement[Any]]
    joined: FromClause


def join_table(table: DataTable) -> TableQuery:
    """Return a table joined with those whose codes stand in the place of internal keys."""
    source = table.source.alias()
    values: dict[str, ColumnElement[Any]] = {
        field.name: source.c[field.name] for field in table.fields if field.name in source.c
    }
    joined: FromClause = source
    for link in table.links:
        target = join_table(BY_NAME[link.table])
        joined = joined.join(target.joined, source.c[link.column] == target.source.c.id)
        for field, key in zip(link.fields, target.table.key, strict=True):
            values.setdefault(field, target.values[key])
    return TableQuery(table, source, values, joined)


def select_rows(session: Session, table: DataTable, *, public: bool) -> Select[Any]:
    """Return the statement that gives a table's rows, with the fields' names, by their key."""
    query = join_table(table)
    chosen = [
        query.values[field.name].label(field.name)
        for field in table.chosen(public=public)
        if field.name != table.counted
    ]
    chosen += [
        query.source.c[field.reasons].label(field.reasons)
        for field in table.fields
        if field.reasons
    ]
    if table.in_file:
        chosen.append(query.source.c[table.in_file].label(table.in_file))
    if public and table.name in MASKS:
        chosen.append(MASKS[table.name].condition(query.source).label(IS_MASKED))
    statement = select(*chosen).select_from(query.joined)
    condition = is_public(table.name, query.source, query.values) if public else None
    if condition is not None:
        statement = statement.where(condition)
    is_postgresql = session.get_bind().dialect.name == "postgresql"
    for field in sorting_fields(table):
        value = query.values[field.name]
        if is_postgresql and place_of(table, field).kind is FieldType.STRING:
            value = collate(value, "C")
        statement = statement.order_by(value.nulls_first() if field.name in table.order else value)
    return statement


def sorting_fields(table: DataTable) -> list[DataField]:
    """Return the fields by which a table's rows are sorted."""
    known = {field.name: field for field in table.fields}
    return [known[name] for name in (*table.key, *table.order) if name != table.counted]


def load_rows(session: Session, table: DataTable, *, public: bool) -> Iterator[dict[str, Any]]:
    """Yield a table's rows by their key; few of them are in memory at a time."""
    statement = select_rows(session, table, public=public)
    result = session.execute(statement.execution_options(yield_per=ROWS_AT_A_TIME))
    above: tuple[Any, ...] | None = None
    count = 0
    for row in result.mappings():
        found = dict(row)
        if found.pop(IS_MASKED, False):
            MASKS[table.name].cover(found)
        if table.counted:
            group = tuple(found[name] for name in table.key if name != table.counted)
            count = count + 1 if group == above else 1
            above, found[table.counted] = group, count
        yield found


def count_hidden(session: Session, table: DataTable) -> int:
    """Return how many rows of a table are not public."""
    query = join_table(table)
    condition = is_public(table.name, query.source, query.values)
    if condition is None:
        return 0
    counted = select(func.count()).select_from(query.joined)
    whole: int = session.execute(counted).scalar_one()
    shown: int = session.execute(counted.where(condition)).scalar_one()
    return whole - shown
