"""What do members say beside their acceptance? Reservations, declarations and objections."""

from datetime import date
from typing import Annotated

from fastapi import Query, Response
from pydantic import Field

from app.permissions import Act
from app.web.api.answers import CREATED, answer, api_router
from app.web.api.caller import AnyCaller, KnownCaller, Reading
from app.web.api.cursors import PageQuery, cut_list, next_address
from app.web.api.field_types import (
    MAYBE_ON_ONE_LINE,
    MOST_ITEMS,
    Code,
    Day,
    DeclarationCode,
    Given,
    Language,
    Line,
    Shown,
    Whole,
    Words,
    with_example,
)
from exports.public_overview import require_public
from exports.public_text import read_text
from tracker.acceptance import Effect, Statement, StatementKind
from tracker.acceptance_store import load_rules, load_statements, make_statement
from tracker.statements import Standing, StatementFacts, examine_statements

router = api_router(prefix="/declarations/{code}/statements", tags=["statements"])


class ObjectionShown(Shown):
    """Another member's objection."""

    member: str
    number: int
    paragraphs: list[str]


class StatementShown(Shown):
    """A member's words about paragraphs, and what has become of them."""

    member: str
    number: int
    kind: StatementKind
    effect: Effect
    is_reservation: bool
    title: str
    text: str
    language: str
    paragraphs: list[str]
    made_on: date
    in_effect_on: date
    standing: Standing
    withdraws: int | None
    modifies: int | None
    objects_to_member: str
    objects_to: int | None
    objections: list[ObjectionShown]
    object_until: date | None
    is_tacitly_accepted: bool
    review_on: date | None
    is_review_due: bool


class StatementList(Shown):
    """A part of the statements, oldest first."""

    items: list[StatementShown]
    next: str | None


class StatementQuery(PageQuery):
    """Whose statements are wanted."""

    member: str = Field("", max_length=100, pattern=MAYBE_ON_ONE_LINE)


class NewStatement(Given):
    """What a member says. An objection names the reservation of another member."""

    model_config = with_example(
        {
            "kind": "interpretative_declaration",
            "paragraphs": ["environment-1"],
            "text": "We read this as the air of the inner city.",
        }
    )

    member: Code | None = Field(None, description="Default: the member one acts for.")
    kind: StatementKind
    effect: Effect = Effect.NONE
    paragraphs: list[Code] = Field([], max_length=MOST_ITEMS)
    title: Line = ""
    text: Words = ""
    language: Language = "en"
    made_on: Day | None = Field(None, description="Default: today; never later.")
    effective_on: Day | None = None
    withdraws: Whole | None = None
    modifies: Whole | None = None
    objects_to_member: Code | None = None
    objects_to: Whole | None = None


def show(found: StatementFacts) -> StatementShown:
    """Return a statement with what has become of it."""
    said = found.statement
    return StatementShown(
        member=said.member,
        number=said.number,
        kind=said.kind,
        effect=said.effect,
        is_reservation=said.is_reservation,
        title=said.title,
        text=said.text,
        language=said.language,
        paragraphs=sorted(said.paragraphs),
        made_on=said.made_on,
        in_effect_on=said.in_effect_on,
        standing=found.standing,
        withdraws=said.withdraws,
        modifies=said.modifies,
        objects_to_member=said.objects_to_member,
        objects_to=said.objects_to,
        objections=[
            ObjectionShown(
                member=each.member, number=each.number, paragraphs=sorted(each.paragraphs)
            )
            for each in found.objections
        ],
        object_until=found.object_until,
        is_tacitly_accepted=found.is_tacitly_accepted,
        review_on=found.review_on,
        is_review_due=found.is_review_due,
    )


def key_of(found: StatementFacts) -> str:
    """Return what statements are in the order of."""
    said = found.statement
    return f"{said.made_on} {said.member} {said.number:07}"


def examine(
    session: Reading, code: str, day: date, members: list[str] | None
) -> list[StatementFacts]:
    """Return the statements of some members or of all with what has become of them."""
    found = load_statements(session, code, day, members=members, with_objections=True)
    return examine_statements(found, load_rules(session, code, day), day)


@router.get("", response_model=StatementList)
def list_statements(
    caller: AnyCaller,
    session: Reading,
    code: DeclarationCode,
    query: Annotated[StatementQuery, Query()],
) -> Response:
    """List what members have said about an adopted declaration."""
    require_public(session, code, caller.day)
    members = [query.member] if query.member else None
    found = [
        each
        for each in examine(session, code, caller.day, members)
        if query.member in ("", each.statement.member)
    ]
    part, cursor = cut_list(sorted(found, key=key_of), key_of, query)
    shown = StatementList(items=list(map(show, part)), next=next_address(caller, cursor))
    return answer(caller, shown)


@router.post("", response_model=StatementShown, status_code=CREATED)
def make(caller: KnownCaller, code: DeclarationCode, given: NewStatement) -> Response:
    """Register a statement of a member; nothing that was said is changed or taken away by it."""
    member = caller.choose_member(given.member)
    statement = Statement(
        member,
        code,
        0,
        given.kind,
        frozenset(given.paragraphs),
        given.text,
        caller.choose_day(given.made_on),
        given.effect,
        given.title,
        given.withdraws,
        given.language,
        given.modifies,
        given.objects_to_member or "",
        given.objects_to,
        given.effective_on,
    )
    with caller.acting(Act.REGISTER_ACCEPTANCE, of=f"{code} of {member}", member=member) as session:
        text = read_text(session, code, caller.day).revision.declaration
        known = [node.id for node in text.operative_paragraphs()]
        made = make_statement(session, statement, paragraph_ids=known)
        (found,) = (
            each
            for each in examine(session, code, caller.day, [member])
            if (each.statement.member, each.statement.number) == (member, made.number)
        )
    return answer(caller, show(found), status=CREATED)
