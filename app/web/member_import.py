"""How does a list of members come in? It is read, shown with what it would do, and confirmed."""

from fastapi import Response
from pydantic import Field

from app.permissions import Act
from app.web.forms import WHOLE, Form, FormModel, Sent
from app.web.interface_languages import later
from app.web.notices import send_on
from app.web.pages import AnyPage, Page, Reading
from app.web.protection import body_limit, page_router
from exports.member_list import MemberList, write_members
from exports.member_upload import read_sent_members
from tracker.member_changes import preview_members
from tracker.member_store import import_members

MOST_BYTES = 8 << 20
"""Of a list that is sent; of 12,000 members it has about one megabyte."""
MOST_TYPED = 24 << 20
"""Of a list that is confirmed: letters other than English ones take three times their room."""
SHOWN = 50
"""So many members or faults of each kind are shown."""
NO_FILE = later("Choose a file.")
NOTHING = later("There is no member in this list that could be taken.")
MEANWHILE = later(
    "The register has changed since you saw what this list would do. Look at it again, below."
)
CLASH = 409

router = page_router(prefix="/secretariat")


class UploadForm(FormModel):
    """How a list is read."""

    make_codes: str = ""


class ConfirmForm(FormModel):
    """The good rows of a list as they were shown, and what they would have done."""

    rows: str = Field(min_length=1)
    mark: str = Field(max_length=64)


@router.get("/import-members")
def show_upload(page: AnyPage) -> Response:
    """Show the form that takes a list."""
    return render_upload(page, Form(page.translate))


def render_upload(page: Page, form: Form) -> Response:
    """Return the form that takes a list."""
    page.viewer.require(Act.MANAGE_MEMBERS)
    return page.render("secretariat/import_upload.html.j2", status=form.status, form=form)


@router.post("/import-members")
@body_limit(MOST_BYTES)
def take_upload(page: AnyPage, session: Reading, typed: Sent) -> Response:
    """Read a list and show what it would do; nothing is stored."""
    page.viewer.require(Act.MANAGE_MEMBERS)
    form = Form(page.translate)
    wanted = form.read(typed, UploadForm)
    file = typed.file("file")
    if file is None:
        form.refuse("file", page.translate(NO_FILE))
    if wanted is None or file is None:
        return render_upload(page, form)
    with form.refusals():
        found = read_sent_members(file.data, file.name, make_codes=bool(wanted.make_codes))
        return render_preview(page, session, found, form)
    return render_upload(page, form)


def render_preview(page: Page, session: Reading, found: MemberList, form: Form) -> Response:
    """Return what a list would do, with its good rows to be confirmed."""
    if not found.members and not found.problems:
        form.refuse("file", page.translate(NOTHING))
        return render_upload(page, form)
    preview = preview_members(session, found.members)
    return page.render(
        "secretariat/import_preview.html.j2",
        status=form.status,
        form=form,
        preview=preview,
        problems=found.problems,
        shown=SHOWN,
        rows=write_members(found.members).decode("utf-8-sig"),
    )


@router.post("/import-members/confirm")
@body_limit(MOST_TYPED)
def take_confirmed(page: AnyPage, session: Reading, typed: Sent) -> Response:
    """Take the rows that were shown into the register."""
    page.viewer.require(Act.MANAGE_MEMBERS)
    form = Form(page.translate)
    wanted = form.read(typed, ConfirmForm)
    if wanted is None:
        return render_upload(page, form)
    with form.refusals():
        found = read_sent_members(wanted.rows.encode(), "the list")
        with page.acting(Act.MANAGE_MEMBERS, of="a list of members") as writing:
            if preview_members(writing, found.members).mark == wanted.mark:
                import_members(writing, found.members, changed_on=page.day)
            else:
                form.refuse(WHOLE, page.translate(MEANWHILE), CLASH)
        if not form.errors:
            return send_on("/secretariat/members", "members-imported")
        return render_preview(page, session, found, form)
    return render_upload(page, form)
