"""What a cross-reference prints where what it leads to has no number."""

from datetime import date

import pytest

from declarations.amendments import make_operations
from declarations.draft_file import parse_draft
from declarations.model import Declaration
from exports.blocks import plain_text
from exports.declaration_text import compose_declaration, make_runs, read_wording
from exports.docx.writer import write_docx
from exports.reference_names import is_name_by_words, name_references
from exports.word_draft import DraftWishes, make_draft
from tests.exports.word_files import read

PREAMBLE = (
    "# Preamble {#preamble}\n\nRecalling the charter of the cities. {#q1}\n\n"
    "Recalling the charter of the seas. {#q2}\n\nCities. {#q3}\n\n# Action {#act}\n\n"
)


def parse(body: str, *front: str) -> Declaration:
    lines = "\n".join(("---", "declaration: cities", "title: T", *front, "---"))
    return parse_draft(f"{lines}\n\n{body}").declaration


def printed(declaration: Declaration) -> str:
    paragraph = declaration.operative_paragraphs()[0]
    return plain_text(make_runs(paragraph.text, read_wording(declaration)))


@pytest.mark.parametrize(
    ("target", "name"),
    [
        ("q1", "the preambular paragraph beginning “Recalling the charter of the cities.”"),
        ("q3", "the preambular paragraph beginning “Cities.”"),
        ("act", "Action"),
    ],
)
def test_reference_prints_words_and_never_an_id(target: str, name: str) -> None:
    declaration = parse(f"{PREAMBLE}1. We act on [[{target}]]. {{#p1}}\n")
    assert printed(declaration) == f"We act on {name}."


def test_first_words_name_a_paragraph_unless_another_begins_with_them() -> None:
    declaration = parse("# Preamble {#preamble}\n\nWe one two three four. {#q1}\n\nYou. {#q2}\n")
    assert name_references(declaration)["q1"] == (
        "the preambular paragraph beginning “We one two three …”"
    )


def test_single_paragraph_of_a_resolution_is_named_by_its_first_words() -> None:
    declaration = parse("1. Decides to act on [[p1]]. {#p1}\n", "profile: resolution")
    assert printed(declaration) == (
        "Decides to act on the paragraph beginning “Decides to act on”."
    )


def test_what_has_no_heading_is_named_by_what_it_is() -> None:
    names = name_references(parse("We meet. {#q1}\n\n1. We act. {#p1}\n"))
    assert names["preamble"] == "the preamble"


@pytest.mark.parametrize("language", ["en", "fr", "es", "ru", "ar", "zh", "ko", "sw"])
def test_name_is_in_the_language_of_the_text_and_known_again(language: str) -> None:
    declaration = parse(f"{PREAMBLE}1. We act on [[q1]]. {{#p1}}\n", f"language: {language}")
    name = name_references(declaration)["q1"]
    assert is_name_by_words(name)
    assert ("preambular" in name) is (language in {"en", "sw"})
    assert not is_name_by_words("Recalling the charter of the cities.")
    assert not is_name_by_words("")


@pytest.mark.parametrize("target", ["q1", "q2", "q3", "act", "preamble", "p2"])
@pytest.mark.parametrize("language", ["en", "ar", "zh"])
def test_reference_to_what_has_no_number_comes_back_from_word(target: str, language: str) -> None:
    body = f"{PREAMBLE}1. We act on [[{target}]] now. {{#p1}}\n\n2. We go. {{#p2}}\n"
    declaration = parse(body, f"language: {language}")
    data = write_docx(compose_declaration(declaration, made_on=date(2026, 1, 2)))
    for base in (declaration, None):
        made = make_draft(read(data), "t.docx", DraftWishes(base=base)).declaration
        assert make_operations(declaration, made) == ()


def test_reference_to_a_heading_of_signs_alone_comes_back_from_word() -> None:
    declaration = parse("# ... {#s}\n\n1. See [[s]] now. {#p1}\n\n2. We go. {#p2}\n")
    data = write_docx(compose_declaration(declaration, made_on=date(2026, 1, 2)))
    made = make_draft(read(data), "t.docx", DraftWishes(base=declaration)).declaration
    assert make_operations(declaration, made) == ()
