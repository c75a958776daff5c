"""The pages for accounts: the office looks after the people who can sign in."""

import json
import re
from collections.abc import Iterator
from datetime import date

import pytest
from lxml import html
from sqlalchemy import Engine
from starlette.testclient import TestClient

from app.account_store import load_account
from app.accounts import Account, AccountState, Role
from app.database import reading, transaction
from app.site import Site
from tests.app.web.conftest import open_sample_site
from tests.app.web.people import add_person, open_browser, sign_in
from tracker.member_store import add_member
from tracker.members import Member


@pytest.fixture
def site(sqlite_workspace: Engine) -> Iterator[Site]:
    with transaction(sqlite_workspace) as session:
        for code in ("lima", "porto"):
            add_member(session, Member(code, {"en": code.title()}))
    site = open_sample_site(sqlite_workspace, date(2026, 11, 30))
    yield site
    site.close()


@pytest.fixture
def secretariat(site: Site) -> TestClient:
    return sign_in(site, add_person(site, Role.SECRETARIAT))


@pytest.fixture
def administrator(site: Site) -> TestClient:
    return sign_in(site, add_person(site, Role.ADMINISTRATOR))


def load(site: Site, account: Account) -> Account:
    with reading(site.engine) as session:
        return load_account(session, account.id)


def shown_link(text: str) -> str:
    (link,) = html.fromstring(text).xpath("//textarea[@id='field-link']/text()")
    return str(link).strip()


@pytest.mark.parametrize("role", [Role.MEMBER, Role.DRAFTER, Role.OBSERVER])
def test_who_is_not_of_the_office_sees_no_accounts(site: Site, role: Role) -> None:
    browser = sign_in(site, add_person(site, role, "lima" if role is Role.MEMBER else ""))
    other = add_person(site, Role.OBSERVER, email="other@people.example")
    assert browser.get("/accounts").status_code == 403
    assert browser.get(f"/accounts/{other.id}").status_code == 403
    assert browser.post(f"/accounts/{other.id}/suspend").status_code == 403
    assert load(site, other).state is AccountState.ACTIVE


def test_the_secretariat_invites_a_person_of_a_member(site: Site, secretariat: TestClient) -> None:
    answer = secretariat.post(
        "/accounts/invite",
        data={"email": "ana@lima.example", "role": "member", "member": "lima", "name": "Ana"},
    )
    assert answer.status_code == 200
    assert "No mail server is set" in answer.text
    assert answer.headers["cache-control"] == "no-store"
    link = shown_link(answer.text)
    assert link.startswith(site.base_url + "/invitation/")
    assert "Choose a password" in open_browser(site).get(link).text
    listed = secretariat.get("/accounts", params={"q": "LIMA"}).text
    assert "Ana" in listed
    assert link not in listed


def test_a_faulty_invitation_keeps_what_was_typed(secretariat: TestClient) -> None:
    answer = secretariat.post(
        "/accounts/invite", data={"email": "ana@lima.example", "role": "member", "member": "rome"}
    )
    page = html.fromstring(answer.text)
    assert answer.status_code == 422
    assert page.xpath("//input[@name='email']/@value") == ["ana@lima.example"]
    assert page.xpath("//input[@name='member']/@value") == ["rome"]
    assert page.xpath("//input[@name='role'][@checked]/@value") == ["member"]


def test_the_secretariat_makes_nobody_of_the_office(site: Site, secretariat: TestClient) -> None:
    person = add_person(site, Role.OBSERVER)
    invited = secretariat.post(
        "/accounts/invite", data={"email": "x@people.example", "role": "administrator"}
    )
    raised = secretariat.post(f"/accounts/{person.id}/role", data={"role": "secretariat"})
    assert (invited.status_code, raised.status_code) == (403, 403)
    assert load(site, person).role is Role.OBSERVER


@pytest.mark.parametrize("act", ["link", "suspend", "restore", "role", "sessions/end", "erase"])
def test_the_secretariat_touches_no_account_of_the_office(
    site: Site, secretariat: TestClient, act: str
) -> None:
    chief = add_person(site, Role.ADMINISTRATOR)
    data = {"role": "observer", "email": chief.email} if act in {"role", "erase"} else None
    assert secretariat.post(f"/accounts/{chief.id}/{act}", data=data).status_code == 403
    assert secretariat.get(f"/accounts/{chief.id}").status_code == 403
    assert chief.email not in secretariat.get("/accounts").text
    assert load(site, chief) == chief


def test_an_account_is_suspended_and_restored(site: Site, secretariat: TestClient) -> None:
    person = add_person(site, Role.OBSERVER)
    theirs = sign_in(site, person)
    told = secretariat.post(f"/accounts/{person.id}/suspend").text
    assert "The account is suspended" in told
    assert theirs.get("/account").url.path == "/sign-in"
    assert "can be used again" in secretariat.post(f"/accounts/{person.id}/restore").text
    assert sign_in(site, person).get("/account").url.path == "/account"


def test_a_new_link_is_an_invitation_or_for_a_new_password(
    site: Site, secretariat: TestClient
) -> None:
    person = add_person(site, Role.OBSERVER)
    made = secretariat.post(f"/accounts/{person.id}/link")
    assert "/reset/" in shown_link(made.text)
    invited = secretariat.post(
        "/accounts/invite", data={"email": "new@people.example", "role": "observer"}
    )
    first = shown_link(invited.text)
    found = re.search("/accounts/[0-9a-f-]{36}", invited.text)
    assert found is not None
    second = shown_link(secretariat.post(f"{found.group()}/link").text)
    assert "/invitation/" in second
    assert open_browser(site).get(first).status_code == 410
    assert open_browser(site).get(second).status_code == 200


def test_a_suspended_account_gets_no_link(site: Site, secretariat: TestClient) -> None:
    person = add_person(site, Role.OBSERVER)
    secretariat.post(f"/accounts/{person.id}/suspend")
    answer = secretariat.post(f"/accounts/{person.id}/link")
    assert answer.status_code == 409
    assert "only an active one" in answer.text


def test_a_change_of_role_needs_a_member_that_fits(site: Site, secretariat: TestClient) -> None:
    person = add_person(site, Role.OBSERVER)
    wrong = secretariat.post(f"/accounts/{person.id}/role", data={"role": "member"})
    assert wrong.status_code == 409
    secretariat.post(f"/accounts/{person.id}/role", data={"role": "member", "member": "porto"})
    assert (load(site, person).role, load(site, person).member) == (Role.MEMBER, "porto")


def test_an_administrator_ends_sessions_and_revokes_tokens(
    site: Site, administrator: TestClient
) -> None:
    person = add_person(site, Role.OBSERVER)
    theirs = sign_in(site, person)
    made = theirs.post("/account/tokens", data={"name": "board", "scopes": "read", "days": "30"})
    secret = html.fromstring(made.text).xpath("//ul[@class='codes']//code/text()")
    assert secret[0].startswith("accord_")
    page = administrator.get(f"/accounts/{person.id}").text
    assert "board" in page
    assert secret[0] not in page
    revoke = re.search(f"/accounts/{person.id}/tokens/[0-9a-f-]+/revoke", page)
    assert revoke is not None
    assert "The token works no longer." in administrator.post(revoke.group()).text
    administrator.post(f"/accounts/{person.id}/sessions/end")
    assert theirs.get("/account").url.path == "/sign-in"


def test_the_last_administrator_stays(site: Site) -> None:
    chief = add_person(site, Role.ADMINISTRATOR)
    answer = sign_in(site, chief).post(f"/accounts/{chief.id}/suspend")
    assert answer.status_code == 409
    assert "only administrator" in answer.text
    assert "accord account add" not in answer.text


def test_a_person_is_erased_only_when_the_address_is_typed_again(
    site: Site, administrator: TestClient
) -> None:
    person = add_person(site, Role.OBSERVER)
    address = f"/accounts/{person.id}/erase"
    assert "This cannot be undone." in administrator.get(address).text
    assert administrator.post(address, data={"email": "no@people.example"}).status_code == 409
    assert load(site, person).state is AccountState.ACTIVE
    assert "The person is erased." in administrator.post(address, data={"email": person.email}).text
    assert load(site, person).state is AccountState.ERASED
    assert person.email not in administrator.get(f"/accounts/{person.id}").text
    assert str(person.id) not in administrator.get("/accounts").text
    assert str(person.id) in administrator.get("/accounts", params={"state": "erased"}).text


def test_personal_data_go_to_an_administrator_and_to_the_person(
    site: Site, administrator: TestClient, secretariat: TestClient
) -> None:
    person = add_person(site, Role.OBSERVER)
    address = f"/accounts/{person.id}/personal-data.json"
    own = sign_in(site, person).get("/account/personal-data.json")
    assert json.loads(own.text)["account"]["email"] == person.email
    assert administrator.get(address).json()["address"] == person.email
    assert secretariat.get(address).status_code == 403
    assert open_browser(site).get("/account/personal-data.json").url.path == "/sign-in"


def test_a_token_has_a_scope_and_an_end(site: Site) -> None:
    browser = sign_in(site, add_person(site, Role.OBSERVER))
    for data in ({"name": "x", "days": "30"}, {"name": "x", "scopes": "read", "days": "400"}):
        answer = browser.post("/account/tokens", data=data)
        assert answer.status_code == 422
        assert html.fromstring(answer.text).xpath("//input[@name='name']/@value") == ["x"]


def test_nobody_revokes_the_token_of_another(site: Site) -> None:
    mine = sign_in(site, add_person(site, Role.OBSERVER))
    mine.post("/account/tokens", data={"name": "board", "scopes": "read", "days": "30"})
    found = re.search("/account/tokens/[0-9a-f-]+/revoke", mine.get("/account/tokens").text)
    assert found is not None
    stranger = sign_in(site, add_person(site, Role.OBSERVER, email="stranger@people.example"))
    assert stranger.post(found.group()).status_code == 404
    assert "The token works no longer." in mine.post(found.group()).text


def test_accounts_are_paged_and_filtered(site: Site, secretariat: TestClient) -> None:
    for number in range(60):
        role, member = (Role.MEMBER, "lima") if number % 2 else (Role.DRAFTER, "")
        secretariat.post(
            "/accounts/invite",
            data={"email": f"p{number}@people.example", "role": role.value, "member": member},
        )
    first = secretariat.get("/accounts").text
    assert "60 accounts" in first
    assert len(html.fromstring(first).xpath("//tbody/tr")) == 50
    second = secretariat.get("/accounts", params={"page": 2}).text
    assert len(html.fromstring(second).xpath("//tbody/tr")) == 10
    drafters = secretariat.get("/accounts", params={"role": "drafter", "state": "invited"}).text
    assert "30 accounts" in drafters
    assert "0 accounts" in secretariat.get("/accounts", params={"q": "100%"}).text
