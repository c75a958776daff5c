"""What would the typed words make of the text? The answer that a script asks for while one types.

It is the part of the page that the button "Look at it first" shows, by the same function.
"""

from fastapi import Response

from app.database import reading
from app.permissions import Act
from app.web.amending import ProposalForm, may_propose
from app.web.draft_editing import BODY, PartForm, take_part
from app.web.draft_saving import PartId
from app.web.drafting import Code, TextLanguage
from app.web.forms import Form, Sent, Typed
from app.web.pages import AnyPage, Page
from app.web.protection import body_limit, page_router
from declarations.revising import require_draft

router = page_router(prefix="/drafting/{code}")


@router.post("/edit/{part}/preview")
@body_limit(BODY)
def preview_edited(
    page: AnyPage, typed: Sent, code: Code, part: PartId, text: TextLanguage = ""
) -> Response:
    """Answer what would be saved; nothing is."""
    page.viewer.require(Act.EDIT_DRAFT)
    with reading(page.site.engine) as session:
        require_draft(session, code)
    return show_preview(page, typed, PartForm, code, part, text)


@router.post("/propose/{part}/preview")
@body_limit(BODY)
def preview_proposal(
    page: AnyPage, typed: Sent, code: Code, part: PartId, text: TextLanguage = ""
) -> Response:
    """Answer what would be proposed; nothing is."""
    with reading(page.site.engine) as session:
        may_propose(page, session, code)
    return show_preview(page, typed, ProposalForm, code, part, text)


def show_preview(
    page: Page, typed: Typed, model: type[PartForm], code: str, part: str, text: str
) -> Response:
    """Return the changes, the checks and the preview of the rows, or what cannot be taken."""
    form = Form(page.translate)
    wanted = form.read(typed, model)
    if wanted is None:
        return page.render("part_preview.html.j2", status=form.status, faulty=form.errors)
    with reading(page.site.engine) as session:
        editor = take_part(page, session, code, part, wanted, text)
    editor.act("look")
    return page.render("part_preview.html.j2", faulty={}, **editor.describe())
