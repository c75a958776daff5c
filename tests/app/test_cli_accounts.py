"""Accounts on the command line: links that are shown once, and everything as data too."""

import json
import re

import pytest

from app.accounts import AccountState
from app.cli.output import now
from app.database import open_database
from app.invitations import Purpose, accept_link
from tests.app.persons import CHEAP, KIM, PASSWORD

LINK = re.compile(r"^(https?://[^/]+)/(invitation|reset)/([\w-]{43})$")


@pytest.fixture
def office(accord):
    """A workspace with two members and an account that was invited."""
    for words in (
        ("init",),
        ("member", "add", "seoul", "Seoul"),
        ("member", "add", "lisbon", "Lisbon"),
        ("account", "add", KIM, "--role", "member", "--member", "seoul", "--name", "Kim Minseo"),
    ):
        outcome = accord(*words)
        assert outcome.code == 0, outcome.err
    return accord


def accept(outcome):
    """Follow the link that a command printed."""
    _site, purpose, token = LINK.match(outcome.out.strip()).groups()
    engine = open_database("accord.db")
    account = accept_link(engine, Purpose(purpose), token, PASSWORD, hashing=CHEAP, now=now())
    engine.dispose()
    return account


def listed(office):
    return {each["email"]: each for each in json.loads(office("account", "list", "--json").out)}


def test_an_invitation_is_a_link_of_the_site_that_sets_the_password(office, tmp_path):
    (tmp_path / "accord.toml").write_text('base_url = "https://accord.cities.example"\n')
    outcome = office("account", "add", "a@x.example", "--role", "drafter")
    assert LINK.match(outcome.out.strip())[1] == "https://accord.cities.example"
    assert listed(office)["a@x.example"]["state"] == "invited"
    assert accept(outcome).state is AccountState.ACTIVE
    assert listed(office)["a@x.example"]["state"] == "active"


def test_a_reset_makes_an_invitation_until_one_was_accepted(office):
    outcome = office("account", "reset", KIM)
    assert LINK.match(outcome.out.strip())[2] == "invitation"
    accept(outcome)
    outcome = office("account", "reset", KIM)
    assert LINK.match(outcome.out.strip())[2] == "reset"
    accept(outcome)


def test_a_link_as_data_says_whose_it_is_and_how_long_it_is_good(office):
    found = json.loads(office("account", "reset", KIM, "--json").out)
    assert LINK.match(found["link"])
    assert (found["purpose"], found["account"]["email"]) == ("invitation", KIM)
    assert found["expires_at"] > found["account"]["made_at"]


def test_role_suspend_and_restore_change_what_the_list_says(office):
    assert office("account", "suspend", KIM).code == 0
    assert listed(office)[KIM]["state"] == "suspended"
    assert office("account", "restore", KIM).code == 0
    assert office("account", "role", KIM, "member", "--member", "lisbon").code == 0
    assert listed(office)[KIM]["member"] == "lisbon"
    changed = json.loads(office("account", "role", KIM, "observer", "--json").out)
    assert (changed["role"], changed["member"]) == ("observer", "")


def test_what_cannot_be_is_refused_with_its_code(office):
    for words, code in (
        (("account", "add", KIM, "--role", "observer"), 4),
        (("account", "add", "b@x.example", "--role", "member"), 4),
        (("account", "add", "b@x.example", "--role", "member", "--member", "atlantis"), 5),
        (("account", "add", "nobody", "--role", "observer"), 3),
        (("account", "add", "b@x.example", "--role", "king"), 2),
        (("account", "suspend", "b@x.example"), 5),
        (("account", "role", KIM, "secretariat", "--member", "seoul"), 4),
        (("account", "token", "add", KIM, "x", "--scope", "read"), 4),
        (("account", "erase", KIM), 4),
        (("account", "export", "b@x.example"), 5),
    ):
        assert office(*words).code == code, words
    assert listed(office).keys() == {KIM}


def test_a_token_is_shown_once_listed_without_its_secret_and_revoked(office):
    accept(office("account", "reset", KIM))
    made = json.loads(
        office("account", "token", "add", KIM, "x", "--scope", "read", "--days", "3", "--json").out
    )
    assert made["token"].startswith("accord_")
    shown = office("account", "token", "list", KIM)
    assert made["id"] in shown.out
    assert made["token"] not in shown.out
    assert office("account", "token", "revoke", KIM, made["id"]).code == 0
    (listed_token,) = json.loads(office("account", "token", "list", KIM, "--json").out)
    assert listed_token["revoked_at"]
    for days in ("0", "367", "99999999999"):
        words = ("account", "token", "add", KIM, "x", "--scope", "read", "--days", days)
        assert office(*words).code == 3


def test_sessions_are_listed_and_ended(office):
    assert json.loads(office("account", "sessions", KIM, "--json").out) == []
    assert json.loads(office("account", "revoke", KIM, "--json").out) == {"ended": 0}
    assert "Ended: no sessions." in office("account", "revoke", KIM).err
    unknown = "0198c5a2-7a1e-7cc3-98c4-dc0c0c07398f"
    assert office("account", "revoke", KIM, "--session", unknown).code == 5


def test_a_person_is_taken_out_and_erased(office):
    office("member", "contact", "add", "lisbon", KIM, "--name", "Kim Minseo")
    found = json.loads(office("account", "export", KIM).out)
    assert found["account"]["name"] == "Kim Minseo"
    assert found["contact_of"][0]["member"] == "lisbon"
    outcome = office("account", "erase", KIM, "--yes")
    assert outcome.code == 0
    assert "contact of 1 member: lisbon" in outcome.err
    assert office("account", "export", KIM).code == 5
    assert "Kim" not in office("account", "list").out
    assert [row["state"] for row in json.loads(office("account", "list", "--json").out)] == [
        "erased"
    ]
