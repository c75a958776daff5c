"""How does a chart look? Each is drawn once, as neutral shapes that every format can show.

Meaning never hangs on colour alone: tones differ in lightness and in hatching, segments carry
their values, and the legend is words.
"""

from itertools import pairwise

from exports.blocks import Chart, ChartKind, Series
from exports.chart_parts import (
    LABEL_SIZE,
    LINE_HEIGHT,
    QUIET,
    SMALL_SIZE,
    Measure,
    Plot,
    make_ticks,
    spread,
    wrap,
)
from exports.languages import is_right_to_left
from exports.shapes import Anchor, Drawing, Hatch, Label, Line, Paint, Rect, mirror
from exports.svg import drawing_to_png, drawing_to_svg

__all__ = ["Drawing", "Measure", "draw_chart", "drawing_to_png", "drawing_to_svg"]

_BAR = 17.0
_NARROW_BAR = 11.0
_GAP = 9.0
_NARROW_GAP = 2.5
_FEW_BARS = 12
_PLOT_HEIGHT = 170.0


def draw_chart(chart: Chart, width: float, measure: Measure, language: str) -> Drawing:
    """Return the chart as shapes of the given width; its height follows from what it shows.

    ``measure`` tells the width of a text at a size, bold or not. A chart in a language that
    runs from right to left grows from the right. Labels that do not fit are shortened with an
    ellipsis: the table that goes with the chart has them in full.
    """
    plot = Plot(chart, width, measure, language)
    draw = _Steps(plot).draw_steps if chart.kind is ChartKind.STEPS else _Bars(plot).draw_bars
    drawing = Drawing(width, draw(), tuple(plot.shapes))
    return mirror(drawing) if is_right_to_left(language) else drawing


class _Bars:
    """Horizontal bars, one or stacked in each category."""

    def __init__(self, plot: Plot) -> None:
        self._plot = plot

    def draw_bars(self) -> float:
        chart = self._plot.chart
        top = self._plot.draw_legend()
        labels = self._wrap_categories()
        longest = max(
            (self._plot.measure(line, LABEL_SIZE, False) for lines in labels for line in lines),
            default=0.0,
        )
        left = longest + 8
        stacked = chart.kind is ChartKind.STACKED_BARS
        bars = 1 if stacked else max(1, len(chart.series))
        right = self._plot.width - (14.0 if stacked else 44.0)
        ticks = self._ticks()
        most = ticks[-1]
        is_dense = len(labels) > _FEW_BARS
        thickness = (_NARROW_BAR if is_dense else _BAR) if bars == 1 else 11.0
        gap = _NARROW_GAP if is_dense else _GAP
        lines_high = max((len(lines) for lines in labels), default=1) * LINE_HEIGHT
        step = max(bars * thickness, lines_high) + gap
        bottom = top + step * len(chart.categories)
        scale = (right - left) / most
        self._draw_value_axis(left, right, (top, bottom), ticks)
        for row, lines in enumerate(labels):
            middle = top + step * (row + 0.5)
            baseline = middle + LABEL_SIZE * 0.36 - (len(lines) - 1) * LINE_HEIGHT / 2
            for line in lines:
                self._plot.shapes.append(Label(left - 8, baseline, line, anchor=Anchor.END))
                baseline += LINE_HEIGHT
            start = middle - bars * thickness / 2
            if stacked:
                area = Rect(left, start, right - left, thickness, "")
                self._draw_stack(row, area, most)
            else:
                self._draw_group(row, (left, start), thickness, scale)
        self._plot.shapes.append(Line(left, top, left, bottom, QUIET, 0.8))
        return bottom + 2 * LINE_HEIGHT + 6

    def _wrap_categories(self) -> list[list[str]]:
        room = self._plot.width * 0.34
        return [
            wrap(name, room, LABEL_SIZE, self._plot.measure) for name in self._plot.chart.categories
        ]

    def _column(self, row: int) -> list[float]:
        values = []
        for series in self._plot.chart.series:
            value = series.values[row] if row < len(series.values) else 0.0
            values.append(max(0.0, value))
        return values

    def _ticks(self) -> list[float]:
        """Return the values to name on the axis, the last one at its end."""
        if self._plot.chart.share:
            return [0.0, 25.0, 50.0, 75.0, 100.0]
        columns = [self._column(row) for row in range(len(self._plot.chart.categories))]
        stacked = self._plot.chart.kind is ChartKind.STACKED_BARS
        return make_ticks(sum(c) if stacked else max(c, default=0.0) for c in columns)

    def _draw_value_axis(
        self, left: float, right: float, span: tuple[float, float], ticks: list[float]
    ) -> None:
        top, bottom = span
        unit = "%" if self._plot.chart.share else self._plot.chart.unit
        for tick in ticks:
            across = left + (right - left) * tick / ticks[-1]
            self._plot.shapes.append(Line(across, top, across, bottom + 3))
            text = self._plot.write_value(tick)
            self._plot.shapes.append(
                Label(across, bottom + LINE_HEIGHT, text, SMALL_SIZE, Anchor.MIDDLE, color=QUIET)
            )
        if unit:
            room = self._plot.width - left
            text = self._plot.fit(unit, room, SMALL_SIZE)
            self._plot.shapes.append(
                Label(right, bottom + 2 * LINE_HEIGHT, text, SMALL_SIZE, Anchor.END, color=QUIET)
            )

    def _draw_stack(self, row: int, room: Rect, most: float) -> None:
        values = self._column(row)
        total = sum(values) if self._plot.chart.share else most
        if not sum(values):
            middle = room.top + room.height / 2 + LABEL_SIZE * 0.36
            self._plot.shapes.append(Label(room.left + 5, middle, "–", color=QUIET))
            return
        across, top, bottom = room.left, room.top, room.top + room.height
        for value, paint in zip(values, self._plot.paints, strict=True):
            width = room.width * value / total
            area = Rect(across, top, width, room.height, paint.fill)
            self._plot.paint(area, paint)
            self._draw_value_inside(area, value, paint)
            across += width
            if width > 0:
                self._plot.shapes.append(Line(across, top, across, bottom, "#ffffff", 0.8))

    def _draw_value_inside(self, area: Rect, value: float, paint: Paint) -> None:
        text = self._plot.write_value(value)
        width = self._plot.measure(text, SMALL_SIZE, True)
        if value <= 0 or width + 6 > area.width:
            return
        middle = area.left + area.width / 2
        inset = (area.height - SMALL_SIZE) / 2 - 1.5
        if paint.hatch is not Hatch.NONE:
            self._plot.shapes.append(
                Rect(
                    middle - width / 2 - 2,
                    area.top + inset,
                    width + 4,
                    area.height - 2 * inset,
                    paint.fill,
                )
            )
        self._plot.shapes.append(
            Label(
                middle, area.top + area.height / 2 + SMALL_SIZE * 0.36, text, SMALL_SIZE,
                Anchor.MIDDLE, bold=True, color=paint.words,
            )
        )  # fmt: skip

    def _draw_group(
        self, row: int, start: tuple[float, float], thickness: float, scale: float
    ) -> None:
        left, top = start
        column = self._column(row)
        total = sum(column) if self._plot.chart.share else 0.0
        for value, paint in zip(column, self._plot.paints, strict=True):
            shown = value * 100 / total if total else value
            self._plot.paint(Rect(left, top, shown * scale, thickness - 1.5, paint.fill), paint)
            baseline = top + thickness / 2 + SMALL_SIZE * 0.3
            text = self._plot.write_value(value)
            self._plot.shapes.append(
                Label(left + shown * scale + 4, baseline, text, SMALL_SIZE, bold=True)
            )
            top += thickness


class _Steps:
    """Lines of values that stay until the next one."""

    def __init__(self, plot: Plot) -> None:
        self._plot = plot

    def draw_steps(self) -> float:
        """Draw values that stay until the next one; dates stand as far apart as they are."""
        top = self._plot.draw_legend() + 4
        bottom = top + _PLOT_HEIGHT
        ticks = make_ticks(v for s in self._plot.chart.series for v in s.values)
        most = ticks[-1]
        left = 8 + max(
            self._plot.measure(self._plot.write_value(t), SMALL_SIZE, False) for t in ticks
        )
        right = self._plot.width - 40
        for tick in ticks:
            depth = bottom - _PLOT_HEIGHT * tick / most
            self._plot.shapes.append(Line(left, depth, right, depth))
            self._plot.shapes.append(
                Label(
                    left - 5, depth + SMALL_SIZE * 0.36, self._plot.write_value(tick), SMALL_SIZE,
                    Anchor.END, color=QUIET,
                )
            )  # fmt: skip
        places = [left + (right - left) * share for share in spread(self._plot.chart.categories)]
        self._draw_categories_below(places, bottom, right)
        for series, paint in zip(self._plot.chart.series, self._plot.paints, strict=True):
            self._draw_step_line(series, paint, places, (bottom, most), right)
        self._name_ends(right, (bottom, most))
        self._plot.shapes.append(Line(left, bottom, right, bottom, QUIET, 0.8))
        if self._plot.chart.unit:
            unit = self._plot.fit(self._plot.chart.unit, self._plot.width, SMALL_SIZE)
            self._plot.shapes.append(
                Label(0, bottom + 2 * LINE_HEIGHT + 6, unit, SMALL_SIZE, color=QUIET)
            )
        return bottom + 2 * LINE_HEIGHT + 10

    def _draw_categories_below(self, places: list[float], bottom: float, right: float) -> None:
        """Name the first and the last, and between them those for which there is room."""
        room = (right - places[0]) / 2 if len(places) > 1 else right
        taken: list[tuple[float, float]] = []
        order = [0, len(places) - 1, *range(1, len(places) - 1)] if places else []
        for index in dict.fromkeys(order):
            text = self._plot.fit(self._plot.chart.categories[index], room, SMALL_SIZE)
            width = self._plot.measure(text, SMALL_SIZE, False)
            start = min(max(0.0, places[index] - width / 2), self._plot.width - width)
            self._plot.shapes.append(Line(places[index], bottom, places[index], bottom + 3, QUIET))
            if all(start + width + 6 < left or start > end + 6 for left, end in taken):
                taken.append((start, start + width))
                self._plot.shapes.append(
                    Label(start, bottom + LINE_HEIGHT, text, SMALL_SIZE, color=QUIET)
                )

    def _draw_step_line(
        self, series: Series, paint: Paint, places: list[float],
        scale: tuple[float, float], right: float,
    ) -> None:  # fmt: skip
        bottom, most = scale
        depths = [bottom - _PLOT_HEIGHT * v / most for v in series.values]
        points = list(zip(places, depths, strict=False))
        if not points:
            return
        for (left, depth), (next_left, next_depth) in pairwise([*points, (right, points[-1][1])]):
            self._plot.shapes.append(Line(left, depth, next_left, depth, paint.fill, 2, paint.dash))
            if next_depth != depth:
                self._plot.shapes.append(
                    Line(next_left, depth, next_left, next_depth, paint.fill, 2, paint.dash)
                )

    def _name_ends(self, right: float, scale: tuple[float, float]) -> None:
        """Write each line's last value beside its end, the lowest first, none over another."""
        bottom, most = scale
        lowest = bottom + LINE_HEIGHT
        for value in sorted({s.values[-1] for s in self._plot.chart.series if s.values}):
            depth = bottom - _PLOT_HEIGHT * value / most
            lowest = min(depth + SMALL_SIZE * 0.36, lowest - SMALL_SIZE - 1)
            text = self._plot.fit(self._plot.write_value(value), 36, SMALL_SIZE, bold=True)
            self._plot.shapes.append(Label(right + 4, lowest, text, SMALL_SIZE, bold=True))
