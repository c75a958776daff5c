"""What does a sheet that came back say? Its rows, each with its key, answers and faults.

Columns are found by their headings, in any language and order; others are kept as notes.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from declarations.problems import InputRefusal, Level, Place, Problem
from exports.cell_tables import CellTable, SheetCell
from exports.cell_values import read_code, read_consent, read_day, read_paragraph, read_percent
from exports.progress_sheet import RowKey, clean_text, print_percent, read_key
from exports.workbook_words import ANSWERS, Field, fold_words, languages_of, meanings
from tracker.progress import Implementation, MissingReason

HEADING_ROWS = 20
LINK = re.compile(r"https?://[^\s/]+\.[^\s]+", re.IGNORECASE)
LONGEST_WORDS = 20_000


@dataclass(frozen=True, slots=True)
class ReturnedRow:
    """One row. ``answers`` are canonical where they could be read, else as typed.

    ``faults`` are the problems of its cells, by column. ``notes`` are the cells of the city's own
    columns by heading, empty ones too.
    """

    place: str
    key: RowKey | None
    answers: Mapping[Field, str]
    faults: Mapping[Field, Problem]
    notes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ReturnedTable:
    """The sheet with the answers: its place, its columns and the language of its headings."""

    table: CellTable
    heading_row: int
    columns: Mapping[Field, int]
    others: Mapping[str, int]
    language: str


def find_answers(tables: Sequence[CellTable], name: str) -> ReturnedTable:
    """Return the sheet that has the key column; raise InputRefusal where none or two have."""
    found = [table for table in map(_read_headings, tables) if table is not None]
    if len(found) != 1:
        raise InputRefusal(
            f"{name} has {len(found) or 'no'} sheets with the hidden column of keys.",
            hint="Fill in the workbook that accord progress template wrote, and leave its hidden "
            "column in place.",
        )
    answers = found[0]
    headings = answers.table.rows[answers.heading_row]
    names = [meanings("headings").get(fold_words(str(cell.value)), "") for cell in headings]
    twice = sorted({code for code in names if code and names.count(code) > 1})
    if twice:
        raise InputRefusal(
            f"{name} has two columns for: {', '.join(twice)}.", hint="Delete one of the two."
        )
    return answers


def _read_headings(table: CellTable) -> ReturnedTable | None:
    """Return where the headings of a sheet are, None for a sheet without keys."""
    known = meanings("headings")
    for number, row in enumerate(table.rows[:HEADING_ROWS]):
        columns: dict[Field, int] = {}
        others: dict[str, int] = {}
        votes: dict[str, int] = {}
        for column, cell in enumerate(row):
            text = str(cell.value)
            code = known.get(fold_words(str(cell.value)))
            if code:
                columns.setdefault(Field(code), column)
                for language in languages_of(text):
                    votes[language] = votes.get(language, 0) + 1
            elif text.strip():
                heading, again = clean_text(text), 2
                while heading in others:
                    heading, again = f"{clean_text(text)} ({again})", again + 1
                others[heading] = column
        if Field.KEY in columns:
            language = max(sorted(votes), key=lambda name: votes[name], default="en")
            return ReturnedTable(table, number, columns, others, language)
    return None


def read_rows(
    answers: ReturnedTable,
    labels: Mapping[str, str],
    present: Mapping[RowKey, Mapping[Field, str]],
) -> list[ReturnedRow]:
    """Return the rows that hold anything, in their order, each with every fault of its cells.

    ``labels`` are the numbers of the paragraphs by id. ``present`` is what was printed for a key:
    a cell that still says that is never a fault.
    """
    rows = []
    table = answers.table
    for number in range(answers.heading_row + 1, len(table.rows)):
        reader = _RowReader(answers, number, labels)
        if reader.has_anything():
            rows.append(reader.read(present))
    return rows


@dataclass(frozen=True, slots=True)
class _Reader:
    """How a column is read, and what is said where that gives nothing."""

    read: Callable[[SheetCell, Mapping[str, str]], str | None]
    code: str
    fault: str
    remedy: str


_READERS = {
    Field.STATE: _Reader(
        lambda cell, _: read_code(cell.value, "states"),
        "W003",
        "is no state",
        f"Choose one from the list: {', '.join(Implementation)}.",
    ),
    Field.REASON: _Reader(
        lambda cell, _: read_code(cell.value, "reasons"),
        "W004",
        "is no reason",
        f"Choose one from the list: {', '.join(MissingReason)}.",
    ),
    Field.ELSEWHERE: _Reader(
        lambda cell, labels: read_paragraph(cell.value, labels),
        "W005",
        "is no paragraph of the declaration",
        "Write the number of the paragraph that holds the answer.",
    ),
    Field.PERCENT: _Reader(
        lambda cell, _: read_percent(cell),
        "W006",
        "is no percentage from 0 to 100",
        "Write a number such as 40 or 40 %.",
    ),
    Field.EVIDENCE_DATE: _Reader(
        lambda cell, _: read_day(cell.value),
        "W007",
        "is no date that is certain",
        "Write year, month and day, such as 2027-03-31.",
    ),
    Field.EVIDENCE_LINK: _Reader(
        lambda cell, _: (
            clean_text(str(cell.value)) if LINK.fullmatch(clean_text(str(cell.value))) else None
        ),
        "W008",
        "is no link",
        "Write the whole address, beginning with https://.",
    ),
    Field.IN_CONFIDENCE: _Reader(
        lambda cell, _: read_consent(cell.value),
        "W016",
        "is neither yes nor no",
        "Choose one from the list, or leave it empty.",
    ),
}


class _RowReader:
    """Reads one row; faults gather as it goes."""

    def __init__(self, answers: ReturnedTable, number: int, labels: Mapping[str, str]) -> None:
        self.answers = answers
        self.number = number
        self.row = answers.table.rows[number]
        self.labels = labels
        self.paragraph = ""
        self.faults: dict[Field, Problem] = {}

    def cell(self, column: int | None) -> SheetCell:
        """Return a cell, an empty one where the row or the column does not reach."""
        known = column is not None and column < len(self.row)
        return self.row[column] if known and column is not None else SheetCell()

    def has_anything(self) -> bool:
        """Return whether the row holds a key or an answer."""
        fields = (Field.KEY, *ANSWERS)
        cells = (self.cell(self.answers.columns.get(field)) for field in fields)
        return any(cell.value != "" or cell.is_unknown for cell in cells)

    def read(self, present: Mapping[RowKey, Mapping[Field, str]]) -> ReturnedRow:
        """Return the row."""
        text = str(self.cell(self.answers.columns[Field.KEY]).value)
        key = read_key(text)
        if key is None:
            self.add(Field.KEY, "W001", "There is no key in this row." if not text.strip() else
                     f"{text!r:.60} is no key.", "Copy the row of this paragraph from the "
                     "workbook that was sent; rows of your own are not taken.", text)  # fmt: skip
        else:
            self.paragraph = key.paragraph
        printed = present.get(key, {}) if key else {}
        values = {field: self.read_answer(field, printed.get(field)) for field in ANSWERS}
        if key and any(values[field] != printed.get(field, "") for field in ANSWERS):
            self.check_together(values)
        notes = {
            heading: clean_text(str(self.cell(column).value))
            for heading, column in self.answers.others.items()
        }
        return ReturnedRow(self.place(Field.KEY), key, values, self.faults, notes)

    def place(self, field: Field) -> str:
        """Return the name of a cell of this row."""
        column = self.answers.columns.get(field, self.answers.columns[Field.KEY])
        return self.answers.table.place(self.number, column)

    def add(self, field: Field, code: str, message: str, remedy: str, value: str = "") -> None:
        """Add a fault of a cell; the first one of each cell counts."""
        label = self.labels.get(self.paragraph, "")
        about = f" (paragraph {label}, {self.paragraph})" if self.paragraph else ""
        place = Place(item=self.place(field))
        self.faults.setdefault(
            field, Problem(code, Level.ERROR, place, f"{message[:-1]}{about}.", remedy, value)
        )

    def read_answer(self, field: Field, printed: str | None) -> str:
        """Return the canonical answer of a cell, what is typed where it cannot be understood."""
        if field not in self.answers.columns:
            return printed or ""
        cell = self.cell(self.answers.columns[field])
        if cell.is_unknown:
            self.add(field, "W002", "The cell holds a formula or an error without a value.",
                     "Type the value itself.")  # fmt: skip
            return ""
        plain = clean_text(_as_text(cell))
        if not plain or plain == printed:
            return plain
        if field in _READERS:
            reader = _READERS[field]
            found = reader.read(cell, self.labels)
            if found is None:
                self.add(field, reader.code, f"{plain!r:.60} {reader.fault}.", reader.remedy, plain)
                return plain
            return found
        if len(plain) > LONGEST_WORDS:
            self.add(field, "W009", f"There are {len(plain):,} characters.",
                     f"At most {LONGEST_WORDS:,} are taken; put the rest into a document and "
                     "give its link.", plain[:60])  # fmt: skip
        return plain

    def check_together(self, values: Mapping[Field, str]) -> None:
        """Add the faults of answers that do not go together."""
        state, reason = values[Field.STATE], values[Field.REASON]
        elsewhere = values[Field.ELSEWHERE]
        given = [f for f in ANSWERS if values[f] and f is not Field.IN_CONFIDENCE]
        if values[Field.IN_CONFIDENCE] and not state:
            self.add(Field.IN_CONFIDENCE, "W017", "There is no state that is not to be shown.",
                     "Choose a state, or empty the cell.")  # fmt: skip
        if state and reason:
            self.add(Field.REASON, "W010", "There are both a state and a reason for none.",
                     "Delete one of the two.", reason)  # fmt: skip
        elif not state and not reason and given:
            self.add(Field.STATE, "W011", "There are words or figures but neither a state nor a "
                     "reason.", "Choose a state, or a reason why there is none.")  # fmt: skip
        if values[Field.PERCENT] and reason and not state:
            self.add(Field.PERCENT, "W012", "There is a percentage beside a reason.",
                     "Choose a state, or delete it.", values[Field.PERCENT])  # fmt: skip
        if reason == MissingReason.INCLUDED_ELSEWHERE and not elsewhere:
            self.add(Field.ELSEWHERE, "W013", "The paragraph that holds the answer is not named.",
                     "Write its number.")  # fmt: skip
        elif elsewhere and reason != MissingReason.INCLUDED_ELSEWHERE:
            self.add(Field.ELSEWHERE, "W014", "A paragraph is named, but the reason is not that "
                     "the answer is included elsewhere.", "Delete it, or choose that reason.",
                     elsewhere)  # fmt: skip
        if values[Field.EVIDENCE_DATE] and not values[Field.EVIDENCE_LINK]:
            self.add(Field.EVIDENCE_DATE, "W015", "There is a date of evidence without a link.",
                     "Add the link, or delete the date.", values[Field.EVIDENCE_DATE])  # fmt: skip


def _as_text(cell: SheetCell) -> str:
    """Return what a cell holds as words."""
    if isinstance(cell.value, float):
        number = cell.value * 100 if cell.is_percent else cell.value
        return print_percent(number) if cell.is_percent else f"{number:.10g}"
    return str(cell.value)
