"""How is the site put together? Its routes, what guards them, and the pages of what goes wrong."""

import logging

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import PlainTextResponse
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from app.errors import http_status
from app.permissions import RightRefusal
from app.site import Site
from app.web import (
    accounts,
    adopting_texts,
    adoption_record,
    amending,
    amendment_pages,
    assemblies,
    assets,
    deciding,
    downloads,
    draft_framing,
    draft_moving,
    draft_preview,
    draft_saving,
    draft_starting,
    draft_translating,
    drafting,
    feed,
    journal,
    member_acceptance,
    member_aims,
    member_answers,
    member_commitments,
    member_contacts,
    member_exchange,
    member_import,
    member_late_answers,
    member_register,
    member_reports,
    member_start,
    member_statements,
    member_withdrawal,
    member_workbooks,
    one_account,
    own_account,
    own_tokens,
    periods,
    provider_sign_in,
    public,
    public_members,
    reminders,
    report_builder,
    reviews,
    sample_people,
    secretariat,
    signing_in,
    text_correcting,
)
from app.web.api import application as api
from app.web.api.problem_details import tell_http_error
from app.web.interface_languages import choose_language, later
from app.web.notices import send_on
from app.web.pages import Page
from app.web.protection import (
    SecurityHeaders,
    add_security_headers,
    is_own_request,
    page_router,
)
from app.web.viewer import find_viewer
from declarations.problems import Problem, Refusal

LOG = logging.getLogger("accord.web")
SMALLEST_COMPRESSED = 500
SERVER_ERROR = 500
UNPROCESSABLE = 422

TITLES = {
    400: later("This request cannot be understood"),
    403: later("This is not allowed"),
    404: later("There is no such page"),
    405: later("This page does not take what was sent"),
    409: later("This cannot be done"),
    413: later("What was sent is too large"),
    422: later("There is a problem"),
    503: later("The site cannot be used right now"),
}
DEFECT_TITLE = later("Something went wrong on our side")
DEFECT_WORDS = later(
    "Nothing half-done was kept. Try again; if it happens again, tell the secretariat."
)
FOREIGN_WORDS = later(
    "The form was not sent from a page of this site, so nothing was done. Open the page here "
    "and send it again."
)

health = page_router()


@health.get("/healthz")
def tell_health() -> Response:
    """Answer that the site is ready."""
    return PlainTextResponse("ok\n")


ROUTERS = (
    health,
    assets.router,
    public.router,
    public_members.router,
    downloads.router,
    feed.router,
    signing_in.router,
    provider_sign_in.router,
    own_account.router,
    member_start.router,
    member_reports.router,
    member_answers.router,
    member_late_answers.router,
    member_acceptance.router,
    member_statements.router,
    member_withdrawal.router,
    member_commitments.router,
    member_contacts.router,
    member_exchange.router,
    member_aims.router,
    member_workbooks.router,
    draft_starting.router,
    drafting.router,
    draft_saving.router,
    draft_preview.router,
    draft_translating.router,
    text_correcting.router,
    draft_framing.router,
    draft_moving.router,
    amending.router,
    amendment_pages.router,
    deciding.router,
    adopting_texts.router,
    adoption_record.router,
    own_tokens.router,
    accounts.router,
    one_account.router,
    journal.router,
    secretariat.router,
    periods.router,
    reviews.router,
    report_builder.router,
    member_import.router,
    member_register.router,
    assemblies.router,
    reminders.router,
)
"""Each part of the site; a part that is added has its router here."""


def create_application(site: Site) -> FastAPI:
    """Return the site as an application that any ASGI server runs."""
    application = FastAPI(title=site.name, docs_url=None, redoc_url=None, openapi_url=None)
    application.state.site = site
    application.state.assets = assets.make_assets(site.style)
    for router in (*ROUTERS, *([sample_people.router] if site.people else [])):
        application.include_router(router)
    application.mount(api.PATH, api.create_api(site))
    application.add_exception_handler(Refusal, show_refusal)
    application.add_exception_handler(HTTPException, show_http_error)
    application.add_exception_handler(RequestValidationError, show_invalid)
    application.add_exception_handler(Exception, show_defect)
    # The last one added is the first that a request comes to.
    application.add_middleware(GZipMiddleware, minimum_size=SMALLEST_COMPRESSED)
    application.add_middleware(OwnForms, site=site)
    application.add_middleware(SecurityHeaders, is_secure=site.is_secure)
    return application


def is_for_programs(path: str) -> bool:
    """Return whether a path is one of the API."""
    return path.startswith(f"{api.PATH}/")


class OwnForms:
    """Refuses what another site sends in the name of somebody who is signed in here.

    The API reads no cookie, so that nothing can be sent to it in anybody's name.
    """

    def __init__(self, app: ASGIApp, site: Site) -> None:
        self._app = app
        self._site = site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what comes from the site's own pages."""
        if scope["type"] == "http" and not is_for_programs(scope["path"]):
            request = Request(scope)
            if not is_own_request(request.method, request.headers, self._site.base_url):
                refused = show_error(request, 403, FOREIGN_WORDS)
                await refused(scope, receive, send)
                return
        await self._app(scope, receive, send)


def show_error(
    request: Request, status: int, message: str, hint: str = "", problems: tuple[Problem, ...] = ()
) -> Response:
    """Return the page that says what went wrong and what to do."""
    site: Site = request.app.state.site
    viewer = find_viewer(request)
    page = Page(request, site, viewer, choose_language(request, viewer.language))
    return page.render(
        "error.html.j2",
        status=status,
        heading=TITLES.get(status, DEFECT_TITLE),
        message=message,
        hint=hint,
        problems=problems,
    )


def show_refusal(request: Request, error: Exception) -> Response:
    """Answer a refusal."""
    assert isinstance(error, Refusal)  # noqa: S101 - registered for it alone
    status = http_status(error)
    is_public = not find_viewer(request).is_signed_in
    if isinstance(error, RightRefusal) and is_public and request.method == "GET":
        path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return send_on(Page.with_query("/sign-in", next=path))
    if status >= SERVER_ERROR:
        LOG.error("%s %s: %s", request.method, request.url.path, error.message)
        return show_error(request, status, DEFECT_WORDS)  # a path is nobody's business
    return show_error(request, status, error.message, hint_for_page(error), error.problems)


def hint_for_page(refusal: Refusal) -> str:
    """Return what to do, unless it is a command line, which helps nobody on a page."""
    return "" if "accord " in refusal.hint or "--" in refusal.hint else refusal.hint


def show_http_error(request: Request, error: Exception) -> Response:
    """Answer what the framework refuses: an unknown path, a wrong method, a large body."""
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for it alone
    if is_for_programs(request.url.path):  # with a line break in it, which no mount takes
        return tell_http_error(request, error)
    known = error.status_code not in {404, 405}
    response = show_error(request, error.status_code, error.detail if known else "")
    response.headers.update(error.headers or {})
    return response


def show_invalid(request: Request, error: Exception) -> Response:
    """Answer an address or a form with a value that cannot be; what is in a path is not found."""
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for it alone
    faults = error.errors()
    if any(fault["loc"][0] == "path" for fault in faults):
        return show_error(request, 404, "")
    named = ", ".join(dict.fromkeys(str(fault["loc"][-1]) for fault in faults))
    return show_error(request, UNPROCESSABLE, f"{named}: {faults[0]['msg']}.")


def show_defect(request: Request, error: Exception) -> Response:
    """Answer a defect without telling anything of the inside."""
    site: Site = request.app.state.site
    response = show_error(request, SERVER_ERROR, DEFECT_WORDS)
    add_security_headers(response.headers, is_secure=site.is_secure)
    return response
