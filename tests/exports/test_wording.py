"""A template's own words are Markdown; what is put into it is text and nothing else."""

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from declarations.problems import InputRefusal
from exports.blocks import (
    Align,
    Block,
    Chart,
    ChartKind,
    Contents,
    Figure,
    Heading,
    ListBlock,
    Note,
    PageBreak,
    Paragraph,
    ParagraphStyle,
    Run,
    Table,
    Tile,
    Tiles,
    plain_text,
)
from exports.wording import render_blocks

TABLE = Table("cities", "Cities", (), ())
FIGURE = Figure("bars", "Bars", Chart(ChartKind.BARS, (), ()), "Nothing yet")
TILES = Tiles((Tile("7", "members"),))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("templates")


def render(folder: Path, words: str, **context: object) -> tuple[Block, ...]:
    return render_with_notes(folder, words, **context)[0]


def render_with_notes(folder: Path, words: str, **context: object):
    (folder / "test.md.j2").write_text(words, encoding="utf-8")
    maps = ({"cities": TABLE}, {"bars": FIGURE}, {"key": TILES})
    return render_blocks("test.md.j2", context, *maps, folder)


def refuse(folder: Path, words: str, **context: object) -> InputRefusal:
    with pytest.raises(InputRefusal) as refusal:
        render(folder, words, **context)
    return refusal.value


def test_headings_keep_their_level_and_get_an_anchor_of_their_own(folder):
    assert render(
        folder, "# Key messages\n\n## Water {#p-water}\n\n# Key messages\n\n## Мосты"
    ) == (
        Heading(1, (Run("Key messages"),), "key-messages"),
        Heading(2, (Run("Water"),), "p-water"),
        Heading(1, (Run("Key messages"),), "key-messages-2"),
        Heading(2, (Run("Мосты"),), "мосты"),
    )


def test_no_level_of_headings_is_left_out(folder):
    blocks = render(folder, "## One\n\n#### Two\n\n###### Three\n\n# One\n\n### Two")
    assert [block.level for block in blocks] == [1, 2, 3, 1, 2]


def test_an_anchor_may_hold_a_value(folder):
    (heading,) = render(folder, "# Paragraph {#p-{{ id }}}", id="air")
    assert heading == Heading(1, (Run("Paragraph"),), "p-air")


def test_looks_and_links_become_runs(folder):
    (paragraph,) = render(folder, "A **bold *both*** [link]({{ url }}).", url="https://a.org/x_y_z")
    assert paragraph == Paragraph(
        (
            Run("A "),
            Run("bold ", bold=True),
            Run("both", bold=True, italic=True),
            Run(" "),
            Run("link", link="https://a.org/x_y_z"),
            Run("."),
        )
    )


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", ""]
)
def test_an_address_that_is_not_web_mail_or_inside_is_only_its_words(folder, url):
    (paragraph,) = render(folder, "[words]({{ url }})", url=url)
    assert paragraph == Paragraph((Run("words"),))


def test_lists_keep_their_depth_and_first_number(folder):
    (bullets, numbers) = render(
        folder, "- a\n  - b\n- c\n\nx" and "- a\n  - b\n- c\n\n3. d\n4. e\n"
    )
    assert isinstance(bullets, ListBlock)
    assert isinstance(numbers, ListBlock)
    assert [plain_text(item.runs) for item in bullets.items] == ["a", "c"]
    assert plain_text(bullets.items[0].children[0].items[0].runs) == "b"
    assert (numbers.ordered, numbers.start, len(numbers.items)) == (True, 3, 2)


def test_a_markdown_table_becomes_a_table(folder):
    (table,) = render(folder, "| City | n |\n|---|--:|\n| {{ city }} | 2 |\n", city="a|b")
    assert isinstance(table, Table)
    assert [(column.title, column.align) for column in table.columns] == [
        ("City", Align.START),
        ("n", Align.END),
    ]
    assert [[plain_text(cell.runs) for cell in row] for row in table.rows] == [["a|b", "2"]]


def test_notes_are_numbered_in_the_order_of_their_marks(folder):
    blocks, notes = render_with_notes(
        folder, "One[^b] two[^a].\n\n[^a]: A {{ x }}\n[^b]: B\n", x="*"
    )
    assert blocks == (Paragraph((Run("One", note="note-1"), Run(" two", note="note-2"), Run("."))),)
    assert notes == (Note("note-1", "1", (Run("B"),)), Note("note-2", "2", (Run("A *"),)))


@pytest.mark.parametrize("closing", ["", "\n:::", "\n\n:::\n"])
def test_directives_stand_for_blocks_closed_or_not(folder, closing):
    words = "\n".join(
        f":::{name}{closing}"
        for name in ("table cities", "figure bars", "tiles key", "contents", "pagebreak")
    )
    assert render(folder, f"{words}\n\nAfter") == (
        TABLE,
        FIGURE,
        TILES,
        Contents(),
        PageBreak(),
        Paragraph((Run("After"),)),
    )


def test_a_page_break_may_be_made_only_if_needed(folder):
    assert render(folder, ":::pagebreak if-needed\n\nAfter")[0] == PageBreak(if_needed=True)


def test_a_directive_right_below_a_paragraph_ends_it(folder):
    assert render(folder, "Words\n:::table cities\nMore") == (
        Paragraph((Run("Words"),)),
        TABLE,
        Paragraph((Run("More"),)),
    )


def test_paragraphs_can_be_given_a_look(folder):
    blocks = render(folder, ":::lead\nOne\n\nTwo\n:::\n\n> Three\n\n:::closing\nFour\n:::\nFive")
    assert blocks == (
        Paragraph((Run("One"),), ParagraphStyle.LEAD),
        Paragraph((Run("Two"),), ParagraphStyle.LEAD),
        Paragraph((Run("Three"),), ParagraphStyle.QUOTE),
        Paragraph((Run("Four"),), ParagraphStyle.CLOSING),
        Paragraph((Run("Five"),)),
    )


def test_html_and_pictures_in_a_template_are_printed_as_they_stand(folder):
    blocks = render(folder, "<b>x</b> ![y](z.png)\n\n<div>\n\n    code\n")
    assert [plain_text(block.runs) for block in blocks if isinstance(block, Paragraph)] == [
        "<b>x</b> !y",
        "<div>",
        "code",
    ]


PLACES = (
    "{{ x }}",
    "# {{ x }}",
    "### {{ x }} {#a}",
    "**{{ x }}**",
    "*{{ x }}*",
    "`{{ x }}`",
    "[{{ x }}](https://example.org)",
    "> {{ x }}",
    "- {{ x }}",
    "1. {{ x }}",
    ":::lead\n{{ x }}\n:::",
    "{% macro m(a) %}{{ a }}{% endmacro %}{{ m(x) }}",
    "{% set s %}{{ x }}{% endset %}{{ s }}",
    "{{ x ~ '' }}",
    "{{ x | escape }}",
    "{{ [x] | join }}",
    "{% filter trim %}{{ x }}{% endfilter %}",
)
# Everything that is text; U+FDD0 to U+FDD3 are noncharacters that no text for exchange holds.
TEXT = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\ufdd0\ufdd1\ufdd2\ufdd3")
) | st.text("*_`[]()<>#|!\\&;:{}%~^-+=.1 \n\tа")


@given(TEXT, st.sampled_from(PLACES))
@example("# a", "{{ x }}")
@example("{{ 7 * 7 }} {% raw %} {# c #}", "{{ x }}")
@example(":::table cities", "{{ x }}")
@example("a\n\n:::pagebreak\n", "- {{ x }}")
@example("&amp; <script>alert(1)</script> [^1]", "**{{ x }}**")
def test_any_text_comes_out_of_any_place_as_that_text(folder, text, place):
    blocks = render(folder, place, x=text)
    printed = []
    for block in blocks:
        assert isinstance(block, Heading | Paragraph | ListBlock)
        items = block.items if isinstance(block, ListBlock) else (block,)
        printed += [plain_text(item.runs) for item in items]
    assert "".join(printed) == " ".join(text.split())


@given(TEXT, TEXT)
def test_texts_side_by_side_stay_apart_from_markdown(folder, one, two):
    blocks = render(folder, "a {{ one }}{{ two }} *b*", one=one, two=two)
    assert " ".join("".join(plain_text(b.runs) for b in blocks).split()) == " ".join(
        f"a {one}{two} b".split()
    )


@pytest.mark.parametrize(
    ("words", "line", "told"),
    [
        ("a\n\n{{ missing }}", 3, "'missing' is undefined"),
        ("a\n{% if %}", 2, "Expected an expression"),
        ("{{ x.y.z }}", 1, "no attribute 'y'"),
        ("{{ 1 / 0 }}\n", 1, "division by zero"),
        ("{{ ''.__class__.__mro__ }}", 1, "__class__"),
        ("\n\n:::table nothing", 3, "there is no table 'nothing'"),
        ("a\n\n::: figure  nothing", 3, "there is no figure 'nothing'"),
        ("\n:::tabel cities", 2, "there is no directive 'tabel'"),
        (":::pagebreak maybe", 1, "a page break cannot be 'maybe'"),
        ("a\n{% include 'nowhere.md.j2' %}", 2, "there is no template 'nowhere.md.j2'"),
        ("{% macro m(n) %}{{ n + 1 }}{% endmacro %}\n\n{{ m(x.y) }}", 3, "no attribute 'y'"),
    ],
)
def test_a_fault_in_a_template_is_told_with_its_line_and_remedy(folder, words, line, told):
    refusal = refuse(folder, words, x=1)
    assert told in refusal.message
    assert refusal.hint
    (problem,) = refusal.problems
    assert problem.place.line == line
    assert problem.place.file == "test.md.j2"


def test_an_unknown_name_is_answered_with_the_names_there_are(folder):
    assert "cities" in refuse(folder, ":::table city").hint
    assert "members" in refuse(folder, "{{ member }}", members=1).hint


def test_an_unknown_part_of_the_data_is_answered_with_the_parts_there_are(folder):
    refusal = refuse(folder, "{{ run.txt }}", run=Run("words"))
    assert "there is no 'txt' in Run, which has: author, bold," in refusal.message


def test_a_fault_in_an_included_template_is_told_with_its_own_name_and_line(folder):
    (folder / "part.md.j2").write_text("a\n\n:::table nothing\n", encoding="utf-8")
    (problem,) = refuse(folder, "# b\n\n{% include 'part.md.j2' %}").problems
    assert (problem.place.file, problem.place.line) == ("part.md.j2", 3)


def test_a_template_that_does_not_exist_is_refused(folder):
    for name in ("nowhere.md.j2", "../test.md.j2", "/etc/passwd", ""):
        with pytest.raises(InputRefusal, match="there is no such template"):
            render_blocks(name, {}, {}, {}, {}, folder)


def test_a_template_that_is_not_utf8_is_refused_with_its_line(folder):
    (folder / "latin.md.j2").write_bytes(b"a\nb \xe9\n")
    with pytest.raises(InputRefusal, match=r"latin\.md\.j2:2: the template is not UTF-8"):
        render_blocks("latin.md.j2", {}, {}, {}, {}, folder)


def test_the_same_template_gives_equal_blocks_each_time(folder):
    words = "# {{ x }}\n\n- {{ x }}\n\n:::table cities\n"
    assert render(folder, words, x="é") == render(folder, words, x="é")


@pytest.mark.parametrize("sign", ["\u202e", "\u202b", "\u2067"])
def test_what_a_member_wrote_cannot_turn_the_words_after_it(folder, sign):
    (paragraph,) = render(folder, "{{ done }}. Evidence: none.", done=f"ab{sign}c")
    assert plain_text(paragraph.runs) == "abc. Evidence: none."
