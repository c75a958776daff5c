"""The checks of both profiles: what each finds, in which language, and what it leaves alone."""

import pytest

from declarations.checks import (
    CHECKS,
    check_adoption,
    check_declaration,
    choose_checks,
    mend_declaration,
)
from declarations.draft_file import parse_draft
from declarations.model import Declaration
from declarations.problems import Level


def read(body: str, language: str = "en", profile: str = "declaration") -> Declaration:
    head = f"---\ndeclaration: a\ntitle: T\nlanguage: {language}\nprofile: {profile}\n---\n\n"
    parsed = parse_draft(head + body)
    assert [p for p in parsed.problems if p.level is not Level.HINT] == []
    return parsed.declaration


def codes(body: str, language: str = "en") -> list[str]:
    found = check_declaration(read(body, language), {})
    return [p.code for p in found if p.code.startswith("T")]


CHILDREN = "\n\n   1. Parks;\n\n   2. Trees.\n"


@pytest.mark.parametrize(
    ("code", "faulty", "good"),
    [
        ("T301", f"1. We will open 2.{CHILDREN}", f"1. We will open 2:{CHILDREN}"),
        ("T302", "1. (a) We will act.\n", "1. (See below) We will act.\n"),
        ("T303", "1. We will open:\n\n   1. Parks.\n", f"1. We will open:{CHILDREN}"),
        ("T304", "1. We will [act.\n", "1. We will act.\n"),
        ("T304", "1. We will act].\n", "1. We will act.\n"),
        ("T305", "1. We will [act].\n", "1. “[t]he city [sic] [...]” will act.\n"),
        ("T305", "1. 我们[承诺]。\n", "1. สิทธิ[ตาม]กฎ We recogni[s]e.\n"),
        ("T313", "1. ศักด[ศักดิ์]และ\n", "1. We [open] parks.\n"),
        ("T306", "1. 5 bis. We will act.\n", "1. Article 5 bis of the Convention binds us.\n"),
        ("T306", "1. We recall paragraph 5 bis.\n", "1. We recall paragraph 5 bis of it.\n"),
        ("T307", "1. We act[^1].\n\n[^1]: N.\n", "1. We act.[^1]\n\n[^1]: N.\n"),
        ("T308", "1. We use 5 percent.\n", "1. We use 5 per cent.\n"),
        ("T308", "1. We use 5% of it.\n", "1. We wrote “5% of it”.\n"),
        ("T308", "1. A program for parks.\n", "1. Two computer programs help.\n"),
        ("T308", "1. Co-operation helps.\n", "1. The Co-operation Fund helps.\n"),
        ("T309", "1. We  act.\n", "1. We act.\n"),
        ("T310", '1. We say "act".\n', "1. We say “act”.\n"),
        ("T310", "1. The city's air.\n", "1. The city’s air.\n"),
        ("T311", "1. The ABC acts.\n", "1. The Alpha Beta Committee (ABC) acts. The ABC will.\n"),
        ("T311", "1. The ABC acts.\n", "1. See annex XIV and A/RES/ABC/1, and NGOs.\n"),
        ("T312", f"1. {'word ' * 136}.\n", f"1. {'word ' * 135}.\n"),
    ],
)
def test_each_check_finds_its_fault_and_leaves_right_texts_alone(
    code: str, faulty: str, good: str
) -> None:
    assert code in codes(faulty)
    assert code not in codes(good)


def test_a_note_mark_stands_before_the_punctuation_in_french_and_on_either_side_in_korean() -> None:
    assert codes("1. Nous agissons.[^1]\n\n[^1]: N.\n", "fr") == ["T307"]
    assert codes("1. Nous agissons[^1].\n\n[^1]: N.\n", "fr") == []
    assert codes("1. 우리.[^1]\n\n[^1]: N.\n", "ko") == []


def test_a_cross_reference_before_a_full_stop_is_no_misplaced_note() -> None:
    assert codes("1. We act on [[b]].[^1] {#a}\n\n2. We rest. {#b}\n\n[^1]: N.\n") == []


def test_spelling_is_that_of_english_only() -> None:
    assert codes("1. Das program, 5%.\n", "de") == []


def test_an_association_adds_words_to_the_spelling_and_takes_words_out() -> None:
    declaration = read("1. The program of the Mayor's Office uses 5% of teh budget.\n")
    ours = choose_checks({"program": "program", "%": "%", "teh": "the"})
    found = check_declaration(declaration, {}, ours)
    assert [p.value for p in found if p.code == "T308"] == ["teh"]


def test_a_text_in_thai_needs_no_full_stop_and_no_colon() -> None:
    body = "1. เมือง\n\n   1. สวน\n\n   2. น้ำ\n"
    assert check_declaration(read(body, "th"), {}) == ()


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("1. We will act by [2030] [2035].\n", "T305"),
        ("1. We will act [by 2030.\n", "T304"),
        ("1. 5 bis. We will act by 2030.\n", "T306"),
    ],
)
def test_brackets_and_inserted_numbers_stop_adoption_and_not_drafting(body: str, code: str) -> None:
    declaration = read(body)
    drafted = {p.code: p.level for p in check_declaration(declaration, {})}
    adopted = {p.code: p.level for p in check_adoption(declaration)}
    assert drafted[code] is not Level.ERROR
    assert adopted[code] is Level.ERROR


def test_a_check_that_can_mend_says_so_of_each_fault_it_can_mend() -> None:
    problems = check_declaration(read('1. (b) We  say "act. {#a}\n\n2. We. {#b}\n'), {})
    fixable = {p.code: p.fixable for p in problems if p.code.startswith("T")}
    assert fixable == {"T302": False, "T309": True, "T310": False}


def test_only_checks_of_the_whole_text_have_a_level_of_their_own_at_adoption() -> None:
    assert {c.code for c in CHECKS if c.at_adoption} == {"T304", "T305", "T306"}


def test_brackets_in_the_title_stop_adoption_as_well() -> None:
    head = "---\ndeclaration: a\ntitle: '[Draft] of  2026'\n---\n\n"
    parsed = parse_draft(head + "1. We will act by 2030. {#a}\n")
    found = check_declaration(parsed.declaration, parsed.places)
    assert [(p.code, p.place.line, p.place.item) for p in found] == [
        ("T305", 3, "title"),
        ("T309", 3, "title"),
    ]
    assert "T305" in [p.code for p in check_adoption(parsed.declaration) if p.level == "error"]
    assert mend_declaration(parsed.declaration, {}).declaration.title == "[Draft] of 2026"
