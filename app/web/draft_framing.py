"""How is the frame of a draft edited? Its title, its sections in their order, and its notes."""

import re
from dataclasses import replace
from typing import Annotated

from fastapi import Response
from pydantic import Field

from app.database import reading
from app.permissions import Act
from app.web.draft_editing import BODY, LONGEST_HEADING, LONGEST_REASON, Hash, Words
from app.web.draft_places import name_changes
from app.web.draft_saving import CONFLICT, STALE
from app.web.drafting import Code, TextLanguage
from app.web.forms import WHOLE, Form, FormModel, Sent
from app.web.notices import send_on
from app.web.pages import AnyPage, Page, Reading
from app.web.protection import body_limit, page_router
from declarations.amendments import make_operations
from declarations.change_list import list_changes
from declarations.outline_rows import Frame, Named, put_frame, read_frame
from declarations.problems import ChangedMeanwhileRefusal
from declarations.revising import (
    bring_together,
    find_revision_by_hash,
    list_known_ids,
    require_draft,
    revise_edited,
)
from declarations.revisions import Revision
from declarations.store import load_revision

ACT = re.compile(r"(up|down|drop|add) (\d{1,4})")

router = page_router(prefix="/drafting/{code}/outline")


class FrameForm(FormModel):
    """The frame of a text, the revision that it was made from, and what is to be done."""

    base: Hash
    title: str = Field(min_length=1, max_length=LONGEST_HEADING)
    subtitle: str = Field(default="", max_length=LONGEST_HEADING)
    closing: Words = ""
    section: tuple[Annotated[str, Field(max_length=200)], ...] = ()
    heading: tuple[Annotated[str, Field(max_length=LONGEST_HEADING)], ...] = ()
    note: tuple[Annotated[str, Field(max_length=200)], ...] = ()
    note_words: tuple[Words, ...] = ()
    reason: str = Field(default="", max_length=LONGEST_REASON)
    do: str = Field(default="look", max_length=20)

    def frame(self) -> Frame:
        """Return the frame as it was typed."""
        sections = zip(self.section, self.heading, strict=False)
        notes = zip(self.note, self.note_words, strict=False)
        return Frame(
            self.title, self.subtitle, self.closing,
            tuple(Named(*each) for each in sections), tuple(Named(*each) for each in notes),
        )  # fmt: skip


@router.get("")
def show_frame(page: AnyPage, session: Reading, code: Code, text: TextLanguage = "") -> Response:
    """Show title, sections and notes."""
    page.viewer.require(Act.EDIT_DRAFT)
    require_draft(session, code)
    revision = load_revision(session, code, language=text or None)
    return show(page, revision, read_frame(revision.declaration), Form(page.translate), text)


@router.post("")
@body_limit(BODY)
def take_frame(page: AnyPage, typed: Sent, code: Code, text: TextLanguage = "") -> Response:
    """Rearrange the sections, show what that makes, or save it as the next revision."""
    page.viewer.require(Act.EDIT_DRAFT)
    form = Form(page.translate)
    wanted = form.read(typed, FrameForm)
    with reading(page.site.engine) as session:
        require_draft(session, code)
        if wanted is None:
            revision = load_revision(session, code, language=text or None)
            return show(page, revision, typed_frame(form), form, text)
        base = find_revision_by_hash(session, code, wanted.base, text)
        taken = list_known_ids(session, code, text)
    frame = arrange(wanted.frame(), wanted.do)
    if wanted.do != "save":
        return show(page, base, frame, form, text)
    with form.refusals():
        made = put_frame(base.declaration, frame, taken)
        try:
            with page.acting(Act.EDIT_DRAFT, of=code) as session:
                revise_edited(session, made, base, reason=wanted.reason, made_on=page.day)
            return send_on(page.with_query(f"/drafting/{code}", text=text), "text-saved")
        except ChangedMeanwhileRefusal:
            form.refuse(WHOLE, page.translate(STALE), CONFLICT)
            with reading(page.site.engine) as session:
                latest = load_revision(session, code, language=text or None)
            return face(page, base, latest, frame, form, text)
    return show(page, base, frame, form, text)


def face(
    page: Page, base: Revision, latest: Revision, frame: Frame, form: Form, text: str
) -> Response:
    """Return the page with what others stored meanwhile; where words clash, what was typed."""
    was = base.declaration
    theirs = name_changes(page, was, list_changes(was, make_operations(was, latest.declaration)))
    joined = bring_together(base, latest, put_frame(was, frame))
    if joined is not None:
        frame = read_frame(joined)
    else:
        known = {each.id for each in was.sections}
        new = [each for each in read_frame(latest.declaration).sections if each.id not in known]
        frame = replace(frame, sections=(*frame.sections, *new))
    return show(page, latest, frame, form, text, theirs)


def arrange(frame: Frame, wanted: str) -> Frame:
    """Return the frame after what a button says with a section."""
    match = ACT.fullmatch(wanted)
    rows = list(frame.sections)
    if match is None:
        return frame
    name, place = match.group(1), int(match.group(2))
    if name == "add":
        rows.insert(place + 1, Named("", ""))
    elif place < len(rows):
        row = rows.pop(place)
        if name != "drop":
            rows.insert(max(0, place - 1) if name == "up" else place + 1, row)
    return replace(frame, sections=tuple(rows))


def typed_frame(form: Form) -> Frame:
    """Return the frame as it was typed, where something of it cannot be taken."""
    chosen = form.chosen
    sections = zip(chosen.get("section", ()), chosen.get("heading", ()), strict=False)
    notes = zip(chosen.get("note", ()), chosen.get("note_words", ()), strict=False)
    return Frame(
        form.value("title"), form.value("subtitle"), form.value("closing"),
        tuple(Named(*each) for each in sections), tuple(Named(*each) for each in notes),
    )  # fmt: skip


def show(
    page: Page, base: Revision, frame: Frame, form: Form, text: str, theirs: tuple[object, ...] = ()
) -> Response:
    """Return the page with the frame, and what it would change."""
    was = base.declaration
    operations = make_operations(was, put_frame(was, frame))
    return page.render(
        "draft_frame.html.j2",
        status=form.status,
        form=form,
        code=was.code,
        text=text,
        base=base,
        frame=frame,
        theirs=theirs,
        changes=name_changes(page, was, list_changes(was, operations)),
        counts={each.id: len(each.children) for each in was.sections},
    )
