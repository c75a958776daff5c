"""How does a member report with a workbook? Taken out filled in, sent back, shown and taken in."""

from typing import Annotated
from urllib.parse import quote

from fastapi import Path, Response
from pydantic import Field
from uuid6 import uuid7

from app.database import ReadingSession, reading
from app.permissions import Act
from app.report_desk import ReportDesk
from app.web.forms import Form, FormModel, Sent
from app.web.interface_languages import later
from app.web.member_reports import TOKEN, Code, open_desk, place_of
from app.web.notices import send_on
from app.web.pages import AnyPage, Page, Reading
from app.web.protection import body_limit, page_router
from app.workbook_intake import (
    Intake,
    fill_from_drafts,
    read_upload,
    study_upload,
    take_in,
)
from exports.answer_form import word_fault
from exports.progress_import import mark_faults
from exports.workbook import write_workbook
from exports.workbook_words import load_words
from tracker.draft_store import WorkbookUpload, find_upload, keep_upload

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LARGEST = 8 << 20
LONGEST_FILE_NAME = 200
MOST_TAKEN = 1_000
CHOOSE = later("Choose the workbook that you filled in.")

Mark = Annotated[str, Path(pattern=TOKEN)]

router = page_router(prefix="/member/{code}/periods/{period}")


class TakeForm(FormModel):
    """The rows as they were shown, and the older ones that are wanted all the same."""

    seen: str = Field(max_length=64)
    take: tuple[str, ...] = Field(default=(), max_length=MOST_TAKEN)


@router.get("/workbook")
def show_workbook(page: AnyPage, session: Reading, code: Code, period: Code) -> Response:
    """Show how to report with a workbook."""
    return workbook(page, open_desk(page, session, code, period), Form(page.translate))


def workbook(page: Page, desk: ReportDesk, form: Form) -> Response:
    """Return the page from which a workbook is taken and sent back."""
    return page.render(
        "member_workbook.html.j2",
        status=form.status,
        desk=desk,
        form=form,
        place=place_of(desk.member.code, desk.period.code),
        tongues=list(load_words()),
        largest=LARGEST >> 20,
    )


@router.get("/workbook.xlsx")
def send_workbook(
    page: AnyPage, session: Reading, code: Code, period: Code, text: str = ""
) -> Response:
    """Send the workbook with what was answered, and begun, so far."""
    desk = open_desk(page, session, code, period)
    language = text if text in load_words() else page.language
    data = write_workbook(fill_from_drafts(desk.sheet(language), desk))
    return send_sheet(data, f"{desk.member.code}-{desk.period.code}")


def send_sheet(data: bytes, name: str) -> Response:
    """Return a workbook to be kept."""
    disposition = f"attachment; filename*=UTF-8''{quote(f'{name}.xlsx', safe='')}"
    return Response(data, media_type=MEDIA_TYPE, headers={"Content-Disposition": disposition})


@router.post("/workbook")
@body_limit(LARGEST)
def take_workbook(
    page: AnyPage, session: Reading, code: Code, period: Code, typed: Sent
) -> Response:
    """Keep a workbook that was filled in and lead to what it would change; nothing is stored."""
    page.viewer.require(Act.REPORT_PROGRESS, code)
    form, sent = Form(page.translate), typed.file("file")
    desk = open_desk(page, session, code, period)
    if sent is None:
        form.refuse("file", page.translate(CHOOSE))
        return workbook(page, desk, form)
    name = "".join(letter for letter in sent.name if letter.isprintable())[-LONGEST_FILE_NAME:]
    upload = WorkbookUpload(code, period, str(uuid7()), name, sent.data, page.site.now())
    with form.refusals():
        study_upload(session, upload, read_upload(name, sent.data), page.day)
        with page.acting(Act.REPORT_PROGRESS, of=f"workbook for {period}", member=code) as writing:
            keep_upload(writing, upload)
    if form.errors:
        return workbook(page, desk, form)
    return send_on(f"{place_of(code, period)}/workbook/{upload.mark}")


@router.get("/workbook/{mark}")
def show_intake(page: AnyPage, session: Reading, code: Code, period: Code, mark: Mark) -> Response:
    """Show what a workbook would change, row by row."""
    desk = open_desk(page, session, code, period)
    found = find_intake(page, session, code, period, mark)
    return intake(page, desk, found, Form(page.translate))


def find_intake(page: Page, session: ReadingSession, code: str, period: str, mark: str) -> Intake:
    """Return a workbook that waits, laid against what is known now."""
    upload = find_upload(session, code, period, mark, page.site.now())
    return study_upload(session, upload, read_upload(upload.name, upload.content), page.day)


def intake(page: Page, desk: ReportDesk, found: Intake, form: Form) -> Response:
    """Return the page with the rows."""
    return page.render(
        "member_intake.html.j2",
        status=form.status,
        desk=desk,
        intake=found,
        form=form,
        place=place_of(desk.member.code, desk.period.code),
        words=load_words()[page.language],
        tell=lambda fault: word_fault(fault, page.language),
    )


@router.get("/workbook/{mark}/marked.xlsx")
def send_marked(page: AnyPage, session: Reading, code: Code, period: Code, mark: Mark) -> Response:
    """Send a copy of the workbook in which the faults are marked."""
    page.viewer.require(Act.REPORT_PROGRESS, code)
    study = find_intake(page, session, code, period, mark).study
    return send_sheet(write_workbook(mark_faults(study.sheet, study.changes)), f"{code}-{period}")


@router.post("/workbook/{mark}")
def take_rows(page: AnyPage, code: Code, period: Code, mark: Mark, typed: Sent) -> Response:
    """Take the good rows of a workbook in; those that are faulty are kept to be mended."""
    page.viewer.require(Act.REPORT_PROGRESS, code)
    form = Form(page.translate)
    wanted = form.read(typed, TakeForm)
    if wanted is not None:
        with reading(page.site.engine) as session:
            upload = find_upload(session, code, period, mark, page.site.now())
        tables = read_upload(upload.name, upload.content)
        with (
            form.refusals(),
            page.acting(Act.REPORT_PROGRESS, of=f"workbook for {period}", member=code) as writing,
        ):
            desk = ReportDesk(writing, period, code, page.day)
            seen = study_upload(writing, upload, tables, page.day)
            found = study_upload(writing, upload, tables, page.day, wanted.take)
            take_in(writing, found, desk, seen=wanted.seen, shown=seen.mark)
        if not form.errors:
            return send_on(place_of(code, period), "workbook-taken-in")
    with reading(page.site.engine) as session:
        desk = open_desk(page, session, code, period)
        return intake(page, desk, find_intake(page, session, code, period, mark), form)
