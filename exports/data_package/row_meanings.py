"""May a row say what it says? The rules of the workspace, put to rows that come back.

What the tables themselves refuse is left to them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from types import SimpleNamespace
from typing import Any

from tracker.periods import Period, find_period_faults
from tracker.progress import find_entry_faults
from tracker.progress_store import read_entry

ANSWERS = frozenset(("entries", "addenda"))
NUMBERED_FROM_0 = frozenset(("votes", "ballots"))
"""The vote on the whole text has the number 0."""
ABOUT = {"T001": "grace_until", "P104": "elsewhere", "P108": "in_confidence"}
"""The field that a fault is about, by the code of the fault."""


def find_row_faults(table: str, values: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield the field, what is wrong and what to do, for everything wrong in a row by itself."""
    number = values.get("sequence", 1)
    if number < 1 and table not in NUMBERED_FROM_0:
        yield "sequence", f"{number} is no number of a row.", "Number them from 1."
    if table == "periods":
        period = Period(**{each.name: values[each.name] for each in fields(Period)})
        for fault in find_period_faults(period):
            if period.opens_on <= period.due_on <= period.closes_on:
                yield ABOUT[fault.code], fault.message, fault.remedy
    if table in ANSWERS:
        yield from _find_answer_faults(values)


def _find_answer_faults(values: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield what is wrong in an answer."""
    entry = read_entry(SimpleNamespace(**values), values["member"])
    for fault in find_entry_faults(entry, {entry.paragraph, entry.elsewhere}):
        if fault.code in ABOUT:
            yield ABOUT[fault.code], fault.message, fault.remedy
    for piece in entry.evidence:
        if not piece.url and not piece.sha256:
            yield "evidence", "A piece of evidence has neither link nor file.", "Give one."
        elif piece.url and not piece.url.startswith(("https://", "http://")):
            yield "evidence", f"{piece.url!r:.60} is no link.", "It begins with https://."
