"""What are the words of the workbook in a language, and which code does a word mean?"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources

import yaml

from tracker.members import Member

WORDS_FILE = "workbook_words.yaml"
STALE = "W024"
"""The code of a row made from an older answer; its value is the present one, in full."""
FAULTS_FILE = "fault_words.yaml"


class Field(StrEnum):
    """The columns of the sheet, in their order."""

    KEY = "key"
    LABEL = "label"
    TEXT = "text"
    LAST = "last"
    STATE = "state"
    REASON = "reason"
    ELSEWHERE = "elsewhere"
    PERCENT = "percent"
    DONE = "done"
    OBSTACLES = "obstacles"
    NEXT_STEPS = "next_steps"
    SUPPORT_NEEDED = "support_needed"
    EVIDENCE_LINK = "evidence_link"
    EVIDENCE_DATE = "evidence_date"
    IN_CONFIDENCE = "in_confidence"
    FAULTS = "faults"


ANSWERS = tuple(Field)[4:15]
"""The columns that a member fills in."""
WORD_FIELDS = (Field.DONE, Field.OBSTACLES, Field.NEXT_STEPS, Field.SUPPORT_NEEDED)


@dataclass(frozen=True, slots=True)
class WorkbookWords:
    """The words in one language; those of headings, states, reasons and confidence are by code."""

    read_me: str
    progress: str
    title: str
    declaration: str
    period: str
    due: str
    steps: tuple[str, ...]
    headings: Mapping[str, str]
    states: Mapping[str, str]
    reasons: Mapping[str, str]
    confidence: Mapping[str, str]
    choose: str
    percent_rule: str
    date_rule: str


@cache
def load_words() -> dict[str, WorkbookWords]:
    """Return the words of every language that Accord has them in."""
    text = resources.files("templates").joinpath(WORDS_FILE).read_text(encoding="utf-8")
    return {
        language: WorkbookWords(**{**words, "steps": tuple(words["steps"])})
        for language, words in yaml.safe_load(text).items()
    }


@cache
def load_fault_words() -> dict[str, dict[str, str]]:
    """Return what is said of a fault by its code, in every language but English."""
    text = resources.files("templates").joinpath(FAULTS_FILE).read_text(encoding="utf-8")
    found: dict[str, dict[str, str]] = yaml.safe_load(text)
    return found


def tell_fault(code: str, value: str, english: str, language: str) -> str:
    """Return what a member reads of a fault: in its language where there are words, then English.

    ``value`` is what the cell holds; at most 60 characters of it are shown.
    """
    own = load_fault_words().get(code, {}).get(language)
    if own is None:
        return english
    shown = value if code == STALE else f"{value:.60}"
    return f"{own.replace('{value}', shown)}\n({english})"


def choose_language(member: Member, wanted: str = "") -> str:
    """Return the language of a member's workbook: the one wanted, else that of its names.

    Where its names are in several languages besides English, or in none that Accord has words in,
    it is English.
    """
    known = load_words()
    if wanted:
        plain = wanted.casefold().partition("-")[0]
        return plain if plain in known else "en"
    own = {name.casefold().partition("-")[0] for name in member.names} & set(known) - {"en"}
    return own.pop() if len(own) == 1 else "en"


def fold_words(words: str) -> str:
    """Return words without differences of case, width, spaces and stars, for comparing."""
    plain = unicodedata.normalize("NFKC", words).replace("’", "'").casefold()
    return re.sub(r"[\s_*:]+", " ", plain).strip()


@cache
def meanings(group: str) -> dict[str, str]:
    """Return the code of every word of a group, such as headings or states, in any language."""
    found: dict[str, str] = {}
    for words in load_words().values():
        for code, word in getattr(words, group).items():
            found[fold_words(word)] = code
            found[fold_words(code)] = code
    return found


def languages_of(heading: str) -> set[str]:
    """Return the languages in which a heading is written so."""
    folded = fold_words(heading)
    return {
        language
        for language, words in load_words().items()
        if folded in {fold_words(word) for word in words.headings.values()}
    }
