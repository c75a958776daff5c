"""Rules of the words of a text: taken out and put back, and how far a translation has come."""

from dataclasses import replace
from datetime import date

from declarations.draft_file import parse_draft
from declarations.revisions import Revision, content_sha256
from declarations.wordings import (
    TranslationState,
    find_translation_states,
    list_words,
    put_words,
    translate_words,
)

DRAFT = """---
declaration: green
title: Green *Cities*
subtitle: A text
---

# Preamble {#preamble}

We, the *member* cities. {#preamble-1}

# Air {#air}

1. We measure:[^why] {#air-1}

   1. the [[air-2]]; {#air-1-1}

   2. the **dust**. {#air-1-2}

2. We publish it. {#air-2}

[^why]: Because.
"""
TEXT = parse_draft(DRAFT).declaration


def revision(text: str, number: int, day: int) -> Revision:
    made = parse_draft(text).declaration
    return Revision(made, number, content_sha256(made), "", "", date(2026, 1, day))


def test_words_taken_out_and_put_back_make_the_same_text() -> None:
    words = list_words(TEXT)
    assert list(words)[:4] == ["@title", "@subtitle", "preamble", "preamble-1"]
    assert list(words)[-1] == "^why"
    assert put_words(TEXT, words) == TEXT


def test_a_part_without_words_goes_and_one_with_parts_stays() -> None:
    words = {**list_words(TEXT), "air-1-1": "", "air-1": "", "air": "", "preamble-1": ""}
    made = put_words(TEXT, words)
    assert [node.id for node in made.walk()] == ["preamble", "air", "air-1", "air-1-2", "air-2"]


def test_a_translation_keeps_its_own_details() -> None:
    present = replace(TEXT, language="fr", assembly="Assemblée", prepared_by="Paris")
    made = translate_words(TEXT, present, "fr", {"air-2": "Nous le publions."})
    assert (made.language, made.assembly, made.prepared_by) == ("fr", "Assemblée", "Paris")
    assert [node.id for node in made.walk()] == ["air", "air-2"]
    assert translate_words(TEXT, None, "fr", {}).language == "fr"


def test_a_part_is_missing_or_outdated_or_done() -> None:
    first, changed = revision(DRAFT, 1, 1), revision(DRAFT.replace("publish", "print"), 2, 9)
    half = revision(DRAFT.replace("2. We publish it. {#air-2}", ""), 1, 5)
    states = find_translation_states([first], [half])
    assert states["air-2"] is TranslationState.MISSING
    assert states["air-1"] is TranslationState.DONE
    whole = revision(DRAFT, 2, 5)
    assert find_translation_states([first, changed], [half, whole])["air-2"] is (
        TranslationState.OUTDATED
    )
    again = revision(DRAFT.replace("publish", "issue"), 3, 10)
    states = find_translation_states([first, changed], [half, whole, again])
    assert set(states.values()) == {TranslationState.DONE}


def test_nothing_is_translated_before_the_first_revision() -> None:
    states = find_translation_states([revision(DRAFT, 1, 1)], [])
    assert set(states.values()) == {TranslationState.MISSING}
