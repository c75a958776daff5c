"""How do pages and structure become the bytes of one accessible, archival PDF file?

PDF/UA-1 (ISO 14289-1) and PDF/A-2a (ISO 19005-2). Everything but streams goes into compressed
object streams (ISO 32000-1, 7.5.7): a tenth of the size that plain structure has.
"""

import hashlib
import zlib
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from xml.sax.saxutils import escape

from PIL import ImageCms
from reportlab.pdfbase.pdfdoc import PDFIndirectObject

from exports.blocks import Document
from exports.pdf.breaking import clean_line
from exports.pdf.glyph_font import GlyphFont, write_font_objects
from exports.pdf.tagging import Element, Literal, TaggedCanvas, is_language, write_text

PRODUCER = "Accord"
_IN_ONE_STREAM = 500
_IN_ONE_LEAF = 64
_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>
<pdfuaid:part>1</pdfuaid:part>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<pdf:Keywords>{keywords}</pdf:Keywords>
<pdf:Producer>{producer}</pdf:Producer><xmp:CreatorTool>{producer}</xmp:CreatorTool>
<xmp:CreateDate>{day}T00:00:00Z</xmp:CreateDate><xmp:ModifyDate>{day}T00:00:00Z</xmp:ModifyDate>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>PDF/UA version identifier</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""


def write_file(canvas: TaggedCanvas, document: Document, fonts: list[GlyphFont]) -> bytes:
    """Return the file of all pages drawn so far, with the fonts, structure and description."""
    pages = _PageObjects(canvas)
    writer = _FileWriter(canvas, pages.next_number)
    writer.add_fonts(fonts, pages)
    writer.add_catalogue(document, pages)
    for number, data in pages.write():
        writer.add(number, data)
    writer.add_structure(pages.number_of)
    return writer.finish()


class _PageObjects:
    """What reportlab made: pages, their contents, annotations, outlines, the catalogue."""

    def __init__(self, canvas: TaggedCanvas) -> None:
        self._document = document = canvas.document()
        self.catalogue = self._number_of_object(document.Catalog)
        document.Outlines.prepare(document, canvas)
        if document.Outlines.ready < 0:
            document.Catalog.Outlines = None
        self._written: dict[int, bytes] = {}
        number = 1  # formatting an object makes further ones
        again = (self.catalogue, self.number_of("BasicFonts"))
        while number in document.numberToId:
            self._written[number] = self._format(number)
            if number not in again:
                document.idToObject[document.numberToId[number]] = None  # needs no memory any more
            number += 1
        self.next_number = number

    def number_of(self, name: str) -> int:
        """Return the number of a page or annotation by reportlab's name for it."""
        return int(self._document.idToObjectNumberAndVersion[name][0])

    def set_fonts(self, fonts: dict[str, Literal]) -> None:
        """Give every page these fonts."""
        self._document.idToObject["BasicFonts"].dict = dict(fonts)

    def set_in_catalogue(self, entries: dict[str, bytes]) -> None:
        """Add entries to the document catalogue."""
        catalogue = self._document.Catalog
        catalogue.__NoDefault__ = [*catalogue.__NoDefault__, *entries]
        catalogue.__Refs__ = [name for name in catalogue.__Refs__ if name not in entries]
        for name, data in entries.items():
            setattr(catalogue, name, Literal(data))

    def write(self) -> Iterator[tuple[int, bytes]]:
        """Yield every object with its number."""
        changed = (self.catalogue, self.number_of("BasicFonts"))
        for number, data in self._written.items():
            yield number, self._format(number) if number in changed else data

    def _number_of_object(self, item: object) -> int:
        return self.number_of(self._document.Reference(item).name)

    def _format(self, number: int) -> bytes:
        document = self._document
        name = document.numberToId[number]
        return _inside(PDFIndirectObject(name, document.idToObject[name]).format(document))


def _inside(data: bytes) -> bytes:
    """Return an object without ``n 0 obj`` and ``endobj``, an end of line before ``endstream``."""
    data = data[data.index(b" obj\n") + 5 : data.rindex(b"endobj")].rstrip(b"\n")
    if data.endswith(b"endstream"):  # reportlab puts it right after the data
        data = data[: -len(b"endstream")] + b"\nendstream"
    return data


class _FileWriter:
    """Collects objects: streams go out at once, the rest into compressed object streams."""

    def __init__(self, canvas: TaggedCanvas, first: int) -> None:
        self._canvas = canvas
        self._next = first
        self._parts = [b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"]
        self._length = len(self._parts[0])
        self._offsets: dict[int, int] = {}
        self._inside: dict[int, tuple[int, int]] = {}
        self._batch: list[tuple[int, bytes]] = []
        self._information = 0
        self._catalogue = 0
        self._structure = self._take()

    def _take(self, count: int = 1) -> int:
        first = self._next
        self._next += count
        return first

    def add(self, number: int, data: bytes) -> None:
        if data.endswith(b"endstream"):
            self._write(number, data)
            return
        self._batch.append((number, data))
        if len(self._batch) == _IN_ONE_STREAM:
            self._flush()

    def _write(self, number: int, data: bytes) -> None:
        self._offsets[number] = self._length
        whole = b"%d 0 obj\n%s\nendobj\n" % (number, data)
        self._parts.append(whole)
        self._length += len(whole)

    def _flush(self) -> None:
        if not self._batch:
            return
        stream = self._take()
        heads, offset = [], 0
        for position, (number, data) in enumerate(self._batch):
            heads.append(b"%d %d" % (number, offset))
            self._inside[number] = (stream, position)
            offset += len(data) + 1
        head = b" ".join(heads) + b"\n"
        body = zlib.compress(head + b"\n".join(data for _number, data in self._batch))
        self._write(
            stream,
            b"<</Type/ObjStm/N %d/First %d/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream"
            % (len(self._batch), len(head), len(body), body),
        )
        self._batch = []

    def add_fonts(self, fonts: list[GlyphFont], pages: _PageObjects) -> None:
        names: dict[str, Literal] = {}
        for font in fonts:
            objects = write_font_objects(font.embed(), self._next)
            first = self._take(len(objects))
            names[font.resource] = Literal(b"%d 0 R" % first)
            for number, data in enumerate(objects, first):
                self.add(number, data)
        pages.set_fonts(names)

    def add_catalogue(self, document: Document, pages: _PageObjects) -> None:
        self._catalogue = pages.catalogue
        metadata, profile, self._information = self._take(), self._take(), self._take()
        xmp, icc = _describe(document), zlib.compress(_color_profile())
        self.add(
            metadata,
            b"<</Type/Metadata/Subtype/XML/Length %d>>\nstream\n%s\nendstream" % (len(xmp), xmp),
        )
        self.add(
            profile,
            b"<</N 3/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream" % (len(icc), icc),
        )
        self.add(self._information, _inform(document))
        pages.set_in_catalogue(
            {
                "Metadata": b"%d 0 R" % metadata,
                "StructTreeRoot": b"%d 0 R" % self._structure,
                "MarkInfo": b"<</Marked true>>",
                "ViewerPreferences": b"<</DisplayDocTitle true>>",
                "Lang": write_text(self._canvas.language),
                "OutputIntents": b"[<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier"
                b"(sRGB IEC61966-2.1)/Info(sRGB IEC61966-2.1)/DestOutputProfile %d 0 R>>]"
                % profile,
            }
        )

    def add_structure(self, number_of: Callable[[str], int]) -> None:
        elements = _in_order(self._canvas.root)
        for element in elements:
            element.number = self._take()
        for element in elements:
            self.add(element.number, _write_element(element, self._structure, number_of))
        parents = self._canvas.parents
        leaves = []
        for start in range(0, len(parents), _IN_ONE_LEAF):
            leaves.append(self._take())
            self.add(leaves[-1], _write_leaf(start, parents[start : start + _IN_ONE_LEAF]))
        tree = self._take()
        self.add(tree, b"<</Kids[%s]>>" % b" ".join(b"%d 0 R" % leaf for leaf in leaves))
        named = sorted((e.identifier, e.number) for e in elements if e.identifier)
        names = b" ".join(write_text(name) + b" %d 0 R" % number for name, number in named)
        self.add(
            self._structure,
            b"<</Type/StructTreeRoot/K %d 0 R/ParentTree %d 0 R/ParentTreeNextKey %d"
            b"/IDTree<</Names[%s]>>>>" % (self._canvas.root.number, tree, len(parents), names),
        )

    def finish(self) -> bytes:
        self._flush()
        table = self._take()
        self._offsets[table] = self._length
        rows = bytearray(b"\x00\x00\x00\x00\x00\xff\xff")
        for number in range(1, table + 1):
            if number in self._inside:
                stream, position = self._inside[number]
                rows += b"\x02" + stream.to_bytes(4, "big") + position.to_bytes(2, "big")
            else:
                rows += b"\x01" + self._offsets[number].to_bytes(4, "big") + b"\0\0"
        packed = zlib.compress(bytes(rows))
        whole = hashlib.sha256()
        for part in self._parts:
            whole.update(part)
        digest = whole.hexdigest()[:32].encode()
        self._write(
            table,
            b"<</Type/XRef/W[1 4 2]/Size %d/Root %d 0 R/Info %d 0 R/ID[<%s><%s>]"
            b"/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream"
            % (
                table + 1, self._catalogue, self._information, digest, digest,
                len(packed), packed,
            ),
        )  # fmt: skip
        self._parts.append(b"startxref\n%d\n%%%%EOF\n" % self._offsets[table])
        return b"".join(self._parts)


def _in_order(root: Element) -> list[Element]:
    ordered, stack = [], [root]
    while stack:
        element = stack.pop()
        ordered.append(element)
        stack.extend(kid for kid in reversed(element.kids) if isinstance(kid, Element))
    return ordered


def _write_element(element: Element, root: int, number_of: Callable[[str], int]) -> bytes:
    page, kids = 0, []
    for kid in element.kids:
        if isinstance(kid, Element):
            kids.append(b"%d 0 R" % kid.number)
            continue
        kid_page, content = number_of(kid[0]), kid[1]
        if isinstance(content, str):
            kids.append(b"<</Type/OBJR/Pg %d 0 R/Obj %d 0 R>>" % (kid_page, number_of(content)))
            continue
        page = page or kid_page
        here = b"%d" if kid_page == page else b"<</Type/MCR/Pg %d 0 R/MCID %%d>>" % kid_page
        kids.append(here % content)
    parent = element.parent.number if element.parent else root
    parts = [b"<</Type/StructElem/S/%s/P %d 0 R" % (element.kind.encode(), parent)]
    if page:
        parts.append(b"/Pg %d 0 R" % page)
    if kids:
        parts.append(b"/K[%s]" % b" ".join(kids))
    if element.alternative:
        parts.append(b"/Alt" + write_text(element.alternative))
    if is_language(element.language):
        parts.append(b"/Lang" + write_text(element.language))
    if element.identifier:
        parts.append(b"/ID" + write_text(element.identifier))
    if element.attributes:
        parts.append(b"/A" + element.attributes)
    return b"".join(parts) + b">>"


def _write_leaf(start: int, parents: list[list[Element] | Element]) -> bytes:
    entries = []
    for number, parent in enumerate(parents, start):
        if isinstance(parent, Element):
            entries.append(b"%d %d 0 R" % (number, parent.number))
        else:
            kids = b" ".join(b"%d 0 R" % element.number for element in parent)
            entries.append(b"%d[%s]" % (number, kids))
    last = start + len(parents) - 1
    return b"<</Limits[%d %d]/Nums[%s]>>" % (start, last, b"\n".join(entries))


def _inform(document: Document) -> bytes:
    day = f"(D:{document.made_on:%Y%m%d}000000Z)".encode()
    entries = {
        b"Title": document.title,
        b"Author": document.author,
        b"Subject": document.subject,
        b"Keywords": document.identifier,
        b"Producer": PRODUCER,
        b"Creator": PRODUCER,
    }
    texts = b"".join(b"/" + name + write_text(clean_line(text)) for name, text in entries.items())
    return b"<<%s/CreationDate%s/ModDate%s>>" % (texts, day, day)


def _describe(document: Document) -> bytes:
    return _XMP.format(
        title=escape(clean_line(document.title)),
        author=escape(clean_line(document.author)),
        subject=escape(clean_line(document.subject)),
        keywords=escape(clean_line(document.identifier)),
        language=escape(clean_line(document.language)),
        producer=PRODUCER,
        day=_day(document.made_on),
    ).encode("utf-8", "replace")


def _day(day: date) -> str:
    return day.isoformat()


@cache
def _color_profile() -> bytes:
    """Return the sRGB profile with a fixed date and no identifier, so that bytes never differ."""
    data = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    data[24:36] = bytes.fromhex("07e800010001000000000000")
    data[84:100] = bytes(16)
    return bytes(data)
