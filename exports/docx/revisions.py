"""What does a text with tracked changes say once all are accepted, or all rejected?

The elements and what they mean are those of ECMA-376 part 1, 17.13.5 (annotations: revisions).
The tree is changed in place, so that whatever reads it afterwards meets no change any more.
"""

from collections.abc import Iterator

from lxml import etree

from exports.docx.parts import M, w
from exports.docx.reading import ChangeMark

INSERTIONS = frozenset((w("ins"), w("moveTo")))
DELETIONS = frozenset((w("del"), w("moveFrom")))
MARKS = INSERTIONS | DELETIONS
MARK_PARENTS = frozenset((w("rPr"), w("trPr"), w("numPr"), w("ctrlPr"), f"{{{M}}}ctrlPr"))
"""Where an insertion or deletion stands for its parent and not for what it holds."""

RANGE_ENDS = frozenset(
    w(f"{kind}Range{edge}")
    for kind in (
        "moveFrom", "moveTo", "customXmlIns", "customXmlDel", "customXmlMoveFrom",
        "customXmlMoveTo",
    )
    for edge in ("Start", "End")
)  # fmt: skip
CONTROL_RANGES = {
    w("customXmlInsRangeStart"): True,
    w("customXmlMoveToRangeStart"): True,
    w("customXmlDelRangeStart"): False,
    w("customXmlMoveFromRangeStart"): False,
}
"""The content controls and XML tags that were put in (True) or taken out, not their content."""

PROPERTY_CHANGES = frozenset(
    w(f"{name}Change")
    for name in ("rPr", "pPr", "sectPr", "tblPr", "tblPrEx", "tblGrid", "trPr", "tcPr")
)
KEPT_PROPERTIES = {
    w("pPrChange"): frozenset((w("rPr"), w("sectPr"))),
    w("sectPrChange"): frozenset((w("headerReference"), w("footerReference"))),
    w("rPrChange"): MARKS,
    w("trPrChange"): frozenset((w("ins"), w("del"))),
    w("tcPrChange"): frozenset((w("cellIns"), w("cellDel"), w("cellMerge"))),
}
"""What a property change does not record (the types CT_PPrBase, CT_SectPrBase and so on)."""

PARAGRAPH, TABLE, CELL, ROW = w("p"), w("tbl"), w("tc"), w("tr")
STRUCTURES = frozenset((PARAGRAPH, TABLE, w("sdt"), w("customXml")))
EMPTY_ELEMENTS = frozenset(
    w(name)
    for name in (
        "bookmarkStart", "bookmarkEnd", "proofErr", "permStart", "permEnd", "commentRangeStart",
        "commentRangeEnd", "lastRenderedPageBreak",
    )
) | RANGE_ENDS  # fmt: skip


KINDS = {
    w("ins"): "inserted",
    w("del"): "deleted",
    w("moveFrom"): "moved away",
    w("moveTo"): "moved here",
    w("cellIns"): "inserted",
    w("cellDel"): "deleted",
    w("customXmlInsRangeStart"): "inserted",
    w("customXmlDelRangeStart"): "deleted",
    **dict.fromkeys(PROPERTY_CHANGES, "look changed"),
}


def list_changes(root: etree._Element) -> Iterator[ChangeMark]:
    """Yield every tracked change of a part in its order; the words are those of a run."""
    for element in root.iter(*KINDS):
        words = ""
        if not _is_mark(element) and element.tag in MARKS:
            words = "".join(t.text or "" for t in element.iter(w("t"), w("delText")))
        kind = KINDS[str(element.tag)]
        yield ChangeMark(kind, element.get(w("author"), ""), element.get(w("date"), ""), words)


def resolve_changes(root: etree._Element, *, accept: bool) -> None:
    """Accept or reject every tracked change below ``root``, in place.

    Insertions, deletions, moves, paragraph marks (the paragraph joins the next one), table rows
    and cells, properties, numberings, content controls, field codes and mathematics.
    """
    _resolve_properties(root, accept=accept)
    _resolve_controls(root, accept=accept)
    gone, kept = (DELETIONS, INSERTIONS) if accept else (INSERTIONS, DELETIONS)
    _resolve_rows(root, gone, accept=accept)
    _resolve_mathematics(root, gone, kept)
    _resolve_runs(root, gone, kept)
    _join_paragraphs(root, gone)
    _tidy(root)


def _is_mark(element: etree._Element) -> bool:
    parent = element.getparent()
    return parent is not None and parent.tag in MARK_PARENTS


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _unwrap(element: etree._Element) -> None:
    """Put what an element holds in its place."""
    parent = element.getparent()
    if parent is None:
        return
    for child in list(element):
        element.addprevious(child)
    parent.remove(element)


def _resolve_properties(root: etree._Element, *, accept: bool) -> None:
    """Keep the new looks, or put back the old ones."""
    for change in list(root.iter(*PROPERTY_CHANGES)):
        properties = change.getparent()
        if properties is None:
            continue
        properties.remove(change)
        if accept:
            continue
        old = next(iter(change), None)
        kept = KEPT_PROPERTIES.get(str(change.tag), frozenset())
        for each in list(properties):
            if each.tag not in kept:
                properties.remove(each)
        before = [] if change.tag == w("pPrChange") else list(properties)
        after = [] if before else list(properties)
        ordered = [*before, *(old if old is not None else ()), *after]
        for each in ordered:
            properties.append(each)
    for numbering in list(root.iter(w("numPr"))):
        if not accept and numbering.find(w("ins")) is not None:
            _remove(numbering)
        for each in numbering.findall(w("numberingChange")) + numbering.findall(w("ins")):
            numbering.remove(each)


def _resolve_controls(root: etree._Element, *, accept: bool) -> None:
    """Take away content controls whose insertion is rejected or whose deletion is accepted."""
    for start in list(root.iter(*CONTROL_RANGES)):
        control = start.getnext()
        while control is not None and control.tag in RANGE_ENDS:
            control = control.getnext()
        if control is None or CONTROL_RANGES[str(start.tag)] is accept:
            continue
        if control.tag == w("sdt"):
            content = control.find(w("sdtContent"))
            for child in list(control):
                if child is not content:
                    control.remove(child)
            if content is not None:
                _unwrap(content)
            _unwrap(control)
        elif control.tag == w("customXml"):
            _unwrap(control)


def _resolve_rows(root: etree._Element, gone: frozenset[str], *, accept: bool) -> None:
    """Remove rows and cells that are gone, then tables and rows with nothing left."""
    for row in list(root.iter(ROW)):
        properties = row.find(w("trPr"))
        if properties is not None and any(each.tag in gone for each in properties):
            _remove(row)
    for mark in list(root.iter(w("cellDel" if accept else "cellIns"))):
        cell = next(mark.iterancestors(CELL), None)
        if cell is not None:
            _remove(cell)
    _resolve_merged_cells(root, accept=accept)
    _tidy_tables(root)


def _tidy_tables(root: etree._Element) -> None:
    """Drop the marks of rows and cells that stay, and rows and tables that are left empty."""
    marks = [each for mark in root.iter(w("trPr")) for each in mark if each.tag in MARKS]
    for mark in [*marks, *root.iter(w("cellIns"), w("cellDel"))]:
        _remove(mark)
    for row in list(root.iter(ROW)):
        if row.find(f".//{CELL}") is None:
            _remove(row)
    for table in list(root.iter(TABLE)):
        if table.find(f".//{ROW}") is None:
            _remove(table)


def _resolve_merged_cells(root: etree._Element, *, accept: bool) -> None:
    """Give cells that were merged or split their new or their old merging (17.13.5.2)."""
    for mark in list(root.iter(w("cellMerge"))):
        properties = mark.getparent()
        wanted = mark.get(w("vMerge" if accept else "vMergeOrig"))
        _remove(mark)
        if properties is not None and wanted is not None:
            for old in properties.findall(w("vMerge")):
                properties.remove(old)
            value = {"rest": "restart", "cont": "continue"}.get(wanted, "")
            if value:
                etree.SubElement(properties, w("vMerge")).set(w("val"), value)


def _resolve_mathematics(root: etree._Element, gone: frozenset[str], kept: frozenset[str]) -> None:
    """Where a sign of mathematics (a root, a fraction) is gone, leave only what it held."""
    for control in list(root.iter(f"{{{M}}}ctrlPr")):
        marks = list(control.iter(*MARKS))
        is_gone = any(each.tag in gone for each in marks)
        for each in marks:
            if each.tag in kept:
                _unwrap(each)
        properties = control.getparent()
        sign = properties.getparent() if properties is not None else None
        if is_gone and sign is not None and properties is not None:
            sign.remove(properties)
            for part in list(sign):
                _unwrap(part)
            _unwrap(sign)


def _resolve_runs(root: etree._Element, gone: frozenset[str], kept: frozenset[str]) -> None:
    """Remove what is gone, and leave what is kept as if it had never been marked."""
    for element in list(root.iter(*gone)):
        if not _is_mark(element):
            run = element.getparent()
            _remove(element)
            # Mathematics has the mark inside the run: an emptied run goes with it.
            if run is not None and run.tag == f"{{{M}}}r" and not len(run):
                _remove(run)
    for element in list(root.iter(*kept)):
        if _is_mark(element):
            if element.getparent() is not None and element.tag in kept:
                _remove(element)
        else:
            _unwrap(element)


def _join_paragraphs(root: etree._Element, gone: frozenset[str]) -> None:
    """Join each paragraph whose mark is gone to the next one, whose look the whole then has.

    What is joined waits until its last paragraph is met, so that a long run is joined in one pass.
    """
    waiting: dict[etree._Element, tuple[list[etree._Element], bool]] = {}
    for paragraph in list(root.iter(PARAGRAPH)):
        before, has_words = waiting.pop(paragraph, ([], False))
        is_joined = _take_marks(paragraph, gone)
        following = _next_structure(paragraph) if is_joined else None
        if following is not None and following.tag == PARAGRAPH:
            has_words = has_words or has_content(paragraph)
            before += _list_content(paragraph, has_words=has_words)
            waiting[following] = (before, has_words)
            _remove(paragraph)
            continue
        _put_first(paragraph, before)
        if is_joined and not has_content(paragraph) and not _is_needed(paragraph):
            _remove(paragraph)


def _take_marks(paragraph: etree._Element, gone: frozenset[str]) -> bool:
    """Take the changes off a paragraph mark; return whether the mark itself is gone."""
    properties = paragraph.find(f"{w('pPr')}/{w('rPr')}")
    marks = [] if properties is None else [each for each in properties if each.tag in gone]
    for mark in marks:
        _remove(mark)
    return bool(marks)


def _next_structure(paragraph: etree._Element) -> etree._Element | None:
    """Return the next paragraph, table or control beside this one; bookmarks are passed over."""
    following = paragraph.getnext()
    while following is not None and following.tag in EMPTY_ELEMENTS:
        following = following.getnext()
    return following if following is not None and following.tag in STRUCTURES else None


def _list_content(paragraph: etree._Element, *, has_words: bool) -> list[etree._Element]:
    """Return what a paragraph holds beside its properties.

    A name belongs to the words that it named: those of a deleted paragraph go with them.
    """
    left = {w("pPr")} if has_words else {w("pPr"), w("bookmarkStart")}
    return [child for child in paragraph if child.tag not in left]


def _put_first(paragraph: etree._Element, content: list[etree._Element]) -> None:
    """Put content before that of a paragraph."""
    properties = paragraph.find(w("pPr"))
    place = 0 if properties is None else paragraph.index(properties) + 1
    paragraph[place:place] = content


def has_content(paragraph: etree._Element) -> bool:
    """Return whether a paragraph still holds a run; an emptied link or control is nothing."""
    return next(paragraph.iter(w("r"), f"{{{M}}}r"), None) is not None


def _is_needed(paragraph: etree._Element) -> bool:
    """Return whether its parent (a cell, a note) would be left without a paragraph at its end."""
    parent = paragraph.getparent()
    if parent is None or parent.tag not in {CELL, w("footnote"), w("endnote"), w("comment")}:
        return False
    others = (e for e in reversed(parent) if e.tag in STRUCTURES and e is not paragraph)
    last = next(others, None)
    return last is None or last.tag != PARAGRAPH


def _tidy(root: etree._Element) -> None:
    """Drop the ends of ranges, and name kept deleted words and codes as what they are again."""
    for element in list(root.iter(*RANGE_ENDS)):
        _remove(element)
    for element in root.iter(w("delText")):
        element.tag = w("t")
    for element in root.iter(w("delInstrText")):
        element.tag = w("instrText")
