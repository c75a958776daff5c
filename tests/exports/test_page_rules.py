"""What must stand together stands on one page, and no page is left half empty for it."""

from dataclasses import replace

import pytest

from exports.blocks import (
    Block,
    Cell,
    Column,
    Contents,
    Cover,
    Heading,
    ListBlock,
    ListItem,
    Note,
    PageBreak,
    Paragraph,
    ParagraphStyle,
    Run,
    Table,
)
from exports.pdf.pages import BOTTOM, TOP, Sheet, Slab, draw_nothing, paginate
from tests.exports.test_pdf import make, read, text_of
from tests.exports.test_pdf_tables import make_matrix

SHEET = Sheet()
ROOM = SHEET.size()[1] - TOP - BOTTOM


def fill_page(share: float = 1.0) -> Slab:
    return Slab(ROOM * share, lambda _left, _top: None)


def lay_out(*slabs: Slab) -> list[list[Slab]]:
    return [[slab for slab, _depth in page.placed] for page in paginate(list(slabs), SHEET)]


def say(words: str, *, bold: bool = False) -> Paragraph:
    return Paragraph((Run(words, bold=bold),))


def make_rows(count: int, *, total: bool = False, note: str = "") -> Table:
    rows = tuple((Cell((Run(f"city {number} ends"),)),) for number in range(count))
    return Table("t", "Cities", (Column("Member"),), rows, total=total, note=note)


def fill_lines(count: int) -> list[Block]:
    return [ListBlock(tuple(ListItem((Run(f"line {n}"),)) for n in range(count)))]


def find_page(pages: list[str], words: str) -> int:
    return next(number for number, page in enumerate(pages) if words in page)


def test_a_distance_alone_begins_no_page() -> None:
    assert len(lay_out(fill_page(), Slab(5, draw_nothing))) == 1


def test_rows_that_may_be_parted_fill_a_page_that_would_else_be_empty() -> None:
    rows = [fill_page(0.14) for _ in range(2)]
    rows[0].soft_keep = True
    assert [len(page) for page in lay_out(fill_page(0.75), *rows)] == [2, 1]
    assert [len(page) for page in lay_out(fill_page(0.85), *rows)] == [1, 2]


def test_a_page_break_if_needed_breaks_only_where_what_follows_has_no_room() -> None:
    def pages(first: float, second: float) -> int:
        parts = [fill_page(first), fill_page(second), fill_page(0.1)]
        parts[1].whole = parts[2].whole = True
        return len(lay_out(*parts))

    assert pages(0.4, 0.45) == 1
    assert pages(0.4, 0.55) == 2
    assert pages(0.4, 0.7) == 2


def test_what_is_longer_than_a_page_begins_a_new_one_where_a_break_is_allowed() -> None:
    parts = [fill_page(0.2), *(fill_page(0.3) for _ in range(4))]
    parts[1].whole = True
    assert [len(page) for page in lay_out(*parts)] == [1, 3, 1]


def test_text_fills_the_page_before_a_turned_table() -> None:
    table = Slab(100, lambda _left, _top: None, landscape=True)
    following = fill_page(0.3)
    first, second = lay_out(fill_page(0.3), table, following)
    assert (first[1], second) == (following, [table])


def test_no_table_goes_before_a_turned_one() -> None:
    turned = Slab(100, lambda _left, _top: None, landscape=True)
    row = Slab(50, lambda _left, _top: None, repeat=Slab(10, draw_nothing))
    pages = lay_out(fill_page(0.3), turned, row)
    assert [page[-1] for page in pages][1:] == [turned, row]


def test_a_heading_tied_to_a_turned_table_turns_with_it() -> None:
    heading = Slab(20, lambda _left, _top: None, keep=True)
    turned = Slab(100, lambda _left, _top: None, landscape=True)
    pages = list(paginate([fill_page(0.3), heading, turned, fill_page(0.3)], SHEET))
    assert [page.landscape for page in pages] == [False, True, False]
    assert pages[1].placed[0][0] is heading


def test_a_few_pages_are_set_closer_to_save_one_that_is_nearly_empty() -> None:
    def count_pages(lines: int) -> int:
        return len(lay_out(*(Slab(14, lambda _left, _top: None, before=7) for _ in range(lines))))

    on_one_page = int((ROOM + 7) // 21)
    assert [count_pages(on_one_page + more) for more in (0, 1, 4, 12)] == [1, 1, 1, 2]
    assert count_pages(on_one_page * 20 + 1) == 21


@pytest.mark.parametrize("lines", range(34, 44))
def test_two_lines_at_least_stand_below_a_heading(lines: int) -> None:
    blocks = [Heading(1, (Run("Chapter"),)), say("One line."), say("two " * 60), *fill_lines(20)]
    pages = text_of(read(make(*fill_lines(lines), *blocks)))
    page = pages[find_page(pages, "Chapter")]
    assert page.count("One line") == 1
    assert "two two" in page


@pytest.mark.parametrize("lines", range(34, 44))
def test_a_lead_in_stands_with_what_it_introduces(lines: int) -> None:
    lead = say("Obstacles named.", bold=True)
    obstacles = ListBlock((ListItem((Run("No money."),)),))
    pages = text_of(read(make(*fill_lines(lines), lead, obstacles, *fill_lines(20))))
    assert find_page(pages, "Obstacles named") == find_page(pages, "No money")


@pytest.mark.parametrize("lines", range(28, 44))
@pytest.mark.parametrize("total", [False, True])
def test_no_page_has_a_single_row_of_a_table(lines: int, total: bool) -> None:
    table = make_rows(34, total=total, note="The note below it.")
    pages = text_of(read(make(*fill_lines(lines), table, *fill_lines(30))))
    counts = [page.count("ends") for page in pages if "ends" in page]
    assert min(counts) >= 2
    assert counts[-1] >= 2 + total
    assert "The note" in next(page for page in reversed(pages) if "ends" in page)


@pytest.mark.parametrize("lines", range(30, 44))
def test_the_closing_line_is_not_parted_from_the_paragraph_before_it(lines: int) -> None:
    closing = Paragraph((Run("Done at Ulyanovsk."),), ParagraphStyle.CLOSING)
    last = say("last " * 30)
    marked = Paragraph((Run("A text.", note="n1"),))
    notes = (Note("n1", "1", (Run("The note."),)),)
    document = make(marked, *fill_lines(lines), last, closing)
    pages = text_of(read(replace(document, notes=notes)))
    assert "last" in pages[find_page(pages, "Done at")]


def test_blocks_say_where_a_break_is_allowed_only() -> None:
    short = [PageBreak(if_needed=True), Heading(2, (Run("Profile"),)), say("Short.")]
    assert len(text_of(read(make(*short * 5)))) == 1
    assert len(text_of(read(make(say("a"), PageBreak(), say("b"))))) == 2


def test_text_goes_before_a_turned_matrix_of_a_document() -> None:
    matrix = make_matrix(33, 5, "Paragraph {}")
    blocks = [Heading(1, (Run("Matrix"),)), say("Its words. " * 20), matrix]
    pages = text_of(read(make(*blocks, say("What follows."))))
    assert [("What follows" in page, "City 3" in page) for page in pages] == [
        (True, False), (False, True),
    ]  # fmt: skip


def test_a_turned_matrix_stays_under_its_own_heading() -> None:
    matrix = make_matrix(33, 5, "Paragraph {}")
    blocks = [Heading(1, (Run("Matrix"),)), say("Its words. " * 20), matrix]
    pages = text_of(read(make(*blocks, Heading(1, (Run("What follows"),)), say("More words."))))
    assert find_page(pages, "More words") > find_page(pages, "City 3")


def test_contents_a_little_longer_than_a_page_stand_closer_on_one() -> None:
    for count, pages_of_contents in ((32, 1), (36, 1), (45, 2)):
        chapters = [
            block
            for number in range(count)
            for block in (Heading(1, (Run(f"Chapter {number} is here"),)), say("text"))
        ]
        texts = text_of(read(make(Contents(), PageBreak(), *chapters)))
        assert find_page(texts, "text") == pages_of_contents


def test_contents_in_two_places_leave_the_pages_in_their_order() -> None:
    blocks = [
        block
        for number in range(4)
        for block in (Heading(1, (Run(f"Chapter {number}"),)), say(f"body{number}"), PageBreak())
    ]
    contents = (Contents(), PageBreak())
    texts = text_of(read(make(*contents, *blocks[:6], *contents, *blocks[6:])))
    assert [find_page(texts, f"body{number}") for number in range(4)] == [1, 2, 4, 5]
    assert "Contents" in texts[0]
    assert "Contents" in texts[3]


def test_a_check_sum_stands_on_one_line_of_the_cover() -> None:
    checksum = "0123456789abcdef" * 4
    cover = Cover("A title", lines=(("Data SHA-256", checksum),))
    assert any(checksum in line for line in text_of(read(make(cover)))[0].splitlines())
