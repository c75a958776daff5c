"""The contacts: who answers for a member, and gets its reminders."""

from typing import Annotated

import typer

from app.cli.options import DEFAULT_DB, Db, Json, parse_language
from app.cli.output import emit_json, emit_rows, say, workspace
from app.database import reading, transaction
from tracker.contact_store import add_contact, load_contacts, remove_contact
from tracker.reminders import Contact

contact = typer.Typer(name="contact", help="The people who answer for a member.")


@contact.command("add")
def add_one_contact(
    member_code: Annotated[str, typer.Argument(metavar="MEMBER", help="The member's code.")],
    email: Annotated[str, typer.Argument(help="The e-mail address.")],
    db: Db = DEFAULT_DB,
    name: Annotated[str, typer.Option(help="The person's name.")] = "",
    language: Annotated[
        str,
        typer.Option(
            "--lang",
            parser=parse_language,
            metavar="LANGUAGE",
            help="The person's language: letters are in en, fr or es, to others in en.",
        ),
    ] = "en",
) -> None:
    """Add a person to whom reminders go.

    Example: accord member contact add seoul office@seoul.example --name "Kim" --lang en
    """
    with workspace(db) as engine, transaction(engine) as session:
        add_contact(session, Contact(member_code, email, name, language))
    say(f"Added {email} to {member_code}.")


@contact.command("remove")
def remove_one_contact(
    member_code: Annotated[str, typer.Argument(metavar="MEMBER", help="The member's code.")],
    email: Annotated[str, typer.Argument(help="The e-mail address.")],
    db: Db = DEFAULT_DB,
) -> None:
    """Remove a person, with the record of what was sent to that address.

    Example: accord member contact remove seoul office@seoul.example
    """
    with workspace(db) as engine, transaction(engine) as session:
        remove_contact(session, member_code, email)
    say(f"Removed {email} from {member_code}.")


@contact.command("list")
def list_contacts(
    db: Db = DEFAULT_DB,
    member_code: Annotated[
        str, typer.Option("--member", metavar="CODE", help="Only those of this member.")
    ] = "",
    as_json: Json = False,
) -> None:
    """List the people who answer for the members.

    Example: accord member contact list --member seoul
    """
    with workspace(db) as engine, reading(engine) as session:
        found = [c for c in load_contacts(session) if member_code in ("", c.member)]
    rows = [(c.member, c.email, c.name, c.language) for c in found]
    names = ("member", "email", "name", "language")
    if as_json:
        emit_json([dict(zip(names, row, strict=True)) for row in rows])
    else:
        emit_rows([name.upper() for name in names], rows)
