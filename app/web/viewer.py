"""Who looks at a page? Until somebody signs in, the public."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who a page is made for.

    ``account_id`` is None for the public; ``member`` is the code of the member that the account
    acts for, "" for none; ``language`` is that of the interface, "" where none was chosen.
    """

    account_id: UUID | None = None
    roles: frozenset[str] = frozenset()
    member: str = ""
    language: str = ""

    @property
    def is_signed_in(self) -> bool:
        """Return whether somebody has signed in."""
        return self.account_id is not None

    def has_role(self, *roles: str) -> bool:
        """Return whether the account has one of some roles."""
        return not self.roles.isdisjoint(roles)


PUBLIC = Viewer()
"""Anyone who has not signed in."""
