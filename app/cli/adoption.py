"""The adoption: who accepted which paragraph, with which statements."""

from datetime import date
from typing import Annotated

import typer

from app.cli.acceptance_matrix import show_matrix
from app.cli.options import (
    DEFAULT_DB,
    AsOf,
    Db,
    DeclarationCode,
    DryRun,
    Json,
    MemberCode,
    On,
    Pair,
    parse_day,
    parse_pair,
)
from app.cli.output import (
    emit,
    emit_json,
    emit_rows,
    say,
    suggest,
    today,
    warn,
    workspace,
)
from app.database import reading, transaction
from declarations.problems import InputRefusal
from declarations.store import load_revision
from exports.phrasing import print_count
from tracker.acceptance import (
    AcceptanceRules,
    Effect,
    Instrument,
    InstrumentKind,
    Statement,
    StatementKind,
)
from tracker.acceptance_registration import count_accepted
from tracker.acceptance_registration import register_acceptance as store_acceptance
from tracker.acceptance_store import deposit_instrument, load_rules, save_rules
from tracker.store import load_register

adoption = typer.Typer(name="adoption", help="Who accepted which paragraph.")

EffectiveDay = Annotated[
    date | None,
    typer.Option(
        "--effective",
        parser=parse_day,
        metavar="DATE",
        help="The day from which it counts. Default: the day of the act.",
    ),
]
Pairs = list[Pair]


def choose_paragraphs(
    known: tuple[str, ...], named: list[str], every: bool, excepted: list[str]
) -> frozenset[str]:
    """Return the paragraphs that --paragraph, --all and --except choose.

    Raises typer.BadParameter when none is chosen. Unknown names are left for the rules to refuse,
    all at once.
    """
    if not named and not every:
        raise typer.BadParameter("Name paragraphs with --paragraph, or give --all.")
    chosen = set(known) if every else set()
    return frozenset((chosen | set(named)) - set(excepted))


ParagraphNames = Annotated[
    list[str] | None,
    typer.Option("--paragraph", metavar="ID", help="A paragraph, by its id; repeat it."),
]
Every = Annotated[bool, typer.Option("--all", help="All operative paragraphs.")]
Excepted = Annotated[
    list[str] | None, typer.Option("--except", metavar="ID", help="With --all: but not this one.")
]
Words = Annotated[
    Pairs | None,
    typer.Option(parser=parse_pair, metavar="ID=TEXT", help="The words; repeat it."),
]


@adoption.command("register")
def register_acceptance(
    code: DeclarationCode,
    member_code: MemberCode,
    db: Db = DEFAULT_DB,
    paragraphs: ParagraphNames = None,
    every: Every = False,
    excepted: Excepted = None,
    kind: Annotated[
        InstrumentKind, typer.Option(help="The act behind it.")
    ] = InstrumentKind.COUNCIL_DECISION,
    on: On = None,
    effective: EffectiveDay = None,
    signed: Annotated[
        date | None,
        typer.Option(parser=parse_day, metavar="DATE", help="The day it was signed."),
    ] = None,
    decision: Annotated[str, typer.Option(help="Reference of the decision.")] = "",
    signatory: Annotated[str, typer.Option(help="Function of the signatory.")] = "",
    reservation: Words = None,
    interpretation: Words = None,
    outside: Words = None,
    dry_run: DryRun = False,
) -> None:
    """Register that a member accepts paragraphs, with its reservations.

    --reservation limits or excludes a paragraph's effect; --interpretation only says how the
    member reads it; --outside says that the matter is outside its competence.

    Example: accord adoption register ulyanovsk-2017 --member seoul --all
    --reservation environment-2="Applies from 2027."
    """
    day = on or today()
    with workspace(db) as engine:
        with reading(engine) as session:
            declaration = load_revision(session, code).declaration
        known = tuple(paragraph.id for paragraph in declaration.operative_paragraphs())
        words = {
            (StatementKind.RESERVATION, Effect.MODIFIES): reservation or [],
            (StatementKind.INTERPRETATIVE_DECLARATION, Effect.NONE): interpretation or [],
            (StatementKind.COMMUNICATION, Effect.OUTSIDE_COMPETENCE): outside or [],
        }
        instrument = Instrument(
            member=member_code,
            declaration=code,
            kind=kind,
            deposited_on=day,
            paragraphs=choose_paragraphs(known, paragraphs or [], every, excepted or []),
            signed_on=signed,
            effective_on=effective,
            decision_reference=decision,
            signatory=signatory,
        )
        statements = [
            Statement(
                member=member_code,
                declaration=code,
                number=0,
                kind=statement_kind,
                paragraphs=frozenset({paragraph}),
                text=text,
                made_on=day,
                effect=effect,
            )
            for (statement_kind, effect), pairs in words.items()
            for paragraph, text in pairs
        ]
        with transaction(engine) as session:
            made = store_acceptance(session, instrument, statements, paragraph_ids=known)
            if dry_run:
                session.rollback()
    if made.repeats is not None:
        warn(describe_repeat(made.repeats))
    verb = "would accept" if dry_run else "accepts"
    say(f"{member_code} {verb} {made.accepted} of {len(known)} paragraphs{since(instrument)}.")
    suggest(f"accord adoption matrix {code} --db {db}")


def describe_repeat(act: Instrument) -> str:
    """Return a remark on an earlier act that names the same paragraphs."""
    return (
        f"{act.member} accepted these paragraphs by a {act.kind.value.replace('_', ' ')} "
        f"of {act.deposited_on} already; this one stands beside it."
    )


def since(instrument: Instrument) -> str:
    """Return from when an instrument counts, where that is not the day of the act."""
    on = instrument.effective_on
    return f" from {on} on" if on and on != instrument.deposited_on else ""


@adoption.command("withdraw")
def withdraw_acceptance(
    code: DeclarationCode,
    member_code: MemberCode,
    db: Db = DEFAULT_DB,
    paragraphs: ParagraphNames = None,
    every: Every = False,
    on: On = None,
    effective: EffectiveDay = None,
    decision: Annotated[str, typer.Option(help="Reference of the decision.")] = "",
) -> None:
    """Register that a member withdraws its acceptance of paragraphs.

    Example: accord adoption withdraw ulyanovsk-2017 --member seoul --paragraph environment-2
    """
    with workspace(db) as engine, transaction(engine) as session:
        declaration = load_revision(session, code).declaration
        known = tuple(paragraph.id for paragraph in declaration.operative_paragraphs())
        instrument = Instrument(
            member=member_code,
            declaration=code,
            kind=InstrumentKind.WITHDRAWAL,
            deposited_on=on or today(),
            paragraphs=choose_paragraphs(known, paragraphs or [], every, []),
            effective_on=effective,
            decision_reference=decision,
        )
        deposit_instrument(
            session, instrument, rules=load_rules(session, code), paragraph_ids=known
        )
        left = count_accepted(session, instrument)
    say(
        f"{member_code} withdraws {print_count(len(instrument.paragraphs), 'paragraph')}"
        f"{since(instrument)} and then accepts {left} of {len(known)}."
    )
    suggest(f"accord adoption matrix {code} --db {db}")


@adoption.command("list")
def list_acts(
    code: DeclarationCode, db: Db = DEFAULT_DB, as_of: AsOf = None, as_json: Json = False
) -> None:
    """List the instruments and statements deposited, oldest first.

    Example: accord adoption list ulyanovsk-2017
    """
    with workspace(db) as engine, reading(engine) as session:
        register = load_register(session, code, as_of or today(), entries_of=())
    rows = [
        (i.deposited_on, i.member, i.kind.value, print_count(len(i.paragraphs), "paragraph"))
        for i in register.instruments
    ] + [
        (s.made_on, s.member, s.kind.value, f"{', '.join(sorted(s.paragraphs))}: {s.text}")
        for s in register.statements
    ]
    printed = [(day.isoformat(), *rest) for day, *rest in sorted(rows)]
    if as_json:
        names = ("on", "member", "kind", "about")
        emit_json([dict(zip(names, row, strict=True)) for row in printed])
    else:
        emit_rows(("ON", "MEMBER", "ACT", "ABOUT"), printed)


adoption.command("matrix")(show_matrix)


@adoption.command("rules")
def set_rules(
    code: DeclarationCode,
    db: Db = DEFAULT_DB,
    minimum: Annotated[int | None, typer.Option(min=0, help="Paragraphs at the least.")] = None,
    core: Annotated[list[str] | None, typer.Option(help="A core paragraph; repeat it.")] = None,
    core_minimum: Annotated[int | None, typer.Option(min=0, help="Core ones at the least.")] = None,
    withdrawal_after_years: Annotated[
        int | None, typer.Option(min=0, help="No withdrawal before so many years.")
    ] = None,
    notice_months: Annotated[int | None, typer.Option(min=0, help="Notice of withdrawal.")] = None,
    objection_months: Annotated[
        int | None, typer.Option(min=0, help="How long others may object to a reservation.")
    ] = None,
    review_years: Annotated[
        int | None, typer.Option(min=0, help="When a reservation is due for review; 0 is never.")
    ] = None,
    follow_up_months: Annotated[
        int | None,
        typer.Option(min=0, help="How often to ask about what is not accepted; 0 is never."),
    ] = None,
    on: On = None,
) -> None:
    """Show, or set, the association's own rules of acceptance for a declaration.

    Without options it shows the rules in force. New ones hold from the day of --on; reports of
    earlier days keep the old.

    Example: accord adoption rules charter --minimum 20 --core-minimum 10 --core article-2
    """
    given = {
        "minimum": minimum,
        "core": frozenset(core) if core else None,
        "core_minimum": core_minimum,
        "withdrawal_after_years": withdrawal_after_years,
        "notice_months": notice_months,
        "objection_months": objection_months,
        "review_years": review_years,
        "follow_up_months": follow_up_months,
    }
    changed = {name: value for name, value in given.items() if value is not None}
    with workspace(db) as engine, transaction(engine) as session:
        declaration = load_revision(session, code).declaration
        known = [paragraph.id for paragraph in declaration.operative_paragraphs()]
        unknown = sorted(set(core or []) - set(known))
        if unknown:
            raise InputRefusal(
                f"{code} has no operative paragraph {', '.join(unknown)}.",
                hint=f"Its paragraphs: {', '.join(known)}.",
            )
        rules = load_rules(session, code)
        if changed:
            values = {name: getattr(rules, name) for name in given} | changed
            rules = AcceptanceRules(**values)
            save_rules(session, code, rules, changed_on=on or today())
    emit(f"minimum                 {rules.minimum}")
    emit(f"core                    {', '.join(filter(rules.core.__contains__, known)) or '-'}")
    emit(f"core minimum            {rules.core_minimum}")
    emit(f"withdrawal after years  {rules.withdrawal_after_years}")
    emit(f"notice in months        {rules.notice_months}")
    emit(f"objection in months     {rules.objection_months}")
    emit(f"review after years      {rules.review_years}")
    emit(f"follow-up in months     {rules.follow_up_months}")
