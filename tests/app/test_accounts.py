"""Rules of accounts: whom they belong to, how they change, and what ends with a change."""

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from app.account_store import (
    add_account,
    change_role,
    count_accounts,
    edit_account,
    find_account,
    load_account,
    load_accounts,
    require_account,
    restore_account,
    suspend_account,
)
from app.account_tables import AccountRow, LinkRow
from app.accounts import AccountState, Role, normalise_address
from app.api_tokens import LONGEST_TERM, find_bearer, make_api_token
from app.database import reading, transaction
from app.invitations import LinkRefusal, Purpose, accept_link, invite
from app.permissions import Scope
from app.sessions import find_session, open_session
from declarations.problems import InputRefusal, NotFoundRefusal, RuleRefusal
from tests.app.persons import CHEAP, KIM, NOW, PASSWORD, add_active, add_invited, add_members


def test_an_account_of_a_member_acts_for_one_member_and_others_for_none(workspace) -> None:
    add_members(workspace)
    with transaction(workspace) as session:
        assert add_account(session, KIM, Role.MEMBER, member="seoul", now=NOW).member == "seoul"
        assert load_account(session, require_account(session, KIM).id).member == "seoul"
        with pytest.raises(RuleRefusal, match="acts for one member"):
            add_account(session, "b@x.example", Role.MEMBER, now=NOW)
        for role in set(Role) - {Role.MEMBER}:
            with pytest.raises(RuleRefusal, match="acts for no member"):
                add_account(session, "b@x.example", role, member="seoul", now=NOW)
        with pytest.raises(NotFoundRefusal, match="'atlantis'"):
            add_account(session, "b@x.example", Role.MEMBER, member="atlantis", now=NOW)


def test_an_account_of_the_office_can_become_one_of_a_member(workspace) -> None:
    add_members(workspace)
    account = add_active(workspace, role=Role.OBSERVER)
    with transaction(workspace) as session:
        changed = change_role(session, account.id, Role.MEMBER, "seoul")
    assert (changed.role, changed.member) == (Role.MEMBER, "seoul")


@pytest.mark.parametrize(
    "change",
    [
        "role = 'king'",
        "role = 'member'",
        "email = NULL",
        "erased_at = made_at",
    ],
)
def test_the_database_itself_keeps_the_rules_of_an_account(workspace, change) -> None:
    add_invited(workspace)
    with pytest.raises(IntegrityError), transaction(workspace) as session:
        session.execute(text(f"UPDATE account SET {change}"))


def test_an_address_has_one_account_however_it_is_written(workspace) -> None:
    add_invited(workspace)
    with transaction(workspace) as session, pytest.raises(RuleRefusal, match="already"):
        add_account(session, " Kim@SEOUL.Example ", Role.OBSERVER, now=NOW)


def test_letters_that_merely_look_alike_are_other_addresses() -> None:
    assert normalise_address("mike@example.org") != normalise_address("mıke@example.org")
    assert normalise_address("ﬁ@example.org") != normalise_address("fi@example.org")


@pytest.mark.parametrize(
    "email", ["", "kim", "kim@", "@x.example", "a b@x.example", "a@x", "a\nb@x.y"]
)
def test_an_address_that_is_none_is_refused(workspace, email) -> None:
    with transaction(workspace) as session, pytest.raises(InputRefusal, match="not an e-mail"):
        add_account(session, email, Role.OBSERVER, now=NOW)


@pytest.mark.parametrize(
    "given", [{"name": "x" * 201}, {"name": "a\x00b"}, {"language": "English"}]
)
def test_a_name_or_language_that_cannot_be_is_refused(workspace, given) -> None:
    account = add_invited(workspace)
    values = {"name": "Kim", "language": "ko"} | given
    with transaction(workspace) as session, pytest.raises(InputRefusal):
        edit_account(session, account.id, **values)


def test_a_person_changes_name_and_language(workspace) -> None:
    account = add_invited(workspace)
    with transaction(workspace) as session:
        changed = edit_account(session, account.id, name=" 김  민서 ", language="ko")
    assert (changed.name, changed.language) == ("김 민서", "ko")


def test_an_account_is_invited_then_active_then_suspended_then_active_again(workspace) -> None:
    assert add_invited(workspace).state is AccountState.INVITED
    account = add_active(workspace, "lee@seoul.example")
    assert account.state is AccountState.ACTIVE
    with transaction(workspace) as session:
        assert suspend_account(session, account.id, NOW).state is AccountState.SUSPENDED
        assert restore_account(session, account.id).state is AccountState.ACTIVE


def with_access(engine: Engine):
    """An account with a session, a token, and their secrets."""
    add_members(engine)
    account = add_active(engine, role=Role.MEMBER, member="seoul")
    with transaction(engine) as session:
        cookie = open_session(session, account.id, NOW)
        _token, secret = make_api_token(
            session, account.id, "x", {Scope.READ}, now=NOW, term=LONGEST_TERM
        )
    return account, cookie, secret


@pytest.mark.parametrize("act", ["suspend", "another member", "another role"])
def test_sessions_and_tokens_end_when_rights_are_narrowed(workspace, act) -> None:
    account, cookie, secret = with_access(workspace)
    with reading(workspace) as session:
        assert find_session(session, cookie, NOW)
        assert find_bearer(session, secret, NOW)
    with transaction(workspace) as session:
        if act == "suspend":
            suspend_account(session, account.id, NOW)
            restore_account(session, account.id)
        elif act == "another member":
            change_role(session, account.id, Role.MEMBER, "lisbon")
        else:
            change_role(session, account.id, Role.OBSERVER)
    with reading(workspace) as session:
        assert find_session(session, cookie, NOW) is None
        assert find_bearer(session, secret, NOW) is None


def test_the_invitation_of_an_account_that_was_suspended_is_worth_nothing(workspace) -> None:
    account = add_invited(workspace)
    with transaction(workspace) as session:
        link = invite(session, account.id, NOW)
        suspend_account(session, account.id, NOW)
    for restored in (False, True):
        with transaction(workspace) as session:
            if restored:
                restore_account(session, account.id)
        with pytest.raises(LinkRefusal):
            accept_link(workspace, Purpose.INVITATION, link.token, PASSWORD, hashing=CHEAP, now=NOW)


def test_the_last_administrator_is_neither_suspended_nor_given_another_role(workspace) -> None:
    first = add_active(workspace, "a@x.example", Role.ADMINISTRATOR)
    add_invited(workspace, "b@x.example", Role.ADMINISTRATOR)  # who cannot sign in yet
    with transaction(workspace) as session:
        with pytest.raises(RuleRefusal, match="only administrator"):
            suspend_account(session, first.id, NOW)
        with pytest.raises(RuleRefusal, match="only administrator"):
            change_role(session, first.id, Role.OBSERVER)
        assert load_account(session, first.id).role is Role.ADMINISTRATOR
    second = add_active(workspace, "c@x.example", Role.ADMINISTRATOR)
    with transaction(workspace) as session:
        suspend_account(session, first.id, NOW)
        with pytest.raises(RuleRefusal, match="only administrator"):
            suspend_account(session, second.id, NOW)


def test_accounts_are_listed_by_address(workspace) -> None:
    for email in ("c@x.example", "a@x.example", "b@x.example"):
        add_invited(workspace, email)
    with reading(workspace) as session:
        assert [a.email[0] for a in load_accounts(session)] == ["a", "b", "c"]
        assert count_accounts(session) == 3
        assert find_account(session, "nobody@x.example") is None
        with pytest.raises(NotFoundRefusal, match="no account of"):
            require_account(session, "nobody@x.example")


def test_no_secret_is_stored_as_it_is(workspace) -> None:
    account, cookie, secret = with_access(workspace)
    with transaction(workspace) as session:
        link = invite(session, add_account(session, "z@x.example", Role.OBSERVER, now=NOW).id, NOW)
    with reading(workspace) as session:
        kept = "".join(
            str(row)
            for table in ("account", "account_link", "account_session", "api_token")
            for row in session.execute(text(f"SELECT * FROM {table}"))
        )
        assert session.get(AccountRow, account.id).password_hash.startswith("$argon2id$")
        assert len(session.exec(select(LinkRow)).all()) == 2
    for value in (PASSWORD, cookie, secret, link.token):
        assert value not in kept
