"""What do many pages share? Overviews, the list of members and paragraphs, computed once."""

import logging
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from app.database import ReadingSession, reading
from app.site import Site
from app.web.interface_languages import SOURCE
from declarations.drafting_state import check_revision
from declarations.problems import Problem, Refusal
from declarations.revisions import Revision
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

LOG = logging.getLogger("accord.web")


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
    day, site = asker.day, asker.site
    require_public(session, code, day)

    def compute() -> Overview:
        with reading(site.engine) as own:  # it may be made after the page has been answered
            return build_overview(own, code, day)

    return site.remembered.recall(("overview", code, day), compute)


def recall_overviews(asker: Asker, session: ReadingSession) -> list[Overview]:
    """Return the overviews of all adopted declarations, the last adopted first."""
    return [recall_overview(asker, session, code) for code in find_public_codes(session, asker.day)]


def recall_directory(asker: Asker) -> tuple[Listed, ...]:
    """Return the members of the day, by their names in the page's language."""
    day, language, site = asker.day, asker.language, asker.site

    def compute() -> tuple[Listed, ...]:
        with reading(site.engine) as own:
            return read_directory(own, day, language)

    return site.remembered.recall(("members", day, language), compute)


def recall_paragraph(asker: Asker, code: str, paragraph: str) -> ParagraphRecord:
    """Return the record of a paragraph, which its overview is known to have."""
    day, site = asker.day, asker.site

    def compute() -> ParagraphRecord:
        with reading(site.engine) as own:
            return read_paragraph_record(own, code, paragraph, day, site.settings.due_soon_days)

    return site.remembered.recall(("paragraph", code, paragraph, day), compute)


def recall_standings(asker: Asker, period: str) -> PeriodStandings:
    """Return how the members stand in a period on the day."""
    day, site = asker.day, asker.site

    def compute() -> PeriodStandings:
        with reading(site.engine) as own:
            return read_standings(own, period, day)

    return site.remembered.recall(("standings", period, day), compute)


def recall_register(asker: Asker) -> tuple[Listed, ...]:
    """Return all members there ever were, by their names in the page's language."""
    day, language, site = asker.day, asker.language, asker.site

    def compute() -> tuple[Listed, ...]:
        with reading(site.engine) as own:
            return read_directory(own, day, language, everyone=True)

    return site.remembered.recall(("register", day, language), compute)


def recall_checks(asker: Asker, revision: Revision) -> tuple[Problem, ...]:
    """Return what stands in the way of a revision's adoption; it never changes, nor does this."""
    return asker.site.remembered.recall(
        ("checks", revision.sha256), lambda: check_revision(revision), is_final=True
    )


@dataclass(frozen=True, slots=True)
class FirstReader:
    """Whoever reads first."""

    site: Site
    day: date
    language: str = SOURCE


def prepare(site: Site) -> None:
    """Compute what the first readers ask for before they come: of a large register it is slow."""
    reader = FirstReader(site, site.today())
    try:
        with reading(site.engine) as session:
            recall_overviews(reader, session)
        recall_directory(reader)
    except Refusal as refusal:
        LOG.warning("Nothing was prepared. %s", refusal.message)
