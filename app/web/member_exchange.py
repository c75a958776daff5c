"""What does a member offer and seek, and what does it measure? Notices, matches and values."""

from datetime import date
from decimal import Decimal
from urllib.parse import quote

from fastapi import Response
from pydantic import Field

from app.database import ReadingSession, WritingSession, reading
from app.permissions import Act
from app.pledge_desk import Measured, PledgeDesk, announce, list_matches, measure
from app.web.form_acts import act_on_form
from app.web.forms import Form, FormModel, Sent
from app.web.interface_languages import LANGUAGES
from app.web.member_commitments import place_of
from app.web.member_reports import Code
from app.web.notices import send_on
from app.web.pages import AnyPage, Page, Reading
from app.web.protection import page_router
from tracker.exchange import Notice, NoticeKind
from tracker.exchange_store import withdraw_notice
from tracker.indicators import Measure, Value
from tracker.progress import MissingReason

MOST_LANGUAGES = 20
LONGEST_WORDS = 5_000
MOST_NOTICES = 1_000_000

router = page_router(prefix="/member/{code}/declarations/{declaration}")


class NoticeForm(FormModel):
    """What is offered or sought on a paragraph."""

    kind: NoticeKind
    paragraph: str = Field(max_length=100)
    text: str = Field(min_length=1, max_length=LONGEST_WORDS)
    languages: tuple[str, ...] = Field(default=(), max_length=MOST_LANGUAGES)
    open_until: date | None = None


class WithdrawForm(FormModel):
    """Which notice is withdrawn."""

    number: int = Field(ge=1, le=MOST_NOTICES)


class ValueForm(FormModel):
    """A value for a period, or why there is none."""

    period: str = Field(max_length=100)
    measured_on: date | None = None
    number: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    missing: MissingReason | None = None
    note: str = Field(default="", max_length=LONGEST_WORDS)


def open_desk(
    page: Page, session: ReadingSession, code: str, declaration: str, act: Act
) -> PledgeDesk:
    """Return what a member offers and measures, for whoever may do an act to it."""
    page.viewer.require(act, code)
    return PledgeDesk(session, declaration, code, page.day, page.site.settings.due_soon_days)


@router.get("/exchange")
def show_exchange(page: AnyPage, session: Reading, code: Code, declaration: Code) -> Response:
    """Show what a member offers and seeks, and who could help whom."""
    desk = open_desk(page, session, code, declaration, Act.OFFER_EXCHANGE)
    return exchange(page, session, desk, Form(page.translate))


def exchange(page: Page, session: ReadingSession, desk: PledgeDesk, form: Form) -> Response:
    """Return the page with the notices, their matches, and the form for another."""
    matches, members = list_matches(session, desk)
    return page.render(
        "member_exchange.html.j2",
        status=form.status,
        desk=desk,
        form=form,
        matches=matches,
        names={code: member.name(page.language) for code, member in members.items()},
        kinds=tuple(NoticeKind),
        tongues=list(dict.fromkeys((page.language, *LANGUAGES, *desk.member.names))),
        place=f"{place_of(desk.member.code, desk.text.code)}/exchange",
    )


@router.post("/exchange")
def take_notice(
    page: AnyPage, session: Reading, code: Code, declaration: Code, typed: Sent
) -> Response:
    """Record an offer or a wish."""

    def do(writing: WritingSession, wanted: NoticeForm) -> None:
        notice = Notice(
            code, declaration, 0, wanted.kind, wanted.paragraph, wanted.text, page.day,
            wanted.open_until, languages=wanted.languages or (page.language,),
        )  # fmt: skip
        announce(writing, PledgeDesk(writing, declaration, code, page.day, 0), notice)

    form = act_on_form(
        page, typed, NoticeForm, Act.OFFER_EXCHANGE, do,
        of=f"exchange on {declaration}", member=code,
    )  # fmt: skip
    return after_exchange(page, session, code, declaration, form, "notice-made")


def after_exchange(
    page: Page, session: ReadingSession, code: str, declaration: str, form: Form, said: str
) -> Response:
    """Return the answer after an act: on to the page, or the page with what is wrong."""
    if not form.errors:
        return send_on(f"{place_of(code, declaration)}/exchange", said)
    desk = open_desk(page, session, code, declaration, Act.OFFER_EXCHANGE)
    return exchange(page, session, desk, form)


@router.post("/exchange/withdraw")
def take_withdrawal(
    page: AnyPage, session: Reading, code: Code, declaration: Code, typed: Sent
) -> Response:
    """Withdraw an offer or a wish."""

    def do(writing: WritingSession, wanted: WithdrawForm) -> None:
        withdraw_notice(writing, declaration, code, wanted.number, page.day)

    form = act_on_form(
        page, typed, WithdrawForm, Act.OFFER_EXCHANGE, do,
        of=f"exchange on {declaration}", member=code,
    )  # fmt: skip
    return after_exchange(page, session, code, declaration, form, "notice-withdrawn")


@router.get("/indicators/{indicator}")
def show_indicator(
    page: AnyPage, session: Reading, code: Code, declaration: Code, indicator: Code
) -> Response:
    """Show what a member measured, and the form for a value."""
    desk = open_desk(page, session, code, declaration, Act.COMMIT)
    measured = desk.find_measured(indicator)
    return value(page, desk, measured, Form(page.translate))


def value(page: Page, desk: PledgeDesk, measured: Measured, form: Form) -> Response:
    """Return the page of an indicator."""
    place = place_of(desk.member.code, desk.text.code)
    return page.render(
        "member_indicator.html.j2",
        status=form.status,
        desk=desk,
        measured=measured,
        is_share=measured.indicator.measure is Measure.PERCENTAGE,
        form=form,
        reasons=tuple(MissingReason),
        place=f"{place}/indicators/{quote(measured.indicator.code, safe='')}",
        home=f"{place}/commitments",
    )


@router.post("/indicators/{indicator}")
def take_value(
    page: AnyPage, code: Code, declaration: Code, indicator: Code, typed: Sent
) -> Response:
    """Record a value for a period, or why there is none."""
    page.viewer.require(Act.COMMIT, code)
    form = Form(page.translate)
    wanted = form.read(typed, ValueForm)
    if wanted is not None:
        given = Value(
            code, indicator, wanted.period, wanted.measured_on or page.day, page.day,
            wanted.number, wanted.numerator, wanted.denominator, wanted.missing, wanted.note,
        )  # fmt: skip
        with (
            form.refusals(),
            page.acting(Act.COMMIT, of=f"indicator {indicator}", member=code) as session,
        ):
            desk = PledgeDesk(session, declaration, code, page.day, 0)
            desk.find_measured(indicator)
            measure(session, desk, given)
        if not form.errors:
            address = f"{place_of(code, declaration)}/indicators/{quote(indicator, safe='')}"
            return send_on(address, "value-recorded")
    with reading(page.site.engine) as session:
        desk = open_desk(page, session, code, declaration, Act.COMMIT)
        return value(page, desk, desk.find_measured(indicator), form)
