"""The languages of one declaration: what is told when they do not say the same."""

from collections import Counter
from decimal import Decimal

import pytest

from declarations.draft_file import ParsedDraft, parse_draft
from declarations.language_checks import check_languages
from declarations.quantities import read_quantities

ENGLISH = (
    "# Environment {#env}\n\n1. We will plant 20,000 trees by 3 October 2030, see [[b]].[^n] {#a}"
    "\n\n2. We will cut waste by 12.5 per cent in two years. {#b}\n\n[^n]: Resolution 70/1.\n"
)
FRENCH = (
    "# Environnement {#env}\n\n1. Nous planterons 20\u202f000 arbres d’ici au 3 octobre 2030, voir "
    "[[b]][^n]. {#a}\n\n2. Nous réduirons les déchets de 12,5\u00a0% en 2 ans. {#b}\n\n"
    "[^n]: Résolution 70/1.\n"
)


def read(body: str, language: str, code: str = "green") -> ParsedDraft:
    head = f"---\ndeclaration: {code}\ntitle: T\nlanguage: {language}\n---\n\n"
    return parse_draft(head + body, f"{code}.{language}.md")


def told(french: str, english: str = ENGLISH) -> list[tuple[str, str]]:
    problems = check_languages([read(english, "en"), read(french, "fr")])
    assert all(p.place.file == "green.fr.md" and p.place.line for p in problems)
    return [(p.code, p.place.item) for p in problems]


def test_two_languages_that_say_the_same_have_no_fault() -> None:
    assert told(FRENCH) == []
    assert check_languages([read(ENGLISH, "en")]) == ()


@pytest.mark.parametrize(
    ("good", "bad", "fault"),
    [
        ("2. Nous réduirons les déchets de 12,5\u00a0% en 2 ans. {#b}", "", ("L403", "b")),
        ("{#b}\n", "{#b}\n\n3. Nous marcherons. {#c}\n", ("L404", "c")),
        ("1. Nous planterons", "1. Nous planterons 2031", ("L409", "a")),
        ("20\u202f000", "200\u202f000", ("L409", "a")),
        ("3 octobre", "4 octobre", ("L407", "a")),
        ("12,5", "12,6", ("L408", "b")),
        ("voir [[b]]", "voir [[a]]", ("L410", "a")),
        ("[^n].", ".", ("L411", "a")),
        ("Résolution 70/1", "Résolution 71/1", ("L409", "[^n]")),
    ],
)
def test_what_one_language_says_otherwise_is_told(
    good: str, bad: str, fault: tuple[str, str]
) -> None:
    assert good in FRENCH
    assert fault in told(FRENCH.replace(good, bad))


def test_a_paragraph_that_was_left_in_the_other_language_is_told() -> None:
    english = "1. We will open every park at night. {#a}\n"
    assert told(english, english) == [("L406", "a")]


def test_paragraphs_in_another_order_or_section_are_told_once_each() -> None:
    one = "# A {#x}\n\n1. We. {#a}\n\n2. You. {#b}\n\n# B {#y}\n\n3. All. {#c}\n"
    swapped = "# A {#x}\n\n1. Vous. {#b}\n\n2. Nous. {#a}\n\n# B {#y}\n\n3. Tous. {#c}\n"
    moved = "# A {#x}\n\n1. Nous. {#a}\n\n# B {#y}\n\n2. Vous. {#b}\n\n3. Tous. {#c}\n"
    assert told(swapped, one) == [("L405", "a"), ("L405", "b")]
    assert ("L405", "b") in told(moved, one)


def test_another_declaration_or_the_same_language_twice_is_an_error() -> None:
    english = read(ENGLISH, "en")
    (other,) = check_languages([english, read(FRENCH, "fr", "blue")])
    (twice,) = check_languages([english, read(ENGLISH, "en")])
    assert (other.code, twice.code) == ("L401", "L402")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "by 21 September 2020, 15 per cent of 1.5 million"),
        ("en", "by September 21, 2020, 15% of 1,500,000"),
        ("fr", "d’ici au 21 septembre 2020, 15 pour cent de 1,5 million"),
        ("es", "al 21 de septiembre de 2020, el 15 por ciento de 1.500.000"),
        ("ru", "к 21 сентября 2020 года, 15 процентов из 1,5 миллиона"),
        ("ar", "بحلول 21 أيلول/سبتمبر 2020، 15 في المائة من 1,5 مليون"),
        ("ar", "بحلول ٢١ سبتمبر ٢٠٢٠، ١٥٪ من ١٫٥ مليون"),
        ("zh", "到2020年9月21日，百分之15，150万"),
        ("ko", "2020년 9월 21일까지 150만의 15퍼센트"),
    ],
)
def test_a_date_a_percentage_and_a_number_are_read_in_each_language(
    language: str, words: str
) -> None:
    found = read_quantities(words, language)
    assert found.dates == Counter([(2020, 9, 21)])
    assert found.percentages == Counter([Decimal(15)])
    assert found.numbers == Counter([Decimal(1_500_000)])


def test_a_month_without_a_number_is_no_date() -> None:
    assert read_quantities("We may act in 5 cities.", "en").dates == Counter()


def test_a_number_that_may_be_a_word_in_the_other_language_is_a_hint_and_456_000_is_not() -> None:
    def level(number: str) -> list[str]:
        english = f"1. We plant {number} trees. {{#a}}\n"
        french = "1. Nous plantons des arbres. {#a}\n"
        return [p.level for p in check_languages([read(english, "en"), read(french, "fr")])]

    assert level("12") == []
    assert level("75") == level("1 million") == ["hint"]
    assert level("456,000") == level("101") == ["warning"]
