"""What would a sheet that came back change? Each row against what is known now.

Nothing is overwritten silently: a row made from an older entry than the present one is shown
beside it and not taken unless that is asked for.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from declarations.problems import Level, Place, Problem
from exports.progress_sheet import ProgressSheet, RowKey, Versions, linked_evidence, print_answers
from exports.returned_sheet import ReturnedRow
from exports.workbook_words import ANSWERS, WORD_FIELDS, Field, load_words
from tracker.progress import (
    Entry,
    EntryKind,
    Evidence,
    EvidenceLevel,
    Implementation,
    MissingReason,
)


class ChangeKind(StrEnum):
    """What a row is against what is known."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    EMPTY = "empty"
    STALE = "stale"
    FAULTY = "faulty"


TAKEN = frozenset({ChangeKind.NEW, ChangeKind.CHANGED})


@dataclass(frozen=True, slots=True)
class Change:
    """One row with the present answers (``before``) and its own; ``entry`` is there when taken."""

    kind: ChangeKind
    row: ReturnedRow
    before: Mapping[Field, str]
    entry: Entry | None = None

    @property
    def differing(self) -> list[Field]:
        """Return the columns in which the row differs from the present answers."""
        return [field for field in ANSWERS if self.before[field] != self.row.answers[field]]


@dataclass(frozen=True, slots=True)
class Target:
    """What a sheet must be about."""

    declaration: str
    period: str
    member: str


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the member: this period's entries, and the last ones before it."""

    versions: Versions
    last: Mapping[str, Entry]
    paragraphs: Collection[str]

    def printed(self, target: Target) -> dict[RowKey, dict[Field, str]]:
        """Return what a sheet said for each key that could have been given out."""
        found = {}
        for paragraph in self.paragraphs:
            entries = self.versions.get(paragraph, ())
            for sequence in range(len(entries) + 1):
                key = RowKey(target.declaration, target.period, target.member, paragraph, sequence)
                base = entries[sequence - 1] if sequence else self.last.get(paragraph)
                found[key] = print_answers(base)
        return found


def compare_rows(
    rows: Sequence[ReturnedRow],
    target: Target,
    known: Known,
    *,
    moment: datetime,
    language: str,
    take: Collection[str] = (),
) -> list[Change]:
    """Return what each row would change, in order of the rows.

    ``take`` names paragraphs whose stale rows are taken all the same. ``moment`` and ``language``
    are those of new entries.
    """
    printed = known.printed(target)
    seen: dict[str, str] = {}
    changes = []
    for row in rows:
        problem = _find_key_fault(row, target, known, seen)
        if problem is not None:
            row = replace(row, faults={Field.KEY: problem, **row.faults})  # noqa: PLW2901 - the same row with its fault
        if row.key is not None:
            seen.setdefault(row.key.paragraph, row.place)
        changes.append(_compare_row(row, known, printed, moment, language, take))
    return changes


def _find_key_fault(
    row: ReturnedRow, target: Target, known: Known, seen: Mapping[str, str]
) -> Problem | None:
    """Return what is wrong with what a row is about."""
    key = row.key
    if key is None:
        return None
    place = Place(item=row.place)

    def fault(code: str, message: str, remedy: str, value: str) -> Problem:
        return Problem(code, Level.ERROR, place, message, remedy, value)

    for what, given, wanted in (
        ("declaration", key.declaration, target.declaration),
        ("period", key.period, target.period),
        ("member", key.member, target.member),
    ):
        if given != wanted:
            return fault("W020", f"The row is of the {what} {given!r}, the others of {wanted!r}.",
                         "Send each in its own file.", given)  # fmt: skip
    if key.paragraph not in known.paragraphs:
        return fault("W021", f"There is no operative paragraph {key.paragraph!r}.",
                     "Copy the row again from the workbook sent.", key.paragraph)  # fmt: skip
    if key.sequence > len(known.versions.get(key.paragraph, ())):
        return fault("W022", f"The row was made from an answer on {key.paragraph} that is not "
                     "here.", "Use a workbook made from this workspace.",
                     str(key.sequence))  # fmt: skip
    if key.paragraph in seen:
        return fault("W023", f"The paragraph {key.paragraph} stands already in "
                     f"{seen[key.paragraph]}.", "Delete one of the two rows.",
                     key.paragraph)  # fmt: skip
    return None


def _compare_row(
    row: ReturnedRow,
    known: Known,
    printed: Mapping[RowKey, Mapping[Field, str]],
    moment: datetime,
    language: str,
    take: Collection[str],
) -> Change:
    """Return what one row would change."""
    key = row.key
    if key is None or row.faults:
        entries = known.versions.get(key.paragraph, ()) if key else ()
        return Change(ChangeKind.FAULTY, row, print_answers(entries[-1] if entries else None))
    entries = known.versions.get(key.paragraph, ())
    before = print_answers(entries[-1] if entries else None)
    if not any(row.answers.values()):
        return Change(ChangeKind.EMPTY, row, before)
    if entries and row.answers == before:
        return Change(ChangeKind.SAME, row, before)
    is_stale = key.sequence < len(entries)
    if is_stale and row.answers == printed[key]:
        return Change(ChangeKind.SAME, replace(row, answers=before), before)
    if is_stale and key.paragraph not in take:
        return Change(ChangeKind.STALE, row, before)
    base = entries[-1] if entries else known.last.get(key.paragraph)
    entry = make_entry(row, key, base, is_new=not entries, moment=moment, language=language)
    return Change(ChangeKind.CHANGED if entries else ChangeKind.NEW, row, before, entry)


def make_entry(
    row: ReturnedRow,
    key: RowKey,
    base: Entry | None,
    *,
    is_new: bool,
    moment: datetime,
    language: str,
) -> Entry:
    """Return a row as an entry; what the sheet does not show is taken over from ``base``.

    How well the evidence shows it is for the reviewer to say: evidence that is new or changed, or
    that comes from an earlier period, is claimed.
    """
    answers, shown = row.answers, print_answers(base)
    words = {field: answers[field] for field in WORD_FIELDS}
    if base is not None:
        words |= {
            field: getattr(base, field.value)
            for field in WORD_FIELDS
            if answers[field] == shown[field]
        }
    same_words = base is not None and all(answers[f] == shown[f] for f in WORD_FIELDS)
    link_fields = (Field.EVIDENCE_LINK, Field.EVIDENCE_DATE)
    same_evidence = base is not None and all(answers[f] == shown[f] for f in link_fields)
    evidence = base.evidence if base and same_evidence else _merge_evidence(answers, base)
    level = EvidenceLevel.CLAIMED if evidence else EvidenceLevel.NONE
    percent = float(answers[Field.PERCENT]) if answers[Field.PERCENT] else None
    if base and answers[Field.PERCENT] == shown[Field.PERCENT]:
        percent = base.percent
    return Entry(
        member=key.member,
        period=key.period,
        paragraph=key.paragraph,
        recorded_at=moment,
        implementation=Implementation(answers[Field.STATE]) if answers[Field.STATE] else None,
        missing=MissingReason(answers[Field.REASON]) if answers[Field.REASON] else None,
        elsewhere=answers[Field.ELSEWHERE],
        kind=base.kind if base else EntryKind.ONE_OFF,
        percent=percent,
        evidence_level=base.evidence_level if base and same_evidence and not is_new else level,
        evidence=evidence,
        language=base.language if base and same_words else language,
        in_confidence=base is not None and base.in_confidence and bool(answers[Field.STATE]),
        done=words[Field.DONE],
        obstacles=words[Field.OBSTACLES],
        next_steps=words[Field.NEXT_STEPS],
        support_needed=words[Field.SUPPORT_NEEDED],
    )


def _merge_evidence(answers: Mapping[Field, str], base: Entry | None) -> tuple[Evidence, ...]:
    """Return the evidence with the piece that the sheet shows put in, changed or taken out."""
    shown = linked_evidence(base) if base else None
    others = tuple(piece for piece in base.evidence if piece is not shown) if base else ()
    link, day = answers[Field.EVIDENCE_LINK], answers[Field.EVIDENCE_DATE]
    if not link:
        return others
    piece = shown if shown is not None and shown.url == link else Evidence(url=link)
    published = datetime.fromisoformat(day).date() if day else None
    return (replace(piece, published_on=published), *others)


def mark_faults(sheet: ProgressSheet, changes: Sequence[Change]) -> ProgressSheet:
    """Return the sheet with the answers of the rows that came back, and what is to be mended.

    A row that names no paragraph of the sheet is not in it: there is nothing to mend it from.
    """
    headings = load_words()[sheet.language].headings
    known = {row.key.paragraph: row for row in sheet.rows}
    rows = []
    for change in changes:
        paragraph = change.row.key.paragraph if change.row.key else ""
        fresh = known.pop(paragraph, None)
        if fresh is None:
            continue
        faults = {
            field: f"{headings[field]}: {fault.message} {fault.remedy}"
            for field, fault in change.row.faults.items()
        }
        if change.kind is ChangeKind.STALE:
            present = "; ".join(
                f"{headings[field]}: {change.before[field] or '-'}" for field in change.differing
            )
            faults = dict.fromkeys(change.differing, "") | {
                Field.KEY: f"The answer has changed since this workbook was made. Now: {present}"
            }
        rows.append(
            replace(fresh, answers=change.row.answers, faults=faults, notes=change.row.notes)
        )
    return replace(sheet, rows=tuple(rows))
