"""How is a piece of WordprocessingML written? As text, so that long tables are quick."""

import re
from xml.sax.saxutils import escape, quoteattr

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMESPACES = (
    f'xmlns:w="{W}" xmlns:r="{R}"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
# XML 1.0 (fifth edition), production 2: what is not a Char.
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BREAKS = re.compile(r"([\n\t])")


def clean(text: str) -> str:
    """Return the text with what XML cannot hold replaced by U+FFFD, line ends made one."""
    return _ILLEGAL.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def quote(value: str) -> str:
    """Return an attribute's value with its quotation marks."""
    return quoteattr(clean(value))


def write_text(text: str, element: str = "t") -> str:
    """Return the content of a run: its characters, with line breaks and tabs as Word's own."""
    cleaned = escape(clean(text))
    if "\n" not in cleaned and "\t" not in cleaned:
        return f'<w:{element} xml:space="preserve">{cleaned}</w:{element}>'
    return "".join(
        {"\n": "<w:br/>", "\t": "<w:tab/>"}.get(part)
        or f'<w:{element} xml:space="preserve">{part}</w:{element}>'
        for part in _BREAKS.split(cleaned)
        if part
    )


def write_part(root: str, inner: str) -> bytes:
    """Return a whole part of the package: a root element with all namespaces."""
    start = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    return f"{start}<w:{root} {NAMESPACES}>{inner}</w:{root}>".encode()


def write_paragraph(
    inner: str,
    style: str = "",
    *,
    keep_next: bool = False,
    break_before: bool = False,
    numbering: str = "",
    right_to_left: bool = False,
    align: str = "",
    mark: str = "",
    section: str = "",
) -> str:
    """Return a paragraph; its properties stand in the order the schema asks for.

    ``mark`` are the properties of the paragraph mark, ``section`` ends a section here.
    """
    properties = (
        (f'<w:pStyle w:val="{style}"/>' if style else "")
        + ("<w:keepNext/>" if keep_next else "")
        + ("<w:pageBreakBefore/>" if break_before else "")
        + numbering
        + ("<w:bidi/>" if right_to_left else "")
        + (f'<w:jc w:val="{align}"/>' if align else "")
        + (f"<w:rPr>{mark}</w:rPr>" if mark else "")
        + section
    )
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>" if properties else f"<w:p>{inner}</w:p>"
