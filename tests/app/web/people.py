"""The people who use the site, each with a browser that is signed in."""

from datetime import UTC, datetime

from starlette.testclient import TestClient

from app.account_store import add_account
from app.accounts import Account, Role
from app.database import transaction
from app.invitations import Purpose, accept_link, invite
from app.site import Site
from app.web.application import create_application

OWN = {"Sec-Fetch-Site": "same-origin"}
PASSWORD = "violet harbour candle"  # noqa: S105 - of nobody
MADE_AT = datetime(2019, 1, 1, tzinfo=UTC)


def add_person(site: Site, role: Role, member: str = "", *, email: str = "") -> Account:
    """An account whose invitation was accepted."""
    address = email or f"{role.value}{member}@people.example"
    with transaction(site.engine) as session:
        account = add_account(session, address, role, member=member, now=MADE_AT)
        link = invite(session, account.id, MADE_AT)
    return accept_link(
        site.engine, Purpose.INVITATION, link.token, PASSWORD, hashing=site.hashing, now=MADE_AT
    )


def open_browser(site: Site) -> TestClient:
    """A browser that sends what the site's own pages send, and follows to the next page."""
    return TestClient(create_application(site), base_url=site.base_url, headers=OWN)


def sign_in(site: Site, account: Account) -> TestClient:
    """A browser in which a person is signed in."""
    browser = open_browser(site)
    typed = {"email": account.email, "password": PASSWORD, "next": "/account"}
    answer = browser.post("/sign-in", data=typed)
    assert answer.status_code == 200, answer.text
    assert "You are signed in." in answer.text
    return browser
