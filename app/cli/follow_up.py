"""The follow-up: reporting periods and progress."""

from datetime import UTC, date, datetime
from typing import Annotated

import typer
from sqlmodel import Session

from app.cli.options import (
    DEFAULT_DB,
    AsOf,
    Db,
    Json,
    NoInput,
    On,
    Yes,
    parse_day,
)
from app.cli.output import (
    confirm,
    emit_json,
    emit_rows,
    say,
    suggest,
    today,
    workspace,
)
from app.cli.progress_answers import report_progress
from app.cli.progress_files import import_progress, write_template
from app.cli.progress_review import describe_standing, excuse_member, review_progress
from app.database import reading, transaction
from declarations.problems import NotFoundRefusal
from exports.pivot_data import (
    HEADINGS,
    PLACES,
    build_pivot,
    name_row,
    pivot_as_data,
    pivot_cells,
)
from tracker.answer_counts import count_answers, is_present
from tracker.confidential_answers import conceal_answer, disclose_answers
from tracker.owed_answers import find_owed_answers
from tracker.periods import Period
from tracker.pivots import Axis, count_by_paragraph
from tracker.progress_store import (
    close_period,
    count_answered,
    find_period,
    load_periods,
    open_period,
)
from tracker.register import Register
from tracker.store import load_register

period = typer.Typer(name="period", help="When members report.")
progress = typer.Typer(name="progress", help="What members report.")
progress.command("report")(report_progress)
progress.command("template")(write_template)
progress.command("import")(import_progress)
progress.command("review")(review_progress)
progress.command("excuse")(excuse_member)

Day = Annotated[date, typer.Option(parser=parse_day, metavar="DATE")]


@period.command("open")
def open_one_period(
    code: Annotated[str, typer.Argument(help="A short code, such as 2019.")],
    declaration: Annotated[str, typer.Option(help="The declaration, by its code.")],
    opens: Day,
    due: Day,
    closes: Day,
    db: Db = DEFAULT_DB,
    grace: Annotated[date | None, typer.Option(parser=parse_day, metavar="DATE")] = None,
    name: Annotated[str, typer.Option(help="Its name.")] = "",
) -> None:
    """Open a reporting period on a declaration.

    Example: accord period open 2019 --declaration ulyanovsk-2017 --opens 2019-01-01
    --due 2019-03-31 --closes 2019-06-30
    """
    new = Period(code, name or code, declaration, opens, due, closes, grace)
    with workspace(db) as engine, transaction(engine) as session:
        open_period(session, new)
    say(f"The period {new.name} is open from {opens} and due on {due}.")
    suggest(f"accord progress report {code} --member CODE --set ID=STATE --db {db}")


@period.command("list")
def list_periods(db: Db = DEFAULT_DB, as_json: Json = False) -> None:
    """List the reporting periods.

    Example: accord period list
    """
    with workspace(db) as engine, reading(engine) as session:
        periods = load_periods(session)
    rows = [
        (
            p.code,
            p.declaration,
            p.opens_on.isoformat(),
            p.due_on.isoformat(),
            p.closes_on.isoformat(),
            p.frozen_at.date().isoformat() if p.frozen_at else "",
        )
        for p in periods
    ]
    headings = ("period", "declaration", "opens", "due", "closes", "frozen")
    if as_json:
        emit_json([dict(zip(headings, row, strict=True)) for row in rows])
    else:
        emit_rows([heading.upper() for heading in headings], rows)


@period.command("close")
def close_one_period(
    code: Annotated[str, typer.Argument(help="The period.")],
    db: Db = DEFAULT_DB,
    on: On = None,
    yes: Yes = False,
    no_input: NoInput = False,
) -> None:
    """Close and freeze a period; its reports never change again.

    Example: accord period close 2019 --yes
    """
    confirm(f"Close {code} for good?", yes=yes, no_input=no_input)
    moment = datetime.combine(on, datetime.min.time(), UTC) if on else datetime.now(UTC)
    with workspace(db) as engine, transaction(engine) as session:
        close_period(session, code, moment)
    say(f"The period {code} is closed and frozen.")
    suggest(f"accord report assembly -o report.pdf --db {db}")


@progress.command("list")
def list_progress(
    code: Annotated[str, typer.Argument(metavar="PERIOD", help="The period.")],
    db: Db = DEFAULT_DB,
    axis: Annotated[
        Axis | None,
        typer.Option("--by", help="Count what was done along this axis, not who has reported."),
    ] = None,
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """List who has reported for a period, late or not at all; with --by, what has been done.

    Counts are pairs of a member and a paragraph it accepts. OF_EXPECTED and OF_REPORTED are
    complete and substantial in per cent; what was not answered is never counted as not started.
    An answer counts under each owner and goal of the member's commitments on its paragraph.

    Example: accord progress list 2019 --by region
    """
    with workspace(db) as engine, reading(engine) as session:
        chosen = find_period(session, code)
        day = as_of or today()
        if axis is not None:
            show_pivot(session, chosen, day, axis, as_json=as_json)
            return
        register = load_register(
            session, chosen.declaration, day, entries_of=(code,) if as_json else ()
        )
        answers = count_answered(session, code, day)
    rows = describe_standing(register, chosen, day, answers)
    names = ("member", "state", "submitted", "entries", "remarks")
    if as_json:
        notes = list_notes(register, code)
        emit_json(
            [{**dict(zip(names, row, strict=True)), "notes": notes.get(row[0], {})} for row in rows]
        )
    else:
        emit_rows([name.upper() for name in names], rows)


def list_notes(register: Register, code: str) -> dict[str, dict[str, dict[str, str]]]:
    """Return what stands in the members' own columns, by member, paragraph and heading."""
    found: dict[str, dict[str, dict[str, str]]] = {}
    for given in (*register.entries.get(code, ()), *register.addenda.get(code, ())):
        entry = conceal_answer(given)
        if entry.notes:
            found.setdefault(entry.member, {})[entry.paragraph] = dict(entry.notes)
    return found


def show_pivot(session: Session, period: Period, day: date, axis: Axis, *, as_json: bool) -> None:
    """Print how much was done in a period along an axis.

    By section and by paragraph the database counts, where the day is the present; else every
    answer is read and counted.
    """
    code = period.code
    if period.opens_on > day:
        raise NotFoundRefusal(
            f"The period {code} had not opened by {day}.", hint="Give a later day after --as-of."
        )
    is_counted = axis in PLACES and is_present(session, code, day)
    register = load_register(
        session, period.declaration, day, entries_of=() if is_counted else (code,)
    )
    owed = find_owed_answers(register, period, day)
    if is_counted:
        rows = build_pivot(register, owed, axis, count_answers(session, code, owed))
    else:
        received = (e for e in register.entries[code] if e.member in owed.received)
        entries = disclose_answers(received, owed.matrix)
        rows = build_pivot(register, owed, axis, count_by_paragraph(owed.matrix, entries), entries)
    if as_json:
        emit_json(pivot_as_data(axis, rows))
        return
    emit_rows(
        [axis.value.upper(), *(heading.upper() for heading in HEADINGS)],
        [(name_row(register, axis, row), *pivot_cells(row)) for row in rows],
    )
