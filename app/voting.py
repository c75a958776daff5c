"""What became of what an assembly voted on? Results and counts as a person gives them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from declarations.adoptions import PART_RESULTS, Ballot, Counts, Result, SeparateVote, Vote
from declarations.problems import InputRefusal
from exports.roll_call import WHOLE, RollCall

COUNTS = re.compile(r"(\d{1,9})/(\d{1,9})/(\d{1,9})(?:/(\d{1,9}))?")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is said to have become of one part or amendment, with its counts if given."""

    result: Result
    subject: str
    stated: Counts | None = None


def read_counts(words: str) -> Counts | None:
    """Return the counts written as 98/2/3 or 98/2/3/7, None for anything else."""
    found = COUNTS.fullmatch(words.replace(" ", ""))
    if found is None:
        return None
    return Counts(*(int(number) for number in found.groups() if number is not None))


def tidy_subject(words: str, result: Result) -> str:
    """Return what was voted on: ids of parts with one blank between them, or an amendment."""
    return " ".join((words.replace(",", " ") if result in PART_RESULTS else words).split())


def find_untold(outcomes: Sequence[Outcome], roll: RollCall) -> list[str]:
    """Return the columns of a roll call that are about a part whose result is not given."""
    named = {outcome.subject.replace(",", " ") for outcome in outcomes}
    return [name for name in _name_columns(roll) if name not in named]


def build_separate_votes(
    outcomes: Sequence[Outcome], roll: RollCall, file: str
) -> tuple[SeparateVote, ...]:
    """Return the separate votes; refuse a column of the roll call whose result is not given."""
    missing = find_untold(outcomes, roll)
    if missing:
        raise InputRefusal(
            f"Nothing was adopted: {file} has votes on {', '.join(missing)}, and it is not said "
            "what became of them.",
            hint=f"Say it for each: --retained {missing[0]!r} or --deleted {missing[0]!r}; for an "
            "amendment --accepted or --rejected.",
        )
    columns = _name_columns(roll)
    return tuple(
        build_separate_vote(outcome, Vote(columns.get(outcome.subject, ()), outcome.stated))
        for outcome in outcomes
    )


def _name_columns(roll: RollCall) -> dict[str, tuple[Ballot, ...]]:
    """Return the ballots of the votes on parts, by what each was about."""
    return {
        " ".join(name.replace(",", " ").split()): ballots
        for name, ballots in roll.votes.items()
        if name != WHOLE
    }


def build_separate_vote(outcome: Outcome, vote: Vote) -> SeparateVote:
    """Return one separate vote, on parts of the text or on an amendment."""
    taken = vote if vote.ballots or vote.stated else None
    if outcome.result in PART_RESULTS:
        return SeparateVote(outcome.result, parts=tuple(outcome.subject.split()), vote=taken)
    return SeparateVote(outcome.result, amendment=outcome.subject, vote=taken)
