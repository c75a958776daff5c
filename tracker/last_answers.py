"""What did members last answer on each paragraph, over several periods?"""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import and_, case, func, select
from sqlmodel import Session

from tracker.member_store import member_codes
from tracker.progress import Entry
from tracker.progress_store import end_of_day, read_entry
from tracker.tables import EntryRow

ENTRY: Any = EntryRow.__table__  # type: ignore[attr-defined] # a table=True model has it


def load_last_answers(
    session: Session, members: Collection[str], periods: Sequence[str], until: date
) -> dict[tuple[str, str], Entry]:
    """Return the last entry of each member on each paragraph that was there on a date.

    The keys are a member's code and a paragraph's id. ``periods`` are codes in order: an answer
    of a later period stands before one of an earlier period. Raises NotFoundRefusal for an
    unknown member.
    """
    codes = member_codes(session, members)
    if not periods or not codes:
        return {}
    place = case({code: number for number, code in enumerate(periods)}, value=ENTRY.c.period)
    rank = func.row_number().over(
        partition_by=(ENTRY.c.member_id, ENTRY.c.paragraph),
        order_by=(place.desc(), ENTRY.c.sequence.desc()),
    )
    ranked = (
        select(*ENTRY.primary_key, rank.label("rank"))
        .where(
            ENTRY.c.member_id.in_(codes),
            ENTRY.c.period.in_(periods),
            ENTRY.c.recorded_at < end_of_day(until),
        )
        .subquery()
    )
    is_last = and_(
        ranked.c.rank == 1,
        *(ENTRY.c[column.name] == ranked.c[column.name] for column in ENTRY.primary_key),
    )
    rows = session.execute(select(ENTRY).join_from(ranked, ENTRY, is_last))
    found = (read_entry(row, codes[row.member_id]) for row in rows)
    return {(answer.member, answer.paragraph): answer for answer in found}
