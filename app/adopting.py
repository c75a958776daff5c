"""How is an adoption recorded? The decision of an assembly, checked against who could vote."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlmodel import Session

from declarations.adoption_checks import Majority
from declarations.adoption_records import load_adoption
from declarations.adoption_store import adopt_revision
from declarations.adoptions import Adoption, Decision, SeparateVote
from declarations.problems import NotFoundRefusal, RuleRefusal
from declarations.store import load_revision
from exports.adoption_certificate import compose_certificate
from exports.blocks import Document
from tracker.member_store import load_assemblies, load_members
from tracker.members import Assembly


@dataclass(frozen=True, slots=True)
class AdoptionWish:
    """What is to be recorded: which revision, by which assembly, when, and how it decided.

    ``number`` is one in ``language``; ``languages`` are those it is adopted in, None for all.
    """

    code: str
    number: int
    assembly: str
    adopted_on: date
    decision: Decision = Decision()
    sponsors: tuple[str, ...] = ()
    meeting: str = ""
    presiding_officer: str = ""
    note: str = ""
    language: str | None = None
    separate_votes: tuple[SeparateVote, ...] = ()
    languages: tuple[str, ...] | None = None


def record_adoption(session: Session, wish: AdoptionWish, majority: Majority) -> Adoption:
    """Record that an assembly adopted a text in the languages wished, and return the record.

    Raises what ``adopt_revision`` raises, and NotFoundRefusal or RuleRefusal for an assembly that
    is unknown or did not meet on that day.
    """
    refuse_wrong_assembly(wish.assembly, load_assemblies(session), wish.adopted_on)
    members = [each for each in load_members(session) if each.belongs_on(wish.adopted_on)]
    return adopt_revision(
        session,
        wish.code,
        wish.number,
        assembly=wish.assembly,
        adopted_on=wish.adopted_on,
        decision=wish.decision,
        separate_votes=wish.separate_votes,
        sponsors=wish.sponsors,
        meeting=wish.meeting,
        presiding_officer=wish.presiding_officer,
        note=wish.note,
        language=wish.language,
        languages=wish.languages,
        members={each.code for each in members},
        majority=majority,
    )


def refuse_wrong_assembly(assembly: str, assemblies: Sequence[Assembly], day: date) -> None:
    """Raise NotFoundRefusal for an unknown assembly, RuleRefusal for a day it was not met on."""
    known = {each.code: each for each in assemblies}
    if assembly in known and not known[assembly].may_adopt_on(day):
        began, ended = known[assembly].starts_on, known[assembly].ends_on
        raise RuleRefusal(
            f"{assembly} did not meet on {day}: it began on {began or 'a day not known'} and ended "
            f"on {ended or 'a day not known'}.",
            hint="Give the day of the decision: --on DATE.",
        )
    if assembly not in known:
        raise NotFoundRefusal(
            f"There is no assembly {assembly!r}.",
            hint=f"Known: {', '.join(sorted(known)) or 'none'}; "
            f"accord assembly add {assembly} ... makes one.",
        )


def require_adoption(record: Adoption | None, code: str) -> Adoption:
    """Return the record; raise RuleRefusal where the declaration is a draft still."""
    if record is None:
        raise RuleRefusal(
            f"{code} has not been adopted.",
            hint=f"accord draft adopt {code} --assembly CODE --on DATE records an adoption.",
        )
    return record


def certify_adoption(
    session: Session, code: str, association: str, template_folder: Path | None
) -> Document:
    """Return the certificate of adoption; RuleRefusal where the declaration is a draft still.

    It is about the text in force; ``template_folder`` has the association's own wording.
    """
    record = require_adoption(load_adoption(session, code), code)
    text = record.text_on()
    revision = load_revision(session, code, text.number if text else None, record.language)
    adopted = load_revision(session, code, record.number, record.language)
    assemblies = load_assemblies(session)
    return compose_certificate(
        record,
        revision.declaration,
        adopted.declaration,
        assembly=next((each for each in assemblies if each.code == record.assembly), None),
        members=load_members(session),
        association=association,
        template_folder=template_folder,
    )
