"""The style checks: what each one finds, and that adopted texts stay quiet."""

import re
from pathlib import Path

import pytest

from declarations.checks import CHECKS, check_declaration
from declarations.draft_file import ParsedDraft, parse_draft
from declarations.problems import Level

RESOLUTION_HEAD = "---\ndeclaration: a\ntitle: T\nprofile: resolution\n---\n\n# P {#preamble}\n\n"
GOOD = (
    "The General Assembly, {#formula}\n\n*Recalling* its resolution, {#recalling}\n\n# S {#s}\n\n"
    "1. *Decides* to act; {#one}\n\n2. *Also decides* to plan; {#two}\n\n"
    "3. *Requests* a report. {#three}\n"
)


def found_in(parsed: ParsedDraft) -> list[tuple[str, str]]:
    problems = check_declaration(parsed.declaration, parsed.places)
    return [(p.code, p.place.item) for p in problems]


def resolution(body: str) -> list[tuple[str, str]]:
    return found_in(parse_draft(RESOLUTION_HEAD + body))


def declaration(words: str, language: str = "en") -> list[str]:
    head = f"---\ndeclaration: a\ntitle: T\nlanguage: {language}\n---\n\n"
    return [code for code, _ in found_in(parse_draft(f"{head}1. {words} {{#a}}\n"))]


def test_every_check_has_a_code_of_its_own() -> None:
    assert len({check.code for check in CHECKS}) == len(CHECKS)


def test_a_resolution_in_good_style_has_no_fault() -> None:
    assert resolution(GOOD) == []


@pytest.mark.parametrize(
    ("good", "bad", "fault"),
    [
        ("*Recalling* its", "*However* its", ("R101", "recalling")),
        ("its resolution, {", "its resolution. {", ("R102", "recalling")),
        ("*Recalling*", "Recalling", ("R103", "recalling")),
        ("*Recalling*", "(1) *Recalling*", ("R104", "recalling")),
        ("*Requests* a", "*Cities* a", ("R105", "three")),
        ("to act; {", "to act. {", ("R106", "one")),
        ("a report. {", "a report; {", ("R106", "three")),
        ("*Decides*", "Decides", ("R107", "one")),
        ("*Requests*", "(3) *Requests*", ("R108", "three")),
        ("*Also decides*", "*Decides*", ("R110", "two")),
        ("*Requests* a", "*Also decides* a", ("R109", "three")),
    ],
)
def test_each_fault_of_style_in_a_resolution_is_found(
    good: str, bad: str, fault: tuple[str, str]
) -> None:
    assert fault in resolution(GOOD.replace(good, bad))


def test_a_repeated_verb_climbs_also_and_further() -> None:
    verbs = ["*Notes*", "*Also notes*", "*Further notes*"]
    paragraphs = [f"{n}. {verb} this; {{#n{n}}}\n\n" for n, verb in enumerate(verbs, start=1)]
    assert resolution("# S {#s}\n\n" + "".join(paragraphs) + "4. *Decides* it. {#z}\n") == []


def test_each_fault_of_style_in_a_declaration_is_found() -> None:
    assert declaration("We will act by 2030.") == []
    assert declaration("We will act by 2030") == ["D201"]
    assert declaration("Cities are large.") == ["D202"]
    assert declaration("We will act by 2030. We encourage others.") == ["D203"]
    assert declaration("We will act.") == ["D204"]
    assert declaration("We encourage members to act by 2030.") == ["D205"]


def test_checks_of_words_are_silent_in_a_language_without_a_word_list() -> None:
    assert declaration("Города велики.", "ru") == []


def numbered_body(path: Path) -> str:
    """Return the numbered paragraphs of a United Nations text as a draft's body."""
    source = path.read_text(encoding="utf-8")
    body = source.split("[[mainBody]]")[1].split("[[conclusions]]")[0]
    notes = source.partition("[[notes]]")[2]
    blocks = [block.strip() for block in body.split("\n\n")]
    kept = [b for b in blocks if re.match(r"(## )?\d+\W|## ", b)]
    return "\n\n".join(block.removeprefix("#") for block in kept) + "\n\n" + notes


@pytest.mark.parametrize("language", ["en", "fr", "ru", "ar"])
def test_an_adopted_declaration_has_no_error_and_no_warning(
    real_data: Path, tmp_path: Path, language: str
) -> None:
    source = real_data / "texts" / f"un_ares_75_1_declaration_un75.{language}.txt"
    if not source.is_file():
        pytest.skip(f"{source.name} is not among the real data")
    path = tmp_path / "un75.md"
    head = f"---\ndeclaration: un75\ntitle: UN75\nlanguage: {language}\n---\n\n"
    path.write_text(head + numbered_body(source), encoding="utf-8")
    parsed = parse_draft(path.read_text(encoding="utf-8"), "un75.md")
    assert len(parsed.declaration.operative_paragraphs()) == 21
    problems = [*parsed.problems, *check_declaration(parsed.declaration, parsed.places)]
    assert [str(p) for p in problems if p.level is not Level.HINT] == []
    style = [p.code for p in problems if p.code.startswith("D")]
    assert len(style) <= 3


def test_an_adopted_resolution_has_no_fault_but_the_ones_it_really_has(real_data: Path) -> None:
    source = real_data / "texts" / "un_ares_79_214_new_urban_agenda_followup.en.txt"
    if not source.is_file():
        pytest.skip(f"{source.name} is not among the real data")
    text = source.read_text(encoding="utf-8")
    preamble = text.split("[[preamble]]")[1].split("[[mainBody]]")[0].strip()
    body = numbered_body(source)
    # The source has lost its italics: put them back on the first word.
    preamble = re.sub(r"^(?!The )([A-Z]\w+)", r"*\1*", preamble, flags=re.MULTILINE)
    body = re.sub(r"^(\d+\. )(\w+)", r"\1*\2*", body, flags=re.MULTILINE)
    parsed = parse_draft(f"{RESOLUTION_HEAD}{preamble}\n\n# Text {{#main}}\n\n{body}")
    problems = [*parsed.problems, *check_declaration(parsed.declaration, parsed.places)]
    assert len(parsed.declaration.operative_paragraphs()) == 32
    assert [p.code for p in problems if p.level is not Level.HINT] == []
    # Paragraphs 5 and 6 both open with Encourages, 7 and 8 with Invites: the text is so.
    repeated = [p.value for p in problems if p.code == "R110"]
    assert repeated == ["encourages", "invites"]
