"""What would a workbook that came back change? Shown row by row before anything is stored."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from sqlmodel import Session

from app.period_sheets import PeriodSheets
from declarations.numbering import compute_labels
from declarations.problems import InputRefusal, Level, Place, Problem, RuleRefusal
from exports.progress_import import Change, ChangeKind, Known, Target, compare_rows
from exports.progress_sheet import ProgressSheet, build_progress_sheet, read_key
from exports.returned_sheet import ReturnedTable, read_rows
from exports.workbook_words import STALE, Field, choose_language
from tracker.addendum_store import load_late_versions, require_cut_off
from tracker.entry_history import load_versions
from tracker.periods import NEXT_STATES, RECEIVED, Report, ReportState
from tracker.progress import Entry
from tracker.progress_store import load_reports, submit_report
from tracker.report_checks import find_remarks


@dataclass(frozen=True, slots=True)
class Study:
    """A file that came back, laid against what is known: what it is about and what it changes.

    ``remarks`` are warnings on answers that will not be counted; they keep nothing out. ``note``
    is what the secretariat wrote to the report as it stands.
    """

    target: Target
    state: ReportState
    language: str
    sheet: ProgressSheet
    changes: list[Change]
    remarks: list[Problem]
    note: str = ""

    @property
    def is_whole(self) -> bool:
        """Return whether the file holds answers already known to a report not yet submitted."""
        waiting = self.state in (ReportState.DRAFT, ReportState.RETURNED)
        known = any(change.kind is ChangeKind.SAME for change in self.changes)
        return waiting and known and not self.problems

    @property
    def problems(self) -> list[Problem]:
        """Return the faults of all rows, in their order."""
        return [
            fault
            for change in self.changes
            for fault in (*change.row.faults.values(), *stale_problems(change))
        ]


def stale_problems(change: Change) -> list[Problem]:
    """Return what is said of a row made from an older answer than the present one."""
    if change.kind is not ChangeKind.STALE or change.row.key is None:
        return []
    paragraph = change.row.key.paragraph
    message = f"The answer on {paragraph} has changed since this workbook was made."
    remedy = f"Compare the two; add --take {paragraph} to take the row, or make a new workbook."
    return [Problem(STALE, Level.ERROR, Place(item=change.row.place), message, remedy)]


def study_file(
    session: Session,
    answers: ReturnedTable,
    day: date,
    *,
    member: str,
    period: str,
    take: Collection[str],
    language: str,
    addendum: bool = False,
) -> Study:
    """Return what a file would change; refuse one of another member or period than is wanted.

    With ``addendum`` its answers came after the cut-off of the period; where its report was not
    received by then, what it had drafted counts nowhere and is taken once more.
    """
    target = find_target(answers, member, period)
    sheets = PeriodSheets(session, target.period, day, target.member)
    if addendum:
        require_cut_off(sheets.period, day)
    if target.declaration != sheets.period.declaration:
        raise RuleRefusal(
            f"The file is on {target.declaration!r}, the period {target.period} on "
            f"{sheets.period.declaration!r}.",
            hint="Fill in the workbook that was made for this period.",
        )
    found = sheets.member(target.member)
    own = choose_language(found, answers.language)
    text = sheets.text(own)
    labels = compute_labels(text)
    paragraphs = [node.id for node in text.operative_paragraphs()]
    report = next(
        iter(load_reports(session, target.period, date.max, members=[target.member])), None
    )
    state = report.state if report else ReportState.OPEN
    known = Known(
        sheets.versions_of(target.member),
        sheets.last_of(target.member),
        paragraphs,
        find_uncounted(session, target) if addendum and state not in RECEIVED else frozenset(),
    )
    changes = compare_rows(
        read_rows(answers, {name: labels[name] for name in paragraphs}, known.printed(target)),
        target,
        known,
        moment=datetime.combine(day, time(), UTC),
        language=language or answers.language,
        take=take,
    )
    taken = [change.entry.paragraph for change in changes if change.entry is not None]
    remarks = (
        find_remarks(target.member, sheets.period, taken, sheets.matrix[target.member])
        if taken
        else []
    )
    sheet = build_progress_sheet(
        text, paragraphs, found, sheets.period,
        versions=known.versions, last=known.last, language=own,
    )  # fmt: skip
    note = report.note if report else ""
    return Study(target, state, answers.language, sheet, changes, remarks, note)


def find_uncounted(session: Session, target: Target) -> frozenset[str]:
    """Return the paragraphs that a member drafted in time and has not sent since."""
    drafted = load_versions(session, target.member, target.period)
    return frozenset(drafted) - set(load_late_versions(session, target.member, target.period))


def find_target(answers: ReturnedTable, member: str, period: str) -> Target:
    """Return what the most rows are about; refuse another member or period than is wanted."""
    column = answers.columns[Field.KEY]
    keys = [
        key
        for row in answers.table.rows[answers.heading_row + 1 :]
        if column < len(row) and (key := read_key(str(row[column].value))) is not None
    ]
    if not keys:
        raise InputRefusal(
            "The file has no row with a key.", hint="Fill in the workbook that was sent."
        )
    targets = Counter(Target(key.declaration, key.period, key.member) for key in keys)
    target = targets.most_common(1)[0][0]
    for what, wanted, given in (
        ("member", member, target.member),
        ("period", period, target.period),
    ):
        if wanted and wanted != given:
            raise RuleRefusal(
                f"The file is of the {what} {given!r}, not of {wanted!r}.",
                hint=f"Check the file, or give --{what} {given}.",
            )
    return target


def store_answers(
    session: Session,
    found: Study,
    taken: Sequence[Entry],
    day: date,
    *,
    is_correction: bool,
    is_to_be_checked: bool = False,
) -> None:
    """Store the good rows: as a draft while other rows are to be mended, else as submitted.

    With ``is_to_be_checked`` they stay a draft, where the report may be one, until somebody has
    looked at the whole of it. What the secretariat wrote when it returned the report stays.
    """
    may_be_draft = ReportState.DRAFT in NEXT_STATES[found.state]
    is_draft = (found.problems or is_to_be_checked) and may_be_draft
    state = ReportState.DRAFT if is_draft else ReportState.SUBMITTED
    report = Report(
        found.target.member,
        found.target.period,
        state,
        submitted_on=None if is_draft else day,
        note=found.note if is_draft else "",
    )
    submit_report(session, report, taken, expected_state=found.state, is_correction=is_correction)
