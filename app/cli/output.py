"""How does a command speak? Data on standard output, everything else on standard error."""

import json
import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import typer
from rich.cells import cell_len
from sqlalchemy import Engine

from app.cli.options import DocumentFormat
from app.database import open_database, sign_engine, sqlite_path
from app.journal import Signature
from app.settings import Settings, read_settings
from declarations.problems import InputRefusal, Problem, RuleRefusal, StorageRefusal
from exports.files import write_whole


@dataclass(slots=True)
class Voice:
    """How much is said on standard error; set once by the options of the whole program."""

    quiet: bool = False
    verbose: bool = False


VOICE = Voice()


@dataclass(slots=True)
class Caller:
    """In whose name the journal is kept; set once from the command line."""

    signature: Signature = field(default_factory=Signature)


CALLER = Caller()


def say(message: str) -> None:
    """Tell a person something on standard error, unless --quiet."""
    if not VOICE.quiet:
        typer.echo(message, err=True)


def suggest(command: str) -> None:
    """Name the likely next command on standard error."""
    say(f"Next: {as_typed(command)}")


def as_typed(command: str) -> str:
    """Return a command that begins with ``accord`` as it can be typed here.

    Where the shell would not find ``accord``, as after make, it is called by its path.
    """
    called = Path(sys.argv[0])
    if called.name != "accord" or shutil.which("accord"):
        return command
    return f"{called}{command.removeprefix('accord')}"


def warn(message: str) -> None:
    """Tell a person that something needs attention though the command goes on."""
    typer.echo(f"Warning: {message}", err=True)


def emit(text: str) -> None:
    """Print data on standard output."""
    typer.echo(text)


def emit_json(data: Any) -> None:
    """Print one JSON document on standard output."""
    emit(json.dumps(data, ensure_ascii=False, indent=2))


def emit_rows(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print rows in aligned columns under their headings."""
    lines = [list(headings), *([str(value) for value in row] for row in rows)]
    widths = [max(cell_len(line[index]) for line in lines) for index in range(len(headings))]
    for line in lines:
        padded = (
            value + " " * (width - cell_len(value))
            for value, width in zip(line, widths, strict=True)
        )
        emit("  ".join(padded).rstrip())


def confirm(question: str, *, yes: bool, no_input: bool) -> None:
    """Ask before something that cannot be undone; raise RuleRefusal unless it is agreed."""
    if yes:
        return
    if no_input or not sys.stdin.isatty():
        raise RuleRefusal(f"It needs a confirmation. {question}", hint="Add --yes to confirm.")
    if not typer.confirm(question, err=True):
        raise RuleRefusal("It was not confirmed.", hint="Nothing was changed.")


def refuse_problems(message: str, problems: Sequence[Problem], hint: str) -> None:
    """Raise InputRefusal with all the problems when there are any."""
    if problems:
        raise InputRefusal(message, hint=hint, problems=problems)


@contextmanager
def workspace(db: str) -> Iterator[Engine]:
    """Yield the engine of the workspace named by --db and let go of it afterwards."""
    engine = open_database(db)
    try:
        yield signed(engine)
    finally:
        engine.dispose()


def signed(engine: Engine) -> Engine:
    """Return an engine whose journal is kept in the name of the caller."""
    return sign_engine(engine, CALLER.signature, now)


def workspace_folder(engine: Engine) -> Path:
    """Return the folder of the workspace; for a server database, this folder."""
    path = sqlite_path(engine)
    return path.parent if path else Path()


def workspace_settings(engine: Engine) -> Settings:
    """Return the settings beside the workspace."""
    return read_settings(workspace_folder(engine))


def today() -> date:
    """Return SOURCE_DATE_EPOCH's day where it is set (reproducible-builds.org), else today, UTC."""
    return now().date()


def now() -> datetime:
    """Return SOURCE_DATE_EPOCH where it is set, else the time, UTC."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(epoch), UTC) if epoch.isdigit() else datetime.now(UTC)


def pick_format(
    output: str, given: DocumentFormat | None, allowed: Sequence[DocumentFormat]
) -> DocumentFormat:
    """Return the format for an output: as given, else by its ending.

    Raises typer.BadParameter (a usage error) when it cannot be told or is not offered here.
    """
    names = ", ".join(allowed)
    ending = Path(output).suffix.lstrip(".").lower()
    ending = {"markdown": "md", "htm": "html", "xml": "akn"}.get(ending, ending)
    wanted = given.value if given else ending
    if not wanted:
        raise typer.BadParameter(
            f"The format cannot be told from {output!r}; add --format with one of: {names}."
        )
    if wanted not in [choice.value for choice in allowed]:
        raise typer.BadParameter(f"{wanted!r} is not a format of this command; it has: {names}.")
    return DocumentFormat(wanted)


def make_folder(folder: Path) -> None:
    """Make a folder that many files go into; StorageRefusal where it cannot be made."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageRefusal(
            f"Cannot make the folder {folder}: {error.strerror}.", hint="Choose another folder."
        ) from error


def deliver(output: str, data: bytes) -> None:
    """Write a finished file whole, or to standard output where the output is ``-``."""
    if output == "-":
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    write_whole(Path(output), data)
    say(f"Written: {output}")
