"""What does a secret look like that is shown once and never stored?"""

import hashlib
import secrets

TOKEN_BYTES = 32
LONGEST_TOKEN = 200
"""Characters; a longer text is no token and is not looked up."""


def make_token() -> str:
    """Return a fresh secret of 256 random bits, in letters that stand in a URL as they are."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def digest_token(token: str) -> str:
    """Return the SHA-256 under which a secret is stored, in 64 hexadecimal digits.

    A plain hash is enough for 256 random bits: there is nothing to guess. Passwords, which people
    choose, go through app.passwords.
    """
    return hashlib.sha256(token[: LONGEST_TOKEN + 1].encode("utf-8", "replace")).hexdigest()
