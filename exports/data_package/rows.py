"""What do the rows of a package's table say, and which of them cannot be so?

The rows stand in the order of their key, as they were written: so a key that comes twice is seen
without keeping all keys in memory.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import JSON

from declarations.problems import InputRefusal
from exports.csv_cells import restore_formula
from exports.data_package.cells import read_value, shape_of
from exports.data_package.contents import FieldPlace, place_of
from exports.data_package.descriptor import is_required
from exports.data_package.faults import Faults
from exports.data_package.fields import WRITTEN_PLAIN, DataField, DataTable, FieldType
from exports.data_package.meanings import label_of
from exports.data_package.package_files import HINT, OpenPackage
from tracker.progress import MissingReason

MOST_LETTERS = 10_000_000
"""Of one cell, and of one line of a file."""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row as it was read; ``is_sound`` is False where a cell has a fault."""

    line: int
    values: Row
    is_sound: bool


@contextmanager
def large_cells() -> Iterator[None]:
    """Let cells be as long as the texts of members are."""
    before = csv.field_size_limit(MOST_LETTERS)
    try:
        yield
    finally:
        csv.field_size_limit(before)


class LineTooLong(Exception):
    """A line is longer than any that Accord writes."""


def read_lines(file: io.TextIOBase) -> Iterator[str]:
    """Yield the lines of a file, never more of one than is allowed; LineTooLong for a longer."""
    while line := file.readline(MOST_LETTERS + 1):
        if len(line) > MOST_LETTERS:
            raise LineTooLong
        yield line


class TableReader:
    """Reads one table of a package; ``is_whole`` says that it was read to its end."""

    def __init__(self, package: OpenPackage, table: DataTable, faults: Faults) -> None:
        self.package = package
        self.table = table
        self.faults = faults
        self.columns: dict[str, int] = {}
        self.cells = {field.name: CellReader(table, field) for field in table.fields}
        self.previous: tuple[Any, ...] | None = None
        self.is_whole = False

    def read(self) -> Iterator[ReadRow]:
        """Yield the rows; a file that is not there or has other columns yields none."""
        path = self.table.path
        if path not in self.package.files:
            self.faults.add("O010", path, f"The package has no table {self.table.name}.", HINT)
            return
        line = 0
        try:
            with (self.package.folder / path).open(encoding="utf-8", newline="") as file:
                rows = csv.reader(read_lines(file), strict=True)
                if not self.read_head(next(rows, [])):
                    return
                line = rows.line_num
                for cells in rows:
                    if self.faults.is_full:
                        return
                    yield self.read_row(line + 1, cells)
                    line = rows.line_num
                self.is_whole = True
        except UnicodeDecodeError as error:
            byte = error.object[error.start]
            self.faults.add("O011", path, f"The file is not UTF-8: byte {byte:#04x} after this "
                            "line.", HINT, line=line, value=f"{byte:#04x}")  # fmt: skip
        except (csv.Error, LineTooLong) as error:
            why = str(error) or f"the line has more than {MOST_LETTERS:,} letters"
            self.faults.add("O012", path, f"The line is no CSV: {why}.", HINT, line=line + 1)
        except OSError as error:
            self.faults.add("O006", path, f"The file cannot be read: {error.strerror}.",
                            "Check its rights.")  # fmt: skip

    def read_head(self, head: list[str]) -> bool:
        """Take in which column is where; return False, with faults, for other columns."""
        known = [field.name for field in self.table.fields]
        wanted = [
            field.name
            for field in self.table.chosen(public=self.package.is_public)
            if field.since <= self.package.layout
        ]
        path, sound = self.table.path, True
        for column, name in enumerate(head, start=1):
            if name not in known or name in head[: column - 1]:
                what = (
                    "There is no such column" if name not in known else "The column is there twice"
                )
                self.faults.add("O013", path, f"{what}: {name!r:.80}.",
                                f"The columns are: {', '.join(wanted)}.", line=1, column=column,
                                value=name, item=name)  # fmt: skip
                sound = False
        for name in wanted:
            if name not in head:
                self.faults.add("O014", path, f"The column {name!r} is missing.", HINT, line=1,
                                item=name)  # fmt: skip
                sound = False
        self.columns = {name: place for place, name in enumerate(head)}
        return sound

    def read_row(self, line: int, cells: list[str]) -> ReadRow:
        """Return one row."""
        path = self.table.path
        if len(cells) != len(self.columns):
            self.faults.add("O015", path, f"The row has {len(cells)} cells and the table "
                            f"{len(self.columns)} columns.", HINT, line=line)  # fmt: skip
            return ReadRow(line, {}, is_sound=False)
        values: Row = {}
        sound = True
        for name, reader in self.cells.items():
            if name not in self.columns:
                continue
            place = self.columns[name]
            try:
                reader.read(cells[place], values)
            except ValueError as error:
                sound = False
                self.faults.add("O016", path, f"{name}: {error}.", "Mend the cell.", line=line,
                                column=place + 1, value=cells[place], item=name)  # fmt: skip
        for name, reader in self.cells.items():
            if sound and name not in self.columns:
                values[name] = reader.field.default(values)
        if all(name in values for name in self.table.key):
            sound = self.check_order(line, values) and sound
        return ReadRow(line, values, is_sound=sound)

    def check_order(self, line: int, values: Row) -> bool:
        """Return whether a row comes after the one before it; report it where not."""
        key = tuple(values[name] for name in self.table.key)
        before, self.previous = self.previous, key
        if before is None or key > before:
            return True
        said = ", ".join(str(part) for part in key)
        message = (
            f"The row {said} is there twice."
            if key == before
            else f"The row {said} stands after {', '.join(str(part) for part in before)}."
        )
        remedy = f"Each row has a key of its own ({', '.join(self.table.key)}), in their order."
        self.faults.add("O017", self.table.path, message, remedy, line=line, value=said,
                        item=self.table.key[0])  # fmt: skip
        return False


class CellReader:
    """Reads the cells of one field."""

    def __init__(self, table: DataTable, field: DataField) -> None:
        self.field = field
        self.place: FieldPlace = place_of(table, field)
        self.is_required = is_required(table, field)
        self.words = frozenset(word.value for word in field.words or ())
        self.pattern = re.compile(field.pattern) if field.pattern else None
        column = self.place.column
        self.length = getattr(column.type, "length", None) if column is not None else None
        self.check_shape = find_shape_check(self.place)

    def read(self, cell: str, values: Row) -> None:
        """Put the value of a cell into a row; ValueError says what is wrong with it."""
        field = self.field
        if "\0" in cell:
            raise ValueError("the letter U+0000 is in no text")
        if field.reasons:
            values[field.reasons] = cell if cell in REASONS else ""
            cell = "" if cell in REASONS else cell
        if self.place.kind not in WRITTEN_PLAIN:
            cell = restore_formula(cell)
        if not cell and (field.reasons or not self.is_required):
            values[field.name] = "" if self.place.kind is FieldType.STRING else None
            self.check_empty(values)
            return
        values[field.name] = self.read_filled(cell)

    def check_empty(self, values: Row) -> None:
        """Refuse an empty cell where neither a value nor a reason is."""
        field = self.field
        if field.reasons and not field.is_optional and not values[field.reasons]:
            raise ValueError("there is neither a value nor a reason")

    def read_filled(self, cell: str) -> Any:
        """Return the value of a cell in which there must be one."""
        if not cell:
            raise ValueError("the cell is empty")
        field = self.field
        if field.words and cell not in self.words:
            known = ", ".join(sorted(self.words | (REASONS if field.reasons else frozenset())))
            raise ValueError(f"{cell!r:.80} is none of: {known}")
        if self.pattern and not self.pattern.fullmatch(cell):
            raise ValueError(f"{cell!r:.80} is not of the form {field.pattern}")
        if self.place.kind is FieldType.STRING and self.length and len(cell) > self.length:
            raise ValueError(f"it has {len(cell)} letters; at most {self.length} are kept")
        try:
            value = read_value(cell, self.place.kind, self.place.column)
        except ValueError as error:
            raise ValueError(f"{cell!r:.80} is not {error}") from error
        try:
            if self.check_shape:
                self.check_shape(value)
            if field.check:
                field.check(cell if field.has_json else value)
        except InputRefusal as error:
            raise ValueError(error.message.rstrip(".")) from error
        except (ValidationError, ArithmeticError, KeyError, TypeError, ValueError) as error:
            why = str(error).splitlines()[0]
            raise ValueError(f"{cell!r:.80} is no {label_of(field.name)}: {why}") from error
        return cell if field.has_json else value


REASONS = frozenset(reason.value for reason in MissingReason)


@lru_cache(maxsize=64)
def find_shape_check(place: FieldPlace) -> Callable[[Any], object] | None:
    """Return what checks the inside of a JSON value, such as a list of words."""
    column = place.column
    if column is None or not isinstance(column.type, JSON):
        return None
    adapter = TypeAdapter(shape_of(column, place.model))
    return lambda value: adapter.validate_python(value, strict=True)
