"""The data: bring a workspace to the newest schema, and verify that it is whole."""

from pathlib import Path

import typer
from sqlmodel import Session

from app.cli.options import DEFAULT_DB, Db, Json
from app.cli.output import emit_json, say, workspace, workspace_folder
from app.database import (
    database_url,
    make_engine,
    reading,
    schema_revision,
    upgrade_database,
)
from app.evidence import find_evidence_faults
from declarations.adoption_records import load_adoption
from declarations.problems import StorageRefusal
from declarations.store import list_declarations, list_languages, list_revisions
from tracker.tallies import compare_tallies

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


def count_sound_revisions(session: Session, code: str) -> int:
    """Return how many revisions a declaration has; StorageRefusal when one was altered.

    The texts that an adoption froze are held against the hashes of its record as well.
    """
    load_adoption(session, code)
    languages = list_languages(session, code)
    return sum(len(list_revisions(session, code, language)) for language in languages)


@data.command("verify")
def verify_workspace(db: Db = DEFAULT_DB, as_json: Json = False) -> None:
    """Check that every text has its SHA-256, adopted ones also that of their adoption, and counts.

    Files behind answers are checked too: each is there with the SHA-256 it came with.

    Example: accord data verify
    """
    with workspace(db) as engine, reading(engine) as session:
        codes = list_declarations(session)
        revisions = sum(count_sound_revisions(session, code) for code in codes)
        faults = compare_tallies(session)
        lost = find_evidence_faults(session, workspace_folder(engine))
    if as_json:
        emit_json({"revisions": revisions, "faults": [*faults, *lost]})
    if faults:
        raise StorageRefusal(
            f"Counts that do not equal their entries ({len(faults)}): {'; '.join(faults[:5])}.",
            hint="Restore the last backup, or report this as a defect.",
        )
    if lost:
        raise StorageRefusal(
            f"Files behind answers that are gone or altered ({len(lost)}): {'; '.join(lost[:5])}.",
            hint="Put the folder evidence/ of the last backup beside the workspace.",
        )
    say(f"{revisions} revisions have their SHA-256; all counts equal their entries.")
