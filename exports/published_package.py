"""Which package of open data belongs to a report? Its SHA-256, and how it was written."""

import hashlib
import json
import shlex
from dataclasses import dataclass
from pathlib import Path

from declarations.problems import InputRefusal
from exports.data_package.descriptor import DESCRIPTOR
from exports.data_package.faults import Faults
from exports.data_package.package_files import open_package

HINT = "Write it anew from this workspace: accord data export -o FOLDER."


@dataclass(frozen=True, slots=True)
class PublishedPackage:
    """A public package as a report names it.

    ``sha256`` is that of its manifest, datapackage.json, which holds the SHA-256 of every other
    file but the read-me. ``options`` are those of accord data export with which it was written.
    """

    sha256: str
    manifest: str
    options: str


def read_published_package(folder: Path, text_sha256: str) -> PublishedPackage:
    """Return what a report says of a package, after every file of it was found as it was written.

    ``text_sha256`` is that of the text the report is about. Raises StorageRefusal where there is no
    package, InputRefusal for one that was altered, holds what is not public or not that text.
    """
    faults = Faults()
    package = open_package(folder, faults)
    if faults.problems:
        raise InputRefusal(
            f"The package in {folder} is not as it was written.", hint=HINT,
            problems=faults.problems,
        )  # fmt: skip
    if not package.is_public:
        raise InputRefusal(
            f"The package in {folder} holds what is not public (--all); a report names none such.",
            hint=HINT,
        )
    if text_sha256 not in package.files.values():
        raise InputRefusal(
            f"The package in {folder} has not the text of the report, SHA-256 {text_sha256[:12]}.",
            hint=HINT,
        )
    manifest = (folder / DESCRIPTOR).read_bytes()
    described = json.loads(manifest)
    options = []
    if licences := described.get("licenses"):
        options += ["--licence", str(licences[0].get("name", ""))]
    if edition := described.get("version"):
        options += ["--edition", str(edition)]
    return PublishedPackage(hashlib.sha256(manifest).hexdigest(), DESCRIPTOR, shlex.join(options))
