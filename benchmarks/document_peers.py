"""How long do other programs take for the same pages and the same rows?

Each is given the same words; what it leaves out is said with it. Where it is not installed its row
is skipped. The fonts are Noto Sans, as in Accord's own files, but for LibreOffice and WeasyPrint,
which take what the system has.
"""

import subprocess
from collections.abc import Callable
from io import BytesIO
from itertools import count
from pathlib import Path

from docx import Document as WordDocument

from benchmarks.made_up_document import (
    ROWS_IN_SECTION,
    TITLE,
    TITLES,
    count_sections,
    make_document,
    write_note,
    write_paragraphs,
    write_rows,
    write_title,
)
from exports.docx.writer import write_docx
from exports.fonts import font_stack
from exports.html import write_html

WIDTHS = (11, 25, 76, 26, 14, 17)
"""Of the six columns, in millimetres."""


def make_pdf_with_weasyprint(pages: int, _folder: Path) -> Callable[[], bytes]:
    """Return what makes a PDF of our HTML of the document.

    It is not tagged: tagging it too (``pdf_variant="pdf/ua-1"``) takes longer. The contents have
    no page numbers, as our HTML has none.
    """
    from weasyprint import HTML  # noqa: PLC0415 - a peer need not be installed

    page = write_html(make_document(pages)).decode()
    return lambda: HTML(string=page).write_pdf()


def make_pdf_with_libreoffice(pages: int, folder: Path) -> Callable[[], Path]:
    """Return what converts our DOCX of the document, as LibreOffice does it unasked: not tagged."""
    source = folder / "made-up.docx"
    source.write_bytes(write_docx(make_document(pages)))
    program = [
        "soffice",
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(folder),
        str(source),
    ]

    def convert() -> Path:
        subprocess.run(program, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return source.with_suffix(".pdf")

    return convert


def make_pdf_with_typst(pages: int, folder: Path) -> Callable[[], Path]:
    """Return what compiles the document as Typst's markup to PDF/UA-1, tagged."""
    import typst  # noqa: PLC0415 - a peer need not be installed

    source, target = folder / "made-up.typ", folder / "made-up.pdf"
    source.write_text(write_typst(pages), encoding="utf-8")
    fonts = sorted({str(Path(name).parent) for name in font_stack().files()})

    def compile_it() -> Path:
        typst.compile(str(source), output=str(target), font_paths=fonts, pdf_standards=["ua-1"])
        return target

    return compile_it


def write_typst(pages: int) -> str:
    """Return the document in Typst's markup; our words have no sign that it would read."""
    columns = ", ".join(f"{width}mm" for width in WIDTHS)
    parts = [
        f'#set document(title: "{TITLE}")',
        '#set page(paper: "a4", margin: 2cm, numbering: "1")',
        '#set text(font: "Noto Sans", size: 10pt, lang: "en")',
        "#show table: set text(size: 8.5pt)",
        "#title()",
        "#outline(depth: 1)",
    ]
    for section in range(count_sections(pages)):
        first, *others = write_paragraphs(section)
        note = write_note(section)
        parts += [f"= {write_title(section)}", first + (f"#footnote[{note}]" if note else "")]
        parts += others
        cells = [f"[{cell}]" for row in _rows_of(section) for cell in row]
        header = ", ".join(f"[*{title}*]" for title in TITLES)
        parts.append(
            f"#table(columns: ({columns}), table.header({header}),\n" + ",\n".join(cells) + ")"
        )
    return "\n\n".join(parts)


def make_pdf_with_fpdf2(pages: int, _folder: Path) -> Callable[[], bytes]:
    """Return what prints the document with fpdf2: not tagged, notes as paragraphs at the end."""
    from fpdf import FPDF  # noqa: PLC0415 - a peer need not be installed
    from fpdf.outline import TableOfContents  # noqa: PLC0415 - a peer need not be installed

    font = next(name for name in font_stack().files() if Path(name).suffix == ".ttf")

    def write_pdf() -> bytes:
        pdf = FPDF()
        pdf.set_margin(20)
        pdf.add_font("Noto", "", font)
        pdf.add_font("Noto", "B", font)
        pdf.set_font("Noto", size=10)
        pdf.add_page()
        pdf.insert_toc_placeholder(TableOfContents().render_toc, allow_extra_pages=True)
        notes, numbers = [], count(1)
        for section in range(count_sections(pages)):
            pdf.set_font("Noto", "B", 16)
            pdf.start_section(write_title(section))
            pdf.multi_cell(0, 10, write_title(section), new_x="LMARGIN", new_y="NEXT")
            pdf.set_font("Noto", size=10)
            first, *others = write_paragraphs(section)
            note = write_note(section)
            if note:
                number = next(numbers)
                notes.append(f"{number} {note}")
                first += f" ({number})"
            for text in (first, *others):
                pdf.multi_cell(0, 5, text, new_x="LMARGIN", new_y="NEXT")
                pdf.ln(2)
            pdf.set_font("Noto", size=8.5)
            rows = [TITLES, *_rows_of(section)]
            with pdf.table(rows, col_widths=WIDTHS, line_height=4, padding=1.1):
                pass
        for note in notes:
            pdf.multi_cell(0, 4, note, new_x="LMARGIN", new_y="NEXT")
        return bytes(pdf.output())

    return write_pdf


def fill_table_with_docxtpl(rows: int, folder: Path) -> Callable[[], bytes]:
    """Return what fills a Word table of so many rows from a template with one row.

    It has no style, no alternative text and no rows that stay whole but what the template has:
    a table without any of these.
    """
    from docxtpl import DocxTemplate  # noqa: PLC0415 - a peer need not be installed

    source = folder / "template.docx"
    _write_template(source)
    names = [title.lower() for title in TITLES]

    def fill() -> bytes:
        template = DocxTemplate(source)
        template.render({"rows": [dict(zip(names, row, strict=True)) for row in write_rows(rows)]})
        target = BytesIO()
        template.save(target)
        return target.getvalue()

    return fill


def _write_template(path: Path) -> None:
    """Write a Word table whose one row is repeated for each of ``rows``."""
    document = WordDocument()
    table = document.add_table(rows=4, cols=len(TITLES))
    table.cell(1, 0).text, table.cell(3, 0).text = "{%tr for row in rows %}", "{%tr endfor %}"
    for place, title in enumerate(TITLES):
        table.cell(0, place).text = title
        table.cell(2, place).text = f"{{{{ row.{title.lower()} }}}}"
    document.save(str(path))


def _rows_of(section: int) -> list[tuple[str, ...]]:
    return list(write_rows(ROWS_IN_SECTION, section * ROWS_IN_SECTION))
