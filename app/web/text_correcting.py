"""How is a mistake in an adopted text mended? A correction with its reason, looked at first."""

from typing import Annotated

from fastapi import Path, Response

from app.adopting import require_adoption
from app.database import ReadingSession, reading
from app.permissions import Act
from app.web.draft_places import Places, name_changes
from app.web.drafting import Code
from app.web.forms import WHOLE, Form, Sent
from app.web.interface_languages import later
from app.web.notices import send_on
from app.web.pages import AnyPage, Page, Reading
from app.web.protection import body_limit, page_router
from app.web.wording_form import BODY, WordingForm, find_clashes, make_boxes, typed_words
from declarations.adoption_records import load_adoption
from declarations.adoption_store import save_correction
from declarations.amendments import make_operations
from declarations.change_list import list_changes
from declarations.front_matter import LANGUAGE
from declarations.problems import ChangedMeanwhileRefusal, NotFoundRefusal
from declarations.revising import find_revision_by_hash
from declarations.revisions import Revision
from declarations.store import load_revision
from declarations.wordings import Words, list_words, put_words

STALE = later("The text was corrected meanwhile, so nothing was saved yet.")
REASON_MISSING = later("Fill this in.")
CONFLICT = 409
TextTag = Annotated[str, Path(max_length=35, pattern=f"^(?:{LANGUAGE.pattern})$")]

router = page_router(prefix="/drafting/{code}/correction/{language}")


def read_text_in_force(session: ReadingSession, code: str, language: str) -> Revision:
    """Return the text in force; RuleRefusal for a draft, NotFoundRefusal for another language."""
    record = require_adoption(load_adoption(session, code), code)
    text = record.text_on(language=language)
    if text is None:
        raise NotFoundRefusal(
            f"{code} has no adopted text in the language {language!r}.",
            hint="The record of its adoption lists the texts there are.",
        )
    return load_revision(session, code, text.number, language)


@router.get("")
def show_correction(page: AnyPage, session: Reading, code: Code, language: TextTag) -> Response:
    """Show the words of the text in force, each in a box."""
    page.viewer.require(Act.ADOPT)
    base = read_text_in_force(session, code, language)
    return show(page, base, list_words(base.declaration), {}, Form(page.translate))


@router.post("")
@body_limit(BODY)
def take_correction(page: AnyPage, typed: Sent, code: Code, language: TextTag) -> Response:
    """Show what would be corrected, or store it: from then on it is the text in force."""
    page.viewer.require(Act.ADOPT)
    form = Form(page.translate)
    wanted = form.read(typed, WordingForm)
    with reading(page.site.engine) as session:
        base = latest = read_text_in_force(session, code, language)
        if wanted is not None:
            base = find_revision_by_hash(session, code, wanted.base, language)
    if wanted is None:
        return show(page, base, typed_words(form), {}, form)
    said: Words = wanted.said()
    stored: Words = {}
    if wanted.do == "save" and not wanted.reason:
        form.refuse("reason", page.translate(REASON_MISSING))
    if wanted.do != "save" or form.errors:
        return show(page, base, said, {}, form)
    with form.refusals():
        try:
            with page.acting(Act.ADOPT, of=f"{code} {language}, correction") as session:
                save_correction(
                    session,
                    put_words(base.declaration, said),
                    made_on=page.day,
                    reason=wanted.reason,
                    parent_sha256=base.sha256,
                )
        except ChangedMeanwhileRefusal:
            form.refuse(WHOLE, page.translate(STALE), CONFLICT)
            theirs = list_words(latest.declaration)
            said, stored = find_clashes(said, list_words(base.declaration), theirs)
            base = latest
    if not form.errors:
        return send_on(f"/drafting/{code}/record", "text-corrected")
    return show(page, base, said, stored, form)


def show(page: Page, base: Revision, said: Words, stored: Words, form: Form) -> Response:
    """Return the page with the boxes, and what would be corrected."""
    text = base.declaration
    operations = make_operations(text, put_words(text, said))
    return page.render(
        "correction.html.j2",
        status=form.status,
        form=form,
        code=text.code,
        base=base,
        boxes=make_boxes(Places(page, text), text, said, {}, stored),
        changes=name_changes(page, text, list_changes(text, operations)),
    )
