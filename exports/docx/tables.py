"""How does a table become a Word table that repeats its header and keeps rows whole?"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from exports.blocks import Align, Cell, Column, Table, Tile, Tone, plain_text
from exports.docx.markup import quote, write_paragraph, write_text
from exports.docx.styles import ACCENT, BAND

PORTRAIT_WIDTH = 9412  # twentieths of a point between the margins of an A4 page
LANDSCAPE_WIDTH = 14344
_MOST_COLUMNS = 60  # Word takes 63
_TILES_IN_ROW = 4
_JUSTIFIED = {Align.START: "", Align.CENTER: "center", Align.END: "right"}
_FILLS = {
    Tone.GOOD: "E3F1E7", Tone.FAIR: "E4EDF7", Tone.WEAK: "FBF0DC", Tone.BAD: "FBE4E4",
    Tone.MUTED: "ECEEF1",
}  # fmt: skip
_TEXT_SIZE, _MATRIX_SIZE = 9.0, 7.5
_PADDING = 160
_TALLEST_HEADER = 2835

WriteCell = Callable[[Cell, bool], tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table stands on its page: ``turned`` sets the header's words upright."""

    widths: tuple[int, ...]
    landscape: bool
    turned: bool
    height: int = 0


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


def plan_layout(table: Table) -> Layout:
    """Return page, widths and header of a table: upright page first, then across, then turned."""
    bodies = [_body_widths(table, column, _TEXT_SIZE) for column in range(len(table.columns))]
    titles = [_longest_word(column.title, _TEXT_SIZE) + _PADDING for column in table.columns]
    least = [max(body[0], title) for body, title in zip(bodies, titles, strict=True)]
    wanted = [
        max(body[1], title, round(_width_of(column.title, _TEXT_SIZE) / 2))
        for body, title, column in zip(bodies, titles, table.columns, strict=True)
    ]
    for width, landscape in ((PORTRAIT_WIDTH, False), (LANDSCAPE_WIDTH, True)):
        if sum(least) <= width:
            return Layout(_share_out(table.columns, least, wanted, width), landscape, turned=False)
    bodies = [_body_widths(table, column, _MATRIX_SIZE) for column in range(len(table.columns))]
    least, wanted = [body[0] for body in bodies], [body[1] for body in bodies]
    landscape = sum(least) > PORTRAIT_WIDTH
    width = LANDSCAPE_WIDTH if landscape else PORTRAIT_WIDTH
    tallest = max(_width_of(column.title, _MATRIX_SIZE) for column in table.columns[1:])
    height = min(tallest + _PADDING, _TALLEST_HEADER)
    return Layout(_share_out((), least, wanted, width), landscape, turned=True, height=height)


def _share_out(
    columns: tuple[Column, ...], least: list[int], wanted: list[int], width: int
) -> tuple[int, ...]:
    """Return widths that fill the page, none below the least where there is room for all."""
    if columns and all(column.weight > 0 for column in columns):
        total = sum(column.weight for column in columns)
        return tuple(round(width * column.weight / total) for column in columns)
    if sum(least) >= width:
        return tuple(max(round(width * share / sum(least)), 1) for share in least)
    spare = width - sum(least)
    wishes = [want - floor for want, floor in zip(wanted, least, strict=True)]
    if sum(wishes) <= 0:
        wishes = wanted
    return tuple(
        floor + round(spare * wish / sum(wishes)) for floor, wish in zip(least, wishes, strict=True)
    )


def _body_widths(table: Table, column: int, size: float) -> tuple[int, int]:
    """Return the width of the longest word and of the longest text in a column."""
    texts = {plain_text(row[column].runs) for row in table.rows}
    longest = max((_longest_word(text, size) for text in texts), default=0)
    whole = max((_width_of(text, size) for text in texts), default=0)
    return longest + _PADDING, min(whole, 4000) + _PADDING


def _longest_word(text: str, size: float) -> int:
    return max((_width_of(word, size) for word in text.split()), default=0)


def _width_of(text: str, size: float) -> int:
    """Return about how wide a text is, in twentieths of a point; 0.62 em is a wide letter."""
    wide = 0 if text.isascii() else sum(character >= "\u1100" for character in text)
    return round(size * 20 * (0.62 * (len(text) - wide) + wide))


def write_table(table: Table, layout: Layout, write_cell: WriteCell, turns: bool) -> str:
    """Return a table; ``write_cell`` gives a cell's runs and whether they run right to left."""
    style = "Matrix" if layout.turned else "Table"
    last = len(table.rows) - 1 if table.total else -1
    written: dict[tuple[Cell, int, bool], str] = {}
    rows = [_write_header(table, layout, style)]
    for number, row in enumerate(table.rows):
        cells = []
        for place, cell in enumerate(row):
            key = (cell, place, number == last)
            if cell.runs and cell.runs[0].note or key not in written:
                written[key] = _write_cell(
                    cell, table.columns[place], layout.widths[place], f"{style}Text", write_cell,
                    number == last,
                )  # fmt: skip
            cells.append(written[key])
        rows.append(f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(cells)}</w:tr>")
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in layout.widths)
    return (
        f"<w:tbl>{_write_properties(table, layout, turns)}<w:tblGrid>{grid}</w:tblGrid>"
        f"{''.join(rows)}</w:tbl>"
    )


def _write_properties(table: Table, layout: Layout, turns: bool) -> str:
    has_total, has_names = int(table.total), int(any(r and r[0].header for r in table.rows))
    return (
        '<w:tblPr><w:tblStyle w:val="AccordTable"/>'
        + ("<w:bidiVisual/>" if turns else "")
        + f'<w:tblW w:w="{sum(layout.widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        f'<w:tblLook w:val="0000" w:firstRow="1" w:lastRow="{has_total}"'
        f' w:firstColumn="{has_names}" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
        + (f"<w:tblCaption w:val={quote(table.caption)}/>" if table.caption else "")
        + (f"<w:tblDescription w:val={quote(table.summary)}/>" if table.summary else "")
        + "</w:tblPr>"
    )


def _write_header(table: Table, layout: Layout, style: str) -> str:
    cells = []
    for place, (column, width) in enumerate(zip(table.columns, layout.widths, strict=True)):
        turned = layout.turned and place > 0
        align = "" if turned else _JUSTIFIED[column.align]
        direction = '<w:textDirection w:val="btLr"/>' if turned else ""
        run = f"<w:r>{write_text(column.title)}</w:r>" if column.title else ""
        cells.append(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>'
            f'<w:shd w:val="clear" w:color="auto" w:fill="{BAND}"/>{direction}'
            f'<w:vAlign w:val="{"center" if turned else "bottom"}"/></w:tcPr>'
            f"{write_paragraph(run, f'{style}Heading', align=align)}</w:tc>"
        )
    height = f'<w:trHeight w:val="{layout.height}" w:hRule="exact"/>' if layout.height else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{height}<w:tblHeader/></w:trPr>{''.join(cells)}</w:tr>"


def _write_cell(
    cell: Cell, column: Column, width: int, style: str, write_cell: WriteCell, is_total: bool
) -> str:
    inner, _turns = write_cell(cell, is_total)
    rule = f'<w:tcBorders><w:top w:val="single" w:sz="8" w:space="0" w:color="{ACCENT}"/></w:tcBorders>'
    fill = _FILLS.get(cell.tone)
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>'
        + (rule if is_total else "")
        + (f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else "")
        + f"</w:tcPr>{write_paragraph(inner, style, align=_JUSTIFIED[column.align])}</w:tc>"
    )


def write_tiles(tiles: tuple[Tile, ...], write_words: Callable[[str], str]) -> str:
    """Return headline figures side by side, four in a row, as a table without lines."""
    across = min(len(tiles), _TILES_IN_ROW)
    width = PORTRAIT_WIDTH // max(across, 1)
    rows = []
    for start in range(0, len(tiles), _TILES_IN_ROW):
        group = tiles[start : start + _TILES_IN_ROW]
        cells = [_write_tile(tile, width, write_words) for tile in group]
        empty = f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr><w:p/></w:tc>'
        cells += [empty] * (across - len(group))
        rows.append(f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(cells)}</w:tr>")
    grid = f'<w:gridCol w:w="{width}"/>' * across
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{width * across}" w:type="dxa"/>'
        '<w:tblLayout w:type="fixed"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def _write_tile(tile: Tile, width: int, write_words: Callable[[str], str]) -> str:
    fill = _FILLS.get(tile.tone, BAND)
    lines = ((tile.value, "TileValue"), (tile.label, "TileLabel"), (tile.remark, "TileRemark"))
    paragraphs = "".join(write_paragraph(write_words(text), style) for text, style in lines if text)
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:tcBorders>'
        f'<w:top w:val="single" w:sz="24" w:space="0" w:color="{ACCENT}"/>'
        '<w:right w:val="single" w:sz="48" w:space="0" w:color="FFFFFF"/>'
        f'</w:tcBorders><w:shd w:val="clear" w:color="auto" w:fill="{fill}"/></w:tcPr>'
        f"{paragraphs or '<w:p/>'}</w:tc>"
    )
