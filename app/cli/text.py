"""The text: drafting, checking, revising, adopting."""

import importlib
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from app.cli.checking import (
    check_draft,
    format_draft,
    read_checks,
    settings_folder,
)
from app.cli.comparison_layout import Looks
from app.cli.comparison_text import comparison_lines, summarize
from app.cli.options import (
    DEFAULT_DB,
    AsOf,
    Db,
    DocumentFormat,
    DraftFile,
    DryRun,
    Format,
    Json,
    Language,
    On,
    Output,
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
    warn,
    workspace,
)
from app.database import reading, transaction
from app.house import load_house_style
from app.new_drafts import make_skeleton
from app.settings import read_settings
from declarations.adoption_records import load_adoption
from declarations.adoptions import Adoption
from declarations.checks import find_problems
from declarations.comparison import Comparison, compare
from declarations.draft_file import print_draft, read_draft
from declarations.front_matter import set_base
from declarations.model import Declaration
from declarations.node_pairing import has_common_ids, pair_nodes, rename_nodes
from declarations.problems import InputRefusal, Level, NotFoundRefusal
from declarations.revising import revise
from declarations.revisions import Revision, canonical_json
from declarations.store import (
    list_declarations,
    list_languages,
    list_revisions,
    load_revision,
)
from exports.akoma_ntoso.metadata import History
from exports.akoma_ntoso.writer import write_akoma_ntoso
from exports.blocks import Document
from exports.comparison_data import comparison_as_data
from exports.declaration_text import compose_declaration, describe_state
from exports.files import write_whole
from exports.house_style import HouseStyle
from exports.redline import compose_redline
from exports.side_by_side import compose_side_by_side

draft = typer.Typer(name="draft", help="Write, check, compare, revise and adopt a text.")

Beside = Annotated[
    list[str],
    typer.Option(
        "--beside",
        metavar="LANGUAGE",
        help="Another language of the text, or its draft file, in a column of its own; "
        "once or twice.",
    ),
]
TextName = Annotated[
    str,
    typer.Argument(metavar="TEXT", help="A draft file, or CODE, or CODE@NUMBER for one revision."),
]


Writer = Callable[[Document, Callable[[str], None], HouseStyle], bytes]
WRITERS = {
    DocumentFormat.PDF: ("exports.pdf.writer", "write_pdf"),
    DocumentFormat.DOCX: ("exports.docx.writer", "write_docx"),
    DocumentFormat.HTML: ("exports.html", "write_html"),
}
"""Each is loaded when a document is written in its format: they bring large libraries."""


def render_document(document: Document, wanted: DocumentFormat, db: str) -> bytes:
    """Return the document in the wanted format; warnings go to standard error.

    It looks as the settings beside the workspace ``db`` say.
    """
    module, name = WRITERS[wanted]
    write: Writer = getattr(importlib.import_module(module), name)
    folder = settings_folder(db)
    return write(document, warn, load_house_style(read_settings(folder), folder, warn))


def split_name(name: str) -> tuple[str, int | None]:
    """Return the code and revision number of CODE or CODE@NUMBER."""
    code, sign, number = name.partition("@")
    if not sign:
        return code, None
    if not number.isdigit():
        raise typer.BadParameter(f"{name!r}: after @ stands a revision number, such as {code}@2.")
    return code, int(number)


def read_text(name: str, db: str, language: str = "") -> Declaration:
    """Return the declaration that a draft file, CODE or CODE@NUMBER names, in a language.

    "" is the language it was first written in. A draft file is in one language; NotFoundRefusal
    when that is another.
    """
    if Path(name).is_file() or name.endswith((".md", ".markdown")):
        declaration = read_draft(Path(name)).declaration
        if language and language != declaration.language:
            raise NotFoundRefusal(
                f"{name} is in the language {declaration.language!r}, not {language!r}.",
                hint="Name the file of that language.",
            )
        return declaration
    code, number = split_name(name)
    with workspace(db) as engine, reading(engine) as session:
        return load_revision(session, code, number, language or None).declaration


def read_described(name: str, db: str, language: str = "") -> tuple[Declaration, str]:
    """Return a text, and in words which state of it that is: its revision, or its file."""
    declaration, revision, adoption = read_standing(name, db, language)
    state = describe_state(revision, adoption) if revision else f"Draft file {Path(name).name}"
    return declaration, state


def read_beside(name: str, db: str, others: Sequence[str]) -> Iterator[tuple[Declaration, str]]:
    """Yield the other languages of a text and which state of each it is.

    Each is a draft file, or the code of a language.
    """
    for other in others:
        is_file = Path(other).is_file()
        yield read_described(
            other if is_file else split_name(name)[0], db, "" if is_file else other
        )


def read_standing(
    name: str, db: str, language: str = ""
) -> tuple[Declaration, Revision | None, Adoption | None]:
    """Return a text with its revision, and the adoption that froze it, where it is on record."""
    if Path(name).is_file() or name.endswith((".md", ".markdown")):
        return read_text(name, db, language), None, None
    code, number = split_name(name)
    with workspace(db) as engine, reading(engine) as session:
        revision = load_revision(session, code, number, language or None)
        adoption = load_adoption(session, code)
    frozen = adoption.as_of_text(revision.sha256) if adoption else None
    return revision.declaration, revision, frozen


def read_history(db: str, revision: Revision | None, adoption: Adoption | None) -> History:
    """Return the revisions of a text up to one of them; none for a draft file."""
    if revision is None:
        return History()
    text = revision.declaration
    with workspace(db) as engine, reading(engine) as session:
        revisions = list_revisions(session, text.code, text.language)
    return History(tuple(each for each in revisions if each.number <= revision.number), adoption)


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
    drafted = make_skeleton(code, title, language)
    target = output or f"{code}.md"
    if target != "-" and Path(target).exists():
        raise InputRefusal(
            f"{target} already exists; it was left as it is.", hint="Choose another -o."
        )
    deliver(target, print_draft(drafted).encode())
    suggest(f"accord draft check {target}")


draft.command("check")(check_draft)
draft.command("format")(format_draft)


@draft.command("export")
def export_text(
    name: TextName,
    output: Output = "-",
    format_: Format = None,
    language: Language = "",
    beside: Beside = [],  # noqa: B006 - Typer makes a new list for each call
    db: Db = DEFAULT_DB,
    as_of: AsOf = None,
) -> None:
    """Write a text as PDF, DOCX, HTML, Markdown, JSON or Akoma Ntoso (.xml, or -f akn).

    With --beside fr -o both.docx it stands beside its French text, paragraph by paragraph.

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
            DocumentFormat.AKOMA_NTOSO,
        ),
    )
    if beside:
        first = read_described(name, db, language)
        export_beside([first, *read_beside(name, db, beside)], output, wanted, as_of, db)
        return
    declaration, revision, adoption = read_standing(name, db, language)
    if wanted is DocumentFormat.MARKDOWN:
        data = print_draft(declaration, revision.sha256 if revision else "").encode()
    elif wanted is DocumentFormat.JSON:
        data = canonical_json(declaration).encode()
    elif wanted is DocumentFormat.AKOMA_NTOSO:
        history = read_history(db, revision, adoption)
        data = write_akoma_ntoso(declaration, history, made_on=as_of or today())
    else:
        document = compose_declaration(
            declaration, made_on=as_of or today(), revision=revision, adoption=adoption
        )
        data = render_document(document, wanted, db)
    deliver(output, data)


def export_beside(
    texts: list[tuple[Declaration, str]],
    output: str,
    wanted: DocumentFormat,
    as_of: date | None,
    db: str,
) -> None:
    """Write several languages side by side; only a document has a form for that."""
    if wanted not in {DocumentFormat.PDF, DocumentFormat.DOCX, DocumentFormat.HTML}:
        raise typer.BadParameter("--beside goes with PDF, DOCX and HTML.")
    document = compose_side_by_side(
        [text for text, _state in texts],
        made_on=as_of or today(),
        states=[state for _text, state in texts],
    )
    deliver(output, render_document(document, wanted, db))


@draft.command("list")
def list_texts(db: Db = DEFAULT_DB, language: Language = "", as_json: Json = False) -> None:
    """List the declarations in the workspace with their latest revision and adoption.

    With --lang those that have a text in that language.

    Example: accord draft list --lang fr
    """
    with workspace(db) as engine, reading(engine) as session:
        found = []
        for code in list_declarations(session):
            if language and language not in list_languages(session, code):
                continue
            latest = load_revision(session, code, language=language or None)
            adoption = load_adoption(session, code)
            found.append((latest, adoption))
    if as_json:
        emit_json(
            [
                {
                    "declaration": revision.declaration.code,
                    "title": revision.declaration.title,
                    "language": revision.declaration.language,
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
        ("CODE", "LANGUAGE", "REVISION", "ADOPTED", "TITLE"),
        [
            (
                revision.declaration.code,
                revision.declaration.language,
                str(revision.number),
                adoption.adopted_on.isoformat() if adoption else "-",
                revision.declaration.title,
            )
            for revision, adoption in found
        ],
    )


@draft.command("show")
def show_text(
    name: TextName, language: Language = "", db: Db = DEFAULT_DB, as_json: Json = False
) -> None:
    """Print a text as a draft file, or list its revisions with --json.

    The draft says which revision it is, so that draft revise knows when others were faster.

    Example: accord draft show cities-2026@2
    """
    if as_json:
        code, _number = split_name(name)
        with workspace(db) as engine, reading(engine) as session:
            revisions = list_revisions(session, code, language or None)
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
    declaration, revision, _adoption = read_standing(name, db, language)
    emit(print_draft(declaration, revision.sha256 if revision else "").rstrip("\n"))


@draft.command("compare")
def compare_texts(
    old: TextName,
    new: TextName,
    output: Output = "-",
    format_: Format = None,
    language: Language = "",
    db: Db = DEFAULT_DB,
    as_of: AsOf = None,
    whole: Annotated[
        bool, typer.Option("--whole", help="Show long unchanged words as well.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Show what changed between two texts, paragraph by paragraph.

    On the terminal {+this+} was inserted and [-this-] deleted; with -o it is a redline.
    Paragraphs are paired by their ids, or by their words where the texts share no ids.

    Example: accord draft compare cities-2026@1 cities-2026@2 -o redline.html
    """
    texts = [read_described(name, db, language) for name in (old, new)]
    comparison = compare_named(texts[0][0], texts[1][0])
    if as_json:
        emit_json(comparison_as_data(comparison))
    elif output == "-" and format_ is None:
        print_comparison(comparison, whole=whole)
    else:
        wanted = pick_format(
            output, format_, (DocumentFormat.HTML, DocumentFormat.PDF, DocumentFormat.DOCX)
        )
        document = compose_redline(
            comparison,
            made_on=as_of or today(),
            is_tracked=wanted is DocumentFormat.DOCX,
            states=(texts[0][1], texts[1][1]),
        )
        deliver(output, render_document(document, wanted, db))


def compare_named(old: Declaration, new: Declaration) -> Comparison:
    """Return what changed; where ids do not join the two texts, likeness does."""
    if has_common_ids(old, new):
        return compare(old, new)
    pairs = pair_nodes(old, new)
    say(
        f"The two texts do not share their ids: {len(pairs)} paragraphs and headings were paired "
        "by their words. The ids shown are those of the old text where it has the paragraph."
    )
    return compare(old, rename_nodes(new, {name: former for former, name in pairs.items()}))


def print_comparison(comparison: Comparison, *, whole: bool) -> None:
    """Print the changed nodes on standard output and the counts on standard error."""
    coloured = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    width = shutil.get_terminal_size((100, 24)).columns
    for line in comparison_lines(comparison, Looks(width, coloured=coloured, whole=whole)):
        emit(line)
    say(summarize(comparison))


@draft.command("revise")
def revise_text(
    file: DraftFile,
    db: Db = DEFAULT_DB,
    reason: Annotated[str, typer.Option(help="Why it was revised.")] = "",
    parent: Annotated[
        str,
        typer.Option(
            help="SHA-256 of the revision it was made from. Default: as the draft says "
            "(based_on), else the latest."
        ),
    ] = "",
    on: On = None,
    dry_run: DryRun = False,
) -> None:
    """Store a draft file as the next revision of its declaration.

    When the text was revised meanwhile it is refused, with both wordings, and nothing is stored.
    The line based_on in the draft then says which revision it has become.

    Example: accord draft revise cities-2026.md --reason "Second reading"
    """
    parsed = read_draft(file)
    errors = [p for p in find_problems(parsed, read_checks(db)) if p.level is Level.ERROR]
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
        base = parent or parsed.based_on
        with transaction(engine) as session:
            revised = revise(session, declaration, base, reason=reason, made_on=on or today())
    revision = revised.revision
    say(f"{declaration.code} now has revision {revision.number}.")
    for each in revised.rebased:
        say(str(each))
    content = file.read_bytes()
    marked = set_base(content, revision.sha256)
    if marked != content:
        write_whole(file, marked)
    suggest(f"accord draft adopt {declaration.code} --assembly CODE --on DATE --db {db}")
