"""How does one face become the font that is embedded in the file?

Every script is embedded the same way (Type0, Identity-H; ISO 32000-1, 9.7), two bytes a glyph.
Sizes are thousandths of an em.
"""

import struct
import zlib
from dataclasses import dataclass

import uharfbuzz

from exports.fonts import Face
from exports.pdf.shaping import ShapedText, open_font, shape_text

_DROPPED_TABLES = (
    "GSUB", "GPOS", "GDEF", "STAT", "BASE", "cmap", "name", "gasp", "DSIG", "vhea", "vmtx",
    "meta", "MVAR", "avar", "VORG",
)  # fmt: skip
_HEAD_BOX = 36  # offset of xMin in the head table (OpenType, head)
_SYMBOLIC = 4


@dataclass(frozen=True, slots=True)
class EmbeddedFont:
    """What a PDF needs of one face: the subset's bytes, its measures and what its glyphs read.

    ``glyph_map`` is empty where the outlines are CFF, in which codes are glyph numbers.
    """

    name: str
    data: bytes
    glyph_map: bytes
    box: tuple[int, int, int, int]
    ascent: int
    descent: int
    widths: tuple[tuple[int, float], ...]
    unicode_map: bytes


class GlyphFont:
    """One face as used in one document; remembers which glyphs were drawn and what they read."""

    def __init__(self, face: Face, number: int) -> None:
        self.resource = f"G{number}"
        self._name = f"{_tag(number)}+{face.name}"
        self._source = face
        self._font = open_font(face)
        self._face = self._font.face
        self._weight = face.weight
        self._is_variable = bool(self._face.axis_infos)
        self._scale: float = 1000 / self._face.upem
        self._is_cff = "CFF " in self._face.table_tags
        self._codes: dict[tuple[int, str], int] = {}
        self._glyphs: dict[int, int] = {0: 0}
        self._readings: dict[int, str] = {0: "\ufffd"}
        self.space_width = self.shape(" ", right_to_left=False, language="").width

    def shape(self, text: str, *, right_to_left: bool, language: str) -> ShapedText:
        """Return the text's glyphs."""
        return shape_text(self._source, text, language, right_to_left=right_to_left)

    def code_glyphs(self, shaped: ShapedText) -> tuple[list[int], bool]:
        """Return a code for each glyph, and whether the codes read as the text.

        A glyph that reads as different letters (a shape that only its dots tell apart) has a
        code for each reading, so that text can be searched and copied.
        """
        codes = [self._code(glyph.number, glyph.reading) for glyph in shaped.glyphs]
        readings = self._readings
        return codes, bool(codes) and all(
            readings[code] == glyph.whole for code, glyph in zip(codes, shaped.glyphs, strict=True)
        )

    def _code(self, glyph: int, reading: str) -> int:
        if self._is_cff:  # here a glyph's code is its number
            self._readings.setdefault(glyph, reading)
            self._glyphs[glyph] = glyph
            return glyph
        code = self._codes.get((glyph, reading))
        if code is None:
            code = self._codes[glyph, reading] = len(self._codes) + 1
            self._readings[code] = reading
            self._glyphs[code] = glyph
        return code

    def embed(self) -> EmbeddedFont:
        """Return the subset of the glyphs that were shaped."""
        face = uharfbuzz.subset(self._face, self._subset_input())
        font = uharfbuzz.Font(face)
        extents = font.get_font_extents("ltr")
        box = struct.unpack_from(">4h", bytes(face.reference_table("head").data), _HEAD_BOX)
        data = bytes(face.reference_table("CFF ").data if self._is_cff else face.blob.data)
        return EmbeddedFont(
            self._name,
            data,
            b"" if self._is_cff else self._map_codes(),
            (self._round(box[0]), self._round(box[1]), self._round(box[2]), self._round(box[3])),
            self._round(extents.ascender),
            self._round(extents.descender),
            tuple(
                (code, round(font.get_glyph_h_advance(glyph) * self._scale, 3))
                for code, glyph in sorted(self._glyphs.items())
            ),
            _write_unicode_map(self._readings),
        )

    def _map_codes(self) -> bytes:
        """Return the glyph of each code, two bytes each (ISO 32000-1, 9.7.4.2)."""
        codes = range(max(self._glyphs) + 1)
        return b"".join(self._glyphs[code].to_bytes(2, "big") for code in codes)

    def _subset_input(self) -> uharfbuzz.SubsetInput:
        wanted = uharfbuzz.SubsetInput()
        wanted.glyph_set.update(self._glyphs.values())
        flags = uharfbuzz.SubsetFlags
        wanted.flags = flags.RETAIN_GIDS | flags.NOTDEF_OUTLINE | flags.NO_HINTING
        for table in _DROPPED_TABLES:
            wanted.drop_table_tag_set.add(int.from_bytes(table.encode(), "big"))
        if self._is_variable:
            wanted.pin_all_axes_to_default(self._face)
            wanted.pin_axis_location(self._face, "wght", self._weight)
        return wanted

    def _round(self, units: float) -> int:
        return round(float(units * self._scale))


def _tag(number: int) -> str:
    """Return the six capitals that mark a subset (ISO 32000-1, 9.6.4)."""
    letters = ""
    for _place in range(6):
        number, digit = divmod(number, 26)
        letters = chr(65 + digit) + letters
    return letters


def _write_unicode_map(readings: dict[int, str]) -> bytes:
    entries = [
        f"<{number:04X}> <{text.encode('utf-16-be', 'replace').hex().upper()}>"
        for number, text in sorted(readings.items())
    ]
    lines = [
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
        "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def",
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
        "1 begincodespacerange <0000> <FFFF> endcodespacerange",
    ]
    for start in range(0, len(entries), 100):  # at most 100 in a block (Adobe TN 5014)
        block = entries[start : start + 100]
        lines += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    lines.append("endcmap CMapName currentdict /CMap defineresource pop end end")
    return "\n".join(lines).encode()


def write_font_objects(font: EmbeddedFont, first: int) -> list[bytes]:
    """Return the objects of a font, numbered from ``first``; the first is the font itself."""
    name = font.name.encode()
    is_cff = not font.glyph_map
    kind = b"0" if is_cff else b"2/CIDToGIDMap %d 0 R" % (first + 5)
    widths = " ".join(f"{code}[{width:g}]" for code, width in font.widths).encode()
    file_key = b"/FontFile3" if is_cff else b"/FontFile2"
    length = b"/Subtype/CIDFontType0C" if is_cff else b"/Length1 %d" % len(font.data)
    box = b"%d %d %d %d" % font.box
    objects = [
        b"<</Type/Font/Subtype/Type0/BaseFont/%s/Encoding/Identity-H/DescendantFonts[%d 0 R]"
        b"/ToUnicode %d 0 R>>" % (name, first + 1, first + 4),
        b"<</Type/Font/BaseFont/%s/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0"
        b">>/FontDescriptor %d 0 R/DW 0/W[%s]/Subtype/CIDFontType%s>>"
        % (name, first + 2, widths, kind),
        b"<</Type/FontDescriptor/FontName/%s/Flags %d/FontBBox[%s]/ItalicAngle 0/Ascent %d"
        b"/Descent %d/CapHeight 714/StemV 80%s %d 0 R>>"
        % (name, _SYMBOLIC, box, font.ascent, font.descent, file_key, first + 3),
        _pack(font.data, length),
        _pack(font.unicode_map),
    ]
    return objects if is_cff else [*objects, _pack(font.glyph_map)]


def _pack(data: bytes, entries: bytes = b"") -> bytes:
    packed = zlib.compress(data)
    head = b"<<%s/Filter/FlateDecode/Length %d>>" % (entries, len(packed))
    return head + b"\nstream\n" + packed + b"\nendstream"
