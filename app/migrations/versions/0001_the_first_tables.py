"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema from the revision before to this one."""
    op.create_table(
        "acceptance_rules",
        sa.Column("declaration", sa.String(length=100), nullable=False),
        sa.Column("minimum", sa.Integer(), nullable=False),
        sa.Column("core", sa.JSON(), nullable=False),
        sa.Column("core_minimum", sa.Integer(), nullable=False),
        sa.Column("withdrawal_after_years", sa.Integer(), nullable=False),
        sa.Column("notice_months", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("declaration"),
    )
    op.create_table(
        "assembly",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=100), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("symbol", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code", name="uq_assembly_code"),
    )
    op.create_table(
        "declaration",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code", name="uq_declaration_code"),
    )
    op.create_table(
        "member",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=100), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("joined_on", sa.Date(), nullable=True),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "left_on IS NULL OR joined_on IS NULL OR left_on >= joined_on", name="ck_member_term"
        ),
        sa.CheckConstraint("length(country) IN (0, 2)", name="ck_member_country"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code", name="uq_member_code"),
    )
    op.create_table(
        "period",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=100), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("declaration", sa.String(length=100), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("grace_until", sa.Date(), nullable=True),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("opens_on <= due_on AND due_on <= closes_on", name="ck_period_dates"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code", name="uq_period_code"),
    )
    op.create_table(
        "tally",
        sa.Column("period", sa.String(length=100), nullable=False),
        sa.Column("paragraph", sa.String(length=100), nullable=False),
        sa.Column("answer", sa.String(length=20), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("period", "paragraph", "answer"),
    )
    op.create_table(
        "current",
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("period", sa.String(length=100), nullable=False),
        sa.Column("paragraph", sa.String(length=100), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_current_member"),
        sa.PrimaryKeyConstraint("member_id", "period", "paragraph"),
    )
    op.create_table(
        "entry",
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("period", sa.String(length=100), nullable=False),
        sa.Column("paragraph", sa.String(length=100), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("implementation", sa.String(length=20), nullable=False),
        sa.Column("missing", sa.String(length=20), nullable=False),
        sa.Column("elsewhere", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("percent", sa.Float(), nullable=True),
        sa.Column("evidence_level", sa.String(length=20), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("done", sa.Text(), nullable=False),
        sa.Column("obstacles", sa.Text(), nullable=False),
        sa.Column("next_steps", sa.Text(), nullable=False),
        sa.Column("support_needed", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.CheckConstraint("(implementation = '') <> (missing = '')", name="ck_entry_answer"),
        sa.CheckConstraint("percent IS NULL OR percent BETWEEN 0 AND 100", name="ck_entry_percent"),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_entry_member"),
        sa.PrimaryKeyConstraint("member_id", "period", "paragraph", "sequence"),
    )
    op.create_table(
        "instrument",
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("declaration", sa.String(length=100), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("deposited_on", sa.Date(), nullable=False),
        sa.Column("paragraphs", sa.JSON(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("decision_reference", sa.Text(), nullable=False),
        sa.Column("signatory", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_instrument_member"),
        sa.PrimaryKeyConstraint("member_id", "id"),
        sa.UniqueConstraint("member_id", "declaration", "sequence", name="uq_instrument_sequence"),
    )
    with op.batch_alter_table("instrument", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_instrument_declaration"), ["declaration"], unique=False
        )

    op.create_table(
        "office",
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_office_member"),
        sa.PrimaryKeyConstraint("member_id", "id"),
    )
    op.create_table(
        "report",
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("period", sa.String(length=100), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(length=100), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("changed_on", sa.Date(), nullable=False),
        sa.Column("submitted_on", sa.Date(), nullable=True),
        sa.Column("nil", sa.Boolean(), nullable=False),
        sa.Column("excused", sa.Boolean(), nullable=False),
        sa.Column("excuse", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_report_member"),
        sa.PrimaryKeyConstraint("member_id", "period", "sequence"),
        sa.UniqueConstraint("member_id", "token", name="uq_report_token"),
    )
    op.create_table(
        "revision",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("declaration_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("parent_sha256", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.CheckConstraint(
            "(number = 1 AND parent_sha256 = '') OR (number > 1 AND length(parent_sha256) = 64)",
            name="ck_revision_parent",
        ),
        sa.CheckConstraint("length(sha256) = 64", name="ck_revision_sha256"),
        sa.CheckConstraint("number >= 1", name="ck_revision_number"),
        sa.ForeignKeyConstraint(
            ["declaration_id"], ["declaration.id"], name="fk_revision_declaration"
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("declaration_id", "language", "number", name="uq_revision_number"),
    )
    op.create_table(
        "statement",
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("declaration", sa.String(length=100), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("effect", sa.String(length=20), nullable=False),
        sa.Column("paragraphs", sa.JSON(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("withdraws", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_statement_member"),
        sa.PrimaryKeyConstraint("member_id", "id"),
        sa.UniqueConstraint("member_id", "declaration", "number", name="uq_statement_number"),
    )
    with op.batch_alter_table("statement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_statement_declaration"), ["declaration"], unique=False)

    op.create_table(
        "adoption",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("declaration_id", sa.Uuid(), nullable=False),
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.Column("assembly", sa.String(length=80), nullable=False),
        sa.Column("adopted_on", sa.Date(), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["declaration_id"], ["declaration.id"], name="fk_adoption_declaration"
        ),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name="fk_adoption_revision"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("declaration_id", name="uq_adoption_declaration"),
    )
