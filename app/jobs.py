"""What is a report that somebody has asked for, and how far is it? Plain values."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from app.document_formats import Ending

LEASE = timedelta(seconds=60)
"""For so long a worker has a job; it renews the lease while it works, and loses it when it dies."""
MOST_TRIES = 3
"""A job whose worker went away so often is given up: it may be what ends the workers."""
MOST_SECONDS = 1800.0
"""A report that takes longer is ended."""

FILES_KEPT = timedelta(days=30)
FILES_OF_NEWEST = 50
"""The files of a job go when both are over: that time, and so many jobs that were done later."""


class ReportKind(StrEnum):
    """Which report is made."""

    ASSEMBLY = "assembly"
    MEMBER = "member"
    PARAGRAPH = "paragraph"


class JobState(StrEnum):
    """What has become of a job."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class JobStep(StrEnum):
    """What a worker is at; in this order."""

    WAIT = "wait"
    READ = "read"
    COMPOSE = "compose"
    WRITE = "write"


ACTIVE = frozenset({JobState.WAITING, JobState.RUNNING})
"""The states in which a job has still to end."""


@dataclass(frozen=True, slots=True)
class ReportWish:
    """Which report somebody wants: of what, as of which day, in which format and wording.

    ``member`` and ``paragraph`` name what a report of that kind is about. ``own_wording`` asks for
    the association's own templates, where the settings name a folder with them.
    """

    kind: ReportKind
    declaration: str
    day: date
    ending: Ending
    member: str = ""
    paragraph: str = ""
    is_final: bool = False
    own_wording: bool = True

    @property
    def file_name(self) -> str:
        """Return the name of the file that is made, without a path."""
        about = {
            ReportKind.ASSEMBLY: "report",
            ReportKind.MEMBER: self.member,
            ReportKind.PARAGRAPH: self.paragraph,
        }[self.kind]
        name = f"{self.declaration}-{about}-{self.day}"
        return f"{''.join(c if c.isalnum() or c in '-_' else '-' for c in name)}.{self.ending}"


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A file that a job has made: its name without a path, its bytes' number and SHA-256."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Job:
    """A report that was asked for. Instants are UTC.

    ``asked_by`` is the key of the account. ``worker`` has it until
    ``lease_until``; ``reason`` says why it failed.
    """

    id: UUID
    wish: ReportWish
    state: JobState
    asked_by: UUID
    asked_at: datetime
    step: JobStep = JobStep.WAIT
    tries: int = 0
    worker: str = ""
    lease_until: datetime | None = None
    ended_at: datetime | None = None
    reason: str = ""
    files: tuple[MadeFile, ...] = ()

    @property
    def is_active(self) -> bool:
        """Return whether it has still to end."""
        return self.state in ACTIVE

    @property
    def progress(self) -> int:
        """Return how many of the steps have begun, 0 to 3; all of them once it is done."""
        if self.state is JobState.DONE:
            return len(JobStep) - 1
        return list(JobStep).index(self.step)
