"""The data: bring them to the newest schema, and take them out and in again as open data."""

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from app.cli.options import DEFAULT_DB, Db, DryRun, Json
from app.cli.output import (
    emit_json,
    emit_rows,
    say,
    suggest,
    workspace,
    workspace_folder,
    workspace_settings,
)
from app.database import (
    database_url,
    make_engine,
    reading,
    schema_revision,
    transaction,
    upgrade_database,
)
from app.evidence import evidence_path, kept_evidence
from declarations.problems import StorageRefusal
from exports.data_package.descriptor import PackageWishes
from exports.data_package.storing import StoredPackage, store_package
from exports.data_package.writer import PackageSummary, write_package
from exports.phrasing import print_count

data = typer.Typer(name="data", help="Keep the data whole.")


@data.command("upgrade")
def upgrade_workspace(db: Db = DEFAULT_DB) -> None:
    """Bring a workspace made by an older Accord to the newest schema.

    Make a copy of the file first.

    Example: accord data upgrade --db association.db
    """
    url = database_url(db)
    if url.drivername == "sqlite" and not Path(url.database or "").is_file():
        raise StorageRefusal(f"There is no workspace at {db}.", hint="Check the name after --db.")
    engine = make_engine(url)
    try:
        if schema_revision(engine) is None:
            raise StorageRefusal(
                f"{db} is not an Accord workspace.", hint="Check the name after --db."
            )
        before, now = upgrade_database(engine)
    finally:
        engine.dispose()
    say(f"{db} is at schema {now}" + ("." if before == now else f"; it was at {before}."))


DEFAULT_TITLE = "Declarations and their follow-up"


@data.command("export")
def export_package(
    output: Annotated[
        str, typer.Option("-o", "--output", metavar="FOLDER", help="The folder to write.")
    ],
    everything: Annotated[
        bool,
        typer.Option(
            "--all",
            help="Write what is not public as well, to move or to keep a workspace; never "
            "accounts, contacts and reminders.",
        ),
    ] = False,
    licence: Annotated[
        str, typer.Option(metavar="NAME", help="The licence of the data, such as CC-BY-4.0.")
    ] = "",
    edition: Annotated[
        str, typer.Option(metavar="VERSION", help="The version of the package, such as 1.0.0.")
    ] = "",
    db: Db = DEFAULT_DB,
    as_json: Json = False,
) -> None:
    """Write a workspace as open data: a Data Package of CSV files with its codebook.

    The folder is new or empty, or holds an older package, which is replaced. What is not public is
    left out. The same data give the same bytes.

    Example: accord data export -o open-data --licence CC-BY-4.0
    """
    with workspace(db) as engine, reading(engine) as session:
        title = workspace_settings(engine).association or DEFAULT_TITLE
        wishes = PackageWishes(title, not everything, licence, edition)
        find_evidence = partial(evidence_path, workspace_folder(engine))
        summary = write_package(session, Path(output), wishes, find_evidence)
    if as_json:
        emit_json(summary_as_data(output, summary, is_public=wishes.is_public))
    else:
        emit_rows(("TABLE", "ROWS"), [(name, str(n)) for name, n in summary.rows.items()])
    if summary.hidden:
        hidden = ", ".join(f"{count} in {name}" for name, count in summary.hidden.items())
        say(f"Left out as not public: {hidden}. With --all they are written too.")
    if everything:
        say("The package holds what is not public: do not publish it.")
    say(
        f"Written: {output}, with {print_count(summary.texts, 'text')} and "
        f"{print_count(summary.evidence, 'file')} behind answers."
    )


def summary_as_data(output: str, summary: PackageSummary, *, is_public: bool) -> dict[str, object]:
    """Return what was written as JSON-able data."""
    return {
        "folder": output,
        "scope": "public" if is_public else "all",
        "rows": summary.rows,
        "left_out": summary.hidden,
        "texts": summary.texts,
        "evidence": summary.evidence,
    }


@data.command("import")
def import_package(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="A folder that accord data export wrote.")
    ],
    dry_run: DryRun = False,
    db: Db = DEFAULT_DB,
    as_json: Json = False,
) -> None:
    """Bring the data of a package back into an empty workspace, all or nothing.

    Every fault is listed with its file, line and column, and then nothing is stored.

    Example: accord data import open-data --db new.db
    """
    with workspace(db) as engine:
        if dry_run:
            with transaction(engine) as session:
                stored = store_package(session, folder)
                session.rollback()
        else:
            with transaction(engine) as session:
                stored = store_package(session, folder)
                with kept_evidence(workspace_folder(engine), stored.evidence):
                    session.commit()
        title = workspace_settings(engine).association or DEFAULT_TITLE
    tell_stored(stored, as_json=as_json, dry_run=dry_run)
    if stored.title != title:
        say(
            f"The package is called {stored.title!r}. To keep that name, write this into "
            f'accord.toml beside the workspace: association = "{stored.title}"'
        )
    if not dry_run:
        suggest(f"accord data verify --db {db}")


def tell_stored(stored: StoredPackage, *, as_json: bool, dry_run: bool) -> None:
    """Tell what came back, or would."""
    if as_json:
        emit_json({"stored": not dry_run, "rows": stored.rows, "evidence": len(stored.evidence)})
    else:
        emit_rows(("TABLE", "ROWS"), [(name, str(n)) for name, n in stored.rows.items()])
    files = print_count(len(stored.evidence), "file")
    say(
        f"The package can be taken, with {files} behind answers; nothing was stored."
        if dry_run
        else f"The package is in the workspace, with {files} behind answers."
    )
