"""The draft that a Word file makes: sections, preamble, paragraphs, levels, notes, problems."""

import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declarations.draft_file import parse_draft, print_draft
from declarations.model import Declaration, Node, Profile
from declarations.numbering import compute_labels
from declarations.problems import Level
from exports.docx.reading import Container, Span, WordParagraph, WordReading
from exports.word_draft import DraftWishes, ImportedDraft, make_draft
from exports.word_outline import find_typed_label, read_outline
from exports.word_text import Targets, make_text
from tests.exports.word_files import make_word, paragraph, read, read_real

BROKEN = ("poi__bug53475", "poi__clusterfuzz")
WORDS = re.compile(r"[^\W\d_]{2,}")


def imported(body: str, **wishes: object) -> ImportedDraft:
    return make_draft(read(make_word(body)), "city.docx", DraftWishes(**wishes))  # type: ignore[arg-type]


def heading(words: str, level: int = 1) -> str:
    return paragraph(words, f'<w:outlineLvl w:val="{level - 1}"/>')


def outline(declaration: Declaration) -> list[tuple[str, str]]:
    """Each node with its label, indented by its depth."""
    labels = compute_labels(declaration)

    def below(node: Node, depth: int) -> list[tuple[str, str]]:
        own = (f"{'  ' * depth}{labels.get(node.id, '')}", node.text.plain)
        return [own, *(line for child in node.children for line in below(child, depth + 1))]

    tops = [declaration.preamble] if declaration.preamble else []
    return [line for top in (*tops, *declaration.sections) for line in below(top, 0)]


def whole_text(declaration: Declaration) -> str:
    texts = [
        declaration.title, declaration.subtitle, declaration.assembly, declaration.prepared_by,
        declaration.closing.plain, *(node.text.plain for node in declaration.walk()),
        *(note.text.plain for note in declaration.notes),
    ]  # fmt: skip
    return " ".join(texts)


def test_typical_declaration_becomes_preamble_sections_and_sub_paragraphs() -> None:
    body = (
        heading("Declaration of the Cities")
        + paragraph("We, the cities, have met.")
        + heading("Environment", 2)
        + paragraph("1. We commit to:")
        + paragraph("(a)\tclean air;")
        + paragraph("(i)\tin every street;")
        + paragraph("(b)\tclean water.")
        + heading("Services", 2)
        + paragraph("2. We will open services.")
        + paragraph("Done in Ulyanovsk")
    )
    made = imported(body)
    assert made.declaration.title == "Declaration of the Cities"
    assert outline(made.declaration) == [
        ("", ""),
        ("  ", "We, the cities, have met."),
        ("", "Environment"),
        ("  1", "We commit to:"),
        ("    (a)", "clean air;"),
        ("      (i)", "in every street;"),
        ("    (b)", "clean water."),
        ("", "Services"),
        ("  2", "We will open services."),
    ]
    assert made.declaration.closing.plain == "Done in Ulyanovsk"
    assert [each.code for each in made.problems] == ["W333"]


def test_real_declaration_keeps_every_word_its_italics_and_its_articles(real_data: Path) -> None:
    reading = read_real(real_data / "docx" / "docx4j__decracdiscrim1.docx")
    declaration = make_draft(reading, "un.docx", DraftWishes()).declaration
    assert declaration.title.startswith("United Nations Declaration on the Elimination")
    assert declaration.subtitle.startswith("Proclaimed by General Assembly resolution 1904")
    assert [section.text.plain for section in declaration.sections] == [
        "", *(f"Article {number}" for number in range(1, 12)),
    ]  # fmt: skip
    assert declaration.preamble is not None
    assert len(declaration.preamble.children) == 12
    assert len(declaration.operative_paragraphs()) == 20
    opening = declaration.preamble.children[1].text
    assert opening.plain[opening.marks[0].start : opening.marks[0].end] == "Considering"


def test_every_real_file_keeps_its_words_and_makes_a_draft_that_reads_back(
    real_data: Path,
) -> None:
    for path in sorted((real_data / "docx").glob("*.docx")):
        if path.name.startswith(BROKEN):
            continue
        reading = read_real(path)
        declaration = make_draft(reading, path.name, DraftWishes()).declaration
        assert parse_draft(print_draft(declaration)).declaration == declaration, path.name
        texts = [p.text for p in reading.paragraphs if p.container is not Container.CONTENTS]
        texts += ["".join(span.text for span in note.spans) for note in reading.notes]
        lost = Counter(WORDS.findall(" ".join(texts)))
        lost -= Counter(WORDS.findall(whole_text(declaration)))
        assert not lost, path.name


def test_comments_and_changes_are_hints_and_what_is_lost_is_a_warning(real_data: Path) -> None:
    reading = read_real(real_data / "docx" / "pandoc__comments.docx")
    made = make_draft(reading, "c.docx", DraftWishes())
    hints = [each for each in made.problems if each.level is Level.HINT]
    assert len(hints) == 5
    assert "Jesse Rosenthal" in hints[0].message
    assert hints[0].place.item.startswith("c.docx, paragraph 1 (I want some text")


def test_real_tables_become_a_line_for_each_row_and_are_told(real_data: Path) -> None:
    reading = read_real(real_data / "docx" / "pandoc__tables.docx")
    made = make_draft(reading, "t.docx", DraftWishes())
    assert sum(each.code == "W339" for each in made.problems) == 3
    rows = [node.text.plain for node in made.declaration.walk() if " | " in node.text.plain]
    assert rows[0] == "Name | Game | Fame | Blame"


def test_wishes_go_before_what_the_file_says() -> None:
    made = imported(
        heading("A title") + paragraph("1. Decides;") + paragraph("2. Requests."),
        code="own-code", title="Own title", language="fr", profile=Profile.RESOLUTION,
    ).declaration  # fmt: skip
    assert (made.code, made.title, made.language) == ("own-code", "Own title", "fr")
    assert made.profile is Profile.RESOLUTION


def test_text_of_semicolons_is_a_resolution() -> None:
    body = "".join(paragraph(f"{n}. Decides to act;") for n in range(1, 4))
    assert imported(body).declaration.profile is Profile.RESOLUTION
    body = "".join(paragraph(f"{n}. We will act.") for n in range(1, 4))
    assert imported(body).declaration.profile is Profile.DECLARATION


def test_number_that_will_print_otherwise_is_told_once_where_it_begins() -> None:
    body = "".join(paragraph(f"{n}. We act.") for n in (1, 2, 4, 5))
    told = [each for each in imported(body).problems if each.code == "W341"]
    assert [each.value for each in told] == ["4."]
    assert "paragraph 3" in told[0].place.item


def test_paragraph_without_number_in_a_numbered_text_is_joined_and_told() -> None:
    body = paragraph("1. We act.") + paragraph("Soon.") + paragraph("2. We stop.")
    made = imported(body + paragraph("3. We begin."))
    assert [e.text.plain for e in made.declaration.operative_paragraphs()] == [
        "We act. Soon.", "We stop.", "We begin.",
    ]  # fmt: skip
    assert [each.code for each in made.problems] == ["W338"]


def test_invisible_characters_are_made_visible_and_told() -> None:
    made = imported(paragraph("1. We \u202ecommit.") + paragraph("2. We act."))
    assert made.declaration.operative_paragraphs()[0].text.plain == "We \ufffdcommit."
    assert [each.code for each in made.problems] == ["W340"]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("1. We act", "1."), ("12) We act", "12)"), ("(a) We act", "(a)"), ("(iv)\tWe", "(iv)"),
        ("a.\tWe act", "a."), ("5\tWe act", "5"), ("2.3\tWe", "2.3"), ("• We act", "•"),
        ("٣. نلتزم", "٣."), ("3.5 million people", ""), ("2017. The year", ""), ("A. Smith", ""),
        ("(EU) law", ""), ("Table\tPage", ""), ("We act", ""), ("(cities) act", ""),
    ],
)  # fmt: skip
def test_typed_label_is_told_from_the_words(text: str, label: str) -> None:
    assert find_typed_label(text)[0] == label


@given(st.lists(st.sampled_from(["1", "a", "i", "1", "a"]), min_size=1, max_size=12))
def test_labels_typed_in_order_come_back_as_the_same_labels(steps: list[str]) -> None:
    """Whatever levels follow one another, printing and reading the labels keeps their depths."""
    counts = [0, 0, 0]
    depth, written, depths = -1, [], []
    for step in steps:
        depth = min({"1": 0, "a": 1, "i": 2}[step], depth + 1)
        counts[depth] += 1
        counts[depth + 1 :] = [0] * (2 - depth)
        number = counts[depth]
        roman = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
        label = (f"{number}.", f"({'abcdefghijkl'[number - 1]})", f"({roman[number - 1]})")[depth]
        written.append(WordParagraph(len(written) + 1, (Span(f"{label}\tWords."),)))
        depths.append(depth)
    lines = read_outline(WordReading(tuple(written)))
    assert [line.depth for line in lines] == depths


def test_link_to_a_numbered_paragraph_becomes_a_live_reference_only_where_it_prints_its_label() -> (
    None
):
    targets = Targets(
        {"p5": "water", "p5a": "tap"}, {"water": frozenset(("5",)), "tap": frozenset(("5a",))}
    )
    spans = (Span("see "), Span("5", link="#p5"), Span(" and "), Span("the text", link="#p5"))
    text = make_text(spans, targets).text
    assert text.plain == "see \ufffc and the text"
    chain = (Span("5", reference="p5"), Span(" "), Span("(a)", reference="p5a"))
    made = make_text(chain, targets).text
    assert (made.plain, [mark.target for mark in made.marks]) == ("\ufffc", ["tap"])


def test_stale_number_of_a_field_is_still_a_reference_and_a_letter_alone_is_words() -> None:
    targets = Targets(
        {"p5": "water", "p5a": "tap"}, {"water": frozenset(("5",)), "tap": frozenset(("5a",))}
    )
    stale = (Span("7", reference="p5", is_number=True),)
    assert [m.target for m in make_text(stale, targets).text.marks] == ["water"]
    assert make_text((Span("7", reference="p5"),), targets).text.plain == "7"
    letter = (Span("(a)", reference="p5a", is_number=True),)
    assert make_text(letter, targets).text.plain == "(a)"
