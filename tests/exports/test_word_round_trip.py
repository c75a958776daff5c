"""What Accord writes as a Word file it reads back: the same text under the same ids."""

from datetime import date

from hypothesis import Phase, given, settings

from declarations.amendments import make_operations
from declarations.draft_file import parse_draft, print_draft
from declarations.model import Declaration
from exports.declaration_text import compose_declaration
from exports.docx.writer import write_docx
from exports.word_draft import DraftWishes, make_draft
from tests.declarations.generated import declarations
from tests.exports.word_files import read


def written(declaration: Declaration) -> bytes:
    return write_docx(compose_declaration(declaration, made_on=date(2026, 1, 2)), lambda _: None)


def reread(declaration: Declaration, base: Declaration | None) -> Declaration:
    return make_draft(read(written(declaration)), "x.docx", DraftWishes(base=base)).declaration


@given(declarations())
@settings(max_examples=60, phases=[Phase.generate])
def test_unchanged_file_read_back_with_its_base_proposes_nothing(declaration: Declaration) -> None:
    assert make_operations(declaration, reread(declaration, declaration)) == ()


SAMPLE = """---
declaration: cities-2026
title: Declaration on Green Cities
subtitle: Adopted at the Fourth General Assembly
assembly: Fourth General Assembly
prepared_by: Ulyanovsk
language: en
profile: declaration
closing: Done at Ulyanovsk, 28 June 2017.
---

# Preamble {#preamble}

We, the cities, have met *in general* assembly. {#preamble-1}

# Environment {#environment}

1. We commit to publish the air every day, see [[services-1]]. {#environment-1}
   1. First thing; {#environment-1-1}
   2. Second thing, as in [[environment-1-1]]: {#environment-1-2}
      1. deep one. {#environment-1-2-1}

# Services {#services}

2. We **commit** to open services.[^b] See [our site](https://example.org/a). {#services-1}

[^b]: Another *note*.
"""


def test_file_of_ours_makes_the_same_draft_without_knowing_the_text_before() -> None:
    declaration = parse_draft(SAMPLE).declaration
    again = reread(declaration, None)
    # Only the names of notes are known to nobody but us: they are numbered anew.
    assert print_draft(again).replace("[^1]", "[^b]") == print_draft(declaration)
