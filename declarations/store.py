"""Which texts are there, and how is a new revision kept? Reading and writing the tables."""

from datetime import date

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from declarations.checks import check_adoption
from declarations.differences import list_differences
from declarations.model import Declaration
from declarations.problems import (
    ChangedMeanwhileRefusal,
    InputRefusal,
    NotFoundRefusal,
    RuleRefusal,
    StorageRefusal,
    has_errors,
)
from declarations.revisions import (
    Adoption,
    Revision,
    canonical_json,
    content_sha256,
    declaration_from_json,
)
from declarations.tables import AdoptionRow, DeclarationRow, RevisionRow


def list_declarations(session: Session) -> tuple[str, ...]:
    """Return the codes of all declarations in alphabetical order."""
    return tuple(session.exec(select(DeclarationRow.code).order_by(DeclarationRow.code)))


def list_revisions(
    session: Session, code: str, language: str | None = None
) -> tuple[Revision, ...]:
    """Return all revisions in one language (None: the first one written), oldest first.

    Raises NotFoundRefusal as ``load_revision`` does, StorageRefusal when one was altered or the
    chain of parents is broken.
    """
    declaration = find_declaration(session, code)
    rows = find_revisions(session, declaration, language)
    parent = ""
    for row in rows:
        if row.parent_sha256 != parent:
            raise altered(code, row)
        parent = row.sha256
    return tuple(read_revision(row, code) for row in rows)


def load_revision(
    session: Session, code: str, number: int | None = None, language: str | None = None
) -> Revision:
    """Return one revision (None: the latest) in one language (None: the first one written).

    Raises NotFoundRefusal, which lists what there is, when there is no such declaration,
    language or number, and StorageRefusal when the stored text no longer has its hash.
    """
    declaration = find_declaration(session, code)
    return read_revision(find_revision(session, declaration, number, language), code)


def save_revision(
    session: Session,
    declaration: Declaration,
    *,
    parent_sha256: str,
    made_on: date,
    reason: str = "",
) -> Revision:
    """Store a text as the next revision in its language and return it.

    ``parent_sha256`` is the hash of the revision that it was made from, "" for the first one.
    Raises ChangedMeanwhileRefusal when that is not the latest revision, and RuleRefusal when the
    text is adopted in this language or is the same as the latest revision.
    """
    row = find_or_add_declaration(session, declaration)
    refuse_adopted(session, row, declaration.language)
    rows = find_revisions(session, row, declaration.language, may_be_missing=True)
    latest = rows[-1] if rows else None
    sha256 = content_sha256(declaration)
    if parent_sha256 != (latest.sha256 if latest else ""):
        present = read_revision(latest, declaration.code).declaration if latest else None
        raise changed_meanwhile(declaration.code, parent_sha256, latest, declaration, present)
    if latest and latest.sha256 == sha256:
        raise RuleRefusal(
            f"Nothing was stored: the text of {declaration.code} is the same as revision "
            f"{latest.number}.",
            hint="Edit the text first.",
        )
    number = latest.number + 1 if latest else 1
    session.add(
        RevisionRow(
            declaration_id=row.id,
            language=declaration.language,
            number=number,
            sha256=sha256,
            parent_sha256=parent_sha256,
            reason=reason,
            made_on=made_on,
            content=canonical_json(declaration),
        )
    )
    flush_or_refuse(session, declaration.code)
    return Revision(declaration, number, sha256, parent_sha256, reason, made_on)


def adopt_revision(
    session: Session,
    code: str,
    number: int,
    *,
    assembly: str,
    adopted_on: date,
    decision: str = "without vote",
    note: str = "",
    language: str | None = None,
) -> Adoption:
    """Record that an assembly adopted one revision; from then on its text is frozen.

    Raises NotFoundRefusal when there is no such revision, and RuleRefusal when the declaration is
    adopted already, the revision is not the latest, or its text has errors (all are listed).
    """
    declaration = find_declaration(session, code, for_update=True)
    adopted = load_adoption(session, code)
    if adopted:
        raise RuleRefusal(
            f"{code} cannot be adopted again: {adopted.assembly} adopted revision "
            f"{adopted.number} on {adopted.adopted_on}.",
            hint="Start a new declaration under another code.",
        )
    row = find_revision(session, declaration, number, language)
    latest = find_revision(session, declaration, None, row.language)
    if latest.number != number:
        raise RuleRefusal(
            f"Revision {number} of {code} cannot be adopted: revision {latest.number} is newer.",
            hint=f"Adopt revision {latest.number}, or store the text of revision {number} again.",
        )
    problems = check_adoption(read_revision(row, code).declaration)
    if has_errors(problems):
        raise RuleRefusal(
            f"Revision {number} of {code} cannot be adopted: its text has errors.",
            hint="Mend them, store a new revision and adopt that one.",
            problems=problems,
        )
    session.add(
        AdoptionRow(
            declaration_id=declaration.id,
            revision_id=row.id,
            assembly=assembly,
            adopted_on=adopted_on,
            decision=decision,
            note=note,
        )
    )
    flush_or_refuse(session, code)
    return Adoption(code, row.language, number, row.sha256, assembly, adopted_on, decision, note)


def load_adoption(session: Session, code: str) -> Adoption | None:
    """Return the adoption of a declaration, or None while there is none.

    Raises NotFoundRefusal when there is no such declaration.
    """
    declaration = find_declaration(session, code)
    found = session.exec(
        select(AdoptionRow, RevisionRow)
        .join(RevisionRow, col(RevisionRow.id) == col(AdoptionRow.revision_id))
        .where(AdoptionRow.declaration_id == declaration.id)
    ).first()
    if found is None:
        return None
    adoption, revision = found
    return Adoption(
        code,
        revision.language,
        revision.number,
        revision.sha256,
        adoption.assembly,
        adoption.adopted_on,
        adoption.decision,
        adoption.note,
    )


def find_declaration(session: Session, code: str, *, for_update: bool = False) -> DeclarationRow:
    """Return the row of a declaration, locked until the transaction ends if asked.

    Raises NotFoundRefusal.
    """
    query = select(DeclarationRow).where(DeclarationRow.code == code)
    row = session.exec(query.with_for_update() if for_update else query).first()
    if row is None:
        known = ", ".join(list_declarations(session)) or "none yet"
        raise NotFoundRefusal(
            f"There is no declaration {code!r}.", hint=f"Declarations in this workspace: {known}."
        )
    return row


def find_or_add_declaration(session: Session, declaration: Declaration) -> DeclarationRow:
    """Return the declaration's row, locked until the transaction ends; add it when it is new."""
    query = select(DeclarationRow).where(DeclarationRow.code == declaration.code)
    row = session.exec(query.with_for_update()).first()
    if row is None:
        row = DeclarationRow(code=declaration.code, language=declaration.language)
        session.add(row)
        flush_or_refuse(session, declaration.code)
    return row


def find_revisions(
    session: Session,
    declaration: DeclarationRow,
    language: str | None,
    *,
    may_be_missing: bool = False,
) -> list[RevisionRow]:
    """Return the rows of all revisions in one language, oldest first; NotFoundRefusal if none."""
    wanted = language or declaration.language
    rows = session.exec(
        select(RevisionRow)
        .where(RevisionRow.declaration_id == declaration.id, RevisionRow.language == wanted)
        .order_by(col(RevisionRow.number))
    ).all()
    if not rows and not may_be_missing:
        languages = session.exec(
            select(RevisionRow.language)
            .where(RevisionRow.declaration_id == declaration.id)
            .distinct()
            .order_by(RevisionRow.language)
        )
        raise NotFoundRefusal(
            f"{declaration.code} has no text in the language {wanted!r}.",
            hint=f"Languages there are: {', '.join(languages)}.",
        )
    return list(rows)


def find_revision(
    session: Session, declaration: DeclarationRow, number: int | None, language: str | None
) -> RevisionRow:
    """Return the row of one revision (None: the latest); raises NotFoundRefusal."""
    rows = find_revisions(session, declaration, language)
    if number is None:
        return rows[-1]
    for row in rows:
        if row.number == number:
            return row
    raise NotFoundRefusal(
        f"{declaration.code} has no revision {number} in the language {rows[-1].language!r}.",
        hint=f"Revisions there are: 1 to {rows[-1].number}.",
    )


def read_revision(row: RevisionRow, code: str) -> Revision:
    """Return the revision of a row; StorageRefusal when it no longer has its hash."""
    try:
        declaration = declaration_from_json(row.content)
    except InputRefusal as error:
        raise altered(code, row) from error
    named = (declaration.code, declaration.language)
    if named != (code, row.language) or content_sha256(declaration) != row.sha256:
        raise altered(code, row)
    return Revision(declaration, row.number, row.sha256, row.parent_sha256, row.reason, row.made_on)


def refuse_adopted(session: Session, declaration: DeclarationRow, language: str) -> None:
    """Raise RuleRefusal when the declaration is adopted in this language."""
    adopted = load_adoption(session, declaration.code)
    if adopted and adopted.language == language:
        raise RuleRefusal(
            f"{declaration.code} was adopted by {adopted.assembly} on {adopted.adopted_on} "
            f"(revision {adopted.number}); its text can no longer be changed.",
            hint="Start a new declaration under another code.",
        )


def flush_or_refuse(session: Session, code: str) -> None:
    """Send what was added to the database; a clash with another writer is a refusal."""
    try:
        session.flush()
    except IntegrityError as error:
        raise ChangedMeanwhileRefusal(
            f"{code} was changed by someone else at the same moment; nothing was stored.",
            hint="Load the latest revision and try again.",
        ) from error


def changed_meanwhile(
    code: str,
    parent_sha256: str,
    latest: RevisionRow | None,
    mine: Declaration | None = None,
    present: Declaration | None = None,
) -> ChangedMeanwhileRefusal:
    """Return the refusal that names the revision edited from and the latest one.

    With both texts it lists each paragraph that differs: the stored words, yours, the difference.
    """
    edited = f"revision {parent_sha256[:12]}" if parent_sha256 else "no revision"
    found = f"revision {latest.number} ({latest.sha256[:12]})" if latest else "none"
    problems = list_differences(mine, present) if mine and present else ()
    return ChangedMeanwhileRefusal(
        f"{code} has changed meanwhile: the text was made from {edited}, the latest is {found}. "
        "Nothing was stored.",
        hint="Compare your text with the latest revision, bring the changes together and save.",
        problems=problems,
    )


def altered(code: str, row: RevisionRow) -> StorageRefusal:
    """Return the refusal for a stored text that was altered outside Accord."""
    return StorageRefusal(
        f"Revision {row.number} of {code} ({row.language}) was altered in the database: its text "
        f"or place no longer fits its SHA-256 {row.sha256[:12]}.",
        hint="Restore the workspace from a backup.",
    )
