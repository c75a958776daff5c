"""Does a text keep to its style? The checks of both profiles, each with a code and a remedy.

The rules and their rates are those of 1,923 adopted UN General Assembly resolutions: a preamble
comma 99.9 %, an italic opening 99.95 %, an operative semicolon 99.5 %, a verb in -s 98.9 %. Checks
that look at words know English only and are silent in other languages.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from declarations.draft_file import parse_draft, print_draft
from declarations.model import OBJECT_CHARACTER, Declaration, MarkKind, Node, Profile
from declarations.phrases import (
    COMMITMENT_VERBS,
    OPERATIVE_VERBS,
    PREAMBULAR_OPENINGS,
    QUALIFIERS,
    Strength,
)
from declarations.problems import Level, Place, Problem

WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
TYPED_NUMBER = re.compile(r"(?:\(?\d{1,3}[.)]|\([a-z]{1,4}\)|[a-z]\))\s", re.IGNORECASE)
WE_VERB = re.compile(
    r"\bwe,?\s+(?:also\s+|further\s+|hereby\s+|strongly\s+)*([a-z]+)", re.IGNORECASE
)
SENTENCE_END = ".!?。！？۔።"
CLOSING_MARKS = "\"'”’»)]" + OBJECT_CHARACTER


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found at one node."""

    node: Node
    message: str
    remedy: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """One check: when it applies, how much it weighs, and how it finds its faults."""

    code: str
    title: str
    profile: Profile
    level: Level
    find: Callable[[Declaration], Iterator[Finding]]
    english_only: bool = False
    fixable: bool = False


def words_of(node: Node) -> list[str]:
    """Return the words of a node, as written."""
    return WORD.findall(node.text.plain)


def starts_italic(node: Node) -> bool:
    """Return whether the text begins with an italic mark (Arabic also bold, Chinese bold)."""
    return any(
        mark.start == 0 and mark.kind in (MarkKind.ITALIC, MarkKind.BOLD)
        for mark in node.text.marks
    )


def last_character(text: str) -> str:
    """Return the last character before closing quotes, brackets and note marks."""
    return text.rstrip().rstrip(CLOSING_MARKS).rstrip()[-1:]


def preambular(declaration: Declaration) -> tuple[Node, ...]:
    """Return the preambular paragraphs after the opening formula ("The General Assembly,")."""
    if declaration.preamble is None:
        return ()
    paragraphs = declaration.preamble.children
    if paragraphs and paragraphs[0].text.plain.lower().startswith(("the ", "we,", "we ")):
        return paragraphs[1:]
    return paragraphs


def leaves(node: Node) -> Iterator[tuple[Node, bool]]:
    """Yield every node below and including this one, and whether it ends the paragraph."""
    nodes = list(node.walk())
    for place, each in enumerate(nodes):
        yield each, place == len(nodes) - 1


def find_preamble_opening(declaration: Declaration) -> Iterator[Finding]:
    """Find preambular paragraphs that open with another word than a participle or adjective."""
    for node in preambular(declaration):
        words = words_of(node)
        if words and words[0].lower() not in PREAMBULAR_OPENINGS:
            yield Finding(
                node,
                f"A preambular paragraph opens with {words[0]!r}.",
                "Open it with a participle or adjective, such as Recalling or Mindful.",
                words[0],
            )


def find_preamble_comma(declaration: Declaration) -> Iterator[Finding]:
    """Find preambular paragraphs that do not end in a comma."""
    for node in preambular(declaration):
        for each, last in leaves(node):
            end = last_character(each.text.plain)
            if last and end and end not in ",،，":
                yield Finding(
                    each, f"A preambular paragraph ends in {end!r}.", "End it in a comma.", end
                )


def find_preamble_italic(declaration: Declaration) -> Iterator[Finding]:
    """Find preambular paragraphs whose opening is not in italics."""
    for node in preambular(declaration):
        if not starts_italic(node):
            yield opening_not_italic(node, "preambular")


def opening_not_italic(node: Node, kind: str) -> Finding:
    """Return the finding that an opening word is not in italics."""
    word = next(iter(words_of(node)), "")
    return Finding(
        node, f"The opening of a {kind} paragraph is not in italics.", f"Write *{word}*.", word
    )


def find_preamble_number(declaration: Declaration) -> Iterator[Finding]:
    """Find preambular paragraphs with a number typed before them."""
    for node in preambular(declaration):
        match = TYPED_NUMBER.match(node.text.plain)
        if match:
            yield Finding(
                node, "A preambular paragraph is numbered.", "Delete the number.", match.group()
            )


def operative_opening(node: Node) -> str:
    """Return the first word of an operative paragraph after also, further and the like."""
    for word in words_of(node):
        if word.lower() not in QUALIFIERS:
            return word
    return ""


def find_operative_verb(declaration: Declaration) -> Iterator[Finding]:
    """Find operative paragraphs that do not open with a verb in the third person."""
    for node in declaration.operative_paragraphs():
        word = operative_opening(node)
        if word and word.lower() not in OPERATIVE_VERBS:
            yield Finding(
                node,
                f"An operative paragraph opens with {word!r}.",
                "Open it with a verb in the third person, such as Decides or Requests.",
                word,
            )


def find_operative_end(declaration: Declaration) -> Iterator[Finding]:
    """Find operative paragraphs not ending in a semicolon, the last one in a full stop."""
    paragraphs = declaration.operative_paragraphs()
    for place, node in enumerate(paragraphs):
        final = place == len(paragraphs) - 1
        wanted, allowed = ("a full stop", ".。።۔") if final else ("a semicolon", ";；؛፤")
        for each, last in leaves(node):
            end = last_character(each.text.plain)
            if last and end and end not in allowed:
                yield Finding(
                    each,
                    f"{'The last' if final else 'An'} operative paragraph ends in {end!r}.",
                    f"End it in {wanted}.",
                    end,
                )


def find_operative_italic(declaration: Declaration) -> Iterator[Finding]:
    """Find operative paragraphs whose opening verb is not in italics."""
    for node in declaration.operative_paragraphs():
        if not starts_italic(node):
            yield opening_not_italic(node, "operative")


def find_typed_number(declaration: Declaration) -> Iterator[Finding]:
    """Find operative paragraphs with a number typed into their text."""
    for node in declaration.operative_paragraphs():
        match = TYPED_NUMBER.match(node.text.plain)
        if match:
            yield Finding(
                node,
                "A number is typed into the text; the numbers are computed from the order.",
                "Delete the typed number.",
                match.group().strip(),
            )


LADDER = ("", "also", "further")


def find_broken_ladder(declaration: Declaration) -> Iterator[Finding]:
    """Find repeated verbs that do not climb X, Also X, Further X (16 breaks in 15,500 pairs).

    After Further X the ladder may begin anew.
    """
    previous, step = "", 0
    for node in declaration.operative_paragraphs():
        words = [word.lower() for word in words_of(node)[:2]]
        rung = LADDER.index(words[0]) if words and words[0] in LADDER else 0
        verb = next(iter(words[1:] if rung else words), "")
        if verb and verb == previous and rung <= step < len(LADDER) - 1:
            yield Finding(
                node,
                f"{verb.capitalize()!r} opens two paragraphs in a row.",
                f"Write {LADDER[step + 1].capitalize()} {verb}.",
                verb,
            )
            rung = step + 1
        previous, step = verb, rung


def find_missing_stop(declaration: Declaration) -> Iterator[Finding]:
    """Find operative paragraphs of a declaration that do not end a sentence."""
    for node in declaration.operative_paragraphs():
        for each, last in leaves(node):
            end = last_character(each.text.plain)
            if last and end and end not in SENTENCE_END:
                yield Finding(
                    each,
                    f"A paragraph ends in {end!r}, not in a full stop.",
                    "End it in a full stop.",
                    end,
                )


def find_missing_we(declaration: Declaration) -> Iterator[Finding]:
    """Find operative paragraphs in which nobody acts: no "we" with a verb."""
    for node in declaration.operative_paragraphs():
        whole = " ".join(each.text.plain for each in node.walk())
        if whole.strip() and not WE_VERB.search(whole):
            yield Finding(
                node,
                'A paragraph does not say what "we" do.',
                "Open it with We and a verb, such as We commit or We will, where it asks for "
                "something.",
            )


def find_mixed_verbs(declaration: Declaration) -> Iterator[Finding]:
    """Find paragraphs whose commitment verbs differ in strength: members cannot tell what binds."""
    for node in declaration.operative_paragraphs():
        found = {
            verb.lower(): COMMITMENT_VERBS[verb.lower()]
            for verb in WE_VERB.findall(node.text.plain)
            if verb.lower() in COMMITMENT_VERBS
        }
        strengths = set(found.values()) - {Strength.STATEMENT}
        if len(strengths) > 1:
            listed = ", ".join(f"{verb} ({strength})" for verb, strength in found.items())
            yield Finding(
                node,
                f"A paragraph has commitment verbs of different strength: {listed}.",
                "Keep one commitment a paragraph; only strong ones ask members for progress.",
                listed,
            )


RESOLUTION, DECLARATION = Profile.RESOLUTION, Profile.DECLARATION
WARNING, HINT = Level.WARNING, Level.HINT
CHECKS = (
    Check("R101", "Preamble opening word", RESOLUTION, WARNING, find_preamble_opening, True),
    Check("R102", "Preamble comma", RESOLUTION, WARNING, find_preamble_comma, fixable=True),
    Check("R103", "Preamble italic", RESOLUTION, WARNING, find_preamble_italic, fixable=True),
    Check("R104", "Preamble not numbered", RESOLUTION, WARNING, find_preamble_number),
    Check("R105", "Operative opening verb", RESOLUTION, WARNING, find_operative_verb, True),
    Check("R106", "Operative ending", RESOLUTION, WARNING, find_operative_end, fixable=True),
    Check("R107", "Operative italic", RESOLUTION, WARNING, find_operative_italic, fixable=True),
    Check("R108", "Consecutive numbers", RESOLUTION, WARNING, find_typed_number, fixable=True),
    Check("R109", "Also, further", RESOLUTION, WARNING, find_broken_ladder, True, fixable=True),
    Check("D201", "Full stop", DECLARATION, WARNING, find_missing_stop, fixable=True),
    Check("D202", "We and a verb", DECLARATION, HINT, find_missing_we, True),
    Check("D203", "One commitment verb a paragraph", DECLARATION, HINT, find_mixed_verbs, True),
)  # fmt: skip
"""The checks, in the order of docs/draft-format.md."""


def check_declaration(declaration: Declaration, places: Mapping[str, Place]) -> tuple[Problem, ...]:
    """Return every fault of style, in the order of the text; ``places`` comes from the parser."""
    english = declaration.language.partition("-")[0] == "en"
    found = [
        Problem(
            check.code,
            check.level,
            places.get(finding.node.id, Place(item=finding.node.id)),
            finding.message,
            finding.remedy,
            finding.value,
            check.fixable,
        )
        for check in CHECKS
        if check.profile is declaration.profile and (english or not check.english_only)
        for finding in check.find(declaration)
    ]
    return tuple(sorted(found, key=lambda p: (p.place.line, p.place.column, p.code)))


def check_adoption(declaration: Declaration) -> tuple[Problem, ...]:
    """Return every problem of a text that is about to be adopted, read anew from its draft form."""
    parsed = parse_draft(print_draft(declaration), declaration.code)
    return (*parsed.problems, *check_declaration(parsed.declaration, parsed.places))
