"""Are the parts of a text whole: sub-paragraphs, brackets, inserted numbers, notes?"""

import re
import unicodedata
from collections.abc import Iterator

from declarations.edits import Edit
from declarations.findings import (
    Check,
    Finding,
    base_language,
    last_characters,
    name_sign,
    note_places,
    passages,
)
from declarations.model import OBJECT_CHARACTER, Declaration, NodeKind, Text
from declarations.problems import Level
from declarations.punctuation import (
    COLONS,
    NOTE_AFTER,
    NOTE_BEFORE,
    UNSTOPPED,
    end_with,
    signs_of,
)
from declarations.typed_labels import find_typed_labels

PARAGRAPHS = frozenset((NodeKind.OPERATIVE, NodeKind.SUBPARAGRAPH))
QUOTED_BRACKET = re.compile(r"\[(?:sic|\.\.\.|…|[^\W\d_])\]", re.IGNORECASE)
"""What a quotation may hold in square brackets: [sic], [...], one letter changed in case."""

BRACKETED = re.compile(r"\[[^\[\]]*\]")
UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""Kana, Han and Hangul: brackets stand beside letters without a space."""

INSERTED = re.compile(r"^\(?(?:\d{1,3}|[a-z])\.?\s?(?:bis|ter|quater)\b\.?\)?", re.IGNORECASE)
LATIN_ORDINAL = re.compile(r"\b(?:bis|ter|quater)\b", re.IGNORECASE)
INSERTED_REFERENCE = re.compile(
    r"\b(?:paragraphs?|paras?\.|paragraphes?|párrafos?|пункт\w*)\s\d{1,3}\s(?:bis|ter|quater)\b"
    r"(?!\s(?:of|de|du|del)\b)",
    re.IGNORECASE,
)
BEFORE_SIGN = re.compile(f"({OBJECT_CHARACTER}+)([.,;:!?]+)(?!\\w)")
AFTER_SIGN = re.compile(f"([ \u00a0\u202f]?[.,;:])({OBJECT_CHARACTER}+)")


def find_missing_colon(declaration: Declaration) -> Iterator[Finding]:
    """Find paragraphs that do not end in a colon though sub-paragraphs follow."""
    language = base_language(declaration)
    if language in UNSTOPPED:
        return
    for node in declaration.walk():
        if node.kind not in PARAGRAPHS or not node.children:
            continue
        ends = last_characters(node.text)
        if ends and not set(ends) & set(COLONS):
            yield Finding(
                node.id,
                f"A paragraph with sub-paragraphs ends in {name_sign(ends[0])}.",
                "End it in a colon.",
                ends[0],
                end_with(node.text, signs_of(language).colon, language),
            )


def find_lone_parts(declaration: Declaration) -> Iterator[Finding]:
    """Find a sub-paragraph that is the only one."""
    for node in declaration.walk():
        if node.kind in PARAGRAPHS and len(node.children) == 1:
            yield Finding(
                node.children[0].id,
                "There is one sub-paragraph only.",
                "Add another, or join it to the paragraph above.",
            )


def find_unmatched_brackets(declaration: Declaration) -> Iterator[Finding]:
    """Find square brackets that are not opened or not closed in the same paragraph."""
    for passage in passages(declaration):
        depth, unmatched = 0, 0
        for sign in re.findall(r"[\[\]]", passage.text.plain):
            depth += 1 if sign == "[" else -1
            if depth < 0:
                depth, unmatched = 0, unmatched + 1
        if depth + unmatched:
            yield Finding(
                passage.item,
                "A square bracket is not matched by another in the same paragraph.",
                "Add the missing bracket, or delete this one.",
                "[" if depth else "]",
            )


def find_brackets(declaration: Declaration) -> Iterator[Finding]:
    """Find words in square brackets: not agreed yet. What a quotation may hold is passed over."""
    for passage in passages(declaration):
        found = [words for words, is_inside in read_brackets(passage.text.plain) if not is_inside]
        if found:
            more = f" and {len(found) - 1} more." if found[1:] else "."
            yield Finding(
                passage.item,
                f"Words in square brackets are not agreed: {found[0]:.60}{more}",
                "Agree on them before adoption, then take the brackets away.",
                found[0][:60],
            )


def find_inner_brackets(declaration: Declaration) -> Iterator[Finding]:
    """Find square brackets beside a letter: an editor's addition, seldom words not agreed."""
    for passage in passages(declaration):
        for words, is_inside in read_brackets(passage.text.plain):
            if is_inside:
                yield Finding(
                    passage.item,
                    f"There are square brackets inside a word: {words:.60}.",
                    "Take them away, unless an editor added what they hold.",
                    words[:60],
                )
                break


def read_brackets(plain: str) -> Iterator[tuple[str, bool]]:
    """Yield each pair of square brackets with its words, and whether it is inside a word."""
    for match in BRACKETED.finditer(plain) if "[" in plain else ():
        if QUOTED_BRACKET.fullmatch(match.group()):
            continue
        beside = plain[max(match.start() - 1, 0) : match.start()], plain[match.end() :][:1]
        is_inside = any(
            unicodedata.category(sign)[0] in "LM" and not UNSPACED.match(sign)
            for sign in beside
            if sign
        )
        yield match.group(), is_inside


def find_inserted_numbers(declaration: Declaration) -> Iterator[Finding]:
    """Find numbers such as 5 bis, which stand for inserted paragraphs while a text is negotiated.

    "Article 5 bis of the Convention" is another text's number and is passed over.
    """
    for passage in passages(declaration):
        plain = passage.text.plain
        match = INSERTED.match(plain)
        if match is None and LATIN_ORDINAL.search(plain):
            match = INSERTED_REFERENCE.search(plain)
        if match:
            yield Finding(
                passage.item,
                f"The number {match.group()!r} is that of an inserted paragraph.",
                "Delete a typed number; name a paragraph by its id, [[id]].",
                match.group(),
            )


def find_misplaced_notes(declaration: Declaration) -> Iterator[Finding]:
    """Find note marks on the wrong side of a punctuation mark.

    In English they stand after it, in French, Spanish and Russian before it (United Nations
    practice in 1,923 resolutions); in other languages nothing is found.
    """
    language = base_language(declaration)
    if language not in NOTE_AFTER | NOTE_BEFORE or not declaration.notes:
        return
    is_after = language in NOTE_AFTER
    for passage in passages(declaration):
        places = note_places(passage.text)
        edits = tuple(swap_notes(passage.text, places, is_after=is_after)) if places else ()
        if edits:
            yield Finding(
                passage.item,
                f"A note mark stands {'before' if is_after else 'after'} the punctuation.",
                f"Put it {'after' if is_after else 'before'} the punctuation.",
                edits[0].words.replace(OBJECT_CHARACTER, "").strip(),
                edits,
            )


def swap_notes(text: Text, notes: frozenset[int], *, is_after: bool) -> Iterator[Edit]:
    """Yield the edits that put note marks to the other side of the punctuation beside them."""
    pattern, marks = (BEFORE_SIGN, 1) if is_after else (AFTER_SIGN, 2)
    for match in pattern.finditer(text.plain):
        if all(place in notes for place in range(match.start(marks), match.end(marks))):
            yield Edit(match.start(), match.end(), match.group(2) + match.group(1))


WARNING, HINT, ERROR = Level.WARNING, Level.HINT, Level.ERROR
STRUCTURE_CHECKS = (
    Check("T301", "Colon before sub-paragraphs", None, WARNING, find_missing_colon, fixable=True),
    Check("T302", "Labels", None, WARNING, find_typed_labels, fixable=True),
    Check("T303", "At least two sub-paragraphs", None, WARNING, find_lone_parts),
    Check("T304", "Matched brackets", None, WARNING, find_unmatched_brackets, at_adoption=ERROR),
    Check("T305", "Agreed words", None, HINT, find_brackets, at_adoption=ERROR),
    Check("T306", "Final numbers", None, HINT, find_inserted_numbers, at_adoption=ERROR),
    Check("T307", "Place of note marks", None, WARNING, find_misplaced_notes, fixable=True),
    Check("T313", "Brackets inside a word", None, HINT, find_inner_brackets),
)
