"""How does an edited text become the next revision, and what if others were faster?"""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from declarations.adoption_records import load_adoption
from declarations.amendment_store import load_amendments
from declarations.amendments import Amendment, apply_operations, make_operations
from declarations.checks import find_new_errors
from declarations.merging import RebasedAmendment, RebaseOutcome, rebase_amendment
from declarations.model import Declaration
from declarations.problems import ChangedMeanwhileRefusal, InputRefusal, RuleRefusal
from declarations.rebasing import rebase_open
from declarations.revisions import Revision
from declarations.store import (
    find_latest,
    list_declarations,
    list_revisions,
    save_revision,
)


@dataclass(frozen=True, slots=True)
class Revised:
    """The new revision, and what became of each open amendment."""

    revision: Revision
    rebased: tuple[RebasedAmendment, ...] = ()


def revise(
    session: Session, declaration: Declaration, base: str, *, reason: str, made_on: date
) -> Revised:
    """Store a text as the next revision in its language and lay the open amendments on it.

    ``base`` is the SHA-256 of the revision it was made from, or its first digits; "" is the
    latest. Raises what ``save_revision`` raises.
    """
    code = declaration.code
    latest = find_latest(session, declaration)
    parent = latest.sha256 if latest else ""
    revision = save_revision(
        session,
        declaration,
        parent_sha256=base if latest and not parent.startswith(base) else parent,
        made_on=made_on,
        reason=reason,
    )
    if latest is None:
        return Revised(revision)
    before = {each.code: each for each in load_amendments(session, code)}
    return Revised(revision, rebase_open(session, latest, revision, before, {}, made_on))


def revise_edited(
    session: Session, declaration: Declaration, base: Revision, *, reason: str, made_on: date
) -> Revised:
    """Store a text that was edited from a revision; InputRefusal when it would bring in errors.

    Raises what ``save_revision`` raises.
    """
    faults = find_new_errors(base.declaration, declaration)
    if faults:
        raise InputRefusal(
            f"The text of {declaration.code} was not stored: it would have errors.",
            hint="Mend them and save again.",
            problems=faults,
        )
    return revise(session, declaration, base.sha256, reason=reason, made_on=made_on)


def require_new(session: Session, code: str) -> None:
    """Raise RuleRefusal when there is a declaration with this code already."""
    if code in list_declarations(session):
        raise RuleRefusal(f"There is a declaration {code} already.", hint="Choose another code.")


def require_draft(session: Session, code: str) -> None:
    """Raise RuleRefusal when a declaration is adopted, NotFoundRefusal when there is none."""
    adoption = load_adoption(session, code)
    if adoption is not None:
        raise RuleRefusal(
            f"{code} was adopted on {adoption.adopted_on}; its text can no longer be changed.",
            hint="A mistake is mended by a correction; a new text begins under another code.",
        )


def find_revision_by_hash(session: Session, code: str, sha256: str, language: str = "") -> Revision:
    """Return the revision with a SHA-256, or its first digits; ChangedMeanwhileRefusal if none."""
    for revision in list_revisions(session, code, language or None):
        if revision.sha256.startswith(sha256):
            return revision
    raise ChangedMeanwhileRefusal(
        f"{code} has no revision {sha256[:12]}.",
        hint="Load the page again; what you typed can be copied from it.",
    )


def list_known_ids(session: Session, code: str, language: str = "") -> frozenset[str]:
    """Return every id that any revision has: a permanent id is given to one paragraph only."""
    revisions = list_revisions(session, code, language or None)
    return frozenset(node.id for each in revisions for node in each.declaration.walk())


def bring_together(base: Revision, latest: Revision, mine: Declaration) -> Declaration | None:
    """Return the latest text with what was changed in ``mine``, which was made from ``base``.

    None where both changed the same words: then a person must look.
    """
    text = base.declaration
    made = Amendment(
        "", text.code, text.language, base.number, base.sha256, "",
        make_operations(text, mine),
    )  # fmt: skip
    found = rebase_amendment(made, text, latest.declaration, latest.number, latest.sha256)
    if found.outcome is RebaseOutcome.CLEAN:
        return apply_operations(latest.declaration, found.amendment.operations).declaration
    return latest.declaration if found.is_done else None
