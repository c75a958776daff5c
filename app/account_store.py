"""Which accounts are there? Added, found, changed and suspended.

The caller owns the transaction, and has asked app.permissions. Whatever narrows what an account may
do ends its sessions at once.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func
from sqlmodel import Session, col, select

from app.account_tables import AccountRow, ApiTokenRow, LinkRow, SessionRow
from app.accounts import (
    Account,
    Role,
    normalise_address,
    parse_address,
    parse_language,
    parse_name,
    refuse_wrong_member,
)
from declarations.problems import NotFoundRefusal, RuleRefusal
from tracker.acceptance_store import clash_refused
from tracker.member_store import member_id
from tracker.reminders import is_address
from tracker.tables import MemberRow


def add_account(
    session: Session,
    email: str,
    role: Role,
    *,
    member: str = "",
    name: str = "",
    language: str = "en",
    now: datetime,
) -> Account:
    """Add an account that nobody can sign in with yet; app.invitations makes the link.

    Raises InputRefusal for an address, name or language that is none, NotFoundRefusal for an
    unknown member, RuleRefusal when the address has an account or role and member do not fit.
    """
    refuse_wrong_member(role, member)
    address = parse_address(email)
    if find_row(session, address) is not None:
        raise RuleRefusal(
            f"{address} has an account already.",
            hint="accord account list shows it; accord account reset makes a new link for it.",
        )
    row = AccountRow(
        email=address,
        name=parse_name(name),
        role=role.value,
        member_id=member_id(session, member) if member else None,
        language=parse_language(language),
        made_at=now,
    )
    session.add(row)
    with clash_refused(f"The account of {address}"):
        session.flush()
    return account_of(row, member)


def activate_account(session: Session, account: UUID, now: datetime) -> Account:
    """Let an account be used without an invitation; nobody has a password for it then."""
    row = load_row(session, account)
    row.activated_at = row.activated_at or now
    session.add(row)
    session.flush()
    return load_account(session, account)


def account_of(row: AccountRow, member: str) -> Account:
    """Return an account from its row and the code of its member."""
    return Account(
        id=row.id,
        email=row.email or "",
        name=row.name,
        role=Role(row.role),
        member=member,
        language=row.language,
        made_at=row.made_at,
        is_activated=row.activated_at is not None,
        has_password=row.password_hash is not None,
        has_second_factor=row.totp_secret is not None,
        suspended_at=row.suspended_at,
        erased_at=row.erased_at,
    )


def load_accounts(session: Session) -> list[Account]:
    """Return all accounts by address; erased ones last, in the order they were made."""
    codes = _member_codes(session)
    rows = session.exec(select(AccountRow).order_by(col(AccountRow.id))).all()
    ordered = sorted(rows, key=lambda row: (row.email is None, row.email or ""))
    return [account_of(row, codes.get(row.member_id, "")) for row in ordered]


def find_account(session: Session, email: str) -> Account | None:
    """Return the account of an address, or None."""
    row = find_row(session, email)
    return None if row is None else load_account(session, row.id)


def load_account(session: Session, account: UUID) -> Account:
    """Return an account by its key; NotFoundRefusal where there is none."""
    row = load_row(session, account)
    code = ""
    if row.member_id is not None:
        code = session.exec(select(MemberRow.code).where(MemberRow.id == row.member_id)).one()
    return account_of(row, code)


def require_account(session: Session, email: str) -> Account:
    """Return the account of an address; NotFoundRefusal where there is none."""
    account = find_account(session, email)
    if account is None:
        raise NotFoundRefusal(
            f"There is no account of {email!r}.",
            hint="accord account list shows those that are there.",
        )
    return account


def load_row(session: Session, account: UUID) -> AccountRow:
    """Return the row of an account, locked in a writing session; NotFoundRefusal for none."""
    row: AccountRow | None = session.get(AccountRow, account)
    if row is None:
        raise NotFoundRefusal("There is no such account.", hint="It may have been removed.")
    return row


def find_row(session: Session, email: str) -> AccountRow | None:
    """Return the row of an address, not locked, or None; what is no address is not looked for."""
    address = normalise_address(email)
    if not is_address(address):
        return None
    return session.exec(select(AccountRow).where(AccountRow.email == address)).one_or_none()


def _member_codes(session: Session) -> Mapping[UUID | None, str]:
    """Return the code of each member by its key."""
    return dict(session.exec(select(MemberRow.id, MemberRow.code)).all())


def change_role(session: Session, account: UUID, role: Role, member: str = "") -> Account:
    """Give an account another role, and its member; its sessions and tokens end.

    Raises RuleRefusal for the last administrator, and when role and member do not fit.
    """
    refuse_wrong_member(role, member)
    able = lock_administrators(session)
    key = member_id(session, member) if member else None
    row = load_row(session, account)
    refuse_erased(row)
    if role is not Role.ADMINISTRATOR:
        refuse_last_administrator(row, able)
    row.role, row.member_id = role.value, key
    session.add(row)
    end_access(session, account)
    session.flush()
    return account_of(row, member)


def suspend_account(session: Session, account: UUID, now: datetime) -> Account:
    """Let nobody sign in with an account until it is restored; its sessions and tokens end.

    Links that were sent stop working too. Suspending twice changes nothing.
    """
    able = lock_administrators(session)
    row = load_row(session, account)
    refuse_erased(row)
    refuse_last_administrator(row, able)
    row.suspended_at = row.suspended_at or now
    session.add(row)
    end_access(session, account)
    session.execute(delete(LinkRow).where(col(LinkRow.account_id) == account))
    session.flush()
    return load_account(session, account)


def restore_account(session: Session, account: UUID) -> Account:
    """Let a suspended account sign in again, with the password it had."""
    row = load_row(session, account)
    refuse_erased(row)
    row.suspended_at = None
    session.add(row)
    session.flush()
    return load_account(session, account)


def edit_account(session: Session, account: UUID, *, name: str, language: str) -> Account:
    """Change a person's name and the language of pages and letters."""
    row = load_row(session, account)
    refuse_erased(row)
    row.name, row.language = parse_name(name), parse_language(language)
    session.add(row)
    session.flush()
    return load_account(session, account)


def end_access(session: Session, account: UUID) -> None:
    """End every session and remove every token of an account."""
    for model in (SessionRow, ApiTokenRow):
        session.execute(delete(model).where(col(model.account_id) == account))


def refuse_erased(row: AccountRow) -> None:
    """Raise RuleRefusal for an account that was erased."""
    if row.erased_at is not None:
        raise RuleRefusal(
            "This account was erased and stays so.", hint="Add a new account for the person."
        )


def lock_administrators(session: Session) -> list[UUID]:
    """Return the administrators who can sign in, locked, so that two do not remove each other.

    To be called before any of them is locked alone: all are locked in one order.
    """
    query = select(AccountRow).where(
        AccountRow.role == Role.ADMINISTRATOR.value,
        col(AccountRow.activated_at).is_not(None),
        col(AccountRow.suspended_at).is_(None),
        col(AccountRow.erased_at).is_(None),
    )
    return [row.id for row in session.exec(query.order_by(col(AccountRow.id)).with_for_update())]


def refuse_last_administrator(row: AccountRow, able: Sequence[UUID]) -> None:
    """Raise RuleRefusal when an account is the only administrator who can sign in."""
    if list(able) == [row.id]:
        raise RuleRefusal(
            f"{row.email} is the only administrator who can sign in.",
            hint="Add another administrator first: accord account add ADDRESS --role administrator",
        )


def count_accounts(session: Session) -> int:
    """Return how many accounts there are, erased ones left out."""
    query = select(func.count()).select_from(AccountRow)
    return session.exec(query.where(col(AccountRow.erased_at).is_(None))).one()
