"""What has been read from a file so far? Nodes still to be arranged, notes, and problems."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from declarations.model import NodeKind, Text
from declarations.problems import Level, Place, Problem
from exports.akoma_ntoso.vocabulary import LISTED_PROBLEM


@dataclass(slots=True)
class FoundNode:
    """A node being read; ``number`` is what the file prints before it, "" for nothing."""

    kind: NodeKind
    line: int
    text: Text = field(default_factory=Text)
    id: str = ""
    eid: str = ""
    number: str = ""
    children: list["FoundNode"] = field(default_factory=list)

    def walk(self) -> Iterator["FoundNode"]:
        """Yield this node and every node below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(slots=True)
class FoundNote:
    """A note being read; ``marker`` is what the file prints at its mark."""

    id: str
    eid: str
    marker: str
    line: int
    text: Text = field(default_factory=Text)


@dataclass(slots=True)
class Findings:
    """Everything noticed in one file, in order; ``once`` holds what is said only once."""

    file: str
    problems: list[Problem] = field(default_factory=list)
    once: set[str] = field(default_factory=set)

    def report(
        self, code: str, level: Level, line: int, message: str, remedy: str, value: str = ""
    ) -> None:
        """Add a problem."""
        place = Place(self.file, line)
        self.problems.append(Problem(code, level, place, message, remedy, value[:LISTED_PROBLEM]))

    def report_once(
        self, code: str, level: Level, line: int, message: str, remedy: str, value: str
    ) -> None:
        """Add a problem unless one of this code and value was added before."""
        if f"{code} {value}" not in self.once:
            self.once.add(f"{code} {value}")
            self.report(code, level, line, message, remedy, value)


def line_of(element: Any) -> int:
    """Return the line an element begins in, 0 where it is not known."""
    return int(element.sourceline or 0)


def shorten(words: str) -> str:
    """Return words on one line, cut where a message would grow too long."""
    line = " ".join(words.split())
    return line if len(line) <= LISTED_PROBLEM else f"{line[: LISTED_PROBLEM - 1]}…"
