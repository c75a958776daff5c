"""What has a member answered for a period, what is still to do, and what does it hand in?

Answers are begun as drafts, right or wrong, and become entries when the report is handed in.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum

from sqlmodel import Session

from app.period_sheets import PeriodSheets
from declarations.model import Declaration
from declarations.numbering import compute_labels
from declarations.problems import (
    ChangedMeanwhileRefusal,
    InputRefusal,
    NotFoundRefusal,
    Problem,
    RuleRefusal,
)
from exports.answer_form import ReadAnswer, print_form, read_answer_form
from exports.progress_import import Change
from exports.progress_sheet import ProgressSheet, RowKey
from exports.public_answers import print_words
from tracker.acceptance import ACCEPTED
from tracker.draft_store import AnswerDraft, drop_drafts, load_drafts, save_draft
from tracker.members import Member
from tracker.periods import NEXT_STATES, Period, Report, ReportState, cut_off
from tracker.progress import Entry, Evidence
from tracker.progress_store import load_reports, submit_report, was_submitted
from tracker.report_checks import find_remarks


class AnswerState(StrEnum):
    """How far the answer on one paragraph has come."""

    NOT_BEGUN = "not_begun"
    BEGUN = "begun"
    TO_MEND = "to_mend"
    CHANGED = "changed_meanwhile"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Task:
    """A paragraph to be answered: its id, its number, its first words, and how far that is."""

    paragraph: str
    label: str
    words: str
    state: AnswerState


class ReportDesk:
    """One member's work on the report for one period, read once.

    ``versions`` are the entries of the period by paragraph, the newest last; ``last`` the answers
    of earlier periods; ``drafts`` what was begun since.
    """

    def __init__(
        self, session: Session, period: str, member: str, day: date, language: str = ""
    ) -> None:
        self._sheets = PeriodSheets(session, period, day, member)
        self.day = day
        self.member: Member = self._sheets.member(member)
        self.period: Period = self._sheets.period
        self.text: Declaration = self._sheets.text(language)
        nodes = list(self.text.operative_paragraphs())
        labels = compute_labels(self.text)
        self.labels = {node.id: labels[node.id] for node in nodes}
        row = self._sheets.matrix[member]
        self.positions = row
        self.accepted = tuple(name for name, position in row.items() if position in ACCEPTED)
        self.versions = self._sheets.versions_of(member)
        self.last: Mapping[str, Entry] = self._sheets.last_of(member)
        self.drafts: Mapping[str, AnswerDraft] = load_drafts(session, member, period)
        found = load_reports(session, period, date.max, members=[member])
        self.report: Report | None = found[0] if found else None
        self.words = dict(zip(self.labels, print_words(self.text), strict=True))
        self._read: dict[str, ReadAnswer] = {}

    def sheet(self, language: str) -> ProgressSheet:
        """Return the sheet of the workbook; RuleRefusal for a member that accepts nothing."""
        return self._sheets.build(self.member, language)

    @property
    def state(self) -> ReportState:
        """Return where the report stands."""
        return self.report.state if self.report else ReportState.OPEN

    @property
    def closed_because(self) -> str:
        """Return "early", "late", "frozen" or "published" where no answer is taken, else ""."""
        if self.period.frozen_at is not None:
            return "frozen"
        if self.state is ReportState.PUBLISHED:
            return "published"
        if self.day < self.period.opens_on:
            return "early"
        return "late" if self.day > self.period.closes_on else ""

    @property
    def takes_late(self) -> bool:
        """Return whether what comes now stands in the addendum."""
        return self.day >= cut_off(self.period)

    @property
    def is_open(self) -> bool:
        """Return whether answers are taken."""
        return not self.closed_because

    @property
    def mark(self) -> str:
        """Return what changes whenever a report, an entry or a draft does."""
        facts = [str(self.report), *(f"{p}:{len(v)}" for p, v in sorted(self.versions.items()))]
        facts += [f"{paragraph}={d.mark}" for paragraph, d in sorted(self.drafts.items())]
        return hashlib.sha256("\n".join(facts).encode()).hexdigest()[:32]

    def require(self, paragraph: str) -> None:
        """Raise NotFoundRefusal for what is no operative paragraph of the declaration."""
        if paragraph not in self.labels:
            raise NotFoundRefusal(
                f"{self.text.code} has no paragraph {paragraph!r}.",
                hint="The list of the report has its paragraphs.",
            )

    def base(self, paragraph: str) -> int:
        """Return the number of the entry that stands now, 0 for none."""
        return len(self.versions.get(paragraph, ()))

    def present(self, paragraph: str) -> Entry | None:
        """Return the entry that stands now."""
        known = self.versions.get(paragraph)
        return known[-1] if known else None

    def shown(self, paragraph: str) -> dict[str, str]:
        """Return what stands in the form: the draft, else the present entry, else nothing."""
        draft, present = self.drafts.get(paragraph), self.present(paragraph)
        if draft is not None:
            return dict(draft.typed)
        return print_form(present) if present else {}

    def newest(self, paragraph: str) -> dict[str, str]:
        """Return what was stored last on a paragraph: a draft, or an entry that came after it."""
        present = self.present(paragraph)
        if present is not None and (self.is_overtaken(paragraph) or paragraph not in self.drafts):
            return print_form(present)
        return self.shown(paragraph)

    def begun_from(self, paragraph: str) -> dict[str, str]:
        """Return what a form carries, so that it is known what it was begun from."""
        draft = self.drafts.get(paragraph)
        return {"begun_from": draft.mark if draft else "", "base": str(self.base(paragraph))}

    def files(self, paragraph: str) -> tuple[Evidence, ...]:
        """Return the files behind the draft, else behind the present entry."""
        draft = self.drafts.get(paragraph)
        return self.present_files(paragraph) if draft is None else draft.evidence

    def present_files(self, paragraph: str) -> tuple[Evidence, ...]:
        """Return the files behind the entry that stands now."""
        present = self.present(paragraph)
        return tuple(piece for piece in present.evidence if piece.sha256) if present else ()

    def files_of_last(self, paragraph: str) -> tuple[Evidence, ...]:
        """Return the files behind the answer of an earlier period."""
        last = self.last.get(paragraph)
        return tuple(piece for piece in last.evidence if piece.sha256) if last else ()

    def section_of(self, paragraph: str) -> str:
        """Return the heading of a paragraph's section, "" where it has none."""
        return next(
            (
                section.text.plain
                for section in self.text.sections
                if any(node.id == paragraph for node in section.children)
            ),
            "",
        )

    def read(self, draft: AnswerDraft) -> ReadAnswer:
        """Return a draft as an entry, or what is wrong with it."""
        key = RowKey(
            self.text.code, self.period.code, self.member.code, draft.paragraph, draft.base
        )
        return read_answer_form(
            draft.typed,
            key,
            self.labels,
            present=self.present(draft.paragraph),
            evidence=draft.evidence,
            moment=datetime.combine(self.day, time(), UTC),
        )

    def examine(self, paragraph: str) -> ReadAnswer | None:
        """Return what was begun on a paragraph as it is read, None where nothing was."""
        draft = self.drafts.get(paragraph)
        if draft is None:
            return None
        if paragraph not in self._read:
            self._read[paragraph] = self.read(draft)
        return self._read[paragraph]

    def agrees(self, change: Change) -> bool:
        """Return whether what was begun on a paragraph says what a row of a workbook says."""
        begun = self.examine(change.row.key.paragraph) if change.row.key else None
        return begun is not None and begun.answers == change.row.answers

    def is_overtaken(self, paragraph: str) -> bool:
        """Return whether another answer came in after this one was begun."""
        draft = self.drafts.get(paragraph)
        return draft is not None and draft.base < self.base(paragraph)

    def judge(self, paragraph: str) -> AnswerState:
        """Return how far the answer on a paragraph has come."""
        found = self.examine(paragraph)
        if found is None or found.is_empty:
            has_entry = self.present(paragraph) is not None
            return AnswerState.DONE if has_entry else AnswerState.NOT_BEGUN
        if self.is_overtaken(paragraph):
            return AnswerState.CHANGED
        if found.faults:
            return AnswerState.TO_MEND
        return AnswerState.DONE if found.entry else AnswerState.BEGUN

    def tasks(self) -> list[tuple[str, list[Task]]]:
        """Return the paragraphs to be answered, by the heading of their section."""
        wanted = {*self.accepted, *self.versions, *self.drafts}
        found = []
        for section in self.text.sections:
            tasks = [
                Task(node.id, self.labels[node.id], self.words[node.id], self.judge(node.id))
                for node in section.children
                if node.id in wanted and node.id in self.labels
            ]
            if tasks:
                found.append((section.text.plain, tasks))
        return found

    def order(self) -> list[str]:
        """Return the paragraphs to be answered, in their order."""
        return [task.paragraph for _, tasks in self.tasks() for task in tasks]

    def answer(self, paragraph: str) -> Entry | None:
        """Return the answer that would be handed in, or is in already."""
        found = self.examine(paragraph)
        return (found.entry if found else None) or self.present(paragraph)

    def collect(self) -> list[Entry]:
        """Return the drafts that are ready to be entries."""
        read = [self.examine(name) for name in self.order() if not self.is_overtaken(name)]
        return [found.entry for found in read if found and found.entry]

    def waiting(self) -> list[Task]:
        """Return the paragraphs that keep the report from being handed in."""
        unready = {AnswerState.BEGUN, AnswerState.TO_MEND, AnswerState.CHANGED}
        return [task for _, tasks in self.tasks() for task in tasks if task.state in unready]

    def remarks(self) -> list[Problem]:
        """Return the warnings on answers that no figure will count."""
        answered = [entry.paragraph for entry in self.collect()]
        if not answered:
            return []
        return find_remarks(self.member.code, self.period, answered, self.positions)


def save_answer(session: Session, desk: ReportDesk, draft: AnswerDraft, *, begun_from: str) -> bool:
    """Keep what was typed on a paragraph; False where this form came before.

    The desk was read in the same session.

    Raises ChangedMeanwhileRefusal where another draft or entry came since the form was begun, and
    RuleRefusal where the period takes no answers.
    """
    desk.require(draft.paragraph)
    refuse_closed(desk)
    known = desk.drafts.get(draft.paragraph)
    if draft.base < desk.base(draft.paragraph) and (known is None or known.mark != draft.mark):
        raise ChangedMeanwhileRefusal(
            "Another answer on this paragraph has come in meanwhile.",
            hint="Compare the two, then save yours once more.",
        )
    return save_draft(session, draft, begun_from=begun_from)


def refuse_closed(desk: ReportDesk) -> None:
    """Raise RuleRefusal where the period takes no answers."""
    if desk.is_open:
        return
    period = desk.period
    raise RuleRefusal(
        f"The report of {desk.member.code} for {period.code} takes no answers now: the period is "
        f"open from {period.opens_on} to {period.closes_on}, and what is frozen or published "
        "never changes.",
        hint="What came after the closing goes into the addendum, as a late answer.",
    )


def hand_in(
    session: Session, desk: ReportDesk, *, seen: str, token: str, nil: bool = False
) -> bool:
    """Make the drafts entries of a submitted report; False where this form came before.

    ``seen`` is the desk's mark when it was shown: another one now is a ChangedMeanwhileRefusal.
    Raises InputRefusal while answers are to be mended, or where there is none and ``nil`` was not
    said, and what ``submit_report`` raises. What is accepted already is corrected.
    """
    member, period = desk.member.code, desk.period.code
    if was_submitted(session, member, token):
        return False
    if desk.mark != seen:
        raise ChangedMeanwhileRefusal(
            "The answers have changed since this page was shown; nothing was handed in.",
            hint="Look at them again, then hand them in.",
        )
    entries = desk.collect()
    _refuse_unready(desk, entries, nil=nil)
    submit_report(
        session,
        Report(member, period, ReportState.SUBMITTED, desk.day, nil=nil and not entries),
        entries,
        token=token,
        expected_state=desk.state,
        is_correction=desk.state is ReportState.ACCEPTED,
    )
    drop_drafts(session, member, period, list(desk.drafts))
    return True


def _refuse_unready(desk: ReportDesk, entries: list[Entry], *, nil: bool) -> None:
    waiting = desk.waiting()
    if waiting:
        named = ", ".join(task.label for task in waiting)
        raise InputRefusal(
            f"The report was not handed in: the answers on {named} are not ready.",
            hint="Finish each of them, or empty its form.",
        )
    if not entries and not desk.versions and not nil:
        raise InputRefusal(
            "The report was not handed in: there is no answer in it.",
            hint="Answer a paragraph, or say that there is nothing to report.",
        )
    is_in = ReportState.DRAFT not in NEXT_STATES[desk.state]
    if not entries and is_in:
        raise InputRefusal(
            "Nothing was handed in: the report is in, and no answer in it has changed.",
            hint="Change an answer first.",
        )
