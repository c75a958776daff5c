"""Rules of signing in: who comes in, what the others are told, and how long they wait."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlmodel import func, select

from app.account_store import load_row, suspend_account
from app.account_tables import TryCountRow
from app.database import reading, transaction
from app.errors import refusal_as_data
from app.passwords import PasswordHashing
from app.second_factor import CodeRefusal, enable_second_factor, make_secret
from app.sessions import CODE_TERM, find_session, open_session
from app.sign_in import SignInRefusal, confirm_code, prove_password, sign_in
from app.sign_in_delays import (
    BUCKET_DIGITS,
    FORGOTTEN_AFTER,
    FREE_TRIES,
    LONGEST_WAIT,
    TooManyTriesRefusal,
    TryKind,
    count_by,
    count_try,
    describe_wait,
    network_of,
    waiting_time,
)
from tests.app.persons import CHEAP, KIM, NETWORK, NOW, PASSWORD, add_active, add_invited
from tests.app.totp import code_at

FREE = FREE_TRIES[TryKind.ACCOUNT]
SECOND = timedelta(seconds=1)
WRONG = "three red bicycles"


def enter(engine, password=PASSWORD, *, email=KIM, now=NOW, network=NETWORK, **given):
    return sign_in(engine, email, password, network=network, hashing=CHEAP, now=now, **given)


def fail(engine, times, **given):
    for _ in range(times):
        with pytest.raises(SignInRefusal):
            enter(engine, WRONG, **given)


def session_of(engine, token, now=NOW):
    with reading(engine) as session:
        return find_session(session, token, now)


def test_the_right_password_opens_a_session(workspace) -> None:
    account = add_active(workspace)
    entrance = enter(workspace, email=" KIM@Seoul.example")
    assert (entrance.account, entrance.awaits_code) == (account, False)
    assert session_of(workspace, entrance.token).account == account


def test_every_way_to_be_wrong_gets_the_same_answer(workspace) -> None:
    add_active(workspace)
    add_invited(workspace, "invited@x.example")
    suspended = add_active(workspace, "suspended@x.example")
    with transaction(workspace) as session:
        suspend_account(session, suspended.id, NOW)
    answers = set()
    for email, password in (
        (KIM, WRONG), (KIM, ""), ("nobody@x.example", PASSWORD), ("", ""),
        ("invited@x.example", PASSWORD), ("suspended@x.example", PASSWORD),
        ("' OR 1=1 --", PASSWORD), ("x" * 100_000, PASSWORD), ("\ud800", PASSWORD),
    ):  # fmt: skip
        with pytest.raises(SignInRefusal) as refused:
            enter(workspace, password, email=email)
        answers.add(json.dumps(refusal_as_data(refused.value)))
    assert len(answers) == 1


def test_signing_in_ends_the_session_that_the_browser_had(workspace) -> None:
    account = add_active(workspace)
    with transaction(workspace) as session:
        planted = open_session(session, account.id, NOW)
    entrance = enter(workspace, old_token=planted)
    assert entrance.token != planted
    assert session_of(workspace, planted) is None


def test_a_hash_with_old_parameters_is_renewed_when_its_owner_signs_in(workspace) -> None:
    account = add_active(workspace)
    stronger = PasswordHashing(memory_kib=16, passes=1)
    sign_in(workspace, KIM, PASSWORD, network=NETWORK, hashing=stronger, now=NOW)
    with reading(workspace) as session:
        kept = load_row(session, account.id).password_hash
    assert "m=16," in kept
    assert stronger.is_right(kept, PASSWORD)


def test_the_wait_begins_after_the_free_tries_and_doubles_up_to_a_bound() -> None:
    waits = [waiting_time(TryKind.ACCOUNT, n).total_seconds() for n in range(FREE + 12)]
    assert waits == [0] * FREE + [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]
    assert waiting_time(TryKind.ACCOUNT, 10**9) == LONGEST_WAIT[TryKind.ACCOUNT]
    assert waiting_time(TryKind.NETWORK, FREE_TRIES[TryKind.NETWORK] + 10) == timedelta(minutes=1)


def test_after_too_many_tries_even_the_right_password_has_to_wait(workspace) -> None:
    add_active(workspace)
    fail(workspace, FREE)
    with pytest.raises(TooManyTriesRefusal, match="wait 1 second") as refused:
        enter(workspace)
    assert refused.value.wait_seconds == 1
    assert enter(workspace, now=NOW + SECOND).token


def test_tries_while_one_has_to_wait_make_the_wait_no_longer(workspace) -> None:
    add_active(workspace)
    fail(workspace, FREE)
    for _ in range(20):
        with pytest.raises(TooManyTriesRefusal):
            enter(workspace, WRONG)
    assert enter(workspace, now=NOW + SECOND).token


def test_an_address_without_account_is_made_to_wait_like_any_other(workspace) -> None:
    fail(workspace, FREE, email="nobody@x.example")
    with pytest.raises(TooManyTriesRefusal):
        enter(workspace, email="nobody@x.example")


def test_signing_in_clears_the_count_of_the_account_but_not_of_the_network(workspace) -> None:
    add_active(workspace)
    free = FREE_TRIES[TryKind.NETWORK]
    for n in range(free):
        fail(workspace, 1, email=f"nobody{n}@x.example")
        if n % 50 == 0:
            with_own = enter(workspace, now=NOW)
            assert with_own.token
    with pytest.raises(TooManyTriesRefusal):
        enter(workspace)
    assert enter(workspace, network="198.51.100.1").token


def test_tries_are_forgotten_after_a_day(workspace) -> None:
    add_active(workspace)
    now = NOW
    for _ in range(FREE + 8):
        fail(workspace, 1, now=now)
        now += LONGEST_WAIT[TryKind.ACCOUNT]
    fail(workspace, FREE, now=now + FORGOTTEN_AFTER)


def test_made_up_addresses_never_fill_the_database(sqlite_workspace) -> None:
    keys = {count_by(TryKind.ACCOUNT, f"{n}@x.example").bucket for n in range(1_000)}
    assert all(len(key) == BUCKET_DIGITS and int(key, 16) < 65_536 for key in keys)
    for n in range(50):
        with transaction(sqlite_workspace) as session:
            count_try(session, [count_by(TryKind.ACCOUNT, f"{n}@x.example")], NOW)
    with transaction(sqlite_workspace) as session:
        count_try(session, [count_by(TryKind.NETWORK, "x")], NOW + FORGOTTEN_AFTER)
        assert session.exec(select(func.count()).select_from(TryCountRow)).one() == 1


def test_no_address_that_was_typed_is_kept(workspace) -> None:
    fail(workspace, 1, email="my-password-in-the-wrong-field")
    with reading(workspace) as session:
        buckets = session.exec(select(TryCountRow.bucket)).all()
    assert len(buckets) == 2
    assert all(set(bucket) <= set("0123456789abcdef") for bucket in buckets)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("testclient", "testclient"),
        ("", ""),
    ],
)
def test_of_a_network_address_what_one_customer_has_is_counted(address, network) -> None:
    assert network_of(address) == network


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(1, "1 second"), (59, "59 seconds"), (60, "1 minute"), (61, "2 minutes"), (900, "15 minutes")],
)
def test_a_wait_is_told_in_words(seconds, words) -> None:
    assert describe_wait(seconds) == words


def test_tries_at_the_same_moment_share_no_permission(workspace) -> None:
    add_active(workspace)

    def attempt(_number):
        try:
            enter(workspace, WRONG)
        except TooManyTriesRefusal:
            return "wait"
        except SignInRefusal:
            return "wrong"

    with ThreadPoolExecutor(16) as threads:
        answers = list(threads.map(attempt, range(16)))
    assert answers.count("wrong") == FREE
    assert answers.count("wait") == 16 - FREE


def test_32_people_who_sign_in_together_all_come_in(workspace) -> None:
    for number in range(32):
        add_active(workspace, f"p{number}@x.example")
    with ThreadPoolExecutor(32) as threads:
        entrances = list(
            threads.map(lambda n: enter(workspace, email=f"p{n}@x.example"), range(32))
        )
    assert len({entrance.token for entrance in entrances}) == 32
    assert all(session_of(workspace, entrance.token) for entrance in entrances)


# The second factor


@pytest.fixture
def guarded(workspace):
    """An account with a second factor, its secret and its recovery codes."""
    account, secret = add_active(workspace), make_secret()
    before = NOW - timedelta(minutes=5)
    with transaction(workspace) as session:
        codes = enable_second_factor(session, account.id, secret, code_at(secret, before), before)
    return account, secret, codes


def test_with_a_second_factor_the_password_alone_opens_nothing(workspace, guarded) -> None:
    account, secret, _codes = guarded
    waiting = enter(workspace)
    assert waiting.awaits_code
    assert session_of(workspace, waiting.token) is None
    entrance = confirm_code(workspace, waiting.token, code_at(secret, NOW), now=NOW)
    assert session_of(workspace, entrance.token).account.id == account.id
    assert entrance.token != waiting.token
    assert session_of(workspace, waiting.token) is None


def test_a_code_that_was_used_opens_no_second_session(workspace, guarded) -> None:
    _account, secret, _codes = guarded
    code = code_at(secret, NOW)
    confirm_code(workspace, enter(workspace).token, code, now=NOW)
    with pytest.raises(CodeRefusal):
        confirm_code(workspace, enter(workspace).token, code, now=NOW)


def test_one_code_at_the_same_moment_opens_one_session(workspace, guarded) -> None:
    _account, secret, _codes = guarded
    tokens = [enter(workspace).token for _ in range(4)]

    def confirm(token):
        try:
            return confirm_code(workspace, token, code_at(secret, NOW), now=NOW).token
        except CodeRefusal:
            return ""

    with ThreadPoolExecutor(4) as threads:
        opened = [token for token in threads.map(confirm, tokens) if token]
    assert len(opened) == 1


def test_a_recovery_code_stands_in_for_the_app(workspace, guarded) -> None:
    _account, _secret, codes = guarded
    entrance = confirm_code(workspace, enter(workspace).token, codes[0], now=NOW)
    assert session_of(workspace, entrance.token)


def test_codes_cannot_be_guessed_either(workspace, guarded) -> None:
    _account, secret, _codes = guarded
    token = enter(workspace).token
    for _ in range(FREE_TRIES[TryKind.CODE]):
        with pytest.raises(CodeRefusal):
            confirm_code(workspace, token, "ABCD-EFGH-IJKL-MNOP", now=NOW)
    with pytest.raises(TooManyTriesRefusal):
        confirm_code(workspace, token, code_at(secret, NOW), now=NOW)
    fresh = enter(workspace).token  # to begin anew does not begin the count anew
    with pytest.raises(TooManyTriesRefusal):
        confirm_code(workspace, fresh, code_at(secret, NOW), now=NOW)


def test_a_code_that_comes_too_late_or_with_a_made_up_token_is_refused(workspace, guarded) -> None:
    _account, secret, _codes = guarded
    token, later = enter(workspace).token, NOW + CODE_TERM
    for each in (token, "made up", ""):
        with pytest.raises(SignInRefusal):
            confirm_code(workspace, each, code_at(secret, later), now=later)


def test_who_was_suspended_meanwhile_comes_in_with_no_code(workspace, guarded) -> None:
    account, secret, _codes = guarded
    token = enter(workspace).token
    with transaction(workspace) as session:
        suspend_account(session, account.id, NOW)
    with pytest.raises(SignInRefusal):
        confirm_code(workspace, token, code_at(secret, NOW), now=NOW)


def test_a_person_who_is_signed_in_proves_the_password_once_more(workspace) -> None:
    account = add_active(workspace)
    prove_password(workspace, account, PASSWORD, hashing=CHEAP, now=NOW)
    for _ in range(FREE):
        with pytest.raises(SignInRefusal):
            prove_password(workspace, account, WRONG, hashing=CHEAP, now=NOW)
    with pytest.raises(TooManyTriesRefusal):
        prove_password(workspace, account, PASSWORD, hashing=CHEAP, now=NOW)
