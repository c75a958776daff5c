"""May this packed file (XLSX, ODS) be unpacked and parsed? Decided before any parser sees it.

Nothing of the file is run or followed, and it is never passed on: what leaves is built afresh.
"""

import io
import re
import zipfile
import zlib
from dataclasses import dataclass

from declarations.problems import InputRefusal

MEGABYTE = 1 << 20
CHUNK = 1 << 16
RATIO_FROM = MEGABYTE
OLE = bytes.fromhex("D0CF11E0A1B11AE1")
ZIP = b"PK\x03\x04"
CENTRAL_ENTRY = b"PK\x01\x02"
DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
LONGEST_DECLARATION = 16
PROGRAMS = re.compile(r"vbaproject|vbadata|/activex/|/macrosheets/|^basic/|^scripts/|\.bin$|\.xlm$")
HARMLESS = re.compile(r"/printersettings/")
"""Excel stores the settings of a printer as a .bin part."""


@dataclass(frozen=True, slots=True)
class PackageLimits:
    """How much a file may hold. ``ratio`` is unpacked to packed size of one part over 1 MB."""

    packed: int = 20 * MEGABYTE
    unpacked: int = 80 * MEGABYTE
    part: int = 30 * MEGABYTE
    entries: int = 1_000
    elements: int = 1_000_000
    ratio: int = 200


WORKBOOK_LIMITS = PackageLimits()


def check_package(
    data: bytes, name: str, hint: str, limits: PackageLimits = WORKBOOK_LIMITS
) -> tuple[str, ...]:
    """Return the names of the parts when the file may be parsed; ``name`` is used in messages.

    Raises InputRefusal, whose hint is ``hint``, for what is no ZIP file, is protected or damaged,
    carries macros or XML declarations of its own (ECMA-376 part 2, 6.1.3 forbids DTDs), has parts
    named twice or oddly, or unpacks to more than the limits. The bytes are counted while they are
    unpacked: what the file says about its own size is not believed.
    """
    if len(data) > limits.packed:
        raise InputRefusal(
            f"{name} has {len(data) / MEGABYTE:.0f} MB; at most {limits.packed // MEGABYTE} MB "
            "are read.",
            hint="Take out the pictures and what is not part of the form, and save it again.",
        )
    if data.startswith(OLE):
        raise InputRefusal(f"{name} is protected by a password or in an old format.", hint=hint)
    if not data.startswith(ZIP):
        raise InputRefusal(f"{name} is no workbook, whatever its name.", hint=hint)
    # The directory is counted before it is read: a million entries would fill the memory.
    if data.count(CENTRAL_ENTRY) > limits.entries:
        raise InputRefusal(f"{name} is packed from more than {limits.entries} parts.", hint=hint)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            _check_names(package.namelist(), name, hint)
            _check_parts(package, name, hint, limits)
            return tuple(package.namelist())
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as error:
        raise InputRefusal(
            f"{name} is damaged or incomplete: {str(error) or 'it ends too early'}.", hint=hint
        ) from error
    except NotImplementedError as error:
        raise InputRefusal(f"{name} is packed in an unusual way: {error}.", hint=hint) from error


def _check_names(names: list[str], name: str, hint: str) -> None:
    """Refuse parts that are named twice or oddly, or that carry programs."""
    known: set[str] = set()
    for part in names:
        lowered = part.lower()
        odd = part.startswith("/") or "\\" in part or ".." in part.split("/")
        if odd or not part.isprintable() or lowered in known:
            raise InputRefusal(
                f"{name} holds a part named oddly or twice: {part!r:.80}.", hint=hint
            )
        known.add(lowered)
        if PROGRAMS.search(lowered) and not HARMLESS.search(lowered):
            raise InputRefusal(f"{name} carries macros or controls ({part!r:.80}).", hint=hint)


def _check_parts(package: zipfile.ZipFile, name: str, hint: str, limits: PackageLimits) -> None:
    """Unpack every part, count its bytes, and look at what is XML."""
    total = elements = 0
    for info in package.infolist():
        if info.flag_bits & 1:
            raise InputRefusal(f"{name} is protected by a password.", hint=hint)
        is_xml = info.filename.lower().endswith((".xml", ".rels"))
        length, rest = 0, b""
        with package.open(info) as part:
            while chunk := part.read(CHUNK):
                length += len(chunk)
                total += len(chunk)
                swollen = length > RATIO_FROM and length > limits.ratio * info.compress_size
                if swollen or length > limits.part or total > limits.unpacked:
                    raise InputRefusal(
                        f"{name} unpacks to far more than a form needs ({info.filename!r:.80}); "
                        "it was not unpacked further.",
                        hint=f"Do not open it unless you know who made it. {hint}",
                    )
                if is_xml:
                    # UTF-16 is allowed; without its zero bytes ASCII is ASCII.
                    words = chunk.replace(b"\0", b"")
                    elements += words.count(b"<")
                    _check_xml(rest + words, elements, name, hint, limits)
                    rest = words[-LONGEST_DECLARATION:]


def _check_xml(words: bytes, elements: int, name: str, hint: str, limits: PackageLimits) -> None:
    """Refuse XML that declares a document type, and more elements than a form has."""
    if DECLARATION.search(words):
        raise InputRefusal(
            f"{name} defines XML entities of its own, which no spreadsheet program does.",
            hint=f"Do not open it unless you know who made it. {hint}",
        )
    if elements > limits.elements:
        raise InputRefusal(f"{name} has more than {limits.elements:,} elements.", hint=hint)
