"""How does a table stand on the page: column widths, rows kept whole, headers that repeat?"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from exports.blocks import Align, Cell, Run, Runs, Table, Tone, plain_text
from exports.languages import find_language, is_right_to_left
from exports.pdf.columns import Plan, embolden, plan_columns
from exports.pdf.flow import ACCENT, QUIET, Body
from exports.pdf.keeping import (
    ROWS_AT_END,
    tie_first_rows,
    tie_last_rows,
    tie_short_table,
)
from exports.pdf.lines import place_line
from exports.pdf.pages import Draw, Slab, draw_nothing
from exports.pdf.tagging import Color, Element, Role, write_text
from exports.pdf.text import Line, TextStyle

CAPTION = TextStyle(9.5, 13.5, bold=True, color=ACCENT)
NOTE = TextStyle(8, 11, color=QUIET)
_HEADER_AREA = Role.TINT
_HAIRLINE: Color = (0.80, 0.83, 0.86)
_TONES: dict[Tone, Color] = {
    Tone.GOOD: (0.86, 0.94, 0.90),
    Tone.FAIR: (0.88, 0.93, 0.98),
    Tone.WEAK: (0.99, 0.94, 0.82),
    Tone.BAD: (0.98, 0.88, 0.86),
    Tone.MUTED: (0.94, 0.94, 0.95),
}
_LINES_IN_PART = 8  # of a row taller than a page
_LINES_IN_CORNER = 12  # of the first title beside turned ones
_ROOM_BEFORE = 12.0  # above the whole table
_ROOM_ABOVE = 3.0
_ROOM_BELOW = 3.5


@dataclass(frozen=True, slots=True)
class _SetCell:
    """A cell whose lines are broken: where it stands, how it is aligned, what it is tagged as."""

    left: float
    width: float
    align: Align
    rtl: bool
    lines: list[Line]
    element: Element
    tone: Tone


def add_table(body: Body, table: Table) -> Iterator[None]:
    """Lay out a table; one that is too wide turns its page, or is split by groups of columns.

    It stops now and then, so that the pages of a long table can be drawn meanwhile.
    """
    body.setting.tables += bool(table.caption)
    if not table.columns:
        return
    plan = plan_columns(table, body.setting)
    sheet = body.setting.sheet
    width = sheet.landscape_width if plan.landscape else sheet.text_width
    for number, group in enumerate(plan.groups, 1):
        layout = _TableLayout(body, table, plan, group, width)
        part = f" ({number}/{len(plan.groups)})" if len(plan.groups) > 1 else ""
        for slabs in layout.set_table(part):
            for slab in slabs:
                slab.landscape = plan.landscape
            body.slabs += slabs
            yield


class _TableLayout:
    """One table, or one group of its columns, being laid out."""

    def __init__(
        self, body: Body, table: Table, plan: Plan, group: tuple[int, ...], width: float
    ) -> None:
        self._body = body
        self._setting = body.setting
        self._table = table
        self._plan = plan
        self._group = group
        self._width = width
        self._rtl = body.setting.rtl
        self._lefts = self._place_columns()
        summary = table.summary or table.caption or table.name
        self._element = Element(
            "Table", body.root, attributes=b"<</O/Table/Summary%s>>" % write_text(summary)
        )

    def _place_columns(self) -> dict[int, float]:
        lefts, across = {}, 0.0
        for index in self._group:
            width = self._plan.widths[index]
            lefts[index] = self._width - across - width if self._rtl else across
            across += width
        return lefts

    def set_table(self, part: str) -> Iterator[list[Slab]]:
        """Yield caption, header, rows and note; a table without caption has no number either."""
        slabs = self._set_caption(part) if self._table.caption else []
        head = Element("THead", self._element)
        headers, repeat = self._set_headers(Element("TR", head))
        slabs += headers
        slabs[0].before = _ROOM_BEFORE
        yield slabs
        for slabs in self._set_rows(repeat):
            for slab in slabs:
                slab.repeat = repeat
            yield slabs
        end = self._set_note() if self._table.note else []
        yield [*end, Slab(5.0, draw_nothing)]

    def _set_rows(self, repeat: Slab | None) -> Iterator[list[Slab]]:
        """Yield the rows; those of more than a page in parts, the last few together."""
        height = repeat.height if repeat else 0.0
        group = Element("TBody", self._element)
        room = self._setting.sheet.room(landscape=self._plan.landscape) - height
        has_total = self._table.total
        body: list[Slab] = []
        starts: list[int] = []
        is_long = False
        for number, row in enumerate(self._table.rows):
            is_total = has_total and number == len(self._table.rows) - 1
            starts.append(len(body))
            body += self._set_row(row, Element("TR", group), height, is_total=is_total)
            if not is_long and sum(slab.height for slab in body) > room:
                is_long = True
                tie_first_rows(body, starts, room)
            if is_long and len(starts) > ROWS_AT_END:
                ready = starts[-ROWS_AT_END]
                yield body[:ready]
                body, starts = body[ready:], [start - ready for start in starts[-ROWS_AT_END:]]
        if not is_long:
            tie_short_table(body, starts, room)
        tie_last_rows(body, starts, room, total=has_total)
        if self._table.note and body:
            body[-1].keep = True
        yield body

    def _set_caption(self, part: str) -> list[Slab]:
        words = self._setting.words.table.format(self._setting.tables)
        caption = (Run(f"{words}{part}\u2002", bold=True), Run(self._table.caption))
        element = Element("Caption", self._element)
        spoken = find_language(self._table.caption, "", self._setting.document.language)
        slabs = self._body.set_text(caption, CAPTION, 0.0, element, spoken, width=self._width)
        for slab in slabs:
            slab.keep = True
        slabs[-1].height += 3
        return slabs

    def _set_note(self) -> list[Slab]:
        element = Element("P", self._body.root)
        slabs = self._body.set_text((Run(self._table.note),), NOTE, 0.0, element, width=self._width)
        slabs[0].before = 3.0
        return slabs

    def _set_headers(self, row: Element) -> tuple[list[Slab], Slab | None]:
        """Return the header row and, unless it fills half a page, its repetition."""
        room = self._setting.sheet.room(landscape=self._plan.landscape)
        if self._plan.upright:
            header = self._set_upright_header(row)
        else:
            columns = ((index, self._table.columns[index].title) for index in self._group)
            cells = [
                self._set_cell(index, Cell((Run(title, bold=True),)), row, b"Column")
                for index, title in columns
            ]
            most = max(len(cell.lines) for cell in cells)
            height = self._height(most)
            if height > room / 2:
                return self._part_row(cells, most), None
            header = Slab(height, self._draw_row(cells, height, is_header=True))
        header.keep = True
        return [header], Slab(header.height, self._as_artifact(header.draw))

    def _set_upright_header(self, row: Element) -> Slab:
        style = self._plan.style
        first = self._group[0]
        bold = TextStyle(style.size, style.leading, bold=True)
        engine, language = self._setting.engine, self._setting.document.language
        cells, level = [], {first}
        for index in self._group:
            room = self._plan.widths[index] - 2 * self._plan.padding
            title = (Run(self._table.columns[index].title),)
            if engine.extremes(title, bold, language)[1] <= room:
                level.add(index)  # a short number need not be turned
            across = room if index in level else self._plan.header_height
            lines = engine.lines(title, bold, across, language)
            cells.append((index, lines, Element("TH", row, attributes=_scope(b"Column"))))
        cells[0] = (first, cells[0][1][:_LINES_IN_CORNER], cells[0][2])
        turned = [line.width for index, lines, _e in cells if index not in level for line in lines]
        longest = max(turned, default=0.0)
        height = max(longest + 10, self._height(len(cells[0][1])))
        canvas, printer = self._setting.printer.canvas, self._setting.printer

        def draw(left: float, top: float) -> None:
            canvas.mark(None)
            edge = left + (self._width - self._total_width() if self._rtl else 0.0)
            canvas.area(edge, top - height, self._total_width(), height, _HEADER_AREA)
            canvas.area(edge, top - height, self._total_width(), 0.9, ACCENT)
            for index, lines, element in cells:
                start = left + self._lefts[index]
                if index in level:
                    cell = self._wrap(index, lines, element, Tone.NONE)
                    depth = top - height + self._height(len(lines))
                    self._draw_lines(cell, left, depth, bold.color)
                    continue
                block = len(lines) * style.leading
                baseline = start + (self._plan.widths[index] - block) / 2 + style.size * 1.0
                for line in lines:
                    printer.draw_upright(line, baseline, top - height + 5, bold.color, element)
                    baseline += style.leading

        return Slab(height, draw)

    def _wrap(self, index: int, lines: list[Line], element: Element, tone: Tone) -> _SetCell:
        return _SetCell(
            self._lefts[index] + self._plan.padding,
            self._plan.widths[index] - 2 * self._plan.padding,
            self._table.columns[index].align,
            self._rtl,
            lines,
            element,
            tone,
        )

    def _set_cell(self, index: int, cell: Cell, row: Element, scope: bytes = b"") -> _SetCell:
        language = find_language(
            plain_text(cell.runs), cell.language, self._setting.document.language
        )
        if cell.header and not scope:
            scope = b"Row"
        element = Element(
            "TH" if scope else "TD",
            row,
            language=cell.language,
            attributes=_scope(scope) if scope else b"",
        )
        room = self._plan.widths[index] - 2 * self._plan.padding
        runs: Runs = self._setting.with_marks(cell.runs)
        lines = self._setting.engine.lines(runs, self._plan.style, room, language)
        set_cell = self._wrap(index, lines, element, cell.tone)
        if is_right_to_left(language) != self._rtl and set_cell.align is Align.START:
            return _SetCell(
                set_cell.left,
                room,
                Align.END,
                is_right_to_left(language),
                lines,
                element,
                cell.tone,
            )
        return set_cell

    def _set_row(
        self, row: tuple[Cell, ...], element: Element, header: float, *, is_total: bool
    ) -> list[Slab]:
        cells = []
        for index in self._group:
            cell = row[index] if index < len(row) else Cell(())
            if is_total:
                cell = embolden(cell)
            cells.append(self._set_cell(index, cell, element))
        most = max(len(cell.lines) for cell in cells)
        room = self._setting.sheet.room(landscape=self._plan.landscape) - header
        if self._height(most) <= room:
            height = self._height(most)
            return [Slab(height, self._draw_row(cells, height, is_total=is_total))]
        return self._part_row(cells, most)

    def _part_row(self, cells: list[_SetCell], most: int) -> list[Slab]:
        """Return a row taller than a page as parts that may stand on different pages."""
        slabs = []
        for start in range(0, most, _LINES_IN_PART):
            part = [
                replace(cell, lines=cell.lines[start : start + _LINES_IN_PART]) for cell in cells
            ]
            is_last = start + _LINES_IN_PART >= most
            lines = min(_LINES_IN_PART, most - start)
            height = lines * self._plan.style.leading + (_ROOM_ABOVE + _ROOM_BELOW) * is_last
            draw = self._draw_row(part, height, is_open=not is_last)
            slabs.append(Slab(height, draw, goes_on=start > 0))
        return slabs

    def _height(self, lines: int) -> float:
        return lines * self._plan.style.leading + _ROOM_ABOVE + _ROOM_BELOW

    def _total_width(self) -> float:
        return sum(self._plan.widths[index] for index in self._group)

    def _draw_row(
        self,
        cells: list[_SetCell],
        height: float,
        *,
        is_header: bool = False,
        is_total: bool = False,
        is_open: bool = False,
    ) -> Draw:
        canvas = self._setting.printer.canvas
        width, padding = self._total_width(), self._plan.padding
        color = self._plan.style.color

        def draw(left: float, top: float) -> None:
            canvas.mark(None)
            edge = left + (self._width - width if self._rtl else 0.0)
            if is_header:
                canvas.area(edge, top - height, width, height, _HEADER_AREA)
            for cell in cells:
                if cell.tone:
                    canvas.area(
                        left + cell.left - padding, top - height, cell.width + 2 * padding, height,
                        _TONES[cell.tone],
                    )  # fmt: skip
            if is_total:
                canvas.area(edge, top - 0.9, width, 0.9, ACCENT)
            if is_header or is_total:
                canvas.area(edge, top - height, width, 0.9, ACCENT)
            elif not is_open:
                canvas.area(edge, top - height, width, 0.5, _HAIRLINE)
            for cell in cells:
                self._draw_lines(cell, left, top, color)

        return draw

    def _draw_lines(self, cell: _SetCell, left: float, top: float, color: Color) -> None:
        baseline = top - _ROOM_ABOVE - self._plan.style.size
        for line in cell.lines:
            across = place_line(line, left + cell.left, cell.width, cell.align, rtl=cell.rtl)
            self._setting.printer.draw(line, across, baseline, color, cell.element)
            baseline -= self._plan.style.leading

    def _as_artifact(self, draw: Draw) -> Draw:
        canvas = self._setting.printer.canvas

        def draw_again(left: float, top: float) -> None:
            canvas.begin_artifact()
            draw(left, top)
            canvas.end_artifact()

        return draw_again


def _scope(direction: bytes) -> bytes:
    return b"<</O/Table/Scope/%s>>" % direction
