"""The contents of a Word file: close where a few lines would stand on a page of their own."""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date

import pytest

from exports.blocks import Block, Contents, Document, Heading, Paragraph, Run
from exports.docx.writer import write_docx


def write(chapters: int) -> bytes:
    def blocks() -> Iterator[Block]:
        yield Contents()
        for number in range(chapters):
            yield Heading(1, (Run(f"Chapter {number}"),))
            yield Paragraph((Run("Its words."),))

    return write_docx(Document("Test", tuple(blocks()), date(2026, 6, 28)))


def find_distance(data: bytes) -> str:
    """How far a chapter's line in the contents stands from the one before it."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        styles = package.read("word/styles.xml").decode()
    (found,) = re.findall(r'w:styleId="TOC1">.*?w:before="(\d+)"', styles)
    return found


@pytest.mark.parametrize(
    ("chapters", "distance"), [(3, "100"), (34, "100"), (36, "40"), (40, "40"), (44, "100")]
)
def test_the_contents_stand_closer_where_that_saves_a_page(chapters: int, distance: str) -> None:
    assert find_distance(write(chapters)) == distance
