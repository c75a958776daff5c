"""Who answers for a member, and gets its reminders? Seen and changed by the member itself."""

from collections.abc import Callable
from typing import Annotated
from urllib.parse import quote

from fastapi import Query, Response
from pydantic import Field

from app.database import ReadingSession, WritingSession, reading
from app.permissions import Act
from app.web.form_acts import act_on_form
from app.web.forms import OK, Form, Model, Sent, Typed
from app.web.interface_languages import later
from app.web.member_register import ADDRESS_LENGTH, NAME_LENGTH, AddressForm, ContactForm
from app.web.member_reports import Code
from app.web.notices import send_on
from app.web.pages import AnyPage, Page, Reading
from app.web.protection import page_router
from exports.public_answers import find_member
from exports.reminder_letters import LANGUAGES as LETTER_LANGUAGES
from tracker.contact_store import add_contact, change_contact, load_contacts, remove_contact
from tracker.reminders import Contact, is_address

MOST_CONTACTS = 10_000
NO_ADDRESS = later("Give an address such as office@city.example.")

Place = Annotated[int, Query(alias="change", ge=0, le=MOST_CONTACTS)]

router = page_router(prefix="/member/{code}/contacts")


class ChangeForm(ContactForm):
    """A person as he or she is to be, and as it was when the form was begun."""

    seen_email: str = Field(min_length=3, max_length=ADDRESS_LENGTH)
    seen_person: str = Field(default="", max_length=NAME_LENGTH)
    seen_language: str = Field(default="en", max_length=20)


@router.get("")
def show_contacts(page: AnyPage, session: Reading, code: Code, place: Place = 0) -> Response:
    """List a member's contacts, with the form of the one to be changed or of a new one."""
    page.viewer.require(Act.MANAGE_CONTACTS, code)
    known = load_contacts(session, [code])
    form = Form(page.translate)
    if 0 < place <= len(known):
        one = known[place - 1]
        form.values = {
            "email": one.email, "person": one.name, "language": one.language,
            "seen_email": one.email, "seen_person": one.name, "seen_language": one.language,
        }  # fmt: skip
    return contacts(page, session, code, form)


def contacts(page: Page, session: ReadingSession, code: str, form: Form) -> Response:
    """Return the page; after a clash with what is stored now beside what was typed."""
    page.viewer.require(Act.MANAGE_CONTACTS, code)
    member, _ = find_member(session, code, page.day)
    known = load_contacts(session, [code])
    seen = form.value("seen_email")
    stored = next((each for each in known if each.email == seen), None)
    if stored is not None and form.status != OK:
        form.values |= {
            "seen_email": stored.email,
            "seen_person": stored.name,
            "seen_language": stored.language,
        }
    return page.render(
        "member_contacts.html.j2",
        status=form.status,
        member=member,
        form=form,
        contacts=known,
        stored=stored,
        letter_languages=LETTER_LANGUAGES,
        place=place_of(code),
    )


def place_of(code: str) -> str:
    """Return the address of a member's contacts."""
    return f"/member/{quote(code, safe='')}/contacts"


def change(
    page: Page,
    code: str,
    typed: Typed,
    model: type[Model],
    do: Callable[[WritingSession, Model], object],
    said: str,
) -> Response:
    """Change the contacts and go on to the list, or show the page with what is wrong."""
    form = act_on_form(
        page, typed, model, Act.MANAGE_CONTACTS, do, of=f"contacts of {code}", member=code
    )
    if not form.errors:
        return send_on(place_of(code), said)
    if "email" not in form.errors and not is_address(form.value("email")):
        form.errors = {"email": page.translate(NO_ADDRESS)}
    with reading(page.site.engine) as session:
        return contacts(page, session, code, form)


@router.post("")
def take_contact(page: AnyPage, code: Code, typed: Sent) -> Response:
    """Add a person to whom reminders go."""

    def do(session: WritingSession, wanted: ContactForm) -> None:
        add_contact(session, Contact(code, wanted.email, wanted.person, wanted.language))

    return change(page, code, typed, ContactForm, do, "contact-added")


@router.post("/change")
def take_change(page: AnyPage, code: Code, typed: Sent) -> Response:
    """Change a person."""

    def do(session: WritingSession, wanted: ChangeForm) -> None:
        seen = Contact(code, wanted.seen_email, wanted.seen_person, wanted.seen_language)
        changed = Contact(code, wanted.email, wanted.person, wanted.language)
        change_contact(session, seen, changed)

    return change(page, code, typed, ChangeForm, do, "contact-changed")


@router.post("/remove")
def drop_contact(page: AnyPage, code: Code, typed: Sent) -> Response:
    """Remove a person, with the record of what was sent."""

    def do(session: WritingSession, wanted: AddressForm) -> None:
        remove_contact(session, code, wanted.email)

    return change(page, code, typed, AddressForm, do, "contact-removed")
