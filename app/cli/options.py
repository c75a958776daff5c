"""Which options do many commands share? Their names, help and environment names, once."""

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NamedTuple

import typer


def parse_day(value: str | date) -> date:
    """Return the day written as YYYY-MM-DD."""
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise typer.BadParameter(f"{value!r} is not a date such as 2026-11-24.") from error


def parse_language(value: str) -> str:
    """Return a language tag whose language is one that Unicode CLDR knows, such as pt-BR."""
    from babel import Locale  # noqa: PLC0415 - few commands need it, and it is slow to load

    if value.replace("_", "-").partition("-")[0].lower() not in Locale("en").languages:
        raise typer.BadParameter(
            f"{value!r} is no language. Give its code, such as en, fr, es or zh-Hans."
        )
    return value


class Pair(NamedTuple):
    """Two sides of KEY=VALUE on the command line."""

    key: str
    text: str


def parse_pair(value: str | Pair) -> Pair:
    """Return the two sides of KEY=VALUE."""
    if isinstance(value, Pair):
        return value
    key, sign, text = value.partition("=")
    if not sign or not key.strip():
        raise typer.BadParameter(f"{value!r} is not of the form KEY=VALUE.")
    return Pair(key.strip(), text.strip())


class DocumentFormat(StrEnum):
    """The formats a document can be written in."""

    PDF = "pdf"
    DOCX = "docx"
    HTML = "html"
    JSON = "json"
    MARKDOWN = "md"
    CSV = "csv"
    AKOMA_NTOSO = "akn"
    XLSX = "xlsx"


DEFAULT_DB = "accord.db"

Db = Annotated[
    str,
    typer.Option(
        "--db",
        envvar="ACCORD_DB",
        metavar="URL-or-PATH",
        help="The workspace: a file, or any SQLAlchemy URL.",
    ),
]
Json = Annotated[
    bool, typer.Option("--json", help="Print one JSON document instead of text, errors too.")
]
Output = Annotated[
    str,
    typer.Option(
        "-o",
        "--output",
        envvar="ACCORD_OUTPUT",
        metavar="FILE",
        help="Where to write: a file whose ending picks the format, or - for standard output.",
    ),
]
Format = Annotated[
    DocumentFormat | None,
    typer.Option("-f", "--format", help="The format, where the output's ending cannot tell."),
]
Language = Annotated[
    str,
    typer.Option("--lang", envvar="ACCORD_LANG", metavar="LANGUAGE", help="Language, such as en."),
]
AsOf = Annotated[
    date | None,
    typer.Option(
        "--as-of",
        envvar="ACCORD_AS_OF",
        parser=parse_day,
        metavar="DATE",
        help="The date it is made for: what came later is left out. Default: today.",
    ),
]
On = Annotated[
    date | None,
    typer.Option(
        "--on", parser=parse_day, metavar="DATE", help="The day of the act. Default: today."
    ),
]
Yes = Annotated[bool, typer.Option("-y", "--yes", help="Do not ask for confirmation.")]
NoInput = Annotated[
    bool, typer.Option("--no-input", envvar="ACCORD_NO_INPUT", help="Never ask; refuse instead.")
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Show what would change and write nothing.")
]
MemberCode = Annotated[
    str, typer.Option("--member", metavar="CODE", help="The member, by its code.")
]
DraftFile = Annotated[Path, typer.Argument(metavar="FILE", help="The draft file (Markdown).")]
DeclarationCode = Annotated[str, typer.Argument(metavar="DECLARATION", help="Its code.")]
