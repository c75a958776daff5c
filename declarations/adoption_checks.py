"""Can the record of an adoption be true? Every fault in its votes, parts and sponsors at once."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from declarations.adoptions import (
    CARRIED,
    PART_RESULTS,
    Adoption,
    Choice,
    Counts,
    Result,
    SeparateVote,
    Vote,
)
from declarations.model import Declaration
from declarations.problems import Level, Place, Problem


class Majority(StrEnum):
    """The majority an association asks for, of the members present and voting.

    Those who abstain are not voting (Rules of Procedure of the General Assembly, rules 83, 85
    and 86). ANY asks for nothing: the result is what the minutes say.
    """

    ANY = ""
    SIMPLE = "simple"
    TWO_THIRDS = "two-thirds"


@dataclass(frozen=True, slots=True)
class Known:
    """What a record is held against.

    ``members`` are the codes of those who belong on the day, None where that is not asked.
    ``adopted`` is the text adopted; ``earlier_ids`` are those of any revision before it.
    """

    adopted: Declaration
    earlier_ids: Collection[str] = field(default_factory=frozenset)
    members: Collection[str] | None = None
    majority: Majority = Majority.ANY


def find_record_faults(record: Adoption, known: Known) -> tuple[Problem, ...]:
    """Return everything that cannot be right in a record, in its own order."""
    return (
        *find_vote_faults(record, known),
        *find_majority_faults(record, known.majority),
        *find_part_faults(record.separate_votes, known),
        *find_sponsor_faults(record.sponsors),
    )


def fault(code: str, item: str, message: str, remedy: str, value: str = "") -> Problem:
    """Return one fault of a record."""
    return Problem(code, Level.ERROR, Place(item=item), message, remedy, value)


def find_vote_faults(record: Adoption, known: Known) -> Iterator[Problem]:
    """Find voters named twice or unknown, and counts that are impossible or do not add up."""
    for subject, vote in record.votes():
        yield from find_voter_faults(subject, vote, known.members)
        yield from find_count_faults(subject, vote)
        yield from find_surplus(subject, vote, known.members)


def find_voter_faults(
    subject: str, vote: Vote, members: Collection[str] | None
) -> Iterator[Problem]:
    """Find voters named twice and voters that are no members."""
    for voter, times in Counter(ballot.voter for ballot in vote.ballots).items():
        said = [ballot.choice.value.replace("_", " ") for ballot in vote.ballots
                if ballot.voter == voter]  # fmt: skip
        if times > 1:
            yield fault(
                "V001",
                voter,
                f"In the vote on {subject}, {voter} is named {times} times: {', '.join(said)}.",
                "Leave it in one place.",
                ", ".join(said),
            )
        if members is not None and voter not in members:
            yield fault(
                "V002",
                voter,
                f"In the vote on {subject}, {voter!r} is no member on that day.",
                "Write the code that accord member list prints, or check the member's dates.",
                voter,
            )


def find_count_faults(subject: str, vote: Vote) -> Iterator[Problem]:
    """Find counts below nought, votes of no one, and stated counts that the names contradict."""
    counted = vote.counts
    for choice in Choice:
        stated = read_count(vote.stated, choice) if vote.stated else None
        if stated is not None and stated < 0:
            yield fault("V003", subject, f"In the vote on {subject}, {stated} are "
                        f"{choice.value.replace('_', ' ')}.", "Write a number from 0.",
                        str(stated))  # fmt: skip
        named = len(vote.voters(choice))
        # Minutes count those not voting and seldom name them.
        compared = vote.is_recorded and (named or choice is not Choice.NOT_VOTING)
        if compared and stated is not None and stated != named:
            yield fault(
                "V004",
                subject,
                f"In the vote on {subject}, {stated} are said to be "
                f"{choice.value.replace('_', ' ')}, but {named} are named.",
                "Correct the number or the names.",
                str(stated),
            )
    if not counted.in_favour + counted.against + counted.abstaining:
        yield fault("V005", subject, f"In the vote on {subject}, no one voted.",
                    "Give the votes, or leave the vote out.")  # fmt: skip


def find_surplus(subject: str, vote: Vote, members: Collection[str] | None) -> Iterator[Problem]:
    """Yield a fault when more voted, or did not vote, than belong on that day.

    An association that keeps no list of members is not asked.
    """
    counts = vote.counts
    total = counts.in_favour + counts.against + counts.abstaining + (counts.not_voting or 0)
    if members and total > len(members):
        yield fault(
            "V016",
            subject,
            f"In the vote on {subject}, {total:,} are counted, but only {len(members):,} are "
            "members on that day.",
            "Correct the numbers, or add the members that are missing: accord member add.",
            str(total),
        )


def read_count(counts: Counts, choice: Choice) -> int | None:
    """Return one of the counts, None where it is not stated."""
    number: int | None = getattr(counts, choice.value)
    return number


def find_majority_faults(record: Adoption, majority: Majority) -> Iterator[Problem]:
    """Find results that the majority asked for does not bear out."""
    for separate in record.separate_votes:
        if separate.vote is not None:
            carried = separate.result in CARRIED
            yield from find_majority_fault(separate.subject, separate.vote, majority, carried)
    if record.decision.vote is not None:
        yield from find_majority_fault("the text as a whole", record.decision.vote, majority, True)


def find_majority_fault(
    subject: str, vote: Vote, majority: Majority, carried: bool
) -> Iterator[Problem]:
    """Yield a fault when a vote was carried without the majority, or failed with it."""
    if majority is Majority.ANY or carried == has_majority(vote.counts, majority):
        return
    outcome = "carried without" if carried else "lost with"
    yield fault(
        "V006",
        subject,
        f"The vote on {subject} is recorded as {outcome} a {majority.value} majority of those "
        f"voting: {vote.counts}.",
        "Correct the numbers or the result, or the setting 'majority' of the association.",
        str(vote.counts),
    )


def has_majority(counts: Counts, majority: Majority) -> bool:
    """Return whether the votes in favour reach a majority of those in favour and against."""
    if majority is Majority.TWO_THIRDS:
        return counts.in_favour >= 2 * counts.against and counts.in_favour > 0
    return counts.in_favour > counts.against


def find_part_faults(separate_votes: tuple[SeparateVote, ...], known: Known) -> Iterator[Problem]:
    """Find separate votes on what is not there, and results that the adopted text contradicts."""
    present = {node.id for node in known.adopted.walk()}
    for separate in separate_votes:
        if bool(separate.parts) == bool(separate.amendment):
            yield fault("V007", separate.subject, "A separate vote is on parts of the text or on "
                        "an amendment.", "Name the one or the other.")  # fmt: skip
        elif (separate.result in PART_RESULTS) != bool(separate.parts):
            yield fault(
                "V008",
                separate.subject,
                f"{separate.subject} cannot be {separate.result.value}.",
                "A part of the text is retained or deleted, an amendment accepted or rejected.",
                separate.result.value,
            )
        for part in separate.parts:
            yield from find_part_fault(part, separate.result, present, known.earlier_ids)
    subjects = [part for vote in separate_votes for part in vote.parts or (vote.amendment,)]
    for subject, times in Counter(subjects).items():
        if times > 1:
            yield fault("V011", subject, f"{subject} was voted on {times} times.",
                        "Record the vote that decided.")  # fmt: skip


def find_part_fault(
    part: str, result: Result, present: Collection[str], earlier: Collection[str]
) -> Iterator[Problem]:
    """Yield a fault when a part is unknown, or is there though deleted, or gone though retained."""
    if part not in present and part not in earlier:
        yield fault(
            "V009",
            part,
            f"The text has no paragraph or section {part!r}.",
            "Use the ids that accord draft show prints in {#...}.",
            part,
        )
    elif (result is Result.DELETED) == (part in present):
        here = "is still in" if part in present else "is not in"
        yield fault(
            "V010",
            part,
            f"{part} was {result.value} by a separate vote, but it {here} the text to be adopted.",
            "Correct the result, or store a revision as the assembly decided and adopt that.",
            result.value,
        )


def find_sponsor_faults(sponsors: tuple[str, ...]) -> Iterator[Problem]:
    """Find sponsors without a name and sponsors named twice."""
    for sponsor, times in Counter(sponsors).items():
        if not sponsor.strip():
            yield fault("V012", "sponsors", "A sponsor has no name.", "Name it or leave it out.")
        elif times > 1:
            yield fault("V013", sponsor, f"{sponsor} is named {times} times as a sponsor.",
                        "Name it once.", sponsor)  # fmt: skip
