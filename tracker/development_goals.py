"""Which goals and targets has the 2030 Agenda? By number, from United Nations A/RES/70/1."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

SOURCE = Path(__file__).with_name("development_goals.yaml")


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal by its number, a short name in Accord's own words, and its targets' numbers."""

    number: str
    name: str
    targets: tuple[str, ...]


@cache
def list_goals() -> tuple[Goal, ...]:
    """Return the 17 goals with their 169 targets, in the order of the resolution."""
    found = yaml.safe_load(SOURCE.read_text(encoding="utf-8"))
    return tuple(
        Goal(number, goal["name"], tuple(str(goal["targets"]).split()))
        for number, goal in found.items()
    )


@cache
def known_references() -> frozenset[str]:
    """Return every number that a commitment may name: of a goal ("11") or a target ("11.6")."""
    goals = list_goals()
    return frozenset(name for goal in goals for name in (goal.number, *goal.targets))


def goal_of(reference: str) -> str:
    """Return the number of the goal that a goal's or target's number belongs to."""
    return reference.partition(".")[0]
