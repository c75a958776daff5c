"""How does a list of members go in and out? One CSV file, one member a row.

A city's name may look like a formula; ``exports.csv_cells`` keeps a spreadsheet from running it.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from babel import Locale
from babel.core import get_global

from declarations.problems import InputRefusal, Level, Place, Problem, StorageRefusal
from exports.csv_cells import find_dialect, restore_formula, write_csv
from tracker.city_sizes import MOST_INHABITANTS
from tracker.members import Member, MemberKind

REQUIRED = ("code", "name")
OPTIONAL = ("country", "region", "kind", "population", "joined", "left")
OTHER_HEADINGS = {"population": "population", "inhabitants": "population"}
"""Fields by other headings of their columns, case folded."""
EMPTY = frozenset(("", "-", "n/a", "N/A"))
THOUSANDS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3}(?: [0-9]{3})+")
MAXIMUM_BYTES = 50_000_000
MAXIMUM_CELL = 1_000
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

OTHER_NAMES = {
    "bolivia plurinational state of": "BO",
    "brunei darussalam": "BN",
    "burma": "MM",
    "cape verde": "CV",
    "czech republic": "CZ",
    "democratic people s republic of korea": "KP",
    "democratic republic of congo": "CD",
    "el": "GR",
    "hong kong": "HK",
    "iran islamic republic of": "IR",
    "ivory coast": "CI",
    "korea republic of": "KR",
    "lao people s democratic republic": "LA",
    "macao": "MO",
    "macedonia": "MK",
    "micronesia federated states of": "FM",
    "moldova republic of": "MD",
    "palestine": "PS",
    "palestine state of": "PS",
    "republic of korea": "KR",
    "republic of moldova": "MD",
    "russian federation": "RU",
    "state of palestine": "PS",
    "swaziland": "SZ",
    "syrian arab republic": "SY",
    "tanzania united republic of": "TZ",
    "turkey": "TR",
    "uk": "GB",
    "united republic of tanzania": "TZ",
    "united states of america": "US",
    "venezuela bolivarian republic of": "VE",
    "viet nam": "VN",
}
"""Names seen in lists that CLDR has in another form: ISO's and earlier English names; UK, EL."""

NOT_COUNTRIES = frozenset(
    {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}
)
"""Two-letter codes that CLDR lists beside those ISO 3166-1 assigns to countries.

XK (Kosovo) stays: ISO assigns it to none, but lists in use have it.
"""


Row = tuple[int, list[str]]
"""The number of a line, from 1, and its cells."""


@dataclass(frozen=True, slots=True)
class MemberList:
    """What a list says: the members of its good rows and the problems of the others."""

    members: tuple[Member, ...]
    problems: tuple[Problem, ...]


@cache
def country_codes() -> dict[str, str]:
    """Return ISO 3166-1 alpha-2 codes by alpha-2, alpha-3 and English name, case folded.

    Source: Unicode CLDR, through Babel.
    """
    territories = Locale("en").territories
    codes = {
        code: name
        for code, name in territories.items()
        if re.fullmatch("[A-Z]{2}", code) and code not in NOT_COUNTRIES
    }
    found = {code.casefold(): code for code in codes}
    for alias, targets in get_global("territory_aliases").items():
        if re.fullmatch("[A-Z]{3}", alias) and len(targets) == 1 and targets[0] in codes:
            found[alias.casefold()] = targets[0]
    found.update({fold_name(name): code for code, name in codes.items()})
    return {**OTHER_NAMES, **found}


def fold_name(name: str) -> str:
    """Return a name without accents, case, punctuation and "the", for comparing."""
    plain = unicodedata.normalize("NFKD", name).replace("’", "'")
    letters = "".join(c for c in plain if not unicodedata.combining(c)).casefold()
    words = re.findall(r"\w+", letters.replace("&", " and "))
    return " ".join(word for word in words if word != "the")


def find_country(value: str) -> str | None:
    """Return the alpha-2 code of a country written as a code or an English name, or None."""
    return country_codes().get(value.strip().casefold()) or country_codes().get(fold_name(value))


def read_members(
    path: Path, *, columns: Mapping[str, str] | None = None, make_codes: bool = False
) -> MemberList:
    """Return the members of a CSV file, and a problem for every row that cannot be taken.

    ``columns`` maps a field (code, name, country, region, kind, population, joined, left,
    name:LANG) to the column that holds it; a field has the column of its own name otherwise, or of
    one of OTHER_HEADINGS. With ``make_codes`` a
    member without a code gets one from its country and name ("pt-lisboa"); two members that would
    get the same are refused, never guessed apart. Raises StorageRefusal when the file cannot be
    read and InputRefusal when it is not UTF-8 or has no such columns.
    """
    rows = split_rows(read_text(path), str(path))
    return read_rows(rows, str(path), columns=columns or {}, make_codes=make_codes)


def split_rows(text: str, file: str) -> Iterator[Row]:
    """Yield the rows of a CSV file with their lines; InputRefusal where it is none."""
    rows = csv.reader(io.StringIO(text, newline=""), find_dialect(text))
    try:
        for row in rows:
            yield rows.line_num, row
    except csv.Error as error:
        raise InputRefusal(
            f"{file}: line {rows.line_num} is not valid CSV: {error}.",
            hint="Save the list as CSV (UTF-8) again.",
        ) from error


def read_rows(
    rows: Iterable[Row],
    file: str,
    *,
    columns: Mapping[str, str] | None = None,
    make_codes: bool = False,
) -> MemberList:
    """Return the members of rows, the first of which has the names of the columns.

    ``columns`` None says that whoever gives the list cannot tell which column holds what: faults
    then say to name the columns in the list. Raises InputRefusal for columns that do not fit.
    """
    lines = iter(rows)
    header = [rename_heading(name.strip(), columns or {}) for name in next(lines, (1, []))[1]]
    places = find_columns(file, header, columns, make_codes=make_codes)
    reader = _RowReader(file, header, places, make_codes=make_codes)
    for line, row in lines:
        if any(cell.strip() for cell in row):
            reader.read(row, line)
    return MemberList(tuple(reader.members), tuple(reader.problems))


def rename_heading(name: str, columns: Mapping[str, str]) -> str:
    """Return the field that a column's heading stands for, or the heading as it is."""
    return name if name in columns.values() else OTHER_HEADINGS.get(name.casefold(), name)


def read_text(path: Path) -> str:
    """Return the text of a file; refuse what is missing, too large or not UTF-8."""
    try:
        with path.open("rb") as file:
            data = file.read(MAXIMUM_BYTES + 1)
    except OSError as error:
        raise StorageRefusal(
            f"The list cannot be read: {path}: {error.strerror}.", hint="Check the name."
        ) from error
    if len(data) > MAXIMUM_BYTES:
        raise InputRefusal(
            f"{path} is larger than {MAXIMUM_BYTES // 1_000_000} MB.",
            hint="Check that this is a list of members, or split it.",
        )
    return decode_text(data, str(path))


def decode_text(data: bytes, name: str) -> str:
    """Return the text of a file; InputRefusal for what is not UTF-8, with its place."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputRefusal(
            f"{name} is not UTF-8: byte {data[error.start]:#04x} in line {line}.",
            hint='Save it as "CSV UTF-8" in the spreadsheet.',
        ) from error


def find_columns(
    file: str, header: list[str], columns: Mapping[str, str] | None, *, make_codes: bool
) -> dict[str, int]:
    """Return the place of each field's column; refuse all missing and unknown ones at once."""
    is_command, columns = columns is not None, columns or {}
    fields = {
        name for name in (*REQUIRED, *OPTIONAL, *header) if name in (*REQUIRED, *OPTIONAL)
        or name.startswith("name:")
    }  # fmt: skip
    problems = [
        _problem("M001", file, 1, field, f"There is no field {field!r}.",
                 f"Fields: {', '.join((*REQUIRED, *OPTIONAL, 'name:LANG'))}.")
        for field in columns
        if field not in fields and not field.startswith("name:")
    ]  # fmt: skip
    problems += [
        _problem("M013", file, 1, name, f"There are {header.count(name)} columns {name!r}.",
                 "Give each column its own name.")
        for name in sorted({columns.get(field, field) for field in {*fields, *columns}})
        if header.count(name) > 1
    ]  # fmt: skip
    places = {}
    for field in (*sorted(fields - set(columns)), *columns):
        column = columns.get(field, field)
        if column in header:
            places[field] = header.index(column)
        elif field in columns or (field in REQUIRED and not (field == "code" and make_codes)):
            remedy = f"Columns there are: {', '.join(header) or 'none'}."
            remedy += _say_how(field, is_command=is_command)
            problems.append(
                _problem("M002", file, 1, column, f"There is no column {column!r}.", remedy)
            )
    if problems:
        raise InputRefusal(
            f"{file}: its columns do not fit.", hint="No member was taken.", problems=problems
        )
    return places


def _say_how(field: str, *, is_command: bool) -> str:
    """Return what to do about a column that is not there, in a command or on a page."""
    if not is_command:
        more = ", or let codes be made" if field == "code" else ""
        return f" Name the column of it {field} in the first row{more}."
    more = " Or let codes be made: --make-codes." if field == "code" else ""
    return f" Add --map {field}=COLUMN.{more}"


def _problem(
    code: str, file: str, line: int, item: str, message: str, remedy: str, value: str = ""
) -> Problem:
    """Return a problem of a row or column."""
    return Problem(code, Level.ERROR, Place(file, line, 0, item), message, remedy, value)


class _RowReader:
    """Reads the rows of one list; members and problems gather as it goes."""

    def __init__(
        self, file: str, header: list[str], places: Mapping[str, int], *, make_codes: bool
    ) -> None:
        self.file = file
        self.header = header
        self.places = places
        self.make_codes = make_codes
        self.members: list[Member] = []
        self.problems: list[Problem] = []
        self.lines: dict[str, int] = {}

    def read(self, row: list[str], line: int) -> None:
        """Take one row, or name everything that is wrong with it."""
        if len(row) > len(self.header):
            self.add("M012", line, "row", f"The row has {len(row)} cells, the heading "
                     f"{len(self.header)}.", "Put text that holds the separator in quotation "
                     "marks; delete separators at the end.", row[len(self.header)])  # fmt: skip
            return
        before = len(self.problems)
        values = {
            field: self.value(row, place, field, line) for field, place in self.places.items()
        }
        name = values.get("name", "")
        country = self.country(values.get("country", ""), line)
        kind = self.kind(values.get("kind", ""), line)
        population = self.population(values.get("population", ""), line)
        joined = self.day(values.get("joined", ""), "joined", line)
        left = self.day(values.get("left", ""), "left", line)
        if joined and left and left < joined:
            self.add("M008", line, "left", f"It left on {left}, before it joined on {joined}.",
                     "Check the two dates.", str(left))  # fmt: skip
        names = {
            field.partition(":")[2] or "en": value
            for field, value in values.items()
            if value and (field == "name" or field.startswith("name:"))
        }
        if not names:
            self.add("M003", line, "name", "The member has no name.", "Write its name.")
        code = self.code(values.get("code", ""), country, name, line)
        if len(self.problems) > before:
            return
        self.members.append(
            Member(code, names, country, values.get("region", ""), kind, joined, left, population)
        )

    def add(
        self, code: str, line: int, item: str, message: str, remedy: str, value: str = ""
    ) -> None:
        """Add a problem of a row."""
        self.problems.append(_problem(code, self.file, line, item, message, remedy, value))

    def value(self, row: list[str], place: int, field: str, line: int) -> str:
        """Return a cell as clean text; name characters and lengths that cannot be taken."""
        cell = row[place] if place < len(row) else ""
        cell = restore_formula(cell)
        cell = " ".join(unicodedata.normalize("NFC", cell).split())
        if CONTROL.search(cell):
            self.add("M004", line, field, f"{self.header[place]} has a control character.",
                     "Delete it.", repr(cell)[:60])  # fmt: skip
        if len(cell) > MAXIMUM_CELL:
            self.add("M005", line, field, f"{self.header[place]} has {len(cell)} characters.",
                     f"At most {MAXIMUM_CELL} are taken.", cell[:60])  # fmt: skip
        return "" if cell in EMPTY else cell

    def country(self, value: str, line: int) -> str:
        """Return the country's code, "" where none is given."""
        found = find_country(value) if value else ""
        if found is None:
            self.add("M006", line, "country", f"{value!r} is no country that is known.",
                     "Write its ISO 3166-1 code, such as KR.", value)  # fmt: skip
        return found or ""

    def kind(self, value: str, line: int) -> MemberKind:
        """Return the kind of member; a city where none is given."""
        try:
            return MemberKind(value.lower()) if value else MemberKind.CITY
        except ValueError:
            self.add("M009", line, "kind", f"{value!r} is no kind of member.",
                     f"Use one of: {', '.join(MemberKind)}.", value)  # fmt: skip
            return MemberKind.CITY

    def population(self, value: str, line: int) -> int | None:
        """Return a number of inhabitants, None where none is given; thousands may be set apart."""
        if not value:
            return None
        digits = re.sub("[ ,]", "", value) if THOUSANDS.fullmatch(value) else value
        if re.fullmatch("[0-9]{1,8}", digits) and 1 <= int(digits) <= MOST_INHABITANTS:
            return int(digits)
        self.add("M014", line, "population", f"{value!r} is no number of inhabitants.",
                 f"Write a whole number from 1 to {MOST_INHABITANTS}, such as 250000.",
                 value)  # fmt: skip
        return None

    def day(self, value: str, field: str, line: int) -> date | None:
        """Return a date written as YYYY-MM-DD, None where none is given."""
        try:
            return date.fromisoformat(value) if value else None
        except ValueError:
            self.add("M007", line, field, f"{value!r} is not a date such as 2017-06-28.",
                     "Write year, month and day.", value)  # fmt: skip
            return None

    def code(self, value: str, country: str, name: str, line: int) -> str:
        """Return the member's code, its own or one made of country and name, unique in the list."""
        code = value
        if not code and self.make_codes and name:
            plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
            words = re.findall(r"[a-z0-9]+", plain)
            code = "-".join([country.lower(), *words]).strip("-") if words else ""
        if not code:
            self.add("M010", line, "code", "The member has no code.",
                     "Write a short code, unique for ever.", name)  # fmt: skip
        elif code in self.lines:
            self.add("M011", line, "code", f"The code {code!r} stands already in line "
                     f"{self.lines[code]}.", "Give each member its own code.", code)  # fmt: skip
        else:
            self.lines[code] = line
        return code


def write_members(members: Iterable[Member]) -> bytes:
    """Return members as CSV in UTF-8 with a byte order mark, in the order given.

    ``read_members`` reads it back to the same members, save a code or name that is only a mark for
    nothing given ("-", "n/a"): such a row it names.
    """
    members = list(members)
    languages = sorted({language for member in members for language in member.names} - {"en"})
    heading = [*REQUIRED, *OPTIONAL, *(f"name:{language}" for language in languages)]
    rows = (
        [
            member.code,
            member.names.get("en", ""),
            member.country,
            member.region,
            member.kind.value,
            str(member.population or ""),
            member.joined_on.isoformat() if member.joined_on else "",
            member.left_on.isoformat() if member.left_on else "",
            *(member.names.get(language, "") for language in languages),
        ]
        for member in members
    )
    return write_csv([heading, *rows])
