"""Coming in through the association's own sign-in, with a real provider and with faulty ones."""

import socket
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest
from lxml import html
from sqlalchemy import Engine
from starlette.testclient import TestClient

from app.account_store import add_account, load_row, suspend_account
from app.accounts import Role
from app.database import transaction
from app.invitations import invite
from app.site import Site, open_site
from declarations.problems import InputRefusal
from tests.app.openid_provider import (
    CLIENT,
    SECRET,
    OpenIdProvider,
    sign_with_another_key,
    sign_with_nothing,
    sign_with_public_key,
    write_certificate,
)
from tests.app.web.people import OWN, add_person, open_browser

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
EMAIL = "kim@city.example"
pytestmark = pytest.mark.enable_socket


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_certificate(tmp_path_factory.mktemp("provider"))


@pytest.fixture
def provider(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenIdProvider]:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    running = OpenIdProvider(certificate, NOW)
    yield running
    running.close()


@pytest.fixture
def site(sqlite_workspace: Engine, provider: OpenIdProvider, tmp_path: Path) -> Iterator[Site]:
    (tmp_path / "accord.toml").write_text(
        f'[web.oidc]\nissuer = "{provider.issuer}"\nclient_id = "{CLIENT}"\nlabel = "City login"\n'
    )
    site = open_site(
        sqlite_workspace,
        base_url="https://testserver",
        today=lambda: date(2026, 11, 30),
        now=lambda: NOW,
        environment={"ACCORD_OIDC_CLIENT_SECRET": SECRET},
    )
    yield site
    site.close()


@pytest.fixture
def browser(site: Site) -> TestClient:
    return open_browser(site)


def set_out(browser: TestClient, provider: OpenIdProvider, wanted: str = "") -> str:
    """Press the button and sign in at the provider; return where it sends the browser back to."""
    page = html.fromstring(browser.get("/sign-in", params={"next": wanted}).text)
    button = page.xpath("//a[contains(., 'Sign in with City login')]/@href")[0]
    gone = browser.get(button, follow_redirects=False)
    assert gone.status_code == 303
    return provider.visit(gone.headers["location"])


def is_in(browser: TestClient) -> bool:
    return browser.get("/account").url.path == "/account"


def refused(browser: TestClient, answer) -> str:
    """Return what the page says, which is a page for people and lets nobody in."""
    assert 400 <= answer.status_code < 500 or answer.status_code == 502, answer.status_code
    assert not is_in(browser)
    return html.fromstring(answer.text).xpath("//*[@class='error-summary']")[0].text_content()


def test_the_provider_opens_an_account_that_is_there(
    site: Site, provider: OpenIdProvider, browser: TestClient
) -> None:
    add_person(site, Role.OBSERVER, email=EMAIL)
    answer = browser.get(set_out(browser, provider, "/account?x=1"))
    assert str(answer.url) == "https://testserver/account?x=1"
    assert "You are signed in." in answer.text
    assert EMAIL in answer.text


def test_a_valid_invitation_is_accepted_by_signing_in(
    site: Site, provider: OpenIdProvider, browser: TestClient
) -> None:
    with transaction(site.engine) as session:
        account = add_account(session, EMAIL, Role.OBSERVER, now=NOW)
        invite(session, account.id, NOW)
    browser.get(set_out(browser, provider))
    assert is_in(browser)


def test_a_page_of_another_site_is_not_where_one_ends_up(
    site: Site, provider: OpenIdProvider, browser: TestClient
) -> None:
    add_person(site, Role.OBSERVER, email=EMAIL)
    answer = browser.get(set_out(browser, provider, "//evil.example/"))
    assert answer.url.host == "testserver"


def test_the_session_before_is_worth_nothing_afterwards(
    site: Site, provider: OpenIdProvider, browser: TestClient
) -> None:
    add_person(site, Role.OBSERVER, email=EMAIL)
    browser.get(set_out(browser, provider))
    before = browser.cookies["__Host-accord"]
    browser.get(set_out(browser, provider))
    assert browser.cookies["__Host-accord"] != before
    thief = open_browser(site)
    thief.cookies.set("__Host-accord", before)
    assert not is_in(thief)


def test_a_second_factor_is_asked_for_also_here(
    site: Site, provider: OpenIdProvider, browser: TestClient
) -> None:
    account = add_person(site, Role.OBSERVER, email=EMAIL)
    with transaction(site.engine) as session:
        row = load_row(session, account.id)
        row.totp_secret = pyotp.random_base32()
        session.add(row)
    answer = browser.get(set_out(browser, provider))
    assert answer.url.path == "/sign-in/code"
    assert not is_in(browser)


def test_what_was_sent_along_is_random_and_not_told_to_scripts(
    site: Site, provider: OpenIdProvider, browser: TestClient
) -> None:
    gone = [browser.get("/sign-in/provider", follow_redirects=False) for _ in range(2)]
    asked = [parse_qs(urlsplit(answer.headers["location"]).query) for answer in gone]
    for name in ("state", "nonce", "code_challenge"):
        assert asked[0][name] != asked[1][name]
    cookie = gone[0].headers["set-cookie"]
    assert cookie.startswith("__Host-accord-provider=")
    assert {"HttpOnly", "Secure", "SameSite=lax", "Path=/"} <= set(cookie.split("; "))


def be_for_another(claims) -> None:
    claims["aud"] = "another-site"


def be_for_two(claims) -> None:
    claims["aud"] = [CLIENT, "another-site"]
    claims["azp"] = "another-site"


def have_another_nonce(claims) -> None:
    claims["nonce"] = "of another sign-in"


def have_no_nonce(claims) -> None:
    del claims["nonce"]


def be_expired(claims) -> None:
    claims["exp"] -= 600


def be_of_another_issuer(claims) -> None:
    claims["iss"] = "https://other.example"


def name_nobody(claims) -> None:
    claims["sub"] = ""


FAULTS = [
    be_for_another, be_for_two, have_another_nonce, have_no_nonce, be_expired,
    be_of_another_issuer, name_nobody,
]  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_token_with_claims_that_do_not_fit_opens_nothing(
    fault, site: Site, provider: OpenIdProvider, browser: TestClient
) -> None:
    add_person(site, Role.OBSERVER, email=EMAIL)
    provider.change = fault
    back = set_out(browser, provider)
    assert "answer of" in refused(browser, browser.get(back))


@pytest.mark.parametrize("sign", [sign_with_nothing, sign_with_public_key, sign_with_another_key])
def test_a_token_that_the_provider_did_not_sign_opens_nothing(
    sign, site: Site, provider: OpenIdProvider, browser: TestClient
) -> None:
    add_person(site, Role.OBSERVER, email=EMAIL)
    provider.sign = sign
    back = set_out(browser, provider)
    assert "not the one that was asked for" in refused(browser, browser.get(back))


@pytest.mark.parametrize("token", ["", "a.b.c", "é", None, 7, ["x"]])
def test_what_is_no_token_opens_nothing(
    token, site: Site, provider: OpenIdProvider, browser: TestClient
) -> None:
    provider.sign = lambda _provider, _claims: token
    back = set_out(browser, provider)
    assert "not the one that was asked for" in refused(browser, browser.get(back))


@pytest.mark.parametrize("verified", [False, "true", None])
def test_an_address_that_the_provider_did_not_verify_opens_nothing(
    verified, site: Site, provider: OpenIdProvider, browser: TestClient
) -> None:
    add_person(site, Role.OBSERVER, email=EMAIL)
    provider.verified = verified
    back = set_out(browser, provider)
    assert "no account for this identity" in refused(browser, browser.get(back))


def test_whoever_has_no_account_or_a_suspended_one_is_told_so(
    site: Site, provider: OpenIdProvider, browser: TestClient
) -> None:
    back = set_out(browser, provider)
    assert "no account for this identity" in refused(browser, browser.get(back))
    account = add_person(site, Role.OBSERVER, email=EMAIL)
    with transaction(site.engine) as session:
        suspend_account(session, account.id, NOW)
    back = set_out(browser, provider)
    assert "cannot be used" in refused(browser, browser.get(back))


def test_a_return_counts_once(site: Site, provider: OpenIdProvider, browser: TestClient) -> None:
    add_person(site, Role.OBSERVER, email=EMAIL)
    back = set_out(browser, provider)
    kept = browser.cookies["__Host-accord-provider"]
    browser.get(back)
    assert is_in(browser)
    browser.post("/sign-out")
    assert "did not begin in this browser" in refused(browser, browser.get(back))
    browser.cookies.set("__Host-accord-provider", kept)  # and the provider takes a code once
    assert "not the one that was asked for" in refused(browser, browser.get(back))


def test_a_return_is_good_in_the_browser_that_set_out_alone(
    site: Site, provider: OpenIdProvider, browser: TestClient
) -> None:
    add_person(site, Role.OBSERVER, email=EMAIL)
    back = set_out(browser, provider)
    other = open_browser(site)
    assert "did not begin in this browser" in refused(other, other.get(back))
    set_out(other, provider)
    assert "did not begin in this browser" in refused(other, other.get(back))
    assert "/token" not in provider.asked


@pytest.mark.parametrize(
    "query", ["", "?state=", "?code=x", "?state=é&code=x", "?error=access_denied"]
)
def test_a_return_without_its_state_is_refused(query: str, browser: TestClient, provider) -> None:
    assert "did not begin" in refused(browser, browser.get("/sign-in/provider/back" + query))
    browser.cookies.set("__Host-accord-provider", "WyIiLCIiLCIiLCIiXQ==")
    assert "did not begin" in refused(browser, browser.get("/sign-in/provider/back" + query))


def test_whoever_declines_at_the_provider_is_told_what_else_to_do(
    browser: TestClient, provider: OpenIdProvider
) -> None:
    state = parse_qs(urlsplit(set_out(browser, provider)).query)["state"][0]
    query = {"state": state, "error": "access_denied", "error_description": "<b>no</b>"}
    said = refused(browser, browser.get("/sign-in/provider/back", params=query))
    assert "City login did not sign you in." in said
    assert "password" in said


def test_a_return_that_names_another_issuer_is_refused(
    site: Site, provider: OpenIdProvider, browser: TestClient
) -> None:
    back = set_out(browser, provider) + "&iss=https://other.example"
    assert "not the one that was asked for" in refused(browser, browser.get(back))
    assert "/token" not in provider.asked


def test_a_provider_that_is_down_is_told_with_another_way_in(
    browser: TestClient, provider: OpenIdProvider
) -> None:
    provider.close()
    answer = browser.get("/sign-in/provider")
    assert answer.status_code == 502
    assert "City login does not answer right now" in refused(browser, answer)
    assert 'name="password"' in answer.text


DESCRIPTION, TOKEN, KEYS = "/.well-known/openid-configuration", "/token", "/keys"


@pytest.mark.parametrize("path", [DESCRIPTION, TOKEN, KEYS])
@pytest.mark.parametrize(
    "answer",
    [
        (500, b"{}"),
        (200, b"<html>"),
        (200, b"[]"),
        (200, b"x" * (2 << 20)),
        (200, b"[" * 100_000),
        (302, b"https://127.0.0.1:1/"),
        (401, b'{"error": "invalid_client"}'),
        (200, b"{}"),
    ],
    ids=["500", "html", "list", "large", "deep", "redirect", "401", "empty"],
)
def test_a_provider_that_talks_nonsense_is_no_defect_of_the_site(
    path: str, answer: tuple[int, bytes], provider: OpenIdProvider, browser: TestClient
) -> None:
    if path == DESCRIPTION:
        provider.answers[path] = answer
        refused(browser, browser.get("/sign-in/provider"))
    else:
        back = set_out(browser, provider)
        provider.answers[path] = answer
        refused(browser, browser.get(back))


@pytest.mark.parametrize(
    "said",
    [
        {"issuer": "https://other.example"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": None},
    ],
)
def test_a_description_that_cannot_be_the_issuers_is_not_used(
    said, provider: OpenIdProvider, browser: TestClient
) -> None:
    provider.description = said
    assert "does not answer" in refused(browser, browser.get("/sign-in/provider"))


@pytest.mark.parametrize("name", ["token_endpoint", "jwks_uri"])
def test_nothing_is_fetched_without_https(
    name: str, provider: OpenIdProvider, browser: TestClient
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        other.setblocking(False)
        provider.description = {name: f"http://127.0.0.1:{other.getsockname()[1]}/"}
        back = set_out(browser, provider)
        assert "does not answer" in refused(browser, browser.get(back))
        with pytest.raises(BlockingIOError):
            other.accept()


def test_a_provider_that_wants_the_secret_in_the_form_gets_it_there(
    site: Site, provider: OpenIdProvider, browser: TestClient
) -> None:
    add_person(site, Role.OBSERVER, email=EMAIL)
    provider.description = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    browser.get(set_out(browser, provider))
    assert is_in(browser)


def test_without_a_provider_there_is_no_button_and_no_page(workspace_browser: TestClient) -> None:
    assert "Sign in with" not in workspace_browser.get("/sign-in").text
    for path in ("/sign-in/provider", "/sign-in/provider/back"):
        assert workspace_browser.get(path, headers=OWN).status_code == 404


def test_a_site_with_a_provider_and_no_secret_does_not_open(
    site: Site, sqlite_workspace: Engine
) -> None:
    with pytest.raises(InputRefusal, match="ACCORD_OIDC_CLIENT_SECRET"):
        open_site(
            sqlite_workspace,
            base_url="https://testserver",
            today=lambda: date(2026, 11, 30),
            now=lambda: NOW,
            environment={},
        )
