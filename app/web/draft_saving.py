"""How does an edited part become a revision? The pages of those who edit drafts."""

from typing import Annotated

from fastapi import Path, Response

from app.database import reading
from app.permissions import Act
from app.web.draft_editing import BODY, PartEditor, PartForm, keep_part, open_part, take_part
from app.web.drafting import NAME_LENGTH, Code, TextLanguage
from app.web.forms import WHOLE, Form, Sent
from app.web.interface_languages import later
from app.web.notices import send_on
from app.web.pages import AnyPage, Page, Reading
from app.web.protection import body_limit, page_router
from declarations.problems import ChangedMeanwhileRefusal
from declarations.revising import require_draft, revise_edited
from declarations.store import load_revision

STALE = later("The text was changed meanwhile, so nothing was saved yet.")
CONFLICT = 409
PartId = Annotated[str, Path(max_length=NAME_LENGTH)]

router = page_router(prefix="/drafting")


@router.get("/{code}/edit/{part}")
def show_part(
    page: AnyPage, session: Reading, code: Code, part: PartId, text: TextLanguage = ""
) -> Response:
    """Show the paragraphs of a part, each in a box."""
    page.viewer.require(Act.EDIT_DRAFT)
    require_draft(session, code)
    editor = open_part(page, load_revision(session, code, language=text or None), part)
    return show_editor(page, editor, Form(page.translate), text)


@router.post("/{code}/edit/{part}")
@body_limit(BODY)
def take_edited(
    page: AnyPage, typed: Sent, code: Code, part: PartId, text: TextLanguage = ""
) -> Response:
    """Rearrange the boxes, show what they make, or save them as the next revision."""
    page.viewer.require(Act.EDIT_DRAFT)
    form = Form(page.translate)
    wanted = form.read(typed, PartForm)
    with reading(page.site.engine) as session:
        require_draft(session, code)
        if wanted is None:
            editor = keep_part(page, session, code, part, form, text)
            return show_editor(page, editor, form, text)
        editor = take_part(page, session, code, part, wanted, text)
    if editor.act(wanted.do) or wanted.do != "save":
        return show_editor(page, editor, form, text)
    with form.refusals():
        try:
            with page.acting(Act.EDIT_DRAFT, of=f"{code} {part}") as session:
                revise_edited(
                    session, editor.make_text(), editor.base,
                    reason=wanted.reason, made_on=page.day,
                )  # fmt: skip
        except ChangedMeanwhileRefusal:
            face_others(page, editor, form, code, text)
    if not form.errors:
        return send_on(page.with_query(f"/drafting/{code}", text=text), "text-saved")
    form.problems = ()
    return show_editor(page, editor, form, text)


def face_others(page: Page, editor: PartEditor, form: Form, code: str, text: str) -> None:
    """Say that others were faster, and take in what they stored."""
    with reading(page.site.engine) as session:
        editor.face(load_revision(session, code, language=text or None))
    form.refuse(WHOLE, page.translate(STALE), CONFLICT)


def show_editor(page: Page, editor: PartEditor, form: Form, text: str) -> Response:
    """Return the page with the boxes."""
    code = editor.base.declaration.code
    return page.render(
        "draft_part.html.j2", status=form.status, form=form, code=code, text=text,
        **editor.describe(),
    )  # fmt: skip
