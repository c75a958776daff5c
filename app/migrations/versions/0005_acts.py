"""Objections, modifications and reviews of reservations; contacts and reminders; exchange."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision: str | None = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema from the revision before to this one."""
    extend_rules()
    extend_statements()
    create_contacts()
    create_exchange()


def extend_rules() -> None:
    """Add the windows of objection, review and follow-up; rules set before get the defaults."""
    with op.batch_alter_table("acceptance_rules") as batch:
        for name, default in (
            ("objection_months", "12"),
            ("review_years", "0"),
            ("follow_up_months", "12"),
        ):
            batch.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default=default))
    with op.batch_alter_table("acceptance_rules") as batch:
        for name in ("objection_months", "review_years", "follow_up_months"):
            batch.alter_column(name, existing_type=sa.Integer(), server_default=None)


def extend_statements() -> None:
    """Add what a statement points at and from when it counts; none made before does."""
    with op.batch_alter_table("statement") as batch:
        batch.add_column(sa.Column("modifies", sa.Integer(), nullable=True))
        batch.add_column(
            sa.Column("objects_to_member", sa.String(length=100), nullable=False, server_default="")
        )
        batch.add_column(sa.Column("objects_to", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("effective_on", sa.Date(), nullable=True))
    with op.batch_alter_table("statement") as batch:
        batch.alter_column(
            "objects_to_member", existing_type=sa.String(length=100), server_default=None
        )


def create_contacts() -> None:
    """Make the tables of contacts and of the reminders sent to them."""
    op.create_table(
        "member_contact",
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_member_contact_member"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("member_id", "email", name="uq_member_contact_email"),
    )
    op.create_table(
        "reminder",
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("period", sa.String(length=100), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("scheduled_on", sa.Date(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("message_id", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_reminder_member"),
        sa.ForeignKeyConstraint(["contact_id"], ["member_contact.id"], name="fk_reminder_contact"),
        sa.PrimaryKeyConstraint("member_id", "period", "contact_id", "scheduled_on"),
    )


def create_exchange() -> None:
    """Make the table of what members offer and seek."""
    op.create_table(
        "exchange_notice",
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("declaration", sa.String(length=100), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("paragraph", sa.String(length=100), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("open_until", sa.Date(), nullable=True),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.CheckConstraint("kind IN ('offer', 'wish')", name="ck_exchange_notice_kind"),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_exchange_notice_member"),
        sa.PrimaryKeyConstraint("member_id", "declaration", "number"),
    )
