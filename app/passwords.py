"""Is this the right password, and is it one that may be chosen?

Argon2id with 19,456 KiB, two passes and one lane (OWASP Password Storage Cheat Sheet, the second of
its equal choices). A semaphore bounds how many are computed at once, and with them the memory: 32
people who sign in together wait a little instead of taking 32 times as much.

What may be chosen follows NIST SP 800-63B section 5.1.1.2: length, no rules of composition, and
nothing that is commonly used or made of the account's own address or name.
"""

import re
import threading
import unicodedata
from collections.abc import Iterable

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from declarations.problems import RuleRefusal

MEMORY_KIB = 19_456
PASSES = 2
LANES = 1
AT_ONCE = 4
"""So many are computed at once in a process: 76 MiB."""

SHORTEST = 12
LONGEST = 256
FEWEST_LETTERS = 5
"""A password of fewer different characters than this is a repetition."""
FEWEST_OWN = 6
"""So many characters have to be left when the account's address and name are taken out."""
SHORTEST_WORD = 3
"""Shorter parts of a name are found in any text and are not looked for."""

COMMON = frozenset(
    """
    123456123456 123456781234 123456789012 1234567890123 12345678901234 123456789012345
    1234567890qwe 1234567890qwerty 123456789abc 123456789qwe 123456789qwerty 012345678901
    0123456789012 098765432100 0987654321qwerty 1q2w3e4r5t6y 1q2w3e4r5t6y7u 1qaz2wsx3edc
    1qaz2wsx3edc4rfv qwertyuiop12 qwertyuiop123 qwertyuiop1234 qwertyuiop[] qwertyuiopas
    qwertyuiopasdf qwertyuiopasdfghjkl qwerty123456 qwerty1234567 qwerty12345678 qwerty123456789
    qwertyqwerty qwerty123qwerty qazwsxedcrfv qazwsxedc123 asdfghjkl123 asdfghjklzxcvbnm
    zxcvbnm12345 zxcvbnmasdfg abcdefghijkl abcdefghijklm abcdefghijklmnop abcd1234abcd abc123abc123
    password1234 password12345 password123456 passwordpassword password123password password@123
    password2020 password2021 password2022 password2023 password2024 password2025 password2026
    passw0rd1234 p@ssw0rd1234 p@ssword1234 mypassword12 mypassword123 newpassword1 newpassword123
    administrator administrator1 adminadminadmin admin1234567 admin12345678 administrator123
    changeme1234 changemechangeme letmein12345 letmeinletmein welcome12345 welcome123456
    welcomewelcome iloveyou1234 iloveyou12345 iloveyouforever iloveyousomuch sunshine1234
    princess1234 football1234 baseball1234 superman1234 trustno1trustno1 monkey123456 dragon123456
    correcthorsebatterystaple unknownunknown secretsecret secret123456 testtesttest test12345678
    """.split()
)
"""Common passwords that are long enough, in lower case; shorter ones are refused by length."""


class PasswordRefusal(RuleRefusal):
    """A password may not be chosen."""

    code = "password_refused"


def normalise_password(password: str) -> str:
    """Return a password in NFKC, so that every keyboard gives the same (SP 800-63B 5.1.1.2)."""
    return unicodedata.normalize("NFKC", password)


def refuse_weak_password(password: str, own_words: Iterable[str] = ()) -> None:
    """Raise PasswordRefusal unless a password may be chosen.

    ``own_words`` are the account's address and name. No message repeats the password.
    """
    chosen = normalise_password(password)
    if not SHORTEST <= len(chosen) <= LONGEST:
        raise PasswordRefusal(
            f"The password has {len(chosen)} characters; it needs {SHORTEST} to {LONGEST}.",
            hint="Three or four words that do not belong together are easy to remember.",
        )
    low = chosen.lower()
    if low in COMMON or len(set(low)) < FEWEST_LETTERS:
        raise PasswordRefusal(
            "This password is one of the first that are tried by whoever guesses.",
            hint="Choose another one, such as three or four words that do not belong together.",
        )
    if len(_without(low, own_words)) < FEWEST_OWN:
        raise PasswordRefusal(
            "The password is hardly more than your own address or name.",
            hint=f"Use at least {FEWEST_OWN} characters that stand in neither of them.",
        )


def _without(password: str, own_words: Iterable[str]) -> str:
    """Return what is left of a password once the words and their parts are taken out."""
    words = {unicodedata.normalize("NFKC", text).lower() for text in own_words}
    parts = {part for word in words for part in (word, *re.split(r"[\W_]+", word))}
    for part in sorted(parts, key=len, reverse=True):
        if len(part) >= SHORTEST_WORD:
            password = password.replace(part, "")
    return password


def _encoded(password: str) -> bytes:
    """Return the bytes that are hashed; of what is too long to be right, no more than needed."""
    return normalise_password(password[: LONGEST + 1]).encode("utf-8", "surrogatepass")


class PasswordHashing:
    """Computes and compares hashes, only so many at once; one for the whole process."""

    def __init__(
        self,
        at_once: int = AT_ONCE,
        *,
        memory_kib: int = MEMORY_KIB,
        passes: int = PASSES,
        lanes: int = LANES,
    ) -> None:
        self._hasher = PasswordHasher(
            time_cost=passes, memory_cost=memory_kib, parallelism=lanes, type=Type.ID
        )
        self._room = threading.BoundedSemaphore(at_once)
        self._nobody = self._hasher.hash("the password of nobody")

    def hash_password(self, password: str) -> str:
        """Return the hash to keep, with its parameters and salt."""
        with self._room:
            return self._hasher.hash(_encoded(password))

    def is_right(self, password_hash: str | None, password: str) -> bool:
        """Return whether a password belongs to a hash.

        Without a hash (an account that is not there, or has no password) the same work is done, so
        that time does not tell whether there is an account.
        """
        given = _encoded(password)
        with self._room:
            try:
                self._hasher.verify(password_hash or self._nobody, given)
            except (VerificationError, InvalidHashError):
                return False
        return password_hash is not None

    def is_outdated(self, password_hash: str) -> bool:
        """Return whether a hash was made with other parameters and has to be made anew."""
        return self._hasher.check_needs_rehash(password_hash)
