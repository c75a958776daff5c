"""How is the register kept? The tables of members, acceptance and progress.

Keys are made by the application; ``member_id`` is part of every key of the large tables, so that
they can be spread over machines by it. Lists of paragraphs and names are JSON: they are read and
written whole, never searched.
"""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, DateTime, Dialect, ForeignKey, Text, UniqueConstraint
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel
from uuid6 import uuid7


class UtcInstant(TypeDecorator[datetime]):
    """An instant, kept and given back in UTC on every database; one without a zone is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the instant in UTC."""
        del dialect
        if value is not None and value.tzinfo is None:
            raise ValueError(f"the instant {value} has no time zone")
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the instant in UTC; SQLite gives it back without a zone."""
        del dialect
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


class MemberRow(SQLModel, table=True):
    """A member; ``names`` maps a language to the name in it."""

    __tablename__ = "member"
    __table_args__ = (
        UniqueConstraint("code", name="uq_member_code"),
        CheckConstraint("length(country) IN (0, 2)", name="ck_member_country"),
        CheckConstraint(
            "left_on IS NULL OR joined_on IS NULL OR left_on >= joined_on", name="ck_member_term"
        ),
        CheckConstraint("population BETWEEN 1 AND 40000000", name="ck_member_population"),
    )  # fmt: skip

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    code: str = Field(max_length=100)
    names: dict[str, str] = Field(sa_type=JSON)
    country: str = Field(default="", max_length=2)
    region: str = Field(default="", sa_type=Text)
    kind: str = Field(max_length=20)
    joined_on: date | None = None
    left_on: date | None = None
    population: int | None = None


def member_key(constraint: str, *, primary_key: bool = True) -> Any:
    """Return the column that points at a member."""
    return Field(
        primary_key=primary_key,
        sa_column_args=(ForeignKey("member.id", name=constraint),),
    )


class MemberPastRow(SQLModel, table=True):
    """What a member was called and how it was grouped until a day, when it changed. Append-only."""

    __tablename__ = "member_past"
    __table_args__ = (
        CheckConstraint("population BETWEEN 1 AND 40000000", name="ck_member_past_population"),
    )

    member_id: UUID = member_key("fk_member_past_member")
    until: date = Field(primary_key=True)
    names: dict[str, str] = Field(sa_type=JSON)
    country: str = Field(max_length=2)
    region: str = Field(sa_type=Text)
    kind: str = Field(max_length=20)
    population: int | None = None


class OfficeRow(SQLModel, table=True):
    """An office held by a member for a term."""

    __tablename__ = "office"

    member_id: UUID = member_key("fk_office_member")
    id: UUID = Field(default_factory=uuid7, primary_key=True)
    kind: str = Field(max_length=20)
    starts_on: date | None = None
    ends_on: date | None = None


class ContactRow(SQLModel, table=True):
    """A person who answers for a member. Personal data: nothing else repeats it."""

    __tablename__ = "member_contact"
    __table_args__ = (UniqueConstraint("member_id", "email", name="uq_member_contact_email"),)

    member_id: UUID = member_key("fk_member_contact_member", primary_key=False)
    id: UUID = Field(default_factory=uuid7, primary_key=True)
    name: str = Field(default="", sa_type=Text)
    email: str = Field(max_length=254)
    language: str = Field(default="en", max_length=20)


class ReminderRow(SQLModel, table=True):
    """A reminder that was sent, by the day of the rules that it served. Append-only."""

    __tablename__ = "reminder"

    member_id: UUID = member_key("fk_reminder_member")
    period: str = Field(primary_key=True, max_length=100)
    contact_id: UUID = Field(
        primary_key=True,
        sa_column_args=(ForeignKey("member_contact.id", name="fk_reminder_contact"),),
    )
    scheduled_on: date = Field(primary_key=True)
    sent_on: date
    message_id: str = Field(max_length=200)


class AssemblyRow(SQLModel, table=True):
    """A meeting of members."""

    __tablename__ = "assembly"
    __table_args__ = (UniqueConstraint("code", name="uq_assembly_code"),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    code: str = Field(max_length=100)
    name: str = Field(sa_type=Text)
    place: str = Field(default="", sa_type=Text)
    starts_on: date | None = None
    ends_on: date | None = None
    symbol: str = Field(default="", sa_type=Text)
    note: str = Field(default="", sa_type=Text)


class RulesRow(SQLModel, table=True):
    """The association's rules of acceptance for one declaration."""

    __tablename__ = "acceptance_rules"

    declaration: str = Field(primary_key=True, max_length=100)
    minimum: int = 0
    core: list[str] = Field(sa_type=JSON)
    core_minimum: int = 0
    withdrawal_after_years: int = 0
    notice_months: int = 0
    objection_months: int = 12
    review_years: int = 0
    follow_up_months: int = 12


class RulesPastRow(SQLModel, table=True):
    """The rules that held until a day, when they changed, by their names. Append-only."""

    __tablename__ = "acceptance_rules_past"

    declaration: str = Field(primary_key=True, max_length=100)
    until: date = Field(primary_key=True)
    rules: dict[str, Any] = Field(sa_type=JSON)


class InstrumentRow(SQLModel, table=True):
    """A member's dated act; ``paragraphs`` are those it names. Append-only."""

    __tablename__ = "instrument"
    __table_args__ = (
        UniqueConstraint("member_id", "declaration", "sequence", name="uq_instrument_sequence"),
    )

    member_id: UUID = member_key("fk_instrument_member")
    id: UUID = Field(default_factory=uuid7, primary_key=True)
    declaration: str = Field(max_length=100, index=True)
    sequence: int
    kind: str = Field(max_length=20)
    deposited_on: date
    paragraphs: list[str] = Field(sa_type=JSON)
    signed_on: date | None = None
    effective_on: date | None = None
    decision_reference: str = Field(default="", sa_type=Text)
    signatory: str = Field(default="", sa_type=Text)


class StatementRow(SQLModel, table=True):
    """A member's words about paragraphs. Append-only."""

    __tablename__ = "statement"
    __table_args__ = (
        UniqueConstraint("member_id", "declaration", "number", name="uq_statement_number"),
    )

    member_id: UUID = member_key("fk_statement_member")
    id: UUID = Field(default_factory=uuid7, primary_key=True)
    declaration: str = Field(max_length=100, index=True)
    number: int
    kind: str = Field(max_length=30)
    effect: str = Field(max_length=20)
    paragraphs: list[str] = Field(sa_type=JSON)
    title: str = Field(default="", sa_type=Text)
    text: str = Field(sa_type=Text)
    language: str = Field(default="en", max_length=20)
    made_on: date
    withdraws: int | None = None
    modifies: int | None = None
    objects_to_member: str = Field(default="", max_length=100)
    objects_to: int | None = None
    effective_on: date | None = None


class NoticeRow(SQLModel, table=True):
    """What a member offers the others, or seeks from them, on one paragraph."""

    __tablename__ = "exchange_notice"
    __table_args__ = (CheckConstraint("kind IN ('offer', 'wish')", name="ck_exchange_notice_kind"),)

    member_id: UUID = member_key("fk_exchange_notice_member")
    declaration: str = Field(primary_key=True, max_length=100)
    number: int = Field(primary_key=True)
    kind: str = Field(max_length=10)
    paragraph: str = Field(max_length=100)
    text: str = Field(sa_type=Text)
    made_on: date
    open_until: date | None = None
    withdrawn_on: date | None = None
    languages: list[str] = Field(sa_type=JSON)


class PeriodRow(SQLModel, table=True):
    """A reporting period."""

    __tablename__ = "period"
    __table_args__ = (
        UniqueConstraint("code", name="uq_period_code"),
        CheckConstraint("opens_on <= due_on AND due_on <= closes_on", name="ck_period_dates"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    code: str = Field(max_length=100)
    name: str = Field(sa_type=Text)
    declaration: str = Field(max_length=100)
    opens_on: date
    due_on: date
    grace_until: date | None = None
    closes_on: date
    frozen_at: datetime | None = Field(default=None, sa_type=UtcInstant)


class ReportRow(SQLModel, table=True):
    """What became of a member's report for a period: one row a change. Append-only.

    The row with the highest ``sequence`` by a date is the state on that date. ``token`` is the
    client's: the same one twice is one submission.
    """

    __tablename__ = "report"
    __table_args__ = (UniqueConstraint("member_id", "token", name="uq_report_token"),)

    member_id: UUID = member_key("fk_report_member")
    period: str = Field(primary_key=True, max_length=100)
    sequence: int = Field(primary_key=True)
    token: str = Field(max_length=100)
    state: str = Field(max_length=20)
    changed_on: date
    submitted_on: date | None = None
    nil: bool = False
    excused: bool = False
    excuse: str = Field(default="", sa_type=Text)
    note: str = Field(default="", sa_type=Text)


class AnswerColumns(SQLModel):
    """What an answer says, in time or late."""

    recorded_at: datetime = Field(sa_type=UtcInstant)
    implementation: str = Field(default="", max_length=20)
    missing: str = Field(default="", max_length=20)
    elsewhere: str = Field(default="", max_length=100)
    kind: str = Field(max_length=20)
    percent: float | None = None
    evidence_level: str = Field(max_length=20)
    evidence: list[dict[str, str]] = Field(sa_type=JSON)
    done: str = Field(default="", sa_type=Text)
    obstacles: str = Field(default="", sa_type=Text)
    next_steps: str = Field(default="", sa_type=Text)
    support_needed: str = Field(default="", sa_type=Text)
    language: str = Field(default="en", max_length=20)
    notes: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
    in_confidence: bool = False


class EntryRow(AnswerColumns, table=True):
    """One answer of a member on a paragraph for a period. Append-only; a later one corrects."""

    __tablename__ = "entry"
    __table_args__ = (
        CheckConstraint("(implementation = '') <> (missing = '')", name="ck_entry_answer"),
        CheckConstraint("percent IS NULL OR percent BETWEEN 0 AND 100", name="ck_entry_percent"),
    )

    member_id: UUID = member_key("fk_entry_member")
    period: str = Field(primary_key=True, max_length=100)
    paragraph: str = Field(primary_key=True, max_length=100)
    sequence: int = Field(primary_key=True)


class AddendumRow(AnswerColumns, table=True):
    """An answer that came after the cut-off of its period. Append-only; counted nowhere."""

    __tablename__ = "addendum"
    __table_args__ = (
        CheckConstraint("(implementation = '') <> (missing = '')", name="ck_addendum_answer"),
        CheckConstraint("percent IS NULL OR percent BETWEEN 0 AND 100", name="ck_addendum_percent"),
    )

    member_id: UUID = member_key("fk_addendum_member")
    period: str = Field(primary_key=True, max_length=100)
    paragraph: str = Field(primary_key=True, max_length=100)
    sequence: int = Field(primary_key=True)


IN_CONFIDENCE = "~"
"""Stands before a state that was given in confidence, so that it is counted apart."""


def answer_word(implementation: str, missing: str, *, in_confidence: bool) -> str:
    """Return under what an entry is counted in ``current`` and ``tally``."""
    return f"{IN_CONFIDENCE if in_confidence else ''}{implementation or missing}"


class CurrentRow(SQLModel, table=True):
    """Which entry is the present one: kept with every entry, recomputed by ``data verify``.

    ``answer`` is its state or reason, after IN_CONFIDENCE where it was given in confidence.
    """

    __tablename__ = "current"

    member_id: UUID = member_key("fk_current_member")
    period: str = Field(primary_key=True, max_length=100)
    paragraph: str = Field(primary_key=True, max_length=100)
    sequence: int
    answer: str = Field(max_length=20)


class TallyRow(SQLModel, table=True):
    """How many present entries give an answer: kept with every entry, like CurrentRow."""

    __tablename__ = "tally"

    period: str = Field(primary_key=True, max_length=100)
    paragraph: str = Field(primary_key=True, max_length=100)
    answer: str = Field(primary_key=True, max_length=20)
    n: int
