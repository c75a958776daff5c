"""How long has someone to wait who tried to sign in in vain? Counted by account and by network.

The counts stand in the database, so that several workers share them. Each try is counted before the
password is compared: tries that run at the same moment cannot share one permission. What is counted
is a bucket (a few digits of a hash), so there are never more rows than buckets, however many
addresses are made up; and no address that somebody typed is kept.
"""

import hashlib
import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from app.account_tables import TryCountRow
from declarations.problems import RuleRefusal

BUCKET_DIGITS = 4
"""Hexadecimal: 65,536 buckets of a kind. Two accounts share one once in 65,536 pairs."""
NETWORK_BITS = 64
"""An IPv6 customer has a whole /64 (RFC 6177), so that is what is counted."""
FORGOTTEN_AFTER = timedelta(days=1)
LARGEST_DOUBLING = 20


class TooManyTriesRefusal(RuleRefusal):
    """There were too many tries; ``wait_seconds`` tells how long to wait."""

    code = "too_many_tries"

    def __init__(self, message: str, *, wait_seconds: int = 1, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.wait_seconds = wait_seconds


class TryKind(StrEnum):
    """What tries are counted by: the address typed, the network, the account asked for a code."""

    ACCOUNT = "account"
    NETWORK = "network"
    CODE = "code"


FREE_TRIES = {TryKind.ACCOUNT: 5, TryKind.NETWORK: 200, TryKind.CODE: 5}
"""So many tries cost no waiting; a network may be a city hall, or an assembly of 400 people."""
LONGEST_WAIT = {
    TryKind.ACCOUNT: timedelta(minutes=15),
    TryKind.NETWORK: timedelta(minutes=1),
    TryKind.CODE: timedelta(minutes=15),
}
"""About 100 guesses a day at one account; of a network, others who share it must not suffer."""


@dataclass(frozen=True, slots=True)
class Counter:
    """One thing that tries are counted by."""

    kind: TryKind
    bucket: str


def count_by(kind: TryKind, value: str) -> Counter:
    """Return the counter of an address, a network or an account."""
    digest = hashlib.sha256(f"{kind.value}\n{value}".encode("utf-8", "replace")).hexdigest()
    return Counter(kind, digest[:BUCKET_DIGITS])


def network_of(address: str) -> str:
    """Return what of a network address is counted: IPv4 whole, IPv6 its /64, else the text."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed.packed, NETWORK_BITS), strict=False))
    return str(parsed)


def waiting_time(kind: TryKind, tries: int) -> timedelta:
    """Return how long after so many tries in vain the next one is allowed.

    None for the free ones; then 1 second, doubled by each try, up to LONGEST_WAIT.
    """
    over = tries - FREE_TRIES[kind]
    if over < 0:
        return timedelta(0)
    return min(timedelta(seconds=2 ** min(over, LARGEST_DOUBLING)), LONGEST_WAIT[kind])


def count_try(session: Session, counters: Sequence[Counter], now: datetime) -> None:
    """Count a try; raise TooManyTriesRefusal, and count nothing, while one has to wait.

    Counters are locked in one order; those not touched for a day are removed.
    """
    _remove_forgotten(session, now)
    ordered = sorted(counters, key=lambda each: (each.kind, each.bucket))
    rows = [_locked_row(session, counter, now) for counter in ordered]
    waits = [
        row.tried_at + waiting_time(TryKind(row.kind), row.tries) - now for row in rows
    ]  # fmt: skip
    longest = max(waits, default=timedelta(0))
    if longest > timedelta(0):
        seconds = -(-longest // timedelta(seconds=1))
        raise TooManyTriesRefusal(
            f"There were too many tries; wait {describe_wait(seconds)}.",
            wait_seconds=seconds,
            hint="If you have lost the password, ask for a new one.",
        )
    for row in rows:
        row.tries += 1
        row.tried_at = max(now, row.tried_at)
        session.add(row)
    session.flush()


def describe_wait(seconds: int) -> str:
    """Return a waiting time in words: seconds up to a minute, then whole minutes."""
    if seconds < 60:  # noqa: PLR2004 - a minute
        return f"{seconds} second{'' if seconds == 1 else 's'}"
    minutes = -(-seconds // 60)
    return f"{minutes} minute{'' if minutes == 1 else 's'}"


def _locked_row(session: Session, counter: Counter, now: datetime) -> TryCountRow:
    """Return the row of a counter, made where it was not there, and locked."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    fresh = {"kind": counter.kind.value, "bucket": counter.bucket, "tries": 0, "tried_at": now}
    table = TryCountRow.__table__  # type: ignore[attr-defined] # a table=True model has it
    session.execute(dialect.insert(table).values(fresh).on_conflict_do_nothing())
    row: TryCountRow = session.get(
        TryCountRow, (counter.kind.value, counter.bucket), with_for_update=True
    )  # type: ignore[assignment] # it was put in just now
    return row


def clear_tries(
    session: Session, counters: Sequence[Counter], *, forget: frozenset[TryKind]
) -> None:
    """Take back a counted try that was right after all.

    The tries of the kinds in ``forget`` begin anew. Of others only this one is taken back: whoever
    owns an account must not clear the count of a network with it.
    """
    for counter in sorted(counters, key=lambda each: (each.kind, each.bucket)):
        row = session.get(TryCountRow, (counter.kind.value, counter.bucket), with_for_update=True)
        if row is not None:
            row.tries = 0 if counter.kind in forget else max(row.tries - 1, 0)
            session.add(row)
    session.flush()


def _remove_forgotten(session: Session, now: datetime) -> None:
    """Remove the counters that nobody has touched for a day."""
    old = col(TryCountRow.tried_at) <= now - FORGOTTEN_AFTER
    session.execute(delete(TryCountRow).where(old))
