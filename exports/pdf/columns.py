"""How wide is each column of a table, and what is done where they do not fit the page?"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from exports.blocks import Cell, Run, Table, plain_text
from exports.languages import find_language
from exports.pdf.flow import Setting
from exports.pdf.text import TextStyle

_STYLE = TextStyle(8.5, 11.5)
_SMALL_STYLE = TextStyle(7.5, 10)
_PADDING = 4.5
_SMALL_PADDING = 2.5
_MEASURED_ROWS = 300  # enough to know a long table; longer words in later rows are broken
_WIDEST_WORD = 110.0
_WIDEST_CONTENT = 260.0
_HEADER_HEIGHT = 120.0
_MANY_COLUMNS = 10
_SHORT_TITLE = 1.8  # times the height of a line


@dataclass(frozen=True, slots=True)
class Plan:
    """The widths of all columns, and the groups in which they are printed.

    ``upright`` headers are turned by 90 degrees; ``landscape`` turns the page.
    """

    widths: tuple[float, ...]
    groups: tuple[tuple[int, ...], ...]
    style: TextStyle
    padding: float
    upright: bool = False
    landscape: bool = False
    header_height: float = _HEADER_HEIGHT


@dataclass(frozen=True, slots=True)
class _Need:
    """The width that a column's longest word needs, and the width that needs no line break."""

    least: float
    full: float


def plan_columns(table: Table, setting: Setting) -> Plan:
    """Return column widths that fit the page; as a last resort, groups of columns."""
    upright_room, turned_room = setting.sheet.text_width, setting.sheet.landscape_width
    everything = tuple(range(len(table.columns)))
    needs = _measure(table, setting, _STYLE, _PADDING, with_titles=True)
    if sum(need.least for need in needs) <= upright_room:
        widths = _share(table, needs, upright_room)
        return Plan(widths, (everything,), _STYLE, _PADDING)
    style = _SMALL_STYLE if len(everything) > _MANY_COLUMNS else _STYLE
    padding = _SMALL_PADDING if len(everything) > _MANY_COLUMNS else _PADDING
    upright = len(everything) > 2  # noqa: PLR2004 -- turned titles need a first column and others
    needs = _measure(table, setting, style, padding, with_titles=not upright)
    for landscape, room in ((False, upright_room), (True, turned_room)):
        if sum(need.least for need in needs) <= room:
            widths = _share(table, needs, room)
            return Plan(widths, (everything,), style, padding, upright, landscape)
    narrow = [min(need.least, turned_room / 3) for need in needs]
    groups = _group(narrow, turned_room)
    room = turned_room - max(sum(narrow[index] for index in group) for group in groups)
    narrow[0] = max(narrow[0], min(narrow[0] + room, needs[0].full))
    return Plan(tuple(narrow), groups, style, padding, upright, landscape=True)


def _measure(
    table: Table, setting: Setting, style: TextStyle, padding: float, *, with_titles: bool
) -> list[_Need]:
    rows = table.rows[:_MEASURED_ROWS]
    if table.total and table.rows:
        rows = (*rows, tuple(embolden(cell) for cell in table.rows[-1]))
    needs = []
    for index, column in enumerate(table.columns):
        cells: Iterable[Cell] = (row[index] for row in rows if index < len(row))
        texts = [*cells]
        if with_titles or index == 0:
            texts.append(Cell((Run(column.title, bold=True),)))
        least = full = style.leading
        if not with_titles and index:  # a title turned by 90 degrees takes a line's height a line
            turned = setting.engine.lines(
                (Run(column.title, bold=True),), style, _HEADER_HEIGHT, setting.document.language
            )
            least = full = len(turned) * style.leading
            level = setting.engine.measure(column.title, replace(style, bold=True))
            if level <= style.leading * _SHORT_TITLE:  # such a title is not turned
                least = full = max(least, level)
        for cell in texts:
            cell_least, cell_full = _measure_cell(cell, setting, style)
            least, full = max(least, cell_least), max(full, cell_full)
        needs.append(_Need(min(least, _WIDEST_WORD) + 2 * padding, full + 2 * padding + 0.5))
    return needs


def embolden(cell: Cell) -> Cell:
    """Return a cell as a row of totals prints it."""
    return replace(cell, runs=tuple(replace(run, bold=True) for run in cell.runs))


def _measure_cell(cell: Cell, setting: Setting, style: TextStyle) -> tuple[float, float]:
    runs = setting.with_marks(cell.runs)
    language = find_language(plain_text(cell.runs), cell.language, setting.document.language)
    return setting.engine.extremes(runs, style, language)


def _share(table: Table, needs: list[_Need], room: float) -> tuple[float, ...]:
    """Share a width: weighted columns by weight, others by content; none below its need."""
    weights = [column.weight for column in table.columns]
    fixed = [
        0.0 if weight else min(need.full, max(need.least, _WIDEST_CONTENT))
        for weight, need in zip(weights, needs, strict=True)
    ]
    if not any(weights) or sum(fixed) > room * 0.75:
        return _share_by_content(needs, room)
    rest, total = room - sum(fixed), sum(weights)
    wanted = [share or rest * weight / total for share, weight in zip(fixed, weights, strict=True)]
    return _raise_to_need(wanted, needs)


def _share_by_content(needs: list[_Need], room: float) -> tuple[float, ...]:
    least, full = sum(need.least for need in needs), sum(need.full for need in needs)
    if full <= room:
        extra = (room - full) / len(needs)
        return tuple(need.full + extra for need in needs)
    ratio = (room - least) / (full - least)
    return tuple(need.least + (need.full - need.least) * ratio for need in needs)


def _raise_to_need(wanted: list[float], needs: list[_Need]) -> tuple[float, ...]:
    """Take what narrow columns lack from those that have more than they need."""
    lack = sum(max(0.0, need.least - width) for width, need in zip(wanted, needs, strict=True))
    spare = sum(max(0.0, width - need.least) for width, need in zip(wanted, needs, strict=True))
    ratio = lack / spare if spare else 0.0
    return tuple(
        need.least + max(0.0, width - need.least) * (1 - ratio)
        for width, need in zip(wanted, needs, strict=True)
    )


def _group(widths: list[float], room: float) -> tuple[tuple[int, ...], ...]:
    """Return groups of columns that fit, about equally many in each after the first column."""
    columns = range(1, len(widths))
    for count in range(2, len(widths)):
        size = -(-len(columns) // count)
        groups = tuple(
            (0, *columns[start : start + size]) for start in range(0, len(columns), size)
        )
        if all(sum(widths[index] for index in group) <= room for group in groups):
            return groups
    return tuple((0, index) for index in columns)
