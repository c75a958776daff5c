"""A declaration written in Akoma Ntoso keeps the schema, and reads back the same."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from declarations.adoptions import (
    Adoption,
    Ballot,
    Choice,
    Counts,
    Decision,
    FreezeKind,
    FrozenText,
    Method,
    Result,
    SeparateVote,
    Vote,
    decide_by_vote,
)
from declarations.draft_file import parse_draft
from declarations.model import (
    OBJECT_CHARACTER,
    Declaration,
    Mark,
    MarkKind,
    Node,
    NodeKind,
    Note,
    Profile,
    Text,
)
from declarations.revisions import Revision, content_sha256
from exports.akoma_ntoso.metadata import History
from exports.akoma_ntoso.reader import read_akoma_ntoso
from exports.akoma_ntoso.vocabulary import NAMESPACE, language_tag, own, three_letter_code
from exports.akoma_ntoso.writer import write_akoma_ntoso
from tests.declarations.generated import declarations
from tests.declarations.real_texts import read_real_texts
from tests.exports.akoma_ntoso_schema import schema_faults

DAY = date(2026, 11, 24)
NAMES = {"a": NAMESPACE}
DRAFT = """---
declaration: green-2026
title: Green Cities
subtitle: A sample
assembly: Fifth General Assembly
prepared_by: Ulyanovsk
closing: Done at *Ulyanovsk*.
---

We, the cities, meet. {#p-1}

# Environment {#environment}

1. We will plant **trees**.[^1] {#trees}

2. We will clean the air as [[trees]] says: {#air}

   1. in streets; {#streets}

   2. in [schools](https://example.org/schools).[^1] {#schools}

[^1]: See *Green Book*.

[^2]: Nothing leads here.
"""


def draft(text: str = DRAFT) -> Declaration:
    parsed = parse_draft(text)
    assert not [problem for problem in parsed.problems if problem.level == "error"]
    return parsed.declaration


def tree(declaration: Declaration, history: History | None = None):
    return etree.fromstring(write_akoma_ntoso(declaration, history or History(), made_on=DAY))


def find(root, path: str):
    found = root.xpath(path, namespaces=NAMES)
    assert len(found) == 1, (path, found)
    return found[0]


def revise(declaration: Declaration, number: int, parent: str = "") -> Revision:
    day = date(2026, number, 1)
    return Revision(declaration, number, content_sha256(declaration), parent, "why", day)


@settings(max_examples=40)
@given(declarations())
def test_what_is_written_reads_back_the_same_and_without_a_word_against_it(text):
    parsed = read_akoma_ntoso(write_akoma_ntoso(text, made_on=DAY))
    assert parsed.declaration == text
    is_empty = not any(node.children for node in (text.preamble, *text.sections) if node)
    assert [problem.code for problem in parsed.problems] == (["X030"] if is_empty else [])


@settings(max_examples=40)
@given(declarations())
def test_what_is_written_keeps_the_schema(text):
    assert schema_faults(write_akoma_ntoso(text, made_on=DAY)) == []


@settings(max_examples=40)
@given(st.text(min_size=1, max_size=40), st.text(max_size=20), st.text(max_size=20))
def test_no_characters_break_the_file(address, words, name):
    plain = f"a{words}b"
    text = Text(plain, (Mark(0, len(plain), MarkKind.LINK, address),))
    paragraph = Node("p-1", NodeKind.OPERATIVE, text)
    section = Node("s", NodeKind.SECTION, Text("Heading"), (paragraph,))
    declaration = Declaration("code", name, sections=(section,), subtitle=name, prepared_by=name)
    data = write_akoma_ntoso(declaration, made_on=DAY)
    assert schema_faults(data) == []


@settings(max_examples=40)
@given(st.text(st.characters(codec="utf-8", min_codepoint=33, max_codepoint=0x2000), min_size=1))
def test_an_address_reads_back_as_it_was(address):
    address = "".join(c for c in address if c.isprintable())
    text = Text("ab", (Mark(0, 2, MarkKind.LINK, address),))
    section = Node("s", NodeKind.SECTION, Text(), (Node("p-1", NodeKind.OPERATIVE, text),))
    declaration = Declaration("code", "Title", sections=(section,))
    data = write_akoma_ntoso(declaration, made_on=DAY)
    assert read_akoma_ntoso(data).declaration == declaration


def test_every_real_text_keeps_the_schema_and_reads_back_the_same(real_data):
    count = 0
    for name, text in read_real_texts(real_data):
        data = write_akoma_ntoso(text, made_on=DAY)
        assert schema_faults(data) == [], name
        assert read_akoma_ntoso(data, name).declaration == text, name
        count += 1
    assert count > 15


def test_the_same_text_gives_the_same_bytes():
    assert write_akoma_ntoso(draft(), made_on=DAY) == write_akoma_ntoso(draft(), made_on=DAY)


def test_each_part_has_the_element_of_the_glossary():
    root = tree(draft())
    assert find(root, "//a:statement").get("name") == "declaration"
    assert find(root, "//a:recital").get("GUID") == "p-1"
    assert find(root, "//a:section/a:heading").text == "Environment"
    assert find(root, "//a:paragraph[@eId='para_2']/a:num").text == "2."
    assert find(root, "//a:subparagraph[@eId='para_2__subpara_b']/a:num").text == "(b)"
    assert find(root, "//a:subparagraph[@GUID='schools']//a:a").get("href").endswith("/schools")
    assert find(root, "//a:conclusions//a:i").text == "Ulyanovsk"


def test_a_cross_reference_leads_to_the_element_and_shows_its_label():
    reference = find(tree(draft()), "//a:ref")
    assert (reference.get("href"), reference.text) == ("#para_1", "1")


def test_a_note_stands_at_its_first_mark_and_later_marks_lead_there():
    root = tree(draft())
    note = find(root, "//a:authorialNote")
    assert (note.get("eId"), note.get("marker"), note.get("GUID")) == ("note_1", "1", "note:1")
    assert find(root, "//a:noteRef").get("href") == "#note_1"
    assert find(root, "//a:meta/a:notes/a:note").get("marker") == "2"


def test_the_opening_of_a_resolution_is_its_enacting_formula():
    text = replace(draft(), profile=Profile.RESOLUTION)
    root = tree(text)
    formula = find(root, "//a:preamble/a:formula")
    assert (formula.get("name"), formula.get("GUID")) == ("enactingFormula", "p-1")
    assert formula.get("eId") == "preamble__formula_1"


def test_a_paragraph_that_was_renumbered_keeps_its_earlier_eid_as_wid():
    before = draft()
    section = before.sections[0]
    first, second = section.children
    after = replace(before, sections=(replace(section, children=(second, first)),))
    history = History((revise(before, 1), revise(after, 2, content_sha256(before))))
    root = tree(after, history)
    moved = find(root, "//a:paragraph[@GUID='trees']")
    assert (moved.get("eId"), moved.get("wId")) == ("para_2", "para_1")
    below = find(root, "//a:subparagraph[@GUID='streets']")
    assert (below.get("eId"), below.get("wId")) == ("para_1__subpara_a", "para_2__subpara_a")
    assert find(root, "//a:section").get("wId") is None


def test_addresses_are_made_of_code_language_revision_and_dates():
    text = draft()
    history = History((revise(text, 1), revise(text, 2)))
    root = tree(text, history)
    work = "/akn/zz/statement/declaration/2026-01-01/green-2026"
    assert find(root, "//a:FRBRWork/a:FRBRuri").get("value") == work
    expression = f"{work}/eng@2026-02-01-r2"
    assert find(root, "//a:FRBRExpression/a:FRBRuri").get("value") == expression
    assert find(root, "//a:FRBRManifestation/a:FRBRuri").get("value") == f"{expression}.xml"
    assert find(root, "//a:FRBRManifestation/a:FRBRdate").get("date") == "2026-11-24"
    assert find(root, "//a:FRBRversionNumber").get("value") == "2"


def test_a_text_of_many_corners_reads_back_the_same_and_keeps_the_schema():
    mark = Text(OBJECT_CHARACTER, (Mark(0, 1, MarkKind.NOTE, "b"),))
    crossed = Text(
        "one two three",
        (
            Mark(0, 7, MarkKind.BOLD),
            Mark(0, 13, MarkKind.LINK, "https://example.org/?a=1&b=<2>"),
            Mark(4, 13, MarkKind.ITALIC),
        ),
    )
    lost = Text(f"see {OBJECT_CHARACTER}", (Mark(4, 5, MarkKind.REFERENCE, "s"),))
    section = Node("s", NodeKind.SECTION, Text("* * *"), (Node("p", NodeKind.OPERATIVE, crossed),))
    text = Declaration(
        "x", "T", preamble=Node("preamble", NodeKind.PREAMBLE, mark), sections=(section,),
        notes=(Note("a", Text("unmarked")), Note("b", lost), Note("c", Text("also unmarked"))),
        closing=Text("1 - not a number"), language="zh-Hans", profile=Profile.RESOLUTION,
    )  # fmt: skip
    data = write_akoma_ntoso(text, made_on=DAY)
    assert read_akoma_ntoso(data).declaration == text
    assert schema_faults(data) == []


def test_spaces_of_every_width_in_a_title_are_kept():
    text = replace(draft(), title="Paris\u00a02026  and\u202fafter", subtitle="a\u3000b")
    assert read_akoma_ntoso(write_akoma_ntoso(text, made_on=DAY)).declaration == text


def test_a_note_in_the_closing_formula_is_no_part_of_it():
    text = draft(DRAFT.replace("Done at *Ulyanovsk*.", '"Done.[^1]"'))
    assert text.closing.marks
    assert read_akoma_ntoso(write_akoma_ntoso(text, made_on=DAY)).declaration == text


def adopt(text: Declaration, **parts) -> History:
    revision = revise(text, 1)
    frozen = FrozenText("en", 1, revision.sha256, FreezeKind.ADOPTED, date(2026, 3, 2))
    adoption = Adoption(
        text.code, "en", 1, revision.sha256, "ga5", date(2026, 3, 2), texts=(frozen,), **parts
    )
    return History((revision,), adoption)


@pytest.mark.parametrize(
    ("decision", "outcome", "counts"),
    [
        (Decision(), "#adoptedWithoutVote", []),
        (Decision(Method.OTHER, "by acclamation"), "#adopted", []),
        (decide_by_vote(Vote(stated=Counts(5, 2, 1))), "#adoptedByVote", ["5", "2", "1"]),
        (
            decide_by_vote(Vote((Ballot("a", Choice.IN_FAVOUR), Ballot("b", Choice.NOT_VOTING)))),
            "#adoptedRecordedVote", ["1", "0", "0", "1"],
        ),
    ],
)  # fmt: skip
def test_each_way_of_deciding_has_its_outcome_and_counts(decision, outcome, counts):
    data = write_akoma_ntoso(draft(), adopt(draft(), decision=decision), made_on=DAY)
    root = etree.fromstring(data)
    assert find(root, "//a:voting").get("outcome") == outcome
    assert root.xpath("//a:voting/a:count/@value", namespaces=NAMES) == counts
    assert schema_faults(data) == []
    assert read_akoma_ntoso(data).declaration == draft()


def test_separate_votes_lead_to_the_parts_that_are_still_there():
    votes = (
        SeparateVote(Result.RETAINED, ("trees", "air")),
        SeparateVote(Result.DELETED, ("gone",), vote=Vote(stated=Counts(1, 2, 3))),
        SeparateVote(Result.REJECTED, amendment="A/5/L.2", note="oral"),
    )
    history = adopt(draft(), separate_votes=votes)
    data = write_akoma_ntoso(draft(), history, made_on=DAY)
    root = etree.fromstring(data)
    voting = root.xpath("//a:voting", namespaces=NAMES)
    assert [each.get("refersTo") for each in voting] == ["#para_1 #para_2", None, None, None]
    assert [each.get("outcome") for each in voting[:3]] == ["#retained", "#deleted", "#rejected"]
    assert voting[2].get(own("subject")) == "A/5/L.2"
    assert schema_faults(data) == []


def test_after_a_correction_numbers_are_compared_with_the_adopted_text():
    text = draft()
    section = text.sections[0]
    turned = replace(text, sections=(replace(section, children=section.children[::-1]),))
    history = adopt(text)
    later = (*history.revisions, revise(turned, 2), revise(turned, 3))
    root = tree(turned, replace(history, revisions=later))
    assert find(root, "//a:paragraph[@GUID='trees']").get("wId") == "para_1"
    adopted = find(root, "//a:step[@outcome='#adopted']")
    assert adopted.get("refersTo") == "#revision_1"


@pytest.mark.parametrize(
    ("tag", "code"), [("en", "eng"), ("fr", "fra"), ("zh-Hans", "zho"), ("am", "amh"), ("q", "und")]
)
def test_languages_have_their_three_letters(tag, code):
    assert three_letter_code(tag) == code


@pytest.mark.parametrize(
    ("code", "tag"),
    [("eng", "en"), ("fre", "fr"), ("fr", "fr"), ("xxxx", ""), ("rus-Latn", "ru-Latn")],
)
def test_three_letters_are_read_as_the_shortest_tag(code, tag):
    assert language_tag(code) == tag
