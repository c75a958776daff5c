"""What may be shown of an answer that a member gave in confidence?

It counts, but nobody can read whose it is. Everyone else's answers are public, and so is who
answered in confidence. A state is therefore shown only where three or more members gave it on the
paragraph in confidence and three or more gave another one: each of them may have given either. So
it is in every table of paragraphs, sections and the whole. In each other table (by member, region,
owner, goal), and where there are fewer, it stands as "confidential". Each answer is shown or not
the same way everywhere, so no table can be subtracted from another.
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
    ``is_shown`` says so; else they are "confidential". Members count that accept the paragraph by
    the ``matrix``, as in the tables.
    """

    def is_counted(entry: Entry) -> bool:
        return matrix.get(entry.member, {}).get(entry.paragraph) in ACCEPTED

    given = tuple(entries)
    held = [entry for entry in given if entry.in_confidence and is_counted(entry)]
    groups = Counter((entry.paragraph, entry.implementation) for entry in held)
    together = Counter(entry.paragraph for entry in held)

    def disclose(entry: Entry) -> Entry:
        if not entry.in_confidence:
            return entry
        alike = groups[entry.paragraph, entry.implementation] if is_counted(entry) else 0
        if is_shown(alike, together[entry.paragraph]):
            return silence_answer(entry)
        return conceal_answer(entry)

    return tuple(disclose(entry) for entry in given)


def is_shown(alike: int, together: int) -> bool:
    """Return whether a state is shown that so many of those who answered in confidence gave.

    Both those who gave it and those who gave another one are SMALLEST_GROUP at least.
    """
    return alike >= SMALLEST_GROUP and together - alike >= SMALLEST_GROUP


def silence_answer(entry: Entry) -> Entry:
    """Return an answer with its state alone: no words, notes, evidence or per cent."""
    return replace(
        entry,
        percent=None,
        evidence=(),
        evidence_level=EvidenceLevel.NONE,
        done="",
        obstacles="",
        next_steps="",
        support_needed="",
        notes=(),
    )


def conceal_answer(entry: Entry) -> Entry:
    """Return an answer given in confidence as "confidential"; any other as it is."""
    if not entry.in_confidence:
        return entry
    return replace(
        silence_answer(entry),
        implementation=None,
        missing=MissingReason.CONFIDENTIAL,
    )
