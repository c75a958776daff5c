"""The checks on real adopted texts: no false error, and as quiet as the rates they are built on."""

from pathlib import Path

import pytest

from declarations.checks import check_adoption, check_declaration, mend_declaration
from declarations.draft_file import parse_draft, print_draft
from declarations.language_checks import check_languages
from declarations.model import Declaration
from declarations.problems import Level
from tests.declarations.check_rates import main, measure_rates
from tests.declarations.real_texts import read_real_texts

MOST_WARNINGS = 15.0
"""Hits per 1,000 paragraphs that a check of level warning may have: the Spanish text of 79/214
really ends two of its paragraphs in a comma, and is there twice."""


@pytest.fixture(scope="module")
def real_texts(real_data: Path) -> dict[str, Declaration]:
    texts = dict(read_real_texts(real_data))
    if not texts:
        pytest.skip("there are no texts among the real data")
    return texts


def test_no_adopted_text_has_an_error(real_texts) -> None:
    errors = [
        (name, str(problem))
        for name, declaration in real_texts.items()
        for problem in check_adoption(declaration)
        if problem.level is Level.ERROR
    ]
    assert errors == []


def test_every_check_of_level_warning_is_quiet(real_data: Path, real_texts) -> None:
    rates = measure_rates(real_data)
    assert [r for r in rates if r.level == "warning" and r.per_thousand > MOST_WARNINGS] == []


def test_every_real_text_reads_back_from_its_draft_file(real_texts) -> None:
    for declaration in real_texts.values():
        assert parse_draft(print_draft(declaration)).declaration == declaration


def test_mending_a_real_text_twice_is_mending_it_once(real_texts) -> None:
    for declaration in real_texts.values():
        once = mend_declaration(declaration, {}).declaration
        assert mend_declaration(once, {}).mended == ()


def test_the_declaration_75_1_has_twenty_one_operative_paragraphs(
    real_texts, tmp_path: Path
) -> None:
    text = real_texts["un_ares_75_1_declaration_un75.en.txt"]
    path = tmp_path / "un75.md"
    path.write_text(print_draft(text), encoding="utf-8")
    parsed = parse_draft(path.read_text(encoding="utf-8"), path.name)
    assert len(parsed.declaration.operative_paragraphs()) == 21
    told = check_adoption(parsed.declaration)
    assert [str(p) for p in told if p.level is not Level.HINT] == []


@pytest.mark.parametrize(
    ("name", "languages", "differences"),
    [
        ("un_ares_75_1_declaration_un75", ("en", "fr", "ru", "ar"), []),
        # The Spanish text names a forum "of 2023"; the English one does not.
        (
            "un_ares_79_214_new_urban_agenda_followup",
            ("en", "es"),
            [("L409", "section-3-11", "2023")],
        ),
    ],
)
def test_the_languages_of_one_text_differ_only_where_they_really_do(
    real_texts, name: str, languages: tuple[str, ...], differences: list[tuple[str, str, str]]
) -> None:
    drafts = []
    for language in languages:
        text = real_texts[f"{name}.{language}.txt"]
        source = print_draft(text).replace(f"declaration: {text.code}", "declaration: un")
        drafts.append(parse_draft(source, f"{language}.md"))
    problems = [p for p in check_languages(drafts) if p.level is not Level.HINT]
    assert [(p.code, p.place.item, p.value) for p in problems] == differences


def test_the_rates_are_printed_by_a_command(real_data: Path, capsys) -> None:
    assert main([str(real_data)]) == 0
    printed = capsys.readouterr().out
    assert "R102  warning" in printed
    assert main(["no-such-folder"]) == 2


@pytest.mark.parametrize(
    ("kind", "code"), [("preambular", "R101"), ("operative", "R105")], ids=["preamble", "operative"]
)
def test_the_opening_words_of_adopted_resolutions_are_known(
    real_data: Path, kind: str, code: str
) -> None:
    source = real_data / "un_opening_phrases.tsv"
    if not source.is_file():
        pytest.skip(f"{source.name} is not among the real data")
    lines = [line.split("\t") for line in source.read_text(encoding="utf-8").splitlines()[1:]]
    counts = {phrase: int(n) for lang, of, phrase, n in lines if (lang, of) == ("en", kind)}
    is_preamble = kind == "preambular"
    paragraphs = "".join(
        f"{'' if is_preamble else '1. '}{phrase} this, {{#x-{n}}}\n\n"
        for n, phrase in enumerate(counts)
    )
    head = "---\ndeclaration: a\ntitle: T\nprofile: resolution\n---\n\n"
    opening = "The General Assembly,\n\n" if is_preamble else "# S {#s}\n\n"
    parsed = parse_draft(head + opening + paragraphs)
    found = check_declaration(parsed.declaration, parsed.places)
    phrases = dict(enumerate(counts))
    unknown = sum(
        counts[phrases[int(p.place.item.removeprefix("x-"))]] for p in found if p.code == code
    )
    # The words that open a paragraph are known in 99.8 of 100 paragraphs.
    assert unknown <= 0.002 * sum(counts.values())
