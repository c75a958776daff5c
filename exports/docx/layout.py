"""How wide is each column of a table? And which way must the page lie to hold it."""

from dataclasses import dataclass, replace

from exports.blocks import Column, Table, plain_text
from exports.docx.look import ACCORD_LOOK, WordPage

_MOST_COLUMNS = 60  # Word takes 63
_TEXT_SIZE, _MATRIX_SIZE = 9.0, 7.5  # points, as in the styles Table Text and Matrix Text
_PADDING = 160
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


def plan_layout(table: Table, page: WordPage = ACCORD_LOOK.page) -> Layout:
    """Return page, widths and header of a table.

    The upright page comes first, then the same in small letters, then the page across, and at
    last the header turned.
    """
    for size, room in (
        (_TEXT_SIZE, page.text_width),
        (_MATRIX_SIZE, page.text_width),
        (_TEXT_SIZE, page.landscape_width),
    ):
        bodies = [_body_widths(table, column, size) for column in range(len(table.columns))]
        titles = [_longest_word(column.title, size) + _PADDING for column in table.columns]
        least = [max(body[0], title) for body, title in zip(bodies, titles, strict=True)]
        if sum(least) > room:
            continue
        wanted = [
            max(body[1], title, round(_width_of(column.title, size) / 2))
            for body, title, column in zip(bodies, titles, table.columns, strict=True)
        ]
        return Layout(
            _share_out(table.columns, least, wanted, room),
            landscape=room == page.landscape_width,
            small=size == _MATRIX_SIZE,
        )
    return _plan_turned(table, page)


def _plan_turned(table: Table, page: WordPage) -> Layout:
    """Return the layout of a table whose titles are turned, so that its columns are narrow."""
    bodies = [_body_widths(table, column, _MATRIX_SIZE) for column in range(len(table.columns))]
    least, wanted = [body[0] for body in bodies], [body[1] for body in bodies]
    landscape = sum(least) > page.text_width
    width = page.landscape_width if landscape else page.text_width
    tallest = max((_width_of(each.title, _MATRIX_SIZE) for each in table.columns[1:]), default=0)
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
        total = sum(column.weight for column in columns)
        return tuple(round(width * column.weight / total) for column in columns)
    if sum(least) >= width:
        return tuple(max(round(width * share / sum(least)), 1) for share in least)
    if sum(wanted) <= width:
        return tuple(round(width * share / sum(wanted)) for share in wanted)
    spare = width - sum(least)
    wishes = [want - floor for want, floor in zip(wanted, least, strict=True)]
    return tuple(
        floor + round(spare * wish / sum(wishes)) for floor, wish in zip(least, wishes, strict=True)
    )


def _body_widths(table: Table, column: int, size: float) -> tuple[int, int]:
    """Return the width of the longest word and of the longest text in a column."""
    texts = {plain_text(row[column].runs) for row in table.rows}
    longest = max((_longest_word(text, size) for text in texts), default=0)
    whole = max((_width_of(text, size) for text in texts), default=0)
    return longest + _PADDING, min(whole, _WIDEST_WISH) + _PADDING


def _longest_word(text: str, size: float) -> int:
    return max((_width_of(word, size) for word in text.split()), default=0)


def _width_of(text: str, size: float) -> int:
    """Return about how wide a text is, in twentieths of a point; 0.62 em is a wide letter."""
    wide = 0 if text.isascii() else sum(character >= "\u1100" for character in text)
    return round(size * 20 * (0.62 * (len(text) - wide) + wide))
