"""The frame of a text: title, sections in their order, closing formula, notes."""

from dataclasses import replace

import pytest

from declarations.draft_file import parse_draft
from declarations.model import Declaration
from declarations.outline_rows import Named, put_frame, read_frame

DRAFT = """---
declaration: green
title: Un\u00a0: deux  espaces
closing: Done in *Seoul*.
---

# Air {#air}

1. We will measure.[^1] {#air-1}

# L\u2019eau\u00a0: deux  espaces {#water}

2. We will clean. {#water-1}

[^1]: See  the annex\u00a0!
"""


@pytest.fixture
def text() -> Declaration:
    return parse_draft(DRAFT).declaration


def test_a_frame_that_nobody_touched_makes_the_same_text(text: Declaration) -> None:
    assert put_frame(text, read_frame(text)) == text


def test_a_section_that_is_not_in_the_frame_goes_with_its_paragraphs(text: Declaration) -> None:
    frame = read_frame(text)
    made = put_frame(text, replace(frame, sections=frame.sections[1:]))
    assert [node.id for node in made.walk()] == ["water", "water-1"]


def test_a_new_section_gets_an_id_that_no_text_had(text: Declaration) -> None:
    frame = read_frame(text)
    new = (
        *frame.sections,
        Named("", "Soil"),
        Named("", "Soil"),
        Named("", "\u571f"),
        Named("", " "),
    )
    made = put_frame(text, replace(frame, sections=new), taken={"soil"})
    assert [each.id for each in made.sections[2:]] == ["soil-2", "soil-3", "section"]


def test_a_section_named_twice_is_kept_once(text: Declaration) -> None:
    frame = read_frame(text)
    made = put_frame(text, replace(frame, sections=(*frame.sections, Named("air", "Air again"))))
    assert [each.id for each in made.sections] == ["air", "water", "air-again"]


def test_a_note_without_words_is_left_out_and_a_new_one_gets_a_number(text: Declaration) -> None:
    frame = read_frame(text)
    added = put_frame(text, replace(frame, notes=(*frame.notes, Named("", "New."))))
    assert [note.id for note in added.notes] == ["1", "2"]
    assert put_frame(text, replace(frame, notes=(Named("1", " "),))).notes == ()
