"""May this text be adopted, and what may still be added to an adopted one?"""

from collections.abc import Collection, Sequence
from datetime import date

from sqlmodel import Session

from declarations.adoption_checks import Known, Majority, find_record_faults
from declarations.adoption_records import (
    find_adoption_row,
    freeze,
    load_adoption,
    save_record,
)
from declarations.adoptions import (
    Adoption,
    Decision,
    FreezeKind,
    FrozenText,
    SeparateVote,
)
from declarations.checks import check_adoption
from declarations.frozen_texts import find_changed_paragraphs, find_different_ids
from declarations.model import Declaration
from declarations.problems import (
    InputRefusal,
    Problem,
    RuleRefusal,
    has_errors,
)
from declarations.revisions import Revision, content_sha256
from declarations.store import (
    add_revision,
    changed_meanwhile,
    find_declaration,
    find_revision,
    find_revisions,
    flush_or_refuse,
    list_languages,
    read_revision,
)
from declarations.tables import AdoptionRow, DeclarationRow, RevisionRow


def adopt_revision(
    session: Session,
    code: str,
    number: int,
    *,
    assembly: str,
    adopted_on: date,
    decision: Decision = Decision(),
    separate_votes: tuple[SeparateVote, ...] = (),
    sponsors: tuple[str, ...] = (),
    meeting: str = "",
    presiding_officer: str = "",
    note: str = "",
    language: str | None = None,
    languages: Collection[str] | None = None,
    members: Collection[str] | None = None,
    majority: Majority = Majority.ANY,
) -> Adoption:
    """Record that an assembly adopted a declaration; from then on its texts are frozen.

    ``number`` is the revision in ``language`` (None: the first written). With it the latest
    revision in each of ``languages`` (None: every language there is) is frozen. ``members`` are
    the codes of those who could vote (None: not asked).

    Raises NotFoundRefusal when there is no such revision; RuleRefusal when the declaration is
    adopted already, the revision is not the latest, a text has errors, or the languages have not
    the same ids; InputRefusal when the record cannot be true. All faults are listed.
    """
    declaration = find_declaration(session, code, for_update=True)
    refuse_second_adoption(session, declaration)
    rows = find_texts_to_adopt(session, declaration, number, language, languages)
    revisions = [read_revision(row, code) for row in rows]
    refuse_unfit_texts(code, revisions)
    refuse_earlier_day(revisions, adopted_on)
    first = revisions[0]
    record = Adoption(
        declaration=code,
        language=first.declaration.language,
        number=number,
        sha256=first.sha256,
        assembly=assembly,
        adopted_on=adopted_on,
        decision=decision,
        note=note,
        separate_votes=separate_votes,
        sponsors=sponsors,
        meeting=meeting,
        presiding_officer=presiding_officer,
        texts=tuple(describe_adopted(revision, adopted_on) for revision in revisions),
    )
    earlier = find_earlier_ids(session, declaration, record.language)
    known = Known(first.declaration, earlier, members, majority)
    refuse_false_record(record, find_record_faults(record, known))
    adoption = save_record(session, declaration, rows[0], record)
    for row in rows:
        freeze(session, adoption, row, FreezeKind.ADOPTED, adopted_on)
    flush_or_refuse(session, code)
    return record


def refuse_earlier_day(revisions: Sequence[Revision], adopted_on: date) -> None:
    """Raise RuleRefusal when a text was not there yet on the day it was adopted."""
    for revision in revisions:
        if revision.made_on > adopted_on:
            raise RuleRefusal(
                f"{revision.declaration.code} cannot have been adopted on {adopted_on}: revision "
                f"{revision.number} ({revision.declaration.language}) was made on "
                f"{revision.made_on}.",
                hint="Give the day of the decision: --on DATE.",
            )


def describe_adopted(revision: Revision, adopted_on: date) -> FrozenText:
    """Return what the record says of a revision that is adopted."""
    return FrozenText(
        revision.declaration.language,
        revision.number,
        revision.sha256,
        FreezeKind.ADOPTED,
        adopted_on,
        revision.reason,
    )


def refuse_second_adoption(session: Session, declaration: DeclarationRow) -> None:
    """Raise RuleRefusal when the declaration is adopted already."""
    adopted = load_adoption(session, declaration.code)
    if adopted:
        raise RuleRefusal(
            f"{declaration.code} cannot be adopted again: {adopted.assembly} adopted revision "
            f"{adopted.number} on {adopted.adopted_on}.",
            hint="Start a new declaration under another code.",
        )


def find_texts_to_adopt(
    session: Session,
    declaration: DeclarationRow,
    number: int,
    language: str | None,
    languages: Collection[str] | None,
) -> list[RevisionRow]:
    """Return the revision to adopt and, by language, the latest in each other language.

    Raises NotFoundRefusal for a language or number that is not there, RuleRefusal for a revision
    that is not the latest.
    """
    first = find_revision(session, declaration, number, language)
    latest = find_revision(session, declaration, None, first.language)
    if latest.number != number:
        raise RuleRefusal(
            f"Revision {number} of {declaration.code} cannot be adopted: revision "
            f"{latest.number} is newer.",
            hint=f"Adopt revision {latest.number}, or store the text of revision {number} again.",
        )
    there = list_languages(session, declaration.code)
    wanted = there if languages is None else sorted(languages)
    others = [name for name in wanted if name != first.language]
    return [first, *(find_revision(session, declaration, None, name) for name in others)]


def refuse_unfit_texts(code: str, revisions: Sequence[Revision]) -> None:
    """Raise RuleRefusal when a text has errors or other ids than the first; lists everything."""
    first = revisions[0]
    problems: list[Problem] = []
    for revision in revisions:
        problems += check_adoption(revision.declaration)
        problems += find_different_ids(first.declaration, revision.declaration)
    if has_errors(problems):
        raise RuleRefusal(
            f"Revision {first.number} of {code} cannot be adopted: its text has errors.",
            hint="Mend them, store a new revision and adopt that one. A translation that is not "
            "ready can follow later: name the languages to adopt in.",
            problems=problems,
        )


def find_earlier_ids(
    session: Session, declaration: DeclarationRow, language: str
) -> frozenset[str]:
    """Return every id that any revision in a language has."""
    rows = find_revisions(session, declaration, language)
    texts = [read_revision(row, declaration.code).declaration for row in rows]
    return frozenset(node.id for text in texts for node in text.walk())


def refuse_false_record(record: Adoption, problems: Sequence[Problem]) -> None:
    """Raise InputRefusal with every fault of a record."""
    if problems:
        raise InputRefusal(
            f"The adoption of {record.declaration} was not recorded: the record has faults.",
            hint="Correct all of them and record it again.",
            problems=problems,
        )


# Later


def save_translation(
    session: Session, declaration: Declaration, *, made_on: date, reason: str
) -> Revision:
    """Store the text of an adopted declaration in one more language; it is frozen at once.

    Raises RuleRefusal when the declaration is not adopted, is frozen in this language already,
    or the translation has errors or other ids; InputRefusal without a reason.
    """
    row, adoption, adopted = find_adopted(session, declaration.code)
    require_reason(declaration.code, reason, made_on, adopted)
    if adopted.text_on(language=declaration.language):
        raise RuleRefusal(
            f"{declaration.code} is frozen in {declaration.language!r} already.",
            hint="A mistake in it is mended by a correction: accord draft correct FILE --reason",
        )
    standing = read_text_in_force(session, row, adopted, adopted.language)
    problems = [
        *check_adoption(declaration),
        *find_different_ids(standing.declaration, declaration),
    ]
    refuse_text(f"The translation of {declaration.code}", problems)
    rows = find_revisions(session, row, declaration.language, may_be_missing=True)
    same = rows and rows[-1].sha256 == content_sha256(declaration)
    added = rows[-1] if same else add_revision(
        session, row, declaration, rows, made_on=made_on, reason=reason
    )  # fmt: skip
    freeze(session, adoption, added, FreezeKind.TRANSLATION, made_on)
    flush_or_refuse(session, declaration.code)
    return read_revision(added, declaration.code)


def save_correction(
    session: Session,
    declaration: Declaration,
    *,
    made_on: date,
    reason: str,
    parent_sha256: str = "",
) -> Revision:
    """Store a corrigendum: the adopted text with a mistake mended, as a frozen revision.

    Precedent: Vienna Convention on the Law of Treaties, article 79. The text before it stays as
    it was. ``parent_sha256`` is the hash of the text that was corrected ("": the one in force).

    Raises RuleRefusal when the declaration is not adopted in this language, the text has errors,
    a node comes, goes or changes its place, or nothing differs; InputRefusal without a
    reason or with an impossible day; ChangedMeanwhileRefusal for another text in force.
    """
    row, adoption, adopted = find_adopted(session, declaration.code)
    require_reason(declaration.code, reason, made_on, adopted)
    if adopted.text_on(language=declaration.language) is None:
        raise RuleRefusal(
            f"{declaration.code} was not adopted in {declaration.language!r}.",
            hint="Store it as a translation: accord draft translate FILE --reason WORDS",
        )
    standing = read_text_in_force(session, row, adopted, declaration.language)
    rows = find_revisions(session, row, declaration.language)
    if parent_sha256 not in {"", standing.sha256}:
        raise changed_meanwhile(declaration.code, parent_sha256, rows[-1])
    refuse_early_correction(standing, made_on)
    if content_sha256(declaration) == standing.sha256:
        raise RuleRefusal(
            f"Nothing was stored: the text of {declaration.code} is the one in force already.",
            hint="Correct the text first.",
        )
    problems = [
        *check_adoption(declaration),
        *find_changed_paragraphs(standing.declaration, declaration),
    ]
    refuse_text(f"The correction of {declaration.code}", problems)
    added = add_revision(session, row, declaration, rows, made_on=made_on, reason=reason)
    freeze(session, adoption, added, FreezeKind.CORRECTION, made_on)
    flush_or_refuse(session, declaration.code)
    return read_revision(added, declaration.code)


def find_adopted(session: Session, code: str) -> tuple[DeclarationRow, AdoptionRow, Adoption]:
    """Return an adopted declaration, locked, with its record; RuleRefusal for a draft."""
    declaration = find_declaration(session, code, for_update=True)
    row, adopted = find_adoption_row(session, declaration), load_adoption(session, code)
    if row is None or adopted is None:
        raise RuleRefusal(
            f"{code} is not adopted; it can be revised freely.",
            hint="Store it as the next revision: accord draft revise FILE",
        )
    return declaration, row, adopted


def require_reason(code: str, reason: str, made_on: date, adopted: Adoption) -> None:
    """Refuse a change of an adopted text without its reason, or dated before the adoption."""
    if not reason.strip():
        raise InputRefusal(
            f"Nothing was added to the adopted text of {code}: no reason was given.",
            hint="Say why: --reason WORDS",
        )
    if made_on < adopted.adopted_on:
        raise InputRefusal(
            f"Nothing was added to the adopted text of {code}: {made_on} is before its adoption "
            f"on {adopted.adopted_on}.",
            hint="Check the date given to --on.",
        )


def refuse_early_correction(standing: Revision, made_on: date) -> None:
    """Refuse a correction dated before the text that it corrects."""
    if made_on < standing.made_on:
        raise InputRefusal(
            f"The correction is dated {made_on}, before the text that it corrects "
            f"({standing.made_on}).",
            hint="Check the date given to --on.",
        )


def refuse_text(what: str, problems: Sequence[Problem]) -> None:
    """Raise RuleRefusal when a text that would be frozen has errors."""
    if has_errors(problems):
        raise RuleRefusal(
            f"{what} was not stored: its text has errors.",
            hint="Mend all of them and store it again.",
            problems=problems,
        )


def read_text_in_force(
    session: Session, declaration: DeclarationRow, adopted: Adoption, language: str
) -> Revision:
    """Return the latest frozen text in a language in which there is one."""
    frozen = adopted.text_on(language=language)
    row = find_revision(session, declaration, frozen.number if frozen else None, language)
    return read_revision(row, declaration.code)
