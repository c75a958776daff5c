"""Who calls? The bearer of a token, or anyone; and what he or she may do."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPBearer

from app.acting import acting
from app.api_tokens import find_bearer, note_token_use
from app.database import ReadingSession, WritingSession, reading, transaction
from app.permissions import PUBLIC, Act, Actor, RightRefusal, Scope, Target, may, require
from app.site import Site
from declarations.problems import InputRefusal, RuleRefusal

LONGEST_HEADER = 500
scheme = HTTPBearer(
    auto_error=False,
    scheme_name="token",
    description="A token made on /account/tokens. What is public needs none.",
)


class TokenRefusal(RuleRefusal):
    """A token that came with a request does not work; one answer for every reason."""

    code = "token_refused"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls, and the site that is called; ``scopes`` are those of the token."""

    request: Request
    site: Site
    actor: Actor
    scopes: tuple[Scope, ...] = ()

    @property
    def day(self) -> date:
        """Return the day that answers are given for."""
        return self.site.today()

    @property
    def language(self) -> str:
        """Return the language in which members are ordered."""
        return "en"

    def may(self, act: Act, member: str = "") -> bool:
        """Return whether the caller may do an act to what belongs to a member, or to nobody."""
        return may(self.actor, act, Target(member))

    def require(self, act: Act, member: str = "") -> None:
        """Raise RightRefusal unless the caller may do an act."""
        require(self.actor, act, Target(member))

    def acting(self, act: Act, of: str, member: str = "") -> AbstractContextManager[WritingSession]:
        """Return the session in which the caller does an act; see ``app.acting``."""
        return acting(self.site.engine, self.actor, act, of=of, target=Target(member))

    def choose_day(self, given: date | None) -> date:
        """Return the day of an act: today, or an earlier one that was given."""
        if given is not None and given > self.day:
            raise InputRefusal(f"{given} is still to come.", hint="Give today or an earlier day.")
        return given or self.day

    def choose_member(self, given: str | None) -> str:
        """Return the member that is acted for: the one named, else the caller's own."""
        member = given or self.actor.member
        if not member:
            raise InputRefusal(
                "No member is named, and the account acts for none.",
                hint="Name the member by its code.",
            )
        return member


def find_caller(request: Request, _documented: Annotated[object, Depends(scheme)] = None) -> Caller:
    """Return who calls; TokenRefusal for a token that does not work."""
    site: Site = request.app.state.site
    header = request.headers.get("authorization", "")
    if not header:
        return Caller(request, site, PUBLIC)
    kind, _, secret = header.partition(" ")
    if kind.lower() != "bearer" or len(header) > LONGEST_HEADER:
        raise wrong_token()
    now = site.now()
    with reading(site.engine) as session:
        found = find_bearer(session, secret.strip(), now)
    if found is None:
        raise wrong_token()
    if found.is_noting_due:
        with transaction(site.engine) as session:
            note_token_use(session, found.token.id, now)
    return Caller(request, site, found.actor, tuple(sorted(found.token.scopes)))


def wrong_token() -> TokenRefusal:
    """Return the refusal of a token."""
    return TokenRefusal(
        "This token does not work.",
        hint="It may have ended or been revoked. Make a new one on /account/tokens.",
    )


AnyCaller = Annotated[Caller, Depends(find_caller)]


def find_bearer_of_token(caller: AnyCaller) -> Caller:
    """Return who calls with a token; RightRefusal for anyone else, whatever was sent."""
    if caller.actor == PUBLIC:
        raise RightRefusal("To change anything you need a token.", hint="Send one.")
    return caller


KnownCaller = Annotated[Caller, Depends(find_bearer_of_token)]


def open_session(caller: AnyCaller) -> Iterator[ReadingSession]:
    """Yield the one session in which an answer is read."""
    with reading(caller.site.engine) as session:
        yield session


Reading = Annotated[ReadingSession, Depends(open_session)]
