"""What have members done? Reports with their answers, read, given, sent and reviewed."""

from fastapi import Response

from app.answering import find_answer, put_answer, send_report
from app.permissions import Act
from app.web.api.answers import IfMatch, answer, api_router, require_match
from app.web.api.caller import AnyCaller, Caller, KnownCaller, Reading
from app.web.api.cursors import PartOf, cut_list, next_address
from app.web.api.field_types import (
    MemberCode,
    ParagraphId,
    PeriodCode,
)
from app.web.api.progress_shapes import (
    AnswerGiven,
    AnswerShown,
    ReportShown,
    Review,
    Sending,
    StandingList,
    entry_of,
    show_answer,
    show_report,
    show_standing,
)
from app.web.protection import body_limit
from exports.readable_report import read_report
from tracker.periods import ReportState, find_received
from tracker.progress_store import find_period, load_reports, review_report

router = api_router(prefix="/periods/{period}/reports", tags=["progress"])
REPORT_LIMIT = 4 << 20


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
