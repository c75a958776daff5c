"""Which files can a program take away? A member's report, and the open data."""

from fastapi import Response

from app.permissions import Act
from app.web.api.answers import api_router
from app.web.api.caller import AnyCaller, Reading
from app.web.api.field_types import DeclarationCode, MemberCode
from app.web.downloads import Ending, send_document, send_packed_data
from exports.blocks import Document
from exports.member_report import compose_member_report
from exports.public_overview import require_public
from tracker.store import load_members_register

router = api_router(tags=["files"])
FILE = {"schema": {"type": "string", "contentMediaType": "application/octet-stream"}}
FILES = {
    200: {
        "description": "The file.",
        "content": {
            "application/pdf": FILE,
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document": FILE,
            "text/html": FILE,
        },
    }
}
ARCHIVE = {200: {"description": "The archive.", "content": {"application/zip": FILE}}}


@router.get(
    "/declarations/{code}/members/{member}/report.{ending}",
    response_class=Response,
    responses=FILES,  # type: ignore[arg-type] # statuses are numbers
)
def send_member_report(
    caller: AnyCaller, session: Reading, code: DeclarationCode, member: MemberCode, ending: Ending
) -> Response:
    """Make a member's report as a file; its member and the secretariat may."""
    caller.require(Act.BUILD_MEMBER_REPORT, member)
    require_public(session, code, caller.day)
    settings = caller.site.settings

    def compose() -> Document:
        return compose_member_report(
            load_members_register(session, code, caller.day, [member]),
            member,
            caller.day,
            association=settings.association,
            template_folder=caller.site.template_folder,
            due_soon_days=settings.due_soon_days,
        )

    key = ("member report", code, member, caller.day)
    return send_document(caller.site, key, f"{code}-{member}", ending, compose)


@router.get(
    "/open-data.zip",
    response_class=Response,
    responses=ARCHIVE,  # type: ignore[arg-type] # statuses are numbers
)
def send_open_data(caller: AnyCaller, session: Reading) -> Response:
    """Send everything that is public as a Data Package in an archive."""
    return send_packed_data(caller.site, session)
