"""How large is a page of Word? Which way it lies and what stands at head and foot, besides."""

from collections.abc import Mapping

_SHORT_SIDE, _LONG_SIDE = 11906, 16838  # A4, in twentieths of a point
_MARGIN = 1247  # 22 mm


def write_section(references: Mapping[str, str], *, landscape: bool, has_cover: bool) -> str:
    """Return the properties of a section; ``references`` gives the ids of header and footer.

    The first page of a section that begins with the cover has neither.
    """
    written = "".join(
        f'<w:{kind}Reference w:type="default" r:id="{references[kind]}"/>'
        for kind in ("header", "footer")
        if kind in references
    )
    size = (
        f'<w:pgSz w:w="{_LONG_SIDE}" w:h="{_SHORT_SIDE}" w:orient="landscape"/>'
        if landscape
        else f'<w:pgSz w:w="{_SHORT_SIDE}" w:h="{_LONG_SIDE}"/>'
    )
    return (
        f'<w:sectPr>{written}<w:type w:val="nextPage"/>{size}<w:pgMar w:top="{_MARGIN}"'
        f' w:right="{_MARGIN}" w:bottom="{_MARGIN}" w:left="{_MARGIN}" w:header="624"'
        f' w:footer="624" w:gutter="0"/>{"<w:titlePg/>" if has_cover else ""}</w:sectPr>'
    )
