"""What may somebody read of a member's report? What anyone may, or what is kept to the member too.

Anyone reads the answers of a report that the secretariat has, those in confidence as
"confidential" (docs/decisions/0006). A member and the secretariat read all.
"""

from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Session

from tracker.addendum_store import load_addendum
from tracker.confidence_store import find_confidence
from tracker.confidential_answers import conceal_answer
from tracker.periods import Period, Report, ReportState, is_received
from tracker.progress import Entry
from tracker.progress_store import find_period, load_entries, load_reports


@dataclass(frozen=True, slots=True)
class ReportReading:
    """A member's report as somebody may read it.

    ``state`` is where it stands; for whoever may not read a report before the secretariat has it,
    that is OPEN until then. ``late`` came after the cut-off of the period.
    """

    period: Period
    member: str
    state: ReportState
    report: Report | None
    entries: tuple[Entry, ...]
    late: tuple[Entry, ...]


def read_report(
    session: Session, code: str, member: str, day: date, *, unpublished: bool, in_confidence: bool
) -> ReportReading:
    """Return a member's report for a period as it is on a day.

    ``unpublished`` says that the reader may see it before the secretariat has it, and the notes
    with which it was returned; ``in_confidence`` that he or she may see what was answered in
    confidence, and the member's own columns. Raises NotFoundRefusal for an unknown period or
    member.
    """
    period = find_period(session, code)
    report = next(iter(load_reports(session, code, day, members=[member])), None)
    is_shown = unpublished or is_received(report, day)
    entries = load_entries(session, code, day, members=[member]) if is_shown else []
    late = load_addendum(session, code, day, members=[member])
    if not in_confidence:
        found = find_confidence(session, [code], members=[member])
        secret = frozenset(paragraph for _, _, paragraph in found)
        entries, late = ([_show(entry, secret) for entry in given] for given in (entries, late))
    if report is not None and not unpublished:
        report = replace(report, note="") if is_shown else None
    return ReportReading(
        period,
        member,
        report.state if report else ReportState.OPEN,
        report,
        tuple(entries),
        tuple(late),
    )


def _show(entry: Entry, secret: frozenset[str]) -> Entry:
    """Return an answer as anyone may read it, without the member's own columns."""
    is_secret = entry.in_confidence or entry.paragraph in secret
    return conceal_answer(replace(entry, in_confidence=is_secret, notes=()))
