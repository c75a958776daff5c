"""Which meetings adopt texts and receive reports? Assemblies are listed and added."""

from datetime import date

from fastapi import Response
from pydantic import Field

from app.permissions import Act
from app.web.forms import Form, FormModel, Sent
from app.web.notices import send_on
from app.web.pages import AnyPage, Page, Reading
from app.web.paging import PageNumber, cut_page
from app.web.protection import page_router
from tracker.member_store import add_assembly, load_assemblies
from tracker.members import Assembly

CODE_LENGTH = 100
NAME_LENGTH = 300
CODE_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9._-]*$"

router = page_router(prefix="/secretariat/assemblies")


class AssemblyForm(FormModel):
    """An assembly to be added."""

    code: str = Field(min_length=1, max_length=CODE_LENGTH, pattern=CODE_PATTERN)
    name: str = Field(min_length=1, max_length=NAME_LENGTH)
    place: str = Field(default="", max_length=NAME_LENGTH)
    starts: date | None = None
    ends: date | None = None
    symbol: str = Field(default="", max_length=CODE_LENGTH)
    note: str = Field(default="", max_length=5_000)


@router.get("")
def show_assemblies(page: AnyPage, session: Reading, number: PageNumber = 1) -> Response:
    """List the assemblies, the last one first, with the form for another."""
    return render_list(page, session, Form(page.translate), number)


def render_list(page: Page, session: Reading, form: Form, number: int = 1) -> Response:
    """Return the list with the form."""
    page.viewer.require(Act.MANAGE_MEMBERS)
    return page.render(
        "secretariat/assemblies.html.j2",
        status=form.status,
        form=form,
        cut=cut_page(load_assemblies(session)[::-1], number),
    )


@router.post("")
def take_assembly(page: AnyPage, session: Reading, typed: Sent) -> Response:
    """Add an assembly."""
    page.viewer.require(Act.MANAGE_MEMBERS)
    form = Form(page.translate)
    wanted = form.read(typed, AssemblyForm)
    if wanted is not None:
        assembly = Assembly(
            wanted.code, wanted.name, wanted.place, wanted.starts, wanted.ends, wanted.symbol,
            wanted.note,
        )  # fmt: skip
        with (
            form.refusals(),
            page.acting(Act.MANAGE_MEMBERS, of=f"assembly {wanted.code}") as writing,
        ):
            add_assembly(writing, assembly)
        if not form.errors:
            return send_on("/secretariat/assemblies", "assembly-added")
    return render_list(page, session, form)
