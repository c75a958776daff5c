"""Who voted how? A spreadsheet of a roll call: one member a row, one vote a column.

The list that ``accord member list`` writes, with a column ``vote`` added to it, is a roll call.
"""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from declarations.adoptions import Ballot, Choice
from declarations.problems import InputRefusal, Level, Place, Problem
from exports.csv_cells import find_dialect, restore_formula
from exports.member_list import (
    OPTIONAL,
    REQUIRED,
    fold_name,
    read_text,
)
from tracker.members import Member

MEMBER_COLUMNS = ("member", "code", "name")
"""The columns that can name the member; the first one there is counts."""
WHOLE = "vote"
"""The column of the vote on the text as a whole; every other one is headed by what it is about."""

# "-" and "0" are left out: to one clerk they are a vote, to another an empty cell.
WORDS = {
    Choice.IN_FAVOUR: ("in favour", "in_favour", "in favor", "favour", "for", "yes", "y"),
    Choice.AGAINST: ("against", "no", "n"),
    Choice.ABSTAINING: ("abstaining", "abstain", "abstains", "abstention", "abstained", "a"),
    Choice.NOT_VOTING: ("not voting", "not_voting", "absent", ""),
}
CHOICES = {word: choice for choice, words in WORDS.items() for word in words}


@dataclass(slots=True)
class RollCall:
    """The ballots of each vote by the head of its column, and every cell that cannot be read."""

    votes: Mapping[str, tuple[Ballot, ...]]
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class MemberNames:
    """The codes of members, which mean one each, and what their names can mean, case folded."""

    codes: frozenset[str]
    meanings: Mapping[str, set[str]]


def read_roll_call(path: Path, members: Iterable[Member]) -> RollCall:
    """Return who voted how in each vote of a CSV file, with every cell that cannot be taken.

    A member is known by its code or, where only one has it, by a name. An empty cell means not
    voting. Raises StorageRefusal when the file cannot be read and InputRefusal when it is not
    UTF-8, no CSV, or has no column of members or of votes.
    """
    return parse_roll_call(read_text(path), str(path), members)


def parse_roll_call(text: str, path: str, members: Iterable[Member]) -> RollCall:
    """Return who voted how in each vote of the text of a CSV file; ``path`` is what it is called.

    Raises InputRefusal when it is no CSV, or has no column of members or of votes.
    """
    rows = csv.reader(io.StringIO(text, newline=""), find_dialect(text))
    names = index_members(members)
    try:
        header = [" ".join(restore_formula(name).split()) for name in next(rows, [])]
        place, columns = find_vote_columns(path, header)
        found = RollCall({})
        ballots: dict[str, list[Ballot]] = {header[column]: [] for column in columns}
        for row in rows:
            if not any(cell.strip() for cell in row):
                continue
            where = Place(path, rows.line_num)
            voter = find_voter(row, place, names, where, found.problems)
            for column in columns:
                choice = read_choice(row, column, header[column], where, found.problems)
                if choice and voter:
                    ballots[header[column]].append(Ballot(voter, choice))
    except csv.Error as error:
        raise InputRefusal(
            f"{path}: line {rows.line_num} is not valid CSV: {error}.",
            hint="Save the roll call as CSV (UTF-8) again.",
        ) from error
    found.votes = {name: tuple(votes) for name, votes in ballots.items()}
    return found


def index_members(members: Iterable[Member]) -> MemberNames:
    """Return the codes of the members, and the codes that each name can mean."""
    found: dict[str, set[str]] = {}
    codes = set()
    for member in members:
        codes.add(member.code)
        for name in (member.code, *member.names.values()):
            found.setdefault(fold_name(name) or name, set()).add(member.code)
    return MemberNames(frozenset(codes), found)


def find_vote_columns(path: str, header: list[str]) -> tuple[int, list[int]]:
    """Return the place of the members' column and of the votes; refuse a file without them."""
    folded = [name.casefold() for name in header]
    member = next((folded.index(name) for name in MEMBER_COLUMNS if name in folded), None)
    ignored = {"", *MEMBER_COLUMNS, *REQUIRED, *OPTIONAL}
    votes = [
        place
        for place, name in enumerate(folded)
        if name not in ignored and not name.startswith("name:")
    ]
    if member is None or not votes or len(set(header)) < len(header):
        there = ", ".join(name for name in header if name) or "none"
        raise InputRefusal(
            f"{path} is no roll call; its columns are: {there}.",
            hint="It needs a column 'member' with the codes and a column 'vote' with yes, no, "
            "abstain or nothing; a vote on one paragraph has a column headed by its id. No two "
            "columns may have one name.",
        )
    return member, votes


def find_voter(
    row: list[str],
    place: int,
    names: MemberNames,
    where: Place,
    problems: list[Problem],
) -> str:
    """Return the code of the member in a row; add a problem where it cannot be told."""
    words = " ".join(restore_formula(row[place]).split()) if place < len(row) else ""
    if words in names.codes:
        return words
    codes = names.meanings.get(fold_name(words) or words, set())
    if len(codes) == 1:
        return next(iter(codes))
    if len(codes) > 1:
        message = f"{words!r} can mean several members: {', '.join(sorted(codes))}."
    else:
        message = f"There is no member {words!r} on that day."
    problems.append(
        Problem(
            "V014",
            Level.ERROR,
            where,
            message,
            "Write the member's code as accord member list prints it.",
            words,
        )
    )
    return ""


def read_choice(
    row: list[str], column: int, name: str, where: Place, problems: list[Problem]
) -> Choice | None:
    """Return what a cell says; add a problem where it cannot be read."""
    words = " ".join(restore_formula(row[column]).split()) if column < len(row) else ""
    choice = CHOICES.get(words.casefold())
    if choice is None:
        problems.append(
            Problem(
                "V015",
                Level.ERROR,
                where,
                f"In the column {name!r}, {words!r} is no vote.",
                "Write yes, no or abstain; leave the cell empty for a member that did not vote.",
                words,
            )
        )
    return choice
