"""Where does the focal point of a member begin? What is asked of it now, and its own files."""

from typing import Annotated
from urllib.parse import quote

from fastapi import Path, Response

from app.accounts import Role
from app.document_formats import Ending
from app.jobs import ReportKind, ReportWish
from app.member_tasks import list_tasks
from app.permissions import Act
from app.web.downloads import send_wish
from app.web.notices import send_on
from app.web.pages import AnyPage, Reading
from app.web.protection import page_router
from exports.public_answers import find_member, read_member_record
from exports.public_overview import find_public_codes, require_public

NAME_LENGTH = 100

Code = Annotated[str, Path(max_length=NAME_LENGTH)]

router = page_router(prefix="/member")


@router.get("")
def find_start(page: AnyPage) -> Response:
    """Lead to the start of the member that the account acts for."""
    page.viewer.require(Act.REPORT_PROGRESS, page.viewer.member)
    if page.viewer.role is not Role.MEMBER:
        return send_on("/members")
    return send_on(f"/member/{quote(page.viewer.member, safe='')}")


@router.get("/{code}")
def show_start(page: AnyPage, session: Reading, code: Code) -> Response:
    """Show what is asked of a member now."""
    page.viewer.require(Act.REPORT_PROGRESS, code)
    member, tasks = list_tasks(session, code, page.day, page.site.settings.due_soon_days)
    return page.render("member_start.html.j2", member=member, declarations=tasks)


@router.get("/{code}/timeline")
def show_timeline(page: AnyPage, session: Reading, code: Code) -> Response:
    """Show what a member did, the last first."""
    page.viewer.require(Act.READ_REPORT, code)
    member, _ = find_member(session, code, page.day)
    soon = page.site.settings.due_soon_days
    records = [
        read_member_record(session, declaration, code, page.day, soon)
        for declaration in find_public_codes(session, page.day)
    ]
    return page.render("member_timeline.html.j2", member=member, records=records)


@router.get("/{code}/declarations/{declaration}/report.{ending}")
def send_report(
    page: AnyPage, session: Reading, code: Code, declaration: Code, ending: Ending
) -> Response:
    """Send a member's own report on a declaration."""
    page.viewer.require(Act.BUILD_MEMBER_REPORT, code)
    require_public(session, declaration, page.day)
    find_member(session, code, page.day)
    wish = ReportWish(ReportKind.MEMBER, declaration, page.day, ending, member=code)
    return send_wish(page.site, wish, f"{declaration}-{code}")
