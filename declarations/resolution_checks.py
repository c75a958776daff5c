"""Does a resolution keep to its style? "The General Assembly, Recalling ..., 1. Decides ...;".

The rules and their rates are those of 1,923 adopted UN General Assembly resolutions: a preamble
comma 99.9 %, an italic opening 99.95 %, an operative semicolon 99.5 %, a verb in -s 98.9 %.
"""

import re
from collections.abc import Iterator
from itertools import islice

from declarations.edits import Edit
from declarations.findings import (
    WORD,
    Check,
    Finding,
    base_language,
    last_characters,
    leaves,
    name_sign,
    words_of,
)
from declarations.model import Declaration, MarkKind, Node, Profile
from declarations.phrases import OPERATIVE_VERBS, PREAMBULAR_OPENINGS, QUALIFIERS
from declarations.problems import Level
from declarations.punctuation import COMMAS, SEMICOLONS, STOPS, UNSTOPPED, end_with, signs_of
from declarations.typed_labels import TYPED_LABEL, take_out_label

FORMULA_WORDS = 8
"""An opening formula ("The General Assembly,") is no longer than this."""

ITALIC_LANGUAGES = frozenset(("en", "fr", "es", "ru"))
"""Where the opening word is in italics; elsewhere a person knows how much of it to mark."""

LADDER = ("", "also", "further")


def preambular(declaration: Declaration) -> tuple[Node, ...]:
    """Return the preambular paragraphs after the opening formula ("The General Assembly,")."""
    if declaration.preamble is None:
        return ()
    paragraphs = declaration.preamble.children
    if paragraphs and is_formula(paragraphs[0]):
        return paragraphs[1:]
    return paragraphs


def is_formula(node: Node) -> bool:
    """Return whether a first paragraph names who speaks and is not yet a preambular paragraph."""
    if node.text.plain.lower().startswith(("the ", "we,", "we ")):
        return True
    return not starts_italic(node) and len(words_of(node.text)) <= FORMULA_WORDS


def starts_italic(node: Node) -> bool:
    """Return whether the first word is in italics (Arabic also bold, Chinese bold)."""
    first = WORD.search(node.text.plain)
    start = first.start() if first else 0
    return any(
        mark.start <= start < mark.end and mark.kind in (MarkKind.ITALIC, MarkKind.BOLD)
        for mark in node.text.marks
    )


def find_preamble_opening(declaration: Declaration) -> Iterator[Finding]:
    """Find preambular paragraphs that open with another word than a participle or adjective."""
    for node in preambular(declaration):
        words = words_of(node.text)
        if words and words[0].lower() not in PREAMBULAR_OPENINGS:
            yield Finding(
                node.id,
                f"A preambular paragraph opens with {words[0]!r}.",
                "Open it with a participle or adjective, such as Recalling or Mindful.",
                words[0],
            )


def find_preamble_comma(declaration: Declaration) -> Iterator[Finding]:
    """Find preambular paragraphs that do not end in a comma."""
    language = base_language(declaration)
    if language in UNSTOPPED:
        return
    for node in preambular(declaration):
        *_, (last, _) = leaves(node)
        ends = last_characters(last.text)
        if ends and not set(ends) & set(COMMAS):
            yield Finding(
                last.id,
                f"A preambular paragraph ends in {name_sign(ends[0])}.",
                "End it in a comma.",
                ends[0],
                end_with(last.text, signs_of(language).comma, language),
            )


def find_preamble_italic(declaration: Declaration) -> Iterator[Finding]:
    """Find preambular paragraphs whose opening is not in italics."""
    for node in preambular(declaration):
        if node.text.plain and not starts_italic(node):
            yield opening_not_italic(node, "a preambular", declaration)


def opening_not_italic(node: Node, kind: str, declaration: Declaration) -> Finding:
    """Return the finding that an opening word is not in italics."""
    words = opening_words(node)
    edits: tuple[Edit, ...] = ()
    if words and base_language(declaration) in ITALIC_LANGUAGES:
        edits = (Edit(words[0].start(), words[-1].end(), italic=True),)
    opening = " ".join(match.group() for match in words)
    return Finding(
        node.id,
        f"The opening of {kind} paragraph is not in italics.",
        f"Write *{opening}*.",
        opening,
        edits,
    )


def opening_words(node: Node) -> list[re.Match[str]]:
    """Return the first words up to and with the first one that is not also, further and so on."""
    found: list[re.Match[str]] = []
    for match in WORD.finditer(node.text.plain):
        found.append(match)
        if match.group().lower() not in QUALIFIERS:
            break
    return found


def find_preamble_number(declaration: Declaration) -> Iterator[Finding]:
    """Find preambular paragraphs with a number typed before them."""
    for node in preambular(declaration):
        match = TYPED_LABEL.match(node.text.plain)
        if match:
            yield Finding(
                node.id,
                "A preambular paragraph is numbered.",
                "Delete the number.",
                match.group().strip(),
            )


def find_operative_verb(declaration: Declaration) -> Iterator[Finding]:
    """Find operative paragraphs that do not open with a verb in the third person."""
    for node in declaration.operative_paragraphs():
        words = opening_words(node)
        verb = words[-1].group() if words else ""
        if verb and verb.lower() not in OPERATIVE_VERBS | QUALIFIERS:
            yield Finding(
                node.id,
                f"An operative paragraph opens with {verb!r}.",
                "Open it with a verb in the third person, such as Decides or Requests.",
                verb,
            )


def find_operative_end(declaration: Declaration) -> Iterator[Finding]:
    """Find operative paragraphs not ending in a semicolon, the last one in a full stop."""
    language = base_language(declaration)
    if language in UNSTOPPED:
        return
    signs, paragraphs = signs_of(language), declaration.operative_paragraphs()
    for place, node in enumerate(paragraphs, start=1):
        final = place == len(paragraphs)
        which, wanted, sign, allowed = (
            ("The last", "a full stop", signs.stop, STOPS)
            if final
            else ("An", "a semicolon", signs.semicolon, SEMICOLONS)
        )
        *_, (last, _) = leaves(node)
        ends = last_characters(last.text)
        if ends and not set(ends) & set(allowed):
            yield Finding(
                last.id,
                f"{which} operative paragraph ends in {name_sign(ends[0])}.",
                f"End it in {wanted}.",
                ends[0],
                end_with(last.text, sign, language),
            )


def find_operative_italic(declaration: Declaration) -> Iterator[Finding]:
    """Find operative paragraphs whose opening verb is not in italics."""
    for node in declaration.operative_paragraphs():
        if node.text.plain and not starts_italic(node):
            yield opening_not_italic(node, "an operative", declaration)


def find_typed_number(declaration: Declaration) -> Iterator[Finding]:
    """Find operative paragraphs with a number typed into their text."""
    for number, node in enumerate(declaration.operative_paragraphs(), start=1):
        match = TYPED_LABEL.match(node.text.plain)
        if match:
            yield Finding(
                node.id,
                "A number is typed into the text; the numbers are computed from the order.",
                "Delete the typed number.",
                match.group().strip(),
                take_out_label(match, number),
            )


def find_broken_ladder(declaration: Declaration) -> Iterator[Finding]:
    """Find repeated verbs that climb wrongly, as Also X, Also X (16 breaks in 15,500 pairs)."""
    yield from (finding for finding, is_plain in climb(declaration) if not is_plain)


def find_plain_repetition(declaration: Declaration) -> Iterator[Finding]:
    """Find repeated verbs that do not climb at all, as X, X: adopted texts have some."""
    yield from (finding for finding, is_plain in climb(declaration) if is_plain)


def climb(declaration: Declaration) -> Iterator[tuple[Finding, bool]]:
    """Yield where X, Also X, Further X is not kept, and whether the run had no also so far.

    After Further X the ladder may begin anew.
    """
    previous, step, is_plain = "", 0, True
    for node in declaration.operative_paragraphs():
        words = list(islice(WORD.finditer(node.text.plain), 2))
        first = words[0].group().lower() if words else ""
        rung = LADDER.index(first) if first in LADDER else 0
        verb = next((match.group().lower() for match in words[1 if rung else 0 :]), "")
        is_plain = not rung and (is_plain or verb != previous)
        if verb and verb == previous and rung <= step < len(LADDER) - 1:
            wanted = LADDER[step + 1].capitalize()
            yield put_rung(node, words[0], verb, wanted, has_rung=bool(rung)), is_plain
            rung = step + 1
        previous, step = verb, rung


def put_rung(
    node: Node, first: re.Match[str], verb: str, wanted: str, *, has_rung: bool
) -> Finding:
    """Return the finding that a paragraph should open with Also or Further and its verb."""
    start, initial = first.start(), first.group()[0].lower()
    edit = Edit(start, first.end(), wanted)
    if not has_rung:
        edit = Edit(start, start + 1, f"{wanted} {initial}")
    return Finding(
        node.id,
        f"{verb.capitalize()!r} opens two paragraphs in a row.",
        f"Write {wanted} {verb}.",
        verb,
        (edit,),
    )


RESOLUTION, WARNING = Profile.RESOLUTION, Level.WARNING
RESOLUTION_CHECKS = (
    Check("R101", "Preamble opening word", RESOLUTION, WARNING, find_preamble_opening, True),
    Check("R102", "Preamble comma", RESOLUTION, WARNING, find_preamble_comma, fixable=True),
    Check("R103", "Preamble italic", RESOLUTION, WARNING, find_preamble_italic, fixable=True),
    Check("R104", "Preamble not numbered", RESOLUTION, WARNING, find_preamble_number),
    Check("R105", "Operative opening verb", RESOLUTION, WARNING, find_operative_verb, True),
    Check("R106", "Operative ending", RESOLUTION, WARNING, find_operative_end, fixable=True),
    Check("R107", "Operative italic", RESOLUTION, WARNING, find_operative_italic, fixable=True),
    Check("R108", "Consecutive numbers", RESOLUTION, WARNING, find_typed_number, fixable=True),
    Check("R109", "Also, further", RESOLUTION, WARNING, find_broken_ladder, True, fixable=True),
    Check(
        "R110", "Repeated verb", RESOLUTION, Level.HINT, find_plain_repetition, True, fixable=True
    ),
)
