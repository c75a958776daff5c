"""What do members offer each other and seek? Notices on paragraphs, and pairs of the two."""

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
    Code,
    Day,
    DeclarationCode,
    Given,
    Language,
    MemberCode,
    PathNumber,
    Shown,
    Words,
    with_example,
)
from exports.public_overview import require_public
from exports.public_text import read_text
from tracker.exchange import Notice, NoticeKind
from tracker.exchange_store import add_notice, load_notices, withdraw_notice

router = api_router(prefix="/declarations/{code}/exchange", tags=["exchange"])
NOTHING = 204


class NoticeShown(Shown):
    """An offer or a wish."""

    member: str
    number: int
    kind: NoticeKind
    paragraph: str
    text: str
    languages: list[str]
    made_on: date
    open_until: date | None


class NoticeList(Shown):
    """A part of the open offers and wishes, oldest first."""

    items: list[NoticeShown]
    next: str | None


class NoticeQuery(PageQuery):
    """Which offers and wishes are wanted."""

    member: str = Field("", max_length=100, pattern=MAYBE_ON_ONE_LINE)
    paragraph: str = Field("", max_length=100, pattern=MAYBE_ON_ONE_LINE)
    kind: NoticeKind | None = None


class NewNotice(Given):
    """What a member offers or seeks on a paragraph."""

    model_config = with_example(
        {"kind": "offer", "paragraph": "environment-1", "text": "We can show how we measure air."}
    )

    member: Code | None = Field(None, description="Default: the member one acts for.")
    kind: NoticeKind
    paragraph: Code
    text: Annotated[Words, Field(min_length=1)]
    open_until: Day | None = None
    languages: list[Language] = Field(["en"], min_length=1, max_length=20)


def show(notice: Notice) -> NoticeShown:
    """Return an offer or a wish."""
    return NoticeShown(
        member=notice.member,
        number=notice.number,
        kind=notice.kind,
        paragraph=notice.paragraph,
        text=notice.text,
        languages=list(notice.languages),
        made_on=notice.made_on,
        open_until=notice.open_until,
    )


def key_of(notice: Notice) -> str:
    """Return what notices are in the order of."""
    return f"{notice.made_on} {notice.member} {notice.number:07}"


@router.get("", response_model=NoticeList)
def list_notices(
    caller: AnyCaller,
    session: Reading,
    code: DeclarationCode,
    query: Annotated[NoticeQuery, Query()],
) -> Response:
    """List the offers and wishes that are open today."""
    require_public(session, code, caller.day)
    members = [query.member] if query.member else None
    found = [
        notice
        for notice in load_notices(session, code, caller.day, members=members)
        if notice.is_open_on(caller.day)
        and query.paragraph in ("", notice.paragraph)
        and query.kind in (None, notice.kind)
    ]
    part, cursor = cut_list(sorted(found, key=key_of), key_of, query)
    shown = NoticeList(items=list(map(show, part)), next=next_address(caller, cursor))
    return answer(caller, shown)


@router.post("", response_model=NoticeShown, status_code=CREATED)
def add(caller: KnownCaller, code: DeclarationCode, given: NewNotice) -> Response:
    """Offer or seek experience."""
    member = caller.choose_member(given.member)
    notice = Notice(
        member,
        code,
        0,
        given.kind,
        given.paragraph,
        given.text,
        caller.day,
        given.open_until,
        languages=tuple(given.languages),
    )
    with caller.acting(Act.OFFER_EXCHANGE, of=f"{code} of {member}", member=member) as session:
        text = read_text(session, code, caller.day).revision.declaration
        known = [node.id for node in text.operative_paragraphs()]
        made = add_notice(session, notice, paragraph_ids=known)
    return answer(caller, show(made), status=CREATED)


@router.delete("/{member}/{number}", status_code=NOTHING, response_class=Response)
def withdraw(
    caller: KnownCaller, code: DeclarationCode, member: MemberCode, number: PathNumber
) -> Response:
    """Withdraw an offer or a wish from today on."""
    of = f"{member}:{number}"
    with caller.acting(Act.OFFER_EXCHANGE, of=of, member=member) as session:
        require_public(session, code, caller.day)
        withdraw_notice(session, code, member, number, caller.day)
    return Response(status_code=NOTHING)
