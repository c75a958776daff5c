"""What do many pages share? Overviews, the list of members and paragraphs, computed once."""

from datetime import date
from typing import Protocol

from app.database import ReadingSession
from app.site import Site
from exports.public_answers import ParagraphRecord, read_paragraph_record
from exports.public_overview import (
    Listed,
    Overview,
    build_overview,
    find_public_codes,
    read_directory,
    require_public,
)


class Asker(Protocol):
    """Who asks: a page, or a program that calls; ``language`` is that of the names' order."""

    @property
    def site(self) -> Site:
        """Return the site that is asked."""

    @property
    def day(self) -> date:
        """Return the day that is asked about."""

    @property
    def language(self) -> str:
        """Return the language."""


def recall_overview(asker: Asker, session: ReadingSession, code: str) -> Overview:
    """Return the overview of an adopted declaration; NotFoundRefusal for any other."""
    day = asker.day
    require_public(session, code, day)
    return asker.site.remembered.recall(
        ("overview", code, day), lambda: build_overview(session, code, day)
    )


def recall_overviews(asker: Asker, session: ReadingSession) -> list[Overview]:
    """Return the overviews of all adopted declarations, the last adopted first."""
    return [recall_overview(asker, session, code) for code in find_public_codes(session, asker.day)]


def recall_directory(asker: Asker, session: ReadingSession) -> tuple[Listed, ...]:
    """Return the members of the day, by their names in the page's language."""
    day, language = asker.day, asker.language
    return asker.site.remembered.recall(
        ("members", day, language), lambda: read_directory(session, day, language)
    )


def recall_paragraph(
    asker: Asker, session: ReadingSession, code: str, paragraph: str
) -> ParagraphRecord:
    """Return the record of a paragraph, which its overview is known to have."""
    day, soon = asker.day, asker.site.settings.due_soon_days
    return asker.site.remembered.recall(
        ("paragraph", code, paragraph, day),
        lambda: read_paragraph_record(session, code, paragraph, day, soon),
    )
