"""How is a report made? It is asked for on a form, made beside the site, and taken from a list."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Path, Query, Response
from fastapi.responses import FileResponse
from pydantic import Field

from app.account_store import load_accounts
from app.document_formats import MEDIA_TYPES, Ending
from app.job_store import add_job, cancel_job, find_job, load_jobs
from app.jobs import Job, JobStep, ReportKind, ReportWish
from app.permissions import Act
from app.report_documents import find_adopted
from app.report_worker import job_file
from app.web.forms import Form, FormModel, Sent
from app.web.interface_languages import later
from app.web.notices import send_on
from app.web.pages import AnyPage, Page, Reading
from app.web.paging import PageNumber, cut_page
from app.web.protection import page_router
from declarations.numbering import compute_labels
from declarations.problems import NotFoundRefusal
from declarations.store import load_revision
from exports.public_answers import find_member, print_words
from exports.public_overview import require_public

CODE_LENGTH = 100
FEW_WORDS = 60
AGAIN_SECONDS = 2
"""A page with a report in the making asks again after so long; it needs no script for that."""
NO_SUCH_PARAGRAPH = later("Choose one of those that are offered.")

Key = Annotated[UUID, Path()]
Code = Annotated[str, Query(max_length=CODE_LENGTH)]

router = page_router(prefix="/secretariat/reports")


class WishForm(FormModel):
    """A report that somebody wants; ``paragraph`` is written DECLARATION/PARAGRAPH."""

    declaration: str = Field(default="", max_length=CODE_LENGTH)
    member: str = Field(default="", max_length=CODE_LENGTH)
    paragraph: str = Field(default="", max_length=2 * CODE_LENGTH + 1)
    day: date
    ending: Ending
    is_final: str = ""
    wording: str = "own"


@router.get("")
def show_jobs(page: AnyPage, session: Reading, number: PageNumber = 1) -> Response:
    """List the reports that were asked for, the last one first."""
    page.viewer.require(Act.BUILD_REPORT)
    jobs = load_jobs(session)
    answer = page.render(
        "secretariat/reports.html.j2",
        cut=cut_page(jobs, number),
        names=name_accounts(session),
        kinds=list(ReportKind),
    )
    return ask_again(answer, *jobs)


def name_accounts(session: Reading) -> dict[UUID, str]:
    """Return what the people are called who have asked for reports."""
    return {each.id: each.name or each.email for each in load_accounts(session)}


def ask_again(answer: Response, *jobs: Job) -> Response:
    """Let the browser load a page again while a report of it is in the making."""
    if any(job.is_active for job in jobs):
        answer.headers["Refresh"] = str(AGAIN_SECONDS)
    return answer


@router.get("/new/{kind}")
def show_new(page: AnyPage, session: Reading, kind: ReportKind, member: Code = "") -> Response:
    """Show the form for a kind of report."""
    form = Form(page.translate, {"member": member, "day": page.day.isoformat()})
    return render_new(page, session, kind, form)


def render_new(page: Page, session: Reading, kind: ReportKind, form: Form) -> Response:
    """Return the form for a kind of report."""
    page.viewer.require(Act.BUILD_REPORT)
    codes = find_adopted(session, page.day)[::-1]
    texts = {code: load_revision(session, code).declaration for code in codes}
    paragraphs = []
    if kind is ReportKind.PARAGRAPH:
        for code, text in texts.items():
            labels = compute_labels(text)
            nodes = zip(text.operative_paragraphs(), print_words(text), strict=True)
            paragraphs.append(
                (
                    text.title,
                    [
                        (f"{code}/{node.id}", f"{labels[node.id]} {words[:FEW_WORDS]}")
                        for node, words in nodes
                    ],
                )
            )
    return page.render(
        "secretariat/report_new.html.j2",
        status=form.status,
        form=form,
        kind=kind,
        declarations=[(code, text.title) for code, text in texts.items()],
        paragraphs=paragraphs,
        has_wording=bool(page.site.settings.templates),
    )


@router.post("/new/{kind}")
def take_new(page: AnyPage, session: Reading, kind: ReportKind, typed: Sent) -> Response:
    """Ask for a report."""
    page.viewer.require(Act.BUILD_REPORT)
    form = Form(page.translate)
    wanted = form.read(typed, WishForm)
    account = page.viewer.account
    if wanted is not None and account is not None:
        with form.refusals():
            wish = read_wish(page, session, kind, wanted, form)
        if not form.errors:
            with (
                form.refusals(),
                page.acting(Act.BUILD_REPORT, of=wish.file_name) as writing,
            ):
                job = add_job(writing, wish, account.id, page.site.now())
            if not form.errors:
                return send_on(f"/secretariat/reports/{job.id}")
    return render_new(page, session, kind, form)


def read_wish(
    page: Page, session: Reading, kind: ReportKind, wanted: WishForm, form: Form
) -> ReportWish:
    """Return what is to be made; the form tells what is not there."""
    declaration, paragraph, member = wanted.declaration, "", ""
    if kind is ReportKind.PARAGRAPH:
        declaration, _, paragraph = wanted.paragraph.partition("/")
    if kind is ReportKind.MEMBER:
        member = find_member(session, wanted.member, wanted.day)[0].code
    require_public(session, declaration, wanted.day)
    known = load_revision(session, declaration).declaration.operative_paragraphs()
    if kind is ReportKind.PARAGRAPH and paragraph not in {node.id for node in known}:
        form.refuse("paragraph", page.translate(NO_SUCH_PARAGRAPH))
    return ReportWish(
        kind,
        declaration,
        wanted.day,
        wanted.ending,
        member=member,
        paragraph=paragraph,
        is_final=kind is ReportKind.ASSEMBLY and bool(wanted.is_final),
        own_wording=wanted.wording == "own",
    )


def require_job(page: Page, job: Job) -> None:
    """Raise RightRefusal unless the viewer may have a report: asked at every page and download."""
    if job.wish.kind is ReportKind.MEMBER:
        page.viewer.require(Act.BUILD_MEMBER_REPORT, job.wish.member)
    else:
        page.viewer.require(Act.BUILD_REPORT)


@router.get("/{key}")
def show_job(page: AnyPage, session: Reading, key: Key) -> Response:
    """Show how far a report is; while it is made the page loads itself again."""
    page.viewer.require(Act.BUILD_REPORT)
    job = find_job(session, key)
    require_job(page, job)
    answer = page.render(
        "secretariat/report_job.html.j2",
        job=job,
        names=name_accounts(session),
        steps=[step for step in JobStep if step is not JobStep.WAIT],
        kept={f.name for f in job.files if job_file(page.site.folder, job, f.name)},
    )
    return ask_again(answer, job)


@router.post("/{key}/cancel")
def take_cancel(page: AnyPage, session: Reading, key: Key) -> Response:
    """Stop a report that waits or is in the making."""
    page.viewer.require(Act.BUILD_REPORT)
    job = find_job(session, key)
    require_job(page, job)
    with page.acting(Act.BUILD_REPORT, of=job.wish.file_name) as writing:
        cancel_job(writing, key, page.site.now())
    return send_on(f"/secretariat/reports/{key}", "job-cancelled")


@router.get("/{key}/files/{name}")
def send_file(
    page: AnyPage, session: Reading, key: Key, name: Annotated[str, Path(max_length=300)]
) -> Response:
    """Send a file that a job has made; never shown by the browser as a page of this site."""
    page.viewer.require(Act.BUILD_REPORT)
    job = find_job(session, key)
    require_job(page, job)
    path = job_file(page.site.folder, job, name)
    if path is None:
        raise NotFoundRefusal(
            "There is no such file of this report.", hint="Build the report again."
        )
    return FileResponse(path, media_type=MEDIA_TYPES[job.wish.ending], filename=name)
