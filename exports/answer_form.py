"""What does a form about one paragraph say? Read by the rules of a row of the workbook.

A form and a workbook are two ways to give the same answer, so that one reader takes both: what is
a fault in the one is a fault in the other, and both make the same entry.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from declarations.problems import Problem
from exports.cell_tables import CellTable, SheetCell
from exports.progress_import import make_entry
from exports.progress_sheet import RowKey, print_answers
from exports.returned_sheet import ReturnedTable, read_rows
from exports.workbook_words import ANSWERS, Field, load_fault_words
from tracker.progress import Entry, EntryKind, Evidence, EvidenceLevel

ONGOING, LANGUAGE = "ongoing", "language"
"""What a form has besides the columns of the workbook: whether it goes on, and its language."""
YES = "yes"
_PLACE = re.compile(r" \(paragraph [^()]*\)(?=\.$)")
FORM_FIELDS = (*(field.value for field in ANSWERS), ONGOING, LANGUAGE)


@dataclass(frozen=True, slots=True)
class ReadAnswer:
    """A form that was read. ``entry`` is None while there are faults, or while it is empty.

    ``answers`` are canonical where they could be read, else as typed.
    """

    answers: Mapping[Field, str]
    faults: Mapping[Field, Problem]
    entry: Entry | None
    is_empty: bool


def read_answer_form(
    typed: Mapping[str, str],
    key: RowKey,
    labels: Mapping[str, str],
    *,
    present: Entry | None,
    evidence: tuple[Evidence, ...],
    moment: datetime,
) -> ReadAnswer:
    """Return what was typed into a form as an entry, or what is wrong with it.

    ``present`` is the entry that stands now; what the form does not show is taken over from it.
    ``evidence`` are the files behind the answer. An empty form has no fault and makes no entry.
    """
    fields = (Field.KEY, *ANSWERS)
    cells = [SheetCell(str(key)), *(SheetCell(typed.get(field.value, "")) for field in ANSWERS)]
    table = CellTable("", [[SheetCell(field.value) for field in fields], cells])
    columns = {field: place for place, field in enumerate(fields)}
    (row,) = read_rows(ReturnedTable(table, 0, columns, {}, "en"), labels, {})
    given = [field for field in ANSWERS if row.answers[field]]
    if not given and not evidence:
        return ReadAnswer(row.answers, {}, None, is_empty=True)
    if row.faults:
        return ReadAnswer(row.answers, row.faults, None, is_empty=False)
    if not row.answers[Field.STATE] and not row.answers[Field.REASON]:
        return ReadAnswer(row.answers, {}, None, is_empty=False)
    made = make_entry(
        row, key, present, is_new=present is None, moment=moment,
        language=typed.get(LANGUAGE) or "en",
    )  # fmt: skip
    entry = replace(
        made,
        kind=EntryKind.ONGOING if typed.get(ONGOING) == YES else EntryKind.ONE_OFF,
        language=typed.get(LANGUAGE) or made.language,
        evidence=(*(piece for piece in made.evidence if not piece.sha256), *evidence),
    )
    return ReadAnswer(row.answers, {}, _set_level(entry, present), is_empty=False)


def _set_level(entry: Entry, present: Entry | None) -> Entry:
    """Return an entry whose evidence is claimed, unless it is what a reviewer has seen."""
    if present is not None and present.evidence == entry.evidence:
        return replace(entry, evidence_level=present.evidence_level)
    level = EvidenceLevel.CLAIMED if entry.evidence else EvidenceLevel.NONE
    return replace(entry, evidence_level=level)


def print_form(entry: Entry) -> dict[str, str]:
    """Return what stands in the form of an entry."""
    return {
        **{field.value: answer for field, answer in print_answers(entry).items()},
        ONGOING: YES if entry.kind is EntryKind.ONGOING else "",
        LANGUAGE: entry.language,
    }


def word_fault(problem: Problem, language: str) -> str:
    """Return what is said of a fault, in a language where there are words, else in English.

    The page says already which paragraph it is about.
    """
    own = load_fault_words().get(problem.code, {}).get(language)
    if own is None:
        return f"{_PLACE.sub('', problem.message)} {problem.remedy}"
    return own.replace("{value}", f"{problem.value:.60}")
