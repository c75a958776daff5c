"""Who is reminded today? The letters are shown, then sent, or taken as files where nobody sends."""

import io
from contextlib import AbstractContextManager
from typing import Annotated
from zipfile import ZIP_DEFLATED, ZipFile

from fastapi import Path, Query, Response

from app.database import ReadingSession, WritingSession
from app.permissions import Act
from app.reminding import (
    Reminding,
    can_send,
    log_letters,
    name_letter,
    plan_letters,
    send_letters,
)
from app.web.forms import WHOLE, Form
from app.web.notices import send_on
from app.web.pages import AnyPage, Page, Reading
from app.web.paging import PageNumber, cut_page
from app.web.protection import page_router
from declarations.problems import StorageRefusal
from tracker.periods import find_current
from tracker.progress_store import find_period, load_periods
from tracker.reminders import reminder_days

CODE_LENGTH = 100
MOST_LETTERS = 200
"""So many letters leave at once; the next ones leave when the button is pressed again."""

Code = Annotated[str, Path(max_length=CODE_LENGTH)]

router = page_router(prefix="/secretariat/reminders")


@router.get("")
def show_reminders(
    page: AnyPage,
    session: Reading,
    period: Annotated[str, Query(max_length=CODE_LENGTH)] = "",
    number: PageNumber = 1,
) -> Response:
    """Show who is to be reminded in a period today."""
    return render_list(page, session, period, Form(page.translate), number)


def render_list(
    page: Page, session: ReadingSession, period: str, form: Form, number: int = 1
) -> Response:
    """Return the list of letters that are due."""
    page.viewer.require(Act.SEND_REMINDERS)
    periods = load_periods(session)
    chosen = find_period(session, period) if period else find_current(periods, page.day)
    planned = plan(page, session, chosen.code) if chosen else None
    names = {}
    days = []
    if planned is not None and chosen is not None:
        members = planned.sheets.register.members
        names = {member.code: member.name(page.language) for member in members}
        days = reminder_days(chosen, planned.rules)
    digests = planned.plan.digests if planned else ()
    return page.render(
        "secretariat/reminders.html.j2",
        status=form.status,
        form=form,
        periods=periods[::-1],
        chosen=chosen,
        planned=planned,
        cut=cut_page(digests, number),
        names=names,
        days=days,
        can_send=can_send(page.site.settings),
        most=MOST_LETTERS,
    )


def plan(page: Page, session: ReadingSession, period: str) -> Reminding:
    """Return the reminders of a period that are due on the page's day."""
    site = page.site
    return plan_letters(session, period, page.day, site.settings, site.template_folder)


@router.get("/{period}/letters/{key}")
def show_letter(
    page: AnyPage,
    session: Reading,
    period: Code,
    key: Annotated[str, Path(pattern="^[0-9a-f]{16}$")],
) -> Response:
    """Show a letter as it would be sent."""
    page.viewer.require(Act.SEND_REMINDERS)
    planned = plan(page, session, period)
    digest = planned.find_digest(key)
    message = planned.write_letter(digest)
    body = message.get_body(("plain",))
    return page.render(
        "secretariat/reminder_letter.html.j2",
        period=planned.sheets.period,
        digest=digest,
        message=message,
        text=body.get_content() if body else "",
        attachments=[
            (part.get_filename(), len(part.get_content())) for part in message.iter_attachments()
        ],
    )


@router.post("/{period}/send")
def take_sending(page: AnyPage, session: Reading, period: Code) -> Response:
    """Send the letters by the mail server of the settings."""
    page.viewer.require(Act.SEND_REMINDERS)
    form = Form(page.translate)
    planned = plan(page, session, period)
    letters = planned.write_letters(MOST_LETTERS)
    code = planned.sheets.period.code

    def begin() -> AbstractContextManager[WritingSession]:
        return page.acting(Act.SEND_REMINDERS, of=f"a reminder of {code}")

    try:
        with form.refusals():
            send_letters(letters, code, page.day, page.site.settings, begin)
    except StorageRefusal as refusal:
        form.refuse(WHOLE, refusal.message, 503)
        form.hint = refusal.hint
    if not form.errors:
        return send_on(page.with_query("/secretariat/reminders", period=period), "reminders-sent")
    return render_list(page, session, period, form)


@router.post("/{period}/files")
def take_files(page: AnyPage, session: Reading, period: Code) -> Response:
    """Send the letters to the browser as files for a mail program, and record them as sent."""
    page.viewer.require(Act.SEND_REMINDERS)
    form = Form(page.translate)
    planned = plan(page, session, period)
    letters = planned.write_letters(MOST_LETTERS)
    code = planned.sheets.period.code
    if not letters:
        return send_on(page.with_query("/secretariat/reminders", period=code))
    packed = io.BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for _digest, message in letters:
            archive.writestr(name_letter(code, message), message.as_bytes())
    with (
        form.refusals(),
        page.acting(Act.SEND_REMINDERS, of=f"reminders of {code}") as writing,
    ):
        log_letters(writing, letters, code, page.day)
    if form.errors:
        return render_list(page, session, period, form)
    return Response(
        packed.getvalue(),
        media_type="application/zip",
        headers={"Content-Disposition": 'attachment; filename="reminders.zip"'},
    )
