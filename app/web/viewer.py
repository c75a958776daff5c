"""Who looks at a page? The bearer of a session, or the public; and what he or she may do."""

from dataclasses import dataclass

from fastapi import Request, Response

from app.accounts import Account, Role
from app.database import reading, transaction
from app.permissions import PUBLIC, Act, Actor, Target, actor_of, may, require
from app.sessions import BrowserSession, find_session, note_use
from app.site import Site

HOME = "/"
STARTS = {
    Role.DRAFTER: "/drafting",
    Role.MEMBER: "/member",
    Role.SECRETARIAT: "/secretariat",
    Role.ADMINISTRATOR: "/accounts",
    Role.OBSERVER: HOME,
}
"""The page at which each role begins the day."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who a page is made for: an account with the session it came in, or the public."""

    account: Account | None = None
    session: BrowserSession | None = None

    @property
    def actor(self) -> Actor:
        """Return who acts, for what the domain's permissions ask."""
        return actor_of(self.account)

    @property
    def is_signed_in(self) -> bool:
        """Return whether somebody has signed in."""
        return self.account is not None

    @property
    def role(self) -> Role | None:
        """Return the account's role; None for the public."""
        return self.account.role if self.account else None

    @property
    def member(self) -> str:
        """Return the code of the member that the account acts for, "" for none."""
        return self.account.member if self.account else ""

    @property
    def language(self) -> str:
        """Return the account's language of the interface, "" for none."""
        return self.account.language if self.account else ""

    def may(self, act: Act, member: str = "") -> bool:
        """Return whether the viewer may do an act to what belongs to a member, or to nobody."""
        return may(self.actor, act, Target(member))

    def require(self, act: Act, member: str = "") -> None:
        """Raise RightRefusal unless the viewer may do an act."""
        require(self.actor, act, Target(member))


ANYONE = Viewer()
"""Anyone who has not signed in."""
assert ANYONE.actor == PUBLIC  # noqa: S101 - what the public may do is in one place


def find_viewer(request: Request) -> Viewer:
    """Return whose session a request came with; it is looked up once, and its use is noted."""
    known: Viewer | None = getattr(request.state, "viewer", None)
    if known is None:
        known = request.state.viewer = _find_viewer(request)
    return known


def _find_viewer(request: Request) -> Viewer:
    site: Site = request.app.state.site
    token = find_token(request)
    if not token:
        return ANYONE
    now = site.now()
    with reading(site.engine) as session:
        found = find_session(session, token, now, site.session_terms)
    if found is None:
        return ANYONE
    if found.is_noting_due:
        with transaction(site.engine) as session:
            note_use(session, found, now)
    return Viewer(found.account, found.session)


def name_cookie(site: Site) -> str:
    """Return the name of the cookie; over https no other host can set it (RFC 6265bis)."""
    return "__Host-accord" if site.is_secure else "accord_session"


def find_token(request: Request) -> str:
    """Return the token of the session that a request came with, "" for none."""
    site: Site = request.app.state.site
    return request.cookies.get(name_cookie(site), "")


def keep_token(response: Response, site: Site, token: str) -> None:
    """Let the browser keep a session's token, where no script reads it, until it is closed."""
    response.set_cookie(
        name_cookie(site), token, httponly=True, samesite="lax", secure=site.is_secure, path="/"
    )


def drop_token(response: Response, site: Site) -> None:
    """Let the browser forget the token."""
    response.delete_cookie(
        name_cookie(site), httponly=True, samesite="lax", secure=site.is_secure, path="/"
    )


def choose_start(account: Account, wanted: str) -> str:
    """Return where to go after signing in: the page that was wanted, if it is one of this site."""
    is_own = (
        wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and wanted.isprintable()
    )
    return wanted if is_own else STARTS[account.role]
