"""Every character is shown by a font that has it, or says which one is missing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.fonts import FontStack, font_stack, package_for

FONTS = font_stack()
SCRIPTS = {
    "Latin": "Hà Nội, Beyoğlu",
    "Cyrillic": "Ульяновск",
    "Greek": "Αθήνα",
    "Devanagari": "दिल्ली",
    "Arabic": "القاهرة",
    "Hebrew": "תל אביב",
    "Thai": "กรุงเทพ",
    "Ethiopic": "አዲስ አበባ",
    "Hangul": "서울",
    "Han": "北京",
    "Katakana": "カタカナ",
}


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_script_with_a_font_keeps_its_letters(script: str) -> None:
    if not FONTS.scripts_present()[script]:
        pytest.skip(f"no font for {script} is installed")
    runs = FONTS.split(SCRIPTS[script])
    assert "".join(run.text for run in runs) == SCRIPTS[script]
    assert not any(run.missing for run in runs)


def test_a_character_that_no_font_has_is_shown_by_its_code_point() -> None:
    (run,) = FONTS.split("\u0378")
    assert run.text == "[U+0378]"
    assert run.missing == "\u0378"


def test_signs_are_spelled_where_no_font_has_them() -> None:
    only_latin = FontStack(FONTS.families[:1])
    assert "".join(run.text for run in only_latin.split("a → b ≤ c")) == "a -> b <= c"


def test_a_missing_script_names_its_package() -> None:
    assert package_for("ع") == "justmytype-intl-rtl"
    assert package_for("አ") == "justmytype-intl-africa"


def test_japanese_han_letters_are_japanese() -> None:
    names = {run.face.name for run in FONTS.split("東京", language="ja")}
    if not any("JP" in family.name for family in FONTS.families):
        pytest.skip("no Japanese font is installed")
    assert all("JP" in name for name in names)


def test_a_bold_run_is_set_in_a_bold_face() -> None:
    (run,) = FONTS.split("Accord", bold=True)
    assert run.face.weight == 700


@given(st.text(max_size=40))
def test_no_text_is_refused(text: str) -> None:
    assert all(run.text for run in FONTS.split(text))
