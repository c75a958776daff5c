"""The languages of one declaration beside each other, as blocks and as files."""

import io
from datetime import date

import docx
import pytest
from pypdf import PdfReader

from declarations.draft_file import parse_draft
from declarations.model import Declaration
from declarations.problems import InputRefusal
from exports.blocks import Heading, Paragraph, Table, Tone, plain_text
from exports.docx.writer import write_docx
from exports.html import write_html
from exports.pdf.writer import write_pdf
from exports.side_by_side import compose_side_by_side

DAY = date(2026, 11, 24)
ENGLISH = """
We, the cities, meet. {#p-1}

# Environment {#env}

1. We plant trees:[^n] {#a}

   1. Oaks; {#a-1}

   2. Limes. {#a-2}

2. We see [[a-1]]. {#b}

[^n]: See the plan.
"""
FRENCH = """
Nous, les villes, nous réunissons. {#p-1}

# Environnement {#env}

1. Nous plantons des arbres[^n] : {#a}

   1. Des chênes; {#a-1}

   2. Des hêtres; {#a-3}

   3. Des tilleuls. {#a-2}

2. Voir [[a-1]]. {#b}

[^n]: Voir le plan.
"""
ARABIC = "\n# البيئة {#env}\n\n1. نغرس الأشجار. {#a}\n"


def read(body: str, language: str, code: str = "green") -> Declaration:
    closing = "" if language == "ar" else f"\nclosing: Done ({language})."
    head = f"---\ndeclaration: {code}\ntitle: T-{language}\nlanguage: {language}{closing}\n---\n"
    return parse_draft(head + body).declaration


ALL = [read(ENGLISH, "en"), read(FRENCH, "fr"), read(ARABIC, "ar")]


def tables() -> dict[str, Table]:
    blocks = compose_side_by_side(ALL, made_on=DAY).blocks
    return {block.name: block for block in blocks if isinstance(block, Table)}


def test_each_row_holds_one_paragraph_in_every_language_with_its_label() -> None:
    rows = tables()["side-by-side-env"].rows
    assert [[plain_text(cell.runs) for cell in row] for row in rows] == [
        ["1. We plant trees:", "1. Nous plantons des arbres :", "1. نغرس الأشجار."],
        ["(a) Oaks;", "a) Des chênes;", "–"],
        ["–", "b) Des hêtres;", "–"],
        ["(b) Limes.", "c) Des tilleuls.", "–"],
        ["2. We see 1 (a).", "2. Voir 1 a).", "–"],
    ]


def test_each_cell_says_its_language_and_a_missing_one_is_muted() -> None:
    rows = tables()["side-by-side-env"].rows
    assert [cell.language for cell in rows[0]] == ["en", "fr", "ar"]
    assert [cell.tone for cell in rows[2]] == [Tone.MUTED, Tone.NONE, Tone.MUTED]


def test_no_cross_reference_links_to_a_row_which_has_no_anchor() -> None:
    rows = tables()["side-by-side-env"].rows
    assert [run.link for row in rows for cell in row for run in cell.runs if run.link] == []


def test_headings_closings_and_notes_stand_there_in_every_language() -> None:
    document = compose_side_by_side(ALL, made_on=DAY)
    (heading,) = [block for block in document.blocks if isinstance(block, Heading)]
    assert plain_text(heading.runs) == "Environment · Environnement · البيئة"
    closings = [block for block in document.blocks if isinstance(block, Paragraph)]
    assert [(plain_text(c.runs), c.language) for c in closings] == [
        ("Done (en).", "en"),
        ("Done (fr).", "fr"),
    ]
    assert [(n.label, plain_text(n.runs)) for n in document.notes] == [
        ("1", "See the plan."),
        ("2", "Voir le plan."),
    ]
    marks = [run.note for row in tables()["side-by-side-env"].rows for c in row for run in c.runs]
    assert [mark for mark in marks if mark] == [note.id for note in document.notes]


@pytest.mark.parametrize(
    ("declarations", "words"),
    [
        ([ALL[0], read(FRENCH, "fr", "blue")], "different declarations"),
        ([ALL[0], ALL[0]], "twice"),
        ([ALL[0]], "cannot stand"),
        ([*ALL, read(ARABIC, "fa")], "cannot stand"),
    ],
)
def test_what_cannot_stand_side_by_side_is_refused(
    declarations: list[Declaration], words: str
) -> None:
    with pytest.raises(InputRefusal, match=words):
        compose_side_by_side(declarations, made_on=DAY)


def test_the_pdf_the_word_file_and_the_page_hold_the_same_words() -> None:
    document = compose_side_by_side(ALL, made_on=DAY)
    page = write_html(document).decode()
    word = docx.Document(io.BytesIO(write_docx(document)))
    in_word = [cell.text for table in word.tables for cell in table._cells]
    pdf = PdfReader(io.BytesIO(write_pdf(document)))
    in_pdf = " ".join(" ".join(sheet.extract_text().split()) for sheet in pdf.pages)
    for words in ("(a) Oaks;", "a) Des chênes;", "c) Des tilleuls."):
        assert words in page
        assert words in in_pdf
        assert any(words in text for text in in_word)
    assert 'lang="ar" dir="rtl"' in page
    assert any("نغرس الأشجار" in text for text in in_word)
