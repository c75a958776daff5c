"""What is decided on the amendments? All of them in the text, the choices, and the merge."""

from typing import Annotated, Any

from fastapi import Response
from pydantic import Field

from app.database import ReadingSession, reading, transaction
from app.document_formats import Ending
from app.permissions import Act
from app.web.amendment_pages import name_members, read_advice, read_base
from app.web.domain_words import choose_message
from app.web.downloads import send_document
from app.web.draft_editing import LONGEST_REASON, Hash
from app.web.draft_places import NamedChange, name_changes
from app.web.drafting import Code, TextLanguage, may_read
from app.web.forms import WHOLE, Form, FormModel, Sent
from app.web.interface_languages import later
from app.web.notices import send_on
from app.web.pages import AnyPage, Page, Reading
from app.web.protection import page_router
from declarations.amendment_store import load_amendments
from declarations.amendments import Amendment, make_operations
from declarations.change_list import list_changes
from declarations.compilation import Compilation, compile_amendments
from declarations.decisions import Choice, Decided, decide_amendments
from declarations.revising import require_draft
from declarations.revisions import Revision
from declarations.store import load_revision
from exports.compilation_text import View, compose_compilation
from exports.compilation_workbook import write_compilation
from exports.declaration_text import describe_state
from exports.html import Fragment

CONFLICT = 409
STALE = later(
    "The text was changed meanwhile, so nothing was decided. The amendments are shown as they are "
    "now, with your choices."
)
NOTHING = later("Choose for at least one amendment.")
NO_PARTS = later("%(code)s: tick the changes that are accepted.")
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
VIEWS = {
    View.INLINE: later("In the text"),
    View.TABLE: later("As a table"),
    View.BRACKETS: later("In brackets"),
    View.VOTES: later("Voting list"),
}
OPEN, ACCEPT, PARTS, REJECT = "open", "accept", "parts", "reject"
CHOICES = (
    (OPEN, later("Leave it open")),
    (ACCEPT, later("Accept all of it")),
    (PARTS, later("Accept the ticked changes, reject the others")),
    (REJECT, later("Reject it")),
)

router = page_router(prefix="/drafting/{code}")


class ChoicesForm(FormModel):
    """What is chosen for each amendment ("A1 accept"), and which changes are ticked ("A1 2")."""

    base: Hash
    choice: tuple[
        Annotated[str, Field(pattern="^A[0-9]{1,6} (open|accept|parts|reject)$")], ...
    ] = ()
    part: tuple[Annotated[str, Field(pattern="^A[0-9]{1,6} [0-9]{1,4}$")], ...] = ()
    reason: str = Field(default="", max_length=LONGEST_REASON)
    do: str = Field(default="look", max_length=20)


def compile_text(session: ReadingSession, code: str, language: str) -> tuple[Revision, Compilation]:
    """Return the latest revision with the open amendments laid against it."""
    revision = load_revision(session, code, language=language or None)
    written_in = revision.declaration.language
    found = [each for each in load_amendments(session, code) if each.language == written_in]
    return revision, compile_amendments(revision.declaration, found)


def name_sponsors(session: ReadingSession, compilation: Compilation) -> dict[str, str]:
    """Return the names of the members behind the amendments."""
    amendments = (*compilation.amendments, *compilation.set_aside)
    return name_members(session, {member for each in amendments for member in each.sponsors})


@router.get("/compilation")
def show_compilation(
    page: AnyPage, session: Reading, code: Code, view: View = View.INLINE, text: TextLanguage = ""
) -> Response:
    """Show all open amendments in the text, as a table, in brackets or as a voting list."""
    may_read(page)
    revision, compilation = compile_text(session, code, text)
    names = name_sponsors(session, compilation)
    document = compose_compilation(compilation, view, names, made_on=page.day)
    return page.render(
        "compilation.html.j2",
        code=code,
        text=text,
        revision=revision,
        compilation=compilation,
        view=view,
        views=[(each.value, page.translate(words)) for each, words in VIEWS.items()],
        fragment=Fragment(document, shift=1),
    )


@router.get("/compilation.xlsx")
def send_workbook(page: AnyPage, session: Reading, code: Code, text: TextLanguage = "") -> Response:
    """Send all proposals and the voting list as a workbook."""
    may_read(page)
    _revision, compilation = compile_text(session, code, text)
    names = name_sponsors(session, compilation)
    return Response(
        write_compilation(compilation, names, made_on=page.day),
        media_type=SHEET,
        headers={"Content-Disposition": f'attachment; filename="{code}-amendments.xlsx"'},
    )


@router.get("/compilation.{ending}")
def send_compilation(
    page: AnyPage,
    session: Reading,
    code: Code,
    ending: Ending,
    view: View = View.INLINE,
    text: TextLanguage = "",
) -> Response:
    """Send all open amendments in one of their views as a document."""
    may_read(page)
    revision, compilation = compile_text(session, code, text)
    names = name_sponsors(session, compilation)
    return send_document(
        page.site,
        ("compilation", view, compilation, tuple(names.items()), page.day),
        f"{code}-amendments-{view.value}",
        ending,
        lambda _own: compose_compilation(
            compilation, view, names, made_on=page.day, state=describe_state(revision, None)
        ),
    )


@router.get("/decide")
def show_choices(page: AnyPage, session: Reading, code: Code, text: TextLanguage = "") -> Response:
    """Show the open amendments with a choice for each."""
    page.viewer.require(Act.DECIDE)
    require_draft(session, code)
    return show(page, session, code, text, Form(page.translate))


@router.post("/decide")
def take_choices(page: AnyPage, typed: Sent, code: Code, text: TextLanguage = "") -> Response:
    """Show what the choices make of the text, or carry them out."""
    page.viewer.require(Act.DECIDE)
    page.viewer.require(Act.MERGE)
    form = Form(page.translate)
    wanted = form.read(typed, ChoicesForm)
    decided = None
    if wanted is not None:
        with reading(page.site.engine) as session:
            require_draft(session, code)
            latest = load_revision(session, code, language=text or None)
        choices = read_choices(page, form, wanted)
        if latest.sha256 != wanted.base:
            form.refuse(WHOLE, page.translate(STALE), CONFLICT)
        elif not form.errors:
            decided = carry_out(page, form, code, wanted, choices)
            if wanted.do == "decide" and not form.errors:
                return send_on(page.with_query(f"/drafting/{code}/revisions", text=text), "decided")
    with reading(page.site.engine) as session:
        return show(page, session, code, text, form, decided)


def read_choices(page: Page, form: Form, wanted: ChoicesForm) -> list[Choice]:
    """Return what was chosen; say at the form where something is missing."""
    ticked: dict[str, list[int]] = {}
    for each in wanted.part:
        code, _, number = each.partition(" ")
        ticked.setdefault(code, []).append(int(number))
    choices = []
    for each in wanted.choice:
        code, _, what = each.partition(" ")
        if what == PARTS and code not in ticked:
            form.refuse(f"choice-{code}", page.translate(NO_PARTS) % {"code": code})
        elif what != OPEN:
            accepted = {ACCEPT: None, REJECT: (), PARTS: tuple(ticked.get(code, ()))}[what]
            choices.append(Choice(code, accepted))
    if not choices:
        form.refuse(WHOLE, page.translate(NOTHING))
    return choices


def carry_out(
    page: Page, form: Form, code: str, wanted: ChoicesForm, choices: list[Choice]
) -> Decided | None:
    """Carry the choices out, or only show what they would do; None where they are refused."""
    day, reason = page.day, wanted.reason
    with form.refusals():
        if wanted.do == "decide":
            with page.acting(Act.DECIDE, of=code) as session:
                return decide_amendments(session, code, choices, made_on=day, reason=reason)
        with transaction(page.site.engine) as session:
            decided = decide_amendments(session, code, choices, made_on=day, reason=reason)
            session.rollback()
            return decided
    return None


def show(
    page: Page,
    session: ReadingSession,
    code: str,
    text: str,
    form: Form,
    decided: Decided | None = None,
) -> Response:
    """Return the page of choices, with what they would do where that was asked."""
    revision, compilation = compile_text(session, code, text)
    amendments = (*compilation.amendments, *compilation.set_aside)
    chosen = dict(each.split(" ", 1) for each in form.chosen.get("choice", ()) if " " in each)
    return page.render(
        "decide.html.j2",
        status=form.status,
        form=form,
        code=code,
        text=text,
        revision=revision,
        amendments=amendments,
        contested={each.code for each in compilation.ballots if each.is_contested},
        changes={each.code: describe(page, session, each) for each in amendments},
        advice={each.code: read_advice(page, session, code, each.code) for each in amendments},
        names=name_sponsors(session, compilation),
        chosen=chosen,
        ticked=set(form.chosen.get("part", ())),
        choices=[(value, page.translate(words)) for value, words in CHOICES],
        outcome=describe_outcome(page, revision, decided) if decided else None,
    )


def describe(page: Page, session: ReadingSession, amendment: Amendment) -> tuple[NamedChange, ...]:
    """Return the changes of an amendment against the text it begins at."""
    base = read_base(session, amendment)
    return name_changes(page, base, list_changes(base, amendment.operations))


def describe_outcome(page: Page, latest: Revision, decided: Decided) -> dict[str, Any]:
    """Return what a decision would do: to the text, to the amendments, and to the others."""
    text = latest.declaration
    made = decided.revision.declaration if decided.revision else text
    operations = make_operations(text, made)
    return {
        "changes": name_changes(page, text, list_changes(text, operations)),
        "statuses": [
            (code, page.translate(choose_message(status)))
            for code, status in decided.statuses.items()
        ],
        "others": [str(each) for each in decided.rebased],
    }
