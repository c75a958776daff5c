"""What do many pages share? Overviews, the list of members and paragraphs, computed once."""

from app.database import ReadingSession
from app.web.pages import Page
from exports.public_answers import ParagraphRecord, read_paragraph_record
from exports.public_overview import (
    Listed,
    Overview,
    build_overview,
    find_public_codes,
    read_directory,
    require_public,
)
from tracker.report_standings import PeriodStandings, read_standings


def recall_overview(page: Page, session: ReadingSession, code: str) -> Overview:
    """Return the overview of an adopted declaration; NotFoundRefusal for any other."""
    day = page.day
    require_public(session, code, day)
    return page.site.remembered.recall(
        ("overview", code, day), lambda: build_overview(session, code, day)
    )


def recall_overviews(page: Page, session: ReadingSession) -> list[Overview]:
    """Return the overviews of all adopted declarations, the last adopted first."""
    return [recall_overview(page, session, code) for code in find_public_codes(session, page.day)]


def recall_directory(page: Page, session: ReadingSession) -> tuple[Listed, ...]:
    """Return the members of the day, by their names in the page's language."""
    day, language = page.day, page.language
    return page.site.remembered.recall(
        ("members", day, language), lambda: read_directory(session, day, language)
    )


def recall_paragraph(
    page: Page, session: ReadingSession, code: str, paragraph: str
) -> ParagraphRecord:
    """Return the record of a paragraph, which its overview is known to have."""
    day, soon = page.day, page.site.settings.due_soon_days
    return page.site.remembered.recall(
        ("paragraph", code, paragraph, day),
        lambda: read_paragraph_record(session, code, paragraph, day, soon),
    )


def recall_standings(page: Page, session: ReadingSession, period: str) -> PeriodStandings:
    """Return how the members stand in a period on the page's day."""
    return page.site.remembered.recall(
        ("standings", period, page.day), lambda: read_standings(session, period, page.day)
    )
