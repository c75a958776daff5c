"""What does a reviewer read of one member's report? Its answers, with those of before beside."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from declarations.numbering import compute_labels
from declarations.problems import NotFoundRefusal
from exports.public_answers import print_words
from tracker.acceptance import ACCEPTED, Position
from tracker.last_answers import load_last_answers
from tracker.members import Member
from tracker.owed_answers import find_owed_answers
from tracker.periods import Period, ReportState
from tracker.progress import Entry
from tracker.progress_store import find_period, load_entries, load_periods
from tracker.report_standings import ReportStanding, assess_standings
from tracker.reviews import count_report_steps
from tracker.store import load_register

READABLE = frozenset(
    {ReportState.SUBMITTED, ReportState.RETURNED, ReportState.ACCEPTED, ReportState.PUBLISHED}
)
"""The states in which a report is for the reviewer to read; a draft is its member's own."""


@dataclass(frozen=True, slots=True)
class ReviewedAnswer:
    """One paragraph as a reviewer sees it; ``before`` is the last answer of an earlier period.

    ``is_expected`` says whether the member had accepted it; an answer may be there all the same.
    """

    id: str
    label: str
    words: str
    is_expected: bool
    answer: Entry | None
    before: Entry | None


@dataclass(frozen=True, slots=True)
class ReportReview:
    """One member's report as it stands; ``seen`` is what a verdict on it refers to."""

    member: Member
    period: Period
    declaration: str
    language: str
    standing: ReportStanding
    seen: int
    answers: tuple[ReviewedAnswer, ...]

    @property
    def is_readable(self) -> bool:
        """Return whether the report was ever sent."""
        return self.standing.state in READABLE

    @property
    def unanswered(self) -> int:
        """Return on how many expected paragraphs there is no answer."""
        return sum(each.is_expected and each.answer is None for each in self.answers)


def read_review(session: Session, code: str, member: str, day: date) -> ReportReview:
    """Return a member's report for a period as a reviewer reads it on a day.

    Raises NotFoundRefusal for an unknown period or member.
    """
    period = find_period(session, code)
    register = load_register(session, period.declaration, day, members=[member], entries_of=())
    entries = {
        entry.paragraph: entry for entry in load_entries(session, code, day, members=[member])
    }
    found = assess_standings(register, period, day, {member: len(entries)}).standings
    if not found:
        raise NotFoundRefusal(f"{member} was no member on {day}.", hint="Check the day.")
    standing = found[0]
    if standing.state not in READABLE:
        entries = {}
    earlier = [
        each.code
        for each in load_periods(session, period.declaration)
        if each.opens_on < period.opens_on
    ]
    last = load_last_answers(session, [member], earlier, day)
    held = find_owed_answers(register, period, day).matrix.get(member, {})
    text = register.declaration
    labels = compute_labels(text)
    rows = [
        ReviewedAnswer(
            node.id,
            labels[node.id],
            words,
            is_expected=held.get(node.id, Position.NO_RESPONSE) in ACCEPTED,
            answer=entries.get(node.id),
            before=last.get((member, node.id)),
        )
        for node, words in zip(text.operative_paragraphs(), print_words(text), strict=True)
    ]
    return ReportReview(
        member=standing.member,
        period=period,
        declaration=text.title,
        language=text.language,
        standing=standing,
        seen=count_report_steps(session, member, code),
        answers=tuple(row for row in rows if row.is_expected or row.answer),
    )
