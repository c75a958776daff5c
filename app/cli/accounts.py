"""The accounts: who can sign in, invited, changed, suspended, taken out and erased."""

from datetime import timedelta
from typing import Annotated, Any

import typer
from sqlalchemy import Engine

from app.account_store import (
    add_account,
    change_role,
    load_accounts,
    require_account,
    restore_account,
    suspend_account,
)
from app.accounts import Account, AccountState, Role
from app.cli.options import DEFAULT_DB, Db, Json, NoInput, Yes
from app.cli.output import (
    confirm,
    emit,
    emit_json,
    emit_rows,
    now,
    say,
    suggest,
    workspace,
    workspace_settings,
)
from app.database import reading, transaction
from app.invitations import Link, Purpose, invite, make_reset
from app.personal_data import erase_person, export_person
from exports.phrasing import print_count

account = typer.Typer(name="account", help="The people who can sign in, and their tokens.")

Address = Annotated[str, typer.Argument(metavar="ADDRESS", help="The person's e-mail address.")]
OptionalMember = Annotated[
    str,
    typer.Option("--member", metavar="CODE", help="The member it acts for; role member only."),
]
RoleOption = Annotated[Role, typer.Option(help="What the account is for.")]
UNSET_SITE = "http://127.0.0.1:8000"
"""Where ``accord serve`` listens unless told otherwise."""


def site_address(engine: Engine) -> str:
    """Return the address of the site, without a slash at its end."""
    return workspace_settings(engine).base_url or UNSET_SITE


@account.command("add")
def add_one_account(
    email: Address,
    role: RoleOption,
    db: Db = DEFAULT_DB,
    member: OptionalMember = "",
    name: Annotated[str, typer.Option(help="The person's name.")] = "",
    language: Annotated[
        str, typer.Option("--lang", help="The language of the person's pages and letters.")
    ] = "en",
    as_json: Json = False,
) -> None:
    """Add an account and print its invitation: a link that sets the first password, once.

    Whoever has the link can use it: send it to the person alone.

    Example: accord account add kim@seoul.example --role member --member seoul --name "Kim"
    """
    with workspace(db) as engine:
        term = timedelta(days=workspace_settings(engine).invitation_days)
        with transaction(engine) as session:
            added = add_account(
                session, email, role, member=member, name=name, language=language, now=now()
            )
            link = invite(session, added.id, now(), term)
        tell_link(link, site_address(engine), added, as_json=as_json)
    suggest(f"accord account list --db {db}")


def tell_link(link: Link, site: str, owner: Account, *, as_json: bool) -> None:
    """Print a link, the only time that it is shown."""
    address = site + link.path()
    until = link.expires_at
    if as_json:
        emit_json(
            {
                "account": account_as_data(owner),
                "purpose": link.purpose.value,
                "link": address,
                "expires_at": until.isoformat(),
            }
        )
    else:
        emit(address)
    what = "The invitation" if link.purpose is Purpose.INVITATION else "The link"
    say(f"{what} of {link.email} is good once, until {until:%Y-%m-%d %H:%M} UTC.")
    if site == UNSET_SITE:
        say("It begins with this machine's address; base_url in accord.toml sets the site's.")


def account_as_data(found: Account) -> dict[str, Any]:
    """Return an account as JSON-able data."""
    return {
        "id": str(found.id),
        "email": found.email,
        "name": found.name,
        "role": found.role.value,
        "member": found.member,
        "language": found.language,
        "state": found.state.value,
        "has_second_factor": found.has_second_factor,
        "made_at": found.made_at.isoformat(),
    }


@account.command("list")
def list_accounts(db: Db = DEFAULT_DB, as_json: Json = False) -> None:
    """List the accounts; erased ones stay as numbers.

    Example: accord account list
    """
    with workspace(db) as engine, reading(engine) as session:
        found = load_accounts(session)
    if as_json:
        emit_json([account_as_data(each) for each in found])
        return
    emit_rows(
        ("ADDRESS", "NAME", "ROLE", "MEMBER", "STATE", "SECOND FACTOR"),
        [
            (
                each.email or str(each.id),
                each.name,
                each.role.value,
                each.member,
                each.state.value,
                "yes" if each.has_second_factor else "no",
            )
            for each in found
        ],
    )


@account.command("reset")
def make_new_link(email: Address, db: Db = DEFAULT_DB, as_json: Json = False) -> None:
    """Print a new link: for a new password, or a new invitation where none was accepted yet.

    It takes the place of every link before. A second factor stays as it is.

    Example: accord account reset kim@seoul.example
    """
    with workspace(db) as engine:
        settings = workspace_settings(engine)
        with transaction(engine) as session:
            owner = require_account(session, email)
            if owner.state is AccountState.INVITED:
                term = timedelta(days=settings.invitation_days)
                link = invite(session, owner.id, now(), term)
            else:
                term = timedelta(minutes=settings.reset_minutes)
                link = make_reset(session, owner.id, now(), term)
        tell_link(link, site_address(engine), owner, as_json=as_json)


@account.command("suspend")
def suspend_one_account(email: Address, db: Db = DEFAULT_DB, as_json: Json = False) -> None:
    """Let nobody sign in with an account until it is restored; sessions and tokens end at once.

    Example: accord account suspend kim@seoul.example
    """
    with workspace(db) as engine, transaction(engine) as session:
        changed = suspend_account(session, require_account(session, email).id, now())
    tell_changed(changed, f"{changed.email} is suspended.", as_json=as_json)
    suggest(f"accord account restore {changed.email} --db {db}")


@account.command("restore")
def restore_one_account(email: Address, db: Db = DEFAULT_DB, as_json: Json = False) -> None:
    """Let a suspended account sign in again, with the password it had.

    Example: accord account restore kim@seoul.example
    """
    with workspace(db) as engine, transaction(engine) as session:
        changed = restore_account(session, require_account(session, email).id)
    tell_changed(changed, f"{changed.email} is {changed.state.value} again.", as_json=as_json)


@account.command("role")
def change_one_role(
    email: Address,
    role: Annotated[Role, typer.Argument(help="The new role.")],
    db: Db = DEFAULT_DB,
    member: OptionalMember = "",
    as_json: Json = False,
) -> None:
    """Give an account another role; its sessions and tokens end, so that none keeps the old one.

    Example: accord account role kim@seoul.example secretariat
    """
    with workspace(db) as engine, transaction(engine) as session:
        changed = change_role(session, require_account(session, email).id, role, member)
    whom = f" for {changed.member}" if changed.member else ""
    tell_changed(changed, f"{changed.email} is now {role.value}{whom}.", as_json=as_json)


def tell_changed(changed: Account, message: str, *, as_json: bool) -> None:
    """Tell what became of an account."""
    if as_json:
        emit_json(account_as_data(changed))
    say(message)


@account.command("export")
def export_one_person(email: Address, db: Db = DEFAULT_DB, as_json: Json = False) -> None:
    """Print everything that is kept about a person, as JSON; secrets are left out.

    Free texts that happen to name the person, such as a signatory, are not searched.

    Example: accord account export kim@seoul.example
    """
    del as_json  # it is JSON in any case
    with workspace(db) as engine, reading(engine) as session:
        emit_json(export_person(session, email))


@account.command("erase")
def erase_one_person(
    email: Address,
    db: Db = DEFAULT_DB,
    yes: Yes = False,
    no_input: NoInput = False,
    as_json: Json = False,
) -> None:
    """Erase a person: name, address, every way to sign in, and the contacts with this address.

    What the office did stays on record, under the account's number. It cannot be undone.

    Example: accord account erase kim@seoul.example --yes
    """
    with workspace(db) as engine:
        with reading(engine) as session:
            export_person(session, email)
        confirm(f"Erase {email} for good?", yes=yes, no_input=no_input)
        with transaction(engine) as session:
            erased = erase_person(session, email, now())
    if as_json:
        emit_json(
            {
                "account": None if erased.account is None else str(erased.account),
                "contact_of": list(erased.contacts),
            }
        )
    if erased.account is not None:
        say(f"The account is erased; it stays as {erased.account}.")
    if erased.contacts:
        members = ", ".join(erased.contacts)
        say(f"Removed as contact of {print_count(len(erased.contacts), 'member')}: {members}.")
    say("Copies in backups stay until those are replaced.")
