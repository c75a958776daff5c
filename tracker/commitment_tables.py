"""How are commitments, indicators and their values kept? Their tables; rows are only added.

``member_id`` is the first part of every key but that of the indicators, which are the same for all
members. Decimals are kept as they were written: an amount of money is never a rounded number.
"""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Dialect, ForeignKeyConstraint, String, Text
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

from tracker.tables import member_key


class ExactDecimal(TypeDecorator[Decimal]):
    """A decimal number, kept as its digits so that every database gives the same one back."""

    impl = String(60)
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        """Return the digits without an exponent."""
        del dialect
        return None if value is None else f"{value:f}"

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:
        """Return the number that the digits mean."""
        del dialect
        return None if value is None else Decimal(value)


def commitment_keys(table: str) -> ForeignKeyConstraint:
    """Return the constraint that a row belongs to a commitment of the same member."""
    return ForeignKeyConstraint(
        ["member_id", "declaration", "commitment"],
        ["commitment.member_id", "commitment.declaration", "commitment.code"],
        name=f"fk_{table}_commitment",
    )


class CommitmentRow(SQLModel, table=True):
    """What a member said it will do, as it said it first. Never changed."""

    __tablename__ = "commitment"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('policy', 'investment', 'service', 'regulation', 'partnership', 'capacity')",
            name="ck_commitment_kind",
        ),
        CheckConstraint(
            "visibility IN ('public', 'members', 'secretariat')", name="ck_commitment_visibility"
        ),
        CheckConstraint(
            "starts_on IS NULL OR due_on IS NULL OR due_on >= starts_on", name="ck_commitment_dates"
        ),
    )

    member_id: UUID = member_key("fk_commitment_member")
    declaration: str = Field(primary_key=True, max_length=100)
    code: str = Field(primary_key=True, max_length=80)
    title: str = Field(sa_type=Text)
    text: str = Field(sa_type=Text)
    kind: str = Field(max_length=20)
    owner: str = Field(sa_type=Text)
    partners: list[dict[str, Any]] = Field(sa_type=JSON)
    shares: dict[str, str] = Field(sa_type=JSON)
    goals: list[str] = Field(sa_type=JSON)
    starts_on: date | None = None
    due_on: date | None = None
    visibility: str = Field(max_length=20)
    language: str = Field(max_length=20)
    made_on: date


class CommitmentChangeRow(SQLModel, table=True):
    """A new date of a commitment, or its end, with its reason. Append-only."""

    __tablename__ = "commitment_change"
    __table_args__ = (
        commitment_keys("commitment_change"),
        CheckConstraint(
            "(outcome = '' AND due_on IS NOT NULL) OR "
            "(outcome IN ('complete', 'withdrawn', 'superseded') AND due_on IS NULL)",
            name="ck_commitment_change_outcome",
        ),
        CheckConstraint("outcome = 'complete' OR reason <> ''", name="ck_commitment_change_reason"),
    )

    member_id: UUID = Field(primary_key=True)
    declaration: str = Field(primary_key=True, max_length=100)
    commitment: str = Field(primary_key=True, max_length=80)
    sequence: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    changed_on: date
    due_on: date | None = None
    outcome: str = Field(max_length=20)
    reason: str = Field(sa_type=Text)


class BudgetRow(SQLModel, table=True):
    """An amount that has come to a stage. Append-only; a later one takes its place."""

    __tablename__ = "commitment_budget"
    __table_args__ = (
        commitment_keys("commitment_budget"),
        CheckConstraint(
            "stage IN ('planned', 'secured', 'committed', 'spent')",
            name="ck_commitment_budget_stage",
        ),
        CheckConstraint("length(currency) = 3", name="ck_commitment_budget_currency"),
    )

    member_id: UUID = Field(primary_key=True)
    declaration: str = Field(primary_key=True, max_length=100)
    commitment: str = Field(primary_key=True, max_length=80)
    sequence: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    recorded_on: date
    amount: Decimal = Field(sa_type=ExactDecimal)
    currency: str = Field(max_length=3)
    stage: str = Field(max_length=20)


class IndicatorRow(SQLModel, table=True):
    """What is measured, the same for every member. Never changed."""

    __tablename__ = "indicator"
    __table_args__ = (
        CheckConstraint(
            "measure IN ('number', 'percentage', 'rubric')", name="ck_indicator_measure"
        ),
        CheckConstraint("direction IN ('higher', 'lower')", name="ck_indicator_direction"),
        CheckConstraint(
            "accumulation IN ('cumulative', 'periodic')", name="ck_indicator_accumulation"
        ),
    )

    code: str = Field(primary_key=True, max_length=80)
    declaration: str = Field(max_length=100, index=True)
    title: str = Field(sa_type=Text)
    unit: str = Field(sa_type=Text)
    measure: str = Field(max_length=20)
    direction: str = Field(max_length=20)
    accumulation: str = Field(max_length=20)
    additive: bool
    maintain: bool
    steps: list[str] = Field(sa_type=JSON)
    paragraph: str = Field(max_length=100)
    defined_on: date


class AimRow(SQLModel, table=True):
    """A member's baseline and target. Append-only; a later one takes its place."""

    __tablename__ = "indicator_aim"
    __table_args__ = (
        ForeignKeyConstraint(["indicator"], ["indicator.code"], name="fk_indicator_aim_indicator"),
        CheckConstraint(
            "baseline_on IS NULL OR target_on IS NULL OR target_on > baseline_on",
            name="ck_indicator_aim_dates",
        ),
    )

    member_id: UUID = member_key("fk_indicator_aim_member")
    indicator: str = Field(primary_key=True, max_length=80)
    sequence: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    recorded_on: date
    baseline: Decimal | None = Field(default=None, sa_type=ExactDecimal)
    target: Decimal | None = Field(default=None, sa_type=ExactDecimal)
    baseline_on: date | None = None
    target_on: date | None = None
    commitment: str = Field(max_length=80)


class ValueRow(SQLModel, table=True):
    """A member's value for a period, or why there is none. Append-only; a later one corrects."""

    __tablename__ = "indicator_value"
    __table_args__ = (
        ForeignKeyConstraint(
            ["indicator"], ["indicator.code"], name="fk_indicator_value_indicator"
        ),
        CheckConstraint(
            "(numerator IS NULL) = (denominator IS NULL)", name="ck_indicator_value_pair"
        ),
        CheckConstraint(
            "(number IS NOT NULL AND numerator IS NULL AND missing = '') OR "
            "(number IS NULL AND numerator IS NOT NULL AND missing = '') OR "
            "(number IS NULL AND numerator IS NULL AND missing <> '')",
            name="ck_indicator_value_one",
        ),
    )

    member_id: UUID = member_key("fk_indicator_value_member")
    indicator: str = Field(primary_key=True, max_length=80)
    period: str = Field(primary_key=True, max_length=100)
    sequence: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    recorded_on: date
    measured_on: date
    number: Decimal | None = Field(default=None, sa_type=ExactDecimal)
    numerator: Decimal | None = Field(default=None, sa_type=ExactDecimal)
    denominator: Decimal | None = Field(default=None, sa_type=ExactDecimal)
    missing: str = Field(max_length=20)
    note: str = Field(sa_type=Text)
