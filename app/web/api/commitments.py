"""What do members say they will do? Commitments, read, made and given another date."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from fastapi import Query, Response
from pydantic import Field, StringConstraints

from app.permissions import Act
from app.readable_commitments import may_read_commitment
from app.web.api.answers import CREATED, IfMatch, answer, api_router, require_match
from app.web.api.caller import AnyCaller, Caller, KnownCaller, Reading
from app.web.api.cursors import PageQuery, cut_list, next_address
from app.web.api.field_types import (
    MAYBE_ON_ONE_LINE,
    Code,
    CommitmentCode,
    Day,
    DeclarationCode,
    Given,
    Language,
    Line,
    MemberCode,
    Shown,
    Words,
    Yes,
    with_example,
)
from declarations.problems import NotFoundRefusal
from exports.commitment_data import commitment_as_data
from exports.public_overview import require_public
from tracker.commitment_store import (
    add_commitment,
    find_commitment,
    load_commitments,
    reschedule_commitment,
)
from tracker.commitments import (
    Budget,
    BudgetStage,
    Commitment,
    CommitmentKind,
    Partner,
    Rescheduling,
    Schedule,
    Visibility,
)
from tracker.progress import Implementation

router = api_router(prefix="/declarations/{code}/commitments", tags=["commitments"])
Amount = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,15}(\.[0-9]{1,2})?$")]
Share = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,6}(\.[0-9]{1,6})?$")]
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
Goal = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,2}(\.[0-9a-z]{1,2})?$")]


class ShareShown(Shown):
    """A paragraph that a commitment serves; ``part`` is in per cent of the whole."""

    id: str
    share: str
    part: float


class PartnerShown(Shown):
    """Who takes part besides the member."""

    name: str
    private_sector: bool


class ChangeShown(Shown):
    """A change of the date."""

    changed_on: date
    due_on: date
    reason: str


class BudgetShown(Shown):
    """Money, and how far it has come."""

    stage: BudgetStage
    amount: str
    currency: str
    recorded_on: date


class CommitmentShown(Shown):
    """What a member says it will do: ``due_on`` was promised first, ``due_on_now`` is valid."""

    member: str
    code: str
    declaration: str
    title: str
    text: str
    language: str
    kind: CommitmentKind
    owner: str
    visibility: Visibility
    paragraphs: list[ShareShown]
    partners: list[PartnerShown]
    goals: list[str]
    made_on: date
    starts_on: date | None
    due_on: date | None
    due_on_now: date | None
    schedule: Schedule | None
    rescheduled: int
    changes: list[ChangeShown]
    budgets: list[BudgetShown]
    outcome: Implementation | None
    closed_on: date | None
    closing_reason: str


class CommitmentList(Shown):
    """A part of the commitments, by member and code."""

    items: list[CommitmentShown]
    next: str | None


class CommitmentQuery(PageQuery):
    """Whose commitments are wanted."""

    member: str = Field("", max_length=100, pattern=MAYBE_ON_ONE_LINE)


class PartnerGiven(Given):
    """Who takes part besides the member."""

    name: Annotated[Line, Field(min_length=1)]
    private_sector: Yes = False


class BudgetGiven(Given):
    """Money, as text so that no digit is lost, in a currency of ISO 4217."""

    stage: BudgetStage
    amount: Amount
    currency: Currency


class NewCommitment(Given):
    """What a member says it will do; paragraphs have shares, of which only the ratio counts."""

    model_config = with_example(
        {
            "code": "trees-2020",
            "title": "Plant 10,000 trees",
            "kind": "investment",
            "paragraphs": {"environment-6": "1"},
            "due_on": "2020-12-31",
            "goals": ["11.7"],
            "budgets": [{"stage": "planned", "amount": "200000", "currency": "EUR"}],
        }
    )

    member: Code | None = Field(None, description="Default: the member one acts for.")
    code: Code
    title: Annotated[Line, Field(min_length=1)]
    text: Words = ""
    language: Language = "en"
    kind: CommitmentKind
    paragraphs: dict[Code, Share] = Field(min_length=1, max_length=100)
    owner: Line = ""
    partners: list[PartnerGiven] = Field([], max_length=50)
    starts_on: Day | None = None
    due_on: Day | None = None
    goals: list[Goal] = Field([], max_length=50)
    visibility: Visibility = Visibility.PUBLIC
    budgets: list[BudgetGiven] = Field([], max_length=50)


class NewDate(Given):
    """Another date, and why; the first one and every change are kept and shown."""

    model_config = with_example({"due_on": "2021-12-31", "reason": "The tender was repeated."})

    due_on: Day
    reason: Annotated[Words, Field(min_length=1)]


def show(caller: Caller, commitment: Commitment) -> CommitmentShown:
    """Return a commitment as it stands today."""
    soon = caller.site.settings.due_soon_days
    return CommitmentShown.model_validate(commitment_as_data(commitment, caller.day, soon))


def key_of(commitment: Commitment) -> str:
    """Return what commitments are in the order of."""
    return f"{commitment.member} {commitment.code}"


@router.get("", response_model=CommitmentList)
def list_commitments(
    caller: AnyCaller,
    session: Reading,
    code: DeclarationCode,
    query: Annotated[CommitmentQuery, Query()],
) -> Response:
    """List the commitments that the caller may read."""
    require_public(session, code, caller.day)
    members = [query.member] if query.member else None
    found = [
        each
        for each in load_commitments(session, code, caller.day, members=members)
        if may_read_commitment(caller.actor, each)
    ]
    part, cursor = cut_list(sorted(found, key=key_of), key_of, query)
    items = [show(caller, each) for each in part]
    return answer(caller, CommitmentList(items=items, next=next_address(caller, cursor)))


@router.post("", response_model=CommitmentShown, status_code=CREATED)
def add(caller: KnownCaller, code: DeclarationCode, given: NewCommitment) -> Response:
    """Record what a member says it will do under one or more paragraphs."""
    member = caller.choose_member(given.member)
    new = Commitment(
        code=given.code,
        member=member,
        declaration=code,
        title=given.title,
        kind=given.kind,
        made_on=caller.day,
        shares={paragraph: Decimal(share) for paragraph, share in given.paragraphs.items()},
        text=given.text,
        owner=given.owner,
        partners=tuple(
            Partner(each.name, private_sector=each.private_sector) for each in given.partners
        ),
        starts_on=given.starts_on,
        due_on=given.due_on,
        goals=tuple(given.goals),
        visibility=given.visibility,
        language=given.language,
        budgets=tuple(
            Budget(Decimal(each.amount), each.currency, each.stage, caller.day)
            for each in given.budgets
        ),
    )
    with caller.acting(Act.COMMIT, of=f"{given.code} of {member}", member=member) as session:
        require_public(session, code, caller.day)
        add_commitment(session, new)
        made = find_commitment(session, code, member, given.code)
    place = f"{caller.request.url.path}/{member}/{given.code}"
    return answer(caller, show(caller, made), status=CREATED, location=place)


@router.get("/{member}/{commitment}", response_model=CommitmentShown)
def read_commitment(
    caller: AnyCaller,
    session: Reading,
    code: DeclarationCode,
    member: MemberCode,
    commitment: CommitmentCode,
) -> Response:
    """Read one commitment, with every change of its date."""
    require_public(session, code, caller.day)
    readable = [
        each
        for each in load_commitments(session, code, caller.day, members=[member])
        if each.code == commitment and may_read_commitment(caller.actor, each)
    ]
    if not readable:
        raise NotFoundRefusal(f"{member} has no commitment {commitment!r} on {code}.")
    return answer(caller, show(caller, readable[0]))


@router.post("/{member}/{commitment}/dates", response_model=CommitmentShown)
def reschedule(
    caller: KnownCaller,
    code: DeclarationCode,
    member: MemberCode,
    commitment: CommitmentCode,
    given: NewDate,
    if_match: IfMatch = None,
) -> Response:
    """Give a commitment another date."""
    change = Rescheduling(given.due_on, given.reason, caller.day)
    with caller.acting(Act.COMMIT, of=f"{commitment} of {member}", member=member) as session:
        require_match(if_match, show(caller, find_commitment(session, code, member, commitment)))
        changed = reschedule_commitment(session, code, member, commitment, change)
    return answer(caller, show(caller, changed))
