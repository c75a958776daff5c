"""On what time do members report? The periods, opened and closed."""

from datetime import date, datetime
from typing import Annotated

from fastapi import Query, Response
from pydantic import Field

from app.permissions import Act
from app.web.api.answers import CREATED, IfMatch, answer, api_router, require_match
from app.web.api.caller import AnyCaller, KnownCaller, Reading
from app.web.api.cursors import PageQuery, cut_list, next_address
from app.web.api.field_types import (
    MAYBE_ON_ONE_LINE,
    Code,
    Day,
    Given,
    Line,
    PeriodCode,
    Shown,
    with_example,
)
from tracker.periods import Period
from tracker.progress_store import close_period, find_period, load_periods, open_period

router = api_router(prefix="/periods", tags=["periods"])


class PeriodShown(Shown):
    """A period on which members report; once it is frozen its reports never change again."""

    code: str = Field(examples=["2019"])
    name: str
    declaration: str
    opens_on: date
    due_on: date
    closes_on: date
    grace_until: date | None
    frozen_at: datetime | None


class PeriodList(Shown):
    """A part of the periods, by their opening."""

    items: list[PeriodShown]
    next: str | None


class PeriodQuery(PageQuery):
    """Of which declaration periods are wanted."""

    declaration: str = Field("", max_length=100, pattern=MAYBE_ON_ONE_LINE)


class NewPeriod(Given):
    """A period to be opened, its days in their order."""

    model_config = with_example(
        {
            "code": "2020",
            "name": "Report 2020",
            "declaration": "sample-2017",
            "opens_on": "2020-01-01",
            "due_on": "2020-03-31",
            "closes_on": "2020-06-30",
        }
    )

    code: Code
    name: Line = ""
    declaration: Code
    opens_on: Day
    due_on: Day
    closes_on: Day
    grace_until: Day | None = None


def show(period: Period) -> PeriodShown:
    """Return a period."""
    return PeriodShown(
        code=period.code,
        name=period.name,
        declaration=period.declaration,
        opens_on=period.opens_on,
        due_on=period.due_on,
        closes_on=period.closes_on,
        grace_until=period.grace_until,
        frozen_at=period.frozen_at,
    )


def key_of(period: Period) -> str:
    """Return what periods are in the order of."""
    return f"{period.opens_on} {period.code}"


@router.get("", response_model=PeriodList)
def list_periods(
    caller: AnyCaller, session: Reading, query: Annotated[PeriodQuery, Query()]
) -> Response:
    """List the periods."""
    found = load_periods(session, query.declaration or None)
    part, cursor = cut_list(sorted(found, key=key_of), key_of, query)
    shown = PeriodList(items=list(map(show, part)), next=next_address(caller, cursor))
    return answer(caller, shown)


@router.post("", response_model=PeriodShown, status_code=CREATED)
def open_one_period(caller: KnownCaller, given: NewPeriod) -> Response:
    """Open a period."""
    period = Period(
        given.code,
        given.name or given.code,
        given.declaration,
        given.opens_on,
        given.due_on,
        given.closes_on,
        given.grace_until,
    )
    with caller.acting(Act.OPEN_PERIOD, of=f"period {given.code}") as session:
        open_period(session, period)
    place = f"{caller.request.url.path}/{given.code}"
    return answer(caller, show(period), status=CREATED, location=place)


@router.get("/{period}", response_model=PeriodShown)
def read_period(caller: AnyCaller, session: Reading, period: PeriodCode) -> Response:
    """Read a period."""
    return answer(caller, show(find_period(session, period)))


@router.post("/{period}/closing", response_model=PeriodShown)
def close_one_period(caller: KnownCaller, period: PeriodCode, if_match: IfMatch = None) -> Response:
    """Close and freeze a period for good."""
    with caller.acting(Act.CLOSE_PERIOD, of=f"period {period}") as session:
        require_match(if_match, show(find_period(session, period)))
        close_period(session, period, caller.site.now())
        closed = find_period(session, period)
    return answer(caller, show(closed))
