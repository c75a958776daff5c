"""How are reports that were asked for kept? One row a job, which any worker can claim."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Text
from sqlmodel import Field, SQLModel

from app.account_tables import account_key
from app.jobs import JobState, JobStep
from declarations.tables import WORD_LENGTH, new_key
from tracker.tables import UtcInstant

STATES = ", ".join(f"'{state.value}'" for state in JobState)


class ReportJobRow(SQLModel, table=True):
    """A job; ``wish`` and ``files`` are read and written whole. Files stand beside the workspace.

    ``worker`` has the job until ``lease_until``; after that anybody may claim it.
    """

    __tablename__ = "report_job"
    __table_args__ = (
        CheckConstraint(f"state IN ({STATES})", name="ck_report_job_state"),
        CheckConstraint(
            "(state = 'running') = (lease_until IS NOT NULL)", name="ck_report_job_lease"
        ),
    )

    id: UUID = Field(default_factory=new_key, primary_key=True)
    wish: dict[str, Any] = Field(sa_type=JSON)
    state: str = Field(max_length=WORD_LENGTH, index=True)
    asked_by: UUID = account_key("fk_report_job_account")
    asked_at: datetime = Field(sa_type=UtcInstant)
    step: str = Field(default=JobStep.WAIT.value, max_length=WORD_LENGTH)
    tries: int = 0
    worker: str = Field(default="", max_length=100)
    lease_until: datetime | None = Field(default=None, sa_type=UtcInstant)
    ended_at: datetime | None = Field(default=None, sa_type=UtcInstant)
    reason: str = Field(default="", sa_type=Text)
    files: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
