"""The data: bring a workspace to the newest schema, and verify that it is whole."""

from pathlib import Path

import typer

from app.cli.options import DEFAULT_DB, Db, Json
from app.cli.output import emit_json, say, workspace
from app.database import (
    database_url,
    make_engine,
    reading,
    schema_revision,
    upgrade_database,
)
from declarations.problems import StorageRefusal
from declarations.store import list_declarations, list_revisions
from tracker.tallies import compare_tallies

data = typer.Typer(name="data", help="Keep the data whole.")
GROUPS = (data,)


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


@data.command("verify")
def verify_workspace(db: Db = DEFAULT_DB, as_json: Json = False) -> None:
    """Check that every stored text has its SHA-256 and every count equals its entries.

    Example: accord data verify
    """
    with workspace(db) as engine, reading(engine) as session:
        revisions = sum(len(list_revisions(session, code)) for code in list_declarations(session))
        faults = compare_tallies(session)
    if as_json:
        emit_json({"revisions": revisions, "faults": list(faults)})
    if faults:
        raise StorageRefusal(
            f"{len(faults)} counts do not equal their entries: {'; '.join(faults[:5])}.",
            hint="Restore the last backup, or report this as a defect.",
        )
    say(f"{revisions} revisions have their SHA-256; all counts equal their entries.")
