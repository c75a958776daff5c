"""How does a member accept a declaration? Paragraphs chosen, words and act, checked, registered.

Three steps carry what was typed from one to the next; nothing is stored before the last.
"""

from collections.abc import Mapping
from datetime import date
from typing import Literal
from urllib.parse import quote

from fastapi import Response
from pydantic import Field

from app.acceptance_form import (
    SPOKEN,
    AcceptanceDesk,
    Choice,
    Said,
    find_gaps,
    submit_acceptance,
)
from app.acceptance_form import Act as Behind
from app.database import ReadingSession, reading
from app.permissions import Act
from app.web.forms import Form, FormModel, Sent, Typed
from app.web.interface_languages import LANGUAGES, later
from app.web.member_reports import Code
from app.web.notices import send_on
from app.web.pages import AnyPage, Page, Reading
from app.web.protection import body_limit, page_router
from exports.public_overview import require_public
from tracker.acceptance import InstrumentKind

CHOICE, WORDS, EFFECT = "choice:", "words:", "effect:"
EXCLUDES = "excludes"
LATER = frozenset({"check", "done"})
"""The steps at which the act has been named."""
FORM_BODY = 1 << 20
LONGEST_WORDS = 20_000

CHOOSE = later("Say what holds for each paragraph.")
WRITE = later("Write the words of it.")
TOO_LONG = later("Use at most %(max_length)s characters.")
OFFERED = later("Choose one of those that are offered.")
UNKNOWN = later("This page has no such field. Load it again.")

router = page_router(prefix="/member/{code}/declarations/{declaration}/acceptance")


class ActForm(FormModel):
    """The act behind the acceptance, what the form was begun from, and which step comes next."""

    to: Literal["choose", "all", "words", "check", "done"]
    seen: str = Field(max_length=64)
    kind: InstrumentKind = InstrumentKind.COUNCIL_DECISION
    signed_on: date | None = None
    effective_on: date | None = None
    decision_reference: str = Field(default="", max_length=500)
    signatory: str = Field(default="", max_length=300)
    language: str = Field(default="en", max_length=35)

    def act(self) -> Behind:
        """Return the act."""
        return Behind(**self.model_dump(exclude={"to", "seen"}))


def open_desk(page: Page, session: ReadingSession, code: str, declaration: str) -> AcceptanceDesk:
    """Return what a member has said about a declaration, for whoever may say more."""
    page.viewer.require(Act.REGISTER_ACCEPTANCE, code)
    require_public(session, declaration, page.day)
    return AcceptanceDesk(session, declaration, code, page.day, page.language)


@router.get("")
def show_acceptance(page: AnyPage, session: Reading, code: Code, declaration: Code) -> Response:
    """Show what is accepted, and the form for what is not."""
    desk = open_desk(page, session, code, declaration)
    return step(page, desk, Form(page.translate, {"seen": desk.mark}), {}, "choose")


def step(
    page: Page, desk: AcceptanceDesk, form: Form, said: Mapping[str, Said], name: str
) -> Response:
    """Return the page of one step, with what was typed on all of them."""
    place = f"/member/{quote(desk.member.code, safe='')}/declarations/{quote(desk.text.code)}"
    return page.render(
        f"member_acceptance_{name}.html.j2",
        status=form.status,
        desk=desk,
        form=form,
        said=said,
        spoken_on=[n for n in desk.open if n in said and said[n].choice in SPOKEN],
        tongues=list(dict.fromkeys((page.language, *LANGUAGES, *desk.member.names))),
        place=f"{place}/acceptance",
    )


@router.post("")
@body_limit(FORM_BODY)
def take_acceptance(
    page: AnyPage, session: Reading, code: Code, declaration: Code, typed: Sent
) -> Response:
    """Go from step to step, and register at the last."""
    desk, form = open_desk(page, session, code, declaration), Form(page.translate)
    dynamic = {name for name in typed.texts if name.startswith((CHOICE, WORDS, EFFECT))}
    plain = {name: texts for name, texts in typed.texts.items() if name not in dynamic}
    wanted = form.read(Typed(plain, {}), ActForm)
    form.take(typed)
    known = {f"{kind}{name}" for name in desk.ids for kind in (CHOICE, WORDS, EFFECT)}
    if dynamic - known:
        form.refuse("", page.translate(UNKNOWN))
    if wanted is not None and wanted.to in LATER and wanted.kind not in desk.kinds():
        form.refuse("kind", page.translate(OFFERED))
    said = read_said(form, desk)
    if wanted is None or form.errors:
        is_act = set(form.errors) - {"", "to", "seen"}
        return step(page, desk, form, said, "words" if is_act else "choose")
    if wanted.to == "all":
        said = {name: Said(Choice.ACCEPTED) for name in desk.open}
    if wanted.to == "choose" or not check_choices(page, desk, form, said):
        return step(page, desk, form, said, "choose")
    if wanted.to in {"words", "all"} or not check_words(page, desk, form, said):
        return step(page, desk, form, said, "words")
    if wanted.to == "check":
        return step(page, desk, form, said, "check")
    with (
        form.refusals(),
        page.acting(Act.REGISTER_ACCEPTANCE, of=f"acceptance of {declaration}", member=code) as w,
    ):
        fresh = AcceptanceDesk(w, declaration, code, page.day)
        submit_acceptance(w, fresh, said, wanted.act(), seen=wanted.seen)
    if not form.errors:
        address = f"/member/{quote(code, safe='')}/declarations/{quote(declaration)}/acceptance"
        return send_on(address, "acceptance-registered")
    with reading(page.site.engine) as again:
        desk = open_desk(page, again, code, declaration)
        form.values["seen"] = desk.mark
        return step(page, desk, form, said, "check")


def read_said(form: Form, desk: AcceptanceDesk) -> dict[str, Said]:
    """Return what was chosen for each paragraph that can be accepted."""
    said = {}
    for name in desk.ids:
        chosen = form.value(f"{CHOICE}{name}")
        if chosen in set(Choice):
            words = form.value(f"{WORDS}{name}").strip()
            excludes = form.value(f"{EFFECT}{name}") == EXCLUDES
            said[name] = Said(Choice(chosen), words, excludes)
    return said


def check_choices(page: Page, desk: AcceptanceDesk, form: Form, said: Mapping[str, Said]) -> bool:
    """Tell which paragraphs nothing is said of; return whether there is none."""
    for name in desk.open:
        if name not in said:
            form.refuse(f"{CHOICE}{name}", f"{desk.labels[name]}: {page.translate(CHOOSE)}")
    return not form.errors


def check_words(page: Page, desk: AcceptanceDesk, form: Form, said: Mapping[str, Said]) -> bool:
    """Tell which words are missing or too long; return whether none is."""
    for name in find_gaps(said, desk.open):
        form.refuse(f"{WORDS}{name}", f"{desk.labels[name]}: {page.translate(WRITE)}")
    for name, each in said.items():
        if len(each.words) > LONGEST_WORDS:
            told = page.translate(TOO_LONG) % {"max_length": LONGEST_WORDS}
            form.refuse(f"{WORDS}{name}", f"{desk.labels[name]}: {told}")
    return not form.errors
