"""What can be wrong: a fault in a document is data, a refused command is an exception.

Faults are collected, never raised one by one. A refusal is raised and says what was
refused, which item, the value found and what to do; ``app.errors`` alone knows which exit
code each class means.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How much a fault weighs: an error stops adoption, a warning should be mended, a hint may."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a fault is. Lines and columns count from 1; 0 means unknown.

    ``item`` names what a person would call it: a paragraph id, a cell ("Progress!D7"), a column.
    """

    file: str = ""
    line: int = 0
    column: int = 0
    item: str = ""

    def __str__(self) -> str:
        """Return ``file:line:column``, leaving out what is unknown, or the item alone."""
        numbers = [str(number) for number in (self.line, self.column) if number]
        place = ":".join([self.file, *numbers] if self.file else numbers)
        return place or self.item


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault in a document or data file, with its place and its remedy."""

    code: str
    level: Level
    place: Place
    message: str
    remedy: str
    value: str = ""
    fixable: bool = False

    def __str__(self) -> str:
        """Return one line for a person: ``file:line:column code message``."""
        return f"{self.place} {self.code} {self.message}"


def has_errors(problems: Iterable[Problem]) -> bool:
    """Return whether any problem is of level error."""
    return any(problem.level is Level.ERROR for problem in problems)


class Refusal(Exception):
    """A command was refused. Base of every exception that a person is meant to read.

    ``message`` says what was refused, which item and the value found; ``hint`` says what to do;
    ``problems`` lists the faults behind it, all at once, where there are several.
    """

    code = "refused"

    def __init__(self, message: str, *, hint: str = "", problems: Iterable[Problem] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.problems = tuple(problems)


class InputRefusal(Refusal):
    """The input has problems; all of them are listed in ``problems``."""

    code = "input_has_problems"


class RuleRefusal(Refusal):
    """A rule of the association or a right refuses the act."""

    code = "rule_refuses"


class NotFoundRefusal(Refusal):
    """Something named in the command does not exist."""

    code = "not_found"


class ChangedMeanwhileRefusal(Refusal):
    """What was edited has changed since it was read; nothing was overwritten."""

    code = "changed_meanwhile"


class StorageRefusal(Refusal):
    """A file or the database cannot be read or written."""

    code = "storage"
