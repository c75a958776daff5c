"""What does the secretariat make of the reports? The queue, and each report beside the last one."""

from typing import Annotated

from fastapi import Path, Query, Response
from fastapi.responses import FileResponse
from pydantic import Field

from app.database import WritingSession
from app.evidence import evidence_path
from app.permissions import Act
from app.web.form_acts import act_on_form
from app.web.forms import Form, FormModel, Sent
from app.web.interface_languages import later
from app.web.notices import send_on
from app.web.pages import AnyPage, Page, Reading
from app.web.paging import PageNumber, cut_page
from app.web.protection import page_router
from app.web.recalled import recall_standings
from declarations.problems import NotFoundRefusal
from exports.report_review import ReportReview, read_review
from tracker.periods import Period, Report, ReportState, find_current
from tracker.progress import EvidenceLevel
from tracker.progress_store import find_period, load_periods, save_report_state
from tracker.reviews import VERDICTS, has_evidence, judge_evidence, review_as_read

CODE_LENGTH = 100
NOTE_LENGTH = 5_000
MOST_STEPS = 1_000_000
NO_NOTE = later("Say what is to be mended; the member reads it.")
NO_REASON = later("Say why no report is expected.")

Code = Annotated[str, Path(max_length=CODE_LENGTH)]
Seen = Annotated[int, Field(ge=0, le=MOST_STEPS)]

router = page_router(prefix="/secretariat/reviews")


class AcceptForm(FormModel):
    """Accepting what was read."""

    seen: Seen


class ReturnForm(FormModel):
    """Returning what was read, with what is to be mended."""

    seen: Seen
    note: str = Field(default="", max_length=NOTE_LENGTH)


class EvidenceForm(FormModel):
    """What was found of the evidence: paragraph ids, and a level for each in the same order."""

    seen: Seen
    paragraph: list[str] = Field(default=[], max_length=2_000)
    level: list[EvidenceLevel] = Field(default=[], max_length=2_000)


class ExcuseForm(FormModel):
    """Why no report is expected of a member."""

    reason: str = Field(default="", max_length=NOTE_LENGTH)


@router.get("")
def show_queue(
    page: AnyPage,
    session: Reading,
    period: Annotated[str, Query(max_length=CODE_LENGTH)] = "",
    number: PageNumber = 1,
) -> Response:
    """List the reports that wait for review, those that came first before the others."""
    page.viewer.require(Act.REVIEW)
    periods = load_periods(session)
    chosen = find_period(session, period) if period else find_current(periods, page.day)
    waiting = []
    if chosen is not None:
        found = recall_standings(page, chosen.code)
        waiting = sorted(
            found.in_state(ReportState.SUBMITTED),
            key=lambda each: (
                each.report.submitted_on or page.day if each.report else page.day,
                each.member.code,
            ),
        )
    return page.render(
        "secretariat/reviews.html.j2",
        periods=periods[::-1],
        chosen=chosen,
        cut=cut_page(waiting, number),
    )


@router.get("/{period}/{member}")
def show_review(page: AnyPage, session: Reading, period: Code, member: Code) -> Response:
    """Show a member's report with the answers of before beside."""
    return render_review(page, session, period, member, Form(page.translate))


def render_review(
    page: Page, session: Reading, period: str, member: str, form: Form, part: str = ""
) -> Response:
    """Return a report for review; ``part`` names the form that was sent and has the faults."""
    page.viewer.require(Act.REVIEW, member)
    page.viewer.require(Act.READ_CONFIDENTIAL_ANSWER, member)
    review = read_review(session, period, member, page.day)
    return page.render(
        "secretariat/review.html.j2",
        status=form.status,
        form=form,
        part=part,
        review=review,
        verdicts=VERDICTS,
        can_judge={each.id for each in review.answers if each.answer and has_evidence(each.answer)},
        may_review=review.period.frozen_at is None,
        typed_levels=dict(
            zip(form.chosen.get("paragraph", ()), form.chosen.get("level", ()), strict=False)
        ),
        next_member=find_next(page, session, review),
    )


def find_next(page: Page, session: Reading, review: ReportReview) -> str:
    """Return the code of the next member whose report waits, "" for none."""
    found = recall_standings(page, review.period.code)
    codes = [each.member.code for each in found.in_state(ReportState.SUBMITTED)]
    after = [code for code in codes if code > review.member.code]
    others = [code for code in codes if code != review.member.code]
    return next(iter([*after, *others]), "")


def name_report(period: Period, member: str) -> str:
    """Return what a report is called in the log."""
    return f"report of {member} for {period.code}"


def address(period: str, member: str) -> str:
    """Return where a report is reviewed."""
    return f"/secretariat/reviews/{period}/{member}"


@router.get("/{period}/{member}/files/{sha256}")
def send_evidence(
    page: AnyPage,
    session: Reading,
    period: Code,
    member: Code,
    sha256: Annotated[str, Path(pattern="^[0-9a-f]{64}$")],
) -> Response:
    """Send a file behind an answer of this report, to be kept and not shown by the browser."""
    page.viewer.require(Act.READ_REPORT, member)
    page.viewer.require(Act.READ_CONFIDENTIAL_ANSWER, member)
    review = read_review(session, period, member, page.day)
    pieces = (p for each in review.answers if each.answer for p in each.answer.evidence)
    piece = next((piece for piece in pieces if piece.sha256 == sha256), None)
    path = evidence_path(page.site.folder, sha256)
    if piece is None or not path.is_file():
        raise NotFoundRefusal("There is no such file behind this report.", hint="Look at it again.")
    return FileResponse(
        path, media_type="application/octet-stream", filename=piece.file_name or sha256
    )


@router.post("/{period}/{member}/accept")
def take_acceptance(
    page: AnyPage, session: Reading, period: Code, member: Code, typed: Sent
) -> Response:
    """Accept the report that was read."""
    page.viewer.require(Act.REVIEW, member)

    def do(writing: WritingSession, wanted: AcceptForm) -> None:
        verdict = ReportState.ACCEPTED
        review_as_read(writing, member, period, verdict, page.day, seen=wanted.seen)

    of = name_report(find_period(session, period), member)
    form = act_on_form(page, typed, AcceptForm, Act.REVIEW, do, of=of, member=member)
    if not form.errors:
        return send_on(address(period, member), "report-accepted")
    return render_review(page, session, period, member, form, "accept")


@router.post("/{period}/{member}/return")
def take_return(
    page: AnyPage, session: Reading, period: Code, member: Code, typed: Sent
) -> Response:
    """Return the report that was read with a note."""
    page.viewer.require(Act.REVIEW, member)
    form, known = Form(page.translate), find_period(session, period)
    wanted = form.read(typed, ReturnForm)
    if wanted is not None and not wanted.note:
        form.refuse("note", page.translate(NO_NOTE))
    elif wanted is not None:
        with (
            form.refusals(),
            page.acting(Act.REVIEW, of=name_report(known, member), member=member) as writing,
        ):
            verdict = ReportState.RETURNED
            review_as_read(
                writing, member, period, verdict, page.day, wanted.note, seen=wanted.seen
            )
        if not form.errors:
            return send_on(address(period, member), "report-returned")
    return render_review(page, session, period, member, form, "return")


@router.post("/{period}/{member}/evidence")
def take_evidence(
    page: AnyPage, session: Reading, period: Code, member: Code, typed: Sent
) -> Response:
    """Keep what was found of the evidence behind the answers."""
    page.viewer.require(Act.REVIEW, member)

    def do(writing: WritingSession, wanted: EvidenceForm) -> None:
        verdicts = dict(zip(wanted.paragraph, wanted.level, strict=False))
        judge_evidence(writing, member, period, verdicts, page.moment, seen=wanted.seen)

    of = name_report(find_period(session, period), member)
    form = act_on_form(page, typed, EvidenceForm, Act.REVIEW, do, of=of, member=member)
    if not form.errors:
        return send_on(address(period, member), "evidence-judged")
    return render_review(page, session, period, member, form, "evidence")


@router.post("/{period}/{member}/excuse")
def take_excuse(
    page: AnyPage, session: Reading, period: Code, member: Code, typed: Sent
) -> Response:
    """Expect no report of a member."""
    page.viewer.require(Act.REVIEW, member)
    form, known = Form(page.translate), find_period(session, period)
    wanted = form.read(typed, ExcuseForm)
    if wanted is not None and not wanted.reason:
        form.refuse("reason", page.translate(NO_REASON))
    elif wanted is not None:
        report = Report(member, period, ReportState.OPEN, excused=True, excuse=wanted.reason)
        with (
            form.refusals(),
            page.acting(Act.REVIEW, of=name_report(known, member), member=member) as writing,
        ):
            save_report_state(writing, report, page.day)
        if not form.errors:
            return send_on(address(period, member), "report-excused")
    return render_review(page, session, period, member, form, "excuse")
