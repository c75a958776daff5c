"""Who answers for a member? The people to whom reminders go: personal data, shown to few."""

from typing import Annotated, Literal

from fastapi import Path, Response
from pydantic import Field

from app.permissions import Act
from app.web.api.answers import CREATED, IfMatch, answer, api_router, require_match
from app.web.api.caller import KnownCaller, Reading
from app.web.api.field_types import Given, Line, MemberCode, Shown, with_example
from declarations.problems import NotFoundRefusal
from tracker.contact_store import add_contact, change_contact, load_contacts, remove_contact
from tracker.member_store import member_id
from tracker.reminders import Contact

router = api_router(prefix="/members/{member}/contacts", tags=["members"])
LONGEST_ADDRESS = 254
Address = Annotated[
    str, Path(max_length=LONGEST_ADDRESS, examples=["office@city.example"], pattern=r"^\S+$")
]


class ContactShown(Shown):
    """A person who answers for a member, and the language of letters to him or her."""

    member: str
    email: str
    name: str
    language: str


class ContactList(Shown):
    """Everybody who answers for a member."""

    items: list[ContactShown]


class NewContact(Given):
    """A person who answers for a member."""

    model_config = with_example({"email": "office@city.example", "name": "The climate office"})

    email: Annotated[str, Field(min_length=3, max_length=LONGEST_ADDRESS, pattern=r"^\S+$")]
    name: Line = ""
    language: Literal["en", "es", "fr"] = "en"


def show(contact: Contact) -> ContactShown:
    """Return a contact."""
    return ContactShown(
        member=contact.member, email=contact.email, name=contact.name, language=contact.language
    )


def list_all(session: Reading, member: str) -> ContactList:
    """Return the contacts of a member."""
    member_id(session, member)
    return ContactList(items=[show(each) for each in load_contacts(session, [member])])


def find(session: Reading, member: str, email: str) -> Contact:
    """Return a contact; NotFoundRefusal where the member has no such one."""
    for each in load_contacts(session, [member]):
        if each.email == email:
            return each
    raise NotFoundRefusal(f"{member} has no contact {email}.", hint="List its contacts.")


@router.get("", response_model=ContactList)
def list_contacts(caller: KnownCaller, session: Reading, member: MemberCode) -> Response:
    """List the contacts of a member; for itself and the secretariat."""
    caller.require(Act.MANAGE_CONTACTS, member)
    return answer(caller, list_all(session, member))


@router.post("", response_model=ContactShown, status_code=CREATED)
def add_member_contact(caller: KnownCaller, member: MemberCode, given: NewContact) -> Response:
    """Add a person to whom reminders go."""
    made = Contact(member, given.email, given.name, given.language)
    of = f"contacts of {member}"
    with caller.acting(Act.MANAGE_CONTACTS, of=of, member=member) as session:
        add_contact(session, made)
    return answer(caller, show(made), status=CREATED)


@router.get("/{email}", response_model=ContactShown)
def read_contact(
    caller: KnownCaller, session: Reading, member: MemberCode, email: Address
) -> Response:
    """Read one contact."""
    caller.require(Act.MANAGE_CONTACTS, member)
    return answer(caller, show(find(session, member, email)))


@router.put("/{email}", response_model=ContactShown)
def put_contact(
    caller: KnownCaller,
    member: MemberCode,
    email: Address,
    given: NewContact,
    if_match: IfMatch = None,
) -> Response:
    """Change a person; the record of what was sent stays. If-Match has the contact's tag."""
    changed = Contact(member, given.email, given.name, given.language)
    of = f"contacts of {member}"
    with caller.acting(Act.MANAGE_CONTACTS, of=of, member=member) as session:
        seen = find(session, member, email)
        require_match(if_match, show(seen))
        change_contact(session, seen, changed)
    return answer(caller, show(changed))


@router.delete("/{email}", response_model=ContactList)
def remove_member_contact(caller: KnownCaller, member: MemberCode, email: Address) -> Response:
    """Remove a person, with the record of what was sent; the others are answered."""
    of = f"contacts of {member}"
    with caller.acting(Act.MANAGE_CONTACTS, of=of, member=member) as session:
        remove_contact(session, member, email)
        left = list_all(session, member)
    return answer(caller, left)
