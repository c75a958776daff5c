"""How does a package come back into a workspace? Row after row, all or nothing.

The caller owns the transaction and rolls it back where there are faults: the workspace's own tables
judge each row, and nothing of it stays.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, select
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, SQLModel

from declarations.adoption_records import load_adoption
from declarations.problems import InputRefusal, Refusal, RuleRefusal
from declarations.store import list_languages, list_revisions
from declarations.tables import new_key
from exports.data_package.contents import ACCOUNT_TABLES, BY_NAME, TABLES
from exports.data_package.faults import Faults
from exports.data_package.fields import DataTable, Link, Reference
from exports.data_package.package_files import HINT, OpenPackage, open_package
from exports.data_package.row_meanings import find_row_faults
from exports.data_package.rows import ReadRow, TableReader, large_cells
from exports.data_package.rules import RULES
from exports.data_package.texts import TextReader
from tracker.tallies import rebuild_tallies

ROWS_AT_A_TIME = 2000


@dataclass(slots=True)
class StoredPackage:
    """What came back: its title, rows by table, and the files behind answers by SHA-256."""

    title: str
    rows: dict[str, int] = field(default_factory=dict)
    evidence: dict[str, Path] = field(default_factory=dict)


def store_package(session: Session, folder: Path) -> StoredPackage:
    """Put a package into an empty workspace and return what came back.

    Raises RuleRefusal for a workspace with anything in it, StorageRefusal where there is no
    package, InputRefusal with every fault; the caller then rolls back.
    """
    refuse_filled(session)
    faults = Faults()
    package = open_package(folder, faults)
    with large_cells():
        stored = PackageStore(session, package, faults).store()
    if not faults.problems:
        check_adoptions(session, faults)
    if faults.problems:
        raise InputRefusal(
            f"The package in {folder} was not taken: {len(faults.problems)} faults.",
            hint="Nothing was stored; mend these, or take the package as it was written.",
            problems=faults.problems,
        )
    rebuild_tallies(session)
    return stored


def refuse_filled(session: Session) -> None:
    """Raise RuleRefusal unless the workspace is empty, accounts apart."""
    counts = {
        name: session.execute(select(func.count()).select_from(table)).scalar_one()
        for name, table in sorted(SQLModel.metadata.tables.items())
        if name not in ACCOUNT_TABLES
    }
    found = ", ".join(f"{count} in {name}" for name, count in counts.items() if count)
    if found:
        raise RuleRefusal(
            f"The workspace is not empty: there are rows ({found}).",
            hint="Make a new one: accord init --db NEW.db, then give --db NEW.db here.",
        )


def check_adoptions(session: Session, faults: Faults) -> None:
    """Report every declaration whose record or texts do not belong together."""
    source = BY_NAME["declarations"].source
    for code in session.execute(select(source.c.code).order_by(source.c.code)).scalars():
        try:
            load_adoption(session, code)
            for language in list_languages(session, code):
                list_revisions(session, code, language)
        except (Refusal, ValueError) as error:
            faults.add("O040", BY_NAME["adoptions"].path, f"The record of {code} is not whole: "
                       f"{error}", HINT, value=code, item="declaration")  # fmt: skip


@dataclass(slots=True)
class KnownRows:
    """The keys of a table that others point at; None for a row that was not stored."""

    keys: dict[tuple[Any, ...], UUID | None] = field(default_factory=dict)
    stored: set[tuple[Any, ...]] = field(default_factory=set)
    is_read: bool = False


class PackageStore:
    """Stores the tables of one package."""

    def __init__(self, session: Session, package: OpenPackage, faults: Faults) -> None:
        self.session = session
        self.package = package
        self.faults = faults
        self.texts = TextReader(package, faults)
        self.stored = StoredPackage(package.title)
        pointed = {each.table for table in TABLES for each in table.pointers}
        self.known: dict[str, KnownRows] = {name: KnownRows() for name in sorted(pointed)}
        self.declarations: dict[str, str] = {}
        self.naming = {
            table.name: [each for each in table.fields if each.names_paragraphs] for table in TABLES
        }

    def store(self) -> StoredPackage:
        """Store every table."""
        for table in TABLES:
            rows = self.take_rows(table)
            batch: list[tuple[ReadRow, dict[str, Any]]] = []
            for each in rows:
                batch.append(each)
                if len(batch) == ROWS_AT_A_TIME:
                    self.insert(table, batch)
                    batch = []
            self.insert(table, batch)
        return self.stored

    def take_rows(self, table: DataTable) -> Iterator[tuple[ReadRow, dict[str, Any]]]:
        """Yield each sound row with the columns in which the workspace keeps it."""
        reader = TableReader(self.package, table, self.faults)
        known = self.known.get(table.name)
        count = 0
        for row in reader.read():
            count += 1
            key = tuple(row.values.get(name) for name in table.key)
            if known is not None:
                known.keys[key] = None
            if not row.is_sound:
                continue
            columns = self.make_columns(table, row)
            if columns is None:
                continue
            if known is not None:
                known.keys[key] = columns.get("id")
                known.stored.add(key)
            if table.name == "periods":
                self.declarations[row.values["code"]] = row.values["declaration"]
            yield row, columns
        if known is not None:
            known.is_read = reader.is_whole
        self.stored.rows[table.name] = count

    def make_columns(self, table: DataTable, row: ReadRow) -> dict[str, Any] | None:
        """Return what the workspace keeps of a row; None, with faults, for one that cannot be."""
        found = [self.is_found(table, row, each) for each in table.pointers]
        sound = all(found)
        sound = self.check_paragraphs(table, row) and sound
        sound = self.check_evidence(table, row) and sound
        for name, message, remedy in find_row_faults(table.name, row.values):
            self.add("O034", table, row, name, message, remedy)
            sound = False
        names = table.source.columns.keys()
        columns = {name: value for name, value in row.values.items() if name in names}
        if table.in_file:
            columns[table.in_file] = self.texts.read(row)
            sound = columns[table.in_file] is not None and sound
        if not sound:
            return None
        for link in table.links:
            key = tuple(row.values[name] for name in link.fields)
            columns[link.column] = self.known[link.table].keys[key]
        if "id" in names:
            columns["id"] = new_key()
        return columns

    def is_found(self, table: DataTable, row: ReadRow, pointer: Link | Reference) -> bool:
        """Return whether what a row points at was stored; report it where it is not there."""
        known = self.known[pointer.table]
        key = tuple(row.values[name] for name in pointer.fields)
        if known.is_read and key not in known.keys:
            said = ", ".join(str(part) for part in key)
            self.add("O030", table, row, pointer.fields[-1], f"There is no {said} in "
                     f"{BY_NAME[pointer.table].path}.", "Name one that is there.")  # fmt: skip
        return key in known.stored

    def check_paragraphs(self, table: DataTable, row: ReadRow) -> bool:
        """Return whether the text has the paragraphs that a row names; report it where not."""
        code = row.values.get("declaration") or self.declarations.get(row.values.get("period", ""))
        known = self.texts.paragraphs.get(code or "")
        if known is None:
            return True
        sound = True
        for each in self.naming[table.name]:
            for name in named_paragraphs(row.values.get(each.name)):
                if name not in known:
                    message = f"{code} has no paragraph {name!r:.80}."
                    self.add("O031", table, row, each.name, message, "Use the ids of its text.")
                    sound = False
        return sound

    def check_evidence(self, table: DataTable, row: ReadRow) -> bool:
        """Return whether the files behind an answer are in the package; report it where not."""
        sound = True
        for piece in row.values.get("evidence") or ():
            sha256 = piece.get("sha256")
            path = f"evidence/{sha256}"
            if not sha256:
                continue
            if self.package.files.get(path) != sha256:
                self.add("O032", table, row, "evidence", f"The package has no file {path} with "
                         "this SHA-256.", HINT)  # fmt: skip
                sound = False
            self.stored.evidence[sha256] = self.package.folder / path
        return sound

    def add(
        self, code: str, table: DataTable, row: ReadRow, name: str, message: str, remedy: str
    ) -> None:
        """Report a fault of a row."""
        value, names = row.values.get(name), [each.name for each in table.fields]
        self.faults.add(code, table.path, message, remedy, line=row.line,
                        column=names.index(name) + 1 if name in names else 0,
                        value="" if value is None else str(value), item=name)  # fmt: skip

    def insert(self, table: DataTable, batch: list[tuple[ReadRow, dict[str, Any]]]) -> None:
        """Store rows at once; where one breaks a rule, one by one to find all that do."""
        if not batch:
            return
        statement = insert(table.source)
        try:
            with self.session.begin_nested():
                self.session.execute(statement, [columns for _row, columns in batch])
        except DBAPIError:
            for row, columns in batch:
                try:
                    with self.session.begin_nested():
                        self.session.execute(statement, columns)
                except DBAPIError as error:
                    self.forget(table, row)
                    self.report_rule(table, row, error)

    def forget(self, table: DataTable, row: ReadRow) -> None:
        """Note that a row was not stored after all, so that those below it are not either."""
        if table.name in self.known:
            self.known[table.name].stored.discard(tuple(row.values[name] for name in table.key))

    def report_rule(self, table: DataTable, row: ReadRow, error: DBAPIError) -> None:
        """Report the rule of the workspace that a row breaks."""
        broken = find_rule(error)
        name, words = RULES.get(broken, (table.key[0], f"The workspace refuses it: {broken}."))
        self.add("O033", table, row, name, words, "Mend the row.")


def named_paragraphs(value: Any) -> list[str]:
    """Return the ids of paragraphs that a value is, or consists of."""
    if isinstance(value, str):
        return [value] if value else []
    return list(value or ())


def find_rule(error: DBAPIError) -> str:
    """Return the name of the rule that the database says was broken, or its words."""
    named = getattr(getattr(error.orig, "diag", None), "constraint_name", None)
    if named:
        return str(named)
    words = str(error.orig).splitlines()[0]
    found = re.search(r"constraint failed: (ck_\w+)", words)
    return found[1] if found else words
