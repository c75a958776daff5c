"""The documents: the assembly report and a member's report."""

import json
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Engine

from app.cli.member_reports import Processes, Seconds, write_member_reports
from app.cli.options import DEFAULT_DB, AsOf, Db, DocumentFormat, Format, Json, Output
from app.cli.output import (
    deliver,
    emit_json,
    pick_format,
    say,
    suggest,
    today,
    workspace,
    workspace_folder,
    workspace_settings,
)
from app.cli.report_maker import MemberReports
from app.cli.text import render_document
from app.database import reading
from app.errors import DONE
from app.journal_store import seal_entries
from app.report_documents import (
    Composed,
    build_assembly,
    choose_declaration,
    part_files,
    read_anchor,
    read_assembly,
    read_member,
)
from app.settings import Settings, find_wording
from app.snapshots import reading_snapshot, shared_snapshot
from exports.assembly_report import compose_assembly_report, report_to_json
from exports.blocks import Document
from exports.folders import whole_folder
from exports.member_report import compose_member_report
from exports.published_package import read_published_package
from exports.wording import list_templates
from tracker.acceptance_store import require_adopted
from tracker.member_store import load_members

report = typer.Typer(name="report", help="Finished documents for the assembly and for members.")

OptionalDeclaration = Annotated[
    str, typer.Option("--declaration", metavar="CODE", help="Needed where several are adopted.")
]
Final = Annotated[bool, typer.Option("--final", help="Print it as final, not as a draft.")]
PRINTED = (DocumentFormat.PDF, DocumentFormat.DOCX, DocumentFormat.HTML)


def template_folder(engine: Engine, settings: Settings) -> Path | None:
    """Return the folder with the association's own wording, or None for Accord's."""
    return find_wording(settings, workspace_folder(engine))


@report.command("assembly")
def report_to_assembly(
    output: Output = "assembly-report.pdf",
    format_: Format = None,
    db: Db = DEFAULT_DB,
    declaration: OptionalDeclaration = "",
    as_of: AsOf = None,
    open_data: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            help="The package of accord data export that is published with the report; the annex "
            "on open data prints its SHA-256.",
        ),
    ] = None,
    final: Final = False,
) -> None:
    """Write the report to the assembly as PDF, DOCX, HTML or JSON.

    With more members than the setting annex_members says, it is a summary, and each annex is a
    file beside it: report-annex-a.pdf and so on. The same data and --as-of date give the same
    bytes.

    Example: accord report assembly --as-of 2019-09-01 -o report.pdf
    """
    wanted = pick_format(output, format_, (*PRINTED, DocumentFormat.JSON))
    day = as_of or today()
    with workspace(db) as engine:
        settings = workspace_settings(engine)
        seal_entries(engine)
        with reading(engine) as session:
            code = choose_declaration(session, declaration, day)
            register = read_assembly(session, code, day)
            anchor = read_anchor(session, final=final)
        folder = template_folder(engine, settings)
    package = read_published_package(open_data, register.sha256) if open_data else None
    built = build_assembly(register, day, settings, final=final, package=package, journal=anchor)
    document = compose_assembly_report(built, template_folder=folder)
    if wanted is DocumentFormat.JSON:
        text = json.dumps(report_to_json(built, document), ensure_ascii=False, indent=2)
        deliver(output, text.encode() + b"\n")
    else:
        deliver_report(document, output, wanted, folder, db, apart=built.apart)
    if not final:
        say("It is marked as a draft; --final leaves that out.")


@report.command("templates")
def copy_templates(
    output: Annotated[
        Path,
        typer.Option("-o", "--output", metavar="FOLDER", help="A new folder, or an empty one."),
    ] = Path("wording"),
) -> None:
    """Write the wording of every document and letter into a folder, to be changed there.

    Keep the files that you change and delete the others; then name the folder in accord.toml.

    Example: accord report templates -o wording
    """
    with whole_folder(output, lambda _folder: False) as folder:
        for name, words in list_templates().items():
            (folder / name).write_bytes(words)
    say(f"Written: {len(list_templates())} templates into {output}.")
    say(f'In accord.toml, beside the workspace: templates = "{output.as_posix()}"')


def deliver_report(
    document: Document,
    output: str,
    wanted: DocumentFormat,
    folder: Path | None,
    db: str,
    *,
    apart: bool,
) -> None:
    """Write a report, with its annexes in it or, where they stand apart, in files beside it.

    On standard output there is no beside: the whole is written there.
    """
    composed = Composed(document, apart and output != "-")
    for number, (name, part) in enumerate(part_files(composed, Path(output).name, folder)):
        target = str(Path(output).with_name(name)) if number else output
        deliver(target, render_document(part, wanted, db))


@report.command("member")
def report_of_member(
    member: Annotated[
        str, typer.Option("--member", metavar="CODE", help="The member, by its code.")
    ] = "",
    every: Annotated[
        bool,
        typer.Option("--all", help="A report for each member; -o is the folder they go into."),
    ] = False,
    output: Annotated[
        str,
        typer.Option(
            "-o",
            "--output",
            envvar="ACCORD_OUTPUT",
            metavar="FILE",
            help="The file, whose ending picks the format, or - for standard output; with --all, "
            "a folder.",
        ),
    ] = "",
    format_: Format = None,
    db: Db = DEFAULT_DB,
    declaration: OptionalDeclaration = "",
    as_of: AsOf = None,
    processes: Processes = 0,
    seconds: Seconds = 60.0,
    as_json: Json = False,
) -> int:
    """Write what one member accepted and reported as PDF, DOCX or HTML, or that of every member.

    With --all it works in several processes, all of which read the workspace as it is at the
    start, whatever is written meanwhile. Run again, it writes what is missing and what has
    changed, for the same --as-of day. A member whose report cannot be made is named at the end;
    the others have theirs.

    Example: accord report member --all -o reports --as-of 2019-09-01
    """
    if every == bool(member):
        raise typer.BadParameter("Give either --member CODE or --all.")
    day = as_of or today()
    if every:
        if output in {"", "-"}:
            raise typer.BadParameter("Name the folder that the reports go into with -o.")
        wanted = pick_format("", format_ or DocumentFormat.PDF, PRINTED)
        with workspace(db) as engine, shared_snapshot(engine) as snapshot:
            template_folder(engine, workspace_settings(engine))  # refused once, not for each
            with workspace(snapshot.db) as seen, reading_snapshot(seen, snapshot) as session:
                code = choose_declaration(session, declaration, day)
                require_adopted(session, code, day)
                members = [m.code for m in load_members(session, day) if m.belongs_on(day)]
            return write_member_reports(
                members,
                MemberReports(db, snapshot, code, day, wanted, {}),
                Path(output),
                processes=processes,
                seconds=seconds,
                as_json=as_json,
            )
    target = output or f"{member}.pdf"
    wanted = pick_format(target, format_, PRINTED)
    with workspace(db) as engine:
        settings = workspace_settings(engine)
        with reading(engine) as session:
            chosen = choose_declaration(session, declaration, day)
            register = read_member(session, chosen, member, day)
        folder = template_folder(engine, settings)
    document = compose_member_report(
        register,
        member,
        day,
        association=settings.association,
        template_folder=folder,
        due_soon_days=settings.due_soon_days,
    )
    deliver(target, render_document(document, wanted, db))
    if as_json:
        emit_json({"member": member, "file": target})
    suggest(f"accord report assembly --db {db} -o assembly-report.pdf")
    return DONE
