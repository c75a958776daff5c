"""Akoma Ntoso files of others become drafts, and no word of a paragraph is lost."""

import random
import re
import unicodedata
from copy import deepcopy
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from declarations.draft_file import parse_draft, print_draft
from declarations.model import Declaration, Mark, MarkKind, NodeKind, Profile
from declarations.problems import InputRefusal, Level
from exports.akoma_ntoso.reader import read_akoma_ntoso
from exports.akoma_ntoso.vocabulary import NAMESPACE
from exports.akoma_ntoso.writer import write_akoma_ntoso
from tests.conftest import ROOT
from tests.exports.akoma_ntoso_schema import sample_files, schema_faults

NAMES = {"a": NAMESPACE}
ELEMENTS = (
    *("p", "paragraph", "section", "heading", "num", "content", "intro", "wrapUp", "blockList"),
    *("item", "table", "ul", "li", "list", "point", "container", "recital", "formula", "a", "ref"),
    *("authorialNote", "noteRef", "i", "span", "eol", "del", "mainBody", "preamble", "attachment"),
    *("doc", "unknown", "crossHeading", "subheading", "toc", "foreign", "embeddedStructure"),
)
ENTITIES = '<!DOCTYPE a [<!ENTITY e0 "ha">' + "".join(
    f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10)
)


def statement(body: str, *, before: str = "", preamble: str = "", conclusions: str = "") -> bytes:
    return (
        f'{before}<akomaNtoso xmlns="{NAMESPACE}"><statement name="declaration"><meta>'
        "<identification source='#a'><FRBRExpression><FRBRlanguage language='eng'/>"
        "</FRBRExpression></identification></meta>"
        "<preface><p><docTitle>Title</docTitle></p></preface>"
        f"{preamble}<mainBody>{body}</mainBody>{conclusions}</statement></akomaNtoso>"
    ).encode()


def read(body: str, **parts: str) -> Declaration:
    return read_akoma_ntoso(statement(body, **parts), "f.xml").declaration


def paragraph(words: str, number: str = "") -> str:
    num = f"<num>{number}</num>" if number else ""
    return f"<paragraph>{num}<content><p>{words}</p></content></paragraph>"


def outline(declaration: Declaration) -> list[tuple[str, str]]:
    return [(node.id, node.text.plain) for node in declaration.walk()]


def codes(body: str, **parts: str) -> list[str]:
    return [each.code for each in read_akoma_ntoso(statement(body, **parts)).problems]


# The words of a file, squeezed: found by walking its XML, with nothing of ours


def squeeze(words: str) -> str:
    return unicodedata.normalize("NFC", re.sub(r"\s", "", words))


def words_of(element) -> str:
    """Return the words of an element without its notes."""
    name = etree.QName(element).localname if isinstance(element.tag, str) else "authorialNote"
    if name in {"authorialNote", "noteRef"}:
        return ""
    return (element.text or "") + "".join(words_of(c) + (c.tail or "") for c in element)


def all_words(data: bytes) -> tuple[list[str], list[str]]:
    """Return the words of every paragraph and heading, and of every note."""
    root = etree.fromstring(data)
    path = (
        "(//a:preamble | //a:mainBody)//*[self::a:p or self::a:heading or self::a:subheading]"
        "[not(ancestor::a:authorialNote) and not(ancestor::a:p)]"
    )
    blocks = [squeeze(words_of(block)) for block in root.xpath(path, namespaces=NAMES)]
    blocks = [re.sub(r"^(\d{1,2}-|\([a-z]\))", "", block) for block in blocks]
    notes = root.xpath("//a:authorialNote/a:p", namespaces=NAMES)
    return [block for block in blocks if block], [squeeze(words_of(note)) for note in notes]


@pytest.mark.parametrize("kind", ["samples", "invalid"])
def test_export_after_import_keeps_the_text_of_every_paragraph_and_note(real_data, kind):
    files = sample_files(real_data, kind)
    assert files
    for path in files:
        source = path.read_bytes()
        text = read_akoma_ntoso(source, path.name).declaration
        written = write_akoma_ntoso(text, made_on=date(2026, 1, 1))
        assert all_words(written) == all_words(source), path.name
        assert schema_faults(written) == [], path.name
        assert read_akoma_ntoso(written).declaration == text, path.name
        assert parse_draft(print_draft(text)).declaration == text, path.name


def test_every_valid_file_imports_without_error_or_warning_in_its_language(real_data):
    for path in sample_files(real_data, "samples"):
        parsed = read_akoma_ntoso(path.read_bytes(), path.name)
        assert {problem.level for problem in parsed.problems} <= {Level.HINT}, path.name
        written = path.name.split(".")[-2]
        assert parsed.declaration.language == (written if len(written) == 2 else "en")
        assert parsed.declaration.profile is Profile.RESOLUTION


@pytest.mark.parametrize(
    ("name", "line", "message"),
    [
        ("75session__French__75_44_F.xml", 26, "<classification> holds no <keyword>."),
        (
            "77session__English__A_RES_77_104-2228250E.xml", 254,
            "<subheading> cannot stand in <p>, and in 66 more places.",
        ),
        ("80session__Russian__A_RES_80_91-2520094R.xml", 38, "<step> has no date."),
    ],
)  # fmt: skip
def test_each_invalid_file_gets_its_line_and_reason(real_data, name, line, message):
    data = (real_data / "akn" / "invalid" / name).read_bytes()
    problems = read_akoma_ntoso(data, name).problems
    (serious,) = [problem for problem in problems if problem.level is not Level.HINT]
    assert (serious.place.line, serious.message) == (line, message)
    assert schema_faults(data)[0].startswith(f"{line}: ")


def test_numbers_typed_into_arabic_words_are_numbers(real_data):
    path = real_data / "akn" / "samples" / "un_ares_75_1_declaration_un75.ar.xml"
    text = read_akoma_ntoso(path.read_bytes()).declaration
    paragraphs = text.operative_paragraphs()
    assert len(paragraphs) == 21
    assert not any(node.text.plain[0].isdigit() for node in paragraphs)
    assert [section.text.plain for section in text.sections[1:]] == ["*  *  *", "*  *  *"]


def test_an_annex_follows_as_sections(real_data):
    name = "77session__English__A_RES_77_104-2228250E.xml"
    text = read_akoma_ntoso((real_data / "akn" / "invalid" / name).read_bytes()).declaration
    headings = [section.text.plain for section in text.sections]
    assert headings[1] == "Annex"
    assert headings[-2:] == ["Principle 27", "Remnants of war at sea"]
    below = [len(node.children) for node in text.operative_paragraphs() if node.children]
    assert below == [2, 2]


def test_headings_begin_sections_and_paragraphs_without_one_stand_before():
    text = read(
        paragraph("First.", "1.") + "<paragraph><heading>Air</heading></paragraph>"
        + paragraph("Second.", "2.")
    )  # fmt: skip
    assert outline(text) == [
        ("text", ""), ("text-1", "First."), ("air", "Air"), ("air-1", "Second."),
    ]  # fmt: skip


def test_formula_and_containers_are_preambular_paragraphs_in_order():
    text = read(
        paragraph("Act.", "1."),
        preamble="<preamble><formula name='enactingFormula'><p><span class='italic'>We</span>,</p>"
        "</formula><container name='Noting'><p>\n   Noting it,</p></container></preamble>",
    )
    assert outline(text)[:3] == [
        ("preamble", ""), ("preamble-1", "We,"), ("preamble-2", "Noting it,"),
    ]  # fmt: skip
    assert text.preamble is not None
    assert text.preamble.children[0].text.marks == (Mark(0, 2, MarkKind.ITALIC),)


def test_unnumbered_words_before_the_first_number_open_the_text():
    text = read(paragraph("Adopts this:") + paragraph("Act.", "1.") + paragraph("Act.", "2."))
    assert outline(text)[:2] == [("preamble", ""), ("preamble-1", "Adopts this:")]
    assert len(text.operative_paragraphs()) == 2


@pytest.mark.parametrize("typed", [True, False])
def test_lettered_paragraphs_beside_a_numbered_one_go_below_it(typed):
    rows = [("(a)", "One:"), ("(i)", "deep;"), ("(ii)", "deeper;"), ("(b)", "Two.")]
    flat = "".join(
        paragraph(f"\t{label}\t{words}") if typed else paragraph(words, label)
        for label, words in rows
    )
    text = read(paragraph("Do:", "1.") + flat + paragraph("Next.", "2."))
    first, second = text.operative_paragraphs()
    assert [node.text.plain for node in first.walk()] == ["Do:", "One:", "deep;", "deeper;", "Two."]
    assert [len(node.children) for node in first.walk()] == [2, 2, 0, 0, 0]
    assert not second.children


def test_the_letter_i_after_h_is_a_letter():
    labels = [f"({letter})" for letter in "abcdefghij"]
    flat = "".join(paragraph("Words;", label) for label in labels)
    (only,) = read(paragraph("Do:", "1.") + flat).operative_paragraphs()
    assert len(only.children) == 10


def test_a_label_that_continues_nothing_stays_words():
    text = read(paragraph("Do:", "1.") + paragraph("(c)\tThird."))
    assert [node.text.plain for node in text.operative_paragraphs()] == ["Do:", "(c) Third."]


def test_layout_white_space_is_not_text_but_spaces_are():
    (only,) = read(paragraph("\n   One  two\n   <b>three </b>\tfour ", "1.")).operative_paragraphs()
    assert only.text.plain == "One  two three four"
    assert only.text.marks == (Mark(9, 14, MarkKind.BOLD),)


def test_notes_keep_their_marks_and_words():
    note = '<authorialNote marker="7"><p>\n See <i>it</i>.</p></authorialNote>'
    text = read(paragraph(f"Words{note} more.", "1."))
    assert [(each.id, each.text.plain) for each in text.notes] == [("7", "See it.")]
    assert text.operative_paragraphs()[0].text.marks == (Mark(5, 6, MarkKind.NOTE, "7"),)


def test_a_note_in_the_title_is_kept_and_its_sign_is_not():
    note = '<authorialNote marker="*"><p>First reading.</p></authorialNote>'
    data = statement(paragraph("x", "1.")).replace(b"Title<", f"Title{note}<".encode())
    text = read_akoma_ntoso(data).declaration
    assert text.title == "Title"
    assert [each.text.plain for each in text.notes] == ["First reading."]


def test_an_annex_brings_the_headings_of_its_attachment():
    annex = (
        "<attachments><attachment><heading>Annex</heading><doc name='annex'><meta/><preface><p>"
        f"Plan</p></preface><mainBody>{paragraph('Words.')}</mainBody></doc></attachment>"
        "</attachments>"
    )
    text = read(paragraph("x", "1."), conclusions=annex)
    assert outline(text)[2:] == [("annex", "Annex"), ("plan", "Plan"), ("plan-1", "Words.")]


def test_a_file_of_ours_that_was_edited_wrongly_is_read_with_other_values():
    data = write_akoma_ntoso(read(paragraph("x", "1.")), made_on=date(2026, 1, 1))
    for old, new in ((b'code="title"', b'code="A B"'), (b'language="en"', b'language="?"')):
        assert old in data
        data = data.replace(old, new)
    parsed = read_akoma_ntoso(data.replace(b'profile="declaration"', b'profile="poem"'))
    assert (parsed.declaration.code, parsed.declaration.language) == ("title", "en")
    assert [each.code for each in parsed.problems] == ["X033"]


def test_notes_of_one_marker_become_two_notes():
    note = '<authorialNote marker="1"><p>{}</p></authorialNote>'
    text = read(paragraph(f"a{note.format('first')} b{note.format('second')}", "1."))
    assert [each.text.plain for each in text.notes] == ["first", "second"]
    assert len({each.id for each in text.notes}) == 2


def test_the_law_elements_of_acts_are_read_as_sections_and_paragraphs():
    text = read(
        "<chapter><num>I</num><heading>One</heading><article><num>Article 1</num><paragraph>"
        "<num>1.</num><list><intro><p>Do:</p></intro><point><num>(a)</num><content><p>x;</p>"
        "</content></point></list></paragraph></article></chapter>"
    )
    assert outline(text) == [
        ("i-one", "I One"), ("article-1", "Article 1"), ("article-1-1", "Do:"),
        ("article-1-1-1", "x;"),
    ]  # fmt: skip


def test_a_block_list_is_sub_paragraphs_and_words_after_it_are_kept():
    block = (
        "<blockList><listIntroduction>Do:</listIntroduction><item><num>(a)</num><p>x;</p></item>"
        "<item><num>(b)</num><p>y.</p></item><listWrapUp>And end.</listWrapUp></blockList>"
    )
    body = f"<paragraph><num>1.</num><content>{block}</content></paragraph>"
    (only,) = read(body).operative_paragraphs()
    assert [node.text.plain for node in only.walk()] == ["Do:", "x;", "y.", "And end."]
    assert "X026" in codes(body)


def test_sub_paragraphs_too_deep_are_kept_and_told():
    deep = "<point><num>a</num><intro><p>w</p></intro>" * 6 + "</point>" * 6
    body = f"<paragraph><num>1.</num><intro><p>w</p></intro>{deep}</paragraph>"
    (only,) = read(body).operative_paragraphs()
    assert len(list(only.walk())) == 7
    assert "X025" in codes(body)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("H<sub>2</sub>O", "X020"),
        ("<img src='x.png'/>x", "X021"),
        ("<mystery>x</mystery>", "X021"),
        ("<ref href='#para_2'>paragraph 2</ref>", "X027"),
        ("a\u200bb", "X028"),
        ("a<noteRef href='#nowhere'/>", "X032"),
    ],
)
def test_what_a_draft_cannot_hold_is_told_and_its_words_are_kept(words, code):
    body = paragraph(words, "1.")
    assert code in codes(body)
    (only,) = read(body).operative_paragraphs()
    assert only.text.plain


@pytest.mark.parametrize(
    "body",
    [
        "lost words<p>x</p>",
        "<paragraph>lost words<content><p>x</p></content></paragraph>",
        "<paragraph><content><p>x</p>lost words</content></paragraph>",
        "<section>lost words<heading>H</heading></section><p>x</p>",
    ],
)
def test_words_where_none_belong_are_told_with_their_line(body):
    parsed = read_akoma_ntoso(statement("\n" + body))
    (lost,) = [problem for problem in parsed.problems if problem.code == "X036"]
    assert (lost.place.line in {1, 2}, lost.value) == (True, "lost words")


@settings(max_examples=25)
@given(st.integers(0, 10**6))
def test_however_a_file_is_changed_what_was_read_goes_out_and_comes_back(real_data, seed):
    chance = random.Random(seed)  # noqa: S311 - changes, not secrets
    path = chance.choice(sample_files(real_data, "samples"))
    try:
        text = read_akoma_ntoso(change_at_random(path.read_bytes(), chance)).declaration
    except InputRefusal:
        return
    written = write_akoma_ntoso(text, made_on=date(2026, 1, 1))
    assert schema_faults(written) == []
    assert read_akoma_ntoso(written).declaration == text
    assert parse_draft(print_draft(text)).declaration == text


def change_at_random(data: bytes, chance: random.Random) -> bytes:
    """Return a file with some elements removed, renamed, doubled, moved or given other words."""
    root = etree.fromstring(data)
    elements = list(root.iter(etree.Element))[2:]
    for _ in range(chance.randint(1, 25)):
        element, other = chance.choice(elements), chance.choice(elements)
        parent = element.getparent()
        change = chance.randint(0, 4)
        if change == 0 and parent is not None:
            parent.remove(element)
        elif change == 1:
            element.tag = f"{{{NAMESPACE}}}{chance.choice(ELEMENTS)}"
        elif change == 2 and parent is not None:
            parent.insert(0, deepcopy(element))
        elif change == 3 and other is not element and element not in other.iterancestors():
            other.append(element)
        else:
            element.text = (element.text or "") + chance.choice(["(a)\t", "2. ", "\u200b", "* * *"])
    return etree.tostring(root)


def test_words_in_place_of_a_number_are_told():
    assert "X036" in codes(paragraph("x", "Here stands far more than any number would hold"))


def test_the_cover_page_is_told_where_a_draft_has_no_place_for_it():
    parsed = read_akoma_ntoso(
        statement(paragraph("x", "1.")).replace(
            b"<preface>", b"<coverPage><p>Distr.: General</p></coverPage><preface>"
        )
    )
    (hint,) = [each for each in parsed.problems if each.code == "X023"]
    assert "Distr.: General" in hint.message


def test_a_link_ends_before_a_note_and_holds_no_other_link():
    note = '<authorialNote marker="1"><p>n</p></authorialNote>'
    words = f"<a href='x'>one <a href='y'>two</a>{note} three</a>"
    (only,) = read(paragraph(words, "1.")).operative_paragraphs()
    assert [mark for mark in only.text.marks if mark.kind is MarkKind.LINK] == [
        Mark(0, 7, MarkKind.LINK, "x"), Mark(9, 14, MarkKind.LINK, "x"),
    ]  # fmt: skip


def test_each_paragraph_has_its_line():
    parsed = read_akoma_ntoso(
        statement("\n\n" + paragraph("x", "1.") + "\n" + paragraph("y", "2."))
    )
    places = [parsed.places[each.id].line for each in parsed.declaration.operative_paragraphs()]
    assert places == [3, 4]


def test_every_node_has_an_id_of_its_own_that_a_draft_takes():
    body = "<section GUID='A B'><heading>Air</heading></section>" * 2
    ids = [node.id for node in read(body + paragraph("x", "1.")).walk()]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", each) for each in ids)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "X001"),
        (b"PK\x03\x04 not XML", "X001"),
        (b"<a><b></a>", "X001"),
        (("<a>" * 5000).encode(), "X001"),
        (statement("<p>&e9;</p>", before=ENTITIES + "]>"), "X002"),
        (statement("<p class='&e9;'/>", before=ENTITIES + "]>"), "X002"),
        (statement("<p>&f;</p>", before='<!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/passwd">]>'),
         "X002"),
        (f'<?xml version="1.0" encoding="UTF-16"?>{ENTITIES}]><a/>'.encode("utf-16"), "X002"),
        (b"<html/>", "X003"),
        (f'<akomaNtoso xmlns="{NAMESPACE}"/>'.encode(), "X004"),
        (f'<akomaNtoso xmlns="{NAMESPACE}"><judgment/></akomaNtoso>'.encode(), "X004"),
    ],
)  # fmt: skip
def test_a_file_that_is_none_is_refused_with_line_and_remedy(data, code):
    with pytest.raises(InputRefusal) as refused:
        read_akoma_ntoso(data, "f.xml")
    (problem,) = refused.value.problems
    assert (problem.code, problem.place.file) == (code, "f.xml")
    assert problem.place.line >= 1
    assert problem.remedy
    assert "passwd" not in problem.message


def test_a_file_too_large_is_refused():
    with pytest.raises(InputRefusal, match="larger than 5 MB"):
        read_akoma_ntoso(b" " * 5_000_001, "f.xml")


def test_a_file_without_text_is_an_error():
    parsed = read_akoma_ntoso(f'<akomaNtoso xmlns="{NAMESPACE}"><doc/></akomaNtoso>'.encode())
    errors = [each.code for each in parsed.problems if each.level is Level.ERROR]
    assert errors == ["X030", "X031"]
    assert not any(node.kind is NodeKind.OPERATIVE for node in parsed.declaration.walk())


def test_every_code_is_in_the_guide():
    guide = (ROOT / "docs" / "akoma-ntoso.md").read_text()
    listed = set(re.findall(r"X0\d\d", guide))
    for first, last in re.findall(r"(X0\d\d) to (X0\d\d)", guide):
        listed |= {f"X{number:03}" for number in range(int(first[1:]), int(last[1:]) + 1)}
    sources = (ROOT / "exports" / "akoma_ntoso").glob("*.py")
    used = {code for path in sources for code in re.findall(r'"(X0\d\d)"', path.read_text())}
    assert used == listed
