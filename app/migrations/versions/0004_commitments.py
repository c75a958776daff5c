"""Commitments with their changes and budgets; indicators with their aims and values."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema from the revision before to this one."""
    create_commitments()
    create_indicators()


def sequence_column() -> sa.Column[int]:
    """Return the column that numbers the rows of one thing; the application counts."""
    return sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False)


def commitment_columns() -> tuple[sa.Column[object], ...]:
    """Return the columns that name a commitment."""
    return (
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("declaration", sa.String(length=100), nullable=False),
        sa.Column("commitment", sa.String(length=80), nullable=False),
    )


def commitment_constraints(table: str) -> tuple[sa.Constraint, ...]:
    """Return the key of a table below a commitment, and that the commitment is there."""
    return (
        sa.ForeignKeyConstraint(
            ["member_id", "declaration", "commitment"],
            ["commitment.member_id", "commitment.declaration", "commitment.code"],
            name=f"fk_{table}_commitment",
        ),
        sa.PrimaryKeyConstraint("member_id", "declaration", "commitment", "sequence"),
    )


def create_commitments() -> None:
    """Make the tables of commitments."""
    op.create_table(
        "commitment",
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("declaration", sa.String(length=100), nullable=False),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("partners", sa.JSON(), nullable=False),
        sa.Column("shares", sa.JSON(), nullable=False),
        sa.Column("goals", sa.JSON(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("visibility", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('policy', 'investment', 'service', 'regulation', 'partnership', 'capacity')",
            name="ck_commitment_kind",
        ),
        sa.CheckConstraint(
            "visibility IN ('public', 'members', 'secretariat')", name="ck_commitment_visibility"
        ),
        sa.CheckConstraint(
            "starts_on IS NULL OR due_on IS NULL OR due_on >= starts_on", name="ck_commitment_dates"
        ),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_commitment_member"),
        sa.PrimaryKeyConstraint("member_id", "declaration", "code"),
    )
    op.create_table(
        "commitment_change",
        *commitment_columns(),
        sequence_column(),
        sa.Column("changed_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(outcome = '' AND due_on IS NOT NULL) OR "
            "(outcome IN ('complete', 'withdrawn', 'superseded') AND due_on IS NULL)",
            name="ck_commitment_change_outcome",
        ),
        sa.CheckConstraint(
            "outcome = 'complete' OR reason <> ''", name="ck_commitment_change_reason"
        ),
        *commitment_constraints("commitment_change"),
    )
    op.create_table(
        "commitment_budget",
        *commitment_columns(),
        sequence_column(),
        sa.Column("recorded_on", sa.Date(), nullable=False),
        sa.Column("amount", sa.String(length=60), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.CheckConstraint(
            "stage IN ('planned', 'secured', 'committed', 'spent')",
            name="ck_commitment_budget_stage",
        ),
        sa.CheckConstraint("length(currency) = 3", name="ck_commitment_budget_currency"),
        *commitment_constraints("commitment_budget"),
    )


def create_indicators() -> None:
    """Make the tables of indicators."""
    op.create_table(
        "indicator",
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("declaration", sa.String(length=100), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("measure", sa.String(length=20), nullable=False),
        sa.Column("direction", sa.String(length=20), nullable=False),
        sa.Column("accumulation", sa.String(length=20), nullable=False),
        sa.Column("additive", sa.Boolean(), nullable=False),
        sa.Column("maintain", sa.Boolean(), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.Column("paragraph", sa.String(length=100), nullable=False),
        sa.Column("defined_on", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "measure IN ('number', 'percentage', 'rubric')", name="ck_indicator_measure"
        ),
        sa.CheckConstraint("direction IN ('higher', 'lower')", name="ck_indicator_direction"),
        sa.CheckConstraint(
            "accumulation IN ('cumulative', 'periodic')", name="ck_indicator_accumulation"
        ),
        sa.PrimaryKeyConstraint("code"),
    )
    op.create_index("ix_indicator_declaration", "indicator", ["declaration"])
    op.create_table(
        "indicator_aim",
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("indicator", sa.String(length=80), nullable=False),
        sequence_column(),
        sa.Column("recorded_on", sa.Date(), nullable=False),
        sa.Column("baseline", sa.String(length=60), nullable=True),
        sa.Column("target", sa.String(length=60), nullable=True),
        sa.Column("baseline_on", sa.Date(), nullable=True),
        sa.Column("target_on", sa.Date(), nullable=True),
        sa.Column("commitment", sa.String(length=80), nullable=False),
        sa.CheckConstraint(
            "baseline_on IS NULL OR target_on IS NULL OR target_on > baseline_on",
            name="ck_indicator_aim_dates",
        ),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_indicator_aim_member"),
        sa.ForeignKeyConstraint(
            ["indicator"], ["indicator.code"], name="fk_indicator_aim_indicator"
        ),
        sa.PrimaryKeyConstraint("member_id", "indicator", "sequence"),
    )
    op.create_table(
        "indicator_value",
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("indicator", sa.String(length=80), nullable=False),
        sa.Column("period", sa.String(length=100), nullable=False),
        sequence_column(),
        sa.Column("recorded_on", sa.Date(), nullable=False),
        sa.Column("measured_on", sa.Date(), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=True),
        sa.Column("numerator", sa.String(length=60), nullable=True),
        sa.Column("denominator", sa.String(length=60), nullable=True),
        sa.Column("missing", sa.String(length=20), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(numerator IS NULL) = (denominator IS NULL)", name="ck_indicator_value_pair"
        ),
        sa.CheckConstraint(
            "(number IS NOT NULL AND numerator IS NULL AND missing = '') OR "
            "(number IS NULL AND numerator IS NOT NULL AND missing = '') OR "
            "(number IS NULL AND numerator IS NULL AND missing <> '')",
            name="ck_indicator_value_one",
        ),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_indicator_value_member"),
        sa.ForeignKeyConstraint(
            ["indicator"], ["indicator.code"], name="fk_indicator_value_indicator"
        ),
        sa.PrimaryKeyConstraint("member_id", "indicator", "period", "sequence"),
    )
