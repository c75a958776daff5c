"""What have members done? Reports with their answers, read, given, sent and reviewed."""

from datetime import date, datetime
from typing import Annotated, Literal

from fastapi import Response
from pydantic import Field, StringConstraints

from app.answering import find_answer, moment_of, put_answer, send_report
from app.permissions import Act
from app.web.api.answers import IfMatch, answer, api_router, require_match
from app.web.api.caller import AnyCaller, Caller, KnownCaller, Reading
from app.web.api.cursors import PartOf, cut_list, next_address
from app.web.api.field_types import (
    MOST_ITEMS,
    Code,
    Day,
    Given,
    Language,
    Line,
    MemberCode,
    ParagraphId,
    PeriodCode,
    Shown,
    Words,
    Yes,
    with_example,
)
from app.web.protection import body_limit
from exports.readable_report import ReportReading, read_report
from tracker.periods import Report, ReportState, find_received
from tracker.progress import (
    Entry,
    EntryKind,
    Evidence,
    EvidenceLevel,
    Implementation,
    MissingReason,
)
from tracker.progress_store import find_period, load_reports, review_report

router = api_router(prefix="/periods/{period}/reports", tags=["progress"])
REPORT_LIMIT = 4 << 20
Link = Annotated[
    str, StringConstraints(max_length=2_000, pattern=r"^https?://[^\u0000-\u0020\u007f]+$")
]


class EvidenceShown(Shown):
    """A link or a file behind an answer; a file is known by its SHA-256."""

    url: str
    sha256: str
    title: str
    publisher: str
    published_on: date | None
    file_name: str


class AnswerShown(Shown):
    """One answer: a state, or the reason why there is none.

    ``notes`` are what stands in a member's own columns.
    """

    member: str
    period: str
    paragraph: str
    recorded_at: datetime
    state: Implementation | None
    reason: MissingReason | None
    elsewhere: str
    kind: EntryKind
    percent: float | None
    done: str
    obstacles: str
    next_steps: str
    support_needed: str
    language: str
    in_confidence: bool
    evidence_level: EvidenceLevel
    evidence: list[EvidenceShown]
    notes: dict[str, str]


class ReportShown(Shown):
    """A member's report for a period, as far as the caller may read it.

    ``late_answers`` came after the cut-off and are in no figure of the period.
    """

    member: str
    period: str
    state: ReportState
    submitted_on: date | None
    is_nil: bool
    is_excused: bool
    excuse: str
    note: str
    answers: list[AnswerShown]
    late_answers: list[AnswerShown]


class StandingShown(Shown):
    """Where a member's report stands."""

    member: str
    state: ReportState
    submitted_on: date | None
    is_nil: bool
    is_excused: bool


class StandingList(Shown):
    """A part of the reports, by the codes of their members."""

    items: list[StandingShown]
    next: str | None


class EvidenceGiven(Given):
    """A link behind an answer."""

    url: Link
    title: Line = ""
    publisher: Line = ""
    published_on: Day | None = None


class AnswerGiven(Given):
    """An answer: a state, or the reason why there is none; files behind it stay."""

    model_config = with_example(
        {
            "state": "substantial",
            "done": "Two lines are open.",
            "next_steps": "The third opens in spring.",
            "evidence": [{"url": "https://city.example/report.pdf", "title": "Report"}],
        }
    )

    state: Implementation | None = None
    reason: MissingReason | None = None
    elsewhere: Code | None = Field(
        None, description="The paragraph that holds it, where it is included elsewhere."
    )
    kind: EntryKind = EntryKind.ONE_OFF
    percent: Annotated[float, Field(strict=True, ge=0, le=100)] | None = None
    done: Words = ""
    obstacles: Words = ""
    next_steps: Words = ""
    support_needed: Words = ""
    language: Language = "en"
    in_confidence: Yes = False
    evidence: list[EvidenceGiven] = Field([], max_length=50)


class Sending(Given):
    """A report that is sent, with answers, by the ids of their paragraphs, that go with it."""

    model_config = with_example({"answers": {"environment-1": {"state": "complete"}}})

    answers: dict[Code, AnswerGiven] = Field({}, max_length=MOST_ITEMS)
    is_nil: Yes = Field(False, description="Nothing to report, on purpose.")
    is_correction: Yes = Field(False, description="Of a report that was accepted.")


class Review(Given):
    """What the secretariat makes of a report; a return has a note that says what to mend."""

    model_config = with_example({"verdict": "returned", "note": "Paragraph 3 has no evidence."})

    verdict: Literal["accepted", "returned"]
    note: Words = ""


def show_answer(entry: Entry) -> AnswerShown:
    """Return an answer."""
    return AnswerShown(
        member=entry.member,
        period=entry.period,
        paragraph=entry.paragraph,
        recorded_at=entry.recorded_at,
        state=entry.implementation,
        reason=entry.missing,
        elsewhere=entry.elsewhere,
        kind=entry.kind,
        percent=entry.percent,
        done=entry.done,
        obstacles=entry.obstacles,
        next_steps=entry.next_steps,
        support_needed=entry.support_needed,
        language=entry.language,
        in_confidence=entry.in_confidence,
        evidence_level=entry.evidence_level,
        evidence=[
            EvidenceShown(
                url=piece.url,
                sha256=piece.sha256,
                title=piece.title,
                publisher=piece.publisher,
                published_on=piece.published_on,
                file_name=piece.file_name,
            )
            for piece in entry.evidence
        ],
        notes=dict(entry.notes),
    )


def show_report(found: ReportReading) -> ReportShown:
    """Return a report."""
    report = found.report
    return ReportShown(
        member=found.member,
        period=found.period.code,
        state=found.state,
        submitted_on=report.submitted_on if report else None,
        is_nil=report.nil if report else False,
        is_excused=report.excused if report else False,
        excuse=report.excuse if report else "",
        note=report.note if report else "",
        answers=[show_answer(entry) for entry in found.entries],
        late_answers=[show_answer(entry) for entry in found.late],
    )


def find(caller: Caller, session: Reading, period: str, member: str) -> ReportShown:
    """Return a report as far as the caller may read it."""
    return show_report(
        read_report(
            session,
            period,
            member,
            caller.day,
            unpublished=caller.may(Act.READ_REPORT, member),
            in_confidence=caller.may(Act.READ_CONFIDENTIAL_ANSWER, member),
        )
    )


@router.get("", response_model=StandingList)
def list_reports(
    caller: AnyCaller, session: Reading, period: PeriodCode, query: PartOf
) -> Response:
    """List the reports: those the secretariat has, and others for those who may read them."""
    find_period(session, period)
    reports = load_reports(session, period, caller.day)
    received = find_received(reports, caller.day)
    shown = [
        each
        for each in sorted(reports, key=lambda report: report.member)
        if each.member in received or caller.may(Act.READ_REPORT, each.member)
    ]
    part, cursor = cut_list(shown, lambda report: report.member, query)
    items = [show_standing(each) for each in part]
    return answer(caller, StandingList(items=items, next=next_address(caller, cursor)))


def show_standing(report: Report) -> StandingShown:
    """Return where a report stands."""
    return StandingShown(
        member=report.member,
        state=report.state,
        submitted_on=report.submitted_on,
        is_nil=report.nil,
        is_excused=report.excused,
    )


@router.get("/{member}", response_model=ReportShown)
def read_one_report(
    caller: AnyCaller, session: Reading, period: PeriodCode, member: MemberCode
) -> Response:
    """Read a member's report with its answers."""
    return answer(caller, find(caller, session, period, member))


@router.get("/{member}/answers/{paragraph}", response_model=AnswerShown)
def read_answer(
    caller: AnyCaller,
    session: Reading,
    period: PeriodCode,
    member: MemberCode,
    paragraph: ParagraphId,
) -> Response:
    """Read the answer on one paragraph as it stands now; its member and the secretariat may."""
    caller.require(Act.READ_CONFIDENTIAL_ANSWER, member)
    find_period(session, period)
    return answer(caller, show_answer(find_answer(session, period, member, paragraph)))


@router.put("/{member}/answers/{paragraph}", response_model=AnswerShown)
def put_one_answer(
    caller: KnownCaller,
    period: PeriodCode,
    member: MemberCode,
    paragraph: ParagraphId,
    given: AnswerGiven,
    if_match: IfMatch = None,
) -> Response:
    """Answer on one paragraph, in a report that is not sent yet.

    If-Match has the tag of the report as it was read, so that a first answer has one too.
    """
    entry = entry_of(period, member, paragraph, given, caller.day)
    of = f"{paragraph} of {member} for {period}"
    with caller.acting(Act.REPORT_PROGRESS, of=of, member=member) as session:
        require_match(if_match, find(caller, session, period, member))
        made = put_answer(session, entry)
    return answer(caller, show_answer(made))


def entry_of(period: str, member: str, paragraph: str, given: AnswerGiven, day: date) -> Entry:
    """Return what was sent as an entry."""
    return Entry(
        member=member,
        period=period,
        paragraph=paragraph,
        recorded_at=moment_of(day),
        implementation=given.state,
        missing=given.reason,
        elsewhere=given.elsewhere or "",
        kind=given.kind,
        percent=given.percent,
        evidence=tuple(
            Evidence(
                url=piece.url,
                title=piece.title,
                publisher=piece.publisher,
                published_on=piece.published_on,
            )
            for piece in given.evidence
        ),
        done=given.done,
        obstacles=given.obstacles,
        next_steps=given.next_steps,
        support_needed=given.support_needed,
        language=given.language,
        in_confidence=given.in_confidence,
    )


@router.post("/{member}/submission", response_model=ReportShown)
@body_limit(REPORT_LIMIT)
def send_one_report(
    caller: KnownCaller,
    period: PeriodCode,
    member: MemberCode,
    given: Sending,
    if_match: IfMatch = None,
) -> Response:
    """Send a member's report to the secretariat, with the answers that go with it."""
    entries = [
        entry_of(period, member, paragraph, each, caller.day)
        for paragraph, each in given.answers.items()
    ]
    of = f"report of {member} for {period}"
    with caller.acting(Act.REPORT_PROGRESS, of=of, member=member) as session:
        require_match(if_match, find(caller, session, period, member))
        send_report(
            session,
            member,
            period,
            entries,
            caller.day,
            nil=given.is_nil,
            is_correction=given.is_correction,
        )
        sent = find(caller, session, period, member)
    return answer(caller, sent)


@router.post("/{member}/review", response_model=ReportShown)
def review_one_report(
    caller: KnownCaller,
    period: PeriodCode,
    member: MemberCode,
    given: Review,
    if_match: IfMatch = None,
) -> Response:
    """Accept a report as it was read, or return it."""
    with caller.acting(Act.REVIEW, of=f"report of {member} for {period}") as session:
        require_match(if_match, find(caller, session, period, member))
        review_report(session, member, period, ReportState(given.verdict), caller.day, given.note)
        reviewed = find(caller, session, period, member)
    return answer(caller, reviewed)
