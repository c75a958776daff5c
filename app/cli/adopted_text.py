"""The adopted text: its adoption, certificate, translations, corrections and proof."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

from app.adopting import (
    AdoptionWish,
    certify_adoption,
    record_adoption,
    refuse_wrong_assembly,
    require_adoption,
)
from app.cli.options import (
    DEFAULT_DB,
    Db,
    DeclarationCode,
    DocumentFormat,
    DraftFile,
    DryRun,
    Format,
    Json,
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
    pick_format,
    refuse_problems,
    say,
    suggest,
    today,
    workspace,
    workspace_folder,
    workspace_settings,
)
from app.cli.text import render_document
from app.database import reading, transaction
from app.settings import find_wording
from app.voting import Outcome, build_separate_votes, read_counts, tidy_subject
from declarations.adoption_records import load_adoption
from declarations.adoption_store import save_correction, save_translation
from declarations.adoptions import (
    Adoption,
    Counts,
    Decision,
    Method,
    Result,
    Vote,
    decide_by_vote,
)
from declarations.draft_file import read_draft
from declarations.frozen_texts import match_frozen_text
from declarations.model import Declaration
from declarations.problems import InputRefusal, has_errors
from declarations.revisions import content_sha256, declaration_from_json
from declarations.store import list_revisions, load_revision
from exports.adoption_record import describe_frozen_text, print_record, record_as_data
from exports.phrasing import print_count
from exports.roll_call import WHOLE, RollCall, read_roll_call
from tracker.member_store import load_assemblies, load_members
from tracker.members import Member

FORM = "IN FAVOUR/AGAINST/ABSTAINING or IN FAVOUR/AGAINST/ABSTAINING/NOT VOTING, such as 98/2/3"


def parse_counts(value: str | Counts) -> Counts:
    """Return the counts written as 98/2/3 or 98/2/3/7."""
    found = value if isinstance(value, Counts) else read_counts(value)
    if found is None:
        raise typer.BadParameter(f"{value!r} is not of the form {FORM}.")
    return found


def parse_outcome(value: str, result: Result) -> Outcome:
    """Return what became of a SUBJECT, or SUBJECT=COUNTS."""
    words, sign, counts = value.partition("=")
    subject = tidy_subject(words, result)
    if not subject:
        raise typer.BadParameter(f"{value!r} names nothing that was voted on.")
    return Outcome(result, subject, parse_counts(counts) if sign else None)


Reason = Annotated[str, typer.Option("--reason", help="Why; it is part of the record.")]
PARTS = "Ids of paragraphs or sections voted on separately and"
Retained = Annotated[
    list[str] | None,
    typer.Option(metavar="IDS[=COUNTS]", help=f"{PARTS} retained; repeat it."),
]
Deleted = Annotated[
    list[str] | None,
    typer.Option(metavar="IDS[=COUNTS]", help=f"{PARTS} deleted; repeat it."),
]
Accepted = Annotated[
    list[str] | None,
    typer.Option(metavar="NAME[=COUNTS]", help="An amendment voted on and accepted; repeat it."),
]
Rejected = Annotated[
    list[str] | None,
    typer.Option(metavar="NAME[=COUNTS]", help="An amendment voted on and rejected; repeat it."),
]


def adopt_text(
    code: DeclarationCode,
    assembly: Annotated[str, typer.Option(help="The assembly that adopted it, by its code.")],
    db: Db = DEFAULT_DB,
    on: On = None,
    revision: Annotated[int, typer.Option(help="The revision. Default: the latest.")] = 0,
    vote: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="The roll call: a CSV file with the columns member and vote, and one more, "
            "headed by its id, for each paragraph voted on separately.",
        ),
    ] = None,
    counts: Annotated[
        Counts | None,
        typer.Option(
            parser=parse_counts, metavar="COUNTS", help=f"The counts of the vote: {FORM}."
        ),
    ] = None,
    retained: Retained = None,
    deleted: Deleted = None,
    accepted: Accepted = None,
    rejected: Rejected = None,
    decision: Annotated[
        str,
        typer.Option(help="How it was decided where there was no vote, such as 'by acclamation'."),
    ] = "",
    sponsors: Annotated[
        list[str] | None, typer.Option("--sponsor", help="A sponsor of the text; repeat it.")
    ] = None,
    meeting: Annotated[str, typer.Option(help="The meeting, such as '3rd plenary meeting'.")] = "",
    presiding: Annotated[str, typer.Option(help="Who was in the chair.")] = "",
    languages: Annotated[
        list[str] | None,
        typer.Option(
            "--only-language",
            metavar="LANGUAGE",
            help="Adopt in this language only; repeat it. Default: every language there is.",
        ),
    ] = None,
    note: Annotated[str, typer.Option(help="A remark for the record.")] = "",
    yes: Yes = False,
    no_input: NoInput = False,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Record that an assembly adopted a text; from then on it never changes, in any language.

    Without --vote and --counts it was adopted without vote. COUNTS are written 98/2/3. For a roll
    call, add a column "vote" to the file that accord member list --as-of DATE -o FILE writes.

    Example: accord draft adopt cities-2026 --assembly ga5 --on 2026-10-01 --vote roll-call.csv
    --retained environment-3
    """
    day = on or today()
    outcomes = read_outcomes(retained, deleted, accepted, rejected)
    with workspace(db) as engine:
        settings = workspace_settings(engine)
        with reading(engine) as session:
            first = load_revision(session, code).declaration.language
            language = first if not languages or first in languages else languages[0]
            chosen = load_revision(session, code, revision or None, language)
            refuse_wrong_assembly(assembly, load_assemblies(session), on or today())
            members = [member for member in load_members(session) if member.belongs_on(day)]
        roll = read_roll(vote, members)
        whole = decide(roll, counts, decision)
        separate = build_separate_votes(outcomes, roll, str(vote))
        if not dry_run:
            confirm(
                f"Adopt revision {chosen.number} of {code}? Its text can never change afterwards.",
                yes=yes,
                no_input=no_input,
            )
        with transaction(engine) as session:
            wish = AdoptionWish(
                code,
                chosen.number,
                assembly,
                day,
                whole,
                separate_votes=separate,
                sponsors=tuple(sponsors or ()),
                meeting=meeting,
                presiding_officer=presiding,
                note=note,
                language=language,
                languages=tuple(languages) if languages else None,
            )
            record = record_adoption(session, wish, settings.majority)
            if dry_run:
                session.rollback()
    tell_record(record, {member.code: member.name() for member in members}, as_json=as_json)
    if dry_run:
        say("Nothing was written.")
        return
    say(f"Adopted: {code}, revision {record.number}, SHA-256 {record.sha256}.")
    suggest(f"accord draft certificate {code} --db {db} -o certificate.pdf")


def read_outcomes(
    retained: Sequence[str] | None,
    deleted: Sequence[str] | None,
    accepted: Sequence[str] | None,
    rejected: Sequence[str] | None,
) -> list[Outcome]:
    """Return what the options say of separate votes, in their order."""
    given = (
        (Result.RETAINED, retained),
        (Result.DELETED, deleted),
        (Result.ACCEPTED, accepted),
        (Result.REJECTED, rejected),
    )
    return [parse_outcome(value, result) for result, values in given for value in values or ()]


def read_roll(file: Path | None, members: Sequence[Member]) -> RollCall:
    """Return the roll call of a file, empty without one; refuse it with every faulty cell."""
    if file is None:
        return RollCall({})
    roll = read_roll_call(file, members)
    refuse_problems(
        f"Nothing was adopted: the roll call {file} has faults.", roll.problems, "Correct them all."
    )
    return roll


def decide(roll: RollCall, stated: Counts | None, words: str) -> Decision:
    """Return the decision on the whole text that the options and the roll call say."""
    ballots = roll.votes.get(WHOLE, ())
    if not ballots and stated is None:
        return Decision(Method.WITHOUT_VOTE, words)
    if words:
        raise typer.BadParameter("--decision is for a text adopted without a vote.")
    return decide_by_vote(Vote(ballots, stated))


def tell_record(record: Adoption, names: Mapping[str, str], *, as_json: bool) -> None:
    """Print a record: as JSON, or as lines for a person."""
    if as_json:
        emit_json(record_as_data(record))
    else:
        emit("\n".join(print_record(record, names)))


# Afterwards


def show_adoption(code: DeclarationCode, db: Db = DEFAULT_DB, as_json: Json = False) -> None:
    """Print the record of an adoption: decision, votes, and every text that is frozen.

    Example: accord draft record cities-2026
    """
    with workspace(db) as engine, reading(engine) as session:
        record = require_adoption(load_adoption(session, code), code)
        names = {member.code: member.name() for member in load_members(session)}
    tell_record(record, names, as_json=as_json)


def correct_text(
    file: DraftFile,
    reason: Reason,
    db: Db = DEFAULT_DB,
    parent: Annotated[
        str, typer.Option(help="SHA-256 of the text that was corrected. Default: the latest.")
    ] = "",
    on: On = None,
    dry_run: DryRun = False,
) -> None:
    """Store a corrigendum to an adopted text: a mistake mended, with its reason and day.

    The text as adopted stays as it was. No operative paragraph may come, go or change its place.

    Example: accord draft correct cities-2026.md --reason "Year misprinted in paragraph 4"
    """
    declaration = read_sound_draft(file)
    with workspace(db) as engine, transaction(engine) as session:
        stored = save_correction(
            session, declaration, made_on=on or today(), reason=reason, parent_sha256=parent
        )
        if dry_run:
            session.rollback()
    done = "would be corrected" if dry_run else "was corrected"
    say(
        f"{declaration.code} {done} in {declaration.language}: revision {stored.number}, "
        f"SHA-256 {stored.sha256}."
    )
    code, number = declaration.code, stored.number
    suggest(f"accord draft compare {code}@{number - 1} {code}@{number} --db {db}")


def translate_text(
    file: DraftFile, reason: Reason, db: Db = DEFAULT_DB, on: On = None, dry_run: DryRun = False
) -> None:
    """Store an adopted text in one more language; it is frozen at once.

    It must have every paragraph of the adopted text under the same id.

    Example: accord draft translate cities-2026.fr.md --reason "Translation by the secretariat"
    """
    declaration = read_sound_draft(file)
    with workspace(db) as engine, transaction(engine) as session:
        stored = save_translation(session, declaration, made_on=on or today(), reason=reason)
        if dry_run:
            session.rollback()
    done = "would be" if dry_run else "is now"
    say(
        f"{declaration.code} {done} frozen in {declaration.language} too: revision "
        f"{stored.number}, SHA-256 {stored.sha256}."
    )
    suggest(f"accord draft record {declaration.code} --db {db}")


def read_sound_draft(file: Path) -> Declaration:
    """Return the text of a draft file; refuse one with errors, all of them listed."""
    parsed = read_draft(file)
    if has_errors(parsed.problems):
        raise InputRefusal(
            f"{file} was not stored: it has errors.",
            hint=f"Mend them; accord draft check {file} lists warnings as well.",
            problems=parsed.problems,
        )
    return parsed.declaration


def write_certificate(
    code: DeclarationCode,
    output: Output = "",
    format_: Format = None,
    db: Db = DEFAULT_DB,
) -> None:
    """Write the certificate of adoption as PDF, DOCX or HTML, ready to be signed.

    Example: accord draft certificate cities-2026 -o certificate.pdf
    """
    target = output or f"{code}-certificate.pdf"
    wanted = pick_format(
        target, format_, (DocumentFormat.PDF, DocumentFormat.DOCX, DocumentFormat.HTML)
    )
    with workspace(db) as engine:
        settings = workspace_settings(engine)
        folder = find_wording(settings, workspace_folder(engine))
        with reading(engine) as session:
            document = certify_adoption(session, code, settings.association, folder)
    deliver(target, render_document(document, wanted, db))
    suggest(f"accord draft verify {code} --db {db}")


def verify_text(
    code: DeclarationCode,
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="FILE", help="A text to hold against it: a draft file, or JSON from export."
        ),
    ] = None,
    db: Db = DEFAULT_DB,
    as_json: Json = False,
) -> None:
    """Prove that the adopted texts are as they were frozen, or that a file holds one of them.

    Example: accord draft verify cities-2026 received.md
    """
    with workspace(db) as engine, reading(engine) as session:
        record = require_adoption(load_adoption(session, code), code)
        for language in dict.fromkeys(text.language for text in record.texts):
            list_revisions(session, code, language)
    if file is None:
        tell_proof(record, as_json=as_json)
        return
    found = match_frozen_text(record, content_sha256(read_any_text(file)))
    if found is None:
        known = "; ".join(describe_frozen_text(text) for text in record.texts)
        raise InputRefusal(
            f"{file} is none of the frozen texts of {code}.",
            hint=f"Those are: {known}. accord draft compare {code} {file} shows what differs.",
        )
    if as_json:
        emit_json({"file": str(file), "language": found.language, "revision": found.number,
                   "kind": found.kind.value, "sha256": found.sha256})  # fmt: skip
    say(f"{file} is, word for word, {describe_frozen_text(found)}. SHA-256 {found.sha256}.")


def tell_proof(record: Adoption, *, as_json: bool) -> None:
    """Print every frozen text with the hash that it was found to have."""
    if as_json:
        emit_json(record_as_data(record)["texts"])
    else:
        emit("\n".join(f"{t.sha256}  {describe_frozen_text(t)}" for t in record.texts))
    count = print_count(len(record.texts), "frozen text")
    say(f"{record.declaration}: {count}, as it was when it was frozen.")


def read_any_text(file: Path) -> Declaration:
    """Return the text of a draft file or of the JSON that ``draft export`` writes."""
    if file.suffix.lower() != ".json":
        return read_draft(file).declaration
    try:
        return declaration_from_json(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise InputRefusal(
            f"{file} cannot be read: {error}.", hint="Give a draft file or JSON from draft export."
        ) from error


def add_commands(draft: typer.Typer) -> None:
    """Add the commands on adopted texts to the group of the text."""
    draft.command("adopt")(adopt_text)
    draft.command("record")(show_adoption)
    draft.command("certificate")(write_certificate)
    draft.command("translate")(translate_text)
    draft.command("correct")(correct_text)
    draft.command("verify")(verify_text)
