"""When do members report? Periods are listed, opened and closed, and each has its members."""

from datetime import date
from typing import Annotated

from fastapi import Path, Query, Response
from pydantic import Field

from app.permissions import Act
from app.report_documents import find_adopted
from app.web.forms import WHOLE, Form, FormModel, Sent
from app.web.interface_languages import later
from app.web.notices import send_on
from app.web.pages import AnyPage, Page, Reading
from app.web.paging import PageNumber, cut_page
from app.web.protection import page_router
from app.web.recalled import recall_standings
from declarations.store import load_revision
from exports.public_overview import fold
from tracker.periods import Period, ReportState, is_received
from tracker.progress_store import close_period, find_period, load_periods, open_period
from tracker.report_standings import PeriodStandings, ReportStanding, read_standings

CODE_LENGTH = 100
CODE_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9._-]*$"
MEANWHILE = later(
    "Something has changed since you opened this page. Look at the figures below, which are those "
    "of now, and confirm again."
)
NOT_CONFIRMED = later("Confirm that the period is to be closed for good.")
TAKES_STILL = TAKEN = 409

Code = Annotated[str, Path(max_length=CODE_LENGTH)]
Words = Annotated[str, Query(max_length=CODE_LENGTH)]

router = page_router(prefix="/secretariat")

SHOWN = {
    "": later("All members"),
    "expected": later("Expected"),
    "received": later("Received"),
    "submitted": later("Wait for review"),
    "late": later("Late"),
    "missing": later("Not received"),
    "returned": later("Returned"),
    "excused": later("Excused"),
}
"""Which members of a period can be shown, by the word in the address."""


class PeriodForm(FormModel):
    """A period to be opened."""

    code: str = Field(min_length=1, max_length=CODE_LENGTH, pattern=CODE_PATTERN)
    name: str = Field(default="", max_length=200)
    declaration: str = Field(min_length=1, max_length=CODE_LENGTH)
    opens: date
    due: date
    grace: date | None = None
    closes: date


class CloseForm(FormModel):
    """The agreement to close a period, and what it referred to."""

    seen: str = Field(max_length=200)
    agreed: str = ""


@router.get("/periods")
def show_periods(page: AnyPage, session: Reading, number: PageNumber = 1) -> Response:
    """List the periods, the last one first."""
    page.viewer.require(Act.OPEN_PERIOD)
    periods = load_periods(session)[::-1]
    return page.render("secretariat/periods.html.j2", cut=cut_page(periods, number))


@router.get("/open-period")
def show_new(page: AnyPage, session: Reading) -> Response:
    """Show an empty form."""
    return render_new(page, session, Form(page.translate))


def render_new(page: Page, session: Reading, form: Form) -> Response:
    """Return the form for a new period; where its code is taken, with what stands under it."""
    page.viewer.require(Act.OPEN_PERIOD)
    periods = load_periods(session) if form.status == TAKEN else []
    codes = find_adopted(session, page.day)
    return page.render(
        "secretariat/period_new.html.j2",
        status=form.status,
        form=form,
        stored=next((p for p in periods if p.code == form.value("code").strip()), None),
        declarations=[
            (code, load_revision(session, code).declaration.title) for code in reversed(codes)
        ],
    )


@router.post("/open-period")
def take_new(page: AnyPage, session: Reading, typed: Sent) -> Response:
    """Open a period; the same one twice is one."""
    page.viewer.require(Act.OPEN_PERIOD)
    form = Form(page.translate)
    wanted = form.read(typed, PeriodForm)
    if wanted is not None:
        period = Period(
            wanted.code, wanted.name or wanted.code, wanted.declaration, wanted.opens, wanted.due,
            wanted.closes, wanted.grace,
        )  # fmt: skip
        with (
            form.refusals(),
            page.acting(Act.OPEN_PERIOD, of=f"period {wanted.code}") as writing,
        ):
            if period not in load_periods(writing):
                open_period(writing, period)
        if not form.errors:
            return send_on(f"/secretariat/periods/{wanted.code}", "period-opened")
    return render_new(page, session, form)


@router.get("/periods/{code}")
def show_period(
    page: AnyPage,
    session: Reading,
    code: Code,
    show: Words = "",
    region: Words = "",
    q: Words = "",
    number: PageNumber = 1,
) -> Response:
    """Show a period with its members, those of a state, a region or a name alone."""
    page.viewer.require(Act.REVIEW)
    found = recall_standings(page, code)
    return page.render(
        "secretariat/period.html.j2",
        found=found,
        cut=cut_page(choose_standings(found, show, region, q), number),
        regions=[each for each in found.by_region if each],
        choices=[(word, page.translate(words)) for word, words in SHOWN.items()],
        show=show,
        region=region,
        q=q,
    )


def choose_standings(
    found: PeriodStandings, show: str, region: str, words: str
) -> list[ReportStanding]:
    """Return the members that a choice shows, by name; an unknown word shows all."""
    wanted = fold(words).split()
    chosen = [
        each
        for each in found.standings
        if is_shown(each, show, found)
        and (not region or each.member.region == region)
        and all(
            word in fold(" ".join((each.member.code, *each.member.names.values())))
            for word in wanted
        )
    ]
    return sorted(chosen, key=lambda each: (fold(each.member.name()), each.member.code))


def is_shown(each: ReportStanding, show: str, found: PeriodStandings) -> bool:
    """Return whether a member belongs to those that a word shows."""
    received = is_received(each.report, found.day)
    return {
        "expected": each.is_expected,
        "received": each.is_expected and received,
        "submitted": each.state is ReportState.SUBMITTED,
        "late": each.is_expected and each.is_late,
        "missing": each.member.code in found.coverage.missing,
        "returned": each.state is ReportState.RETURNED,
        "excused": each.report is not None and each.report.excused,
    }.get(show, True)


@router.get("/periods/{code}/close")
def show_close(page: AnyPage, session: Reading, code: Code) -> Response:
    """Show what closing a period means, before it is done."""
    return render_close(page, session, code, Form(page.translate))


def render_close(page: Page, session: Reading, code: str, form: Form) -> Response:
    """Return the page that asks whether a period is to be closed."""
    page.viewer.require(Act.CLOSE_PERIOD)
    found = read_standings(session, code, page.day)
    form.values["seen"] = mark_standings(found)
    return page.render(
        "secretariat/period_close.html.j2",
        status=form.status,
        form=form,
        found=found,
        counts={state: len(found.in_state(state)) for state in ReportState},
        is_early=page.day <= found.period.closes_on,
    )


def mark_standings(found: PeriodStandings) -> str:
    """Return what tells whether reports have come or changed their state since."""
    counts = [len(found.in_state(state)) for state in ReportState]
    return "-".join(map(str, [found.coverage.received, *counts]))


@router.post("/periods/{code}/close")
def take_close(page: AnyPage, session: Reading, code: Code, typed: Sent) -> Response:
    """Close a period for good, if it still is as it was shown."""
    page.viewer.require(Act.CLOSE_PERIOD)
    form = Form(page.translate)
    wanted = form.read(typed, CloseForm)
    if wanted is not None and not wanted.agreed:
        form.refuse("agreed", page.translate(NOT_CONFIRMED))
    elif wanted is not None:
        found = find_period(session, code)
        with (
            form.refusals(),
            page.acting(Act.CLOSE_PERIOD, of=f"period {found.code}") as writing,
        ):
            if mark_standings(read_standings(writing, code, page.day)) == wanted.seen:
                close_period(writing, code, page.moment)
            else:
                form.refuse(WHOLE, page.translate(MEANWHILE), TAKES_STILL)
        if not form.errors:
            return send_on(f"/secretariat/periods/{code}", "period-closed")
    return render_close(page, session, code, form)
