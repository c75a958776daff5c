"""What does a check say? Findings with their remedy and, where it can, the edits that mend."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from declarations.edits import CLOSING_KEY, NOTE_KEY, SUBTITLE_KEY, TITLE_KEY, Edit
from declarations.model import OBJECT_CHARACTER, Declaration, MarkKind, Node, Profile, Text
from declarations.problems import Level

WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
CLOSING_MARKS = "\"'”’»)]"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found in one text, which ``item`` names by its key (see ``edits``).

    ``edits`` mend it; where there are none, a person must.
    """

    item: str
    message: str
    remedy: str
    value: str = ""
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True)
class Check:
    """One check: when it applies, how much it weighs, and how it finds its faults.

    ``profile`` None is both. ``at_adoption`` is the level in a text about to be adopted.
    """

    code: str
    title: str
    profile: Profile | None
    level: Level
    find: Callable[[Declaration], Iterator[Finding]]
    english_only: bool = False
    fixable: bool = False
    at_adoption: Level | None = None

    def applies_to(self, declaration: Declaration) -> bool:
        """Return whether the check looks at this text at all."""
        is_profile = self.profile in {None, declaration.profile}
        return is_profile and (not self.english_only or base_language(declaration) == "en")


@dataclass(frozen=True, slots=True)
class Passage:
    """A text of a declaration with the key that findings and edits name it by."""

    item: str
    text: Text
    node: Node | None = None


def base_language(declaration: Declaration) -> str:
    """Return the language without script and region: "zh" of "zh-Hans"."""
    return declaration.language.partition("-")[0].lower()


def passages(declaration: Declaration) -> Iterator[Passage]:
    """Yield every text: title, headings and paragraphs, the closing formula, the notes."""
    yield Passage(TITLE_KEY, Text(declaration.title))
    yield Passage(SUBTITLE_KEY, Text(declaration.subtitle))
    for node in declaration.walk():
        yield Passage(node.id, node.text, node)
    yield Passage(CLOSING_KEY, declaration.closing)
    for note in declaration.notes:
        yield Passage(NOTE_KEY + note.id, note.text)


def words_of(text: Text) -> list[str]:
    """Return the words, as written."""
    return WORD.findall(text.plain)


def leaves(node: Node) -> Iterator[tuple[Node, bool]]:
    """Yield every node below and including this one, and whether it ends the paragraph."""
    nodes = list(node.walk())
    for place, each in enumerate(nodes):
        yield each, place == len(nodes) - 1


def note_places(text: Text) -> frozenset[int]:
    """Return the places of the note marks."""
    return frozenset(mark.start for mark in text.marks if mark.kind is MarkKind.NOTE)


def end_of_words(text: Text) -> int:
    """Return where the words end: before note marks and the spaces around them."""
    notes, end = note_places(text), len(text.plain)
    while end and (text.plain[end - 1].isspace() or end - 1 in notes):
        end -= 1
    return end


def last_characters(text: Text) -> str:
    """Return the last character of the words, and the one inside closing quotes and brackets."""
    words = text.plain[: end_of_words(text)]
    inner = words.rstrip(CLOSING_MARKS + OBJECT_CHARACTER + " ")
    return words[-1:] + (inner[-1:] if inner != words else "")


def name_sign(sign: str) -> str:
    """Return a sign as a message names it."""
    return "a cross-reference" if sign == OBJECT_CHARACTER else repr(sign)
