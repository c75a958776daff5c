"""Akoma Ntoso on the command line: a text goes out with its history and comes back the same."""

import re

import pytest
from lxml import etree

from exports.akoma_ntoso.vocabulary import NAMESPACE, OWN_NAMESPACE
from tests.exports.akoma_ntoso_schema import schema_faults

DRAFT = """---
declaration: green
title: Green Cities
language: en
profile: declaration
---

# Preamble {#preamble}

We, the cities, meet. {#p-1}

# Environment {#environment}

1. We will plant trees by 2028. {#environment-1}

2. We will clean the air by 2030. {#environment-2}
"""
ROLL = """member,vote,environment-2
aalstad,yes,yes
beeburg,yes,no
ceville,no,abstain
deeton,,yes
"""
MEMBERS = ("aalstad", "beeburg", "ceville", "deeton")
ADOPT = ("draft", "adopt", "green", "--assembly", "ga5", "--on", "2026-03-02", "--yes")
NAMES = {"a": NAMESPACE, "o": OWN_NAMESPACE}


@pytest.fixture
def green(accord, tmp_path):
    """A workspace with a draft, an assembly and four made-up members."""
    (tmp_path / "green.md").write_text(DRAFT)
    (tmp_path / "roll.csv").write_text(ROLL)
    members = [
        ("member", "add", name, name.title()) for name in re.findall(r"^(\w+),", ROLL, re.MULTILINE)
    ]
    for words in (
        ("init",),
        ("draft", "revise", "green.md", "--on", "2026-01-15"),
        ("assembly", "add", "ga5", "Fifth Assembly", "--starts", "2026-03-01"),
        *members,
    ):
        outcome = accord(*words)
        assert outcome.code == 0, outcome.err
    return accord


@pytest.fixture
def adopted(green, tmp_path):
    """The declaration adopted by a recorded vote, one paragraph voted on separately."""
    outcome = green(
        *ADOPT, "--vote", "roll.csv", "--retained", "environment-2", "--sponsor", "aalstad",
        "--meeting", "3rd plenary meeting", "--presiding", "The mayor of Aalstad",
    )  # fmt: skip
    assert outcome.code == 0, outcome.err
    return green


def export(accord, tmp_path, name="green"):
    outcome = accord("draft", "export", name, "-o", "green.xml", "--as-of", "2026-05-01")
    assert outcome.code == 0, outcome.err
    data = (tmp_path / "green.xml").read_bytes()
    return data, etree.fromstring(data)


def values(root, path):
    return [str(value) for value in root.xpath(path, namespaces=NAMES)]


def test_an_adopted_text_says_when_how_and_by_whom(adopted, tmp_path):
    data, root = export(adopted, tmp_path)
    assert values(root, "//a:step[@outcome='#adopted']/@date") == ["2026-03-02"]
    assert values(root, "//a:FRBRWork/a:FRBRdate[@name='adoption']/@date") == ["2026-03-02"]
    assert values(root, "//a:voting/@outcome") == ["#retained", "#adoptedRecordedVote"]
    assert values(root, "//a:voting[1]/@refersTo") == ["#para_2"]
    assert values(root, "//a:voting[2]/a:count/@value") == ["2", "1", "0", "1"]
    voters = "//a:voting[2]/a:count[@refersTo='#inFavour']//o:voter/@code"
    assert values(root, voters) == ["aalstad", "beeburg"]
    assert values(root, "//o:adoption/@meeting") == ["3rd plenary meeting"]
    assert schema_faults(data) == []


def test_an_adoption_without_vote_is_said_as_the_united_nations_say_it(green, tmp_path):
    green(*ADOPT)
    data, root = export(green, tmp_path)
    assert values(root, "//a:voting/@outcome") == ["#adoptedWithoutVote"]
    assert values(root, "//a:voting/a:quorum/@value") == [""]
    assert schema_faults(data) == []


def test_a_revision_before_the_adoption_knows_nothing_of_it(green, tmp_path):
    (tmp_path / "green.md").write_text(DRAFT.replace("2028", "2029"))
    assert green("draft", "revise", "green.md", "--on", "2026-02-01").code == 0
    assert green(*ADOPT).code == 0
    data, root = export(green, tmp_path, "green@1")
    assert values(root, "//a:voting/@outcome") == []
    assert values(root, "//a:eventRef/@date") == ["2026-01-15"]
    assert schema_faults(data) == []


def test_every_cited_concept_is_declared(adopted, tmp_path):
    _, root = export(adopted, tmp_path)
    cited = values(root, "//a:meta//@*[starts-with(., '#')]")
    declared = {f"#{eid}" for eid in values(root, "//@eId")}
    assert {each for value in cited for each in value.split()} <= declared


def test_export_and_import_give_the_same_draft_file(green, tmp_path):
    export(green, tmp_path)
    outcome = green("draft", "import", "green.xml", "-o", "again.md")
    assert outcome.code == 0, outcome.err
    stored = (tmp_path / "green.md").read_text().splitlines()
    again = (tmp_path / "again.md").read_text().splitlines()
    assert again == [line for line in stored if not line.startswith("based_on: ")]


def test_the_format_can_be_named_and_goes_to_standard_output(green):
    outcome = green("draft", "export", "green.md", "-f", "akn", "--as-of", "2026-05-01")
    assert outcome.out.startswith("<?xml")
    assert "/akn/zz/statement/declaration/2026-05-01/green/eng@2026-05-01" in outcome.out


def test_a_faulty_file_is_imported_with_its_fault_and_exit_code_3(accord, tmp_path):
    (tmp_path / "other.xml").write_text(
        f'<akomaNtoso xmlns="{NAMESPACE}"><statement name="resolution"><meta/>\n'
        "<preface><p><docTitle>Air</docTitle></p></preface>\n"
        "<mainBody><paragraph><num>1.</num><content><p><subheading>Clean.</subheading> Air.</p>"
        "</content></paragraph></mainBody></statement></akomaNtoso>"
    )
    outcome = accord("draft", "import", "other.xml", "--code", "air", "--language", "fr")
    assert outcome.code == 3
    assert "other.xml:3: warning X012: <subheading> cannot stand in <p>." in outcome.err
    assert "declaration: air" in outcome.out
    assert "language: fr" in outcome.out
    assert re.search(r"^1\. Clean\. Air\.", outcome.out, re.MULTILINE)


def test_a_file_of_another_kind_is_refused_with_what_can_be_given(accord, tmp_path):
    (tmp_path / "page.xml").write_text("<html/>")
    outcome = accord("draft", "import", "page.xml")
    assert outcome.code == 3
    assert "The file begins with <html>, not with Akoma Ntoso 3.0." in outcome.err


def test_languages_beside_each_other_have_no_akoma_ntoso(green):
    outcome = green("draft", "export", "green", "--beside", "fr", "-f", "akn")
    assert outcome.code != 1
    assert outcome.code != 0
