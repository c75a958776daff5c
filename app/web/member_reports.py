"""How does a member report for a period? Its paragraphs with how far they are, and handing in."""

from typing import Annotated
from urllib.parse import quote

from fastapi import Path, Response
from pydantic import Field
from uuid6 import uuid7

from app.database import ReadingSession
from app.permissions import Act
from app.report_desk import ReportDesk, hand_in
from app.web.forms import Form, FormModel, Sent
from app.web.notices import send_on
from app.web.pages import AnyPage, Page, Reading
from app.web.protection import page_router
from tracker.addendum_store import load_late_versions

NAME_LENGTH = 100
TOKEN = "^[0-9a-zA-Z-]{8,64}$"  # noqa: S105 - the look of one

Code = Annotated[str, Path(max_length=NAME_LENGTH)]
Token = Annotated[str, Field(pattern=TOKEN)]

router = page_router(prefix="/member/{code}/periods/{period}")


class HandInForm(FormModel):
    """The report as it was shown, and whether there is nothing to report."""

    token: Token
    seen: str = Field(max_length=64)
    nil: str = Field(default="", max_length=5)


def open_desk(page: Page, session: ReadingSession, code: str, period: str) -> ReportDesk:
    """Return a member's work on a period, for whoever may report for it."""
    page.viewer.require(Act.REPORT_PROGRESS, code)
    return ReportDesk(session, period, code, page.day, page.language)


def place_of(code: str, period: str) -> str:
    """Return the address of a member's report for a period."""
    return f"/member/{quote(code, safe='')}/periods/{quote(period, safe='')}"


@router.get("")
def show_report(page: AnyPage, session: Reading, code: Code, period: Code) -> Response:
    """Show the paragraphs to be answered, with how far each is."""
    desk = open_desk(page, session, code, period)
    return page.render(
        "member_report.html.j2",
        desk=desk,
        late=load_late_versions(session, code, period),
        place=place_of(code, period),
    )


@router.get("/check")
def show_check(page: AnyPage, session: Reading, code: Code, period: Code) -> Response:
    """Show all answers before they are handed in."""
    return check(page, open_desk(page, session, code, period), Form(page.translate))


def check(page: Page, desk: ReportDesk, form: Form) -> Response:
    """Return the page with all answers."""
    return page.render(
        "member_check.html.j2",
        status=form.status,
        desk=desk,
        form=form,
        place=place_of(desk.member.code, desk.period.code),
        token=str(uuid7()),
    )


@router.post("/check")
def take_report(page: AnyPage, session: Reading, code: Code, period: Code, typed: Sent) -> Response:
    """Hand the report in."""
    page.viewer.require(Act.REPORT_PROGRESS, code)
    form = Form(page.translate)
    wanted = form.read(typed, HandInForm)
    if wanted is not None:
        with (
            form.refusals(),
            page.acting(Act.REPORT_PROGRESS, of=f"period {period}", member=code) as writing,
        ):
            desk = ReportDesk(writing, period, code, page.day)
            hand_in(writing, desk, seen=wanted.seen, token=wanted.token, nil=bool(wanted.nil))
        if not form.errors:
            return send_on(place_of(code, period), "report-handed-in")
    return check(page, open_desk(page, session, code, period), form)
