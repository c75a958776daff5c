"""Which files can a program take away? A member's report, and the open data."""

from fastapi import Response

from app.document_formats import Ending
from app.jobs import ReportKind, ReportWish
from app.permissions import Act
from app.web.api.answers import api_router
from app.web.api.caller import AnyCaller, Reading
from app.web.api.field_types import DeclarationCode, MemberCode
from app.web.downloads import send_packed_data, send_wish
from exports.public_overview import require_public

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
    wish = ReportWish(ReportKind.MEMBER, code, caller.day, ending, member=member)
    return send_wish(caller.site, wish, f"{code}-{member}")


@router.get(
    "/open-data.zip",
    response_class=Response,
    responses=ARCHIVE,  # type: ignore[arg-type] # statuses are numbers
)
def send_open_data(caller: AnyCaller, session: Reading) -> Response:
    """Send everything that is public as a Data Package in an archive."""
    return send_packed_data(caller.site, session)
