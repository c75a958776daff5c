"""How are revisions and adoptions kept and found again? The caller owns the transaction."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, select

from declarations.checks import check_declaration
from declarations.draft_file import parse_draft, print_draft
from declarations.model import Declaration
from declarations.problems import (
    ChangedMeanwhileRefusal,
    InputRefusal,
    Level,
    NotFoundRefusal,
    Problem,
    RuleRefusal,
    StorageRefusal,
)
from declarations.revisions import (
    Revision,
    canonical_json,
    content_sha256,
    declaration_from_json,
)
from declarations.tables import AdoptionRow, RevisionRow


@dataclass(frozen=True, slots=True)
class Adoption:
    """The assembly's act: which revision, when, how it was decided."""

    declaration: str
    number: int
    assembly: str
    adopted_on: date
    decision: str = "without vote"
    note: str = ""


def save_revision(
    session: Session,
    declaration: Declaration,
    *,
    parent_sha256: str,
    made_on: date,
    reason: str = "",
) -> Revision:
    """Store a declaration as its next revision and return it.

    ``parent_sha256`` is that of the revision the editor started from, "" for the first. Raises
    ChangedMeanwhileRefusal when another revision came between, RuleRefusal when the text was
    adopted or did not change.
    """
    latest = _latest_row(session, declaration.code, declaration.language)
    current = latest.sha256 if latest else ""
    if parent_sha256 != current:
        raise ChangedMeanwhileRefusal(
            f"{declaration.code} was revised meanwhile: your text was made from "
            f"{parent_sha256[:12] or 'nothing'}, the latest revision is "
            f"{latest.number if latest else 'none'} ({current[:12] or '-'}).",
            hint=f"Look at the difference: accord draft compare {declaration.code} YOUR-FILE",
        )
    if load_adoption(session, declaration.code) is not None:
        raise RuleRefusal(
            f"{declaration.code} was adopted; its text can never change.",
            hint="Draft a new declaration under another code.",
        )
    content = canonical_json(declaration)
    sha256 = content_sha256(content)
    if sha256 == current and latest is not None:
        raise RuleRefusal(
            f"The text is the same as revision {latest.number}; no revision was made.",
            hint="Check that you gave the changed file.",
        )
    number = latest.number + 1 if latest else 1
    session.add(
        RevisionRow(
            declaration=declaration.code,
            language=declaration.language,
            number=number,
            title=declaration.title,
            content=content,
            sha256=sha256,
            parent_sha256=parent_sha256,
            made_on=made_on,
            reason=reason,
        )
    )
    session.flush()
    return Revision(declaration, number, sha256, parent_sha256, made_on, reason)


def _latest_row(session: Session, code: str, language: str | None) -> RevisionRow | None:
    """Return the newest revision row of a declaration, locked against other writers."""
    query = select(RevisionRow).where(RevisionRow.declaration == code)
    if language is not None:
        query = query.where(RevisionRow.language == language)
    newest = query.order_by(RevisionRow.number.desc()).limit(1)  # type: ignore[attr-defined] # a column, not an int
    return session.exec(newest).first()


def _revision(row: RevisionRow) -> Revision:
    """Return the revision in a row; raise StorageRefusal when its hash does not fit."""
    if content_sha256(row.content) != row.sha256:
        raise StorageRefusal(
            f"Revision {row.number} of {row.declaration} does not have its SHA-256: "
            "its text was changed in the database.",
            hint="Restore the workspace from the last good backup.",
        )
    return Revision(
        declaration_from_json(row.content),
        row.number,
        row.sha256,
        row.parent_sha256,
        row.made_on,
        row.reason,
    )


def load_revision(
    session: Session, code: str, number: int | None = None, language: str | None = None
) -> Revision:
    """Return a revision, the latest where no number is given.

    Raises NotFoundRefusal naming what there is.
    """
    query = select(RevisionRow).where(RevisionRow.declaration == code)
    if number is not None:
        query = query.where(RevisionRow.number == number)
    if language is not None:
        query = query.where(RevisionRow.language == language)
    newest = query.order_by(RevisionRow.number.desc()).limit(1)  # type: ignore[attr-defined] # a column, not an int
    row = session.exec(newest).first()
    if row is not None:
        return _revision(row)
    known = list_declarations(session)
    if code not in known:
        raise NotFoundRefusal(
            f"There is no declaration {code!r} in this workspace.",
            hint=f"There are: {', '.join(known)}."
            if known
            else "Store a draft first: accord draft revise FILE",
        )
    numbers = [str(revision.number) for revision in list_revisions(session, code)]
    raise NotFoundRefusal(
        f"{code} has no revision {number}.", hint=f"Its revisions: {', '.join(numbers)}."
    )


def list_declarations(session: Session) -> list[str]:
    """Return the codes of all declarations, in order."""
    return sorted(session.exec(select(RevisionRow.declaration).distinct()))


def list_revisions(session: Session, code: str) -> list[Revision]:
    """Return all revisions of a declaration, oldest first; [] for an unknown code."""
    rows = session.exec(select(RevisionRow).where(RevisionRow.declaration == code))
    return [_revision(row) for row in sorted(rows, key=lambda row: (row.number, row.language))]


def adopt_revision(
    session: Session,
    code: str,
    number: int,
    *,
    assembly: str,
    adopted_on: date,
    decision: str = "without vote",
    note: str = "",
) -> Adoption:
    """Record the adoption of a revision; the text is frozen from then on.

    Raises RuleRefusal when it was adopted before or is not the latest revision, InputRefusal with
    all errors of the text.
    """
    earlier = load_adoption(session, code)
    if earlier is not None:
        raise RuleRefusal(
            f"{code} was adopted on {earlier.adopted_on}, as revision {earlier.number}.",
            hint="An adoption is recorded once.",
        )
    revision = load_revision(session, code, number)
    latest = load_revision(session, code)
    if revision.number != latest.number:
        raise RuleRefusal(
            f"Revision {number} of {code} is not the latest; that is {latest.number}.",
            hint="Adopt the latest, or store the older text again as a new revision.",
        )
    if adopted_on < revision.made_on:
        raise RuleRefusal(
            f"Revision {number} was made on {revision.made_on}, after the adoption on {adopted_on}.",
            hint="Check the date after --on.",
        )
    errors = find_errors(revision.declaration)
    if errors:
        raise InputRefusal(
            f"Revision {number} of {code} cannot be adopted: it has errors.",
            hint="Mend them in the draft and store it as a new revision.",
            problems=errors,
        )
    session.add(
        AdoptionRow(
            declaration=code,
            language=revision.declaration.language,
            number=number,
            assembly=assembly,
            adopted_on=adopted_on,
            decision=decision,
            note=note,
        )
    )
    session.flush()
    return Adoption(code, number, assembly, adopted_on, decision, note)


def find_errors(declaration: Declaration) -> list[Problem]:
    """Return the problems of level error that reading the text anew and checking it finds."""
    parsed = parse_draft(print_draft(declaration), declaration.code)
    found = (*parsed.problems, *check_declaration(parsed.declaration, parsed.places))
    return [problem for problem in found if problem.level is Level.ERROR]


def load_adoption(session: Session, code: str) -> Adoption | None:
    """Return the adoption of a declaration, or None while it is a draft."""
    row = session.exec(select(AdoptionRow).where(AdoptionRow.declaration == code)).first()
    if row is None:
        return None
    return Adoption(
        row.declaration, row.number, row.assembly, row.adopted_on, row.decision, row.note
    )
