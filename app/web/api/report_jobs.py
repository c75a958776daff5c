"""Which reports were asked for, and how far are they? Asked for, watched, stopped, taken away."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import Path, Query, Response
from fastapi.responses import FileResponse
from pydantic import Field

from app.document_formats import MEDIA_TYPES, Ending
from app.job_store import add_job, cancel_job, find_job, load_jobs
from app.jobs import Job, JobState, JobStep, ReportKind, ReportWish
from app.permissions import Act, RightRefusal
from app.report_worker import job_file
from app.web.api.answers import CREATED, answer, api_router
from app.web.api.caller import Caller, KnownCaller, Reading
from app.web.api.cursors import PageQuery, cut_list, next_address
from app.web.api.field_types import Code, Day, Given, Shown, Yes, with_example
from app.web.api.files import FILES
from declarations.problems import NotFoundRefusal
from declarations.store import load_revision
from exports.public_answers import find_member
from exports.public_overview import require_public

router = api_router(prefix="/reports", tags=["reports"])
JobKey = Annotated[UUID, Path(examples=["01938a3e-5f50-7000-8000-000000000001"])]
FileName = Annotated[str, Path(max_length=300, examples=["sample-2017-report-2019-09-01.pdf"])]
NEWEST = 1000
"""So many of the reports that were asked for are listed."""


class NewReport(Given):
    """Which report is wanted; ``member`` or ``paragraph`` name what one of that kind is about."""

    model_config = with_example(
        {"kind": "assembly", "declaration": "sample-2017", "ending": "pdf", "final": False}
    )

    kind: ReportKind
    declaration: Code
    ending: Ending
    day: Day | None = Field(None, description="As of which day; without it today.")
    member: Code | None = None
    paragraph: Code | None = None
    final: Yes = False
    own_wording: Yes = Field(True, description="In the association's own wording, if it has one.")


class FileShown(Shown):
    """A file that was made, while it is kept."""

    name: str
    bytes: int
    sha256: str
    kept: bool


class ReportShown(Shown):
    """A report that was asked for; ``progress`` is how many of its steps have begun, 0 to 3."""

    id: UUID
    kind: ReportKind
    declaration: str
    day: date
    ending: Ending
    member: str
    paragraph: str
    final: bool
    own_wording: bool
    state: JobState
    step: JobStep
    progress: int
    asked_at: datetime
    ended_at: datetime | None
    reason: str
    files: list[FileShown]


class ReportList(Shown):
    """A part of the reports that were asked for, the last one first."""

    items: list[ReportShown]
    next: str | None


def show(caller: Caller, job: Job) -> ReportShown:
    """Return a report that was asked for."""
    wish = job.wish
    return ReportShown(
        id=job.id,
        kind=wish.kind,
        declaration=wish.declaration,
        day=wish.day,
        ending=wish.ending,
        member=wish.member,
        paragraph=wish.paragraph,
        final=wish.is_final,
        own_wording=wish.own_wording,
        state=job.state,
        step=job.step,
        progress=job.progress,
        asked_at=job.asked_at,
        ended_at=job.ended_at,
        reason=job.reason,
        files=[
            FileShown(
                name=each.name,
                bytes=each.size,
                sha256=each.sha256,
                kept=job_file(caller.site.folder, job, each.name) is not None,
            )
            for each in job.files
        ],
    )


def make_wish(caller: Caller, session: Reading, given: NewReport) -> ReportWish:
    """Return what is to be made; NotFoundRefusal where it is about nothing that is public."""
    day = caller.choose_day(given.day)
    require_public(session, given.declaration, day)
    member = given.member or "" if given.kind is ReportKind.MEMBER else ""
    paragraph = given.paragraph or "" if given.kind is ReportKind.PARAGRAPH else ""
    if given.kind is ReportKind.MEMBER:
        member = find_member(session, member, day)[0].code
    if given.kind is ReportKind.PARAGRAPH:
        known = load_revision(session, given.declaration).declaration.operative_paragraphs()
        if paragraph not in {each.id for each in known}:
            raise NotFoundRefusal(f"{given.declaration} has no paragraph {paragraph!r}.")
    return ReportWish(
        given.kind,
        given.declaration,
        day,
        given.ending,
        member=member,
        paragraph=paragraph,
        is_final=given.final and given.kind is ReportKind.ASSEMBLY,
        own_wording=given.own_wording,
    )


@router.get("", response_model=ReportList)
def list_reports(
    caller: KnownCaller, session: Reading, query: Annotated[PageQuery, Query()]
) -> Response:
    """List the newest reports that were asked for."""
    caller.require(Act.BUILD_REPORT)
    found = [(f"{n:07}", job) for n, job in enumerate(load_jobs(session, NEWEST), start=1)]
    part, cursor = cut_list(found, lambda pair: pair[0], query)
    items = [show(caller, job) for _, job in part]
    return answer(caller, ReportList(items=items, next=next_address(caller, cursor)))


@router.post("", response_model=ReportShown, status_code=CREATED)
def ask_for_report(caller: KnownCaller, session: Reading, given: NewReport) -> Response:
    """Ask for a report; it is made beside the site, and read at the address that is answered."""
    caller.require(Act.BUILD_REPORT)
    account = caller.actor.account
    if account is None:
        raise RightRefusal("Only a person may ask for a report.", hint="Send a token.")
    wish = make_wish(caller, session, given)
    with caller.acting(Act.BUILD_REPORT, of=wish.file_name) as writing:
        job = add_job(writing, wish, account, caller.site.now())
        shown = show(caller, job)
    place = f"{caller.request.url.path}/{job.id}"
    return answer(caller, shown, status=CREATED, location=place)


@router.get("/{job}", response_model=ReportShown)
def read_report(caller: KnownCaller, session: Reading, job: JobKey) -> Response:
    """Read how far a report is, and which files it has."""
    caller.require(Act.BUILD_REPORT)
    return answer(caller, show(caller, find_job(session, job)))


@router.post("/{job}/cancellation", response_model=ReportShown)
def cancel_report(caller: KnownCaller, job: JobKey) -> Response:
    """Stop a report that waits or is in the making."""
    with caller.acting(Act.BUILD_REPORT, of=f"report {job}") as session:
        cancel_job(session, job, caller.site.now())
        shown = show(caller, find_job(session, job))
    return answer(caller, shown)


@router.get(
    "/{job}/files/{name}",
    response_class=Response,
    responses=FILES,  # type: ignore[arg-type] # statuses are numbers
)
def send_report(caller: KnownCaller, session: Reading, job: JobKey, name: FileName) -> Response:
    """Take away a file of a report."""
    caller.require(Act.BUILD_REPORT)
    found = find_job(session, job)
    path = job_file(caller.site.folder, found, name)
    if path is None:
        raise NotFoundRefusal("There is no such file of this report.", hint="Ask for it again.")
    return FileResponse(path, media_type=MEDIA_TYPES[found.wish.ending], filename=name)
