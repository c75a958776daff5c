"""Who accepted what? Members against paragraphs, part by part, and acts registered."""

from datetime import date
from typing import Literal

from fastapi import Response
from pydantic import Field

from app.permissions import Act
from app.web.api.answers import CREATED, answer, api_router
from app.web.api.caller import AnyCaller, KnownCaller, Reading
from app.web.api.cursors import PartOf, cut_list, next_address
from app.web.api.field_types import (
    MOST_ITEMS,
    Code,
    Day,
    DeclarationCode,
    Given,
    Line,
    Shown,
    Words,
    with_example,
)
from app.web.recalled import recall_directory
from exports.public_answers import read_positions
from exports.public_text import read_text
from tracker.acceptance import (
    Effect,
    Instrument,
    InstrumentKind,
    Position,
    Statement,
    StatementKind,
)
from tracker.acceptance_registration import register_acceptance

router = api_router(prefix="/declarations/{code}/acceptance", tags=["acceptance"])
ALL = "all"


class RowShown(Shown):
    """The positions of one member, by the ids of the paragraphs in their order."""

    member: str
    positions: dict[str, Position]


class MatrixShown(Shown):
    """A part of the table of members against paragraphs, by the codes of the members."""

    items: list[RowShown]
    next: str | None


class NewAcceptance(Given):
    """An act by which a member accepts paragraphs, with the words that came with it.

    ``reservations``, ``interpretations`` and ``outside`` have words by the id of the paragraph.
    """

    model_config = with_example(
        {
            "member": "gasang",
            "paragraphs": "all",
            "kind": "council_decision",
            "decision_reference": "2019/17",
            "reservations": {"environment-2": "Applies from 2027."},
        }
    )

    member: Code | None = Field(None, description="Default: the member one acts for.")
    paragraphs: Literal["all"] | list[Code] = Field(max_length=MOST_ITEMS)
    kind: InstrumentKind = InstrumentKind.COUNCIL_DECISION
    deposited_on: Day | None = Field(None, description="Default: today; never later.")
    signed_on: Day | None = None
    effective_on: Day | None = None
    decision_reference: Line = ""
    signatory: Line = ""
    reservations: dict[Code, Words] = Field({}, max_length=MOST_ITEMS)
    interpretations: dict[Code, Words] = Field({}, max_length=MOST_ITEMS)
    outside: dict[Code, Words] = Field({}, max_length=MOST_ITEMS)


class RegisteredShown(Shown):
    """What was registered, and how many paragraphs the member accepts once it has effect."""

    member: str
    kind: InstrumentKind
    deposited_on: date
    in_effect_on: date
    paragraphs: list[str]
    accepted: int


@router.get("", response_model=MatrixShown)
def read_matrix(
    caller: AnyCaller, session: Reading, code: DeclarationCode, query: PartOf
) -> Response:
    """Read the positions of those who are members today, member by member."""
    read_text(session, code, caller.day)
    codes = sorted(listed.member.code for listed in recall_directory(caller, session))
    part, cursor = cut_list(codes, str, query)
    matrix = read_positions(session, code, part, caller.day)
    items = [RowShown(member=each, positions=dict(matrix.get(each, {}))) for each in part]
    return answer(caller, MatrixShown(items=items, next=next_address(caller, cursor)))


@router.post("", response_model=RegisteredShown, status_code=CREATED)
def register(caller: KnownCaller, code: DeclarationCode, given: NewAcceptance) -> Response:
    """Register an act of acceptance, or a withdrawal: all of it with its words, or nothing."""
    member = caller.choose_member(given.member)
    day = caller.choose_day(given.deposited_on)
    with caller.acting(Act.REGISTER_ACCEPTANCE, of=f"{code} of {member}", member=member) as session:
        known = [
            node.id
            for node in read_text(
                session, code, caller.day
            ).revision.declaration.operative_paragraphs()
        ]
        chosen = known if given.paragraphs == ALL else given.paragraphs
        instrument = Instrument(
            member,
            code,
            given.kind,
            day,
            frozenset(chosen),
            given.signed_on,
            given.effective_on,
            given.decision_reference,
            given.signatory,
        )
        made = register_acceptance(
            session, instrument, list_words(member, code, day, given), paragraph_ids=known
        )
    shown = RegisteredShown(
        member=member,
        kind=given.kind,
        deposited_on=day,
        in_effect_on=instrument.in_effect_on,
        paragraphs=[each for each in known if each in instrument.paragraphs],
        accepted=made.accepted,
    )
    return answer(caller, shown, status=CREATED)


def list_words(member: str, code: str, day: date, given: NewAcceptance) -> list[Statement]:
    """Return the statements that came with an act."""
    kinds = (
        (StatementKind.RESERVATION, Effect.MODIFIES, given.reservations),
        (StatementKind.INTERPRETATIVE_DECLARATION, Effect.NONE, given.interpretations),
        (StatementKind.COMMUNICATION, Effect.OUTSIDE_COMPETENCE, given.outside),
    )
    return [
        Statement(member, code, 0, kind, frozenset({paragraph}), words, day, effect)
        for kind, effect, texts in kinds
        for paragraph, words in texts.items()
    ]
