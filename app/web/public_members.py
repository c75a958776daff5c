"""What does anyone see of members? Their list, and what each said and did."""

from typing import Annotated

from fastapi import Path, Query, Response

from app.web.pages import AnyPage, Reading
from app.web.paging import PageNumber, cut_page
from app.web.protection import page_router
from app.web.recalled import recall_directory, recall_overviews
from exports.public_answers import find_member, read_member_record
from exports.public_overview import search_directory

NAME_LENGTH = 100

Words = Annotated[str, Query(max_length=NAME_LENGTH)]

router = page_router()


@router.get("/members")
def show_members(
    page: AnyPage,
    session: Reading,
    q: Words = "",
    region: Words = "",
    country: Words = "",
    number: PageNumber = 1,
) -> Response:
    """Show the members, page by page, those found by a search alone."""
    directory = recall_directory(page)
    found = search_directory(directory, q, region, country)
    return page.render(
        "members.html.j2",
        overviews=recall_overviews(page, session),
        cut=cut_page(found, number),
        regions=sorted({each.member.region for each in directory if each.member.region}),
        q=q,
        region=region,
        country=country,
    )


@router.get("/members/{code}")
def show_member(
    page: AnyPage, session: Reading, code: Annotated[str, Path(max_length=NAME_LENGTH)]
) -> Response:
    """Show what a member accepted, said, answered, committed to and offers."""
    member, offices = find_member(session, code, page.day)
    soon = page.site.settings.due_soon_days
    records = [
        read_member_record(session, overview.code, code, page.day, soon)
        for overview in recall_overviews(page, session)
    ]
    return page.render("member.html.j2", member=member, offices=offices, records=records)
