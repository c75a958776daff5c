"""How is a workspace written as a Data Package? One file after the other, never all in memory."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlmodel import Session

from declarations.draft_printing import print_draft
from declarations.problems import StorageRefusal
from declarations.revisions import declaration_from_json
from exports.csv_cells import write_csv_parts
from exports.data_package import codebook, paragraph_list
from exports.data_package.cells import write_value
from exports.data_package.contents import TABLES, place_of
from exports.data_package.descriptor import (
    DESCRIPTOR,
    README,
    PackageWishes,
    WrittenFile,
    describe_csv,
    describe_file,
    describe_package,
    describe_table,
)
from exports.data_package.fields import WRITTEN_PLAIN, DataTable
from exports.data_package.package_files import list_package_files
from exports.data_package.queries import count_hidden, load_rows
from exports.folders import whole_folder

CHUNK = 1 << 20


@dataclass(slots=True)
class PackageSummary:
    """What was written: rows by table, files besides, and how many rows are not public."""

    rows: dict[str, int] = field(default_factory=dict)
    hidden: dict[str, int] = field(default_factory=dict)
    texts: int = 0
    evidence: int = 0


def write_package(
    session: Session,
    folder: Path,
    wishes: PackageWishes,
    find_evidence: Callable[[str], Path],
) -> PackageSummary:
    """Write a workspace as a Data Package into a folder, whole or not at all; return what is in it.

    ``find_evidence`` gives the place of a file by its SHA-256. Raises RuleRefusal for a folder that
    holds something else, StorageRefusal where a text or a file behind an answer is gone or was
    altered, or the folder cannot be written.
    """
    with whole_folder(folder, is_package) as made:
        return PackageWriter(session, made, wishes, find_evidence).write()


def is_package(folder: Path) -> bool:
    """Return whether a folder holds a package of Accord and nothing else."""
    known = list_package_files(folder)
    if known is None:
        return False
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()}
    return there <= {*known, DESCRIPTOR, README}


class PackageWriter:
    """Writes one package and keeps what was written."""

    def __init__(
        self,
        session: Session,
        folder: Path,
        wishes: PackageWishes,
        find_evidence: Callable[[str], Path],
    ) -> None:
        self.session = session
        self.folder = folder
        self.wishes = wishes
        self.find_evidence = find_evidence
        self.summary = PackageSummary()
        self.resources: list[dict[str, Any]] = []
        self.texts: list[dict[str, Any]] = []
        self.codes: dict[str, None] = {}
        self.evidence: dict[str, str] = {}

    def write(self) -> PackageSummary:
        """Write every file, the descriptor last."""
        for table in TABLES:
            self.write_table(table)
        self.write_paragraphs()
        self.write_codebook()
        self.resources += self.texts
        for sha256 in sorted(self.evidence):
            self.write_evidence(sha256)
        self.write_file(README, [codebook.write_readme(self.wishes).encode()])
        described = describe_package(self.wishes, self.resources)
        content = json.dumps(described, ensure_ascii=False, indent=2) + "\n"
        self.write_file(DESCRIPTOR, [content.encode()])
        return self.summary

    def write_file(self, path: str, parts: Iterable[bytes]) -> WrittenFile:
        """Write one file of the package."""
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        digest, size = hashlib.sha256(), 0
        with target.open("wb") as file:
            for part in parts:
                file.write(part)
                digest.update(part)
                size += len(part)
        return WrittenFile(path, size, digest.hexdigest())

    def write_table(self, table: DataTable) -> None:
        """Write one table of the workspace, and the files that its rows name."""
        public = self.wishes.is_public
        fields = table.chosen(public=public)
        numbers = [
            place
            for place, each in enumerate(fields)
            if place_of(table, each).kind in WRITTEN_PLAIN
        ]
        head = [each.name for each in fields]
        rows = self.list_rows(table)
        file = self.write_file(table.path, write_csv_parts(_after(head, rows), numbers))
        self.resources.append(describe_table(table, file, public=public))
        if public and (hidden := count_hidden(self.session, table)):
            self.summary.hidden[table.name] = hidden

    def list_rows(self, table: DataTable) -> Iterator[list[str]]:
        """Yield the cells of a table's rows."""
        fields = table.chosen(public=self.wishes.is_public)
        count = 0
        for row in load_rows(self.session, table, public=self.wishes.is_public):
            if table.in_file:
                self.write_text(row, row[table.in_file])
            for piece in row.get("evidence") or ():
                if piece.get("sha256"):
                    place = f"{row['member']}, {row['period']}, {row['paragraph']}"
                    self.evidence.setdefault(piece["sha256"], place)
            yield [
                write_value(row[each.reasons])
                if each.reasons and row[each.name] in (None, "")
                else write_value(row[each.name])
                for each in fields
            ]
            count += 1
        self.summary.rows[table.name] = count

    def write_text(self, row: dict[str, Any], content: str) -> None:
        """Write the words of one revision, in their canonical form and for people."""
        code, language, number = row["declaration"], row["language"], row["number"]
        if hashlib.sha256(content.encode()).hexdigest() != row["sha256"]:
            raise StorageRefusal(
                f"Revision {number} of {code} ({language}) was altered in the database: its text "
                f"no longer has its SHA-256 {row['sha256'][:12]}.",
                hint="Restore the workspace from a backup.",
            )
        self.codes.setdefault(code)
        self.summary.texts += 1
        count = self.summary.texts
        title = f"{code}, {language}, revision {number}"
        stem = text_stem(code, language, number)
        file = self.write_file(f"{stem}.json", [content.encode()])
        self.texts.append(
            describe_file(f"text-{count}", title, file, format="json", mediatype="application/json")
        )
        draft = print_draft(declaration_from_json(content)).encode()
        file = self.write_file(f"{stem}.md", [draft])
        self.texts.append(describe_file(f"draft-{count}", f"{title}, for people", file))

    def write_paragraphs(self) -> None:
        """Write the list of the paragraphs of the declarations in the package."""
        rows = paragraph_list.list_paragraphs(self.session, list(self.codes))
        parts = write_csv_parts(_after(list(paragraph_list.FIELDS), rows))
        file = self.write_file(paragraph_list.PATH, parts)
        self.resources.append(
            describe_csv(
                paragraph_list.NAME,
                paragraph_list.TITLE,
                paragraph_list.MEANING,
                file,
                paragraph_list.describe_paragraphs(),
            )
        )

    def write_codebook(self) -> None:
        """Write the codebook."""
        parts = write_csv_parts(_after(list(codebook.FIELDS), codebook.list_codes()))
        file = self.write_file(codebook.PATH, parts)
        self.resources.append(
            describe_csv(
                "codebook", codebook.TITLE, codebook.MEANING, file, codebook.describe_codebook()
            )
        )

    def write_evidence(self, sha256: str) -> None:
        """Copy one file behind an answer; StorageRefusal where it is gone or was altered."""
        file = None
        try:
            with self.find_evidence(sha256).open("rb") as source:
                parts = iter(lambda: source.read(CHUNK), b"")
                file = self.write_file(f"evidence/{sha256}", parts)
        except FileNotFoundError:
            pass
        if file is None or file.sha256 != sha256:
            state = "gone" if file is None else "altered"
            raise StorageRefusal(
                f"A file behind an answer is {state}: {self.evidence[sha256]}, SHA-256 {sha256}. "
                "Nothing was written.",
                hint="Put the folder evidence/ of the last backup beside the workspace; "
                "accord data verify lists every such file.",
            )
        self.summary.evidence += 1
        self.resources.append(describe_file(f"evidence-{sha256}", "A file behind an answer", file))


def text_stem(code: str, language: str, number: int) -> str:
    """Return the path of a revision's files in the package, without the ending."""
    return f"texts/{code}.{language}.{number}"


def _after(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[Sequence[str]]:
    """Yield the head and then the rows."""
    yield head
    yield from rows
