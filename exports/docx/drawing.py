"""How does a picture stand in a line of Word, with words for those who cannot see it? Inline."""

from exports.docx.markup import quote

LOGO_NAME = "Logo of the association"
"""How the logo is called in a file, so that a reader knows that it is none of the text's."""
_EMU = 12700  # English metric units in a point


def write_drawing(
    relationship: str, number: int, name: str, alternative: str, size: tuple[float, float]
) -> str:
    """Return a run with the picture; ``size`` is its width and height in points."""
    width, height = size
    extent = f'cx="{round(width * _EMU)}" cy="{round(height * _EMU)}"'
    picture = "http://schemas.openxmlformats.org/drawingml/2006/picture"
    return (
        f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {extent}/>'
        f'<wp:docPr id="{number}" name={quote(name)} descr={quote(alternative)}/>'
        '<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>'
        f'<a:graphic><a:graphicData uri="{picture}"><pic:pic><pic:nvPicPr>'
        f'<pic:cNvPr id="{number}" name={quote(name)}/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{relationship}"/><a:stretch><a:fillRect/></a:stretch>'
        f'</pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {extent}/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData>'
        "</a:graphic></wp:inline></w:drawing></w:r>"
    )
