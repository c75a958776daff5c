"""How does Word number lists? Each list has a numbering of its own, so that each starts anew."""

from dataclasses import dataclass, field

from exports.docx.styles import LIST_LEVELS, STEP

_BULLETS = "•–▪"
_BULLET_LIST, _ORDERED_LIST = 0, 1


@dataclass(slots=True)
class Numbering:
    """The numberings of one document, in order; all bulleted lists share the first."""

    starts: list[tuple[int, int]] = field(default_factory=list)

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
        lists = f'<w:num w:numId="1"><w:abstractNumId w:val="{_BULLET_LIST}"/></w:num>'
        for number, (level, start) in enumerate(self.starts, start=2):
            lists += (
                f'<w:num w:numId="{number}"><w:abstractNumId w:val="{_ORDERED_LIST}"/>'
                f'<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="{start}"/>'
                "</w:lvlOverride></w:num>"
            )
        return kinds + lists


def write_list_place(number: int, level: int) -> str:
    """Return the property by which a paragraph is an item of a list."""
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'


def _level(level: int, kind: str, text: str) -> str:
    return (
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>'
        f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/><w:pPr>'
        f'<w:ind w:left="{STEP * (level + 1) - STEP // 3}" w:hanging="{STEP * 2 // 3}"/>'
        "</w:pPr></w:lvl>"
    )
