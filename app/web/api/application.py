"""How is the API put together? Its resources, its description, and what goes wrong as data."""

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from app import __version__
from app.site import Site
from app.web.api import (
    acceptance,
    amendment_steps,
    amendments,
    commitments,
    contacts,
    declarations,
    exchange,
    files,
    journal,
    members,
    own_access,
    periods,
    progress,
    report_jobs,
    reviewing,
    statements,
)
from app.web.api.description import SUMMARY, describe_api
from app.web.api.problem_details import tell_defect, tell_http_error, tell_invalid, tell_refusal
from declarations.problems import Refusal

PATH = "/api/v1"
ROUTERS = (
    own_access.router,
    files.router,
    declarations.router,
    amendments.router,
    amendment_steps.router,
    members.router,
    contacts.router,
    acceptance.router,
    statements.router,
    periods.router,
    progress.router,
    reviewing.router,
    commitments.router,
    exchange.router,
    report_jobs.router,
    journal.router,
)
"""Each resource; one that is added has its router here."""


def name_operation(route: APIRoute) -> str:
    """Return the name of an operation in the description, such as "members-list-members"."""
    return f"{route.tags[0]}-{route.name}".replace("_", "-")


def create_api(site: Site) -> FastAPI:
    """Return the API as an application that is mounted at PATH."""
    api = FastAPI(
        title="Accord",
        version=__version__,
        summary=SUMMARY,
        openapi_url="/openapi.json",
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=name_operation,
        root_path_in_servers=False,
        servers=[{"url": PATH}],
    )
    api.state.site = site
    for router in ROUTERS:
        api.include_router(router)
    api.add_exception_handler(Refusal, tell_refusal)
    api.add_exception_handler(HTTPException, tell_http_error)
    api.add_exception_handler(RequestValidationError, tell_invalid)
    api.add_exception_handler(Exception, tell_defect)
    describe_api(api)
    return api
