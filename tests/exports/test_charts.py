"""A chart says the same in every format, and never draws one label over another."""

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.acceptance_growth import MOST_BARS, NAMES
from exports.acceptance_growth import TONES as TONES_OF_POSITIONS
from exports.blocks import Chart, ChartKind, Series, Tone
from exports.chart_parts import make_ticks
from exports.charts import draw_chart, drawing_to_png, drawing_to_svg
from exports.pdf.pages import Sheet
from exports.shapes import Anchor, Drawing, Label, Line, Rect, choose_paints

LONG = "A category with a very long name that goes on and on over several lines of text"
TONES = (Tone.GOOD, Tone.FAIR, Tone.BAD)


def measure(text: str, size: float, bold: bool) -> float:
    return len(text) * size * (0.6 if bold else 0.55)


def make_chart(kind: ChartKind, *, share: bool = False) -> Chart:
    categories = ("2025-01-01", "2025-02-01", "2026-06-28")
    if kind is not ChartKind.STEPS:
        categories = ("Air", LONG, "القاهرة")
    values = ((1, 5, 23), (2, 3, 0), (4, 1, 22))
    series = (Series(f"Series {number}", values[number], tone) for number, tone in enumerate(TONES))
    return Chart(kind, categories, tuple(series), "cities", share)


def labels(drawing: Drawing) -> list[Label]:
    return [shape for shape in drawing.shapes if isinstance(shape, Label)]


def box(label: Label) -> tuple[float, float, float, float]:
    width = measure(label.text, label.size, label.bold)
    part = {Anchor.START: 0.0, Anchor.MIDDLE: 0.5, Anchor.END: 1.0}[label.anchor]
    left = label.across - width * part
    return left, label.baseline - label.size * 0.7, left + width, label.baseline


@pytest.mark.parametrize("kind", ChartKind)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_no_label_stands_on_another(kind: ChartKind, language: str) -> None:
    boxes = [box(label) for label in labels(draw_chart(make_chart(kind), 480, measure, language))]
    for number, one in enumerate(boxes):
        for other in boxes[number + 1 :]:
            apart = one[2] <= other[0] or other[2] <= one[0]
            assert apart or one[3] <= other[1] or other[3] <= one[1]


def test_shares_fill_the_whole_bar() -> None:
    drawing = draw_chart(make_chart(ChartKind.STACKED_BARS, share=True), 480, measure, "en")
    bars: dict[float, float] = {}
    for shape in drawing.shapes:
        if isinstance(shape, Rect) and shape.height == 17:
            bars[shape.top] = bars.get(shape.top, 0.0) + shape.width
    assert len({round(width, 3) for width in bars.values()}) == 1


def test_tones_differ_by_more_than_colour() -> None:
    drawing = draw_chart(make_chart(ChartKind.STACKED_BARS), 480, measure, "en")
    hatching = [shape for shape in drawing.shapes if isinstance(shape, Line) and shape.width == 0.5]
    assert hatching
    assert {"Series 0", "Series 1", "Series 2"} <= {label.text for label in labels(drawing)}


def test_two_series_of_one_tone_are_told_apart_by_hatching() -> None:
    first, second = choose_paints([Series("A", (1,), Tone.GOOD), Series("B", (1,), Tone.GOOD)])
    assert first.fill == second.fill
    assert first.hatch is not second.hatch


def test_the_longest_chart_by_paragraph_leaves_room_for_heading_and_caption() -> None:
    names = tuple(str(number) for number in range(1, MOST_BARS + 1))
    series = tuple(
        Series(NAMES[position], (1.0,) * MOST_BARS, TONES_OF_POSITIONS[position])
        for position in NAMES
    )
    chart = Chart(ChartKind.STACKED_BARS, names, series, "members")
    drawing = draw_chart(chart, Sheet().text_width, measure, "en")
    assert drawing.height < Sheet().room() - 80


def test_a_long_label_is_shortened_with_an_ellipsis() -> None:
    drawing = draw_chart(make_chart(ChartKind.BARS), 480, measure, "en")
    assert any(label.text.endswith("…") for label in labels(drawing))


def test_a_chart_in_arabic_grows_from_the_right() -> None:
    chart = make_chart(ChartKind.STACKED_BARS)
    left, right = (draw_chart(chart, 480, measure, language) for language in ("en", "ar"))
    first = next(shape for shape in left.shapes if isinstance(shape, Rect))
    mirrored = next(shape for shape in right.shapes if isinstance(shape, Rect))
    assert mirrored.left == pytest.approx(480 - first.left - first.width)


def test_svg_names_itself_and_keeps_user_text_as_text() -> None:
    drawing = draw_chart(make_chart(ChartKind.BARS), 480, measure, "en")
    svg = ET.fromstring(drawing_to_svg(drawing, "<b>&", "What it \x00shows"))  # noqa: S314 -- ours
    assert svg.get("role") == "img"
    assert svg[0].text == "<b>&"
    assert svg[1].text == "What it shows"
    assert svg.get("aria-labelledby") == f"{svg[0].get('id')} {svg[1].get('id')}"


def test_png_is_the_same_each_time_and_as_sharp_as_asked() -> None:
    drawing = draw_chart(make_chart(ChartKind.STACKED_BARS), 480, measure, "en")
    picture = drawing_to_png(drawing, 2)
    assert picture == drawing_to_png(drawing, 2)
    assert int.from_bytes(picture[16:20], "big") == 960


@given(st.lists(st.floats(0, 1e12), max_size=4), st.sampled_from(ChartKind), st.booleans())
def test_any_values_can_be_drawn(values: list[float], kind: ChartKind, share: bool) -> None:
    categories = tuple(str(number) for number in range(len(values)))
    chart = Chart(kind, categories, (Series("one", tuple(values)),), share=share)
    drawing = draw_chart(chart, 480, measure, "en")
    for shape in drawing.shapes:
        if isinstance(shape, Rect):
            assert shape.left + shape.width <= 480 + 1e-6


@pytest.mark.parametrize(
    ("largest", "named"),
    [
        (0, ["0", "1"]),
        (1, ["0", "1"]),
        (2, ["0", "1", "2"]),
        (3, ["0", "1", "2", "3"]),
        (7, ["0", "2", "4", "6", "8"]),
        (19, ["0", "5", "10", "15", "20"]),
        (24, ["0", "5", "10", "15", "20", "25"]),
        (230, ["0", "50", "100", "150", "200", "250"]),
        (0.5, ["0", "0.1", "0.2", "0.3", "0.4", "0.5"]),
    ],
)
@pytest.mark.parametrize("kind", ChartKind)
def test_an_axis_names_few_plain_numbers(kind: ChartKind, largest: float, named: list[str]) -> None:
    chart = Chart(kind, ("Air",), (Series("Cities", (largest,)),))
    axis = [label.text for label in labels(draw_chart(chart, 480, measure, "en"))]
    assert [text for text in named if text not in axis] == []
    numbers = {text for text in axis if text.replace(".", "").isdigit()}
    assert numbers - {f"{largest:g}"} <= set(named)


@given(st.lists(st.integers(0, 20_000), min_size=1, max_size=5))
def test_counts_have_whole_numbers_on_their_axis_and_reach_over_half_of_it(
    counts: list[int],
) -> None:
    ticks = make_ticks(counts)
    assert all(tick == int(tick) for tick in ticks)
    assert 2 <= len(ticks) <= 6
    assert ticks[-1] / 2 < max(counts) <= ticks[-1] or max(counts) == 0


def test_many_bars_leave_room_on_the_page() -> None:
    categories = tuple(str(number) for number in range(22))
    chart = Chart(ChartKind.STACKED_BARS, categories, (Series("Accepted", (3,) * 22, Tone.GOOD),))
    assert draw_chart(chart, Sheet().text_width, measure, "en").height < Sheet().room() / 2
