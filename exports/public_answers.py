"""What may anyone read of what one member, or all on one paragraph, said and did?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Session

from declarations.model import Declaration
from declarations.numbering import print_text
from declarations.problems import NotFoundRefusal
from exports.public_overview import require_public
from exports.reference_names import name_references
from exports.report_basis import build_basis, find_positions
from tracker.acceptance import Matrix, Position, Statement, statements_on
from tracker.commitments import Commitment, Schedule, Visibility, assess_schedule
from tracker.confidence_store import Key, find_confidence
from tracker.confidential_answers import conceal_answer
from tracker.exchange import Notice
from tracker.last_answers import load_last_answers
from tracker.member_store import load_members, load_offices
from tracker.members import Member, Office
from tracker.periods import find_received
from tracker.progress import Entry
from tracker.register import Register
from tracker.store import load_members_register, load_register
from tracker.timeline import Event, member_timeline, paragraph_timeline

NO_MARK = "\0"
"""Stands for a note mark that is left out; no text holds this character."""


@dataclass(frozen=True, slots=True)
class ParagraphRow:
    """A member's position on a paragraph, and what it last answered that is not its own draft."""

    id: str
    label: str
    words: str
    position: Position
    answer: Entry | None


@dataclass(frozen=True, slots=True)
class MemberRecord:
    """What one member said and did about one declaration, as far as anyone may read it.

    ``commitments`` are the public ones, each with how it stands against its date; ``names`` are
    those of the members that its events and statements speak of.
    """

    code: str
    title: str
    language: str
    rows: tuple[ParagraphRow, ...]
    statements: tuple[Statement, ...]
    commitments: tuple[tuple[Commitment, Schedule | None], ...]
    notices: tuple[Notice, ...]
    events: tuple[Event, ...]
    names: Mapping[str, str]

    @property
    def labels(self) -> Mapping[str, str]:
        """Return the label of each paragraph by its id."""
        return {row.id: row.label for row in self.rows}


@dataclass(frozen=True, slots=True)
class ParagraphRecord:
    """What all members said and did about one paragraph; ``answers`` are the last ones, by code.

    ``positions`` has the members, by code, that hold each position; those without a response are
    only counted, under NO_RESPONSE, by whoever knows how many members there are.
    """

    positions: Mapping[Position, tuple[str, ...]]
    statements: tuple[Statement, ...]
    commitments: tuple[tuple[Commitment, Schedule | None], ...]
    notices: tuple[Notice, ...]
    events: tuple[Event, ...]
    names: Mapping[str, str]


def find_member(session: Session, code: str, day: date) -> tuple[Member, tuple[Office, ...]]:
    """Return a member as it is on a day, with the offices it holds; NotFoundRefusal for none."""
    found = [member for member in load_members(session, day, [code]) if member.code == code]
    if not found or (found[0].joined_on is not None and found[0].joined_on > day):
        raise NotFoundRefusal(
            f"There is no member {code!r}.", hint="The list of members has all of them."
        )
    offices = tuple(office for office in load_offices(session, [code]) if office.held_on(day))
    return found[0], offices


def read_member_record(
    session: Session, declaration: str, member: str, day: date, soon_days: int
) -> MemberRecord:
    """Return a member's record on a declaration that is adopted.

    Raises NotFoundRefusal for a declaration that is not, and for an unknown member.
    """
    require_public(session, declaration, day)
    register = load_members_register(session, declaration, day, [member])
    periods = [period.code for period in register.periods]
    secret = find_confidence(session, periods, members=[member])
    register = hide_confidence(register, secret)
    basis = build_basis(register, day)
    came = [p.code for p in register.periods if find_received(register.reports[p.code], day)]
    last = load_last_answers(session, [member], came, day)
    text = register.declaration
    row = basis.matrix.get(member, {})
    answers = {entry.paragraph: _conceal(entry, secret) for entry in last.values()}
    return MemberRecord(
        code=declaration,
        title=text.title,
        language=text.language,
        rows=tuple(
            ParagraphRow(
                node.id,
                basis.labels[node.id],
                words,
                row.get(node.id, Position.NO_RESPONSE),
                answers.get(node.id),
            )
            for node, words in zip(text.operative_paragraphs(), print_words(text), strict=True)
        ),
        statements=tuple(
            statements_on((s for s in register.statements if s.member == member), day)
        ),
        commitments=assess_public(register.commitments, day, soon_days),
        notices=tuple(n for n in register.exchange if n.is_open_on(day)),
        events=tuple(reversed(member_timeline(register, member, day))),
        names={each.code: each.name(text.language) for each in register.members},
    )


def print_words(text: Declaration) -> list[str]:
    """Return the words of each operative paragraph, its sub-paragraphs and note marks left out."""
    names = name_references(text)
    marks = {note.id: NO_MARK for note in text.notes}
    return [
        print_text(node.text, names, marks).replace(f"[{NO_MARK}]", "")
        for node in text.operative_paragraphs()
    ]


def assess_public(
    commitments: Iterable[Commitment], day: date, soon_days: int
) -> tuple[tuple[Commitment, Schedule | None], ...]:
    """Return the commitments that anyone may read, each with how it stands on a day."""
    public = (each for each in commitments if each.visibility is Visibility.PUBLIC)
    return tuple((each, assess_schedule(each, day, soon_days)) for each in public)


def read_paragraph_record(
    session: Session, declaration: str, paragraph: str, day: date, soon_days: int
) -> ParagraphRecord:
    """Return what members said and did about a paragraph of an adopted declaration.

    Raises NotFoundRefusal for a declaration that is not adopted. A paragraph that it does not
    have has no events but the adoption.
    """
    require_public(session, declaration, day)
    register = load_register(session, declaration, day, paragraph=paragraph)
    periods = [period.code for period in register.periods]
    secret = find_confidence(session, periods, paragraph=paragraph)
    register = hide_confidence(register, secret)
    basis = build_basis(register, day)
    held: dict[Position, list[str]] = {}
    for member in sorted(basis.members, key=basis.sort_key):
        position = basis.matrix[member.code].get(paragraph, Position.NO_RESPONSE)
        if position is not Position.NO_RESPONSE:
            held.setdefault(position, []).append(member.code)
    about = [s for s in register.statements if paragraph in s.paragraphs]
    return ParagraphRecord(
        positions={position: tuple(held[position]) for position in Position if position in held},
        statements=tuple(_standing(about, day)),
        commitments=assess_public(
            (c for c in register.commitments if paragraph in c.shares), day, soon_days
        ),
        notices=tuple(
            n for n in register.exchange if n.paragraph == paragraph and n.is_open_on(day)
        ),
        events=tuple(reversed(paragraph_timeline(register, paragraph, day))),
        names={member.code: member.name(basis.language) for member in register.members},
    )


def _standing(statements: Sequence[Statement], day: date) -> Iterable[Statement]:
    """Yield the statements that stand on a day, member by member."""
    for member in dict.fromkeys(statement.member for statement in statements):
        yield from statements_on((s for s in statements if s.member == member), day)


def hide_confidence(register: Register, secret: frozenset[Key]) -> Register:
    """Return the register with the answers concealed where one was ever given in confidence.

    ``secret`` is what ``find_confidence`` found of it (docs/decisions/0006).
    """
    if not secret:
        return register
    return replace(
        register,
        addenda={
            period: [_conceal(entry, secret) for entry in entries]
            for period, entries in register.addenda.items()
        },
        entries={
            period: [
                replace(entry, in_confidence=entry.in_confidence or _key(entry) in secret)
                for entry in entries
            ]
            for period, entries in register.entries.items()
        },
    )


def _key(entry: Entry) -> Key:
    return entry.member, entry.period, entry.paragraph


def _conceal(entry: Entry, secret: frozenset[Key]) -> Entry:
    is_secret = entry.in_confidence or _key(entry) in secret
    return conceal_answer(replace(entry, in_confidence=is_secret))


def read_positions(session: Session, declaration: str, members: Sequence[str], day: date) -> Matrix:
    """Return the positions of some members, by code, on an adopted declaration.

    Raises NotFoundRefusal for a declaration that is not adopted, and for an unknown member.
    """
    require_public(session, declaration, day)
    register = load_register(session, declaration, day, members=members, entries_of=())
    paragraphs = [node.id for node in register.declaration.operative_paragraphs()]
    return find_positions(register, register.members, paragraphs, day)
