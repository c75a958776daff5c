"""How large is a page of Word? Which way it lies and what stands at head and foot, besides."""

from collections.abc import Collection, Mapping

from exports.blocks import Heading, Run
from exports.docx.fields import write_chapter, write_page_numbers
from exports.docx.inline import InlineWriter
from exports.docx.look import ACCORD_LOOK, MARGIN, WordPage
from exports.docx.markup import write_paragraph
from exports.docx.package import WordPackage
from exports.languages import choose_words, is_right_to_left


def write_section(
    references: Mapping[str, str],
    *,
    landscape: bool,
    has_cover: bool,
    page: WordPage = ACCORD_LOOK.page,
) -> str:
    """Return the properties of a section; ``references`` gives the ids of header and footer.

    The first page of a section that begins with the cover has neither.
    """
    written = "".join(
        f'<w:{kind}Reference w:type="default" r:id="{references[kind]}"/>'
        for kind in ("header", "footer")
        if kind in references
    )
    size = (
        f'<w:pgSz w:w="{page.height}" w:h="{page.width}" w:orient="landscape"/>'
        if landscape
        else f'<w:pgSz w:w="{page.width}" w:h="{page.height}"/>'
    )
    return (
        f'<w:sectPr>{written}<w:type w:val="nextPage"/>{size}<w:pgMar w:top="{MARGIN}"'
        f' w:right="{MARGIN}" w:bottom="{MARGIN}" w:left="{MARGIN}" w:header="624"'
        f' w:footer="624" w:gutter="0"/>{"<w:titlePg/>" if has_cover else ""}</w:sectPr>'
    )


def add_furniture(
    package: WordPackage, inline: InlineWriter, kinds: Collection[str] = ("header", "footer")
) -> dict[str, str]:
    """Add the running head and the line of page numbers; return the ids they are known by."""
    document, references = inline.document, {}
    if document.running_head and "header" in kinds:
        head = (Run(document.running_head),)
        words = inline.write_runs(head, package.text)
        if sum(isinstance(b, Heading) and b.level == 1 for b in document.blocks) > 1:
            words += write_chapter()  # without a heading Word prints an error in its place
        line = write_paragraph(words, "Header", right_to_left=inline.turns(head))
        part = package.add_part("header1", "hdr", line)
        references["header"] = package.find_relationship(part)
    if "footer" not in kinds:
        return references
    numbers = write_page_numbers(choose_words(document.language).page)
    turns = is_right_to_left(document.language)
    part = package.add_part(
        "footer1", "ftr", write_paragraph(numbers, "Footer", right_to_left=turns)
    )
    references["footer"] = package.find_relationship(part)
    return references
