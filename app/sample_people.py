"""As whom can the sample be tried? Three made-up people, and something for each of them to do."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import Engine
from sqlmodel import Session

from app.account_store import activate_account, add_account
from app.accounts import Role
from app.database import transaction
from app.demo import DECLARATION, REPORTED_MEMBER
from app.sample_files import SAMPLE
from app.site import SamplePerson
from declarations.draft_file import read_draft
from declarations.store import save_revision
from tracker.periods import Period
from tracker.progress_store import open_period

OPEN_FOR = timedelta(days=120)
GRACE = timedelta(days=30)


def prepare_people(engine: Engine, day: date, now: datetime) -> tuple[SamplePerson, ...]:
    """Add the people to the sample, a text to work on and a period to report in."""
    with transaction(engine) as session:
        add_draft(session, day)
        begin = day.replace(day=1)
        open_period(
            session,
            Period(
                code="sample-open",
                name=f"Reporting period {day.year + 1}",
                declaration=DECLARATION,
                opens_on=begin,
                due_on=begin + OPEN_FOR,
                closes_on=begin + OPEN_FOR + GRACE,
            ),
        )
        return tuple(
            SamplePerson(role, add_person(session, role, member, now))
            for role, member in (
                (Role.DRAFTER, ""),
                (Role.MEMBER, REPORTED_MEMBER),
                (Role.SECRETARIAT, ""),
            )
        )


def add_draft(session: Session, day: date) -> None:
    """Store a text that is not adopted yet: the sample's second revision, as a new declaration."""
    sample = read_draft(SAMPLE / "declaration-2.md").declaration
    text = replace(
        sample,
        code="sample-next",
        title="Sample Declaration, the next one",
        assembly="Sample for the next assembly",
    )
    save_revision(session, text, parent_sha256="", made_on=day, reason="First draft")


def add_person(session: Session, role: Role, member: str, now: datetime) -> UUID:
    """Add an account that can be used at once, without a password."""
    account = add_account(
        session,
        f"{role.value}@sample.invalid",
        role,
        member=member,
        name=role.value.capitalize(),
        now=now,
    )
    return activate_account(session, account.id, now).id
