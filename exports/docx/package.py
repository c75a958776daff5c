"""Which parts is a Word file made of? The text, and what it refers to or is described by."""

import io
from collections.abc import Callable
from datetime import datetime, time

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.package import Package

from exports.blocks import Document
from exports.docx.markup import clean, quote, write_part
from exports.docx.packing import repack
from exports.docx.scripts import full_tag, list_fonts, write_default_language
from exports.docx.template import PICTURES, KeptPart

_PROGRAM = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties xmlns='
    '"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    "<Application>Accord</Application></Properties>"
)
_LONGEST_PROPERTY = 255


class WordPart(Part):
    """A part of the file whose bytes are known only when its text is written."""

    content = b""

    @property
    def blob(self) -> bytes:
        """Return the bytes of the part."""
        return self.content


class WordPackage:
    """A Word file in the making: the text's part, and those it refers to."""

    def __init__(self, rewrite: Callable[[str], str] = lambda inner: inner) -> None:
        self._package = Package()
        self._rewrite = rewrite
        self.text = self._make_part("/word/document.xml", CONTENT_TYPE.WML_DOCUMENT_MAIN)
        self._package.relate_to(self.text, RELATIONSHIP_TYPE.OFFICE_DOCUMENT)
        self._pictures = 0

    def _make_part(self, name: str, content_type: str, content: bytes = b"") -> WordPart:
        part = WordPart(PackURI(name), content_type, None, self._package)
        part.content = content
        return part

    def add_part(self, name: str, root: str, inner: str = "") -> WordPart:
        """Add ``/word/name.xml``; ``root`` is its outermost element."""
        return self.add_whole_part(name, write_part(root, self._rewrite(inner)))

    def add_whole_part(self, name: str, content: bytes, content_type: str = "") -> WordPart:
        """Add ``/word/name.xml`` as it is; its kind is its name without a number."""
        kind = name.rpartition("/")[2].rstrip("0123456789")
        content_type = content_type or f"{_CONTENT_TYPE_STEM}.{kind}+xml"
        part = self._make_part(f"/word/{name}.xml", content_type, content)
        self.text.relate_to(part, f"{_RELATIONSHIP_STEM}/{kind}")
        return part

    def add_kept_part(self, name: str, kept: KeptPart, content_type: str = "") -> WordPart:
        """Add a part of a template with the pictures and links to which it refers."""
        part = self.add_whole_part(name, kept.data, content_type)
        for number, (key, (ending, data)) in enumerate(sorted(kept.pictures.items()), start=1):
            stem = f"/word/media/{name.replace('/', '-')}-{number}"
            picture = self._make_part(f"{stem}.{ending}", PICTURES[ending], data)
            part.load_rel(RELATIONSHIP_TYPE.IMAGE, picture, key)
        for key, address in sorted(kept.links.items()):
            part.load_rel(RELATIONSHIP_TYPE.HYPERLINK, address, key, is_external=True)
        return part

    def replace_content(self, part: WordPart, root: str, inner: str) -> None:
        """Give a part the text that was written after it was added."""
        part.content = write_part(root, self._rewrite(inner))

    def find_relationship(self, part: Part) -> str:
        """Return the id by which the text refers to a part."""
        return self.text.relate_to(part, f"{_RELATIONSHIP_STEM}/{_kind_of(part)}")

    def add_picture(self, data: bytes, ending: str = "png") -> str:
        """Add a picture and return the id by which the text refers to it."""
        self._pictures += 1
        name = f"/word/media/image{self._pictures}.{ending}"
        part = self._make_part(name, PICTURES[ending], data)
        return self.text.relate_to(part, RELATIONSHIP_TYPE.IMAGE)

    def finish(self, document: Document, body: str) -> bytes:
        """Return the whole file with ``body`` as its text."""
        self.text.content = write_part("document", f"<w:body>{self._rewrite(body)}</w:body>")
        self._describe(document)
        file = io.BytesIO()
        self._package.save(file)
        return repack(file.getvalue(), document.made_on)

    def _describe(self, document: Document) -> None:
        """Set who made the document and when; nothing of the library's defaults is left."""
        app = self._make_part("/docProps/app.xml", CONTENT_TYPE.OFC_EXTENDED_PROPERTIES)
        app.content = _PROGRAM.encode()
        self._package.relate_to(app, RELATIONSHIP_TYPE.EXTENDED_PROPERTIES)
        properties = self._package.core_properties
        properties.title = _fit(document.title)
        properties.author = properties.last_modified_by = _fit(document.author)
        properties.subject = _fit(document.subject)
        properties.identifier = _fit(document.identifier)
        properties.language = _fit(full_tag(document.language))
        properties.created = properties.modified = datetime.combine(document.made_on, time())
        properties.revision = 1


_CONTENT_TYPE_STEM = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_RELATIONSHIP_STEM = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def _kind_of(part: Part) -> str:
    return str(part.content_type).rsplit(".", 1)[1].removesuffix("+xml")


def _fit(text: str) -> str:
    """Return a property as long as the format allows."""
    return clean(text)[:_LONGEST_PROPERTY]


def write_settings(language: str, has_notes: bool) -> str:
    """Return the content of the settings part."""
    notes = (
        '<w:footnotePr><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr>'
        if has_notes
        else ""
    )
    theme_language = write_default_language(language).replace("<w:lang ", "<w:themeFontLang ")
    return (
        '<w:zoom w:percent="100"/><w:defaultTabStop w:val="567"/>'
        f'<w:characterSpacingControl w:val="doNotCompress"/>{notes}<w:compat>'
        '<w:compatSetting w:name="compatibilityMode"'
        ' w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        f'{theme_language}<w:decimalSymbol w:val="."/><w:listSeparator w:val=","/>'
    )


def write_fonts() -> str:
    """Return the content of the font table: for each font, the one to take where it is missing."""
    return "".join(
        f"<w:font w:name={quote(name)}><w:altName w:val={quote(other)}/></w:font>"
        for name, other in list_fonts()
    )
