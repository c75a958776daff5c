"""The text: drafting, checking, revising, adopting."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from jinja2 import Environment, PackageLoader, StrictUndefined
from sqlalchemy import Engine

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
    NoInput,
    On,
    Output,
    Yes,
)
from app.cli.output import (
    confirm,
    deliver,
    emit,
    emit_json,
    emit_rows,
    pick_format,
    say,
    suggest,
    today,
    warn,
    workspace,
)
from app.database import reading, transaction
from app.errors import problem_as_data, problem_lines
from declarations.checks import check_declaration
from declarations.comparison import ChangeKind, Comparison, PieceKind, compare
from declarations.draft_file import ParsedDraft, parse_draft, print_draft, read_draft
from declarations.model import Declaration
from declarations.problems import InputRefusal, Level, NotFoundRefusal, Problem, has_errors
from declarations.revisions import canonical_json
from declarations.store import (
    adopt_revision,
    list_declarations,
    list_revisions,
    load_adoption,
    load_revision,
    save_revision,
)
from exports.blocks import Document
from exports.declaration_text import compose_declaration
from exports.docx.writer import write_docx
from exports.html import write_html
from exports.pdf.writer import write_pdf
from exports.redline import compose_redline
from tracker.member_store import load_assemblies

draft = typer.Typer(name="draft", help="Write, check, compare, revise and adopt a text.")
GROUPS = (draft,)

DraftFile = Annotated[Path, typer.Argument(metavar="FILE", help="The draft file (Markdown).")]
TextName = Annotated[
    str,
    typer.Argument(metavar="TEXT", help="A draft file, or CODE, or CODE@NUMBER for one revision."),
]
INPUT_HAS_PROBLEMS = 3


def find_problems(parsed: ParsedDraft) -> list[Problem]:
    """Return the problems of the file and of the text, in the order of their places."""
    found = [*parsed.problems, *check_declaration(parsed.declaration, parsed.places)]
    return sorted(found, key=lambda problem: (problem.place.line, problem.place.column))


def render_document(document: Document, wanted: DocumentFormat) -> bytes:
    """Return the document in the wanted format; warnings go to standard error."""
    writers = {
        DocumentFormat.PDF: write_pdf,
        DocumentFormat.DOCX: write_docx,
        DocumentFormat.HTML: write_html,
    }
    return writers[wanted](document, warn)


def split_name(name: str) -> tuple[str, int | None]:
    """Return the code and revision number of CODE or CODE@NUMBER."""
    code, sign, number = name.partition("@")
    if not sign:
        return code, None
    if not number.isdigit():
        raise typer.BadParameter(f"{name!r}: after @ stands a revision number, such as {code}@2.")
    return code, int(number)


def read_text(name: str, db: str) -> Declaration:
    """Return the declaration that a draft file, CODE or CODE@NUMBER names."""
    if Path(name).is_file():
        return read_draft(Path(name)).declaration
    if name.endswith((".md", ".markdown")):
        raise NotFoundRefusal(
            f"There is no draft file {name}.", hint="Check the name and the folder."
        )
    code, number = split_name(name)
    with workspace(db) as engine, reading(engine) as session:
        return load_revision(session, code, number).declaration


@draft.command("new")
def start_draft(
    code: Annotated[str, typer.Argument(help="A short code for the declaration.")],
    output: Output = "",
    title: Annotated[str, typer.Option(help="The title.")] = "",
    language: Language = "en",
) -> None:
    """Write a new draft file with the default sections.

    Example: accord draft new cities-2026 --title "Declaration on Green Cities"
    """
    environment = Environment(
        loader=PackageLoader("templates", "."),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701 - the result is a Markdown draft, not a page
        keep_trailing_newline=True,
    )
    skeleton = environment.get_template("declaration.md.j2")
    drafted = skeleton.render(code=code, title=title or code, language=language)
    parsed = parse_draft(drafted, f"{code}.md")
    if has_errors(parsed.problems):
        raise InputRefusal(
            "The draft could not be made.",
            hint="Choose a code of small letters, digits and hyphens.",
            problems=parsed.problems,
        )
    target = output or f"{code}.md"
    if target != "-" and Path(target).exists():
        raise InputRefusal(
            f"{target} already exists; it was left as it is.", hint="Choose another -o."
        )
    deliver(target, print_draft(parsed.declaration).encode())
    suggest(f"accord draft check {target}")


@draft.command("check")
def check_draft(file: DraftFile, as_json: Json = False) -> None:
    """List everything that is wrong in a draft, with its place and what to do.

    Ends with exit code 3 when there is an error or a warning; hints alone are no fault.

    Example: accord draft check cities-2026.md
    """
    problems = find_problems(read_draft(file))
    if as_json:
        emit_json({"file": str(file), "problems": [problem_as_data(p) for p in problems]})
    for problem in () if as_json else problems:
        emit(problem_lines(problem))
    counts = {level: sum(p.level is level for p in problems) for level in Level}
    say(
        f"{file}: {counts[Level.ERROR]} errors, {counts[Level.WARNING]} warnings, "
        f"{counts[Level.HINT]} hints."
    )
    if counts[Level.ERROR] or counts[Level.WARNING]:
        raise typer.Exit(INPUT_HAS_PROBLEMS)
    suggest(f"accord draft revise {file}")


@draft.command("format")
def format_draft(file: DraftFile, output: Output = "", dry_run: DryRun = False) -> None:
    """Write a draft in its canonical form, with an id for every paragraph that has none.

    A draft with errors is left as it is, so that no word is lost.

    Example: accord draft format cities-2026.md
    """
    parsed = read_draft(file)
    errors = [problem for problem in parsed.problems if problem.level is Level.ERROR]
    if errors:
        raise InputRefusal(
            f"{file} was left as it is: it has errors.",
            hint="Mend them, then format again.",
            problems=errors,
        )
    formatted = print_draft(parsed.declaration).encode()
    same = file.read_bytes() == formatted
    if dry_run or (same and not output):
        say(f"{file} is in canonical form." if same else f"{file} would be rewritten.")
        return
    deliver(output or str(file), formatted)


@draft.command("export")
def export_text(
    name: TextName,
    output: Output = "-",
    format_: Format = None,
    db: Db = DEFAULT_DB,
    as_of: AsOf = None,
) -> None:
    """Write a text as PDF, DOCX, HTML, Markdown or JSON.

    Example: accord draft export cities-2026 -o cities-2026.pdf
    """
    wanted = pick_format(
        output,
        format_,
        (
            DocumentFormat.PDF,
            DocumentFormat.DOCX,
            DocumentFormat.HTML,
            DocumentFormat.MARKDOWN,
            DocumentFormat.JSON,
        ),
    )
    declaration = read_text(name, db)
    if wanted is DocumentFormat.MARKDOWN:
        data = print_draft(declaration).encode()
    elif wanted is DocumentFormat.JSON:
        data = canonical_json(declaration).encode()
    else:
        data = render_document(compose_declaration(declaration, made_on=as_of or today()), wanted)
    deliver(output, data)


@draft.command("list")
def list_texts(db: Db = DEFAULT_DB, as_json: Json = False) -> None:
    """List the declarations in the workspace with their latest revision and adoption.

    Example: accord draft list
    """
    with workspace(db) as engine, reading(engine) as session:
        found = []
        for code in list_declarations(session):
            latest = load_revision(session, code)
            adoption = load_adoption(session, code)
            found.append((latest, adoption))
    if as_json:
        emit_json(
            [
                {
                    "declaration": revision.declaration.code,
                    "title": revision.declaration.title,
                    "revision": revision.number,
                    "sha256": revision.sha256,
                    "adopted_by": adoption.assembly if adoption else None,
                    "adopted_on": adoption.adopted_on.isoformat() if adoption else None,
                }
                for revision, adoption in found
            ]
        )
        return
    emit_rows(
        ("CODE", "REVISION", "ADOPTED", "TITLE"),
        [
            (
                revision.declaration.code,
                str(revision.number),
                adoption.adopted_on.isoformat() if adoption else "-",
                revision.declaration.title,
            )
            for revision, adoption in found
        ],
    )


@draft.command("show")
def show_text(name: TextName, db: Db = DEFAULT_DB, as_json: Json = False) -> None:
    """Print a text as a draft file, or list its revisions with --json.

    Example: accord draft show cities-2026@2
    """
    if as_json:
        code, _number = split_name(name)
        with workspace(db) as engine, reading(engine) as session:
            revisions = list_revisions(session, code)
        emit_json(
            [
                {
                    "revision": revision.number,
                    "sha256": revision.sha256,
                    "parent_sha256": revision.parent_sha256,
                    "made_on": revision.made_on.isoformat(),
                    "reason": revision.reason,
                }
                for revision in revisions
            ]
        )
        return
    emit(print_draft(read_text(name, db)).rstrip("\n"))


@draft.command("compare")
def compare_texts(
    old: TextName,
    new: TextName,
    output: Output = "-",
    format_: Format = None,
    db: Db = DEFAULT_DB,
    as_of: AsOf = None,
) -> None:
    """Show what changed between two texts, paragraph by paragraph.

    On the terminal {+this+} was inserted and [-this-] deleted; with -o it is a redline.

    Example: accord draft compare cities-2026@1 cities-2026@2 -o redline.html
    """
    before, after = read_text(old, db), read_text(new, db)
    comparison = compare(before, after)
    if output == "-" and format_ is None:
        print_comparison(comparison)
        return
    wanted = pick_format(
        output, format_, (DocumentFormat.HTML, DocumentFormat.PDF, DocumentFormat.DOCX)
    )
    document = compose_redline(
        comparison, made_on=as_of or today(), is_tracked=wanted is DocumentFormat.DOCX
    )
    deliver(output, render_document(document, wanted))


def print_comparison(comparison: Comparison) -> None:
    """Print the changed nodes on standard output."""
    marks = {
        PieceKind.EQUAL: "{}",
        PieceKind.INSERTED: "{{+{}+}}",
        PieceKind.DELETED: "[-{}-]",
    }
    changed = [c for c in comparison.changes if c.kind is not ChangeKind.UNCHANGED]
    for change in changed:
        text = "".join(marks[piece.kind].format(piece.text) for piece in change.pieces)
        emit(f"{change.node_id} ({change.kind.value.replace('_', ' ')})\n    {text}\n")
    say(f"{len(changed)} of {len(comparison.changes)} paragraphs and headings differ.")


@draft.command("revise")
def revise_text(
    file: DraftFile,
    db: Db = DEFAULT_DB,
    reason: Annotated[str, typer.Option(help="Why it was revised.")] = "",
    parent: Annotated[
        str,
        typer.Option(
            help="SHA-256 of the revision it was made from, when others may have revised "
            "meanwhile. Default: the latest."
        ),
    ] = "",
    on: On = None,
    dry_run: DryRun = False,
) -> None:
    """Store a draft file as the next revision of its declaration.

    Example: accord draft revise cities-2026.md --reason "Second reading"
    """
    parsed = read_draft(file)
    errors = [p for p in find_problems(parsed) if p.level is Level.ERROR]
    if errors:
        raise InputRefusal(
            f"{file} was not stored: it has errors.",
            hint=f"Mend them; accord draft check {file} lists warnings as well.",
            problems=errors,
        )
    declaration = parsed.declaration
    with workspace(db) as engine:
        if dry_run:
            say(f"{declaration.code} would get a new revision; nothing was written.")
            return
        revision_number = store_revision(engine, declaration, parent, reason, on or today())
    say(f"{declaration.code} now has revision {revision_number}.")
    suggest(f"accord draft adopt {declaration.code} --assembly CODE --on DATE --db {db}")


def store_revision(
    engine: Engine, declaration: Declaration, parent: str, reason: str, made_on: date
) -> int:
    """Store the declaration as the next revision and return its number."""
    with transaction(engine) as session:
        if not parent and declaration.code in list_declarations(session):
            parent = load_revision(session, declaration.code).sha256
        revision = save_revision(
            session, declaration, parent_sha256=parent, made_on=made_on, reason=reason
        )
        return revision.number


@draft.command("adopt")
def adopt_text(
    code: DeclarationCode,
    assembly: Annotated[str, typer.Option(help="The assembly that adopted it, by its code.")],
    db: Db = DEFAULT_DB,
    on: On = None,
    revision: Annotated[int, typer.Option(help="The revision. Default: the latest.")] = 0,
    decision: Annotated[str, typer.Option(help="How it was decided.")] = "without vote",
    note: Annotated[str, typer.Option(help="A remark for the record.")] = "",
    yes: Yes = False,
    no_input: NoInput = False,
) -> None:
    """Record that an assembly adopted a revision; from then on its text never changes.

    Example: accord draft adopt cities-2026 --assembly ga5 --on 2026-10-01
    """
    with workspace(db) as engine:
        with reading(engine) as session:
            chosen = load_revision(session, code, revision or None)
            known = {meeting.code for meeting in load_assemblies(session)}
        if assembly not in known:
            raise NotFoundRefusal(
                f"There is no assembly {assembly!r}.",
                hint=f"Known: {', '.join(sorted(known)) or 'none'}; "
                f"accord assembly add {assembly} ... makes one.",
            )
        confirm(
            f"Adopt revision {chosen.number} of {code}? Its text can never change afterwards.",
            yes=yes,
            no_input=no_input,
        )
        with transaction(engine) as session:
            adoption = adopt_revision(
                session,
                code,
                chosen.number,
                assembly=assembly,
                adopted_on=on or today(),
                decision=decision,
                note=note,
            )
    say(f"Adopted: {code}, revision {adoption.number}, SHA-256 {chosen.sha256}.")
    suggest(f"accord adoption register {code} --member CODE --all --db {db}")
