"""Which words and signs does a text consist of? Tokens, in every script, that a reader parts."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from declarations.model import OBJECT_CHARACTER

TOKEN = re.compile(
    r"[wn]m*(?:[wnm]|j[wn]|(?<=n)k(?=n))*(?:s(?!m))*"
    r"|v?[tv]m*f*m*(?:s(?!m))*|cm*(?:s(?!m))*|s+(?!m)|.m*(?:s(?!m))*"
)
"""Over the classes of ``class_of``: a word or figure, a Thai or Lao cluster, a Han or kana
character, else one character; each with its combining marks and the space that follows it."""

SENTENCE_END = re.compile(r"[.!?;:。！？；۔؟።।။។]['\"’”»)\]」』]*\s*$")
WIDE_ENDS = frozenset("。！？；」』")
JOINERS = frozenset("'’-\u2010\u2011\u05be\u05f3\u05f4")
"""Apostrophes and hyphens; Hebrew maqaf, geresh and gershayim join as they do."""

GLUED = frozenset("\u200c\u200d\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff")
"""Zero-width joiners and the skin tones of emoji belong to the character before them."""

FIGURE_MARKS = frozenset(".,٫٬")
LEADING_VOWELS = frozenset("เแโใไເແໂໃໄ")
FOLLOWING_VOWELS = frozenset("ะาำฯๆະາຳຯໆ")


@lru_cache(maxsize=8192)
def class_of(character: str) -> str:  # noqa: PLR0911, C901 - one return for each class
    """Return one letter for the part a character plays in a token (see ``TOKEN``)."""
    if character in JOINERS:
        return "j"
    if character in FIGURE_MARKS:
        return "k"
    if character in LEADING_VOWELS:
        return "v"
    if character in FOLLOWING_VOWELS:
        return "f"
    if character == OBJECT_CHARACTER:
        return "o"
    if character.isspace():
        return "s"
    category = unicodedata.category(character)
    if category.startswith("M") or character in GLUED:
        return "m"
    if category == "Nd":
        return "n"
    if "\u0e00" <= character <= "\u0eff":
        return "t"
    name = unicodedata.name(character, "")
    if name.startswith(("CJK ", "HIRAGANA", "KATAKANA", "BOPOMOFO", "IDEOGRAPHIC ITERATION")):
        return "c"
    return "w" if character.isalnum() else "p"


def split_tokens(text: str) -> list[str]:
    """Return the tokens of a text; joined they are the text again."""
    classes = "".join(map(class_of, text))
    return [text[match.start() : match.end()] for match in TOKEN.finditer(classes)]


def find_edges(tokens: Sequence[str]) -> frozenset[int]:
    """Return the places of a text that lie within no word and before no combining mark."""
    inside: set[int] = set()
    position = 0
    for token in tokens:
        visible = len(token.rstrip()) or 1
        inside.update(range(position + 1, position + visible))
        position += len(token)
    return frozenset(range(position + 1)) - inside


def count_letters(text: str) -> int:
    """Return the number of letters and digits in a text."""
    return sum(map(str.isalnum, text))
