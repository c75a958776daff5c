"""How does an answer that comes after the closing of a period get into its addendum?"""

from dataclasses import replace

from sqlmodel import Session

from app.report_desk import ReportDesk
from declarations.problems import ChangedMeanwhileRefusal, InputRefusal
from tracker.addendum_store import add_to_addendum
from tracker.draft_store import AnswerDraft


def add_late_answer(session: Session, desk: ReportDesk, draft: AnswerDraft) -> bool:
    """Store what was typed as a late answer; False where that is what was answered last.

    The desk was read in the same session. Raises ChangedMeanwhileRefusal where another answer came
    since the form was begun, InputRefusal for one that has faults or says nothing, and what
    ``add_to_addendum`` raises.
    """
    desk.require(draft.paragraph)
    entry = desk.read(draft).entry
    if entry is None:
        raise InputRefusal("The answer is not complete; nothing was stored.", hint="Mend it.")
    present = desk.present(draft.paragraph)
    if present is not None and replace(present, recorded_at=entry.recorded_at) == entry:
        return False
    if draft.base != desk.base(draft.paragraph):
        raise ChangedMeanwhileRefusal(
            "Another answer on this paragraph has come in meanwhile.",
            hint="Compare the two, then send yours once more.",
        )
    add_to_addendum(session, desk.member.code, desk.period.code, [entry], desk.day)
    return True
