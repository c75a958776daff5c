"""How is an acceptance registered with everything that was said with it? All of it, or nothing.

The caller owns the transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlmodel import Session

from declarations.problems import RuleRefusal
from tracker.acceptance import (
    Effect,
    Instrument,
    Statement,
    accepted_on,
)
from tracker.acceptance_store import (
    deposit_instrument,
    load_instruments,
    load_rules,
    make_statement,
)


@dataclass(frozen=True, slots=True)
class Registration:
    """What was registered: an earlier act that says the same, and how many paragraphs hold now."""

    repeats: Instrument | None
    accepted: int


def register_acceptance(
    session: Session,
    instrument: Instrument,
    statements: Sequence[Statement],
    *,
    paragraph_ids: Sequence[str],
) -> Registration:
    """Deposit an instrument, make the statements that came with it, and return what holds then.

    Raises what ``deposit_instrument`` and ``make_statement`` raise, and RuleRefusal for words about
    a paragraph that the member does not accept.
    """
    repeats = find_repeat(session, instrument)
    rules = load_rules(session, instrument.declaration)
    deposit_instrument(session, instrument, rules=rules, paragraph_ids=paragraph_ids)
    for statement in statements:
        make_statement(session, statement, paragraph_ids=paragraph_ids)
    _refuse_idle_words(session, instrument, statements)
    return Registration(repeats, count_accepted(session, instrument))


def is_registered(session: Session, instrument: Instrument) -> bool:
    """Return whether the same act was registered before: its form came twice."""
    own = load_instruments(session, instrument.declaration, members=[instrument.member])
    return any(replace(act, sequence=0) == replace(instrument, sequence=0) for act in own)


def find_repeat(session: Session, instrument: Instrument) -> Instrument | None:
    """Return an earlier act of the same kind that names every paragraph of this one."""
    for act in load_instruments(session, instrument.declaration, members=[instrument.member]):
        if act.kind is instrument.kind and instrument.paragraphs <= act.paragraphs:
            return act
    return None


def count_accepted(session: Session, instrument: Instrument) -> int:
    """Return how many paragraphs the member accepts on the day the instrument takes effect."""
    own = load_instruments(session, instrument.declaration, members=[instrument.member])
    return sum(accepted_on(own, instrument.in_effect_on).values())


def _refuse_idle_words(
    session: Session, instrument: Instrument, statements: Sequence[Statement]
) -> None:
    """Raise RuleRefusal for words about a paragraph that the member does not accept."""
    own = load_instruments(session, instrument.declaration, members=[instrument.member])
    accepted = accepted_on(own, instrument.in_effect_on)
    idle = [
        paragraph
        for statement in statements
        if statement.effect is not Effect.OUTSIDE_COMPETENCE
        for paragraph in sorted(statement.paragraphs)
        if not accepted.get(paragraph)
    ]
    if idle:
        raise RuleRefusal(
            f"{instrument.member} does not accept {', '.join(idle)}, so a reservation or an "
            "interpretation says nothing about it.",
            hint="Name the paragraph with --paragraph too, or leave its words out.",
        )
