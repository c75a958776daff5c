"""What does a member promise, and what became of it? Commitments made, changed and ended."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from urllib.parse import quote

from fastapi import Response
from pydantic import Field

from app.database import ReadingSession, WritingSession, reading
from app.permissions import Act
from app.pledge_desk import PledgeDesk, commit, end, reschedule
from app.web.form_acts import act_on_form
from app.web.forms import Form, FormModel, Model, Sent, Typed
from app.web.interface_languages import LANGUAGES, later
from app.web.member_reports import Code
from app.web.notices import send_on
from app.web.pages import AnyPage, Page, Reading
from app.web.protection import page_router
from tracker.commitment_store import add_budget
from tracker.commitments import (
    CLOSINGS,
    Budget,
    BudgetStage,
    Closing,
    Commitment,
    CommitmentKind,
    Partner,
    Rescheduling,
    Visibility,
    current_budgets,
    current_due_date,
)
from tracker.progress import Implementation

MOST_PARAGRAPHS = 500
LONG, SHORT = 20_000, 500
BOTH = later("Give the amount and its currency, or neither.")

router = page_router(prefix="/member/{code}/declarations/{declaration}/commitments")


class CommitmentForm(FormModel):
    """What a member says it will do."""

    commitment: str = Field(max_length=80)
    title: str = Field(min_length=1, max_length=300)
    kind: CommitmentKind
    paragraphs: tuple[str, ...] = Field(default=(), max_length=MOST_PARAGRAPHS)
    text: str = Field(default="", max_length=LONG)
    owner: str = Field(default="", max_length=SHORT)
    partners: str = Field(default="", max_length=LONG)
    companies: str = Field(default="", max_length=LONG)
    starts_on: date | None = None
    due_on: date | None = None
    goals: str = Field(default="", max_length=SHORT)
    amount: Decimal | None = None
    currency: str = Field(default="", max_length=3)
    stage: BudgetStage = BudgetStage.PLANNED
    visibility: Visibility = Visibility.PUBLIC
    language: str = Field(default="en", max_length=35)

    def make(self, member: str, declaration: str, day: date) -> Commitment:
        """Return the commitment; its paragraphs have equal shares."""
        money = self.amount is not None and self.currency
        return Commitment(
            code=self.commitment,
            member=member,
            declaration=declaration,
            title=self.title,
            kind=self.kind,
            made_on=day,
            shares=dict.fromkeys(self.paragraphs, Decimal(1)),
            text=self.text,
            owner=self.owner,
            partners=(
                *(Partner(name) for name in split_lines(self.partners)),
                *(Partner(name, private_sector=True) for name in split_lines(self.companies)),
            ),
            starts_on=self.starts_on,
            due_on=self.due_on,
            goals=tuple(self.goals.replace(",", " ").split()),
            visibility=self.visibility,
            language=self.language,
            budgets=(Budget(self.amount, self.currency.upper(), self.stage, day),)
            if money and self.amount is not None
            else (),
        )


class DateForm(FormModel):
    """Another date, and why."""

    due_on: date
    why: str = Field(min_length=1, max_length=LONG)


class MoneyForm(FormModel):
    """How far the money has come."""

    amount: Decimal
    currency: str = Field(min_length=3, max_length=3)
    stage: BudgetStage


class EndForm(FormModel):
    """How it ended."""

    outcome: Implementation
    reason: str = Field(default="", max_length=LONG)


def split_lines(text: str) -> list[str]:
    """Return the lines that say something."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def open_desk(page: Page, session: ReadingSession, code: str, declaration: str) -> PledgeDesk:
    """Return what a member has promised, for whoever may promise more."""
    page.viewer.require(Act.COMMIT, code)
    soon = page.site.settings.due_soon_days
    return PledgeDesk(session, declaration, code, page.day, soon)


def place_of(code: str, declaration: str) -> str:
    """Return the address of what a member does under a declaration."""
    return f"/member/{quote(code, safe='')}/declarations/{quote(declaration, safe='')}"


@router.get("")
def show_commitments(page: AnyPage, session: Reading, code: Code, declaration: Code) -> Response:
    """List what a member promised, and what is measured."""
    desk = open_desk(page, session, code, declaration)
    dues = {each.code: current_due_date(each) for each, _ in desk.commitments}
    place = place_of(code, declaration)
    return page.render("member_commitments.html.j2", desk=desk, dues=dues, place=place)


@router.get("/new")
def show_new(page: AnyPage, session: Reading, code: Code, declaration: Code) -> Response:
    """Show the form for a new commitment."""
    desk = open_desk(page, session, code, declaration)
    values = {"commitment": desk.next_code(), "language": page.language}
    return new(page, desk, Form(page.translate, values))


def new(page: Page, desk: PledgeDesk, form: Form) -> Response:
    """Return the form for a new commitment."""
    return page.render(
        "member_commitment_new.html.j2",
        status=form.status,
        desk=desk,
        form=form,
        kinds=tuple(CommitmentKind),
        stages=tuple(BudgetStage),
        visibilities=tuple(Visibility),
        tongues=list(dict.fromkeys((page.language, *LANGUAGES, *desk.member.names))),
        place=place_of(desk.member.code, desk.text.code),
    )


@router.post("/new")
def take_new(
    page: AnyPage, session: Reading, code: Code, declaration: Code, typed: Sent
) -> Response:
    """Record a commitment."""
    desk, form = open_desk(page, session, code, declaration), Form(page.translate)
    wanted = form.read(typed, CommitmentForm)
    if wanted is not None and (wanted.amount is None) != (not wanted.currency):
        form.refuse("amount", page.translate(BOTH))
    if wanted is not None and not form.errors:
        with (
            form.refusals(),
            page.acting(Act.COMMIT, of=f"commitment under {declaration}", member=code) as writing,
        ):
            fresh = PledgeDesk(writing, declaration, code, page.day, 0)
            made = commit(writing, fresh, wanted.make(code, declaration, page.day))
        if not form.errors:
            address = f"{place_of(code, declaration)}/commitments/{quote(made.code, safe='')}"
            return send_on(address, "commitment-made")
    return new(page, desk, form)


@router.get("/{commitment}")
def show_one(
    page: AnyPage, session: Reading, code: Code, declaration: Code, commitment: Code
) -> Response:
    """Show a commitment with every change of its date."""
    return one(page, open_desk(page, session, code, declaration), commitment)


def one(
    page: Page, desk: PledgeDesk, code: str, form: Form | None = None, part: str = ""
) -> Response:
    """Return the page of a commitment; ``part`` is the form that was sent and has faults."""
    commitment, schedule = desk.find(code)
    place = place_of(desk.member.code, desk.text.code)
    return page.render(
        "member_commitment.html.j2",
        status=form.status if form else 200,
        desk=desk,
        commitment=commitment,
        schedule=schedule,
        due_now=current_due_date(commitment),
        budgets=current_budgets(commitment),
        forms={part: form} if form else {},
        empty=Form(page.translate),
        stages=tuple(BudgetStage),
        closings=CLOSINGS,
        place=f"{place}/commitments/{quote(commitment.code, safe='')}",
        home=f"{place}/commitments",
    )


def act_on(
    page: Page,
    code: str,
    declaration: str,
    commitment: str,
    part: str,
    typed: Typed,
    model: type[Model],
    do: Callable[[WritingSession, Model], None],
) -> Response:
    """Change one commitment as a form says: on to it, or the form with its faults."""
    form = act_on_form(
        page, typed, model, Act.COMMIT, do, of=f"commitment {commitment}", member=code
    )
    if not form.errors:
        address = f"{place_of(code, declaration)}/commitments/{quote(commitment, safe='')}"
        return send_on(address, "commitment-changed")
    with reading(page.site.engine) as session:
        return one(page, open_desk(page, session, code, declaration), commitment, form, part)


@router.post("/{commitment}/date")
def take_date(
    page: AnyPage, code: Code, declaration: Code, commitment: Code, typed: Sent
) -> Response:
    """Give a commitment another date; the first one and every change stay."""

    def do(session: WritingSession, wanted: DateForm) -> None:
        change = Rescheduling(wanted.due_on, wanted.why, page.day)
        reschedule(session, declaration, code, commitment, change)

    return act_on(page, code, declaration, commitment, "date", typed, DateForm, do)


@router.post("/{commitment}/money")
def take_money(
    page: AnyPage, code: Code, declaration: Code, commitment: Code, typed: Sent
) -> Response:
    """Record how far the money of a commitment has come."""

    def do(session: WritingSession, wanted: MoneyForm) -> None:
        budget = Budget(wanted.amount, wanted.currency.upper(), wanted.stage, page.day)
        add_budget(session, declaration, code, commitment, budget)

    return act_on(page, code, declaration, commitment, "money", typed, MoneyForm, do)


@router.post("/{commitment}/end")
def take_end(
    page: AnyPage, code: Code, declaration: Code, commitment: Code, typed: Sent
) -> Response:
    """Record that a commitment was done, or ended without."""

    def do(session: WritingSession, wanted: EndForm) -> None:
        end(
            session, declaration, code, commitment, Closing(wanted.outcome, page.day, wanted.reason)
        )

    return act_on(page, code, declaration, commitment, "end", typed, EndForm, do)
