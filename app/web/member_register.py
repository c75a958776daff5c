"""Who belongs? The register of members: listed, added, changed, with offices and contacts."""

from datetime import date
from typing import Annotated

from fastapi import Path, Query, Response
from pydantic import Field

from app.database import ReadingSession, WritingSession
from app.permissions import Act
from app.web.form_acts import act_on_form
from app.web.forms import Form, FormModel, Sent
from app.web.interface_languages import later
from app.web.notices import send_on
from app.web.pages import AnyPage, Page, Reading
from app.web.paging import PageNumber, cut_page
from app.web.protection import page_router
from app.web.recalled import recall_register
from exports.member_list import find_country, write_members
from exports.public_overview import search_directory
from exports.reminder_letters import LANGUAGES as LETTER_LANGUAGES
from tracker.city_sizes import MOST_INHABITANTS
from tracker.contact_store import add_contact, load_contacts, remove_contact
from tracker.member_changes import (
    change_member,
    end_office,
    find_stored_member,
    mark_member,
)
from tracker.member_store import add_member, add_office, load_members, load_offices
from tracker.members import Member, MemberKind, Office, OfficeKind
from tracker.reminders import Contact

CODE_LENGTH = 100
NAME_LENGTH = 300
ADDRESS_LENGTH = 254
CODE_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9._-]*$"
LANGUAGE_PATTERN = r"^[a-z]{2,3}(-[A-Za-z0-9]{1,8})*$"
NO_COUNTRY = later("This is no country that is known. Give two letters such as KR, or its name.")
NO_NAMES = later("Write each name in a line of its own, such as fr=Séoul.")

Code = Annotated[str, Path(max_length=CODE_LENGTH)]
Words = Annotated[str, Query(max_length=CODE_LENGTH)]

router = page_router(prefix="/secretariat")


class MemberForm(FormModel):
    """What is kept of a member besides its code; ``names`` has a line for each other language."""

    name: str = Field(min_length=1, max_length=NAME_LENGTH)
    names: str = Field(default="", max_length=10_000)
    country: str = Field(default="", max_length=CODE_LENGTH)
    region: str = Field(default="", max_length=CODE_LENGTH)
    kind: MemberKind
    population: int | None = Field(default=None, ge=1, le=MOST_INHABITANTS)
    joined: date | None = None
    left: date | None = None


class NewMemberForm(MemberForm):
    """A member to be added."""

    code: str = Field(min_length=1, max_length=CODE_LENGTH, pattern=CODE_PATTERN)


class ChangeForm(MemberForm):
    """A member as it is to be from a day on; ``mark`` says from what it was changed."""

    mark: str = Field(max_length=64)
    changed_on: date


class OfficeForm(FormModel):
    """An office for a term."""

    kind: OfficeKind
    starts: date | None = None
    ends: date | None = None


class EndForm(FormModel):
    """The end of an office that began on a day, "" where that is not known."""

    kind: OfficeKind
    starts: date | None = None
    ends: date


class ContactForm(FormModel):
    """A person who answers for a member."""

    email: str = Field(min_length=3, max_length=ADDRESS_LENGTH)
    person: str = Field(default="", max_length=NAME_LENGTH)
    language: str = Field(default="en", max_length=20, pattern=LANGUAGE_PATTERN)


class AddressForm(FormModel):
    """The address of a contact."""

    email: str = Field(min_length=3, max_length=ADDRESS_LENGTH)


@router.get("/members")
def show_members(
    page: AnyPage, session: Reading, q: Words = "", region: Words = "", number: PageNumber = 1
) -> Response:
    """List the members, also those who left, page by page."""
    page.viewer.require(Act.MANAGE_MEMBERS)
    directory = recall_register(page)
    return page.render(
        "secretariat/members.html.j2",
        cut=cut_page(search_directory(directory, q, region), number),
        regions=sorted({each.member.region for each in directory if each.member.region}),
        q=q,
        region=region,
    )


@router.get("/members.csv")
def send_members(page: AnyPage, session: Reading) -> Response:
    """Send the register as a list that can be changed and imported again."""
    page.viewer.require(Act.MANAGE_MEMBERS)
    return Response(
        write_members(load_members(session)),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="members.csv"'},
    )


@router.get("/add-member")
def show_new(page: AnyPage, session: Reading) -> Response:
    """Show an empty form."""
    return render_new(page, session, Form(page.translate))


def render_new(page: Page, session: Reading, form: Form) -> Response:
    """Return the form for a new member."""
    page.viewer.require(Act.MANAGE_MEMBERS)
    return page.render(
        "secretariat/member_new.html.j2", status=form.status, form=form, kinds=list(MemberKind)
    )


@router.post("/add-member")
def take_new(page: AnyPage, session: Reading, typed: Sent) -> Response:
    """Add a member."""
    page.viewer.require(Act.MANAGE_MEMBERS)
    form = Form(page.translate)
    wanted = form.read(typed, NewMemberForm)
    member = read_member(page, wanted, wanted.code, form) if wanted else None
    if member is not None:
        with (
            form.refusals(),
            page.acting(Act.MANAGE_MEMBERS, of=f"member {member.code}") as writing,
        ):
            add_member(writing, member)
        if not form.errors:
            return send_on(f"/secretariat/members/{member.code}", "member-added")
    return render_new(page, session, form)


def read_member(page: Page, wanted: MemberForm, code: str, form: Form) -> Member | None:
    """Return the member that was typed, None with a fault at its field."""
    country = find_country(wanted.country) if wanted.country else ""
    if country is None:
        form.refuse("country", page.translate(NO_COUNTRY))
    names = {"en": wanted.name}
    for line in wanted.names.splitlines():
        language, sign, name = (part.strip() for part in line.partition("="))
        if not line.strip():
            continue
        if sign and name and language.partition("-")[0].isalpha() and len(language) <= 20:  # noqa: PLR2004 - of a tag
            names.setdefault(language, name)
        else:
            form.refuse("names", page.translate(NO_NAMES))
    if form.errors:
        return None
    return Member(
        code, names, country or "", wanted.region, wanted.kind, wanted.joined, wanted.left,
        wanted.population,
    )  # fmt: skip


@router.get("/members/{code}")
def show_member(page: AnyPage, session: Reading, code: Code) -> Response:
    """Show what is kept of a member, to be changed."""
    return render_member(page, session, code, Form(page.translate))


def render_member(page: Page, session: Reading, code: str, form: Form, part: str = "") -> Response:
    """Return a member's page; ``part`` names the form that was sent and has the faults."""
    page.viewer.require(Act.MANAGE_MEMBERS)
    page.viewer.require(Act.MANAGE_CONTACTS, code)
    member = find_stored_member(session, code)
    return page.render(
        "secretariat/member.html.j2",
        status=form.status,
        member=member,
        form=form,
        blank=Form(page.translate),
        part=part,
        kept=describe_member(member) | {"changed_on": page.day.isoformat()},
        mark=mark_member(member),
        kinds=list(MemberKind),
        office_kinds=list(OfficeKind),
        offices=load_offices(session, [code]),
        contacts=load_contacts(session, [code]),
        letter_languages=LETTER_LANGUAGES,
    )


def describe_member(member: Member) -> dict[str, str]:
    """Return what the fields of the form hold for a member."""
    others = [f"{tag}={name}" for tag, name in sorted(member.names.items()) if tag != "en"]
    return {
        "name": member.names.get("en", ""),
        "names": "\n".join(others),
        "country": member.country,
        "region": member.region,
        "kind": member.kind.value,
        "population": str(member.population or ""),
        "joined": member.joined_on.isoformat() if member.joined_on else "",
        "left": member.left_on.isoformat() if member.left_on else "",
    }


@router.post("/members/{code}")
def take_change(page: AnyPage, session: Reading, code: Code, typed: Sent) -> Response:
    """Change a member from a day on."""
    page.viewer.require(Act.MANAGE_MEMBERS)
    form = Form(page.translate)
    wanted = form.read(typed, ChangeForm)
    known = find_stored_member(session, code)
    member = read_member(page, wanted, known.code, form) if wanted else None
    if member is not None and wanted is not None:
        with (
            form.refusals(),
            page.acting(Act.MANAGE_MEMBERS, of=f"member {known.code}") as writing,
        ):
            change_member(writing, member, changed_on=wanted.changed_on, mark=wanted.mark)
        if not form.errors:
            return send_on(f"/secretariat/members/{code}", "member-changed")
    return render_member(page, session, code, form, "member")


def after(
    page: Page, session: ReadingSession, code: str, form: Form, part: str, said: str
) -> Response:
    """Return the answer after a form about a member: on to it, or the page with what is wrong."""
    if not form.errors:
        return send_on(f"/secretariat/members/{code}", said)
    return render_member(page, session, code, form, part)


@router.post("/members/{code}/offices")
def take_office(page: AnyPage, session: Reading, code: Code, typed: Sent) -> Response:
    """Record that a member holds an office."""
    page.viewer.require(Act.MANAGE_MEMBERS)
    known = find_stored_member(session, code)

    def do(writing: WritingSession, wanted: OfficeForm) -> None:
        add_office(writing, Office(known.code, wanted.kind, wanted.starts, wanted.ends))

    of = f"office of {known.code}"
    form = act_on_form(page, typed, OfficeForm, Act.MANAGE_MEMBERS, do, of=of)
    return after(page, session, code, form, "office", "office-added")


@router.post("/members/{code}/offices/end")
def take_end(page: AnyPage, session: Reading, code: Code, typed: Sent) -> Response:
    """Let an office end."""
    page.viewer.require(Act.MANAGE_MEMBERS)
    known = find_stored_member(session, code)

    def do(writing: WritingSession, wanted: EndForm) -> None:
        end_office(writing, known.code, wanted.kind, wanted.starts, wanted.ends)

    of = f"office of {known.code}"
    form = act_on_form(page, typed, EndForm, Act.MANAGE_MEMBERS, do, of=of)
    return after(page, session, code, form, "end", "member-changed")


@router.post("/members/{code}/contacts")
def take_contact(page: AnyPage, session: Reading, code: Code, typed: Sent) -> Response:
    """Add a person to whom reminders go."""
    page.viewer.require(Act.MANAGE_CONTACTS, code)
    known = find_stored_member(session, code)

    def do(writing: WritingSession, wanted: ContactForm) -> None:
        contact = Contact(known.code, wanted.email, wanted.person, wanted.language)
        add_contact(writing, contact)

    of = f"contacts of {known.code}"
    form = act_on_form(page, typed, ContactForm, Act.MANAGE_CONTACTS, do, of=of, member=known.code)
    return after(page, session, code, form, "contact", "contact-added")


@router.post("/members/{code}/contacts/remove")
def drop_contact(page: AnyPage, session: Reading, code: Code, typed: Sent) -> Response:
    """Remove a person, with the record of what was sent."""
    page.viewer.require(Act.MANAGE_CONTACTS, code)
    known = find_stored_member(session, code)

    def do(writing: WritingSession, wanted: AddressForm) -> None:
        remove_contact(writing, known.code, wanted.email)

    of = f"contacts of {known.code}"
    form = act_on_form(page, typed, AddressForm, Act.MANAGE_CONTACTS, do, of=of, member=known.code)
    return after(page, session, code, form, "contact", "contact-removed")
