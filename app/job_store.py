"""Who works on which report? Jobs kept, claimed under a lease, and ended by their worker alone.

The caller owns the transaction. A worker that lost its lease changes nothing any more: each of its
steps asks for the row with its own name in it.
"""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, and_, col, or_, select

from app.document_formats import Ending
from app.job_tables import ReportJobRow
from app.jobs import (
    ACTIVE,
    FILES_KEPT,
    FILES_OF_NEWEST,
    LEASE,
    MOST_TRIES,
    Job,
    JobState,
    JobStep,
    MadeFile,
    ReportKind,
    ReportWish,
)
from declarations.problems import NotFoundRefusal, RuleRefusal

GIVEN_UP = (
    "The program that made it ended before it was ready, three times. It may need more memory than "
    "there is; tell whoever runs the site."
)


def add_job(session: Session, wish: ReportWish, asked_by: UUID, now: datetime) -> Job:
    """Store a job that waits for a worker and return it."""
    row = ReportJobRow(
        wish=_wish_as_data(wish), state=JobState.WAITING.value, asked_by=asked_by, asked_at=now
    )
    session.add(row)
    session.flush()
    return _read_job(row)


def load_jobs(session: Session, limit: int = 1000) -> list[Job]:
    """Return the jobs, the last one asked for first."""
    newest = select(ReportJobRow).order_by(col(ReportJobRow.id).desc()).limit(limit)
    return [_read_job(row) for row in session.exec(newest)]


def find_job(session: Session, key: UUID) -> Job:
    """Return a job; NotFoundRefusal where there is none."""
    row = session.exec(select(ReportJobRow).where(ReportJobRow.id == key)).one_or_none()
    if row is None:
        raise NotFoundRefusal(
            "There is no such report.", hint="The list of reports shows those there are."
        )
    return _read_job(row)


def has_claimable(session: Session, now: datetime) -> bool:
    """Return whether a job waits for a worker, or was left by one."""
    return session.exec(_claimable(now).limit(1)).first() is not None


def claim_job(session: Session, worker: str, now: datetime) -> Job | None:
    """Give a worker the oldest job that nobody has, for the time of a lease; None for none.

    A job that was left too often has failed.
    """
    for row in session.exec(_claimable(now).with_for_update(skip_locked=True)):
        if row.tries >= MOST_TRIES:
            _end(row, JobState.FAILED, now, GIVEN_UP)
            session.add(row)
            continue
        row.state, row.step = JobState.RUNNING.value, JobStep.WAIT.value
        row.worker, row.lease_until, row.tries = worker, now + LEASE, row.tries + 1
        session.add(row)
        session.flush()
        return _read_job(row)
    session.flush()
    return None


def is_still_mine(session: Session, key: UUID, worker: str) -> bool:
    """Return whether a worker has still a job: nobody cancelled it, and no other one claimed it."""
    return session.exec(_mine(key, worker)).first() is not None


def renew_lease(session: Session, key: UUID, worker: str, now: datetime) -> bool:
    """Let a worker have its job for another lease; return False where it is no longer its own."""
    row = session.exec(_mine(key, worker).with_for_update()).first()
    if row is None:
        return False
    row.lease_until = now + LEASE
    session.add(row)
    return True


def note_step(session: Session, key: UUID, worker: str, step: JobStep) -> None:
    """Say what a worker is at; nothing where the job is no longer its own."""
    row = session.exec(_mine(key, worker).with_for_update()).first()
    if row is not None:
        row.step = step.value
        session.add(row)


def finish_job(
    session: Session, key: UUID, worker: str, files: tuple[MadeFile, ...], now: datetime
) -> bool:
    """Say that a job is done; return False where it is no longer the worker's own."""
    row = session.exec(_mine(key, worker).with_for_update()).first()
    if row is None:
        return False
    row.files = [asdict(file) for file in files]
    _end(row, JobState.DONE, now)
    session.add(row)
    return True


def fail_job(session: Session, key: UUID, worker: str, reason: str, now: datetime) -> None:
    """Say why a job failed; nothing where it is no longer the worker's own."""
    row = session.exec(_mine(key, worker).with_for_update()).first()
    if row is not None:
        _end(row, JobState.FAILED, now, reason)
        session.add(row)


def give_back(session: Session, key: UUID, worker: str) -> None:
    """Let another worker have a job whose worker closes; it does not count as a try."""
    row = session.exec(_mine(key, worker).with_for_update()).first()
    if row is not None:
        row.state, row.step, row.worker = JobState.WAITING.value, JobStep.WAIT.value, ""
        row.lease_until, row.tries = None, row.tries - 1
        session.add(row)


def list_outworn(session: Session, now: datetime) -> list[UUID]:
    """Return the jobs whose files need not be kept: done long ago, and not among the newest."""
    done = select(ReportJobRow.id).where(ReportJobRow.state == JobState.DONE.value)
    newest = done.order_by(col(ReportJobRow.id).desc()).limit(FILES_OF_NEWEST)
    outworn = done.where(
        col(ReportJobRow.ended_at) < now - FILES_KEPT, col(ReportJobRow.id).not_in(newest)
    )
    return list(session.exec(outworn.order_by(col(ReportJobRow.id))))


def cancel_job(session: Session, key: UUID, now: datetime) -> None:
    """End a job that waits or runs; RuleRefusal for one that has ended."""
    row = session.exec(select(ReportJobRow).where(ReportJobRow.id == key).with_for_update()).first()
    if row is None:
        find_job(session, key)
        return
    if JobState(row.state) not in ACTIVE:
        raise RuleRefusal(
            f"This report is {row.state} already, so it was not cancelled.",
            hint="Look at it again.",
        )
    _end(row, JobState.CANCELLED, now)
    session.add(row)


def _claimable(now: datetime) -> Any:
    is_left = and_(
        ReportJobRow.state == JobState.RUNNING.value, col(ReportJobRow.lease_until) < now
    )
    return (
        select(ReportJobRow)
        .where(or_(ReportJobRow.state == JobState.WAITING.value, is_left))
        .order_by(col(ReportJobRow.id))
    )


def _mine(key: UUID, worker: str) -> Any:
    return select(ReportJobRow).where(
        ReportJobRow.id == key,
        ReportJobRow.worker == worker,
        ReportJobRow.state == JobState.RUNNING.value,
    )


def _end(row: ReportJobRow, state: JobState, now: datetime, reason: str = "") -> None:
    row.state, row.reason, row.ended_at = state.value, reason, now
    row.lease_until = None


def _wish_as_data(wish: ReportWish) -> dict[str, Any]:
    return {**asdict(wish), "day": wish.day.isoformat()}


def _read_job(row: ReportJobRow) -> Job:
    wish = dict(row.wish)
    wish |= {
        "kind": ReportKind(wish["kind"]),
        "ending": Ending(wish["ending"]),
        "day": date.fromisoformat(wish["day"]),
    }
    return Job(
        id=row.id,
        wish=ReportWish(**wish),
        state=JobState(row.state),
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        step=JobStep(row.step),
        tries=row.tries,
        worker=row.worker,
        lease_until=row.lease_until,
        ended_at=row.ended_at,
        reason=row.reason,
        files=tuple(MadeFile(**file) for file in row.files),
    )
