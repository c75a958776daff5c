"""One declaration in several languages on the command line."""

import json

import pytest

HEAD = "---\ndeclaration: green\ntitle: {}\nlanguage: {}\n---\n\n"
ENGLISH = HEAD.format("Green", "en") + "# S {#s}\n\n1. We plant trees by 2030. {#a}\n"
FRENCH = HEAD.format("Verte", "fr") + "# S {#s}\n\n1. Nous plantons d’ici à 2030. {#a}\n"


@pytest.fixture
def languages(accord, tmp_path):
    """A workspace with one declaration in English (two revisions) and French (one)."""
    (tmp_path / "en.md").write_text(ENGLISH, encoding="utf-8")
    (tmp_path / "fr.md").write_text(FRENCH, encoding="utf-8")
    assert accord("init").code == 0
    for name in ("en.md", "fr.md"):
        assert accord("draft", "revise", name, "--on", "2026-01-15").code == 0
    (tmp_path / "en.md").write_text(ENGLISH.replace("trees", "oaks"), encoding="utf-8")
    assert accord("draft", "revise", "en.md", "--on", "2026-01-16").code == 0
    return accord


def test_each_language_has_revisions_of_its_own(languages) -> None:
    assert "We plant oaks" in languages("draft", "show", "green").out
    assert "Nous plantons" in languages("draft", "show", "green", "--lang", "fr").out
    shown = json.loads(languages("draft", "show", "green", "--lang", "fr", "--json").out)
    assert [revision["revision"] for revision in shown] == [1]
    missing = languages("draft", "show", "green", "--lang", "ko")
    assert missing.code == 5
    assert "en, fr" in missing.err


def test_the_list_tells_the_language_and_takes_one(languages) -> None:
    rows = json.loads(languages("draft", "list", "--lang", "fr", "--json").out)
    assert [(row["language"], row["revision"], row["title"]) for row in rows] == [
        ("fr", 1, "Verte")
    ]
    assert json.loads(languages("draft", "list", "--lang", "ko", "--json").out) == []


def test_comparing_and_exporting_take_a_language(languages) -> None:
    compared = languages("draft", "compare", "green@1", "green@2", "--lang", "en")
    assert "[-trees-]" in compared.out.replace(" -]", "-]")
    assert languages("draft", "compare", "green@1", "green@2", "--lang", "fr").code == 5
    assert "Verte" in languages("draft", "export", "green", "--lang", "fr", "-f", "md").out


@pytest.mark.parametrize("output", ["both.html", "both.pdf", "both.docx"])
def test_two_languages_are_exported_beside_each_other(languages, tmp_path, output: str) -> None:
    assert languages("draft", "export", "green", "--beside", "fr", "-o", output).code == 0
    assert (tmp_path / output).stat().st_size > 1000
    from_files = languages("draft", "export", "en.md", "--beside", "fr.md", "-f", "html")
    assert "We plant oaks by 2030." in from_files.out
    assert "Nous plantons" in from_files.out


def test_what_has_no_form_side_by_side_is_refused(languages) -> None:
    assert languages("draft", "export", "green", "--beside", "fr", "-f", "json").code == 2
    assert languages("draft", "export", "green", "--beside", "en", "-f", "html").code == 3
    assert languages("draft", "export", "en.md", "--lang", "fr", "-f", "html").code == 5
