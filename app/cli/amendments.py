"""Amendments: proposing, compiling, recommending, deciding."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace as with_fields
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy import Engine
from sqlmodel import Session

from app.cli.options import (
    DEFAULT_DB,
    AsOf,
    Db,
    DeclarationCode,
    DocumentFormat,
    DryRun,
    Format,
    Json,
    Language,
    MemberCode,
    On,
    Output,
    Pair,
    parse_pair,
)
from app.cli.output import (
    deliver,
    emit,
    emit_json,
    emit_rows,
    pick_format,
    say,
    suggest,
    today,
    workspace,
)
from app.cli.text import render_document
from app.database import WritingSession, reading, transaction
from declarations.amendment_json import amendment_as_data
from declarations.amendment_proposals import draw_up_amendment, read_edited, write_operations
from declarations.amendment_store import (
    join_amendment,
    leave_amendment,
    load_amendment,
    load_amendments,
    load_steps,
    propose_amendment,
    withdraw_amendment,
)
from declarations.amendments import Amendment, AmendmentStatus
from declarations.compilation import Compilation, compile_amendments
from declarations.decisions import Choice, Decided, decide_amendments
from declarations.draft_file import read_draft
from declarations.problems import ChangedMeanwhileRefusal, NotFoundRefusal
from declarations.recommendations import (
    Procedure,
    Recommendation,
    answer_recommendation,
    load_recommendation,
    publish_recommendation,
    recommend,
)
from declarations.store import list_languages, list_revisions, load_revision
from exports.compilation_text import Reader, View, compose_compilation, list_rows
from exports.compilation_workbook import write_compilation
from exports.declaration_text import describe_state
from exports.phrasing import print_count
from exports.plain_text import print_document
from tracker.member_store import load_members

amendment = typer.Typer(
    name="amendment", help="Propose, compile, recommend and decide changes of a text."
)

AmendmentCode = Annotated[str, typer.Argument(metavar="AMENDMENT", help="Its code, such as A1.")]
Reason = Annotated[str, typer.Option(help="Why, for the record.")]


@contextmanager
def changing(engine: Engine, *, dry_run: bool) -> Iterator[WritingSession]:
    """Yield a writing session whose changes are kept unless it is a dry run."""
    with transaction(engine) as session:
        yield session
        if dry_run:
            session.rollback()


def member_names(session: Session) -> dict[str, str]:
    """Return the names of all members by their codes."""
    return {member.code: member.name() for member in load_members(session)}


def require_members(session: Session, codes: Sequence[str]) -> None:
    """Raise NotFoundRefusal for a code that no member has."""
    known = member_names(session)
    for code in codes:
        if code not in known:
            raise NotFoundRefusal(
                f"There is no member {code!r}.",
                hint=f"Known: {', '.join(sorted(known)) or 'none yet'}; "
                f"accord member add {code} ... makes one.",
            )


def told(done: str, *, dry_run: bool) -> None:
    """Say what changed, or that a dry run wrote nothing."""
    say(f"{done} Nothing was written (dry run)." if dry_run else done)


PAIRS = {"parser": parse_pair, "metavar": "ID=TEXT"}


@amendment.command("propose")
def propose(
    declaration: DeclarationCode,
    member: MemberCode,
    edited: Annotated[
        Path | None, typer.Option("--from", metavar="FILE", help="The text as it should be.")
    ] = None,
    replace: Annotated[
        list[Pair] | None, typer.Option(**PAIRS, help="New words for a paragraph or heading.")
    ] = None,
    insert_after: Annotated[
        list[Pair] | None,
        typer.Option(**PAIRS, help="A new paragraph after one; after a heading: the first."),
    ] = None,
    delete: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="Delete a paragraph or section.")
    ] = None,
    move: Annotated[
        list[Pair] | None,
        typer.Option(
            parser=parse_pair,
            metavar="ID=AFTER-ID",
            help="Move a paragraph after another; after a heading: to its beginning.",
        ),
    ] = None,
    rationale: Annotated[str, typer.Option(help="Why it is proposed.")] = "",
    co_sponsor: Annotated[
        list[str] | None, typer.Option(metavar="CODE", help="A member that supports it.")
    ] = None,
    to: Annotated[str, typer.Option(metavar="AMENDMENT", help="Amend this amendment.")] = "",
    replaces: Annotated[
        str, typer.Option(metavar="AMENDMENT", help="An open one of the member that it replaces.")
    ] = "",
    base: Annotated[
        int,
        typer.Option(
            metavar="NUMBER",
            help="The revision it was written for. Default: as the draft file says, else the "
            "latest.",
        ),
    ] = 0,
    language: Language = "",
    on: On = None,
    db: Db = DEFAULT_DB,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Propose an amendment: an edited draft file, or single changes.

    The new words are Markdown as in a draft file. Written for an earlier revision (--base), it is
    laid on the latest; where it clashes with what changed it is refused with both texts.

    Example: accord amendment propose green --member seoul --replace environment-1="We will plant."
    """
    wanted = {"replace": replace, "insert_after": insert_after, "move": move}
    with workspace(db) as engine, changing(engine, dry_run=dry_run) as session:
        require_members(session, [member, *(co_sponsor or ())])
        day = on or today()
        number = base or (find_base(session, declaration, edited) if edited else None)
        written_in = language or (find_written(session, declaration, edited) if edited else "")
        revision = load_revision(session, declaration, number, written_in or None)
        others = load_amendments(session, declaration)
        given = draw_up_amendment(
            revision, (), member, co_sponsors=co_sponsor or (), joined_on=day,
            rationale=rationale, parent=to,
        )  # fmt: skip
        if to:
            load_amendment(session, declaration, to)
        pairs = {name: [(p.key, p.text) for p in found or ()] for name, found in wanted.items()}
        operations = (
            read_edited(edited, revision.declaration, given, others)
            if edited
            else write_operations(revision.declaration, given, others, pairs, delete or ())
        )
        given = with_fields(given, operations=tuple(operations))
        made = propose_amendment(session, given, made_on=day, replaces=replaces)
    if as_json:
        emit_json(amendment_as_data(made))
    told(
        f"{made.code}: {print_count(len(made.operations), 'change')} proposed for {declaration}, "
        f"revision {made.base_number}, by {', '.join(made.sponsors)}.",
        dry_run=dry_run,
    )
    suggest(f"accord amendment compile {declaration} --db {db}")


def find_base(session: WritingSession, declaration: str, edited: Path) -> int | None:
    """Return the number of the revision an edited draft was taken from; None where it is silent.

    Raises ChangedMeanwhileRefusal when it names a revision that is not here.
    """
    parsed = read_draft(edited)
    if not parsed.based_on:
        return None
    language = parsed.declaration.language
    for revision in list_revisions(session, declaration, language):
        if revision.sha256.startswith(parsed.based_on):
            return revision.number
    raise ChangedMeanwhileRefusal(
        f"{edited} was taken from revision {parsed.based_on}, which {declaration} does not have.",
        hint="Check that this is its draft, or name the revision: --base NUMBER.",
    )


def find_written(session: WritingSession, declaration: str, edited: Path) -> str:
    """Return the language of an edited draft; "" where the declaration has no text in it."""
    language = read_draft(edited).declaration.language
    return language if language in list_languages(session, declaration) else ""


@amendment.command("list")
def list_amendments(
    declaration: DeclarationCode,
    every: Annotated[bool, typer.Option("--all", help="Also those that are decided.")] = False,
    db: Db = DEFAULT_DB,
    as_json: Json = False,
) -> None:
    """List the open amendments with their sponsors, recommendation and state.

    Example: accord amendment list green --all
    """
    with workspace(db) as engine, reading(engine) as session:
        names = member_names(session)
        found = [a for a in load_amendments(session, declaration) if every or a.is_open]
        advice = {a.code: load_recommendation(session, declaration, a.code) for a in found}
        steps = {a.code: load_steps(session, declaration, a.code) for a in found}
    if as_json:
        emit_json(
            [
                amendment_as_data(a)
                | {
                    "steps": [
                        {"status": s.status.value, "on": s.made_on.isoformat(), "reason": s.reason}
                        for s in steps[a.code]
                    ],
                    "recommendation": recommendation_as_data(advice[a.code]),
                }
                for a in found
            ]
        )
        return
    emit_rows(
        ("CODE", "STATUS", "REVISION", "CHANGES", "RECOMMENDED", "SPONSORS", "REMARK"),
        [
            (
                a.code,
                a.status.value.replace("_", " "),
                str(a.base_number),
                str(len(a.operations)),
                print_advice(advice[a.code]),
                ", ".join(names.get(each, each) for each in a.sponsors),
                remark_of(a),
            )
            for a in found
        ],
    )


def remark_of(found: Amendment) -> str:
    """Return what else there is to know of an amendment in a list."""
    if found.review:
        return f"needs review: {found.review}"
    if found.status is AmendmentStatus.SUPERSEDED:
        return f"by {found.superseded_by}"
    return f"amends {found.parent}" if found.parent else ""


def print_advice(found: Recommendation | None) -> str:
    """Return a recommendation in words; one not published is marked."""
    if found is None:
        return "-"
    words = found.procedure.value.replace("_", " ")
    return words if found.published_on else f"({words})"


def recommendation_as_data(found: Recommendation | None) -> dict[str, Any] | None:
    """Return a recommendation as JSON-able data."""
    if found is None:
        return None
    return {
        "procedure": found.procedure.value,
        "note": found.note,
        "published_on": found.published_on.isoformat() if found.published_on else None,
        "answer": found.answer,
        "answered_on": found.answered_on.isoformat() if found.answered_on else None,
    }


@amendment.command("compile")
def compile_all(
    declaration: DeclarationCode,
    view: Annotated[View, typer.Option(help="How it is shown.")] = View.INLINE,
    language: Language = "",
    output: Output = "-",
    format_: Format = None,
    db: Db = DEFAULT_DB,
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """Lay all open amendments against the latest text and show what stands and what clashes.

    On the terminal {+this+} is put in and [-this-] taken out. With -o it is a PDF, DOCX or HTML
    document, or with .xlsx a workbook of all proposals and the voting list.

    Example: accord amendment compile green --view table -o amendments.docx
    """
    with workspace(db) as engine, reading(engine) as session:
        names = member_names(session)
        revision = load_revision(session, declaration, language=language or None)
        written_in = revision.declaration.language
        compilation = compile_amendments(
            revision.declaration,
            [a for a in load_amendments(session, declaration) if a.language == written_in],
        )
    made_on = as_of or today()
    if as_json:
        emit_json(compilation_as_data(compilation, names))
        return
    document = compose_compilation(
        compilation, view, names, made_on=made_on, state=describe_state(revision, None)
    )
    if output == "-" and format_ is None:
        emit(print_document(document).rstrip("\n"))
        suggest(f"accord amendment recommend {declaration} AMENDMENT --procedure accept --db {db}")
        return
    wanted = pick_format(
        output,
        format_,
        (DocumentFormat.PDF, DocumentFormat.DOCX, DocumentFormat.HTML, DocumentFormat.XLSX),
    )
    if wanted is DocumentFormat.XLSX:
        deliver(output, write_compilation(compilation, names, made_on=made_on))
    else:
        deliver(output, render_document(document, wanted, db))


def compilation_as_data(compilation: Compilation, names: Mapping[str, str]) -> dict[str, Any]:
    """Return a compilation as JSON-able data."""
    rows = list_rows(Reader(compilation, names))
    return {
        "declaration": compilation.base.code,
        "amendments": [each.code for each in compilation.amendments],
        "proposals": [
            {
                "place": row.place, "text": row.base, "proposal": row.proposal,
                "amendments": row.codes.split(", "), "sponsors": row.sponsors.split(", "),
                "note": row.note,
            }
            for row in rows
        ],
        "votes": [
            {
                "part": each.part, "amendment": each.code, "sponsors": list(each.sponsors),
                "distance": round(each.distance, 4), "contested": each.is_contested,
            }
            for each in compilation.ballots
        ],
        "needs_review": {each.code: each.review for each in compilation.set_aside},
    }  # fmt: skip


@amendment.command("recommend")
def recommend_procedure(
    declaration: DeclarationCode,
    code: AmendmentCode,
    procedure: Annotated[Procedure | None, typer.Option(help="What is recommended.")] = None,
    note: Annotated[str, typer.Option(help="Why, or how it should be amended.")] = "",
    publish: Annotated[bool, typer.Option("--publish", help="Let members see it.")] = False,
    answer: Annotated[str, typer.Option(help="The sponsor's answer; needs --member.")] = "",
    member: Annotated[
        str, typer.Option(metavar="CODE", help="The sponsor who answers, by its code.")
    ] = "",
    on: On = None,
    db: Db = DEFAULT_DB,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Recommend a procedure for an amendment, publish it, or record the sponsor's answer.

    Example: accord amendment recommend green A1 --procedure accept --publish
    """
    if procedure is None and not publish and not answer:
        raise typer.BadParameter("give --procedure, --publish or --answer.")
    if answer and not member:
        raise typer.BadParameter("--answer needs --member with the code of the sponsor.")
    day = on or today()
    with workspace(db) as engine, changing(engine, dry_run=dry_run) as session:
        if procedure is not None:
            recommend(session, declaration, code, Recommendation(procedure, note))
        if publish:
            publish_recommendation(session, declaration, code, day)
        if answer:
            require_members(session, [member])
            answer_recommendation(session, declaration, code, member=member, answer=answer, day=day)
        found = load_recommendation(session, declaration, code)
    if as_json:
        emit_json(recommendation_as_data(found))
    told(f"Recommendation for {code}: {print_advice(found)}.", dry_run=dry_run)
    suggest(
        f"accord amendment decide {declaration} --accept {code} --db {db}"
        if found and found.published_on
        else f"accord amendment recommend {declaration} {code} --publish --db {db}"
    )


def parse_choice(words: str) -> Choice:
    """Return the choice of A1 (all of it) or A1:1,3 (these operations)."""
    code, sign, numbers = words.partition(":")
    if not sign:
        return Choice(code)
    parts = [part.strip() for part in numbers.split(",")]
    if not all(part.isdigit() for part in parts):
        raise typer.BadParameter(f"{words!r}: after : stand numbers of changes, such as {code}:1,3")
    return Choice(code, tuple(int(part) for part in parts))


@amendment.command("decide")
def decide(
    declaration: DeclarationCode,
    accept: Annotated[
        list[str] | None,
        typer.Option(metavar="AMENDMENT", help="Accept it; A1:1,3 only its first and third."),
    ] = None,
    reject: Annotated[
        list[str] | None, typer.Option(metavar="AMENDMENT", help="Reject it.")
    ] = None,
    reason: Reason = "",
    on: On = None,
    db: Db = DEFAULT_DB,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Decide on amendments: what is accepted makes a new revision, the others are laid on it.

    Nothing is done when two that are accepted clash, or one was written for another text.

    Example: accord amendment decide green --accept A1 --accept A2:1 --reject A3
    """
    choices = [parse_choice(each) for each in accept or ()]
    choices += [Choice(each, ()) for each in reject or ()]
    if not choices:
        raise typer.BadParameter("give --accept or --reject with the code of an amendment.")
    with workspace(db) as engine, changing(engine, dry_run=dry_run) as session:
        decided = decide_amendments(
            session, declaration, choices, made_on=on or today(), reason=reason
        )
    tell_decided(declaration, decided, db, dry_run=dry_run, as_json=as_json)


@amendment.command("merge")
def merge(
    declaration: DeclarationCode,
    codes: Annotated[
        list[str] | None,
        typer.Argument(metavar="AMENDMENT", help="Their codes. Default: all that do not clash."),
    ] = None,
    reason: Reason = "",
    on: On = None,
    db: Db = DEFAULT_DB,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Accept many amendments at once into one new revision.

    Example: accord amendment merge green A1 A3
    """
    with workspace(db) as engine, changing(engine, dry_run=dry_run) as session:
        chosen = list(codes or ()) or uncontested(session, declaration)
        decided = decide_amendments(
            session,
            declaration,
            [Choice(code) for code in chosen],
            made_on=on or today(),
            reason=reason,
        )
    tell_decided(declaration, decided, db, dry_run=dry_run, as_json=as_json)


def uncontested(session: Session, declaration: str) -> list[str]:
    """Return the codes of the open amendments without any clash; NotFoundRefusal when none."""
    text = load_revision(session, declaration).declaration
    amendments = load_amendments(session, declaration)
    compilation = compile_amendments(
        text, [each for each in amendments if each.language == text.language]
    )
    contested = {each.code for each in compilation.ballots if each.is_contested}
    found = [
        each.code
        for each in compilation.amendments
        if each.code not in contested and (not each.parent or each.parent not in contested)
    ]
    if not found:
        raise NotFoundRefusal(
            f"{declaration} has no open amendment that clashes with no other.",
            hint=f"accord amendment compile {declaration} shows the clashes.",
        )
    return found


def tell_decided(
    declaration: str, decided: Decided, db: str, *, dry_run: bool, as_json: bool
) -> None:
    """Tell what a decision did."""
    if as_json:
        emit_json(
            {
                "revision": decided.revision.number if decided.revision else None,
                "sha256": decided.revision.sha256 if decided.revision else None,
                "decided": {code: status.value for code, status in decided.statuses.items()},
                "others": [
                    {
                        "amendment": each.amendment.code,
                        "outcome": each.outcome.value,
                        "remarks": list(each.remarks),
                    }
                    for each in decided.rebased
                ],
            }
        )
    for code, status in decided.statuses.items():
        say(f"{code}: {status.value.replace('_', ' ')}.")
    for each in decided.rebased:
        say(str(each))
    number = decided.revision.number if decided.revision else 0
    told(
        f"{declaration} now has revision {number}." if number else "The text stays as it is.",
        dry_run=dry_run,
    )
    if number > 1 and not dry_run:
        pair = f"{declaration}@{number - 1} {declaration}@{number}"
        suggest(f"accord draft compare {pair} --db {db}")


@amendment.command("withdraw")
def withdraw(
    declaration: DeclarationCode,
    code: AmendmentCode,
    member: MemberCode,
    reason: Reason = "",
    on: On = None,
    db: Db = DEFAULT_DB,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Withdraw an amendment, as its sponsor; amendments to it lapse.

    Example: accord amendment withdraw green A1 --member seoul --reason "Covered by A2"
    """
    with workspace(db) as engine, changing(engine, dry_run=dry_run) as session:
        lapsed = withdraw_amendment(
            session, declaration, code, member=member, made_on=on or today(), reason=reason
        )
    if as_json:
        emit_json({"withdrawn": code, "lapsed": list(lapsed)})
    also = f" With it lapse {', '.join(lapsed)}." if lapsed else ""
    told(f"{code} is withdrawn.{also}", dry_run=dry_run)
    suggest(f"accord amendment list {declaration} --db {db}")


@amendment.command("join")
def join(
    declaration: DeclarationCode,
    code: AmendmentCode,
    member: MemberCode,
    on: On = None,
    db: Db = DEFAULT_DB,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Stand behind an amendment as a co-sponsor.

    Example: accord amendment join green A1 --member quito
    """
    with workspace(db) as engine, changing(engine, dry_run=dry_run) as session:
        require_members(session, [member])
        found = join_amendment(session, declaration, code, member=member, joined_on=on or today())
    tell_sponsors(found, db, dry_run=dry_run, as_json=as_json)


@amendment.command("leave")
def leave(
    declaration: DeclarationCode,
    code: AmendmentCode,
    member: MemberCode,
    on: On = None,
    db: Db = DEFAULT_DB,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Leave an amendment as a co-sponsor.

    Example: accord amendment leave green A1 --member quito
    """
    with workspace(db) as engine, changing(engine, dry_run=dry_run) as session:
        found = leave_amendment(session, declaration, code, member=member, left_on=on or today())
    tell_sponsors(found, db, dry_run=dry_run, as_json=as_json)


def tell_sponsors(found: Amendment, db: str, *, dry_run: bool, as_json: bool) -> None:
    """Tell who stands behind an amendment now."""
    if as_json:
        emit_json(amendment_as_data(found))
    told(f"Behind {found.code}: {', '.join(found.sponsors)}.", dry_run=dry_run)
    suggest(f"accord amendment list {found.declaration} --db {db}")
