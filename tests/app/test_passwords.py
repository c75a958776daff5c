"""Rules of passwords: which may be chosen, how they are kept, and how much memory that takes."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from argon2 import PasswordHasher, extract_parameters

from app.passwords import (
    AT_ONCE,
    COMMON,
    LONGEST,
    SHORTEST,
    PasswordHashing,
    PasswordRefusal,
    refuse_weak_password,
)
from tests.app.persons import CHEAP, PASSWORD

OWN = ("kim.minseo@seoul.example", "Kim Minseo")
TOGETHER = 32


def test_hashes_are_argon2id_with_the_parameters_of_the_design() -> None:
    parameters = extract_parameters(PasswordHashing().hash_password(PASSWORD))
    assert parameters.type.name == "ID"
    found = (parameters.memory_cost, parameters.time_cost, parameters.parallelism)
    assert found == (19_456, 2, 1)


def test_the_right_password_is_right_and_others_are_not() -> None:
    kept = CHEAP.hash_password(PASSWORD)
    assert kept != CHEAP.hash_password(PASSWORD)
    assert CHEAP.is_right(kept, PASSWORD)
    for other in ("", PASSWORD + " ", PASSWORD.upper(), "x" * 1_000_000, "\x00", "\ud800"):
        assert not CHEAP.is_right(kept, other)


def test_without_a_hash_no_password_is_right_not_even_that_of_nobody() -> None:
    for password in (PASSWORD, "the password of nobody", ""):
        assert not CHEAP.is_right(None, password)
        assert not CHEAP.is_right("no hash", password)


def test_the_same_work_is_done_where_there_is_no_account(monkeypatch) -> None:
    seen = []
    verify = PasswordHasher.verify

    def note_and_verify(hasher, kept, password):
        seen.append(extract_parameters(kept))
        return verify(hasher, kept, password)

    monkeypatch.setattr(PasswordHasher, "verify", note_and_verify)
    hashing = PasswordHashing(memory_kib=8, passes=1)
    hashing.is_right(hashing.hash_password(PASSWORD), "wrong password")
    hashing.is_right(None, "wrong password")
    assert len(seen) == 2
    assert seen[0] == seen[1]


def test_a_keyboard_that_composes_letters_otherwise_gives_the_same_password() -> None:
    kept = CHEAP.hash_password("caf\u00e9 au lait svp")
    assert CHEAP.is_right(kept, "cafe\u0301 au lait svp")


def test_a_hash_with_other_parameters_is_outdated() -> None:
    kept = PasswordHashing(memory_kib=16, passes=1).hash_password(PASSWORD)
    assert CHEAP.is_outdated(kept)
    assert CHEAP.is_right(kept, PASSWORD)
    assert not CHEAP.is_outdated(CHEAP.hash_password(PASSWORD))


def test_32_who_sign_in_together_are_computed_four_at_a_time(monkeypatch) -> None:
    """The barrier opens only when exactly four are inside: it would break with fewer."""
    guard, barrier = threading.Lock(), threading.Barrier(AT_ONCE, timeout=20)
    inside, most = 0, 0

    def meet(_hasher, _kept, _password):
        nonlocal inside, most
        with guard:
            inside += 1
            most = max(most, inside)
        barrier.wait()
        with guard:
            inside -= 1
        return True

    hashing = PasswordHashing(memory_kib=8, passes=1)
    monkeypatch.setattr(PasswordHasher, "verify", meet)
    with ThreadPoolExecutor(TOGETHER) as threads:
        right = list(threads.map(hashing.is_right, ["kept"] * TOGETHER, [PASSWORD] * TOGETHER))
    assert right == [True] * TOGETHER
    assert most == AT_ONCE


@pytest.mark.parametrize(
    "password",
    [
        PASSWORD,
        "4 x7 km" * 36 + "!!!!",
        "correct horse battery staple",
        "ㅎㅏㄴ강 다리 아래 세 마리 오리",
        "     leading and trailing     ",
        "kim.minseo likes tall trees",
        "aBcdE1aBcdE1",
    ],
)
def test_any_characters_may_be_chosen_when_there_are_enough(password) -> None:
    refuse_weak_password(password, OWN)


@pytest.mark.parametrize(
    "password",
    [
        "",
        "elevenchars",
        "4 x7 km" * 36 + "!!!!!",
        "password1234",
        "PassWord1234",
        "aaaaaaaaaaaaaaaa",
        "abababababab",
        "kim.minseo@seoul.example",
        "KimMinseo2026",
        "Kim Minseo!!",
        "seoul.example.seoul",
    ],
)
def test_too_short_too_long_common_repeated_and_own_ones_are_refused(password) -> None:
    with pytest.raises(PasswordRefusal) as refused:
        refuse_weak_password(password, OWN)
    assert not password or password not in refused.value.message + refused.value.hint


def test_length_is_counted_in_characters() -> None:
    refuse_weak_password("가나다라마바사아자차카타")
    with pytest.raises(PasswordRefusal, match="11 characters"):
        refuse_weak_password("가나다라마바사아자차카")


def test_the_list_of_common_passwords_holds_only_what_length_lets_through() -> None:
    assert all(SHORTEST <= len(each) <= LONGEST and each == each.lower() for each in COMMON)
    assert len(COMMON) > 80
