"""How does a table become a Word table? Its header repeats on each page, its rows stay whole."""

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil

from exports.blocks import Align, Cell, Column, Run, Table, Tile, Tone
from exports.docx.layout import Layout
from exports.docx.look import ACCORD_LOOK, WordLook
from exports.docx.markup import quote, write_paragraph

_TILES_IN_ROW = 4
_FEW_ROWS = 7
_FILLS = {
    Tone.GOOD: "E3F1E7", Tone.FAIR: "E4EDF7", Tone.WEAK: "FBF0DC", Tone.BAD: "FBE4E4",
    Tone.MUTED: "ECEEF1",
}  # fmt: skip
# Word's "left" and "right" change places in a paragraph that runs from right to left, so they
# mean start and end; a cell that runs against its table must name the other, to keep its side.
_JUSTIFIED = {Align.START: "", Align.CENTER: "center", Align.END: "right"}
_JUSTIFIED_AGAINST = {Align.START: "right", Align.CENTER: "center", Align.END: ""}

# Given a cell and whether it stands in the row of totals: its runs, and whether they run from
# right to left.
WriteCell = Callable[[Cell, bool], tuple[str, bool]]


def write_table(
    table: Table,
    layout: Layout,
    write_cell: WriteCell,
    *,
    turns: bool,
    look: WordLook = ACCORD_LOOK,
) -> str:
    """Return a table; ``turns`` sets its first column at the right."""
    return _TableWriter(table, layout, write_cell, turns, look).write()


@dataclass(frozen=True, slots=True)
class _TableWriter:
    """What the rows of one table have in common."""

    table: Table
    layout: Layout
    write_cell: WriteCell
    turns: bool
    look: WordLook

    def write(self) -> str:
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in self.layout.widths)
        return (
            f"<w:tbl>{self._write_properties()}<w:tblGrid>{grid}</w:tblGrid>"
            f"{self._write_header()}{''.join(self._write_rows())}</w:tbl>"
        )

    def _write_properties(self) -> str:
        table = self.table
        has_names = int(any(row and row[0].header for row in table.rows))
        return (
            f"<w:tblPr><w:tblStyle w:val={quote(self.look.table_style)}/>"
            + ("<w:bidiVisual/>" if self.turns else "")
            + f'<w:tblW w:w="{sum(self.layout.widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
            f'<w:tblLook w:val="0000" w:firstRow="1" w:lastRow="{int(table.total)}"'
            f' w:firstColumn="{has_names}" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
            + (f"<w:tblCaption w:val={quote(table.caption)}/>" if table.caption else "")
            + (f"<w:tblDescription w:val={quote(table.summary)}/>" if table.summary else "")
            + "</w:tblPr>"
        )

    def _write_header(self) -> str:
        columns = zip(self.table.columns, self.layout.widths, strict=True)
        cells = [
            self._write_title(column, width, place) for place, (column, width) in enumerate(columns)
        ]
        height = self.layout.header_height
        exact = f'<w:trHeight w:val="{height}" w:hRule="exact"/>' if height else ""
        return f"<w:tr><w:trPr><w:cantSplit/>{exact}<w:tblHeader/></w:trPr>{''.join(cells)}</w:tr>"

    def _write_title(self, column: Column, width: int, place: int) -> str:
        upright = self.layout.turned and place > 0
        run, turns = self.write_cell(Cell((Run(column.title),), header=True), False)
        paragraph = self._write_paragraph(
            run, turns, Align.START if upright else column.align, "Heading"
        )
        direction = '<w:textDirection w:val="btLr"/>' if upright else ""
        return (
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>'
            f'<w:shd w:val="clear" w:color="auto" w:fill="{self.look.band}"/>{direction}'
            f'<w:vAlign w:val="{"center" if upright else "bottom"}"/></w:tcPr>{paragraph}</w:tc>'
        )

    def _write_rows(self) -> list[str]:
        """Return the rows; a cell that is there many times is written once.

        Two rows stand together at the top and on the last page, besides that of totals; a table
        of few rows stays whole.
        """
        count = len(self.table.rows)
        last = count - 1 if self.table.total else -1
        kept = {0, *range(max(0, count - 2 - self.table.total), count)}
        if count <= _FEW_ROWS:
            kept = set(range(count))
        kept.discard(count - 1)
        written: dict[tuple[Cell, int, bool, bool], str] = {}
        rows = []
        for number, row in enumerate(self.table.rows):
            cells = []
            for place, cell in enumerate(row):
                key = (cell, place, number == last, number in kept)
                if key not in written or any(run.note or run.change for run in cell.runs):
                    written[key] = self._write_cell(
                        cell, place, is_total=number == last, keep=number in kept
                    )
                cells.append(written[key])
            rows.append(f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(cells)}</w:tr>")
        return rows

    def _write_cell(self, cell: Cell, place: int, *, is_total: bool, keep: bool) -> str:
        inner, turns = self.write_cell(cell, is_total)
        align = self.table.columns[place].align
        paragraph = self._write_paragraph(inner, turns, align, "Text", keep=keep)
        fill = _FILLS.get(cell.tone)
        return (
            f'<w:tc><w:tcPr><w:tcW w:w="{self.layout.widths[place]}" w:type="dxa"/>'
            + (_write_rule(self.look) if is_total else "")
            + (f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else "")
            + f"</w:tcPr>{paragraph}</w:tc>"
        )

    def _write_paragraph(
        self, inner: str, turns: bool, align: Align, kind: str, *, keep: bool = False
    ) -> str:
        sides = _JUSTIFIED if turns == self.turns else _JUSTIFIED_AGAINST
        style = ("Matrix" if self.layout.small else "Table") + kind
        return write_paragraph(
            inner, style, keep_next=keep, right_to_left=turns, align=sides[align]
        )


def _write_rule(look: WordLook) -> str:
    """Return the rule above a row of totals."""
    color = look.accent.write("color")
    return f'<w:tcBorders><w:top w:val="single" w:sz="8" w:space="0" {color}/></w:tcBorders>'


def write_tiles(
    tiles: tuple[Tile, ...],
    write_words: Callable[[str], str],
    look: WordLook = ACCORD_LOOK,
    *,
    turns: bool = False,
) -> str:
    """Return headline figures side by side, four in a row, as a table without lines.

    ``turns`` sets the first at the right.
    """
    lines = ceil(len(tiles) / _TILES_IN_ROW)
    across = ceil(len(tiles) / max(lines, 1))
    width = look.page.text_width // max(across, 1)
    rows = []
    for start in range(0, len(tiles), max(across, 1)):
        group = tiles[start : start + across]
        cells = [_write_tile(tile, width, write_words, look, turns=turns) for tile in group]
        empty = f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr><w:p/></w:tc>'
        cells += [empty] * (across - len(group))
        rows.append(f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(cells)}</w:tr>")
    grid = f'<w:gridCol w:w="{width}"/>' * across
    return (
        f"<w:tbl><w:tblPr>{'<w:bidiVisual/>' if turns else ''}"
        f'<w:tblW w:w="{width * across}" w:type="dxa"/>'
        '<w:tblLayout w:type="fixed"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def _write_tile(
    tile: Tile, width: int, write_words: Callable[[str], str], look: WordLook, *, turns: bool
) -> str:
    fill = _FILLS.get(tile.tone, look.band)
    lines = ((tile.value, "TileValue"), (tile.label, "TileLabel"), (tile.remark, "TileRemark"))
    paragraphs = "".join(
        write_paragraph(write_words(text), style, right_to_left=turns)
        for text, style in lines
        if text
    )
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:tcBorders>'
        f'<w:top w:val="single" w:sz="24" w:space="0" {look.accent.write("color")}/>'
        '<w:right w:val="single" w:sz="48" w:space="0" w:color="FFFFFF"/>'
        f'</w:tcBorders><w:shd w:val="clear" w:color="auto" w:fill="{fill}"/></w:tcPr>'
        f"{paragraphs or '<w:p/>'}</w:tc>"
    )
