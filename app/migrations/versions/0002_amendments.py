"""Amendments."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema from the revision before to this one."""
    op.create_table(
        "amendment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("declaration_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("base_number", sa.Integer(), nullable=False),
        sa.Column("base_sha256", sa.String(length=64), nullable=False),
        sa.Column("sponsor", sa.String(length=80), nullable=False),
        sa.Column("rationale", sa.String(), nullable=False),
        sa.Column("submitted_on", sa.Date(), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("superseded_by", sa.String(length=20), nullable=False),
        sa.Column("parent", sa.String(length=20), nullable=False),
        sa.Column("review", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.CheckConstraint("base_number >= 1", name="ck_amendment_base_number"),
        sa.CheckConstraint("length(base_sha256) = 64", name="ck_amendment_base_sha256"),
        sa.CheckConstraint(
            "status IN ('draft', 'submitted', 'withdrawn', 'accepted', 'accepted_as_amended', "
            "'rejected', 'lapsed', 'superseded')",
            name="ck_amendment_status",
        ),
        sa.CheckConstraint(
            "(status = 'superseded') = (superseded_by <> '')", name="ck_amendment_superseded"
        ),
        sa.ForeignKeyConstraint(
            ["declaration_id"], ["declaration.id"], name="fk_amendment_declaration"
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("declaration_id", "code", name="uq_amendment_code"),
    )
    op.create_table(
        "amendment_step",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("amendment_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.CheckConstraint("number >= 1", name="ck_amendment_step_number"),
        sa.ForeignKeyConstraint(["amendment_id"], ["amendment.id"], name="fk_amendment_step"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("amendment_id", "number", name="uq_amendment_step_number"),
    )
    op.create_table(
        "amendment_co_sponsor",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("amendment_id", sa.Uuid(), nullable=False),
        sa.Column("member", sa.String(length=80), nullable=False),
        sa.Column("joined_on", sa.Date(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.CheckConstraint("left_on IS NULL OR left_on >= joined_on", name="ck_co_sponsor_days"),
        sa.ForeignKeyConstraint(["amendment_id"], ["amendment.id"], name="fk_co_sponsor_amendment"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("amendment_id", "member", "joined_on", name="uq_co_sponsor"),
    )
    op.create_table(
        "amendment_recommendation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("amendment_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("procedure", sa.String(length=20), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "procedure IN ('accept', 'accept_as_amended', 'reject', 'refer', 'vote')",
            name="ck_recommendation_procedure",
        ),
        sa.ForeignKeyConstraint(
            ["amendment_id"], ["amendment.id"], name="fk_recommendation_amendment"
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("amendment_id", "number", name="uq_recommendation_number"),
    )
