"""Word files made for tests out of their XML, and readings of real ones."""

import io
import zipfile
from pathlib import Path

from exports.docx.markup import NAMESPACES
from exports.docx.reader import read_parts
from exports.docx.reading import Changes, WordReading

TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def relate(*targets: str, extra: str = "") -> str:
    """Return a relationships part; each target is "kind=path"."""
    rows = "".join(
        f'<Relationship Id="r{number}" Type="{KIND}/{target.partition("=")[0]}" '
        f'Target="{target.partition("=")[2]}"/>'
        for number, target in enumerate(targets, start=1)
    )
    return f'<Relationships xmlns="{RELATIONSHIPS}">{rows}{extra}</Relationships>'


def make_word(body: str, extra: str = "", **parts: str) -> bytes:
    """Return a Word file with this body; other parts are given by their root's content."""
    files = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": relate("officeDocument=word/document.xml"),
        "word/document.xml": f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": relate(*(f"{p}={p}.xml" for p in parts), extra=extra),
        **{f"word/{p}.xml": f"<w:{p} {NAMESPACES}>{inner}</w:{p}>" for p, inner in parts.items()},
    }
    return pack(files)


def pack(files: dict[str, str | bytes]) -> bytes:
    """Return the files as a packed folder."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(name, content)
    return packed.getvalue()


def paragraph(words: str, properties: str = "") -> str:
    """Return a paragraph of one run."""
    inner = f"<w:pPr>{properties}</w:pPr>" if properties else ""
    return f'<w:p>{inner}<w:r><w:t xml:space="preserve">{words}</w:t></w:r></w:p>'


def read(data: bytes, changes: Changes = Changes.ACCEPT) -> WordReading:
    """Return the reading of a file, in this process."""
    return read_parts(data, "test.docx", changes)


def read_real(path: Path, changes: Changes = Changes.ACCEPT) -> WordReading:
    """Return the reading of a real file, in this process."""
    return read_parts(path.read_bytes(), path.name, changes)
