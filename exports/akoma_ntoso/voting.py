"""How was a text adopted, in Akoma Ntoso? Votes with counts and names, and the rest of the record.

As the United Nations write it (AKN4UN): one ``voting`` for the text as a whole and one for each
part or amendment voted on separately, a ``count`` for each choice, the names inside it.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from declarations.adoptions import Adoption, Choice, Decision, Method, Result, SeparateVote, Vote
from exports.akoma_ntoso.elements import SOURCE, add_element, add_own
from exports.akoma_ntoso.vocabulary import clean, own

OUTCOMES = {
    "adopted": "Adopted",
    "adoptedWithoutVote": "Adopted without a vote",
    "adoptedRecordedVote": "Adopted by a recorded vote",
    "adoptedByVote": "Adopted by a vote that was counted and not recorded",
}
CHOICES = {
    Choice.IN_FAVOUR: ("inFavour", "In favour"),
    Choice.AGAINST: ("against", "Against"),
    Choice.ABSTAINING: ("abstaining", "Abstaining"),
    Choice.NOT_VOTING: ("notVoting", "Not voting"),
}


def find_outcome(decision: Decision) -> str:
    """Return the eId of what a decision is called."""
    if decision.vote is not None:
        return "adoptedRecordedVote" if decision.vote.is_recorded else "adoptedByVote"
    return "adoptedWithoutVote" if decision.method is Method.WITHOUT_VOTE else "adopted"


def list_outcomes(adoption: Adoption) -> Iterator[tuple[str, str]]:
    """Yield eId and words of every concept that the votes of an adoption need."""
    yield "adopted", OUTCOMES["adopted"]
    outcome = find_outcome(adoption.decision)
    if outcome != "adopted":
        yield outcome, OUTCOMES[outcome]
    results = {separate.result for separate in adoption.separate_votes}
    for result in Result:
        if result in results:
            yield result.value, result.value.capitalize()
    if any(True for _ in adoption.votes()):
        yield from CHOICES.values()


def write_votes(meta: Any, adoption: Adoption, eids: Mapping[str, str]) -> None:
    """Write the votes; ``eids`` finds the parts voted on that are still in the text."""
    analysis = add_element(meta, "analysis", source=SOURCE)
    parliamentary = add_element(analysis, "parliamentary")
    for separate in adoption.separate_votes:
        write_separate(parliamentary, separate, eids)
    outcome = find_outcome(adoption.decision)
    voting = add_element(parliamentary, "voting", outcome=f"#{outcome}")
    write_counts(voting, adoption.decision.vote)


def write_separate(parliamentary: Any, separate: SeparateVote, eids: Mapping[str, str]) -> None:
    """Write the vote on some parts of the text or on one amendment."""
    voting = add_element(parliamentary, "voting", outcome=f"#{separate.result.value}")
    places = [f"#{eids[part]}" for part in separate.parts if part in eids]
    if places:
        voting.set("refersTo", " ".join(places))
    voting.set(own("subject"), clean(separate.subject))
    if separate.note:
        voting.set(own("note"), clean(separate.note))
    write_counts(voting, separate.vote)


def write_counts(voting: Any, vote: Vote | None) -> None:
    """Write the counts with the names behind them; without a vote an empty quorum, as the UN."""
    if vote is None:
        add_element(voting, "quorum", value="")
        return
    counts = vote.counts
    numbers = (counts.in_favour, counts.against, counts.abstaining, counts.not_voting)
    for choice, number in zip(Choice, numbers, strict=True):
        if number is not None:
            eid, _ = CHOICES[choice]
            count = add_element(voting, "count", value=str(number), refersTo=f"#{eid}")
            voters = vote.voters(choice)
            if voters:
                holder = add_own(count, "voters")
                for voter in voters:
                    add_own(holder, "voter", code=voter)


def write_record(proprietary: Any, adoption: Adoption) -> None:
    """Write what Akoma Ntoso has no word for."""
    record = add_own(
        proprietary, "adoption", assembly=adoption.assembly, decision=str(adoption.decision),
        meeting=adoption.meeting, presidingOfficer=adoption.presiding_officer, note=adoption.note,
        algorithm=adoption.algorithm,
    )  # fmt: skip
    for sponsor in adoption.sponsors:
        add_own(record, "sponsor", name=sponsor)
    for text in adoption.texts:
        add_own(
            record, "text", language=text.language, revision=str(text.number), sha256=text.sha256,
            kind=text.kind.value, frozenOn=str(text.frozen_on), reason=text.reason,
        )  # fmt: skip
