"""What do all charts share: a legend, value axes, numbers, and labels that fit their room?"""

from collections.abc import Callable
from datetime import date

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
_TICKS = 4


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


def round_up(value: float) -> float:
    """Return the next value that four equal steps divide into plain numbers."""
    if value <= 1:
        return 1.0
    power = 1.0
    while power * 10 <= value:
        power *= 10
    factors = (1, 1.2, 1.6, 2, 2.4, 3.2, 4, 6, 8, 10) if power > 1 else (4, 8, 12)
    return next(power * factor for factor in factors if power * factor >= value)


def make_ticks(most: float) -> list[float]:
    """Return the values to name on an axis from 0 to ``most``."""
    steps = _TICKS if most >= _TICKS or most != int(most) else max(1, int(most))
    return [most * step / steps for step in range(steps + 1)]


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
