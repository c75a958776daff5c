"""Laws of the draft file, over made-up declarations."""

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from declarations.draft_file import parse_draft, print_draft
from declarations.model import Declaration
from tests.declarations.generated import declarations

FAR = settings(
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much], max_examples=60
)


@FAR
@given(declarations())
def test_reading_what_was_printed_gives_the_same_declaration(declaration: Declaration) -> None:
    assert parse_draft(print_draft(declaration)).declaration == declaration


@FAR
@given(declarations())
def test_a_printed_draft_has_no_error(declaration: Declaration) -> None:
    assume(declaration.operative_paragraphs())
    parsed = parse_draft(print_draft(declaration))
    assert [p for p in parsed.problems if p.level != "hint" and p.code != "F017"] == []


@FAR
@given(st.text())
def test_any_text_is_read_without_an_exception_and_formatting_it_twice_changes_nothing(
    text: str,
) -> None:
    once = print_draft(parse_draft(text).declaration)
    assert print_draft(parse_draft(once).declaration) == once


@FAR
@given(st.lists(st.sampled_from(["---\n", "declaration: a\n", "# ", "1. ", "   ", "\n", "[^1]",
    "[^1]: ", "[[a]]", "{#a}", "*", "**", "[", "](b)", "x", "- ", "> ", "```", "\t", "\u202e",
    "\ud800", "\0", "<b>", "| a |\n|---|\n", "\n\n", "![", "é", "&#0;"]), max_size=30))  # fmt: skip
def test_any_heap_of_markup_is_read_and_formatted_stably(parts: list[str]) -> None:
    once = print_draft(parse_draft("".join(parts)).declaration)
    assert print_draft(parse_draft(once).declaration) == once
