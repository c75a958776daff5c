"""An association's own Word file gives documents its letterhead, page and styles; never its text.

The templates are made by python-docx, and their style ids renamed as a German Word names them.
"""

import io
import os
import re
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, RGBColor

from declarations.problems import InputRefusal
from exports.docx.writer import write_docx
from exports.house_style import HouseStyle, WordTemplate
from exports.logo import read_logo
from tests.exports.every_block import EVERY_BLOCK
from tests.exports.test_house_style import draw_logo

GERMAN = {
    "Heading1": "berschrift1", "Heading2": "berschrift2", "Heading3": "berschrift3",
    "Title": "Titel", "Normal": "Standard", "Caption": "Beschriftung",
    "TableGrid": "Tabellenraster",
}  # fmt: skip
STYLE_IDS = re.compile(r'(w:styleId=|<w:(?:pStyle|basedOn|next|link|tblStyle) w:val=)"(\w+)"')


def make_template(change: Callable[[WordDocument], None] = lambda _word: None) -> bytes:
    """Return a letterhead: a picture and words in the header, words in the footer, own margins."""
    word = docx.Document()
    section = word.sections[0]
    section.page_width, section.page_height = Cm(18), Cm(26)
    section.left_margin, section.right_margin = Cm(3), Cm(2)
    head = section.header.paragraphs[0]
    head.add_run().add_picture(io.BytesIO(draw_logo()), width=Cm(3))
    head.add_run("Association of Towns")
    section.footer.paragraphs[0].text = "1 Market Square"
    word.styles["Heading 1"].font.color.rgb = RGBColor(0, 0x66, 0x33)
    word.add_paragraph("Text of the template", style="List Bullet")
    change(word)
    data = io.BytesIO()
    word.save(data)
    return data.getvalue()


def edit(data: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    """Return a packed file with each entry changed; None leaves one out."""
    edited = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(edited, "w") as new:
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
    return edited.getvalue()


def in_german(data: bytes) -> bytes:
    """Return the file with style ids as a German Word has them; their names stay English."""

    def rename(name: str, content: bytes) -> bytes:
        if not name.startswith("word/") or not name.endswith(".xml"):
            return content
        return STYLE_IDS.sub(
            lambda m: f'{m[1]}"{GERMAN.get(m[2], m[2])}"', content.decode()
        ).encode()

    return edit(data, rename)


def write(template: bytes, **fields: object) -> bytes:
    style = HouseStyle(word_template=WordTemplate("house.docx", template), **fields)  # type: ignore[arg-type]
    return write_docx(EVERY_BLOCK, pytest.fail, style)


def part_of(data: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return package.read(name).decode()


@pytest.fixture(scope="module")
def written() -> bytes:
    return write(in_german(make_template()))


def test_the_letterhead_stands_on_every_page_with_its_picture(written: bytes) -> None:
    word = docx.Document(io.BytesIO(written))
    assert len(word.sections) > 1
    for section in word.sections:
        assert "Association of Towns" in section.header.paragraphs[0].text
        assert section.footer.paragraphs[0].text == "1 Market Square"
        pictures = [r.target_part.blob for r in section.header.part.rels.values()]
        assert pictures == [draw_logo()]


def test_the_words_are_those_of_the_document_and_none_of_the_template(written: bytes) -> None:
    def read(data: bytes) -> list[str]:
        paragraphs = docx.Document(io.BytesIO(data)).element.body.iter(qn("w:p"))
        return ["".join(t.text or "" for t in p.iter(qn("w:t"))) for p in paragraphs]

    assert read(written) == read(write_docx(EVERY_BLOCK))
    assert "Text of the template" not in part_of(written, "word/document.xml")


def test_paper_and_margins_are_the_templates_upright_and_across(written: bytes) -> None:
    word = docx.Document(io.BytesIO(written))
    upright = [s for s in word.sections if s.orientation is WD_ORIENT.PORTRAIT]
    across = [s for s in word.sections if s.orientation is WD_ORIENT.LANDSCAPE]
    assert upright
    assert across
    for section in upright:
        assert (round(section.page_width.cm), round(section.page_height.cm)) == (18, 26)
        assert (round(section.left_margin.cm), round(section.right_margin.cm)) == (3, 2)
    for section in across:
        assert (round(section.page_width.cm), round(section.page_height.cm)) == (26, 18)


def test_no_table_is_wider_than_the_templates_page(written: bytes) -> None:
    word = docx.Document(io.BytesIO(written))
    widest = max(s.page_width.twips - s.left_margin.twips for s in word.sections)
    widths = re.findall(r'<w:tblW w:w="(\d+)"', word.element.xml)
    assert max(int(width) for width in widths) <= widest


def test_built_in_styles_are_the_templates_in_any_language(written: bytes) -> None:
    word = docx.Document(io.BytesIO(written))
    headings = [p for p in word.paragraphs if p.style.name == "Heading 1"]
    assert headings
    assert {p.style.style_id for p in headings} == {"berschrift1"}
    assert word.styles["Heading 1"].font.color.rgb == RGBColor(0, 0x66, 0x33)
    ids = [s.get(qn("w:styleId")) for s in word.styles.element.iterchildren(qn("w:style"))]
    names = [s.name for s in word.styles]
    assert len(ids) == len(set(ids))
    assert len(names) == len(set(names))


def test_every_style_in_use_is_there_and_ours_are_added(written: bytes) -> None:
    word = docx.Document(io.BytesIO(written))
    ids = {s.get(qn("w:styleId")) for s in word.styles.element.iterchildren(qn("w:style"))}
    for part in ("word/document.xml", "word/footnotes.xml", "word/styles.xml"):
        used = re.findall(
            r'<w:(?:pStyle|rStyle|tblStyle|basedOn|next) w:val="([^"]*)"', part_of(written, part)
        )
        assert set(used) <= ids, part
    assert "NumberedParagraph1" in ids
    assert part_of(written, "word/styles.xml").count('w:default="1"') == 4


def test_the_templates_default_table_style_is_that_of_our_tables() -> None:
    def choose_style(word: WordDocument) -> None:
        chosen = OxmlElement("w:defaultTableStyle")
        chosen.set(qn("w:val"), "LightGrid")
        word.settings.element.insert(1, chosen)

    text = part_of(write(make_template(choose_style)), "word/document.xml")
    assert '<w:tblStyle w:val="LightGrid"/>' in text
    assert "AccordTable" not in text


def test_headings_that_a_template_counts_are_not_numbered_twice() -> None:
    def count_headings(word: WordDocument) -> None:
        properties = word.styles["Heading 1"].element.get_or_add_pPr()
        properties.get_or_add_numPr().get_or_add_numId().val = 1

    word = docx.Document(io.BytesIO(write(make_template(count_headings))))
    for paragraph in word.paragraphs:
        if paragraph.style.name == "Heading 1":
            assert paragraph._p.pPr.numPr.numId.val == 0


def test_lists_of_the_template_keep_their_numbers_and_ours_get_others(written: bytes) -> None:
    template = make_template()
    before = set(re.findall(r'<w:num w:numId="(\d+)"', part_of(template, "word/numbering.xml")))
    numbers = re.findall(r'<w:num [^>]*w:numId="(\d+)"', part_of(written, "word/numbering.xml"))
    assert len(numbers) == len(set(numbers))
    assert before < set(numbers)
    used = set(re.findall(r'<w:numId w:val="(\d+)"', part_of(written, "word/document.xml")))
    assert used - {"0"} <= set(numbers) - before


def test_a_template_without_letterhead_gets_the_running_head_and_page_numbers() -> None:
    data = write(edit(make_template(), _drop_references))
    word = docx.Document(io.BytesIO(data))
    assert word.sections[-1].header.paragraphs[0].text.rstrip("\t") == EVERY_BLOCK.running_head
    assert "PAGE" in word.sections[-1].footer._element.xml


def _drop_references(name: str, content: bytes) -> bytes:
    if name != "word/document.xml":
        return content
    return re.sub(rb"<w:(?:header|footer)Reference[^>]*/>", b"", content)


def test_a_letterhead_with_a_picture_takes_the_place_of_the_logo() -> None:
    logo = read_logo(draw_logo(), "logo.png", "Our ring")
    with_picture = write(make_template(), logo=logo)
    without = write(edit(make_template(), _drop_references), logo=logo)
    assert "Our ring" not in part_of(with_picture, "word/document.xml")
    assert "Our ring" in part_of(without, "word/document.xml")


def test_the_accent_is_the_templates_unless_one_is_set() -> None:
    template = part_of(make_template(), "word/theme/theme1.xml")
    theme = re.search(r'<a:accent1>\s*<a:srgbClr val="(\w+)"', template)
    assert theme is not None
    assert f'w:color="{theme[1]}"' in part_of(write(make_template()), "word/document.xml")
    chosen = part_of(write(make_template(), accent="#7a1f2b"), "word/document.xml")
    assert 'w:color="7A1F2B"' in chosen
    assert theme[1] not in chosen


def test_language_author_and_dates_are_the_documents(written: bytes) -> None:
    word = docx.Document(io.BytesIO(written))
    properties = word.core_properties
    assert properties.title == EVERY_BLOCK.title
    assert properties.author == EVERY_BLOCK.author
    assert properties.created.date() == EVERY_BLOCK.made_on
    plain = part_of(write_docx(EVERY_BLOCK), "word/styles.xml")
    language = re.search(r"<w:lang [^>]*w:val=\"([\w-]+)\"", plain)
    assert language is not None
    assert f'w:val="{language[1]}"' in re.findall(
        r"<w:docDefaults>.*?(<w:lang [^>]*>)", part_of(written, "word/styles.xml"), re.DOTALL
    )[0]  # fmt: skip


def test_the_same_template_gives_the_same_bytes(written: bytes) -> None:
    assert write(in_german(make_template())) == written


def add_relationship(
    kind: str, target: str, mode: str, owner: str
) -> Callable[[str, bytes], bytes]:
    row = (
        f'<Relationship Id="rIdX" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        f'relationships/{kind}" Target="{target}"{mode}/></Relationships>'
    ).encode()

    def change(name: str, content: bytes) -> bytes:
        return content.replace(b"</Relationships>", row) if name == owner else content

    return change


OUTSIDE = ' TargetMode="External"'
TEXT, HEAD = "word/_rels/document.xml.rels", "word/_rels/header1.xml.rels"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"%PDF-1.7", "a PDF"),
        (make_template()[:3000], "damaged"),
        (
            edit(
                make_template(), add_relationship("image", "http://x.example/a.png", OUTSIDE, TEXT)
            ),
            "http://x.example/a.png",
        ),
        (
            edit(make_template(), add_relationship("frame", "file:///c:/a.htm", OUTSIDE, TEXT)),
            "outside it",
        ),
        (
            edit(make_template(), add_relationship("oleObject", "embeddings/a.xls", "", HEAD)),
            "no picture",
        ),
        (
            edit(
                make_template(),
                lambda n, c: c.replace(b"<w:styles", b"<w:styles ><w:x", 1) if "styles" in n else c,
            ),
            "no styles",
        ),
    ],
    ids=["empty", "pdf", "cut off", "linked picture", "frame", "object", "broken styles"],
)
def test_what_cannot_be_a_template_is_refused_in_plain_words(data: bytes, words: str) -> None:
    with pytest.raises(InputRefusal) as refusal:
        write(data)
    assert "house.docx" in refusal.value.message
    assert words in refusal.value.message
    assert refusal.value.hint


def test_a_template_with_macros_is_refused() -> None:
    data = io.BytesIO(make_template())
    with zipfile.ZipFile(data, "a") as package:
        package.writestr("word/vbaProject.bin", b"x")
    with pytest.raises(InputRefusal, match="macros"):
        write(data.getvalue())


def test_nothing_of_the_template_but_what_is_needed_is_passed_on() -> None:
    data = io.BytesIO(in_german(make_template()))
    with zipfile.ZipFile(data, "a") as package:
        package.writestr("customXml/item9.xml", "<secret/>")
        package.writestr("word/comments9.xml", "<secret/>")
    names = set(zipfile.ZipFile(io.BytesIO(write(data.getvalue()))).namelist())
    assert not {name for name in names if "custom" in name or "comments9" in name}


def test_the_validator_of_microsofts_sdk_finds_no_fault(tmp_path: Path, written: bytes) -> None:
    validator = os.environ.get("ACCORD_TEST_OOXML_VALIDATOR")
    if not validator:
        pytest.skip("ACCORD_TEST_OOXML_VALIDATOR names no ooxml-validator program")
    target = tmp_path / "house.docx"
    target.write_bytes(written)
    result = subprocess.run([validator, str(target)], capture_output=True, text=True, check=False)
    assert '"ok": true' in result.stdout, result.stdout
