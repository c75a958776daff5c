"""What is a chart made of? Neutral shapes that every format can show, and their looks.

Coordinates are points from the top left corner.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from exports.blocks import Series, Tone

INK = "#21262d"
_GRID = "#d5dade"
_HATCH_DISTANCE = 5.0


class Anchor(StrEnum):
    """Which point of a label stands at its place (the words that SVG uses)."""

    START = "start"
    MIDDLE = "middle"
    END = "end"


@dataclass(frozen=True, slots=True)
class Rect:
    """A filled rectangle."""

    left: float
    top: float
    width: float
    height: float
    fill: str


@dataclass(frozen=True, slots=True)
class Line:
    """A straight line; ``dash`` is the length of its strokes and gaps, 0 for a whole line."""

    left: float
    top: float
    right: float
    bottom: float
    color: str = _GRID
    width: float = 0.6
    dash: float = 0.0


@dataclass(frozen=True, slots=True)
class Label:
    """One line of text; ``baseline`` is measured from the top."""

    across: float
    baseline: float
    text: str
    size: float = 8.5
    anchor: Anchor = Anchor.START
    bold: bool = False
    color: str = INK


Shape = Rect | Line | Label


@dataclass(frozen=True, slots=True)
class Drawing:
    """Shapes in the order in which they are drawn."""

    width: float
    height: float
    shapes: tuple[Shape, ...]


class Hatch(StrEnum):
    """The lines over a colour that tell it from others in grey."""

    NONE = "none"
    RISING = "rising"
    FALLING = "falling"
    LEVEL = "level"


@dataclass(frozen=True, slots=True)
class Paint:
    """How a series looks: colour, hatching, the colour of words on it, the dash of its line."""

    fill: str
    hatch: Hatch
    words: str
    dash: float = 0.0


# Lightness 35, 65, 85, 45, 90 (CIE L*): apart in grey, and for readers with any colour blindness.
_TONES = {
    Tone.GOOD: Paint("#0f5c5c", Hatch.NONE, "#ffffff"),
    Tone.FAIR: Paint("#7fb2d6", Hatch.NONE, INK, 6),
    Tone.WEAK: Paint("#f3d78b", Hatch.RISING, INK, 3),
    Tone.BAD: Paint("#a8452c", Hatch.FALLING, "#ffffff", 1.5),
    Tone.MUTED: Paint("#e3e6e9", Hatch.NONE, INK, 9),
}
_SEQUENCE = (
    Paint("#17405f", Hatch.NONE, "#ffffff"),
    Paint("#8fbfdf", Hatch.NONE, INK, 6),
    Paint("#b5651d", Hatch.RISING, "#ffffff", 3),
    Paint("#f0d79a", Hatch.FALLING, INK, 1.5),
    Paint("#5b7f5f", Hatch.LEVEL, "#ffffff", 9),
    Paint("#d9cfe3", Hatch.RISING, INK, 12),
)


def choose_paints(series: Sequence[Series]) -> list[Paint]:
    """Return how each series looks: by its tone, or by its place.

    The second series of a tone is hatched, so that the two can be told apart.
    """
    paints: list[Paint] = []
    for position, each in enumerate(series):
        paint = _TONES.get(each.tone) or _SEQUENCE[position % len(_SEQUENCE)]
        paints.append(replace(paint, hatch=Hatch.LEVEL) if paint in paints else paint)
    return paints


def mirror(drawing: Drawing) -> Drawing:
    """Return the drawing with left and right exchanged; words stay as they are."""
    width = drawing.width
    opposite = {Anchor.START: Anchor.END, Anchor.END: Anchor.START, Anchor.MIDDLE: Anchor.MIDDLE}
    shapes: list[Shape] = []
    for shape in drawing.shapes:
        if isinstance(shape, Rect):
            shapes.append(replace(shape, left=width - shape.left - shape.width))
        elif isinstance(shape, Line):
            shapes.append(replace(shape, left=width - shape.left, right=width - shape.right))
        else:
            anchor = opposite[shape.anchor]
            shapes.append(replace(shape, across=width - shape.across, anchor=anchor))
    return replace(drawing, shapes=tuple(shapes))


def hatch_lines(area: Rect, paint: Paint) -> list[Line]:
    """Return the lines of a hatching, cut to the area."""
    color = paint.words
    if paint.hatch is Hatch.NONE:
        return []
    if paint.hatch is Hatch.LEVEL:
        count = int(area.height / _HATCH_DISTANCE)
        tops = [area.top + _HATCH_DISTANCE * (i + 0.5) for i in range(count)]
        return [Line(area.left, top, area.left + area.width, top, color, 0.5) for top in tops]
    lines = []
    offset = _HATCH_DISTANCE / 2
    while offset < area.width + area.height:
        # The diagonal through (offset, 0) and (0, offset), inside width x height.
        start = (min(offset, area.width), max(0.0, offset - area.width))
        end = (max(0.0, offset - area.height), min(offset, area.height))
        depths = (start[1], end[1])
        if paint.hatch is Hatch.FALLING:
            depths = (area.height - start[1], area.height - end[1])
        lines.append(
            Line(
                area.left + start[0], area.top + depths[0],
                area.left + end[0], area.top + depths[1], color, 0.5,
            )
        )  # fmt: skip
        offset += _HATCH_DISTANCE
    return lines
