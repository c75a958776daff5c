"""The copy that is kept elsewhere: take it while others work, and bring it back."""

from pathlib import Path
from typing import Annotated

import typer

from app.backup import make_backup, restore_backup
from app.backup_file import Backup, read_backup
from app.cli.options import DEFAULT_DB, Db, DryRun, Json
from app.cli.output import emit_json, now, say, suggest, warn, workspace, workspace_folder
from app.database import database_url
from exports.phrasing import print_count


def add_commands(data: typer.Typer) -> None:
    """Put the commands into the group."""
    data.command("backup")(back_up)
    data.command("restore")(restore)


def back_up(
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="FILE", help="The file to write.")
    ],
    db: Db = DEFAULT_DB,
    as_json: Json = False,
) -> None:
    """Keep a workspace in one file, with the files behind answers and the settings.

    Others may read and write meanwhile; the file holds one state, from a file or a server alike.
    It also holds accounts and addresses: keep it where only the keepers of the data come.

    Example: accord data backup -o backup-2026-11-30.zip --db association.db
    """
    with workspace(db) as engine:
        backup = make_backup(engine, workspace_folder(engine), output, now())
    if as_json:
        emit_json(backup_as_data(output, backup))
    for missing in backup.missing:
        warn(f"A file behind an answer is gone or altered, and not in the backup: {missing}.")
    say(f"Written: {output}: {tell_contents(backup)}.")


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What accord data backup wrote.")],
    db: Db = DEFAULT_DB,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Bring a backup back as a new workspace, at the newest schema.

    All of it is checked before anything is written, and nothing that is there is replaced. With
    --dry-run it is checked only. --db may be a file or a server, whichever it came from.

    Example: accord data restore backup-2026-11-30.zip --db restored.db
    """
    if dry_run:
        backup = read_backup(file)
    else:
        url = database_url(db)
        folder = Path(url.database or "").parent if url.drivername == "sqlite" else Path()
        backup = restore_backup(file, db, folder)
    if as_json:
        emit_json(backup_as_data(file, backup))
    if dry_run:
        say(f"{file} is whole: {tell_contents(backup)}.")
        return
    say(f"Restored to {db}: {tell_contents(backup)}.")
    suggest(f"accord data verify --db {db}")


def tell_contents(backup: Backup) -> str:
    """Return when a backup was made and what it holds."""
    files = print_count(backup.evidence_count, "file")
    return (
        f"the workspace of {backup.made_at:%-d %B %Y, %H:%M} UTC (schema {backup.schema}) with "
        f"{files} behind answers"
    )


def backup_as_data(file: Path, backup: Backup) -> dict[str, object]:
    """Return what a backup holds as JSON-able data."""
    return {
        "file": str(file),
        "made_at": backup.made_at.isoformat(),
        "schema": backup.schema,
        "files": {
            name: {"bytes": size, "sha256": mark} for name, (size, mark) in backup.files.items()
        },
        "missing": list(backup.missing),
    }
