"""How are all words of a text typed, one box for each? For translations and corrections."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from app.web.draft_editing import LONGEST_REASON, LONGEST_WORDS, plain
from app.web.draft_places import Places
from app.web.forms import Form, FormModel
from declarations.edits import SUBTITLE_KEY, TITLE_KEY
from declarations.model import Declaration, NodeKind
from declarations.word_differences import Piece, compare_texts
from declarations.wordings import TranslationState, Words, list_words

BODY = 4 << 20
HEADS = {TITLE_KEY, SUBTITLE_KEY}
MOST_KEYS = 900
"""Two fields each, and a form has at most two thousand."""

Key = Annotated[str, Field(max_length=200)]
Typed = Annotated[str, Field(max_length=LONGEST_WORDS)]


class WordingForm(FormModel):
    """The words of each part, the revision that they were made from, and what is to be done."""

    base: str = Field(default="", pattern="^([0-9a-f]{64})?$")
    key: tuple[Key, ...] = Field(default=(), max_length=MOST_KEYS)
    words: tuple[Typed, ...] = Field(default=(), max_length=MOST_KEYS)
    reason: str = Field(default="", max_length=LONGEST_REASON)
    do: str = Field(default="look", max_length=20)

    def said(self) -> Words:
        """Return the words by their keys."""
        return {key: words for key, words in zip(self.key, self.words, strict=False) if words}


def typed_words(form: Form) -> Words:
    """Return the words of a form that could not be read, by their keys, to be shown again."""
    keys, words = (form.chosen.get(name, ()) for name in ("key", "words"))
    return dict(zip(keys, words, strict=False))


@dataclass(frozen=True, slots=True)
class WordBox:
    """A part as it is shown: what it is called, its words beside, and those that are typed.

    ``stored`` are the words that somebody else stored meanwhile.
    """

    key: str
    name: str
    is_heading: bool
    beside: str
    words: str
    state: TranslationState | None = None
    stored: str = ""
    pieces: tuple[Piece, ...] = ()


def make_boxes(
    places: Places,
    text: Declaration,
    typed: Words,
    states: Mapping[str, TranslationState],
    stored: Words,
) -> list[WordBox]:
    """Return a box for each part of a text, which stands beside it."""
    kinds = {node.id: node.kind for node in text.walk()}
    headed = {NodeKind.PREAMBLE, NodeKind.SECTION}
    found = []
    for key, words in list_words(text).items():
        mine, theirs = typed.get(key, ""), stored.get(key, "")
        pieces = compare_texts(plain(theirs), plain(mine)) if theirs else ()
        is_short = key in HEADS or kinds.get(key) in headed
        found.append(
            WordBox(key, places.name(key), is_short, words, mine, states.get(key), theirs, pieces)
        )
    return found


def find_clashes(typed: Words, base: Words, latest: Words) -> tuple[Words, Words]:
    """Return what is to stand in the boxes, and what others stored where it is something else.

    What only they changed is taken in; what was typed is never replaced.
    """
    kept = {
        key: latest.get(key, "") if typed.get(key, "") == base.get(key, "") else typed.get(key, "")
        for key in {*typed, *latest}
    }
    stored = {
        key: words
        for key, words in latest.items()
        if words != base.get(key, "") and kept.get(key, "") != words
    }
    return kept, stored
