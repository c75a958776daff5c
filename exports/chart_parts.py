"""What do all charts share: a legend, value axes, numbers, and labels that fit their room?"""

from collections.abc import Callable, Iterable
from datetime import date
from math import ceil, isfinite

from babel.core import Locale, UnknownLocaleError
from babel.numbers import format_decimal

from exports.blocks import Chart, ChartKind
from exports.shapes import Label, Line, Paint, Rect, Shape, choose_paints, hatch_lines

Measure = Callable[[str, float, bool], float]

QUIET = "#5c6670"
LABEL_SIZE = 8.5
SMALL_SIZE = 7.5
LINE_HEIGHT = 11.0
_SWATCH = 9.0
_MOST_STEPS = 5
_LEAST_STEP = 0.1  # values are printed with one decimal at most
_EXACT = 1e-9


def format_value(value: float, language: str) -> str:
    """Return a number as the language writes it, with at most one decimal."""
    try:
        locale = Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        locale = Locale("en")
    return str(format_decimal(round(value, 1), "#,##0.#", locale=locale))


def shorten(text: str, room: float, size: float, measure: Measure, *, bold: bool = False) -> str:
    """Return the text, or as much of it as fits with an ellipsis after it."""
    text = " ".join(text.split())
    if measure(text, size, bold) <= room:
        return text
    low, high = 0, min(len(text), 200)
    while low < high:
        middle = (low + high + 1) // 2
        if measure(text[:middle].rstrip() + "…", size, bold) <= room:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip() + "…"


def wrap(text: str, room: float, size: float, measure: Measure) -> list[str]:
    """Return a label on at most two lines; what is left over is shortened."""
    words = text.split()
    first = ""
    while words and measure(f"{first} {words[0]}".strip(), size, False) <= room:
        first = f"{first} {words.pop(0)}".strip()
    if not words:
        return [first]
    if not first:
        return [shorten(text, room, size, measure)]
    return [first, shorten(" ".join(words), room, size, measure)]


class Plot:
    """One chart being drawn; ``shapes`` grows."""

    def __init__(self, chart: Chart, width: float, measure: Measure, language: str) -> None:
        self.chart = chart
        self.width = width
        self.measure = measure
        self.language = language
        self.paints = choose_paints(chart.series)
        self.shapes: list[Shape] = []

    def draw_legend(self) -> float:
        """Draw what each look means, in rows; return the depth below it."""
        if len(self.chart.series) < 2 and self.chart.kind is not ChartKind.STACKED_BARS:  # noqa: PLR2004
            return 4.0
        across, depth = 0.0, 2.0
        for series, paint in zip(self.chart.series, self.paints, strict=True):
            name = shorten(series.name, self.width - 2 * _SWATCH, LABEL_SIZE, self.measure)
            room = _SWATCH + 5 + self.measure(name, LABEL_SIZE, False) + 16
            if across and across + room - 16 > self.width:
                across, depth = 0.0, depth + LINE_HEIGHT + 3
            if self.chart.kind is ChartKind.STEPS:
                middle = depth + _SWATCH / 2
                self.shapes.append(
                    Line(across, middle, across + _SWATCH + 2, middle, paint.fill, 2, paint.dash)
                )
            else:
                self.paint(Rect(across, depth, _SWATCH, _SWATCH, paint.fill), paint)
            self.shapes.append(Label(across + _SWATCH + 5, depth + _SWATCH - 1, name))
            across += room
        return depth + LINE_HEIGHT + 8

    def paint(self, area: Rect, paint: Paint) -> None:
        """Draw an area with its hatching."""
        if area.width <= 0:
            return
        self.shapes.append(area)
        self.shapes.extend(hatch_lines(area, paint))

    def write_value(self, value: float) -> str:
        """Return a number as the chart's language writes it."""
        return format_value(value, self.language)

    def fit(self, text: str, room: float, size: float, *, bold: bool = False) -> str:
        """Return a text, shortened where it is wider than the room."""
        return shorten(text, room, size, self.measure, bold=bold)


def make_ticks(values: Iterable[float]) -> list[float]:
    """Return the values to name on an axis from 0 to the greatest value or a little beyond it.

    They are equally far apart, six at most, and whole where the values are whole.
    """
    known = list(values)
    largest = max((value for value in known if isfinite(value)), default=0.0)
    least = 1.0 if all(float(value).is_integer() for value in known) else _LEAST_STEP
    step = _choose_step(max(largest, least), least)
    count = max(1, ceil(largest / step - _EXACT))
    return [round(step * number, 1) for number in range(count + 1)]


def _choose_step(largest: float, least: float) -> float:
    """Return the smallest plain step of which a few reach the greatest value."""
    power = least
    while True:
        for factor in (1, 2, 5):
            step = power * factor
            if largest <= step * _MOST_STEPS + _EXACT:
                return step
        power *= 10


def spread(categories: tuple[str, ...]) -> list[float]:
    """Return where each category stands between 0 and 1: dates in proportion, others evenly."""
    try:
        days = [float(date.fromisoformat(text).toordinal()) for text in categories]
    except ValueError:
        days = [float(index) for index in range(len(categories))]
    if not days:
        return []
    first, length = days[0], days[-1] - days[0]
    return [(day - first) / length if length > 0 else 0.0 for day in days]
