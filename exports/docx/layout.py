"""How wide is each column of a table? And which way must the page lie to hold it."""

from dataclasses import dataclass, replace
from functools import cache

from exports.blocks import Column, Table, plain_text
from exports.docx.look import ACCORD_LOOK, WordPage

_MOST_COLUMNS = 60  # Word takes 63
_TEXT_SIZE, _MATRIX_SIZE = 9.0, 7.5  # points, as in the styles Table Text and Matrix Text
_PADDING = 160
_PLAIN = 0.92  # letters that are not bold, beside bold ones
_SPACE = 0.35
_TALLEST_HEADER = 2835
_WIDEST_WISH = 4000


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table stands on its page.

    ``small`` sets it in the small style, ``turned`` the header's words upright.
    """

    widths: tuple[int, ...]
    landscape: bool = False
    small: bool = False
    turned: bool = False
    header_height: int = 0


def split_columns(table: Table) -> list[Table]:
    """Return the table, or parts of it that Word can hold, each with the first column."""
    if len(table.columns) <= _MOST_COLUMNS:
        return [table]
    step = _MOST_COLUMNS - 1
    return [
        replace(
            table,
            columns=(table.columns[0], *table.columns[start : start + step]),
            rows=tuple((row[0], *row[start : start + step]) for row in table.rows),
        )
        for start in range(1, len(table.columns), step)
    ]


@dataclass(frozen=True, slots=True)
class _Need:
    """How wide a column's title and cells are, in em: their longest word and the whole."""

    title_word: float
    title: float
    word: float
    whole: float

    def least(self, size: float) -> int:
        """Return the width in which no word of a cell is broken, in twentieths of a point."""
        return round(self.word * size * 20) + _PADDING

    def wish(self, size: float) -> int:
        """Return the width in which no cell needs a second line, within reason."""
        return min(round(self.whole * size * 20), _WIDEST_WISH) + _PADDING


def plan_layout(table: Table, page: WordPage = ACCORD_LOOK.page) -> Layout:
    """Return page, widths and header of a table.

    The upright page comes first, then the same in small letters, then the page across, and at
    last the header turned.
    """
    needs = [_measure(table, column) for column in range(len(table.columns))]
    for size, room in (
        (_TEXT_SIZE, page.text_width),
        (_MATRIX_SIZE, page.text_width),
        (_TEXT_SIZE, page.landscape_width),
    ):
        titles = [round(need.title_word * size * 20) + _PADDING for need in needs]
        least = [max(need.least(size), title) for need, title in zip(needs, titles, strict=True)]
        if sum(least) > room:
            continue
        wanted = [
            max(need.wish(size), title, round(need.title * size * 10))
            for need, title in zip(needs, titles, strict=True)
        ]
        return Layout(
            _share_out(table.columns, least, wanted, room),
            landscape=room == page.landscape_width,
            small=size == _MATRIX_SIZE,
        )
    return _plan_turned(needs, page)


def _plan_turned(needs: list[_Need], page: WordPage) -> Layout:
    """Return the layout of a table whose titles are turned, so that its columns are narrow."""
    least = [need.least(_MATRIX_SIZE) for need in needs]
    wanted = [need.wish(_MATRIX_SIZE) for need in needs]
    landscape = sum(least) > page.text_width
    width = page.landscape_width if landscape else page.text_width
    tallest = max((round(need.title * _MATRIX_SIZE * 20) for need in needs[1:]), default=0)
    return Layout(
        _share_out((), least, wanted, width),
        landscape,
        small=True,
        turned=True,
        header_height=min(tallest + _PADDING, _TALLEST_HEADER),
    )


def _share_out(
    columns: tuple[Column, ...], least: list[int], wanted: list[int], width: int
) -> tuple[int, ...]:
    """Return widths that fill the page, none below the least where there is room for all."""
    if columns and all(column.weight > 0 for column in columns):
        return _share_by_weight(columns, least, width)
    if sum(least) >= width:
        return tuple(max(round(width * share / sum(least)), 1) for share in least)
    if sum(wanted) <= width:
        return tuple(round(width * share / sum(wanted)) for share in wanted)
    spare = width - sum(least)
    wishes = [want - floor for want, floor in zip(wanted, least, strict=True)]
    return tuple(
        floor + round(spare * wish / sum(wishes)) for floor, wish in zip(least, wishes, strict=True)
    )


def _share_by_weight(columns: tuple[Column, ...], least: list[int], width: int) -> tuple[int, ...]:
    """Return widths by weight; a column whose words need more gets that, the others the rest."""
    shares: dict[int, int] = {}
    while True:
        others = [place for place in range(len(columns)) if place not in shares]
        rest, total = width - sum(shares.values()), sum(columns[place].weight for place in others)
        wanted = {place: round(rest * columns[place].weight / total) for place in others}
        narrow = {place: least[place] for place in others if wanted[place] < least[place]}
        if not narrow:
            shares |= wanted
            return tuple(shares[place] for place in range(len(columns)))
        shares |= narrow


def _measure(table: Table, column: int) -> _Need:
    title_word, title = _measure_text(table.columns[column].title)
    cells = {(plain_text(row[column].runs), row[column].header) for row in table.rows}
    if table.total and table.rows:
        cells.add((plain_text(table.rows[-1][column].runs), True))
    widths = []
    for text, is_bold in cells:
        word, whole = _measure_text(text)
        part = 1.0 if is_bold else _PLAIN
        widths.append((word * part, whole * part))
    return _Need(
        title_word,
        title,
        max((word for word, _whole in widths), default=0.0),
        max((whole for _word, whole in widths), default=0.0),
    )


def _measure_text(text: str) -> tuple[float, float]:
    """Return about how wide the longest word and the whole are, in em, in bold letters."""
    longest = whole = 0.0
    for word in text.split():
        width = sum(map(_width_of, word))
        longest, whole = max(longest, width), whole + width + _SPACE
    return longest, whole


@cache
def _width_of(character: str) -> float:
    """Return about how wide a bold letter is in a wide font, in em.

    Where Noto Sans is not installed, programs take a wider one, such as DejaVu Sans.
    """
    if character >= "\u1100":
        return 1.1
    if character in "mwMW@%":
        return 1.08
    if character in "fijlrtI.,:;'!|()[]-":
        return 0.47
    return 0.78 if character.isupper() else 0.71
