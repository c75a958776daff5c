"""Coming in and going out: invitations, passwords, codes, sessions, as a browser meets them."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pyotp
import pytest
from lxml import html
from sqlalchemy import Engine
from starlette.testclient import TestClient

from app.account_store import add_account
from app.accounts import Role
from app.database import transaction
from app.invitations import invite
from app.site import Site
from tests.app.web.conftest import open_sample_site
from tests.app.web.people import PASSWORD, add_person, open_browser, sign_in

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)


@pytest.fixture
def site(sqlite_workspace: Engine) -> Iterator[Site]:
    site = open_sample_site(sqlite_workspace, date(2026, 11, 30))
    yield site
    site.close()


@pytest.fixture
def browser(site: Site) -> TestClient:
    return open_browser(site)


def test_an_invited_person_chooses_a_password_and_comes_in(site: Site, browser: TestClient) -> None:
    with transaction(site.engine) as session:
        account = add_account(session, "ana@city.example", Role.OBSERVER, name="Ana", now=NOW)
        link = invite(session, account.id, NOW)
    assert "ana@city.example" in browser.get(link.path()).text
    wrong = browser.post(link.path(), data={"password": PASSWORD, "again": "another one here"})
    assert wrong.status_code == 422
    assert "The two are not the same." in wrong.text
    assert PASSWORD not in wrong.text
    short = browser.post(link.path(), data={"password": "short", "again": "short"})
    assert short.status_code == 422
    done = browser.post(link.path(), data={"password": PASSWORD, "again": PASSWORD})
    assert done.url.path == "/sign-in"
    assert "Your password is set." in done.text
    assert browser.get(link.path()).status_code == 410
    browser.post("/sign-in", data={"email": "ANA@city.example", "password": PASSWORD})
    assert "Ana" in browser.get("/account").text


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(
    site: Site, browser: TestClient
) -> None:
    add_person(site, Role.OBSERVER, email="o@city.example")
    answers = [
        browser.post("/sign-in", data={"email": email, "password": "not the password"})
        for email in ("o@city.example", "p@city.example")
    ]
    assert {answer.status_code for answer in answers} == {401}
    first, second = (re.sub("[op]@city.example", "", answer.text) for answer in answers)
    assert first == second
    assert "not the password" not in answers[0].text


def test_what_was_typed_stays_and_each_fault_is_told_at_its_field(browser: TestClient) -> None:
    answer = browser.post("/sign-in", data={"email": "a@b.example"})
    page = html.fromstring(answer.text)
    assert answer.status_code == 422
    assert page.xpath("//input[@name='email']/@value") == ["a@b.example"]
    assert page.xpath("//*[@class='error-summary']//a/@href") == ["#field-password"]
    described = page.xpath("//input[@id='field-password']/@aria-describedby")[0]
    assert "Fill this in." in page.get_element_by_id(described).text_content()


def test_a_field_that_the_page_does_not_have_is_refused(browser: TestClient) -> None:
    answer = browser.post(
        "/sign-in", data={"email": "a@b.example", "password": "x", "is_admin": "1"}
    )
    assert answer.status_code == 422


@pytest.mark.parametrize("away", ["https://evil.example", "//evil.example", "/\\evil.example", ""])
def test_signing_in_leads_to_no_other_site(site: Site, browser: TestClient, away: str) -> None:
    person = add_person(site, Role.OBSERVER)
    answer = browser.post(
        "/sign-in",
        data={"email": person.email, "password": PASSWORD, "next": away},
        follow_redirects=False,
    )
    assert answer.headers["location"] == "/"


def test_a_page_that_asks_to_sign_in_comes_back_afterwards(site: Site, browser: TestClient) -> None:
    person = add_person(site, Role.OBSERVER)
    asked = browser.get("/account")
    assert asked.url.path == "/sign-in"
    form = html.fromstring(asked.text).xpath("//input[@name='next']/@value")
    answer = browser.post(
        "/sign-in", data={"email": person.email, "password": PASSWORD, "next": form[0]}
    )
    assert answer.url.path == "/account"


def test_the_cookie_is_out_of_reach_of_scripts_and_bound_to_https(site: Site) -> None:
    person = add_person(site, Role.OBSERVER)
    secure = open_browser(replace(site, base_url="https://accord.example"))
    answer = secure.post(
        "/sign-in", data={"email": person.email, "password": PASSWORD}, follow_redirects=False
    )
    cookie = next(
        each for each in answer.headers.get_list("set-cookie") if each.startswith("__Host-accord=")
    )
    assert {"HttpOnly", "Secure", "Path=/", "SameSite=lax"} <= set(cookie.split("; "))


def test_a_session_that_was_signed_out_is_worth_nothing(site: Site) -> None:
    browser = sign_in(site, add_person(site, Role.OBSERVER))
    token = browser.cookies["accord_session"]
    assert "You are signed out." in browser.post("/sign-out").text
    browser.cookies.set("accord_session", token)
    assert browser.get("/account").url.path == "/sign-in"


def test_signing_in_anew_ends_the_session_before_and_changes_the_token(site: Site) -> None:
    person = add_person(site, Role.OBSERVER)
    browser = sign_in(site, person)
    before = browser.cookies["accord_session"]
    browser.post("/sign-in", data={"email": person.email, "password": PASSWORD})
    assert browser.cookies["accord_session"] != before
    old = open_browser(site)
    old.cookies.set("accord_session", before)
    assert old.get("/account").url.path == "/sign-in"


def test_a_second_factor_is_set_up_asked_for_and_turned_off(site: Site) -> None:
    person = add_person(site, Role.OBSERVER)
    browser = sign_in(site, person)
    page = html.fromstring(browser.get("/account/second-factor").text)
    secret = page.xpath("//input[@name='secret']/@value")[0]
    code = pyotp.TOTP(secret).at(site.now())
    wrong = browser.post(
        "/account/second-factor", data={"secret": secret, "code": "000000", "present": PASSWORD}
    )
    assert secret in wrong.text
    done = browser.post(
        "/account/second-factor", data={"secret": secret, "code": code, "present": PASSWORD}
    )
    recovery = html.fromstring(done.text).xpath("//ul[@class='codes']//code/text()")
    assert len(recovery) >= 8

    other = open_browser(site)
    waiting = other.post("/sign-in", data={"email": person.email, "password": PASSWORD})
    assert waiting.url.path == "/sign-in/code"
    assert other.get("/account").url.path == "/sign-in"
    assert other.post("/sign-in/code", data={"code": code}).status_code == 422
    assert "You are signed in." in other.post("/sign-in/code", data={"code": recovery[0]}).text
    other.post("/account/second-factor/off", data={"present": PASSWORD})
    assert sign_in(site, person).get("/account").url.path == "/account"


def test_a_person_ends_the_sessions_of_other_browsers(site: Site) -> None:
    person = add_person(site, Role.OBSERVER)
    here, there = sign_in(site, person), sign_in(site, person)
    assert here.post("/account/sessions/end").status_code == 200
    assert here.get("/account").url.path == "/account"
    assert there.get("/account").url.path == "/sign-in"


def test_nobody_ends_the_session_of_another_person(site: Site) -> None:
    person = add_person(site, Role.OBSERVER)
    here, there = sign_in(site, person), sign_in(site, person)
    found = re.search("/account/sessions/[0-9a-f-]+/end", here.get("/account").text)
    assert found is not None
    stranger = sign_in(site, add_person(site, Role.OBSERVER, email="stranger@people.example"))
    assert stranger.post(found.group()).status_code == 404
    assert there.get("/account").url.path == "/account"
    assert here.post(found.group()).status_code == 200
    assert there.get("/account").url.path == "/sign-in"


def test_changing_the_password_ends_the_other_sessions(site: Site) -> None:
    person = add_person(site, Role.OBSERVER)
    here, there = sign_in(site, person), sign_in(site, person)
    fresh = "quiet lantern meadow"
    wrong = here.post(
        "/account/password", data={"present": "nonsense here", "password": fresh, "again": fresh}
    )
    assert wrong.status_code == 401
    done = here.post(
        "/account/password", data={"present": PASSWORD, "password": fresh, "again": fresh}
    )
    assert "Your password is set." in done.text
    assert there.get("/account").url.path == "/sign-in"


def test_an_idle_session_ends(site: Site) -> None:
    person = add_person(site, Role.OBSERVER)
    token = sign_in(site, person).cookies["accord_session"]
    later = replace(site, now=lambda: site.now() + timedelta(hours=13))
    browser = open_browser(later)
    browser.cookies.set("accord_session", token)
    assert browser.get("/account").url.path == "/sign-in"
    assert site.now() == NOW


def test_a_form_from_another_site_does_nothing(site: Site) -> None:
    browser = sign_in(site, add_person(site, Role.OBSERVER))
    answer = browser.post("/sign-out", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert browser.get("/account").url.path == "/account"


def test_whoever_forgot_the_password_is_told_the_same_whether_there_is_an_account(
    site: Site, browser: TestClient
) -> None:
    add_person(site, Role.OBSERVER, email="o@city.example")
    answers = [
        browser.post("/forgotten", data={"email": email}).text
        for email in ("o@city.example", "nobody@city.example")
    ]
    assert answers[0] == answers[1]
