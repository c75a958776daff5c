"""The settings of a workspace decide how its documents look; wrong ones are all named at once."""

import io
from pathlib import Path

import docx
import pytest
from pypdf import PdfReader

from app.house import load_house_style
from app.settings import Settings, find_wording, read_settings
from declarations.problems import InputRefusal, StorageRefusal
from exports.house_style import ACCORD_STYLE, LETTER
from tests.exports.test_house_style import NOTO, draw_logo
from tests.exports.test_word_template import make_template


def write_settings(folder: Path, text: str) -> Settings:
    (folder / "accord.toml").write_text(text)
    return read_settings(folder)


def test_without_settings_documents_look_as_accord_makes_them(tmp_path: Path) -> None:
    assert load_house_style(read_settings(tmp_path), tmp_path, pytest.fail) == ACCORD_STYLE


def test_every_setting_reaches_the_style(tmp_path: Path) -> None:
    (tmp_path / "logo.png").write_bytes(draw_logo())
    (tmp_path / "house.docx").write_bytes(make_template())
    regular = NOTO / "NotoSans[wdth,wght].ttf"
    settings = write_settings(
        tmp_path,
        f"""
association = "Association of Towns"
paper = "Letter"
accent = "#7A1F2B"
second_accent = "#c9a227"
logo = "logo.png"
font = ["{regular}", "{regular}"]
heading_font = "Noto Sans"
docx_template = "house.docx"
""",
    )
    style = load_house_style(settings, tmp_path, pytest.fail)
    assert style.paper is LETTER
    assert (style.accent, style.second_accent) == ("#7a1f2b", "#c9a227")
    assert style.logo
    assert style.logo.description == "Association of Towns"
    assert style.font
    assert style.font.name == "Noto Sans"
    assert len(style.font.files) == 2
    assert style.heading_font
    assert style.heading_font.files
    assert style.word_template
    assert style.word_template.name == "house.docx"


def test_every_wrong_file_is_named_at_once(tmp_path: Path) -> None:
    (tmp_path / "logo.png").write_text("not a picture")
    (tmp_path / "letter.docx").write_text("not a Word file")
    (tmp_path / "font.ttf").write_text("not a font")
    settings = write_settings(
        tmp_path,
        'logo = "logo.png"\nfont = "font.ttf"\nheading_font = ["none.ttf"]\n'
        'docx_template = "letter.docx"\n',
    )
    with pytest.raises(InputRefusal) as refusal:
        load_house_style(settings, tmp_path)
    told = {problem.place.item: problem.message for problem in refusal.value.problems}
    assert set(told) == {"logo_description", "logo", "font", "heading_font", "docx_template"}
    assert "no PNG, JPEG or SVG" in told["logo"]
    assert "none.ttf" in told["heading_font"]
    assert all(problem.remedy for problem in refusal.value.problems)


def test_every_wrong_value_is_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(InputRefusal) as refusal:
        write_settings(tmp_path, 'paper = "A5"\naccent = "blue"\nsecond_accent = "#12"\n')
    told = " ".join(problem.message for problem in refusal.value.problems)
    for name in ("paper", "accent", "second_accent"):
        assert f"{name}:" in told


@pytest.mark.parametrize("file", ["", ".", "folder"])
def test_a_folder_is_no_logo(tmp_path: Path, file: str) -> None:
    (tmp_path / "folder").mkdir()
    settings = Settings(association="A", logo=file or "missing.png")
    with pytest.raises(InputRefusal) as refusal:
        load_house_style(settings, tmp_path)
    assert refusal.value.problems[0].place.item == "logo"


def test_a_colour_that_is_hard_to_read_is_told(tmp_path: Path) -> None:
    told: list[str] = []
    load_house_style(Settings(accent="#ffcc00"), tmp_path, told.append)
    (warning,) = told
    assert "#ffcc00" in warning
    assert "4.5" in warning
    load_house_style(Settings(accent="#1f4e79"), tmp_path, pytest.fail)


def test_a_font_that_is_not_installed_is_told(tmp_path: Path) -> None:
    told: list[str] = []
    style = load_house_style(Settings(font="No Such Font"), tmp_path, told.append)
    assert "No Such Font" in told[0]
    assert style.font
    assert style.font.name == "No Such Font"


DRAFT = "---\ncode: c\ntitle: T\nlanguage: en\n---\n\n# Preamble\n\nWe meet.\n\n# One\n\n1. {}\n"


def test_commands_write_documents_in_the_look_of_the_workspace(accord, tmp_path) -> None:
    (tmp_path / "c.md").write_text(DRAFT.format("We act."))
    (tmp_path / "accord.toml").write_text('paper = "Letter"\ndocx_template = "house.docx"\n')
    (tmp_path / "house.docx").write_bytes(make_template())
    for file in ("c.pdf", "c.docx"):
        outcome = accord("draft", "export", "c.md", "-o", file)
        assert outcome.code == 0, outcome.err
    page = PdfReader(io.BytesIO((tmp_path / "c.pdf").read_bytes())).pages[0]
    assert float(page.mediabox.width) == 612
    word = docx.Document(str(tmp_path / "c.docx"))
    assert "Association of Towns" in word.sections[0].header.paragraphs[0].text


def test_a_document_is_not_written_while_its_look_is_wrong(accord, tmp_path) -> None:
    (tmp_path / "c.md").write_text(DRAFT.format("We act."))
    (tmp_path / "accord.toml").write_text('logo = "none.png"\ndocx_template = "none.docx"\n')
    outcome = accord("draft", "export", "c.md", "-o", "c.html")
    assert outcome.code == 3
    assert "none.png" in outcome.err
    assert "none.docx" in outcome.err
    assert not (tmp_path / "c.html").exists()


def test_a_redline_says_on_its_cover_which_texts_it_compares(accord, tmp_path) -> None:
    (tmp_path / "old.md").write_text(DRAFT.format("We act."))
    (tmp_path / "new.md").write_text(DRAFT.format("We act soon."))
    outcome = accord("draft", "compare", "old.md", "new.md", "-o", "r.html")
    assert outcome.code == 0, outcome.err
    page = (tmp_path / "r.html").read_text()
    assert "Draft file old.md" in page
    assert "Draft file new.md" in page


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('accent = "red"', "accent: 'red' is no colour written like \"#1f4e79\"."),
        ('language = "English"', "language: 'English' is no language written like \"en\""),
        ('paper = "A3"', "paper: 'A3' must be 'A4' or 'Letter'."),
    ],
)
def test_a_wrong_setting_is_told_in_plain_words_with_the_value_found(
    tmp_path: Path, line: str, told: str
) -> None:
    with pytest.raises(InputRefusal) as refusal:
        write_settings(tmp_path, line)
    (problem,) = refusal.value.problems
    assert problem.message.startswith(told)


def test_a_folder_of_wording_that_is_not_there_is_refused(tmp_path: Path) -> None:
    settings = write_settings(tmp_path, 'templates = "wordign"')
    with pytest.raises(StorageRefusal, match="no folder 'wordign' with your own wording"):
        find_wording(settings, tmp_path)
    (tmp_path / "wordign").mkdir()
    assert find_wording(settings, tmp_path) == tmp_path / "wordign"
    assert find_wording(Settings(), tmp_path) is None
