"""Rules of the association's own sign-in: which account an identity opens, and which never."""

from datetime import timedelta

import pytest

from app.account_store import suspend_account
from app.accounts import AccountState
from app.database import transaction
from app.identity_store import accept_identity
from app.invitations import INVITATION_TERM, LinkRefusal, Purpose, accept_link, invite
from app.oidc import Identity, IdentityRefusal, OidcSettings, client_secret, read_identity
from app.settings import read_settings
from declarations.problems import InputRefusal
from tests.app.persons import CHEAP, KIM, NOW, PASSWORD, add_active, add_invited

ISSUER = "https://login.cities.example"
SETTINGS = OidcSettings(issuer=ISSUER, client_id="accord")
CLAIMS = {"iss": ISSUER, "sub": "7", "email": "Kim@Seoul.example", "email_verified": True}
LONG = {"sub": "x" * 256}
PERSON = Identity(ISSUER, "7", KIM)


def accept(engine, identity=PERSON, now=NOW):
    with transaction(engine) as session:
        return accept_identity(session, identity, now)


def test_claims_give_the_subject_and_the_verified_address() -> None:
    assert read_identity(CLAIMS, SETTINGS) == PERSON


@pytest.mark.parametrize("verified", [False, None, "true", 1, "false"])
def test_an_address_that_is_not_verified_does_not_count(verified) -> None:
    assert read_identity(CLAIMS | {"email_verified": verified}, SETTINGS).email == ""


@pytest.mark.parametrize(
    "change",
    [
        {"iss": ISSUER + "/"},
        {"iss": None},
        {"sub": ""},
        {"sub": None},
        {"sub": 7},
        {"sub": "x" * 256},
    ],
)
def test_claims_of_another_issuer_or_without_a_subject_are_refused(change) -> None:
    with pytest.raises(IdentityRefusal):
        read_identity(CLAIMS | change, SETTINGS)


def test_an_identity_opens_the_account_of_its_verified_address_and_is_bound(
    workspace,
) -> None:
    account = add_active(workspace)
    assert accept(workspace).id == account.id
    moved = Identity(ISSUER, "7", "kim.minseo@new.example")
    assert accept(workspace, moved).id == account.id
    assert accept(workspace, Identity(ISSUER, "7")).id == account.id


def test_nobody_gets_an_account_by_signing_in(workspace) -> None:
    add_active(workspace, "lee@seoul.example")
    for identity in (PERSON, Identity(ISSUER, "7"), Identity(ISSUER, "7", "")):
        with pytest.raises(IdentityRefusal, match="has no account"):
            accept(workspace, identity)


def test_whoever_is_given_an_old_address_does_not_get_its_account(workspace) -> None:
    add_active(workspace)
    accept(workspace)
    for other in (Identity(ISSUER, "8", KIM), Identity("https://other.example", "7", KIM)):
        with pytest.raises(IdentityRefusal, match="another identity"):
            accept(workspace, other)


def test_a_valid_invitation_is_accepted_with_it_and_its_link_used_up(workspace) -> None:
    account = add_invited(workspace)
    with transaction(workspace) as session:
        link = invite(session, account.id, NOW)
    assert accept(workspace).state is AccountState.ACTIVE
    with pytest.raises(LinkRefusal):
        accept_link(workspace, Purpose.INVITATION, link.token, PASSWORD, hashing=CHEAP, now=NOW)


def test_an_expired_invitation_is_not_revived_by_it(workspace) -> None:
    account = add_invited(workspace)
    with pytest.raises(IdentityRefusal, match="expired"):
        accept(workspace)  # there was never one
    with transaction(workspace) as session:
        invite(session, account.id, NOW)
    with pytest.raises(IdentityRefusal, match="expired"):
        accept(workspace, now=NOW + INVITATION_TERM)
    assert accept(workspace, now=NOW + INVITATION_TERM - timedelta(seconds=1)).is_active


def test_a_suspended_account_is_opened_by_no_identity(workspace) -> None:
    account = add_active(workspace)
    accept(workspace)
    with transaction(workspace) as session:
        suspend_account(session, account.id, NOW)
    with pytest.raises(IdentityRefusal, match="cannot be used"):
        accept(workspace)


def test_the_provider_stands_in_the_settings_and_its_secret_in_the_environment(tmp_path) -> None:
    (tmp_path / "accord.toml").write_text(
        f'[web.oidc]\nissuer = "{ISSUER}"\nclient_id = "accord"\n'
    )
    assert read_settings(tmp_path).web.oidc == SETTINGS
    assert client_secret({"ACCORD_OIDC_CLIENT_SECRET": "s"}) == "s"
    with pytest.raises(InputRefusal, match="ACCORD_OIDC_CLIENT_SECRET"):
        client_secret({})


@pytest.mark.parametrize(
    ("lines", "named"),
    [
        ('issuer = "http://login.example"\nclient_id = "x"', "web.oidc.issuer"),
        (f'issuer = "{ISSUER}"', "web.oidc.client_id"),
        (f'issuer = "{ISSUER}"\nclient_id = "x"\nclient_secret = "x"', "web.oidc.client_secret"),
    ],
)
def test_settings_of_the_provider_that_cannot_be_are_named(tmp_path, lines, named) -> None:
    (tmp_path / "accord.toml").write_text(f"[web.oidc]\n{lines}\n")
    with pytest.raises(InputRefusal) as refused:
        read_settings(tmp_path)
    assert [problem.place.item for problem in refused.value.problems] == [named]
