"""How does a member's sheet become a workbook (XLSX) that it can fill in? With XlsxWriter.

Words of members are only ever written as strings: a spreadsheet runs none of them.
"""

import io
import re
from datetime import date, datetime, time
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from exports.languages import is_right_to_left
from exports.phrasing import print_day
from exports.progress_sheet import ProgressSheet, SheetRow
from exports.workbook_words import Field, WorkbookWords, load_words
from tracker.periods import last_day_on_time

LISTS = "Lists"
WIDTHS = {
    Field.KEY: 12, Field.LABEL: 6, Field.TEXT: 44, Field.LAST: 24, Field.STATE: 14,
    Field.REASON: 16, Field.ELSEWHERE: 10, Field.PERCENT: 9, Field.DONE: 34, Field.OBSTACLES: 26,
    Field.NEXT_STEPS: 26, Field.SUPPORT_NEEDED: 22, Field.EVIDENCE_LINK: 24,
    Field.EVIDENCE_DATE: 12, Field.IN_CONFIDENCE: 14, Field.FAULTS: 44,
}  # fmt: skip
OWN_COLUMNS = 10
"""How many columns to the right a member may use for itself."""
GREY, HEAD, MARK, LINE = "#F1F3F5", "#1F4E79", "#FFE1DC", "#C8CDD2"
NUMBER = re.compile(r"[0-9]{1,6}(\.[0-9]{1,9})?")
POINTS_A_LINE, LONGEST_ROW = 13, 400


def write_workbook(sheet: ProgressSheet) -> bytes:
    """Return the workbook: what to do, the sheet to fill in, and the lists behind it.

    Where a row has faults their cells are coloured and a last column says what to mend. The same
    sheet gives the same bytes.
    """
    output = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
               "strings_to_numbers": False}  # fmt: skip
    with xlsxwriter.Workbook(output, options) as book:
        book.set_properties(
            {"title": sheet.declaration, "created": datetime.combine(sheet.period.opens_on, time())}
        )
        own, english = load_words()[sheet.language], load_words()["en"]
        read_me = book.add_worksheet(own.read_me)
        progress = book.add_worksheet(own.progress)
        lists = book.add_worksheet(LISTS)
        languages = [(sheet.language, own)]
        if sheet.language != "en":
            languages.append(("en", english))
        _write_read_me(book, read_me, sheet, languages)
        _write_lists(lists, sheet, own)
        _SheetWriter(book, progress, sheet, own).write()
    return output.getvalue()


def _write_read_me(
    book: xlsxwriter.Workbook,
    page: Worksheet,
    sheet: ProgressSheet,
    languages: list[tuple[str, WorkbookWords]],
) -> None:
    """Write who it is for, when it is due and the five steps, in each language."""
    page.hide_gridlines(2)
    page.set_column(0, 0, 28)
    page.set_column(1, 1, 80)
    row = 0
    for language, words in languages:
        leaning = {"reading_order": 2 if is_right_to_left(language) else 1, "valign": "top"}
        title = book.add_format({"bold": True, "font_size": 16, "font_color": HEAD, **leaning})
        name = book.add_format({"bold": True, "text_wrap": True, **leaning})
        plain = book.add_format({"text_wrap": True, "align": "left", **leaning})
        page.write_string(row, 0, words.title, title)
        due = last_day_on_time(sheet.period)
        facts = [
            ("", sheet.member),
            (words.declaration, sheet.declaration),
            (words.period, sheet.period.name),
            (words.due, print_day(due, language)),
            *((str(number), step) for number, step in enumerate(words.steps, start=1)),
        ]
        for heading, text in facts:
            row += 1
            page.write_string(row, 0, heading, name)
            page.write_string(row, 1, text, name if text == sheet.member else plain)
        row += 2
    if is_right_to_left(sheet.language):
        page.right_to_left()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.protect()


def _write_lists(page: Worksheet, sheet: ProgressSheet, words: WorkbookWords) -> None:
    """Write what can be chosen: states, reasons, the numbers of the paragraphs, yes or no."""
    choices = (
        words.states.values(), words.reasons.values(), sheet.labels.values(),
        words.confidence.values(),
    )  # fmt: skip
    for column, labels in enumerate(choices):
        for row, label in enumerate(labels):
            page.write_string(row, column, label)
    page.very_hidden()
    page.protect()


class _SheetWriter:
    """Writes the sheet that a member fills in."""

    def __init__(
        self,
        book: xlsxwriter.Workbook,
        page: Worksheet,
        sheet: ProgressSheet,
        words: WorkbookWords,
    ) -> None:
        self.book = book
        self.page = page
        self.sheet = sheet
        self.words = words
        self.fields = [
            field
            for field in Field
            if field is not Field.FAULTS or any(row.faults for row in sheet.rows)
        ]
        self.notes = list(dict.fromkeys(note for row in sheet.rows for note in row.notes))
        self.formats: dict[tuple[tuple[str, Any], ...], Format] = {}

    def write(self) -> None:
        """Write headings, rows and rules."""
        head = self.format(bold=True, font_color="white", bg_color=HEAD, locked=True)
        for column, field in enumerate(self.fields):
            hidden = {"hidden": True} if field is Field.KEY else {}
            self.page.set_column(column, column, WIDTHS[field], None, hidden)
            self.page.write_string(0, column, self.words.headings[field], head)
        first = len(self.fields)
        open_cell = self.format(locked=False)
        self.page.set_column(first, first + OWN_COLUMNS, 20, self.book.add_format({"locked": 0}))
        for column, note in enumerate(self.notes, start=first):
            self.page.write_string(0, column, note, open_cell)
        for number, row in enumerate(self.sheet.rows, start=1):
            self.write_row(number, row)
        self.add_rules()
        self.set_page()

    def format(self, **properties: Any) -> Format:
        """Return the format with these properties, made once."""
        known = tuple(sorted(properties.items()))
        if known not in self.formats:
            common = {"text_wrap": True, "valign": "top", "border": 1, "border_color": LINE}
            self.formats[known] = self.book.add_format({**common, **properties})
        return self.formats[known]

    def write_row(self, number: int, row: SheetRow) -> None:
        """Write one paragraph; its height fits its longest cell, for programs that do not."""
        fixed = {
            Field.KEY: str(row.key), Field.LABEL: row.label, Field.TEXT: row.text,
            Field.LAST: row.last, Field.FAULTS: "\n".join(filter(None, row.faults.values())),
        }  # fmt: skip
        tallest = 2
        for column, field in enumerate(self.fields):
            if field in fixed:
                text = fixed[field]
                self.page.write_string(
                    number, column, text, self.format(bg_color=GREY, locked=True)
                )
            else:
                text = self.write_answer(number, column, field, row)
            width = WIDTHS[field] if field is not Field.KEY else len(text) + 1
            tallest = max(tallest, sum(len(line) // width + 1 for line in text.split("\n")))
        for column, note in enumerate(self.notes, start=len(self.fields)):
            text = row.notes.get(note, "")
            self.page.write_string(number, column, text, self.format(locked=False))
        self.page.set_row(number, min(tallest * POINTS_A_LINE + 4, LONGEST_ROW))

    def write_answer(self, number: int, column: int, field: Field, row: SheetRow) -> str:
        """Write what a member has answered, as a number or date where it is one."""
        value = row.answers.get(field, "")
        properties: dict[str, Any] = {"locked": False}
        if field in row.faults:
            properties["bg_color"] = MARK
        if field is Field.PERCENT:
            properties["num_format"] = "0.####%" if "." in value else "0%"
        if field is Field.EVIDENCE_DATE:
            properties["num_format"] = "yyyy-mm-dd"
        look = self.format(**properties)
        number_or_day = _read_canonical(field, value)
        if not value:
            self.page.write_blank(number, column, None, look)
        elif isinstance(number_or_day, float):
            self.page.write_number(number, column, number_or_day / 100, look)
        elif number_or_day is not None:
            self.page.write_datetime(number, column, number_or_day, look)
        else:
            value = self.translate(field, value)
            self.page.write_string(number, column, value, look)
        return value

    def translate(self, field: Field, value: str) -> str:
        """Return a code as the label that a person reads."""
        tables = {
            Field.STATE: self.words.states, Field.REASON: self.words.reasons,
            Field.ELSEWHERE: self.sheet.labels, Field.IN_CONFIDENCE: self.words.confidence,
        }  # fmt: skip
        return tables.get(field, {}).get(value) or value

    def add_rules(self) -> None:
        """Put drop-downs and limits on the cells that are filled in."""
        last = len(self.sheet.rows)
        lists = {
            Field.STATE: ("A", len(self.words.states)),
            Field.REASON: ("B", len(self.words.reasons)),
            Field.ELSEWHERE: ("C", len(self.sheet.labels)),
            Field.IN_CONFIDENCE: ("D", len(self.words.confidence)),
        }
        for column, field in enumerate(self.fields):
            rule: dict[str, Any] = {}
            if field in lists:
                name, count = lists[field]
                rule = {"validate": "list", "source": f"={LISTS}!${name}$1:${name}${count}",
                        "error_message": self.words.choose}  # fmt: skip
            elif field is Field.PERCENT:
                rule = {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 1,
                        "error_message": self.words.percent_rule}  # fmt: skip
            elif field is Field.EVIDENCE_DATE:
                rule = {"validate": "date", "criteria": "between",
                        "minimum": date(1900, 3, 1), "maximum": date(2199, 12, 31),
                        "error_message": self.words.date_rule}  # fmt: skip
            if rule:
                self.page.data_validation(1, column, last, column, rule)

    def set_page(self) -> None:
        """Freeze the headings, protect the text, and make it print on landscape pages."""
        page, count = self.page, len(self.fields) + len(self.notes)
        frozen = self.fields.index(Field.TEXT) + 1
        page.freeze_panes(1, frozen)
        page.protect(
            "", {"format_columns": True, "format_rows": True, "autofilter": True, "sort": True}
        )
        page.set_landscape()
        page.set_paper(8)
        page.fit_to_pages(1, 0)
        page.repeat_rows(0)
        page.set_margins(0.4, 0.4, 0.6, 0.6)
        page.print_area(0, 0, len(self.sheet.rows), count - 1)
        page.set_header("&L&A&R&P / &N")
        if is_right_to_left(self.sheet.language):
            page.right_to_left()
        page.activate()


def _read_canonical(field: Field, value: str) -> float | datetime | None:
    """Return a canonical percentage or date; None for words, and for what a member mistyped."""
    try:
        if field is Field.PERCENT and NUMBER.fullmatch(value):
            return float(value)
        if field is Field.EVIDENCE_DATE:
            return datetime.combine(date.fromisoformat(value), time())
    except ValueError:
        return None
    return None
