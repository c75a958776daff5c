"""How does Word number lists and paragraphs? Each list starts anew; paragraphs are one list.

The styles of numbered paragraphs are the levels of one list over the whole text, so that whoever
adds a paragraph in Word gives it a style, and it has its number.
"""

from dataclasses import dataclass, field

from exports.blocks import NumberKind, NumberLevel
from exports.docx.markup import quote
from exports.docx.styles import LIST_LEVELS, STEP

_BULLETS = "•–▪"
_BULLET_LIST, _ORDERED_LIST, _PARAGRAPHS = 0, 1, 2
_KINDS = {
    NumberKind.DECIMAL: "decimal",
    NumberKind.LOWER_LETTER: "lowerLetter",
    NumberKind.LOWER_ROMAN: "lowerRoman",
    NumberKind.UPPER_LETTER: "upperLetter",
}
NO_NUMBER = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="0"/></w:numPr>'
"""The property by which a paragraph is not numbered, though its style is."""


@dataclass(slots=True)
class Numbering:
    """The numberings of one document, in order; all bulleted lists share the first."""

    levels: tuple[NumberLevel, ...] = ()
    starts: list[tuple[int, int]] = field(default_factory=list)

    @property
    def paragraphs(self) -> int:
        """The number of the list of numbered paragraphs, 0 where Word does not count them."""
        return len(self.starts) + 2 if self.levels else 0

    def begin_list(self, ordered: bool, start: int, level: int) -> int:
        """Return the number of the numbering that a list at ``level`` uses."""
        if not ordered:
            return 1
        self.starts.append((level, start))
        return 1 + len(self.starts)

    def write(self) -> str:
        """Return the content of the numbering part."""
        bullets = "".join(_level(n, "bullet", _BULLETS[n % 3]) for n in range(LIST_LEVELS))
        numbers = "".join(_level(n, "decimal", f"%{n + 1}.") for n in range(LIST_LEVELS))
        kinds = "".join(
            f'<w:abstractNum w:abstractNumId="{number}">'
            '<w:multiLevelType w:val="hybridMultilevel"/>'
            f"{levels}</w:abstractNum>"
            for number, levels in ((_BULLET_LIST, bullets), (_ORDERED_LIST, numbers))
        )
        if self.levels:
            kinds += self._write_paragraph_levels()
        lists = f'<w:num w:numId="1"><w:abstractNumId w:val="{_BULLET_LIST}"/></w:num>'
        for number, (level, start) in enumerate(self.starts, start=2):
            lists += (
                f'<w:num w:numId="{number}"><w:abstractNumId w:val="{_ORDERED_LIST}"/>'
                f'<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="{start}"/>'
                "</w:lvlOverride></w:num>"
            )
        if self.levels:
            lists += (
                f'<w:num w:numId="{self.paragraphs}"><w:abstractNumId w:val="{_PARAGRAPHS}"/>'
                "</w:num>"
            )
        return kinds + lists

    def _write_paragraph_levels(self) -> str:
        levels = "".join(
            _level(
                place,
                _KINDS[level.kind],
                f"{level.before}%{place + 1}{level.after}",
                f"NumberedParagraph{place + 1}",
            )
            for place, level in enumerate(self.levels)
        )
        return (
            f'<w:abstractNum w:abstractNumId="{_PARAGRAPHS}">'
            f'<w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
        )


def write_list_place(number: int, level: int) -> str:
    """Return the property by which a paragraph is an item of a list."""
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'


def _level(level: int, kind: str, text: str, style: str = "") -> str:
    left, hanging = STEP * (level + 1) - STEP // 3, STEP * 2 // 3
    if style:
        left, hanging = STEP * (level + 1), STEP
    return (
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>'
        + (f'<w:pStyle w:val="{style}"/>' if style else "")
        + f'<w:lvlText w:val={quote(text)}/><w:lvlJc w:val="left"/><w:pPr>'
        f'<w:ind w:left="{left}" w:hanging="{hanging}"/></w:pPr></w:lvl>'
    )
