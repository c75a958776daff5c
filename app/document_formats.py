"""In which formats is a document written, and by which writer?"""

import importlib
from collections.abc import Callable
from enum import StrEnum

from exports.blocks import Document
from exports.house_style import HouseStyle


class Ending(StrEnum):
    """What a document is made as."""

    PDF = "pdf"
    DOCX = "docx"
    HTML = "html"


MEDIA_TYPES = {
    Ending.PDF: "application/pdf",
    Ending.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Ending.HTML: "text/html; charset=utf-8",
}
Warn = Callable[[str], None]
Writer = Callable[[Document, Warn, HouseStyle], bytes]
_WRITERS = {
    Ending.PDF: ("exports.pdf.writer", "write_pdf"),
    Ending.DOCX: ("exports.docx.writer", "write_docx"),
    Ending.HTML: ("exports.html", "write_html"),
}


def write_format(document: Document, ending: Ending, style: HouseStyle, warn: Warn) -> bytes:
    """Return a document in a format and in the look of the association; ``warn`` is told.

    The writer is loaded when it is needed: the libraries for PDF and Word are large.
    """
    module, name = _WRITERS[ending]
    write: Writer = getattr(importlib.import_module(module), name)
    return write(document, warn, style)


def ignore(_warning: str) -> None:
    """Take no note of a warning, where nobody reads it."""
