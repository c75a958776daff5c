"""What has a member begun to answer and not handed in? Kept and found again, incomplete or not.

The caller owns the transaction. A draft of an answer is no entry: it is counted nowhere.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, col, select
from uuid6 import uuid7

from declarations.problems import ChangedMeanwhileRefusal, NotFoundRefusal
from tracker.acceptance_store import clash_refused
from tracker.draft_tables import AnswerDraftRow, WorkbookUploadRow
from tracker.member_store import member_id
from tracker.progress import Evidence
from tracker.progress_store import evidence_as_data, read_evidence_data

UPLOADS_KEPT = 3
"""So many workbooks of a member wait at most; the oldest goes first."""
UPLOAD_TERM = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class AnswerDraft:
    """What stands in the form on one paragraph, as it was typed, right or wrong.

    ``base`` is the number of the entry that it was begun from, 0 for none. ``mark`` is given by
    whoever saves it, another one each time; ``evidence`` are the files behind the answer.
    """

    member: str
    period: str
    paragraph: str
    base: int
    mark: str
    saved_at: datetime
    typed: Mapping[str, str] = field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class WorkbookUpload:
    """A workbook that came back and was not taken in yet."""

    member: str
    period: str
    mark: str
    name: str
    content: bytes
    sent_at: datetime


def load_drafts(session: Session, member: str, period: str) -> dict[str, AnswerDraft]:
    """Return a member's drafts of answers for a period, by paragraph."""
    key = member_id(session, member)
    query = select(AnswerDraftRow).where(
        AnswerDraftRow.member_id == key, AnswerDraftRow.period == period
    )
    return {row.paragraph: _read_draft(row, member) for row in session.exec(query)}


def _read_draft(row: AnswerDraftRow, member: str) -> AnswerDraft:
    return AnswerDraft(
        member, row.period, row.paragraph, row.base, row.mark, row.saved_at, dict(row.typed),
        tuple(read_evidence_data(piece) for piece in row.evidence),
    )  # fmt: skip


def save_draft(session: Session, draft: AnswerDraft, *, begun_from: str) -> bool:
    """Keep a draft in the place of the one before; False where it was kept already.

    ``begun_from`` is the mark of the draft that the sender saw, "" for none: another one now is a
    ChangedMeanwhileRefusal, and so is a clash with another sender. The same mark twice is one form
    that was sent twice.
    """
    key = member_id(session, draft.member)
    place = (key, draft.period, draft.paragraph)
    row = session.get(AnswerDraftRow, place, with_for_update=True)
    kept = _read_draft(row, draft.member) if row else None
    mark = draft.mark
    if kept is not None and kept.mark == mark:
        if replace(kept, saved_at=draft.saved_at) == draft:
            return False
        mark = str(uuid7())  # the browser went back to a form that it had sent, and changed it
    elif (kept.mark if kept else "") != begun_from:
        raise ChangedMeanwhileRefusal(
            "Somebody has saved another answer on this paragraph meanwhile.",
            hint="Compare the two, then save yours once more.",
        )
    if row is None:
        row = AnswerDraftRow(
            member_id=key,
            period=draft.period,
            paragraph=draft.paragraph,
            base=draft.base,
            mark=mark,
            typed={},
            evidence=[],
            saved_at=draft.saved_at,
        )
    row.base, row.mark, row.saved_at = draft.base, mark, draft.saved_at
    row.typed = dict(draft.typed)
    row.evidence = [evidence_as_data(piece) for piece in draft.evidence]
    session.add(row)
    with clash_refused(f"The answer on {draft.paragraph}"):
        session.flush()
    return True


def drop_drafts(session: Session, member: str, period: str, paragraphs: Collection[str]) -> None:
    """Forget what was begun on some paragraphs: it was handed in, or is not wanted any more."""
    row: Any = AnswerDraftRow
    session.execute(
        delete(AnswerDraftRow).where(
            row.member_id == member_id(session, member),
            row.period == period,
            row.paragraph.in_(paragraphs),
        )
    )


def keep_upload(session: Session, upload: WorkbookUpload) -> None:
    """Keep a workbook until it is taken in; the member's oldest and all that are too old go."""
    key, row = member_id(session, upload.member), WorkbookUploadRow
    drop_old_uploads(session, upload.sent_at)
    if session.get(row, (key, upload.period, upload.mark)):
        return
    query = select(row).where(row.member_id == key).order_by(col(row.sent_at).desc())
    for old in session.exec(query.offset(UPLOADS_KEPT - 1)).all():
        session.delete(old)
    session.add(
        WorkbookUploadRow(
            member_id=key,
            period=upload.period,
            mark=upload.mark,
            name=upload.name,
            content=upload.content,
            sent_at=upload.sent_at,
        )
    )
    session.flush()


def drop_old_uploads(session: Session, now: datetime) -> None:
    """Forget the workbooks that nobody has taken in within the term."""
    sent_at = col(WorkbookUploadRow.sent_at)
    session.execute(delete(WorkbookUploadRow).where(sent_at < now - UPLOAD_TERM))


def find_upload(
    session: Session, member: str, period: str, mark: str, now: datetime
) -> WorkbookUpload:
    """Return a workbook that waits; NotFoundRefusal where it is gone, or was taken in."""
    row = session.get(WorkbookUploadRow, (member_id(session, member), period, mark))
    if row is None or row.sent_at < now - UPLOAD_TERM:
        raise NotFoundRefusal(
            "This workbook is not here any more: it was taken in, or waited for too long.",
            hint="Send it again.",
        )
    return WorkbookUpload(member, row.period, row.mark, row.name, row.content, row.sent_at)


def drop_upload(session: Session, upload: WorkbookUpload) -> None:
    """Forget a workbook."""
    key = member_id(session, upload.member)
    row = session.get(WorkbookUploadRow, (key, upload.period, upload.mark))
    if row is not None:
        session.delete(row)
        session.flush()
