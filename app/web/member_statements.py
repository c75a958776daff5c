"""What has a member stated, what do others object, and how is it taken back or narrowed?

Each act is shown with its consequence before it is recorded; nothing is stored before.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import Path, Response
from pydantic import Field

from app.acceptance_form import AcceptanceDesk
from app.database import ReadingSession, reading
from app.permissions import Act
from app.statement_form import (
    NARROWER,
    Reservation,
    find_own,
    find_reservation,
    list_reservations,
    make_words,
)
from app.web.forms import Form, FormModel, Sent, Typed
from app.web.interface_languages import LANGUAGES
from app.web.member_acceptance import LONGEST_WORDS, OFFERED, WRITE, open_desk
from app.web.member_reports import Code
from app.web.member_withdrawal import MOST_PARAGRAPHS, NONE_CHOSEN, PAST, place_of
from app.web.notices import send_on
from app.web.pages import AnyPage, Page, Reading
from app.web.paging import PageNumber, cut_page
from app.web.protection import page_router
from tracker.acceptance import Effect, Statement, StatementKind
from tracker.acceptance_store import check_statement
from tracker.consequences import foresee_act
from tracker.member_store import load_members

Number = Annotated[int, Path(ge=1, le=1_000_000)]

router = page_router(prefix="/member/{code}/declarations/{declaration}/statements")


class StatementForm(FormModel):
    """The words of an act, what the form was begun from, and the step that is next."""

    to: Literal["edit", "check", "done"]
    seen: str = Field(max_length=64)
    paragraphs: tuple[str, ...] = Field(default=(), max_length=MOST_PARAGRAPHS)
    text: str = Field(default="", max_length=LONGEST_WORDS)
    effect: Effect = Effect.NONE
    effective_on: date | None = None
    language: str = Field(default="en", max_length=35)


@dataclass(frozen=True, slots=True)
class Task:
    """What is done to which statement; ``reservation`` is that of another member, for an objection.

    ``path`` is where, below the list of statements.
    """

    kind: StatementKind
    target: Statement
    path: str
    reservation: Reservation | None = None

    @property
    def effects(self) -> tuple[Effect, ...]:
        """Return what the statement may do after a change."""
        return NARROWER[self.target.effect] if self.kind is StatementKind.MODIFICATION else ()

    def make(self, desk: AcceptanceDesk, wanted: StatementForm) -> Statement:
        """Return the statement that a form makes."""
        number, other = self.target.number, self.target.member
        is_withdrawal = self.kind is StatementKind.WITHDRAWAL
        is_change = self.kind is StatementKind.MODIFICATION
        is_objection = self.kind is StatementKind.OBJECTION
        return Statement(
            desk.member.code, desk.text.code, len(desk.own) + 1, self.kind,
            self.target.paragraphs if is_withdrawal else frozenset(wanted.paragraphs),
            wanted.text, desk.day, wanted.effect if is_change else Effect.NONE,
            withdraws=number if is_withdrawal else None,
            modifies=number if is_change else None,
            language=wanted.language,
            objects_to_member=other if is_objection else "",
            objects_to=number if is_objection else None,
            effective_on=wanted.effective_on,
        )  # fmt: skip


Find = Callable[[ReadingSession, AcceptanceDesk], Task]


def to_withdraw(number: int, *, was_sent: bool = False) -> Find:
    """Return what finds the statement that is taken back."""

    def find(_: ReadingSession, desk: AcceptanceDesk) -> Task:
        kind = StatementKind.WITHDRAWAL
        target = find_own(desk, number, kind, was_sent=was_sent)
        return Task(kind, target, f"{number}/withdrawal")

    return find


def to_change(number: int, *, was_sent: bool = False) -> Find:
    """Return what finds the statement that is narrowed."""

    def find(_: ReadingSession, desk: AcceptanceDesk) -> Task:
        kind = StatementKind.MODIFICATION
        return Task(kind, find_own(desk, number, kind, was_sent=was_sent), f"{number}/change")

    return find


def to_object(other: str, number: int) -> Find:
    """Return what finds the reservation that is objected to."""

    def find(session: ReadingSession, desk: AcceptanceDesk) -> Task:
        found = find_reservation(session, desk, other, number)
        path = f"reservations/{quote(other, safe='')}/{number}"
        return Task(StatementKind.OBJECTION, found.statement, path, found)

    return find


@router.get("")
def show_statements(page: AnyPage, session: Reading, code: Code, declaration: Code) -> Response:
    """List what a member has stated, with what became of it and what others object."""
    desk = open_desk(page, session, code, declaration)
    others = {o.member for found in desk.said for o in found.objections}
    others |= {found.statement.objects_to_member for found in desk.said} - {""}
    return page.render(
        "member_statements.html.j2",
        desk=desk,
        names=name_members(page, session, others),
        place=place_of(desk),
    )


def name_members(page: Page, session: ReadingSession, codes: set[str]) -> dict[str, str]:
    """Return the names of some members by their codes."""
    found = load_members(session, page.day, codes) if codes else []
    return {member.code: member.name(page.language) for member in found}


@router.get("/reservations")
def show_reservations(
    page: AnyPage, session: Reading, code: Code, declaration: Code, number: PageNumber = 1
) -> Response:
    """List the reservations of other members, to which the member may object."""
    desk = open_desk(page, session, code, declaration)
    cut = cut_page(list_reservations(session, desk), number)
    return page.render(
        "member_reservations.html.j2",
        desk=desk,
        cut=cut,
        names=name_members(page, session, {each.statement.member for each in cut.items}),
        place=place_of(desk),
    )


def start(page: Page, session: ReadingSession, code: str, declaration: str, find: Find) -> Response:
    """Show the form of an act, with what the statement says now."""
    desk = open_desk(page, session, code, declaration)
    task = find(session, desk)
    values = {"seen": desk.mark, "language": page.language, "effect": task.target.effect.value}
    if task.kind is StatementKind.MODIFICATION:
        values |= {"text": task.target.text, "language": task.target.language}
    form = Form(page.translate, values, {"paragraphs": sorted(task.target.paragraphs)})
    return step(page, session, desk, task, form)


def step(
    page: Page,
    session: ReadingSession,
    desk: AcceptanceDesk,
    task: Task,
    form: Form,
    said: Statement | None = None,
) -> Response:
    """Return the form of an act, or with what it ``said`` the page that shows its consequence."""
    names = name_members(page, session, {task.target.member})
    return page.render(
        f"member_statement_{'check' if said else 'form'}.html.j2",
        status=form.status,
        desk=desk,
        task=task,
        form=form,
        said=said,
        foresight=foresee_act(desk.ids, desk.member, desk.instruments, desk.own, said)
        if said
        else None,
        name=names.get(task.target.member, task.target.member),
        tongues=list(dict.fromkeys((page.language, *LANGUAGES, *desk.member.names))),
        place=place_of(desk),
    )


def take(
    page: Page, session: ReadingSession, code: str, declaration: str, find: Find, typed: Typed
) -> Response:
    """Go from the form of an act to its consequence, and record it at the last step."""
    desk, form = open_desk(page, session, code, declaration), Form(page.translate)
    task = find(session, desk)
    wanted = form.read(typed, StatementForm)
    if wanted is None or wanted.to == "edit":
        return step(page, session, desk, task, form)
    said = task.make(desk, wanted)
    find_gaps(page, task, form, said)
    if not form.errors and wanted.to == "check":
        with form.refusals():
            check_statement(session, said, paragraph_ids=desk.ids)
    if form.errors:
        return step(page, session, desk, task, form)
    if wanted.to == "check":
        return step(page, session, desk, task, form, said)
    with (
        form.refusals(),
        page.acting(
            Act.REGISTER_ACCEPTANCE, of=f"statement on {declaration}", member=code
        ) as writing,
    ):
        fresh = AcceptanceDesk(writing, declaration, code, page.day)
        make_words(writing, fresh, said, seen=wanted.seen)
    if not form.errors:
        return send_on(f"{place_of(desk)}/statements", "statement-recorded")
    with reading(page.site.engine) as again:
        desk = open_desk(page, again, code, declaration)
        form.values["seen"] = desk.mark
        return step(page, again, desk, task, form, said)


def find_gaps(page: Page, task: Task, form: Form, said: Statement) -> None:
    """Tell at each field what is missing or not offered."""
    if not said.paragraphs:
        form.refuse("paragraphs", page.translate(NONE_CHOSEN))
    elif said.paragraphs - task.target.paragraphs:
        form.refuse("paragraphs", page.translate(OFFERED))
    if task.kind is not StatementKind.WITHDRAWAL and not said.text:
        form.refuse("text", page.translate(WRITE))
    if task.effects and said.effect not in task.effects:
        form.refuse("effect", page.translate(OFFERED))
    if said.effective_on is not None and said.effective_on < page.day:
        form.refuse("effective_on", page.translate(PAST))


@router.get("/{number}/withdrawal")
def show_taking_back(
    page: AnyPage, session: Reading, code: Code, declaration: Code, number: Number
) -> Response:
    """Show what taking back a statement means."""
    return start(page, session, code, declaration, to_withdraw(number))


@router.post("/{number}/withdrawal")
def take_back(
    page: AnyPage, session: Reading, code: Code, declaration: Code, number: Number, typed: Sent
) -> Response:
    """Take back a statement."""
    return take(page, session, code, declaration, to_withdraw(number, was_sent=True), typed)


@router.get("/{number}/change")
def show_change(
    page: AnyPage, session: Reading, code: Code, declaration: Code, number: Number
) -> Response:
    """Show the form that narrows a statement."""
    return start(page, session, code, declaration, to_change(number))


@router.post("/{number}/change")
def take_change(
    page: AnyPage, session: Reading, code: Code, declaration: Code, number: Number, typed: Sent
) -> Response:
    """Narrow a statement."""
    return take(page, session, code, declaration, to_change(number, was_sent=True), typed)


@router.get("/reservations/{other}/{against}")
def show_objection(
    page: AnyPage, session: Reading, code: Code, declaration: Code, other: Code, against: Number
) -> Response:
    """Show another member's reservation, and the form to object to it."""
    return start(page, session, code, declaration, to_object(other, against))


@router.post("/reservations/{other}/{against}")
def take_objection(
    page: AnyPage,
    session: Reading,
    code: Code,
    declaration: Code,
    other: Code,
    against: Number,
    typed: Sent,
) -> Response:
    """Object to another member's reservation."""
    return take(page, session, code, declaration, to_object(other, against), typed)
