"""May this packed file (DOCX, XLSX, ODS) be unpacked and parsed? Decided before a parser sees it.

Nothing of the file is run or followed: external templates, pictures and data stay outside. And it
is never passed on: what leaves Accord is built afresh.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from declarations.problems import InputRefusal

MEGABYTE = 1 << 20
CHUNK = 1 << 16
RATIO_FROM = MEGABYTE
OLE = bytes.fromhex("D0CF11E0A1B11AE1")
ZIP = b"PK\x03\x04"
CENTRAL_ENTRY = b"PK\x01\x02"
DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
PARAGRAPH = re.compile(rb"<(?:\w{1,20}:)?p[ />]")
LONGEST_TAG = 32
PROGRAMS = re.compile(r"vbaproject|vbadata|/activex/|/macrosheets/|^basic/|^scripts/|\.xlm$")
DANGER = "Do not open it unless you know who made it."


@dataclass(frozen=True, slots=True)
class PackageRules:
    """What a file of one kind may hold, and the words for it.

    Sizes are in bytes; ``ratio`` is unpacked to packed size of one part over 1 MB; ``paragraphs``
    counts the elements p of one part. ``programs`` names parts that carry programs besides
    PROGRAMS. ``others`` are parts that tell another kind of file, by name; ``required`` parts that
    tell this one.
    """

    what: str
    need: str
    program: str
    save_as: str
    no_macros: str
    packed: int
    unpacked: int
    part: int
    xml_part: int
    entries: int
    elements: int
    paragraphs: int
    ratio: int = 200
    programs: re.Pattern[str] = PROGRAMS
    starts: Sequence[tuple[bytes, str]] = ()
    required: frozenset[str] = frozenset()
    others: Mapping[str, str] = field(default_factory=dict)


WORKBOOK = PackageRules(
    what="a workbook",
    need="a form",
    program="a spreadsheet program",
    save_as="Open it in your spreadsheet program and save it as .xlsx, .ods or CSV (UTF-8).",
    no_macros="Save it without macros, as .xlsx, .ods or CSV (UTF-8).",
    packed=20 * MEGABYTE,
    unpacked=80 * MEGABYTE,
    part=30 * MEGABYTE,
    xml_part=30 * MEGABYTE,
    entries=1_000,
    elements=1_000_000,
    paragraphs=500_000,
    # Excel stores the settings of a printer as a .bin part; any other carries a program.
    programs=re.compile(rf"{PROGRAMS.pattern}|^(?!.*/printersettings/).*\.bin$"),
)
WORD_FILE = PackageRules(
    what="a Word document",
    need="a text",
    program="Word",
    save_as="Open it in Word or LibreOffice and save it as a Word document (.docx).",
    no_macros="Save it as a Word document without macros (.docx).",
    packed=50 * MEGABYTE,
    unpacked=150 * MEGABYTE,
    part=150 * MEGABYTE,
    xml_part=40 * MEGABYTE,  # a text of 200 pages has about 2 MB
    entries=2_000,
    elements=1_500_000,
    paragraphs=50_000,  # a declaration has a few hundred
    starts=(
        (b"%PDF", "a PDF"),
        (b"{\\rtf", "an RTF text"),
        (b"<!DOCTYPE html", "a web page"),
        (b"<html", "a web page"),
        (b"<?xml", "an XML file"),
    ),
    required=frozenset(("[content_types].xml", "_rels/.rels")),
    others={
        "xl/workbook.xml": "an Excel workbook",
        "ppt/presentation.xml": "a PowerPoint presentation",
        "content.xml": "an OpenDocument file",
    },
)


def check_package(data: bytes, name: str, rules: PackageRules) -> tuple[str, ...]:
    """Return the names of the parts when the bytes may be given to a parser.

    ``name`` is how messages call the file. Raises InputRefusal, in plain words, for what is of
    another kind, is protected or damaged, carries macros or XML declarations of its own (ECMA-376
    part 2, 6.1.3 forbids DTDs), has parts named twice or oddly, or unpacks to more than the rules
    allow. The bytes are counted while they are unpacked: what the file says about its own size is
    not believed. At most one chunk of a part is held at a time.
    """
    _check_kind(data, name, rules)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = tuple(package.namelist())
            _check_names(names, name, rules)
            _check_parts(package, name, rules)
            return names
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as error:
        raise InputRefusal(
            f"{name} is damaged or incomplete: {str(error) or 'it ends too early'}.",
            hint=f"Ask for the file again. {rules.save_as}",
        ) from error
    except NotImplementedError as error:
        raise InputRefusal(
            f"{name} is packed in a way that {rules.program} does not use: {error}.",
            hint=rules.save_as,
        ) from error


def _check_kind(data: bytes, name: str, rules: PackageRules) -> None:
    """Refuse by the first bytes, the size, and the number of entries."""
    if len(data) > rules.packed:
        raise InputRefusal(
            f"{name} has {len(data) // MEGABYTE} MB; at most {rules.packed // MEGABYTE} MB are "
            "read.",
            hint=f"Take out the pictures and what does not belong to {rules.need}, and save it "
            "again.",
        )
    if not data:
        raise InputRefusal(f"{name} is empty.", hint="Ask for the file again.")
    if data.startswith(OLE):
        raise _refuse_ole(data, name, rules)
    if not data.startswith(ZIP):
        kind = next((words for start, words in rules.starts if data.startswith(start)), "")
        raise InputRefusal(
            f"{name} is {kind or 'another kind of file'}, not {rules.what}, whatever its name.",
            hint=rules.save_as,
        )
    # The directory is counted before it is read: a million entries would fill the memory.
    if data.count(CENTRAL_ENTRY) > rules.entries:
        raise InputRefusal(
            f"{name} is packed from more than {rules.entries} parts; {rules.need} never needs so "
            "many.",
            hint=rules.save_as,
        )


def _refuse_ole(data: bytes, name: str, rules: PackageRules) -> InputRefusal:
    """Return the refusal of a file in Microsoft's older container."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return InputRefusal(
            f"{name} is protected by a password.",
            hint="Open it, take the password away (File, Info, Protect), and save it.",
        )
    return InputRefusal(
        f"{name} is in the format of {rules.program} 97-2003, whatever its name."
        if rules is WORD_FILE
        else f"{name} is in a format of before 2007, whatever its name.",
        hint=rules.save_as,
    )


def _check_names(names: Sequence[str], name: str, rules: PackageRules) -> None:
    """Refuse parts that are missing, named twice or oddly, or that carry programs."""
    known: set[str] = set()
    for part in names:
        lowered = part.lower()
        if lowered in known:
            raise InputRefusal(f"{name} holds the part {part!r:.80} twice.", hint=rules.save_as)
        known.add(lowered)
        odd = part.startswith("/") or "\\" in part or ".." in part.split("/")
        if odd or not part or not part.isprintable():
            raise InputRefusal(
                f"{name} holds a part with the odd name {part!r:.80}.", hint=rules.save_as
            )
        if rules.programs.search(lowered):
            raise InputRefusal(
                f"{name} carries macros or controls ({part!r:.80}).", hint=rules.no_macros
            )
    kind = next((words for part, words in rules.others.items() if part in known), "")
    if kind or not rules.required <= known:
        raise InputRefusal(
            f"{name} is {kind or 'a packed folder'}, not {rules.what}.", hint=rules.save_as
        )


def _check_parts(package: zipfile.ZipFile, name: str, rules: PackageRules) -> None:
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
                f"{name} is packed in a way that {rules.program} does not use "
                f"({info.filename!r:.80}).",
                hint=rules.save_as,
            )
        is_xml = info.filename.lower().endswith((".xml", ".rels"))
        limit = min(rules.xml_part if is_xml else rules.part, rules.unpacked - total)
        content = _XmlCount(name, info.filename, rules)
        for chunk, length in _unpack(package, info):
            swollen = length > RATIO_FROM and length > rules.ratio * info.compress_size
            if length > limit or swollen:
                raise InputRefusal(
                    f"{name} unpacks to far more than {rules.need} needs "
                    f"({info.filename!r:.80}); it was not unpacked further.",
                    hint=f"{DANGER} {rules.save_as}",
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

    def __init__(self, name: str, part: str, rules: PackageRules) -> None:
        self.name = name
        self.part = part
        self.rules = rules
        self.rest = b""
        self.paragraphs = 0
        self.elements = 0

    def add(self, chunk: bytes) -> None:
        """Count the elements of the chunk; refuse declarations and too many elements."""
        rules = self.rules
        # UTF-16 is allowed (ECMA-376 part 2, 6.1.3); without its zero bytes ASCII is ASCII.
        words = self.rest + chunk.replace(b"\0", b"")
        if DECLARATION.search(words):
            raise InputRefusal(
                f"{self.name} defines XML entities of its own ({self.part!r:.80}), which "
                f"{rules.program} never does.",
                hint=f"{DANGER} {rules.save_as}",
            )
        elements = self.elements + words.count(b"<")
        paragraphs = self.paragraphs + len(PARAGRAPH.findall(words))
        # What the rest holds is counted again with the next chunk.
        self.rest = words[-LONGEST_TAG:]
        self.elements = elements - self.rest.count(b"<")
        self.paragraphs = paragraphs - len(PARAGRAPH.findall(self.rest))
        if paragraphs > rules.paragraphs or elements > rules.elements:
            raise InputRefusal(
                f"{self.name} has more than {rules.paragraphs:,} paragraphs or "
                f"{rules.elements:,} elements in {self.part!r:.80}.",
                hint=f"Divide it; {rules.need} never needs so many.",
            )
