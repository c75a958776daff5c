"""How is kept what members have begun and not handed in? Its tables.

Nothing in them is an answer yet: it is counted nowhere, printed nowhere and replaced by what is
typed next.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, LargeBinary
from sqlmodel import Field, SQLModel

from tracker.tables import UtcInstant, member_key


class AnswerDraftRow(SQLModel, table=True):
    """What stands in the form on a paragraph; ``mark`` is another one each time it is saved."""

    __tablename__ = "answer_draft"

    member_id: UUID = member_key("fk_answer_draft_member")
    period: str = Field(primary_key=True, max_length=100)
    paragraph: str = Field(primary_key=True, max_length=100)
    base: int
    mark: str = Field(max_length=100)
    typed: dict[str, Any] = Field(sa_type=JSON)
    evidence: list[dict[str, str]] = Field(sa_type=JSON)
    saved_at: datetime = Field(sa_type=UtcInstant)


class WorkbookUploadRow(SQLModel, table=True):
    """A workbook that came back and waits for a person to say that its rows are taken in."""

    __tablename__ = "workbook_upload"

    member_id: UUID = member_key("fk_workbook_upload_member")
    period: str = Field(primary_key=True, max_length=100)
    mark: str = Field(primary_key=True, max_length=100)
    name: str = Field(max_length=200)
    content: bytes = Field(sa_type=LargeBinary)
    sent_at: datetime = Field(sa_type=UtcInstant, index=True)
