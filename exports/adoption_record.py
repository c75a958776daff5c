"""How is the record of an adoption told? In a phrase, in lines for the terminal, and as data."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from declarations.adoptions import Adoption, Choice, FrozenText, SeparateVote, Vote
from exports.phrasing import join_words, print_day

CHOICE_NAMES = {
    Choice.IN_FAVOUR: "In favour",
    Choice.AGAINST: "Against",
    Choice.ABSTAINING: "Abstaining",
    Choice.NOT_VOTING: "Not voting",
}


def describe_adoption(adoption: Adoption, language: str) -> str:
    """Return "Adopted by a recorded vote of 98 to 2 with 3 abstentions on 28 June 2017".

    Corrections of the text in ``language`` follow, each with its day.
    """
    words = ["Adopted", str(adoption.decision), "on", print_day(adoption.adopted_on)]
    adopted = " ".join(word for word in words if word)
    days = [print_day(text.frozen_on) for text in adoption.corrections(language)]
    return f"{adopted}, corrected on {join_words(days)}" if days else adopted


def describe_separate_vote(separate: SeparateVote) -> str:
    """Return how a part was decided: "retained by a recorded vote of 9 to 2 with 1 abstention"."""
    how = f"by a {separate.vote}" if separate.vote is not None else "without vote"
    return f"{separate.result.value} {how}"


def describe_frozen_text(text: FrozenText) -> str:
    """Return the line of a frozen text: language, revision, why and when it was frozen."""
    reason = f": {text.reason}" if text.reason and text.kind != "adopted" else ""
    return f"{text.language} revision {text.number}, {text.kind.value} {text.frozen_on}{reason}"


def print_record(adoption: Adoption, names: Mapping[str, str]) -> Iterator[str]:
    """Yield the record as lines of text; ``names`` maps codes of members to their names."""
    yield f"{adoption.declaration}: {describe_adoption(adoption, adoption.language)}"
    told = (
        ("Assembly", adoption.assembly),
        ("Meeting", adoption.meeting),
        ("Presiding", adoption.presiding_officer),
        ("Sponsors", ", ".join(names.get(name, name) for name in adoption.sponsors)),
        ("Remark", adoption.note),
    )
    yield from (f"{label}: {value}" for label, value in told if value)
    if adoption.decision.vote is not None:
        yield "Vote on the text as a whole:"
        yield from print_vote(adoption.decision.vote, names)
    for separate in adoption.separate_votes:
        yield f"Separately, {separate.subject}: {describe_separate_vote(separate)}"
        if separate.vote is not None:
            yield from print_vote(separate.vote, names)
    for text in adoption.texts:
        yield f"Text: {describe_frozen_text(text)}"
        yield f"    SHA-256 {text.sha256} ({adoption.algorithm})"


def print_vote(vote: Vote, names: Mapping[str, str]) -> Iterator[str]:
    """Yield a line for each choice: how many, and who where that is known."""
    for choice, number in count_choices(vote):
        voters = [names.get(voter, voter) for voter in vote.voters(choice)]
        line = f"    {CHOICE_NAMES[choice]}: {number:,}"
        yield f"{line} ({', '.join(voters)})" if voters else line


def count_choices(vote: Vote) -> list[tuple[Choice, int]]:
    """Return how many said what; those not voting only where the record tells."""
    counts = vote.counts
    numbers = (counts.in_favour, counts.against, counts.abstaining, counts.not_voting)
    return [
        (choice, number)
        for choice, number in zip(Choice, numbers, strict=True)
        if number is not None
    ]


def record_as_data(adoption: Adoption) -> dict[str, Any]:
    """Return the record as JSON-able data, with the counts of every vote."""
    data = asdict(adoption)
    data["adopted_on"] = adoption.adopted_on.isoformat()
    for text in data["texts"]:
        text["frozen_on"] = text["frozen_on"].isoformat()
    data["decision"] = {
        "method": adoption.decision.method.value,
        "words": str(adoption.decision),
        "vote": vote_as_data(adoption.decision.vote),
    }
    for told, separate in zip(data["separate_votes"], adoption.separate_votes, strict=True):
        told["vote"] = vote_as_data(separate.vote)
    return data


def vote_as_data(vote: Vote | None) -> dict[str, Any] | None:
    """Return a vote as counts, and the codes of those who said so where they are known."""
    if vote is None:
        return None
    data: dict[str, Any] = {"recorded": vote.is_recorded, "counts": asdict(vote.counts)}
    if vote.is_recorded:
        data["members"] = {choice.value: list(vote.voters(choice)) for choice in Choice}
    return data
