"""Progress as a workbook: out to the members, filled in, and back."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

import typer
from sqlmodel import Session

from app.cli.options import DEFAULT_DB, AsOf, Db, DryRun, Json, NoInput, On, Yes
from app.cli.output import confirm, deliver, emit_json, make_folder, say, suggest, today, workspace
from app.cli.progress_study import show_changes, study_as_data
from app.database import reading, transaction
from app.errors import DONE, exit_code
from app.period_sheets import PeriodSheets
from app.progress_study import Study, store_answers, study_file
from declarations.problems import ChangedMeanwhileRefusal, InputRefusal
from exports.cell_tables import read_tables
from exports.phrasing import print_count
from exports.progress_import import mark_faults
from exports.returned_sheet import find_answers
from exports.workbook import write_workbook
from tracker.addendum_store import add_to_addendum
from tracker.members import Member
from tracker.periods import NEXT_STATES, ReportState

Correction = Annotated[
    bool,
    typer.Option("--correction", help="Correct a report that is accepted; it is reviewed again."),
]

Addendum = Annotated[
    bool,
    typer.Option(
        "--addendum",
        help="The answers came after the period was closed: list them, count them nowhere.",
    ),
]


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
        if every:
            make_folder(Path(output))
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
    addendum: Addendum = False,
    on: On = None,
    language: Annotated[
        str, typer.Option("--lang", help="Language of the words. Default: that of the headings.")
    ] = "",
    as_json: Json = False,
) -> int:
    """Take in a filled-in workbook: shown first, stored only when that is confirmed.

    Example: accord progress import seoul.xlsx --yes --returned seoul-to-mend.xlsx
    """
    if addendum and correction:
        raise typer.BadParameter("Give --correction or --addendum; a closed period takes no other.")
    day = on or today()
    answers = find_answers(read_tables(path), path.name)
    options = {"member": member_code, "period": period_code, "language": language}

    def study(session: Session) -> Study:
        return study_file(session, answers, day, take=take or (), addendum=addendum, **options)

    with workspace(db) as engine:
        with reading(engine) as session:
            found = study(session)
        taken = [change.entry for change in found.changes if change.entry is not None]
        if not as_json:
            show_changes(found)
        if returned:
            deliver(returned, write_workbook(mark_faults(found.sheet, found.changes)))
        stored = (bool(taken) or (found.is_whole and not addendum)) and not dry_run
        if stored:
            target = found.target
            question = ask_to_store(found, len(taken), addendum=addendum)
            confirm(question, yes=yes, no_input=no_input)
            with transaction(engine) as session:
                if study(session) != found:
                    raise ChangedMeanwhileRefusal(
                        "Answers have changed meanwhile; nothing was stored.",
                        hint="Run the command again.",
                    )
                if addendum:
                    add_to_addendum(session, target.member, target.period, taken, day)
                else:
                    store_answers(session, found, taken, day, is_correction=correction)
    if as_json:
        emit_json(study_as_data(found, stored=stored))
    else:
        say(tell_stored(found, len(taken) if stored else None, addendum=addendum))
    return exit_code(InputRefusal("")) if found.problems else DONE


def ask_to_store(found: Study, answers: int, *, addendum: bool) -> str:
    """Return the question before anything is stored."""
    target = found.target
    goal = f"the addendum to {target.period}" if addendum else target.period
    if not answers:
        return f"Submit the report of {target.member} for {goal} as it stands?"
    return f"Store {print_count(answers, 'answer')} of {target.member} for {goal}?"


def tell_stored(found: Study, answers: int | None, *, addendum: bool) -> str:
    """Return what was done; None is nothing, 0 a report submitted as it stands."""
    if answers is None:
        return "Nothing was stored."
    if not answers:
        return "Submitted: the report is in as it stands."
    stored = print_count(answers, "answer")
    if addendum:
        return f"Stored in the addendum to {found.target.period}: {stored}."
    stays_draft = found.problems and ReportState.DRAFT in NEXT_STATES[found.state]
    become = "stays a draft until the rest is mended" if stays_draft else "is submitted"
    return f"Stored: {stored}. The report {become}."
