"""Do the kept counts equal the entries? Comparison, and making them anew.

The database compares and counts: millions of entries do not fit into memory.
"""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, delete, func, insert, or_, select
from sqlmodel import Session

from tracker.tables import (
    IN_CONFIDENCE,
    CurrentRow,
    EntryRow,
    TallyRow,
)

ENTRY: Any = EntryRow.__table__  # type: ignore[attr-defined] # a table=True model has it
CURRENT: Any = CurrentRow.__table__  # type: ignore[attr-defined] # a table=True model has it
TALLY: Any = TallyRow.__table__  # type: ignore[attr-defined] # a table=True model has it
KEY = ("member_id", "period", "paragraph")


def compare_tallies(session: Session) -> list[str]:
    """Return every count and present entry that does not equal the entries; [] is whole."""
    faults = {
        (str(row.member_id), row.period, row.paragraph): f"{row.period}, {row.paragraph}: "
        f"present entry {_pair(row.kept, row.kept_answer)} is not {_pair(row.found, row.answer)}"
        for query in (_find_without_entry(), _find_differing())
        for row in session.execute(query)
    }
    counted = _read_counts(session, _count(_select_present().subquery()))
    kept = _read_counts(session, select(TALLY))
    return [faults[key] for key in sorted(faults)] + [
        f"{', '.join(key)}: counted {counted.get(key, 0)}, kept {kept.get(key, 0)}"
        for key in sorted(counted.keys() | kept.keys())
        if counted.get(key, 0) != kept.get(key, 0)
    ]


def rebuild_tallies(session: Session) -> None:
    """Make ``current`` and ``tally`` anew from the entries."""
    session.execute(delete(CURRENT))
    session.execute(delete(TALLY))
    columns = (*KEY, "sequence", "answer")
    session.execute(insert(CURRENT).from_select(columns, _select_present()))
    session.execute(
        insert(TALLY).from_select(("period", "paragraph", "answer", "n"), _count(CURRENT))
    )


def _select_present() -> Select[Any]:
    """Return the query of each present entry with its number and answer, from the entries."""
    key = [ENTRY.c[name] for name in KEY]
    newest = select(*key, func.max(ENTRY.c.sequence).label("sequence")).group_by(*key).subquery()
    # What answer_word says: one of state and reason is empty, so that joined they are the other.
    mark = case((ENTRY.c.in_confidence, IN_CONFIDENCE), else_="")
    answer = mark.concat(ENTRY.c.implementation).concat(ENTRY.c.missing)
    return select(*key, ENTRY.c.sequence, answer.label("answer")).join_from(
        newest, ENTRY, and_(_same_key(newest, ENTRY), newest.c.sequence == ENTRY.c.sequence)
    )


def _find_differing() -> Select[Any]:
    """Return the query of the present entries that ``current`` lacks or holds otherwise."""
    present = _select_present().subquery()
    number, answer = present.c.sequence, present.c.answer
    kept, kept_answer = CURRENT.c.sequence, CURRENT.c.answer
    return (
        select(*_columns(present, number, answer, kept, kept_answer))
        .join_from(present, CURRENT, _same_key(present, CURRENT), isouter=True)
        .where(or_(kept.is_(None), number != kept, answer != kept_answer))
    )


def _find_without_entry() -> Select[Any]:
    """Return the query of the rows of ``current`` on which there is not even a first entry."""
    found, kept, answer = ENTRY.c.sequence, CURRENT.c.sequence, CURRENT.c.answer
    first = and_(_same_key(CURRENT, ENTRY), found == 1)
    return (
        select(*_columns(CURRENT, found, ENTRY.c.implementation, kept, answer))
        .join_from(CURRENT, ENTRY, first, isouter=True)
        .where(found.is_(None))
    )


def _columns(table: Any, found: Any, answer: Any, kept: Any, kept_answer: Any) -> list[Any]:
    """Return what is told of a difference: what is kept, and what the entries say."""
    return [
        *(table.c[name] for name in KEY),
        found.label("found"),
        answer.label("answer"),
        kept.label("kept"),
        kept_answer.label("kept_answer"),
    ]


def _same_key(one: Any, other: Any) -> ColumnElement[bool]:
    """Return the condition that two rows are of one member, period and paragraph."""
    return and_(*(one.c[name] == other.c[name] for name in KEY))


def _count(present: Any) -> Select[Any]:
    """Return the query that counts present entries by period, paragraph and answer."""
    by = [present.c[name] for name in ("period", "paragraph", "answer")]
    return select(*by, func.count().label("n")).group_by(*by)


def _read_counts(session: Session, query: Select[Any]) -> dict[tuple[str, str, str], int]:
    """Return what a query counted, without what is zero."""
    rows = session.execute(query)
    return {(row.period, row.paragraph, row.answer): row.n for row in rows if row.n}


def _pair(sequence: int | None, answer: str | None) -> tuple[int, str] | None:
    """Return the number and the answer of an entry, or None where there is none."""
    return None if sequence is None or answer is None else (sequence, answer)
