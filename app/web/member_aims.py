"""Where does a member start on an indicator, and where does it want to be? Its baseline and target.

What is given later takes the place of what was given before; reports of earlier days keep that.
"""

from datetime import date
from decimal import Decimal
from urllib.parse import quote

from fastapi import Response
from pydantic import Field

from app.database import WritingSession, reading
from app.permissions import Act
from app.pledge_desk import PledgeDesk, aim_at, mark_aim
from app.web.form_acts import act_on_form
from app.web.forms import OK, Form, FormModel, Sent
from app.web.member_commitments import open_desk, place_of
from app.web.member_reports import Code
from app.web.notices import send_on
from app.web.pages import AnyPage, Page, Reading
from app.web.protection import page_router
from tracker.indicators import Aim

AIM_FIELDS = ("baseline", "baseline_on", "target", "target_on", "commitment")

router = page_router(prefix="/member/{code}/declarations/{declaration}/indicators/{indicator}/aim")


class AimForm(FormModel):
    """A member's way on an indicator; ``seen`` is the mark of the one it was begun from."""

    seen: str = Field(default="", max_length=64)
    baseline: Decimal | None = None
    baseline_on: date | None = None
    target: Decimal | None = None
    target_on: date | None = None
    commitment: str = Field(default="", max_length=80)


def print_aim(aim: Aim | None) -> dict[str, str]:
    """Return what the fields of the form hold for an aim."""
    if aim is None:
        return {}
    return {
        name: f"{value:f}" if isinstance(value, Decimal) else str(value)
        for name in AIM_FIELDS
        if (value := getattr(aim, name)) not in (None, "")
    }


@router.get("")
def show_aim(
    page: AnyPage, session: Reading, code: Code, declaration: Code, indicator: Code
) -> Response:
    """Show the form with the target that holds now."""
    desk = open_desk(page, session, code, declaration)
    known = desk.find_measured(indicator).aim
    return aim(page, desk, indicator, Form(page.translate, print_aim(known)))


def aim(page: Page, desk: PledgeDesk, indicator: str, form: Form) -> Response:
    """Return the page; after a clash with what holds now beside what was typed."""
    measured = desk.find_measured(indicator)
    place = f"{place_of(desk.member.code, desk.text.code)}/indicators/{quote(indicator, safe='')}"
    form.values["seen"] = mark_aim(measured.aim)
    return page.render(
        "member_aim.html.j2",
        status=form.status,
        desk=desk,
        measured=measured,
        form=form,
        stored=print_aim(measured.aim) if form.status not in (OK, 422) else None,
        place=place,
        home=f"{place_of(desk.member.code, desk.text.code)}/commitments",
    )


@router.post("")
def take_aim(
    page: AnyPage, code: Code, declaration: Code, indicator: Code, typed: Sent
) -> Response:
    """Record a baseline and a target."""

    def do(session: WritingSession, wanted: AimForm) -> None:
        desk = PledgeDesk(session, declaration, code, page.day, 0)
        given = Aim(
            wanted.baseline, wanted.target, wanted.baseline_on, wanted.target_on, code, indicator,
            wanted.commitment,
        )  # fmt: skip
        aim_at(session, desk, given, seen=wanted.seen)

    form = act_on_form(
        page, typed, AimForm, Act.COMMIT, do, of=f"target on {indicator}", member=code
    )
    if not form.errors:
        place = place_of(code, declaration)
        return send_on(f"{place}/indicators/{quote(indicator, safe='')}", "aim-recorded")
    with reading(page.site.engine) as session:
        return aim(page, open_desk(page, session, code, declaration), indicator, form)
