"""How does a member take back or narrow what it said, and object to what another one said?

Each act was shown with its consequence before it is done; one that comes twice is one.
"""

from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Session

from app.acceptance_form import AcceptanceDesk
from declarations.problems import ChangedMeanwhileRefusal, NotFoundRefusal
from tracker.acceptance import (
    Effect,
    Instrument,
    InstrumentKind,
    Statement,
    StatementKind,
    statements_on,
)
from tracker.acceptance_registration import count_accepted, is_registered
from tracker.acceptance_store import deposit_instrument, load_statements, make_statement
from tracker.statements import (
    Standing,
    StatementFacts,
    examine_statements,
    find_last_day_to_object,
)

NARROWER = {
    Effect.EXCLUDES: (Effect.EXCLUDES, Effect.MODIFIES, Effect.NONE),
    Effect.MODIFIES: (Effect.MODIFIES, Effect.NONE),
    Effect.NONE: (Effect.NONE,),
    Effect.OUTSIDE_COMPETENCE: (Effect.OUTSIDE_COMPETENCE,),
}
"""What a statement may do after a change: as much as before, or less (Guide to Practice, 2.3.4)."""

NEVER_CHANGED = frozenset({StatementKind.WITHDRAWAL, StatementKind.OBJECTION})
"""An objection is withdrawn at most; a withdrawal is final."""


@dataclass(frozen=True, slots=True)
class Reservation:
    """Another member's reservation that stands; ``objection`` is what the member said to it.

    ``until`` is the last day on which the member may object, None for one that accepts nothing.
    """

    facts: StatementFacts
    objection: Statement | None
    until: date | None

    @property
    def statement(self) -> Statement:
        """Return the reservation itself."""
        return self.facts.statement


def find_own(
    desk: AcceptanceDesk, number: int, kind: StatementKind, *, was_sent: bool
) -> Statement:
    """Return the member's statement to be withdrawn or modified; it stands, unless ``was_sent``.

    What was sent may come twice: whether it still can be done is for the domain to say. Raises
    NotFoundRefusal where there is none that can be.
    """
    for found in desk.said:
        said = found.statement
        may_be = said.kind not in NEVER_CHANGED or (
            said.kind is StatementKind.OBJECTION and kind is StatementKind.WITHDRAWAL
        )
        stands = was_sent or found.standing in {Standing.STANDS, Standing.NOT_YET}
        if said.number == number and stands and may_be:
            return said
    raise NotFoundRefusal(
        f"{desk.member.code} has no statement {number} on {desk.text.code} that stands.",
        hint="The list of statements has all of them.",
    )


def list_reservations(session: Session, desk: AcceptanceDesk) -> list[Reservation]:
    """Return the reservations of other members that stand, the newest first."""
    known = load_statements(session, desk.text.code, desk.day)
    found = []
    for facts in examine_statements(known, desk.rules, desk.day):
        said = facts.statement
        is_standing = facts.standing is Standing.STANDS and said.is_reservation
        if is_standing and said.member != desk.member.code:
            own = [o for o in facts.objections if o.member == desk.member.code]
            until = find_last_day_to_object(said, desk.instruments, desk.rules, desk.day)
            found.append(Reservation(facts, own[-1] if own else None, until))
    return found[::-1]


def find_reservation(
    session: Session, desk: AcceptanceDesk, member: str, number: int
) -> Reservation:
    """Return a reservation of another member; NotFoundRefusal where none stands."""
    for each in list_reservations(session, desk):
        if (each.statement.member, each.statement.number) == (member, number):
            return each
    raise NotFoundRefusal(
        f"There is no reservation {number} of {member} on {desk.text.code} that stands.",
        hint="The list of reservations has all of them.",
    )


def make_withdrawal(
    desk: AcceptanceDesk,
    paragraphs: frozenset[str],
    *,
    signed_on: date | None = None,
    effective_on: date | None = None,
    decision_reference: str = "",
    signatory: str = "",
) -> Instrument:
    """Return the act by which the member takes back its acceptance of paragraphs."""
    return Instrument(
        desk.member.code, desk.text.code, InstrumentKind.WITHDRAWAL, desk.day, paragraphs,
        signed_on, effective_on, decision_reference, signatory, len(desk.instruments) + 1,
    )  # fmt: skip


def withdraw_acceptance(
    session: Session, desk: AcceptanceDesk, act: Instrument, *, seen: str
) -> int:
    """Register a withdrawal and return how many paragraphs are then accepted.

    Raises ChangedMeanwhileRefusal where the member has said more since the form was begun
    (``seen``), and what ``deposit_instrument`` raises.
    """
    plain = replace(act, sequence=0)
    if not is_registered(session, plain):
        _refuse_changed(desk, seen)
        deposit_instrument(session, plain, rules=desk.rules, paragraph_ids=desk.ids)
    return count_accepted(session, plain)


def make_words(session: Session, desk: AcceptanceDesk, said: Statement, *, seen: str) -> Statement:
    """Record a statement and return it with its number.

    Raises ChangedMeanwhileRefusal where the member has said more since the form was begun
    (``seen``), and what ``make_statement`` raises.
    """
    standing = statements_on(desk.own, date.max)
    for known in desk.own:
        is_same = replace(known, number=0) == replace(said, number=0)
        if is_same and (known in standing or known.kind is StatementKind.WITHDRAWAL):
            return known
    _refuse_changed(desk, seen)
    return make_statement(session, said, paragraph_ids=desk.ids)


def _refuse_changed(desk: AcceptanceDesk, seen: str) -> None:
    if desk.mark != seen:
        raise ChangedMeanwhileRefusal(
            f"{desk.member.code} has said more about {desk.text.code} since this form was begun; "
            "nothing was registered.",
            hint="Look at what is registered, then confirm again.",
        )
