"""Which texts are there, and how is a new revision kept? Reading and writing the tables."""

from collections.abc import Container, Sequence
from datetime import date

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from declarations.differences import list_differences
from declarations.model import Declaration
from declarations.problems import (
    ChangedMeanwhileRefusal,
    InputRefusal,
    NotFoundRefusal,
    RuleRefusal,
    StorageRefusal,
)
from declarations.revisions import (
    Revision,
    canonical_json,
    content_sha256,
    declaration_from_json,
)
from declarations.tables import AdoptionRow, DeclarationRow, FrozenTextRow, RevisionRow


def list_declarations(session: Session) -> tuple[str, ...]:
    """Return the codes of all declarations in alphabetical order."""
    return tuple(session.exec(select(DeclarationRow.code).order_by(DeclarationRow.code)))


def list_languages(session: Session, code: str) -> tuple[str, ...]:
    """Return the languages in which a declaration has a text, in alphabetical order.

    Raises NotFoundRefusal when there is no such declaration.
    """
    declaration = find_declaration(session, code)
    return tuple(
        session.exec(
            select(RevisionRow.language)
            .where(RevisionRow.declaration_id == declaration.id)
            .distinct()
            .order_by(RevisionRow.language)
        )
    )


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


def find_latest(session: Session, declaration: Declaration) -> Revision | None:
    """Return the latest revision of a text in its language, or None where there is none."""
    code, language = declaration.code, declaration.language
    if code not in list_declarations(session) or language not in list_languages(session, code):
        return None
    return load_revision(session, code, language=language)


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
    row_added = add_revision(session, row, declaration, rows, made_on=made_on, reason=reason)
    return read_revision(row_added, declaration.code)


def add_revision(
    session: Session,
    row: DeclarationRow,
    declaration: Declaration,
    earlier: Sequence[RevisionRow],
    *,
    made_on: date,
    reason: str,
) -> RevisionRow:
    """Store a text after the earlier revisions in its language and return its row."""
    added = RevisionRow(
        declaration_id=row.id,
        language=declaration.language,
        number=len(earlier) + 1,
        sha256=content_sha256(declaration),
        parent_sha256=earlier[-1].sha256 if earlier else "",
        reason=reason,
        made_on=made_on,
        content=canonical_json(declaration),
    )
    session.add(added)
    flush_or_refuse(session, declaration.code)
    return added


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
        languages = list_languages(session, declaration.code)
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
    """Raise RuleRefusal when the declaration is adopted: its text is no longer free."""
    adopted = session.exec(
        select(AdoptionRow).where(AdoptionRow.declaration_id == declaration.id)
    ).first()
    if adopted is None:
        return
    frozen = session.exec(
        select(RevisionRow.id)
        .join(FrozenTextRow, col(FrozenTextRow.revision_id) == col(RevisionRow.id))
        .where(FrozenTextRow.adoption_id == adopted.id, RevisionRow.language == language)
    ).first()
    raise RuleRefusal(
        f"{declaration.code} was adopted by {adopted.assembly} on {adopted.adopted_on}; "
        + (
            "its text can no longer be changed."
            if frozen
            else f"its text in {language!r} can only be a translation of what was adopted."
        ),
        hint="A mistake is mended by a correction with its reason (accord draft correct); "
        "a new text begins under another code."
        if frozen
        else "Store it as a translation: accord draft translate FILE --reason WORDS",
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
    touched: Container[str] | None = None,
) -> ChangedMeanwhileRefusal:
    """Return the refusal that names the revision edited from and the latest one.

    With both texts it lists each paragraph that differs: the stored words, yours, the difference.
    ``touched`` are the ids of the paragraphs to list; None lists all.
    """
    edited = f"revision {parent_sha256[:12]}" if parent_sha256 else "no revision"
    found = f"revision {latest.number} ({latest.sha256[:12]})" if latest else "none"
    problems = list_differences(mine, present) if mine and present else ()
    if touched is not None:
        problems = tuple(each for each in problems if each.place.item in touched)
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
