"""Which paper, colours and fonts has a Word file? In the units and words of Word."""

from dataclasses import dataclass

from exports.docx.markup import quote
from exports.docx.scripts import TEXT_FONT
from exports.house_style import ACCORD_STYLE, WHITE, HouseStyle, Paper, mix_colors

_TWIPS = 20  # twentieths of a point in a point
MARGIN = 1247  # 22 mm
_ACCENT = "1C4F82"
_BAND = "F2F4F7"
_PALENESS = 0.93  # how much white is in the colour of a table's head


@dataclass(frozen=True, slots=True)
class Hue:
    """A colour: its six digits, and the name under which a theme has it, if one has."""

    digits: str
    theme: str = ""

    def write(self, attribute: str) -> str:
        """Return the attributes that give an element this colour."""
        themed = f' w:themeColor="{self.theme}"' if self.theme else ""
        return f'w:{attribute}="{self.digits}"{themed}'


@dataclass(frozen=True, slots=True)
class WordPage:
    """An upright page and its margins, in twentieths of a point."""

    width: int
    height: int
    top: int = MARGIN
    right: int = MARGIN
    bottom: int = MARGIN
    left: int = MARGIN

    @property
    def text_width(self) -> int:
        """The width between the margins."""
        return self.width - self.left - self.right

    @property
    def landscape_width(self) -> int:
        """The width between the margins of the page turned: its top is then at the right."""
        return self.height - self.top - self.bottom


@dataclass(frozen=True, slots=True)
class WordLook:
    """What styles, tables and sections of one file have in common.

    ``font`` and ``heading_font`` are family names, empty where the styles say nothing of them.
    ``is_themed`` says that the file has a theme of the association's colours and fonts.
    """

    page: WordPage
    accent: Hue
    band: str
    font: str = TEXT_FONT
    heading_font: str = ""
    is_themed: bool = False
    table_style: str = "AccordTable"


def choose_look(style: HouseStyle) -> WordLook:
    """Return the look of a Word file of an association."""
    is_themed = bool(style.accent or style.font or style.heading_font)
    font = style.font.name if style.font else TEXT_FONT
    return WordLook(
        page=_measure_page(style.paper),
        accent=Hue(
            style.accent.removeprefix("#").upper() or _ACCENT, "accent1" if is_themed else ""
        ),
        band=choose_band(style.accent) if style.accent else _BAND,
        font=font,
        heading_font=style.heading_font.name if style.heading_font else font if is_themed else "",
        is_themed=is_themed,
    )


def choose_band(accent: str) -> str:
    """Return the six digits of the pale colour behind a table's head."""
    return mix_colors(accent, WHITE, _PALENESS).removeprefix("#").upper()


def _measure_page(paper: Paper) -> WordPage:
    return WordPage(round(paper.width * _TWIPS), round(paper.height * _TWIPS))


def write_theme(look: WordLook, second: str) -> bytes:
    """Return the theme: the colours and fonts that Word offers, and that the styles refer to.

    ``second`` is the second colour's six digits. What a theme must have besides (ECMA-376 part 1,
    20.1.6) is black, white and plain fills.
    """
    accents = (look.accent.digits, second, "55606E", "1B6B3A", "8A5A00", "A3262A")
    colors = {"dk1": "000000", "lt1": "FFFFFF", "dk2": "1B2430", "lt2": look.band}
    colors |= {f"accent{number}": digits for number, digits in enumerate(accents, 1)}
    colors |= {"hlink": look.accent.digits, "folHlink": "55606E"}
    scheme = "".join(
        f'<a:{name}><a:srgbClr val="{digits}"/></a:{name}>' for name, digits in colors.items()
    )
    fonts = "".join(
        f"<a:{kind}Font><a:latin typeface={quote(font)}/>"
        f'<a:ea typeface=""/><a:cs typeface=""/></a:{kind}Font>'
        for kind, font in (("major", look.heading_font), ("minor", look.font))
    )
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    formats = (
        f"<a:fillStyleLst>{fill * 3}</a:fillStyleLst>"
        f"<a:lnStyleLst>{f'<a:ln>{fill}</a:ln>' * 3}</a:lnStyleLst>"
        f"<a:effectStyleLst>{'<a:effectStyle><a:effectLst/></a:effectStyle>' * 3}"
        f"</a:effectStyleLst><a:bgFillStyleLst>{fill * 3}</a:bgFillStyleLst>"
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" name="Accord">'
        f'<a:themeElements><a:clrScheme name="Accord">{scheme}</a:clrScheme>'
        f'<a:fontScheme name="Accord">{fonts}</a:fontScheme>'
        f'<a:fmtScheme name="Accord">{formats}</a:fmtScheme></a:themeElements></a:theme>'
    ).encode()


ACCORD_LOOK = choose_look(ACCORD_STYLE)
"""How a Word file looks where the association has set nothing."""
