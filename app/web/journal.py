"""Who did what, and when? The journal, page by page, and each entry with what it changed."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Path, Query, Response
from pydantic import BeforeValidator

from app.journal_reading import read_changes
from app.journal_store import JournalFilter, find_entry, list_acts, list_entries
from app.permissions import Act
from app.web.pages import AnyPage, Reading
from app.web.paging import PAGE_SIZE, PageNumber, cut_found
from app.web.protection import page_router
from declarations.problems import NotFoundRefusal

LONGEST_WORDS = 300
Words = Annotated[str, Query(max_length=LONGEST_WORDS)]
Day = Annotated[date | None, BeforeValidator(lambda typed: typed or None)]

router = page_router(prefix="/journal")


@router.get("")
def show_journal(
    page: AnyPage,
    session: Reading,
    act: Words = "",
    by: Words = "",
    q: Words = "",
    since: Day = None,
    until: Day = None,
    number: PageNumber = 1,
) -> Response:
    """List the entries that are looked for, the newest first."""
    page.viewer.require(Act.READ_JOURNAL)
    wanted = JournalFilter(act=act, by=by, object=q, since=since, until=until)
    found, total = list_entries(session, wanted, limit=PAGE_SIZE, offset=(number - 1) * PAGE_SIZE)
    return page.render(
        "journal.html.j2",
        cut=cut_found(found, number, total),
        wanted=wanted,
        acts=list_acts(session),
    )


@router.get("/{key}")
def show_entry(page: AnyPage, session: Reading, key: Annotated[UUID, Path()]) -> Response:
    """Show one entry with each column before and after."""
    page.viewer.require(Act.READ_JOURNAL)
    entry = find_entry(session, key)
    if entry is None:
        raise NotFoundRefusal(
            "There is no such entry in the journal.", hint="Look for it in the journal."
        )
    return page.render("journal_entry.html.j2", entry=entry, changes=read_changes(entry.changes))
