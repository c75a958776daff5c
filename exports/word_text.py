"""Which text of the model do the words of a Word paragraph make? Looks become inline marks."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from declarations.characters import REPLACEMENT, find_forbidden, replace_forbidden
from declarations.draft_inline import tidy_text
from declarations.model import OBJECT_CHARACTER, Mark, MarkKind, Text
from exports.docx.reading import Span
from exports.reference_names import is_name_by_words

SPACES = re.compile(r"[\t\n\r\x0b\x0c\u2028\u2029]")
SAFE_LINK = re.compile(r"(?:https?://|mailto:)[^\s<>\"]{1,2000}", re.IGNORECASE)
NUMBER_SIGNS = re.compile(r"[\s().\[\]\ufffc]+")


@dataclass(frozen=True, slots=True)
class Targets:
    """What spans may lead to: nodes by bookmark, the labels these print, notes of the draft."""

    nodes: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, frozenset[str]] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MadeText:
    """A text, and the characters in it that no draft may have (U+200B and the like), by name."""

    text: Text
    forbidden: tuple[str, ...] = ()


def make_text(
    spans: Sequence[Span], targets: Targets, *, has_looks: bool = True, skipped: int = 0
) -> MadeText:
    """Return the words of spans with marks; ``skipped`` characters at the beginning are left out.

    A span that leads to a node and prints just its label becomes a live cross-reference; any
    other link inside the file keeps its words alone. Without looks (a heading) bold and italic
    are the style's, not the writer's. Tabs and line breaks become spaces.
    """
    words: list[str] = []
    marks: list[Mark] = []
    forbidden: list[str] = []
    length = 0
    for span in join_references(spans, targets):
        if span.note:
            target = targets.notes.get(span.note)
            if target:
                marks.append(Mark(length, length + 1, MarkKind.NOTE, target))
                words.append(OBJECT_CHARACTER)
                length += 1
            continue
        plain = span.text[skipped:]
        skipped = max(skipped - len(span.text), 0)
        if not plain:
            continue
        node = find_node(span, targets)
        if node:
            plain, end = OBJECT_CHARACTER, length + 1
            marks.append(Mark(length, end, MarkKind.REFERENCE, node))
        else:
            plain = SPACES.sub(" ", plain).replace(OBJECT_CHARACTER, REPLACEMENT)
            forbidden += [f"U+{ord(plain[at]):04X}" for at in find_forbidden(plain)]
            plain = replace_forbidden(plain)
            end = length + len(plain)
            if SAFE_LINK.fullmatch(span.link):
                marks.append(Mark(length, end, MarkKind.LINK, span.link))
        if has_looks:
            marks += [Mark(length, end, MarkKind.BOLD)] if span.bold else []
            marks += [Mark(length, end, MarkKind.ITALIC)] if span.italic else []
        words.append(plain)
        length = end
    text = tidy_text("".join(words), trim_looks("".join(words), join_links(marks)))
    return MadeText(text, tuple(forbidden))


def find_node(span: Span, targets: Targets) -> str:
    """Return the node whose label a span prints, "" where it is no live cross-reference.

    A field that prints the number of a numbered paragraph is one though the number is stale: Word
    computes it anew. Of a sub-paragraph it prints the letter alone, which is none.
    """
    node = targets.nodes.get(target_of(span), "")
    labels = targets.labels.get(node, frozenset())
    is_live = span.is_number and all(label.isdecimal() for label in labels)
    is_named = bare(span.text) in labels or is_name_by_words(span.text)
    return node if node and (is_live or is_named) else ""


def join_references(spans: Sequence[Span], targets: Targets) -> list[Span]:
    """Return the spans, those that print the label of one node joined to one.

    A label in two scripts is two runs; and Word has a field for each level of a number, "12" and
    "(a)", of which the last one leads to the sub-paragraph.
    """
    joined: list[Span] = []
    for _leads_to, group in groupby(spans, key=lambda each: (target_of(each), each.note)):
        run = list(group)
        whole = replace(run[0], text="".join(each.text for each in run))
        before = joined[-2:]
        if whole.reference and len(before) > 1 and is_chain(before[0], before[1], whole, targets):
            # One label of the node stands for both fields, which may be stale.
            node = targets.nodes[whole.reference]
            joined[-2:] = [replace(whole, text=min(targets.labels[node]))]
            continue
        joined += [whole] if find_node(whole, targets) else run
    return joined


def target_of(span: Span) -> str:
    """Return the bookmark that a span leads to, "" for none."""
    return span.reference or (span.link[1:] if span.link.startswith("#") else "")


def is_chain(first: Span, second: Span, third: Span, targets: Targets) -> bool:
    """Return whether the fields of a number and of a letter below it stand beside one another."""
    if not first.reference or second.text.strip() or second.note:
        return False
    above = targets.labels.get(targets.nodes.get(first.reference, ""), frozenset())
    below = targets.labels.get(targets.nodes.get(third.reference, ""), frozenset())
    return any(b != a and b.startswith(a) and not b.isdecimal() for b in below for a in above)


def bare(label: str) -> str:
    """Return a label without spaces and signs: "12 (a)" and "12.a." are "12a".

    A heading is named by its words; a reference inside it prints nothing there. One of signs alone
    ("...") keeps them.
    """
    signs = unicodedata.normalize("NFKC", label).replace(OBJECT_CHARACTER, "").strip()
    return NUMBER_SIGNS.sub("", signs).lower() or signs


def join_links(marks: Sequence[Mark]) -> list[Mark]:
    """Return the marks, links that touch and lead to one address joined."""
    joined = [mark for mark in marks if mark.kind is not MarkKind.LINK]
    links: list[Mark] = []
    for mark in marks:
        if mark.kind is not MarkKind.LINK:
            continue
        if links and links[-1].end == mark.start and links[-1].target == mark.target:
            links[-1] = Mark(links[-1].start, mark.end, MarkKind.LINK, mark.target)
        else:
            links.append(mark)
    return [*joined, *links]


def trim_looks(words: str, marks: Sequence[Mark]) -> list[Mark]:
    """Return the marks, looks and links without the spaces at their ends; none over spaces alone.

    Word marks the space after a word as italic with it; a reader sees no difference. A look that
    goes on after the space (the next mark touches) keeps it.
    """
    trimmed = []
    starts = {(mark.start, mark.kind) for mark in marks}
    ends = {(mark.end, mark.kind) for mark in marks}
    for mark in marks:
        start, end = mark.start, mark.end
        if mark.kind not in {MarkKind.REFERENCE, MarkKind.NOTE}:
            if (end, mark.kind) not in starts:
                while end > start and words[end - 1].isspace():
                    end -= 1
            if (start, mark.kind) not in ends:
                while start < end and words[start].isspace():
                    start += 1
        if start < end:
            trimmed.append(Mark(start, end, mark.kind, mark.target))
    return trimmed


def restore_text(text: Text, before: Text) -> Text:
    """Return the text before where the two differ only in what a Word file cannot hold.

    That is a look over a note mark, a reference or a space, and a link to no web address.
    """
    if text.plain != before.plain or text.marks == before.marks:
        return text
    return before if look_of(text) == look_of(before) else text


def look_of(text: Text) -> list[set[tuple[MarkKind, str]]]:
    """Return what each character of a text carries, as a Word file can hold it."""
    carried: list[set[tuple[MarkKind, str]]] = [set() for _ in text.plain]
    objects = (MarkKind.REFERENCE, MarkKind.NOTE)
    for mark in text.marks:
        if mark.kind is MarkKind.LINK and not SAFE_LINK.fullmatch(mark.target):
            continue
        for at in range(mark.start, mark.end):
            character = text.plain[at]
            if mark.kind in objects or not (character.isspace() or character == OBJECT_CHARACTER):
                carried[at].add((mark.kind, mark.target))
    return carried
