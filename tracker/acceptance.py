"""What has each member accepted, paragraph by paragraph, on any date?

Model: "accepted provisions" of the Council of Europe and the declarations and reservations of
the UN Treaty Collection; Vienna Convention on the Law of Treaties, articles 2(1)(d) and 19-23.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Position(StrEnum):
    """A member's position on one operative paragraph; derived, never stored."""

    NO_RESPONSE = "no_response"
    ACCEPTED = "accepted"
    ACCEPTED_WITH_DECLARATION = "accepted_with_declaration"
    ACCEPTED_WITH_RESERVATION = "accepted_with_reservation"
    NOT_ACCEPTED = "not_accepted"
    OUTSIDE_COMPETENCE = "outside_competence"
    WITHDRAWN = "withdrawn"


class InstrumentKind(StrEnum):
    """The dated act by which a member accepts, or takes back an acceptance."""

    SIGNATURE = "signature"
    COUNCIL_DECISION = "council_decision"
    ACCESSION = "accession"
    PROVISIONAL = "provisional"
    LATER_ACCEPTANCE = "later_acceptance"
    WITHDRAWAL = "withdrawal"


@dataclass(frozen=True, slots=True)
class Instrument:
    """A member's dated act that names paragraphs.

    A withdrawal names the paragraphs withdrawn; every other kind those accepted.
    ``sequence`` breaks ties between acts of one day, in the order they were deposited.
    It takes effect on ``effective_on``, or on ``deposited_on`` where none is given.
    """

    member: str
    declaration: str
    kind: InstrumentKind
    deposited_on: date
    paragraphs: frozenset[str]
    signed_on: date | None = None
    effective_on: date | None = None
    decision_reference: str = ""
    signatory: str = ""
    sequence: int = 0

    @property
    def in_effect_on(self) -> date:
        """Return the day from which the act counts."""
        return self.effective_on or self.deposited_on


class StatementKind(StrEnum):
    """What a statement calls itself; what it does is its effect."""

    RESERVATION = "reservation"
    INTERPRETATIVE_DECLARATION = "interpretative_declaration"
    OBJECTION = "objection"
    MODIFICATION = "modification"
    WITHDRAWAL = "withdrawal"
    COMMUNICATION = "communication"


class Effect(StrEnum):
    """What a statement does to its paragraphs, whatever its title says."""

    NONE = "none"
    EXCLUDES = "excludes"
    MODIFIES = "modifies"
    OUTSIDE_COMPETENCE = "outside_competence"


@dataclass(frozen=True, slots=True)
class Statement:
    """A member's words about paragraphs; append-only.

    ``number`` is unique within (member, declaration) and counts from 1. A statement of kind
    WITHDRAWAL takes back the statement whose number is ``withdraws``, from its own date on.
    """

    member: str
    declaration: str
    number: int
    kind: StatementKind
    paragraphs: frozenset[str]
    text: str
    made_on: date
    effect: Effect = Effect.NONE
    title: str = ""
    withdraws: int | None = None
    language: str = "en"


@dataclass(frozen=True, slots=True)
class AcceptanceRules:
    """An association's own rules, as settings.

    Precedent: European Charter of Local Self-Government, articles 12 and 17: ``minimum`` 20 of
    30 paragraphs, ``core_minimum`` 10 of a ``core`` of 14; a paragraph may be withdrawn
    ``withdrawal_after_years`` 5 years after the first acceptance, with ``notice_months`` 6, and
    only while both minima still hold.
    """

    minimum: int = 0
    core: frozenset[str] = frozenset()
    core_minimum: int = 0
    withdrawal_after_years: int = 0
    notice_months: int = 0
