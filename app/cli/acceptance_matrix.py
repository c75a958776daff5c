"""The table of members against paragraphs, whole or page by page."""

from typing import Annotated

import typer

from app.cli.options import DEFAULT_DB, AsOf, Db, DeclarationCode, Json
from app.cli.output import emit_json, emit_rows, say, suggest, today, workspace
from app.database import reading
from declarations.numbering import compute_labels
from tracker.acceptance import Position, positions
from tracker.confidential_answers import conceal_answer
from tracker.last_answers import load_last_answers
from tracker.member_store import list_page
from tracker.periods import find_received
from tracker.progress import Entry
from tracker.store import load_register

LETTERS = {
    Position.NO_RESPONSE: "",
    Position.ACCEPTED: "A",
    Position.ACCEPTED_WITH_DECLARATION: "D",
    Position.ACCEPTED_WITH_RESERVATION: "R",
    Position.NOT_ACCEPTED: "–",
    Position.OUTSIDE_COMPETENCE: "o",
    Position.WITHDRAWN: "[W]",
}


def show_matrix(
    code: DeclarationCode,
    db: Db = DEFAULT_DB,
    answers: Annotated[
        bool, typer.Option("--answers", help="Also what each member last answered.")
    ] = False,
    after: Annotated[
        str, typer.Option(metavar="CODE", help="Only members whose codes come after this one.")
    ] = "",
    limit: Annotated[
        int | None, typer.Option(min=1, help="So many members at most; --after goes on.")
    ] = None,
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """Print members against paragraphs as of a date, all of them or page by page.

    A accepted, R with reservation, D with declaration, - not accepted, o outside competence,
    [W] withdrawn, blank no response.

    Example: accord adoption matrix ulyanovsk-2017 --answers --limit 100 --after lisbon
    """
    day = as_of or today()
    with workspace(db) as engine, reading(engine) as session:
        chosen = list_page(session, day, after, limit) if after or limit else None
        register = load_register(session, code, day, members=chosen, entries_of=())
        last = load_last_answers(
            session,
            [member.code for member in register.members] if answers else (),
            [period.code for period in register.periods],
            day,
        )
    received = {period: find_received(reports, day) for period, reports in register.reports.items()}
    last = {
        pair: conceal_answer(entry)
        for pair, entry in last.items()
        if entry.member in received[entry.period]
    }
    if chosen and len(chosen) == limit:
        suggest(f"accord adoption matrix {code} --limit {limit} --after {chosen[-1]} --db {db}")
    paragraphs = register.declaration.operative_paragraphs()
    found = positions(
        [paragraph.id for paragraph in paragraphs],
        register.members,
        register.instruments,
        register.statements,
        day,
    )
    if as_json:
        emit_json(
            {
                member_code: {
                    key: position_as_data(position, last.get((member_code, key)))
                    if answers
                    else position.value
                    for key, position in row.items()
                }
                for member_code, row in found.items()
            }
        )
        return
    labels = compute_labels(register.declaration)
    emit_rows(
        ("MEMBER", *(labels[paragraph.id].rstrip(".") for paragraph in paragraphs)),
        [
            (
                m.code,
                *(
                    print_position(found[m.code][p.id], last.get((m.code, p.id)))
                    for p in paragraphs
                ),
            )
            for m in register.members
        ],
    )
    say(
        "A accepted  R reservation  D declaration  – not accepted  "
        "o outside competence  [W] withdrawn"
    )


def print_position(position: Position, last: Entry | None) -> str:
    """Return a position's letter, and what was last answered where that is shown."""
    answer = (last.implementation or last.missing) if last else None
    return " ".join(filter(None, (LETTERS[position], answer.value if answer else "")))


def position_as_data(position: Position, last: Entry | None) -> dict[str, str | None]:
    """Return a position with what was last answered, and for which period, as JSON-able data."""
    answer = (last.implementation or last.missing) if last else None
    return {
        "position": position.value,
        "answer": answer.value if answer else None,
        "period": last.period if last else None,
    }
