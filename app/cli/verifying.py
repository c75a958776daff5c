"""Is a workspace whole? Texts, counts, files and the journal, each held against what it must be."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from sqlmodel import Session

from app.cli.options import DEFAULT_DB, Db, Json
from app.cli.output import emit_json, say, workspace, workspace_folder
from app.database import find_damage, reading, transaction
from app.evidence import find_evidence_faults
from app.journal import Anchor, parse_anchors
from app.journal_store import seal_entries, verify_journal
from app.journal_writing import find_head
from declarations.adoption_records import load_adoption
from declarations.problems import InputRefusal, StorageRefusal
from declarations.store import list_declarations, list_languages, list_revisions
from exports.phrasing import print_count
from tracker.tallies import compare_tallies, rebuild_tallies

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Findings:
    """How much was checked, and what is wrong with the database, counts, files and journal."""

    revisions: int
    entries: int
    database: list[str]
    counts: list[str]
    files: list[str]
    journal: list[str]


def add_commands(data: typer.Typer) -> None:
    """Put the command into the group of the data."""
    data.command("verify")(verify_workspace)


def verify_workspace(
    anchors: Annotated[
        Path | None,
        typer.Option(
            "--anchors",
            metavar="FILE",
            help="Lines that accord journal anchor printed: nothing up to them may have changed.",
        ),
    ] = None,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="First make the counts anew from the entries.")
    ] = False,
    db: Db = DEFAULT_DB,
    as_json: Json = False,
) -> None:
    """Check that database, texts, counts, files and the journal are whole.

    Every text has its SHA-256, adopted ones also that of their adoption; every count equals its
    entries; each file behind an answer is there as it came; no entry of the journal was changed.

    Example: accord data verify --anchors anchors.txt
    """
    known = read_anchors(anchors) if anchors else ()
    with workspace(db) as engine:
        if rebuild:
            with transaction(engine) as session:
                rebuild_tallies(session)
        seal_entries(engine)
        with reading(engine) as session:
            found = examine(session, workspace_folder(engine), known)
    if as_json:
        emit_json(
            {
                "revisions": found.revisions,
                "journal": found.entries,
                "faults": [*found.database, *found.counts, *found.files, *found.journal],
            }
        )
    refuse_faults(found)
    say(
        f"{print_count(found.revisions, 'revision')} with the right SHA-256; all counts equal the "
        f"entries; {print_count(found.entries, 'entry', 'entries')} of the journal as written."
    )


def read_anchors(path: Path) -> tuple[Anchor, ...]:
    """Return the anchors in a file; InputRefusal where it cannot be read or holds none."""
    try:
        anchors = parse_anchors(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no text in UTF-8"
        raise InputRefusal(
            f"The anchors cannot be read from {path}: {reason}.",
            hint="Give the file in which the lines of accord journal anchor are kept.",
        ) from error
    if not anchors:
        raise InputRefusal(
            f"There is no anchor in {path}.",
            hint="Give the file in which the lines of accord journal anchor are kept.",
        )
    return anchors


def examine(session: Session, folder: Path, anchors: tuple[Anchor, ...]) -> Findings:
    """Return everything that is wrong; StorageRefusal when a text was altered."""
    head = find_head(session)
    damage = find_damage(session.connection())
    return Findings(
        database=[damage] if damage else [],
        revisions=sum(count_sound_revisions(session, code) for code in list_declarations(session)),
        entries=head.number if head else 0,
        counts=compare_tallies(session),
        files=find_evidence_faults(session, folder),
        journal=[str(fault) for fault in verify_journal(session, anchors)],
    )


def count_sound_revisions(session: Session, code: str) -> int:
    """Return how many revisions a declaration has; StorageRefusal when one was altered.

    The texts that an adoption froze are held against the hashes of its record as well.
    """
    load_adoption(session, code)
    languages = list_languages(session, code)
    return sum(len(list_revisions(session, code, language)) for language in languages)


def refuse_faults(found: Findings) -> None:
    """Raise StorageRefusal for the first kind of thing that is not whole."""
    for faults, words, hint in (
        (
            found.database,
            "The database is damaged",
            "Keep it as it is, and restore the last backup under another name.",
        ),
        (
            found.journal,
            "The journal is not as it was written",
            "Keep the database as it is and compare it with the last backup.",
        ),
        (
            found.counts,
            "Counts that do not equal their entries",
            "Run accord data verify --rebuild, and report this as a defect.",
        ),
        (
            found.files,
            "Files behind answers that are gone or altered",
            "Put the folder evidence/ of the last backup beside the workspace.",
        ),
    ):
        if faults:
            told = "; ".join(faults[:SHOWN])
            raise StorageRefusal(f"{words} ({len(faults)}): {told}.", hint=hint)
