"""The draft file: what is read, what is reported and where."""

from pathlib import Path

import pytest

from declarations.checks import check_declaration
from declarations.draft_file import MOST_PROBLEMS, ParsedDraft, parse_draft, print_draft, read_draft
from declarations.model import OBJECT_CHARACTER, Mark, MarkKind, NodeKind, Profile
from declarations.problems import InputRefusal, Level, StorageRefusal, has_errors

HEAD = "---\ndeclaration: cities-2026\ntitle: Green Cities\n---\n\n"


def read(body: str, head: str = HEAD) -> ParsedDraft:
    return parse_draft(head + body, "draft.md")


def faults(parsed: ParsedDraft) -> list[tuple[str, str]]:
    return [(str(p.place), p.code) for p in parsed.problems if p.level is not Level.HINT]


def test_a_draft_is_read_into_preamble_sections_paragraphs_and_notes() -> None:
    parsed = read(
        "# Preamble {#preamble}\n\nRecalling *Ulyanovsk*, {#recalling}\n\n"
        "# Environment {#environment}\n\n1. We commit, see [[share]][^a]: {#act}\n\n"
        "   1. to plant; {#plant}\n\n# Cooperation {#cooperation}\n\nWe share. {#share}\n\n"
        "[^a]: A note.\n"
    )
    declaration = parsed.declaration
    assert parsed.problems == ()
    assert [(n.id, n.kind) for n in declaration.walk()] == [
        ("preamble", NodeKind.PREAMBLE),
        ("recalling", NodeKind.PREAMBULAR),
        ("environment", NodeKind.SECTION),
        ("act", NodeKind.OPERATIVE),
        ("plant", NodeKind.SUBPARAGRAPH),
        ("cooperation", NodeKind.SECTION),
        ("share", NodeKind.OPERATIVE),
    ]
    act = declaration.node("act")
    assert act is not None
    assert act.text.plain == f"We commit, see {OBJECT_CHARACTER}{OBJECT_CHARACTER}:"
    assert act.text.marks == (
        Mark(15, 16, MarkKind.REFERENCE, "share"),
        Mark(16, 17, MarkKind.NOTE, "a"),
    )
    assert parsed.places["plant"].line == 14


def test_a_preamble_is_known_by_its_name_in_the_language_of_the_text() -> None:
    parsed = read("# Преамбула\n\nСсылаясь,\n\n# Среда\n\n1. Мы обязуемся.\n")
    assert parsed.declaration.preamble is not None
    assert parsed.declaration.preamble.id == "preamble"
    assert len(parsed.declaration.sections) == 1


def test_a_list_without_a_heading_makes_one_section_called_text() -> None:
    (section,) = read("1. We will plant.\n2. We will share.\n").declaration.sections
    assert (section.id, section.text.plain, len(section.children)) == ("text", "", 2)


def test_made_ids_are_the_parents_with_the_paragraphs_place_or_the_next_free_number() -> None:
    parsed = read("# Environment\n\n1. We plant.\n\n2. We save. {#environment-1}\n\n3. We walk.\n")
    ids = [node.id for node in parsed.declaration.walk()]
    assert ids == ["environment", "environment-2", "environment-1", "environment-3"]
    assert not has_errors(parsed.problems)


def test_square_brackets_are_text_not_agreed() -> None:
    parsed = read("1. We reduce waste by [30] [40] per cent [by 2030]. {#a}\n")
    text = parsed.declaration.operative_paragraphs()[0].text
    assert (text.plain, text.marks) == ("We reduce waste by [30] [40] per cent [by 2030].", ())


def test_a_tab_inside_the_text_is_told_and_one_that_indents_is_not() -> None:
    parsed = read("1.\tWe\tplant: {#a}\n\n\t1.\tTrees. {#b}\n")
    assert [(p.code, str(p.place)) for p in parsed.problems] == [("F022", "draft.md:6:6")]
    assert parsed.declaration.operative_paragraphs()[0].text.plain == "We plant:"


def test_the_language_no_is_norwegian_and_not_false() -> None:
    head = "---\ndeclaration: a\ntitle: 4\nlanguage: no\n---\n\n"
    declaration = read("1. Vi.\n", head).declaration
    assert (declaration.language, declaration.title) == ("no", "4")


TEN_FAULTS = """---
declaration: Ten Faults
title: Ten faults
profile: epic
---

# Preamble {#preamble}

Recalling the past\u202e, {#one}

# Environment {#environment}

1. We will plant trees. {#one}

2. We will see [[nowhere]]. {#two}

3. We will note this.[^lost] {#three}

4. We will use `code`. {#four}

5. We will end without a stop {#five}

6. We will act. {#Bad_Id}

## Below {#below}

7. We will walk. {#seven}
"""


def test_one_draft_with_ten_faults_tells_all_ten_with_place_and_remedy() -> None:
    parsed = parse_draft(TEN_FAULTS, "ten.md")
    found = [*parsed.problems, *check_declaration(parsed.declaration, parsed.places)]
    told = [p for p in found if p.level is not Level.HINT]
    assert sorted((p.place.line, p.place.column, p.code) for p in told) == [
        (2, 1, "F006"),
        (4, 1, "F008"),
        (9, 19, "F020"),
        (13, 4, "F011"),
        (15, 16, "F014"),
        (17, 22, "F012"),
        (19, 16, "F021"),
        (21, 4, "D201"),
        (23, 4, "F010"),
        (25, 4, "F037"),
    ]
    assert all(p.place.file == "ten.md" and p.message and p.remedy for p in told)


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("", ("draft.md:6:1", "F035")),
        ("1. We\u200b act. {#a}\n", ("draft.md:6:6", "F020")),
        ("1. We\0 act. {#a}\n", ("draft.md:6:6", "F020")),
        ("1. We\ud800 act. {#a}\n", ("draft.md:6:6", "F020")),
        ("1. We &#x202e;act. {#a}\n", ("draft.md:6:4", "F020")),
        ("1. We\ufffc act. {#a}\n", ("draft.md:6:6", "F020")),
        ("1. We see ![us](us.png). {#a}\n", ("draft.md:6:11", "F021")),
        ("1. We <b>act</b>. {#a}\n", ("draft.md:6:7", "F021")),
        ("# S {#s}\n\n| a | b |\n|---|---|\n", ("draft.md:8:1", "F021")),
        ("# S {#s}\n\n```\nWe act.\n```\n", ("draft.md:8:1", "F021")),
        ("- We act. {#a}\n", ("draft.md:6:1", "F038")),
        ("# S {#s}\n\n1. We act. {#a}\n\n# P {#preamble}\n", ("draft.md:10:3", "F031")),
        ("# {#s}\n\n1. We act. {#a}\n", ("draft.md:6:3", "F032")),
        ("1. We act. {#a}\n\n   We rest.\n", ("draft.md:8:4", "F034")),
        ("1. {#a}\n", ("draft.md:6:4", "F036")),
        ("1. We act. {#a}\n\n[^1]: Unused.\n", ("draft.md:8:1", "F017")),
        ("1. We act.[^1] {#a}\n\n[^1]: One.\n\n[^1]: Two.\n", ("draft.md:10:1", "F016")),
    ],
)
def test_a_fault_in_the_body_is_told_with_its_place(body: str, fault: tuple[str, str]) -> None:
    assert faults(read(body)) == [fault]


@pytest.mark.parametrize(
    ("head", "codes"),
    [
        ("", ["F001"]),
        ("---\ntitle: [\n---\n", ["F002"]),
        ("---\n- a\n---\n", ["F002"]),
        ("---\n---\n", ["F002"]),
        ("---\ntitle: T\n---\n", ["F005"]),
        ("---\ndeclaration: a\ntitle: T\nauthor: me\n---\n", ["F003"]),
        ("---\ndeclaration: a\ntitle: T\ntitle: U\n---\n", ["F004"]),
        ("---\ndeclaration: a\ntitle: T\nlanguage: english\n---\n", ["F007"]),
    ],
)
def test_a_fault_in_the_front_matter_is_told(head: str, codes: list[str]) -> None:
    assert [code for _, code in faults(read("1. We act. {#a}\n", head))] == codes


def test_words_that_a_draft_cannot_mark_up_are_kept() -> None:
    parsed = read("# S {#s}\n\n| a | b |\n\n<b>We</b> act. {#x}\n\n```\nWe rest.\n```\n")
    words = [node.text.plain for node in parsed.declaration.operative_paragraphs()]
    assert words == ["| a | b |", "<b>We</b> act.", "``` We rest. ```"]


def test_joiners_and_direction_marks_are_no_fault_where_a_script_needs_them() -> None:
    parsed = read("1. می\u200cخواهیم 30\u200f {#a}\n\n2. क्\u200dष. {#b}\n\n3. 👩\u200d🔬. {#c}\n")
    assert faults(parsed) == []


def test_a_written_number_that_will_not_print_is_a_hint_and_format_mends_it() -> None:
    parsed = read("# S {#s}\n\n3. We act. {#a}\n\n4. We rest. {#b}\n")
    assert [(p.code, p.value, p.fixable) for p in parsed.problems] == [
        ("F015", "3", True),
        ("F015", "4", True),
    ]
    assert parse_draft(print_draft(parsed.declaration)).problems == ()


def test_numbers_run_through_all_sections_in_the_canonical_form() -> None:
    text = "# A {#a}\n\n1. We act. {#one}\n\n# B {#b}\n\n1. We rest. {#two}\n"
    assert "\n2. We rest. {#two}\n" in print_draft(read(text).declaration)


def test_a_sub_paragraph_below_the_fourth_level_is_a_fault_that_names_its_line() -> None:
    lists = "".join("   " * depth + f"1. Level {depth}. {{#d{depth}}}\n" for depth in range(6))
    assert faults(read(lists)) == [("draft.md:11:16", "F033")]


def test_a_draft_nested_a_thousand_deep_tells_what_was_not_read() -> None:
    parsed = read("".join("   " * depth + f"1. Level {depth}.\n" for depth in range(1000)))
    assert {"F030", "F033"} <= {code for _, code in faults(parsed)}
    lost = next(p for p in parsed.problems if p.code == "F030")
    assert lost.level is Level.ERROR
    assert lost.place.line > 5


def test_endless_faults_are_counted_and_none_of_their_weight_is_lost() -> None:
    parsed = read("# S {#s}\n\n" + "We act.\n\n" * 1_100 + "See [[nowhere]].\n")
    assert len(parsed.problems) == MOST_PROBLEMS + 1
    assert (parsed.problems[-1].code, parsed.problems[-1].level) == ("F099", Level.ERROR)


def test_line_ends_byte_order_marks_and_decomposed_letters_make_no_difference() -> None:
    plain = HEAD + "1. We meet in Zu\u0308rich. {#a}\n"
    composed = parse_draft(plain.replace("u\u0308", "ü"))
    assert parse_draft("\ufeff" + plain.replace("\n", "\r\n")) == composed


def test_the_profile_and_every_detail_are_read_from_the_front_matter() -> None:
    head = (
        "---\ndeclaration: a\ntitle: 'A: B'\nsubtitle: C\nassembly: GA 4\nprepared_by: D\n"
        "language: fr\nprofile: resolution\nclosing: Fait à *Oulianovsk*.\n---\n"
    )
    declaration = read("1. Décide. {#a}\n", head).declaration
    assert declaration.profile is Profile.RESOLUTION
    assert declaration.title == "A: B"
    assert declaration.closing.plain == "Fait à Oulianovsk."
    assert print_draft(declaration).startswith(head.rstrip("-\n"))


def test_a_missing_file_is_refused_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(StorageRefusal, match=r"absent\.md"):
        read_draft(tmp_path / "absent.md")


def test_a_file_that_is_not_utf_8_is_refused_with_line_and_byte(tmp_path: Path) -> None:
    path = tmp_path / "latin.md"
    path.write_bytes("---\ntitle: Zürich\n".encode("latin-1"))
    with pytest.raises(InputRefusal, match="0xfc in line 2, byte 9"):
        read_draft(path)


def test_a_file_over_five_megabytes_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "large.md"
    path.write_bytes(b"a" * 5_000_001)
    with pytest.raises(InputRefusal, match="larger than 5 MB"):
        read_draft(path)
