"""How long does a document of hundreds of pages take, or one table of thousands of rows?

What is timed begins with finished blocks and ends with the bytes of the file.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from benchmarks.made_up_document import make_document, make_long_table
from exports.docx.writer import write_docx
from exports.html import write_html
from exports.pdf.writer import write_pdf


def make_pdf(pages: int, _folder: Path) -> Callable[[], bytes]:
    """Return what writes the document as tagged PDF/UA-1 and PDF/A-2a."""
    return partial(write_pdf, make_document(pages))


def make_docx(pages: int, _folder: Path) -> Callable[[], bytes]:
    """Return what writes the document as DOCX."""
    return partial(write_docx, make_document(pages))


def make_html(pages: int, _folder: Path) -> Callable[[], bytes]:
    """Return what writes the document as HTML."""
    return partial(write_html, make_document(pages))


def make_table_pdf(rows: int, _folder: Path) -> Callable[[], bytes]:
    """Return what writes one long table as tagged PDF."""
    return partial(write_pdf, make_long_table(rows))


def make_table_docx(rows: int, _folder: Path) -> Callable[[], bytes]:
    """Return what writes one long table as DOCX."""
    return partial(write_docx, make_long_table(rows))
