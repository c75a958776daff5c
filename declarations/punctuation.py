"""Which signs end a paragraph, in which language?"""

import unicodedata
from dataclasses import dataclass

from declarations.edits import Edit
from declarations.findings import CLOSING_MARKS, end_of_words, note_places
from declarations.model import OBJECT_CHARACTER, Text

COMMAS, SEMICOLONS, COLONS = ",،，、፣", ";；؛፤", ":：፦"
STOPS = ".。።۔।॥"
SENTENCE_ENDS = STOPS + "!?！？؟፡"
"""Amharic is often typed with two word spaces, ፡፡, for the full stop."""
UNSTOPPED = frozenset(("th", "lo", "km", "my", "bo", "dz"))
"""Languages that part sentences by spaces, or by signs of their own."""

NOTE_BEFORE = frozenset(("fr", "es", "ru"))
"""United Nations texts in these languages put the note mark before the punctuation."""

NOTE_AFTER = frozenset(("en",))


@dataclass(frozen=True, slots=True)
class Signs:
    """The signs of one language."""

    comma: str = ","
    semicolon: str = ";"
    colon: str = ":"
    stop: str = "."


SIGNS = {
    "ar": Signs("،", "؛"), "fa": Signs("،", "؛"), "ur": Signs("،", "؛", stop="۔"),
    "zh": Signs("，", "；", "：", "。"), "ja": Signs("、", "；", "：", "。"),
    "am": Signs("፣", "፤", "፦", "።"), "ti": Signs("፣", "፤", "፦", "።"),
    "hi": Signs(stop="।"), "fr": Signs(semicolon="\u00a0;", colon="\u00a0:"),
}  # fmt: skip
REPLACEABLE = COMMAS + SEMICOLONS + COLONS + STOPS


def signs_of(language: str) -> Signs:
    """Return the signs of a language; those of English where nothing else is known."""
    return SIGNS.get(language, Signs())


def end_with(text: Text, sign: str, language: str) -> tuple[Edit, ...]:
    """Return the edit that makes the text end in ``sign``; none where a person must decide.

    One comma, colon, semicolon or stop gives way to the sign; behind a letter, a digit or a
    closing bracket or quote it is added, on the side of a note mark where the language has it.
    """
    end = end_of_words(text)
    words = text.plain[:end]
    last = words[-1:]
    if not last:
        return ()
    if last in REPLACEABLE:
        start = len(words.rstrip(last + " \u00a0\u202f"))
        return (Edit(start, end, sign),) if start and words.count(last, start) == 1 else ()
    if unicodedata.category(last)[0] in "LNM" or last in CLOSING_MARKS + OBJECT_CHARACTER:
        notes = note_places(text)
        while language in NOTE_BEFORE and end in notes:
            end += 1
        return (Edit(end, end, sign),)
    return ()
