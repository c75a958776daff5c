"""How is a backup written as one file, and is it whole? A zip with a list of what is in it.

``manifest.json`` has the SHA-256 of every other file. Nothing is taken out of a backup before all
of it was held against that list.
"""

import hashlib
import json
import os
import re
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from app.database import newest_revision
from app.evidence import FOLDER
from declarations.problems import InputRefusal, StorageRefusal

FORMAT = 1
DATABASE = "workspace.db"
SETTINGS = "accord.toml"
MANIFEST = "manifest.json"
MOST_MANIFEST_BYTES = 200_000_000
BACKUP_NAME = re.compile(rf"{DATABASE}|{SETTINGS}|{FOLDER}/[0-9a-f]{{2}}/[0-9a-f]{{64}}")
HINT_OTHER_BACKUP = "Use another backup; this one was altered, or was not written to its end."
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup holds. ``made_at`` is UTC; ``files`` has bytes and SHA-256 by name.

    ``missing`` names the files behind answers that were not there when it was made.
    """

    schema: str
    made_at: datetime
    files: Mapping[str, tuple[int, str]]
    missing: tuple[str, ...] = ()

    @property
    def evidence_count(self) -> int:
        """How many files behind answers it has."""
        return sum(name.startswith(f"{FOLDER}/") for name in self.files)


def read_backup(path: Path) -> Backup:
    """Return what a backup holds, after every file in it was read and held against its SHA-256.

    Raises StorageRefusal when it cannot be read and InputRefusal when it is no backup or not whole.
    """
    with opened_backup(path) as (_archive, backup):
        return backup


def pack_backup(
    part: Path, sources: Mapping[str, Path], schema: str, made_at: datetime
) -> dict[str, tuple[int, str]]:
    """Write the zip and return the bytes and SHA-256 of each file in it."""
    files: dict[str, tuple[int, str]] = {}
    with part.open("xb") as out:
        os.fchmod(out.fileno(), 0o600)  # it holds addresses and hashes of passwords
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
            for name, path in sources.items():
                digest, size = hashlib.sha256(), 0
                info = zipfile.ZipInfo(name, made_at.timetuple()[:6])
                info.compress_type = zipfile.ZIP_DEFLATED
                info.external_attr = 0o600 << 16
                with path.open("rb") as source, archive.open(info, "w", force_zip64=True) as entry:
                    while chunk := source.read(_CHUNK):
                        digest.update(chunk)
                        size += len(chunk)
                        entry.write(chunk)
                files[name] = (size, digest.hexdigest())
            archive.writestr(MANIFEST, _write_manifest(files, schema, made_at))
        out.flush()
        os.fsync(out.fileno())
    return files


def _write_manifest(files: Mapping[str, tuple[int, str]], schema: str, made_at: datetime) -> str:
    told = {
        "format": FORMAT,
        "accord": version("accord"),
        "schema": schema,
        "made_at": made_at.isoformat(),
        "files": {name: {"bytes": size, "sha256": mark} for name, (size, mark) in files.items()},
    }
    return json.dumps(told, indent=1, sort_keys=True)


@contextmanager
def opened_backup(path: Path) -> Iterator[tuple[zipfile.ZipFile, Backup]]:
    """Yield a backup whose every file was found whole."""
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive, _check_archive(archive, path)
    except zipfile.BadZipFile as error:
        raise InputRefusal(
            f"{path} is no backup, or is not whole: {error}.", hint=HINT_OTHER_BACKUP
        ) from error
    except OSError as error:
        raise StorageRefusal(
            f"{path} cannot be read: {error.strerror or error}.",
            hint="Check the name and its rights.",
        ) from error


def _check_archive(archive: zipfile.ZipFile, path: Path) -> Backup:
    infos = {info.filename: info for info in archive.infolist()}
    backup = _read_manifest(archive, infos, path)
    odd = sorted(set(infos) - set(backup.files) - {MANIFEST})
    lost = sorted(set(backup.files) - set(infos))
    if odd or lost or len(infos) != len(archive.infolist()):
        found = (
            f"{odd[0]} is not named in it"
            if odd
            else f"{lost[0]} is gone"
            if lost
            else "a name twice"
        )
        raise InputRefusal(f"{path} is not whole: {found}.", hint=HINT_OTHER_BACKUP)
    for name, (size, mark) in backup.files.items():
        if infos[name].file_size != size or _digest(archive, name) != mark:
            raise InputRefusal(
                f"{path} is not whole: {name} is not as it was kept.", hint=HINT_OTHER_BACKUP
            )
    return backup


def _read_manifest(
    archive: zipfile.ZipFile, infos: Mapping[str, zipfile.ZipInfo], path: Path
) -> Backup:
    if MANIFEST not in infos or infos[MANIFEST].file_size > MOST_MANIFEST_BYTES:
        raise InputRefusal(
            f"{path} is no backup of Accord: it has no {MANIFEST}.",
            hint="Check the name of the file.",
        )
    try:
        told = json.loads(archive.read(MANIFEST))
        found, schema = int(told["format"]), str(told["schema"])
        made_at = datetime.fromisoformat(told["made_at"])
        files = {
            str(name): (int(each["bytes"]), str(each["sha256"]))
            for name, each in told["files"].items()
        }
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputRefusal(
            f"{path} is not whole: its {MANIFEST} cannot be understood.", hint=HINT_OTHER_BACKUP
        ) from error
    if found > FORMAT or schema > newest_revision():
        raise InputRefusal(
            f"{path} was made by a newer Accord (schema {schema}).",
            hint="Install the newest Accord and try again.",
        )
    if DATABASE not in files or not all(BACKUP_NAME.fullmatch(name) for name in files):
        raise InputRefusal(
            f"{path} is not whole: its {MANIFEST} was altered.", hint=HINT_OTHER_BACKUP
        )
    return Backup(schema, made_at, files)


def _digest(archive: zipfile.ZipFile, name: str) -> str:
    digest = hashlib.sha256()
    with archive.open(name) as entry:
        while chunk := entry.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
