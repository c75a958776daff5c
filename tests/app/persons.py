"""People with accounts, and hashing that costs nothing."""

from datetime import UTC, datetime

from sqlalchemy import Engine

from app.account_store import add_account
from app.accounts import Account, Role
from app.database import transaction
from app.invitations import Purpose, accept_link, invite
from app.passwords import PasswordHashing
from tracker.member_store import add_member
from tracker.members import Member

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
CHEAP = PasswordHashing(memory_kib=8, passes=1)
PASSWORD = "three blue bicycles"  # noqa: S105 - nobody has it
KIM = "kim@seoul.example"
NETWORK = "192.0.2.7"


def add_members(engine: Engine) -> None:
    with transaction(engine) as session:
        add_member(session, Member("seoul", {"en": "Seoul"}))
        add_member(session, Member("lisbon", {"en": "Lisbon"}))


def add_invited(
    engine: Engine, email: str = KIM, role: Role = Role.OBSERVER, member: str = ""
) -> Account:
    with transaction(engine) as session:
        return add_account(session, email, role, member=member, name="Kim Minseo", now=NOW)


def add_active(
    engine: Engine, email: str = KIM, role: Role = Role.OBSERVER, member: str = ""
) -> Account:
    """An account whose invitation was accepted with PASSWORD."""
    added = add_invited(engine, email, role, member)
    with transaction(engine) as session:
        link = invite(session, added.id, NOW)
    return accept_link(engine, Purpose.INVITATION, link.token, PASSWORD, hashing=CHEAP, now=NOW)
