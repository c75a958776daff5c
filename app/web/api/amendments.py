"""What do members propose to change, what is recommended, and what was decided?"""

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import Query, Response
from pydantic import Field

from app.permissions import Act
from app.proposing import Proposal, propose_changes
from app.web.api.answers import CREATED, IfMatch, answer, api_router, require_match
from app.web.api.caller import AnyCaller, Caller, KnownCaller, Reading
from app.web.api.cursors import PageQuery, cut_list, next_address
from app.web.api.declarations import find_text, show_text
from app.web.api.field_types import (
    MOST_ITEMS,
    AmendmentCode,
    Code,
    DeclarationCode,
    Given,
    Language,
    Shown,
    Whole,
    Words,
    Yes,
    with_example,
)
from declarations.amendment_json import amendment_as_data
from declarations.amendment_store import load_amendment, load_amendments, load_steps
from declarations.amendments import Amendment, AmendmentStatus
from declarations.decisions import Choice, decide_amendments
from declarations.problems import NotFoundRefusal
from declarations.recommendations import (
    Procedure,
    Recommendation,
    load_recommendation,
    publish_recommendation,
    recommend,
)

router = api_router(prefix="/declarations/{code}", tags=["amendments"])


class SponsorShown(Shown):
    """A member that stands behind an amendment besides its sponsor."""

    member: str
    joined_on: date
    left_on: date | None


class StepShown(Shown):
    """A step in the life of an amendment."""

    status: AmendmentStatus
    on: date
    reason: str


class RecommendationShown(Shown):
    """What is recommended; members see it once it is published."""

    procedure: Procedure
    note: str
    published_on: date | None
    answer: str
    answered_on: date | None


class AmendmentShown(Shown):
    """A member's proposal against one revision; an operation is what its ``do`` says."""

    algorithm: str
    code: str = Field(examples=["A1"])
    declaration: str
    language: str
    base_number: int
    base_sha256: str
    sponsor: str
    co_sponsors: list[SponsorShown]
    rationale: str
    status: AmendmentStatus
    submitted_on: date | None
    parent: str
    superseded_by: str
    review: str
    operations: list[dict[str, Any]]
    steps: list[StepShown]
    recommendation: RecommendationShown | None


class AmendmentList(Shown):
    """A part of the amendments, in the order of submission."""

    items: list[AmendmentShown]
    next: str | None


class AmendmentQuery(PageQuery):
    """Which amendments are wanted."""

    state: Literal["open", "all"] = "open"


class NewWords(Given):
    """A paragraph or heading, by its permanent id, and its new words in Markdown."""

    id: Code
    text: Words


class Move(Given):
    """A paragraph, by its permanent id, and the id it is to stand after."""

    id: Code
    after: Code


class NewAmendment(Given):
    """What is proposed. Without ``sponsor`` it is proposed by the member one acts for."""

    model_config = with_example(
        {
            "rationale": "It is to be measured.",
            "replace": [{"id": "environment-1", "text": "We will measure the air."}],
        }
    )

    sponsor: Code | None = None
    co_sponsors: list[Code] = Field([], max_length=MOST_ITEMS)
    rationale: Words = ""
    language: Language | None = None
    base: Whole | None = Field(None, description="The revision it was written for.")
    parent: Code | None = Field(None, description="The amendment that it amends.")
    replaces: Code | None = Field(None, description="An open one of the sponsor it replaces.")
    replace: list[NewWords] = Field([], max_length=MOST_ITEMS)
    insert_after: list[NewWords] = Field([], max_length=MOST_ITEMS)
    move: list[Move] = Field([], max_length=MOST_ITEMS)
    delete: list[Code] = Field([], max_length=MOST_ITEMS)


class NewRecommendation(Given):
    """What is recommended for an amendment."""

    model_config = with_example({"procedure": "accept", "note": "It adds a measure."})

    procedure: Procedure
    note: Words = ""
    publish: Yes = False


class ChoiceGiven(Given):
    """What was decided on one amendment: all of it, or the operations with these numbers."""

    amendment: Code
    accepted: list[Whole] | None = Field(
        None, max_length=MOST_ITEMS, description="null accepts all, an empty list rejects it."
    )


class NewDecisions(Given):
    """Decisions that are carried out together, or none of them."""

    model_config = with_example(
        {"choices": [{"amendment": "A1"}, {"amendment": "A2", "accepted": []}]}
    )

    choices: list[ChoiceGiven] = Field(min_length=1, max_length=MOST_ITEMS)
    reason: Words = ""


class OutcomeShown(Shown):
    """What became of another open amendment."""

    amendment: str
    outcome: str
    remarks: list[str]


class DecidedShown(Shown):
    """What decisions did; without a revision the text stays as it is."""

    revision: int | None
    sha256: str | None
    decided: dict[str, AmendmentStatus]
    others: list[OutcomeShown]


def show(caller: Caller, session: Reading, amendment: Amendment) -> AmendmentShown:
    """Return an amendment; a recommendation that is not published for those who make them."""
    found = load_recommendation(session, amendment.declaration, amendment.code)
    is_told = found is not None and (found.published_on or caller.may(Act.RECOMMEND))
    return AmendmentShown(
        **amendment_as_data(amendment),
        steps=[
            StepShown(status=step.status, on=step.made_on, reason=step.reason)
            for step in load_steps(session, amendment.declaration, amendment.code)
        ],
        recommendation=show_recommendation(found) if found and is_told else None,
    )


def show_recommendation(found: Recommendation) -> RecommendationShown:
    """Return a recommendation."""
    return RecommendationShown(
        procedure=found.procedure,
        note=found.note,
        published_on=found.published_on,
        answer=found.answer,
        answered_on=found.answered_on,
    )


def is_told(caller: Caller, amendment: Amendment) -> bool:
    """Return whether an amendment has left its sponsor's desk, or is shown there."""
    on_desk = amendment.status is AmendmentStatus.DRAFT
    return not on_desk or caller.may(Act.PROPOSE_AMENDMENT, amendment.sponsor)


def find_told(caller: Caller, session: Reading, code: str, amendment: str) -> Amendment:
    """Return an amendment that the caller may read; NotFoundRefusal for any other."""
    find_text(caller, session, code)
    found = load_amendment(session, code, amendment)
    if not is_told(caller, found):
        raise NotFoundRefusal(f"There is no amendment {amendment!r} to {code}.")
    return found


@router.get("/amendments", response_model=AmendmentList)
def list_amendments(
    caller: AnyCaller,
    session: Reading,
    code: DeclarationCode,
    query: Annotated[AmendmentQuery, Query()],
) -> Response:
    """List the amendments of a declaration that the caller may read."""
    find_text(caller, session, code)
    found = [
        (f"{place:07}", each)
        for place, each in enumerate(load_amendments(session, code), start=1)
        if (each.is_open or query.state == "all") and is_told(caller, each)
    ]
    part, cursor = cut_list(found, lambda pair: pair[0], query)
    items = [show(caller, session, each) for _, each in part]
    return answer(caller, AmendmentList(items=items, next=next_address(caller, cursor)))


@router.post("/amendments", response_model=AmendmentShown, status_code=CREATED)
def propose(caller: KnownCaller, code: DeclarationCode, given: NewAmendment) -> Response:
    """Propose an amendment; written for an earlier revision it is laid on the latest."""
    sponsor = caller.choose_member(given.sponsor)
    proposal = Proposal(
        code,
        sponsor,
        [(each.id, each.text) for each in given.replace],
        [(each.id, each.text) for each in given.insert_after],
        [(each.id, each.after) for each in given.move],
        given.delete,
        given.co_sponsors,
        given.rationale,
        given.language or "",
        given.base,
        given.parent or "",
        given.replaces or "",
    )
    with caller.acting(Act.PROPOSE_AMENDMENT, of=f"{code}", member=sponsor) as session:
        made = propose_changes(session, proposal, caller.day)
        shown = show(caller, session, made)
    place = f"{caller.request.url.path}/{made.code}"
    return answer(caller, shown, status=CREATED, location=place)


@router.get("/amendments/{amendment}", response_model=AmendmentShown)
def read_amendment(
    caller: AnyCaller, session: Reading, code: DeclarationCode, amendment: AmendmentCode
) -> Response:
    """Read one amendment with its steps."""
    return answer(caller, show(caller, session, find_told(caller, session, code, amendment)))


@router.put("/amendments/{amendment}/recommendation", response_model=AmendmentShown)
def put_recommendation(
    caller: KnownCaller,
    code: DeclarationCode,
    amendment: AmendmentCode,
    given: NewRecommendation,
    if_match: IfMatch = None,
) -> Response:
    """Recommend a procedure for an amendment; If-Match has the tag of the amendment."""
    with caller.acting(Act.RECOMMEND, of=f"{code} {amendment}") as session:
        found = load_amendment(session, code, amendment)
        require_match(if_match, show(caller, session, found))
        recommend(session, code, amendment, Recommendation(given.procedure, given.note))
        if given.publish:
            publish_recommendation(session, code, amendment, caller.day)
        shown = show(caller, session, found)
    return answer(caller, shown)


@router.post("/decisions", response_model=DecidedShown)
def decide(
    caller: KnownCaller, code: DeclarationCode, given: NewDecisions, if_match: IfMatch = None
) -> Response:
    """Carry out decisions on amendments; If-Match has the tag of the text as it was read.

    What is accepted makes a new revision, the others are laid on it.
    """
    choices = [
        Choice(each.amendment, None if each.accepted is None else tuple(each.accepted))
        for each in given.choices
    ]
    with caller.acting(Act.DECIDE, of=code) as session:
        require_match(if_match, show_text(caller, session, find_text(caller, session, code)))
        decided = decide_amendments(session, code, choices, made_on=caller.day, reason=given.reason)
    return answer(
        caller,
        DecidedShown(
            revision=decided.revision.number if decided.revision else None,
            sha256=decided.revision.sha256 if decided.revision else None,
            decided=dict(decided.statuses),
            others=[
                OutcomeShown(
                    amendment=each.amendment.code,
                    outcome=each.outcome.value,
                    remarks=list(each.remarks),
                )
                for each in decided.rebased
            ],
        ),
    )
