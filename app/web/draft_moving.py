"""How does a paragraph come to another place? A page with all places; it keeps its id."""

from dataclasses import dataclass
from typing import Any

from fastapi import Response
from pydantic import Field

from app.database import reading
from app.permissions import Act
from app.web.draft_editing import LONGEST_REASON, Hash
from app.web.draft_places import NamedChange, name_changes
from app.web.draft_places import Places as Names
from app.web.draft_saving import CONFLICT, STALE
from app.web.drafting import NAME_LENGTH, Code, TextLanguage, as_revision
from app.web.forms import WHOLE, Form, FormModel, Sent
from app.web.interface_languages import later
from app.web.notices import send_on
from app.web.pages import AnyPage, Page, Reading
from app.web.protection import page_router
from declarations.amendments import make_operations
from declarations.change_list import list_changes
from declarations.model import Declaration, Node
from declarations.paragraph_moves import Places, find_places, move_paragraph, plan_move
from declarations.problems import ChangedMeanwhileRefusal
from declarations.revising import find_revision_by_hash, require_draft, revise_edited
from declarations.revisions import Revision
from declarations.store import load_revision
from exports.html import Fragment
from exports.public_text import arrange_text

SAME_PLACE = later("It stands there already: choose another place.")
FIRST = later("At the beginning of: %(place)s")
AFTER = later("After %(place)s: %(words)s")
FEW_WORDS = 60

router = page_router(prefix="/drafting/{code}/move/{paragraph}")


class MoveForm(FormModel):
    """The new place, named by what stands before it, and the revision that it was chosen in."""

    base: Hash
    place: str = Field(max_length=NAME_LENGTH)
    reason: str = Field(default="", max_length=LONGEST_REASON)
    do: str = Field(default="look", max_length=20)


@dataclass(slots=True)
class Move:
    """A paragraph on its way: the revision it is moved in, and the place chosen."""

    page: Page
    base: Revision
    paragraph: str
    place: str = ""
    theirs: tuple[NamedChange, ...] = ()

    @property
    def places(self) -> Places:
        """Return where it may stand."""
        return find_places(self.base.declaration, self.paragraph)

    def choose(self, wanted: str, place: str) -> None:
        """Take the place that was chosen, or the one that a button says."""
        places = self.places
        self.place = place if place in places.order else places.present
        if wanted in {"up", "down"}:
            self.place = places.step(self.place, -1 if wanted == "up" else 1)

    def make_text(self) -> Declaration:
        """Return the text with the paragraph in its new place."""
        return move_paragraph(self.base.declaration, self.paragraph, self.place)

    def face(self, latest: Revision) -> None:
        """Take the text that others stored meanwhile; the place stays where it is still there."""
        was = self.base.declaration
        operations = make_operations(was, latest.declaration)
        self.theirs = name_changes(self.page, was, list_changes(was, operations))
        self.base = latest
        self.choose("look", self.place)

    def describe(self) -> dict[str, Any]:
        """Return what the template shows: the places by section, and what the move makes."""
        text, names = self.base.declaration, Names(self.page, self.base.declaration)
        made = self.make_text()
        read = arrange_text(as_revision(made, self.base), self.page.day)
        is_moved = self.place != self.places.present
        moved = [plan_move(text, self.paragraph, self.place)] if is_moved else []
        return {
            "move": self,
            "name": names.name(self.paragraph),
            "groups": [
                (names.name(top.id), [(each.id, self.name_place(names, top, each))
                                      for each in (top, *others)])
                for top, others in self.places.sections
            ],
            "changes": name_changes(self.page, text, list_changes(text, moved)),
            "preview": next(
                part for part in read.parts if self.paragraph in {p.id for p in part.paragraphs}
            ),
            "fragment": Fragment(read.document, shift=2),
        }  # fmt: skip

    def name_place(self, names: Names, top: Node, each: Node) -> str:
        """Return what a place is called: after what it is."""
        place = names.name(each.id)
        if each.id == top.id:
            return self.page.translate(FIRST) % {"place": place}
        words = each.text.plain
        few = words if len(words) <= FEW_WORDS else f"{words[:FEW_WORDS].rstrip()}…"
        return self.page.translate(AFTER) % {"place": place, "words": few}


@router.get("")
def show_move(
    page: AnyPage, session: Reading, code: Code, paragraph: Code, text: TextLanguage = ""
) -> Response:
    """Show where a paragraph stands, and where it may stand."""
    page.viewer.require(Act.EDIT_DRAFT)
    require_draft(session, code)
    move = Move(page, load_revision(session, code, language=text or None), paragraph)
    move.choose("look", "")
    return show(page, move, Form(page.translate), text)


@router.post("")
def take_move(
    page: AnyPage, typed: Sent, code: Code, paragraph: Code, text: TextLanguage = ""
) -> Response:
    """Choose the place next to the one chosen, show what the move makes, or save it."""
    page.viewer.require(Act.EDIT_DRAFT)
    form = Form(page.translate)
    wanted = form.read(typed, MoveForm)
    with reading(page.site.engine) as session:
        require_draft(session, code)
        base = (
            find_revision_by_hash(session, code, wanted.base, text)
            if wanted
            else load_revision(session, code, language=text or None)
        )
    move = Move(page, base, paragraph)
    move.choose(form.value("do"), form.value("place"))
    if wanted is None or wanted.do != "save":
        return show(page, move, form, text)
    if move.place == move.places.present:
        form.refuse("place", page.translate(SAME_PLACE))
        return show(page, move, form, text)
    with form.refusals():
        try:
            with page.acting(Act.EDIT_DRAFT, of=f"{code} {paragraph}") as session:
                revise_edited(
                    session, move.make_text(), base, reason=wanted.reason, made_on=page.day
                )
        except ChangedMeanwhileRefusal:
            form.refuse(WHOLE, page.translate(STALE), CONFLICT)
            with reading(page.site.engine) as session:
                move.face(load_revision(session, code, language=text or None))
    if not form.errors:
        return send_on(page.with_query(f"/drafting/{code}", text=text), "text-saved")
    return show(page, move, form, text)


def show(page: Page, move: Move, form: Form, text: str) -> Response:
    """Return the page with the places."""
    return page.render(
        "draft_move.html.j2",
        status=form.status,
        form=form,
        code=move.base.declaration.code,
        text=text,
        **move.describe(),
    )
