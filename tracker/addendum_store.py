"""What came after the cut-off of a period? Answers kept apart from its report, never counted.

The caller owns the transaction. Answers are only ever added; a later one stands for an earlier one.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import insert
from sqlmodel import Session, select

from declarations.problems import InputRefusal, RuleRefusal
from declarations.store import load_revision
from tracker.acceptance_store import clash_refused
from tracker.member_store import member_codes, member_id
from tracker.periods import Period, cut_off
from tracker.progress import Entry, find_report_faults
from tracker.progress_store import end_of_day, entry_values, find_period, read_entry
from tracker.tables import AddendumRow


def add_to_addendum(
    session: Session, member: str, period: str, entries: Sequence[Entry], day: date
) -> None:
    """Store the answers of a member that came on a day, after the cut-off of a period.

    An answer that says what the last late one on its paragraph says is there already and is not
    stored again. Raises RuleRefusal while the period still takes reports, InputRefusal with every
    fault of the entries, and ChangedMeanwhileRefusal for a clash with another sender.
    """
    key = member_id(session, member)
    found = find_period(session, period)
    require_cut_off(found, day)
    paragraphs = load_revision(session, found.declaration).declaration.operative_paragraphs()
    problems = find_report_faults(member, period, entries, {node.id for node in paragraphs})
    if problems:
        raise InputRefusal(
            f"The answers of {member} were not taken.",
            hint="Nothing was stored; mend these and send them again.",
            problems=problems,
        )
    known = load_late_versions(session, member, period)
    rows = [
        entry_values(key, entry, len(known.get(entry.paragraph, ())) + 1)
        for entry in entries
        if not _says_the_same(entry, known.get(entry.paragraph, ()))
    ]
    if rows:
        with clash_refused(f"The addendum of {member} for {period}"):
            session.execute(insert(AddendumRow.__table__), rows)  # type: ignore[attr-defined] # a table=True model has it


def _says_the_same(entry: Entry, known: Sequence[Entry]) -> bool:
    """Return whether an answer says nothing but what the last one of those known says."""
    return bool(known) and replace(known[-1], recorded_at=entry.recorded_at) == entry


def require_cut_off(period: Period, day: date) -> None:
    """Raise RuleRefusal for a day on which a period still took reports."""
    first = cut_off(period)
    if day >= first:
        return
    if period.frozen_at is None:
        raise RuleRefusal(
            f"The period {period.code} takes reports up to {period.closes_on}; {day} is not late.",
            hint="Leave out --addendum.",
        )
    raise RuleRefusal(
        f"The period {period.code} was closed to reports from {first}; an addendum holds what came "
        f"from then on, not on {day}.",
        hint="Give the day on which the answers came after --on.",
    )


def load_late_versions(session: Session, member: str, period: str) -> dict[str, list[Entry]]:
    """Return all late answers of a member by paragraph, the oldest first."""
    key = member_id(session, member)
    table = AddendumRow.__table__  # type: ignore[attr-defined] # a table=True model has it
    query = select(table).where(table.c.member_id == key, table.c.period == period)
    found: dict[str, list[Entry]] = {}
    for row in session.execute(query.order_by(table.c.paragraph, table.c.sequence)):
        found.setdefault(row.paragraph, []).append(read_entry(row, member))
    return found


def load_addendum(
    session: Session, period: str, until: date, *, members: Collection[str] | None = None
) -> list[Entry]:
    """Return the late answers to a period that stood on a date, by member and paragraph.

    With ``members``, codes of members, only theirs.
    """
    codes = member_codes(session, members)
    table = AddendumRow.__table__  # type: ignore[attr-defined] # a table=True model has it
    query = select(table).where(table.c.period == period, table.c.recorded_at < end_of_day(until))
    if members is not None:
        query = query.where(table.c.member_id.in_(codes))
    latest = {
        (codes[row.member_id], row.paragraph): row
        for row in session.execute(query.order_by(table.c.sequence))
    }
    return [read_entry(latest[place], place[0]) for place in sorted(latest)]
