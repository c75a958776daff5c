"""Who did what, and when? The journal for a program that keeps it, or its head, elsewhere."""

import json
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Path, Query, Response
from pydantic import Field

from app.journal_store import JournalFilter, ListedEntry, find_entry, list_entries
from app.journal_writing import find_head
from app.permissions import Act
from app.web.api.answers import answer, api_router
from app.web.api.caller import KnownCaller, Reading
from app.web.api.cursors import PageQuery, next_address
from app.web.api.field_types import MAYBE_ON_ONE_LINE, Shown
from declarations.problems import NotFoundRefusal

router = api_router(prefix="/journal", tags=["journal"])
EntryKey = Annotated[UUID, Path(examples=["01938a3e-5f50-7000-8000-000000000001"])]


class EntryShown(Shown):
    """An entry; ``number`` and ``sha256`` are null and empty until it is sealed.

    ``changes`` are the rows that changed, each with its table, key, before and after.
    """

    id: UUID
    number: int | None
    made_at: datetime
    by: str
    act: str
    object: str
    reason: str
    sha256: str
    changes: list[dict[str, Any]]


class EntryList(Shown):
    """A part of the journal, the newest entry first."""

    items: list[EntryShown]
    next: str | None


class HeadShown(Shown):
    """How far the journal has come; ``anchor`` is the line to be kept, for data verify."""

    number: int
    made_at: datetime
    sha256: str
    anchor: str


class EntryQuery(PageQuery):
    """Which entries are wanted; both days are UTC and count as a whole."""

    cursor: str = Field("", max_length=12, pattern=r"^[0-9]*$", description="As in `next`.")
    act: str = Field("", max_length=300, pattern=MAYBE_ON_ONE_LINE)
    by: str = Field("", max_length=300, pattern=MAYBE_ON_ONE_LINE)
    object: str = Field("", max_length=300, pattern=MAYBE_ON_ONE_LINE)
    since: date | None = None
    until: date | None = None


def show(entry: ListedEntry) -> EntryShown:
    """Return an entry."""
    return EntryShown(
        id=entry.id,
        number=entry.number,
        made_at=entry.made_at,
        by=entry.by,
        act=entry.act,
        object=entry.object,
        reason=entry.reason,
        sha256=entry.sha256,
        changes=json.loads(entry.changes),
    )


@router.get("", response_model=EntryList)
def list_journal(
    caller: KnownCaller, session: Reading, query: Annotated[EntryQuery, Query()]
) -> Response:
    """List the entries that are looked for; a cursor is how many older ones there are."""
    caller.require(Act.READ_JOURNAL)
    wanted = JournalFilter(query.act, query.by, query.object, query.since, query.until)
    offset = 0
    if query.cursor:
        _, total = list_entries(session, wanted, limit=1, offset=0)
        offset = max(0, total - int(query.cursor))
    found, total = list_entries(session, wanted, limit=query.limit, offset=offset)
    older = total - offset - len(found)
    following = next_address(caller, str(older) if older > 0 else "")
    return answer(caller, EntryList(items=list(map(show, found)), next=following))


@router.get("/head", response_model=HeadShown)
def show_head(caller: KnownCaller, session: Reading) -> Response:
    """Read the anchor of the journal: kept elsewhere, it shows whether the end was cut off."""
    caller.require(Act.READ_JOURNAL)
    head = find_head(session)
    if head is None:
        raise NotFoundRefusal("The journal is empty.", hint="Nothing has been done yet.")
    shown = HeadShown(
        number=head.number, made_at=head.made_at, sha256=head.sha256, anchor=str(head)
    )
    return answer(caller, shown)


@router.get("/{entry}", response_model=EntryShown)
def read_journal_entry(caller: KnownCaller, session: Reading, entry: EntryKey) -> Response:
    """Read one entry."""
    caller.require(Act.READ_JOURNAL)
    found = find_entry(session, entry)
    if found is None:
        raise NotFoundRefusal("There is no such entry in the journal.", hint="List them.")
    return answer(caller, show(found))
