"""What does a PDF read to those who cannot see it? Its tag tree, with the text of every tag.

Read by pypdf, which had no part in writing the file (ISO 32000-1, 14.6 to 14.8).
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from pypdf import PdfReader
from pypdf.generic import NullObject

from exports.pdf.direction import embedding_levels, is_plain, reorder

_READING = re.compile(r"<([0-9A-F]{4})> <([0-9A-F]*)>")

Entries = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Tag:
    """One structure element: its kind, its entries, and text and elements in reading order."""

    kind: str
    entries: Entries
    content: tuple["str | Tag", ...]

    @property
    def text(self) -> str:
        """All text in it, in reading order."""
        return "".join(part if isinstance(part, str) else part.text for part in self.content)

    @property
    def kids(self) -> list["Tag"]:
        """The elements right below it."""
        return [part for part in self.content if isinstance(part, Tag)]

    def find(self, *kinds: str) -> Iterator["Tag"]:
        """All elements below it of these kinds, in reading order."""
        for kid in self.kids:
            if kid.kind in kinds:
                yield kid
            yield from kid.find(*kinds)


@dataclass(frozen=True, slots=True)
class Shown:
    """What one text operator shows: where, of which element, by which font and codes."""

    mark: int | None
    baseline: float
    font: str
    codes: tuple[int, ...]
    text: str


class TaggedFile:
    """A PDF being read; its fonts are read once."""

    def __init__(self, data: bytes) -> None:
        self.reader = PdfReader(BytesIO(data))
        self._readings: dict[int, dict[int, str]] = {}
        self._glyphs: dict[int, Callable[[int], int]] = {}

    def root(self) -> Tag:
        """The element of the whole document."""
        texts = [self._texts_of(page) for page in self.reader.pages]
        pages = {
            page.indirect_reference.idnum: number
            for number, page in enumerate(self.reader.pages)
            if page.indirect_reference
        }

        def read(node: Any, page: int) -> Tag:
            content: list[str | Tag] = []
            page = pages[node.raw_get("/Pg").idnum] if "/Pg" in node else page
            kids = node.get("/K", [])
            for kid in kids if isinstance(kids, list) else [kids]:
                found = kid.get_object()
                if isinstance(found, int):
                    content.append(texts[page].get(found, ""))
                elif "/MCID" in found:
                    own = pages[found.raw_get("/Pg").idnum] if "/Pg" in found else page
                    content.append(texts[own].get(found["/MCID"], ""))
                elif "/S" in found:
                    content.append(read(found, page))
            return Tag(node["/S"][1:], dict(node), tuple(content))

        return read(self.reader.root_object["/StructTreeRoot"]["/K"].get_object(), 0)

    def glyphs(self) -> Iterator[tuple[str, int]]:
        """The font and the glyph's number in it, for every glyph shown on any page."""
        for page in self.reader.pages:
            fonts = page["/Resources"]["/Font"]
            for shown in self._shown(page):
                font = fonts[shown.font]
                name, number_of = str(font["/BaseFont"]), self._glyph_numbers(font)
                yield from ((name, number_of(code)) for code in shown.codes)

    def _texts_of(self, page: Any) -> dict[int, str]:
        lines: dict[int, list[tuple[float, str]]] = {}
        for shown in self._shown(page):
            if shown.mark is None:
                continue
            found = lines.setdefault(shown.mark, [])
            if found and found[-1][0] == shown.baseline:
                found[-1] = (shown.baseline, found[-1][1] + shown.text)
            else:
                found.append((shown.baseline, shown.text))
        return {
            mark: "".join(turn(text) for _baseline, text in found) for mark, found in lines.items()
        }

    def _shown(self, page: Any) -> Iterator[Shown]:
        marks: list[int | None] = []
        spoken: list[str | None] = []
        font, baseline = "", 0.0
        fonts = page["/Resources"]["/Font"]
        contents = page.get_contents()
        for operands, operator in contents.operations if contents is not None else []:
            if operator in {b"BDC", b"BMC"}:
                entries = operands[1] if operator == b"BDC" else {}
                marks.append(entries.get("/MCID", marks[-1] if marks else None))
                actual = entries.get("/ActualText")
                spoken.append(actual)
                if actual is not None:
                    yield Shown(marks[-1], baseline, font, (), str(actual))
            elif operator == b"EMC":
                marks.pop()
                spoken.pop()
            elif operator == b"Tf":
                font = operands[0]
            elif operator == b"Tm":
                baseline = float(operands[5])
            elif operator == b"TJ":
                readings = self._read_font(fonts[font])
                codes = tuple(_codes(operands[0]))
                silent = any(text is not None for text in spoken)
                text = "" if silent else "".join(readings.get(code, "\ufffd") for code in codes)
                yield Shown(marks[-1] if marks else None, baseline, font, codes, text)

    def _read_font(self, font: Any) -> dict[int, str]:
        key = id(font)
        if key not in self._readings:
            mapped = font["/ToUnicode"].get_data().decode()
            mapped = mapped[mapped.index("endcodespacerange") :]
            self._readings[key] = {
                int(code, 16): bytes.fromhex(text).decode("utf-16-be")
                for code, text in _READING.findall(mapped)
            }
        return self._readings[key]

    def _glyph_numbers(self, font: Any) -> Callable[[int], int]:
        key = id(font)
        if key not in self._glyphs:
            below = font["/DescendantFonts"][0].get_object()
            mapped = below.get("/CIDToGIDMap", NullObject())
            data = b"" if isinstance(mapped, NullObject) else mapped.get_data()
            self._glyphs[key] = (
                (lambda code: int.from_bytes(data[2 * code : 2 * code + 2], "big"))
                if data
                else (lambda code: code)
            )
        return self._glyphs[key]


def _codes(shown: list[Any]) -> Iterator[int]:
    for part in shown:
        data = getattr(part, "original_bytes", None)
        if data is None and isinstance(part, bytes):
            data = part
        if data is not None:
            yield from (int.from_bytes(data[at : at + 2], "big") for at in range(0, len(data), 2))


def turn(line: str) -> str:
    """A line as drawn from left to right, in the order of reading.

    Undoes UAX 9 for lines from right to left in which numbers stand alone.
    """
    if is_plain(line):
        return line
    return "".join(line[place] for place in reorder(embedding_levels(line, 1)))


def read_tags(data: bytes) -> Tag:
    """The element of the whole document of a PDF."""
    return TaggedFile(data).root()
