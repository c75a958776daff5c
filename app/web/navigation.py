"""Where can one go from every page? The entries of the header, by who looks at it."""

from dataclasses import dataclass

from app.accounts import Role
from app.web.interface_languages import later
from app.web.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the header; without roles it is for everyone."""

    address: str
    words: str
    roles: frozenset[Role] = frozenset()


OFFICE = frozenset({Role.SECRETARIAT, Role.ADMINISTRATOR})
ENTRIES = (
    Entry("/secretariat", later("Secretariat"), frozenset({Role.SECRETARIAT})),
    Entry("/", later("Declarations")),
    Entry("/members", later("Members")),
    Entry("/downloads", later("Downloads")),
    Entry("/member", later("My member"), frozenset({Role.MEMBER})),
    Entry("/drafting", later("Drafting"), frozenset(Role)),
    Entry("/accounts", later("Accounts"), OFFICE),
    Entry("/journal", later("Journal"), OFFICE),
)
"""In the order in which they stand; a part of the site that is added has its entries here."""


def list_entries(viewer: Viewer) -> tuple[Entry, ...]:
    """Return the entries that a viewer sees."""
    return tuple(entry for entry in ENTRIES if not entry.roles or viewer.role in entry.roles)


def is_current(entry: Entry, path: str) -> bool:
    """Return whether a page belongs to an entry; declarations belong to the first one."""
    if entry.address == "/":
        return path == "/" or path.startswith("/declarations")
    return path == entry.address or path.startswith(f"{entry.address}/")
