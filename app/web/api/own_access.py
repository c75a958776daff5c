"""Who am I to the API? The role, the member and the scopes of a token."""

from fastapi import Response

from app.accounts import Role
from app.permissions import Scope
from app.web.api.answers import answer, api_router
from app.web.api.caller import KnownCaller
from app.web.api.field_types import Shown

router = api_router(tags=["token"])


class AccessShown(Shown):
    """What the account of a token is for, and what the token is good for."""

    role: Role | None
    member: str
    scopes: list[Scope]


@router.get("/token", response_model=AccessShown)
def read_token(caller: KnownCaller) -> Response:
    """Tell what the token that was sent is good for."""
    shown = AccessShown(
        role=caller.actor.role, member=caller.actor.member, scopes=list(caller.scopes)
    )
    return answer(caller, shown)
