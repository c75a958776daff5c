"""A part of a text edited row by row."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declarations.draft_file import parse_draft
from declarations.model import Declaration
from declarations.numbering import compute_labels
from declarations.paragraph_rows import (
    Row,
    add_row,
    count_before,
    cut_pasted,
    drop_row,
    find_part,
    list_rows,
    move_row,
    nest_row,
    put_rows,
    tidy_rows,
)
from declarations.problems import NotFoundRefusal

DRAFT = """---
declaration: green
title: Green
---

# Preamble {#preamble}

We have met. {#preamble-1}

# Air {#air}

1. We will measure the air. {#air-1}

    1. Every day. {#air-1-1}

    2. In every *district*. {#air-1-2}

2. We will publish it. {#air-2}

# Water {#water}

3. We will keep the water clean, see [[air-2]]. {#water-1}
"""


@pytest.fixture
def text() -> Declaration:
    parsed = parse_draft(DRAFT)
    assert [p for p in parsed.problems if p.level.value != "hint"] == []
    return parsed.declaration


def rows_of(text: Declaration, part: str) -> tuple[Row, ...]:
    return list_rows(find_part(text, part)[1])


@pytest.mark.parametrize("part", ["preamble", "air", "water", "air-1", "air-2", "preamble-1"])
def test_rows_that_nobody_touched_make_the_same_text(text: Declaration, part: str) -> None:
    assert put_rows(text, part, tidy_rows(rows_of(text, part))) == text


def test_a_row_has_its_words_as_a_draft_file_has_them(text: Declaration) -> None:
    assert rows_of(text, "air")[2] == Row("air-1-2", 1, "In every *district*.")
    assert rows_of(text, "water")[0].words == "We will keep the water clean, see [[air-2]]."


def test_a_sub_paragraph_is_edited_with_its_paragraph(text: Declaration) -> None:
    assert find_part(text, "air-1-2")[1].id == "air-1"
    with pytest.raises(NotFoundRefusal):
        find_part(text, "fire")


def test_a_paragraph_is_edited_without_its_neighbours(text: Declaration) -> None:
    rows = (Row("air-2", 0, "We will publish it daily."), Row("", 0, "We will explain it."))
    made = put_rows(text, "air-2", rows)
    assert [node.id for node in made.sections[0].children] == ["air-1", "air-2", "air-3"]
    assert compute_labels(made)["water-1"] == "4"


def test_a_new_paragraph_never_gets_the_id_of_one_that_was_deleted(text: Declaration) -> None:
    rows = (*rows_of(text, "air")[:3], Row("", 0, "We will explain it."))
    made = put_rows(text, "air", rows, taken={"air-3"})
    assert [node.id for node in made.sections[0].children] == ["air-1", "air-4"]


def test_an_id_of_another_part_or_one_named_twice_is_a_new_paragraph(text: Declaration) -> None:
    rows = (Row("water-1", 0, "One."), Row("air-1", 0, "Two."), Row("air-1", 0, "Three."))
    made = put_rows(text, "air", rows)
    assert [node.id for node in made.sections[0].children] == ["air-3", "air-1", "air-4"]
    assert made.sections[1] == text.sections[1]


def test_a_heading_is_changed_with_its_section(text: Declaration) -> None:
    made = put_rows(text, "air", rows_of(text, "air"), heading="Clean\nair")
    assert made.sections[0].text.plain == "Clean air"


@pytest.mark.parametrize(
    ("words", "pieces"),
    [
        ("One.\nTwo.\n\n", ("One.", "Two.")),
        ("A line that\nwas broken.\n\nTwo.", ("A line that was broken.", "Two.")),
        ("One.\r\nTwo.", ("One.", "Two.")),
        ("  \n ", ()),
        ("Just one", ("Just one",)),
    ],
)
def test_pasted_lines_are_paragraphs(words: str, pieces: tuple[str, ...]) -> None:
    assert cut_pasted(words) == pieces


def test_labels_pasted_with_the_words_are_taken_out(text: Declaration) -> None:
    pasted = "1.\tWe will plant.\n2.\tWe will water.\n•\tWe will wait."
    rows = tidy_rows([Row("", 0, pasted)], before=3)
    assert [row.words for row in rows] == ["We will plant.", "We will water.", "We will wait."]
    assert [row.words for row in tidy_rows([Row("x", 0, "4. We will plant.")], before=3)] == [
        "We will plant."
    ]


def test_words_that_nobody_touched_stay_as_they_are_stored() -> None:
    stored = (Row("a", 0, "1. Typed, with  two spaces and\u00a0one that holds."),)
    assert tidy_rows(stored, stored=stored) == stored
    assert tidy_rows([Row("a", 0, "Un\u00a0: deux")])[0].words == "Un\u00a0: deux"


def test_a_label_that_is_not_the_one_that_prints_stays() -> None:
    assert tidy_rows([Row("x", 0, "7. of these cities agree.")])[0].words.startswith("7. ")
    assert tidy_rows([Row("x", 0, "1. ")])[0].words == "1."


def test_an_empty_new_row_is_left_out_and_an_empty_old_one_is_kept() -> None:
    rows = tidy_rows([Row("a", 0, " "), Row("", 0, "")])
    assert rows == (Row("a", 0, ""),)


def test_a_paragraph_moves_with_what_is_below_it(text: Declaration) -> None:
    rows = rows_of(text, "air")
    moved = move_row(rows, 0, 1)
    assert [row.id for row in moved] == ["air-2", "air-1", "air-1-1", "air-1-2"]
    assert move_row(moved, 1, -1) == rows
    assert move_row(rows, 0, -1) == rows
    assert move_row(rows, 3, 1) == rows
    assert [row.id for row in move_row(rows, 2, -1)] == ["air-1", "air-1-2", "air-1-1", "air-2"]


def test_a_paragraph_goes_with_what_is_below_it_and_a_new_one_stands_behind(
    text: Declaration,
) -> None:
    rows = rows_of(text, "air")
    assert [row.id for row in drop_row(rows, 0)] == ["air-2"]
    assert [row.id for row in add_row(rows, 0)] == ["air-1", "air-1-1", "air-1-2", "", "air-2"]
    assert add_row(rows, 1)[2] == Row("", 1, "")
    assert add_row((), -1) == (Row("", 0, ""),)


def test_a_paragraph_becomes_a_sub_paragraph_and_back(text: Declaration) -> None:
    rows = rows_of(text, "air")
    sunk = nest_row(rows, 3, 1)
    assert [row.depth for row in sunk] == [0, 1, 1, 1]
    assert nest_row(sunk, 3, -1) == rows
    assert nest_row(rows, 0, 1) == rows
    assert nest_row(rows, 0, -1) == rows


def test_the_numbers_before_a_part_are_counted(text: Declaration) -> None:
    counts = {p: count_before(text, find_part(text, p)[1]) for p in ("air", "air-2", "water")}
    assert counts == {"air": 0, "air-2": 1, "water": 2}
    assert count_before(text, find_part(text, "preamble")[1]) == 0


STEPS = st.tuples(
    st.sampled_from((move_row, nest_row)), st.integers(0, 3), st.sampled_from((-1, 1))
)


@given(steps=st.lists(STEPS, max_size=12))
def test_no_row_is_lost_however_they_are_moved(
    steps: list[tuple[Callable[..., tuple[Row, ...]], int, int]],
) -> None:
    text = parse_draft(DRAFT).declaration
    rows = rows_of(text, "air")
    wanted = sorted(row.id for row in rows)
    for act, place, step in steps:
        rows = act(rows, place, step)
        made = put_rows(text, "air", tidy_rows(rows))
        assert sorted(node.id for node in made.sections[0].walk()) == sorted(["air", *wanted])
    assert sorted(row.id for row in rows) == wanted
