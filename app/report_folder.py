"""Which of the reports in a folder are still of the data as it is? A record beside them tells.

Each line of the record names a file, the SHA-256 of what it was made from and that of its bytes.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO

from declarations.problems import StorageRefusal
from exports.files import refuse_write, write_whole

RECORD = ".accord-reports.jsonl"


@dataclass(frozen=True, slots=True)
class Kept:
    """A file in the folder: what it was made from, and what it holds."""

    file: str
    made_from: str
    sha256: str


class ReportFolder:
    """A folder of finished files and its record, kept up after every file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._kept = {kept.file: kept for kept in read_record(folder) if is_intact(folder, kept)}
        self._lines: TextIO | None = None

    def __enter__(self) -> Self:
        """Begin a record in which nothing stands but what is there; StorageRefusal if it cannot."""
        self._rewrite()
        try:
            self._lines = (self.folder / RECORD).open("a", encoding="utf-8")
        except OSError as error:
            raise refuse_write(self.folder / RECORD, error) from error
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        """Leave a record in order of the files, also after a failure or an interrupt."""
        if self._lines is not None:
            self._lines.close()
        self._rewrite()

    @property
    def made_from(self) -> Mapping[str, str]:
        """Return what each intact file was made from, by file name."""
        return {kept.file: kept.made_from for kept in self._kept.values()}

    def keep(self, file: str, data: bytes, made_from: str) -> None:
        """Write a file whole and put it on the record. Raises StorageRefusal."""
        write_whole(self.folder / file, data)
        kept = Kept(file, made_from, hashlib.sha256(data).hexdigest())
        self._kept[file] = kept
        if self._lines is not None:
            try:
                self._lines.write(print_line(kept))
                self._lines.flush()
            except OSError as error:
                raise refuse_write(self.folder / RECORD, error) from error

    def _rewrite(self) -> None:
        lines = [print_line(self._kept[file]) for file in sorted(self._kept)]
        write_whole(self.folder / RECORD, "".join(lines).encode())


def print_line(kept: Kept) -> str:
    """Return one line of the record."""
    return json.dumps(asdict(kept)) + "\n"


def read_record(folder: Path) -> list[Kept]:
    """Return what a folder's record names; a line that was cut off or is foreign is left out.

    Raises StorageRefusal when it is there and cannot be read.
    """
    try:
        lines = (folder / RECORD).read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return []
    except OSError as error:
        raise StorageRefusal(
            f"Cannot read {folder / RECORD}: {error.strerror}.",
            hint="Make it readable, or delete it: all reports are then made again.",
        ) from error
    found = []
    for line in lines:
        try:
            found.append(Kept(**json.loads(line)))
        except (ValueError, TypeError):
            continue
    return found


def is_intact(folder: Path, kept: Kept) -> bool:
    """Return whether a file of the folder is there and holds what was written."""
    if Path(kept.file).name != kept.file:
        return False
    try:
        return hashlib.sha256((folder / kept.file).read_bytes()).hexdigest() == kept.sha256
    except OSError:
        return False
