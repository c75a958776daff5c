"""Are the words written as the house writes them: spelling, quotes, spaces, acronyms, length?"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from importlib.resources import files

from declarations.edits import SUBTITLE_KEY, TITLE_KEY, Edit
from declarations.findings import (
    Check,
    Finding,
    Passage,
    base_language,
    passages,
    words_of,
)
from declarations.model import Declaration
from declarations.phrases import KNOWN_ACRONYMS
from declarations.problems import Level

LONGEST_PARAGRAPH = 135
"""Words: the 95th percentile of 78,176 paragraphs of adopted resolutions."""

SPACES = re.compile(r" {2,}")
QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|«[^»]*»")
PERCENT = "%"
PERCENT_SIGN = re.compile(r"(?<=\d)[ \u00a0]?%")
SENTENCE_START = re.compile(r"(?:^|[.!?:;]\s+)[(“‘\"']*$")
CURLY, ANGLED = ("“", "”", "‘", "’"), ("«", "»", "“", "”")
QUOTES = {
    "fr": ("«\u00a0", "\u00a0»", "“", "”"), "de": ("„", "“", "‚", "‘"),
    **dict.fromkeys(("en", "es", "pt", "nl", "zh", "ko", "tr", "ar"), CURLY),
    **dict.fromkeys(("ru", "it"), ANGLED),
}  # fmt: skip
"""The opening and closing double and single quotes of each language; others are left alone."""

ACRONYM = re.compile(r"(?<![\w/.-])[A-Z]{3,6}(?![\w/.-]|[^\W\d_])")
ROMAN = re.compile(r"[IVXLC]+")
Spelling = Mapping[str, str]


@lru_cache(maxsize=1)
def read_house_spelling() -> Spelling:
    """Return the house spelling: what is to be written in place of what."""
    lines = files("declarations").joinpath("house_spelling.tsv").read_text("utf-8").splitlines()
    return dict(line.split("\t", 1) for line in lines if line and not line.startswith("#"))


def make_spelling_check(spelling: Spelling) -> Callable[[Declaration], Iterator[Finding]]:
    """Return the check that finds what the given spelling writes otherwise."""
    words = sorted((word for word in spelling if word != PERCENT), key=len, reverse=True)
    choices = "|".join(re.escape(word) for word in words)
    # A name inside a sentence begins with a capital: what does not stand in the list stays.
    pattern = re.compile(rf"(?<![\w-])(?:{choices})(?![\w-])", re.IGNORECASE) if choices else None

    lowered = [word.lower() for word in spelling]

    def find_house_spelling(declaration: Declaration) -> Iterator[Finding]:
        for passage in passages(declaration):
            plain = passage.text.plain.lower()
            # Most texts hold none of the words, and finding that out this way is quick.
            if pattern is None or not any(word in plain for word in lowered):
                continue
            edits = tuple(spell_passage(passage, pattern, spelling))
            if edits:
                written = {plain_of(passage, edit): edit.words.strip() for edit in edits}
                pairs = ", ".join(f"{right!r}, not {wrong!r}" for wrong, right in written.items())
                yield Finding(
                    passage.item,
                    f"The house writes {pairs}.",
                    f"Write {', '.join(written.values())}.",
                    ", ".join(written),
                    edits,
                )

    return find_house_spelling


def plain_of(passage: Passage, edit: Edit) -> str:
    """Return the words that an edit replaces."""
    return passage.text.plain[edit.start : edit.end].strip()


def spell_passage(passage: Passage, pattern: re.Pattern[str], spelling: Spelling) -> Iterator[Edit]:
    """Yield the edits that bring one text to the house spelling; quotations stay as they are."""
    plain = passage.text.plain
    quoted = [match.span() for match in QUOTED.finditer(plain)]

    def is_quoted(place: int) -> bool:
        return any(start <= place < end for start, end in quoted)

    for match in pattern.finditer(plain):
        written = match.group()
        right = spelling.get(written)
        if right is None and SENTENCE_START.search(plain[: match.start()]):
            right = spelling.get(written[0].lower() + written[1:])
            right = right and right[0].upper() + right[1:]
        if right and right != written and not is_quoted(match.start()):
            yield Edit(match.start(), match.end(), right)
    percent = spelling.get(PERCENT, PERCENT)
    for match in PERCENT_SIGN.finditer(plain) if percent != PERCENT else ():
        if not is_quoted(match.start()):
            yield Edit(match.start(), match.end(), f" {percent}")


def find_double_spaces(declaration: Declaration) -> Iterator[Finding]:
    """Find two or more spaces in a row."""
    for passage in passages(declaration):
        edits = tuple(Edit(m.start(), m.end(), " ") for m in SPACES.finditer(passage.text.plain))
        if edits:
            yield Finding(
                passage.item,
                f"There are two spaces in a row ({len(edits)} places)."
                if len(edits) > 1
                else "There are two spaces in a row.",
                "Keep one.",
                "",
                edits,
            )


def find_straight_quotes(declaration: Declaration) -> Iterator[Finding]:
    """Find straight quotes and apostrophes, in languages whose quotes are known."""
    quotes = QUOTES.get(base_language(declaration))
    for passage in passages(declaration) if quotes else ():
        plain = passage.text.plain
        if quotes and ('"' in plain or "'" in plain):
            edits = tuple(curl_quotes(plain, quotes))
            yield Finding(
                passage.item,
                "There is a straight quote or apostrophe.",
                f"Write {quotes[0]}words{quotes[1]}, and ’ for the apostrophe."
                if edits
                else "A quote is not closed: write the missing one.",
                '"' if '"' in plain else "'",
                edits,
            )


def curl_quotes(plain: str, quotes: tuple[str, ...]) -> Iterator[Edit]:
    """Yield the edits that put the quotes of a language in place of straight ones.

    Double quotes are left where one is missing. A single one is an apostrophe unless it opens a
    word and another closes one.
    """
    places = [place for place, sign in enumerate(plain) if sign == '"']
    if len(places) % 2 == 0:
        for nth, place in enumerate(places):
            yield Edit(place, place + 1, quotes[nth % 2])
    for match in re.finditer("'", plain):
        place = match.start()
        opens = not plain[max(place - 1, 0) : place].strip(" \u00a0([“«—") and re.match(
            r"\w.*\w'(?!\w)", plain[place + 1 :]
        )
        yield Edit(place, place + 1, quotes[2] if opens else "’")


def find_undefined_acronyms(declaration: Declaration) -> Iterator[Finding]:
    """Find acronyms whose words stand nowhere in the text, each once, at its first place.

    A first word in capitals ("DONE at ...") is passed over.
    """
    everything = list(passages(declaration))
    whole = " ".join([declaration.title, declaration.subtitle, declaration.assembly])
    defined = {
        acronym
        for words in (whole, *(passage.text.plain for passage in everything))
        for acronym in re.findall(r"[(\[“]([A-Z]{2,8})s?[)\]”,;]|\b([A-Z]{2,8})s? \(", words)
        for acronym in acronym
        if acronym
    }
    seen = defined | KNOWN_ACRONYMS
    for passage in everything:
        plain = passage.text.plain
        if plain.isupper() or passage.item in {TITLE_KEY, SUBTITLE_KEY}:
            continue
        for match in ACRONYM.finditer(plain):
            acronym = match.group()
            if acronym in seen or ROMAN.fullmatch(acronym) or not match.start():
                continue
            seen.add(acronym)
            yield Finding(
                passage.item,
                f"The acronym {acronym} is not explained.",
                f"At its first place write the words, then ({acronym}).",
                acronym,
            )


def find_long_paragraphs(declaration: Declaration) -> Iterator[Finding]:
    """Find paragraphs longer than 95 in 100 adopted ones; sub-paragraphs count alone."""
    for node in declaration.walk():
        count = len(words_of(node.text)) if len(node.text.plain) > LONGEST_PARAGRAPH else 0
        if count > LONGEST_PARAGRAPH:
            yield Finding(
                node.id,
                f"A paragraph has {count} words; 95 in 100 have at most {LONGEST_PARAGRAPH}.",
                "Divide it, or use sub-paragraphs.",
                str(count),
            )


HINT = Level.HINT
WORDING_CHECKS = (
    Check(
        "T308", "House spelling", None, HINT, make_spelling_check(read_house_spelling()), True,
        fixable=True,
    ),
    Check("T309", "Double spaces", None, HINT, find_double_spaces, fixable=True),
    Check("T310", "Straight quotes", None, HINT, find_straight_quotes, fixable=True),
    Check("T311", "Acronyms", None, HINT, find_undefined_acronyms, True),
    Check("T312", "Long paragraphs", None, HINT, find_long_paragraphs),
)  # fmt: skip
