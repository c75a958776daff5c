"""How does one face become shaped glyphs, and the font that is embedded in the file?

Glyphs are addressed by their own numbers (Type0, Identity-H; ISO 32000-1, 9.7), so that every
script is embedded the same way. Sizes are thousandths of an em.
"""

import struct
import zlib
from dataclasses import dataclass

import uharfbuzz

from exports.fonts import Face

_DROPPED_TABLES = (
    "GSUB", "GPOS", "GDEF", "STAT", "BASE", "cmap", "name", "gasp", "DSIG", "vhea", "vmtx",
    "meta", "MVAR", "avar", "VORG",
)  # fmt: skip
_HEAD_BOX = 36  # offset of xMin in the head table (OpenType, head)
_NOTHING = "\u200b"  # what a further glyph of a cluster reads as: no character
_SYMBOLIC = 4


@dataclass(frozen=True, slots=True)
class Glyph:
    """One glyph: its number, how far the pen moves, and where it is drawn from the pen."""

    number: int
    advance: float
    across: float
    up: float


@dataclass(frozen=True, slots=True)
class ShapedText:
    """Glyphs in the order of drawing. ``exact``: the glyphs alone read back as the text."""

    glyphs: tuple[Glyph, ...]
    width: float
    exact: bool


@dataclass(frozen=True, slots=True)
class EmbeddedFont:
    """What a PDF needs of one face: the subset's bytes, its measures and what its glyphs read."""

    name: str
    data: bytes
    is_cff: bool
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
        self._face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(face.path), face.index)
        self._font = uharfbuzz.Font(self._face)
        self._weight = face.weight
        self._is_variable = bool(self._face.axis_infos)
        if self._is_variable:
            self._font.set_variations({"wght": face.weight})
        self._scale: float = 1000 / self._face.upem
        self._readings: dict[int, str] = {0: "\ufffd"}
        self._widths: dict[int, float] = {}
        self.space_width = self.shape(" ", right_to_left=False, language="").width

    def shape(self, text: str, *, right_to_left: bool, language: str) -> ShapedText:
        """Return the text's glyphs in visual order."""
        buffer = uharfbuzz.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        buffer.direction = "rtl" if right_to_left else "ltr"
        if language:
            buffer.language = language
        uharfbuzz.shape(self._font, buffer, {"kern": True, "liga": False})
        infos = buffer.glyph_infos
        glyphs = tuple(
            Glyph(
                info.codepoint,
                place.x_advance * self._scale,
                place.x_offset * self._scale,
                place.y_offset * self._scale,
            )
            for info, place in zip(infos, buffer.glyph_positions, strict=True)
        )
        exact = self._learn_readings([(info.codepoint, info.cluster) for info in infos], text)
        return ShapedText(glyphs, sum(glyph.advance for glyph in glyphs), exact)

    def _learn_readings(self, placed: list[tuple[int, int]], text: str) -> bool:
        starts = sorted({cluster for _number, cluster in placed})
        ends = dict(zip(starts, [*starts[1:], len(text)], strict=False))
        seen: set[int] = set()
        exact = bool(placed)
        for number, cluster in placed:
            reading = _NOTHING if cluster in seen else text[cluster : ends[cluster]]
            seen.add(cluster)
            known = self._readings.setdefault(number, reading)
            exact = exact and known == reading and reading != _NOTHING
        return exact

    def natural_width(self, number: int) -> float:
        """Return the advance that the embedded font gives a glyph."""
        width = self._widths.get(number)
        if width is None:
            width = float(self._font.get_glyph_h_advance(number)) * self._scale
            self._widths[number] = width
        return width

    def embed(self) -> EmbeddedFont:
        """Return the subset of the glyphs that were shaped."""
        face = uharfbuzz.subset(self._face, self._subset_input())
        font = uharfbuzz.Font(face)
        extents = font.get_font_extents("ltr")
        box = struct.unpack_from(">4h", bytes(face.reference_table("head").data), _HEAD_BOX)
        is_cff = "CFF " in face.table_tags
        data = bytes(face.reference_table("CFF ").data if is_cff else face.blob.data)
        return EmbeddedFont(
            self._name,
            data,
            is_cff,
            (self._round(box[0]), self._round(box[1]), self._round(box[2]), self._round(box[3])),
            self._round(extents.ascender),
            self._round(extents.descender),
            tuple(
                (number, round(font.get_glyph_h_advance(number) * self._scale, 3))
                for number in sorted(self._readings)
            ),
            _write_unicode_map(self._readings),
        )

    def _subset_input(self) -> uharfbuzz.SubsetInput:
        wanted = uharfbuzz.SubsetInput()
        wanted.glyph_set.update(self._readings)
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
    """Return the five objects of a font, numbered from ``first``; the first is the font itself."""
    name = font.name.encode()
    subtype = b"/CIDFontType0" if font.is_cff else b"/CIDFontType2/CIDToGIDMap/Identity"
    widths = " ".join(f"{number}[{width:g}]" for number, width in font.widths).encode()
    data, unicode_map = zlib.compress(font.data), zlib.compress(font.unicode_map)
    kind = b"/Subtype/CIDFontType0C" if font.is_cff else b"/Length1 %d" % len(font.data)
    return [
        b"<</Type/Font/Subtype/Type0/BaseFont/%s/Encoding/Identity-H/DescendantFonts[%d 0 R]"
        b"/ToUnicode %d 0 R>>" % (name, first + 1, first + 4),
        b"<</Type/Font/Subtype%s/BaseFont/%s/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
        b"/Supplement 0>>/FontDescriptor %d 0 R/DW 0/W[%s]>>" % (subtype, name, first + 2, widths),
        b"<</Type/FontDescriptor/FontName/%s/Flags %d/FontBBox[%d %d %d %d]/ItalicAngle 0"
        b"/Ascent %d/Descent %d/CapHeight 714/StemV 80/FontFile%d %d 0 R>>"
        % (
            name, _SYMBOLIC, *font.box, font.ascent, font.descent,
            3 if font.is_cff else 2, first + 3,
        ),
        b"<<%s/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream" % (kind, len(data), data),
        b"<</Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream"
        % (len(unicode_map), unicode_map),
    ]  # fmt: skip
