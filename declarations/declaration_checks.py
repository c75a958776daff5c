"""Does a declaration keep to its style? "We, ...", full sentences, one commitment a paragraph."""

import re
from collections.abc import Iterator

from declarations.findings import Check, Finding, base_language, last_characters, leaves, name_sign
from declarations.model import Declaration, Node, Profile
from declarations.numbering import compute_labels
from declarations.phrases import COMMITMENT_VERBS, Strength
from declarations.problems import Level
from declarations.punctuation import SENTENCE_ENDS, UNSTOPPED, end_with, signs_of

WE_VERB = re.compile(
    r"\bwe,?\s+(?:also\s+|further\s+|hereby\s+|strongly\s+|therefore\s+|jointly\s+)*([a-z]+)",
    re.IGNORECASE,
)
MEASURE = re.compile(
    r"\d|\b(?:by the end of|every (?:day|week|month|year)|annually|once a|twice a|each year"
    r"|one|two|three|four|five|six|seven|eight|nine|ten|half|all|every|no)\b",
    re.IGNORECASE,
)
"""What a reader could later measure: a date, a figure, or a whole."""

DATED = re.compile(
    r"\b(?:by|before|until|not later than|no later than)\s+(?:the end of\s+)?(?:\w+\s+)?20\d\d\b",
    re.IGNORECASE,
)
MOST_LISTED = 10


def read_strengths(node: Node) -> dict[str, Strength]:
    """Return the commitment verbs after "we" in a paragraph with their strength, in order."""
    return {
        verb.lower(): COMMITMENT_VERBS[verb.lower()]
        for verb in WE_VERB.findall(node.text.plain)
        if verb.lower() in COMMITMENT_VERBS
    }


def find_missing_stop(declaration: Declaration) -> Iterator[Finding]:
    """Find operative paragraphs of a declaration that do not end a sentence."""
    language = base_language(declaration)
    if language in UNSTOPPED:
        return
    for node in declaration.operative_paragraphs():
        *_, (last, _) = leaves(node)
        ends = last_characters(last.text)
        if ends and not set(ends) & set(SENTENCE_ENDS):
            yield Finding(
                last.id,
                f"A paragraph ends in {name_sign(ends[0])}, not in a full stop.",
                "End it in a full stop.",
                ends[0],
                end_with(last.text, signs_of(language).stop, language),
            )


def find_missing_we(declaration: Declaration) -> Iterator[Finding]:
    """Find operative paragraphs in which nobody acts: no "we" with a verb.

    In a text that mostly says something else (articles, a charter) one finding tells of it.
    """
    acting, silent = 0, []
    for node in declaration.operative_paragraphs():
        whole = " ".join(each.text.plain for each in node.walk())
        if WE_VERB.search(whole):
            acting += 1
        elif whole.strip():
            silent.append(node)
    if silent and not acting:
        yield Finding(
            silent[0].id,
            'No paragraph says what "we" do.',
            "Open those that ask for something with We and a verb, such as We commit or We will.",
        )
    for node in silent if acting > len(silent) else ():
        yield Finding(
            node.id,
            'A paragraph does not say what "we" do.',
            "Open it with We and a verb, such as We commit or We will, where it asks for "
            "something.",
        )


def find_mixed_verbs(declaration: Declaration) -> Iterator[Finding]:
    """Find paragraphs whose commitment verbs differ in strength: members cannot tell what binds."""
    for node in declaration.operative_paragraphs():
        found = read_strengths(node)
        strengths = set(found.values()) - {Strength.STATEMENT}
        if len(strengths) > 1:
            listed = ", ".join(f"{verb} ({strength})" for verb, strength in found.items())
            yield Finding(
                node.id,
                f"A paragraph has commitment verbs of different strength: {listed}.",
                "Keep one commitment a paragraph; only strong ones ask members for progress.",
                listed,
            )


def find_vague_commitments(declaration: Declaration) -> Iterator[Finding]:
    """Find strong commitments with neither target nor date, where they are half of all or more.

    One finding tells of them all: adopted declarations have some.
    """
    labels = compute_labels(declaration)
    strong = [
        node
        for node in declaration.operative_paragraphs()
        if Strength.STRONG in read_strengths(node).values()
    ]
    vague = [node for node in strong if not node.children and not MEASURE.search(node.text.plain)]
    if vague and 2 * len(vague) >= len(strong):
        listed = ", ".join(labels[node.id] for node in vague[:MOST_LISTED])
        more = " and others" if len(vague) > MOST_LISTED else ""
        yield Finding(
            vague[0].id,
            f"{len(vague)} of {len(strong)} commitments name neither target nor date: "
            f"paragraph {listed}{more}.",
            "Say how much, where or by when, so that a member can report on it.",
            listed,
        )


def find_weak_targets(declaration: Declaration) -> Iterator[Finding]:
    """Find paragraphs that set a date but bind weakly."""
    for node in declaration.operative_paragraphs():
        match = DATED.search(node.text.plain) if "20" in node.text.plain else None
        strengths = set(read_strengths(node).values()) - {Strength.STATEMENT} if match else set()
        if match and strengths == {Strength.WEAK}:
            yield Finding(
                node.id,
                f"A paragraph sets a date ({match.group()}) with a weak verb.",
                "Write We commit or We will where members are to report on it.",
                match.group(),
            )


DECLARATION, HINT = Profile.DECLARATION, Level.HINT
DECLARATION_CHECKS = (
    Check("D201", "Full stop", DECLARATION, Level.WARNING, find_missing_stop, fixable=True),
    Check("D202", "We and a verb", DECLARATION, HINT, find_missing_we, True),
    Check("D203", "One commitment verb a paragraph", DECLARATION, HINT, find_mixed_verbs, True),
    Check("D204", "Target or date", DECLARATION, HINT, find_vague_commitments, True),
    Check("D205", "Strength fits the date", DECLARATION, HINT, find_weak_targets, True),
)
