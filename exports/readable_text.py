"""Which text may somebody read? The adopted one for anyone, drafts too for those who may."""

from datetime import date

from sqlmodel import Session

from declarations.adoption_records import load_adoption
from declarations.problems import NotFoundRefusal
from declarations.revisions import Revision
from declarations.store import list_declarations, list_revisions, load_revision
from exports.public_overview import find_public_codes, require_public
from exports.public_text import list_public_revisions, read_text


def find_readable_codes(session: Session, day: date, *, with_drafts: bool) -> tuple[str, ...]:
    """Return the codes of the declarations that can be read on a day, in alphabetical order."""
    if with_drafts:
        return list_declarations(session)
    return tuple(sorted(find_public_codes(session, day)))


def is_adopted(session: Session, code: str, day: date) -> bool:
    """Return whether a declaration was adopted by a day."""
    adoption = load_adoption(session, code)
    return adoption is not None and adoption.adopted_on <= day


def list_readable_revisions(
    session: Session, code: str, day: date, language: str = "", *, with_drafts: bool
) -> tuple[Revision, ...]:
    """Return the revisions in a language ("": the first one), oldest first.

    Raises NotFoundRefusal, for a draft that may not be read too.
    """
    if with_drafts and not is_adopted(session, code, day):
        return tuple(list_revisions(session, code, language or None))
    return list_public_revisions(session, code, day, language)


def find_readable_revision(
    session: Session,
    code: str,
    day: date,
    language: str = "",
    number: int | None = None,
    *,
    with_drafts: bool,
) -> Revision:
    """Return a revision; without a number the text in force, or the latest state of a draft.

    Raises NotFoundRefusal, for a draft that may not be read too.
    """
    if number is not None:
        revisions = list_readable_revisions(session, code, day, language, with_drafts=with_drafts)
        found = [revision for revision in revisions if revision.number == number]
        if not found:
            raise NotFoundRefusal(
                f"{code} has no revision {number}.",
                hint=f"Revisions there are: 1 to {len(revisions)}.",
            )
        return found[0]
    if with_drafts and not is_adopted(session, code, day):
        return load_revision(session, code, language=language or None)
    require_public(session, code, day)
    return read_text(session, code, day, language).revision
