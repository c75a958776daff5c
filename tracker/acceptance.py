"""What has each member accepted, paragraph by paragraph, on any date?

Model: "accepted provisions" of the Council of Europe and the declarations and reservations of
the UN Treaty Collection; Vienna Convention on the Law of Treaties, articles 2(1)(d) and 19-23.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tracker.members import Member


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
    WITHDRAWAL takes back the statement whose number is ``withdraws``; one of kind MODIFICATION
    stands in the place of the statement whose number is ``modifies``. An OBJECTION names another
    member's reservation: its member and number. Each counts from ``effective_on``, or from
    ``made_on`` where no such day is given.
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
    modifies: int | None = None
    objects_to_member: str = ""
    objects_to: int | None = None
    effective_on: date | None = None

    @property
    def in_effect_on(self) -> date:
        """Return the day from which the statement counts."""
        return self.effective_on or self.made_on

    @property
    def is_reservation(self) -> bool:
        """Return whether it excludes or changes a paragraph's effect, whatever its title.

        Source: Vienna Convention on the Law of Treaties, article 2(1)(d).
        """
        return self.effect in {Effect.EXCLUDES, Effect.MODIFIES}


@dataclass(frozen=True, slots=True)
class AcceptanceRules:
    """An association's own rules, as settings.

    Precedent: European Charter of Local Self-Government, articles 12 and 17: ``minimum`` 20 of
    30 paragraphs, ``core_minimum`` 10 of a ``core`` of 14; a paragraph may be withdrawn
    ``withdrawal_after_years`` 5 years after the first acceptance, with ``notice_months`` 6, and
    only while both minima still hold.

    ``objection_months`` is how long after a reservation another member may object to it (Vienna
    Convention on the Law of Treaties, article 20(5): twelve months). ``review_years`` is how long
    a reservation stands before it is due for review (International Law Commission, Guide to
    Practice on Reservations to Treaties, guideline 2.5.3); 0 asks for none.
    ``follow_up_months`` is how often a member is asked again about what it has not accepted; 0
    asks never.
    """

    minimum: int = 0
    core: frozenset[str] = frozenset()
    core_minimum: int = 0
    withdrawal_after_years: int = 0
    notice_months: int = 0
    objection_months: int = 12
    review_years: int = 0
    follow_up_months: int = 12


ACCEPTED = frozenset(
    {
        Position.ACCEPTED,
        Position.ACCEPTED_WITH_DECLARATION,
        Position.ACCEPTED_WITH_RESERVATION,
    }
)
"""The positions that count as acceptance, with or without conditions."""


FINAL = frozenset(
    {InstrumentKind.SIGNATURE, InstrumentKind.COUNCIL_DECISION, InstrumentKind.ACCESSION}
)
"""The acts with which a provisional application ends (Vienna Convention, article 25)."""


def accepted_on(instruments: Iterable[Instrument], day: date) -> dict[str, bool]:
    """Return, for one member's instruments, whether each paragraph ever named is accepted.

    True is accepted on ``day``, also provisionally; False withdrawn by then; a paragraph not in
    the result was never accepted by then, or only provisionally and not by the final act.
    """
    return _replay(instruments, day)[0]


def provisional_on(instruments: Iterable[Instrument], day: date) -> frozenset[str]:
    """Return the paragraphs that one member applies only provisionally on a day."""
    return _replay(instruments, day)[1]


def _replay(instruments: Iterable[Instrument], day: date) -> tuple[dict[str, bool], frozenset[str]]:
    """Return what is accepted on a day, and what of it only provisionally.

    A final act ends provisional application, also of what it does not name.
    """
    state: dict[str, bool] = {}
    provisional: set[str] = set()
    for act in sorted(instruments, key=lambda i: (i.in_effect_on, i.deposited_on, i.sequence)):
        if act.in_effect_on > day:
            continue
        if act.kind is InstrumentKind.WITHDRAWAL:
            state.update({paragraph: False for paragraph in act.paragraphs if paragraph in state})
            provisional -= act.paragraphs
            continue
        if act.kind is InstrumentKind.PROVISIONAL:
            provisional |= {name for name in act.paragraphs if not state.get(name)}
        elif act.kind in FINAL:
            for name in provisional - act.paragraphs:
                del state[name]
            provisional.clear()
        else:
            provisional -= act.paragraphs
        state.update(dict.fromkeys(act.paragraphs, True))
    return state, frozenset(provisional)


def statements_on(statements: Iterable[Statement], day: date) -> list[Statement]:
    """Return one member's statements that stand on ``day``: in effect, not taken back or changed.

    A modification stands in the place of what it modifies; when it is withdrawn, the words before
    it do not come back.
    """
    made = [statement for statement in statements if statement.in_effect_on <= day]
    replaced = {s.withdraws for s in made if s.kind is StatementKind.WITHDRAWAL}
    replaced |= {s.modifies for s in made if s.kind is StatementKind.MODIFICATION}
    return [s for s in made if s.number not in replaced and s.kind is not StatementKind.WITHDRAWAL]


DECLARING = frozenset({StatementKind.INTERPRETATIVE_DECLARATION, StatementKind.MODIFICATION})
"""The statements that, without an effect, say how a member reads a paragraph."""


def position_of(
    paragraph: str, accepted: Mapping[str, bool], said: Iterable[Statement]
) -> Position:
    """Return a member's position on one paragraph from what it accepted and what it said.

    A statement that excludes or changes the effect is a reservation whatever its title (Vienna
    Convention on the Law of Treaties, article 2(1)(d)). Words without an instrument are a response
    only where they exclude the paragraph or say that it is outside the member's competence.
    """
    about = [
        statement
        for statement in said
        if paragraph in statement.paragraphs and statement.kind is not StatementKind.OBJECTION
    ]
    effects = {statement.effect for statement in about}
    if accepted.get(paragraph) is False:
        return Position.WITHDRAWN
    if Effect.OUTSIDE_COMPETENCE in effects:
        return Position.OUTSIDE_COMPETENCE
    if paragraph not in accepted:
        responded = accepted or Effect.EXCLUDES in effects
        return Position.NOT_ACCEPTED if responded else Position.NO_RESPONSE
    if effects & {Effect.EXCLUDES, Effect.MODIFIES}:
        return Position.ACCEPTED_WITH_RESERVATION
    if any(s.kind in DECLARING for s in about):
        return Position.ACCEPTED_WITH_DECLARATION
    return Position.ACCEPTED


Matrix = dict[str, dict[str, Position]]


def positions(
    paragraph_ids: Sequence[str],
    members: Iterable[Member],
    instruments: Iterable[Instrument],
    statements: Iterable[Statement],
    as_of: date,
) -> Matrix:
    """Return every member's position on every paragraph on a date, by member code.

    A member that has left keeps its place: what it had accepted counts as withdrawn.
    """
    acts: dict[str, list[Instrument]] = {}
    for act in instruments:
        acts.setdefault(act.member, []).append(act)
    words: dict[str, list[Statement]] = {}
    for statement in statements:
        words.setdefault(statement.member, []).append(statement)
    silent = dict.fromkeys(paragraph_ids, Position.NO_RESPONSE)
    matrix: Matrix = {}
    for member in members:
        if member.code not in acts and member.code not in words:
            matrix[member.code] = dict(silent)
            continue
        accepted = accepted_on(acts.get(member.code, ()), as_of)
        if member.left_on is not None and member.left_on <= as_of:
            accepted = dict.fromkeys(accepted, False)
        said = statements_on(words.get(member.code, ()), as_of)
        matrix[member.code] = {
            paragraph: position_of(paragraph, accepted, said) for paragraph in paragraph_ids
        }
    return matrix
