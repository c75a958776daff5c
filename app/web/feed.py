"""What is new? The acts about adopted declarations as an Atom feed (RFC 4287)."""

import hashlib
from datetime import UTC, datetime, time
from urllib.parse import quote

from fastapi import Response
from feedgen.feed import FeedGenerator

from app.web.pages import AnyPage, Page, Reading
from app.web.protection import page_router
from app.web.recalled import recall_directory, recall_overviews
from exports.public_overview import Overview
from tracker.timeline import Event, EventKind

router = page_router()


@router.get("/feed.atom")
def send_feed(page: AnyPage, session: Reading) -> Response:
    """Send the newest acts of all adopted declarations, newest first."""
    names = {each.member.code: each.member.name(page.language) for each in recall_directory(page)}
    feed = start_feed(page)
    told = [
        (event, overview) for overview in recall_overviews(page, session) for event in overview.news
    ]
    for event, overview in sorted(told, key=lambda pair: pair[0].on):
        add_entry(feed, page, event, overview, names.get(event.member, event.member))
    return Response(feed.atom_str(pretty=True), media_type="application/atom+xml")


def start_feed(page: Page) -> FeedGenerator:
    """Return the feed without its entries."""
    address = page.site.base_url
    feed = FeedGenerator()
    feed.id(f"{address}/")
    feed.title(page.site.name)
    feed.author(name=page.site.name)
    feed.link(href=f"{address}/feed.atom", rel="self", type="application/atom+xml")
    feed.link(href=f"{address}/", rel="alternate", type="text/html")
    feed.language(page.language)
    feed.updated(datetime.combine(page.day, time(), UTC))
    return feed


def add_entry(
    feed: FeedGenerator, page: Page, event: Event, overview: Overview, member: str
) -> None:
    """Put one act in front of those that are in the feed."""
    place = f"/declarations/{quote(overview.code)}"
    if event.member:
        place = f"/members/{quote(event.member)}"
    what = event.what if event.kind is EventKind.ADOPTION else page.name(event.what)
    title = ": ".join(part for part in (member, what, overview.title) if part)
    parts = (overview.code, event.kind, event.on, event.member, event.what, event.reference)
    mark = "\0".join(map(str, (*parts, *sorted(event.paragraphs)))).encode("utf-8", "replace")
    moment = datetime.combine(event.on, time(), UTC)
    entry = feed.add_entry()
    entry.id(f"{page.site.base_url}{place}#{hashlib.sha256(mark).hexdigest()[:16]}")
    entry.title(title)
    entry.link(href=f"{page.site.base_url}{place}", rel="alternate", type="text/html")
    entry.published(moment)
    entry.updated(moment)
    entry.summary(event.words or page.name(event.kind))
