"""How does a drawing become SVG for pages, and PNG from it for Word?"""

import hashlib
from functools import cache
from xml.sax.saxutils import escape

import resvg_py

from exports.fonts import font_stack
from exports.languages import starts_right_to_left
from exports.shapes import Drawing, Label, Line, Rect, Shape

_FONTS = "Noto Sans, Noto Sans Arabic, Noto Sans Hebrew, Noto Sans Thai, Noto Sans Ethiopic, "
_FALLBACK = "Noto Sans KR, Noto Sans SC, Noto Sans JP, DejaVu Sans, sans-serif"
_RIGHT_TO_LEFT, _END_OF_DIRECTION = "\u2067", "\u2069"  # UAX 9, isolates


def drawing_to_svg(drawing: Drawing, title: str, description: str) -> str:
    """Return one ``svg`` element that says what it shows; its text is text."""
    mark = hashlib.sha256(f"{title}\0{description}".encode("utf-8", "replace")).hexdigest()[:10]
    width, height = _number(drawing.width), _number(drawing.height)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" direction="ltr" width="{width}" '
        f'height="{height}" viewBox="0 0 {width} {height}" font-family="{_FONTS}{_FALLBACK}" '
        f'aria-labelledby="title-{mark} text-{mark}">'
    )
    parts = [
        head,
        f'<title id="title-{mark}">{_text(title)}</title>',
        f'<desc id="text-{mark}">{_text(description)}</desc>',
        *(_write_shape(shape) for shape in drawing.shapes),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def drawing_to_png(drawing: Drawing, scale: float) -> bytes:
    """Return the drawing as PNG, ``scale`` pixels to a point; the same drawing, the same bytes."""
    svg = drawing_to_svg(drawing, "", "")
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg,
            zoom=scale,
            background="#ffffff",
            skip_system_fonts=True,
            font_files=_font_files(),
            font_family="Noto Sans",
            sans_serif_family="Noto Sans",
        )
    )


@cache
def _font_files() -> list[str]:
    return font_stack().files()


def _write_shape(shape: Shape) -> str:
    if isinstance(shape, Rect):
        return (
            f'<rect x="{_number(shape.left)}" y="{_number(shape.top)}" '
            f'width="{_number(shape.width)}" height="{_number(shape.height)}" fill="{shape.fill}"/>'
        )
    if isinstance(shape, Line):
        dash = f' stroke-dasharray="{_number(shape.dash)}"' if shape.dash else ""
        return (
            f'<line x1="{_number(shape.left)}" y1="{_number(shape.top)}" '
            f'x2="{_number(shape.right)}" y2="{_number(shape.bottom)}" '
            f'stroke="{shape.color}" stroke-width="{_number(shape.width)}"{dash}/>'
        )
    return _write_label(shape)


def _write_label(label: Label) -> str:
    """Write a text; the picture's direction stays fixed, so that anchors mean the same to all."""
    text = _text(label.text)
    if starts_right_to_left(label.text):
        text = f"{_RIGHT_TO_LEFT}{text}{_END_OF_DIRECTION}"
    weight = ' font-weight="700"' if label.bold else ""
    return (
        f'<text x="{_number(label.across)}" y="{_number(label.baseline)}" '
        f'font-size="{_number(label.size)}" text-anchor="{label.anchor.value}" '
        f'fill="{label.color}"{weight}>{text}</text>'
    )


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _text(text: str) -> str:
    """Return text as XML may hold it."""
    allowed = "".join(character for character in text if character.isprintable())
    return escape(allowed.encode("utf-8", "replace").decode())
