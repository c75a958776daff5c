"""The journal: who did what and when, and how far it has come."""

import json
from datetime import date
from typing import Annotated, Any

import typer

from app.cli.options import DEFAULT_DB, Db, Json, parse_day
from app.cli.output import emit, emit_json, emit_rows, say, workspace
from app.database import reading
from app.journal import print_instant
from app.journal_store import JournalFilter, ListedEntry, list_entries, seal_entries
from app.journal_writing import find_head
from declarations.problems import NotFoundRefusal
from exports.phrasing import print_count

journal = typer.Typer(name="journal", help="Who did what, and when.")

LONGEST_SHOWN = 60


def as_data(entry: ListedEntry) -> dict[str, Any]:
    """Return an entry as JSON-able data."""
    return {
        "number": entry.number,
        "id": str(entry.id),
        "made_at": print_instant(entry.made_at),
        "by": entry.by,
        "act": entry.act,
        "object": entry.object,
        "reason": entry.reason,
        "sha256": entry.sha256,
        "changes": json.loads(entry.changes),
    }


@journal.command("list")
def show_journal(
    since: Annotated[
        date | None,
        typer.Option(
            "--since", parser=parse_day, metavar="DATE", help="Only from this day (UTC) on."
        ),
    ] = None,
    act: Annotated[str, typer.Option("--act", help="Only this act, as the list prints it.")] = "",
    object_: Annotated[
        str, typer.Option("--object", help="Only where this is a part of what was acted on.")
    ] = "",
    by: Annotated[
        str,
        typer.Option("--by", help="Only by this account (address or id) or user of the system."),
    ] = "",
    limit: Annotated[int, typer.Option("--limit", min=1, help="How many at most.")] = 50,
    db: Db = DEFAULT_DB,
    as_json: Json = False,
) -> None:
    """List the entries of the journal, the newest first; with --json, what each changed as well.

    Example: accord journal list --since 2026-11-01 --object "period 2026"
    """
    wanted = JournalFilter(act=act, by=by, object=object_, since=since)
    with workspace(db) as engine:
        seal_entries(engine)
        with reading(engine) as session:
            found, total = list_entries(session, wanted, limit=limit)
    if as_json:
        emit_json({"total": total, "entries": [as_data(entry) for entry in found]})
        return
    emit_rows(
        ("NUMBER", "TIME (UTC)", "BY", "ACT", "OBJECT"),
        [
            (
                str(entry.number or ""),
                f"{entry.made_at:%Y-%m-%d %H:%M:%S}",
                entry.by,
                entry.act,
                shorten(entry.object),
            )
            for entry in found
        ],
    )
    more = f" of {print_count(total, 'entry', 'entries')}" if total > len(found) else ""
    say(f"{print_count(len(found), 'entry', 'entries')}{more}.")


def shorten(text: str) -> str:
    """Return a text that fits into a row."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_SHOWN else f"{line[: LONGEST_SHOWN - 1]}…"


@journal.command("anchor")
def show_anchor(db: Db = DEFAULT_DB, as_json: Json = False) -> None:
    """Print how far the journal has come, as one line to be kept elsewhere.

    accord data verify --anchors FILE later finds whether anything up to there was changed.

    Example: accord journal anchor >> anchors.txt
    """
    with workspace(db) as engine:
        seal_entries(engine)
        with reading(engine) as session:
            head = find_head(session)
    if head is None:
        raise NotFoundRefusal(
            "The journal is empty.", hint="It has its first entry once something was changed."
        )
    if as_json:
        emit_json(
            {
                "number": head.number,
                "made_at": print_instant(head.made_at),
                "sha256": head.sha256,
            }
        )
    else:
        emit(str(head))
