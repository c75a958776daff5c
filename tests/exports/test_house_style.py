"""The association's look reaches every writer, and nothing changes where it has set none."""

import base64
import io
import re
import subprocess
import zipfile
from pathlib import Path

import docx
import pytest
from lxml import html
from PIL import Image, ImageDraw
from pypdf import PdfReader

from declarations.problems import InputRefusal
from exports.blocks import Contents, Cover, Document, Heading, PageBreak, Paragraph, Run
from exports.docx.reader import read_parts
from exports.docx.writer import write_docx
from exports.house_style import (
    ACCORD_STYLE,
    LEAST_CONTRAST,
    LETTER,
    WHITE,
    HouseStyle,
    Typeface,
    find_contrast,
    lighten_until_legible,
)
from exports.html import write_html
from exports.logo import MOST_BYTES, MOST_PIXELS, read_logo
from exports.pdf.writer import write_pdf
from exports.typefaces import describe_font, find_typeface
from tests.exports.every_block import EVERY_BLOCK
from tests.exports.pdf_check import CHECKER

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NOTO = Path(__import__("fontpkg_noto_sans").__file__).parent / "files"


def draw_logo(kind: str = "PNG", mode: str = "RGBA", size: tuple[int, int] = (300, 120)) -> bytes:
    """Return a picture of two shapes; a PNG is transparent around them."""
    picture = Image.new(mode, size, 0 if mode == "RGBA" else "white")
    ImageDraw.Draw(picture).ellipse((10, 10, 110, 110), fill="#7a1f2b")
    data = io.BytesIO()
    picture.save(data, kind)
    return data.getvalue()


STYLE = HouseStyle(
    paper=LETTER,
    accent="#7a1f2b",
    second_accent="#c9a227",
    font=Typeface("DejaVu Serif"),
    heading_font=Typeface("Noto Sans", (str(NOTO / "NotoSans[wdth,wght].ttf"),)),
    logo=read_logo(draw_logo(), "logo.png", "A red ring"),
)


def part_of(data: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return package.read(name).decode()


def drawn_in(data: bytes) -> str:
    """Return what draws the pages of a PDF."""
    pages = PdfReader(io.BytesIO(data)).pages
    return "\n".join(page.get_contents().get_data().decode("latin-1") for page in pages)


@pytest.mark.parametrize("write", [write_pdf, write_docx, write_html])
def test_the_default_style_changes_no_byte(write) -> None:
    assert write(EVERY_BLOCK) == write(EVERY_BLOCK, lambda _: None, ACCORD_STYLE)
    assert write(EVERY_BLOCK) == write(EVERY_BLOCK, lambda _: None, HouseStyle())


@pytest.mark.parametrize("write", [write_pdf, write_docx, write_html])
def test_a_style_gives_the_same_bytes_each_time(write) -> None:
    assert write(EVERY_BLOCK, lambda _: None, STYLE) == write(EVERY_BLOCK, lambda _: None, STYLE)


def test_every_page_of_a_pdf_is_on_the_chosen_paper() -> None:
    pages = PdfReader(io.BytesIO(write_pdf(EVERY_BLOCK, style=STYLE))).pages
    sizes = {(float(page.mediabox.width), float(page.mediabox.height)) for page in pages}
    assert {tuple(sorted(size)) for size in sizes} == {(612.0, 792.0)}
    assert len(sizes) == 2, "the sample has pages upright and across"


def test_nothing_on_a_letter_page_stands_outside_its_margins() -> None:
    for page in PdfReader(io.BytesIO(write_pdf(EVERY_BLOCK, style=STYLE))).pages:
        places: list[tuple[float, float]] = []
        page.extract_text(
            visitor_text=lambda text, _cm, matrix, _font, _size, places=places: (
                places.append((matrix[4], matrix[5])) if text.strip() else None
            )
        )
        for across, up in places:
            assert 40 < across < float(page.mediabox.width) - 40
            assert 30 < up < float(page.mediabox.height) - 30


def test_both_colours_are_drawn_in_a_pdf_and_accords_own_are_not() -> None:
    house, plain = drawn_in(write_pdf(EVERY_BLOCK, style=STYLE)), drawn_in(write_pdf(EVERY_BLOCK))
    accent, second, own = "0.478 0.122 0.169 rg", "0.788 0.635 0.153 rg", "0.09 0.25 0.38 rg"
    assert accent in house
    assert second in house
    assert own not in house
    assert accent not in plain
    assert own in plain


def test_the_logo_of_a_pdf_is_a_figure_with_words() -> None:
    data = write_pdf(EVERY_BLOCK, style=STYLE)
    root = PdfReader(io.BytesIO(data)).trailer["/Root"]["/StructTreeRoot"]["/K"].get_object()
    first = root["/K"][0].get_object()
    assert first["/S"] == "/Figure"
    assert first["/Alt"] == "A red ring"
    (picture,) = PdfReader(io.BytesIO(data)).pages[0].images
    assert picture.image.size == (300, 120)
    assert len(PdfReader(io.BytesIO(data)).pages[1].images) == 0


def test_a_pdf_is_set_in_the_chosen_fonts() -> None:
    style = HouseStyle(heading_font=find_typeface("DejaVu Sans"))
    if not style.heading_font or not style.heading_font.files:
        pytest.skip("DejaVu Sans is not installed here")
    document = Document("T", (Heading(1, ()), *EVERY_BLOCK.blocks), EVERY_BLOCK.made_on)
    pages = PdfReader(io.BytesIO(write_pdf(document, style=style))).pages
    fonts = {str(f.get_object()["/BaseFont"]) for f in pages[0]["/Resources"]["/Font"].values()}
    assert any("DejaVuSans-Bold" in font for font in fonts)
    assert any("NotoSans-Regular" in font for font in fonts)


def test_a_font_that_lacks_a_script_leaves_it_to_the_others() -> None:
    told: list[str] = []
    style = HouseStyle(font=Typeface("Noto Sans", (str(NOTO / "NotoSans[wdth,wght].ttf"),)))
    write_pdf(EVERY_BLOCK, told.append, style)
    plain: list[str] = []
    write_pdf(EVERY_BLOCK, plain.append)
    assert told == plain


def test_a_page_has_the_colours_paper_fonts_and_logo() -> None:
    text = write_html(EVERY_BLOCK, style=STYLE).decode()
    assert "--accent: #7a1f2b;" in text
    assert "--ornament: #c9a227;" in text
    assert "@page { size: letter; }" in text
    assert 'body { font-family: "DejaVu Serif", "Noto Sans"' in text
    (logo,) = html.document_fromstring(text).iter("img")
    assert logo.get("alt") == "A red ring"
    assert base64.b64decode(logo.get("src").partition(",")[2]) == STYLE.logo.data  # type: ignore[union-attr]


def test_the_name_of_a_font_cannot_break_out_of_the_style_sheet() -> None:
    style = HouseStyle(font=Typeface('x"; } body { display: none } </style><script>'))
    text = write_html(EVERY_BLOCK, style=style).decode()
    assert "display: none }" not in text.partition("</head>")[0].replace("display: none; }", "")
    assert "<script>" not in text


def test_a_word_file_has_the_colours_and_fonts_in_its_theme_and_styles() -> None:
    data = write_docx(EVERY_BLOCK, style=STYLE)
    theme = part_of(data, "word/theme/theme1.xml")
    assert '<a:accent1><a:srgbClr val="7A1F2B"/>' in theme
    assert '<a:accent2><a:srgbClr val="C9A227"/>' in theme
    assert '<a:latin typeface="DejaVu Serif"/>' in theme
    styles = docx.Document(io.BytesIO(data)).styles
    heading = styles["Heading 1"].element.rPr
    assert heading.find(f"{{{WORD}}}color").get(f"{{{WORD}}}themeColor") == "accent1"
    assert heading.find(f"{{{WORD}}}rFonts").get(f"{{{WORD}}}asciiTheme") == "majorHAnsi"
    assert "1C4F82" not in part_of(data, "word/styles.xml") + part_of(data, "word/document.xml")


def test_a_word_file_is_on_the_chosen_paper_and_its_tables_fit_it() -> None:
    document = docx.Document(io.BytesIO(write_docx(EVERY_BLOCK, style=STYLE)))
    sizes = {(s.page_width.pt, s.page_height.pt) for s in document.sections}
    assert {tuple(sorted(size)) for size in sizes} == {(612.0, 792.0)}
    widths = re.findall(r'<w:tblW w:w="(\d+)"', document.element.xml)
    assert max(int(width) for width in widths) < 792 * 20 - 2 * 1247 + 20  # rounded, by column


def test_the_logo_of_a_word_file_has_words() -> None:
    text = part_of(write_docx(EVERY_BLOCK, style=STYLE), "word/document.xml")
    numbers = re.findall(r'<wp:docPr id="(\d+)" name="[^"]*" descr="([^"]*)"', text)
    assert numbers[0][1] == "A red ring"
    assert len({number for number, _words in numbers}) == len(numbers)


@pytest.mark.parametrize("logo", [("PNG", "RGBA"), ("PNG", "P"), ("JPEG", "L"), ("JPEG", "CMYK")])
def test_a_pdf_with_any_logo_meets_both_standards(logo: tuple[str, str], tmp_path: Path) -> None:
    if not CHECKER.exists():
        pytest.skip("the veraPDF check (../shared/tools/pdf-check) is not beside the project")
    kind, mode = logo
    data = draw_logo("PNG", "RGBA" if mode == "RGBA" else "RGB")
    with Image.open(io.BytesIO(data)) as drawn:
        file = io.BytesIO()
        drawn.convert(mode).save(file, kind)
    picture = read_logo(file.getvalue(), "logo", "A ring")
    cover = Document("T", (Cover("T"), Contents()), EVERY_BLOCK.made_on)
    target = tmp_path / "logo.pdf"
    target.write_bytes(write_pdf(cover, style=HouseStyle(logo=picture)))
    result = subprocess.run(
        [str(CHECKER), str(target)], check=False, capture_output=True, text=True
    )
    assert result.stdout.count(": compliant") == 2, result.stdout


def test_a_logo_may_be_drawn_in_svg() -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 10"><path d="M0 0h9v9z"/></svg>'
    logo = read_logo(svg, "logo.svg", "x")
    assert logo.media_type == "image/png"
    assert (logo.width, logo.height) == (1200, 400)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"not a picture", "no PNG, JPEG or SVG"),
        (b"GIF89a" + bytes(50), "no PNG, JPEG or SVG"),
        (draw_logo()[:200], "damaged"),
        (bytes(MOST_BYTES + 1), "MB"),
        (draw_logo("PNG", "L", (MOST_PIXELS + 1, 10)), "pixels"),
        (b'<svg xmlns="x"><image href="file:///etc/hostname"/></svg>', "not fetched"),
        (b'<svg xmlns="x"><style>@import url(http://x.example/a)</style></svg>', "not fetched"),
        (b"<svg xmlns=", "cannot be drawn"),
    ],
)
def test_what_is_no_logo_is_refused_in_plain_words(data: bytes, words: str) -> None:
    with pytest.raises(InputRefusal) as refusal:
        read_logo(data, "logo.png", "x")
    assert "logo.png" in refusal.value.message
    assert words in refusal.value.message
    assert refusal.value.hint


@pytest.mark.parametrize("write", [write_pdf, write_docx, write_html])
def test_a_document_without_a_cover_has_the_logo_at_its_head(write) -> None:
    document = Document("T", (Heading(1, (Run("Certificate"),)),), EVERY_BLOCK.made_on)
    data = write(document, style=HouseStyle(logo=STYLE.logo))
    if write is write_pdf:
        assert len(PdfReader(io.BytesIO(data)).pages[0].images) == 1
    elif write is write_docx:
        text = part_of(data, "word/document.xml")
        assert 0 < text.index("A red ring") < text.index("Certificate")
    else:
        assert 0 < data.index(b'alt="A red ring"') < data.index(b"Certificate</h1>")


def test_the_logo_is_no_part_of_a_text_that_is_read_back() -> None:
    with_logo = write_docx(EVERY_BLOCK, style=HouseStyle(logo=STYLE.logo))
    told = [
        [remark.message for remark in read_parts(data, "file.docx").remarks]
        for data in (with_logo, write_docx(EVERY_BLOCK))
    ]
    assert told[0] == told[1]


def test_the_chapter_stands_at_the_head_of_its_pages() -> None:
    words = Paragraph((Run("Words of a chapter. " * 400),))
    names = ("Alpha", "Beta", "Gamma")
    blocks = [b for name in names for b in (PageBreak(), Heading(1, (Run(name),)), words, words)]
    reader = PdfReader(io.BytesIO(write_pdf(Document("T", tuple(blocks), EVERY_BLOCK.made_on))))
    heads = [next(n for n in names if n in page.extract_text()) for page in reader.pages]
    assert heads == sorted(heads)
    assert all(heads.count(name) > 1 for name in names)


def test_a_dark_accent_is_lightened_for_a_dark_screen() -> None:
    for color in ("#000000", "#7a1f2b", "#1f4e79", "#ffffff"):
        assert find_contrast(lighten_until_legible(color, "#14181d"), "#14181d") >= LEAST_CONTRAST
    assert find_contrast("#000000", WHITE) == pytest.approx(21)


def test_a_font_file_says_its_family_and_cut() -> None:
    italic = describe_font(str(NOTO / "NotoSans-Italic[wdth,wght].ttf"))
    assert italic is not None
    assert italic.family == "Noto Sans"
    assert italic.cut == 2
    assert italic.may_be_embedded
    assert describe_font(__file__) is None


def test_a_font_that_is_not_installed_keeps_its_name() -> None:
    assert find_typeface("No Such Font") == Typeface("No Such Font")
