"""Which number would Word print before a paragraph? Its lists are counted as Word counts them."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree

from exports.docx.number_formats import spell_number
from exports.docx.parts import w
from exports.docx.style_sheet import OFF, StyleSheet, read_whole
from exports.docx.symbols import read_symbol

LEVELS = 9
PLACE = re.compile(r"%([1-9])")
BULLET = "•"


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: how it counts and how it prints.

    ``restart`` is the level (from 1) whose count begins this one anew, 0 for never, None for any
    level above (ECMA-376 part 1, 17.9.10).
    """

    start: int = 1
    format: str = "decimal"
    text: str = ""
    legal: bool = False
    restart: int | None = None
    style: str = ""
    font: str = ""


@dataclass(slots=True)
class WordList:
    """One list: its levels, the abstract list whose count it shares, and where it starts anew."""

    abstract: str
    levels: dict[int, Level]
    starts: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Label:
    """What is printed: the words, the level from 0, and whether it is a bullet."""

    words: str
    depth: int
    is_bullet: bool


class LabelCounter:
    """Counts the lists of one text from its first paragraph to its last."""

    def __init__(
        self, tree: etree._Element | None, sheet: StyleSheet, remark: Callable[[str], None]
    ) -> None:
        self.sheet = sheet
        self.remark = remark
        self.abstracts: dict[str, etree._Element] = {}
        self.numbers: dict[str, etree._Element] = {}
        self.lists: dict[str, WordList | None] = {}
        self.counts: dict[str, dict[int, int]] = {}
        self.started: set[tuple[str, int]] = set()
        for each in tree.iterchildren(w("abstractNum")) if tree is not None else ():
            self.abstracts.setdefault(each.get(w("abstractNumId"), ""), each)
        for each in tree.iterchildren(w("num")) if tree is not None else ():
            self.numbers.setdefault(each.get(w("numId"), ""), each)

    def label(self, properties: etree._Element | None, style_id: str) -> Label | None:
        """Return the label of the next paragraph, counting it; None where it has none."""
        found = self.find_place(properties, style_id)
        if found is None:
            return None
        number, depth = found
        word_list = self.read_list(number)
        if word_list is None or depth not in word_list.levels:
            return None
        level = word_list.levels[depth]
        counts = self.count(number, word_list, depth)
        if level.format == "bullet":
            signs = (read_symbol(level.font, f"{ord(each):X}") for each in level.text.strip())
            return Label("".join(sign or BULLET for sign in signs) or BULLET, depth, True)
        return Label(self.print(word_list, depth, counts), depth, False)

    def find_place(
        self, properties: etree._Element | None, style_id: str
    ) -> tuple[str, int] | None:
        """Return the list and level of a paragraph: its own, else its style's (17.9.18, 17.9.23).

        A list 0 takes a paragraph out of the list of its style. Styles give their list and level
        one by one to those based on them; a level that names the style goes before.
        """
        own = properties.find(w("numPr")) if properties is not None else None
        number, depth = _read_place(own)
        is_own = number is not None
        for style in self.sheet.chain(style_id):
            from_style = _read_place(style.find(f"{w('pPr')}/{w('numPr')}"))
            number = from_style[0] if number is None else number
            depth = from_style[1] if depth is None else depth
        if number in {None, "0"}:
            return None
        if not is_own:
            linked = self.find_linked(str(number), style_id)
            depth = depth if linked is None else linked
        return str(number), min(depth or 0, LEVELS - 1)

    def find_linked(self, number: str, style_id: str) -> int | None:
        """Return the level of a list that names a style as its own."""
        word_list = self.read_list(number)
        levels = word_list.levels if word_list else {}
        return next((d for d, level in levels.items() if level.style == style_id), None)

    def read_list(self, number: str) -> WordList | None:
        """Return the list with this number, or None where the file defines none."""
        if number not in self.lists:
            self.lists[number] = None
            self.lists[number] = self.make_list(number)
        return self.lists[number]

    def make_list(self, number: str) -> WordList | None:
        """Return the levels of a list, its overrides laid over them."""
        element = self.numbers.get(number)
        if element is None:
            return None
        abstract_id = _value(element, "abstractNumId") or ""
        abstract = self.abstracts.get(abstract_id)
        if abstract is None:
            return None
        link = _value(abstract, "numStyleLink")
        if link:
            style = self.sheet.find(link, "pPr", "numPr")
            linked = _read_place(style)[0]
            base = self.read_list(linked) if linked else None
            if base is None:
                return None
            made = WordList(base.abstract, dict(base.levels), dict(base.starts))
        else:
            levels = dict(map(_read_level, abstract.iterchildren(w("lvl"))))
            made = WordList(abstract_id, levels)
        for override in element.iterchildren(w("lvlOverride")):
            depth = read_whole(override.get(w("ilvl")))
            own = override.find(w("lvl"))
            if own is not None:
                made.levels[depth] = _read_level(own)[1]
            start = _value(override, "startOverride")
            if start is not None:
                made.starts[depth] = read_whole(start)
        return made

    def count(self, number: str, word_list: WordList, depth: int) -> dict[int, int]:
        """Count one paragraph of a level, and return the counts of all levels.

        Lists of one abstract list share their counts; a list with a start of its own begins there
        when it is first used at that level (17.9.27). The levels below begin anew.
        """
        counts = self.counts.setdefault(word_list.abstract, {})
        if depth in word_list.starts and (number, depth) not in self.started:
            counts[depth] = word_list.starts[depth]
        elif depth in counts:
            counts[depth] += 1
        else:
            counts[depth] = word_list.levels[depth].start
        self.started.add((number, depth))
        for lower in list(counts):
            level = word_list.levels.get(lower)
            restart = level.restart if level else None
            if lower > depth and (restart is None or 0 < depth + 1 <= restart):
                del counts[lower]
        return counts

    def print(self, word_list: WordList, depth: int, counts: dict[int, int]) -> str:
        """Return the label's words; levels not yet counted print their start."""
        level = word_list.levels[depth]

        def spell(match: re.Match[str]) -> str:
            at = int(match.group(1)) - 1
            other = word_list.levels.get(at, Level())
            number = counts.get(at, word_list.starts.get(at, other.start))
            is_legal = level.legal and other.format != "decimalZero"
            kind = "decimal" if is_legal else other.format
            spelt = spell_number(number, kind)
            if spelt is None:
                self.remark(kind)
                return str(number)
            return spelt

        return PLACE.sub(spell, level.text).strip()


def _value(element: etree._Element, name: str) -> str | None:
    child = element.find(w(name))
    return None if child is None else child.get(w("val"), "")


def _read_place(element: etree._Element | None) -> tuple[str | None, int | None]:
    """Return the list and the level that a numPr names, None for what it leaves out."""
    if element is None:
        return None, None
    depth = _value(element, "ilvl")
    return _value(element, "numId"), None if depth is None else read_whole(depth)


def _read_level(element: etree._Element) -> tuple[int, Level]:
    """Return the number of a level and what it says; a missing start is 0 (17.9.25)."""
    start = _value(element, "start") or "0"
    restart = _value(element, "lvlRestart")
    text = element.find(w("lvlText"))
    words = "" if text is None or text.get(w("null")) not in {None, *OFF} else text.get(w("val"))
    legal = element.find(w("isLgl"))
    format_ = element.find(w("numFmt"))
    fonts = element.find(f"{w('rPr')}/{w('rFonts')}")
    return read_whole(element.get(w("ilvl"))), Level(
        start=read_whole(start),
        format="decimal" if format_ is None else format_.get(w("val"), "decimal"),
        text=words or "",
        legal=legal is not None and legal.get(w("val"), "true") not in OFF,
        restart=None if restart is None else read_whole(restart),
        style=_value(element, "pStyle") or "",
        font="" if fonts is None else fonts.get(w("ascii"), ""),
    )
