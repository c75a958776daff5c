"""The canonical form and its hash."""

import hashlib
import json
from dataclasses import replace

import pytest
from hypothesis import given, settings

from declarations.draft_file import parse_draft
from declarations.model import Declaration
from declarations.problems import InputRefusal
from declarations.revisions import (
    ALGORITHM,
    canonical_json,
    content_sha256,
    declaration_from_json,
)
from tests.declarations.generated import declarations

DRAFT = "---\ndeclaration: a\ntitle: Ульяновск\n---\n\n1. We act. {#a}\n"


@settings(max_examples=40)
@given(declarations())
def test_reading_the_canonical_form_back_gives_the_same_declaration(
    declaration: Declaration,
) -> None:
    assert declaration_from_json(canonical_json(declaration)) == declaration


def test_the_hash_is_that_of_the_canonical_form_so_that_anyone_can_check_it() -> None:
    declaration = parse_draft(DRAFT).declaration
    canonical = canonical_json(declaration)
    assert content_sha256(declaration) == hashlib.sha256(canonical.encode()).hexdigest()
    assert json.loads(canonical)["algorithm"] == ALGORITHM
    assert "Ульяновск" in canonical
    assert canonical == json.dumps(
        json.loads(canonical), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )


def test_another_word_is_another_hash() -> None:
    declaration = parse_draft(DRAFT).declaration
    assert content_sha256(replace(declaration, title="T")) != content_sha256(declaration)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"algorithm":"accord-9"}', "{"])
def test_a_text_in_another_form_is_refused(content: str) -> None:
    with pytest.raises(InputRefusal):
        declaration_from_json(content)
