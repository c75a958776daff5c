"""What did a member answer before? Every entry of one member for one period, the oldest first."""

from sqlmodel import Session, select

from tracker.member_store import member_id
from tracker.progress import Entry
from tracker.progress_store import read_entry
from tracker.tables import EntryRow


def load_versions(session: Session, member: str, period: str) -> dict[str, list[Entry]]:
    """Return all entries by paragraph; the one with the number n stands at place n - 1.

    Raises NotFoundRefusal for an unknown member.
    """
    key = member_id(session, member)
    table = EntryRow.__table__  # type: ignore[attr-defined] # a table=True model has it
    query = select(table).where(table.c.member_id == key, table.c.period == period)
    found: dict[str, list[Entry]] = {}
    for row in session.execute(query.order_by(table.c.paragraph, table.c.sequence)):
        found.setdefault(row.paragraph, []).append(read_entry(row, member))
    return found
