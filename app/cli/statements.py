"""The words behind an acceptance: statements, objections, and what is not accepted."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated

import typer

from app.cli.options import (
    DEFAULT_DB,
    AsOf,
    Db,
    DeclarationCode,
    Json,
    MemberCode,
    On,
    parse_day,
)
from app.cli.output import emit_json, emit_rows, say, suggest, today, workspace
from app.database import reading, transaction
from declarations.numbering import compute_labels
from declarations.problems import NotFoundRefusal
from declarations.store import load_revision
from exports.phrasing import print_count
from tracker.acceptance import Effect, Statement, StatementKind
from tracker.acceptance_store import load_statements, make_statement
from tracker.provisions import Provision, list_provisions
from tracker.statements import StatementFacts, examine_statements
from tracker.store import load_register


def parse_reference(value: str) -> tuple[str, int]:
    """Return the member and the number written as MEMBER:NUMBER."""
    member, _, number = value.rpartition(":")
    if not member or not number.isdecimal():
        raise typer.BadParameter(f"{value!r} is not of the form MEMBER:NUMBER, such as seoul:1.")
    return member, int(number)


def add_commands(adoption: typer.Typer) -> None:
    """Add the commands on statements and provisions to the group ``adoption``."""
    adoption.command("state")(state_words)
    adoption.command("statements")(list_statements)
    adoption.command("provisions")(show_provisions)


def state_words(
    code: DeclarationCode,
    member_code: MemberCode,
    kind: Annotated[StatementKind, typer.Option(help="What the statement calls itself.")],
    db: Db = DEFAULT_DB,
    paragraphs: Annotated[
        list[str] | None,
        typer.Option("--paragraph", metavar="ID", help="A paragraph, by its id; repeat it."),
    ] = None,
    effect: Annotated[
        Effect | None,
        typer.Option(
            help="What it does to the paragraphs, whatever its title. Asked for unless it is an "
            "objection or a withdrawal."
        ),
    ] = None,
    title: Annotated[str, typer.Option(help="Its own title.")] = "",
    words: Annotated[str, typer.Option("--text", help="Its words.")] = "",
    language: Annotated[str, typer.Option("--lang", help="Language of the words.")] = "en",
    on: On = None,
    effective: Annotated[
        date | None,
        typer.Option(parser=parse_day, metavar="DATE", help="The day from which it counts."),
    ] = None,
    withdraws: Annotated[
        int | None, typer.Option(help="The member's own statement that it takes back.")
    ] = None,
    modifies: Annotated[
        int | None, typer.Option(help="The member's own statement in whose place it stands.")
    ] = None,
    objects_to: Annotated[
        str, typer.Option(metavar="MEMBER:NUMBER", help="The reservation it objects to.")
    ] = "",
) -> None:
    """Record what a member states about paragraphs: reservation, declaration, objection and more.

    An objection, withdrawal or modification that names no paragraph is about those of the
    statement it points at. The numbers stand in: accord adoption statements.

    Example: accord adoption state ulyanovsk-2017 --member seoul --kind reservation
    --paragraph environment-2 --effect modifies --text "Applies from 2027."
    """
    if effect is None and kind not in {StatementKind.OBJECTION, StatementKind.WITHDRAWAL}:
        raise typer.BadParameter(
            "Say what the statement does with --effect: none, excludes, modifies or "
            "outside_competence. Its title does not tell."
        )
    if (kind is StatementKind.OBJECTION) != bool(objects_to):
        raise typer.BadParameter("An objection, and only that, has --objects-to MEMBER:NUMBER.")
    other, number = parse_reference(objects_to) if objects_to else ("", None)
    with workspace(db) as engine, transaction(engine) as session:
        declaration = load_revision(session, code).declaration
        known = tuple(paragraph.id for paragraph in declaration.operative_paragraphs())
        named = frozenset(paragraphs or [])
        target = number or withdraws or modifies
        if not named and target is not None:
            owned = load_statements(session, code, members=[other or member_code])
            named = frozenset().union(*(s.paragraphs for s in owned if s.number == target))
        made = make_statement(
            session,
            Statement(
                member_code,
                code,
                0,
                kind,
                named,
                words,
                on or today(),
                effect or Effect.NONE,
                title,
                withdraws,
                language,
                modifies,
                other,
                number,
                effective,
            ),
            paragraph_ids=known,
        )
    say(describe_made(made))
    suggest(f"accord adoption statements {code} --db {db}")


def describe_made(made: Statement) -> str:
    """Return what was recorded, and what it does."""
    name = f"Statement {made.member}:{made.number}"
    about = print_count(len(made.paragraphs), "paragraph")
    if made.kind is StatementKind.OBJECTION:
        return (
            f"{name} objects to {made.objects_to_member}:{made.objects_to} on {about}. Between "
            "the two members these do not apply as far as the reservation goes."
        )
    if made.kind is StatementKind.WITHDRAWAL:
        return f"{name} takes back {made.member}:{made.withdraws} from {made.in_effect_on} on."
    if made.is_reservation and made.kind is not StatementKind.RESERVATION:
        return f"{name} is recorded on {about}. By its effect it is a reservation."
    return f"{name} is recorded on {about}."


def list_statements(
    code: DeclarationCode,
    db: Db = DEFAULT_DB,
    member_code: Annotated[
        str, typer.Option("--member", metavar="CODE", help="Only those of this member.")
    ] = "",
    due_for_review: Annotated[
        bool, typer.Option("--due-for-review", help="Only reservations due for review.")
    ] = False,
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """List the statements with their numbers, what became of them, and the objections.

    Example: accord adoption statements ulyanovsk-2017 --due-for-review
    """
    day = as_of or today()
    with workspace(db) as engine, reading(engine) as session:
        register = load_register(session, code, day, entries_of=())
    facts = [
        found
        for found in examine_statements(register.statements, register.rules, day)
        if member_code in ("", found.statement.member)
        and (found.is_review_due or not due_for_review)
    ]
    if as_json:
        emit_json([facts_as_data(found) for found in facts])
        return
    labels = compute_labels(register.declaration)
    emit_rows(
        ("NUMBER", "ON", "KIND", "EFFECT", "NOW", "PARAGRAPHS", "OBJECTIONS", "REVIEW", "TEXT"),
        [
            (
                f"{found.statement.member}:{found.statement.number}",
                found.statement.made_on.isoformat(),
                found.statement.kind.value,
                found.statement.effect.value,
                print_standing(found),
                ", ".join(
                    labels[name].rstrip(".")
                    for name in labels
                    if name in found.statement.paragraphs
                ),
                print_objections(found),
                print_review(found),
                found.statement.text,
            )
            for found in facts
        ],
    )


def print_labels(labels: Mapping[str, str], paragraphs: frozenset[str]) -> str:
    """Return the labels of some paragraphs in the order of the text."""
    return ", ".join(labels[name].rstrip(".") for name in labels if name in paragraphs)


def print_standing(found: StatementFacts) -> str:
    """Return what has become of a statement, and from when if that is to come."""
    if found.statement.effective_on and found.standing.value == "not_yet":
        return f"from {found.statement.effective_on}"
    return found.standing.value


def print_objections(found: StatementFacts) -> str:
    """Return who objects; where nobody does, until when that is possible or that it is over."""
    if found.objections:
        return ", ".join(f"{s.member}:{s.number}" for s in found.objections)
    if found.is_tacitly_accepted:
        return "none, accepted"
    return f"until {found.object_until}" if found.object_until else ""


def print_review(found: StatementFacts) -> str:
    """Return when a reservation is due for review."""
    if found.review_on is None:
        return ""
    return f"due since {found.review_on}" if found.is_review_due else str(found.review_on)


def facts_as_data(found: StatementFacts) -> dict[str, object]:
    """Return a statement with what became of it as JSON-able data."""
    s = found.statement
    return {
        "member": s.member,
        "number": s.number,
        "kind": s.kind.value,
        "effect": s.effect.value,
        "is_reservation": s.is_reservation,
        "title": s.title,
        "text": s.text,
        "language": s.language,
        "paragraphs": sorted(s.paragraphs),
        "made_on": s.made_on.isoformat(),
        "in_effect_on": s.in_effect_on.isoformat(),
        "standing": found.standing.value,
        "withdraws": s.withdraws,
        "modifies": s.modifies,
        "objects_to": f"{s.objects_to_member}:{s.objects_to}" if s.objects_to else None,
        "objections": [
            {"member": o.member, "number": o.number, "paragraphs": sorted(o.paragraphs)}
            for o in found.objections
        ],
        "object_until": found.object_until.isoformat() if found.object_until else None,
        "tacitly_accepted": found.is_tacitly_accepted,
        "review_on": found.review_on.isoformat() if found.review_on else None,
        "review_due": found.is_review_due,
    }


def show_provisions(
    code: DeclarationCode,
    db: Db = DEFAULT_DB,
    accepted: Annotated[
        bool,
        typer.Option("--accepted/--not-accepted", help="What is accepted, or what is not."),
    ] = False,
    member_code: Annotated[
        str, typer.Option("--member", metavar="CODE", help="Only those of this member.")
    ] = "",
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """List accepted or non-accepted provisions: since when, until when, and when to ask again.

    Example: accord adoption provisions ulyanovsk-2017 --not-accepted
    """
    day = as_of or today()
    with workspace(db) as engine, reading(engine) as session:
        register = load_register(session, code, day, entries_of=())
    if member_code and member_code not in {m.code for m in register.members}:
        raise NotFoundRefusal(
            f"There is no member {member_code!r} on {day}.",
            hint="accord member list shows the codes.",
        )
    ids = [paragraph.id for paragraph in register.declaration.operative_paragraphs()]
    found = [
        provision
        for provision in list_provisions(
            ids,
            register.members,
            register.instruments,
            register.statements,
            rules=register.rules,
            begins_on=register.adoption.adopted_on if register.adoption else day,
            as_of=day,
        )
        if provision.is_accepted is accepted and member_code in ("", provision.member)
    ]
    if as_json:
        emit_json([provision_as_data(provision) for provision in found])
        return
    rows = [
        (
            p.member,
            p.paragraph,
            f"{p.position.value}{' (provisional)' if p.is_provisional else ''}",
            p.since.isoformat(),
            str((p.ends_on if accepted else p.ask_on) or ""),
        )
        for p in found
    ]
    last = "ENDS ON" if accepted else "ASK ON"
    emit_rows(("MEMBER", "PARAGRAPH", "POSITION", "SINCE", last), rows)


def provision_as_data(provision: Provision) -> dict[str, object]:
    """Return a provision as JSON-able data."""
    return {
        "member": provision.member,
        "paragraph": provision.paragraph,
        "position": provision.position.value,
        "since": provision.since.isoformat(),
        "provisional": provision.is_provisional,
        "ends_on": provision.ends_on.isoformat() if provision.ends_on else None,
        "ask_on": provision.ask_on.isoformat() if provision.ask_on else None,
    }
