"""The text, from other formats: a file that Accord did not write becomes a draft."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.amendments import amendment, changing, require_members, told
from app.cli.options import (
    DEFAULT_DB,
    Db,
    DocumentFormat,
    DryRun,
    Format,
    Json,
    Language,
    MemberCode,
    On,
    Output,
)
from app.cli.output import deliver, emit_json, pick_format, say, suggest, today, workspace
from app.cli.text import draft, split_name
from app.errors import problem_as_data, problem_lines
from app.new_drafts import read_foreign_draft
from app.word_proposals import find_proposal, read_word_proposal
from declarations.amendment_json import amendment_as_data
from declarations.amendment_proposals import draw_up_amendment
from declarations.amendment_store import propose_amendment
from declarations.amendments import (
    Amendment,
    Delete,
    InsertAfter,
    MoveAfter,
    Operation,
    SetDetail,
)
from declarations.draft_printing import print_draft
from declarations.front_matter import CODE, LANGUAGE
from declarations.model import Profile
from declarations.problems import (
    Level,
    NotFoundRefusal,
    Problem,
    StorageRefusal,
)
from declarations.revisions import canonical_json
from exports.docx.reading import Changes
from exports.package_guard import WORD_FILE
from exports.phrasing import print_count
from exports.word_amendment import Proposal
from exports.word_draft import DraftWishes

"""None of its own: the commands here belong to the groups of texts and amendments."""
INPUT_HAS_PROBLEMS = 3

Treatment = Annotated[
    Changes, typer.Option("--changes", help="What to do with tracked changes before reading.")
]


def read_bytes(path: Path) -> bytes:
    """Return the bytes of a file from outside, at most one more than the guard allows.

    Raises StorageRefusal when it is missing or cannot be read.
    """
    try:
        with path.open("rb") as file:
            return file.read(WORD_FILE.packed + 1)
    except OSError as error:
        raise StorageRefusal(
            f"The file cannot be read: {path}: {error.strerror}.",
            hint="Check the name and the rights of the file.",
        ) from error


@draft.command("import")
def import_draft(
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="A Word file (.docx) or an Akoma Ntoso file (.xml)."),
    ],
    output: Output = "-",
    format_: Format = None,
    changes: Treatment = Changes.ACCEPT,
    code: Annotated[str, typer.Option(help="The code of the declaration.")] = "",
    title: Annotated[str, typer.Option(help="The title. Default: as in the file.")] = "",
    language: Annotated[
        str, typer.Option("--language", help="Language of the text. Default: as in the file.")
    ] = "",
    profile: Annotated[Profile | None, typer.Option(help="Its drafting style.")] = None,
    as_json: Json = False,
) -> None:
    """Make a sectioned draft of a Word or Akoma Ntoso file that no one prepared for it.

    Headings become sections; numbers, lists, notes and italics are kept. What was not understood
    is listed on standard error with its place, and the exit code is then 3; the draft is written
    all the same.

    Example: accord draft import proposal.docx --changes accept -o proposal.md
    """
    if changes is Changes.KEEP:
        raise typer.BadParameter("A draft has no tracked changes: choose accept or reject.")
    check_wishes(code, language)
    wanted = DocumentFormat.MARKDOWN
    if format_ is not None or output != "-":
        wanted = pick_format(output, format_, (DocumentFormat.MARKDOWN, DocumentFormat.JSON))
    wishes = DraftWishes(code, title, language, profile)
    imported = read_foreign_draft(read_bytes(file), file.name, changes, wishes)
    written = (
        canonical_json(imported.declaration)
        if wanted is DocumentFormat.JSON
        else print_draft(imported.declaration)
    )
    if as_json:
        emit_json(
            {"draft": written, "problems": [problem_as_data(each) for each in imported.problems]}
        )
    else:
        deliver(output, written.encode())
    tell_import(imported.problems, as_json=as_json)
    if any(problem.level is not Level.HINT for problem in imported.problems):
        raise typer.Exit(INPUT_HAS_PROBLEMS)
    if output != "-":
        suggest(f"accord draft check {output}")


@amendment.command("import")
def import_amendment(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A Word file (.docx).")],
    member: MemberCode,
    base: Annotated[
        str,
        typer.Option(
            metavar="CODE@NUMBER",
            help="The revision it was made from. Default: the latest of the declaration that the "
            "file names.",
        ),
    ] = "",
    co_sponsor: Annotated[
        list[str] | None, typer.Option(metavar="CODE", help="A member that supports it.")
    ] = None,
    rationale: Annotated[str, typer.Option(help="Why. Default: the comments in the file.")] = "",
    replaces: Annotated[
        str, typer.Option(metavar="AMENDMENT", help="An open one of the member that it replaces.")
    ] = "",
    language: Language = "",
    on: On = None,
    db: Db = DEFAULT_DB,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Make an amendment of a member's Word file, with tracked changes or without.

    Paragraphs are found by the bookmarks that accord draft export writes, else by likeness. What
    was not understood is listed on standard error with its place, and the exit code is then 3; the
    amendment is stored all the same.

    Example: accord amendment import quito.docx --member quito --base cities-2026@1
    """
    readings = read_word_proposal(read_bytes(file), file.name)
    name = base or readings.accepted.identifier
    if not name:
        raise NotFoundRefusal(
            f"{file.name} does not say which declaration it was made from.",
            hint="Name it: --base CODE@NUMBER.",
        )
    code, number = split_name(name)
    with workspace(db) as engine, changing(engine, dry_run=dry_run) as session:
        require_members(session, [member, *(co_sponsor or ())])
        revision, proposal = find_proposal(session, readings, code, number, language)
        day = on or proposal.changed_on or today()
        given = draw_up_amendment(
            revision,
            proposal.operations,
            member,
            co_sponsors=co_sponsor or (),
            joined_on=day,
            rationale=rationale or proposal.rationale,
        )
        made = propose_amendment(session, given, made_on=day, replaces=replaces)
    tell_amendment(made, proposal, as_json=as_json, dry_run=dry_run)
    if any(problem.level is not Level.HINT for problem in proposal.problems):
        raise typer.Exit(INPUT_HAS_PROBLEMS)
    suggest(f"accord amendment compile {code} --db {db}")


def tell_amendment(made: Amendment, proposal: Proposal, *, as_json: bool, dry_run: bool) -> None:
    """Say what was proposed, change by change, by whom, and what was not understood."""
    if as_json:
        problems = [problem_as_data(each) for each in proposal.problems]
        emit_json(amendment_as_data(made) | {"problems": problems})
    for operation in made.operations:
        say(describe_operation(operation))
    if proposal.authors:
        say(f"Changes and comments by {', '.join(proposal.authors)}.")
    tell_import(proposal.problems, as_json=as_json)
    told(
        f"{made.code}: {print_count(len(made.operations), 'change')} proposed for "
        f"{made.declaration}, revision {made.base_number}, by {', '.join(made.sponsors)}.",
        dry_run=dry_run,
    )


def describe_operation(operation: Operation) -> str:
    """Return one line that says what is to be done with which node."""
    match operation:
        case InsertAfter():
            return f"  insert {operation.node_id} after {operation.after_id or 'the beginning'}"
        case MoveAfter():
            place = operation.after_id or f"the beginning of {operation.parent_id or 'the text'}"
            return f"  move {operation.node_id} after {place}"
        case Delete():
            return f"  delete {operation.node_id}"
        case SetDetail():
            return f"  change the {operation.name}"
    return f"  change {operation.node_id}"


def check_wishes(code: str, language: str) -> None:
    """Raise typer.BadParameter for a code or language that no draft can have."""
    if code and not CODE.fullmatch(code):
        raise typer.BadParameter(f"{code!r} is not made of small letters, digits and hyphens.")
    if language and not LANGUAGE.fullmatch(language):
        raise typer.BadParameter(f"{language!r} is no language code such as en, fr or zh-Hans.")


def tell_import(problems: tuple[Problem, ...], *, as_json: bool) -> None:
    """List what was not understood on standard error, and count it."""
    for problem in () if as_json else problems:
        typer.echo(problem_lines(problem), err=True)
    serious = sum(problem.level is not Level.HINT for problem in problems)
    say(f"Not understood or guessed: {serious}. Remarks besides: {len(problems) - serious}.")
