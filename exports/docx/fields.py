"""How does Word compute a number by itself? Fields, each with its result already filled in."""

from exports.docx.markup import quote, write_text


def write_field(instruction: str, result: str, *, is_deleted: bool = False) -> str:
    """Return the runs of a field: what to compute, and what stands there until then."""
    return begin_field(instruction, is_deleted=is_deleted) + result + end_field()


def begin_field(instruction: str, *, is_deleted: bool = False) -> str:
    """Return the runs up to a field's result."""
    code = write_text(f" {instruction} ", "delInstrText" if is_deleted else "instrText")
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f"<w:r>{code}</w:r>"
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )


def end_field() -> str:
    """Return the run that ends a field."""
    return '<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def write_plain(text: str) -> str:
    """Return one run without a look of its own, nothing for no text."""
    return f"<w:r>{write_text(text)}</w:r>" if text else ""


def write_caption_number(pattern: str, sequence: str, number: int) -> str:
    """Return "Table 3" with the number as a SEQ field; ``pattern`` holds ``{}`` for it."""
    before, after = pattern.split("{}")
    field = write_field(f"SEQ {sequence} \\* ARABIC", write_plain(str(number)))
    return write_plain(before) + field + write_plain(after)


def write_chapter() -> str:
    """Return the name of the page's chapter at the other end of the line, as Word finds it.

    Nothing stands there until then: LibreOffice 7.4 knows no STYLEREF, and would print one
    chapter's name on every page.
    """
    tab = '<w:r><w:ptab w:relativeTo="margin" w:alignment="right" w:leader="none"/></w:r>'
    return tab + write_field("STYLEREF 1", "")


def write_page_numbers(words: tuple[str, str, str]) -> str:
    """Return "Page 2 of 9" with both numbers as fields."""
    page, pages = (write_field(name, write_plain("1")) for name in ("PAGE", "NUMPAGES"))
    before, between, after = (write_plain(word) for word in words)
    return before + page + between + pages + after


def write_entry(bookmark: str, title: str, page: int) -> str:
    """Return a line of the contents: a title that leads to its heading, and the heading's page.

    The page is a field too; ``page`` stands there until it is updated.
    """
    field = write_field(f"PAGEREF {bookmark} \\h", write_plain(str(page)))
    return write_internal_link(bookmark, f"{title}<w:r><w:tab/></w:r>{field}")


def write_internal_link(bookmark: str, inner: str) -> str:
    """Return runs that lead to a bookmark."""
    return f'<w:hyperlink w:anchor={quote(bookmark)} w:history="1">{inner}</w:hyperlink>'
