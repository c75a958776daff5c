"""Does the person also hold the second factor? Codes of an app (TOTP), and codes on paper.

Time-based codes follow RFC 6238 with its defaults: SHA-1, six digits, 30 seconds, one step of
grace on each side (section 5.2), and no code twice (the same section). Recovery codes have 80
random bits, are kept as SHA-256 and work once.
"""

import base64
import hmac
import re
import secrets
from datetime import datetime
from uuid import UUID

import pyotp
import segno
from sqlalchemy import delete
from sqlmodel import Session, col

from app.account_store import load_row, refuse_erased
from app.account_tables import AccountRow, RecoveryCodeRow
from app.tokens import digest_token
from declarations.problems import RuleRefusal

SECRET = re.compile("[A-Z2-7]{32}")
STEP_SECONDS = 30
CODE_DIGITS = 6
GRACE_STEPS = 1
RECOVERY_CODES = 10
RECOVERY_BYTES = 10
GROUP = 4


class CodeRefusal(RuleRefusal):
    """A code of the second factor is not right, or was used already."""

    code = "code_refused"


def make_secret() -> str:
    """Return a fresh secret of 160 bits in Base32, as RFC 4226 section 4 recommends."""
    return pyotp.random_base32()


def enrolment_address(secret: str, email: str, issuer: str) -> str:
    """Return the otpauth address that an app takes over."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=issuer or "Accord")


def draw_enrolment(address: str) -> str:
    """Return the otpauth address as a QR code: an SVG element to stand in a page."""
    return str(segno.make(address, error="m").svg_inline(scale=4, border=4, omitsize=False))


def matching_step(secret: str, code: str, now: datetime, last: int | None) -> int | None:
    """Return the step of time that a code belongs to, or None.

    A step that is not later than the last one used does not count: no code works twice.
    """
    digits = "".join(code.split())
    if not SECRET.fullmatch(secret):
        return None
    if len(digits) != CODE_DIGITS or not digits.isascii() or not digits.isdigit():
        return None
    present = int(now.timestamp()) // STEP_SECONDS
    generator = pyotp.HOTP(secret)
    for step in range(present - GRACE_STEPS, present + GRACE_STEPS + 1):
        is_fresh = last is None or step > last
        if hmac.compare_digest(generator.at(step), digits) and is_fresh:
            return step
    return None


def enable_second_factor(
    session: Session, account: UUID, secret: str, code: str, now: datetime
) -> tuple[str, ...]:
    """Turn the second factor on and return the recovery codes, which are shown this once.

    Raises CodeRefusal unless the code belongs to the secret: then the app has it. The secret may
    come back from a form: one that make_secret would not have made is refused.
    """
    row = load_row(session, account)
    refuse_erased(row)
    step = matching_step(secret, code, now, row.totp_step if row.totp_secret == secret else None)
    if step is None:
        raise _refused()
    row.totp_secret, row.totp_step = secret, step
    session.add(row)
    return make_recovery_codes(session, account)


def disable_second_factor(session: Session, account: UUID) -> None:
    """Turn the second factor off; its recovery codes are worth nothing then."""
    row = load_row(session, account)
    row.totp_secret = row.totp_step = None
    session.add(row)
    session.execute(delete(RecoveryCodeRow).where(col(RecoveryCodeRow.account_id) == account))
    session.flush()


def make_recovery_codes(session: Session, account: UUID) -> tuple[str, ...]:
    """Return new recovery codes in the place of all old ones; they are shown this once."""
    session.execute(delete(RecoveryCodeRow).where(col(RecoveryCodeRow.account_id) == account))
    codes = tuple(_make_recovery_code() for _ in range(RECOVERY_CODES))
    for code in codes:
        session.add(RecoveryCodeRow(account_id=account, sha256=digest_token(_plain(code))))
    session.flush()
    return codes


def _make_recovery_code() -> str:
    """Return a code such as ABCD-EFGH-IJKL-MNOP."""
    letters = base64.b32encode(secrets.token_bytes(RECOVERY_BYTES)).decode()
    return "-".join(letters[start : start + GROUP] for start in range(0, len(letters), GROUP))


def _plain(code: str) -> str:
    """Return a recovery code as it is compared: upper case, letters and digits alone."""
    return "".join(character for character in code.upper() if character.isalnum())


def use_code(session: Session, row: AccountRow, code: str, now: datetime) -> None:
    """Use up a code of the app or a recovery code; CodeRefusal for one that is not right.

    ``row`` is locked by the caller, so that one code cannot be used twice at the same moment.
    """
    step = matching_step(row.totp_secret or "", code, now, row.totp_step)
    if step is not None and row.totp_secret is not None:
        row.totp_step = step
        session.add(row)
        session.flush()
        return
    paper: RecoveryCodeRow | None = session.get(
        RecoveryCodeRow, (row.id, digest_token(_plain(code)))
    )
    if row.totp_secret is None or paper is None or paper.used_at is not None:
        raise _refused()
    paper.used_at = now
    session.add(paper)
    session.flush()


def _refused() -> CodeRefusal:
    return CodeRefusal(
        "The code is not right, or was used already.",
        hint="Wait for the next code of the app; check the clock of the phone. A recovery code "
        "works once.",
    )
