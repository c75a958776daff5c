"""On what did members ever answer in confidence? Nothing that they said there is shown as theirs.

What a member said openly before or after may be what it says in confidence, so that one such answer
conceals every other on its paragraph and period, also one that it has replaced
(docs/decisions/0006).
"""

from collections.abc import Collection
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from tracker.member_store import member_codes
from tracker.tables import AddendumRow, EntryRow, MemberRow

Key = tuple[str, str, str]
"""Member, period and paragraph."""
MEMBER: Any = MemberRow.__table__.c  # type: ignore[attr-defined] # a table=True model has it
ANSWERS: tuple[Any, ...] = (
    EntryRow.__table__.c,  # type: ignore[attr-defined] # a table=True model has it
    AddendumRow.__table__.c,  # type: ignore[attr-defined] # a table=True model has it
)


def find_confidence(
    session: Session,
    periods: Collection[str],
    *,
    members: Collection[str] | None = None,
    paragraph: str = "",
) -> frozenset[Key]:
    """Return where members ever answered in confidence, in time, late or before they changed it.

    ``periods`` are codes; ``members`` and ``paragraph`` leave out what is of others and about
    others. Raises NotFoundRefusal for an unknown member.
    """
    codes = member_codes(session, members)
    # Members are named in any case: the keys of both tables begin with them.
    wanted: Any = select(MEMBER.id) if members is None else list(codes)
    found: set[Key] = set()
    for answer in ANSWERS:
        query = select(answer.member_id, answer.period, answer.paragraph).where(
            answer.member_id.in_(wanted),
            answer.period.in_(periods),
            answer.in_confidence.is_(True),
        )
        if paragraph:
            query = query.where(answer.paragraph == paragraph)
        found |= {
            (codes[row.member_id], row.period, row.paragraph) for row in session.execute(query)
        }
    return frozenset(found)
