"""A table keeps its rows whole, repeats its header, and fits the page whatever its width."""

from io import BytesIO
from itertools import pairwise

import pytest
from pypdf import PdfReader

from exports.blocks import Align, Cell, Column, Document, Heading, Run, Table
from exports.house_style import A4
from exports.pdf.direction import embedding_levels, reorder
from exports.pdf.writer import write_pdf
from tests.exports.test_pdf import DAY, kinds, make, read, text_of


def make_matrix(columns: int, rows: int = 5, title: str = "{}") -> Table:
    head = (Column("Member"), *(Column(title.format(n), Align.CENTER) for n in range(columns)))
    body = tuple(
        (Cell((Run(f"City {row}"),), header=True), *(Cell((Run("A"),)) for _ in range(columns)))
        for row in range(rows)
    )
    return Table("matrix", "Accepted provisions", head, body)


def test_the_header_is_repeated_for_the_eye_and_tagged_once() -> None:
    reader = read(make(make_matrix(3, 200, "Paragraph {}")))
    pages = text_of(reader)
    assert len(pages) > 3
    assert all("Paragraph 2" in page for page in pages)
    assert kinds(reader).count("THead") == 1
    assert kinds(reader).count("TR") == 201


def test_a_row_stands_on_one_page() -> None:
    cells = (Cell((Run("begin " + "word " * 60 + "finish"),)), Cell((Run("x"),)))
    table = Table("t", "Rows", (Column("Text"), Column("y")), (cells,) * 40)
    for page in text_of(read(make(table))):
        assert page.count("begin") == page.count("finish")


def test_a_row_taller_than_a_page_loses_nothing() -> None:
    table = Table("t", "Tall", (Column("Text"),), ((Cell((Run("word " * 4000),)),),))
    assert sum(page.count("word") for page in text_of(read(make(table)))) == 4000


@pytest.mark.parametrize(
    ("columns", "title", "landscape"),
    [(24, "{}", False), (33, "Paragraph {}", True), (90, "Paragraph {}", True)],
)
def test_a_wide_matrix_stays_on_the_page(columns: int, title: str, landscape: bool) -> None:
    reader = read(make(Heading(1, (Run("Matrix"),)), make_matrix(columns, 5, title)))
    page = reader.pages[0]
    assert (page.mediabox.width > A4.width + 1) is landscape
    places: list[float] = []
    page.extract_text(
        visitor_text=lambda text, _cm, matrix, _font, _size: (
            places.append(matrix[4]) if text.strip() else None
        )
    )
    assert max(places) < float(page.mediabox.width) - 50
    assert sum(kinds(reader).count(kind) for kind in ("TH", "TD")) >= 6 * (columns + 1)


def test_turned_titles_of_several_lines_get_the_room_they_need() -> None:
    title = "Paragraph {} on a matter with a title of more than one line when it is turned"
    reader = read(make(make_matrix(14, 5, title)))
    starts: set[float] = set()
    reader.pages[0].extract_text(
        visitor_text=lambda text, _cm, matrix, _font, _size: (
            starts.add(matrix[4]) if text.strip() and abs(matrix[1]) > 0 else None
        )
    )
    ordered = sorted(starts)
    assert len(ordered) > 14
    assert min(b - a for a, b in pairwise(ordered)) > 8


def test_a_matrix_in_groups_repeats_its_first_column() -> None:
    text = "".join(text_of(read(make(make_matrix(90, 5, "Paragraph {}")))))
    assert text.count("City 3") == text.count("Accepted provisions") > 1


def test_the_same_table_runs_from_right_to_left_in_arabic() -> None:
    def place(language: str) -> float:
        document = Document("T", (make_matrix(3),), DAY, language=language)
        places: list[float] = []
        PdfReader(BytesIO(write_pdf(document))).pages[0].extract_text(
            visitor_text=lambda text, _cm, matrix, _font, _size: (
                places.append(matrix[4]) if "City" in text else None
            )
        )
        return places[0]

    assert place("en") < A4.width / 2 < place("ar")


@pytest.mark.parametrize(
    ("text", "base", "shown"),
    [
        ("abc (1) אבג", 0, "abc (1) גבא"),
        ("אב (2026) גד", 0, "דג )2026( בא"),
        ("אב (2026), c", 0, ")2026( בא, c"),
        ("אבג abc", 1, "abc גבא"),
        ("a\u0378b", 0, "a\u0378b"),
    ],
)
def test_words_stand_in_the_order_of_the_bidirectional_algorithm(
    text: str, base: int, shown: str
) -> None:
    order = reorder(embedding_levels(text, base))
    assert "".join(text[position] for position in order) == shown
