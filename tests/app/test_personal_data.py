"""What is kept about a person comes out whole, and goes when it is asked for."""

import json
from datetime import date

import pytest
from sqlalchemy import text
from sqlmodel import SQLModel, select

from app.account_store import load_account, load_accounts
from app.accounts import AccountState, Role
from app.api_tokens import LONGEST_TERM, find_bearer, make_api_token
from app.database import reading, transaction
from app.identity_store import accept_identity
from app.invitations import make_reset
from app.oidc import Identity
from app.permissions import Scope
from app.personal_data import erase_person, export_person
from app.second_factor import enable_second_factor, make_secret
from app.sessions import find_session, open_session
from declarations.problems import NotFoundRefusal, RuleRefusal
from tests.app.persons import KIM, NOW, add_active, add_invited, add_members
from tests.app.totp import code_at
from tracker.contact_store import add_contact
from tracker.reminders import Contact
from tracker.tables import ContactRow, ReminderRow


@pytest.fixture
def person(workspace):
    """A person with everything that can be kept, and its secrets."""
    add_members(workspace)
    account = add_active(workspace, role=Role.MEMBER, member="seoul")
    secret = make_secret()
    with transaction(workspace) as session:
        accept_identity(session, Identity("https://login.example", "subject-7", KIM), NOW)
        cookie = open_session(session, account.id, NOW)
        _token, bearer = make_api_token(
            session, account.id, "my dashboard", {Scope.READ}, now=NOW, term=LONGEST_TERM
        )
        enable_second_factor(session, account.id, secret, code_at(secret, NOW), NOW)
        link = make_reset(session, account.id, NOW)
        add_contact(session, Contact("seoul", "Kim@Seoul.example", "Kim Minseo", "en"))
        add_contact(session, Contact("lisbon", KIM, "Kim Minseo", "en"))
        add_contact(session, Contact("lisbon", "other@lisbon.example", "Other", "en"))
        contact = session.exec(select(ContactRow).where(ContactRow.email == KIM)).one()
        session.add(
            ReminderRow(
                member_id=contact.member_id, period="2026", contact_id=contact.id,
                scheduled_on=date(2026, 1, 1), sent_on=date(2026, 1, 2), message_id="<1@x>",
            )
        )  # fmt: skip
    return account, (cookie, bearer, link.token, secret)


def test_everything_about_a_person_comes_out_and_no_secret(workspace, person) -> None:
    account, secrets = person
    with reading(workspace) as session:
        found = export_person(session, "KIM@seoul.example")
    printed = json.dumps(found, ensure_ascii=False)
    kept = found["account"]
    assert (kept["id"], kept["name"], kept["member"]) == (str(account.id), "Kim Minseo", "seoul")
    assert kept["identity"] == "https://login.example subject-7"
    assert [len(kept[name]) for name in ("links", "sessions", "tokens")] == [1, 1, 1]
    assert kept["recovery_codes"] == {"left": 10, "used": 0}
    assert [contact["member"] for contact in found["contact_of"]] == ["lisbon", "seoul"]
    assert found["contact_of"][0]["reminders"][0]["sent_on"] == "2026-01-02"
    assert not any(secret in printed for secret in (*secrets, "$argon2"))
    assert "sha256" not in printed


def test_a_person_who_was_erased_is_nowhere_in_the_database(workspace, person) -> None:
    account, (cookie, bearer, _link, secret) = person
    with transaction(workspace) as session:
        erasure = erase_person(session, KIM, NOW)
    assert (erasure.account, erasure.contacts) == (account.id, ("lisbon", "seoul"))
    with reading(workspace) as session:
        everything = "".join(
            str(row)
            for table in SQLModel.metadata.tables
            for row in session.execute(text(f'SELECT * FROM "{table}"'))
        ).lower()
        assert find_session(session, cookie, NOW) is None
        assert find_bearer(session, bearer, NOW) is None
        with pytest.raises(NotFoundRefusal):
            export_person(session, KIM)
    for trace in ("kim", "minseo", "subject-7", "dashboard", "argon2", secret.lower()):
        assert trace not in everything
    assert "other@lisbon.example" in everything


def test_what_the_office_did_stays_under_the_number_of_the_account(workspace, person) -> None:
    account, _secrets = person
    with transaction(workspace) as session:
        erase_person(session, KIM, NOW)
        erased = load_account(session, account.id)
        assert (erased.role, erased.member) == (Role.MEMBER, "seoul")
        assert erased.state is AccountState.ERASED
        assert load_accounts(session) == [erased]


def test_the_address_of_an_erased_person_can_have_an_account_again(workspace, person) -> None:
    account, _secrets = person
    with transaction(workspace) as session:
        erase_person(session, KIM, NOW)
    assert add_invited(workspace).id != account.id


def test_a_contact_without_account_comes_out_and_goes_as_well(workspace) -> None:
    add_members(workspace)
    with transaction(workspace) as session:
        add_contact(session, Contact("seoul", KIM, "Kim", "en"))
        assert export_person(session, KIM)["account"] is None
        assert erase_person(session, KIM, NOW).account is None
        with pytest.raises(NotFoundRefusal, match="Nothing is kept"):
            erase_person(session, KIM, NOW)


def test_the_last_administrator_is_not_erased(workspace) -> None:
    add_active(workspace, role=Role.ADMINISTRATOR)
    with transaction(workspace) as session, pytest.raises(RuleRefusal, match="only administrator"):
        erase_person(session, KIM, NOW)
