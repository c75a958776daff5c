"""Do the kept counts equal the entries? Comparison, and making them anew."""

from collections import Counter
from uuid import UUID

from sqlalchemy import delete, insert
from sqlmodel import Session, select

from tracker.tables import (
    CurrentRow,
    EntryRow,
    TallyRow,
    answer_word,
)


def _present_answers(session: Session) -> dict[tuple[UUID, str, str], tuple[int, str]]:
    """Return the number and the answer of each present entry, from the entries alone."""
    entry = EntryRow.__table__.c  # type: ignore[attr-defined] # a table=True model has it
    columns = (
        "member_id", "period", "paragraph", "sequence", "implementation", "missing",
        "in_confidence",
    )  # fmt: skip
    query = select(*(entry[name] for name in columns)).order_by(entry.sequence)
    return {
        (row.member_id, row.period, row.paragraph): (
            row.sequence,
            answer_word(row.implementation, row.missing, in_confidence=row.in_confidence),
        )
        for row in session.execute(query)
    }


def compare_tallies(session: Session) -> list[str]:
    """Return every count and present entry that does not equal the entries; [] is whole."""
    present = _present_answers(session)
    kept = {
        (row.member_id, row.period, row.paragraph): (row.sequence, row.answer)
        for row in session.execute(select(CurrentRow.__table__))  # type: ignore[attr-defined] # a table=True model has it
    }
    faults = [
        f"{key[1]}, {key[2]}: present entry {kept.get(key)} is not {present.get(key)}"
        for key in sorted(
            (k for k in present.keys() | kept.keys() if present.get(k) != kept.get(k)), key=str
        )
    ]
    counted = Counter((key[1], key[2], answer) for key, (_, answer) in present.items())
    tallied = {
        (r.period, r.paragraph, r.answer): r.n for r in session.exec(select(TallyRow)) if r.n
    }
    faults += [
        f"{', '.join(key)}: counted {counted.get(key, 0)}, kept {tallied.get(key, 0)}"
        for key in sorted(counted.keys() | tallied.keys())
        if counted.get(key, 0) != tallied.get(key, 0)
    ]
    return faults


def rebuild_tallies(session: Session) -> None:
    """Make ``current`` and ``tally`` anew from the entries."""
    session.execute(delete(CurrentRow))
    session.execute(delete(TallyRow))
    present = _present_answers(session)
    if not present:
        return
    current = [
        {
            "member_id": key,
            "period": period,
            "paragraph": paragraph,
            "sequence": sequence,
            "answer": answer,
        }
        for (key, period, paragraph), (sequence, answer) in present.items()
    ]
    counted = Counter((row["period"], row["paragraph"], row["answer"]) for row in current)
    tally = [
        {"period": period, "paragraph": paragraph, "answer": answer, "n": n}
        for (period, paragraph, answer), n in counted.items()
    ]
    session.execute(insert(CurrentRow.__table__), current)  # type: ignore[attr-defined] # a table=True model has it
    session.execute(insert(TallyRow), tally)
