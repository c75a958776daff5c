"""How does a member take back its acceptance? Paragraphs and act, its consequence, registered."""

from datetime import date
from typing import Literal
from urllib.parse import quote

from fastapi import Response
from pydantic import Field

from app.acceptance_form import AcceptanceDesk
from app.database import reading
from app.permissions import Act
from app.statement_form import make_withdrawal, withdraw_acceptance
from app.web.forms import Form, FormModel, Sent
from app.web.interface_languages import later
from app.web.member_acceptance import open_desk
from app.web.member_reports import Code
from app.web.notices import send_on
from app.web.pages import AnyPage, Page, Reading
from app.web.protection import page_router
from tracker.acceptance import Instrument
from tracker.acceptance_rules import add_months, check_instrument
from tracker.consequences import foresee_act

MOST_PARAGRAPHS = 500
NONE_CHOSEN = later("Choose one paragraph at least.")
PAST = later("This day is past. Give today or a later day, or leave it empty.")

router = page_router(prefix="/member/{code}/declarations/{declaration}/withdrawal")


class WithdrawalForm(FormModel):
    """What is taken back by which act, what the form was begun from, and the step that is next."""

    to: Literal["choose", "all", "check", "done"]
    seen: str = Field(max_length=64)
    paragraphs: tuple[str, ...] = Field(default=(), max_length=MOST_PARAGRAPHS)
    signed_on: date | None = None
    effective_on: date | None = None
    decision_reference: str = Field(default="", max_length=500)
    signatory: str = Field(default="", max_length=300)


@router.get("")
def show_withdrawal(page: AnyPage, session: Reading, code: Code, declaration: Code) -> Response:
    """Show what is accepted, to be chosen from."""
    desk = open_desk(page, session, code, declaration)
    form = Form(page.translate, {"seen": desk.mark})
    if desk.rules.notice_months:
        earliest = add_months(page.day, desk.rules.notice_months)
        form.values["effective_on"] = earliest.isoformat()
    return choose(page, desk, form)


def choose(page: Page, desk: AcceptanceDesk, form: Form) -> Response:
    """Return the page on which paragraphs are chosen."""
    return page.render(
        "member_withdrawal.html.j2",
        status=form.status,
        desk=desk,
        form=form,
        accepted=[name for name in desk.ids if name not in desk.open],
        place=place_of(desk),
    )


def check(page: Page, desk: AcceptanceDesk, form: Form, act: Instrument) -> Response:
    """Return the page that shows what the withdrawal changes."""
    return page.render(
        "member_withdrawal_check.html.j2",
        status=form.status,
        desk=desk,
        form=form,
        act=act,
        foresight=foresee_act(desk.ids, desk.member, desk.instruments, desk.own, act),
        place=place_of(desk),
    )


def place_of(desk: AcceptanceDesk) -> str:
    """Return the address under which a member acts on a declaration."""
    code, declaration = (quote(name, safe="") for name in (desk.member.code, desk.text.code))
    return f"/member/{code}/declarations/{declaration}"


@router.post("")
def take_withdrawal(
    page: AnyPage, session: Reading, code: Code, declaration: Code, typed: Sent
) -> Response:
    """Go from the choice to what it changes, and register it at the last step."""
    desk, form = open_desk(page, session, code, declaration), Form(page.translate)
    wanted = form.read(typed, WithdrawalForm)
    if wanted is None:
        return choose(page, desk, form)
    if wanted.to == "all":
        form.chosen["paragraphs"] = [name for name in desk.ids if name not in desk.open]
    if wanted.to in {"choose", "all"}:
        return choose(page, desk, form)
    act = read_act(page, desk, form, wanted)
    if not form.errors and wanted.to == "check":
        with form.refusals():
            check_instrument(act, desk.instruments, desk.rules, desk.ids)
    if form.errors:
        return choose(page, desk, form)
    if wanted.to == "check":
        return check(page, desk, form, act)
    of = f"withdrawal from {declaration}"
    with (
        form.refusals(),
        page.acting(Act.REGISTER_ACCEPTANCE, of=of, member=code) as writing,
    ):
        fresh = AcceptanceDesk(writing, declaration, code, page.day)
        withdraw_acceptance(writing, fresh, read_act(page, fresh, form, wanted), seen=wanted.seen)
    if not form.errors:
        return send_on(f"{place_of(desk)}/acceptance", "acceptance-withdrawn")
    with reading(page.site.engine) as again:
        desk = open_desk(page, again, code, declaration)
        form.values["seen"] = desk.mark
        return check(page, desk, form, act)


def read_act(page: Page, desk: AcceptanceDesk, form: Form, wanted: WithdrawalForm) -> Instrument:
    """Return the act that was typed; what is wrong with it stands at its fields."""
    if not wanted.paragraphs:
        form.refuse("paragraphs", page.translate(NONE_CHOSEN))
    if wanted.effective_on is not None and wanted.effective_on < page.day:
        form.refuse("effective_on", page.translate(PAST))
    return make_withdrawal(
        desk,
        frozenset(wanted.paragraphs),
        signed_on=wanted.signed_on,
        effective_on=wanted.effective_on,
        decision_reference=wanted.decision_reference,
        signatory=wanted.signatory,
    )
