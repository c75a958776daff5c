"""How does text of any script become lines of glyphs of at most a given width?

Every run is cut by font and direction, shaped, and broken into lines; a line then only needs
a place. Shaped words are remembered, so that common words are shaped once in a document.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby, pairwise

from exports.blocks import Change, Run, Runs
from exports.fonts import Face, FontStack, tell_missing
from exports.languages import is_right_to_left
from exports.pdf.breaking import clean_text, cut_clusters, cut_word, split_words
from exports.pdf.direction import embedding_levels, is_plain, reorder
from exports.pdf.glyph_font import GlyphFont
from exports.pdf.shaping import ShapedText
from exports.pdf.tagging import Color

INK: Color = (0.13, 0.15, 0.18)
_LONGEST_REMEMBERED = 40  # characters: longer words hardly come twice
_MOST_MEASURED = 2_500  # texts: the cells of a table that are measured before they are set
_MARK_SIZE = 0.62
_MARK_RISE = 0.36
_runs_right_to_left = lru_cache(is_right_to_left)


@dataclass(frozen=True, slots=True)
class TextStyle:
    """How text is set: size and line distance in points, weight, slant and colour.

    ``display`` sets it in the font of headings.
    """

    size: float
    leading: float
    bold: bool = False
    italic: bool = False
    color: Color = INK
    display: bool = False


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


@dataclass(frozen=True, slots=True)
class _Piece:
    """Glyphs that stay together: a word, or a part of one, with the spaces after it."""

    text: str
    font: GlyphFont
    size: float
    width: float
    visible: float
    code: str
    may_break: bool
    look: Look
    level: int


@dataclass(frozen=True, slots=True)
class _Setting:
    """What a word's glyphs and looks depend on besides its letters and direction."""

    style: TextStyle
    language: str
    look: Look


class TextEngine:
    """Sets text in lines for one document."""

    def __init__(
        self,
        stack: FontStack,
        warn: Callable[[str], None],
        display_stack: FontStack | None = None,
    ) -> None:
        self._stack = stack
        self._display_stack = display_stack or stack
        self._warn = warn
        self._fonts: dict[Face, GlyphFont] = {}
        self._words: dict[tuple[_Setting, int], dict[str, tuple[_Piece, ...]]] = {}
        self._last: tuple[_Setting, dict[str, tuple[_Piece, ...]]] | None = None
        # Texts that were measured and are mostly set next; the runs are kept, so no id comes twice.
        self._measured: dict[int, tuple[Runs, TextStyle, str, list[list[list[_Piece]]]]] = {}
        self._advances: dict[tuple[str, str], float] = {}
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
        paragraphs = [list(words) for words in self._cut(runs, style, language)]
        for words in paragraphs:
            used = visible = 0.0
            for group in words:
                word = sum(piece.width for piece in group[:-1]) + group[-1].visible
                least, visible = max(least, word), used + word
                used += sum(piece.width for piece in group)
            full = max(full, visible)
        if len(self._measured) >= _MOST_MEASURED:
            self._measured.clear()
        self._measured[id(runs)] = runs, style, language, paragraphs
        return least, full

    def lines(self, runs: Runs, style: TextStyle, width: float, language: str) -> list[Line]:
        """Return the runs as lines no wider than ``width`` (one cluster at least in each)."""
        rtl = _runs_right_to_left(language)
        paragraphs: Iterable[Iterable[list[_Piece]]]
        known = self._measured.pop(id(runs), None)
        if known and known[0] is runs and known[1] == style and known[2] == language:
            paragraphs = known[3]
        else:
            paragraphs = self._cut(runs, style, language)
        lines: list[Line] = []
        for words in paragraphs:
            lines.extend(_make_line(line, rtl=rtl) for line in self._fill(words, width))
        return lines

    def _cut(self, runs: Runs, style: TextStyle, language: str) -> Iterator[Iterator[list[_Piece]]]:
        """Yield the words of each paragraph: pieces that stay together on a line."""
        rtl = _runs_right_to_left(language)
        for paragraph in _split_at_newlines(runs):
            yield _groups(self._pieces(paragraph, style, language, rtl=rtl))

    def _pieces(
        self, runs: list[Run], style: TextStyle, language: str, *, rtl: bool
    ) -> Iterator[_Piece]:
        levels = None
        if rtl or not all(is_plain(run.text) for run in runs):
            levels = embedding_levels("".join(run.text for run in runs), int(rtl))
        start = 0
        for run in runs:
            run_style, look = _dress(run, style)
            if levels is None:
                setting, known = self._find_words(run_style, run.language or language, look)
                for word in split_words(run.text):
                    pieces = known.get(word)
                    yield from self._shape_word(word, setting, 0) if pieces is None else pieces
                continue
            setting = _Setting(run_style, run.language or language, look)
            for word in split_words(run.text):
                end = start + len(word)
                for part, level in _cut_by_level(word, levels[start:end], int(rtl)):
                    yield from self._shape_word(part, setting, level)
                start = end

    def _find_words(
        self, style: TextStyle, language: str, look: Look
    ) -> tuple[_Setting, dict[str, tuple[_Piece, ...]]]:
        """Return a setting and the words known in it; mostly it is that of the run before."""
        last = self._last
        if (
            last
            and last[0].style is style
            and last[0].look is look
            and last[0].language == language
        ):
            return last
        setting = _Setting(style, language, look)
        self._last = setting, self._words.setdefault((setting, 0), {})
        return self._last

    def _shape_word(self, word: str, setting: _Setting, level: int) -> tuple[_Piece, ...]:
        words = self._words.setdefault((setting, level), {})
        known = words.get(word)
        if known is None:
            known = tuple(
                piece
                for part, may_break in cut_word(word)
                for piece in self._shape_part(part, setting, level, may_break=may_break)
            )
            if len(word) <= _LONGEST_REMEMBERED:
                words[word] = known
        return known

    def _shape_part(
        self, part: str, setting: _Setting, level: int, *, may_break: bool
    ) -> list[_Piece]:
        style = setting.style
        pieces: list[_Piece] = []
        stack = self._display_stack if style.display else self._stack
        runs = stack.split(part, style.bold, style.italic, setting.language)
        for run in runs:
            own_level = level
            if run.missing:
                self._report_missing(run.missing)
                own_level += level & 1  # a code point reads from left to right, as a number does
            font, rtl = self._font(run.face), bool(own_level & 1)
            code, width = self._show(font, run.text, style.size, setting.language, rtl=rtl)
            visible = width
            spaces = len(run.text) - len(run.text.rstrip(" "))
            if spaces:
                visible -= spaces * font.space_width * style.size / 1000
            pieces.append(
                _Piece(
                    run.text, font, style.size, width, max(0.0, visible), code,
                    may_break and run is runs[-1], setting.look, own_level,
                )
            )  # fmt: skip
        return pieces

    def _show(
        self, font: GlyphFont, text: str, size: float, language: str, *, rtl: bool
    ) -> tuple[str, float]:
        """Return the glyphs as the inside of a ``TJ`` array, and their width in points."""
        shaped = font.shape(text, right_to_left=rtl, language=language)
        return _write_glyphs(font, shaped, text, size, rtl=rtl), shaped.width * size / 1000

    def _font(self, face: Face) -> GlyphFont:
        if face not in self._fonts:
            self._fonts[face] = GlyphFont(face, len(self._fonts) + 1)
        return self._fonts[face]

    def _report_missing(self, character: str) -> None:
        if character not in self._missing:
            self._missing.add(character)
            self._warn(tell_missing(character))

    def _fill(self, words: Iterable[list[_Piece]], width: float) -> Iterator[list[_Piece]]:
        """Yield lines of pieces: as many words in each as there is room for."""
        line: list[_Piece] = []
        used = 0.0
        for word in words:
            group, before = word, 0.0
            if len(word) > 1:
                before = sum(piece.width for piece in word[:-1])
            visible = before + word[-1].visible
            if line and used + visible > width:
                yield line
                line, used = [], 0.0
            if visible > width:
                *full, group = self._break_anywhere(word, width)
                yield from full
                before = sum(piece.width for piece in group[:-1])
            line.extend(group)
            used += before + group[-1].width
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
        return [
            fitting
            for start, end in pairwise(cuts)
            for fitting in self._halve(self._reshape(piece, piece.text[start:end]), width)
        ]

    def _halve(self, piece: _Piece, width: float) -> list[_Piece]:
        """Return a piece whose joined letters are wider than single ones, in parts that fit."""
        clusters = list(cut_clusters(piece.text)) if piece.visible > width else []
        if len(clusters) < 2:  # noqa: PLR2004 -- one cluster cannot be cut
            return [piece]
        middle = len(clusters) // 2
        halves = ("".join(clusters[:middle]), "".join(clusters[middle:]))
        return [part for half in halves for part in self._halve(self._reshape(piece, half), width)]

    def _advance(self, piece: _Piece, cluster: str) -> float:
        key = (piece.font.resource, cluster)
        if key not in self._advances:
            shaped = piece.font.shape(cluster, right_to_left=bool(piece.level & 1), language="")
            self._advances[key] = shaped.width
        return self._advances[key] * piece.size / 1000

    def _reshape(self, piece: _Piece, text: str) -> _Piece:
        rtl = bool(piece.level & 1)
        code, width = self._show(piece.font, text, piece.size, piece.look.language, rtl=rtl)
        return replace(piece, text=text, width=width, visible=width, code=code, may_break=True)


def _split_at_newlines(runs: Runs) -> Iterator[list[Run]]:
    """Yield what stands between line ends, a space after it: for the ear it parts words."""
    paragraph: list[Run] = []
    for run in runs:
        if run.text.isprintable():
            paragraph.append(run)
            continue
        first, *others = clean_text(run.text).replace("\n", " \n").split("\n")
        paragraph.append(replace(run, text=first))
        for text in others:
            yield paragraph
            paragraph = [replace(run, text=text)]
    yield paragraph


_PLAIN = Look()


def _dress(run: Run, style: TextStyle) -> tuple[TextStyle, Look]:
    if not (run.bold or run.italic or run.link or run.language or run.change or run.note):
        return style, _PLAIN
    size, rise = style.size, 0.0
    if run.note:
        rise, size = style.size * _MARK_RISE, style.size * _MARK_SIZE
    bold, italic = style.bold or run.bold, style.italic or run.italic
    dressed = replace(style, size=size, bold=bold, italic=italic)
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
    levels = [piece.level for piece in pieces]
    if len(pieces) == 1 and not rtl and not levels[0]:
        (piece,) = pieces
        visible = piece.width - (piece.width - piece.visible)
        span = Span(0.0, piece.width, piece.font, piece.size, piece.code, piece.look)
        return Line(visible, (span,))
    visible = sum(piece.width for piece in pieces)
    for position in range(len(pieces) - 1, -1, -1):
        visible -= pieces[position].width - pieces[position].visible
        if pieces[position].visible > 0:
            break
        levels[position] = int(rtl)  # UAX 9, rule L1: spaces at a line's end
    ordered = [pieces[position] for position in reorder(levels)] if any(levels) else pieces
    across = min(0.0, visible - sum(piece.width for piece in pieces)) if rtl else 0.0
    spans: list[Span] = []
    for (font, look, size), group in groupby(ordered, _same_look):
        together = list(group)
        width = sum(piece.width for piece in together)
        code = "".join(piece.code for piece in together)
        spans.append(Span(across, width, font, size, code, look))
        across += width
    return Line(visible, tuple(spans))


def _same_look(piece: _Piece) -> tuple[GlyphFont, Look, float]:
    return piece.font, piece.look, piece.size


def _write_glyphs(font: GlyphFont, shaped: ShapedText, text: str, size: float, *, rtl: bool) -> str:
    """Return the glyphs as the inside of a ``TJ`` array (ISO 32000-1, 9.4.3)."""
    codes, is_exact = font.code_glyphs(shaped)
    parts: list[str] = []
    rise = 0.0
    for gap, position in shaped.drawn:
        up = 0.0 if shaped.is_level else shaped.glyphs[position].up
        if up != rise:
            rise = up
            parts.append(f"] TJ {rise * size / 1000:.2f} Ts [")
        if gap:
            parts.append(f"{gap:.0f} ")
        parts.append(f"<{codes[position]:04X}>")
    if shaped.last_gap:
        parts.append(f"{shaped.last_gap:.0f} ")
    if rise:
        parts.append("] TJ 0 Ts [")
    code = "".join(parts).replace("><", "")
    if is_exact or rtl or not text.strip():
        return code
    spoken = ("\ufeff" + text).encode("utf-16-be", "replace").hex().upper()
    return f"] TJ /Span <</ActualText <{spoken}>>> BDC [{code}] TJ EMC ["
