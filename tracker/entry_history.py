"""What was answered before? All versions of a member's answers, and those that were corrected."""

from dataclasses import replace
from datetime import UTC, date
from itertools import pairwise
from uuid import UUID

from sqlmodel import Session, col, select

from tracker.member_store import member_codes, member_id
from tracker.periods import ReportState
from tracker.progress import Entry
from tracker.progress_store import read_entry
from tracker.tables import EntryRow, ReportRow


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


def load_corrected(session: Session, period: str, until: date) -> list[Entry]:
    """Return the answers that a correction replaced by a day, by member, paragraph and age.

    A correction is what a member sends after its report was accepted; the answers that stood then
    stay behind the new ones.
    """
    days = _find_correction_days(session, period, until)
    codes = member_codes(session)
    replaced: list[Entry] = []
    for key, corrected_on in days.items():
        for versions in load_versions(session, codes[key], period).values():
            known = [e for e in versions if e.recorded_at.astimezone(UTC).date() <= until]
            replaced += [
                before
                for before, after in pairwise(known)
                if after.recorded_at.astimezone(UTC).date() >= corrected_on
                and not is_judgement(before, after)
            ]
    return sorted(replaced, key=lambda e: (e.member, e.paragraph, e.recorded_at))


def is_judgement(before: Entry, after: Entry) -> bool:
    """Return whether a version only says otherwise of the evidence, as a reviewer does."""
    level, moment = after.evidence_level, after.recorded_at
    return replace(before, evidence_level=level, recorded_at=moment) == after


def _find_correction_days(session: Session, period: str, until: date) -> dict[UUID, date]:
    """Return the day of each member's first correction of its accepted report."""
    columns = select(col(ReportRow.member_id), col(ReportRow.state), col(ReportRow.changed_on))
    query = columns.where(ReportRow.period == period, ReportRow.changed_on <= until)
    accepted: set[UUID] = set()
    days: dict[UUID, date] = {}
    for key, state, changed_on in session.exec(query.order_by(col(ReportRow.sequence))):
        if state == ReportState.ACCEPTED.value:
            accepted.add(key)
        elif state == ReportState.SUBMITTED.value and key in accepted:
            days.setdefault(key, changed_on)
    return days
