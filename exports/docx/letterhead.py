"""How do an association's letterhead, paper and margins come into a document of ours?"""

from copy import deepcopy
from dataclasses import dataclass, replace

from lxml import etree

from exports.docx.look import WordLook, WordPage, choose_band
from exports.docx.markup import R, W
from exports.docx.package import WordPackage
from exports.docx.parts import w
from exports.docx.style_sheet import OFF, read_whole
from exports.docx.template import OpenTemplate

_KEPT = ("paperSrc", "pgBorders", "pgNumType", "bidi", "rtlGutter", "docGrid")
_ORDER = (
    "headerReference", "footerReference", "type", "pgSz", "pgMar", "paperSrc", "pgBorders",
    "pgNumType", "titlePg", "bidi", "rtlGutter", "docGrid",
)  # fmt: skip
"""The elements of a section in the order of the schema (ECMA-376 part 1, 17.6.17)."""


def measure_page(template: OpenTemplate, page: WordPage) -> WordPage:
    """Return the paper and margins of a template, upright; ``page`` where it names none."""
    size, margins = template.section.find(w("pgSz")), template.section.find(w("pgMar"))
    if size is not None:
        sides = sorted(read_whole(size.get(w(side))) for side in ("w", "h"))
        page = replace(page, width=sides[0], height=sides[1]) if sides[0] else page
    if margins is not None:
        found = {side: margins.get(w(side), "") for side in ("top", "right", "bottom", "left")}
        gutter = read_whole(margins.get(w("gutter")))
        widths = {side: read_whole(value.lstrip("-")) for side, value in found.items()}
        widths["left"] += gutter
        page = replace(page, **widths)
    return page


def take_look(template: OpenTemplate, look: WordLook, accent: str) -> WordLook:
    """Return the look of documents in a template: its page and, unless one is set, its accent."""
    page = measure_page(template, look.page)
    if not accent and template.accent:
        hue = replace(look.accent, digits=template.accent, theme="accent1")
        look = replace(look, accent=hue, band=choose_band(f"#{template.accent}"))
    elif accent:
        look = replace(look, accent=replace(look.accent, theme=""))
    return replace(look, page=page, font="", heading_font="", is_themed=False)


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The headers and footers of a template in our file, by their ids, and its section."""

    section: etree._Element
    references: dict[tuple[str, str], str]

    def write_section(self, *, landscape: bool, is_first: bool) -> str:
        """Return the properties of a section with the letterhead, its page turned if need be."""
        section = etree.Element(w("sectPr"))
        for (kind, page), name in sorted(self.references.items()):
            reference = etree.SubElement(section, w(f"{kind}Reference"))
            reference.set(w("type"), page)
            reference.set(f"{{{R}}}id", name)
        etree.SubElement(section, w("type")).set(w("val"), "nextPage")
        for name in ("pgSz", "pgMar", *_KEPT):
            found = self.section.find(w(name))
            if found is not None:
                section.append(_copy_plain(found))
        if is_first and self._has_first_page():
            etree.SubElement(section, w("titlePg"))
        _turn(section, landscape=landscape)
        numbers = section.find(w("pgNumType"))
        if numbers is not None and not is_first:
            numbers.attrib.pop(w("start"), "")
        section[:] = sorted(section, key=lambda each: _ORDER.index(etree.QName(each).localname))
        return etree.tostring(section, encoding="unicode")

    def _has_first_page(self) -> bool:
        title = self.section.find(w("titlePg"))
        return title is not None and title.get(w("val"), "true") not in OFF


def add_letterhead(package: WordPackage, template: OpenTemplate, own: dict[str, str]) -> Letterhead:
    """Add the headers and footers of a template; ``own`` are those of ours that it lacks."""
    references = {(kind, "default"): name for kind, name in own.items()}
    for number, ((kind, page), kept) in enumerate(sorted(template.furniture.items()), start=1):
        part = package.add_kept_part(f"letterhead{number}/{kind}", kept)
        references[kind, page] = package.find_relationship(part)
    return Letterhead(template.section, references)


def _copy_plain(element: etree._Element) -> etree._Element:
    """Return a copy without attributes that other programs have added."""
    copied = deepcopy(element)
    for each in copied.iter():
        for name in list(each.attrib):
            if etree.QName(name).namespace not in {W, R}:
                del each.attrib[name]
    return copied


def _turn(section: etree._Element, *, landscape: bool) -> None:
    """Lay the page upright or across; its margins turn with it (Word turns the top to the left)."""
    size, margins = section.find(w("pgSz")), section.find(w("pgMar"))
    if size is None:
        return
    is_across = read_whole(size.get(w("w"))) > read_whole(size.get(w("h")))
    size.attrib.pop(w("orient"), "")
    if landscape:
        size.set(w("orient"), "landscape")
    if is_across == landscape:
        return
    width, height = size.get(w("w"), ""), size.get(w("h"), "")
    size.set(w("w"), height)
    size.set(w("h"), width)
    if margins is not None:
        before = {side: margins.get(w(side), "0") for side in ("top", "right", "bottom", "left")}
        turned = dict(zip(before, (*list(before.values())[1:], before["top"]), strict=True))
        for side, value in turned.items():
            margins.set(w(side), value)
