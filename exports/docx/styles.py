"""Which styles does a Word document use? One sober family, named as Word names them."""

from exports.docx.contents import LOOSE
from exports.docx.look import ACCORD_LOOK, Hue, WordLook
from exports.docx.markup import quote
from exports.docx.scripts import write_default_language

INK = Hue("1B2430")
QUIET = Hue("55606E")
LINE = Hue("C6CCD4")
STEP = 567  # one centimetre, in twentieths of a point: how far each level of a list goes in
LIST_LEVELS = 9
NUMBERED_LEVELS = 5
_EAST_ASIAN_FONT = "Noto Sans CJK SC"
_COMPLEX_FONT = "Noto Sans Arabic"


def write_styles(
    language: str,
    paragraph_list: int = 0,
    look: WordLook = ACCORD_LOOK,
    *,
    has_logo: bool = False,
    contents: tuple[float, float] = LOOSE,
) -> str:
    """Return the content of the styles part for a document in ``language``.

    ``paragraph_list`` is the list whose levels are the numbered paragraphs, 0 for none.
    ``contents`` are the distances before its chapters and other lines, in points.
    """
    return (
        _write_defaults(language, look)
        + _paragraph("Normal", "Normal", base="", default=True, quick=True)
        + (_paragraph("Logo", "Logo", _spacing(0, 0, 240)) if has_logo else "")
        + _titles(look)
        + _headings(look)
        + _bodies()
        + _numbered(paragraph_list)
        + _tables(look)
        + _contents(look, contents)
        + _furniture()
        + _characters(look)
    )


def _write_defaults(language: str, look: WordLook) -> str:
    name = quote(look.font)
    themed = ' w:asciiTheme="minorHAnsi" w:hAnsiTheme="minorHAnsi"' if look.is_themed else ""
    fonts = (
        f"<w:rFonts w:ascii={name} w:hAnsi={name}"
        f' w:eastAsia="{_EAST_ASIAN_FONT}" w:cs="{_COMPLEX_FONT}"{themed}/>'
    )
    return (
        f"<w:docDefaults><w:rPrDefault><w:rPr>{fonts}<w:color {INK.write('val')}/>"
        f'<w:sz w:val="20"/><w:szCs w:val="20"/>{write_default_language(language)}</w:rPr>'
        '</w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="120" w:line="276"'
        ' w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>'
    )


def _paragraph(
    identifier: str,
    name: str,
    paragraph: str = "",
    run: str = "",
    *,
    base: str = "Normal",
    following: str = "",
    default: bool = False,
    quick: bool = False,
) -> str:
    return (
        f'<w:style w:type="paragraph" w:default="{int(default)}" w:styleId={quote(identifier)}>'
        f"<w:name w:val={quote(name)}/>"
        + (f'<w:basedOn w:val="{base}"/>' if base else "")
        + (f'<w:next w:val="{following}"/>' if following else "")
        + ("<w:qFormat/>" if quick else "")
        + (f"<w:pPr>{paragraph}</w:pPr>" if paragraph else "")
        + (f"<w:rPr>{run}</w:rPr>" if run else "")
        + "</w:style>"
    )


def _look(
    size: float = 0,
    color: Hue | None = None,
    *,
    bold: bool = False,
    italic: bool = False,
    font: str = "",
) -> str:
    """Return run properties; ``font`` is that of the theme's headings."""
    half = round(size * 2)
    name = quote(font)
    return (
        (
            f'<w:rFonts w:ascii={name} w:hAnsi={name} w:asciiTheme="majorHAnsi"'
            ' w:hAnsiTheme="majorHAnsi"/>'
            if font
            else ""
        )
        + ("<w:b/><w:bCs/>" if bold else "")
        + ("<w:i/><w:iCs/>" if italic else "")
        + (f"<w:color {color.write('val')}/>" if color else "")
        + (f'<w:sz w:val="{half}"/><w:szCs w:val="{half}"/>' if size else "")
    )


def _spacing(before: int, after: int, line: int = 276) -> str:
    return f'<w:spacing w:before="{before}" w:after="{after}" w:line="{line}" w:lineRule="auto"/>'


def _titles(look: WordLook) -> str:
    color = look.accent.write("color")
    rule = f'<w:pBdr><w:bottom w:val="single" w:sz="12" w:space="6" {color}/></w:pBdr>'
    return (
        _paragraph(
            "Title", "Title", rule + _spacing(240, 240, 252),
            _look(28, look.accent, bold=True, font=look.heading_font),
            following="Normal", quick=True,
        )
        + _paragraph("Subtitle", "Subtitle", _spacing(0, 480), _look(15), quick=True)
        + _paragraph("Organisation", "Organisation", _spacing(2800, 120), _look(12, QUIET))
        + _paragraph(
            "CoverLine", "Cover Line",
            '<w:tabs><w:tab w:val="left" w:pos="2835"/></w:tabs>' + _spacing(0, 60)
            + '<w:ind w:left="2835" w:hanging="2835"/>',
        )
        + _paragraph("CoverCode", "Cover Code", "", _look(8.5), base="CoverLine")
        + _paragraph("CoverStatement", "Cover Statement", _spacing(960, 0), _look(9, QUIET))
    )  # fmt: skip


def _headings(look: WordLook) -> str:
    looks = ((18, look.accent), (14, look.accent), (12, INK), (11, INK), (10, INK), (10, QUIET))
    return "".join(
        _paragraph(
            f"Heading{level}",
            f"heading {level}",
            f"<w:keepNext/><w:keepLines/>{_spacing(420 - 40 * level, 120, 252)}"
            f'<w:outlineLvl w:val="{level - 1}"/>',
            _look(size, color, bold=True, font=look.heading_font),
            following="Normal",
            quick=True,
        )
        for level, (size, color) in enumerate(looks, start=1)
    )


def _bodies() -> str:
    bar = f'<w:pBdr><w:left w:val="single" w:sz="18" w:space="10" {LINE.write("color")}/></w:pBdr>'
    return (
        _paragraph("Lead", "Lead", _spacing(0, 200), _look(12.5, QUIET))
        + _paragraph("Quote", "Quote", bar + '<w:ind w:left="340"/>', quick=True)
        + _paragraph("Small", "Small", _spacing(0, 120, 252), _look(8.5, QUIET))
        + _paragraph("Closing", "Closing", _spacing(240, 120), _look(italic=True))
        + _paragraph("ListParagraph", "List Paragraph", "<w:contextualSpacing/>", quick=True)
    )


def _numbered(paragraph_list: int) -> str:
    return "".join(
        _paragraph(
            f"NumberedParagraph{level + 1}",
            f"Numbered Paragraph {level + 1}",
            (
                f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{paragraph_list}"/></w:numPr>'
                if paragraph_list
                else ""
            )
            + f'<w:tabs><w:tab w:val="left" w:pos="{STEP * (level + 1)}"/></w:tabs>'
            + (_spacing(0, 60) if level else "")
            + f'<w:ind w:left="{STEP * (level + 1)}" w:hanging="{STEP}"/>',
            quick=True,
        )
        for level in range(NUMBERED_LEVELS)
    )


def _tables(look: WordLook) -> str:
    borders = (
        f'<w:top w:val="single" w:sz="8" w:space="0" {look.accent.write("color")}/>'
        f'<w:bottom w:val="single" w:sz="8" w:space="0" {look.accent.write("color")}/>'
        f'<w:insideH w:val="single" w:sz="4" w:space="0" {LINE.write("color")}/>'
    )
    margins = (
        '<w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:left w:w="70" w:type="dxa"/>'
        '<w:bottom w:w="40" w:type="dxa"/><w:right w:w="70" w:type="dxa"/></w:tblCellMar>'
    )
    grid = (
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal">'
        '<w:name w:val="Normal Table"/>'
        f'<w:tblPr><w:tblInd w:w="0" w:type="dxa"/>{margins}</w:tblPr></w:style>'
        '<w:style w:type="table" w:styleId="AccordTable"><w:name w:val="Accord Table"/>'
        '<w:basedOn w:val="TableNormal"/><w:qFormat/>'
        f"<w:tblPr><w:tblBorders>{borders}</w:tblBorders>"
        f"{margins}</w:tblPr></w:style>"
    )
    return (
        grid
        + _paragraph("TableText", "Table Text", _spacing(0, 0, 252), _look(9))
        + _paragraph(
            "TableHeading", "Table Heading", "<w:keepNext/>", _look(bold=True), base="TableText"
        )
        + _paragraph("MatrixText", "Matrix Text", _spacing(0, 0, 240), _look(7.5))
        + _paragraph(
            "MatrixHeading", "Matrix Heading", "<w:keepNext/>", _look(bold=True), base="MatrixText"
        )
        + _paragraph(
            "TileValue", "Tile Value", "<w:keepNext/>" + _spacing(60, 0, 240), _look(20, bold=True)
        )
        + _paragraph("TileLabel", "Tile Label", _spacing(0, 0, 240), _look(9, bold=True))
        + _paragraph("TileRemark", "Tile Remark", _spacing(0, 60, 240), _look(8.5, QUIET))
        + _paragraph(
            "Caption", "caption", "<w:keepNext/>" + _spacing(240, 100), _look(9.5), quick=True
        )
        + _paragraph("Picture", "Picture", "<w:keepNext/>" + _spacing(120, 0, 240))
        + _paragraph(
            "TableNote", "Table Note", "<w:keepLines/>" + _spacing(60, 240, 252), _look(8.5, QUIET)
        )
    )


def _contents(look: WordLook, distances: tuple[float, float]) -> str:
    before, after = (round(points * 20) for points in distances)
    entries = "".join(
        _paragraph(
            f"TOC{level}",
            f"toc {level}",
            '<w:tabs><w:tab w:val="right" w:leader="dot"'
            f' w:pos="{look.page.text_width}"/></w:tabs>'
            f"{_spacing(before if level == 1 else 0, after, 252)}"
            f'<w:ind w:left="{(level - 1) * 284}"/>',
            _look(bold=level == 1),
        )
        for level in range(1, 7)
    )
    return entries + _paragraph(
        "TOCHeading",
        "TOC Heading",
        "<w:keepNext/>" + _spacing(240, 120),
        _look(18, look.accent, bold=True, font=look.heading_font),
    )


def _furniture() -> str:
    rule = f'<w:pBdr><w:bottom w:val="single" w:sz="4" w:space="4" {LINE.write("color")}/></w:pBdr>'
    return (
        _paragraph("Header", "header", rule + _spacing(0, 0, 240), _look(8.5, QUIET))
        + _paragraph(
            "Footer", "footer", _spacing(0, 0, 240) + '<w:jc w:val="right"/>', _look(8.5, QUIET)
        )
        + _paragraph("FootnoteText", "footnote text", _spacing(0, 40, 240), _look(8.5))
        + _paragraph("CommentText", "annotation text", _spacing(0, 40, 240), _look(9))
    )


def _characters(look: WordLook) -> str:
    return (
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/></w:style>'
        '<w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/>'
        '<w:basedOn w:val="DefaultParagraphFont"/>'
        f'<w:rPr><w:color {look.accent.write("val")}/><w:u w:val="single"/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="FootnoteReference">'
        '<w:name w:val="footnote reference"/><w:basedOn w:val="DefaultParagraphFont"/>'
        '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="CommentReference">'
        '<w:name w:val="annotation reference"/><w:basedOn w:val="DefaultParagraphFont"/>'
        '<w:rPr><w:sz w:val="16"/><w:szCs w:val="16"/></w:rPr></w:style>'
    )
