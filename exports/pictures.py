"""How does a figure become a picture? SVG for pages, PNG for Word."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace

from exports.blocks import Figure
from exports.charts import draw_chart, drawing_to_png, drawing_to_svg
from exports.fonts import font_stack, tell_missing

WIDTH = 468.0  # points: within the margins of 22 mm of an A4 page
_SHARPNESS = 3.0  # 216 dots per inch: letters stay clear in print


@dataclass(frozen=True, slots=True)
class Picture:
    """A figure as PNG, with its size on paper in points."""

    data: bytes
    width: float
    height: float


def measure_roughly(text: str, size: float, bold: bool) -> float:
    """Return about how wide a text is, in the unit of ``size``; rather too wide than too narrow.

    A browser chooses its own font, so an exact width is not to be had; 0.58 em is the mean
    advance of Noto Sans, and wide East Asian characters take one em.
    """
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    return size * (wide + (len(text) - wide) * (0.62 if bold else 0.58))


def draw_svg(figure: Figure, language: str) -> str:
    """Return the figure as one ``svg`` element with its title and description."""
    drawing = draw_chart(figure.chart, WIDTH, measure_roughly, language)
    return drawing_to_svg(drawing, figure.caption or figure.name, figure.alternative)


def draw_png(
    figure: Figure, language: str, warn: Callable[[str], None] = lambda _message: None
) -> Picture:
    """Return the figure as a picture that Word and LibreOffice show.

    ``warn`` is told of each character that no font has; its code point is drawn for it.
    """
    missing: dict[str, None] = {}

    def spell(text: str) -> str:
        runs = font_stack().split(text, language=language)
        missing.update((run.missing, None) for run in runs if run.missing)
        return "".join(run.text for run in runs)

    chart = replace(
        figure.chart,
        categories=tuple(spell(category) for category in figure.chart.categories),
        series=tuple(replace(series, name=spell(series.name)) for series in figure.chart.series),
        unit=spell(figure.chart.unit),
    )
    for character in missing:
        warn(tell_missing(character))
    drawing = draw_chart(chart, WIDTH, measure_roughly, language)
    return Picture(drawing_to_png(drawing, _SHARPNESS), drawing.width, drawing.height)
