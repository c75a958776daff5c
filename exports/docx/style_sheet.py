"""What does a style mean for a paragraph? Names, heading levels and numbering, with inheritance."""

from dataclasses import dataclass, field

from lxml import etree

from exports.docx.parts import w

LONGEST_CHAIN = 20
"""Styles based on one another; a longer chain, or a ring, is cut."""
BODY_LEVEL = 9
"""The outline level of body text (ECMA-376 part 1, 17.3.1.20)."""
LARGEST = 32_767
"""Word counts no further."""
LONGEST_NUMBER = 9
OFF = frozenset(("0", "false", "off", "none"))


def read_whole(value: str | None) -> int:
    """Return a whole number of the file from 0 to LARGEST; 0 for anything else."""
    is_number = value is not None and value.isascii() and value.isdecimal()
    return min(int(value[:LONGEST_NUMBER]), LARGEST) if value and is_number else 0


def is_on(properties: etree._Element | None, name: str) -> bool | None:
    """Return whether a look such as "b" is set; None where nothing is said (17.7.3)."""
    element = properties.find(w(name)) if properties is not None else None
    return None if element is None else element.get(w("val"), "true") not in OFF


@dataclass(slots=True)
class StyleSheet:
    """The styles of one file, by their ids."""

    styles: dict[str, etree._Element] = field(default_factory=dict)
    default: str = ""
    language: str = ""
    chains: dict[str, list[etree._Element]] = field(default_factory=dict)

    def chain(self, style_id: str) -> list[etree._Element]:
        """Return a style and those it is based on, nearest first."""
        if style_id in self.chains:
            return self.chains[style_id]
        found: list[etree._Element] = []
        following = style_id
        while following in self.styles and len(found) < LONGEST_CHAIN:
            style = self.styles[following]
            found.append(style)
            based_on = style.find(w("basedOn"))
            following = "" if based_on is None else based_on.get(w("val"), "")
        self.chains[style_id] = found
        return found

    def name(self, style_id: str) -> str:
        """Return the name of a style as Word's own language has it ("heading 1"), or its id."""
        style = self.styles.get(style_id)
        name = style.find(w("name")) if style is not None else None
        return style_id if name is None else name.get(w("val"), style_id)

    def find(self, style_id: str, kind: str, name: str) -> etree._Element | None:
        """Return the nearest property, such as "outlineLvl" of "pPr", along the chain."""
        for style in self.chain(style_id):
            element = style.find(f"{w(kind)}/{w(name)}")
            if element is not None:
                return element
        return None

    def says(self, style_id: str, kind: str, name: str) -> bool:
        """Return whether a look such as "b" of "rPr" is on along the chain."""
        for style in self.chain(style_id):
            said = is_on(style.find(w(kind)), name)
            if said is not None:
                return said
        return False

    def heading_level(self, style_id: str, properties: etree._Element | None) -> int:
        """Return 1 to 9 for a heading, 0 for body text: the outline level, or the style's name.

        The names are those of ECMA-376's built-in styles ("heading 1"), which Word keeps in every
        language, and the nearest style with such a name counts.
        """
        own = properties.find(w("outlineLvl")) if properties is not None else None
        level = own if own is not None else self.find(style_id, "pPr", "outlineLvl")
        if level is not None:
            number = level.get(w("val"), "")
            is_level = number.isdecimal() and read_whole(number) < BODY_LEVEL
            return read_whole(number) + 1 if is_level else 0
        for style in self.chain(style_id):
            name = self.name(style.get(w("styleId"), "")).lower()
            stem, _, number = name.rpartition(" ")
            if stem == "heading" and 1 <= read_whole(number) <= BODY_LEVEL:
                return read_whole(number)
        return 0


def read_styles(tree: etree._Element | None) -> StyleSheet:
    """Return the styles of a file; none where it has no such part."""
    sheet = StyleSheet()
    if tree is None:
        return sheet
    for style in tree.iterchildren(w("style")):
        style_id = style.get(w("styleId"), "")
        sheet.styles.setdefault(style_id, style)
        if style.get(w("type")) == "paragraph" and style.get(w("default")) not in {None, *OFF}:
            sheet.default = style_id
    language = tree.find(f"{w('docDefaults')}/{w('rPrDefault')}/{w('rPr')}/{w('lang')}")
    if language is not None:
        sheet.language = language.get(w("val"), "")
    return sheet
