"""How is an adoption recorded? The decision of an assembly, checked against who could vote."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from declarations.adoption_checks import Majority
from declarations.adoption_store import adopt_revision
from declarations.adoptions import Adoption, Decision
from declarations.problems import NotFoundRefusal, RuleRefusal
from tracker.member_store import load_assemblies, load_members
from tracker.members import Assembly


@dataclass(frozen=True, slots=True)
class AdoptionWish:
    """What is to be recorded: which revision, by which assembly, when, and how it decided."""

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


def record_adoption(session: Session, wish: AdoptionWish, majority: Majority) -> Adoption:
    """Record that an assembly adopted a text in every language it has, and return the record.

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
        sponsors=wish.sponsors,
        meeting=wish.meeting,
        presiding_officer=wish.presiding_officer,
        note=wish.note,
        language=wish.language,
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
