"""How does every change come into the journal? The writing session tells what it writes.

Nothing that is done has to say so: the session's own events see each row that is flushed, and each
INSERT, UPDATE and DELETE that it executes. A statement that cannot be seen through is refused, so
that no change is lost unseen.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Table, event, inspect, select
from sqlalchemy.orm import ORMExecuteState, Session, SessionTransaction
from sqlalchemy.orm.attributes import get_history

from app.journal import Signature
from app.journal_changes import ChangeList, Row
from app.journal_scope import LEFT_OUT
from app.journal_writing import FORGOTTEN, write_entry

Clock = Callable[[], datetime]


class Recorder:
    """Keeps what one session changes, until it commits; what is rolled back is forgotten."""

    def __init__(self, signature: Signature, clock: Clock) -> None:
        self.signature = signature
        self._clock = clock
        self._changes = ChangeList()
        self._before: WeakKeyDictionary[SessionTransaction, ChangeList] = WeakKeyDictionary()
        """What had been changed when a savepoint was set."""

    def listen(self, session: Session) -> None:
        """Hear everything that a session does."""
        event.listen(session, "before_flush", self._before_flush)
        event.listen(session, "after_flush", self._after_flush)
        event.listen(session, "do_orm_execute", self._execute)
        event.listen(session, "before_commit", self._before_commit)
        event.listen(session, "after_transaction_create", self._begin)
        event.listen(session, "after_soft_rollback", self._roll_back)

    def _before_flush(self, session: Session, _context: Any, _instances: Any) -> None:
        for row in session.dirty:
            table = table_of(row)
            if table.name not in LEFT_OUT and session.is_modified(row):
                before, after = changed_values(session, row)
                self._changes.add(table, key_of(row), before, after)
        for row in session.deleted:
            table = table_of(row)
            if table.name not in LEFT_OUT:
                self._changes.add(table, key_of(row), values_of(row), None)

    def _after_flush(self, session: Session, _context: Any) -> None:
        for row in session.new:
            table = table_of(row)
            if table.name not in LEFT_OUT:
                self._changes.add(table, key_of(row), None, values_of(row))

    def _execute(self, state: ORMExecuteState) -> Any:
        if not (state.is_insert or state.is_update or state.is_delete):
            return None
        table = target_of(state)
        if table.name in LEFT_OUT:
            return None
        if state.is_insert:
            for given in inserted_rows(state, table):
                self._changes.add(table, pick_key(table, given), None, given)
            return None
        return self._execute_on_rows(state, table)

    def _execute_on_rows(self, state: ORMExecuteState, table: Table) -> Any:
        """Execute an UPDATE or DELETE between two looks at the rows that it finds."""
        state.session.flush()
        statement: Any = state.statement
        if state.is_executemany:
            raise unseen(table)
        chosen = select(table)
        if statement.whereclause is not None:
            chosen = chosen.where(statement.whereclause)
        connection = state.session.connection()
        parameters = state.parameters if isinstance(state.parameters, Mapping) else None
        before = [dict(row._mapping) for row in connection.execute(chosen, parameters)]  # noqa: SLF001 - its public name in SQLAlchemy
        result = state.invoke_statement()
        for row in before:
            key = pick_key(table, row)
            if state.is_delete:
                self._changes.add(table, key, row, None)
                continue
            again = connection.execute(select(table).filter_by(**key)).one()
            self._changes.add(table, key, *differing(row, dict(again._mapping)))  # noqa: SLF001 - the same
        return result

    def _before_commit(self, session: Session) -> None:
        if session.in_nested_transaction():  # a savepoint is no commit
            return
        session.flush()
        changes, self._changes = self._changes, ChangeList()
        if not changes.is_empty:
            write_entry(session, self.signature, self._clock(), changes)

    def _begin(self, _session: Session, begun: SessionTransaction) -> None:
        if begun.nested:
            self._before[begun] = self._changes.copy()

    def _roll_back(self, session: Session, ended: SessionTransaction) -> None:
        if ended.nested:
            self._changes = self._before[ended].copy()
        elif ended.parent is None:  # else a flush failed, and what it is part of ends next
            self._changes = ChangeList()
            session.info.pop(FORGOTTEN, None)


def unseen(table: Table) -> TypeError:
    """Return the defect of a statement whose rows the journal cannot see."""
    return TypeError(f"the journal cannot see what this statement does to {table.name}")


def target_of(state: ORMExecuteState) -> Table:
    """Return the table that a statement writes."""
    statement: Any = state.statement
    table = statement.table
    if not isinstance(table, Table):
        raise TypeError(f"the journal cannot see which table this statement writes: {table}")
    return table


def inserted_rows(state: ORMExecuteState, table: Table) -> Iterable[Row]:
    """Return the rows that an INSERT brings; TypeError where they cannot be told."""
    statement: Any = state.statement
    if statement.select is not None or getattr(statement, "_post_values_clause", None) is not None:
        raise unseen(table)
    if isinstance(state.parameters, Mapping):
        return [state.parameters]
    if state.parameters:
        return state.parameters
    if statement._multi_values:  # noqa: SLF001 - many rows in one statement have no public name
        raise unseen(table)
    return [{name: value for name, value in statement.compile().params.items() if name in table.c}]


def table_of(row: Any) -> Table:
    """Return the table that a row of the ORM is kept in."""
    table = inspect(row).mapper.local_table
    assert isinstance(table, Table)  # noqa: S101 - every class of ours is one table
    return table


def values_of(row: Any) -> dict[str, Any]:
    """Return a row's values by the names of their columns."""
    columns = inspect(row).mapper.column_attrs
    return {each.columns[0].name: getattr(row, each.key) for each in columns}


def key_of(row: Any) -> dict[str, Any]:
    """Return the values of a row's key by the names of their columns."""
    return pick_key(table_of(row), values_of(row))


def pick_key(table: Table, row: Row) -> dict[str, Any]:
    """Return the values of the key among those of a row."""
    return {column.name: row[column.name] for column in table.primary_key}


def changed_values(session: Session, row: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what was in the changed columns of a row, and what is to be in them."""
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    unknown: list[str] = []
    for each in inspect(row).mapper.column_attrs:
        history = get_history(row, each.key)
        name = each.columns[0].name
        if history.added:
            after[name] = history.added[0]
            if history.deleted:
                before[name] = history.deleted[0]
            else:
                unknown.append(name)
    if unknown:  # it was set without being read
        table = table_of(row)
        stored = session.connection().execute(select(table).filter_by(**key_of(row))).one()
        before |= {name: stored._mapping[name] for name in unknown}  # noqa: SLF001 - its public name
    return differing(before, after)


def differing(before: Row, after: Row) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the values that are not the same before and after."""
    names = [name for name in after if before[name] != after[name]]
    return {name: before[name] for name in names}, {name: after[name] for name in names}
