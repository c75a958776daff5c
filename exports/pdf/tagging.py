"""What does each mark on the page mean? A canvas on which everything drawn is tagged.

Structure elements are made in reading order while the document is laid out; content is marked
with its element when it is drawn (ISO 32000-1, 14.7 and 14.8; ISO 14289-1). What is drawn for
nobody's reading, a rule or a running head, is an artifact.
"""

import re
import zlib
from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from typing import Any, Union

from PIL import Image
from reportlab.pdfbase.pdfdoc import (
    PDFArray,
    PDFDictionary,
    PDFName,
    PDFObject,
    PDFPage,
    PDFStream,
    PDFZCompress,
)
from reportlab.pdfgen.canvas import Canvas

_PACKED = PDFArray([PDFName("FlateDecode")])
LONGEST_STRING = 32767
"""Bytes that one string may have in an archival file (ISO 19005-2, 6.1.13)."""
_LANGUAGE = re.compile("[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
Values = tuple[float, float, float]
"""Red, green and blue, each from 0 to 1."""


class Role(Enum):
    """A colour that the association may choose; its values are Accord's own.

    ACCENT is that of headings and rules, ORNAMENT of what only adorns, TINT of areas under text.
    """

    ACCENT = (0.09, 0.25, 0.38)
    ORNAMENT = (0.80, 0.62, 0.24)
    TINT = (0.90, 0.93, 0.95)


Color = Values | Role
Kid = Union["Element", tuple[str, int], tuple[str, str]]


class Element:
    """One structure element; ``kids`` are elements, marked content, or annotations."""

    __slots__ = (
        "alternative",
        "attributes",
        "identifier",
        "kids",
        "kind",
        "language",
        "number",
        "parent",
    )

    def __init__(
        self,
        kind: str,
        parent: "Element | None" = None,
        *,
        language: str = "",
        alternative: str = "",
        attributes: bytes = b"",
        identifier: str = "",
    ) -> None:
        self.kind = kind
        self.parent = parent
        self.kids: Sequence[Kid] = ()
        self.language = language
        self.alternative = alternative
        self.attributes = attributes
        self.identifier = identifier
        self.number = 0
        if parent is not None:
            parent.add_kid(self)

    def add_kid(self, kid: Kid) -> None:
        """Add an element, or marked content or an annotation with the name of its page."""
        if isinstance(self.kids, list):
            self.kids.append(kid)
        else:
            self.kids = [kid]  # most elements never have another


class Literal(PDFObject):  # type: ignore[misc]  # reportlab has no types
    """Bytes that stand in the file as they are."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    def format(self, _document: object) -> bytes:
        """Return the bytes."""
        return self.data


def is_language(tag: str) -> bool:
    """Return whether a file may name the language so (RFC 3066, as ISO 14289-1, 7.2 asks)."""
    return bool(_LANGUAGE.fullmatch(tag))


def write_text(text: str) -> bytes:
    """Return a text string object (ISO 32000-1, 7.9.2.2), shortened where it has to be."""
    return b"<" + ("\ufeff" + shorten(text)).encode("utf-16-be", "replace").hex().encode() + b">"


def shorten(text: str) -> str:
    """Return the text, ending in an ellipsis where one string cannot hold it as UTF-16."""
    data = text.encode("utf-16-be", "replace")
    if len(data) <= LONGEST_STRING - 2:
        return text
    return data[: LONGEST_STRING - 4].decode("utf-16-be", "ignore") + "…"


def write_figure_box(box: tuple[float, float, float, float]) -> bytes:
    """Return the attributes of a figure: where it stands (ISO 14289-1, 7.3)."""
    corners = " ".join(f"{value:.2f}" for value in box).encode()
    return b"<</O/Layout/Placement/Block/BBox[%s]>>" % corners


class TaggedCanvas(Canvas):  # type: ignore[misc]  # reportlab has no types
    """A reportlab canvas whose content is marked, and whose links are tagged."""

    def __init__(
        self,
        page_size: tuple[float, float],
        language: str,
        palette: Mapping[Role, Values] | None = None,
    ) -> None:
        super().__init__(
            None, pagesize=page_size, pageCompression=1, invariant=1, pdfVersion=(1, 7)
        )
        self.language = language
        self.root = Element("Document")
        self.parents: list[list[Element] | Element] = []
        self._marked: list[Element] = []
        self._page_name = self._doc.thisPageName()
        self._open: Element | None = None
        self._is_marking = False
        self._code: list[str]
        self._artifacts = 0
        self._color: Color | None = None
        self._palette = palette or {}

    def _make_preamble(self) -> None:
        """No font is set at the start: the base font would be one that is not embedded."""
        self._preamble = "1 0 0 1 0 0 cm"

    def put(self, code: str) -> None:
        """Add operators to the page."""
        self._code.append(code)

    def mark(self, element: Element | None) -> None:
        """Begin content of an element, or (None) an artifact; it lasts until the next mark."""
        if self._artifacts:
            element = None
        if self._is_marking and self._open is element:
            return
        self.close_mark()
        if element is None:
            self._code.append("/Artifact BMC")
        else:
            number = len(self._marked)
            self._marked.append(element)
            element.add_kid((self._page_name, number))
            self._code.append(f"/{element.kind} <</MCID {number}>> BDC")
        self._open, self._is_marking = element, True

    def begin_artifact(self) -> None:
        """Until ``end_artifact``, whatever is drawn is an artifact, whoever draws it."""
        self._artifacts += 1

    def end_artifact(self) -> None:
        """End what ``begin_artifact`` began."""
        self._artifacts -= 1

    @property
    def draws_artifacts(self) -> bool:
        """Whether nothing that is drawn now may have an element or a link."""
        return self._artifacts > 0

    def close_mark(self) -> None:
        """End the open marked content."""
        if self._is_marking:
            self._code.append("EMC")
        self._open, self._is_marking = None, False

    def fill(self, color: Color) -> None:
        """Set the colour of text and areas."""
        if color != self._color:
            self._color = color
            if isinstance(color, Role):
                color = self._palette.get(color, color.value)
            self._code.append("{:.3g} {:.3g} {:.3g} rg".format(*color))

    def area(self, left: float, bottom: float, width: float, height: float, color: Color) -> None:
        """Fill a rectangle."""
        self.fill(color)
        self._code.append(f"{left:.2f} {bottom:.2f} {width:.2f} {height:.2f} re f")

    def picture(
        self, name: str, picture: Image.Image, box: tuple[float, float, float, float]
    ) -> None:
        """Draw a picture in a box of left, bottom, width and height; ``name`` is unique to it.

        What is transparent in it stays so (ISO 19005-2 allows a soft mask).
        """
        if name not in self._formsinuse:
            self._add_picture(name, picture)
            self._formsinuse.append(name)
        left, bottom, width, height = box
        inner = self._doc.getXObjectName(name)
        self._code.append(
            f"q {width:.2f} 0 0 {height:.2f} {left:.2f} {bottom:.2f} cm /{inner} Do Q"
        )

    def _add_picture(self, name: str, picture: Image.Image) -> None:
        entries: dict[str, object] = {}
        if picture.has_transparency_data:
            picture = picture.convert("RGBA")
            mask = _write_samples(picture.getchannel("A"), "DeviceGray", {})
            entries["SMask"] = self._doc.Reference(mask, self._doc.getXObjectName(f"{name}-mask"))
        stream = _write_samples(picture.convert("RGB"), "DeviceRGB", entries)
        self._doc.Reference(stream, self._doc.getXObjectName(name))

    def link(
        self, element: Element, box: tuple[float, float, float, float], target: str, words: str
    ) -> None:
        """Make an area lead to an address or, with ``#name``, to a place in the document."""
        annotation = PDFDictionary(
            {
                "Type": PDFName("Annot"),
                "Subtype": PDFName("Link"),
                "Rect": PDFArray([round(value, 2) for value in box]),
                "Border": "[0 0 0]",
                "F": 4,
                "Contents": Literal(write_text(words)),
                "StructParent": len(self.parents),
            }
        )
        if target.startswith("#"):
            annotation["Dest"] = self._bookmarkReference(target[1:])
        else:
            address = target.encode("utf-8", "replace").hex()
            annotation["A"] = Literal(b"<</S/URI/URI<%s>>>" % address.encode())
        self._annotationCount += 1
        name = f"NUMBER{self._annotationCount}"
        self._doc.addAnnotation(name, annotation)
        self._annotatePage(name)
        self.parents.append(element)
        element.add_kid((self._page_name, self._doc.annotationName(name)))

    def end_page(self) -> None:
        """Finish the page and begin the next one."""
        self.close_mark()
        self._color = None
        key, marked = len(self.parents), self._marked
        self.parents.append(marked)
        self._marked = []
        add_page = self._doc.addPage

        def add_tagged_page(page: PDFPage) -> None:
            page.__NoDefault__ = [*page.__NoDefault__, "StructParents", "Tabs"]
            page.StructParents = key
            page.Tabs = PDFName("S")
            # reportlab's own would be ASCII85, which PDF/A readers mind; and it would keep the
            # operators of every page until the file is written
            packed = PDFZCompress.encode(page.stream)
            page.Contents = PDFStream(PDFDictionary({"Filter": _PACKED}), packed)
            page.stream = None
            add_page(page)

        self._doc.addPage = add_tagged_page
        try:
            self.showPage()
        finally:
            del self._doc.addPage
        self._page_name = self._doc.thisPageName()

    def sort_pages(self, numbers: Sequence[int]) -> None:
        """Put the pages in order; ``numbers`` has the number of each, as they were drawn."""
        pages = self._doc.Pages.pages
        drawn = sorted(zip(numbers, pages, strict=True), key=lambda pair: pair[0])
        pages[:] = [page for _number, page in drawn]

    def add_artifacts(self, place: int, draw: Callable[[], None]) -> None:
        """Draw something that nobody reads on a finished page; 0 is the first."""
        code, self._code, self._color = self._code, [], None
        self.begin_artifact()
        draw()
        self.end_artifact()
        self.close_mark()
        added = zlib.compress("\n".join(self._code).encode())
        self._code = code
        page = self._doc.Pages.pages[place]
        streams = (page.Contents, PDFStream(PDFDictionary({"Filter": _PACKED}), added, []))
        page.Contents = PDFArray([self._doc.Reference(stream) for stream in streams])

    def document(self) -> Any:
        """Return reportlab's document, for the file writer."""
        return self._doc


def _write_samples(picture: Image.Image, space: str, entries: dict[str, object]) -> PDFStream:
    """Return an image as an object of the file (ISO 32000-1, 8.9.5)."""
    width, height = picture.size
    description = {
        "Type": PDFName("XObject"),
        "Subtype": PDFName("Image"),
        "Width": width,
        "Height": height,
        "ColorSpace": PDFName(space),
        "BitsPerComponent": 8,
        "Filter": PDFName("FlateDecode"),
        **entries,
    }
    return PDFStream(PDFDictionary(description), zlib.compress(picture.tobytes()), [])
