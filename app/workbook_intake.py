"""How does a workbook that was sent by a page come in? Kept, shown, and taken in when confirmed."""

import hashlib
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlmodel import Session

from app.progress_study import Study, store_answers, study_file
from app.report_desk import ReportDesk, refuse_closed
from declarations.problems import ChangedMeanwhileRefusal, RuleRefusal
from exports.cell_tables import CellTable, read_tables
from exports.progress_import import Change, ChangeKind
from exports.progress_sheet import ProgressSheet, print_answers
from exports.returned_sheet import find_answers
from exports.workbook_words import Field
from tracker.draft_store import AnswerDraft, WorkbookUpload, drop_drafts, drop_upload, save_draft
from tracker.periods import ReportState


@dataclass(frozen=True, slots=True)
class Intake:
    """A workbook laid against what is known. ``mark`` changes when what it would change does."""

    upload: WorkbookUpload
    study: Study
    mark: str

    @property
    def counts(self) -> Counter[ChangeKind]:
        """Return how many rows are new, changed, same, empty, older and faulty."""
        return Counter(change.kind for change in self.study.changes)

    @property
    def good(self) -> list[Change]:
        """Return the rows that are taken in."""
        return [change for change in self.study.changes if change.entry is not None]

    @property
    def shown(self) -> list[Change]:
        """Return the rows that say something else than what is known."""
        quiet = {ChangeKind.SAME, ChangeKind.EMPTY}
        return [change for change in self.study.changes if change.kind not in quiet]


def read_upload(name: str, content: bytes) -> list[CellTable]:
    """Return the sheets of a file that was sent; a child process with limits reads it.

    Raises InputRefusal for what may not be read.
    """
    suffix = Path(name.replace("\\", "/")).suffix.lower()
    with TemporaryDirectory(prefix="accord-") as folder:
        path = Path(folder) / f"workbook{suffix if suffix in {'.xlsx', '.ods', '.csv'} else ''}"
        path.write_bytes(content)
        return read_tables(path)


def study_upload(
    session: Session,
    upload: WorkbookUpload,
    tables: list[CellTable],
    day: date,
    take: Collection[str] = (),
) -> Intake:
    """Return what a workbook would change; refuse one of another member or period.

    ``take`` names the paragraphs whose older rows are taken all the same.
    """
    answers = find_answers(tables, upload.name)
    study = study_file(
        session, answers, day,
        member=upload.member, period=upload.period, take=take, language="",
    )  # fmt: skip
    facts = [study.state.value] + [
        f"{change.kind} {change.row.place} {change.row.answers} {change.before}"
        for change in study.changes
    ]
    return Intake(upload, study, hashlib.sha256("\n".join(facts).encode()).hexdigest()[:32])


def take_in(session: Session, intake: Intake, desk: ReportDesk, *, seen: str, shown: str) -> int:
    """Store the good rows and keep the faulty ones as drafts to be mended; return how many came.

    ``seen`` is the mark of what the sender saw, ``shown`` that of what would be shown now: where
    they differ it is a ChangedMeanwhileRefusal. The report stays a draft where it may be one,
    until somebody hands it in. A draft that says what the workbook says is done with; any other
    stays, and is shown beside the row.
    """
    refuse_closed(desk)
    if shown != seen:
        raise ChangedMeanwhileRefusal(
            "The answers have changed since this page was shown; nothing was taken in.",
            hint="Look at the rows again, then take them in.",
        )
    taken = [change.entry for change in intake.good if change.entry is not None]
    faulty = keep_faulty(session, intake, desk)
    if not taken and not faulty:
        raise RuleRefusal(
            "Nothing was taken in: no row is new or changed.",
            hint="Mend the rows that are named, or hand the report in as it stands.",
        )
    if taken:
        store_answers(
            session, intake.study, taken, desk.day,
            is_correction=desk.state is ReportState.ACCEPTED, is_to_be_checked=True,
        )  # fmt: skip
    done = [
        entry.paragraph
        for entry in taken
        if (begun := desk.examine(entry.paragraph)) is not None
        and begun.answers == print_answers(entry)
    ]
    drop_drafts(session, desk.member.code, desk.period.code, done)
    drop_upload(session, intake.upload)
    return len(taken)


def keep_faulty(session: Session, intake: Intake, desk: ReportDesk) -> int:
    """Keep faulty rows as drafts, where none is there, and return how many are kept."""
    kept = 0
    for change in intake.study.changes:
        key = change.row.key
        is_faulty = change.kind is ChangeKind.FAULTY and Field.KEY not in change.row.faults
        if key is None or not is_faulty or key.paragraph in desk.drafts:
            continue
        typed = {field.value: answer for field, answer in change.row.answers.items() if answer}
        draft = AnswerDraft(
            desk.member.code, desk.period.code, key.paragraph, desk.base(key.paragraph),
            f"{intake.upload.mark}-{desk.labels.get(key.paragraph, '')}"[:100],
            intake.upload.sent_at, typed | {"language": intake.study.language},
            desk.files(key.paragraph),
        )  # fmt: skip
        kept += save_draft(session, draft, begun_from="")
    return kept


def fill_from_drafts(sheet: ProgressSheet, desk: ReportDesk) -> ProgressSheet:
    """Return a sheet with what was begun on the pages in the place of older answers."""
    rows = tuple(
        replace(row, answers=begun.answers)
        if (begun := desk.examine(row.key.paragraph)) is not None
        else row
        for row in sheet.rows
    )
    return replace(sheet, rows=rows)
