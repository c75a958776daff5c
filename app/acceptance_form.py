"""What does a form say about accepting a declaration? An instrument, and the words with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlmodel import Session

from declarations.model import Declaration
from declarations.numbering import compute_labels
from declarations.problems import ChangedMeanwhileRefusal, RuleRefusal
from exports.public_answers import print_words
from exports.public_text import read_text
from tracker.acceptance import (
    ACCEPTED,
    AcceptanceRules,
    Effect,
    Instrument,
    InstrumentKind,
    Position,
    Statement,
    StatementKind,
    positions,
    statements_on,
)
from tracker.acceptance_registration import is_registered, register_acceptance
from tracker.acceptance_store import make_statement
from tracker.members import Member
from tracker.statements import examine_statements
from tracker.store import load_register


class Choice(StrEnum):
    """What a member says to one paragraph."""

    ACCEPTED = "accepted"
    RESERVATION = "reservation"
    DECLARATION = "declaration"
    NOT_ACCEPTED = "not_accepted"
    OUTSIDE = "outside"


ACCEPTING = frozenset({Choice.ACCEPTED, Choice.RESERVATION, Choice.DECLARATION})
SPOKEN = frozenset({Choice.RESERVATION, Choice.DECLARATION, Choice.OUTSIDE})
"""The choices that need words."""
STATED = {
    Choice.RESERVATION: (StatementKind.RESERVATION, Effect.MODIFIES),
    Choice.DECLARATION: (StatementKind.INTERPRETATIVE_DECLARATION, Effect.NONE),
    Choice.OUTSIDE: (StatementKind.COMMUNICATION, Effect.OUTSIDE_COMPETENCE),
}


@dataclass(frozen=True, slots=True)
class Said:
    """What is said to one paragraph; ``excludes``: a reservation leaves nothing of it."""

    choice: Choice
    words: str = ""
    excludes: bool = False


@dataclass(frozen=True, slots=True)
class Act:
    """The act behind an acceptance, and the language of the words that come with it."""

    kind: InstrumentKind
    signed_on: date | None = None
    effective_on: date | None = None
    decision_reference: str = ""
    signatory: str = ""
    language: str = "en"


class AcceptanceDesk:
    """What one member has said about one adopted declaration, read once.

    ``mark`` changes when the member says more. ``open`` are the paragraphs that it can still
    accept, in their order. ``own`` are all its statements, ``statements`` those that stand, and
    ``said`` what has become of each, with the objections of others.
    """

    def __init__(
        self, session: Session, declaration: str, member: str, day: date, language: str = ""
    ) -> None:
        register = load_register(session, declaration, day, members=[member], entries_of=())
        adoption = register.adoption
        frozen = adoption.text_on(day, language) if adoption and language else None
        self.day = day
        self.text: Declaration = read_text(
            session, declaration, day, language if frozen else ""
        ).revision.declaration
        self.member: Member = next(m for m in register.members if m.code == member)
        self.rules: AcceptanceRules = register.rules
        self.ids = [node.id for node in self.text.operative_paragraphs()]
        labels = compute_labels(self.text)
        self.labels = {name: labels[name] for name in self.ids}
        self.words = dict(zip(self.ids, print_words(self.text), strict=True))
        self.positions: Mapping[str, Position] = positions(
            self.ids, register.members, register.instruments, register.statements, day
        )[member]
        own = [s for s in register.statements if s.member == member]
        self.own = own
        self.statements = statements_on(own, day)
        facts = examine_statements(register.statements, self.rules, day)
        self.said = [found for found in facts if found.statement.member == member]
        self.instruments = [i for i in register.instruments if i.member == member]
        self.mark = f"{len(self.instruments)}-{len(own)}"
        self.open = [name for name in self.ids if self.positions[name] not in ACCEPTED]

    @property
    def has_accepted(self) -> bool:
        """Return whether the member accepts anything."""
        return len(self.open) < len(self.ids)

    def sections(self) -> list[tuple[str, list[str]]]:
        """Return the paragraphs by the heading of their section."""
        return [
            (section.text.plain, [n.id for n in section.children if n.id in self.labels])
            for section in self.text.sections
        ]

    def kinds(self) -> list[InstrumentKind]:
        """Return the acts that may be behind it, the likeliest first."""
        later, first = InstrumentKind.LATER_ACCEPTANCE, InstrumentKind.COUNCIL_DECISION
        others = (InstrumentKind.SIGNATURE, InstrumentKind.PROVISIONAL)
        if self.has_accepted:
            return [later, first, *others]
        return [first, InstrumentKind.SIGNATURE, InstrumentKind.ACCESSION, others[1]]


def submit_acceptance(
    session: Session, desk: AcceptanceDesk, said: Mapping[str, Said], act: Act, *, seen: str
) -> int:
    """Register what was said and return how many paragraphs the member then accepts.

    A form that was sent twice is one act. Raises ChangedMeanwhileRefusal where the member has said
    more since the form was begun (``seen``), RuleRefusal where nothing is said, and what
    ``register_acceptance`` raises.
    """
    accepted = frozenset(name for name, each in said.items() if each.choice in ACCEPTING)
    code = desk.text.code
    instrument = Instrument(
        desk.member.code, code, act.kind, desk.day, accepted, act.signed_on, act.effective_on,
        act.decision_reference, act.signatory,
    )  # fmt: skip
    statements = [
        make_words(desk, name, each, act) for name, each in said.items() if each.choice in SPOKEN
    ]
    if is_registered(session, instrument):
        return len(accepted)
    if desk.mark != seen:
        raise ChangedMeanwhileRefusal(
            f"{desk.member.code} has said more about {code} since this form was begun; nothing "
            "was registered.",
            hint="Look at what is registered, then begin again.",
        )
    if accepted:
        made = register_acceptance(session, instrument, statements, paragraph_ids=desk.ids)
        return made.accepted
    if not statements:
        raise RuleRefusal(
            "Nothing is registered: no paragraph is accepted.",
            hint="Accept one at least, or say that it is outside your competence.",
        )
    for statement in statements:
        make_statement(session, statement, paragraph_ids=desk.ids)
    return 0


def make_words(desk: AcceptanceDesk, paragraph: str, said: Said, act: Act) -> Statement:
    """Return the statement on one paragraph."""
    kind, effect = STATED[said.choice]
    if said.choice is Choice.RESERVATION and said.excludes:
        effect = Effect.EXCLUDES
    return Statement(
        desk.member.code, desk.text.code, 0, kind, frozenset({paragraph}), said.words, desk.day,
        effect, language=act.language, effective_on=act.effective_on,
    )  # fmt: skip


def find_gaps(said: Mapping[str, Said], paragraphs: Sequence[str]) -> list[str]:
    """Return the paragraphs whose choice needs words that are not there."""
    return [
        name
        for name in paragraphs
        if name in said and said[name].choice in SPOKEN and not said[name].words.strip()
    ]
