"""The documents: the assembly report and a member's report."""

import json
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Engine

from app.cli.options import DEFAULT_DB, AsOf, Db, DocumentFormat, Format, MemberCode, Output
from app.cli.output import (
    deliver,
    pick_format,
    say,
    suggest,
    today,
    workspace,
    workspace_folder,
    workspace_settings,
)
from app.cli.text import render_document
from app.database import reading
from app.settings import Settings
from declarations.adoption_records import load_adoption
from declarations.problems import NotFoundRefusal, RuleRefusal
from declarations.store import list_declarations
from exports.annex_files import AnnexFile, split_annexes
from exports.assembly_report import (
    build_assembly_report,
    compose_assembly_report,
    report_to_json,
)
from exports.blocks import Document
from exports.folders import whole_folder
from exports.member_report import compose_member_report
from exports.wording import list_templates
from tracker.register import Register
from tracker.store import load_register

report = typer.Typer(name="report", help="Finished documents for the assembly and for members.")

OptionalDeclaration = Annotated[
    str, typer.Option("--declaration", metavar="CODE", help="Needed where several are adopted.")
]
Final = Annotated[bool, typer.Option("--final", help="Print it as final, not as a draft.")]
PRINTED = (DocumentFormat.PDF, DocumentFormat.DOCX, DocumentFormat.HTML)


def read_register(engine: Engine, declaration: str, day: date) -> Register:
    """Return the register of the declaration, or of the only adopted one."""
    with reading(engine) as session:
        if not declaration:
            adopted = [
                code
                for code in list_declarations(session)
                if (adoption := load_adoption(session, code)) and adoption.adopted_on <= day
            ]
            if not adopted:
                raise RuleRefusal(
                    f"No declaration was adopted by {day}; there is nothing to report on.",
                    hint="accord draft adopt CODE --assembly CODE --on DATE",
                )
            if len(adopted) > 1:
                raise RuleRefusal(
                    f"Several declarations are adopted: {', '.join(adopted)}.",
                    hint="Choose one with --declaration CODE.",
                )
            declaration = adopted[0]
        return load_register(session, declaration, day)


def template_folder(engine: Engine, settings: Settings) -> Path | None:
    """Return the folder with the association's own wording, or None for Accord's."""
    return workspace_folder(engine) / settings.templates if settings.templates else None


@report.command("assembly")
def report_to_assembly(
    output: Output = "assembly-report.pdf",
    format_: Format = None,
    db: Db = DEFAULT_DB,
    declaration: OptionalDeclaration = "",
    as_of: AsOf = None,
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
        register = read_register(engine, declaration, day)
        folder = template_folder(engine, settings)
    built = build_assembly_report(
        register,
        day,
        association=settings.association,
        symbol=settings.symbol,
        final=final,
        due_soon_days=settings.due_soon_days,
        most_profiles=settings.profile_members,
        most_together=settings.annex_members,
    )
    document = compose_assembly_report(built, template_folder=folder)
    if wanted is DocumentFormat.JSON:
        text = json.dumps(report_to_json(built, document), ensure_ascii=False, indent=2)
        deliver(output, text.encode() + b"\n")
    else:
        deliver_report(document, output, wanted, folder, apart=built.apart)
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
    document: Document, output: str, wanted: DocumentFormat, folder: Path | None, *, apart: bool
) -> None:
    """Write a report, with its annexes in it or, where they stand apart, in files beside it.

    On standard output there is no beside: the whole is written there.
    """
    annexes: tuple[AnnexFile, ...] = ()
    if apart and output != "-":
        document, annexes = split_annexes(document, Path(output), folder)
    deliver(output, render_document(document, wanted))
    for annex in annexes:
        deliver(str(Path(output).with_name(annex.file)), render_document(annex.document, wanted))


@report.command("member")
def report_of_member(
    member: MemberCode,
    output: Output = "",
    format_: Format = None,
    db: Db = DEFAULT_DB,
    declaration: OptionalDeclaration = "",
    as_of: AsOf = None,
) -> None:
    """Write what one member accepted and reported as PDF, DOCX or HTML.

    Example: accord report member --member seoul -o seoul.pdf
    """
    target = output or f"{member}.pdf"
    wanted = pick_format(target, format_, PRINTED)
    day = as_of or today()
    with workspace(db) as engine:
        settings = workspace_settings(engine)
        register = read_register(engine, declaration, day)
        folder = template_folder(engine, settings)
    if member not in {known.code for known in register.members}:
        raise NotFoundRefusal(
            f"There is no member {member!r} on {day}.", hint="accord member list shows the codes."
        )
    document = compose_member_report(
        register,
        member,
        day,
        association=settings.association,
        template_folder=folder,
        due_soon_days=settings.due_soon_days,
    )
    deliver(target, render_document(document, wanted))
    suggest(f"accord report assembly --db {db} -o assembly-report.pdf")
