"""How do the association's documents look? One value, which every writer is given.

Paper, colours, fonts and logo; the domain and what composes documents know nothing of it. What is
left empty is as each writer has it by itself.
"""

from dataclasses import dataclass

WHITE = "#ffffff"
LEAST_CONTRAST = 4.5
"""Of text against its background (WCAG 2.2, 1.4.3)."""
_STRAIGHT = 0.04045  # below it sRGB is a straight line (IEC 61966-2-1)


@dataclass(frozen=True, slots=True)
class Paper:
    """A size of paper: width and height of an upright sheet, in points."""

    name: str
    width: float
    height: float


A4 = Paper("A4", 595.276, 841.89)
LETTER = Paper("Letter", 612.0, 792.0)
PAPERS = {paper.name: paper for paper in (A4, LETTER)}


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture for the cover: a PNG or JPEG file, its size in pixels, and what it shows.

    ``media_type`` is "image/png" or "image/jpeg".
    """

    data: bytes
    media_type: str
    width: int
    height: int
    description: str

    def fit(self, most_width: float, most_height: float) -> tuple[float, float]:
        """Return the width and height at which it fits into a box, undistorted."""
        scale = min(most_width / self.width, most_height / self.height)
        return self.width * scale, self.height * scale


@dataclass(frozen=True, slots=True)
class Typeface:
    """A font by its family name, and its files where there are some.

    ``files`` are the paths of the regular, bold, italic and bold italic cut, as many as there are;
    a program that has none of them finds the font by its name, or takes another.
    """

    name: str
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WordTemplate:
    """An association's own Word file, which gives its styles, letterhead and margins."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class HouseStyle:
    """The look of all documents of one association.

    Colours are written ``#rrggbb``. ``accent`` is that of headings and rules, ``second_accent``
    that of ornaments, never of text. ``heading_font`` is ``font`` where it is None.
    """

    paper: Paper = A4
    accent: str = ""
    second_accent: str = ""
    font: Typeface | None = None
    heading_font: Typeface | None = None
    logo: Logo | None = None
    word_template: WordTemplate | None = None


ACCORD_STYLE = HouseStyle()
"""How documents look where the association has set nothing."""


def read_color(color: str) -> tuple[float, float, float]:
    """Return red, green and blue of ``#rrggbb``, each from 0 to 1."""
    red, green, blue = (int(color[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return red, green, blue


def mix_colors(color: str, other: str, share: float) -> str:
    """Return the colour that lies ``share`` (0 to 1) of the way from one to the other."""
    pairs = zip(read_color(color), read_color(other), strict=True)
    return "#" + "".join(f"{round(255 * (a + (b - a) * share)):02x}" for a, b in pairs)


def find_contrast(color: str, other: str) -> float:
    """Return the contrast ratio of two colours, from 1 to 21 (WCAG 2.2, contrast ratio)."""
    dark, light = sorted((_luminance(color), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def lighten_until_legible(color: str, background: str) -> str:
    """Return the colour, mixed with white until text in it can be read on a dark background."""
    steps = (mix_colors(color, WHITE, step / 10) for step in range(11))
    return next(
        (mixed for mixed in steps if find_contrast(mixed, background) >= LEAST_CONTRAST), WHITE
    )


def darken_until_legible(color: str, background: str = WHITE) -> str:
    """Return the colour, mixed with black until text in it can be read on a light background."""
    steps = (mix_colors(color, "#000000", step / 10) for step in range(11))
    return next(
        (mixed for mixed in steps if find_contrast(mixed, background) >= LEAST_CONTRAST), "#000000"
    )


def _luminance(color: str) -> float:
    """Return the relative luminance (WCAG 2.2)."""
    linear = [
        part / 12.92 if part <= _STRAIGHT else ((part + 0.055) / 1.055) ** 2.4
        for part in read_color(color)
    ]
    return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
