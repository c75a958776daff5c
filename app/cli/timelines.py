"""The lines of time of a member and of a paragraph, and the paragraph's sheet."""

from typing import Annotated

import typer

from app.cli.options import DEFAULT_DB, AsOf, Db, Format, Json, Output
from app.cli.output import (
    deliver,
    emit_json,
    emit_rows,
    pick_format,
    today,
    workspace,
    workspace_settings,
)
from app.cli.reports import PRINTED, OptionalDeclaration, template_folder
from app.cli.text import render_document
from app.database import reading
from app.report_documents import choose_declaration, read_member
from exports.paragraph_sheet import compose_paragraph_sheet, require_paragraph
from exports.phrasing import print_count
from tracker.store import load_register
from tracker.timeline import Event, member_timeline, paragraph_timeline

FEW = 3
"""So many paragraphs are named; more are counted."""


def show_member_timeline(
    code: Annotated[str, typer.Argument(metavar="MEMBER", help="The member's code.")],
    db: Db = DEFAULT_DB,
    declaration: OptionalDeclaration = "",
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """Tell in one line of time what a member did: acts, statements, offices and reports.

    Example: accord member timeline seoul
    """
    day = as_of or today()
    with workspace(db) as engine, reading(engine) as session:
        chosen = choose_declaration(session, declaration, day)
        register = read_member(session, chosen, code, day)
    show_events(member_timeline(register, code, day), as_json=as_json)


def show_paragraph_timeline(
    paragraph: Annotated[str, typer.Argument(metavar="PARAGRAPH", help="The paragraph's id.")],
    db: Db = DEFAULT_DB,
    declaration: OptionalDeclaration = "",
    as_of: AsOf = None,
    output: Output = "",
    format_: Format = None,
    as_json: Json = False,
) -> None:
    """Tell in one line of time who accepted a paragraph, said something of it, and did what.

    With -o it writes the paragraph's sheet as PDF, DOCX or HTML: its words, acceptance, progress
    over the periods, indicators, examples, obstacles, exchange and line of time.

    Example: accord report paragraph environment-2 -o sheet.pdf
    """
    if output and as_json:
        raise typer.BadParameter("Give --output or --json: a sheet is no JSON document.")
    wanted = pick_format(output, format_, PRINTED) if output or format_ else None
    day = as_of or today()
    with workspace(db) as engine:
        settings = workspace_settings(engine)
        with reading(engine) as session:
            chosen = choose_declaration(session, declaration, day)
            register = load_register(session, chosen, day, paragraph=paragraph)
        folder = template_folder(engine, settings)
    require_paragraph(register, paragraph)
    if wanted is None:
        show_events(paragraph_timeline(register, paragraph, day), as_json=as_json)
        return
    document = compose_paragraph_sheet(
        register,
        paragraph,
        day,
        association=settings.association,
        template_folder=folder,
        due_soon_days=settings.due_soon_days,
    )
    deliver(output or f"{paragraph}.{wanted.value}", render_document(document, wanted, db))


def show_events(events: list[Event], *, as_json: bool) -> None:
    """Print events, oldest first."""
    if as_json:
        emit_json(
            [
                {
                    "on": event.on.isoformat(),
                    "kind": event.kind.value,
                    "member": event.member,
                    "what": event.what,
                    "paragraphs": sorted(event.paragraphs),
                    "words": event.words,
                    "reference": event.reference,
                }
                for event in events
            ]
        )
        return
    emit_rows(
        ("ON", "EVENT", "MEMBER", "WHAT", "PARAGRAPHS", "REFERENCE", "WORDS"),
        [
            (
                event.on.isoformat(),
                event.kind.value.replace("_", " "),
                event.member,
                event.what.replace("_", " "),
                print_paragraphs(event.paragraphs),
                event.reference,
                event.words,
            )
            for event in events
        ],
    )


def print_paragraphs(paragraphs: frozenset[str]) -> str:
    """Return the ids of a few paragraphs, or how many there are."""
    if len(paragraphs) > FEW:
        return print_count(len(paragraphs), "paragraph")
    return ", ".join(sorted(paragraphs))
