"""What a Word file says: labels, looks, notes, comments, fields, controls, tables, boxes."""

import io
import re
import zipfile
from pathlib import Path

import pytest

from exports.docx.number_formats import spell_number
from exports.docx.reading import Container, TablePlace
from tests.exports.word_files import make_word, pack, paragraph, read, read_real

EXPECT = re.compile(r"\[expect\](.*?)\[/expect\]")
LABELS = {
    "pandoc__lists.docx": ["1.", "2.", "a.", "b."],
    "pandoc__lists_level_override.docx": ["1.", "2.", "3.", "4.", "5.", "6."],
    "pandoc__lists_restart_8367.docx": ["1.", "2.", "3.", "1.", "2.", "3.", "4."],
    "pandoc__lists_restarting.docx": ["2.", "3.", "4.", "1."],
    "pandoc__lists_continuing.docx": ["1.", "2.", "3.", "4."],
    # The second list is another one than the first: Word and LibreOffice print its own 1.1.
    "pandoc__lists_sublist_reset.docx": ["1.", "1.1", "1.2", "2.", "1.1"],
    "docx4j__NumberingImplicitNumId.docx": [
        "Section 1.", "1.1", "(a)", "Section 2.", "2.1", "2.2",
    ],
}  # fmt: skip
"""As the peers state them or, where they state none, as LibreOffice 7.4 prints them."""


@pytest.mark.parametrize("name", LABELS)
def test_labels_are_those_that_word_prints(real_data: Path, name: str) -> None:
    reading = read_real(real_data / "docx" / name)
    assert [e.label for e in reading.paragraphs if e.label and not e.is_bullet] == LABELS[name]


@pytest.mark.parametrize("name", ["isLgl", "NotIsLgl"])
def test_legal_numbers_are_those_that_the_file_itself_expects(real_data: Path, name: str) -> None:
    reading = read_real(real_data / "docx" / f"docx4j__article-section-{name}.docx")
    expected = [EXPECT.search(each.text) for each in reading.paragraphs if each.text]
    labels = [each.label for each in reading.paragraphs if each.text]
    assert labels == [match and match.group(1) for match in expected]
    assert len(labels) == 6


def test_arabic_text_keeps_its_typed_digits_and_direction(real_data: Path) -> None:
    reading = read_real(real_data / "docx" / "docx4j__arabic_numbering.docx")
    assert len(reading.paragraphs) == 16
    assert not reading.remarks


def test_real_declaration_in_content_controls_is_read_whole(real_data: Path) -> None:
    reading = read_real(real_data / "docx" / "docx4j__decracdiscrim1.docx")
    assert len(reading.paragraphs) == 48
    words = [each.text.strip() for each in reading.paragraphs if each.text.strip()]
    assert sum(each.startswith("Article ") for each in words) == 11
    assert words[2] == "The General Assembly,"
    assert words[-1].endswith("the Granting of Independence to Colonial Countries and Peoples.")
    assert not reading.remarks


def test_notes_and_endnotes_stand_where_their_marks_are(real_data: Path) -> None:
    reading = read_real(real_data / "docx" / "pandoc__notes.docx")
    assert [s.note for s in reading.paragraphs[2].spans] == ["", "1", "", "e1"]
    assert [("".join(s.text for s in n.spans).strip(), n.is_endnote) for n in reading.notes] == [
        ("My note.", False),
        ("This is an endnote at the end of the document.", True),
    ]


def test_comments_keep_author_date_place_and_the_words_they_are_about(real_data: Path) -> None:
    comments = read_real(real_data / "docx" / "pandoc__comments.docx").comments
    assert len(comments) == 5
    assert (comments[0].author, comments[0].date) == ("Jesse Rosenthal", "2016-05-09T16:13:00Z")
    assert comments[0].quoted == "some text to have a comment"
    assert comments[2].text == "This one has multiple paragraphs.\n\nSee?"
    assert [each.paragraph for each in comments] == [1, 2, 4, 4, 4]


def test_signs_of_symbol_fonts_are_read_as_what_they_print(real_data: Path) -> None:
    reading = read_real(real_data / "docx" / "pandoc__unicode.docx")
    assert reading.paragraphs[0].text == "Hello, 世界. This costs €10.∨∨("


def test_every_real_file_is_read_and_says_where_it_was_not_understood(real_data: Path) -> None:
    broken = ("poi__bug53475", "poi__clusterfuzz")
    for path in sorted((real_data / "docx").glob("*.docx")):
        if path.name.startswith(broken):
            continue
        reading = read_real(path)
        assert all(r.paragraph <= len(reading.paragraphs) for r in reading.remarks), path.name
        assert all(r.message and r.remedy for r in reading.remarks)


@pytest.mark.parametrize(
    ("kind", "number", "spelt"),
    [
        ("lowerLetter", 27, "aa"), ("lowerLetter", 28, "bb"), ("upperRoman", 14, "XIV"),
        ("decimalZero", 7, "07"), ("ordinal", 11, "11th"), ("ordinal", 22, "22nd"),
        ("thaiNumbers", 25, "๒๕"), ("hindiNumbers", 10, "१०"), ("arabicAbjad", 4, "د"),
        ("hebrew1", 15, "טו"), ("hebrew2", 2, "ב"), ("chineseCounting", 12, "十二"),
        ("chineseCounting", 105, "一百〇五"), ("decimalEnclosedCircle", 3, "③"),
        ("none", 5, ""), ("cardinalText", 2, None), ("numberInDash", 4, "- 4 -"),
        ("chicago", 5, "**"),
    ],
)  # fmt: skip
def test_number_formats(kind: str, number: int, spelt: str | None) -> None:
    assert spell_number(number, kind) == spelt


def level(depth: int, text: str, kind: str = "decimal", more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def numbered(words: str, depth: int, number: int = 1) -> str:
    place = f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>'
    return paragraph(words, place)


def labels_of(depths: list[tuple[int, int]], levels: str, numbers: str = "") -> list[str]:
    numbering = (
        f'<w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>'
        f'<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>{numbers}'
    )
    body = "".join(numbered("x", depth, number) for depth, number in depths)
    return [each.label for each in read(make_word(body, numbering=numbering)).paragraphs]


def test_lower_levels_begin_anew_unless_the_list_says_otherwise() -> None:
    depths = [(0, 1), (1, 1), (0, 1), (1, 1)]
    usual = level(0, "%1.") + level(1, "(%2)", "lowerLetter")
    assert labels_of(depths, usual) == ["1.", "(a)", "2.", "(a)"]
    runs_on = level(0, "%1.") + level(1, "(%2)", "lowerLetter", '<w:lvlRestart w:val="0"/>')
    assert labels_of(depths, runs_on) == ["1.", "(a)", "2.", "(b)"]


def test_second_list_of_the_same_kind_goes_on_unless_it_has_a_start_of_its_own() -> None:
    goes_on = '<w:num w:numId="2"><w:abstractNumId w:val="0"/></w:num>'
    begins = (
        '<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0">'
        '<w:startOverride w:val="1"/></w:lvlOverride></w:num>'
    )
    places = [(0, 1), (0, 1), (0, 2), (0, 2)]
    assert labels_of(places, level(0, "%1."), goes_on) == ["1.", "2.", "3.", "4."]
    assert labels_of(places, level(0, "%1."), begins) == ["1.", "2.", "1.", "2."]


def test_unknown_number_format_prints_digits_and_is_told() -> None:
    levels = level(0, "%1.", "cardinalText")
    numbering = (
        f'<w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )
    reading = read(make_word(numbered("x", 0), numbering=numbering))
    assert reading.paragraphs[0].label == "1."
    assert [(r.code, r.paragraph) for r in reading.remarks] == [("W307", 1)]


def run(inner: str, look: str = "") -> str:
    return f"<w:r>{f'<w:rPr>{look}</w:rPr>' if look else ''}{inner}</w:r>"


def sign(kind: str) -> str:
    return run(f'<w:fldChar w:fldCharType="{kind}"/>')


def test_field_shows_its_result_and_what_it_refers_to() -> None:
    field = sign("begin") + run("<w:instrText> REF para5 \\h </w:instrText>") + sign("separate")
    body = f"<w:p>{run('<w:t>see </w:t>')}{field}{run('<w:t>5</w:t>')}{sign('end')}</w:p>"
    spans = read(make_word(body)).paragraphs[0].spans
    assert [(each.text, each.reference) for each in spans] == [("see ", ""), ("5", "para5")]


def test_link_by_field_and_check_box_of_a_form() -> None:
    link = (
        sign("begin")
        + run('<w:instrText> HYPERLINK "https://example.org/a" \\l "b" </w:instrText>')
        + sign("separate") + run("<w:t>here</w:t>") + sign("end")
    )  # fmt: skip
    box = run(
        '<w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:checked/></w:checkBox>'
        "</w:ffData></w:fldChar>"
    ) + sign("end")
    spans = read(make_word(f"<w:p>{link}{box}</w:p>")).paragraphs[0].spans
    assert [(each.text, each.link) for each in spans] == [
        ("here", "https://example.org/a#b"),
        ("☒", ""),
    ]


def test_table_of_contents_is_told_from_the_text() -> None:
    begin = sign("begin") + run("<w:instrText> TOC </w:instrText>") + sign("separate")
    body = (
        f"<w:p>{begin}{run('<w:t>Part 1</w:t>')}</w:p><w:p>{run('<w:t>Part 2</w:t>')}{sign('end')}"
        f"</w:p>{paragraph('Text')}"
    )
    containers = [each.container for each in read(make_word(body)).paragraphs]
    assert containers == [Container.CONTENTS, Container.CONTENTS, Container.TEXT]


def test_text_box_is_read_once_after_its_paragraph() -> None:
    mc = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    box = f"<w:txbxContent>{paragraph('In the box')}</w:txbxContent>"
    drawing = (
        f'<mc:AlternateContent xmlns:mc="{mc}"><mc:Choice Requires="wps"><w:drawing>{box}'
        f"</w:drawing></mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback>"
        "</mc:AlternateContent>"
    )
    reading = read(make_word(f"<w:p>{run('<w:t>Before</w:t>')}{run(drawing)}</w:p>"))
    assert [(e.text, e.container) for e in reading.paragraphs] == [
        ("Before", Container.TEXT),
        ("In the box", Container.TEXT_BOX),
    ]
    assert [each.code for each in reading.remarks] == ["W304"]


def test_cells_know_table_row_and_column_also_over_spans() -> None:
    def cell(words: str, span: int = 1) -> str:
        return f'<w:tc><w:tcPr><w:gridSpan w:val="{span}"/></w:tcPr>{paragraph(words)}</w:tc>'

    rows = f"<w:tr>{cell('a', 2)}{cell('b')}</w:tr><w:tr>{cell('c')}{cell('d')}{cell('e')}</w:tr>"
    places = [each.place for each in read(make_word(f"<w:tbl>{rows}</w:tbl>")).paragraphs]
    assert places == [
        TablePlace(1, 1, 1), TablePlace(1, 1, 3),
        TablePlace(1, 2, 1), TablePlace(1, 2, 2), TablePlace(1, 2, 3),
    ]  # fmt: skip


def test_smart_tags_content_controls_and_ruby_lose_no_word() -> None:
    inner = (
        f"<w:smartTag>{run('<w:t>Addis </w:t>')}</w:smartTag>"
        f"<w:sdt><w:sdtPr/><w:sdtContent>{run('<w:t>Ababa </w:t>')}</w:sdtContent></w:sdt>"
        f"<w:r><w:ruby><w:rt>{run('<w:t>kan</w:t>')}</w:rt><w:rubyBase>{run('<w:t>漢</w:t>')}"
        "</w:rubyBase></w:ruby></w:r>"
    )
    assert read(make_word(f"<w:p>{inner}</w:p>")).paragraphs[0].text == "Addis Ababa 漢"


def test_hidden_words_pictures_and_unknown_elements_are_told_with_their_place() -> None:
    body = (
        paragraph("First")
        + f"<w:p>{run('<w:t>secret</w:t>', '<w:vanish/>')}{run('<w:drawing/>')}"
        + f"<w:wonder>{run('<w:t>lost?</w:t>')}</w:wonder></w:p>"
    )
    reading = read(make_word(body))
    assert [(r.code, r.paragraph) for r in reading.remarks] == [
        ("W305", 2), ("W301", 2), ("W309", 2),
    ]  # fmt: skip
    assert "lost?" in reading.remarks[-1].message


def test_look_comes_from_the_run_its_style_and_not_from_the_paragraph() -> None:
    styles = (
        '<w:style w:type="character" w:styleId="Emphasis"><w:name w:val="Emphasis"/>'
        "<w:rPr><w:i/></w:rPr></w:style>"
        '<w:style w:type="character" w:styleId="Sub"><w:basedOn w:val="Emphasis"/></w:style>'
    )
    words = (
        run("<w:t>a</w:t>", '<w:rStyle w:val="Sub"/>')
        + run("<w:t>b</w:t>", '<w:rStyle w:val="Sub"/><w:i w:val="0"/>')
        + run("<w:t>c</w:t>", "<w:b/>")
    )
    spans = read(make_word(f"<w:p>{words}</w:p>", styles=styles)).paragraphs[0].spans
    assert [(s.text, s.bold, s.italic) for s in spans] == [
        ("a", False, True), ("b", False, False), ("c", True, False),
    ]  # fmt: skip


def test_heading_level_comes_from_outline_or_from_the_name_in_any_language() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="Teil"><w:basedOn w:val="berschrift1"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="Own"><w:pPr><w:outlineLvl w:val="1"/></w:pPr>'
        "</w:style>"
    )
    body = "".join(
        paragraph("x", f'<w:pStyle w:val="{style}"/>') for style in ("Teil", "Own", "None")
    )
    assert [e.level for e in read(make_word(body, styles=styles)).paragraphs] == [1, 2, 0]


def test_strict_file_is_read_as_any_other() -> None:
    with zipfile.ZipFile(io.BytesIO(make_word(paragraph("Words")))) as package:
        files: dict[str, str | bytes] = {n: package.read(n) for n in package.namelist()}
    files["word/document.xml"] = package_text(files).replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    assert read(pack(files)).paragraphs[0].text == "Words"


def package_text(files: dict[str, str | bytes]) -> str:
    content = files["word/document.xml"]
    return content.decode() if isinstance(content, bytes) else content


def test_number_typed_as_a_note_mark_is_the_mark_of_a_note_met_before_or_told() -> None:
    styles = (
        '<w:style w:type="character" w:styleId="FR"><w:name w:val="footnote reference"/></w:style>'
    )
    notes = f'<w:footnote w:id="1">{paragraph("The note.")}</w:footnote>'
    look = '<w:rStyle w:val="FR"/>'
    mark = run('<w:footnoteReference w:id="1"/>', look)
    body = (
        f"<w:p>{run('<w:t>one</w:t>')}{mark}"
        f"{run('<w:t>again</w:t>')}{run('<w:t>1</w:t>', look)}{run('<w:t>2</w:t>', look)}</w:p>"
    )
    reading = read(make_word(body, styles=styles, footnotes=notes))
    spans = [(each.text, each.note) for each in reading.paragraphs[0].spans]
    assert spans == [("one", ""), ("", "1"), ("again", ""), ("", "1"), ("2", "")]
    assert [each.code for each in reading.remarks] == ["W311"]
