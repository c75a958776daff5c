"""What is open under an account: browsers that are signed in, and tokens of programs."""

from datetime import datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

import typer
from sqlmodel import Session

from app.account_store import require_account
from app.api_tokens import ApiToken, load_api_tokens, make_api_token, revoke_api_token
from app.cli.accounts import Address
from app.cli.options import DEFAULT_DB, Db, Json
from app.cli.output import emit, emit_json, emit_rows, now, say, suggest, workspace
from app.database import reading, transaction
from app.permissions import Scope
from app.sessions import load_sessions, revoke_session, revoke_sessions
from exports.phrasing import print_count

token = typer.Typer(name="token", help="The tokens of programs that act for an account.")

Key = Annotated[UUID, typer.Argument(metavar="KEY", help="Its key, as it is listed.")]


def add_commands(account: typer.Typer) -> None:
    """Put the commands of this module into the group of accounts."""
    account.command("sessions")(list_sessions)
    account.command("revoke")(revoke)
    account.add_typer(token)


def moment(instant: datetime | None) -> str:
    """Return an instant to the minute, or nothing."""
    return "" if instant is None else f"{instant:%Y-%m-%d %H:%M}"


def list_sessions(email: Address, db: Db = DEFAULT_DB, as_json: Json = False) -> None:
    """List the browsers that are signed in with an account; times are UTC.

    Example: accord account sessions kim@seoul.example
    """
    with workspace(db) as engine, reading(engine) as session:
        found = load_sessions(session, require_account(session, email).id, now())
    if as_json:
        emit_json(
            [
                {
                    "id": str(each.id),
                    "made_at": each.made_at.isoformat(),
                    "seen_at": each.seen_at.isoformat(),
                    "expires_at": each.expires_at.isoformat(),
                }
                for each in found
            ]
        )
        return
    emit_rows(
        ("KEY", "SIGNED IN", "LAST SEEN", "ENDS"),
        [(str(s.id), moment(s.made_at), moment(s.seen_at), moment(s.expires_at)) for s in found],
    )


def revoke(
    email: Address,
    key: Annotated[
        UUID | None, typer.Option("--session", metavar="KEY", help="Only this session.")
    ] = None,
    db: Db = DEFAULT_DB,
    as_json: Json = False,
) -> None:
    """Sign an account out: of one browser, or without --session of all. Tokens go on working.

    Example: accord account revoke kim@seoul.example
    """
    with workspace(db) as engine, transaction(engine) as session:
        owner = require_account(session, email).id
        ended = 1 if key else revoke_sessions(session, owner)
        if key is not None:
            revoke_session(session, owner, key)
    if as_json:
        emit_json({"ended": ended})
    say(f"Ended: {print_count(ended, 'session')}.")


@token.command("add")
def add_token(
    email: Address,
    name: Annotated[str, typer.Argument(help="What it is for, such as the program's name.")],
    scopes: Annotated[list[Scope], typer.Option("--scope", help="What it is good for; repeat it.")],
    days: Annotated[int, typer.Option(help="After how many days it ends; 366 at most.")] = 90,
    db: Db = DEFAULT_DB,
    as_json: Json = False,
) -> None:
    """Make a token and print it, the only time that it is shown.

    It may never do more than its account.

    Example: accord account token add kim@seoul.example dashboard --scope read --days 30
    """
    with workspace(db) as engine, transaction(engine) as session:
        made, secret = make_api_token(
            session,
            require_account(session, email).id,
            name,
            scopes,
            now=now(),
            term=bounded_days(days),
        )
    if as_json:
        emit_json({**token_as_data(made), "token": secret})
    else:
        emit(secret)
    say(f"The token {made.name!r} is good until {moment(made.expires_at)} UTC.")
    suggest(f"accord account token list {email} --db {db}")


def bounded_days(days: int) -> timedelta:
    """Return a term in days; what no calendar holds is told as a term that cannot be."""
    return timedelta(days=max(min(days, 10_000), -1))


def token_as_data(found: ApiToken) -> dict[str, Any]:
    """Return a token as JSON-able data, the secret apart."""
    return {
        "id": str(found.id),
        "name": found.name,
        "scopes": sorted(scope.value for scope in found.scopes),
        "made_at": found.made_at.isoformat(),
        "expires_at": found.expires_at.isoformat(),
        "used_at": found.used_at.isoformat() if found.used_at else None,
        "revoked_at": found.revoked_at.isoformat() if found.revoked_at else None,
    }


@token.command("list")
def list_tokens(email: Address, db: Db = DEFAULT_DB, as_json: Json = False) -> None:
    """List the tokens of an account, also those that no longer work; times are UTC.

    Example: accord account token list kim@seoul.example
    """
    with workspace(db) as engine, reading(engine) as session:
        found = load_tokens(session, email)
    if as_json:
        emit_json([token_as_data(each) for each in found])
        return
    emit_rows(
        ("KEY", "NAME", "SCOPES", "ENDS", "LAST USED", "REVOKED"),
        [
            (
                str(each.id),
                each.name,
                " ".join(sorted(each.scopes)),
                moment(each.expires_at),
                moment(each.used_at),
                moment(each.revoked_at),
            )
            for each in found
        ],
    )


def load_tokens(session: Session, email: str) -> list[ApiToken]:
    """Return the tokens of the account of an address."""
    return load_api_tokens(session, require_account(session, email).id)


@token.command("revoke")
def revoke_token(email: Address, key: Key, db: Db = DEFAULT_DB, as_json: Json = False) -> None:
    """Let a token work no longer.

    Example: accord account token revoke kim@seoul.example 0198c5a2-7a1e-7cc3-98c4-dc0c0c07398f
    """
    with workspace(db) as engine, transaction(engine) as session:
        revoke_api_token(session, require_account(session, email).id, key, now())
        (changed,) = (each for each in load_tokens(session, email) if each.id == key)
    if as_json:
        emit_json(token_as_data(changed))
    say(f"The token {changed.name!r} works no longer.")
