"""Is this file a picture that can stand on a cover? PNG and JPEG as they are, SVG as PNG."""

import io
import re
import warnings

import resvg_py
from PIL import Image, UnidentifiedImageError

from declarations.problems import InputRefusal
from exports.house_style import Logo

MOST_BYTES = 2 << 20
MOST_PIXELS = 4_000
_SVG_WIDTH = 1_200  # pixels: sharp in print at the size that a cover has for it
_SVG = re.compile(rb"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<svg[\s>]", re.DOTALL)
_OUTSIDE = re.compile(rb"""<!ENTITY|href\s*=\s*["'](?!\#|data:)|url\(\s*["']?(?!\#|data:)""")
_MEDIA_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg"}
_HINT = "Save the logo as PNG, at most 2 MB and 4,000 pixels wide and high."


def read_logo(data: bytes, name: str, description: str) -> Logo:
    """Return the logo; ``name`` is how messages call the file.

    Raises InputRefusal for what is no PNG, JPEG or SVG, is damaged or too large, or is an SVG that
    refers to other files: nothing outside the file is ever fetched.
    """
    if len(data) > MOST_BYTES:
        megabytes = len(data) / (1 << 20)
        raise InputRefusal(f"{name} has {megabytes:.1f} MB, too much for a logo.", hint=_HINT)
    if _SVG.match(data.removeprefix(b"\xef\xbb\xbf")):
        data = _draw_svg(data, name)
    width, height, media_type = _look_at(data, name)
    return Logo(data, media_type, width, height, description)


def _draw_svg(data: bytes, name: str) -> bytes:
    if _OUTSIDE.search(data):
        raise InputRefusal(
            f"{name} refers to another file or address, which is not fetched.",
            hint="Embed the pictures and styles in it, or save it as PNG.",
        )
    try:
        return bytes(
            resvg_py.svg_to_bytes(
                svg_string=data.decode(), width=_SVG_WIDTH, skip_system_fonts=True
            )
        )
    except (ValueError, UnicodeDecodeError) as error:
        raise InputRefusal(f"{name} cannot be drawn: {error}.", hint=_HINT) from error


def _look_at(data: bytes, name: str) -> tuple[int, int, str]:
    """Return width and height in pixels and the kind, of a picture that is whole."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=list(_MEDIA_TYPES)) as picture:
                width, height = picture.size
                kind = str(picture.format)
                if max(width, height) <= MOST_PIXELS:
                    picture.load()
    except UnidentifiedImageError as error:
        raise InputRefusal(f"{name} is no PNG, JPEG or SVG picture.", hint=_HINT) from error
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise InputRefusal(f"{name} is damaged: {error}.", hint=_HINT) from error
    if max(width, height) > MOST_PIXELS:
        raise InputRefusal(f"{name} is {width} by {height} pixels, too large.", hint=_HINT)
    return width, height, _MEDIA_TYPES[kind]
