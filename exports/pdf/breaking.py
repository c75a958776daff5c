"""Where may a line break?"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

_WORDS = re.compile(r"[^ ]* *")
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\u202a-\u202e\u2066-\u2069]"
)
_BLANKS = re.compile("[\t\u2000-\u2006\u2008-\u200a\u205f\u3000]")
_NEWLINES = re.compile("\r\n?|\u2028|\u2029")
_HYPHENS = "-‐–—/"
_OPENING = "([{«‹“‘（［｛〈《「『【〔"
_CLOSING = (
    ")]}»›”’!?%,.:;、。，．！？：；）］｝〉》」』】〕ー々ゝヽ・…"
    "ぁぃぅぇぉっゃゅょァィゥェォッャュョ"
)
_LEADING_VOWELS = "เแโใไເແໂໃໄ"
_FOLLOWING_VOWELS = "ะาำๅๆฯະາຳໆຯ"
_ISOLATED_RANGES = (("\u2e80", "\u9fff"), ("\uf900", "\ufaff"), ("\uff00", "\uffef"))
_HANGUL = ("\uac00", "\ud7a3")
_SYLLABIC = (("\u0e00", "\u0eff"), ("\u1000", "\u109f"), ("\u1780", "\u17ff"))
_LONGEST_CLUSTER = 32  # marks beyond these are cut off to the next cluster


def clean_text(text: str) -> str:
    """Return the text without what cannot be printed; line ends become newlines."""
    if text.isprintable():
        return text
    text = _NEWLINES.sub("\n", text)
    return _BLANKS.sub(" ", _UNPRINTABLE.sub("", text))


def clean_line(text: str) -> str:
    """Return a text for bookmarks and the file's description: one line, no half characters."""
    return " ".join(clean_text(text).encode("utf-8", "replace").decode().split())


def split_words(text: str) -> list[str]:
    """Return the words, each with the spaces after it."""
    return [word for word in _WORDS.findall(text) if word]


def cut_word(word: str) -> list[tuple[str, bool]]:
    """Return the parts of a word, each with whether a line may break after it."""
    bare = word.rstrip(" ")
    if bare.isascii() and "-" not in bare and "/" not in bare:
        return [(word, bare != word)]
    parts, start = [], 0
    for position in range(1, len(bare)):
        if _may_break(bare, position):
            parts.append((bare[start:position], True))
            start = position
    return [*parts, (word[start:], bare != word or _is_isolated(word[-1]))]


def _may_break(word: str, position: int) -> bool:
    before, after = word[position - 1], word[position]
    if before in _HYPHENS:
        return position > 1 and after.isalpha() and word[position - 2].isalnum()
    if before == "\u200b":
        return True
    if before.isascii() and after.isascii():
        return False
    if before in _OPENING or after in _CLOSING or unicodedata.combining(after):
        return False
    if _is_isolated(before) or _is_isolated(after):
        return True
    return _is_syllabic(before) and _is_syllabic(after) and _starts_syllable(before, after)


@lru_cache(4096)
def _is_isolated(character: str) -> bool:
    """Chinese and Japanese may break between any two letters; Korean does so here too."""
    ranges = (*_ISOLATED_RANGES, _HANGUL) if character >= _HANGUL[0] else _ISOLATED_RANGES
    return any(first <= character <= last for first, last in ranges)


def _is_syllabic(character: str) -> bool:
    return any(first <= character <= last for first, last in _SYLLABIC)


def _starts_syllable(before: str, after: str) -> bool:
    """Thai, Lao, Khmer and Burmese put no spaces between words; clusters stay whole."""
    if before in _LEADING_VOWELS or after in _FOLLOWING_VOWELS:
        return False
    stacked = before in "\u17d2\u1039"  # the signs that put the next letter below
    return not stacked and unicodedata.category(after)[0] != "M"


def cut_clusters(text: str) -> Iterator[str]:
    """Yield letters, each with the marks on it."""
    cluster = ""
    for character in text:
        joins = unicodedata.category(character)[0] == "M" or character in "\u200d\u200c"
        if cluster and not (joins and len(cluster) < _LONGEST_CLUSTER):
            yield cluster
            cluster = ""
        cluster += character
    if cluster:
        yield cluster
