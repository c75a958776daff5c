"""What does a page call a part of a text? "Paragraph 3 (a)", as the reader sees it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.web.interface_languages import later
from app.web.pages import Page
from declarations.amendments import NOTE_PREFIX
from declarations.change_list import Alteration, ListedChange
from declarations.checks import find_problems
from declarations.draft_file import parse_draft, print_draft
from declarations.edits import CLOSING_KEY, NOTE_KEY, SUBTITLE_KEY, TITLE_KEY
from declarations.findings import Check
from declarations.model import Declaration, Node, NodeKind
from declarations.numbering import compute_labels, compute_reference_labels
from declarations.problems import Problem

DETAILS = {
    "title": later("Title"),
    "subtitle": later("Subtitle"),
    "closing": later("Closing formula"),
    TITLE_KEY: later("Title"),
    SUBTITLE_KEY: later("Subtitle"),
    CLOSING_KEY: later("Closing formula"),
}
PARAGRAPH = later("Paragraph %(label)s")
PREAMBULAR = later("Preambular paragraph %(number)s")
HEADING = later("Section “%(words)s”")
UNHEADED = later("Section without a heading")
PREAMBLE = later("Preamble")
NOTE = later("Note %(name)s")
NEW = later("New paragraph")
WHOLE = later("Whole text")


class Places:
    """The names of all parts of one text."""

    def __init__(self, page: Page, text: Declaration) -> None:
        self._page = page
        self._text = text
        self._labels = compute_labels(text)
        self._references: Mapping[str, str] = compute_reference_labels(text)

    def has(self, key: str) -> bool:
        """Return whether a node is in the text."""
        return self._text.node(key) is not None

    def name(self, key: str) -> str:
        """Return what a reader calls a node, a note or a detail."""
        translate = self._page.translate
        note = key.removeprefix(NOTE_KEY).removeprefix(NOTE_PREFIX)
        if key in DETAILS:
            return translate(DETAILS[key])
        if note != key:
            return translate(NOTE) % {"name": note}
        if self._labels.get(key):
            return translate(PARAGRAPH) % {"label": self._references[key]}
        node = self._text.node(key)
        if node is None:
            return translate(NEW if key else WHOLE)
        return self._name_unnumbered(node)

    def _name_unnumbered(self, node: Node) -> str:
        translate, words = self._page.translate, node.text.plain
        if node.kind is NodeKind.PREAMBLE:
            return words or translate(PREAMBLE)
        if node.kind is NodeKind.SECTION:
            return translate(HEADING) % {"words": words} if words else translate(UNHEADED)
        if node.kind is NodeKind.PREAMBULAR and self._text.preamble:
            number = [each.id for each in self._text.preamble.children].index(node.id) + 1
            return translate(PREAMBULAR) % {"number": number}
        return translate(PARAGRAPH) % {"label": ""}


@dataclass(frozen=True, slots=True)
class LocatedProblem:
    """A problem with the part it is in: its key, "" for the whole, and what a reader calls it."""

    key: str
    place: str
    problem: Problem


def locate_problems(
    page: Page, text: Declaration, checks: Iterable[Check]
) -> tuple[LocatedProblem, ...]:
    """Return everything that the checks find in a text, each with the part it is in."""
    parsed = parse_draft(print_draft(text))
    places = Places(page, parsed.declaration)
    by_line = {place.line: key for key, place in parsed.places.items() if place.line}
    found = []
    for problem in find_problems(parsed, tuple(checks)):
        key = by_line.get(problem.place.line, problem.place.item)
        found.append(LocatedProblem(key, places.name(key), problem))
    return tuple(found)


WHERE = {
    Alteration.WORDS: later("%(place)s: other words"),
    Alteration.HEADING: later("%(place)s: another heading"),
    Alteration.INSERTION: later("New, after: %(place)s"),
    Alteration.DELETION: later("%(place)s: deleted"),
    Alteration.MOVE: later("%(place)s: moved to stand after: %(after)s"),
    Alteration.DETAIL: later("%(place)s: other words"),
}
MOVED_FIRST = later("%(place)s: moved to the beginning of: %(after)s")
NEW_FIRST = later("New, at the beginning of: %(place)s")


@dataclass(frozen=True, slots=True)
class NamedChange:
    """A change with the line that says what is done where."""

    change: ListedChange
    words: str


def name_changes(
    page: Page, text: Declaration, changes: Iterable[ListedChange]
) -> tuple[NamedChange, ...]:
    """Return the changes of a text, each with its line in the page's language."""
    places = Places(page, text)
    found = []
    for each in changes:
        message = WHERE[each.kind]
        anchor = each.after or each.parent
        if each.kind is Alteration.MOVE and not each.after:
            message = MOVED_FIRST
        place = each.name
        if each.kind is Alteration.INSERTION:
            message, place = (message if each.after else NEW_FIRST), anchor
        names = {"place": places.name(place), "after": places.name(anchor)}
        found.append(NamedChange(each, page.translate(message) % names))
    return tuple(found)
