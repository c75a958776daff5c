"""Eleven scripts: shown by glyphs that are there, read back as they were put in."""

import dataclasses
import subprocess
import unicodedata
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from pypdf import PdfReader

from exports import fonts, pictures
from exports.blocks import Document, Paragraph, Run
from exports.docx.writer import write_docx
from exports.fonts import FontStack, font_stack
from exports.html import write_html
from exports.pdf import writer
from exports.pdf.writer import write_pdf
from exports.shapes import Drawing, Label
from tests.exports.every_block import EVERY_BLOCK
from tests.exports.pdf_tags import TaggedFile
from tests.exports.scripts import EVERY_SCRIPT, VOICES
from tests.exports.word_text import W, WordText

ALL_SCRIPTS = {
    "LATIN", "CYRILLIC", "GREEK", "ARABIC", "HEBREW", "THAI", "ETHIOPIC", "DEVANAGARI", "HANGUL",
    "CJK", "HIRAGANA", "KATAKANA",
}  # fmt: skip


def need_every_script() -> None:
    missing = [name for name, there in font_stack().scripts_present().items() if not there]
    absent = {name.upper() for name in missing} & (ALL_SCRIPTS | {"HAN"})
    if absent:
        pytest.skip(f"no font for {', '.join(sorted(absent))}: the extra 'scripts' has them")


@pytest.fixture(scope="module")
def pdf() -> bytes:
    need_every_script()
    return write_pdf(EVERY_SCRIPT, pytest.fail)


def test_the_document_is_in_eleven_scripts_kana_being_two() -> None:
    letters = "".join(name + sentence for name, sentence in VOICES.values())
    names = {unicodedata.name(letter).split()[0] for letter in letters if letter.isalpha()}
    assert names == ALL_SCRIPTS


def test_no_glyph_on_any_page_is_the_one_for_missing_letters(pdf: bytes) -> None:
    glyphs = list(TaggedFile(pdf).glyphs())
    assert len(glyphs) > 2000
    assert [font for font, glyph in glyphs if glyph == 0] == []


def test_the_text_taken_from_the_tags_is_the_text_put_in(pdf: bytes) -> None:
    """Names and sentences, in headings, paragraphs, lists, cells, notes and the cover."""
    root = TaggedFile(pdf).root()
    for kind, times in (("H1", 1), ("TH", 1), ("TD", 1), ("P", 4)):
        found = [" ".join(tag.text.split()) for tag in root.find(kind)]
        for language, (name, sentence) in VOICES.items():
            wanted = sentence if kind in {"P", "TD"} else name
            same = [text for text in found if letters_of(text).startswith(letters_of(wanted))]
            assert len(same) >= times, (kind, language)


def letters_of(text: str) -> str:
    """Letters in their order; a stop or a mark may be on the other side of words in Arabic."""
    return "".join(letter for letter in text if letter not in ".0123456789 ")


def test_a_program_that_nobody_here_wrote_finds_every_name(pdf: bytes, tmp_path: Path) -> None:
    try:
        (tmp_path / "x.pdf").write_bytes(pdf)
        run = subprocess.run(
            ["pdftotext", "x.pdf", "-"], cwd=tmp_path, check=True, capture_output=True
        )
    except FileNotFoundError:
        pytest.skip("poppler (pdftotext) is not installed")
    found = run.stdout.decode().translate(dict.fromkeys(map(ord, "\u202a\u202b\u202c\u200e\u200f")))
    for name, _sentence in VOICES.values():
        assert found.count(name) >= 5, name  # contents, heading, cell, cover, chart


def test_word_file_and_page_hold_every_name_and_sentence_with_its_language() -> None:
    word = WordText(write_docx(EVERY_SCRIPT, pytest.fail)).parts["word/document.xml"]
    page = html.document_fromstring(write_html(EVERY_SCRIPT, pytest.fail).decode())
    texts = ["".join(p.itertext(f"{W}t")) for p in word.iter(f"{W}p")]
    for language, (name, sentence) in VOICES.items():
        assert [text.rstrip("0123456789") for text in texts].count(name) >= 3
        assert sum(sentence in text for text in texts) >= 4
        assert page.xpath("//*[@lang=$tag]", tag=language) or language == "en"
        whole = page.text_content()
        assert whole.count(name) >= 5
        assert whole.count(sentence) >= 4


# A machine that has only what pip brings with Accord itself


@pytest.fixture
def only_the_required_font(monkeypatch: pytest.MonkeyPatch) -> Iterator[FontStack]:
    """Without the extra ``scripts`` and without a font of the system."""
    monkeypatch.setattr(fonts, "_SYSTEM_FOLDERS", ())
    monkeypatch.setattr(
        fonts, "_PACKAGED", [f for f in fonts._PACKAGED if f.package == "fontpkg_noto_sans"]
    )
    stack = FontStack([*fonts._packaged_families(), *fonts._system_families()])
    monkeypatch.setattr(writer, "house_stack", lambda _typeface: stack)
    monkeypatch.setattr(pictures, "font_stack", lambda: stack)
    fonts.font_stack.cache_clear()
    yield stack
    fonts.font_stack.cache_clear()  # other tests have all fonts


@pytest.mark.parametrize("document", [EVERY_SCRIPT, EVERY_BLOCK], ids=["scripts", "blocks"])
def test_with_the_required_font_alone_no_letter_is_a_black_box(
    document: Document, only_the_required_font: FontStack
) -> None:
    told: list[str] = []
    file = TaggedFile(write_pdf(document, told.append))
    assert [font for font, glyph in file.glyphs() if glyph == 0] == []
    text = file.root().text
    assert "[U+AC00]" in text  # 가
    assert "[U+0645]" in text  # م, its code from left to right
    assert "ज्योतिनगर" in text or document is EVERY_BLOCK


def test_a_warning_names_each_missing_letter_once_and_what_to_install(
    only_the_required_font: FontStack,
) -> None:
    told: list[str] = []
    write_pdf(EVERY_SCRIPT, told.append)
    assert len(told) == len(set(told))
    for letter, package in (("가", "cjk"), ("م", "rtl"), ("ก", "sea"), ("ብ", "africa")):
        point = f"U+{ord(letter):04X}"
        (warning,) = [words for words in told if point in words]
        assert f"Install justmytype-intl-{package}" in warning


def test_a_placeholder_is_as_readable_in_a_chart_as_in_a_paragraph(
    only_the_required_font: FontStack,
) -> None:
    data = write_pdf(dataclasses.replace(EVERY_SCRIPT, blocks=EVERY_SCRIPT.blocks[-1:]))
    page = PdfReader(BytesIO(data)).pages[0].extract_text()
    assert "[U+AC00]" in page


def test_a_picture_in_a_word_file_has_the_placeholder_too(
    only_the_required_font: FontStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []
    draw = pictures.drawing_to_png

    def draw_and_keep(drawing: Drawing, scale: float) -> bytes:
        drawn.extend(shape.text for shape in drawing.shapes if isinstance(shape, Label))
        return draw(drawing, scale)

    monkeypatch.setattr(pictures, "drawing_to_png", draw_and_keep)
    told: list[str] = []
    write_docx(EVERY_SCRIPT, told.append)
    assert "[U+AC00][U+B78C][U+C2DC]" in drawn
    assert "Brightwater" in drawn
    assert any("U+AC00" in words and "justmytype-intl-cjk" in words for words in told)


def test_a_lone_surrogate_is_no_letter_that_a_font_could_bring() -> None:
    told: list[Any] = []
    data = write_pdf(
        Document("T", (Paragraph((Run("a\ud800b"),)),), EVERY_BLOCK.made_on), told.append
    )
    assert "[U+D800]" in TaggedFile(data).root().text
    assert told == [
        "U+D800 is no character of any script; it is printed as [U+D800]. Take it out of the text."
    ]
