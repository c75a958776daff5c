"""Amendments through the command line: from the proposal to the new revision."""

import json
import re
import zipfile

import pytest

DRAFT = """---
declaration: green
title: Green Cities
---

# Preamble {#preamble}

We, the cities, meet. {#p-1}

# Environment {#environment}

1. We will plant *many* trees in our cities by next year. {#environment-1}

2. We will clean the air.[^1] {#environment-2}

3. We thank the host. {#environment-3}

[^1]: As measured by the network.
"""


@pytest.fixture
def green(accord, tmp_path):
    """A workspace with a draft and three members."""
    (tmp_path / "green.md").write_text(DRAFT)
    for words in (
        ("init",),
        ("draft", "revise", "green.md", "--on", "2026-01-15"),
        ("member", "add", "seoul", "Seoul", "--country", "KR"),
        ("member", "add", "quito", "Quito", "--country", "EC"),
        ("member", "add", "hanoi", "Hanoi", "--country", "VN"),
    ):
        outcome = accord(*words)
        assert outcome.code == 0, outcome.err
    return accord


def propose(accord, member, *words):
    outcome = accord(
        "amendment", "propose", "green", "--member", member, "--on", "2026-02-01", *words
    )
    assert outcome.code == 0, outcome.err
    return outcome


def reword(words):
    return ("--replace", f"environment-1={words}")


@pytest.fixture
def three(green, tmp_path):
    """Three amendments to paragraph 1: Seoul and Quito agree on 900, Hanoi wants 500."""
    propose(green, "seoul", *reword("We will plant 900 trees in our cities by next year."))
    propose(green, "quito", *reword("We shall plant 900 trees in our cities by next year."))
    edited = DRAFT.replace("*many*", "500").replace("next year", "next month")
    (tmp_path / "hanoi.md").write_text(edited)
    propose(green, "hanoi", "--from", "hanoi.md", "--rationale", "More modest")
    return green


def shown(accord, *words):
    outcome = accord("draft", "show", *words)
    assert outcome.code == 0, outcome.err
    return outcome.out


def statuses(accord):
    found = json.loads(accord("amendment", "list", "green", "--all", "--json").out)
    return {each["code"]: each for each in found}


def test_three_amendments_to_one_paragraph_merge_agree_and_clash(three) -> None:
    out = three("amendment", "compile", "green").out
    assert "We [-will -]{+shall +}[A2: Quito] plant many trees" in out
    assert "next [-year-]{+month+} [A3: Hanoi]." in out
    assert "A1, A2: Seoul, Quito – [-many -]{+900 +}" in out
    assert "A3: Hanoi – [-many -]{+500 +}" in out


def test_the_bracketed_text_says_who_wants_what(three) -> None:
    propose(three, "quito", "--insert-after", "environment-1=We will water them.")
    out = three("amendment", "compile", "green", "--view", "brackets").out
    assert "[many] [900 – Seoul, Quito] [500 – Hanoi] trees" in out
    assert "1 bis. [We will water them. – Quito]" in out


def test_the_voting_list_begins_with_the_furthest(three) -> None:
    votes = json.loads(three("amendment", "compile", "green", "--json").out)["votes"]
    distances = [each["distance"] for each in votes]
    assert distances == sorted(distances, reverse=True)
    assert {each["amendment"] for each in votes} == {"A1", "A2", "A3"}


@pytest.mark.parametrize("ending", ["pdf", "docx", "html", "xlsx"])
@pytest.mark.parametrize("view", ["inline", "table", "brackets", "votes"])
def test_every_view_is_written_in_every_format_alike_twice(three, tmp_path, view, ending) -> None:
    made = []
    for name in ("one", "two"):
        outcome = three(
            "amendment", "compile", "green", "--view", view, "--as-of", "2026-03-01",
            "-o", f"{name}.{ending}",
        )  # fmt: skip
        assert outcome.code == 0, outcome.err
        made.append((tmp_path / f"{name}.{ending}").read_bytes())
    assert made[0] == made[1]


def test_tracked_changes_are_signed_by_the_sponsors_on_the_day_of_submission(
    three, tmp_path
) -> None:
    propose(three, "quito", "--insert-after", "environment-1=We will water them.")
    propose(three, "hanoi", "--delete", "environment-3")
    out = ("--as-of", "2026-03-01", "-o", "c.docx")
    assert three("amendment", "compile", "green", *out).code == 0
    with zipfile.ZipFile(tmp_path / "c.docx") as file:
        document = file.read("word/document.xml").decode()
    signs = {
        (kind, author, day)
        for kind, author, day in re.findall(
            r'<w:(ins|del) w:id="\d+" w:author="([^"]*)" w:date="([^"T]*)', document
        )
    }
    assert signs == {
        (kind, author, "2026-02-01")
        for kind, author in (
            ("ins", "Quito"), ("del", "Quito"), ("ins", "Hanoi"), ("del", "Hanoi"),
            ("ins", "Seoul, Quito"), ("del", "Seoul, Quito"),
        )
    }  # fmt: skip


def test_without_amendments_it_says_so(green) -> None:
    out = green("amendment", "compile", "green").out
    assert "There are no open amendments." in out


def test_a_clash_over_several_paragraphs_is_listed_once_and_left_out(green) -> None:
    propose(green, "seoul", "--delete", "environment")
    propose(green, "quito", "--replace", "environment-2=We will clean the sea.")
    propose(green, "hanoi", "--replace", "p-1=We, the cities, met.")
    out = green("amendment", "compile", "green").out
    assert "3 open amendments to 3 parts of the text and 1 clash." in out
    assert out.count("A1: Seoul – Delete the whole") == 1
    assert "A2: Quito – paragraph 2: [-air-]{+sea+}" in out
    assert "see heading “Environment”" in out
    bracketed = green("amendment", "compile", "green", "--view", "brackets").out
    assert "Delete the whole – Seoul; Replace “air” with “sea” – Quito" in bracketed
    assert "Delete a note – Quito" in bracketed
    outcome = green("amendment", "merge", "green", "--on", "2026-03-01")
    assert outcome.code == 0, outcome.err
    assert {code for code, each in statuses(green).items() if each["status"] == "accepted"} == {
        "A3"
    }


def test_nothing_in_the_workbook_is_a_formula(green, tmp_path) -> None:
    propose(green, "seoul", "--replace", "environment-3==1+1")
    green("amendment", "compile", "green", "-o", "c.xlsx")
    with zipfile.ZipFile(tmp_path / "c.xlsx") as file:
        sheets = [file.read(n).decode() for n in file.namelist() if "worksheets/sheet" in n]
    assert len(sheets) == 2
    assert not any("<f>" in sheet for sheet in sheets)


def test_accepting_one_makes_a_revision_and_lays_the_others_on_it(three) -> None:
    outcome = three("amendment", "decide", "green", "--accept", "A1", "--on", "2026-03-01")
    assert outcome.code == 0, outcome.err
    assert "A2: clean." in outcome.err
    assert "A3: needs review." in outcome.err
    assert "plant 900 trees" in shown(three, "green")
    assert "As measured by the network." in shown(three, "green")
    found = statuses(three)
    assert (found["A1"]["status"], found["A2"]["base_number"]) == ("accepted", 2)
    assert [step["status"] for step in found["A1"]["steps"]] == ["submitted", "accepted"]


def test_one_that_needs_review_is_refused_with_both_texts_and_the_difference(three) -> None:
    three("amendment", "decide", "green", "--accept", "A1")
    before = shown(three, "green")
    outcome = three("amendment", "decide", "green", "--accept", "A3")
    assert outcome.code == 6
    assert "We will plant 900 trees in our cities by next year." in outcome.err
    assert "We will plant 500 trees in our cities by next month." in outcome.err
    assert "[-900-]{+500+}" in outcome.err
    assert shown(three, "green") == before


def test_two_that_clash_are_not_accepted_together(three) -> None:
    outcome = three("amendment", "decide", "green", "--accept", "A1", "--accept", "A3")
    assert outcome.code == 4
    assert "A3 (hanoi) clashes with A1 (seoul)" in outcome.err
    assert "many" in shown(three, "green")
    assert statuses(three)["A1"]["status"] == "submitted"


def test_one_that_was_carried_over_is_accepted_later(three) -> None:
    three("amendment", "decide", "green", "--accept", "A1")
    assert three("amendment", "decide", "green", "--accept", "A2", "--reject", "A3").code == 0
    assert "We shall plant 900 trees" in shown(three, "green")
    assert statuses(three)["A3"]["status"] == "rejected"


def test_a_change_of_a_deleted_paragraph_lapses(green) -> None:
    propose(green, "seoul", "--delete", "environment-3")
    propose(green, "quito", "--replace", "environment-3=We thank the city.")
    outcome = green("amendment", "decide", "green", "--accept", "A1")
    assert "A2: lapsed. environment-3 is no longer in the text." in outcome.err
    assert statuses(green)["A2"]["status"] == "lapsed"


def test_only_some_of_its_changes_are_accepted_as_amended(green) -> None:
    propose(green, "seoul", "--replace", "environment-3=We thank all.", "--delete", "environment-2")
    assert green("amendment", "decide", "green", "--accept", "A1:1").code == 0
    text = shown(green, "green")
    assert "We thank all." in text
    assert "clean the air" in text
    assert statuses(green)["A1"]["status"] == "accepted_as_amended"
    assert green("amendment", "decide", "green", "--accept", "A1").code == 4


def test_many_that_do_not_clash_are_merged_at_once(green) -> None:
    propose(green, "seoul", "--replace", "environment-3=We thank all.")
    propose(green, "quito", "--move", "environment-2=environment")
    propose(green, "hanoi", "--insert-after", "environment-1=We will water them.")
    outcome = green("amendment", "merge", "green", "--json")
    assert json.loads(outcome.out)["decided"] == dict.fromkeys(("A1", "A2", "A3"), "accepted")
    text = shown(green, "green")
    assert text.index("clean the air") < text.index("plant") < text.index("water them")


def test_two_new_paragraphs_at_one_place_are_both_merged(green) -> None:
    propose(green, "seoul", "--insert-after", "environment-1=We will water them.")
    propose(green, "quito", "--insert-after", "environment-1=We will feed them.")
    assert green("amendment", "merge", "green").code == 0
    text = shown(green, "green")
    assert "We will water them." in text
    assert "We will feed them." in text


def test_an_amendment_to_an_amendment_becomes_part_of_it(three) -> None:
    propose(
        three, "hanoi", "--to", "A1",
        *reword("We will plant 900 tall trees in our cities by next year."),
    )  # fmt: skip
    outcome = three("amendment", "decide", "green", "--accept", "A4")
    assert outcome.code == 0, outcome.err
    assert "many" in shown(three, "green")
    three("amendment", "decide", "green", "--accept", "A1")
    assert "900 tall trees" in shown(three, "green")


def test_with_an_amendment_those_to_it_lapse(three) -> None:
    propose(three, "hanoi", "--to", "A1", "--delete", "environment-2")
    outcome = three("amendment", "withdraw", "green", "A1", "--member", "seoul")
    assert "With it lapse A4" in outcome.err
    assert statuses(three)["A4"]["status"] == "lapsed"


def test_only_the_sponsor_withdraws_or_replaces(three) -> None:
    assert three("amendment", "withdraw", "green", "A1", "--member", "quito").code == 4
    outcome = three(
        "amendment", "propose", "green", "--member", "quito", "--replaces", "A1",
        "--delete", "environment-3",
    )  # fmt: skip
    assert outcome.code == 4
    propose(three, "seoul", "--replaces", "A1", "--delete", "environment-3")
    assert statuses(three)["A1"]["superseded_by"] == "A4"


def test_co_sponsors_join_and_leave_with_dates(three) -> None:
    words = ("green", "A1", "--member", "hanoi")
    assert three("amendment", "join", *words, "--on", "2026-02-02").code == 0
    assert three("amendment", "join", *words).code == 4
    assert three("amendment", "leave", *words, "--on", "2026-02-03").code == 0
    (found,) = statuses(three)["A1"]["co_sponsors"]
    assert found == {"member": "hanoi", "joined_on": "2026-02-02", "left_on": "2026-02-03"}
    assert three("amendment", "leave", *words).code == 4


def test_a_recommendation_is_answered_once_published_by_the_sponsor(three) -> None:
    base = ("amendment", "recommend", "green", "A1")
    assert three(*base, "--procedure", "reject", "--note", "Too many").code == 0
    answer = ("--answer", "We insist", "--member", "seoul")
    assert three(*base, *answer).code == 4
    assert three(*base, "--publish", "--on", "2026-02-10").code == 0
    assert three(*base, "--answer", "No", "--member", "quito").code == 4
    assert three(*base, *answer).code == 0
    found = statuses(three)["A1"]["recommendation"]
    assert (found["procedure"], found["answer"]) == ("reject", "We insist")
    assert found["published_on"] == "2026-02-10"


def test_a_proposal_for_an_earlier_revision_is_laid_on_the_latest_or_refused(three) -> None:
    three("amendment", "decide", "green", "--accept", "A1")
    propose(three, "quito", "--base", "1", "--replace", "environment-3=We thank all.")
    assert statuses(three)["A4"]["base_number"] == 2
    outcome = three(
        "amendment", "propose", "green", "--member", "quito", "--base", "1",
        *reword("We will plant some trees in our cities by next year."),
    )  # fmt: skip
    assert outcome.code == 6
    assert "{+some+}" in outcome.err


def test_a_saved_edit_of_a_stale_revision_shows_both_texts_and_overwrites_nothing(
    three, tmp_path
) -> None:
    first = json.loads(three("draft", "show", "green", "--json").out)[0]["sha256"]
    three("amendment", "decide", "green", "--accept", "A1")
    before = shown(three, "green")
    (tmp_path / "late.md").write_text(DRAFT.replace("*many*", "600"))
    outcome = three("draft", "revise", "late.md", "--parent", first)
    assert outcome.code == 6
    assert "We will plant 900 trees" in outcome.err
    assert "We will plant 600 trees" in outcome.err
    assert "[-900-]{+600+}" in outcome.err
    assert shown(three, "green") == before


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--member", "paris", "--delete", "environment-1"), 5, "no member 'paris'"),
        (("--member", "seoul", "--delete", "nowhere"), 5, "no paragraph 'nowhere'"),
        (("--member", "seoul"), 4, "Nothing was proposed"),
        (("--member", "seoul", "--delete", "p-1", "--to", "A9"), 5, "no amendment 'A9'"),
        (("--member", "seoul", "--from", "nowhere.md"), 7, "cannot be read"),
    ],
)
def test_what_cannot_be_proposed_is_refused_with_the_reason(green, words, code, said) -> None:
    outcome = green("amendment", "propose", "green", *words)
    assert outcome.code == code
    assert said in outcome.err


def test_an_adopted_text_takes_no_amendment(green) -> None:
    green("assembly", "add", "ga5", "Fifth Assembly", "--starts", "2026-03-01")
    green("draft", "adopt", "green", "--assembly", "ga5", "--on", "2026-03-02", "--yes")
    outcome = green(
        "amendment", "propose", "green", "--member", "seoul", "--delete", "environment-3"
    )
    assert outcome.code == 4


def test_a_dry_run_changes_nothing(three) -> None:
    before = statuses(three)
    for words in (
        ("propose", "green", "--member", "seoul", "--delete", "environment-3"),
        ("decide", "green", "--accept", "A1"),
        ("withdraw", "green", "A1", "--member", "seoul"),
        ("join", "green", "A1", "--member", "hanoi"),
        ("recommend", "green", "A1", "--procedure", "vote"),
        ("merge", "green", "A1"),
    ):
        outcome = three("amendment", *words, "--dry-run")
        assert outcome.code == 0, outcome.err
        assert "Nothing was written (dry run)." in outcome.err
    assert statuses(three) == before


def test_an_edited_draft_proposes_only_its_own_changes_though_the_text_went_on(
    green, tmp_path
) -> None:
    taken = shown(green, "green")
    (tmp_path / "green.md").write_text(taken.replace("clean the air", "clean all air"))
    assert green("draft", "revise", "green.md", "--on", "2026-01-20").code == 0
    (tmp_path / "hanoi.md").write_text(taken.replace("thank the host", "thank our host"))
    propose(green, "hanoi", "--from", "hanoi.md")
    (found,) = statuses(green).values()
    (operation,) = found["operations"]
    assert "environment-3" in str(operation)
    assert found["base_number"] == 2


def test_a_draft_of_a_revision_that_is_not_here_is_refused(green, tmp_path) -> None:
    (tmp_path / "far.md").write_text(DRAFT.replace("title:", f"based_on: {'0' * 12}\ntitle:"))
    outcome = green("amendment", "propose", "green", "--member", "hanoi", "--from", "far.md")
    assert outcome.code == 6
    assert "far.md" in outcome.err
    assert statuses(green) == {}


def test_a_word_file_proposes_only_its_own_changes_though_the_text_went_on(green, tmp_path) -> None:
    assert green("draft", "export", "green", "-o", "taken.docx").code == 0
    text = shown(green, "green").replace("clean the air", "clean all air")
    (tmp_path / "green.md").write_text(text)
    assert green("draft", "revise", "green.md", "--on", "2026-01-20").code == 0
    with (
        zipfile.ZipFile(tmp_path / "taken.docx") as taken,
        zipfile.ZipFile(tmp_path / "hanoi.docx", "w") as edited,
    ):
        for name in taken.namelist():
            edited.writestr(name, taken.read(name).replace(b"thank the host", b"thank our host"))
    outcome = green("amendment", "import", "hanoi.docx", "--member", "hanoi")
    assert outcome.code == 0, outcome.err
    (found,) = statuses(green).values()
    (operation,) = found["operations"]
    assert "environment-3" in str(operation)
    assert found["base_number"] == 2


def test_a_revised_draft_says_what_became_of_each_open_amendment(three, tmp_path) -> None:
    propose(three, "quito", "--replace", "environment-3=We thank all.")
    text = shown(three, "green").replace("*many*", "700").replace("clean the air", "clean all air")
    (tmp_path / "green.md").write_text(text)
    outcome = three("draft", "revise", "green.md", "--on", "2026-02-20")
    assert outcome.code == 0, outcome.err
    assert "A1: needs review. environment-1:" in outcome.err
    assert "A4: clean." in outcome.err
    found = statuses(three)
    assert (found["A4"]["base_number"], found["A1"]["base_number"]) == (2, 1)
    assert three("amendment", "decide", "green", "--accept", "A4").code == 0
    assert "We thank all." in shown(three, "green")


def test_an_answer_needs_the_member_who_gives_it(three) -> None:
    outcome = three("amendment", "recommend", "green", "A1", "--answer", "No")
    assert outcome.code == 2
    assert "--member" in outcome.err


@pytest.fixture
def french(green, tmp_path):
    """The same text in English and French."""
    text = DRAFT.replace("title:", "language: fr\ntitle:").replace("We thank the host", "Merci")
    (tmp_path / "green.fr.md").write_text(text)
    assert green("draft", "revise", "green.fr.md", "--on", "2026-01-15").code == 0
    return green


def test_an_amendment_is_to_the_text_in_its_language(french, tmp_path) -> None:
    propose(french, "seoul", "--lang", "fr", "--replace", "environment-3=Merci bien.")
    (tmp_path / "f.md").write_text(shown(french, "green", "--lang", "fr").replace("Merci", "Oui"))
    propose(french, "quito", "--from", "f.md")
    assert [each["language"] for each in statuses(french).values()] == ["fr", "fr"]
    assert "Merci" in french("amendment", "compile", "green", "--lang", "fr").out
    assert "needs review" not in french("amendment", "compile", "green").out
    assert french("amendment", "decide", "green", "--accept", "A1").code == 0
    assert "Merci bien." in shown(french, "green", "--lang", "fr")
    assert "We thank the host." in shown(french, "green")


def test_a_word_file_is_an_amendment_to_the_text_in_its_language(french, tmp_path) -> None:
    exported = french("draft", "export", "green", "--lang", "fr", "-o", "taken.docx")
    assert exported.code == 0, exported.err
    with (
        zipfile.ZipFile(tmp_path / "taken.docx") as taken,
        zipfile.ZipFile(tmp_path / "fr.docx", "w") as edited,
        zipfile.ZipFile(tmp_path / "de.docx", "w") as foreign,
    ):
        for name in taken.namelist():
            content = taken.read(name).replace(b"Merci", b"Grand merci")
            edited.writestr(name, content)
            foreign.writestr(name, content.replace(b">fr-FR<", b">de-DE<"))
    outcome = french("amendment", "import", "de.docx", "--member", "hanoi")
    assert outcome.code == 3
    assert "'de-DE'" in outcome.err
    assert "Languages there are: en, fr." in outcome.err
    assert french("amendment", "import", "fr.docx", "--member", "hanoi").code == 0
    (found,) = statuses(french).values()
    assert (found["language"], len(found["operations"])) == ("fr", 1)


def test_the_same_proposal_twice_and_one_that_changes_nothing_are_refused(green) -> None:
    propose(green, "seoul", *reword("We will plant 900 trees."))
    words = "amendment", "propose", "green", "--member", "seoul", "--on", "2026-02-01"
    again = green(*words, *reword("We will plant 900 trees."))
    assert again.code == 4
    assert "A1" in again.err
    same = green(*words, "--replace", "environment-3=We thank the host.")
    assert same.code == 4
    still = green(*words, "--move", "environment-2=environment-1")
    assert still.code == 4
    assert set(statuses(green)) == {"A1"}


def test_a_word_file_of_another_declaration_is_refused(green, tmp_path) -> None:
    other = DRAFT.replace("declaration: green", "declaration: blue")
    (tmp_path / "blue.md").write_text(other.replace("host", "guests"))
    assert green("draft", "export", "blue.md", "-o", "blue.docx").code == 0
    outcome = green("amendment", "import", "blue.docx", "--member", "seoul", "--base", "green@1")
    assert outcome.code == 3
    assert "blue" in outcome.err
    assert statuses(green) == {}
