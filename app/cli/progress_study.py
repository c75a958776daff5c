"""How is it shown what a workbook that came back would change? Row by row, old and new."""

from collections import Counter
from typing import Any

from app.cli.output import emit, warn
from app.errors import problem_as_data
from app.progress_study import Study, stale_problems
from exports.phrasing import print_count
from exports.progress_import import Change, ChangeKind


def show_changes(found: Study) -> None:
    """Print each row that is not the same, with old and new values, and then the counts."""
    for change in found.changes:
        key = change.row.key
        if change.kind in {ChangeKind.SAME, ChangeKind.EMPTY}:
            continue
        label = found.sheet.labels.get(key.paragraph, "") if key else ""
        about = f" {key.paragraph} (paragraph {label})" if key else ""
        emit(f"{change.row.place} {change.kind.value}{about}")
        if change.kind is not ChangeKind.FAULTY:
            for field in change.differing:
                before, after = change.before[field], change.row.answers[field]
                emit(f"    {field.value}: {before or '(nothing)'!s} -> {after or '(nothing)'!s}")
        for fault in (*change.row.faults.values(), *stale_problems(change)):
            emit(f"    {fault.place}: {fault.code}: {fault.message} {fault.remedy}")
        show_notes(change)
    counts = Counter(change.kind for change in found.changes)
    emit(", ".join(f"{counts[kind]} {kind.value}" for kind in ChangeKind))
    for remark in found.remarks:
        warn(f"{remark.message} {remark.remedy}")
    lost = sum(c.kind is ChangeKind.EMPTY and any(c.row.notes.values()) for c in found.changes)
    if lost:
        warn(f"Notes are kept with an answer; {print_count(lost, 'row')} with notes have none.")


def show_notes(change: Change) -> None:
    """Print what stands in the city's own columns, with what stood there where it differs."""
    for heading, note in change.row.notes.items():
        before = change.notes_before.get(heading, "")
        if before and before != note:
            emit(f"    note, {heading}: {before} -> {note or '(nothing)'}")
        elif note:
            emit(f"    note, {heading}: {note}")


def study_as_data(found: Study, *, stored: bool) -> dict[str, Any]:
    """Return the outcome as JSON-able data."""
    counts = Counter(change.kind for change in found.changes)
    return {
        "member": found.target.member,
        "period": found.target.period,
        "declaration": found.target.declaration,
        "stored": stored,
        "remarks": [problem_as_data(remark) for remark in found.remarks],
        "counts": {kind.value: counts[kind] for kind in ChangeKind},
        "rows": [
            {
                "cell": change.row.place,
                "kind": change.kind.value,
                "paragraph": change.row.key.paragraph if change.row.key else "",
                "before": {field.value: change.before[field] for field in change.differing},
                "after": {field.value: change.row.answers[field] for field in change.differing},
                "notes": {heading: note for heading, note in change.row.notes.items() if note},
                "problems": [
                    problem_as_data(fault)
                    for fault in (*change.row.faults.values(), *stale_problems(change))
                ],
            }
            for change in found.changes
        ],
    }
