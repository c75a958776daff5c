"""Which glyphs does a piece of text have, and where is each drawn?

Documents of a kind have their words in common, so that a word is shaped once in a process. Sizes
are thousandths of an em.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import uharfbuzz

from exports.fonts import Face

_HIGHEST = 1200.0  # hundreds of marks on a letter stay near it
_WORDS_REMEMBERED = 5_000
_LONGEST_READING = 16  # characters; more is refused by readers of the ToUnicode map
_NOTHING = ""  # what a further glyph of a cluster reads as
_Placed = Sequence[tuple[int, int, int, int, int]]


@dataclass(frozen=True, slots=True)
class Glyph:
    """One glyph by its number in the face: what it reads, and how high above the line it is.

    ``whole`` is all that its cluster reads; other glyphs of the cluster read as nothing.
    """

    number: int
    reading: str
    whole: str
    up: float


@dataclass(frozen=True, slots=True)
class ShapedText:
    """The glyphs from left to right, and the order in which they are drawn.

    ``drawn`` has, for each, the gap that the pen leaps back before it and its place in ``glyphs``;
    ``last_gap`` is left after the last. ``is_level``: no glyph stands above or below the line.
    """

    glyphs: tuple[Glyph, ...]
    drawn: tuple[tuple[float, int], ...]
    last_gap: float
    width: float
    is_level: bool


@cache
def open_font(face: Face) -> uharfbuzz.Font:
    """Return a face's font; read once for all documents of a process."""
    font = uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(face.path), face.index))
    if font.face.axis_infos:
        font.set_variations({"wght": face.weight})
    return font


@lru_cache(maxsize=_WORDS_REMEMBERED)
def shape_text(face: Face, text: str, language: str, *, right_to_left: bool) -> ShapedText:
    """Return the glyphs of a text in one face and direction."""
    font = open_font(face)
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.direction = "rtl" if right_to_left else "ltr"
    if language.isascii():  # no tag of a language has other letters (BCP 47)
        buffer.language = language
    uharfbuzz.shape(font, buffer, {"kern": True, "liga": False})
    placed = [
        (info.codepoint, info.cluster, place.x_advance, place.x_offset, place.y_offset)
        for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
    ]
    scale: float = 1000 / font.face.upem
    glyphs = _read_glyphs(placed, text, scale)
    drawn, last_gap = _find_gaps(font, placed, scale, rtl=right_to_left)
    width = sum(advance * scale for _glyph, _cluster, advance, *_ in placed)
    return ShapedText(glyphs, drawn, last_gap, width, not any(glyph.up for glyph in glyphs))


def _read_glyphs(placed: _Placed, text: str, scale: float) -> tuple[Glyph, ...]:
    """Return the glyphs with what they read.

    Of a letter and its dots the letter reads, since dots are drawn after the word.
    """
    starts = sorted({cluster for _glyph, cluster, *_ in placed})
    ends = dict(zip(starts, [*starts[1:], len(text)], strict=False))
    readers: dict[int, int] = {}
    for position, (_glyph, cluster, advance, *_) in enumerate(placed):
        if cluster not in readers or (advance > 0 and not placed[readers[cluster]][2] > 0):
            readers[cluster] = position
    glyphs = []
    for position, (glyph, cluster, _advance, _across, up) in enumerate(placed):
        whole = text[cluster : ends[cluster]]
        reading = whole[:_LONGEST_READING] if readers[cluster] == position else _NOTHING
        height = max(-_HIGHEST, min(_HIGHEST, up * scale))
        glyphs.append(Glyph(glyph, reading, whole, height))
    return tuple(glyphs)


def _find_gaps(
    font: uharfbuzz.Font, placed: _Placed, scale: float, *, rtl: bool
) -> tuple[tuple[tuple[float, int], ...], float]:
    """Return the order of drawing with the gap before each glyph, and the gap after the last.

    From right to left marks come last, so that words read whole. Gaps under a unit are left out.
    """
    places: list[tuple[float, int]] = []
    end = 0.0
    for position, (_glyph, _cluster, advance, across, _up) in enumerate(placed):
        places.append((end + across * scale, position))
        end += advance * scale
    if rtl:
        places.sort(key=lambda place: placed[place[1]][2] == 0)
    drawn: list[tuple[float, int]] = []
    pen = 0.0
    for start, position in places:
        gap = pen - start if abs(start - pen) >= 1 else 0.0
        pen = (start if gap else pen) + font.get_glyph_h_advance(placed[position][0]) * scale
        drawn.append((gap, position))
    return tuple(drawn), pen - end if abs(end - pen) >= 1 else 0.0
