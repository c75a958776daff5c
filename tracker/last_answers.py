"""What did members last answer on each paragraph, over several periods?"""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import case, func, select
from sqlmodel import Session

from tracker.member_store import member_codes
from tracker.progress import Entry
from tracker.progress_store import end_of_day, read_entry
from tracker.tables import EntryRow


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
    entry = EntryRow.__table__.c  # type: ignore[attr-defined] # a table=True model has it
    place = case({code: number for number, code in enumerate(periods)}, value=entry.period)
    rank = func.row_number().over(
        partition_by=(entry.member_id, entry.paragraph),
        order_by=(place.desc(), entry.sequence.desc()),
    )
    ranked = (
        select(EntryRow.__table__, rank.label("rank"))  # type: ignore[attr-defined] # a table=True model has it
        .where(
            entry.member_id.in_(codes),
            entry.period.in_(periods),
            entry.recorded_at < end_of_day(until),
        )
        .subquery()
    )
    rows = session.execute(select(ranked).where(ranked.c.rank == 1))
    found = (read_entry(row, codes[row.member_id]) for row in rows)
    return {(answer.member, answer.paragraph): answer for answer in found}
