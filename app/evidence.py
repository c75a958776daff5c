"""Where are the files behind members' answers? In ``evidence/`` beside the workspace, by SHA-256.

A file's name is data and never part of a path; the bytes are stored as they came and nothing in
them is opened or run. The same file twice is one.
"""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sqlmodel import Session, select

from declarations.problems import InputRefusal, RuleRefusal, StorageRefusal
from exports.files import write_whole
from tracker.progress import Evidence
from tracker.tables import AddendumRow, EntryRow

FOLDER = "evidence"
MEGABYTE = 1_000_000
LONGEST_NAME = 200


def read_evidence(path: Path, most_megabytes: int) -> tuple[Evidence, bytes]:
    """Return what to keep of a file: its SHA-256 and name, and its bytes.

    Raises InputRefusal for an empty file, RuleRefusal for one above the limit, StorageRefusal for
    one that cannot be read.
    """
    most = most_megabytes * MEGABYTE
    try:
        if not path.is_file():
            raise StorageRefusal(f"There is no file {path}.", hint="Check the name of the file.")
        with path.open("rb") as file:
            content = file.read(most + 1)
    except OSError as error:
        raise StorageRefusal(
            f"The file {path} cannot be read: {error.strerror}.", hint="Check the file's rights."
        ) from error
    return describe_evidence(path.name, content, most_megabytes), content


def describe_evidence(file_name: str, content: bytes, most_megabytes: int) -> Evidence:
    """Return what to keep of a file that was read or sent: its SHA-256 and its name.

    Raises InputRefusal for an empty file and RuleRefusal for one above the limit.
    """
    plain = file_name.replace("\\", "/").rpartition("/")[2]
    if len(content) > most_megabytes * MEGABYTE:
        raise RuleRefusal(
            f"The file {plain} is larger than {most_megabytes} MB.",
            hint="Give a link instead, a smaller file, or raise evidence_megabytes in accord.toml.",
        )
    if not content:
        raise InputRefusal(f"The file {plain} is empty.", hint="Check the name of the file.")
    name = "".join(letter for letter in plain if letter.isprintable())[:LONGEST_NAME]
    return Evidence(sha256=hashlib.sha256(content).hexdigest(), file_name=name)


def evidence_path(workspace: Path, sha256: str) -> Path:
    """Return where a file with this SHA-256 is kept beside a workspace."""
    return workspace / FOLDER / sha256[:2] / sha256


def keep_evidence(workspace: Path, sha256: str, content: bytes) -> bool:
    """Keep a file whole beside the workspace; return False where it was there already."""
    path = evidence_path(workspace, sha256)
    if is_whole(path, sha256):
        return False
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageRefusal(
            f"The folder {path.parent} cannot be made: {error.strerror}.",
            hint="Check the rights of the workspace's folder.",
        ) from error
    write_whole(path, content)
    return True


@contextmanager
def kept_evidence(workspace: Path, files: Mapping[str, Path]) -> Iterator[None]:
    """Keep files, by SHA-256, beside a workspace; take the new ones away if the block fails."""
    fresh: list[Path] = []
    try:
        for sha256, path in sorted(files.items()):
            if keep_evidence(workspace, sha256, path.read_bytes()):
                fresh.append(evidence_path(workspace, sha256))
        yield
    except BaseException:
        for path in fresh:
            path.unlink(missing_ok=True)
        raise


def is_whole(path: Path, sha256: str) -> bool:
    """Return whether a kept file is there with the bytes it came with."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == sha256
    except OSError:
        return False


def name_evidence(session: Session) -> dict[str, str]:
    """Return the SHA-256 of every file behind an answer, with the answer that names it first."""
    named: dict[str, str] = {}
    for model in (EntryRow, AddendumRow):
        entry = model.__table__.c  # type: ignore[union-attr] # a table=True model has it
        query = select(entry.period, entry.paragraph, entry.evidence)
        for row in session.execute(query.execution_options(yield_per=1000)):
            for piece in row.evidence:
                if sha256 := piece.get("sha256"):
                    named.setdefault(sha256, f"{row.period}, {row.paragraph}")
    return named


def find_evidence_faults(session: Session, workspace: Path) -> list[str]:
    """Return every file behind an answer that is gone or was altered; [] is whole."""
    named = name_evidence(session)
    return [
        f"{place}: the file {sha256} is not in {FOLDER}/ as it came"
        for sha256, place in sorted(named.items(), key=lambda item: (item[1], item[0]))
        if not is_whole(evidence_path(workspace, sha256), sha256)
    ]
