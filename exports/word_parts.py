"""Which node is each part of a Word file? One of the text before that is like it, or a new one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from declarations.draft_file import slug
from declarations.model import Declaration, Node, NodeKind
from declarations.tokens import split_tokens
from exports.word_outline import Line

ALIKE = 0.5
"""The share of words in common from which two paragraphs count as one, changed."""
MAIN_KINDS = frozenset((NodeKind.PREAMBLE, NodeKind.SECTION))


@dataclass(slots=True)
class Part:
    """A node in the making: its lines (more than one where paragraphs were joined)."""

    kind: NodeKind
    lines: list[Line] = field(default_factory=list)
    id: str = ""
    keeps_label: bool = False
    children: list["Part"] = field(default_factory=list)

    def walk(self) -> Iterator["Part"]:
        """Yield this part and those below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()

    @property
    def plain(self) -> str:
        """Return the words of all lines, one space between them."""
        return " ".join(" ".join(line.text for line in self.lines).split())


def match_by_likeness(parts: Sequence[Part], base: Declaration) -> None:
    """Give the parts without an id that of the node of ``base`` they are most like.

    The same words count before like words, and a heading is only ever a heading. Among equals the
    first in reading order wins.
    """
    taken = {part.id for part in parts}
    free = [node for node in base.walk() if node.id not in taken and node.text.plain]
    by_words: dict[tuple[bool, str], list[Node]] = {}
    for node in free:
        key = (node.kind in MAIN_KINDS, " ".join(node.text.plain.split()))
        by_words.setdefault(key, []).append(node)
    for part in parts:
        same = by_words.get((part.kind in MAIN_KINDS, part.plain))
        if not part.id and same:
            part.id = same.pop(0).id
    used = {part.id for part in parts}
    left = [(node, split_tokens(node.text.plain)) for node in free if node.id not in used]
    for part in parts:
        if part.id or not part.lines:
            continue
        tokens = split_tokens(part.plain)
        scores = [
            (share_of(tokens, others), -at)
            for at, (node, others) in enumerate(left)
            if (node.kind in MAIN_KINDS) == (part.kind in MAIN_KINDS)
        ]
        score, at = max(scores, default=(0.0, 0))
        if score >= ALIKE:
            part.id = left.pop(-at)[0].id


def share_of(tokens: Sequence[str], others: Sequence[str]) -> float:
    """Return how much of two token lists is common, 0 to 1; quickly 0 where it must be little."""
    matcher = SequenceMatcher(None, tokens, others, autojunk=False)
    if matcher.real_quick_ratio() < ALIKE or matcher.quick_ratio() < ALIKE:
        return 0.0
    return matcher.ratio()


def name_parts(parts: Sequence[Part], stem: str, taken: set[str]) -> None:
    """Give an id to every part without one: its parent's and its place, a section its heading's."""
    for position, part in enumerate(parts, start=1):
        if not part.id:
            is_section = part.kind is NodeKind.SECTION and part.lines
            wanted = slug(part.lines[0].text) if is_section else ""
            number = position
            while not wanted or wanted in taken:
                wanted = f"{stem}-{number}"
                number += 1
            part.id = wanted
            taken.add(part.id)
        name_parts(part.children, part.id, taken)
