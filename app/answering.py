"""How does a program answer for a member? One paragraph after the other, then the whole is sent.

An answer that is put makes the report a draft; sent it is once with the secretariat. What is
stored is the same as from a form or a workbook.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time

from sqlmodel import Session

from declarations.problems import NotFoundRefusal
from tracker.entry_history import load_versions
from tracker.periods import Report, ReportState
from tracker.progress import Entry, EvidenceLevel
from tracker.progress_store import submit_report


def find_answer(session: Session, period: str, member: str, paragraph: str) -> Entry:
    """Return the answer that stands on a paragraph; NotFoundRefusal where there is none."""
    versions = load_versions(session, member, period).get(paragraph)
    if not versions:
        raise NotFoundRefusal(
            f"{member} has given no answer on {paragraph!r} for {period}.", hint="Give one."
        )
    return versions[-1]


def put_answer(session: Session, entry: Entry) -> Entry:
    """Store one answer in a report that is not sent yet, and return it with its evidence.

    Files that stand behind the answer before stay behind it. Raises what ``submit_report``
    raises: a report that was sent takes answers only with another sending.
    """
    made = _keep_files(session, entry)
    submit_report(session, Report(entry.member, entry.period, ReportState.DRAFT), [made])
    return made


def send_report(
    session: Session,
    member: str,
    period: str,
    entries: Sequence[Entry],
    day: date,
    *,
    nil: bool = False,
    is_correction: bool = False,
) -> None:
    """Send a member's report to the secretariat, with answers that go with it."""
    made = [_keep_files(session, entry) for entry in entries]
    report = Report(member, period, ReportState.SUBMITTED, day, nil=nil)
    submit_report(session, report, made, is_correction=is_correction)


def moment_of(day: date) -> datetime:
    """Return the instant at which an answer of a day counts as recorded."""
    return datetime.combine(day, time(), UTC)


def _keep_files(session: Session, entry: Entry) -> Entry:
    """Return an answer with the files that stood behind it before; its evidence is claimed."""
    versions = load_versions(session, entry.member, entry.period).get(entry.paragraph, [])
    files = [piece for piece in versions[-1].evidence if piece.sha256] if versions else []
    evidence = (*files, *(piece for piece in entry.evidence if not piece.sha256))
    level = EvidenceLevel.CLAIMED if evidence else EvidenceLevel.NONE
    if versions and versions[-1].evidence == evidence:
        level = versions[-1].evidence_level
    return replace(entry, evidence=evidence, evidence_level=level)
