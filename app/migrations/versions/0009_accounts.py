"""Accounts, their links, sessions and tokens, recovery codes, and counted tries to sign in."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision: str | None = "0008"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
SHA256 = sa.String(length=64)
WORD = sa.String(length=20)


def upgrade() -> None:
    """Bring the schema from the revision before to this one."""
    create_account()
    create_links()
    create_sessions()
    create_tokens()
    create_recovery_codes()
    create_tries()


def create_account() -> None:
    """Make the table of accounts; there are none yet."""
    op.create_table(
        "account",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", WORD, nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=True),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("activated_at", INSTANT, nullable=True),
        sa.Column("suspended_at", INSTANT, nullable=True),
        sa.Column("erased_at", INSTANT, nullable=True),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("totp_secret", sa.String(length=64), nullable=True),
        sa.Column("totp_step", sa.BigInteger(), nullable=True),
        sa.Column("identity", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "role IN ('drafter', 'member', 'secretariat', 'administrator', 'observer')",
            name="ck_account_role",
        ),
        sa.CheckConstraint("(role = 'member') = (member_id IS NOT NULL)", name="ck_account_member"),
        sa.CheckConstraint("(email IS NULL) = (erased_at IS NOT NULL)", name="ck_account_erased"),
        sa.CheckConstraint(
            "erased_at IS NULL OR (name = '' AND password_hash IS NULL AND totp_secret IS NULL "
            "AND identity IS NULL)",
            name="ck_account_nothing_kept",
        ),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_account_member"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("email", name="uq_account_email"),
        sa.UniqueConstraint("identity", name="uq_account_identity"),
    )


def create_links() -> None:
    """Make the table of invitations and resets."""
    op.create_table(
        "account_link",
        sa.Column("sha256", SHA256, nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", WORD, nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("used_at", INSTANT, nullable=True),
        sa.CheckConstraint("length(sha256) = 64", name="ck_account_link_sha256"),
        sa.CheckConstraint("purpose IN ('invitation', 'reset')", name="ck_account_link_purpose"),
        sa.CheckConstraint("expires_at > made_at", name="ck_account_link_term"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_account_link_account"),
        sa.PrimaryKeyConstraint("sha256"),
    )
    op.create_index("ix_account_link_account_id", "account_link", ["account_id"])


def create_sessions() -> None:
    """Make the table of browsers that are signed in."""
    op.create_table(
        "account_session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sha256", SHA256, nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("awaits_code", sa.Boolean(), nullable=False),
        sa.CheckConstraint("length(sha256) = 64", name="ck_account_session_sha256"),
        sa.CheckConstraint("expires_at > made_at", name="ck_account_session_term"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_account_session_account"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("sha256", name="uq_account_session_sha256"),
    )
    op.create_index("ix_account_session_account_id", "account_session", ["account_id"])


def create_tokens() -> None:
    """Make the table of tokens of programs."""
    op.create_table(
        "api_token",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sha256", SHA256, nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("used_at", INSTANT, nullable=True),
        sa.Column("revoked_at", INSTANT, nullable=True),
        sa.CheckConstraint("length(sha256) = 64", name="ck_api_token_sha256"),
        sa.CheckConstraint("expires_at > made_at", name="ck_api_token_term"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_api_token_account"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("sha256", name="uq_api_token_sha256"),
    )
    op.create_index("ix_api_token_account_id", "api_token", ["account_id"])


def create_recovery_codes() -> None:
    """Make the table of codes that stand in for a second factor."""
    op.create_table(
        "recovery_code",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("sha256", SHA256, nullable=False),
        sa.Column("used_at", INSTANT, nullable=True),
        sa.CheckConstraint("length(sha256) = 64", name="ck_recovery_code_sha256"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_recovery_code_account"),
        sa.PrimaryKeyConstraint("account_id", "sha256"),
    )


def create_tries() -> None:
    """Make the table of tries to sign in."""
    op.create_table(
        "sign_in_tries",
        sa.Column("kind", WORD, nullable=False),
        sa.Column("bucket", WORD, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("tried_at", INSTANT, nullable=False),
        sa.CheckConstraint("kind IN ('account', 'network', 'code')", name="ck_sign_in_tries_kind"),
        sa.CheckConstraint("tries >= 0", name="ck_sign_in_tries_tries"),
        sa.PrimaryKeyConstraint("kind", "bucket"),
    )
    op.create_index("ix_sign_in_tries_tried_at", "sign_in_tries", ["tried_at"])
