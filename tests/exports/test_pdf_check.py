"""The check of PDFs bites: each kind of damage to a file of ours is refused by its clause."""

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject

from exports.blocks import Heading, Paragraph, Run
from exports.pdf.writer import write_pdf
from tests.exports.every_block import CHART, CITY_TABLE, EVERY_BLOCK
from tests.exports.pdf_check import check_pdfs

WHOLE = replace(
    EVERY_BLOCK,
    blocks=(
        Heading(1, (Run("First"),)),
        Heading(2, (Run("Second"),)),
        Paragraph((Run("A link", link="https://example.org/"),)),
        replace(CITY_TABLE, rows=CITY_TABLE.rows[:1], total=False),
        CHART,
    ),
    notes=(),
)


def elements(file: PdfWriter, kind: str) -> Iterator[Any]:
    """All structure elements of a kind, in reading order."""
    waiting = [file.root_object["/StructTreeRoot"]["/K"].get_object()]
    while waiting:
        element = waiting.pop()
        if element["/S"] == f"/{kind}":
            yield element
        kids = element.get("/K", [])
        below = [kid.get_object() for kid in kids]
        waiting += [kid for kid in reversed(below) if isinstance(kid, dict) and "/S" in kid]


def annotations(file: PdfWriter) -> list[Any]:
    return [link.get_object() for page in file.pages for link in page.get("/Annots", [])]


def leave_alone(file: PdfWriter) -> None:
    """Read and write the file, nothing else."""


def remove_a_tag(file: PdfWriter) -> None:
    """Leave the words of a heading on the page, marked as nothing."""
    page = file.pages[0]
    contents = page.get_contents().get_data()
    stream = DecodedStreamObject()
    stream.set_data(re.sub(rb"/H1 \S+ \d+>> BDC(.*?)EMC", rb"\1", contents, flags=re.DOTALL))
    assert stream.get_data() != contents
    page[NameObject("/Contents")] = file._add_object(stream)


def remove_an_alternative(file: PdfWriter) -> None:
    del next(elements(file, "Figure"))["/Alt"]


def skip_a_level(file: PdfWriter) -> None:
    next(elements(file, "H2"))[NameObject("/S")] = NameObject("/H3")


def remove_the_words_of_a_link(file: PdfWriter) -> None:
    del annotations(file)[0]["/Contents"]


def loosen_a_link(file: PdfWriter) -> None:
    del annotations(file)[0]["/StructParent"]


def put_a_cell_beside_its_row(file: PdfWriter) -> None:
    row = next(elements(file, "TR"))
    cell = next(elements(file, "TH"))
    row["/K"].remove(cell.indirect_reference)
    table = next(elements(file, "Table"))
    table["/K"].append(cell.indirect_reference)


def remove_the_language(file: PdfWriter) -> None:
    del file.root_object["/Lang"]


def remove_the_letters_of_a_font(file: PdfWriter) -> None:
    fonts = file.pages[0]["/Resources"]["/Font"]
    del fonts[next(iter(fonts))]["/ToUnicode"]


def remove_an_embedded_font(file: PdfWriter) -> None:
    fonts = file.pages[0]["/Resources"]["/Font"]
    below = fonts[next(iter(fonts))]["/DescendantFonts"][0]
    del below["/FontDescriptor"]["/FontFile2"]


def remove_the_colours(file: PdfWriter) -> None:
    del file.root_object["/OutputIntents"]


def remove_the_description(file: PdfWriter) -> None:
    del file.root_object["/Metadata"]


DAMAGES: dict[Callable[[PdfWriter], None], str] = {
    remove_a_tag: "7.1-3",
    remove_an_alternative: "7.3-1",
    skip_a_level: "7.4.2-1",
    remove_the_words_of_a_link: "7.18.5-2",
    loosen_a_link: "7.18.5-1",
    put_a_cell_beside_its_row: "7.2-3",
    remove_the_language: "7.2-34",
    remove_the_letters_of_a_font: "7.21.7-1",
    remove_an_embedded_font: "7.21.4.1-1",
    remove_the_colours: "6.2.4.3-2",
    remove_the_description: "7.1-8",
}


def damage(data: bytes, change: Callable[[PdfWriter], None]) -> bytes:
    file = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    change(file)
    written = io.BytesIO()
    file.write(written)
    return written.getvalue()


@pytest.fixture(scope="module")
def faults(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, str]]:
    data = write_pdf(WHOLE)
    files = {change.__name__: damage(data, change) for change in (leave_alone, *DAMAGES)}
    return check_pdfs(files, tmp_path_factory.mktemp("damaged"))


def test_a_file_of_ours_that_pypdf_read_and_wrote_is_still_good(
    faults: dict[str, dict[str, str]],
) -> None:
    assert faults["leave_alone"] == {}


@pytest.mark.parametrize("change", DAMAGES, ids=lambda change: change.__name__)
def test_each_damage_is_refused_by_the_clause_that_forbids_it(
    change: Callable[[PdfWriter], None], faults: dict[str, dict[str, str]]
) -> None:
    assert DAMAGES[change] in faults[change.__name__], faults[change.__name__]
