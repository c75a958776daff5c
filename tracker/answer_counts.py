"""How many present answers does a period have? Counted by the database, none of them read.

The counts are kept with every entry (``tally``); here those that no table counts are taken off.
They know the present only: for an earlier day the entries are read and counted one by one.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import Session

from tracker.acceptance import ACCEPTED
from tracker.confidential_answers import is_shown
from tracker.member_store import member_codes
from tracker.owed_answers import OwedAnswers
from tracker.progress import MissingReason
from tracker.tables import IN_CONFIDENCE, CurrentRow, ReportRow, TallyRow

KEYS_IN_A_QUERY = 10_000
"""Fewer than the values that SQLite (32,766) and PostgreSQL (65,535) take in one statement."""


def is_present(session: Session, period: str, day: date) -> bool:
    """Return whether no report for a period changed after a day: the kept counts are of it."""
    row = ReportRow.__table__.c  # type: ignore[attr-defined] # a table=True model has it
    later = select(row.sequence).where(row.period == period, row.changed_on > day).limit(1)
    return session.execute(later).first() is None


def count_answers(session: Session, period: str, owed: OwedAnswers) -> dict[str, Counter[str]]:
    """Return how often each answer is given at present, by paragraph.

    As in every table only the answers of members that owe them and whose report came are
    counted, on paragraphs that these had accepted; a state given in confidence is counted as such
    where enough others gave it in confidence, else as "confidential".
    """
    row = TallyRow.__table__.c  # type: ignore[attr-defined] # a table=True model has it
    kept = select(row.paragraph, row.answer, row.n).where(row.period == period)
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for found in session.execute(kept):
        counts[found.paragraph][found.answer] += found.n
    for paragraphs, keys in _group_members(session, owed):
        for found in session.execute(_count_outside(period, paragraphs, keys)):
            counts[found.paragraph][found.answer] -= found.n
    return {p: _disclose(answers) for p, answers in counts.items() if +answers}


def _disclose(answers: Counter[str]) -> Counter[str]:
    """Return the answers on a paragraph as they may be shown, by the rule of disclose_answers."""
    present = +answers
    together = sum(n for answer, n in present.items() if answer.startswith(IN_CONFIDENCE))
    shown: Counter[str] = Counter()
    for answer, count in present.items():
        state = answer.removeprefix(IN_CONFIDENCE)
        is_open = state == answer or is_shown(count, together)
        shown[state if is_open else MissingReason.CONFIDENTIAL.value] += count
    return shown


def _group_members(
    session: Session, owed: OwedAnswers
) -> Iterator[tuple[frozenset[str], list[UUID]]]:
    """Yield the members' keys in groups that have the same paragraphs on which answers count."""
    counted = {
        code: frozenset(p for p, position in owed.matrix[code].items() if position in ACCEPTED)
        for code in owed.received & owed.matrix.keys()
    }
    groups: dict[frozenset[str], list[UUID]] = defaultdict(list)
    for key, code in member_codes(session).items():
        groups[counted.get(code, frozenset())].append(key)
    for paragraphs, keys in groups.items():
        for start in range(0, len(keys), KEYS_IN_A_QUERY):
            yield paragraphs, keys[start : start + KEYS_IN_A_QUERY]


def _count_outside(period: str, paragraphs: frozenset[str], keys: list[UUID]) -> Any:
    """Return the query that counts some members' answers on all but these paragraphs."""
    row = CurrentRow.__table__.c  # type: ignore[attr-defined] # a table=True model has it
    return (
        select(row.paragraph, row.answer, func.count().label("n"))
        .where(
            row.period == period, row.member_id.in_(keys), row.paragraph.not_in(sorted(paragraphs))
        )
        .group_by(row.paragraph, row.answer)
    )
