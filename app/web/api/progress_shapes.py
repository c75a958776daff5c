"""How do reports and answers look as JSON, coming and going?"""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from app.answering import moment_of
from app.web.api.field_types import (
    MOST_ITEMS,
    Code,
    Day,
    Given,
    Language,
    Line,
    Shown,
    Words,
    Yes,
    with_example,
)
from exports.readable_report import ReportReading
from tracker.periods import Report, ReportState
from tracker.progress import (
    Entry,
    EntryKind,
    Evidence,
    EvidenceLevel,
    Implementation,
    MissingReason,
)

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


def show_standing(report: Report) -> StandingShown:
    """Return where a report stands."""
    return StandingShown(
        member=report.member,
        state=report.state,
        submitted_on=report.submitted_on,
        is_nil=report.nil,
        is_excused=report.excused,
    )


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
