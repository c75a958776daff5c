"""Do the languages of one declaration say the same, as far as a program can tell?

The files are joined by the ids of their paragraphs. The first one is what the others are
held against.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from declarations.draft_file import ParsedDraft
from declarations.edits import CLOSING_KEY, NOTE_KEY
from declarations.findings import base_language, words_of
from declarations.model import Declaration, MarkKind, Node, Text
from declarations.problems import Level, Place, Problem
from declarations.quantities import Day, read_quantities

SPELT_NUMBERS = 12
"""Numbers up to this one may be written as words in one language and as digits in another."""

SELDOM_SPELT = 100
"""Numbers up to this one sometimes are, ordinal numbers often: told as a hint only."""

SAME_WORDS = 4
"""A text of so many words that is the same in two languages has not been translated."""

EXCERPT = 60
"""Characters of a paragraph that are quoted in a message."""


def check_languages(drafts: Sequence[ParsedDraft]) -> tuple[Problem, ...]:
    """Return where the languages of one declaration differ; nothing for a single draft."""
    problems: list[Problem] = []
    for number, draft in enumerate(drafts[1:], start=1):
        unlike = list(find_unlike(drafts[:number], draft))
        problems += unlike or Pair(drafts[0], draft).check()
    return tuple(problems)


def find_unlike(before: Sequence[ParsedDraft], draft: ParsedDraft) -> Iterator[Problem]:
    """Yield why a draft cannot be another language of the same declaration."""
    first, other = before[0].declaration, draft.declaration
    place = Place(file_of(draft), 1, 1)
    if other.code != first.code:
        yield Problem(
            "L401", Level.ERROR, place,
            f"This is another declaration: {other.code!r}, where {file_of(before[0])} is "
            f"{first.code!r}.",
            "Check the languages of one declaration together; they have one code.", other.code,
        )  # fmt: skip
    for each in before:
        if each.declaration.language == other.language:
            yield Problem(
                "L402", Level.ERROR, place,
                f"The language {other.language!r} is that of {file_of(each)} as well.",
                "Write language: in the front matter as it is, or leave one file out.",
                other.language,
            )  # fmt: skip


def file_of(draft: ParsedDraft) -> str:
    """Return the name of the file a draft was read from."""
    return next((place.file for place in draft.places.values()), "")


def outline(declaration: Declaration) -> dict[str, tuple[str, Node]]:
    """Return each node with the id of the one it lies in ("" for a section), in order."""
    found: dict[str, tuple[str, Node]] = {}

    def descend(node: Node, parent: str) -> None:
        found[node.id] = (parent, node)
        for child in node.children:
            descend(child, node.id)

    for top in (declaration.preamble, *declaration.sections):
        if top is not None:
            descend(top, "")
    return found


@dataclass(frozen=True, slots=True)
class Pair:
    """Two languages of one declaration; ``first`` is what ``other`` is held against."""

    first: ParsedDraft
    other: ParsedDraft

    def check(self) -> list[Problem]:
        """Return every difference, in the order of the other file."""
        here, there = outline(self.first.declaration), outline(self.other.declaration)
        common = [node_id for node_id in here if node_id in there]
        found = [*self.find_missing(here, there), *self.find_moved(here, there, common)]
        for node_id in common:
            found += self.compare_texts(node_id, here[node_id][1].text, there[node_id][1].text)
        closings = self.first.declaration.closing, self.other.declaration.closing
        return [*found, *self.compare_texts(CLOSING_KEY, *closings), *self.compare_notes()]

    @property
    def languages(self) -> tuple[str, str]:
        """Return the two languages."""
        return self.first.declaration.language, self.other.declaration.language

    def problem(
        self, code: str, level: Level, item: str, message: str, remedy: str, value: str = ""
    ) -> Problem:
        """Return a problem at a text of the other file, or at its beginning."""
        place = self.other.places.get(item, Place(file_of(self.other), 1, 1, item))
        return Problem(code, level, place, message, remedy, value)

    def find_missing(
        self, here: dict[str, tuple[str, Node]], there: dict[str, tuple[str, Node]]
    ) -> Iterator[Problem]:
        """Yield what only one of the two languages has."""
        language, other_language = self.languages
        for node_id, (_, node) in here.items():
            if node_id not in there:
                line = self.first.places[node_id].line
                yield self.problem(
                    "L403", Level.WARNING, node_id,
                    f"{node_id} is missing in {other_language}. In {language} (line {line}) it is: "
                    f"{node.text.plain:.{EXCERPT}}",
                    f"Translate it, and give it the id {{#{node_id}}}.", node_id,
                )  # fmt: skip
        for node_id, (_, node) in there.items():
            if node_id not in here:
                yield self.problem(
                    "L404", Level.WARNING, node_id,
                    f"{node_id} is not in {language}: {node.text.plain:.{EXCERPT}}",
                    f"Delete it, give it the id it has in {language}, or add it there.", node_id,
                )  # fmt: skip

    def find_moved(
        self,
        here: dict[str, tuple[str, Node]],
        there: dict[str, tuple[str, Node]],
        common: list[str],
    ) -> Iterator[Problem]:
        """Yield nodes that lie elsewhere: below another one, or after another one."""
        language, _ = self.languages
        before: dict[str, str] = {}
        last: dict[str, str] = {}
        for node_id in (node_id for node_id in there if node_id in here):
            parent = there[node_id][0]
            before[node_id] = last.get(parent, "")
            last[parent] = node_id
        expected: dict[str, str] = {}
        for node_id in common:
            parent = here[node_id][0]
            if parent != there[node_id][0]:
                yield self.problem(
                    "L405", Level.WARNING, node_id,
                    f"{node_id} lies in {there[node_id][0] or 'no section'}, in {language} in "
                    f"{parent or 'no section'}.",
                    "Put it in the same place in both.", node_id,
                )  # fmt: skip
                continue
            previous = expected.get(parent, "")
            expected[parent] = node_id
            if before[node_id] != previous:
                yield self.problem(
                    "L405", Level.WARNING, node_id,
                    f"{node_id} follows {before[node_id] or 'nothing'}, in {language} "
                    f"{previous or 'nothing'}.",
                    "Put the paragraphs in the same order in both.", node_id,
                )  # fmt: skip

    def compare_texts(self, item: str, here: Text, there: Text) -> Iterator[Problem]:
        """Yield what differs between two texts that should say the same."""
        language, other_language = self.languages
        if here.plain == there.plain:
            is_same = base_language(self.first.declaration) == base_language(self.other.declaration)
            if len(words_of(here)) >= SAME_WORDS and not is_same:
                yield self.problem(
                    "L406", Level.WARNING, item,
                    f"{name_item(item)} has the same words in {language} and in {other_language}.",
                    "Translate it.", here.plain[:EXCERPT],
                )  # fmt: skip
            return
        for kind, code in ((MarkKind.REFERENCE, "L410"), (MarkKind.NOTE, "L411")):
            ours, theirs = targets(here, kind), targets(there, kind)
            if ours != theirs:
                noun = "cross-references" if kind is MarkKind.REFERENCE else "note marks"
                yield self.differ(code, item, noun, sorted(ours), sorted(theirs))
        yield from self.compare_quantities(item, here.plain, there.plain)

    def compare_quantities(self, item: str, here: str, there: str) -> Iterator[Problem]:
        """Yield dates, percentages and numbers that differ."""
        ours = read_quantities(here, base_language(self.first.declaration))
        theirs = read_quantities(there, base_language(self.other.declaration))
        for code, noun, mine, other in (
            ("L407", "dates", print_all(ours.dates), print_all(theirs.dates)),
            ("L408", "percentages", print_all(ours.percentages), print_all(theirs.percentages)),
        ):
            if mine != other:
                yield self.differ(code, item, noun, mine, other)
        ours_only, theirs_only = ours.numbers - theirs.numbers, theirs.numbers - ours.numbers
        either = ours_only or theirs_only
        level = Level.WARNING
        if not (ours_only and theirs_only):
            if all(number <= SPELT_NUMBERS for number in either):
                return
            if all(map(may_be_spelt, either)):
                level = Level.HINT
        sides = print_all(ours_only), print_all(theirs_only)
        yield self.differ("L409", item, "numbers", *sides, level=level)

    def differ(
        self,
        code: str,
        item: str,
        noun: str,
        mine: Sequence[str],
        other: Sequence[str],
        level: Level = Level.WARNING,
    ) -> Problem:
        """Return the problem that two texts differ in something that is the same everywhere."""
        language, other_language = self.languages
        mine_only = list((Counter(mine) - Counter(other)).elements())
        other_only = list((Counter(other) - Counter(mine)).elements())
        return self.problem(
            code, level, item,
            f"{name_item(item)} has other {noun} than in {language}: "
            f"{', '.join(mine_only) or 'none'} in {language}, "
            f"{', '.join(other_only) or 'none'} in {other_language}.",
            "Correct the one that is wrong.", ", ".join(other_only),
        )  # fmt: skip

    def compare_notes(self) -> Iterator[Problem]:
        """Yield what differs between the notes; missing notes the marks tell of."""
        theirs = {note.id: note.text for note in self.other.declaration.notes}
        for note in self.first.declaration.notes:
            if note.id in theirs and note.text.plain != theirs[note.id].plain:
                yield from self.compare_texts(NOTE_KEY + note.id, note.text, theirs[note.id])


def name_item(item: str) -> str:
    """Return what a person would call a text."""
    if item == CLOSING_KEY:
        return "The closing"
    return f"Note [{item}]" if item.startswith(NOTE_KEY) else item


def targets(text: Text, kind: MarkKind) -> list[str]:
    """Return what the references or note marks of a text point to, in alphabetical order."""
    return sorted(mark.target for mark in text.marks if mark.kind is kind)


def print_all(found: Counter[Day] | Counter[Decimal]) -> list[str]:
    """Return each quantity as words, as often as it stands there."""
    elements: list[Any] = sorted(found.elements())
    return [print_one(each) for each in elements]


def print_one(quantity: Day | Decimal) -> str:
    """Return a quantity in digits; a date as 2026-10-03, ---10-03 or 2026-10."""
    if isinstance(quantity, Decimal):
        return f"{quantity:f}"
    year, month, day = quantity
    return "-".join([f"{year or '--'}", f"{month:02}", *([f"{day:02}"] if day else [])])


def may_be_spelt(number: Decimal) -> bool:
    """Return whether a number is at times written as a word: up to 100, or a round one."""
    digits = f"{number:f}"
    return number <= SELDOM_SPELT or len(digits.strip("0")) == 1
