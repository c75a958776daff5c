"""What do many pages share? Overviews, the list of members and paragraphs, computed once."""

from app.database import ReadingSession, reading
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


def recall_overview(page: Page, session: ReadingSession, code: str) -> Overview:
    """Return the overview of an adopted declaration; NotFoundRefusal for any other."""
    day, site = page.day, page.site
    require_public(session, code, day)

    def compute() -> Overview:
        with reading(site.engine) as own:  # it may be made after the page has been answered
            return build_overview(own, code, day)

    return site.remembered.recall(("overview", code, day), compute)


def recall_overviews(page: Page, session: ReadingSession) -> list[Overview]:
    """Return the overviews of all adopted declarations, the last adopted first."""
    return [recall_overview(page, session, code) for code in find_public_codes(session, page.day)]


def recall_directory(page: Page) -> tuple[Listed, ...]:
    """Return the members of the day, by their names in the page's language."""
    day, language, site = page.day, page.language, page.site

    def compute() -> tuple[Listed, ...]:
        with reading(site.engine) as own:
            return read_directory(own, day, language)

    return site.remembered.recall(("members", day, language), compute)


def recall_paragraph(page: Page, code: str, paragraph: str) -> ParagraphRecord:
    """Return the record of a paragraph, which its overview is known to have."""
    day, site = page.day, page.site

    def compute() -> ParagraphRecord:
        with reading(site.engine) as own:
            return read_paragraph_record(own, code, paragraph, day, site.settings.due_soon_days)

    return site.remembered.recall(("paragraph", code, paragraph, day), compute)
