"""The lines of time of a member and of a paragraph."""

from typing import Annotated

import typer

from app.cli.options import DEFAULT_DB, AsOf, Db, Json
from app.cli.output import emit_json, emit_rows, today, workspace
from app.cli.reports import OptionalDeclaration, choose_declaration, read_member
from app.database import reading
from declarations.problems import NotFoundRefusal
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
    with workspace(db) as engine:
        register = read_member(engine, declaration, code, day)
    show_events(member_timeline(register, code, day), as_json=as_json)


def show_paragraph_timeline(
    paragraph: Annotated[str, typer.Argument(metavar="PARAGRAPH", help="The paragraph's id.")],
    db: Db = DEFAULT_DB,
    declaration: OptionalDeclaration = "",
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """Tell in one line of time who accepted a paragraph, said something of it, and did what.

    Example: accord report paragraph environment-2
    """
    day = as_of or today()
    with workspace(db) as engine, reading(engine) as session:
        chosen = choose_declaration(session, declaration, day)
        register = load_register(session, chosen, day, paragraph=paragraph)
    known = [node.id for node in register.declaration.operative_paragraphs()]
    if paragraph not in known:
        raise NotFoundRefusal(
            f"{register.declaration.code} has no operative paragraph {paragraph!r}.",
            hint=f"Its paragraphs: {', '.join(known)}.",
        )
    show_events(paragraph_timeline(register, paragraph, day), as_json=as_json)


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
