"""Where does the secretariat begin its day? With what is still to set up, and who has reported."""

from typing import Annotated

from fastapi import Query, Response

from app.first_steps import read_first_steps
from app.permissions import Act
from app.settings import SETTINGS_FILE, Settings
from app.web.pages import AnyPage, Reading
from app.web.protection import page_router
from app.web.recalled import recall_standings
from tracker.periods import ReportState, find_current, last_day_on_time
from tracker.progress_store import find_period, load_periods

CODE_LENGTH = 100

router = page_router(prefix="/secretariat")


@router.get("")
def show_start(
    page: AnyPage, session: Reading, period: Annotated[str, Query(max_length=CODE_LENGTH)] = ""
) -> Response:
    """Show what is to be done: the first steps, then how reporting stands in a period."""
    page.viewer.require(Act.REVIEW)
    periods = load_periods(session)
    chosen = find_period(session, period) if period else find_current(periods, page.day)
    standings = recall_standings(page, chosen.code) if chosen else None
    return page.render(
        "secretariat/start.html.j2",
        steps=read_first_steps(session, page.site.settings, page.day),
        periods=periods[::-1],
        standings=standings,
        waiting=len(standings.in_state(ReportState.SUBMITTED)) if standings else 0,
        returned=len(standings.in_state(ReportState.RETURNED)) if standings else 0,
        is_over=chosen is not None and page.day > last_day_on_time(chosen),
    )


@router.get("/settings")
def show_settings(page: AnyPage) -> Response:
    """Show what the association has set, which is read from a file beside the workspace."""
    page.viewer.require(Act.REVIEW)
    settings = page.site.settings
    rows = [
        (name, getattr(settings, name), field.description, name in settings.model_fields_set)
        for name, field in Settings.model_fields.items()
        if name != "web"
    ]
    return page.render("secretariat/settings.html.j2", rows=rows, file=SETTINGS_FILE)
