"""How do figures become charts on a page? The charts of the documents, in the page's words."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from app.web.interface_languages import later
from app.web.pages import Page
from exports.blocks import Chart, ChartKind, Figure, Series, Tone
from exports.pictures import draw_svg
from exports.reporting import BEST_FIRST, GRADE_TONES
from tracker.statistics import Distribution

NO_GRADE = later("No answer")
PER_CENT = later("per cent")
MEMBERS = later("members")
PROGRESS_CAPTION = later("Progress by section")
HISTORY_CAPTION = later("Accepting members over time")
ALTERNATIVE = later("The figures are in the table that follows.")


def draw_progress(page: Page, found: Mapping[str, Distribution]) -> Markup:
    """Return distributions, by the name of their row, as stacked shares."""
    series = [
        Series(
            page.name(grade),
            tuple(float(each.grades[grade]) for each in found.values()),
            GRADE_TONES[grade],
        )
        for grade in BEST_FIRST
    ]
    silent = tuple(float(each.expected - each.reported) for each in found.values())
    series.append(Series(page.translate(NO_GRADE), silent, Tone.MUTED))
    unit = page.translate(PER_CENT)
    chart = Chart(ChartKind.STACKED_BARS, tuple(found), tuple(series), unit, share=True)
    return _draw(page, "progress", PROGRESS_CAPTION, chart)


def draw_history(page: Page, history: Sequence[tuple[str, int, int, int]]) -> Markup:
    """Return the number of accepting members over time as steps."""
    caption, unit = page.translate(HISTORY_CAPTION), page.translate(MEMBERS)
    ends = tuple(float(row[3]) for row in history)
    times = tuple(row[0] for row in history)
    return _draw(
        page,
        "history",
        HISTORY_CAPTION,
        Chart(ChartKind.STEPS, times, (Series(caption, ends),), unit),
    )


def _draw(page: Page, name: str, caption: str, chart: Chart) -> Markup:
    alternative = page.translate(ALTERNATIVE)
    figure = Figure(name, page.translate(caption), chart, alternative)
    svg = draw_svg(figure, page.language)
    return Markup(svg)  # noqa: S704 - made by exports.charts, which escapes all text
