"""What do members do with an amendment that is proposed? Withdraw, join, leave, answer."""

from collections.abc import Callable

from fastapi import Response

from app.database import WritingSession
from app.permissions import Act
from app.web.api.amendments import AmendmentShown, find_told, show
from app.web.api.answers import answer, api_router
from app.web.api.caller import Caller, KnownCaller, Reading
from app.web.api.field_types import (
    AmendmentCode,
    Code,
    DeclarationCode,
    Given,
    MemberCode,
    Words,
    with_example,
)
from declarations.amendment_store import (
    join_amendment,
    leave_amendment,
    load_amendment,
    withdraw_amendment,
)
from declarations.recommendations import answer_recommendation
from tracker.member_store import member_id

router = api_router(prefix="/declarations/{code}/amendments/{amendment}", tags=["amendments"])


class Withdrawal(Given):
    """Why an amendment is withdrawn."""

    model_config = with_example({"reason": "Another one says it better."})

    reason: Words = ""


class NewSponsor(Given):
    """Who stands behind an amendment from now on; without a name, the member one acts for."""

    model_config = with_example({"member": "gasang"})

    member: Code | None = None


class NewAnswer(Given):
    """What the sponsor says to the recommendation."""

    model_config = with_example({"answer": "We agree to the other words."})

    answer: Words


def take_step(
    caller: Caller,
    code: str,
    amendment: str,
    member: str,
    do: Callable[[WritingSession], object],
    what: str = "",
) -> Response:
    """Let a member do something with an amendment, and answer what became of it."""
    of = f"{code} {amendment}{what}"
    with caller.acting(Act.PROPOSE_AMENDMENT, of=of, member=member) as session:
        do(session)
        shown = show(caller, session, load_amendment(session, code, amendment))
    return answer(caller, shown)


@router.post("/withdrawal", response_model=AmendmentShown)
def withdraw(
    caller: KnownCaller,
    session: Reading,
    code: DeclarationCode,
    amendment: AmendmentCode,
    given: Withdrawal,
) -> Response:
    """Withdraw an amendment in the name of its sponsor."""
    sponsor = find_told(caller, session, code, amendment).sponsor

    def do(writing: WritingSession) -> None:
        withdraw_amendment(
            writing, code, amendment, member=sponsor, made_on=caller.day, reason=given.reason
        )

    return take_step(caller, code, amendment, sponsor, do)


@router.post("/sponsors", response_model=AmendmentShown)
def join(
    caller: KnownCaller,
    session: Reading,
    code: DeclarationCode,
    amendment: AmendmentCode,
    given: NewSponsor,
) -> Response:
    """Let a member stand behind an amendment."""
    find_told(caller, session, code, amendment)
    member = caller.choose_member(given.member)

    def do(writing: WritingSession) -> None:
        member_id(writing, member)
        join_amendment(writing, code, amendment, member=member, joined_on=caller.day)

    return take_step(caller, code, amendment, member, do, ", join")


@router.delete("/sponsors/{member}", response_model=AmendmentShown)
def leave(
    caller: KnownCaller,
    session: Reading,
    code: DeclarationCode,
    amendment: AmendmentCode,
    member: MemberCode,
) -> Response:
    """Let a co-sponsor leave an amendment."""
    find_told(caller, session, code, amendment)

    def do(writing: WritingSession) -> None:
        member_id(writing, member)
        leave_amendment(writing, code, amendment, member=member, left_on=caller.day)

    return take_step(caller, code, amendment, member, do, ", leave")


@router.post("/answer", response_model=AmendmentShown)
def answer_advice(
    caller: KnownCaller,
    session: Reading,
    code: DeclarationCode,
    amendment: AmendmentCode,
    given: NewAnswer,
) -> Response:
    """Keep what the sponsor says to a recommendation that was published."""
    sponsor = find_told(caller, session, code, amendment).sponsor

    def do(writing: WritingSession) -> None:
        answer_recommendation(
            writing, code, amendment, member=sponsor, answer=given.answer, day=caller.day
        )

    return take_step(caller, code, amendment, sponsor, do)
