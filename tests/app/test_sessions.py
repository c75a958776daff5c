"""Rules of sessions: when they end, and who can end them."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlmodel import select

from app.account_tables import SessionRow
from app.database import reading, transaction
from app.sessions import (
    CODE_TERM,
    SEEN_STEP,
    SessionTerms,
    awaiting_account,
    end_session,
    find_session,
    load_sessions,
    note_use,
    open_session,
    revoke_session,
    revoke_sessions,
)
from declarations.problems import NotFoundRefusal
from tests.app.persons import NOW, add_active

TERMS = SessionTerms(idle=timedelta(hours=1), absolute=timedelta(hours=3))
MINUTE = timedelta(minutes=1)


def start(engine, account, now=NOW, **given):
    with transaction(engine) as session:
        return open_session(session, account.id, now, TERMS, **given)


def found(engine, token, now=NOW):
    with reading(engine) as session:
        return find_session(session, token, now, TERMS)


def test_a_session_belongs_to_its_account(workspace) -> None:
    account = add_active(workspace)
    assert found(workspace, start(workspace, account)).account == account
    assert found(workspace, "made up") is None
    assert found(workspace, "") is None


def test_a_session_ends_when_it_is_not_used(workspace) -> None:
    token = start(workspace, add_active(workspace))
    assert found(workspace, token, NOW + timedelta(hours=1) - MINUTE)
    assert found(workspace, token, NOW + timedelta(hours=1)) is None


def test_use_puts_off_the_end_but_never_beyond_the_absolute_one(workspace) -> None:
    token, now = start(workspace, add_active(workspace)), NOW
    for _ in range(3):
        now += timedelta(minutes=50)
        signed_in = found(workspace, token, now)
        with transaction(workspace) as session:
            note_use(session, signed_in, now)
    assert found(workspace, token, NOW + timedelta(hours=3) - MINUTE)
    assert found(workspace, token, NOW + timedelta(hours=3)) is None


def test_use_is_noted_only_now_and_then(workspace) -> None:
    token = start(workspace, add_active(workspace))
    assert not found(workspace, token, NOW + SEEN_STEP - MINUTE).is_noting_due
    assert found(workspace, token, NOW + SEEN_STEP).is_noting_due


def test_signing_out_ends_this_session_alone(workspace) -> None:
    account = add_active(workspace)
    one, other = start(workspace, account), start(workspace, account)
    with transaction(workspace) as session:
        end_session(session, one)
        end_session(session, "made up")
    assert found(workspace, one) is None
    assert found(workspace, other)


def test_one_session_or_all_but_the_present_one_can_be_ended(workspace) -> None:
    account = add_active(workspace)
    other = add_active(workspace, "lee@seoul.example")
    tokens = [start(workspace, account) for _ in range(4)]
    stranger = start(workspace, other)
    keys = [found(workspace, token).session.id for token in tokens]
    with transaction(workspace) as session:
        revoke_session(session, account.id, keys[0])
        for key in (keys[0], uuid4(), found(workspace, stranger).session.id):
            with pytest.raises(NotFoundRefusal, match="no session"):
                revoke_session(session, account.id, key)
        assert revoke_sessions(session, account.id, keep=keys[3]) == 2
        assert [each.id for each in load_sessions(session, account.id, NOW, TERMS)] == [keys[3]]
    assert [found(workspace, token) is not None for token in tokens] == [False] * 3 + [True]
    assert found(workspace, stranger)


def test_a_browser_that_waits_for_its_code_is_not_signed_in(workspace) -> None:
    account = add_active(workspace)
    token = start(workspace, account, awaits_code=True)
    assert found(workspace, token) is None
    with transaction(workspace) as session:
        assert load_sessions(session, account.id, NOW, TERMS) == []
        assert awaiting_account(session, token, NOW) == account.id
        assert awaiting_account(session, token, NOW + CODE_TERM) is None
        assert awaiting_account(session, start_within(session, account), NOW) is None


def start_within(session, account):
    return open_session(session, account.id, NOW, TERMS)


def test_sessions_that_have_ended_are_removed_when_one_begins(workspace) -> None:
    account = add_active(workspace)
    start(workspace, account)
    start(workspace, account, NOW + timedelta(hours=4))
    with reading(workspace) as session:
        assert len(session.exec(select(SessionRow)).all()) == 1
