"""How does text of any script become lines of glyphs of at most a given width?

Every run is cut by font and direction, shaped, and broken into lines; a line then only needs
a place. Shaped words are remembered, so that common words are shaped once in a document.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

from exports.blocks import Change, Run, Runs
from exports.fonts import Face, FontStack, package_for
from exports.languages import is_right_to_left
from exports.pdf.breaking import (
    clean_text,
    cut_clusters,
    cut_word,
    embedding_levels,
    is_plain,
    reorder,
    split_words,
)
from exports.pdf.glyph_font import GlyphFont, ShapedText

Color = tuple[float, float, float]
INK: Color = (0.13, 0.15, 0.18)
_LONGEST_REMEMBERED = 40  # characters: longer words hardly come twice
_MARK_SIZE = 0.62
_MARK_RISE = 0.36


@dataclass(frozen=True, slots=True)
class TextStyle:
    """How text is set: size and line distance in points, weight, slant and colour."""

    size: float
    leading: float
    bold: bool = False
    italic: bool = False
    color: Color = INK


@dataclass(frozen=True, slots=True)
class Look:
    """What of a run shows or is tagged when it is drawn."""

    link: str = ""
    language: str = ""
    change: Change = Change.NONE
    note: str = ""
    rise: float = 0.0


@dataclass(frozen=True, slots=True)
class Span:
    """Glyphs of one font and look in a line: their place, and the array that ``TJ`` shows."""

    across: float
    width: float
    font: GlyphFont
    size: float
    code: str
    look: Look


@dataclass(frozen=True, slots=True)
class Line:
    """One line, spans in visual order; ``width`` is without spaces at its end."""

    width: float
    spans: tuple[Span, ...]


@dataclass(slots=True)
class _Piece:
    """Glyphs that stay together: a word, a part of one, or the space after it."""

    text: str
    font: GlyphFont
    size: float
    width: float
    visible: float
    code: str
    may_break: bool
    look: Look = field(default_factory=Look)
    level: int = 0


@dataclass(frozen=True, slots=True)
class _Setting:
    """What the shape of a word depends on besides its letters."""

    style: TextStyle
    language: str
    level: int


class TextEngine:
    """Sets text in lines for one document."""

    def __init__(self, stack: FontStack, warn: Callable[[str], None]) -> None:
        self._stack = stack
        self._warn = warn
        self._fonts: dict[Face, GlyphFont] = {}
        self._words: dict[tuple[str, _Setting], tuple[_Piece, ...]] = {}
        self._missing: set[str] = set()

    @property
    def fonts(self) -> list[GlyphFont]:
        """The fonts used so far, in order of first use."""
        return list(self._fonts.values())

    def measure(self, text: str, style: TextStyle, language: str = "") -> float:
        """Return the width of a text on one line, in points."""
        return sum(line.width for line in self.lines((Run(text),), style, 1e9, language))

    def extremes(self, runs: Runs, style: TextStyle, language: str) -> tuple[float, float]:
        """Return the width of the widest word, and of the text without line breaks."""
        least = full = 0.0
        for paragraph in _split_at_newlines(runs):
            used = visible = 0.0
            pieces = self._pieces(paragraph, style, language, rtl=is_right_to_left(language))
            for group in _groups(pieces):
                word = sum(piece.width for piece in group[:-1]) + group[-1].visible
                least, visible = max(least, word), used + word
                used += sum(piece.width for piece in group)
            full = max(full, visible)
        return least, full

    def lines(self, runs: Runs, style: TextStyle, width: float, language: str) -> list[Line]:
        """Return the runs as lines no wider than ``width`` (one cluster at least in each)."""
        rtl = is_right_to_left(language)
        lines: list[Line] = []
        for paragraph in _split_at_newlines(runs):
            pieces = self._pieces(paragraph, style, language, rtl=rtl)
            lines.extend(_make_line(line, rtl=rtl) for line in self._fill(pieces, width))
        return lines

    def _pieces(
        self, runs: list[Run], style: TextStyle, language: str, *, rtl: bool
    ) -> Iterator[_Piece]:
        whole = "".join(run.text for run in runs)
        levels = None if not rtl and is_plain(whole) else embedding_levels(whole, int(rtl))
        start = 0
        for run in runs:
            run_style, look = _dress(run, style)
            spoken = run.language or language
            for word in split_words(run.text):
                end = start + len(word)
                if levels is None:
                    parts = [(word, 0)]
                else:
                    parts = _cut_by_level(word, levels[start:end], int(rtl))
                for part, level in parts:
                    for piece in self._shape_word(part, _Setting(run_style, spoken, level)):
                        yield _Piece(
                            piece.text, piece.font, piece.size, piece.width, piece.visible,
                            piece.code, piece.may_break, look, level,
                        )  # fmt: skip
                start = end

    def _shape_word(self, word: str, setting: _Setting) -> tuple[_Piece, ...]:
        known = self._words.get((word, setting))
        if known is None:
            known = tuple(
                piece
                for part, may_break in cut_word(word)
                for piece in self._shape_part(part, setting, may_break=may_break)
            )
            if len(word) <= _LONGEST_REMEMBERED:
                self._words[word, setting] = known
        return known

    def _shape_part(self, part: str, setting: _Setting, *, may_break: bool) -> list[_Piece]:
        style = setting.style
        runs = self._stack.split(part, style.bold, style.italic, setting.language)
        pieces = []
        for position, run in enumerate(runs):
            if run.missing:
                self._report_missing(run.missing)
            font = self._font(run.face)
            rtl = bool(setting.level & 1)
            shaped = font.shape(run.text, right_to_left=rtl, language=setting.language)
            code = _show(font, shaped, run.text, style.size, rtl=rtl)
            width = shaped.width * style.size / 1000
            spaces = len(run.text) - len(run.text.rstrip(" "))
            visible = width
            if spaces:
                blank = font.shape(" " * spaces, right_to_left=rtl, language="").width
                visible = max(0.0, width - blank * style.size / 1000)
            last = may_break and position == len(runs) - 1
            pieces.append(_Piece(run.text, font, style.size, width, visible, code, last))
        return pieces[::-1] if setting.level & 1 and not pieces[0].may_break else pieces

    def _font(self, face: Face) -> GlyphFont:
        if face not in self._fonts:
            self._fonts[face] = GlyphFont(face, len(self._fonts) + 1)
        return self._fonts[face]

    def _report_missing(self, character: str) -> None:
        if character not in self._missing:
            self._missing.add(character)
            point = f"U+{ord(character):04X}"
            self._warn(
                f"no font here has the character {point}; it is printed as [{point}]. "
                f"Install {package_for(character)} and write the document again."
            )

    def _fill(self, pieces: Iterable[_Piece], width: float) -> Iterator[list[_Piece]]:
        """Yield lines of pieces: as many words in each as there is room for."""
        line: list[_Piece] = []
        used = 0.0
        for word in _groups(pieces):
            group = word
            visible = sum(piece.width for piece in group[:-1]) + group[-1].visible
            if line and used + visible > width:
                yield line
                line, used = [], 0.0
            if visible > width:
                *full, group = self._break_anywhere(group, width)
                yield from full
            line.extend(group)
            used += sum(piece.width for piece in group)
        yield line

    def _break_anywhere(self, group: list[_Piece], width: float) -> list[list[_Piece]]:
        """Return a word that is wider than a line as lines, cut between clusters."""
        lines: list[list[_Piece]] = []
        line: list[_Piece] = []
        used = 0.0
        for piece in group:
            for part in self._cut_piece(piece, width - used, width):
                if line and used + part.visible > width:
                    lines.append(line)
                    line, used = [], 0.0
                line.append(part)
                used += part.width
        return [*lines, line]

    def _cut_piece(self, piece: _Piece, room: float, width: float) -> list[_Piece]:
        if piece.visible <= width:
            return [piece]
        parts, start, used = [], 0, 0.0
        for cluster in cut_clusters(piece.text):
            advance = self._advance(piece, cluster)
            if used and used + advance > room:
                parts.append(start)
                used, room = 0.0, width
            used += advance
            start += len(cluster)
        cuts = [0, *parts, len(piece.text)]
        return [self._reshape(piece, piece.text[a:b]) for a, b in pairwise(cuts)]

    def _advance(self, piece: _Piece, cluster: str) -> float:
        key = (
            cluster,
            _Setting(TextStyle(piece.size, 0, color=(0, 0, 0)), piece.font.resource, -1),
        )
        known = self._words.get(key)
        if known is None:
            known = self._words[key] = (self._reshape(piece, cluster),)
        return known[0].width

    def _reshape(self, piece: _Piece, text: str) -> _Piece:
        rtl = bool(piece.level & 1)
        shaped = piece.font.shape(text, right_to_left=rtl, language=piece.look.language)
        width = shaped.width * piece.size / 1000
        code = _show(piece.font, shaped, text, piece.size, rtl=rtl)
        return replace(piece, text=text, width=width, visible=width, code=code, may_break=True)


def _split_at_newlines(runs: Runs) -> Iterator[list[Run]]:
    paragraph: list[Run] = []
    for run in runs:
        first, *others = clean_text(run.text).split("\n")
        paragraph.append(replace(run, text=first, note="" if others else run.note))
        for position, text in enumerate(others, 1):
            yield paragraph
            note = run.note if position == len(others) else ""
            paragraph = [replace(run, text=text, note=note)]
    yield paragraph


def _dress(run: Run, style: TextStyle) -> tuple[TextStyle, Look]:
    size, rise = style.size, 0.0
    if run.note:
        rise, size = style.size * _MARK_RISE, style.size * _MARK_SIZE
    dressed = TextStyle(
        size, style.leading, style.bold or run.bold, style.italic or run.italic, style.color
    )
    return dressed, Look(run.link, run.language, run.change, run.note, rise)


def _cut_by_level(word: str, levels: list[int], base: int) -> list[tuple[str, int]]:
    """Return the parts of a word of one level each; spaces after it get the paragraph's level."""
    bare = word.rstrip(" ")
    parts: list[tuple[str, int]] = []
    for character, level in zip(bare, levels, strict=False):
        if parts and parts[-1][1] == level:
            parts[-1] = (parts[-1][0] + character, level)
        else:
            parts.append((character, level))
    if len(bare) < len(word):
        parts.append((word[len(bare) :], levels[-1]))
    return parts or [(word, base)]


def _groups(pieces: Iterable[_Piece]) -> Iterator[list[_Piece]]:
    group: list[_Piece] = []
    for piece in pieces:
        group.append(piece)
        if piece.may_break:
            yield group
            group = []
    if group:
        yield group


def _make_line(pieces: list[_Piece], *, rtl: bool) -> Line:
    visible = sum(piece.width for piece in pieces)
    for piece in reversed(pieces):
        visible -= piece.width - piece.visible
        if piece.visible > 0:
            break
        piece.level = int(rtl)  # UAX 9, rule L1: spaces at a line's end
    ordered = reorder([piece.level for piece in pieces])
    across = min(0.0, visible - sum(piece.width for piece in pieces)) if rtl else 0.0
    spans: list[Span] = []
    for position in ordered:
        piece = pieces[position]
        last = spans[-1] if spans else None
        if last and last.font is piece.font and last.look == piece.look and last.size == piece.size:
            spans[-1] = replace(last, width=last.width + piece.width, code=last.code + piece.code)
        else:
            spans.append(Span(across, piece.width, piece.font, piece.size, piece.code, piece.look))
        across += piece.width
    return Line(visible, tuple(spans))


def _show(font: GlyphFont, shaped: ShapedText, text: str, size: float, *, rtl: bool) -> str:
    """Return the glyphs as the inside of a ``TJ`` array (ISO 32000-1, 9.4.3)."""
    parts: list[str] = []
    pen = 0.0
    rise = 0.0
    for glyph in shaped.glyphs:
        if glyph.up != rise:
            rise = glyph.up
            parts.append(f"] TJ {rise * size / 1000:.2f} Ts [")
        if abs(pen + glyph.across) >= 1:
            parts.append(f"{-(pen + glyph.across):.0f} ")
            pen = -glyph.across
        parts.append(f"<{glyph.number:04X}>")
        pen += glyph.advance - font.natural_width(glyph.number)
    if abs(pen) >= 1:
        parts.append(f"{-pen:.0f} ")
    if rise:
        parts.append("] TJ 0 Ts [")
    code = "".join(parts).replace("><", "")
    if shaped.exact or rtl or not text.strip():
        return code
    spoken = ("\ufeff" + text).encode("utf-16-be", "replace").hex().upper()
    return f"] TJ /Span <</ActualText <{spoken}>>> BDC [{code}] TJ EMC ["
