"""A comparison on the terminal: signs, colours, width, moves and divisions."""

import pytest
from click import unstyle
from rich.cells import cell_len

from app.cli.comparison_layout import Looks
from app.cli.comparison_text import comparison_lines, summarize
from declarations.comparison import compare
from declarations.draft_file import parse_draft

HEAD = "---\ndeclaration: a\ntitle: T\n---\n\n"
LONG = "and the members of the association will report on it to the assembly every year, " * 3


def lines(old: str, new: str, looks: Looks = Looks()) -> list[str]:  # noqa: B008 - frozen
    texts = (parse_draft(HEAD + body).declaration for body in (old, new))
    return list(comparison_lines(compare(*texts), looks))


def test_colours_are_added_to_the_signs_and_never_take_their_place() -> None:
    old, new = "1. We plant trees. {#a}\n", "1. We plant oaks. {#a}\n"
    coloured = lines(old, new, Looks(coloured=True))
    assert any("\x1b[32m" in line for line in coloured)
    assert [unstyle(line) for line in coloured] == lines(old, new)
    assert "    We plant [-trees-]{+oaks+}." in lines(old, new)


@pytest.mark.parametrize(
    "words",
    ["We plant trees in every street of every city. ", "我们在每个城市的每条街道上种树。",
     "เราปลูกต้นไม้ในทุกถนน", "نزرع الأشجار في كل شارع من شوارع المدينة. ",
     "우리는 모든 거리에 나무를 심는다. "],
)  # fmt: skip
def test_no_line_is_wider_than_the_terminal(words: str) -> None:
    old = f"1. {words * 5} {{#a}}\n"
    shown = lines(old, old.replace(words, words + words, 1), Looks(width=50))
    assert max(map(cell_len, shown)) <= 50


def test_long_unchanged_words_are_left_out_unless_the_whole_is_asked_for() -> None:
    old = f"1. We plant, {LONG} and {LONG} by 2025. {{#a}}\n"
    new = old.replace("2025", "2030")
    assert any("…" in line for line in lines(old, new))
    whole = " ".join(line.strip() for line in lines(old, new, Looks(whole=True)))
    assert "…" not in whole
    assert LONG.strip() in whole


def test_a_space_that_alone_changed_is_seen() -> None:
    old = "1. We act\u00a0\u00a0now. {#a}\n"
    assert "    We act\u00a0[-␣-]now." in lines(old, old.replace("\u00a0\u00a0", "\u00a0"))


def test_a_moved_paragraph_says_where_it_stood() -> None:
    old = "# S {#s}\n\n1. We act. {#a}\n\n2. We rest. {#b}\n\n# T {#t}\n\n3. We plan. {#c}\n"
    new = "# S {#s}\n\n1. We rest. {#b}\n\n# T {#t}\n\n2. We plan. {#c}\n\n3. We act. {#a}\n"
    assert "Paragraph 3 (moved: was paragraph 1, in S)  {#a}" in lines(old, new)


def test_a_paragraph_cut_in_two_is_told_once_with_both_parts() -> None:
    old = "1. We plant trees in streets, and we count the birds in parks. {#a}\n"
    new = "1. We plant trees in streets. {#a}\n\n2. We count the birds in parks. {#b}\n"
    shown = lines(old, new)
    assert "Paragraph 1 (split: now paragraphs 1 and 2)  {#a}" in shown
    assert "    We plant trees in streets[-,-]{+.+}" in shown
    assert "    [-and we-]{+We+} count the birds in parks." in shown
    assert not any("inserted" in line for line in shown)
    texts = [parse_draft(HEAD + body).declaration for body in (old, new)]
    assert "1 split; 1 word inserted and 2 deleted" in summarize(compare(*texts))


def test_two_paragraphs_joined_are_told_as_joined() -> None:
    old = "1. We plant trees in streets. {#a}\n\n2. We count the birds in parks. {#b}\n"
    new = "1. We plant trees in streets. We count the birds in parks. {#a}\n"
    assert "Paragraph 1 (joined: was paragraphs 1 and 2)  {#a}" in lines(old, new)


def test_references_and_notes_print_as_a_reader_sees_them() -> None:
    old = "1. We act.[^n] {#a}\n\n2. See paragraph [[a]]. {#b}\n\n[^n]: N.\n"
    new = "1. We act now.[^n] {#a}\n\n2. See paragraph [[b]]. {#b}\n\n[^n]: N.\n"
    shown = lines(old, new)
    assert "    We act{+ now+}.[note 1]" in shown
    assert "    ~ Reference now leads to paragraph 2 (it was paragraph 1)." in shown


def test_a_new_number_is_no_change() -> None:
    old = "1. We act. {#a}\n\n2. See paragraph [[a]]. {#b}\n"
    new = "1. We plan each year. {#c}\n\n2. We act. {#a}\n\n3. See paragraph [[a]]. {#b}\n"
    shown = [line for line in lines(old, new) if "{#" in line]
    assert shown == ["Paragraph 1 (inserted)  {#c}"]


def test_the_summary_counts_paragraphs_words_and_what_stands_besides_them() -> None:
    old = parse_draft(HEAD + "1. We act. {#a}\n").declaration
    new = parse_draft(HEAD.replace("T\n", "U\n") + "1. We act now. {#a}\n").declaration
    assert summarize(compare(old, new)) == (
        "Of 2 paragraphs and headings: 1 edited; 1 word inserted and 0 deleted. Besides: title."
    )
