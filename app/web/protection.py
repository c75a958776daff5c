"""What keeps a browser, and those who would misuse it, within bounds? Headers, origin, size."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
SECURITY_HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
OWN_FETCHES = frozenset({"same-origin", "none"})
BODY_LIMIT = 256 << 10
"""Bytes of a form, unless its route says otherwise."""

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])


class SecurityHeaders:
    """Adds the headers to every answer; a page is not kept without asking again."""

    def __init__(self, app: ASGIApp, *, is_secure: bool) -> None:
        self._app = app
        self._is_secure = is_secure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer through the site."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                add_security_headers(MutableHeaders(scope=message), is_secure=self._is_secure)
            await send(message)

        await self._app(scope, receive, send_with_headers)


def add_security_headers(headers: MutableHeaders, *, is_secure: bool) -> None:
    """Put in what is not there yet."""
    for name, value in SECURITY_HEADERS.items():
        headers.setdefault(name, value)
    headers.setdefault("Cache-Control", "private, no-cache")
    if is_secure:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")


def is_own_request(method: str, headers: Headers, base_url: str) -> bool:
    """Return whether a request that changes something was sent from this site's own pages.

    SameSite cookies are sent from other ports and subdomains; Sec-Fetch-Site is absent on plain
    http, where Origin must be the site's address. A request with a token and without cookies
    cannot have been forged by another page.
    """
    if method in SAFE_METHODS:
        return True
    if headers.get("authorization", "").startswith("Bearer ") and "cookie" not in headers:
        return True
    fetched_from = headers.get("sec-fetch-site")
    if fetched_from is not None:
        return fetched_from in OWN_FETCHES
    return headers.get("origin") == base_url


def body_limit(size: int) -> Callable[[Endpoint], Endpoint]:
    """Return the decorator that lets a route take a body of so many bytes."""

    def mark(endpoint: Endpoint) -> Endpoint:
        endpoint.__dict__["body_limit"] = size
        return endpoint

    return mark


class GuardedRoute(APIRoute):
    """A route that stops reading a body once it is larger than the route takes."""

    def get_route_handler(self) -> Callable[[Request], Any]:
        """Return the handler, its body counted while it comes in."""
        handle = super().get_route_handler()
        limit: int = getattr(self.endpoint, "body_limit", BODY_LIMIT)

        async def handle_guarded(request: Request) -> Response:
            declared = request.headers.get("content-length", "0")
            if declared.isdigit() and int(declared) > limit:
                raise too_large(limit)
            counted = Request(request.scope, _count_bytes(request.receive, limit))
            response: Response = await handle(counted)
            return response

        return handle_guarded


def page_router(**options: Any) -> APIRouter:
    """Return a router whose routes are guarded; every part of the site makes its own."""
    return APIRouter(route_class=GuardedRoute, **({"default_response_class": Response} | options))


def _count_bytes(receive: Receive, limit: int) -> Receive:
    taken = 0

    async def receive_counted() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > limit:
            raise too_large(limit)
        return message

    return receive_counted


def too_large(limit: int) -> HTTPException:
    """Return the refusal of a body that is too large."""
    size = f"{limit >> 20} MB" if limit >= 1 << 20 else f"{limit >> 10} kB"
    return HTTPException(413, f"What was sent is larger than this page takes ({size}).")
