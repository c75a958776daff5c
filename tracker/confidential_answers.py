"""What may be shown of an answer that a member gave in confidence?

It counts, but nobody can read whose it is. Everyone else's answers are public, so that a state held
in confidence is told apart by subtraction unless enough others hold the same one in confidence: a
state is shown where three or more members gave it on the paragraph in confidence, in every table of
paragraphs, sections and the whole. In each other table (by member, region, owner, goal), and where
there are fewer, it stands as "confidential". Each answer is shown or not the same way everywhere,
so no table can be subtracted from another.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from tracker.acceptance import ACCEPTED, Matrix
from tracker.progress import Entry, EvidenceLevel, MissingReason

SMALLEST_GROUP = 3
"""Fewer members than this are not shown together (docs/method.md)."""


def disclose_answers(entries: Iterable[Entry], matrix: Matrix) -> tuple[Entry, ...]:
    """Return the entries of one period as they may be shown, in their order.

    Those given in confidence have neither words nor evidence, and keep their state only where
    SMALLEST_GROUP members gave it on the paragraph in confidence; else they are "confidential".
    Members count that accept the paragraph by the ``matrix``, as in the tables.
    """

    def is_counted(entry: Entry) -> bool:
        return matrix.get(entry.member, {}).get(entry.paragraph) in ACCEPTED

    given = tuple(entries)
    groups = Counter(
        (e.paragraph, e.implementation) for e in given if e.in_confidence and is_counted(e)
    )

    def disclose(entry: Entry) -> Entry:
        if not entry.in_confidence:
            return entry
        size = groups[entry.paragraph, entry.implementation] if is_counted(entry) else 0
        return silence_answer(entry) if size >= SMALLEST_GROUP else conceal_answer(entry)

    return tuple(disclose(entry) for entry in given)


def silence_answer(entry: Entry) -> Entry:
    """Return an answer with its state alone: no words, no evidence, no per cent."""
    return replace(
        entry, percent=None, evidence=(), done="", obstacles="", next_steps="", support_needed=""
    )


def conceal_answer(entry: Entry) -> Entry:
    """Return an answer given in confidence as "confidential"; any other as it is."""
    if not entry.in_confidence:
        return entry
    return replace(
        silence_answer(entry),
        implementation=None,
        missing=MissingReason.CONFIDENTIAL,
        evidence_level=EvidenceLevel.NONE,
    )
