"""May this person come in? Address and password, and the second factor where there is one.

An unknown address, a wrong password, an account that was suspended and one that was never activated
get the same answer after the same work. No transaction is open while a password is computed.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine

from app.account_store import find_row, load_account, load_row
from app.accounts import Account, normalise_address
from app.database import reading, transaction
from app.passwords import PasswordHashing
from app.second_factor import use_code
from app.sessions import USUAL_TERMS, SessionTerms, awaiting_account, end_session, open_session
from app.sign_in_delays import TryKind, clear_tries, count_by, count_try, network_of
from declarations.problems import RuleRefusal


class SignInRefusal(RuleRefusal):
    """Signing in failed; one answer for every reason."""

    code = "sign_in_refused"


@dataclass(frozen=True, slots=True)
class Entrance:
    """What signing in gave: a token for the cookie, and whether the code is still to come.

    While ``awaits_code`` the token is good for ``confirm_code`` alone, for a few minutes.
    """

    token: str
    account: Account
    awaits_code: bool


def sign_in(
    engine: Engine,
    email: str,
    password: str,
    *,
    network: str,
    hashing: PasswordHashing,
    now: datetime,
    terms: SessionTerms = USUAL_TERMS,
    old_token: str = "",
) -> Entrance:
    """Return a new session for the right address and password.

    ``network`` is the client's network address as the server knows it. The session of
    ``old_token``, whatever it was, ends. Raises SignInRefusal, or TooManyTriesRefusal, which tells
    how long to wait.
    """
    counters = [
        count_by(TryKind.ACCOUNT, normalise_address(email)),
        count_by(TryKind.NETWORK, network_of(network)),
    ]
    with transaction(engine) as session:
        count_try(session, counters, now)
    with reading(engine) as session:
        found = find_row(session, email)
        key, known = (found.id, found.password_hash) if found is not None else (None, None)
    if not hashing.is_right(known, password) or key is None or known is None:
        raise _refused()
    renewed = hashing.hash_password(password) if hashing.is_outdated(known) else known
    with transaction(engine) as session:
        row = load_row(session, key)
        account = load_account(session, row.id)
        if not account.is_active or row.password_hash != known:
            raise _refused()
        row.password_hash = renewed
        session.add(row)
        clear_tries(session, counters, forget=frozenset({TryKind.ACCOUNT}))
        end_session(session, old_token)
        awaits = account.has_second_factor
        token = open_session(session, account.id, now, terms, awaits_code=awaits)
    return Entrance(token, account, awaits)


def confirm_code(
    engine: Engine,
    token: str,
    code: str,
    *,
    now: datetime,
    terms: SessionTerms = USUAL_TERMS,
) -> Entrance:
    """Return the session for a browser that gave the password, once its code is right.

    The token that waited is worth nothing afterwards. Raises SignInRefusal when it waited too long,
    CodeRefusal for a wrong code, TooManyTriesRefusal after too many of them.
    """
    with reading(engine) as session:
        key = awaiting_account(session, token, now)
    if key is None:
        raise SignInRefusal("Too much time has passed.", hint="Sign in again from the beginning.")
    counters = [count_by(TryKind.CODE, str(key))]
    with transaction(engine) as session:
        count_try(session, counters, now)
    with transaction(engine) as session:
        row = load_row(session, key)
        account = load_account(session, key)
        if not account.is_active or awaiting_account(session, token, now) != key:
            raise SignInRefusal("The code came too late.", hint="Sign in again.")
        use_code(session, row, code, now)
        clear_tries(session, counters, forget=frozenset({TryKind.CODE}))
        end_session(session, token)
        fresh = open_session(session, key, now, terms)
    return Entrance(fresh, account, awaits_code=False)


def prove_password(
    engine: Engine, account: Account, password: str, *, hashing: PasswordHashing, now: datetime
) -> None:
    """Raise SignInRefusal unless a signed-in person gives the right password once more.

    Asked before a password, a second factor or a token is changed; counted like signing in.
    """
    counters = [count_by(TryKind.ACCOUNT, account.email)]
    with transaction(engine) as session:
        count_try(session, counters, now)
    with reading(engine) as session:
        known = load_row(session, account.id).password_hash
    if not hashing.is_right(known, password):
        raise SignInRefusal("The password is not right.", hint="Type your present password.")
    with transaction(engine) as session:
        clear_tries(session, counters, forget=frozenset({TryKind.ACCOUNT}))


def _refused() -> SignInRefusal:
    return SignInRefusal(
        "The address or the password is not right.",
        hint="Check both. If you have lost the password, ask for a new one.",
    )
