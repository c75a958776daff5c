"""How do our styles and lists join those of a template? Its own win; what it lacks is added."""

import re
from copy import deepcopy
from dataclasses import dataclass, field

from lxml import etree

from exports.docx.markup import write_part
from exports.docx.parts import w
from exports.docx.style_sheet import OFF, read_styles, read_whole
from exports.docx.template import OpenTemplate

_STYLE = re.compile(r'(<w:(?:pStyle|rStyle|tblStyle|basedOn|next|link) w:val=")([^"]*)(")')
_LIST = re.compile(r'(<w:numId w:val=")([1-9][0-9]*)(")')
_DEFAULTS = f"{w('docDefaults')}/{w('rPrDefault')}/{w('rPr')}"
# The elements of a settings part in the order of the schema (ECMA-376 part 1, 17.15.1.78).
_SETTINGS = (
    "zoom", "mirrorMargins", "alignBordersAndEdges", "bordersDoNotSurroundHeader",
    "bordersDoNotSurroundFooter", "gutterAtTop", "defaultTabStop", "autoHyphenation",
    "consecutiveHyphenLimit", "hyphenationZone", "doNotHyphenateCaps", "defaultTableStyle",
    "evenAndOddHeaders", "characterSpacingControl", "footnotePr", "compat", "themeFontLang",
    "clrSchemeMapping", "decimalSymbol", "listSeparator",
)  # fmt: skip
_OUR_SETTINGS = frozenset(("footnotePr", "themeFontLang"))


@dataclass(slots=True)
class Joint:
    """How our parts are rewritten so that they fit a template.

    ``names`` gives for each of our style ids the template's; lists are counted after its own.
    """

    template: OpenTemplate
    names: dict[str, str] = field(default_factory=dict)
    added: list[etree._Element] = field(default_factory=list)
    lists: int = 0
    kinds: int = 0

    def rewrite(self, inner: str) -> str:
        """Return the content of a part with the template's style ids and list numbers."""
        inner = _STYLE.sub(lambda m: m[1] + self.names.get(m[2], m[2]) + m[3], inner)
        return _LIST.sub(lambda m: f"{m[1]}{int(m[2]) + self.lists}{m[3]}", inner)

    def join_styles(self, inner: str, language: str) -> bytes:
        """Return the template's styles with those of ours that it lacks, for our language.

        ``inner`` is the content of our own styles part, ``language`` its w:lang element.
        """
        root = deepcopy(self.template.styles)
        _set_language(root, language)
        ours = _parse("styles", self.rewrite(inner))
        known = {style.get(w("styleId")) for style in root.iterchildren(w("style"))}
        for style in ours.iterchildren(w("style")):
            style_id = style.get(w("styleId"), "")
            if self.names.get(style_id, style_id) in known:
                continue
            style.set(w("styleId"), self.names.get(style_id, style_id))
            root.append(style)
        return _write_root(root)

    def join_lists(self, inner: str) -> bytes:
        """Return the template's lists, and after them ours under numbers of their own."""
        part = self.template.numbering
        root = etree.fromstring(part.data) if part else _parse("numbering", "")
        ours = _parse("numbering", self.rewrite(inner))
        kinds = list(ours.iterchildren(w("abstractNum")))
        for kind in kinds:
            _shift(kind, w("abstractNumId"), self.kinds)
        first_list = root.find(w("num"))
        place = len(root) if first_list is None else list(root).index(first_list)
        for number, kind in enumerate(kinds):
            root.insert(place + number, kind)
        last = list(root.iterchildren(w("num"), w("abstractNum")))[-1]
        for entry in reversed(list(ours.iterchildren(w("num")))):
            _shift(entry, w("numId"), self.lists)
            for reference in entry.iterchildren(w("abstractNumId")):
                _shift(reference, w("val"), self.kinds)
            last.addnext(entry)
        return _write_root(root)

    def join_settings(self, inner: str) -> str:
        """Return the content of a settings part: the template's page and table habits kept."""
        ours = {each.tag: each for each in _parse("settings", inner)}
        theirs: dict[object, etree._Element] = {}
        for each in self.template.settings if self.template.settings is not None else ():
            theirs.setdefault(each.tag, each)
        chosen = []
        for name in _SETTINGS:
            first, second = (ours, theirs) if name in _OUR_SETTINGS else (theirs, ours)
            setting = first.get(w(name)) if w(name) in first else second.get(w(name))
            if setting is not None and not (name == "footnotePr" and w(name) not in ours):
                chosen.append(etree.tostring(setting, encoding="unicode", with_tail=False))
        return "".join(chosen)


def join_template(template: OpenTemplate, inner: str) -> Joint:
    """Return how the styles of ``inner``, our own styles part, are called in the template.

    Word keeps the names of built-in styles in English in every language, whatever their ids.
    """
    theirs = {
        (style.get(w("type"), ""), _name_of(style)): style.get(w("styleId"), "")
        for style in template.styles.iterchildren(w("style"))
    }
    taken = set(theirs.values())
    joint = Joint(template)
    joint.names["Normal"] = read_styles(template.styles).default
    for style in _parse("styles", inner).iterchildren(w("style")):
        style_id = style.get(w("styleId"), "")
        found = theirs.get((style.get(w("type"), ""), _name_of(style)))
        if found is None and style_id == "Normal":
            found = joint.names["Normal"]
        new = f"Accord{style_id}" if style_id in taken else style_id
        joint.names[style_id] = found or new
    table_style = _find_table_style(template)
    if table_style in taken:
        joint.names["AccordTable"] = table_style
    if template.numbering:
        root = etree.fromstring(template.numbering.data)
        joint.lists = _highest(root, w("num"), w("numId"))
        joint.kinds = _highest(root, w("abstractNum"), w("abstractNumId")) + 1
    return joint


def list_counted_headings(template: OpenTemplate, joint: Joint) -> frozenset[int]:
    """Return the levels of headings that the template numbers by itself."""
    sheet = read_styles(template.styles)
    counted = set()
    for level in range(1, 7):
        list_ = sheet.find(joint.names.get(f"Heading{level}", ""), "pPr", "numPr")
        number = list_.find(w("numId")) if list_ is not None else None
        if number is not None and read_whole(number.get(w("val"))):
            counted.add(level)
    return frozenset(counted)


def _find_table_style(template: OpenTemplate) -> str:
    """Return the style that the association has set as default for tables, "" for none."""
    settings = template.settings
    chosen = settings.find(w("defaultTableStyle")) if settings is not None else None
    return "" if chosen is None else chosen.get(w("val"), "")


def _name_of(style: etree._Element) -> str:
    name = style.find(w("name"))
    return "" if name is None else name.get(w("val"), "").casefold()


def _set_language(root: etree._Element, language: str) -> None:
    """Give the whole document our language, which the default style may not gainsay."""
    looks = root.find(_DEFAULTS)
    if looks is None:
        defaults = root.find(w("docDefaults"))
        if defaults is None:
            defaults = etree.Element(w("docDefaults"))
            root.insert(0, defaults)
        holder = etree.Element(w("rPrDefault"))
        defaults.insert(0, holder)
        looks = etree.SubElement(holder, w("rPr"))
    wanted = _parse("styles", language)[0]
    old = looks.find(w("lang"))
    if old is not None:
        looks.replace(old, wanted)
    else:
        looks.append(wanted)
    for style in root.iterchildren(w("style")):
        if style.get(w("type")) == "paragraph" and style.get(w("default")) not in {None, *OFF}:
            for own in style.iterchildren(w("rPr")):
                for tongue in own.findall(w("lang")):
                    own.remove(tongue)


def _shift(element: etree._Element, name: str, by: int) -> None:
    element.set(name, str(read_whole(element.get(name)) + by))


def _highest(root: etree._Element, tag: str, name: str) -> int:
    return max((read_whole(each.get(name)) for each in root.iterchildren(tag)), default=0)


def _parse(root: str, inner: str) -> etree._Element:
    return etree.fromstring(write_part(root, inner))


def _write_root(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
