"""Progress as a workbook: out to the members, filled in, and back."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

import typer
from sqlmodel import Session

from app.cli.options import DEFAULT_DB, AsOf, Db, DryRun, Json, NoInput, On, Yes
from app.cli.output import confirm, deliver, emit, emit_json, say, suggest, today, workspace
from app.database import reading, transaction
from app.errors import DONE, exit_code, problem_as_data
from declarations.model import Declaration
from declarations.numbering import compute_labels
from declarations.problems import (
    ChangedMeanwhileRefusal,
    InputRefusal,
    Level,
    NotFoundRefusal,
    Place,
    Problem,
    RuleRefusal,
)
from declarations.store import load_revision
from exports.cell_tables import read_tables
from exports.phrasing import print_count
from exports.progress_import import (
    Change,
    ChangeKind,
    Known,
    Target,
    compare_rows,
    mark_faults,
)
from exports.progress_sheet import ProgressSheet, build_progress_sheet, read_key
from exports.returned_sheet import ReturnedTable, find_answers, read_rows
from exports.workbook import write_workbook
from exports.workbook_words import Field, choose_language
from tracker.acceptance import ACCEPTED, positions
from tracker.entry_history import load_versions
from tracker.last_answers import load_last_answers
from tracker.members import Member
from tracker.periods import NEXT_STATES, Period, Report, ReportState
from tracker.progress import Entry
from tracker.progress_store import find_period, load_reports, submit_report
from tracker.register import Register
from tracker.statistics import expected_members
from tracker.store import load_register

Correction = Annotated[
    bool,
    typer.Option("--correction", help="Correct a report that is accepted; it is reviewed again."),
]


class PeriodSheets:
    """Makes the sheets of one period, of one member or of all, from the register of a day."""

    def __init__(self, session: Session, code: str, day: date, member: str = "") -> None:
        self.session = session
        self.day = day
        self.period: Period = find_period(session, code)
        self.register: Register = load_register(
            session,
            self.period.declaration,
            day,
            members=[member] if member else None,
            entries_of=(),
        )
        self.texts: dict[str, Declaration] = {
            self.register.declaration.language: self.register.declaration
        }
        identifiers = [node.id for node in self.register.declaration.operative_paragraphs()]
        self.matrix = positions(
            identifiers,
            self.register.members,
            self.register.instruments,
            self.register.statements,
            day,
        )
        self.earlier = [p.code for p in self.register.periods if p.opens_on < self.period.opens_on]

    def member(self, code: str) -> Member:
        """Return a member; NotFoundRefusal for a code that the register does not hold."""
        found = next((member for member in self.register.members if member.code == code), None)
        if found is None:
            raise NotFoundRefusal(
                f"There is no member {code!r}.", hint="accord member list shows the codes."
            )
        return found

    def expected(self) -> list[Member]:
        """Return the members of which a report is expected."""
        return expected_members(self.register.members, self.matrix, self.period)

    def text(self, language: str) -> Declaration:
        """Return the declaration in a language, where it is frozen in it; else as adopted."""
        adoption = self.register.adoption
        if language not in self.texts and adoption is not None:
            frozen = adoption.text_on(self.day, language)
            if frozen is not None:
                revision = load_revision(
                    self.session, adoption.declaration, frozen.number, language
                )
                self.texts[language] = revision.declaration
        return self.texts.get(language, self.register.declaration)

    def last_of(self, member: str) -> dict[str, Entry]:
        """Return a member's answers of earlier periods by paragraph, the newest of each."""
        last = load_last_answers(self.session, [member], self.earlier, self.day)
        return {paragraph: entry for (_, paragraph), entry in last.items()}

    def build(self, member: Member, language: str) -> ProgressSheet:
        """Return a member's sheet; RuleRefusal for one that has accepted nothing."""
        own = choose_language(member, language)
        of_member = self.matrix[member.code]
        return build_progress_sheet(
            self.text(own),
            [paragraph for paragraph, position in of_member.items() if position in ACCEPTED],
            member,
            self.period,
            versions=load_versions(self.session, member.code, self.period.code),
            last=self.last_of(member.code),
            language=own,
        )


def write_template(
    code: Annotated[str, typer.Argument(metavar="PERIOD", help="The period.")],
    output: Annotated[
        str,
        typer.Option(
            "-o", "--output", metavar="FILE", help="The workbook (.xlsx); with --all, a folder."
        ),
    ],
    db: Db = DEFAULT_DB,
    member_code: Annotated[
        str, typer.Option("--member", metavar="CODE", help="The member, by its code.")
    ] = "",
    every: Annotated[
        bool, typer.Option("--all", help="One workbook for each member that is to report.")
    ] = False,
    language: Annotated[
        str, typer.Option("--lang", help="Its language. Default: that of the member's name.")
    ] = "",
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """Write the workbook that a member fills in, with its last answers in it.

    Example: accord progress template 2019 --member seoul -o seoul.xlsx
    """
    if every == bool(member_code):
        raise typer.BadParameter("Give either --member CODE or --all.")
    if not every and Path(output).suffix.lower() not in {".xlsx", ""} and output != "-":
        raise typer.BadParameter(f"{output!r} does not end in .xlsx; no other format is written.")
    with workspace(db) as engine, reading(engine) as session:
        sheets = PeriodSheets(session, code, as_of or today(), member_code)
        members: Iterable[Member] = sheets.expected() if every else [sheets.member(member_code)]
        written = []
        for member in members:
            path = str(Path(output) / f"{quote(member.code, safe='')}.xlsx") if every else output
            sheet = sheets.build(member, language)
            deliver(path, write_workbook(sheet))
            written.append((member.code, path, sheet.language, len(sheet.rows)))
    if as_json:
        names = ("member", "file", "language", "paragraphs")
        emit_json([dict(zip(names, row, strict=True)) for row in written])
    if every:
        say(f"{len(written)} workbooks are in {output}.")
    suggest(f"accord progress import FILE --dry-run --db {db}")


@dataclass(frozen=True, slots=True)
class Study:
    """A file that came back, laid against what is known: what it is about and what it changes."""

    target: Target
    state: ReportState
    language: str
    sheet: ProgressSheet
    changes: list[Change]

    @property
    def problems(self) -> list[Problem]:
        """Return the faults of all rows, in their order."""
        return [
            fault
            for change in self.changes
            for fault in (*change.row.faults.values(), *_stale_problems(change))
        ]


def _stale_problems(change: Change) -> list[Problem]:
    """Return what is said of a row made from an older answer than the present one."""
    if change.kind is not ChangeKind.STALE or change.row.key is None:
        return []
    paragraph = change.row.key.paragraph
    message = f"The answer on {paragraph} has changed since this workbook was made."
    remedy = f"Compare the two; add --take {paragraph} to take the row, or make a new workbook."
    return [Problem("W024", Level.ERROR, Place(item=change.row.place), message, remedy)]


def study_file(
    session: Session,
    answers: ReturnedTable,
    day: date,
    *,
    member: str,
    period: str,
    take: Collection[str],
    language: str,
) -> Study:
    """Return what a file would change; refuse one of another member or period than is wanted."""
    target = find_target(answers, member, period)
    sheets = PeriodSheets(session, target.period, day, target.member)
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
    known = Known(
        load_versions(session, target.member, target.period),
        sheets.last_of(target.member),
        paragraphs,
    )
    changes = compare_rows(
        read_rows(answers, {name: labels[name] for name in paragraphs}, known.printed(target)),
        target,
        known,
        moment=datetime.combine(day, time(), UTC),
        language=language or answers.language,
        take=take,
    )
    report = next(
        iter(load_reports(session, target.period, date.max, members=[target.member])), None
    )
    state = report.state if report else ReportState.OPEN
    sheet = build_progress_sheet(
        text, paragraphs, found, sheets.period,
        versions=known.versions, last=known.last, language=own,
    )  # fmt: skip
    return Study(target, state, answers.language, sheet, changes)


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


def import_progress(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="The file: .xlsx, .ods or .csv.")],
    db: Db = DEFAULT_DB,
    member_code: Annotated[
        str, typer.Option("--member", metavar="CODE", help="Refuse a file of another member.")
    ] = "",
    period_code: Annotated[
        str, typer.Option("--period", metavar="PERIOD", help="Refuse a file of another period.")
    ] = "",
    dry_run: DryRun = False,
    yes: Yes = False,
    no_input: NoInput = False,
    returned: Annotated[
        str,
        typer.Option(metavar="FILE", help="Write a copy (.xlsx) with the faults marked, to send."),
    ] = "",
    take: Annotated[
        list[str] | None,
        typer.Option(metavar="ID", help="Take this paragraph's row though it is older; repeat it."),
    ] = None,
    correction: Correction = False,
    on: On = None,
    language: Annotated[
        str, typer.Option("--lang", help="Language of the words. Default: that of the headings.")
    ] = "",
    as_json: Json = False,
) -> int:
    """Take in a filled-in workbook: shown first, stored only when that is confirmed.

    Example: accord progress import seoul.xlsx --yes --returned seoul-to-mend.xlsx
    """
    day = on or today()
    answers = find_answers(read_tables(path), path.name)
    options = {"member": member_code, "period": period_code, "language": language}

    def study(session: Session) -> Study:
        return study_file(session, answers, day, take=take or (), **options)

    with workspace(db) as engine:
        with reading(engine) as session:
            found = study(session)
        taken = [change.entry for change in found.changes if change.entry is not None]
        if not as_json:
            show_changes(found)
        if returned:
            deliver(returned, write_workbook(mark_faults(found.sheet, found.changes)))
        stored = bool(taken) and not dry_run
        if stored:
            target = found.target
            question = (
                f"Store {print_count(len(taken), 'answer')} of {target.member} for {target.period}?"
            )
            confirm(question, yes=yes, no_input=no_input)
            with transaction(engine) as session:
                if study(session) != found:
                    raise ChangedMeanwhileRefusal(
                        "Answers have changed meanwhile; nothing was stored.",
                        hint="Run the command again.",
                    )
                store_answers(session, found, taken, day, is_correction=correction)
    if as_json:
        emit_json(study_as_data(found, stored=stored))
    elif stored:
        say(f"Stored: {print_count(len(taken), 'answer')}.")
    else:
        say("Nothing was stored.")
    return exit_code(InputRefusal("")) if found.problems else DONE


def store_answers(
    session: Session, found: Study, taken: list[Entry], day: date, *, is_correction: bool
) -> None:
    """Store the good rows: as a draft while other rows are to be mended, else as submitted."""
    may_be_draft = ReportState.DRAFT in NEXT_STATES[found.state]
    state = ReportState.DRAFT if found.problems and may_be_draft else ReportState.SUBMITTED
    submitted_on = day if state is ReportState.SUBMITTED else None
    report = Report(found.target.member, found.target.period, state, submitted_on=submitted_on)
    submit_report(session, report, taken, expected_state=found.state, is_correction=is_correction)


def show_changes(found: Study) -> None:
    """Print each row that is not the same, with old and new values, and then the counts."""
    for change in found.changes:
        key = change.row.key
        if change.kind in {ChangeKind.SAME, ChangeKind.EMPTY}:
            continue
        label = found.sheet.labels.get(key.paragraph, "") if key else ""
        about = f" {key.paragraph} (paragraph {label})" if key else ""
        emit(f"{change.row.place} {change.kind.value}{about}")
        if change.kind is not ChangeKind.FAULTY:
            for field in change.differing:
                before, after = change.before[field], change.row.answers[field]
                emit(f"    {field.value}: {before or '(nothing)'!s} -> {after or '(nothing)'!s}")
        for fault in (*change.row.faults.values(), *_stale_problems(change)):
            emit(f"    {fault.place}: {fault.code}: {fault.message} {fault.remedy}")
        for heading, note in change.row.notes.items():
            emit(f"    note, {heading}: {note}")
    counts = Counter(change.kind for change in found.changes)
    emit(", ".join(f"{counts[kind]} {kind.value}" for kind in ChangeKind))


def study_as_data(found: Study, *, stored: bool) -> dict[str, Any]:
    """Return the outcome as JSON-able data."""
    counts = Counter(change.kind for change in found.changes)
    return {
        "member": found.target.member,
        "period": found.target.period,
        "declaration": found.target.declaration,
        "stored": stored,
        "counts": {kind.value: counts[kind] for kind in ChangeKind},
        "rows": [
            {
                "cell": change.row.place,
                "kind": change.kind.value,
                "paragraph": change.row.key.paragraph if change.row.key else "",
                "before": {field.value: change.before[field] for field in change.differing},
                "after": {field.value: change.row.answers[field] for field in change.differing},
                "notes": dict(change.row.notes),
                "problems": [
                    problem_as_data(fault)
                    for fault in (*change.row.faults.values(), *_stale_problems(change))
                ],
            }
            for change in found.changes
        ],
    }
