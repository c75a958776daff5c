"""How does somebody come in through the association's own sign-in? To the provider and back.

What was sent along (state, nonce, the PKCE verifier) is kept in a cookie of this browser until it
comes back, and is dropped then, whatever the outcome: another browser has no such cookie, and a
second return finds none. So nothing is stored for whoever only sets out, and any process may
answer.
"""

import base64
import hmac
import json
from typing import TYPE_CHECKING, Annotated

from fastapi import Query, Request, Response
from fastapi.responses import RedirectResponse

from app.errors import http_status
from app.identity_store import sign_in_as
from app.oidc import Departure, ProviderRefusal
from app.site import PROVIDER_RETURN, Site
from app.web.forms import WHOLE, Form
from app.web.pages import AnyPage, Page
from app.web.protection import page_router
from app.web.signing_in import let_in, show_entry
from app.web.viewer import find_token
from declarations.problems import NotFoundRefusal, Refusal, RuleRefusal

if TYPE_CHECKING:
    from app.oidc_exchange import Provider

SET_OUT_SECONDS = 600
LONGEST_NEXT = 500
LONGEST_ANSWER = 4_000

router = page_router()
Sent = Annotated[str, Query(max_length=LONGEST_ANSWER)]


def find_provider(page: Page) -> "Provider":
    """Return the provider; NotFoundRefusal where the settings name none."""
    if page.site.provider is None:
        raise NotFoundRefusal("This site has no sign-in through a provider.")
    return page.site.provider


@router.get("/sign-in/provider")
def set_out(page: AnyPage, next: str = "") -> Response:  # noqa: A002 - the name in the address
    """Send the browser to the provider."""
    provider = find_provider(page)
    try:
        departure = provider.depart()
    except ProviderRefusal as refusal:
        return show_refused(page, refusal)
    response = RedirectResponse(departure.address, status_code=303)
    keep_departure(response, page.site, departure, next if len(next) <= LONGEST_NEXT else "")
    return response


@router.get(PROVIDER_RETURN)
def come_back(
    request: Request,
    page: AnyPage,
    state: Sent = "",
    code: Sent = "",
    error: Sent = "",
    iss: Sent = "",
) -> Response:
    """Let in whoever the provider vouches for, if there is an account."""
    provider = find_provider(page)
    kept = find_departure(request, page.site)
    try:
        if kept is None or not hmac.compare_digest(kept[0].state.encode(), state.encode()):
            raise RuleRefusal(
                "This sign-in did not begin in this browser, has been used, or took too long.",
                hint="Sign in again from the beginning.",
            )
        if iss and iss != provider.issuer:  # RFC 9207
            raise provider.unbelieved()
        if error or not code:
            raise provider.declined(error)
        now = page.site.now()
        entrance = sign_in_as(
            page.site.engine,
            provider.identify(code, kept[0], now),
            now=now,
            terms=page.site.session_terms,
            old_token=find_token(request),
        )
        response = let_in(page, entrance, kept[1])
    except Refusal as refusal:
        response = show_refused(page, refusal)
    response.delete_cookie(
        name_departure(page.site), httponly=True, samesite="lax", secure=page.site.is_secure
    )
    return response


def show_refused(page: Page, refusal: Refusal) -> Response:
    """Return the sign-in page that says why nobody came in."""
    form = Form(page.translate)
    form.refuse(WHOLE, refusal.message, http_status(refusal))
    form.hint = refusal.hint
    return show_entry(page, form)


def name_departure(site: Site) -> str:
    """Return the name of the cookie; over https no other host can set it."""
    return "__Host-accord-provider" if site.is_secure else "accord_provider"


def keep_departure(response: Response, site: Site, departure: Departure, wanted: str) -> None:
    """Let the browser keep what it set out with."""
    held = json.dumps([departure.state, departure.nonce, departure.verifier, wanted])
    response.set_cookie(
        name_departure(site),
        base64.urlsafe_b64encode(held.encode()).decode(),
        max_age=SET_OUT_SECONDS,
        httponly=True,
        samesite="lax",  # it comes back from another site
        secure=site.is_secure,
    )


def find_departure(request: Request, site: Site) -> tuple[Departure, str] | None:
    """Return what a browser set out with and the page it wanted; None where there is nothing."""
    try:
        held = json.loads(base64.urlsafe_b64decode(request.cookies[name_departure(site)]))
        state, nonce, verifier, wanted = (str(part) for part in held)
    except (KeyError, ValueError, TypeError, RecursionError):
        return None
    # An empty nonce would not be compared, an empty state would fit a return without one.
    return (Departure("", state, nonce, verifier), wanted) if state and nonce else None
