"""The adopted text on the command line: from the roll call to the proof of a corrected text."""

import json
import re

import pytest

from declarations.draft_file import read_draft
from declarations.revisions import content_sha256

DRAFT = """---
declaration: green
title: Green Cities
---

# Preamble {#preamble}

We, the cities, meet. {#p-1}

# Environment {#environment}

1. We will plant trees by 2028. {#environment-1}

2. We will clean the air by 2030. {#environment-2}
"""
FRENCH = """---
declaration: green
title: Villes vertes
language: fr
---

# Préambule {#preamble}

Nous, les villes, nous réunissons. {#p-1}

# Environnement {#environment}

1. Nous planterons des arbres d'ici 2028. {#environment-1}

2. Nous nettoierons l'air d'ici 2030. {#environment-2}
"""
ROLL = """member,vote,environment-2
aalstad,yes,yes
Beeburg,yes,no
ceville,no,abstain
deeton,,yes
"""
ADOPT = ("draft", "adopt", "green", "--assembly", "ga5", "--on", "2026-03-02", "--yes")


@pytest.fixture
def green(accord, tmp_path):
    """A workspace with a draft, an assembly and four made-up members."""
    (tmp_path / "green.md").write_text(DRAFT)
    (tmp_path / "roll.csv").write_text(ROLL)
    for words in (
        ("init",),
        ("draft", "revise", "green.md", "--on", "2026-01-15"),
        ("assembly", "add", "ga5", "Fifth Assembly", "--starts", "2026-03-01"),
        ("member", "add", "aalstad", "Aalstad"),
        ("member", "add", "beeburg", "Beeburg"),
        ("member", "add", "ceville", "Ceville"),
        ("member", "add", "deeton", "Deeton"),
    ):
        outcome = accord(*words)
        assert outcome.code == 0, outcome.err
    return accord


def mend(tmp_path, old="2028", new="2029"):
    (tmp_path / "green.md").write_text(DRAFT.replace(old, new))


def record_of(accord):
    return json.loads(accord("draft", "record", "green", "--json").out)


def test_an_adoption_without_vote_needs_nothing_more_than_assembly_and_day(green):
    outcome = green(*ADOPT)
    assert outcome.code == 0, outcome.err
    assert "Adopted without vote on 2 March 2026" in outcome.out
    assert record_of(green)["decision"] == {
        "method": "without_vote", "words": "without vote", "vote": None,
    }  # fmt: skip


def test_a_roll_call_gives_names_counts_and_the_separate_vote(green):
    outcome = green(
        *ADOPT, "--vote", "roll.csv", "--retained", "environment-2", "--sponsor", "aalstad",
        "--meeting", "3rd plenary meeting", "--presiding", "The mayor of Aalstad",
    )  # fmt: skip
    assert outcome.code == 0, outcome.err
    assert "by a recorded vote of 2 to 1 with no abstentions" in outcome.out
    assert "Against: 1 (Ceville)" in outcome.out
    assert "environment-2: retained by a recorded vote of 2 to 1 with 1 abstention" in outcome.out
    data = record_of(green)
    assert data["decision"]["vote"]["members"] == {
        "in_favour": ["aalstad", "beeburg"], "against": ["ceville"], "abstaining": [],
        "not_voting": ["deeton"],
    }  # fmt: skip
    assert data["separate_votes"][0]["parts"] == ["environment-2"]
    assert (data["sponsors"], data["presiding_officer"]) == (["aalstad"], "The mayor of Aalstad")


def test_counts_alone_make_a_vote_without_names(green):
    outcome = green(*ADOPT, "--counts", "2/0/1/1", "--rejected", "amendment 4=1/2/1")
    assert outcome.code == 0, outcome.err
    data = record_of(green)
    assert data["decision"]["words"] == "by a vote of 2 to none with 1 abstention"
    assert data["decision"]["vote"]["counts"]["not_voting"] == 1
    assert data["separate_votes"][0]["amendment"] == "amendment 4"


def test_more_votes_than_members_are_no_vote(green):
    refused = green(*ADOPT, "--counts", "500/2/3")
    assert (refused.code, "V016" in refused.err) == (3, True)
    assert "505 are counted, but only 4 are members" in refused.err


def test_counts_of_the_wrong_form_are_a_mistake_of_use(green):
    assert green(*ADOPT, "--counts", "98").code == 2
    assert green(*ADOPT, "--counts", "9/0/0", "--decision", "by acclamation").code == 2
    assert green("draft", "record", "green").code == 4


def test_every_fault_of_a_roll_call_is_told_with_its_line(green, tmp_path):
    (tmp_path / "roll.csv").write_text("member,vote\naalstad,yes\nzeeville,no\nbeeburg,perhaps\n")
    outcome = green(*ADOPT, "--vote", "roll.csv")
    assert outcome.code == 3
    assert "roll.csv:3: error V014: There is no member 'zeeville'" in outcome.err
    assert "roll.csv:4: error V015: In the column 'vote', 'perhaps'" in outcome.err


def test_a_member_that_joined_later_could_not_vote(green):
    green("member", "add", "eeby", "Eeby", "--joined", "2026-06-01")
    outcome = green(*ADOPT, "--vote", "roll.csv", "--retained", "environment-2")
    assert outcome.code == 0, outcome.err


def test_the_list_of_members_on_the_day_with_a_column_vote_is_the_roll_call(green, tmp_path):
    green("member", "add", "gone", "Gone", "--left", "2026-01-01")
    listed = tmp_path / "list.csv"
    assert green("member", "list", "--as-of", "2026-03-02", "-o", "list.csv").code == 0
    head, *lines = listed.read_text("utf-8-sig").splitlines()
    listed.write_text("\n".join([f"{head},vote", *(f"{line},yes" for line in lines)]))
    outcome = green(*ADOPT, "--vote", "list.csv")
    assert "by a recorded vote of 4 to none with no abstentions" in outcome.out, outcome.err


def test_a_column_whose_result_is_not_said_is_refused(green):
    outcome = green(*ADOPT, "--vote", "roll.csv")
    assert outcome.code == 3
    assert "--retained 'environment-2'" in outcome.err


def test_a_record_that_cannot_be_true_is_refused_whole(green):
    outcome = green(
        *ADOPT, "--vote", "roll.csv", "--counts", "4/0/0", "--deleted", "environment-2",
        "--retained", "environment-9",
    )  # fmt: skip
    assert outcome.code == 3
    assert {"V004", "V009", "V010"} <= set(re.findall(r"V0\d\d", outcome.err))
    assert green("draft", "record", "green").code == 4


def test_the_majority_of_the_association_is_asked_for(green, tmp_path):
    (tmp_path / "accord.toml").write_text('majority = "two-thirds"\n')
    assert "V006" in green(*ADOPT, "--counts", "2/2/0").err
    assert green(*ADOPT, "--counts", "2/1/1").code == 0


def test_a_dry_run_shows_the_record_and_writes_nothing(green):
    outcome = green(*ADOPT[:-1], "--counts", "3/1/0", "--dry-run", "--json")
    assert json.loads(outcome.out)["decision"]["vote"]["counts"]["in_favour"] == 3
    assert green("draft", "record", "green").code == 4


def test_both_languages_are_frozen_and_a_third_follows_as_translation(green, tmp_path):
    (tmp_path / "green.fr.md").write_text(FRENCH)
    green("draft", "revise", "green.fr.md", "--on", "2026-01-16")
    assert green(*ADOPT).code == 0
    (tmp_path / "green.es.md").write_text(FRENCH.replace("language: fr", "language: es"))
    missing = (tmp_path / "green.es.md").read_text().replace(" {#environment-2}", " {#e-9}")
    (tmp_path / "bad.md").write_text(missing)
    refused = green("draft", "translate", "bad.md", "--reason", "By the secretariat")
    assert (refused.code, "L001" in refused.err, "L002" in refused.err) == (4, True, True)
    done = green("draft", "translate", "green.es.md", "--reason", "By us", "--on", "2026-04-01")
    assert done.code == 0, done.err
    texts = [(t["language"], t["kind"]) for t in record_of(green)["texts"]]
    assert texts == [("en", "adopted"), ("es", "translation"), ("fr", "adopted")]


def test_an_adopted_text_is_only_corrected_and_the_old_one_stays_provable(green, tmp_path):
    old = tmp_path / "old.md"
    old.write_text(DRAFT)
    green(*ADOPT)
    mend(tmp_path)
    assert green("draft", "revise", "green.md").code == 4
    done = green(
        "draft", "correct", "green.md", "--reason", "Year misprinted", "--on", "2026-05-04"
    )
    assert done.code == 0, done.err
    both = green("draft", "verify", "green")
    assert content_sha256(read_draft(old).declaration) in both.out
    assert "revision 2, correction 2026-05-04: Year misprinted" in both.out
    assert "en revision 1, adopted" in green("draft", "verify", "green", "old.md").err
    assert "en revision 2, correction" in green("draft", "verify", "green", "green.md").err
    assert green("draft", "compare", "green@1", "green@2").out.count("{+2029") == 1


def test_what_members_accepted_stays_theirs_after_a_correction(green, tmp_path):
    green(*ADOPT)
    green("adoption", "register", "green", "--member", "aalstad", "--all", "--on", "2026-04-01")
    mend(tmp_path)
    green("draft", "correct", "green.md", "--reason", "Year misprinted", "--on", "2026-05-04")
    matrix = green("adoption", "matrix", "green", "--json", "--as-of", "2026-06-01")
    assert json.loads(matrix.out)["aalstad"] == {
        "environment-1": "accepted", "environment-2": "accepted",
    }  # fmt: skip
    report = green("report", "assembly", "-f", "json", "-o", "-", "--as-of", "2026-06-01")
    before = green("report", "assembly", "-f", "json", "-o", "-", "--as-of", "2026-05-03")
    hashes = [json.loads(each.out)["text_sha256"] for each in (before, report)]
    assert hashes == [text["sha256"] for text in record_of(green)["texts"]]


def test_a_correction_that_takes_out_a_paragraph_is_refused(green, tmp_path):
    green(*ADOPT)
    mend(tmp_path, "\n2. We will clean the air by 2030. {#environment-2}\n", "")
    refused = green("draft", "correct", "green.md", "--reason", "Shorter")
    assert (refused.code, "L005" in refused.err) == (4, True)


def test_a_file_with_one_word_changed_is_found_out(green, tmp_path):
    green(*ADOPT)
    mend(tmp_path, "will plant", "may plant")
    refused = green("draft", "verify", "green", "green.md")
    assert refused.code == 3
    assert "none of the frozen texts" in refused.err


def test_the_json_of_a_text_has_the_hash_of_its_certificate(green, tmp_path):
    green(*ADOPT)
    green("draft", "export", "green@1", "-o", "text.json")
    assert green("draft", "verify", "green", "text.json").code == 0
    (tmp_path / "text.json").write_text("{}")
    assert green("draft", "verify", "green", "text.json").code == 3


def test_the_document_says_how_the_text_was_adopted_and_corrected(green, tmp_path):
    assert "Draft, not adopted" in green("draft", "export", "green", "-f", "html").out
    green(*ADOPT, "--counts", "2/0/1")
    mend(tmp_path)
    green("draft", "correct", "green.md", "--reason", "Year misprinted", "--on", "2026-05-04")
    how = "Adopted by a vote of 2 to none with 1 abstention on 2 March 2026"
    assert f"{how}, corrected on 4 May 2026" in green("draft", "export", "green", "-f", "html").out
    first = green("draft", "export", "green@1", "-f", "html").out
    assert how in first
    assert "corrected" not in first
    report = green("report", "assembly", "-f", "html", "-o", "-", "--as-of", "2026-06-01").out
    assert "by a vote of 2 to none with 1 abstention" in report
    assert "corrected on 4 May 2026" in report


@pytest.mark.parametrize("ending", ["pdf", "docx", "html"])
def test_the_certificate_is_the_same_whenever_it_is_printed(green, tmp_path, ending):
    green(*ADOPT, "--vote", "roll.csv", "--retained", "environment-2")
    for name in ("a", "b"):
        outcome = green("draft", "certificate", "green", "-o", f"{name}.{ending}")
        assert outcome.code == 0, outcome.err
    first, second = ((tmp_path / f"{name}.{ending}").read_bytes() for name in ("a", "b"))
    assert first == second


def test_a_draft_has_no_certificate_and_nothing_to_verify(green):
    for words in (("certificate", "green"), ("verify", "green"), ("record", "green")):
        outcome = green("draft", *words)
        assert outcome.code == 4
        assert "has not been adopted" in outcome.err


def test_verifying_the_data_covers_every_language(green, tmp_path):
    (tmp_path / "green.fr.md").write_text(FRENCH)
    green("draft", "revise", "green.fr.md")
    assert json.loads(green("data", "verify", "--json").out)["revisions"] == 2
