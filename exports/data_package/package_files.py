"""Which files does a package name, and are they there as they were written?

What a descriptor says is a stranger's word: no path of it leads outside of the package, and a file
is read only after its size and its SHA-256 were found right.
"""

import hashlib
import json
import re
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from declarations.problems import InputRefusal, StorageRefusal
from exports.data_package.descriptor import DESCRIPTOR
from exports.data_package.faults import Faults
from exports.data_package.fields import LAYOUT

MOST_DESCRIPTOR = 64_000_000
"""Bytes of datapackage.json; each file behind an answer takes some 300."""

HASH = re.compile(r"sha256:([0-9a-f]{64})")
HINT = "Take the package as accord data export wrote it."


@dataclass(frozen=True, slots=True)
class OpenPackage:
    """A package whose descriptor was read: its scope, its layout, and its files with their hash."""

    folder: Path
    title: str
    is_public: bool
    layout: int
    files: dict[str, str] = field(default_factory=dict)


def read_descriptor(folder: Path) -> dict[str, Any]:
    """Return what datapackage.json says.

    Raises StorageRefusal when it is not there, InputRefusal when it is none of Accord.
    """
    path = folder / DESCRIPTOR
    try:
        with path.open("rb") as file:
            data = file.read(MOST_DESCRIPTOR + 1)
    except OSError as error:
        raise StorageRefusal(
            f"There is no Data Package in {folder}: {DESCRIPTOR} cannot be read: {error.strerror}.",
            hint="Name the folder that accord data export wrote.",
        ) from error
    if len(data) > MOST_DESCRIPTOR:
        raise InputRefusal(f"{path} is larger than {MOST_DESCRIPTOR:,} bytes.", hint=HINT)
    try:
        found = json.loads(data.decode())
    except (ValueError, RecursionError) as error:
        raise InputRefusal(f"{path} is no JSON in UTF-8: {error}.", hint=HINT) from error
    if not isinstance(found, dict) or not isinstance(found.get("accord"), dict):
        raise InputRefusal(
            f"{path} describes no package that Accord wrote.",
            hint="Only packages of accord data export can be brought back.",
        )
    return found


def list_package_files(folder: Path) -> set[str] | None:
    """Return the files that a package of Accord names, or None where a folder has no such one."""
    try:
        found = read_descriptor(folder)
    except (InputRefusal, StorageRefusal):
        return None
    resources = found.get("resources")
    return {
        str(each.get("path"))
        for each in (resources if isinstance(resources, list) else ())
        if isinstance(each, dict)
    }


def open_package(folder: Path, faults: Faults) -> OpenPackage:
    """Return a package after every file it names was found as it was written, else with faults.

    Raises StorageRefusal and InputRefusal as ``read_descriptor`` does, and InputRefusal for a
    layout that this Accord does not know.
    """
    found = read_descriptor(folder)
    layout, scope = found["accord"].get("layout"), found["accord"].get("scope")
    if not isinstance(layout, int) or not 1 <= layout <= LAYOUT or scope not in ("public", "all"):
        raise InputRefusal(
            f"The package has the layout {layout!r} and the scope {scope!r}; this Accord reads "
            f"layouts 1 to {LAYOUT}, public or all.",
            hint="Read it with the Accord that wrote it, or a newer one.",
        )
    package = OpenPackage(folder, str(found.get("title", "")), scope == "public", layout)
    resources = found.get("resources")
    for place, resource in enumerate(resources if isinstance(resources, list) else (), start=1):
        check_resource(package, resource, place, faults)
    return package


def check_resource(package: OpenPackage, resource: Any, place: int, faults: Faults) -> None:
    """Take one file of the descriptor into the package, or report what is wrong with it."""
    named = resource if isinstance(resource, dict) else {}
    path, size, given = named.get("path"), named.get("bytes"), named.get("hash")
    where = f"resources[{place - 1}]"
    if not isinstance(path, str) or not is_inside(path):
        faults.add("O001", DESCRIPTOR, f"The path {path!r:.100} leads outside of the package or is "
                   "none.", HINT, value=str(path), item=where)  # fmt: skip
        return
    wanted = HASH.fullmatch(given) if isinstance(given, str) else None
    if wanted is None or not isinstance(size, int):
        faults.add("O002", DESCRIPTOR, f"{path} has no size and SHA-256.", HINT, item=where)
        return
    if path in package.files:
        faults.add("O003", DESCRIPTOR, f"{path} is named twice.", HINT, value=path, item=where)
        return
    package.files[path] = wanted[1]
    check_file(package, path, size, wanted[1], faults)


def is_inside(path: str) -> bool:
    """Return whether a path stays in the package, written the one plain way."""
    parts = PurePosixPath(path).parts
    plain = path.isprintable() and "\\" not in path and ":" not in path
    return plain and bool(parts) and path == "/".join(parts) and not {"..", "/"} & set(parts)


def check_file(package: OpenPackage, path: str, size: int, sha256: str, faults: Faults) -> None:
    """Report a file that is not there, leads elsewhere, or is not as it was written."""
    target = package.folder / path
    try:
        if target.resolve() != package.folder.resolve() / path or not target.is_file():
            faults.add("O004", path, "The file is not in the package.", HINT)
            return
        found = target.stat().st_size
        if found != size:
            faults.add("O005", path, f"The file has {found:,} bytes and not {size:,}: it was "
                       "altered or not copied whole.", HINT, value=str(found))  # fmt: skip
            return
        with target.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        faults.add("O006", path, f"The file cannot be read: {error.strerror}.", "Check its rights.")
        return
    if digest != sha256:
        faults.add("O007", path, f"The file was altered: its SHA-256 is {digest[:12]} and not "
                   f"{sha256[:12]}.", HINT, value=digest)  # fmt: skip
