"""Who belongs? The members, listed, read, added and changed."""

from datetime import date
from typing import Annotated

from fastapi import Query, Response
from pydantic import Field, StringConstraints

from app.permissions import Act
from app.web.api.answers import CREATED, IfMatch, answer, api_router, require_match
from app.web.api.caller import AnyCaller, Caller, KnownCaller, Reading
from app.web.api.cursors import PageQuery, cut_list, next_address
from app.web.api.field_types import (
    CODE_LENGTH,
    MAYBE_ON_ONE_LINE,
    Code,
    Day,
    Given,
    Language,
    Line,
    MemberCode,
    Shown,
    with_example,
)
from app.web.recalled import recall_directory
from exports.public_answers import find_member
from exports.public_overview import search_directory
from tracker.member_store import add_member, edit_member
from tracker.members import Member, MemberKind, Office, OfficeKind

router = api_router(prefix="/members", tags=["members"])
Country = Annotated[str, StringConstraints(pattern=r"^([A-Z]{2})?$")]
Sought = Annotated[str, StringConstraints(max_length=CODE_LENGTH, pattern=MAYBE_ON_ONE_LINE)]


class OfficeShown(Shown):
    """An office that a member holds."""

    kind: OfficeKind
    starts_on: date | None
    ends_on: date | None


class MemberShown(Shown):
    """A member as it is today; ``names`` are by language, ``country`` is ISO 3166-1 alpha-2."""

    code: str = Field(examples=["seoul"])
    names: dict[str, str] = Field(examples=[{"en": "Seoul", "ko": "서울"}])
    country: str
    region: str
    kind: MemberKind
    joined_on: date | None
    left_on: date | None
    offices: list[OfficeShown]


class MemberList(Shown):
    """A part of the members, by their codes."""

    items: list[MemberShown]
    next: str | None


class MemberQuery(PageQuery):
    """Which members are wanted: ``q`` is sought in codes and names, accents aside."""

    q: Sought = ""
    region: Sought = ""
    country: Country = ""


class MemberEdit(Given):
    """All that is known of a member; what is left out is empty afterwards."""

    model_config = with_example(
        {"names": {"en": "Porto"}, "country": "PT", "region": "Europe", "joined_on": "2019-05-01"}
    )

    names: dict[Language, Annotated[Line, Field(min_length=1)]] = Field(
        min_length=1, max_length=50, examples=[{"en": "Seoul", "ko": "서울"}]
    )
    country: Country = Field("", examples=["KR"])
    region: Line = ""
    kind: MemberKind = MemberKind.CITY
    joined_on: Day | None = None
    left_on: Day | None = None


class NewMember(MemberEdit):
    """A member to be added; its code is unique for ever."""

    model_config = with_example({"code": "porto", "names": {"en": "Porto"}, "country": "PT"})

    code: Code = Field(examples=["seoul"])


def show(member: Member, offices: tuple[Office, ...]) -> MemberShown:
    """Return a member with the offices it holds."""
    return MemberShown(
        code=member.code,
        names=dict(member.names),
        country=member.country,
        region=member.region,
        kind=member.kind,
        joined_on=member.joined_on,
        left_on=member.left_on,
        offices=[
            OfficeShown(kind=each.kind, starts_on=each.starts_on, ends_on=each.ends_on)
            for each in offices
        ],
    )


@router.get("", response_model=MemberList)
def list_members(
    caller: AnyCaller, session: Reading, query: Annotated[MemberQuery, Query()]
) -> Response:
    """List those who are members today."""
    directory = recall_directory(caller, session)
    found = search_directory(directory, query.q, query.region, query.country)
    found.sort(key=lambda listed: listed.member.code)
    part, cursor = cut_list(found, lambda listed: listed.member.code, query)
    items = [show(listed.member, listed.offices) for listed in part]
    return answer(caller, MemberList(items=items, next=next_address(caller, cursor)))


@router.post("", response_model=MemberShown, status_code=CREATED)
def add_one_member(caller: KnownCaller, given: NewMember) -> Response:
    """Add a member."""
    with caller.acting(Act.MANAGE_MEMBERS, of=f"member {given.code}") as session:
        add_member(session, member_of(given.code, given))
    return answer(
        caller,
        show(member_of(given.code, given), ()),
        status=CREATED,
        location=f"{caller.request.url.path}/{given.code}",
    )


def member_of(code: str, given: MemberEdit) -> Member:
    """Return what was sent as a member."""
    return Member(
        code,
        dict(given.names),
        given.country,
        given.region,
        given.kind,
        given.joined_on,
        given.left_on,
    )


@router.get("/{member}", response_model=MemberShown)
def read_member(caller: AnyCaller, session: Reading, member: MemberCode) -> Response:
    """Read a member with the offices it holds today."""
    return answer(caller, find(caller, session, member))


def find(caller: Caller, session: Reading, code: str) -> MemberShown:
    """Return a member; NotFoundRefusal where there is none."""
    return show(*find_member(session, code, caller.day))


@router.put("/{member}", response_model=MemberShown)
def change_member(
    caller: KnownCaller, member: MemberCode, given: MemberEdit, if_match: IfMatch = None
) -> Response:
    """Change a member from today on; reports of earlier days keep what was before."""
    with caller.acting(Act.MANAGE_MEMBERS, of=f"member {member}") as session:
        require_match(if_match, find(caller, session, member))
        edit_member(session, member_of(member, given), changed_on=caller.day)
        changed = find(caller, session, member)
    return answer(caller, changed)
