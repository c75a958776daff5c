"""Rules of tokens: shown once, within scopes, for a time, and revoked at once."""

from datetime import timedelta
from uuid import uuid4

import pytest

from app.accounts import Role
from app.api_tokens import (
    LONGEST_TERM,
    PREFIX,
    SEEN_STEP,
    find_bearer,
    load_api_tokens,
    make_api_token,
    note_token_use,
    revoke_api_token,
)
from app.database import reading, transaction
from app.permissions import Act, Actor, Scope, Target, may
from declarations.problems import InputRefusal, NotFoundRefusal, RuleRefusal
from tests.app.persons import NOW, add_active, add_invited, add_members

TERM = timedelta(days=30)


def make(engine, account, scopes=frozenset({Scope.READ}), **given):
    with transaction(engine) as session:
        values = {"name": "dashboard", "term": TERM} | given
        return make_api_token(session, account.id, scopes=scopes, now=NOW, **values)


def bearer(engine, secret, now=NOW):
    with reading(engine) as session:
        return find_bearer(session, secret, now)


def test_a_token_acts_for_its_account_within_its_scopes(workspace) -> None:
    add_members(workspace)
    account = add_active(workspace, role=Role.MEMBER, member="seoul")
    _token, secret = make(workspace, account, {Scope.READ, Scope.WRITE_PROGRESS})
    actor = bearer(workspace, secret).actor
    scopes = frozenset({Scope.READ, Scope.WRITE_PROGRESS})
    assert actor == Actor(account.id, Role.MEMBER, "seoul", scopes)
    assert may(actor, Act.REPORT_PROGRESS, Target("seoul"))
    assert not may(actor, Act.REPORT_PROGRESS, Target("lisbon"))
    assert not may(actor, Act.REGISTER_ACCEPTANCE, Target("seoul"))


def test_a_token_ends_at_its_end(workspace) -> None:
    _token, secret = make(workspace, add_active(workspace))
    assert bearer(workspace, secret, NOW + TERM - timedelta(seconds=1))
    assert bearer(workspace, secret, NOW + TERM) is None


def test_a_revoked_token_works_no_longer_and_stays_on_the_list(workspace) -> None:
    account = add_active(workspace)
    token, secret = make(workspace, account)
    stranger = add_active(workspace, "lee@seoul.example")
    with transaction(workspace) as session:
        for owner, key in ((stranger.id, token.id), (account.id, uuid4())):
            with pytest.raises(NotFoundRefusal, match="no token"):
                revoke_api_token(session, owner, key, NOW)
        revoke_api_token(session, account.id, token.id, NOW)
        (listed,) = load_api_tokens(session, account.id)
    assert listed.revoked_at == NOW
    assert bearer(workspace, secret) is None


def test_use_is_noted_now_and_then(workspace) -> None:
    token, secret = make(workspace, add_active(workspace))
    assert bearer(workspace, secret).is_noting_due
    with transaction(workspace) as session:
        note_token_use(session, token.id, NOW)
        note_token_use(session, uuid4(), NOW)
    assert not bearer(workspace, secret, NOW + SEEN_STEP - timedelta(seconds=1)).is_noting_due
    assert bearer(workspace, secret, NOW + SEEN_STEP).is_noting_due
    assert bearer(workspace, secret).token.used_at == NOW


def test_what_is_no_token_lets_nobody_in(workspace) -> None:
    _token, secret = make(workspace, add_active(workspace))
    for wrong in ("", PREFIX, secret[:-1], secret + "x", secret.removeprefix(PREFIX), "\ud800"):
        assert bearer(workspace, wrong) is None


@pytest.mark.parametrize(
    "given",
    [
        {"name": " "},
        {"scopes": ()},
        {"term": timedelta(0)},
        {"term": -TERM},
        {"term": LONGEST_TERM + timedelta(days=1)},
    ],
)
def test_a_token_has_a_name_a_scope_and_an_end(workspace, given) -> None:
    with pytest.raises(InputRefusal):
        make(workspace, add_active(workspace), **given)


def test_an_account_that_cannot_sign_in_gets_no_token(workspace) -> None:
    with pytest.raises(RuleRefusal, match="is invited"):
        make(workspace, add_invited(workspace))
