"""May this Word file be read? Everything that can be decided before it is parsed.

Nothing of the file is run or followed: external templates, pictures and data stay outside, and
what leaves Accord is always built afresh, so no part of an upload is ever passed on.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from declarations.problems import InputRefusal

MEGABYTE = 1 << 20
MOST_BYTES = 50 * MEGABYTE
MOST_UNPACKED = 150 * MEGABYTE
MOST_XML = 40 * MEGABYTE
"""Bytes of one XML part; a text of 200 pages has about 2 MB."""
MOST_ENTRIES = 2_000
MOST_PARAGRAPHS = 50_000
MOST_ELEMENTS = 1_500_000
MOST_RATIO = 200
"""How many times its packed size a part may unpack to; texts reach about 50."""
RATIO_FROM = MEGABYTE
CHUNK = 1 << 16

OLE = bytes.fromhex("D0CF11E0A1B11AE1")
ZIP = b"PK\x03\x04"
CENTRAL_ENTRY = b"PK\x01\x02"
TYPES = "[Content_Types].xml"
DECLARATIONS = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
PARAGRAPH = re.compile(rb"<(?:\w{1,20}:)?p[ />]")
LONGEST_TAG = 32
SAVE_AS = "Open it in Word or LibreOffice and save it as a Word document (.docx)."

OTHER_KINDS = (
    (b"%PDF", "a PDF"),
    (b"{\\rtf", "an RTF text"),
    (b"<!DOCTYPE html", "a web page"),
    (b"<html", "a web page"),
    (b"<?xml", "an XML file"),
)
OTHER_MAIN_PARTS = (
    ("xl/workbook.xml", "an Excel workbook"),
    ("ppt/presentation.xml", "a PowerPoint presentation"),
    ("content.xml", "an OpenDocument file"),
)


def check_word_file(data: bytes, name: str) -> None:
    """Return when the bytes may be given to a parser; ``name`` is how messages call the file.

    Raises InputRefusal, in plain words, for what is no Word file (.docx), is protected or
    damaged, carries macros or XML declarations of its own (ECMA-376 part 2, 6.1.3 forbids DTDs),
    has parts named twice or oddly, or unpacks to more than a text needs. The bytes are counted
    while they are unpacked: what the file says about its own size is not believed. At most one
    part of MOST_XML bytes is held at a time.
    """
    _check_kind(data, name)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            _check_names(package.namelist(), name)
            _check_parts(package, name)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as error:
        raise InputRefusal(
            f"{name} is damaged or incomplete: {str(error) or 'it ends too early'}.",
            hint="Ask for the file again, or open it in Word, let Word repair it, and save it.",
        ) from error
    except NotImplementedError as error:
        raise InputRefusal(
            f"{name} is packed in a way that Word does not use: {error}.", hint=SAVE_AS
        ) from error


def _check_kind(data: bytes, name: str) -> None:
    """Refuse by the first bytes, the size, and the number of entries."""
    if len(data) > MOST_BYTES:
        raise InputRefusal(
            f"{name} has {len(data) // MEGABYTE} MB; at most {MOST_BYTES // MEGABYTE} MB are read.",
            hint="Take out or compress the pictures, and save it again.",
        )
    if not data:
        raise InputRefusal(f"{name} is empty.", hint="Ask for the file again.")
    if data.startswith(OLE):
        raise _refuse_ole(data, name)
    if not data.startswith(ZIP):
        kind = next((words for start, words in OTHER_KINDS if data.startswith(start)), "")
        raise InputRefusal(
            f"{name} is {kind or 'another kind of file'}, not a Word document, whatever its name.",
            hint=SAVE_AS,
        )
    # The directory is counted before it is read: a million entries would fill the memory.
    if data.count(CENTRAL_ENTRY) > MOST_ENTRIES:
        raise InputRefusal(
            f"{name} is packed from more than {MOST_ENTRIES} parts; no text needs so many.",
            hint=SAVE_AS,
        )


def _refuse_ole(data: bytes, name: str) -> InputRefusal:
    """Return the refusal of a file in Microsoft's older container."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return InputRefusal(
            f"{name} is protected by a password.",
            hint="Open it in Word, remove the password (File, Info, Protect Document), save it.",
        )
    return InputRefusal(
        f"{name} is in the format of Word 97-2003 (.doc), whatever its name.", hint=SAVE_AS
    )


def _check_names(names: list[str], name: str) -> None:
    """Refuse parts that are missing, named twice or oddly, or that carry programs."""
    known: set[str] = set()
    for part in names:
        lowered = part.lower()
        if lowered in known:
            raise InputRefusal(f"{name} holds the part {part!r:.80} twice.", hint=SAVE_AS)
        known.add(lowered)
        if part.startswith("/") or "\\" in part or ".." in part.split("/") or not _is_plain(part):
            raise InputRefusal(f"{name} holds a part with the odd name {part!r:.80}.", hint=SAVE_AS)
        if lowered.endswith(("vbaproject.bin", "vbadata.xml")) or "/activex/" in lowered:
            raise InputRefusal(
                f"{name} carries macros or controls ({part!r:.80}).",
                hint="Save it as a Word document without macros (.docx).",
            )
    if TYPES.lower() not in known or "_rels/.rels" not in known:
        kind = next((words for main, words in OTHER_MAIN_PARTS if main in known), "")
        raise InputRefusal(
            f"{name} is {kind or 'a packed folder'}, not a Word document.", hint=SAVE_AS
        )
    for main, words in OTHER_MAIN_PARTS[:2]:
        if main in known:
            raise InputRefusal(f"{name} is {words}, not a Word document.", hint=SAVE_AS)


def _is_plain(part: str) -> bool:
    return bool(part) and part.isprintable()


def _check_parts(package: zipfile.ZipFile, name: str) -> None:
    """Unpack every part, count its bytes, and look at what is XML."""
    total = 0
    for info in package.infolist():
        if info.flag_bits & 1:
            raise InputRefusal(
                f"{name} is protected by a password.",
                hint="Ask for the file without a password.",
            )
        if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise InputRefusal(
                f"{name} is packed in a way that Word does not use ({info.filename!r:.80}).",
                hint=SAVE_AS,
            )
        is_xml = info.filename.lower().endswith((".xml", ".rels"))
        limit = min(MOST_XML if is_xml else MOST_UNPACKED, MOST_UNPACKED - total)
        content = _XmlCount(name, info.filename)
        for chunk, length in _unpack(package, info):
            if length > limit or (length > RATIO_FROM and length > MOST_RATIO * info.compress_size):
                raise InputRefusal(
                    f"{name} unpacks to far more than a text needs ({info.filename!r:.80}); "
                    "it was not unpacked further.",
                    hint="Do not open it unless you know who made it. " + SAVE_AS,
                )
            total += len(chunk)
            if is_xml:
                content.add(chunk)


def _unpack(package: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[tuple[bytes, int]]:
    """Yield each chunk of a part, and how many bytes it has so far."""
    length = 0
    with package.open(info) as part:
        while chunk := part.read(CHUNK):
            length += len(chunk)
            yield chunk, length


class _XmlCount:
    """Looks at one XML part as it is unpacked."""

    def __init__(self, name: str, part: str) -> None:
        self.name = name
        self.part = part
        self.rest = b""
        self.paragraphs = 0
        self.elements = 0

    def add(self, chunk: bytes) -> None:
        """Count the elements of the chunk; refuse declarations and too many elements."""
        # UTF-16 is allowed (ECMA-376 part 2, 6.1.3); without its zero bytes ASCII is ASCII.
        words = self.rest + chunk.replace(b"\0", b"")
        if DECLARATIONS.search(words):
            raise InputRefusal(
                f"{self.name} defines XML entities of its own ({self.part!r:.80}), which Word "
                "never does.",
                hint="Do not open it unless you know who made it. " + SAVE_AS,
            )
        counted = words[:-LONGEST_TAG]
        self.rest = words[-LONGEST_TAG:]
        self.elements += counted.count(b"<")
        self.paragraphs += len(PARAGRAPH.findall(words)) - len(PARAGRAPH.findall(self.rest))
        if self.paragraphs > MOST_PARAGRAPHS or self.elements > MOST_ELEMENTS:
            raise InputRefusal(
                f"{self.name} has more than {MOST_PARAGRAPHS:,} paragraphs or "
                f"{MOST_ELEMENTS:,} elements in {self.part!r:.80}.",
                hint="Divide it into several files; a declaration has a few hundred paragraphs.",
            )
