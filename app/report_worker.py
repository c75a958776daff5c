"""Who makes the reports that were asked for? A worker beside the server, in a process apart.

The worker is a thread: it claims a job, starts a process that makes the report, renews its lease
and stops the process when somebody cancels the job, the time is over or the server closes. What is
too large for the memory, or never ends, takes the process and not the site.
"""

import hashlib
import logging
import shutil
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import Engine

from app.database import open_database, reading, sqlite_path, transaction
from app.document_formats import ignore
from app.house import load_house_style
from app.job_store import (
    claim_job,
    fail_job,
    finish_job,
    give_back,
    has_claimable,
    is_still_mine,
    list_outworn,
    note_step,
    renew_lease,
)
from app.jobs import LEASE, MOST_SECONDS, Job, JobStep, MadeFile, ReportWish
from app.report_documents import Composed, compose_wish, read_anchor, read_wish, write_files
from app.settings import find_wording, read_settings
from app.worker_processes import Failure, share_out
from declarations.problems import Refusal
from exports.files import write_whole

LOG = logging.getLogger("accord.web")
FOLDER = "reports"
MEMORY_BYTES = 4 << 30
IDLE_SECONDS = 1.0
CLOSING_SECONDS = 10.0
TOO_LONG = "It took longer than {minutes} minutes. A report on fewer members takes less."
TOO_LARGE = "There was not enough memory for it. A report on fewer members takes less."
DEFECT = "A fault of the program stopped it; whoever runs the site finds it in the log."

Files = list[tuple[str, bytes]]


def job_folder(folder: Path, key: UUID) -> Path:
    """Return where the files of a job are kept, beside the workspace in ``folder``."""
    return folder / FOLDER / str(key)


def job_file(folder: Path, job: Job, name: str) -> Path | None:
    """Return where a file of a job is, None for one that it did not make or that was deleted."""
    if name not in {file.name for file in job.files}:
        return None
    path = job_folder(folder, job.id) / name
    return path if path.is_file() else None


def remove_outworn_files(engine: Engine, folder: Path, now: datetime) -> None:
    """Remove the files of reports made long ago; the list of reports still says what they were."""
    with reading(engine) as session:
        outworn = list_outworn(session, now)
    for key in outworn:
        shutil.rmtree(job_folder(folder, key), ignore_errors=True)


@dataclass(frozen=True, slots=True)
class ReportWork:
    """What the process is told at its start."""

    db: str
    job: UUID
    worker: str
    wish: ReportWish

    def begin(self) -> "ReportProcess":
        """Return what makes the report; called in the process, which gets its limit of memory."""
        if sys.platform != "win32":
            import resource  # noqa: PLC0415 - there is none on Windows

            resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        return ReportProcess(self)


class ReportProcess:
    """Makes one report and says at each step what it is at."""

    def __init__(self, work: ReportWork) -> None:
        self._work = work
        self._engine = open_database(work.db)
        path = sqlite_path(self._engine)
        self._folder = path.parent if path else Path()
        self._settings = read_settings(self._folder)
        self._composed: Composed | None = None

    @property
    def _wording(self) -> Path | None:
        is_own = self._work.wish.own_wording
        return find_wording(self._settings, self._folder) if is_own else None

    def prepare(self, items: Sequence[str]) -> None:
        """Read what the report is about and put it into words."""
        del items
        self._note(JobStep.READ)
        with reading(self._engine) as session:
            register = read_wish(session, self._work.wish)
            anchor = read_anchor(session, final=self._work.wish.is_final)
        self._note(JobStep.COMPOSE)
        self._composed = compose_wish(
            register, self._work.wish, self._settings, self._wording, journal=anchor
        )

    def make(self, item: str) -> Files:
        """Return the finished files by name."""
        del item
        assert self._composed is not None  # noqa: S101 - prepare comes first
        self._note(JobStep.WRITE)
        style = load_house_style(self._settings, self._folder)
        return write_files(self._composed, self._work.wish, self._wording, style, ignore)

    def _note(self, step: JobStep) -> None:
        with transaction(self._engine) as session:
            note_step(session, self._work.job, self._work.worker, step)


@dataclass(slots=True)
class ReportWorker:
    """Makes reports one after another. ``name`` is its own among all workers of a workspace."""

    engine: Engine
    folder: Path
    now: Callable[[], datetime]
    name: str
    seconds: float = MOST_SECONDS
    lease_seconds: float = LEASE.total_seconds()
    _closes: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def start(self) -> None:
        """Work beside the server until ``close``."""
        self._thread = threading.Thread(target=self._work, name=self.name, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop; a report in the making is given back, for the next worker."""
        self._closes.set()
        if self._thread is not None:
            self._thread.join(CLOSING_SECONDS)

    def work_once(self) -> bool:
        """Make one report, if any waits; return whether there was one."""
        with reading(self.engine) as session:
            if not has_claimable(session, self.now()):
                return False
        with transaction(self.engine) as session:
            job = claim_job(session, self.name, self.now())
        if job is None:
            return False
        self._run(job)
        remove_outworn_files(self.engine, self.folder, self.now())
        return True

    def _work(self) -> None:
        while not self._closes.is_set():
            try:
                if self.work_once():
                    continue
            except Refusal as refusal:
                LOG.warning("No report is made right now. %s", refusal.message)
            except Exception:
                LOG.exception("The worker for reports met a defect and goes on.")
            self._closes.wait(IDLE_SECONDS)

    def _run(self, job: Job) -> None:
        """Have the report made and keep it, or say why it was not made."""
        url = self.engine.url.render_as_string(hide_password=False)
        work = ReportWork(url, job.id, self.name, job.wish)
        watch = _Watch(self, job.id)
        shared = share_out(
            work, [str(job.id)], processes=1, seconds=self.seconds, at_once=1, goes_on=watch
        )
        with closing(shared):  # type: ignore[type-var] # a generator closes
            made = next((files for _item, files in shared), None)
        if made is None:
            self._let_go(job)
        elif isinstance(made, Failure):
            self._fail(job, made)
        else:
            self._keep(job, made)

    def _let_go(self, job: Job) -> None:
        """Give a job back where the server closes; one that was cancelled is nobody's."""
        if self._closes.is_set():
            with transaction(self.engine) as session:
                give_back(session, job.id, self.name)

    def _fail(self, job: Job, failure: Failure) -> None:
        LOG.warning("The report %s was not made: %s %s", job.id, failure.reason, failure.trace)
        with transaction(self.engine) as session:
            fail_job(session, job.id, self.name, self._explain(failure), self.now())

    def _explain(self, failure: Failure) -> str:
        """Return in plain words why a report was not made, with nothing of the inside."""
        if failure.kind == "timeout":
            return TOO_LONG.format(minutes=round(self.seconds / 60))
        if failure.kind == "ended" or "MemoryError" in failure.reason:
            return TOO_LARGE
        return DEFECT if failure.kind == "defect" else failure.reason

    def _keep(self, job: Job, made: Files) -> None:
        """Put the files into the folder, then say that the job is done; or leave nothing."""
        folder = job_folder(self.folder, job.id)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for name, data in made:
                write_whole(folder / name, data)
        except (OSError, Refusal) as error:
            shutil.rmtree(folder, ignore_errors=True)
            reason = getattr(error, "message", None) or str(error)
            self._fail(job, Failure("storage", f"It could not be kept. {reason}"))
            return
        files = tuple(
            MadeFile(name, len(data), hashlib.sha256(data).hexdigest()) for name, data in made
        )
        with transaction(self.engine) as session:
            is_done = finish_job(session, job.id, self.name, files, self.now())
        if not is_done:
            shutil.rmtree(folder, ignore_errors=True)


class _Watch:
    """Says whether a report is still wanted, and renews the lease in time."""

    def __init__(self, worker: ReportWorker, job: UUID) -> None:
        self._worker = worker
        self._job = job
        self._renewed = time.monotonic()

    def __call__(self) -> bool:
        """Return False once the job was cancelled, is another worker's, or the server closes."""
        worker = self._worker
        if worker._closes.is_set():  # noqa: SLF001 - of one module
            return False
        if time.monotonic() - self._renewed > worker.lease_seconds / 4:
            self._renewed = time.monotonic()
            with transaction(worker.engine) as session:
                return renew_lease(session, self._job, worker.name, worker.now())
        with reading(worker.engine) as session:
            return is_still_mine(session, self._job, worker.name)
