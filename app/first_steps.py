"""What has an association still to do before its first reports can come?"""

from dataclasses import astuple, dataclass
from datetime import date

from sqlmodel import Session

from app.account_store import count_accounts
from app.report_documents import find_adopted
from app.settings import Settings
from tracker.member_store import list_page, load_assemblies
from tracker.progress_store import load_periods

FIRST_ACCOUNT = 1
"""The account of whoever set up the site; others have to be invited."""


@dataclass(frozen=True, slots=True)
class FirstSteps:
    """Whether each step was done, in the order in which they are done."""

    settings: bool
    members: bool
    assembly: bool
    declaration: bool
    period: bool
    accounts: bool

    @property
    def are_done(self) -> bool:
        """Return whether nothing is left to do."""
        return all(astuple(self))

    @property
    def count_done(self) -> int:
        """Return how many steps were done."""
        return sum(astuple(self))


def read_first_steps(session: Session, settings: Settings, day: date) -> FirstSteps:
    """Return which steps were done by a day; settings are, once they name the association."""
    return FirstSteps(
        settings=bool(settings.association),
        members=bool(list_page(session, day, "", 1)),
        assembly=bool(load_assemblies(session)),
        declaration=bool(find_adopted(session, day)),
        period=bool(load_periods(session)),
        accounts=count_accounts(session) > FIRST_ACCOUNT,
    )
