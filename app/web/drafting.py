"""Which texts are in work, and how far are they? The start page, a text, its revisions."""

from dataclasses import dataclass, replace
from functools import partial
from typing import Annotated

from fastapi import Path, Query, Response

from app.document_formats import Ending
from app.permissions import Act
from app.web.downloads import send_document
from app.web.draft_places import LocatedProblem, locate_problems
from app.web.pages import AnyPage, Page, Reading
from app.web.protection import page_router
from app.web.recalled import recall_checks
from declarations.adoption_records import load_adoption
from declarations.checks import choose_checks
from declarations.comparison import compare
from declarations.draft_file import print_draft
from declarations.drafting_state import list_drafting_states, read_drafting_state
from declarations.model import Declaration
from declarations.revisions import Revision
from declarations.store import list_revisions, load_revision
from exports.blocks import Document
from exports.declaration_text import compose_declaration, describe_state
from exports.html import Fragment
from exports.public_text import arrange_text
from exports.redline import compose_redline

NAME_LENGTH = 100
MOST_REVISIONS = 1_000_000
Code = Annotated[str, Path(max_length=NAME_LENGTH)]
TextLanguage = Annotated[str, Query(alias="text", max_length=35)]
Number = Annotated[int, Query(ge=1, le=MOST_REVISIONS)]

router = page_router(prefix="/drafting")


def may_read(page: Page) -> None:
    """Raise RightRefusal unless the viewer may read what is not published."""
    page.viewer.require(Act.READ_UNPUBLISHED_TEXT)


@dataclass(frozen=True, slots=True)
class DraftingRights:
    """What the viewer may do with texts in work: edit, propose to amend, decide and adopt."""

    edit: bool
    propose: bool
    decide: bool


def find_rights(page: Page) -> DraftingRights:
    """Return what the viewer may do; a member proposes in its own name."""
    viewer = page.viewer
    return DraftingRights(
        edit=viewer.may(Act.EDIT_DRAFT),
        propose=viewer.may(Act.PROPOSE_AMENDMENT, viewer.member),
        decide=viewer.may(Act.DECIDE),
    )


def find_faults(page: Page, text: Declaration) -> tuple[LocatedProblem, ...]:
    """Return what the checks find, with the association's own spelling."""
    return locate_problems(page, text, choose_checks(page.site.settings.spelling))


@router.get("")
def show_start(page: AnyPage, session: Reading) -> Response:
    """Show every declaration with its state and what is next."""
    may_read(page)
    states = list_drafting_states(session, partial(recall_checks, page))
    return page.render("drafting.html.j2", states=states, rights=find_rights(page))


@router.get("/{code}")
def show_text(page: AnyPage, session: Reading, code: Code, text: TextLanguage = "") -> Response:
    """Show a text in work: what is next, what the checks say, and the text itself."""
    may_read(page)
    state = read_drafting_state(session, code, text, partial(recall_checks, page))
    read = arrange_text(state.revision, page.day)
    return page.render(
        "draft.html.j2",
        state=state,
        rights=find_rights(page),
        read=read,
        fragment=Fragment(read.document, shift=1),
        faults=() if state.adoption else find_faults(page, state.revision.declaration),
    )


@router.get("/{code}/revisions")
def show_revisions(
    page: AnyPage,
    session: Reading,
    code: Code,
    first: Annotated[int | None, Query(alias="from", ge=1, le=MOST_REVISIONS)] = None,
    second: Annotated[int | None, Query(alias="to", ge=1, le=MOST_REVISIONS)] = None,
    text: TextLanguage = "",
) -> Response:
    """Show the revisions of a text, and what changed between two of them."""
    may_read(page)
    revisions = list_revisions(session, code, text or None)
    last = revisions[-1]
    old = load_revision(session, code, first or max(1, last.number - 1), text or None)
    new = load_revision(session, code, second or last.number, text or None)
    return page.render(
        "draft_revisions.html.j2",
        code=code,
        text=text,
        revisions=revisions,
        old=old,
        new=new,
        latest=last,
        fragment=Fragment(draw_redline(page, old, new), shift=1),
    )


def draw_redline(page: Page, old: Revision, new: Revision) -> Document:
    """Return what changed between two revisions as a document."""
    states = (describe_state(old, None), describe_state(new, None))
    return compose_redline(
        compare(old.declaration, new.declaration), made_on=page.day, states=states
    )


@router.get("/{code}/text.md")
def send_draft_file(
    page: AnyPage,
    session: Reading,
    code: Code,
    revision: Number | None = None,
    text: TextLanguage = "",
) -> Response:
    """Send a text as a draft file, which says which revision it is."""
    may_read(page)
    found = load_revision(session, code, revision, text or None)
    name = f"{code}-{found.number}.md"
    return Response(
        print_draft(found.declaration, found.sha256).encode(),
        media_type="text/markdown; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@router.get("/{code}/text.{ending}")
def send_text(
    page: AnyPage,
    session: Reading,
    code: Code,
    ending: Ending,
    revision: Number | None = None,
    text: TextLanguage = "",
) -> Response:
    """Send a text as a document; a Word file carries what an amendment is found by."""
    may_read(page)
    found = load_revision(session, code, revision, text or None)
    adoption = load_adoption(session, code)
    key = ("draft", code, found.declaration.language, found.sha256, page.day)
    frozen = adoption.as_of_text(found.sha256) if adoption else None
    return send_document(
        page.site,
        key,
        f"{code}-{found.number}",
        ending,
        lambda _own: compose_declaration(
            found.declaration, made_on=page.day, revision=found, adoption=frozen
        ),
    )


def as_revision(text: Declaration, revision: Revision) -> Revision:
    """Return a text that is not stored, so that it can be shown as the revision it may become."""
    return replace(revision, declaration=text)
