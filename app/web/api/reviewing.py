"""What does the secretariat find of a report, besides accepting or returning it?"""

from typing import Annotated

from fastapi import Response
from pydantic import Field

from app.permissions import Act
from app.web.api.answers import IfMatch, answer, api_router, require_match
from app.web.api.caller import KnownCaller
from app.web.api.field_types import (
    MOST_ITEMS,
    Code,
    Given,
    MemberCode,
    PeriodCode,
    Words,
    with_example,
)
from app.web.api.progress import find
from app.web.api.progress_shapes import ReportShown
from tracker.periods import Report, ReportState
from tracker.progress import EvidenceLevel
from tracker.progress_store import save_report_state
from tracker.reviews import count_report_steps, judge_evidence

router = api_router(prefix="/periods/{period}/reports/{member}", tags=["progress"])


class Verdict(Given):
    """What was found of the evidence behind one answer."""

    paragraph: Code
    level: EvidenceLevel


class NewVerdicts(Given):
    """What was found of the evidence behind answers."""

    model_config = with_example({"verdicts": [{"paragraph": "environment-1", "level": "verified"}]})

    verdicts: list[Verdict] = Field(min_length=1, max_length=MOST_ITEMS)


class NewExcuse(Given):
    """Why no report of a member is expected."""

    model_config = with_example({"reason": "An earthquake in March."})

    reason: Annotated[Words, Field(min_length=1)]


@router.post("/evidence-levels", response_model=ReportShown)
def judge_report_evidence(
    caller: KnownCaller,
    period: PeriodCode,
    member: MemberCode,
    given: NewVerdicts,
    if_match: IfMatch = None,
) -> Response:
    """Keep what was found of the evidence; If-Match has the tag of the report as it was read."""
    of = f"report of {member} for {period}"
    with caller.acting(Act.REVIEW, of=of, member=member) as session:
        require_match(if_match, find(caller, session, period, member))
        seen = count_report_steps(session, member, period)
        verdicts = {each.paragraph: each.level for each in given.verdicts}
        judge_evidence(session, member, period, verdicts, caller.site.now(), seen=seen)
        judged = find(caller, session, period, member)
    return answer(caller, judged)


@router.post("/excuse", response_model=ReportShown)
def excuse_member(
    caller: KnownCaller, period: PeriodCode, member: MemberCode, given: NewExcuse
) -> Response:
    """Expect no report of a member in a period."""
    of = f"report of {member} for {period}"
    with caller.acting(Act.REVIEW, of=of, member=member) as session:
        report = Report(member, period, ReportState.OPEN, excused=True, excuse=given.reason)
        save_report_state(session, report, caller.day)
        excused = find(caller, session, period, member)
    return answer(caller, excused)
