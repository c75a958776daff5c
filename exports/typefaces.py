"""Which font has the association chosen, and which files does it have?"""

import re
import struct
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import uharfbuzz

from exports.fonts import (
    BOLD_WEIGHT,
    Face,
    Family,
    FontStack,
    font_stack,
    list_font_files,
)
from exports.house_style import Typeface

_STARTS = {b"\0\1\0\0", b"OTTO", b"true"}
_RESTRICTED = 2  # OpenType, OS/2, fsType: "must not be embedded"
_ITALIC_CUT, _BOLD_CUT = 1, 32  # OpenType, OS/2, fsSelection
_KIND, _LOOK = 8, 62  # offsets of fsType and fsSelection in OS/2


@dataclass(frozen=True, slots=True)
class FontFile:
    """What a font file says of itself. ``cut``: 0 regular, 1 bold, 2 italic, 3 both.

    ``family`` is the name under which programs list it (OpenType, name 1).
    """

    family: str
    cut: int
    may_be_embedded: bool


@cache
def house_stack(typeface: Typeface | None) -> FontStack:
    """Return the fonts of this installation after an association's own; None: without one."""
    if typeface is None or not typeface.files:
        return font_stack()
    family = _find_family(typeface) or _typeface_family(typeface)
    others = (each for each in font_stack().families if each.name != family.name)
    return FontStack([family, *others])


def _find_family(typeface: Typeface) -> Family | None:
    """Return a font that Accord has by itself."""
    name = typeface.name.replace(" ", "")
    known = (family for family in font_stack().families if family.name == name)
    return next((each for each in known if each.faces[0].path == typeface.files[0]), None)


def _typeface_family(typeface: Typeface) -> Family:
    """Return the cuts of a font; one that has no bold of its own is variable, or is never bold."""
    name = re.sub("[^A-Za-z0-9]", "", typeface.name) or "House"
    regular, bold, italic, both = (*typeface.files, *[""] * 4)[:4]
    return Family(
        name,
        (
            Face(f"{name}-Regular", regular),
            Face(f"{name}-Bold", bold or regular, 0, BOLD_WEIGHT),
            Face(f"{name}-Italic", italic or regular),
            Face(f"{name}-BoldItalic", both or italic or bold or regular, 0, BOLD_WEIGHT),
        ),
    )


def find_typeface(name: str) -> Typeface:
    """Return the font of this name with its files, or without them where it is not installed."""
    wanted = name.casefold()
    cuts: dict[int, str] = {}
    for path in sorted(list_font_files()):
        described = describe_font(path)
        if described and described.family.casefold() == wanted and described.may_be_embedded:
            cuts.setdefault(described.cut, path)
    if 0 in cuts:
        return Typeface(name, tuple(cuts.get(cut, "") for cut in range(4)))
    stem = wanted.replace(" ", "")
    own = (family for family in font_stack().families if family.name.casefold() == stem)
    return next((Typeface(name, (family.faces[0].path,)) for family in own), Typeface(name))


def describe_font(path: str) -> FontFile | None:
    """Return what a TrueType or OpenType file of one font says of itself; None for others."""
    try:
        with Path(path).open("rb") as file:
            if file.read(4) not in _STARTS:
                return None
        face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(path))
    except OSError:
        return None
    family = face.get_name(uharfbuzz.OTNameIdPredefined.FONT_FAMILY)
    table = bytes(face.reference_table("OS/2").data)
    if not family or not face.unicodes:
        return None
    kind, look = _read_number(table, _KIND), _read_number(table, _LOOK)
    cut = bool(look & _BOLD_CUT) + 2 * bool(look & _ITALIC_CUT)
    return FontFile(str(family), cut, kind & 0xF != _RESTRICTED)


def _read_number(table: bytes, offset: int) -> int:
    """Return the two bytes at an offset as a number, 0 where the table is shorter."""
    return int(struct.unpack_from(">H", table, offset)[0]) if len(table) >= offset + 2 else 0
