"""How does a text come to the site? As a new one, or from a file, looked at before it is kept."""

from enum import StrEnum
from pathlib import PurePath
from typing import Annotated

from fastapi import Response
from pydantic import Field

from app.database import ReadingSession, reading
from app.new_drafts import make_skeleton, read_any_draft
from app.permissions import Act
from app.web.draft_editing import LONGEST_REASON
from app.web.draft_places import NamedChange, name_changes
from app.web.drafting import find_faults
from app.web.forms import Form, FormModel, Sent
from app.web.interface_languages import later
from app.web.notices import send_on
from app.web.pages import AnyPage, Page
from app.web.protection import body_limit, page_router
from declarations.amendments import make_operations
from declarations.change_list import list_changes
from declarations.checks import find_problems
from declarations.draft_file import MAXIMUM_BYTES, parse_draft, print_draft
from declarations.front_matter import CODE, LANGUAGE
from declarations.model import Declaration
from declarations.problems import InputRefusal, Problem, has_errors
from declarations.revising import require_new, revise
from declarations.revisions import Revision
from declarations.store import find_latest
from exports.docx.reading import Changes
from exports.html import Fragment
from exports.package_guard import WORD_FILE
from exports.public_text import arrange_text
from exports.word_draft import DraftWishes

LONGEST_TITLE = 500
CHOOSE_FILE = later("Choose a file.")
CONFLICT = 409

CodeField = Annotated[str, Field(min_length=1, max_length=100, pattern=f"^(?:{CODE.pattern})$")]
LanguageField = Annotated[str, Field(max_length=35, pattern=f"^(?:{LANGUAGE.pattern})$")]

router = page_router(prefix="/drafting")


class Treatment(StrEnum):
    """What becomes of tracked changes before a Word file is read."""

    ACCEPT = "accept"
    REJECT = "reject"


class NewForm(FormModel):
    """A text that begins with the default sections."""

    code: CodeField
    title: str = Field(min_length=1, max_length=LONGEST_TITLE)
    language: LanguageField = "en"


class FileForm(FormModel):
    """What goes with a file; the code is "" for what the file says."""

    code: str = Field(default="", max_length=100, pattern=f"^(?:{CODE.pattern})?$")
    changes: Treatment = Treatment.ACCEPT


class ReadForm(FormModel):
    """A draft as it was read, perhaps mended since, and the revision that it was made from."""

    draft: str = Field(min_length=1, max_length=MAXIMUM_BYTES)
    base: str = Field(default="", pattern="^([0-9a-f]{12,64})?$")
    reason: str = Field(default="", max_length=LONGEST_REASON)
    do: str = Field(default="look", max_length=20)


@router.get("/new")
def show_new(page: AnyPage) -> Response:
    """Ask for the code and the title of a new text."""
    page.viewer.require(Act.EDIT_DRAFT)
    form = Form(page.translate)
    return page.render("draft_new.html.j2", form=form)


@router.post("/new")
def take_new(page: AnyPage, typed: Sent) -> Response:
    """Begin a text with the default sections."""
    page.viewer.require(Act.EDIT_DRAFT)
    form = Form(page.translate)
    wanted = form.read(typed, NewForm)
    if wanted is not None:
        with form.refusals():
            drafted = make_skeleton(wanted.code, wanted.title, wanted.language)
            with page.acting(Act.EDIT_DRAFT, of=wanted.code) as session:
                require_new(session, wanted.code)
                revise(session, drafted, "", reason="", made_on=page.day)
            return send_on(f"/drafting/{wanted.code}", "text-saved")
    return page.render("draft_new.html.j2", status=form.status, form=form)


@router.get("/upload")
def show_upload(page: AnyPage) -> Response:
    """Ask for a file."""
    page.viewer.require(Act.EDIT_DRAFT)
    return page.render("draft_upload.html.j2", form=Form(page.translate))


@router.post("/upload")
@body_limit(WORD_FILE.packed + (1 << 20))
def take_upload(page: AnyPage, typed: Sent) -> Response:
    """Read a file and show what was read; nothing is kept yet."""
    page.viewer.require(Act.EDIT_DRAFT)
    form = Form(page.translate)
    wanted, file = form.read(typed, FileForm), typed.file("file")
    if file is None:
        form.refuse("file", page.translate(CHOOSE_FILE))
    if wanted is not None and file is not None:
        with form.refusals(), reading(page.site.engine) as session:
            name = PurePath(file.name).name
            wishes = DraftWishes(wanted.code)
            found, base = read_any_draft(file.data, name, Changes(wanted.changes.value), wishes)
            latest = find_latest(session, found.declaration)
            form.values = {
                "draft": print_draft(found.declaration),
                "base": base or (latest.sha256 if latest else ""),
            }
            return show_read(page, session, form, found.declaration, found.problems, name)
    return page.render("draft_upload.html.j2", status=form.status, form=form)


@router.post("/read")
@body_limit(2 * MAXIMUM_BYTES)
def take_read(page: AnyPage, typed: Sent) -> Response:
    """Look at a draft that was read and perhaps mended, or keep it as the next revision."""
    page.viewer.require(Act.EDIT_DRAFT)
    form = Form(page.translate)
    wanted = form.read(typed, ReadForm)
    parsed = parse_draft(form.value("draft"))
    text = parsed.declaration
    if wanted is not None and wanted.do == "save":
        with form.refusals():
            if has_errors(find_problems(parsed)):
                raise InputRefusal("The text was not saved: it has errors.", hint="Mend them.")
            with page.acting(Act.EDIT_DRAFT, of=text.code) as session:
                revise(session, text, wanted.base, reason=wanted.reason, made_on=page.day)
            return send_on(f"/drafting/{text.code}", "text-saved")
    with reading(page.site.engine) as session:
        latest = find_latest(session, text)
        if form.status == CONFLICT and latest is not None:
            form.values["base"] = latest.sha256
        form.problems = ()
        return show_read(page, session, form, text, (), "")


def show_read(
    page: Page,
    session: ReadingSession,
    form: Form,
    text: Declaration,
    problems: tuple[Problem, ...],
    name: str,
) -> Response:
    """Return the page with what was read, and what it would change in a text that is there."""
    latest = find_latest(session, text)
    changes: tuple[NamedChange, ...] = ()
    if latest is not None:
        operations = make_operations(latest.declaration, text)
        listed = list_changes(latest.declaration, operations)
        changes = name_changes(page, latest.declaration, listed)
    read = arrange_text(Revision(text, 1, "", "", "", page.day), page.day)
    return page.render(
        "draft_read.html.j2",
        status=form.status,
        form=form,
        declaration=text,
        problems=problems,
        name=name,
        latest=latest,
        changes=changes,
        faults=find_faults(page, text),
        read=read,
        fragment=Fragment(read.document, shift=1),
    )
