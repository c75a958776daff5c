"""What does the secretariat make of a report? A verdict on what it has read, and on the evidence.

The caller owns the transaction.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from sqlmodel import Session

from declarations.problems import (
    ChangedMeanwhileRefusal,
    InputRefusal,
    Level,
    Place,
    Problem,
    RuleRefusal,
)
from tracker.entry_history import load_versions
from tracker.member_store import member_id
from tracker.periods import ReportState
from tracker.progress import Entry, EvidenceLevel
from tracker.progress_store import (
    append_entries,
    find_latest_report,
    find_period,
    review_report,
)

VERDICTS = (EvidenceLevel.DOCUMENTED, EvidenceLevel.VERIFIED, EvidenceLevel.DISPUTED)
"""What a reviewer can say of evidence; that there is none, or it is claimed, says the member."""


def count_report_steps(session: Session, member: str, period: str) -> int:
    """Return how often a report has changed its state or was sent: 0 for one that never came.

    Whoever reads a report keeps the number, to be sure later that it is still what was read.
    """
    row = find_latest_report(session, member_id(session, member), period)
    return row.sequence if row else 0


def refuse_unread(session: Session, member: str, period: str, seen: int) -> None:
    """Raise ChangedMeanwhileRefusal where a report has changed since it was read."""
    if count_report_steps(session, member, period) != seen:
        raise ChangedMeanwhileRefusal(
            f"The report of {member} for {period} has changed since you opened it.",
            hint="Read it as it is now, below, and decide again.",
        )


def review_as_read(
    session: Session,
    member: str,
    period: str,
    verdict: ReportState,
    day: date,
    note: str = "",
    *,
    seen: int,
) -> None:
    """Accept or return a report as it was read, ``seen`` being its ``count_report_steps``.

    Raises ChangedMeanwhileRefusal where it has changed since, and what ``review_report`` raises.
    """
    refuse_unread(session, member, period, seen)
    review_report(session, member, period, verdict, day, note)


def judge_evidence(
    session: Session,
    member: str,
    period: str,
    verdicts: Mapping[str, EvidenceLevel],
    moment: datetime,
    *,
    seen: int,
) -> int:
    """Store what the reviewer finds of the evidence behind answers, by paragraph id.

    Each answer that is judged otherwise than before gets a new version that says the same but for
    that; the number of these is returned. Raises ChangedMeanwhileRefusal where the report has
    changed since it was read, RuleRefusal unless it waits for its review in a period that is not
    frozen, and InputRefusal for an answer that is not there, has no evidence, or such a verdict.
    """
    found = find_period(session, period)
    if found.frozen_at is not None:
        raise RuleRefusal(
            f"The period {period} is frozen since {found.frozen_at.date()}.",
            hint="A frozen report never changes.",
        )
    refuse_unread(session, member, period, seen)
    key = member_id(session, member)
    report = find_latest_report(session, key, period)
    state = ReportState(report.state) if report else ReportState.OPEN
    if state is not ReportState.SUBMITTED:
        raise RuleRefusal(
            f"The report of {member} for {period} is {state.value}; evidence is judged while a "
            "report waits for its review.",
            hint="Return an accepted report first; its member sends it again.",
        )
    present = {
        name: versions[-1] for name, versions in load_versions(session, member, period).items()
    }
    problems = [
        fault
        for paragraph, level in verdicts.items()
        if (fault := find_verdict_fault(member, paragraph, present.get(paragraph), level))
    ]
    if problems:
        raise InputRefusal(
            f"The evidence of {member} was not judged.",
            hint="Nothing was stored; mend these and send it again.",
            problems=problems,
        )
    judged = [
        replace(present[paragraph], evidence_level=level, recorded_at=moment)
        for paragraph, level in verdicts.items()
        if present[paragraph].evidence_level is not level
    ]
    append_entries(session, period, {key: judged})
    session.flush()
    return len(judged)


def find_verdict_fault(
    member: str, paragraph: str, entry: Entry | None, level: EvidenceLevel
) -> Problem | None:
    """Return what is wrong with a verdict on the evidence behind one answer, None for nothing."""
    place = Place(item=f"{member}, {paragraph}")
    if entry is None:
        return Problem(
            "P109", Level.ERROR, place, f"There is no answer on {paragraph!r}.",
            "Judge the answers that there are.", paragraph,
        )  # fmt: skip
    if not has_evidence(entry):
        return Problem(
            "P110", Level.ERROR, place, f"The answer on {paragraph!r} has no evidence.",
            "Return the report and ask for evidence.", paragraph,
        )  # fmt: skip
    if level not in (*VERDICTS, entry.evidence_level):
        return Problem(
            "P111", Level.ERROR, place, f"{level.value!r} is not for the reviewer to say.",
            f"Say one of: {', '.join(VERDICTS)}.", level.value,
        )  # fmt: skip
    return None


def has_evidence(entry: Entry) -> bool:
    """Return whether there is anything behind an answer that a reviewer can look at."""
    return bool(entry.evidence) or entry.evidence_level is not EvidenceLevel.NONE
