"""What members say they will do, and how it is measured: commitments and indicators."""

from datetime import date
from typing import Annotated, Any

import typer

from app.cli.amounts import Money, Share, parse_money, parse_share
from app.cli.options import (
    DEFAULT_DB,
    AsOf,
    Db,
    DeclarationCode,
    DryRun,
    Json,
    MemberCode,
    On,
    parse_day,
)
from app.cli.output import (
    emit,
    emit_json,
    emit_rows,
    say,
    suggest,
    today,
    workspace,
    workspace_settings,
)
from app.database import reading, transaction
from declarations.problems import NotFoundRefusal
from exports.commitment_data import commitment_as_data, print_commitment
from exports.phrasing import print_count
from tracker.acceptance_store import require_adopted
from tracker.commitment_store import (
    add_budget,
    add_commitment,
    close_commitment,
    find_commitment,
    load_commitments,
    reschedule_commitment,
)
from tracker.commitments import (
    Budget,
    Closing,
    Commitment,
    CommitmentKind,
    Partner,
    Rescheduling,
    Schedule,
    Visibility,
    known_on,
)
from tracker.progress import Implementation

commitment = typer.Typer(name="commitment", help="What members say they will do.")


CommitmentCode = Annotated[str, typer.Argument(metavar="CODE", help="The commitment, by its code.")]
Funds = Annotated[
    list[Money] | None,
    typer.Option(
        "--budget",
        parser=parse_money,
        metavar="STAGE=AMOUNT CURRENCY",
        help="Money that is planned, secured, committed or spent, such as "
        "'planned=200000 EUR'. Repeat it.",
    ),
]


@commitment.command("add")
def add_one_commitment(
    declaration: DeclarationCode,
    code: CommitmentCode,
    member_code: MemberCode,
    title: Annotated[str, typer.Option(help="What is done, in a few words.")],
    kind: Annotated[CommitmentKind, typer.Option(help="What sort of act it is.")],
    paragraphs: Annotated[
        list[Share],
        typer.Option(
            "--paragraph",
            parser=parse_share,
            metavar="ID[=SHARE]",
            help="A paragraph it serves, with its share where there are several. Repeat it.",
        ),
    ],
    db: Db = DEFAULT_DB,
    text: Annotated[str, typer.Option(help="What is done, in full.")] = "",
    owner: Annotated[str, typer.Option(help="Who sees to it, such as a department.")] = "",
    partners: Annotated[
        list[str] | None, typer.Option("--partner", metavar="NAME", help="A partner. Repeat it.")
    ] = None,
    companies: Annotated[
        list[str] | None,
        typer.Option(
            "--private-partner", metavar="NAME", help="A partner of the private sector. Repeat it."
        ),
    ] = None,
    starts: Annotated[
        date | None, typer.Option(parser=parse_day, metavar="DATE", help="The day it starts.")
    ] = None,
    due: Annotated[
        date | None,
        typer.Option(parser=parse_day, metavar="DATE", help="The day it is to be done by."),
    ] = None,
    goals: Annotated[
        list[str] | None,
        typer.Option(
            "--sdg",
            metavar="NUMBER",
            help="A goal or target of the 2030 Agenda, such as 11 or 11.6. Repeat it.",
        ),
    ] = None,
    budgets: Funds = None,
    visibility: Annotated[
        Visibility, typer.Option(help="Who may read it; reports print public ones.")
    ] = Visibility.PUBLIC,
    language: Annotated[str, typer.Option("--lang", help="Language of the words.")] = "en",
    on: On = None,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Record what a member says it will do under one or more paragraphs.

    Example: accord commitment add sample-2017 trees-2020 --member gasang
    --title "Plant 10,000 trees" --kind investment --paragraph environment-6 --due 2020-12-31
    --sdg 11.7 --budget "planned=200000 EUR"
    """
    day = on or today()
    new = Commitment(
        code=code,
        member=member_code,
        declaration=declaration,
        title=title,
        kind=kind,
        made_on=day,
        shares=dict(paragraphs),
        text=text,
        owner=owner,
        partners=(
            *(Partner(name) for name in partners or ()),
            *(Partner(name, private_sector=True) for name in companies or ()),
        ),
        starts_on=starts,
        due_on=due,
        goals=tuple(goals or ()),
        visibility=visibility,
        language=language,
        budgets=tuple(Budget(m.amount, m.currency, m.stage, day) for m in budgets or ()),
    )
    with workspace(db) as engine, transaction(engine) as session:
        add_commitment(session, new)
        soon = workspace_settings(engine).due_soon_days
        if dry_run:
            session.rollback()
    tell(
        new,
        day,
        soon,
        dry_run=dry_run,
        as_json=as_json,
        done=f"{member_code} commits itself: {title}.",
    )
    suggest(f"accord commitment list {declaration} --db {db}")


def tell(
    changed: Commitment, day: date, soon_days: int, *, dry_run: bool, as_json: bool, done: str
) -> None:
    """Say what was changed, or what would be; print it as data where that is asked for."""
    say(f"Nothing was stored; this would be: {done}" if dry_run else done)
    if as_json:
        emit_json(commitment_as_data(changed, day, soon_days))


@commitment.command("list")
def list_commitments(
    declaration: DeclarationCode,
    db: Db = DEFAULT_DB,
    member_code: Annotated[
        str | None, typer.Option("--member", metavar="CODE", help="Of this member only.")
    ] = None,
    schedule: Annotated[
        Schedule | None, typer.Option(help="Only those that stand so against their date.")
    ] = None,
    owner: Annotated[str, typer.Option(help="Only where the owner has these words.")] = "",
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """List the commitments, with their first date, the present one, and how they stand.

    Example: accord commitment list sample-2017 --schedule overdue
    """
    day = as_of or today()
    with workspace(db) as engine, reading(engine) as session:
        require_adopted(session, declaration, day)
        found = load_commitments(
            session, declaration, day, members=None if member_code is None else [member_code]
        )
        soon = workspace_settings(engine).due_soon_days
    data = [commitment_as_data(each, day, soon) for each in found]
    chosen = [
        one
        for one in data
        if (schedule is None or one["schedule"] == schedule.value)
        and owner.casefold() in one["owner"].casefold()
    ]
    if as_json:
        emit_json(chosen)
        return
    emit_rows(
        ("MEMBER", "CODE", "TITLE", "FIRST DUE", "DUE NOW", "CHANGED", "STATE", "OWNER"),
        [list_row(one) for one in chosen],
    )


def list_row(one: dict[str, Any]) -> tuple[str, ...]:
    """Return a commitment as a row of the list."""
    return (
        one["member"],
        one["code"],
        one["title"],
        one["due_on"] or "",
        one["due_on_now"] or "",
        f"{one['rescheduled']} x" if one["rescheduled"] else "",
        one["schedule"] or one["outcome"],
        one["owner"],
    )


@commitment.command("show")
def show_commitment(
    declaration: DeclarationCode,
    code: CommitmentCode,
    member_code: MemberCode,
    db: Db = DEFAULT_DB,
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """Show one commitment in full, with every change of its date.

    Example: accord commitment show sample-2017 corridor --member gasang
    """
    day = as_of or today()
    with workspace(db) as engine, reading(engine) as session:
        whole = find_commitment(session, declaration, member_code, code)
        soon = workspace_settings(engine).due_soon_days
    found = known_on(whole, day)
    if found is None:
        raise NotFoundRefusal(
            f"{code} of {member_code} was made on {whole.made_on}, after {day}.",
            hint="Give a later day after --as-of.",
        )
    if as_json:
        emit_json(commitment_as_data(found, day, soon))
    else:
        for line in print_commitment(found, day, soon):
            emit(line)


@commitment.command("reschedule")
def reschedule_one_commitment(
    declaration: DeclarationCode,
    code: CommitmentCode,
    member_code: MemberCode,
    due: Annotated[
        date, typer.Option(parser=parse_day, metavar="DATE", help="The day it is due instead.")
    ],
    reason: Annotated[str, typer.Option(help="Why the date is changed.")],
    db: Db = DEFAULT_DB,
    on: On = None,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Give a commitment another date; the first one and every change are kept and shown.

    Example: accord commitment reschedule sample-2017 corridor --member gasang
    --due 2021-12-31 --reason "The tender had to be repeated."
    """
    day = on or today()
    with workspace(db) as engine, transaction(engine) as session:
        changed = reschedule_commitment(
            session, declaration, member_code, code, Rescheduling(due, reason, day)
        )
        soon = workspace_settings(engine).due_soon_days
        if dry_run:
            session.rollback()
    times = print_count(len(changed.reschedulings), "change")
    first = f"first due {changed.due_on}" if changed.due_on else "at first without a date"
    done = f"{code} of {member_code} is due on {due} ({first}; {times} of date so far)."
    tell(changed, day, soon, dry_run=dry_run, as_json=as_json, done=done)
    suggest(f"accord commitment show {declaration} {code} --member {member_code} --db {db}")


@commitment.command("fund")
def fund_commitment(
    declaration: DeclarationCode,
    code: CommitmentCode,
    member_code: MemberCode,
    budgets: Annotated[
        list[Money],
        typer.Option(
            "--budget",
            parser=parse_money,
            metavar="STAGE=AMOUNT CURRENCY",
            help="Such as 'secured=150000 EUR'; it takes the place of an earlier amount of the "
            "same stage and currency. Repeat it.",
        ),
    ],
    db: Db = DEFAULT_DB,
    on: On = None,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Record how far the money of a commitment has come.

    Example: accord commitment fund sample-2017 corridor --member gasang
    --budget "secured=150000 EUR"
    """
    day = on or today()
    with workspace(db) as engine, transaction(engine) as session:
        for money in budgets:
            budget = Budget(money.amount, money.currency, money.stage, day)
            changed = add_budget(session, declaration, member_code, code, budget)
        soon = workspace_settings(engine).due_soon_days
        if dry_run:
            session.rollback()
    listed = ", ".join(f"{m.stage.value} {m.amount:f} {m.currency}" for m in budgets)
    done = f"The money of {code} of {member_code} is recorded: {listed}."
    tell(changed, day, soon, dry_run=dry_run, as_json=as_json, done=done)
    suggest(f"accord commitment show {declaration} {code} --member {member_code} --db {db}")


@commitment.command("close")
def close_one_commitment(
    declaration: DeclarationCode,
    code: CommitmentCode,
    member_code: MemberCode,
    outcome: Annotated[
        Implementation, typer.Option("--as", help="complete, withdrawn or superseded.")
    ] = Implementation.COMPLETE,
    reason: Annotated[str, typer.Option(help="Why it was not done; nothing where it was.")] = "",
    db: Db = DEFAULT_DB,
    on: On = None,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Record that a commitment was done, or that it ended without.

    Example: accord commitment close sample-2017 corridor --member gasang --on 2020-11-30
    """
    day = on or today()
    with workspace(db) as engine, transaction(engine) as session:
        closing = Closing(outcome, day, reason)
        changed = close_commitment(session, declaration, member_code, code, closing)
        soon = workspace_settings(engine).due_soon_days
        if dry_run:
            session.rollback()
    done = f"{code} of {member_code} ended on {day} as {outcome.value}."
    tell(changed, day, soon, dry_run=dry_run, as_json=as_json, done=done)
    suggest(f"accord commitment list {declaration} --db {db}")
