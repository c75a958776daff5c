"""What becomes of the open amendments when the text under them changes?"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from sqlmodel import Session

from declarations.amendment_store import (
    change_status,
    find_amendment,
    load_amendments,
    update_amendment,
)
from declarations.amendments import Amendment, AmendmentStatus
from declarations.compilation import base_of
from declarations.merging import RebasedAmendment, RebaseOutcome, rebase_amendment
from declarations.revisions import Revision


def depth_of(amendments: Mapping[str, Amendment], code: str) -> int:
    """Return how many amendments an amendment hangs on."""
    return len(ancestors_of(amendments, code))


def ancestors_of(amendments: Mapping[str, Amendment], code: str) -> tuple[str, ...]:
    """Return the codes of what an amendment amends, the nearest first."""
    parent = amendments[code].parent
    return (parent, *ancestors_of(amendments, parent)) if parent in amendments else ()


def rebase_open(
    session: Session,
    latest: Revision,
    revision: Revision,
    before: Mapping[str, Amendment],
    heirs: Mapping[str, str],
    made_on: date,
) -> tuple[RebasedAmendment, ...]:
    """Lay every amendment to ``latest`` that is still open on a new revision of it.

    ``before`` are all amendments as they were on ``latest``. ``heirs`` says for those that became
    part of another text which that is: the code of an amendment, or "" for the revision.
    """
    present = load_amendments(session, latest.declaration.code)
    waiting = [each.code for each in present if waits_on(each, latest)]
    return rebase_those(session, waiting, latest, revision, before, heirs, made_on)


def waits_on(amendment: Amendment, revision: Revision) -> bool:
    """Return whether an amendment is open, to this revision, and needs no review."""
    language = revision.declaration.language
    return (
        amendment.is_open
        and (amendment.language, amendment.base_sha256) == (language, revision.sha256)
        and not amendment.review
    )


def rebase_those(
    session: Session,
    codes: Iterable[str],
    latest: Revision,
    revision: Revision,
    before: Mapping[str, Amendment],
    heirs: Mapping[str, str],
    made_on: date,
) -> tuple[RebasedAmendment, ...]:
    """Lay open amendments on another text: of the revision, or of what they amend.

    One whose parent needs review needs it as well, and one whose parent lapses lapses. Where the
    text says already what the parent proposed, it amends the text.
    """
    name = latest.declaration.code
    present = {each.code: each for each in load_amendments(session, name)}
    heirs = dict(heirs)
    results: dict[str, RebasedAmendment] = {}
    for code in sorted(codes, key=lambda each: depth_of(before, each)):
        parent = present[code].parent
        hung = replace(present[code], parent=heirs.get(parent, parent))
        found = follow_parent(hung, results.get(hung.parent))
        if found is None:
            old = base_of(latest.declaration, before[code], list(before.values()))
            new = base_of(revision.declaration, hung, list(present.values()))
            found = rebase_amendment(hung, old, new, revision.number, revision.sha256)
        if found.outcome is RebaseOutcome.NEEDS_REVIEW:
            kept = replace(present[code], review=" ".join(found.remarks))
            found = replace(found, amendment=kept)
        if found.outcome is RebaseOutcome.LAPSED:
            row = find_amendment(session, name, code)
            change_status(session, row, AmendmentStatus.LAPSED, made_on, " ".join(found.remarks))
            if found.is_done:
                heirs[code] = hung.parent
        else:
            update_amendment(session, found.amendment)
        present[code], results[code] = found.amendment, found
    return tuple(results.values())


def follow_parent(amendment: Amendment, parent: RebasedAmendment | None) -> RebasedAmendment | None:
    """Return what becomes of an amendment by its parent; None where that is of no account."""
    if parent is None or parent.outcome is RebaseOutcome.CLEAN:
        return None
    ending = "lapsed." if parent.outcome is RebaseOutcome.LAPSED else "needs review."
    remark = f"{amendment.parent}, which it amends, {ending}"
    return RebasedAmendment(amendment, parent.outcome, (remark,))
