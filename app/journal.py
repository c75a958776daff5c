"""What was done, by whom, and can it have been changed since? Entries, their chain, and anchors.

Each entry is chained to the one before it: its hash is the SHA-256 of a tag, the hash before and
the entry's canonical JSON. Who changes an entry has to change every later one; who changes all of
them, or cuts off the end, is found by an anchor that was kept elsewhere.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from declarations.problems import InputRefusal

TAG = "accord journal 1"
ORIGIN = "0" * 64
"""Stands in the place of the hash before the first entry."""

ANCHOR_WORD = "accord-journal"
ANCHOR_LINE = re.compile(
    rf"{ANCHOR_WORD}\s+(?P<number>[1-9]\d{{0,17}})\s+(?P<made_at>\S+)\s+(?P<sha256>[0-9a-fA-F]{{64}})"
)


@dataclass(frozen=True, slots=True)
class Signature:
    """In whose name something is done: an account, or a user of the operating system.

    ``act`` says what is done and ``object`` to what; ``reason`` is empty where none was given.
    """

    account: UUID | None = None
    user: str = ""
    act: str = ""
    object: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One act with the rows that it changed; ``changes`` is their canonical JSON."""

    id: UUID
    made_at: datetime
    signature: Signature
    changes: str


@dataclass(frozen=True, slots=True)
class SealedEntry:
    """An entry in its place of the chain; numbers begin at 1."""

    number: int
    previous: str
    sha256: str
    entry: Entry


@dataclass(frozen=True, slots=True)
class Anchor:
    """How far the journal had come at a moment, to be kept where nobody can change both."""

    number: int
    made_at: datetime
    sha256: str

    def __str__(self) -> str:
        return f"{ANCHOR_WORD} {self.number} {print_instant(self.made_at)} {self.sha256}"


class FaultKind(StrEnum):
    """What became of a part of the journal."""

    EDITED = "edited"
    DELETED = "deleted"
    INSERTED = "inserted"
    REORDERED = "reordered"
    REWRITTEN = "rewritten"
    TRUNCATED = "truncated"


@dataclass(frozen=True, slots=True)
class JournalFault:
    """What is wrong with the entries from ``first`` to ``last``, by their numbers."""

    kind: FaultKind
    first: int
    last: int

    def __str__(self) -> str:
        if self.first == self.last:
            return f"entry {self.first} was {self.kind.value}"
        return f"entries {self.first} to {self.last} were {self.kind.value}"


FindNumber = Callable[[str], int | None]
"""Gives the number of the entry that has a hash, or None."""


def canonical_json(value: Any) -> str:
    """Return the one JSON text of a value: sorted names, no spaces, letters as they are."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def print_instant(moment: datetime) -> str:
    """Return an instant in UTC, to the microsecond, as ISO 8601."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"


def hash_entry(previous: str, entry: Entry) -> str:
    """Return the hash of an entry that follows the one with the hash ``previous``."""
    by = entry.signature
    content = canonical_json({
        "id": str(entry.id),
        "made_at": print_instant(entry.made_at),
        "account": str(by.account or ""),
        "user": by.user,
        "act": by.act,
        "object": by.object,
        "reason": by.reason,
        "changes": entry.changes,
    })  # fmt: skip
    return hashlib.sha256(f"{TAG}\n{previous}\n{content}".encode()).hexdigest()


def seal_entry(entry: Entry, head: Anchor | None) -> SealedEntry:
    """Return an entry chained to the head of the journal, or as its first."""
    previous = head.sha256 if head else ORIGIN
    return SealedEntry(head.number + 1 if head else 1, previous, hash_entry(previous, entry), entry)


def verify_chain(entries: Iterable[SealedEntry], find_number: FindNumber) -> list[JournalFault]:
    """Return what is wrong with the entries, which come in the order of their numbers.

    An end that was cut off or written anew is not seen here: see ``verify_anchors``.
    """
    faults: list[JournalFault] = []
    expected, last = 1, ORIGIN
    for found in entries:
        number = found.number
        if number > expected:
            faults.append(JournalFault(FaultKind.DELETED, expected, number - 1))
        elif number < expected:
            faults.append(JournalFault(FaultKind.INSERTED, number, number))
        elif found.previous != last:
            faults.append(_judge_link(found, find_number))
        if hash_entry(found.previous, found.entry) != found.sha256:
            faults.append(JournalFault(FaultKind.EDITED, number, number))
        expected, last = number + 1, found.sha256
    return _join(faults)


def _judge_link(found: SealedEntry, find_number: FindNumber) -> JournalFault:
    """Return what happened before an entry that does not follow the one in front of it."""
    number = found.number
    before = 0 if found.previous == ORIGIN else find_number(found.previous)
    if before is None:
        return JournalFault(FaultKind.REWRITTEN, max(1, number - 1), max(1, number - 1))
    if before < number:
        return JournalFault(FaultKind.INSERTED, before + 1, max(before + 1, number - 1))
    return JournalFault(FaultKind.REORDERED, number, number)


def _join(faults: list[JournalFault]) -> list[JournalFault]:
    """Return the faults told once: entries that changed places break three links."""
    joined: list[JournalFault] = []
    for fault in faults:
        last = joined[-1] if joined else None
        if last is not None and fault.first <= last.last + 1 and fault.first >= last.first:
            if last.kind is FaultKind.REORDERED and fault.kind in _MOVED:
                joined[-1] = replace(last, last=max(last.last, fault.last))
                continue
            if last.kind is FaultKind.EDITED and fault.kind is FaultKind.REWRITTEN:
                continue
            if last == fault:
                continue
        joined.append(fault)
    return joined


_MOVED = frozenset({FaultKind.REORDERED, FaultKind.INSERTED})


def verify_anchors(
    anchors: Sequence[Anchor], find_hash: Callable[[int], str | None], head: Anchor | None
) -> list[JournalFault]:
    """Return where the journal is not what it was when the anchors were taken.

    ``find_hash`` gives the hash of the entry with a number, or None.
    """
    faults: list[JournalFault] = []
    good, end = 0, head.number if head else 0
    for anchor in sorted(anchors, key=lambda each: each.number):
        if anchor.number > end:
            faults.append(JournalFault(FaultKind.TRUNCATED, end + 1, anchor.number))
        elif find_hash(anchor.number) != anchor.sha256:
            faults.append(JournalFault(FaultKind.REWRITTEN, good + 1, anchor.number))
        else:
            good = anchor.number
    return faults


def parse_anchors(text: str) -> tuple[Anchor, ...]:
    """Return the anchors of a file: a line for each; empty lines and those after # are skipped.

    Raises InputRefusal naming the first line that is none.
    """
    lines = ((number, line.strip()) for number, line in enumerate(text.splitlines(), start=1))
    return tuple(_parse_anchor(number, line) for number, line in lines if line and line[0] != "#")


def _parse_anchor(number: int, line: str) -> Anchor:
    found = ANCHOR_LINE.fullmatch(line)
    try:
        moment = datetime.fromisoformat(found["made_at"] if found else "")
    except ValueError:
        found = None
    if found is None:
        raise InputRefusal(
            f"Line {number} is no anchor of a journal: {line[:100]!r}.",
            hint="Give a file with the lines that accord journal anchor prints.",
        )
    return Anchor(int(found["number"]), moment, found["sha256"].lower())
