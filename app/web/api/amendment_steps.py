"""What do members do with an amendment that is proposed? Withdraw, join, leave, answer."""

from fastapi import Response

from app.permissions import Act
from app.web.api.amendments import AmendmentShown, is_told, show
from app.web.api.answers import answer, api_router
from app.web.api.caller import Caller, KnownCaller, Reading
from app.web.api.declarations import find_text
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
from declarations.amendments import Amendment
from declarations.problems import NotFoundRefusal
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


def find_told(caller: Caller, session: Reading, code: str, amendment: str) -> Amendment:
    """Return an amendment that the caller may read; NotFoundRefusal for any other."""
    find_text(caller, session, code)
    found = load_amendment(session, code, amendment)
    if not is_told(caller, found):
        raise NotFoundRefusal(f"There is no amendment {amendment!r} to {code}.")
    return found


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
    of = f"{code} {amendment}"
    with caller.acting(Act.PROPOSE_AMENDMENT, of=of, member=sponsor) as writing:
        withdraw_amendment(
            writing, code, amendment, member=sponsor, made_on=caller.day, reason=given.reason
        )
        shown = show(caller, writing, load_amendment(writing, code, amendment))
    return answer(caller, shown)


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
    of = f"{code} {amendment}, join"
    with caller.acting(Act.PROPOSE_AMENDMENT, of=of, member=member) as writing:
        member_id(writing, member)
        join_amendment(writing, code, amendment, member=member, joined_on=caller.day)
        shown = show(caller, writing, load_amendment(writing, code, amendment))
    return answer(caller, shown)


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
    of = f"{code} {amendment}, leave"
    with caller.acting(Act.PROPOSE_AMENDMENT, of=of, member=member) as writing:
        member_id(writing, member)
        leave_amendment(writing, code, amendment, member=member, left_on=caller.day)
        shown = show(caller, writing, load_amendment(writing, code, amendment))
    return answer(caller, shown)


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
    of = f"{code} {amendment}"
    with caller.acting(Act.PROPOSE_AMENDMENT, of=of, member=sponsor) as writing:
        answer_recommendation(
            writing, code, amendment, member=sponsor, answer=given.answer, day=caller.day
        )
        shown = show(caller, writing, load_amendment(writing, code, amendment))
    return answer(caller, shown)
